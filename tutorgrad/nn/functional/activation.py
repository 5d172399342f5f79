"""Activations."""

from __future__ import annotations

import warnings
from typing import Any

from ... import ops
from ...inplace import inplace as in_place
from ...ops.nn import activation

Tensor = Any


def relu(input: Tensor, inplace: bool = False) -> Tensor:
    """max(input, 0). Source: torch.nn.functional.relu."""
    return _relu_(input) if inplace else ops.relu(input)


def sigmoid(input: Tensor) -> Tensor:
    """1 / (1 + exp(-input)). Source: torch.nn.functional.sigmoid."""
    return ops.sigmoid(input)


def tanh(input: Tensor) -> Tensor:
    """The hyperbolic tangent. Source: torch.nn.functional.tanh."""
    return ops.tanh(input)


def leaky_relu(input: Tensor, negative_slope: float = 0.01, inplace: bool = False) -> Tensor:
    """input where positive, else negative_slope · input. Source: torch.nn.functional.leaky_relu."""
    chosen = _leaky_relu_ if inplace else activation.leaky_relu
    return chosen(input, negative_slope=negative_slope, inplace=inplace)


def elu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """input where positive, else alpha (exp(input) - 1). Source: torch.nn.functional.elu."""
    return (_elu_ if inplace else activation.elu)(input, alpha=alpha, inplace=inplace)


def silu(input: Tensor, inplace: bool = False) -> Tensor:
    """input · sigmoid(input). Source: torch.nn.functional.silu."""
    return (_silu_ if inplace else activation.silu)(input)


def softplus(input: Tensor, beta: float = 1.0, threshold: float = 20.0) -> Tensor:
    """log(1 + exp(beta input)) / beta. Source: torch.nn.functional.softplus."""
    return activation.softplus(input, beta=beta, threshold=threshold)


_relu_ = in_place(ops.relu)
_leaky_relu_ = in_place(activation.leaky_relu)
_elu_ = in_place(activation.elu)
_silu_ = in_place(activation.silu)


def softmax(
    input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None
) -> Tensor:
    """exp(x) / sum(exp(x)) along `dim`. Warns when `dim` is left out.

    Source: torch.nn.functional.softmax.
    """
    return ops.softmax(input, _chosen_dim("softmax", input, dim), dtype)


def log_softmax(
    input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None
) -> Tensor:
    """log(softmax(x)) along `dim`. Warns when `dim` is left out.

    Source: torch.nn.functional.log_softmax.
    """
    return ops.log_softmax(input, _chosen_dim("log_softmax", input, dim), dtype)


def _chosen_dim(name: str, input: Tensor, dim: int | None) -> int:
    if dim is None:
        warnings.warn(
            f"Implicit dimension choice for {name} has been deprecated. Change the call to include "
            "dim=X as an argument.",
            stacklevel=3,
        )
        return 0 if input.dim() in (0, 1, 3) else 1
    return dim


def normalize(
    input: Tensor, p: float = 2.0, dim: int = 1, eps: float = 1e-12, out: Any = None
) -> Tensor:
    """input / max(‖input‖ₚ, eps) along `dim`. Source: torch.nn.functional.normalize."""
    size = input.norm(p, dim, keepdim=True).clamp_min(eps).expand_as(input)
    return ops.div(input, size, out=out)
