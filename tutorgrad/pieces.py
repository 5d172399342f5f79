"""The gradient of a tensor of which only parts were used: x[0], x[1], … one by one.

The gradient of x[t] is zero outside of t. Adding up such arrays, each as large as x, would take
time in the square of their number; here each part is added where it belongs, into one array.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .nodes import Array


class Pieces:
    """An array that is zero except at a key, to which others are added: `pieces + grad`.

    A rule may return one. The walk adds to it as to any gradient, and takes the `whole` when all
    have arrived: nobody else sees it.
    """

    __slots__ = ("grad", "key", "shape", "array")
    __array_ufunc__ = None  # array + pieces comes to __radd__
    dtype = None  # the one of `grad`, in fact: sends the walk to `Walk.fit`

    def __init__(self, grad: Array, key: Any, shape: tuple[int, ...]) -> None:
        self.grad, self.key, self.shape = grad, key, shape
        self.array: Any = None

    def whole(self) -> Array:
        """The array, which is our own."""
        if self.array is None:
            self.array = np.zeros_like(self.grad, shape=self.shape, order="C")
            self.array[self.key] = self.grad
        return self.array

    def __add__(self, other: Any) -> Pieces:
        array = self.whole()
        if isinstance(other, Pieces) and other.array is None:
            array[other.key] += other.grad
        else:
            array += whole(other)
        return self

    __radd__ = __add__


def whole(grad: Any) -> Any:
    """A gradient as an array, whatever a rule returned."""
    return grad.whole() if grad.__class__ is Pieces else grad
