"""What is asked of an answer."""

import tutorgrad as torch


def _start(answer, values, x):
    return answer.small_start(values.tolist(), torch.tensor(x))


def weights(answer, values, x):
    """The weights, one tenth of `values`."""
    return _start(answer, values, x)[0]


def gradient(answer, values, x):
    """The gradient of the loss for these weights."""
    return _start(answer, values, x)[1]


def leaf(answer, values, x):
    """The weights are a leaf and require grad."""
    weights, _ = _start(answer, values, x)
    return {"leaf": weights.is_leaf, "requires grad": weights.requires_grad}
