"""The inputs, and what mistakes look like."""

import numpy as np

from course.exercises.mistakes import Mistake, alike

POINTS = {"cable": 2}


def inputs(rng):
    count, length = rng.permutation([3, 4, 5, 6])[:2]
    return {"rows": [rng.uniform(0.5, 2, length).astype(np.float32) for _ in range(count)]}


def journeys(seen):
    return seen.got("cable")["journeys"]


def squares(seen):
    """The squares of all rows as a table."""
    return np.stack(seen.given["rows"]) ** 2


MISTAKES = [
    Mistake(
        "one-total", "",
        lambda s: alike(s.got("numbers"), float(squares(s).sum())),
        "This is one number: the squares of all rows were added up together.",
        "Over which dimension should be summed, and which should stay?",
    ),
    Mistake(
        "columns", "",
        lambda s: alike(s.got("numbers"), squares(s).sum(0).tolist()),
        "There is one sum for each column, not for each row.",
        "The dimension that you sum over goes away: which one must stay?",
    ),
    Mistake(
        "to-in-place", "M24",
        lambda s: journeys(s) == 1 and s.right("numbers"),
        "One journey was made, and nothing came back: the copy on the card has no name, and the "
        "work was done on the CPU.",
        "What does `.to` hand back, and what becomes of it in your program?",
    ),
    Mistake(
        "never-left", "M24",
        lambda s: journeys(s) == 0,
        "Nothing travelled: all the work was done on the CPU.",
        "Where does a calculation run, and what must you say so that it runs on the card?",
    ),
    Mistake(
        "all-comes-home", "M24",
        lambda s: journeys(s) == 2 and s.right("numbers"),
        "There are two journeys, but too many bytes on the way home: you brought back more than "
        "the sums.",
        "Which work could still be done on the card before anything comes home?",
    ),
    Mistake(
        "each-row-travels", "M24",
        lambda s: journeys(s) == len(s.given["rows"]) + 1
        and s.matches(r"\[\s*\w+\.(to|cuda)\(|append\("),
        "Each row still makes its own journey to the card; only the way home is shared.",
        "Which comes first: making one tensor of the rows, or moving?",
    ),
    Mistake(
        "each-number-home", "M24",
        lambda s: journeys(s) > 2,
        "All rows travel together now, but each result comes home alone: `.item()` is a journey "
        "too.",
        "Which method brings all numbers of a tensor home at once?",
    ),
]  # fmt: skip
