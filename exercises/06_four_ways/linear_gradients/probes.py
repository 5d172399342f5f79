"""What is asked of an answer."""

import tutorgrad as torch


def _gradients(answer, x, w, g):
    of_x, of_w, of_b = answer.gradients(torch.tensor(x), torch.tensor(w), torch.tensor(g))
    return of_x, of_w, of_b


def of_x(answer, x, w, g):
    """The gradient of the input `x`."""
    return _gradients(answer, x, w, g)[0]


def of_w(answer, x, w, g):
    """The gradient of the weight `w`."""
    return _gradients(answer, x, w, g)[1]


def of_b(answer, x, w, g):
    """The gradient of the bias `b`."""
    return _gradients(answer, x, w, g)[2]
