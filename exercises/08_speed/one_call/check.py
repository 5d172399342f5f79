"""The inputs, and what mistakes look like."""

import numpy as np

from course.exercises.mistakes import Mistake

POINTS = {"nodes": 2}


def inputs(rng):
    draw = lambda *shape: rng.uniform(0.5, 2, shape).astype(np.float32)  # noqa: E731
    examples = int(rng.integers(6, 10))
    return {"x": draw(examples, 3), "w": draw(3, 1), "target": draw(examples) * 3}


def differences(seen):
    """Each prediction minus its target."""
    given = seen.given
    return (given["x"] @ given["w"])[:, 0] - given["target"]


def of_all_pairs(seen):
    """The mean over each prediction with each target."""
    given = seen.given
    return np.mean((given["x"] @ given["w"] - given["target"]) ** 2)


MISTAKES = [
    Mistake(
        "column-minus-row", "M22",
        lambda s: s.same("value", of_all_pairs(s)),
        "Each prediction was compared with **each** target: your predictions are a column and the "
        "targets are not, so the difference is a square table. No error tells you.",
        "Which shape does `x @ w` have, and which one should it have before you subtract?",
    ),
    Mistake(
        "sum-of-squares", "M25",
        lambda s: s.same("value", len(s.given["x"]) * s.expected("value")),
        lambda s: f"Your error is exactly {len(s.given['x'])} times the expected one, and there "
        f"are {len(s.given['x'])} examples: it is a sum. With it, the steps of training would be "
        "larger the more examples there are.",
        "What did the last line of the loop version do with the total?",
    ),
    Mistake(
        "mean-before-square", "",
        lambda s: s.same("value", np.mean(differences(s)) ** 2),
        "You squared the mean of the differences. There, too large and too small predictions make "
        "up for each other.",
        "What comes first in a mean squared error?",
    ),
    Mistake(
        "number-by-number", "M23",
        lambda s: s.raised("must match the size of tensor b"),
        "`*` goes number by number, and the rows of `x` do not fit to a column.",
        "Which product takes each row of `x` with the column `w`, and adds up?",
    ),
    Mistake(
        "numpy-in-between", "M17",
        lambda s: s.raised("Can't call numpy() on Tensor that requires grad")
        or s.raised("a NumPy array"),
        "A function of NumPy got a tensor that requires grad. NumPy records nothing, so the way "
        "back would end there, and the library refuses.",
        "Which operation of tensors does the same?",
    ),
    Mistake(
        "cut-by-numpy", "M17",
        lambda s: s.right("value") and not s.right("gradient") and s.uses("numpy"),
        "The value is right, and the weights get no gradient: NumPy computed it, and NumPy records "
        "nothing. `requires_grad=True` at the end makes a new leaf that knows nothing of `w`.",
        "Which part of the computation must stay with tensors?",
    ),
    Mistake(
        "cut-off", "M4",
        lambda s: s.right("value") and not s.right("gradient"),
        "The value is right, but the weights get no gradient: somewhere the graph was cut.",
        "Which of your calls makes a tensor without history?",
    ),
    Mistake(
        "still-a-loop", "",
        lambda s: s.right("value") and s.right("gradient"),
        lambda s: f"Value and gradient are right, but {s.got('nodes')['nodes']} nodes were made: "
        "something is still done for each example.",
        "Which one product takes all examples at once?",
    ),
]  # fmt: skip
