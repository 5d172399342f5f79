"""The inputs, and what mistakes look like."""

import numpy as np

from course.exercises.mistakes import Mistake, against_the_rule
from course.inside.rules import written


def inputs(rng):
    draw = lambda *shape: rng.uniform(0.5, 2, shape).astype(np.float32)  # noqa: E731
    return {"square": draw(3, 3), "wide": draw(2, 4)}


def rule(source):
    """What counts for the check of this name: an answer could say anything of itself."""
    return written("shares", source=source)


MISTAKES = [
    Mistake(
        "no-column", "M22",
        lambda s: s.same("square", s.given["square"] / s.given["square"].sum(1)),
        "Each number was divided by a sum of the wrong row: the sums have shape `(rows,)`, and "
        "aligned on the right they lie along the columns. Where there are as many rows as columns, "
        "this gives no error.",
        "Which shape must the sums have so that each of them meets its own row?",
    ),
    Mistake(
        "other-dimension", "",
        lambda s: s.same("square", s.given["square"] / s.given["square"].sum(0)),
        "Now every column has the sum 1, not every row.",
        "When you sum over a dimension, it goes away: which one should go away here?",
    ),
    Mistake(
        "of-everything", "",
        lambda s: s.same("square", s.given["square"] / s.given["square"].sum()),
        "The sum of the whole table is 1, not the sum of each row: you divided by one number.",
        "How many sums are there, if each day has its own?",
    ),
    Mistake(
        "by-the-mean", "",
        lambda s: s.same("square", 3 * s.expected("square"))
        and s.same("wide", 4 * s.expected("wide")),
        "Your shares are too large, exactly as many times as there are columns: each row was "
        "divided by its mean.",
        "What is the difference between the mean of a row and its sum?",
    ),
    Mistake(
        "in-place", "",
        lambda s: s.right("square") and s.right("wide") and not s.right("kept"),
        "The shares are right, but the table that was given has changed: it was written over.",
        "Which spelling of a division makes a new tensor?",
    ),
    against_the_rule("How can all rows be divided at once?"),
]  # fmt: skip
