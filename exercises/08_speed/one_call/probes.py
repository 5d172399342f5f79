"""What is asked of an answer."""

import tutorgrad as torch

MOST = 8


def _tensors(x, w, target):
    return torch.tensor(x), torch.tensor(w, requires_grad=True), torch.tensor(target)


def value(answer, x, w, target):
    """The mean squared error."""
    return answer.error(*_tensors(x, w, target)).detach()


def gradient(answer, x, w, target):
    """The gradient of the weights."""
    x, w, target = _tensors(x, w, target)
    answer.error(x, w, target).backward()
    return w.grad


def nodes(answer, x, w, target):
    """At most 8 nodes are made."""
    x, w, target = _tensors(x, w, target)
    before = (w * 1).grad_fn._sequence_nr()
    answer.error(x, w, target)
    made = (w * 1).grad_fn._sequence_nr() - before - 1
    return {"nodes": "few enough" if made <= MOST else f"{made}"}
