"""What is asked of an answer."""

import tutorgrad as torch
from course.inside.rules import nodes_made


def _slopes(answer, w, b, x, t):
    with torch.no_grad():
        both = answer.slopes(*(torch.tensor(value) for value in (w, b, x, t)))
    return [float(v) if getattr(v, "ndim", 0) == 0 else v for v in both]


def by_hand(answer, w, b, x, t):
    """Plain arithmetic: nothing is recorded for autograd."""
    return {"nodes": nodes_made(lambda: _slopes(answer, w, b, x, t))}


def for_w(answer, w, b, x, t):
    """The gradient for `w`, one number."""
    return _slopes(answer, w, b, x, t)[0]


def for_b(answer, w, b, x, t):
    """The gradient for `b`, one number."""
    return _slopes(answer, w, b, x, t)[1]
