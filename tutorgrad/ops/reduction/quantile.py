"""Quantiles: quantile, nanquantile. A composition of sort, gather and lerp."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import errors
from ...graph import op
from ...nodes import Value
from ..elementwise.arithmetic import lerp
from ..elementwise.compare import where
from ..face import face
from ..index.gather import gather
from ..shape.views import expand, movedim, reshape
from .order import sort

Array = Any
ROUNDING = {"lower": np.floor, "higher": np.ceil, "nearest": np.rint}
FORMS = tuple(
    f'Tensor input, {q} q, int dim = None, bool keepdim = False, *, str interpolation = "linear", '
    "Tensor out = None"
    for q in ("Tensor", "float")
)


@face(*FORMS)
def quantile(
    input: Value,
    q: Any,
    dim: int | None = None,
    keepdim: bool = False,
    *,
    interpolation: str = "linear",
    out: Any = None,
) -> Any:
    """What a share q of the elements (all, or those along `dim`) lies below; NaN if one is NaN.

    q: a number, or a tensor of several, which then stand in a new first dimension; from 0 to 1.
    interpolation: what q (n - 1) gives between two elements: "linear", "midpoint", or the element
    that is "lower", "higher" or "nearest".
    Raises RuntimeError for float16, integers, nothing, and a q outside [0, 1].
    Derivative: to the one or two elements picked, and to q.   Source: torch.quantile.
    """
    return _quantile(input, q, dim, keepdim, interpolation, out, skip=False)


@face(*FORMS)
def nanquantile(
    input: Value,
    q: Any,
    dim: int | None = None,
    keepdim: bool = False,
    *,
    interpolation: str = "linear",
    out: Any = None,
) -> Any:
    """The quantile of the elements that are not NaN. See `quantile`. Source: torch.nanquantile."""
    return _quantile(input, q, dim, keepdim, interpolation, out, skip=True)


def _quantile(
    input: Value, q: Any, dim: int | None, keepdim: bool, how: str, out: Any, skip: bool
) -> Any:
    check_quantile(input, q, how, out)
    if not isinstance(q, Value):
        q = input.wrap(np.full_like(input.array, q, shape=()), None)
    shape = input.array.shape
    at = 0 if dim is None else errors.wrap_dim(dim, len(shape))
    rows = reshape(input, (-1,)) if dim is None or not shape else movedim(input, at, -1)
    values = between(sort(rows, -1)[0], reshape(q, (-1,)), how, skip)  # (…, q)
    kept = () if dim is None else (*shape[:at], *shape[at + 1 :])
    if keepdim:
        kept = tuple(1 if dim is None or i == at else n for i, n in enumerate(shape))
    result = laid(movedim(values, -1, 0), size=(*q.array.shape, *kept))
    return result if out is None else out.receive(result, "quantile")


def between(ordered: Value, q: Any, how: str, skip: bool) -> Any:
    """The elements at the ranks q (n - 1) along the last dimension of a sorted tensor."""
    array = ordered.array
    bad, last = array != array, array.shape[-1] - 1
    if skip:  # NaNs stand last; where there is nothing else, take one
        good = np.sum(~bad, axis=-1, keepdims=True) - 1
        ranks = q * constant(np.maximum(good, 0), ordered)
    else:
        ranks = where(constant(bad.any(-1, keepdims=True), ordered, bool), last, q * last)
    if how in ROUNDING:
        ranks = constant(ROUNDING[how](ranks.array), ordered)
    size = (*array.shape[:-1], q.array.shape[0])
    low, high = (
        expand(constant(round(ranks.array), ordered, np.int64), size)
        for round in (np.floor, np.ceil)
    )
    values = gather(ordered, -1, low)
    if how in ROUNDING:
        return values
    weight = 0.5 if how == "midpoint" else ranks - constant(np.floor(ranks.array), ordered)
    return lerp(values, gather(ordered, -1, high), weight)


@op(node="SqueezeBackward4")
def laid(input: Array, *, size: tuple[int, ...]) -> Array:
    """The same elements in another shape."""
    return input.reshape(size).copy()


laid.derivative(input=lambda grad, input_shape: laid(grad, size=input_shape))


# ---------------------------------------------------------------------------------- helpers


def constant(array: Array, like: Value, dtype: Any = None) -> Any:
    """An array as a value without history."""
    return like.wrap(array.astype(dtype or like.array.dtype), None)


def check_quantile(input: Value, q: Any, how: str, out: Any) -> None:
    """Raise for what has no quantile, a q that is none, and another way to interpolate."""
    several = isinstance(q, Value)
    if not (several or type(q) in (int, float)):
        raise errors.no_overload("quantile", (input, q), FORMS)
    array = input.array
    if not array.size:
        raise RuntimeError("quantile() input tensor must be non-empty")
    if several and q.array.ndim > 1:
        raise RuntimeError("quantile() q must be a scalar or 1D tensor")
    if array.dtype.name not in ("float32", "float64"):
        raise RuntimeError("quantile() input tensor must be either float or double dtype")
    if several and q.array.dtype != array.dtype:
        raise RuntimeError("quantile() q tensor must be same dtype as the input tensor")
    if how not in ("linear", "midpoint", *ROUNDING):
        raise RuntimeError(
            "quantile() interpolation must be one of linear, lower, higher, midpoint or nearest, "
            f"but got {how}"
        )
    if not several and not 0 <= q <= 1:
        raise RuntimeError(f"quantile() q must be in the range [0, 1] but got {q:g}")
    if several and not ((q.array >= 0) & (q.array <= 1)).all():
        raise RuntimeError("quantile() q values must be in the range [0, 1]")
    if out is not None and out.array.dtype != array.dtype:
        raise RuntimeError("quantile() out tensor must be same dtype as the input tensor")


__all__ = ["nanquantile", "quantile"]
