"""What is asked of an answer."""

import tutorgrad as torch
from course.inside.rules import written


def more_labels(answer, labels, k):
    """The table for more labels than columns."""
    return answer.one_hot(torch.tensor(labels), k)


def as_many(answer, labels, k):
    """The table for as many labels as columns."""
    return answer.one_hot(torch.tensor(labels[:k]), k)


def rule(answer, labels, k):
    """It is one expression, without a loop and without the function that is made for it."""
    answer.one_hot(torch.tensor(labels), k)
    return written("one_hot", forbidden="one_hot")
