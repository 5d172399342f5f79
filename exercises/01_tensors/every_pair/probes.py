"""What is asked of an answer."""

import tutorgrad as torch
from course.inside.rules import written


def other_lengths(answer, a, b, c):
    """The distances when `a` and `b` have different lengths."""
    return answer.distances(torch.tensor(a), torch.tensor(b))


def same_length(answer, a, b, c):
    """The distances when both have the same length: still every pair."""
    return answer.distances(torch.tensor(a), torch.tensor(c))


def rule(answer, a, b, c):
    """It is one expression, without a loop."""
    answer.distances(torch.tensor(a), torch.tensor(b))
    return written("distances")
