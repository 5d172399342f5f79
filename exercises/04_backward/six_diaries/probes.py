"""What is asked of an answer."""

from course.inside.said import whole


def a(answer):
    """The cause of diary A."""
    return whole(answer.A)


def b(answer):
    """The cause of diary B."""
    return whole(answer.B)


def c(answer):
    """The cause of diary C."""
    return whole(answer.C)


def d(answer):
    """The cause of diary D."""
    return whole(answer.D)


def e(answer):
    """The cause of diary E."""
    return whole(answer.E)


def f(answer):
    """The cause of diary F."""
    return whole(answer.F)
