"""The lessons that a note sends its reader to. A test compares the headings with the lessons."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Lesson:
    """A section of a lesson."""

    stem: str
    title: str
    heading: str

    def __str__(self) -> str:
        return f"lesson {self.stem[:2]} {self.title}, “{self.heading.replace('`', '')}”"

    @property
    def link(self) -> str:
        """The address from the notebook that runs; empty where the lesson is not near it."""
        for folder in ("", "../", "../notebooks/"):
            if Path(f"{folder}{self.stem}.ipynb").is_file():
                place = self.heading.replace("`", "").replace(" ", "-")
                return f"{folder}{self.stem}.ipynb#{place}"
        return ""


def tensors(heading: str) -> Lesson:
    return Lesson("01_tensors", "Tensors", heading)


def cuda(heading: str) -> Lesson:
    return Lesson("02_cuda", "CUDA", heading)


def autograd(heading: str) -> Lesson:
    return Lesson("03_autograd", "Autograd", heading)


def backward(heading: str) -> Lesson:
    return Lesson("04_backward", "Backward in depth", heading)


def functions(heading: str) -> Lesson:
    return Lesson("05_custom_functions", "Custom functions", heading)


def ways(heading: str) -> Lesson:
    return Lesson("06_four_ways", "One network, four ways", heading)


def digits(heading: str) -> Lesson:
    return Lesson("07_digits", "Digits", heading)


def speed(heading: str) -> Lesson:
    return Lesson("08_speed", "What a step costs", heading)


DTYPES = tensors("3. The type of the numbers")
MEAN_OF_INTS = tensors("What goes wrong: an average of whole numbers")
CREATION = tensors("2. Make a tensor")
INDEXING = tensors("5. Take a part")
ITEM = tensors("From a tensor to a plain number")
VIEWS = tensors("6. Change the shape")
SHARING = tensors("A view shares memory")
STRIDES = tensors("How a view works: strides")
BROADCASTING = tensors("7. When shapes differ: broadcasting")
MISFITS = tensors("What goes wrong: shapes that do not fit")
MATMUL = tensors("What goes wrong: sizes that do not touch")
IN_PLACE = tensors("4. One operation, four spellings")
MIXED_PLACES = cuda("5. What goes wrong: two places in one calculation")
NUMPY_AND_CARD = cuda("6. What goes wrong: NumPy cannot see the card")
FIND_A_CARD = cuda("2. Is there a graphics card?")
WHOLE_NUMBERS = autograd("What goes wrong: gradients of whole numbers")
NOTHING_YET = autograd("What goes wrong: nothing there yet")
WHO_GETS_ONE = autograd("6. Who gets a gradient")
STOP_RECORDING = autograd("7. Stop recording")
NUMPY_RECORDS_NOT = autograd("What goes wrong: NumPy cannot record")
CHANGING_A_LEAF = autograd("What goes wrong: changing a leaf")
MANY_NUMBERS = backward("2. Many numbers out")
SHAPE_RULE = backward("The shape rule")
NOTHING_TO_WALK = backward("3. Nothing to walk back")
CUT = autograd("What goes wrong: the graph is cut")
SECOND_DERIVATIVE = backward("The derivative of a derivative")
CLEARING = backward("Clearing")
THE_NAME = backward("The update must change the tensor, not the name")
SECOND_PASS = backward("5. The second pass, and `retain_graph`")
CARRIED = backward("The most common reason for this error")
GRADIENTS_AS_RESULTS = backward("7. Gradients as results, and second derivatives")
HOOKS = backward("8. Looking inside: `retain_grad` and hooks")
SAVED_VALUE = backward("9. Changing a saved value")
DATA = backward("`.data` goes around the counter")
MY_RELU = functions("3. MyReLU")
SEVERAL_ARGUMENTS = functions("5. Several arguments")
GRADCHECK = functions("6. Proving it: `gradcheck`")
TWICE = functions("7. Differentiating twice")
NN_AND_OPTIM = ways("5. Fourth way: `nn` and `optim`")
SUM_OR_MEAN = ways("Sum or mean?")
SILENT_SHAPES = tensors("What goes wrong without an error")
ACCUMULATION = backward("4. Gradients add up")
LOSS_OF_CLASSES = digits("From ten numbers to a loss")
NOT_CAPTURED = speed("6. What cannot be captured")
RATES = digits("Learning rates")
THE_NETWORK = digits("5. The network")
