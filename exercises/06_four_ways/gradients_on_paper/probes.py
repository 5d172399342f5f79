"""What is asked of an answer."""


def _gradient(answer, name):
    """What stands for a name. An error where nothing was filled in."""
    return float(answer.gradient[name])


def of_p(answer):
    """The gradient of `p`, the prediction."""
    return _gradient(answer, "p")


def of_r(answer):
    """The gradient of `r`, which the upper `relu` gives."""
    return _gradient(answer, "r")


def of_h(answer):
    """The gradient of `h`, which goes into the upper `relu`."""
    return _gradient(answer, "h")


def of_b(answer):
    """The gradient of `b`, the bias."""
    return _gradient(answer, "b")


def lower_way(answer):
    """The gradients along the lower way: `q`, `k`, `v` and `c`."""
    return {name: _gradient(answer, name) for name in "qkvc"}


def of_w(answer):
    """The gradient of `w`, which is used at two places."""
    return _gradient(answer, "w")


def of_x(answer):
    """The gradient of `x`, from which two ways start."""
    return _gradient(answer, "x")
