"""Scaled dot-product attention as one operation.

    weights = softmax(scale · query keyᵀ + mask)        out = (weights · kept) value

Every query asks all keys; the answer mixes their values by how well they fit. The weights are not
kept for the way back but computed again, as in [2]: they would be the largest array of all.

Sources
  [1] A. Vaswani et al.: "Attention is all you need", 2017, arXiv:1706.03762.
  [2] T. Dao et al.: "FlashAttention", 2022, arXiv:2205.14135.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from ...backend import BLOCK, blocks
from ...graph import op
from ..broadcast import sum_to_size
from ..elementwise.functions import narrow, widen
from ..shape.views import matrix_transpose
from .rows import row_dots
from .softmax import along, exponentials, softmax_grad, softmax_second

Array = Any
Shape = tuple[int, ...]


def flash_or_math(
    query: Any, key: Any, value: Any, mask: Any = None, kept: Any = None, **_: Any
) -> str:
    """PyTorch's name of the node: it has a kernel for the plain case, else it composes."""
    shapes = {tuple(t.array.shape[:2]) + tuple(t.array.shape[3:]) for t in (query, key, value)}
    plain = query.array.ndim == 4 and len(shapes) == 1 and kept is None
    if plain and not (mask is not None and mask.requires_grad):
        return "ScaledDotProductFlashAttentionForCpuBackward0"
    return "MmBackward0" if query.array.ndim == 2 else "UnsafeViewBackward0"


@op(node=flash_or_math)
def attention(
    query: Array, key: Array, value: Array, mask: Array | None, kept: Array | None,
    *, scale: float, learned: bool = False,
) -> Array:  # fmt: skip
    """softmax(scale · query keyᵀ + mask) value, the weights times `kept` (dropout) in between.

    Shape: (*, L, E), (*, S, E), (*, S, V), mask and kept broadcast to (*, L, S) -> (*, L, V).
    A query that may look at nothing (a row of -inf) gives zeros. learned: does the mask need a
    gradient?   Derivative: through softmax, w (g - Σ g w); see `_rule`.
    """
    inputs = [widen(x) for x in (query, key, value)]
    leads = [x.shape[:-2] for x in (*inputs, mask, kept) if x is not None]
    result = room(inputs[0], (*np.broadcast_shapes(*leads), query.shape[-2], value.shape[-1]))
    for q, k, v, bias, share, out in entries(*inputs, mask, kept, result):
        weights, total = unscaled(q * scale, k, bias)
        if share is not None:
            weights *= share
        np.matmul(weights, v, out=out)
        out *= 1 / total  # smaller than the weights
    return narrow(result, query)


@op
def attention_grad(
    grad_output: Array, query: Array, key: Array, value: Array, mask: Array | None, *, scale: float
) -> tuple[Array, Array, Array]:
    """The gradients of query, key and value, all of one batch, without dropout.

    With weights w = e / t before and after the division by the sums: for g = grad_output / t that
    of value is eᵀ g, and that of the scores e (g valueᵀ - Σ g valueᵀ e / t).
    Derivative: `_second`.
    """
    inputs = [widen(x) for x in (query, key, value)]
    grads = [room(x, x.shape) for x in inputs]
    for q, k, v, bias, g, by_q, by_k, by_v in entries(*inputs, mask, widen(grad_output), *grads):
        q = q * scale
        weights, total = unscaled(q, k, bias)
        total = 1 / total
        g = g * total
        by_scores = np.matmul(g, np.swapaxes(v, -1, -2).copy())
        flat = (total.size, weights.shape[-1])
        total *= row_dots(by_scores.reshape(flat), weights.reshape(flat)).reshape(total.shape)
        by_scores -= total
        by_scores *= weights
        np.matmul(by_scores, k, out=by_q)
        by_q *= scale
        np.matmul(np.swapaxes(by_scores, -1, -2), q, out=by_k)
        np.matmul(np.swapaxes(weights, -1, -2), g, out=by_v)
    return grads[0], grads[1], grads[2]


