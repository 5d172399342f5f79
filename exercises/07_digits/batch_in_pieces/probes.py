"""What is asked of an answer."""

import tutorgrad as torch


def _gradient(answer, w, pieces, before=None, walks=None):
    w = torch.tensor(w, requires_grad=True)
    w.grad = before
    if walks is not None:
        w.register_hook(walks.append)
    pieces = [(torch.tensor(x), torch.tensor(t)) for x, t in pieces]
    return answer.whole_gradient(w, pieces)


def fresh(answer, w, pieces):
    """The gradient of the whole batch, at a fresh `w`."""
    return _gradient(answer, w, pieces)


def used(answer, w, pieces):
    """The same, where a gradient from earlier is in `w.grad`."""
    return _gradient(answer, w, pieces, torch.ones(w.shape))


def walks(answer, w, pieces):
    """How many walks back there are: one for each piece."""
    found = []
    _gradient(answer, w, pieces, walks=found)
    return len(found)
