"""What is asked of an answer."""

from course.inside.said import whole


def _cause(answer, report):
    """The number of a cause. An error where nothing was filled in."""
    return whole(answer.cause[report])


def report_a(answer):
    """The cause of report A."""
    return _cause(answer, "A")


def report_b(answer):
    """The cause of report B."""
    return _cause(answer, "B")


def report_c(answer):
    """The cause of report C."""
    return _cause(answer, "C")


def report_d(answer):
    """The cause of report D."""
    return _cause(answer, "D")


def report_e(answer):
    """The cause of report E."""
    return _cause(answer, "E")


def report_f(answer):
    """The cause of report F."""
    return _cause(answer, "F")
