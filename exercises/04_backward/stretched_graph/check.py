"""What mistakes look like; an early wrong number is carried on."""

from course.exercises.mistakes import Mistake, numbers


def carried(name, got, inputs):
    """What follows from the learner's own earlier numbers."""
    if name in ("x", "w") and numbers(got["h"], 3):
        for_x = [3 * n for n in got["h"]]
        for_w = sum(n * x for n, x in zip(got["h"], (1, 2, 5), strict=True))
        return for_x if name == "x" else for_w
    if name == "x_again" and numbers(got["x"], 3):
        return [2 * n for n in got["x"]]
    return None


MISTAKES = [
    Mistake(
        "sum-for-mean", "M25",
        lambda s: s.same("h", [6, 12, 30]),
        "Your gradient of `h` is exactly 3 times the expected one: it is the gradient of the sum "
        "of the squares.",
        "If one of the three squares grows by 1, by how much does their mean grow?",
    ),
    Mistake(
        "square-without-two", "",
        lambda s: s.same("h", [1, 2, 5]),
        "Your gradient of `h` is exactly half of the expected one.",
        "What is the slope of a square?",
    ),
    Mistake(
        "not-summed", "M22",
        lambda s: isinstance(s.got("w"), list),
        "You have three numbers for `w`. They are right as the shares of its three copies; but "
        "`w` is one number, and its gradient has its shape.",
        "What happens on the way back to what was stretched on the way forward?",
    ),
    Mistake(
        "averaged", "M22",
        lambda s: s.right("h") and s.same("w", 20),
        "20 is the mean of the three shares of `w`. The mean of the program is counted already, in "
        "the gradient of `h`.",
        "Three copies of `w` grow when `w` grows: what becomes of their shares?",
    ),
    Mistake(
        "own-factor", "",
        lambda s: s.right("h") and s.same("x", [2, 8, 50]),
        "At the product you multiplied each tensor by itself.",
        "If `x[0]` grows by 1, by how much does `x[0] * w` grow?",
    ),
    Mistake(
        "replaced", "M8",
        lambda s: s.same("x_again", s.got("x")),
        "You let the second walk replace what the first one left.",
        "Which line of the program clears `x.grad`?",
    ),
    Mistake(
        "result-filled", "M12",
        lambda s: s.same("h_grad", "the gradient"),
        "A gradient does arrive at `h`. It is used there, handed on and forgotten.",
        "Is `h` a leaf, and did anybody ask it to keep its gradient?",
    ),
]  # fmt: skip
