"""Lengths and distances: norm, dist."""

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
from .reduce import DimLike, Dims, Flag, axes, folded, numpy_dtype, spread, sum_, wide

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
def norm(
    input: Value,
    p: float | str = "fro",
    dim: DimLike = None,
    keepdim: bool = False,
    out: Any = None,
    dtype: dtypes.dtype | None = None,
) -> Any:
    """The length of a vector: (sum |x|^p)^(1/p) over all elements or over `dim`.

    p: "fro" is 2; inf takes the largest |x|, -inf the smallest, 0 counts what is not 0.
    Shape: (*) -> (*) without `dim` (kept as 1 under `keepdim`), floating dtype. Raises RuntimeError
    for integers, and for an infinite norm of nothing.   Derivative: 0 at the origin.
    Source: torch.norm, torch.linalg.vector_norm.
    """
    if p == "nuc":
        raise NotImplementedError(
            "norm(): p='nuc' is the sum of the singular values of a matrix; this library has "
            "vector norms only: give a number or 'fro'"
        )
    if isinstance(p, str) and p != "fro":
        raise RuntimeError(f"linalg.matrix_norm: Order {p} not supported.")
    power = 2.0 if p in ("fro", None) else float(p)
    check_norm(input.array, power, dtype)
    dims = folded(input, dim)
    return norm_(input, p=power, dims=dims, keepdim=keepdim, dtype=numpy_dtype(dtype), out=out)


@face()
def dist(input: Value, other: Any, p: float = 2) -> Any:
    """The p-norm of input - other, which broadcast. See `norm`. Source: torch.dist."""
    if not isinstance(other, Value):
        raise errors.not_a_tensor("dist", "other", 2, other)
    apart = sub(input, other)
    if apart.array.dtype.kind != "f":
        found = dtypes.of_array(apart.array).scalar_name
        raise RuntimeError(
            f"norm(): input dtype should be either floating point or complex. Got {found} instead."
        )
    return norm_(apart, p=float(p), name="DistBackward0")


def check_norm(array: Array, p: float, dtype: dtypes.dtype | None) -> None:
    """Raise for what has no norm: integers, a narrower result, the largest of nothing."""
    kind = dtypes.of_array(array)
    if not kind.is_floating_point:
        raise RuntimeError(
            "linalg.vector_norm: Expected a floating point or complex tensor as input. "
            f"Got {kind.scalar_name}"
        )
    if dtype is not None and dtypes.merge(kind.numpy, dtype.numpy) != dtype.numpy:
        raise RuntimeError(
            f"linalg.vector_norm: the dtype of the input ({kind.scalar_name}) should be "
            f"convertible without narrowing to the specified dtype ({dtype.scalar_name})"
        )
    if (p < 0 or p == math.inf) and not array.size:
        raise RuntimeError(
            f"linalg.vector_norm cannot compute the {p:g} norm on an empty tensor because the "
            "operation does not have an identity"
        )


__all__ = ["dist", "norm"]
