"""Products: prod and cumprod.

Their derivatives are products that leave one element out, computed without dividing by it, so that
they are right where elements are 0, at every order.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ... import dtypes, errors
from ...graph import op
from ...nodes import Value
from ..face import face
from .reduce import Dims, Flag, axes, folded, numpy_dtype, spread, sum_, wide

Array = Any
Dim = Any  # an int

# ----------------------------------------------------------------------------------- product


@op(node=lambda input, dims=None, **_: f"ProdBackward{0 if dims is None else 1}")
def prod_(
    input: Array, *, dims: Dims = None, keepdim: Flag = False, dtype: np.dtype[Any] | None = None
) -> Array:
    """The product over `dims`. float16 is multiplied up in float32 and rounded once."""
    dtype = dtype or (input.dtype if input.dtype.kind == "f" else np.dtype(np.int64))
    total = np.prod(input, axis=axes(input, dims), dtype=wide(dtype), keepdims=keepdim)
    return total.astype(dtype) if total.dtype != dtype else total


@op
def product_of_others(input: Array, *, dims: Dims) -> Array:
    """At each place, the product over `dims` (neighbours, or all) of every element but this one.

    Where there are zeros, no division: the product of what stands before times what stands behind;
    0 where two elements of all are 0, whatever the others are.
    """
    zero = input == 0
    if not zero.any():
        return np.prod(input, axis=axes(input, dims), keepdims=True) / input
    if dims is None and zero.sum() > 1:
        return np.zeros_like(input)
    first, last = ends(input.shape, dims)
    n = math.prod(input.shape[first:last])
    flat = input.reshape((*input.shape[:first], n, *input.shape[last:]))
    before = products_before(flat, first)
    behind = np.flip(products_before(np.flip(flat, first), first), first)
    return (before * behind).reshape(input.shape)


@op
def off_diagonal(input: Array, *, shape: tuple[int, ...], dims: Dims, fill: float) -> Array:
    """`fill` where the place along `dims` of `shape` equals the place along the copy of `dims`
    that stands right before them; the input elsewhere."""
    first, last = ends(shape, dims)
    n = math.prod(shape[first:last])
    place = np.cumsum(np.ones_like(input, shape=(n,)))
    same = (place == place[:, None]).reshape(shape[first:last] * 2 + (1,) * (len(shape) - last))
    return np.where(same, fill, input)


def _others_rule(grad: Any, input: Any, input_shape: tuple[int, ...], dims: Dims) -> Any:
    """For each pair of places the product of all but those two: one row of others per place."""
    first, last = ends(input_shape, dims)
    size = input_shape[:last] + input_shape[first:]
    rows, columns = tuple(range(first, last)), tuple(range(last, 2 * last - first))
    table = spread(input, size=size, dims=rows, keepdim=False)
    table = off_diagonal(table, shape=input_shape, dims=dims, fill=1.0)
    pairs = product_of_others(table, dims=columns)
    weighted = pairs * spread(grad, size=size, dims=rows, keepdim=False)
    weighted = off_diagonal(weighted, shape=input_shape, dims=dims, fill=0.0)
    return sum_(weighted, dims=columns)


prod_.derivative(
    input=lambda grad, input, input_shape, dims, keepdim: (
        spread(grad, size=input_shape, dims=dims, keepdim=keepdim)
        * product_of_others(input, dims=dims)
    )
)
product_of_others.derivative(input=_others_rule)
off_diagonal.derivative(
    input=lambda grad, shape, dims: off_diagonal(grad, shape=shape, dims=dims, fill=0.0)
)


@face("*, torch.dtype dtype = None", "int dim, bool keepdim = False, *, torch.dtype dtype = None")
def prod(
    input: Value,
    dim: Dim = None,
    keepdim: bool = False,
    *,
    dtype: dtypes.dtype | None = None,
    out: Any = None,
) -> Any:
    """The product of all elements, or along one dimension; 1 for nothing.

    Shape: (*) -> (*) without `dim` (kept as 1 under `keepdim`). Integers and bools give int64.
    Derivative: the product of all other elements, right also where elements are 0.
    Source: torch.prod.
    """
    dims = None if dim is None else folded(input, errors.as_index(dim))
    return prod_(input, dims=dims, keepdim=keepdim, dtype=numpy_dtype(dtype), out=out)


# ----------------------------------------------------------------------------------- cumprod


@op
def cumprod_(input: Array, *, dim: int, dtype: np.dtype[Any] | None = None) -> Array:
    """The products of the first 1, 2, 3, ... elements along `dim`."""
    dtype = dtype or (input.dtype if input.dtype.kind == "f" else np.dtype(np.int64))
    if not input.ndim:
        return input.astype(dtype)
    return np.cumprod(input, axis=dim, dtype=wide(dtype)).astype(dtype, copy=False)


@op
def from_diagonal(input: Array, *, dim: int) -> Array:
    """Zero where the place along `dim + 1` stands before the place along `dim`."""
    n = input.shape[dim]
    place = np.cumsum(np.ones_like(input, shape=(n,)))
    behind = (place >= place[:, None]).reshape((n, n) + (1,) * (input.ndim - dim - 2))
    return np.where(behind, input, 0)


def _cumprod_rule(grad: Any, input: Any, input_shape: tuple[int, ...], dim: int) -> Any:
    """Row j of the table: the running products with element j left out, from j on."""
    if not input_shape:
        return grad
    size = (*input_shape[:dim], input_shape[dim], *input_shape[dim:])
    table = spread(input, size=size, dims=(dim,), keepdim=False)
    table = off_diagonal(table, shape=input_shape, dims=(dim,), fill=1.0)
    running = from_diagonal(cumprod_(table, dim=dim + 1), dim=dim)
    return sum_(running * spread(grad, size=size, dims=(dim,), keepdim=False), dims=(dim + 1,))


cumprod_.derivative(input=_cumprod_rule)
from_diagonal.derivative(input=lambda grad, dim: from_diagonal(grad, dim=dim))


@face()
def cumprod(input: Value, dim: int, *, dtype: dtypes.dtype | None = None, out: Any = None) -> Any:
    """The running product along one dimension. Integers and bools give int64.

    Source: torch.cumprod.
    """
    dim = errors.wrap_dim(dim, input.array.ndim)
    return cumprod_(input, dim=dim, dtype=numpy_dtype(dtype), out=out)


# ---------------------------------------------------------------------------------- helpers


def products_before(array: Array, axis: int) -> Array:
    """At each place along `axis`, the product of what stands before it; 1 at the first."""
    n = array.shape[axis]
    before = (slice(None),) * axis
    one = np.ones_like(array[(*before, slice(0, 1))])
    return np.concatenate([one, np.cumprod(array[(*before, slice(0, n - 1))], axis=axis)], axis)


def ends(shape: tuple[int, ...], dims: Dims) -> tuple[int, int]:
    """Neighbouring dimensions as a range; all of them for None."""
    return (dims[0], dims[-1] + 1) if dims and shape else (0, len(shape))


__all__ = ["cumprod", "prod"]
