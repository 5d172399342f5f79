"""Broadcasting and its mirror image.

Forward, broadcasting stretches an axis of size 1; backward, the gradient is summed over the
stretched axis. `expand` and `sum_to_size` are each other's derivative. The engine applies
`sum_to_size` wherever a gradient arrives in a larger shape than its input had, so that no
operation has to think about broadcasting.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import dtypes
from ..graph import op
from ..size import Size
from .arguments import as_int

Array = Any


@op(view=True)
def expand(input: Array, *, size: tuple[int, ...]) -> Array:
    """Stretch axes of size 1 (and add axes in front) without copying.

    Shape: any shape that broadcasts to `size` -> size.   Derivative: sum over the stretched axes.
    Source: torch.Tensor.expand.
    """
    if math.prod(size) == input.size:  # nothing is repeated, so it may be written to
        return input.reshape(size)
    return np.broadcast_to(input, size)


@op(node=lambda input, size: sum_node(size, input.array.ndim))
def sum_to_size(input: Array, *, size: tuple[int, ...]) -> Array:
    """Sum over the axes that broadcasting `size` to the input's shape would stretch.

    Shape: (*) -> size.   Derivative: expand.   Source: torch.Tensor.sum_to_size.
    """
    extra = input.ndim - len(size)
    dtype: Any = None if input.dtype.kind == "f" else np.int64
    if extra:
        input = added_up(input, tuple(range(extra)), dtype)
    if input.shape != size:
        axes = tuple(i for i, n in enumerate(size) if n == 1 and input.shape[i] != 1)
        input = added_up(input, axes, dtype, keepdims=True)
    return input if size or dtype is None else input.astype(dtype)  # to () it is `sum`


expand.derivative(input=lambda grad, input_shape: sum_to_size(grad, size=input_shape))
sum_to_size.derivative(input=lambda grad, input_shape: expand(grad, size=input_shape))


def added_up(input: Array, axis: Any, dtype: Any = None, keepdims: Any = False) -> Any:
    """np.sum, without its wrapper in Python: 16 numbers take 0.6 µs instead of 1.7."""
    add = np.add.reduce if input.__class__ is np.ndarray else np.sum
    return add(input, axis=axis, dtype=dtype, keepdims=keepdims)


def sum_node(size: tuple[int, ...], ndim: int) -> str:
    """The name that PyTorch gives the node of sum_to_size."""
    if not size:
        return "SumBackward0"
    return "SumBackward1" if len(size) == ndim else "ViewBackward0"


def broadcasts_to(small: Sequence[int], large: Sequence[int]) -> bool:
    """Can an array of shape `large` be summed down to `small`?"""
    if len(small) > len(large):
        return False
    tail = large[len(large) - len(small) :]
    return small == tail or all(s == n or s == 1 for s, n in zip(small, tail, strict=True))


def expanded_size(shape: tuple[int, ...], size: tuple[int, ...]) -> tuple[int, ...]:
    """The shape that `expand(*size)` gives: -1 keeps an axis.

    Raises RuntimeError when the shape does not stretch to the size.
    """
    extra = len(size) - len(shape)
    result = []
    for dim in range(len(size) - 1, -1, -1):  # PyTorch names the last dimension that does not fit
        wanted = size[dim]
        have = shape[dim - extra] if dim >= extra else None
        if wanted == -1:
            if have is None:
                raise RuntimeError(
                    f"The expanded size of the tensor ({wanted}) isn't allowed in a leading, "
                    f"non-existing dimension {dim}"
                )
            wanted = have
        if have is not None and have != wanted and have != 1:
            raise RuntimeError(
                f"The expanded size of the tensor ({wanted}) must match the existing size ({have}) "
                f"at non-singleton dimension {dim}.  Target sizes: {list(size)}.  "
                f"Tensor sizes: {list(shape)}"
            )
        result.append(wanted)
    return tuple(reversed(result))


def check_stretch(array: Array, size: tuple[int, ...]) -> tuple[int, ...]:
    """The size that `array.expand(size)` gives.

    Raises PyTorch's RuntimeError when the array does not stretch to it.
    """
    if array.ndim > len(size):
        raise RuntimeError(
            f"expand({dtypes.of_array(array).tensor_type}{{{list(array.shape)}}}, "
            f"size={list(size)}): the number of sizes provided ({len(size)}) must be greater or "
            f"equal to the number of dimensions in the tensor ({array.ndim})"
        )
    if array.shape == size[len(size) - array.ndim :] and -1 not in size:
        return size
    return expanded_size(tuple(array.shape), size)


def broadcast_shapes(*shapes: Any) -> Size:
    """The shape that several shapes broadcast to.

    Raises RuntimeError when they do not.   Source: torch.broadcast_shapes.
    """
    result: tuple[int, ...] = ()
    for i, shape in enumerate(shapes):
        if not isinstance(shape, int | list | tuple):
            raise RuntimeError(
                "Input shapes should be of type ints, a tuple of ints, or a list of ints, got "
                f"{shape}"
            )
        shape = (shape,) if isinstance(shape, int) else tuple(shape)
        for at, n in enumerate(shape):
            if as_int(n) is None:
                raise TypeError(
                    f"torch.Size() takes an iterable of 'int' (item {at} is '{type(n).__name__}')"
                )
        try:
            result = tuple(np.broadcast_shapes(result, shape))
        except ValueError:
            pairs = zip(reversed(shape), reversed(result), strict=False)
            at, n = next((d, n) for d, (n, m) in enumerate(pairs, 1) if 1 not in (n, m) and n != m)
            raise RuntimeError(
                f"Attempting to broadcast a dimension of length {n} at {-at}! Mismatching argument "
                f"at index {i} had {shape}; but expected shape should be broadcastable to "
                f"{list(result)}"
            ) from None
    return Size(result)


__all__ = [
    "broadcast_shapes",
    "broadcasts_to",
    "check_stretch",
    "expand",
    "expanded_size",
    "sum_to_size",
]
