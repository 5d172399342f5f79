"""Tables of vectors: looking rows up, and adding up the rows of a bag.

Looking up and adding at the places looked up are each other's mirror.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ...graph import op
from ..index.getitem import FULL, add_at
from ..reduction.reduce import sum_
from ..shape.views import _unsqueeze

Array = Any
Shape = tuple[int, ...]


@op(saved=("indices", "scale"), node="EmbeddingBackward0")
def lookup(weight: Array, *, indices: Array, scale: Array = None, scaled: bool = False) -> Array:
    """The rows of a table. Shape: (V, D), indices (*) -> (*, D).

    scale: (*), what the gradient of each row found is multiplied by (the rows too, when `scaled`).
    Derivative: `lookup_grad`.
    """
    if weight.flags.c_contiguous:
        rows = np.take(weight, indices, axis=0)  # half the time of weight[indices]
    else:
        rows = weight[indices].copy()  # take would copy the whole weight first
    return rows * scale[..., None].astype(rows.dtype) if scaled and scale is not None else rows


@op(saved=("indices", "scale"), node="EmbeddingDenseBackwardBackward0")
def lookup_grad(grad: Array, *, indices: Array, scale: Array, size: Shape) -> Array:
    """The mirror of `lookup`: a table of zeros, to which every row is added at its place."""
    if scale is not None:
        grad = grad * scale[..., None].astype(grad.dtype)
    result = np.zeros_like(grad, shape=size)
    if indices.size:
        add_at(result, (indices, FULL), grad)
    return result


lookup.derivative(
    weight=lambda grad, indices, scale, weight_shape: lookup_grad(
        grad, indices=indices, scale=scale, size=weight_shape
    )
)
lookup_grad.derivative(
    grad=lambda grad, indices, scale: lookup(grad, indices=indices, scale=scale, scaled=True)
)


@op(saved=("indices", "bags", "scale"), node="EmbeddingBagBackward0")
def bag_sum(
    weight: Array, shares: Array, *, indices: Array, bags: Array, count: int, scale: Array = None
) -> Array:
    """The rows of a table added up by bags, each times its share.

    Shape: (V, D), shares, indices and bags (n) -> (count, D). scale: as in `lookup`.
    Derivative: of the weight, `lookup_grad` of grad · share; of a share, grad · row.
    """
    result = np.zeros_like(weight, shape=(count, weight.shape[1]))
    if indices.size:
        add_at(result, (bags, FULL), weight[indices] * shares[:, None])
    return result


def _weight_rule(
    grad: Any, shares: Any, weight_shape: Shape, indices: Array, bags: Array, scale: Array
) -> Any:
    rows = lookup(grad, indices=bags) * _unsqueeze(shares, dims=(1,))
    return lookup_grad(rows, indices=indices, scale=scale, size=weight_shape)


bag_sum.derivative(
    weight=_weight_rule,
    shares=lambda grad, weight, indices, bags: sum_(
        lookup(grad, indices=bags) * lookup(weight, indices=indices), dims=(1,)
    ),
)


__all__ = ["bag_sum", "lookup"]
