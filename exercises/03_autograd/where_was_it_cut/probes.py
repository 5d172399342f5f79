"""What is asked of an answer."""

from course.inside.said import whole


def a(answer):
    """The line that cuts the graph of program A."""
    return whole(answer.line_in_A)


def b(answer):
    """The line that cuts the graph of program B."""
    return whole(answer.line_in_B)


def c(answer):
    """The line that cuts the graph of program C."""
    return whole(answer.line_in_C)


def d(answer):
    """The line that cuts the graph of program D."""
    return whole(answer.line_in_D)
