"""Scaled dot-product attention as one operation.

    weights = softmax(scale · query keyᵀ + mask)        out = (weights · kept) value

Every query asks all keys; the answer mixes their values by how well they fit. The weights are not
kept for the way back but computed again, as in [2]: they would be the largest array of all.

Sources
  [1] A. Vaswani et al.: "Attention is all you need", 2017, arXiv:1706.03762.
  [2] T. Dao et al.: "FlashAttention", 2022, arXiv:2205.14135.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ...backend import blocks
from ...graph import op
from ..broadcast import sum_to_size
from ..elementwise.functions import narrow, widen
from ..shape.views import matrix_transpose
from .softmax import along, softmax_grad, sums, tops

Array = Any


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
    query: Array, key: Array, value: Array, mask: Array | None, kept: Array | None, *, scale: float
) -> Array:
    """softmax(scale · query keyᵀ + mask) value, the weights times `kept` (dropout) in between.

    Shape: (*, L, E), (*, S, E), (*, S, V), mask and kept broadcast to (*, L, S) -> (*, L, V).
    A query that may look at nothing (a row of -inf) gives zeros.
    Derivative: through softmax, w (g - Σ g w); see `_rule`.
    """
    q, k, v = widen(query), widen(key), widen(value)
    scores = np.matmul(q * scale, np.swapaxes(k, -1, -2))  # (*, L, S)
    if mask is not None:
        scores = scores + mask
    weights = safe_softmax.forward(scores)
    if kept is not None:
        weights *= kept
    return narrow(np.matmul(weights, v), query)


@op
def safe_softmax(input: Array) -> Array:
    """softmax along the last dimension; zeros for a row of -inf."""
    x = along(input, input.ndim - 1)
    result = np.empty_like(x)
    for part, out in blocks(x, result):
        top = tops(part)
        np.subtract(part, np.where(top == -np.inf, 0, top), out=out)
        np.exp(out, out=out)
        total = sums(out)
        out *= 1 / np.where(total == 0, 1, total)
    return result.reshape(input.shape)


@op(node="BmmBackward0")
def products(a: Array, b: Array) -> Array:
    """Matrix · matrix for every entry of a batch of any shape, which broadcasts."""
    return np.matmul(a, b)


def _rule(
    grad: Any, query: Any, key: Any, value: Any, mask: Any, kept: Any, scale: float
) -> tuple[Any, ...]:
    """All gradients together: they share the weights w and the gradient of the scores.

    With g the gradient of w: w (g - Σ g w) is that of the scores, and so of the mask.
    """
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


products.derivative(
    a=lambda grad, b: products(grad, matrix_transpose(b)),
    b=lambda grad, a: products(matrix_transpose(a), grad),
)
safe_softmax.derivative(input=lambda grad, out: softmax_grad(grad, out, dim=len(out.shape) - 1))
attention.derivative(_rule)


__all__ = ["attention", "safe_softmax"]
