"""The inputs, and what mistakes look like."""

import numpy as np

from course.exercises.mistakes import Mistake, against_the_rule
from course.inside.rules import written


def inputs(rng):
    draw = lambda n: rng.uniform(0.5, 2, n).astype(np.float32)  # noqa: E731
    sides = np.array([2, -2, 2, -2], np.float32)  # of a: differences of both signs
    return {"a": draw(3), "b": draw(4) + sides, "c": draw(3) + sides[:3]}


def rule(source):
    """What counts for the check of this name: an answer could say anything of itself."""
    return written("distances", source=source)


def pairs(seen, c):
    """a[i] - c[j] as a table."""
    return seen.given["a"][:, None] - seen.given[c]


MISTAKES = [
    Mistake(
        "side-by-side", "M22",
        lambda s: s.raised("must match the size of tensor b")
        and s.same("same_length", abs(s.given["a"] - s.given["c"])),
        "`a` and `b` met number by number, the first with the first: with different lengths they "
        "do not fit, and with the same length each number meets only one other.",
        "Which shape must `a` have so that each of its numbers is stretched along all of `b`?",
    ),
    Mistake(
        "two-columns", "M22",
        lambda s: s.raised("must match the size of tensor b")
        and s.same("same_length", abs(s.given["a"] - s.given["c"])[:, None]),
        "Both became columns, so their numbers stand in the same dimension again and meet one by "
        "one.",
        "In which dimension should the numbers of `a` stand, and in which those of `b`?",
    ),
    Mistake(
        "turned", "M23",
        lambda s: s.same("other_lengths", s.expected("other_lengths").T),
        "Every pair is there, but the table is turned: your rows belong to `b` and your columns to "
        "`a`.",
        "Which of the two should count the rows, and where does its 1 have to stand?",
    ),
    Mistake(
        "signed", "",
        lambda s: any(s.same("other_lengths", k * pairs(s, "b")) for k in (1, -1)),
        "Every pair meets, in the right place. But these are differences, and some are negative.",
        "What makes a distance of a difference?",
    ),
    Mistake(
        "squared", "",
        lambda s: s.same("other_lengths", pairs(s, "b") ** 2),
        "Every pair meets, in the right place. But these are squared distances.",
        "Which function takes away the sign and leaves the size as it is?",
    ),
    Mistake(
        "matrix-product", "M23",
        lambda s: s.same("other_lengths", abs(s.given["a"][:, None] * s.given["b"])),
        "Every pair meets, but `@` multiplied them: these are products.",
        "Which operation compares two numbers?",
    ),
    against_the_rule("What could play the part of the loop: which dimension would be stretched?"),
]  # fmt: skip
