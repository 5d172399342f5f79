"""What is asked of an answer."""


def a(answer):
    """The line that cuts the graph of program A."""
    return int(answer.line_in_A)


def b(answer):
    """The line that cuts the graph of program B."""
    return int(answer.line_in_B)


def c(answer):
    """The line that cuts the graph of program C."""
    return int(answer.line_in_C)


def d(answer):
    """The line that cuts the graph of program D."""
    return int(answer.line_in_D)
