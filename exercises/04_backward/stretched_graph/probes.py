"""What is asked of an answer."""


def _numbers(value):
    """Plain numbers, also where the answer wrote a tuple or a tensor."""
    value = getattr(value, "tolist", lambda: value)()
    return [float(n) for n in value] if hasattr(value, "__len__") else float(value)


def h(answer):
    """The gradient that arrives at `h`."""
    return _numbers(answer.grad_h)


def x(answer):
    """The gradient that arrives at `x`."""
    return _numbers(answer.grad_x)


def w(answer):
    """The gradient that arrives at `w`."""
    return _numbers(answer.grad_w)


def x_again(answer):
    """What is in `x.grad` after the second run."""
    return _numbers(answer.grad_x_again)


def h_grad(answer):
    """What `h.grad` gives."""
    word = answer.h_grad_gives
    return word.strip().lower() if isinstance(word, str) else "none" if word is None else word
