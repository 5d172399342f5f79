"""What is asked of an answer."""

from course.inside.said import whole


def _said(answer, letters):
    return {letter: whole(answer.answer[letter]) for letter in letters}


def one_chain(answer):
    """The nodes of a and d: three operations, without and with the way back."""
    return _said(answer, "ad")


def not_recorded(answer):
    """The nodes of b, c and h: where nobody wants a gradient."""
    return _said(answer, "bch")


def loop(answer):
    """The nodes of e: a loop over the rows."""
    return _said(answer, "e")


def parts_and_sums(answer):
    """The nodes of f and g: parts of a tensor, and a sum with one side that requires no grad."""
    return _said(answer, "fg")
