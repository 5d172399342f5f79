"""What is asked of an answer."""

import tutorgrad as torch


def _leaf(x):
    return torch.tensor(x, dtype=torch.float64, requires_grad=True)


def first(answer, x, v):
    """The first derivative, for several gradients that arrive."""
    x = _leaf(x)
    answer.sine(x).backward(torch.tensor(v))
    return x.grad


def second(answer, x, v):
    """The second derivative of `(sine(x) ** 2).sum()`."""
    x = _leaf(x)
    (slope,) = torch.autograd.grad((answer.sine(x) ** 2).sum(), x, create_graph=True)
    return torch.autograd.grad(slope.sum(), x)[0]


def own(answer, x, v):
    """The step in the graph is of your class, and a change of `x` never gives a wrong gradient."""
    leaf = _leaf(x)
    y = answer.sine(leaf)
    with torch.no_grad():
        leaf.mul_(2)
    try:
        y.backward(torch.tensor(v))
    except RuntimeError as error:
        if "modified by an inplace operation" not in str(error):
            raise
        return [y.grad_fn.name(), first(answer, x, v)]  # noticed, as it should be
    return [y.grad_fn.name(), leaf.grad]
