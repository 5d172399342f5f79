"""`torch.nn.functional`: layers and losses as plain functions, without parameters of their own."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from .. import dtypes, errors, ops, sampling
from ..backend import place_of
from ..factory import drawn_like
from ..inplace import inplace as in_place
from ..nodes import Value
from ..ops import activation
from ..ops.activation import gelu, logsigmoid
from .loss import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    cross_entropy,
    l1_loss,
    mse_loss,
    nll_loss,
)

Tensor = Any

# ------------------------------------------------------------------------------ linear maps


def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """input weightᵀ + bias.

    Shape: (*, in), (out, in), (out) -> (*, out); a weight (in) gives (*).
    Raises RuntimeError when the shapes or dtypes do not go together.
    Source: torch.nn.functional.linear.
    """
    for position, (name, value) in enumerate((("input", input), ("weight", weight)), 1):
        if not isinstance(value, Value):
            raise errors.not_a_tensor("linear", name, position, value)
    dims = input.dim(), weight.dim()
    if min(dims) == 0:
        raise RuntimeError(
            f"both arguments to linear need to be at least 1D, but they are {dims[0]}D and "
            f"{dims[1]}D"
        )
    if bias is None:
        return ops.matmul(input, weight.t())
    if dims[0] == 2:
        return ops.addmm(bias, input, weight.t())
    rows = input.reshape(-1, input.shape[-1])  # (*, in) -> (rows, in)
    result = ops.addmm(bias, rows, weight.t())  # (rows, out)
    return result.view(*input.shape[:-1], result.shape[1])


def one_hot(tensor: Tensor, num_classes: int = -1) -> Tensor:
    """Rows of zeros with a 1 at the class: shape (*) -> (*, num_classes), int64.

    num_classes: -1 takes the largest class + 1. Raises RuntimeError for a tensor that is not
    int64 or a class that does not fit.   Source: torch.nn.functional.one_hot.
    """
    if tensor.dtype is not dtypes.int64:
        raise RuntimeError("one_hot is only applicable to index tensor of type LongTensor.")
    if tensor.numel() == 0:
        if num_classes <= 0:
            raise RuntimeError("Can not infer total number of classes from empty tensor.")
    elif bool(tensor.min() < 0):
        raise RuntimeError("Class values must be non-negative.")
    elif num_classes == -1:
        num_classes = int(tensor.max()) + 1
    elif bool(tensor.max() >= num_classes):
        raise RuntimeError("Class values must be smaller than num_classes.")
    result = tensor.new_zeros(*tensor.shape, num_classes)
    return result.scatter_(-1, tensor.unsqueeze(-1), 1)


# ------------------------------------------------------------------------------- activations


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


# ----------------------------------------------------------------------------------- dropout


def dropout(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """In training: zero each element with probability p and divide the others by 1 - p.

    The expectation stays the same, so nothing is done outside training.
    Raises ValueError unless 0 <= p <= 1.
    Source: torch.nn.functional.dropout; N. Srivastava et al.: "Dropout", JMLR 15 (2014) 1929-1958.
    """
    if not 0.0 <= p <= 1.0:
        raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
    if not isinstance(input, Value):
        raise errors.not_a_tensor("dropout", "input", 1, input)
    tensor: Tensor = input
    if not training or p == 0 or tensor.numel() == 0:
        return tensor
    mask = tensor.detach().wrap(_dropout_mask(tensor, p), None)
    return tensor.mul_(mask) if inplace else tensor * mask


def _dropout_mask(input: Tensor, p: float) -> Any:
    """0 with probability p, else 1 / (1 - p), drawn in the memory order of the input."""
    array = input.array
    if p == 1:
        return np.zeros_like(array)
    if array.dtype.kind != "f":
        raise RuntimeError(
            f"result type Float can't be cast to the desired output type {input.dtype.scalar_name}"
        )
    home = place_of(array)
    return drawn_like(
        array, home, lambda shape: sampling.dropout_mask(home.generator, shape, p, array.dtype)
    )


__all__ = [
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "cross_entropy",
    "dropout",
    "elu",
    "gelu",
    "l1_loss",
    "leaky_relu",
    "linear",
    "log_softmax",
    "logsigmoid",
    "mse_loss",
    "nll_loss",
    "normalize",
    "one_hot",
    "relu",
    "sigmoid",
    "silu",
    "softmax",
    "softplus",
    "tanh",
]
