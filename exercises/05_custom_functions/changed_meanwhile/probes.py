"""What is asked of an answer."""


def _said(answer, program):
    """A number, or the word error. An error where nothing was filled in."""
    said = answer.answer[program]
    return said.strip().lower() if isinstance(said, str) else float(said)


def program_a(answer):
    """Program A: nothing is changed."""
    return _said(answer, "A")


def program_b(answer):
    """Program B: `x` is changed in place, and `Cube` saved it."""
    return _said(answer, "B")


def program_c(answer):
    """Program C: the same change, with `Careless`."""
    return _said(answer, "C")


def program_d(answer):
    """Program D: the change goes through `.detach()`."""
    return _said(answer, "D")


def program_e(answer):
    """Program E: the change goes through `.data`."""
    return _said(answer, "E")


def program_f(answer):
    """Program F: `y` is changed in place."""
    return _said(answer, "F")
