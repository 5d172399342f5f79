"""What is asked of an answer."""

from course.inside.said import whole


def _symptom(answer, loop):
    """The number of a symptom. An error where nothing was filled in."""
    return whole(answer.symptom[loop])


def loop_a(answer):
    """The symptom of loop A."""
    return _symptom(answer, "A")


def loop_b(answer):
    """The symptom of loop B."""
    return _symptom(answer, "B")


def loop_c(answer):
    """The symptom of loop C."""
    return _symptom(answer, "C")


def loop_d(answer):
    """The symptom of loop D."""
    return _symptom(answer, "D")


def loop_e(answer):
    """The symptom of loop E."""
    return _symptom(answer, "E")


def loop_f(answer):
    """The symptom of loop F."""
    return _symptom(answer, "F")