def entries(*arrays: Array) -> Iterator[Any]:
    """The same entries of the batch of every array, so many that their scores fit the cache.

    The first three are query, key and value. What broadcasts comes as it is, with every part.
    """
    query, key, value = arrays[:3]
    leads = {x.shape[:-2] for x in arrays[:3]}
    wider = any(x is not None and x.ndim > query.ndim for x in arrays)
    if (
        len(leads) > 1
        or wider
        or query.ndim == 2
        or len(query) < 2
        or type(query) is not np.ndarray
    ):
        yield arrays
        return
    scores = math.prod(query.shape[1:-1]) * key.shape[-2]
    count = max(1, BLOCK // max(scores, 1))
    for start in range(0, len(query), count):
        yield [
            x if x is None or x.ndim < query.ndim or len(x) == 1 else x[start : start + count]
            for x in arrays
        ]


def room(like: Array, shape: Shape) -> Array:
    """Memory for a result; with heads in the layout of the query, as PyTorch has it.

    There the heads of a position lie side by side, so that merging them needs no copy.
    """
    return np.empty_like(like, shape=shape, order="K" if len(shape) == like.ndim == 4 else "C")


def unscaled(query: Array, key: Array, mask: Array | None) -> tuple[Array, Array]:
    """The weights before they are divided by the sums of their rows, and these sums."""
    scores = np.matmul(query, np.swapaxes(key, -1, -2).copy())  # (*, L, S); copied for BLAS
    if mask is not None:
        fits = np.broadcast_shapes(scores.shape, mask.shape) == scores.shape
        scores = np.add(scores, mask, out=scores if fits else None)
    x = along(scores, scores.ndim - 1)
    weights = np.empty_like(x)
    total = exponentials(x, weights, nothing=True)
    return weights.reshape(scores.shape), total.reshape(*scores.shape[:-1], 1)


@op
def safe_softmax(input: Array) -> Array:
    """softmax along the last dimension; zeros for a row of -inf."""
    x = along(input, input.ndim - 1)
    result = np.empty_like(x)
    for part, out in blocks(x, result):
        total = exponentials(part, out, nothing=True)
        out *= 1 / total
    return result.reshape(input.shape)


@op(node="BmmBackward0")
def products(a: Array, b: Array) -> Array:
    """Matrix · matrix for every entry of a batch of any shape, which broadcasts."""
    return np.matmul(a, b)


def _rule(
    grad: Any, query: Any, key: Any, value: Any, mask: Any, kept: Any, scale: float, learned: bool
) -> tuple[Any, ...]:
    """All gradients together: they share the weights w and the gradient of the scores.

    With g the gradient of w: w (g - Σ g w) is that of the scores, and so of the mask.
    """
    if (
        kept is None
        and not learned
        and len({tuple(x.shape[:-2]) for x in (grad, query, key, value)}) == 1
    ):
        return (*attention_grad(grad, query, key, value, mask, scale=scale), None, None)
    grad, query, key, value = map(widen, (grad, query, key, value))
    query = query * scale
    scores = products(query, matrix_transpose(key))
    weights = safe_softmax(scores if mask is None else scores + mask)
    by_weights = products(grad, matrix_transpose(value))
    used = weights
    if kept is not None:
        used, by_weights = weights * kept, by_weights * kept
    if by_weights.shape != weights.shape:  # values of a larger batch than queries and keys
        by_weights = sum_to_size(by_weights, size=tuple(weights.shape))
    by_scores = softmax_grad(by_weights, weights, dim=len(weights.shape) - 1)
    by_query = products(by_scores, key) * scale
    by_key = products(matrix_transpose(by_scores), query)
    return by_query, by_key, products(matrix_transpose(used), grad), by_scores, None


def _second(
    grads: Any, grad_output: Any, query: Any, key: Any, value: Any, mask: Any, scale: float
) -> tuple[Any, ...]:
    """The rule of `attention_grad`: of scale · b key, scale · bᵀ query and wᵀ grad_output.

    w are the weights and b = `softmax_grad` of grad_output valueᵀ is the gradient of the scores.
    """
    g, q, k, v = map(widen, (grad_output, query, key, value))
    by_q, by_k, by_v = (x * 0 if a is None else a for a, x in zip(grads, (q, k, v), strict=True))
    q, by_q = q * scale, by_q * scale
    scores = products(q, matrix_transpose(k))
    w = safe_softmax(scores if mask is None else scores + mask)
    by_w = products(g, matrix_transpose(v))
    last = len(w.shape) - 1
    b = softmax_grad(by_w, w, dim=last)
    change = products(by_q, matrix_transpose(k)) + products(q, matrix_transpose(by_k))  # of b
    turn = softmax_grad(change, w, dim=last)  # of by_w
    bend = products(g, matrix_transpose(by_v)) + softmax_second(change, by_w, w, last)  # of w
    bend = softmax_grad(bend, w, dim=last)  # of the scores
    return (
        products(turn, v) + products(w, by_v),
        (products(bend, k) + products(b, by_k)) * scale,
        products(matrix_transpose(bend), q) + products(matrix_transpose(b), by_q),
        products(matrix_transpose(turn), g),
        None,
    )


products.derivative(
    a=lambda grad, b: products(grad, matrix_transpose(b)),
    b=lambda grad, a: products(matrix_transpose(a), grad),
)
safe_softmax.derivative(input=lambda grad, out: softmax_grad(grad, out, dim=len(out.shape) - 1))
attention.derivative(_rule)
attention_grad.derivative(_second)


__all__ = ["attention", "safe_softmax"]
