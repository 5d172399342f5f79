"""Counting by kind: bincount, histc, histogram; and where numbers stand among sorted ones.

`searchsorted` is a binary search of all numbers at once; a histogram is a search for the bins and
a `bincount` of what was found.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ... import dtypes, errors, return_types
from ...graph import op
from ...nodes import Value
from ..elementwise.compare import check_floating, not_implemented
from ..face import face
from .extremes import pair

Array = Any
SEARCHSORTED = tuple(
    f"Tensor sorted_sequence, {second}, *, bool out_int32 = False, bool right = False, "
    "str side = None, Tensor sorter = None, Tensor out = None"
    for second in ("Tensor input", "Number self")
)
BUCKETIZE = tuple(
    f"{first}, Tensor boundaries, *, bool out_int32 = False, bool right = False, Tensor out = None"
    for first in ("Tensor input", "Number self")
)
HISTOGRAM = (
    "Tensor input, Tensor bins, *, Tensor weight = None, bool density = False, "
    "tuple of Tensors out = None",
    "Tensor input, int bins = 100, *, tuple of floats range = None, Tensor weight = None, "
    "bool density = False, tuple of Tensors out = None",
)

# ---------------------------------------------------------------------------- binary search


@op(promote="common")
def searchsorted_(sequence: Array, input: Array, *, right: bool, kind: Any = np.int64) -> Array:
    """How many members of each row of `sequence` are less than (right: not greater than) each
    number in the row of `input`. One row serves all."""
    if sequence.dtype.kind == "b" and sequence.size and np.size(input):
        raise not_implemented("searchsorted_out_cpu", sequence)
    n = sequence.shape[-1]
    low = np.zeros_like(input, dtype=np.int64)
    high = low + n
    for _ in range(n.bit_length()):
        middle = (low + high) // 2
        at = np.minimum(middle, n - 1)
        seen = sequence[at] if sequence.ndim == 1 else np.take_along_axis(sequence, at, -1)
        behind = ~(seen > input) if right else ~(seen >= input)
        more = low < high
        low = np.where(more & behind, middle + 1, low)
        high = np.where(more & ~behind, middle, high)
    return low.astype(kind)


def searchsorted(
    sorted_sequence: Any,
    input: Any,
    *,
    out_int32: bool = False,
    right: bool = False,
    side: str | None = None,
    sorter: Any = None,
    out: Any = None,
) -> Any:
    """Where each number would have to be put into a sorted sequence to keep it sorted.

    Before its equals, or behind them under right=True (side="right").   sorter: the order that
    sorts the sequence.
    Shape: (n), (*) -> (*), or (*, n), (*, m) -> (*, m) with one sequence for each row.
    Raises RuntimeError for shapes that do not go together.   Source: torch.searchsorted.
    """
    numbers = isinstance(input, Value | int | float)
    if not (isinstance(sorted_sequence, Value) and numbers):
        raise errors.no_overload("searchsorted", (sorted_sequence, input), SEARCHSORTED)
    array = sorted_sequence.array
    if not isinstance(input, Value):
        common = dtypes.promote([array], [input])
        input = sorted_sequence.wrap(np.full_like(array, input, shape=(), dtype=common), None)
    check_search(array, input.array, side, right)
    if sorter is not None:
        check_sorter(array, sorter.array)
        ordered = np.take_along_axis(array, sorter.array, -1)
        sorted_sequence = sorted_sequence.wrap(ordered, None)
    kind = np.dtype(np.int32 if out_int32 else np.int64)
    if out is not None and out.array.dtype != kind:
        raise RuntimeError(
            "torch.searchsorted(): output tensor's dtype is wrong, it can only be Int(int32) or "
            "Long(int64) depending on whether out_int32 flag is True, but we got output tensor's "
            f"dtype {dtypes.of_array(out.array).scalar_name} and out_int32 flag is {out_int32}"
        )
    return searchsorted_(sorted_sequence, input, right=right or side == "right", kind=kind, out=out)


def bucketize(
    input: Any, boundaries: Any, *, out_int32: bool = False, right: bool = False, out: Any = None
) -> Any:
    """The number of the bucket between sorted boundaries into which each number falls.

    boundaries[i-1] < x <= boundaries[i], or under right=True boundaries[i-1] <= x < boundaries[i].
    Raises RuntimeError for boundaries that are no row. See `searchsorted`. Source: torch.bucketize.
    """
    if not (isinstance(boundaries, Value) and isinstance(input, Value | int | float)):
        raise errors.no_overload("bucketize", (input, boundaries), BUCKETIZE)
    if boundaries.array.ndim != 1:
        raise RuntimeError(
            f"boundaries tensor must be 1 dimension, but got dim({boundaries.array.ndim})"
        )
    return searchsorted(boundaries, input, out_int32=out_int32, right=right, out=out)


def check_search(sequence: Array, input: Array, side: str | None, right: bool) -> None:
    """Raise for shapes that do not go together, and two opposite sides."""
    if side not in (None, "left", "right"):
        raise RuntimeError(
            f"torch.searchsorted(): side can only be 'left' or 'right' but got {side}"
        )
    if side == "left" and right:
        raise RuntimeError(
            "torch.searchsorted(): side and right can't be set to opposites, got side of left "
            "while right was True"
        )
    if input.ndim == 0 and sequence.ndim != 1:
        raise RuntimeError(
            "torch.searchsorted(): input value can be a scalar only when boundaries tensor "
            f"dimension is 1, but we got boundaries tensor dim({sequence.ndim}) and input value's "
            "dim(0) numel(1)"
        )
    if sequence.ndim == 0:
        raise RuntimeError("torch.searchsorted(): boundaries tensor should have positive dimension")
    if sequence.ndim != 1 and sequence.shape[:-1] != input.shape[:-1]:
        raise RuntimeError(
            "torch.searchsorted(): boundaries tensor should be 1 dimension or the first N-1 "
            "dimensions of boundaries tensor and input value tensor must match, but we got "
            f"boundaries tensor {list(sequence.shape)} and input value tensor {list(input.shape)}"
        )


def check_sorter(sequence: Array, sorter: Array) -> None:
    """Raise for an order that is none."""
    if sorter.shape != sequence.shape:
        raise RuntimeError(
            "torch.searchsorted(): boundary and sorter must have the same size, but got boundary "
            f"tensor {list(sequence.shape)}and got sorter tensor {list(sorter.shape)}"
        )
    if sorter.dtype != np.int64:
        raise RuntimeError(
            "torch.searchsorted(): sorter must be a tensor of long dtype but got dtype "
            + dtypes.of_array(sorter).scalar_name
        )
    if sorter.size and not ((sorter >= 0) & (sorter < sequence.shape[-1])).all():
        raise RuntimeError("torch.searchsorted(): sorter index out of range")


# ------------------------------------------------------------------------------ counting


@op(node="NotImplemented")
def bincount_(input: Array, weights: Array | None, *, n: int) -> Array:
    """How often (or with what weight) each of 0 … n-1 stands in a row of them."""
    if weights is None:
        return np.bincount(input, minlength=n).astype(np.int64, copy=False)
    kind = weights.dtype if weights.dtype == np.float32 else np.float64
    return np.bincount(input, weights.astype(np.float64), minlength=n).astype(kind)


def _no_rule(grad: Any) -> Any:
    raise RuntimeError("derivative for aten::bincount is not implemented")


bincount_.derivative(weights=_no_rule)


@face()
def bincount(input: Value, weights: Any = None, minlength: int = 0) -> Any:
    """How often each of the numbers 0, 1, 2, … stands in a row of integers, as int64.

    weights: how much each member counts; the result is float32 or float64.   minlength: how long
    the result is at least. Raises RuntimeError for negative numbers.   Source: torch.bincount.
    """
    array = input.array
    if array.dtype.kind not in "iu":
        raise not_implemented("bincount_cpu", array)
    if minlength < 0:
        raise RuntimeError("minlength should be >= 0")
    if array.ndim != 1 or (array.size and array.min() < 0):
        raise RuntimeError("bincount only supports 1-d non-negative integral inputs.")
    if not array.size:
        return bincount_(input, None, n=minlength)
    if weights is not None and weights.array.shape != array.shape:
        raise RuntimeError("weights should be 1-d and have the same length as input")
    return bincount_(input, weights, n=minlength)


@op
def histc_(input: Array, *, bins: int, low: float, high: float) -> Array:
    """How many elements fall into each of `bins` equal parts of [low, high]."""
    low, high = (input.dtype.type(end) for end in (low, high))
    inside = input[(input >= low) & (input <= high)]
    place = ((inside - low) * input.dtype.type(bins) / (high - low)).astype(np.int64)
    return np.bincount(np.minimum(place, bins - 1), minlength=bins).astype(input.dtype)


@face()
def histc(input: Value, bins: int = 100, min: float = 0, max: float = 0, *, out: Any = None) -> Any:
    """How many elements fall into each of `bins` equal parts of [min, max], in the input's dtype.

    min == max: the smallest and the largest element. What lies outside, and NaN, is not counted.
    Raises RuntimeError for bins < 1 and a range that is not finite.   Source: torch.histc.
    """
    check_floating("histogram_cpu", input.array)
    check_bins(bins, 0)
    low, high = min, max
    if low == high and input.array.size:
        low, high = float(input.array.min()), float(input.array.max())
    if low == high:
        low, high = low - 1, high + 1
    if not (math.isfinite(low) and math.isfinite(high)):
        raise RuntimeError(f"torch.histc: range of [{low:g}, {high:g}] is not finite")
    if low > high:
        raise RuntimeError("torch.histc: max must be larger than min")
    return histc_(input, bins=bins, low=low, high=high, out=out)


@face(*HISTOGRAM)
def histogram(
    input: Value,
    bins: Any = 100,
    *,
    range: Any = None,
    weight: Any = None,
    density: bool = False,
    out: Any = None,
) -> Any:
    """Counts of elements in bins: a pair (hist, bin_edges).

    bins: how many equal ones, over `range` (default: from the smallest to the largest element), or
    their edges as a tensor. A bin has its left edge, the last bin both.   weight: how much each
    element counts.   density: scaled so that the area is 1.   Source: torch.histogram.
    """
    if not isinstance(bins, Value | int):
        raise errors.no_overload("histogram", (input, bins), HISTOGRAM)
    shape = input.array.shape
    column = input.array.reshape(-1, 1)
    if weight is not None and weight.array.shape == shape:
        weight = weight.wrap(weight.array.reshape(-1), None)
    hist, edges = counted(column, [bins], range, weight, density)
    return pair("histogram", input.wrap(hist, None), input.wrap(edges[0], None), out)


@face()
def histogramdd(
    input: Value, bins: Any, *, range: Any = None, weight: Any = None, density: bool = False
) -> Any:
    """`histogram` of points with D coordinates: counts in D dimensions, and the edges of each.

    bins: one number or row of edges for each dimension, or one number for all.   range: low and
    high, for one dimension after the other.   Shape: (*, D) -> D dimensions.
    Source: torch.histogramdd.
    """
    shape = input.array.shape
    if len(shape) < 2:
        raise RuntimeError("torch.histogramdd: input tensor should have at least 2 dimensions")
    bins = [bins] * shape[-1] if isinstance(bins, int) else list(bins)
    if len(bins) != shape[-1]:
        raise RuntimeError(
            "histogramdd: The size of bins must be equal to the innermost dimension of the input."
        )
    if weight is not None and weight.array.shape == shape[:-1]:
        weight = weight.wrap(weight.array.reshape(-1), None)
    points = input.array.reshape(-1, shape[-1])
    hist, edges = counted(points, bins, range, weight, density)
    made = tuple(input.wrap(e, None) for e in edges)
    return return_types.histogramdd(input.wrap(hist, None), made)


def counted(
    points: Array, bins: list[Any], range: Any, weight: Any, density: bool
) -> tuple[Array, list[Array]]:
    """The counts of points (n, D) in the bins of each dimension, and the edges of those."""
    check_floating("histogramdd", points)
    check_points(points, bins, range, weight)
    edges, place, inside = [], 0, None
    for d, some in enumerate(bins):
        column = points[:, d]
        edge = some.array.copy() if isinstance(some, Value) else even_edges(column, some, range, d)
        n = len(edge) - 1
        check_bins(n, d)
        at = searchsorted_.forward(edge, column, right=True) - 1
        at = at - (column == edge[n])  # the last bin has its right edge
        within = (column >= edge[0]) & (column <= edge[n])
        inside = within if inside is None else inside & within
        place = place * n + at
        edges.append(edge)
    weights = None if weight is None else weight.array[inside].astype(np.float64)
    shape = tuple(len(edge) - 1 for edge in edges)
    hist: Array = np.bincount(place[inside], weights, minlength=math.prod(shape))  # type: ignore[index]
    hist = hist.reshape(shape).astype(points.dtype)
    if density:
        hist = hist / hist.sum()
        for d, edge in enumerate(edges):
            hist = hist / np.diff(edge).reshape((-1,) + (1,) * (len(edges) - d - 1))
    return hist, edges


def even_edges(column: Array, bins: int, range: Any, d: int) -> Array:
    """The edges of `bins` equal bins over a range, or over what the numbers cover."""
    check_bins(bins, d)
    low, high = (0.0, 1.0) if range is None else (float(range[2 * d]), float(range[2 * d + 1]))
    if range is None and column.dtype == np.float16:
        raise not_implemented("histogramdd", column)
    if range is None and column.size:
        low, high = float(column.min()), float(column.max())
    if not (math.isfinite(low) and math.isfinite(high)):
        raise RuntimeError(
            f"torch.histogramdd: dimension {d}'s range [{low:g}, {high:g}] is not finite"
        )
    if low > high:
        raise RuntimeError(
            f"torch.histogramdd: min should not exceed max, but got min {low:g} max {high:g} for "
            f"dimension {d}"
        )
    if low == high:
        low, high = low - 0.5, high + 0.5
    steps = np.cumsum(np.ones_like(column, shape=(bins + 1,))) - 1
    step = column.dtype.type((high - low) / bins)
    return np.where(
        steps < (bins + 1) // 2, low + step * steps, high - step * (bins - steps)
    ).astype(column.dtype)


def check_bins(bins: int, d: int) -> None:
    if bins <= 0:
        raise RuntimeError(f"torch.histogram(): bins must be > 0, but got {bins} for dimension {d}")


def check_points(points: Array, bins: list[Any], range: Any, weight: Any) -> None:
    """Raise for edges, ranges and weights that do not fit the points."""
    kind, n = dtypes.of_array(points).cpp_name, len(bins)
    for d, edge in enumerate(bins):
        if not isinstance(edge, Value):
            continue
        found = dtypes.of_array(edge.array).cpp_name
        if edge.array.ndim != 1:
            raise RuntimeError(
                "torch.histogramdd: bins tensor should have one dimension, but got "
                f"{edge.array.ndim} dimensions in the bins tensor for dimension {d}"
            )
        if not edge.array.size:
            raise RuntimeError(
                "torch.histogramdd: bins tensor should have at least 1 element, but got 0 elements "
                f"in the bins tensor for dimension {d}"
            )
        if found != kind:
            raise RuntimeError(
                "torch.histogramdd: input tensor and bins tensors should have the same dtype, but "
                f"got input with dtype {kind} and bins for dimension {d} with dtype {found}"
            )
    if range is not None and len(range) != 2 * n:
        raise RuntimeError(
            f"torch.histogramdd: for a {n}-dimensional histogram range should have {2 * n} "
            f"elements, but got {len(range)}"
        )
    if weight is not None:
        found = dtypes.of_array(weight.array).cpp_name
        if found != kind:
            raise RuntimeError(
                "torch.histogramdd: if weight tensor is provided, input tensor and weight tensor "
                f"should have the same dtype, but got input({kind}), and weight({found})"
            )
        if weight.array.shape != points.shape[:-1]:
            raise RuntimeError(
                "torch.histogramdd: if weight tensor is provided it should have the same shape as "
                "the input tensor excluding its innermost dimension, but got input with shape "
                f"{list(points.shape)} and weight with shape {list(weight.array.shape)}"
            )


__all__ = ["bincount", "bucketize", "histc", "histogram", "histogramdd", "searchsorted"]
