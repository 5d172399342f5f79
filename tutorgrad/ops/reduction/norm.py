"""Lengths of vectors, and distances; `linalg/norms.py` has the public norms."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ... import dtypes, errors
from ...graph import op
from ...nodes import Value
from ..elementwise.arithmetic import sub
from ..elementwise.compare import where
from ..elementwise.corners import abs, sign
from ..face import face
from .reduce import Dims, Flag, axes, spread, sum_, wide

Array = Any


@op(node=lambda input, name="LinalgVectorNormBackward0", **_: name)
def norm_(
    input: Array,
    *,
    p: float,
    dims: Dims = None,
    keepdim: Flag = False,
    dtype: Any = None,
    name: str = "LinalgVectorNormBackward0",
) -> Array:
    """The p-norm over `dims`. float16 is added up in float32 and rounded once.   name: node."""
    dtype = dtype or input.dtype
    size = np.abs(input.astype(wide(dtype), copy=False))
    over: dict[str, Any] = {"axis": axes(input, dims), "keepdims": keepdim}
    if p == 2:
        result = np.sqrt(np.sum(size * size, **over))
    elif p == math.inf:
        result = np.max(size, **over)
    elif p == -math.inf:
        result = np.min(size, **over)
    elif p == 0:
        result = np.sum(size != 0, **over)
    elif p == 1:
        result = np.sum(size, **over)
    else:
        result = np.sum(size**p, **over) ** (1 / p)
    return result.astype(dtype)


def _norm_rule(
    grad: Any, input: Any, out: Any, input_shape: Any, p: float, dims: Dims, keepdim: bool
) -> Any:
    """sign(x) (|x| / norm)^(p-1), and 0 where x or the norm is 0."""
    if p == 0:
        return None
    grad = spread(grad, size=input_shape, dims=dims, keepdim=keepdim)
    if p == 1:
        return grad * sign(input)
    norm = spread(out, size=input_shape, dims=dims, keepdim=keepdim)
    size = abs(input)
    if math.isinf(p):  # shared evenly among the elements that are as large
        tied = where(size == norm, 1.0, 0.0 * grad)
        return grad * sign(input) * (tied / sum_(tied, dims=dims, keepdim=True))
    safe = where(norm == 0, 1.0, norm)
    if p == 2:
        return grad * where(norm == 0, 0.0, input / safe)
    nothing = (size == 0) | (norm == 0)
    ratio = where(nothing, 1.0, size) / safe
    return where(nothing, 0.0, grad * sign(input) * ratio ** (p - 1))


norm_.derivative(input=_norm_rule)


@face()
def dist(input: Value, other: Any, p: float = 2) -> Any:
    """The p-norm of input - other, which broadcast. Derivative: 0 where the two meet.

    Source: torch.dist."""
    if not isinstance(other, Value):
        raise errors.not_a_tensor("dist", "other", 2, other)
    apart = sub(input, other)
    if apart.array.dtype.kind != "f":
        found = dtypes.of_array(apart.array).scalar_name
        raise RuntimeError(
            f"norm(): input dtype should be either floating point or complex. Got {found} instead."
        )
    return norm_(apart, p=float(p), name="DistBackward0")


__all__ = ["dist"]
