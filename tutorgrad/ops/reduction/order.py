"""Order along one dimension: running sums, sorting, the k largest, the median.

What comes back with indices is `pick` at an index that NumPy found: the gradient goes to the
elements that were picked. NaN counts as larger than every number.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import dtypes, errors, return_types
from ...graph import op
from ...nodes import Value
from ..elementwise.compare import not_implemented
from ..face import face
from .extremes import pick, ties
from .reduce import numpy_dtype, spread, wide

Array = Any
ORDER = (  # the two forms of sort and argsort
    "*, bool stable, int dim = -1, bool descending = False",
    "int dim = -1, bool descending = False",
)

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


# ---------------------------------------------------------------------------------- sorting


@op
def argsort_(input: Array, *, dim: int, descending: bool = False) -> Array:
    """The indices that sort along `dim`; equal elements keep their order."""
    if not input.ndim:
        return np.zeros_like(input, dtype=np.int64)
    if not descending:
        return np.argsort(input, axis=dim, kind="stable")
    backwards = np.argsort(np.flip(input, dim), axis=dim, kind="stable")
    return np.flip(input.shape[dim] - 1 - backwards, dim)


@face(*ORDER)
def argsort(input: Value, dim: int = -1, descending: bool = False, *, stable: bool = False) -> Any:
    """The indices (int64) that sort along `dim`. Equal elements keep their order.

    Source: torch.argsort.
    """
    return argsort_(input, dim=errors.wrap_dim(dim, input.array.ndim), descending=descending)


@face(*ORDER)
def sort(
    input: Value,
    dim: int = -1,
    descending: bool = False,
    *,
    stable: bool | None = None,
    out: Any = None,
) -> Any:
    """Sort along one dimension: a pair (values, indices). Equal elements keep their order.

    NaN stands last (first when descending).   Derivative: each gradient goes back to its place.
    Source: torch.sort.
    """
    indices = argsort(input, dim, descending)
    return _picked("sort", input, indices, dim, out, overload=int(stable is not None))


@face()
def topk(
    input: Value,
    k: int,
    dim: int = -1,
    largest: bool = True,
    sorted: bool = True,
    *,
    out: Any = None,
) -> Any:
    """The k largest (or smallest) elements along one dimension, in order: (values, indices).

    Raises RuntimeError when there are fewer than k.   Derivative: to the elements picked.
    Source: torch.topk.
    """
    if input.array.dtype.kind == "b":
        raise RuntimeError("topk does not support bool dtypes on CPU")
    at = errors.wrap_dim(dim, input.array.ndim)
    if not 0 <= k <= (input.array.shape[at] if input.array.ndim else 1):
        raise RuntimeError("selected index k out of range")
    indices = _first(argsort(input, dim, largest), k=k, dim=at)
    return _picked("topk", input, indices, dim, out)


@op
def _first(input: Array, *, k: int, dim: int) -> Array:
    """The first k along `dim`."""
    return input[(slice(None),) * dim + (slice(0, k),)].copy() if input.ndim else input.copy()


def _picked(name: str, input: Value, indices: Any, dim: int, out: Any, overload: int = 0) -> Any:
    """The pair (values, indices) for indices that keep `dim`."""
    at = errors.wrap_dim(dim, input.array.ndim)
    values = pick(input, indices, dim=at, name=f"{name.capitalize()}Backward{overload}")
    if out is not None:
        values, indices = (o.receive(r, name) for o, r in zip(out, (values, indices), strict=True))
    return getattr(return_types, name)(values, indices)


# ----------------------------------------------------------------------- median, k-th smallest


@op
def median_(input: Array) -> Array:
    """The lower of the middle elements of the flattened input; NaN when one element is NaN."""
    if not input.size:
        return np.full_like(input, np.nan, shape=())
    row = np.sort(input.reshape(-1))
    return np.where(row[-1] == row[-1], row[(len(row) - 1) // 2], row[-1])


median_.derivative(
    input=lambda grad, input, out, input_shape: (
        spread(grad, size=input_shape, dims=None, keepdim=False)
        * ties(input, out, dims=None, keepdim=False, nan=True)
    )
)


@op
def median_index(input: Array, *, dim: int) -> Array:
    """The index along `dim` of the lower middle element, or of the first NaN."""
    if not input.ndim:
        return np.zeros_like(input, dtype=np.int64)
    middle = take(argsort_.forward(input, dim=dim), (input.shape[dim] - 1) // 2, dim)
    bad = input != input
    return np.where(bad.any(dim, keepdims=True), bad.argmax(dim, keepdims=True), middle)


@face()
def median(input: Value, dim: int | None = None, keepdim: bool = False) -> Any:
    """The middle element; of an even number, the lower of the middle two.

    `median(input)` over everything, `median(input, dim)` a pair (values, indices).
    Derivative: to the element picked; shared among ties without `dim`.   Source: torch.median.
    """
    if input.array.dtype.kind == "b":
        raise not_implemented("median_cpu" if dim is None else "median_out", input.array)
    if dim is None:
        return median_(input)
    at = errors.wrap_dim(dim, input.array.ndim)
    return _one("median", 1, input, median_index(input, dim=at), at, keepdim)


@face()
def kthvalue(input: Value, k: int, dim: int = -1, keepdim: bool = False) -> Any:
    """The k-th smallest element (from 1) along one dimension: a pair (values, indices).

    Raises RuntimeError when there are fewer than k.   Source: torch.kthvalue.
    """
    at = errors.wrap_dim(dim, input.array.ndim)
    if input.array.dtype.kind == "b":
        raise not_implemented("kthvalue_cpu", input.array)
    if not 1 <= k <= (input.array.shape[at] if input.array.ndim else 1):
        raise RuntimeError("kthvalue(): selected number k out of range for dimension " + str(at))
    return _one("kthvalue", 0, input, kth_index(input, k=k, dim=at), at, keepdim)


@op
def kth_index(input: Array, *, k: int, dim: int) -> Array:
    """The index along `dim` of the k-th smallest element."""
    return take(argsort_.forward(input, dim=dim), k - 1, dim)


def _one(name: str, number: int, input: Value, indices: Any, dim: int, keepdim: bool) -> Any:
    """The pair (values, indices) for one index per slice, which keeps `dim` at length 1."""
    if not keepdim and input.array.ndim:
        indices = dropped(indices, dim=dim)
    node = f"{name.capitalize()}Backward{number}"
    values = pick(input, indices, dim=dim, keepdim=keepdim, name=node)
    return getattr(return_types, name)(values, indices)


@op
def dropped(input: Array, *, dim: int) -> Array:
    """The input without `dim`, whose length is 1."""
    return np.squeeze(input, dim)


def take(array: Array, at: int, dim: int) -> Array:
    """One place along `dim`, which stays with length 1."""
    return array[(slice(None),) * dim + (slice(at, at + 1),)] if array.ndim else array


__all__ = ["argsort", "cumsum", "kthvalue", "median", "sort", "topk"]
