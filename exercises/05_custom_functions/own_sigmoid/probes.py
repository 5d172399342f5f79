"""What is asked of an answer."""

import tutorgrad as torch


def value(answer, x, v):
    """The values of `sigmoid(x)`."""
    return answer.sigmoid(torch.tensor(x)).detach()


def node(answer, x, v):
    """In the graph there is one step, and it is of your class `Sigmoid`."""
    step = answer.sigmoid(torch.tensor(x, requires_grad=True)).grad_fn
    return [step.name(), *(before.name() for before, _ in step.next_functions)]


def gradient(answer, x, v):
    """The gradient of `x`, for several gradients that arrive."""
    x, v = torch.tensor(x, requires_grad=True), torch.tensor(v)
    answer.sigmoid(x).backward(v)
    return x.grad


def untouched(answer, x, v):
    """What arrives may be needed elsewhere: after `backward` it holds the same numbers."""
    x, v = torch.tensor(x, requires_grad=True), torch.tensor(v)
    answer.sigmoid(x).backward(v)
    return {"what arrived": v}


def changed_meanwhile(answer, x, v):
    """`x` and `y` are changed in place before `backward`: never a wrong gradient."""
    leaf, v = torch.tensor(x, requires_grad=True), torch.tensor(v)
    y = answer.sigmoid(leaf)
    with torch.no_grad():
        leaf.mul_(2)
        y.mul_(3)
    try:
        y.backward(v)
    except RuntimeError as error:
        if "modified by an inplace operation" not in str(error):
            raise
        return gradient(answer, x, v.numpy())  # noticed, as it should be
    return leaf.grad
