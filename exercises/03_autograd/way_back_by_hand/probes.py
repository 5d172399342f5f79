"""What is asked of an answer."""


def r(answer):
    """The number that arrives at `r`."""
    return float(answer.grad_r)


def q_and_p(answer):
    """The numbers that arrive at `q` and at `p`."""
    return [float(answer.grad_q), float(answer.grad_p)]


def a(answer):
    """The number that arrives at `a`."""
    return float(answer.grad_a)


def b(answer):
    """The number that arrives at `b`, from all of its uses."""
    return float(answer.grad_b)


def filled(answer):
    """The names of the tensors whose `.grad` is filled."""
    return sorted(answer.filled)
