"""What has come so far along one dimension: running sums, extremes, log-sum-exps.

The running product stands with the product, in `product.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ... import dtypes, errors
from ...graph import op
from ...nodes import Value
from ..elementwise.compare import check_floating, where
from ..elementwise.corners import abs
from ..elementwise.functions import exp, log, narrow, widen
from ..face import face
from .extremes import pair, pick
from .reduce import numpy_dtype, wide

Array = Any

# ------------------------------------------------------------------------------ running sums


@op
def cumsum_(
    input: Array, *, dim: int, dtype: np.dtype[Any] | None = None, backward: bool = False
) -> Array:
    """The sums of the first 1, 2, 3, ... elements along `dim`; `backward` counts from the end."""
    dtype = dtype or (input.dtype if input.dtype.kind == "f" else np.dtype(np.int64))
    if not input.ndim:
        return input.astype(dtype)
    if backward:
        input = np.flip(input, dim)
    total = np.cumsum(input, axis=dim, dtype=wide(dtype)).astype(dtype, copy=False)
    return np.flip(total, dim) if backward else total


cumsum_.derivative(input=lambda grad, dim, backward: cumsum_(grad, dim=dim, backward=not backward))


@face()
def cumsum(input: Value, dim: int, *, dtype: dtypes.dtype | None = None, out: Any = None) -> Any:
    """The running sum along one dimension. Integers and bools give int64.

    Derivative: the running sum from the end.   Source: torch.cumsum.
    """
    dim = errors.wrap_dim(dim, input.array.ndim)
    return cumsum_(input, dim=dim, dtype=numpy_dtype(dtype), out=out)


@op
def logcumsumexp_(input: Array, *, dim: int, backward: bool = False) -> Array:
    """log of the running sum of exp(x); `backward` counts from the end."""
    check_floating("logcumsumexp_out_cpu", input)
    if not input.ndim:
        return input.copy()
    if backward:
        return np.flip(logcumsumexp_.forward(np.flip(input, dim), dim=dim), dim)
    return narrow(running(np.logaddexp, widen(input), dim), input)


def _logcumsumexp_rule(grad: Any, input: Any, out: Any, dim: int, backward: bool) -> Any:
    """Σⱼ gradⱼ exp(xᵢ - outⱼ) over the j that xᵢ went into, as exp(log Σⱼ exp(log gradⱼ - outⱼ) +
    xᵢ), so that no exp overflows; positive and negative gradients apart."""
    parts = []
    for sign in (1, -1):
        size = where(sign * grad > 0, log(abs(grad)), LOG_OF_0)
        parts.append(exp(logcumsumexp_(size - out, dim=dim, backward=not backward) + input))
    return parts[0] - parts[1]


LOG_OF_0 = -1e30  # finite, so that a second derivative has no inf - inf
logcumsumexp_.derivative(input=_logcumsumexp_rule)


@face()
def logcumsumexp(input: Value, dim: int, *, out: Any = None) -> Any:
    """log(exp(x₁) + … + exp(xᵢ)) along one dimension, without overflow. Floating dtypes only.

    Source: torch.logcumsumexp.
    """
    return logcumsumexp_(input, dim=errors.wrap_dim(dim, input.array.ndim), out=out)


# -------------------------------------------------------------------------- running extremes


@op
def cummax_index(input: Array, *, dim: int) -> Array:
    """Where along `dim` the largest so far stands; the last one of equals."""
    return last_equal(input, running(np.maximum, input, dim), dim)


@op
def cummin_index(input: Array, *, dim: int) -> Array:
    """Where along `dim` the smallest so far stands; the last one of equals."""
    return last_equal(input, running(np.minimum, input, dim), dim)


@face()
def cummax(input: Value, dim: int, *, out: Any = None) -> Any:
    """The largest so far along one dimension: a pair (values, indices). NaN stays once it came.

    Derivative: to the elements picked, of equal ones the last.   Source: torch.cummax.
    """
    return _so_far("cummax", cummax_index, input, dim, out)


@face()
def cummin(input: Value, dim: int, *, out: Any = None) -> Any:
    """The smallest so far along one dimension, like `cummax`. Source: torch.cummin."""
    return _so_far("cummin", cummin_index, input, dim, out)


def _so_far(name: str, index: Any, input: Value, dim: int, out: Any) -> Any:
    if not input.array.ndim and dim not in (-1, 0):
        raise IndexError(f"{name}(): Expected reduction dim -1 or 0 for scalar but got {dim}")
    dim = errors.wrap_dim(dim, input.array.ndim)
    indices = index(input, dim=dim)
    node = f"{name.capitalize()}Backward0"
    return pair(name, pick(input, indices, dim=dim, name=node, again=True), indices, out)


# ---------------------------------------------------------------------------------- helpers


def running(function: Callable[..., Array], array: Array, dim: int) -> Array:
    """function(…function(function(a₀, a₁), a₂)…, aᵢ) at each i along `dim`, for an associative one.

    In log n steps on the whole array: each doubles how far back an element has looked.
    Source: Hillis and Steele, "Data parallel algorithms", 1986.
    """
    reach, n = 1, array.shape[dim] if array.ndim else 0
    axis = (slice(None),) * dim
    while reach < n:
        before, behind = array[(*axis, slice(0, n - reach))], array[(*axis, slice(reach, n))]
        start = array[(*axis, slice(0, reach))]
        array = np.concatenate([start, function(before, behind)], dim)
        reach *= 2
    return array


def places(array: Array, dim: int) -> Array:
    """0, 1, 2, … along `dim`, as int64 in the shape of the array."""
    return np.cumsum(np.ones_like(array, dtype=np.int64), axis=dim) - 1


def last_equal(array: Array, best: Array, dim: int) -> Array:
    """At each place the last one up to it where the array is what `best` says, or NaN like it."""
    if not array.ndim:
        return np.zeros_like(array, dtype=np.int64)
    found = (array == best) | (array != array)
    return running(np.maximum, np.where(found, places(array, dim), 0), dim)


__all__ = ["cummax", "cummin", "cumsum", "logcumsumexp"]
