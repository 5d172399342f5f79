"""What a student may be told of an answer that went wrong.

Never the inputs of a hidden check, nor what was expected. The words of an error are the student's
to choose, and could carry the inputs out: of an error only its kind is told, if it is one of
Python's own, its line, and of its message a part that is known beforehand.
"""

from __future__ import annotations

import builtins

from course.grading.records import CheckMark, Mark

KINDS = {
    name for name, thing in vars(builtins).items()
    if isinstance(thing, type) and issubclass(thing, BaseException)
}  # fmt: skip
OWN = {
    "NotPlain": "Your answer gave something that is no number, text, list or tensor",
    "Ended": "Your answer ended before this was asked",
}
KNOWN = (
    "is not defined",
    "invalid syntax",
    "expected an indented block",
    "unexpected indent",
    "was never closed",
    "has no attribute",
    "object is not callable",
    "object is not subscriptable",
    "object is not iterable",
    "division by zero",
    "required positional argument",
    "positional arguments but",
    "got an unexpected keyword argument",
    "unsupported operand type(s)",
    "index out of range",
    "grad can be implicitly created only for scalar outputs",
    "Mismatch in shape: grad_output",
    "does not require grad and does not have a grad_fn",
    "Trying to backward through the graph a second time",
    "assigned grad expected to be a Tensor or None",
    "attempting to assign a gradient of size",
    "attempting to assign a gradient with dtype",
    "a leaf Variable that requires grad is being used in an in-place operation",
    "a view of a leaf Variable that requires grad is being used in an in-place operation",
    "has been modified by an inplace operation",
    "Can't call numpy() on Tensor that requires grad",
    "can require gradients",
    "could not infer output dtype",
    "must have the same dtype",
    "can't be cast to the desired output type",
    "Legacy autograd function with non-static forward method",
    "returned an incorrect number of gradients",
    "returned an invalid gradient",
    "save_for_backward can only save variables",
    "at non-singleton dimension",
    "doesn't match the broadcast shape",
    "shapes cannot be multiplied",
    "is invalid for input of size",
    "view size is not compatible with input tensor's size and stride",
    "Dimension out of range",
    "Expected all tensors to be on the same device",
    "can't convert",
    "can't optimize a non-leaf Tensor",
    "optimizer got an empty parameter list",
    "appears to not have been used in the graph",
    "Boolean value of Tensor with more than one value is ambiguous",
    "cannot be converted to Scalar",
)
ENDS = {
    "time": "Your answer took too long and was stopped. Is there a loop that never ends?",
    "memory": "Your answer asked for more memory than it may have, and was stopped.",
    "not judged": "The checker could not judge this answer. Your instructor will look at it.",
    "output": "Your answer printed or wrote too much, and was stopped.",
}
CRASHED = "The program that ran your answer ended before it could reply."


def ending(mark: Mark) -> str:
    """How the run was ended from outside, in a sentence; "" where it ended by itself."""
    if not mark.ended:
        return ""
    return next((says for word, says in ENDS.items() if mark.ended.startswith(word)), CRASHED)


def error(check: CheckMark) -> str:
    """The error that stopped a check, as far as it may be told; "" where there was none.

    >>> error(CheckMark("first", "", 0, 1, False, error="NameError",
    ...     message="name 'wrogn' is not defined", line=3))
    'NameError in line 3: “… is not defined”'
    >>> error(CheckMark("first", "", 0, 1, False, error="Leak_1_5", message="the inputs: 1.5"))
    'an error of your own; run the check in your notebook to read its message'
    """
    if not check.error:
        return ""
    if check.error in OWN:
        return OWN[check.error]
    kind = check.error if check.error in KINDS else "an error of your own"
    where = f" in line {check.line}" if check.line else ""
    for known in KNOWN:
        if known in check.message:
            return f"{kind}{where}: “… {known}”"
    return f"{kind}{where}; run the check in your notebook to read its message"


def errors(mark: Mark) -> list[tuple[str, int]]:
    """The different errors of a mark, each with its line: often one error stops every check."""
    found = {error(check): check.line for check in mark.checks if check.error}
    return list(found.items())
