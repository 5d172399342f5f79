"""Normalisation: bring numbers to a common size."""

from __future__ import annotations

from typing import Any

from ... import ops

Tensor = Any


def normalize(
    input: Tensor, p: float = 2.0, dim: int = 1, eps: float = 1e-12, out: Any = None
) -> Tensor:
    """input / max(‖input‖ₚ, eps) along `dim`. Source: torch.nn.functional.normalize."""
    size = input.norm(p, dim, keepdim=True).clamp_min(eps).expand_as(input)
    return ops.div(input, size, out=out)
