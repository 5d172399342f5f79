"""The inputs, and what mistakes look like."""

import numpy as np

from course.exercises.mistakes import Mistake

POINTS = {"gradient": 2}


def inputs(rng):
    draw = lambda low, high: rng.uniform(low, high, 4).astype(np.float32)  # noqa: E731
    x, w = draw(0.5, 2), draw(0.5, 2)
    away = draw(0.5, 1.5) * np.array([1, -1, -1, 1], np.float32)
    return {"x": x, "w": w, "target": x * w - away}


def gradient(seen, of_square, of_size):
    """The gradient, if these are the derivatives of the two terms for a difference."""
    x = seen.given["x"]
    d = x * seen.given["w"] - seen.given["target"]
    return x * (of_square(d) + of_size(d))


def modified(seen):
    return seen.raised("modified by an inplace operation")


MISTAKES = [
    Mistake(
        "detached-in-place", "M15",
        lambda s: modified(s) and s.uses("detach"),
        "Now there is an error, and that is better than a wrong gradient. `d.detach()` has the "
        "same memory as `d`; the change was counted, so `backward` saw that its saved `d` is no "
        "longer there.",
        "How do you get the sizes without touching the memory of `d`?",
    ),
    Mistake(
        "under-no-grad", "M15",
        lambda s: modified(s) and s.uses("no_grad"),
        "Now there is an error: `no_grad` only says that nothing is recorded. The saved `d` was "
        "written over all the same.",
        "Must `d` itself change, if you only need its sizes?",
    ),
    Mistake(
        "written-over", "M15",
        modified,
        "Now there is an error: the change of `d` is recorded, but the squares had saved the `d` "
        "from before, and it was written over.",
        "Which spelling of `abs` makes a new tensor?",
    ),
    Mistake(
        "data-again", "M16",
        lambda s: s.right("value")
        and s.same("gradient", gradient(s, lambda d: 2 * abs(d), lambda d: 1)),
        "Value right, gradient wrong, no error: the numbers of `d` still change behind the back of "
        "the graph. `.data` goes around the counter that would notice it.",
        "What would happen if the same change were made without `.data`?",
    ),
    Mistake(
        "data-of-a-copy", "M16",
        lambda s: s.right("value")
        and s.same("gradient", gradient(s, lambda d: 2 * d, lambda d: 1)),
        "The squares are right now, since `d` is left alone. But for the sizes the way back knows "
        "nothing of the change: it takes 1 where it should take the sign of `d`.",
        "Which operation changes the sign **and** is recorded?",
    ),
    Mistake(
        "cut-off", "M4",
        lambda s: s.right("value")
        and s.same("gradient", gradient(s, lambda d: 2 * d, lambda d: 0)),
        "The value is right, but only the squares have a gradient: the sizes were computed from a "
        "tensor without history.",
        "Where was the graph cut?",
    ),
    Mistake(
        "sizes-by-numpy", "M17",
        lambda s: s.raised("Can't call numpy()"),
        "A function of NumPy was asked to work on a tensor that requires grad. It records nothing, "
        "so the library refuses.",
        "Which method of the tensor does the same, and is recorded?",
    ),
    Mistake(
        "signs-kept", "",
        lambda s: not s.right("value")
        and s.same("gradient", gradient(s, lambda d: 2 * d, lambda d: 1)),
        "Nothing is written over any more. But the second sum now adds differences with their "
        "signs, so the value is wrong.",
        "What should be added: -3, or its size?",
    ),
]  # fmt: skip
