"""Softmax and its logarithm: scores into probabilities along one dimension."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ... import dtypes, errors
from ...backend import blocks
from ...graph import op
from ...nodes import Value
from ..elementwise.compare import not_implemented
from ..elementwise.functions import exp, narrow, widen
from ..face import face
from ..reduction.reduce import sum_
from .rows import row_sums, row_tops

Array = Any


@op
def softmax_(input: Array, *, dim: int) -> Array:
    """exp(x) / sum(exp(x)) along `dim`, the largest element taken out so that exp cannot overflow.

    float16 is computed in float32 and rounded once.
    """
    x = along(widen(input), dim)
    result = np.empty_like(x)
    for part, out in blocks(x, result):
        total = exponentials(part, out)
        out *= 1 / total
    return narrow(result.reshape(input.shape), input)


@op
def log_softmax_(input: Array, *, dim: int) -> Array:
    """x - log(sum(exp(x))) along `dim`, the largest element taken out."""
    x = along(widen(input), dim)
    result = np.empty_like(x)
    for part, out in blocks(x, result):
        np.subtract(part, tops(part), out=out)
        out -= np.log(sums(np.exp(out)))
    return narrow(result.reshape(input.shape), input)


@op(node="SoftmaxBackwardDataBackward0")
def softmax_grad(grad_output: Array, output: Array, *, dim: int) -> Array:
    """output (grad_output - sum(grad_output · output)): the Jacobian is diag(out) - out outᵀ."""
    grad, y = along(widen(grad_output), dim), along(widen(output), dim)
    result = np.empty_like(y)
    for g, part, out in blocks(grad, y, result):
        np.multiply(g, part, out=out)
        np.subtract(g, sums(out), out=out)
        out *= part
    return narrow(result.reshape(output.shape), output)


@op(node="LogSoftmaxBackwardDataBackward0")
def log_softmax_grad(grad_output: Array, output: Array, *, dim: int) -> Array:
    """grad_output - exp(output) sum(grad_output)."""
    grad, y = along(widen(grad_output), dim), along(widen(output), dim)
    result = np.empty_like(y)
    for g, part, out in blocks(grad, y, result):
        np.exp(part, out=out)
        out *= sums(g)
        np.subtract(g, out, out=out)
    return narrow(result.reshape(output.shape), output)


def softmax_second(grad: Any, grad_output: Any, output: Any, dim: int) -> Any:
    """The gradient of `output` in `softmax_grad`."""
    inside = sum_(grad_output * output, dims=(dim,), keepdim=True)
    return grad * (grad_output - inside) - grad_output * sum_(
        grad * output, dims=(dim,), keepdim=True
    )


def _logsoftmax_second(grad: Any, output: Any, dim: int) -> Any:
    """The gradient of `grad_output` in `log_softmax_grad`."""
    return grad - sum_(grad * exp(output), dims=(dim,), keepdim=True)


softmax_.derivative(input=lambda grad, out, dim: softmax_grad(grad, out, dim=dim))
softmax_grad.derivative(
    grad_output=lambda grad, output, dim: softmax_grad(grad, output, dim=dim),
    output=softmax_second,
)
log_softmax_.derivative(input=lambda grad, out, dim: log_softmax_grad(grad, out, dim=dim))
log_softmax_grad.derivative(
    grad_output=_logsoftmax_second,
    output=lambda grad, grad_output, output, dim: (
        -grad * exp(output) * sum_(grad_output, dims=(dim,), keepdim=True)
    ),
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
    return op(input, dim=dim) if out is None else op(input, dim=dim, out=out)


def along(input: Array, dim: int) -> Array:
    """The dimensions before `dim`, itself, and those after it as three: (before, n, after).

    In C order, so that the result is (of a transposed matrix the copy costs less than it saves).
    """
    shape = input.shape or (1,)
    input = input if input.flags.c_contiguous else input.copy()
    return input.reshape(math.prod(shape[:dim]), shape[dim], math.prod(shape[dim + 1 :]))


def exponentials(x: Array, out: Array, nothing: bool = False) -> Array:
    """Write exp(x - c) to `out`; its sums along the middle dimension.

    The number c cancels when divided by the sum: it keeps exp from overflow. Mostly 0 does, and the
    sums show it. Else it is the largest element, which takes as long to find as exp: without it
    softmax of rows of 64 numbers takes 0.6 of the time.
    nothing: may all of a row be -inf? Its sum is then 1.
    """
    if type(x) is np.ndarray and x.size:
        total = sums(np.exp(x, out=out))
        if np.min(total) > LEAST and np.max(total) < MOST:
            return total
    top = tops(x)
    if nothing:
        top = np.where(top == -np.inf, 0, top)
    np.subtract(x, top, out=out)
    total = sums(np.exp(out, out=out))
    return np.where(total == 0, 1, total) if nothing else total


LEAST, MOST = 1e-8, 1e16  # sums far enough from what float32 ends at


def tops(x: Array) -> Array:
    """The largest element along the middle dimension; zeros of nothing."""
    if x.shape[2] == 1 and x.size:
        return row_tops(x[:, :, 0])[:, None]
    return np.max(x, axis=1, keepdims=True) if x.size else 0


def sums(x: Array) -> Array:
    """The sum along the middle dimension."""
    if x.shape[2] == 1:
        return row_sums(x[:, :, 0])[:, None]
    return np.sum(x, axis=1, keepdims=True)


__all__ = ["log_softmax", "softmax"]
