"""Order along one dimension: sorting, the k largest, the median, the most frequent, quantiles.

What comes back with indices is `pick` at an index that NumPy found: the gradient goes to the
elements that were picked. NaN counts as larger than every number.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import errors
from ...graph import op
from ...nodes import Value
from ..elementwise.compare import not_implemented
from ..face import face
from .extremes import nonempty, pair, pick, ties
from .reduce import spread
from .running import places, running

Array = Any
Dim = Any  # an int
ORDER = (  # the two forms of sort and argsort
    "*, bool stable, int dim = -1, bool descending = False",
    "int dim = -1, bool descending = False",
)

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
def msort(input: Value, *, out: Any = None) -> Any:
    """Sort along the first dimension. Source: torch.msort."""
    values, _ = sort(input, 0)
    return values if out is None else out.receive(values, "msort")


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
    return pair(name, values, indices, out)


# ------------------------------------------- median, k-th smallest, the most frequent


@op(node=lambda input, skip=False: f"{'Nanmedian' if skip else 'Median'}Backward0")
def median_(input: Array, *, skip: bool = False) -> Array:
    """The lower of the middle elements of the flattened input.

    When one element is NaN: NaN, or, under `skip`, the median of the others.
    """
    if not input.size:
        return np.full_like(input, np.nan, shape=())
    row = np.sort(input.reshape(-1))
    bad = np.sum(row != row)
    if skip:
        return row[np.maximum(len(row) - bad - 1, 0) // 2]
    return np.where(bad == 0, row[(len(row) - 1) // 2], row[-1])


median_.derivative(
    input=lambda grad, input, out, input_shape: (
        spread(grad, size=input_shape, dims=None, keepdim=False)
        * ties(input, out, dims=None, keepdim=False, nan=True)
    )
)


@op
def median_index(input: Array, *, dim: int, skip: bool) -> Array:
    """The index along `dim` of the lower middle element, or of the first NaN (but see `skip`)."""
    if not input.ndim:
        return np.zeros_like(input, dtype=np.int64)
    order, bad = argsort_.forward(input, dim=dim), input != input
    if skip:
        good = input.shape[dim] - np.sum(bad, axis=dim, keepdims=True)
        return np.take_along_axis(order, np.maximum(good - 1, 0) // 2, dim)
    middle = take(order, (input.shape[dim] - 1) // 2, dim)
    return np.where(bad.any(dim, keepdims=True), bad.argmax(dim, keepdims=True), middle)


@face()
def median(input: Value, dim: Dim = None, keepdim: bool = False, *, out: Any = None) -> Any:
    """The middle element; of an even number, the lower of the middle two. NaN when one is NaN.

    `median(input)` over everything, `median(input, dim)` a pair (values, indices).
    Derivative: to the element picked; shared among ties without `dim`.   Source: torch.median.
    """
    return _median("median", input, dim, keepdim, out)


@face()
def nanmedian(input: Value, dim: Dim = None, keepdim: bool = False, *, out: Any = None) -> Any:
    """The median of the elements that are not NaN. See `median`. Source: torch.nanmedian."""
    return _median("nanmedian", input, dim, keepdim, out)


def _median(name: str, input: Value, dim: int | None, keepdim: bool, out: Any) -> Any:
    skip = name == "nanmedian"
    at = 0 if dim is None else nonempty("median()", input, dim)[0]
    if input.array.dtype.kind == "b" and (input.array.size or dim is not None):
        raise not_implemented("median_cpu" if dim is None else "median_out", input.array)
    if dim is None:
        return median_(input, skip=skip)
    return _one(name, 1, input, median_index(input, dim=at, skip=skip), at, keepdim, out)


@face()
def kthvalue(input: Value, k: int, dim: int = -1, keepdim: bool = False, *, out: Any = None) -> Any:
    """The k-th smallest element (from 1) along one dimension: a pair (values, indices).

    Raises RuntimeError when there are fewer than k.   Source: torch.kthvalue.
    """
    at = errors.wrap_dim(dim, input.array.ndim)
    if input.array.dtype.kind == "b":
        raise not_implemented("kthvalue_cpu", input.array)
    if not 1 <= k <= (input.array.shape[at] if input.array.ndim else 1):
        raise RuntimeError("kthvalue(): selected number k out of range for dimension " + str(at))
    return _one("kthvalue", 0, input, kth_index(input, k=k, dim=at), at, keepdim, out)


@op
def kth_index(input: Array, *, k: int, dim: int) -> Array:
    """The index along `dim` of the k-th smallest element."""
    return take(argsort_.forward(input, dim=dim), k - 1, dim)


@face()
def mode(input: Value, dim: int = -1, keepdim: bool = False, *, out: Any = None) -> Any:
    """The most frequent element along one dimension: a pair (values, indices).

    Of several, the smallest; its index is that of the last such element. A NaN equals nothing.
    Derivative: to the element picked.   Source: torch.mode.
    """
    (at,) = nonempty("mode()", input, dim)
    return _one("mode", 0, input, mode_index(input, dim=at), at, keepdim, out)


@op
def mode_index(input: Array, *, dim: int) -> Array:
    """The index along `dim` of the last of the most frequent: where the longest run ends that
    stands first in the sorted input."""
    if not input.ndim:
        return np.zeros_like(input, dtype=np.int64)
    order = argsort_.forward(input, dim=dim)
    ordered = np.take_along_axis(input, order, dim)
    axis, n = (slice(None),) * dim, input.shape[dim]
    changes = ordered[(*axis, slice(1, n))] != ordered[(*axis, slice(0, n - 1))]
    place = places(order, dim)
    start = np.where(changes, place[(*axis, slice(1, n))], 0)
    start = running(np.maximum, np.concatenate([place[(*axis, slice(0, 1))], start], dim), dim)
    longest = np.argmax(place - start, axis=dim, keepdims=True)
    return np.take_along_axis(order, longest, dim)


def _one(
    name: str, number: int, input: Value, indices: Any, dim: int, keepdim: bool, out: Any
) -> Any:
    """The pair (values, indices) for one index per slice, which keeps `dim` at length 1."""
    if not keepdim and input.array.ndim:
        indices = dropped(indices, dim=dim)
    node = f"{name.capitalize()}Backward{number}"
    values = pick(input, indices, dim=dim, keepdim=keepdim, name=node)
    return pair(name, values, indices, out)


@op
def dropped(input: Array, *, dim: int) -> Array:
    """The input without `dim`, whose length is 1."""
    return np.squeeze(input, dim)


def take(array: Array, at: int, dim: int) -> Array:
    """One place along `dim`, which stays with length 1."""
    return array[(slice(None),) * dim + (slice(at, at + 1),)] if array.ndim else array


__all__ = ["argsort", "kthvalue", "median", "mode", "msort", "nanmedian", "sort", "topk"]
