"""What is asked of an answer: small programs, and the gradients of their leaves."""

import numpy as np


def _leaves(answer, *arrays):
    return [answer.Tensor(array, requires_grad=True) for array in arrays]


def _gradients(loss, **leaves):
    loss.backward()
    return {name: np.array(leaf.grad, float) for name, leaf in leaves.items()}


def products(answer, x, w, b, v, column):
    """`(x @ w).sum()`, and the same with a product of numbers."""
    a, c = _leaves(answer, x, w)
    p, q = _leaves(answer, b, b[::-1])
    return [_gradients((a @ c).sum(), x=a, w=c), _gradients((p * q * 3).sum(), p=p, q=q)]


def network(answer, x, w, b, v, column):
    """A network with two layers: the mean of its squared differences."""
    w1, b1, w2 = _leaves(answer, w, b, v)
    d = (answer.Tensor(x) @ w1 + b1).relu() @ w2 - 1.5
    return _gradients((d * d).mean(), w1=w1, b1=b1, w2=w2)


def stretched(answer, x, w, b, v, column):
    """Shapes that broadcasting stretches: (5) and (4, 1) against (4, 5), and a single number."""
    row, side, one = _leaves(answer, b, column, 2.0)
    y = row * side + one * side - row
    return _gradients((y * y).sum(), row=row, side=side, one=one)


def used_often(answer, x, w, b, v, column):
    """A leaf and a value on the way are used several times; a second result adds to the first."""
    (a,) = _leaves(answer, b)
    h = a * a + a
    first = _gradients((h * h + h).sum(), a=a)
    return [first, _gradients((2 * a).sum(), a=a)]


def who_requires_grad(answer, x, w, b, v, column):
    """A result requires a gradient if one of its parents does."""
    data, (leaf,) = answer.Tensor(b), _leaves(answer, b)
    found = {"data * data": data * data, "leaf * data": leaf * data, "data * leaf": data * leaf}
    return {name: bool(tensor.requires_grad) for name, tensor in found.items()}


def data_get_none(answer, x, w, b, v, column):
    """Data get no gradient."""
    data, (leaf,) = answer.Tensor(b), _leaves(answer, b)
    found = _gradients((leaf * data).sum(), leaf=leaf)
    return found | {"gradient of data": "none" if data.grad is None else "there is one"}
