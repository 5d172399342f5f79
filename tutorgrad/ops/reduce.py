"""Reductions: operations that fold one axis, several, or all of them into one number.

`dims` are the folded axes, counted from the front; None folds everything. Each operation (`sum_`,
`mean_`, ...: the trailing underscore only keeps Python's own names free) stands with its
derivative; the function without the underscore is its public face with PyTorch's signature.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .. import dtypes, errors
from ..graph import Value, op
from .face import face

Array = Any
Dims = tuple[int, ...] | None
DimLike = Any  # an int, a tuple or list of ints, or None

# ----------------------------------------------------------------------------- sum and mean


@op(node=lambda input, dims=None, **_: f"SumBackward{0 if dims is None else 1}")
def sum_(
    input: Array, *, dims: Dims = None, keepdim: bool = False, dtype: np.dtype[Any] | None = None
) -> Array:
    """The sum over `dims`. float16 is added up in float32 and rounded once."""
    dtype = dtype or (input.dtype if input.dtype.kind == "f" else np.dtype(np.int64))
    total = np.sum(input, axis=axes(input, dims), dtype=wide(dtype), keepdims=keepdim)
    return total.astype(dtype) if total.dtype != dtype else total


@op(node="ExpandBackward0")
def spread(input: Array, *, size: tuple[int, ...], dims: Dims, keepdim: bool) -> Array:
    """Undo the fold of `dims`: every place gets the number it was folded into, in shape `size`."""
    if not keepdim and dims:
        input = input.reshape(tuple(1 if i in dims else n for i, n in enumerate(size)))
    return np.broadcast_to(input, size)


sum_.derivative(
    input=lambda grad, input_shape, dims, keepdim: spread(
        grad, size=input_shape, dims=dims, keepdim=keepdim
    )
)
spread.derivative(input=lambda grad, dims, keepdim: sum_(grad, dims=dims, keepdim=keepdim))


@face
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
    return sum_(input, dims=folded(input, dim), keepdim=keepdim, dtype=numpy_dtype(dtype), out=out)


@op(node=lambda input, dims=None, **_: f"MeanBackward{0 if dims is None else 1}")
def mean_(
    input: Array, *, dims: Dims = None, keepdim: bool = False, dtype: np.dtype[Any] | None = None
) -> Array:
    """The mean over `dims`. float16 is added up in float32 and rounded once."""
    dtype = dtype or input.dtype
    total = np.sum(input, axis=axes(input, dims), dtype=wide(dtype), keepdims=keepdim)
    mean = total / count(input.shape, dims)
    return mean.astype(dtype) if mean.dtype != dtype else mean


mean_.derivative(
    input=lambda grad, input_shape, dims, keepdim: (
        spread(grad, size=input_shape, dims=dims, keepdim=keepdim) / count(input_shape, dims)
    )
)


@face
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


# ---------------------------------------------------------------------------------- helpers


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
