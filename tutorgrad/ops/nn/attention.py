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

from ...graph import op
from ..elementwise.functions import narrow, widen
from ..linalg.products import matmul
from ..reduction.reduce import sum_
from ..shape.views import matrix_transpose

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
    weights = safe_softmax.forward(scores if mask is None else scores + mask)
    return narrow(np.matmul(weights if kept is None else weights * kept, v), query)


@op
def safe_softmax(input: Array) -> Array:
    """softmax along the last dimension; zeros for a row of -inf."""
    top = np.max(input, axis=-1, keepdims=True) if input.shape[-1] else 0
    power = np.exp(input - np.where(top == -np.inf, 0, top))
    total = np.sum(power, axis=-1, keepdims=True)
    return power / np.where(total == 0, 1, total)


def _softmax_rule(grad: Any, out: Any) -> Any:
    return out * (grad - sum_(grad * out, dims=(-1,), keepdim=True))


def _rule(
    grad: Any, query: Any, key: Any, value: Any, mask: Any, kept: Any, scale: float
) -> tuple[Any, ...]:
    """All gradients together: they share the weights w and the gradient of the scores.

    With g the gradient of w: w (g - Σ g w) is that of the scores, and so of the mask.
    """
    grad, query, key, value = map(widen, (grad, query, key, value))
    scores = matmul(query * scale, matrix_transpose(key))
    weights = safe_softmax(scores if mask is None else scores + mask)
    by_weights = matmul(grad, matrix_transpose(value))
    used = weights
    if kept is not None:
        used, by_weights = weights * kept, by_weights * kept
    by_scores = _softmax_rule(by_weights, weights)
    by_query = matmul(by_scores, key) * scale
    by_key = matmul(matrix_transpose(by_scores), query) * scale
    return by_query, by_key, matmul(matrix_transpose(used), grad), by_scores, None


safe_softmax.derivative(input=_softmax_rule)
attention.derivative(_rule)


__all__ = ["attention", "safe_softmax"]
