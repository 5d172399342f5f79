"""What is asked of an answer."""

import tutorgrad as torch
from course.inside.rules import written


def square(answer, square, wide):
    """The shares in a table with as many rows as columns."""
    return answer.shares(torch.tensor(square))


def wide(answer, square, wide):
    """The shares in a table with more columns than rows."""
    return answer.shares(torch.tensor(wide))


def kept(answer, square, wide):
    """The table that was given is as it was."""
    sold = torch.tensor(square)
    answer.shares(sold)
    return sold


def rule(answer, square, wide):
    """It is one expression, without a loop."""
    answer.shares(torch.tensor(square))
    return written("shares")
