"""What is asked of an answer."""


def a(answer):
    """The cause of diary A."""
    return int(answer.A)


def b(answer):
    """The cause of diary B."""
    return int(answer.B)


def c(answer):
    """The cause of diary C."""
    return int(answer.C)


def d(answer):
    """The cause of diary D."""
    return int(answer.D)


def e(answer):
    """The cause of diary E."""
    return int(answer.E)


def f(answer):
    """The cause of diary F."""
    return int(answer.F)
