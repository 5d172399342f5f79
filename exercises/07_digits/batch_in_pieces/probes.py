"""What is asked of an answer."""

import tutorgrad as torch


def _gradient(answer, w, pieces, before=None):
    w = torch.tensor(w, requires_grad=True)
    w.grad = before
    pieces = [(torch.tensor(x), torch.tensor(t)) for x, t in pieces]
    return answer.whole_gradient(w, pieces)


def fresh(answer, w, pieces):
    """The gradient of the whole batch, at a fresh `w`."""
    return _gradient(answer, w, pieces)


def used(answer, w, pieces):
    """The same, where a gradient from earlier is in `w.grad`."""
    return _gradient(answer, w, pieces, torch.ones(w.shape))
