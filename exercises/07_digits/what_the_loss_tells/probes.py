"""What is asked of an answer."""


def a(answer):
    """The cause of A."""
    return int(answer.A)


def b(answer):
    """The cause of B."""
    return int(answer.B)


def c(answer):
    """The cause of C."""
    return int(answer.C)


def d(answer):
    """The cause of D."""
    return int(answer.D)


def e(answer):
    """The cause of E."""
    return int(answer.E)


def f(answer):
    """The cause of F."""
    return int(answer.F)


def g(answer):
    """The cause of G."""
    return int(answer.G)
