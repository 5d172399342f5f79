"""What is asked of an answer."""

import tutorgrad as torch


def value(answer, x, k, v):
    """The values of `x` come out unchanged."""
    return answer.brake(torch.tensor(x), k).detach()


def gradient(answer, x, k, v):
    """The gradient of `x`, for several gradients that arrive."""
    x = torch.tensor(x, requires_grad=True)
    answer.brake(x, k).backward(torch.tensor(v))
    return x.grad


def two_brakes(answer, x, k, v):
    """Two brakes, one behind the other, with a square between them."""
    x = torch.tensor(x, requires_grad=True)
    y = answer.brake(answer.brake(x, k) ** 2, 2 * k)
    y.sum().backward()
    return [y.detach(), x.grad]


def node(answer, x, k, v):
    """In the graph there is one step, and it is of your class `Brake`."""
    step = answer.brake(torch.tensor(x, requires_grad=True), k).grad_fn
    return [step.name(), *(before.name() for before, _ in step.next_functions if before)]
