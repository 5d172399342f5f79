"""What is asked of an answer."""

import tutorgrad as torch


def _weights(w, a, b):
    return [torch.tensor(weight, requires_grad=True) for weight in (w, a, b)]


def one_step(answer, x, w, a, b, lr):
    """After one call, the caller's own `w`, `a` and `b` hold the new weights."""
    weights = _weights(w, a, b)
    answer.step(torch.tensor(x), *weights, lr)
    return [weight.detach() for weight in weights]


def three_steps(answer, x, w, a, b, lr):
    """The same after three calls, one after the other."""
    weights = _weights(w, a, b)
    for _ in range(3):
        answer.step(torch.tensor(x), *weights, lr)
    return [weight.detach() for weight in weights]
