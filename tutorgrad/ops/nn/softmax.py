"""Softmax and its logarithm: scores into probabilities along one dimension."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import dtypes, errors
from ...graph import op
from ...nodes import Value
from ..elementwise.compare import not_implemented
from ..elementwise.functions import exp, narrow, widen
from ..face import face
from ..reduction.reduce import sum_

Array = Any


@op
def softmax_(input: Array, *, dim: int) -> Array:
    """exp(x) / sum(exp(x)) along `dim`, the largest element taken out so that exp cannot overflow.

    float16 is computed in float32 and rounded once.
    """
    power = np.exp(below_top(input, dim))
    power /= np.sum(power, axis=along(input, dim), keepdims=True)
    return narrow(power, input)


@op
def log_softmax_(input: Array, *, dim: int) -> Array:
    """x - log(sum(exp(x))) along `dim`, the largest element taken out."""
    away = below_top(input, dim)
    total = np.sum(np.exp(away), axis=along(input, dim), keepdims=True)
    away -= np.log(total)
    return narrow(away, input)


softmax_.derivative(  # the Jacobian is diag(out) - out outᵀ
    input=lambda grad, out, dim: out * (grad - sum_(grad * out, dims=(dim,), keepdim=True))
)
log_softmax_.derivative(
    input=lambda grad, out, dim: grad - exp(out) * sum_(grad, dims=(dim,), keepdim=True)
)


@face()
def softmax(input: Value, dim: int, dtype: dtypes.dtype | None = None, *, out: Any = None) -> Any:
    """exp(x) / sum(exp(x)) along `dim`: positive numbers that add up to 1.

    Shape: (*) -> (*), floating dtype; `dtype` casts first. Raises NotImplementedError for integers.
    Derivative: out (grad - sum(grad · out)).   Source: torch.softmax.
    """
    return _along("softmax", softmax_, input, dim, dtype, out)


@face()
def log_softmax(
    input: Value, dim: int, dtype: dtypes.dtype | None = None, *, out: Any = None
) -> Any:
    """log(softmax(x)) along `dim`, exact also where softmax is too small for its dtype.

    Shape: (*) -> (*), floating dtype; `dtype` casts first. Raises NotImplementedError for integers.
    Derivative: grad - softmax(x) sum(grad).   Source: torch.log_softmax.
    """
    return _along("log_softmax", log_softmax_, input, dim, dtype, out)


def _along(name: str, op: Any, input: Value, dim: int, dtype: dtypes.dtype | None, out: Any) -> Any:
    if dtype is not None and dtype.numpy != input.array.dtype:
        input = input.cast(dtype.numpy)
    array = input.array
    dim = errors.wrap_dim(dim, array.ndim)
    if array.dtype.kind != "f":
        last = "_lastdim" if dim >= array.ndim - 1 else ""
        raise not_implemented(f"{name}{last}_kernel_impl", array)
    return op(input, dim=dim, out=out)


def below_top(input: Array, dim: int) -> Array:
    """The input less the largest along `dim`, so that the largest becomes 0."""
    wider = widen(input)
    return wider - np.max(wider, axis=along(input, dim), keepdims=True) if input.size else 1 * wider


def along(input: Array, dim: int) -> tuple[int, ...]:
    return (dim,) if input.ndim else ()


__all__ = ["log_softmax", "softmax"]
