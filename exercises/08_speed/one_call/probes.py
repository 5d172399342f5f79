"""What is asked of an answer."""

import tutorgrad as torch
from course.inside.rules import nodes_made

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
    tensors = _tensors(x, w, target)
    made = nodes_made(lambda: answer.error(*tensors))
    return {"nodes": "few enough" if made <= MOST else f"{made}"}
