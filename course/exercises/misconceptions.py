"""The 25 misconceptions that the exercises look for: what is believed, and where a lesson mends it.

A mistake of an exercise names one by its id (M8). `belief` completes "It looks as if you believe
that …"; `short` is its name in tables.
"""

from __future__ import annotations

from dataclasses import dataclass

from course.explain import lessons
from course.explain.lessons import Lesson, backward, functions

__all__ = ["MISCONCEPTIONS", "Misconception", "by_id"]


@dataclass(frozen=True)
class Misconception:
    """See the module."""

    id: str
    short: str
    belief: str
    lesson: Lesson


# The id, its short name, the belief, and the section that mends it.
TABLE = (
    ("M1", "backward on many numbers", "`backward` starts from any tensor", lessons.MANY_NUMBERS),
    ("M2", "gradient= of the input's shape", "`gradient=` has the shape of the input",
     lessons.SHAPE_RULE),
    ("M3", "gradient= as a step size", "`gradient=` is a step size, or a filter on the input",
     backward("What `gradient` is not")),
    ("M4", "a graph that was cut", "every way of computing is recorded", lessons.CUT),
    ("M5", "a second walk", "the same graph can be walked twice", lessons.SECOND_PASS),
    ("M6", "the past carried along", "a loss or a state of the last step may stay in the graph",
     lessons.CARRIED),
    ("M7", "retain_graph as a cure", "`retain_graph=True` empties `.grad`, or is always safe",
     lessons.SECOND_PASS),
    ("M8", "gradients overwritten", "`backward` writes `.grad` anew", lessons.ACCUMULATION),
    ("M9", "cleared at the wrong place", "it does not matter where gradients are cleared",
     backward("Where to clear: a descent by hand")),
    ("M10", "`.grad` before backward", "`.grad` is there before the first `backward`",
     lessons.NOTHING_YET),
    ("M11", "any value in `.grad`", "`.grad` takes any number, shape or dtype", lessons.CLEARING),
    ("M12", "`.grad` of a result", "a result in the middle gets a `.grad`", lessons.WHO_GETS_ONE),
    ("M13", "a new tensor as update", "`w = w - …` changes the parameter", lessons.THE_NAME),
    ("M14", "a leaf changed in place", "a leaf can be changed while it is recorded",
     lessons.CHANGING_A_LEAF),
    ("M15", "a saved value changed", "a value that backward needs can be changed before it",
     lessons.SAVED_VALUE),
    ("M16", "`.data` as detach", "`.data` is as safe as `detach()`", lessons.DATA),
    ("M17", "NumPy in the graph", "NumPy's functions are recorded too", lessons.NUMPY_RECORDS_NOT),
    ("M18", "numbers of the wrong type", "the type of the numbers does not matter",
     lessons.DTYPES),
    ("M19", "a Function called", "an operation of one's own is called like a function",
     functions("1. A first function: the cube")),
    ("M20", "one gradient per argument", "backward may return as many gradients as it likes",
     lessons.SEVERAL_ARGUMENTS),
    ("M21", "the gradient that arrives", "backward needs no gradient from above",
     functions("2. The gradient that arrives")),
    ("M22", "broadcasting by surprise", "shapes meet from the left, or must be equal",
     lessons.BROADCASTING),
    ("M23", "products and shapes", "`*` is the product of matrices, `reshape` turns a table",
     lessons.VIEWS),
    ("M24", "two places at once", "a tensor moves to the card by itself", lessons.MIXED_PLACES),
    ("M25", "sum, mean, sign, step", "the size and the sign of a gradient take care of themselves",
     lessons.SUM_OR_MEAN),
)  # fmt: skip

MISCONCEPTIONS = {row[0]: Misconception(*row) for row in TABLE}


def by_id(id: str) -> Misconception | None:
    """The misconception of an id; None for a slip, whose id is empty."""
    return MISCONCEPTIONS.get(id)
