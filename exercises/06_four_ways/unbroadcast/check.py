"""The inputs, and what mistakes look like."""

import numpy as np

from course.exercises.mistakes import Mistake, alike

POINTS = {"same_shape": 0.5}


def inputs(rng):
    return {"g": rng.uniform(0.5, 2, (2, 3, 4))}


def found(seen, check, shape):
    """What came back for a shape."""
    return seen.got(check)[str(shape)]


def shapes(seen, check):
    """The shapes that came back, for the shapes that were asked for."""
    return {shape: np.shape(value) for shape, value in seen.got(check).items()}


MISTAKES = [
    Mistake(
        "reshaped", "M22",
        lambda s: s.raised("cannot reshape array"),
        "`reshape` can order the same numbers anew. But there are more numbers in `g` than in the "
        "shape that was asked for.",
        "What do several gradients of one number become: which operation makes one of many?",
    ),
    Mistake(
        "broadcast-again", "M22",
        lambda s: s.raised("than broadcast shape") or s.raised("could not be broadcast"),
        "`broadcast_to` goes the same way as broadcasting: it makes more numbers of few. You need "
        "the way back.",
        "What is the opposite of copying a number along an axis?",
    ),
    Mistake(
        "from-the-left", "M22",
        lambda s: s.right("stretched_axes") and not s.right("new_axes") and s.errors
        or s.right("stretched_axes") and np.shape(found(s, "new_axes", (4,))) == (1,),
        "You held the two shapes against each other from the left. Broadcasting begins at the "
        "right: (4) belongs under the last axis of (2, 3, 4).",
        "At which end were the missing axes put in?",
    ),
    Mistake(
        "only-stretched", "M22",
        lambda s: s.right("stretched_axes") and s.wrong("new_axes"),
        "Where all axes were there from the start, all is right. But the axes that broadcasting "
        "put in front are still in your result.",
        "How many more axes does `g` have than the shape, and where do they stand?",
    ),
    Mistake(
        "nothing-done", "M22",
        lambda s: s.wrong("new_axes") and np.shape(found(s, "new_axes", (4,))) == (2, 3, 4),
        "The gradient came back in the shape of the result. A gradient must have the shape of what "
        "it belongs to.",
        "Which axes did broadcasting put in, and which did it stretch?",
    ),
    Mistake(
        "only-in-front", "M22",
        lambda s: s.right("new_axes")
        and alike(found(s, "stretched_axes", (2, 3, 1)), s.given["g"]),
        "The new axes in front are gone, as they should be. But an axis of length 1 that was "
        "stretched is still long.",
        "How do you find the axes that were stretched, and what must become of them?",
    ),
    Mistake(
        "axes-lost", "M22",
        lambda s: s.right("new_axes") and len(shapes(s, "stretched_axes")["(2, 3, 1)"]) < 3,
        "The sums are right, but the summed axes are gone: (2, 3) came back in place of (2, 3, 1).",
        "Which argument of `sum` keeps an axis with length 1?",
    ),
    Mistake(
        "mean", "M25",
        lambda s: alike(found(s, "new_axes", (4,)), s.given["g"].mean((0, 1))),
        "For the shape (4) your result is exactly one sixth of the expected one, and each number "
        "was used 2 · 3 times: it is the mean.",
        "If a number is used six times, do its six effects add up, or do they average out?",
    ),
    Mistake(
        "first-copy", "M22",
        lambda s: alike(found(s, "new_axes", (4,)), s.given["g"][0, 0]),
        "You took the gradient of the first copy and threw the others away.",
        "Do the other copies have no effect on the result?",
    ),
]  # fmt: skip
