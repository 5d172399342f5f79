"""Pooling to a size: `output_size` windows per dimension, as even as they can be.

Window i of m over a dimension of n reaches from floor(i n / m) up to ceil((i + 1) n / m); windows
may overlap by one. And the way back from a pooling with indices: max_unpool.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ... import dtypes
from ...backend import place_of
from ...graph import op
from ..arguments import array_of, ints
from ..elementwise.compare import check_floating
from ..elementwise.functions import narrow, widen
from ..reduction.extremes import everywhere
from ..reduction.reduce import mean
from ..shape.views import squeeze, unsqueeze
from .pool import check_line
from .windows import Ints

Array = Any
Tensor = Any
Span = tuple[int, int]

# ----------------------------------------------------------------------------------- the mean


@op(node=lambda input, size: f"AdaptiveAvgPool{len(size)}DBackward0")
def adaptive_avg(input: Array, *, size: Ints) -> Array:
    """The mean of every window; one dimension after the other, as means of means are means.

    Shape: (*, *n) -> (*, *size).
    """
    n = len(size)
    check_floating(f"adaptive_avg_pool{n}d", input)
    result = widen(input)
    for axis, m in zip(range(-n, 0), size, strict=True):
        result = _along(result, axis, m)
    return narrow(result, input)


@op
def adaptive_spread(grad: Array, *, size: Ints) -> Array:
    """The adjoint of `adaptive_avg`: each number is shared evenly among its window."""
    n = len(size)
    result = widen(grad)
    for axis, m in zip(range(-n, 0), size, strict=True):
        result = _spread_along(result, axis, m)
    return narrow(result, grad)


adaptive_avg.derivative(
    input=lambda grad, input, size: adaptive_spread(grad, size=tuple(input.shape[-len(size) :]))
)
adaptive_spread.derivative(
    grad=lambda grad, grad_shape, size: adaptive_avg(grad, size=tuple(grad_shape[-len(size) :]))
)


def spans(size: int, count: int) -> list[Span]:
    """Where the windows begin and end."""
    return [(i * size // count, -(-(i + 1) * size // count)) for i in range(count)]


def _along(x: Array, axis: int, count: int) -> Array:
    if count == x.shape[axis]:
        return x
    x = np.swapaxes(x, axis, -1)
    result = np.empty_like(x, shape=(*x.shape[:-1], count), order="C")
    for i, (start, stop) in enumerate(spans(x.shape[-1], count)):
        result[..., i] = np.mean(x[..., start:stop], axis=-1)
    return np.swapaxes(result, axis, -1).copy()


def _spread_along(x: Array, axis: int, size: int) -> Array:
    if size == x.shape[axis]:
        return x
    x = np.swapaxes(x, axis, -1)
    result = np.zeros_like(x, shape=(*x.shape[:-1], size), order="C")
    for i, (start, stop) in enumerate(spans(size, x.shape[-1])):
        result[..., start:stop] += x[..., i : i + 1] / (stop - start)
    return np.swapaxes(result, axis, -1).copy()


# ------------------------------------------------------------------------------- the largest


@op
def adaptive_places(input: Array, *, size: Ints) -> Array:
    """Where the largest number of every window stands, counted through the image: int64.

    The first of equal ones; the last NaN.
    """
    n = len(size)
    shape, lead = input.shape[-n:], input.shape[: input.ndim - n]
    check_floating(f"adaptive_max_pool{n}d", input)
    result = np.zeros_like(input, shape=(*lead, *size), dtype=np.int64, order="C")
    edges = [spans(m, c) for m, c in zip(shape, size, strict=True)]
    for at in np.ndindex(*size):
        window = [edges[d][i] for d, i in enumerate(at)]
        part = input[(..., *(slice(a, b) for a, b in window))]
        place = _last_nan_or_first_largest(part.reshape(*lead, math.prod(part.shape[len(lead) :])))
        flat, step = 0, 1
        for d in range(n)[::-1]:  # from a place in the window to one in the image
            width = window[d][1] - window[d][0]
            flat = flat + (place % width + window[d][0]) * step
            place, step = place // width, step * shape[d]
        result[(..., *at)] = flat
    return result


def _last_nan_or_first_largest(rows: Array) -> Array:
    nan = rows != rows
    last = rows.shape[-1] - 1 - np.argmax(nan[..., ::-1], axis=-1)
    return np.where(nan.any(axis=-1), last, np.argmax(rows, axis=-1))


@op(node=lambda input, places, *, size, name="GatherBackward0": name)
def taken(input: Array, places: Array, *, size: Ints, name: str = "GatherBackward0") -> Array:
    """The numbers of each image that stand at `places`.

    Shape: (*, *n), (*, *size) -> (*, *size).   name: of the node.
    """
    lead = input.shape[: input.ndim - len(size)]
    rows = input.reshape(*lead, math.prod(input.shape[len(lead) :]))
    found = np.take_along_axis(rows, places.reshape(*lead, math.prod(size)), -1)
    return found.reshape(places.shape)


@op
def placed(input: Array, places: Array, *, size: Ints) -> Array:
    """The adjoint of `taken`: zeros with the numbers added at `places` of each image."""
    lead = input.shape[: input.ndim - len(size)]
    pixels, images = math.prod(size), math.prod(lead)
    result = np.zeros_like(input, shape=(images * pixels,))
    starts = place_of(places).from_host(np.arange(images).reshape(-1, 1) * pixels)
    flat = places.reshape(images, -1) + starts
    place_of(result).add_at(result, flat.reshape(-1), input.reshape(-1))
    return result.reshape(*lead, *size)


taken.derivative(
    input=lambda grad, places, input_shape, size: placed(
        grad, places, size=tuple(input_shape[-len(size) :])
    )
)
placed.derivative(
    input=lambda grad, places, input_shape, size: taken(
        grad, places, size=tuple(input_shape[-len(size) :])
    )
)

# ------------------------------------------------------------------------------------- faces


def adaptive_avg_pool1d(input: Tensor, output_size: Any) -> Tensor:
    """`adaptive_avg_pool2d` with one dimension less. Shape: (N, C, L) -> (N, C, output_size).

    Source: torch.nn.functional.adaptive_avg_pool1d.
    """
    (size,) = _one(input, output_size, "adaptive_avg_pool1d")
    check_positive((1, size), "adaptive_avg_pool2d")
    return squeeze(_mean(unsqueeze(input, -2), (1, size)), -2)


def adaptive_avg_pool2d(input: Tensor, output_size: Any) -> Tensor:
    """The means of the windows that divide an image into output_size parts.

    Shape: (N, C, H, W) -> (N, C, *output_size), or both without N; None keeps a dimension.
    Derivative: shared evenly among the window.   Source: torch.nn.functional.adaptive_avg_pool2d.
    """
    return _mean(input, _sizes(2, input, output_size, "adaptive_avg_pool2d"))


def adaptive_avg_pool3d(input: Tensor, output_size: Any) -> Tensor:
    """`adaptive_avg_pool2d` with one dimension more.

    Shape: (N, C, D, H, W) -> (N, C, *output_size).
    Source: torch.nn.functional.adaptive_avg_pool3d.
    """
    return _mean(input, _sizes(3, input, output_size, "adaptive_avg_pool3d"))


def adaptive_max_pool1d(input: Tensor, output_size: Any, return_indices: bool = False) -> Any:
    """`adaptive_max_pool2d` with one dimension less. Shape: (N, C, L) -> (N, C, output_size).

    Source: torch.nn.functional.adaptive_max_pool1d.
    """
    (size,) = _one(input, output_size, "adaptive_max_pool1d")
    values, places = _largest(unsqueeze(input, -2), (1, size))
    values, places = squeeze(values, -2), squeeze(places, -2)
    return (values, places) if return_indices else values


def adaptive_max_pool2d(input: Tensor, output_size: Any, return_indices: bool = False) -> Any:
    """The largest numbers of the windows that divide an image into output_size parts.

    Shape: (N, C, H, W) -> (N, C, *output_size), or both without N; None keeps a dimension.
    return_indices: also where they stand, counted through the image.
    Derivative: to the first of the largest.   Source: torch.nn.functional.adaptive_max_pool2d.
    """
    values, places = _largest(input, _sizes(2, input, output_size, "adaptive_max_pool2d"))
    return (values, places) if return_indices else values


def adaptive_max_pool3d(input: Tensor, output_size: Any, return_indices: bool = False) -> Any:
    """`adaptive_max_pool2d` with one dimension more.

    Shape: (N, C, D, H, W) -> (N, C, *output_size).
    Source: torch.nn.functional.adaptive_max_pool3d.
    """
    values, places = _largest(input, _sizes(3, input, output_size, "adaptive_max_pool3d"))
    return (values, places) if return_indices else values


def unpool(input: Tensor, indices: Tensor, size: Ints) -> Tensor:
    """Zeros of some size with the numbers at their indices: a partial inverse of max pooling.

    Raises RuntimeError for indices of another shape or dtype, or outside the image.
    """
    n = len(size)
    array, places = array_of(input, f"max_unpool{n}d"), array_of(indices, f"max_unpool{n}d")
    if places.dtype != np.int64:
        kind = dtypes.of_array(places).scalar_name
        got = "" if n == 3 else f" but got: {kind}"
        raise RuntimeError(f"elements in indices should be type int64{got}")
    if array.ndim not in (n + 1, n + 2):
        raise RuntimeError(
            f"Input to max_unpooling{n}d should be a {n + 1}d or {n + 2}d Tensor, but got a tensor "
            f"with {array.ndim} dimensions."
        )
    if places.shape != array.shape:
        raise RuntimeError(
            "Expected shape of indices to be same as that of the input tensor "
            f"({list(array.shape)}) but got indices tensor with shape: {list(places.shape)}"
        )
    outside = (places < 0) | (places >= math.prod(size))
    if bool(outside.any()):
        raise RuntimeError(
            f"Found an invalid max index: {int(places[outside][-1])} (output volumes are of size "
            f"{'x'.join(map(str, size))})"
        )
    return unpooled(input, indices, size=size)


@op(node=lambda input, places, size: f"MaxUnpool{len(size)}DBackward0")
def unpooled(input: Array, places: Array, *, size: Ints) -> Array:
    """Zeros with the numbers at their places; of two at one place the last one stays."""
    check_floating(f"max_unpooling{len(size)}d", input)
    lead = input.shape[: input.ndim - len(size)]
    result = np.zeros_like(input, shape=(*lead, math.prod(size)), order="C")
    rows = (*lead, math.prod(input.shape[len(lead) :]))
    result[everywhere(places.reshape(rows), len(lead))] = input.reshape(rows)
    return result.reshape(*lead, *size)


unpooled.derivative(
    input=lambda grad, places, input_shape, size: taken(
        grad, places, size=tuple(input_shape[-len(size) :])
    )
)


def _mean(input: Tensor, size: Ints) -> Tensor:
    if set(size) == {1}:
        return mean(input, dim=tuple(range(-len(size), 0)), keepdim=True)
    return adaptive_avg(input, size=size)


def _largest(input: Tensor, size: Ints) -> tuple[Tensor, Tensor]:
    name = f"AdaptiveMaxPool{len(size)}DBackward0"
    places = adaptive_places(input, size=size)
    return taken(input, places, size=size, name=name), places


def _one(input: Tensor, output_size: Any, name: str) -> Ints:
    """The size that a one-dimensional pooling gives."""
    check_line(name, input)
    size = ints((output_size,), name, "output_size", 2)
    if len(size) != 1:
        raise RuntimeError(
            f"{name}() argument 'output_size' should contain one int (got {len(size)})"
        )
    return size


def check_positive(size: Ints, name: str) -> None:
    if min(size) < 0:
        raise RuntimeError(
            f"{name}: elements of output_size must be greater than or equal to 0 but received "
            f"{{{', '.join(map(str, size))}}}"
        )


def _given(n: int, shape: Ints, output_size: Any, name: str) -> Ints:
    """The size that was asked for; None in it is the input's."""
    given = [output_size] * n if isinstance(output_size, int) else output_size
    if given is output_size:
        if len(shape) <= len(given):
            raise ValueError(f"Input dimension should be at least {len(given) + 1}")
        own = shape[len(shape) - len(given) :]
        given = [m if g is None else g for g, m in zip(given, own, strict=True)]
    return ints((given,), name, "output_size", 2)


