"""What is asked of an answer."""


def _told(value):
    """A number, or the word "error" as somebody may spell it."""
    return "error" if str(value).strip().lower() == "error" else float(value)


def a(answer):
    """What program A prints."""
    return _told(answer.A)


def b(answer):
    """What program B prints."""
    return _told(answer.B)


def c(answer):
    """What program C prints."""
    return _told(answer.C)


def d(answer):
    """What program D prints."""
    return _told(answer.D)


def e(answer):
    """What program E prints."""
    return _told(answer.E)


def f(answer):
    """What program F prints."""
    return _told(answer.F)
