"""What is asked of an answer."""


def _plain(value):
    """A number or None, whether the answer wrote 4, 4.0 or torch.tensor(4.0), None or "none"."""
    return None if str(value).strip().lower() == "none" else float(value)


def leaves(answer):
    """The names of the leaves."""
    return sorted(answer.leaves)


def require_grad(answer):
    """The names of the tensors that require grad."""
    return sorted(answer.require_grad)


def a(answer):
    """What is in `a.grad`."""
    return _plain(answer.grad_of_a)


def b(answer):
    """What is in `b.grad`."""
    return _plain(answer.grad_of_b)


def c(answer):
    """What is in `c.grad`."""
    return _plain(answer.grad_of_c)


def d(answer):
    """What is in `d.grad`."""
    return _plain(answer.grad_of_d)