def _sizes(n: int, input: Tensor, output_size: Any, name: str) -> Ints:
    """The size that a pooling gives: None is the input's. Raises in PyTorch's words."""
    shape = array_of(input, name).shape
    size = _given(n, shape, output_size, name)
    largest = "max" in name
    if len(size) != n:
        raise RuntimeError(
            f"{name}(): internal error: output_size.size() must be {n}"
            if largest
            else f"{name}: output_size must be {n}"
        )
    if set(size) == {1} and n <= len(shape) and not largest:
        return size  # the mean of all, of any number of dimensions
    if len(shape) not in (n + 1, n + 2):
        got = "got" if name == "adaptive_avg_pool2d" else "got:"
        raise RuntimeError(
            f"{name}(): Expected {n + 1}D or {n + 2}D tensor, but {got} {list(shape)}"
        )
    if min(size) < 0 and largest:
        made = [*shape[:-n], *size]
        raise RuntimeError(f"Trying to create tensor with negative dimension {min(size)}: {made}")
    check_positive(size, name)
    for d in range(len(shape) - n - 1 if len(shape) == n + 1 else 1, len(shape)):
        if not shape[d]:
            raise RuntimeError(
                f"{name}(): Expected input to have non-zero size for non-batch dimensions, but "
                f"input has sizes {list(shape)} with dimension {d} being empty"
            )
    return size


__all__ = [
    "adaptive_avg_pool1d", "adaptive_avg_pool2d", "adaptive_avg_pool3d", "adaptive_max_pool1d",
    "adaptive_max_pool2d", "adaptive_max_pool3d", "unpool",
]  # fmt: skip
