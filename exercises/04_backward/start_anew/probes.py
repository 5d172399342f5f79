"""What is asked of an answer."""

import tutorgrad as torch


def _weights(*values):
    return [torch.tensor(value, requires_grad=True) for value in values]


def _walk(*weights):
    sum((w**2).sum() for w in weights).backward()


def fresh(answer, a, b):
    """The gradients of a walk after `clear` are those of this walk alone."""
    weights = _weights(a, b)
    _walk(*weights)
    answer.clear(weights)
    _walk(*weights)
    return [w.grad for w in weights]


def before_any_walk(answer, a, b):
    """`clear` may be called before any `backward`, and for a leaf that no loss depends on."""
    weights = _weights(a, b)
    answer.clear(weights)
    _walk(weights[0])
    answer.clear(weights)
    _walk(*weights)
    return [w.grad for w in weights]


def numbers(answer, a, b):
    """The weights keep their numbers."""
    weights = _weights(a, b)
    _walk(*weights)
    answer.clear(weights)
    return {"a": weights[0].detach(), "b": weights[1].detach()}
