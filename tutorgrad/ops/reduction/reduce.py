"""Reductions: operations that fold one axis, several, or all of them into one number.

`dims` are the folded axes, counted from the front; None folds everything. Each operation (`sum_`,
`mean_`, ...: the trailing underscore only keeps Python's own names free) stands with its
derivative; the function without the underscore is its public face with PyTorch's signature.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ... import dtypes, errors
from ...graph import op
from ...nodes import Value
from ..broadcast import added_up, expand
from ..elementwise.functions import exp
from ..face import face

Array = Any
Dims = Any  # tuple[int, ...] | None
Flag = Any  # bool; NumPy's stubs know True and False, but no bool
DimLike = Any  # an int, a tuple or list of ints, or None

# ----------------------------------------------------------------------------- sum and mean


@op(node=lambda input, dims=None, **_: f"SumBackward{0 if dims is None else 1}")
def sum_(
    input: Array, *, dims: Dims = None, keepdim: Flag = False, dtype: np.dtype[Any] | None = None
) -> Array:
    """The sum over `dims`. float16 is added up in float32 and rounded once."""
    dtype = dtype or (input.dtype if input.dtype.kind == "f" else np.dtype(np.int64))
    total = added_up(input, axes(input, dims), wide(dtype), keepdim)
    return total.astype(dtype) if total.dtype != dtype else total


@op(node="SumBackward0")
def sum__(input: Array) -> Array:
    """The sum of all elements: `sum_` without options."""
    if input.dtype.kind != "f" or input.dtype.itemsize < 4:
        return sum_.forward(input)
    return np.add.reduce(input, axis=None)


@op(node="ExpandBackward0")
def spread(input: Array, *, size: tuple[int, ...], dims: Dims, keepdim: Flag) -> Array:
    """Undo the fold of `dims`: every place gets the number it was folded into, in shape `size`."""
    if not keepdim and dims:
        input = input.reshape(tuple(1 if i in dims else n for i, n in enumerate(size)))
    return expand.forward(input, size=size)


sum_.derivative(
    input=lambda grad, input_shape, dims, keepdim: spread(
        grad, size=input_shape, dims=dims, keepdim=keepdim
    )
)
sum__.derivative(input=lambda grad, input_shape: filled(grad, input_shape))
spread.derivative(input=lambda grad, dims, keepdim: sum_(grad, dims=dims, keepdim=keepdim))


@face(
    "*, torch.dtype dtype = None",
    "tuple of ints dim, bool keepdim = False, *, torch.dtype dtype = None",
)
def sum(
    input: Value,
    dim: DimLike = None,
    keepdim: bool = False,
    *,
    dtype: dtypes.dtype | None = None,
    out: Any = None,
) -> Any:
    """The sum of all elements, or over the dimension(s) `dim`.

    Shape: (*) -> (*) without `dim` (kept as 1 under `keepdim`). Integers and bools give int64,
    unless `dtype` says otherwise. Raises IndexError for a dimension that is not there.
    Derivative: 1 everywhere.   Source: torch.sum.
    """
    if dim is None and not keepdim and dtype is None and out is None:
        return sum__(input)
    return sum_(input, dims=folded(input, dim), keepdim=keepdim, dtype=numpy_dtype(dtype), out=out)


@op(node=lambda input, dims=None, name="", **_: name or f"MeanBackward{0 if dims is None else 1}")
def mean_(
    input: Array,
    *,
    dims: Dims = None,
    keepdim: Flag = False,
    dtype: np.dtype[Any] | None = None,
    name: str = "",
) -> Array:
    """The mean over `dims`. float16 is added up in float32 and rounded once. name: of the node."""
    dtype = dtype or input.dtype
    total = added_up(input, axes(input, dims), wide(dtype), keepdim)
    mean = total / count(input.shape, dims)
    return mean.astype(dtype) if mean.dtype != dtype else mean


mean_.derivative(
    input=lambda grad, input_shape, dims, keepdim: (
        spread(grad, size=input_shape, dims=dims, keepdim=keepdim) / count(input_shape, dims)
    )
)


@face(
    "*, torch.dtype dtype = None",
    "tuple of ints dim, bool keepdim = False, *, torch.dtype dtype = None",
)
def mean(
    input: Value,
    dim: DimLike = None,
    keepdim: bool = False,
    *,
    dtype: dtypes.dtype | None = None,
    out: Any = None,
) -> Any:
    """The mean of all elements, or over the dimension(s) `dim`.

    Shape: (*) -> (*) without `dim` (kept as 1 under `keepdim`). Raises RuntimeError for integers
    and bools, unless `dtype` names a floating type. The mean of nothing is NaN.
    Derivative: 1/n everywhere.   Source: torch.mean.
    """
    kind = dtype or dtypes.of_array(input.array)
    if not kind.is_floating_point:
        which = "Input" if dtype is None else "Optional"
        raise RuntimeError(
            f"mean(): could not infer output dtype. {which} dtype must be either a floating point "
            f"or complex dtype. Got: {kind.scalar_name}"
        )
    return mean_(input, dims=folded(input, dim), keepdim=keepdim, dtype=numpy_dtype(dtype), out=out)


@op
def nansum_(input: Array, *, dims: Dims, keepdim: Flag, dtype: np.dtype[Any] | None) -> Array:
    """The sum over `dims`, NaN taken as 0."""
    numbers = np.where(input != input, 0, input)
    return sum_.forward(numbers, dims=dims, keepdim=keepdim, dtype=dtype)


nansum_.derivative(
    input=lambda grad, input, input_shape, dims, keepdim: (
        spread(grad, size=input_shape, dims=dims, keepdim=keepdim) * (input == input)
    )
)


@face()
def nansum(
    input: Value,
    dim: DimLike = None,
    keepdim: bool = False,
    *,
    dtype: dtypes.dtype | None = None,
    out: Any = None,
) -> Any:
    """The sum with NaN taken as 0. See `sum`. Source: torch.nansum."""
    dims = folded(input, dim)
    return nansum_(input, dims=dims, keepdim=keepdim, dtype=numpy_dtype(dtype), out=out)


# -------------------------------------------------------------------------------- logsumexp


@op(promote="float")
def logsumexp_(input: Array, *, dims: Dims, keepdim: Flag) -> Array:
    """log(sum(exp(x))) over `dims`, the largest element taken out so that exp cannot overflow."""
    if not input.size:
        total = np.sum(input, axis=axes(input, dims), keepdims=keepdim)
        return np.log(total)
    wider = input.astype(wide(input.dtype), copy=False)
    top = np.max(wider, axis=axes(input, dims), keepdims=True)
    top = np.where(np.isinf(top), 0, top)
    total = np.log(np.sum(np.exp(wider - top), axis=axes(input, dims), keepdims=keepdim))
    return (total + top.reshape(total.shape)).astype(input.dtype)


def _logsumexp_rule(
    grad: Any, input: Any, out: Any, input_shape: Any, dims: Dims, keepdim: bool
) -> Any:
    """The softmax of the input."""
    total = spread(out, size=input_shape, dims=dims, keepdim=keepdim)
    return spread(grad, size=input_shape, dims=dims, keepdim=keepdim) * exp(input - total)


logsumexp_.derivative(input=_logsumexp_rule)


@face()
def logsumexp(input: Value, dim: DimLike, keepdim: bool = False, *, out: Any = None) -> Any:
    """log(sum(exp(x))) over the dimension(s) `dim`, without overflow.

    Integers become the default floating dtype.   Derivative: softmax.   Source: torch.logsumexp.
    """
    if dim is None:
        raise TypeError(
            "logsumexp(): argument 'dim' (position 1) must be tuple of ints, not NoneType"
        )
    return logsumexp_(input, dims=folded(input, dim), keepdim=keepdim, out=out)


# ------------------------------------------------------------------------- questions, counts


@op
def all_(input: Array, *, dims: Dims = None, keepdim: Flag = False) -> Array:
    """Is every element nonzero? dims=() folds nothing. uint8 answers in uint8, all else in bool."""
    result = np.all(input, axis=dims if input.ndim else (), keepdims=keepdim)
    return result.astype(np.uint8) if input.dtype == np.uint8 else result


@op
def any_(input: Array, *, dims: Dims = None, keepdim: Flag = False) -> Array:
    """Is some element nonzero? dims=() folds nothing. uint8 answers in uint8, all else in bool."""
    result = np.any(input, axis=dims if input.ndim else (), keepdims=keepdim)
    return result.astype(np.uint8) if input.dtype == np.uint8 else result


@op
def count_nonzero_(input: Array, *, dims: Dims = None) -> Array:
    """How many elements are not 0, as int64."""
    return np.sum(input != 0, axis=axes(input, dims), dtype=np.int64)


@face("", "tuple of ints dim = None, bool keepdim = False", "int dim, bool keepdim = False")
def all(input: Value, dim: DimLike = None, keepdim: bool = False, *, out: Any = None) -> Any:
    """Is every element (over `dim`) nonzero? True for nothing. Source: torch.all."""
    return all_(input, dims=folded(input, dim), keepdim=keepdim, out=out)


@face("", "tuple of ints dim = None, bool keepdim = False", "int dim, bool keepdim = False")
def any(input: Value, dim: DimLike = None, keepdim: bool = False, *, out: Any = None) -> Any:
    """Is some element (over `dim`) nonzero? False for nothing. Source: torch.any."""
    return any_(input, dims=folded(input, dim), keepdim=keepdim, out=out)


@face("int dim = None", "tuple of ints dim")
def count_nonzero(input: Value, dim: DimLike = None) -> Any:
    """How many elements (over `dim`) are not 0, as int64. Source: torch.count_nonzero."""
    return count_nonzero_(input, dims=folded(input, dim))


# ---------------------------------------------------------------------------------- helpers


def filled(grad: Any, size: tuple[int, ...]) -> Any:
    """One number in every place of a shape, without copies: a NumPy array whose strides are 0.

    `np.broadcast_to` does the same in four times the time.
    """
    if grad.__class__ is not np.ndarray or grad.ndim:
        return spread(grad, size=size, dims=None, keepdim=False)
    result: Array = np.ndarray(size, grad.dtype, grad, 0, (0,) * len(size))
    result.flags.writeable = False
    return result


def axes(input: Array, dims: Dims) -> Dims:
    """What NumPy calls `axis`: () for a 0-d array, whose dimension 0 does not exist for NumPy."""
    return dims or None if input.ndim else ()


def count(shape: tuple[int, ...], dims: Dims) -> int:
    """How many elements are folded into one."""
    return math.prod(shape[d] for d in dims) if dims and shape else math.prod(shape)


def folded(input: Value, dim: DimLike) -> Dims:
    """The dimensions a user named, counted from the front. Raises IndexError, RuntimeError."""
    return None if dim is None else errors.wrap_dims(dim, input.array.ndim)


def numpy_dtype(dtype: dtypes.dtype | None) -> np.dtype[Any] | None:
    return None if dtype is None else dtype.numpy


def wide(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """The type in which numbers are added up: float32 for float16, else the type itself."""
    return np.dtype(np.float32) if dtype == np.float16 else dtype


__all__ = [
    "all",
    "any",
    "count_nonzero",
    "logsumexp",
    "mean",
    "nansum",
    "sum",
]
