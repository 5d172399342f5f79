"""What mistakes look like."""

from course.exercises.mistakes import Mistake

POINTS = {"at_the_end": 3}


def said(seen):
    """All that was said about sharing."""
    parts = [seen.got(check) or {} for check in ("other_shapes", "parts", "clone")]
    return {letter: shares for part in parts for letter, shares in part.items()}


def place(seen, row, column):
    return seen.got("at_the_end")[row][column]


MISTAKES = [
    Mistake(
        "clone-shares", "M23",
        lambda s: said(s)["f"] is True,
        "You expect that a clone shares memory.",
        "What do you write when you want numbers of your own, safe from all later changes?",
    ),
    Mistake(
        "reshape-always-shares", "M23",
        lambda s: said(s)["h"] is True,
        "You expect that `reshape` always gives a view. It does where one is possible. The numbers "
        "of `a.t()` stand in memory in the order 0 4 1 5 2 6 3 7, and h has one dimension.",
        "Is there one jump that goes from 0 to 4 and also from 4 to 1?",
    ),
    Mistake(
        "list-of-positions", "M23",
        lambda s: said(s)["d"] is True,
        "You expect that `a[[0]]`, a list of positions, is a view as `a[0]` is.",
        "The list might be [1, 0, 0]: could a start and a jump tell these rows?",
    ),
    Mistake(
        "turned-is-a-copy", "M23",
        lambda s: said(s)["e"] is False,
        "You expect that `t` copies the numbers into another order.",
        "Which two numbers of a tensor must change places to turn a table, if not those in memory?",
    ),
    Mistake(
        "parts-are-copies", "M23",
        lambda s: said(s)["c"] is False or said(s)["g"] is False,
        "You expect that taking a row or a column copies it.",
        "Which start and which jump tell where the numbers of a row, or of a column, stand?",
    ),
    Mistake(
        "view-is-a-copy", "M23",
        lambda s: said(s)["b"] is False,
        "You expect that a `view` has numbers of its own.",
        "What does the word *view* say about whose numbers you see?",
    ),
    Mistake(
        "new-name-writes", "",
        lambda s: place(s, 0, 1) == 70 or place(s, 1, 1) == 72,
        "You let the 70 arrive in `a`. g is a view of a column, that is right; but then `g + 70` "
        "makes a new tensor, and the name g goes to it.",
        "What is the difference between `g = g + 70` and `g += 70`?",
    ),
    Mistake(
        "turned-index", "M23",
        lambda s: place(s, 0, 3) == 0 and place(s, 1, 0) == 7,
        "The 5 arrived in the wrong place. `e` has 4 rows and 2 columns, and `e[3, 0]` is in its "
        "last row.",
        "Which row and which column of `a` is that, if rows and columns change places?",
    ),
]  # fmt: skip
