"""The inputs, and what mistakes look like."""

import numpy as np

from course.exercises.mistakes import Mistake, against_the_rule
from course.inside.rules import written


def inputs(rng):
    k = int(rng.integers(3, 6))
    start = [k - 1, 0, 0, 1]  # no permutation: turned on its side it is another table
    return {"labels": np.array(start[:3] + rng.integers(0, k, 4).tolist()), "k": k}


def rule(source):
    """What counts for the check of this name: an answer could say anything of itself."""
    return written("one_hot", forbidden="one_hot", source=source)


def right_numbers(seen):
    """Whether the table is right but for its dtype."""
    got, expected = seen.got("more_labels"), seen.expected("more_labels")
    return got.shape == expected.shape and (got.astype(float) == expected).all()


def dtype(seen):
    return seen.got("more_labels").dtype.name


MISTAKES = [
    Mistake(
        "still-questions", "M18",
        lambda s: right_numbers(s) and dtype(s) == "bool",
        "The places are right, but your table holds True and False: a comparison gives `bool`.",
        "How do you make numbers with a point of them?",
    ),
    Mistake(
        "whole-numbers", "M18",
        lambda s: right_numbers(s) and dtype(s).startswith("int"),
        "The places are right, but your table holds whole numbers (`int64`). They would not meet "
        "the weights of a network in a matrix product.",
        "Which dtype is asked for, and which method gives it?",
    ),
    Mistake(
        "too-precise", "M18",
        lambda s: right_numbers(s) and dtype(s) == "float64",
        "The places are right, but the numbers have 8 bytes each: this is `float64`, which would "
        "not meet our usual tensors in a matrix product.",
        "Which dtype do `zeros` and `rand` give when you ask for nothing, and what is its name?",
    ),
    Mistake(
        "side-by-side", "M22",
        lambda s: s.raised("must match the size of tensor b") and s.got("as_many").ndim == 1,
        "Each label met only one column number, the one at its own place: two shapes with one "
        "dimension are compared number by number.",
        "Which shape must the labels have to meet all column numbers?",
    ),
    Mistake(
        "turned", "M23",
        lambda s: s.same("more_labels", s.expected("more_labels").T),
        "The table is turned: your labels stand over the columns, each should have a row.",
        "Which of the two, the labels or the column numbers, must become the column?",
    ),
    Mistake(
        "counted-from-one", "",
        lambda s: s.same("more_labels", np.eye(s.given["k"], k=-1)[s.given["labels"]]),
        "Each 1 stands one column too far to the left, and the label 0 has none.",
        "Which number does the first column have?",
    ),
    against_the_rule("How can one comparison ask all questions at once?"),
]  # fmt: skip
