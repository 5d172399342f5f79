"""Distances and similarities of vectors."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import errors, ops
from ...autograd import no_grad
from ...creation import as_tensor
from ...nodes import Value
from ...ops.elementwise.compare import not_implemented
from ...ops.reduction.norm import norm_
from ...queries import result_type

Tensor = Any


def pairwise_distance(
    x1: Tensor, x2: Tensor, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False
) -> Tensor:
    """‖x1 - x2 + eps‖ₚ along the last dimension.

    Shape: (N, D) or (D), twice -> (N) or (), with a 1 at the end under keepdim.
    Source: torch.nn.functional.pairwise_distance.
    """
    for position, (name, value) in enumerate((("x1", x1), ("x2", x2)), 1):
        if not isinstance(value, Value):
            raise errors.not_a_tensor("pairwise_distance", name, position, value)
    apart = x1 - x2 + eps
    return norm_(apart, p=float(p), dims=(apart.dim() - 1,), keepdim=keepdim, name="NormBackward1")


def cosine_similarity(x1: Tensor, x2: Tensor, dim: int = 1, eps: float = 1e-8) -> Tensor:
    """x1 · x2 / (max(‖x1‖, eps) max(‖x2‖, eps)) along `dim`: the cosine of the angle.

    Shape: two that broadcast -> without `dim`. Raises RuntimeError for integers.
    Source: torch.nn.functional.cosine_similarity.
    """
    for position, (name, value) in enumerate((("x1", x1), ("x2", x2)), 1):
        if not isinstance(value, Value):
            raise errors.not_a_tensor("cosine_similarity", name, position, value)
    common = result_type(x1, x2)
    if not common.is_floating_point:
        raise RuntimeError(
            f"expected common dtype to be floating point, yet common dtype is {common.scalar_name}"
        )
    x1, x2 = ops.broadcast_tensors(x1.to(common), x2.to(common))
    return (_unit(x1, dim, eps) * _unit(x2, dim, eps)).sum(dim)


def _unit(x: Tensor, dim: int, eps: float) -> Tensor:
    """The vectors brought to length 1. The bound is no part of the derivative."""
    size = x.norm(2, dim, keepdim=True).clone()
    with no_grad():
        size.clamp_(min=eps)
    return x / size


def pdist(input: Tensor, p: float = 2.0) -> Tensor:
    """The distance of every two rows: (0, 1), (0, 2), ..., (1, 2), ...

    Shape: (N, D) -> (N (N - 1) / 2), floating dtype. Raises RuntimeError for other shapes.
    Source: torch.nn.functional.pdist.
    """
    if not isinstance(input, Value):
        raise errors.not_a_tensor("pdist", "input", 1, input)
    tensor: Tensor = input
    if tensor.dim() != 2:
        raise RuntimeError(f"pdist only supports 2D tensors, got: {tensor.dim()}D")
    if tensor.array.dtype.kind != "f":
        raise RuntimeError("pdist only supports floating-point dtypes")
    if p < 0:
        raise RuntimeError("pdist only supports non-negative p values")
    if tensor.array.dtype == np.float16:
        raise not_implemented("pdist", tensor.array)
    rows = np.triu_indices(tensor.shape[0], 1)
    first, second = (tensor.index_select(0, as_tensor(i, device=tensor.device)) for i in rows)
    return norm_(first - second, p=float(p), dims=(1,), name="PdistBackward0")
