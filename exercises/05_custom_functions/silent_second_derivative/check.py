"""The inputs, and what mistakes look like."""

import numpy as np

from course.exercises.mistakes import Mistake

POINTS = {"second": 2}


def inputs(rng):
    draw = lambda low, high: rng.uniform(low, high, 3)  # noqa: E731
    return {"x": draw(0.8, 1.4), "v": draw(2, 4)}


def half(seen):
    """The second derivative of sin² that is left when the cosine is a constant."""
    return seen.same("second", 2 * np.cos(seen.given["x"]) ** 2)


MISTAKES = [
    Mistake(
        "forbidden-twice", "",
        lambda s: s.raised("once_differentiable"),
        "`once_differentiable` is honest: now there is an error in place of a wrong number. But "
        "the second derivative is still not there.",
        "Which step of `backward` does autograd not see, so that you had to forbid it?",
    ),
    Mistake(
        "numpy-inside", "M17",
        lambda s: s.raised("Can't call numpy() on Tensor that requires grad"),
        "NumPy was given a tensor that requires a gradient, and refused: autograd cannot see what "
        "NumPy does.",
        "Which tensor operation makes the same numbers, inside the graph?",
    ),
    Mistake(
        "numpy-detached", "M17",
        lambda s: half(s) and s.uses("numpy"),
        "The first derivative is right, and the second is `2 cos² x` alone. The slope was computed "
        "by NumPy, and so it looks like a constant.",
        "Is there a tensor operation that does what you asked NumPy to do?",
    ),
    Mistake(
        "no-grad-inside", "M4",
        lambda s: half(s) and s.uses("no_grad"),
        "The first derivative is right, and the second is `2 cos² x` alone: in the block `no_grad` "
        "nothing is recorded, so the slope looks like a constant.",
        "Who decides whether `backward` is recorded: you, or the one who asks for a second "
        "derivative?",
    ),
    Mistake(
        "slope-saved", "M4",
        lambda s: half(s) and s.matches(r"save_for_backward\(.*(cos|slope)"),
        "The first derivative is right, and the second is `2 cos² x` alone. You made the slope in "
        "`forward`, and inside `forward` nothing is recorded: it looks like a constant.",
        "In which of the two methods must the slope be made from `x`?",
    ),
    Mistake(
        "detached", "M16",
        half,
        "The first derivative is right, and the second is `2 cos² x` alone: the path from `x` to "
        "the slope is still cut, so the slope looks like a constant. `.data` and `.detach()` do "
        "the same here.",
        "Which tensor has the numbers of `x` and its history as well?",
    ),
    Mistake(
        "forgets-g", "M21",
        lambda s: s.same("first", np.cos(s.given["x"])),
        "You return the slope alone: right only where the gradient that arrives is 1.",
        "What does the chain rule do with `g`?",
    ),
    Mistake(
        "second-at-once", "",
        lambda s: s.same("first", -s.given["v"] * np.sin(s.given["x"])),
        "`backward` now returns what belongs to the second derivative, and the first is wrong.",
        "Who makes the second derivative, if `backward` is made of tensor operations?",
    ),
    Mistake(
        "attribute-of-ctx", "M21",
        lambda s: s.right("first") and s.right("second") and s.wrong("own"),
        "Both derivatives are right as long as nobody changes `x`. Then came a change in place "
        "before `backward`, and the gradient was wrong without an error: an attribute of `ctx` "
        "does not note the version.",
        "Which way of saving notices such a change?",
    ),
]  # fmt: skip
