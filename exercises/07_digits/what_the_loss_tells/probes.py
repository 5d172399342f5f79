"""What is asked of an answer."""

from course.inside.said import whole


def a(answer):
    """The cause of A."""
    return whole(answer.A)


def b(answer):
    """The cause of B."""
    return whole(answer.B)


def c(answer):
    """The cause of C."""
    return whole(answer.C)


def d(answer):
    """The cause of D."""
    return whole(answer.D)


def e(answer):
    """The cause of E."""
    return whole(answer.E)


def f(answer):
    """The cause of F."""
    return whole(answer.F)


def g(answer):
    """The cause of G."""
    return whole(answer.G)
