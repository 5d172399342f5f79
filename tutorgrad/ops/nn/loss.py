"""Losses: how far a prediction is from its target, as one number.

`reduction` says what becomes of the losses of the elements: their "mean", their "sum", or "none"
(all of them). The wrappers in `nn.functional` check the arguments.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ... import dtypes
from ...graph import op
from ..elementwise.compare import check_floating, not_implemented
from ..elementwise.corners import clamp_min
from ..elementwise.functions import log, narrow, sigmoid, widen
from ..reduction.extremes import everywhere

Array = Any
Shape = tuple[int, ...]

# ----------------------------------------------------------------------------- squared error


@op(promote="common")
def mse_loss(input: Array, target: Array, *, reduction: str = "mean") -> Array:
    """(input - target)².

    Shape: (*), (*) -> () or (*), floating dtype.   Derivative: 2 (input - target), and minus it.
    Source: torch.nn.functional.mse_loss.
    """
    if input.dtype.kind != "f":
        raise not_implemented("mse_cpu", input)
    difference = widen(input) - widen(target)
    return narrow(reduced(difference * difference, reduction), input)


mse_loss.derivative(
    input=lambda grad, input, target, input_shape, reduction: (
        2 * share(reduction, input_shape) * (input - target) * grad
    ),
    target=lambda grad, input, target, input_shape, reduction: (
        2 * share(reduction, input_shape) * (target - input) * grad
    ),
)

# ------------------------------------------------------------------- negative log-likelihood


@op(node=lambda input, *_, **__: f"NllLoss{'2D' if input.array.ndim == 4 else ''}Backward0")
def nll_loss(
    input: Array,
    target: Array,
    weight: Array = None,
    *,
    reduction: str = "mean",
    ignore_index: int = -100,
) -> Array:
    """Minus the log-probability of the target class, times the weight of that class.

    Shape: (N, C), (N) -> () or (N); (C), () -> (); (N, C, d1, ...), (N, d1, ...) -> () or
    (N, d1, ...). `mean` divides by the sum of the weights; targets equal to `ignore_index` count
    nothing. Raises IndexError for a target that is no class.
    Derivative: minus the weight at the target's place.   Source: torch.nn.functional.nll_loss.
    """
    check_floating("nll_loss_out_frame", input)
    place, weights = _targets(input, target, weight, ignore_index)
    losses = -input[place]
    if weights is not None:
        losses = np.where(weights == 0, 0, losses * weights)
    if reduction == "mean":
        parts = losses.size if weights is None else np.add.reduce(weights, axis=None)
        return np.add.reduce(losses, axis=None) / parts
    return reduced(losses, reduction)


@op
def nll_loss_grad(
    grad: Array,
    target: Array,
    weight: Array = None,
    *,
    size: Shape,
    reduction: str,
    ignore_index: int,
) -> Array:
    """The mirror of `nll_loss`: minus the weights at the targets' places, zeros elsewhere."""
    result = np.zeros_like(grad, shape=size)
    place, weights = _targets(result, target, weight, ignore_index)
    if weights is None:
        result[place] = -grad / target.size if reduction == "mean" else -grad
    else:
        counts = weights != 0
        if reduction == "mean":
            weights = weights / np.sum(weights)
        result[place] = np.where(counts, -weights * grad, 0)  # 0 also where all are ignored
    return result


nll_loss.derivative(
    input=lambda grad, target, weight, input_shape, reduction, ignore_index: nll_loss_grad(
        grad, target, weight, size=input_shape, reduction=reduction, ignore_index=ignore_index
    )
)
nll_loss_grad.derivative(
    grad=lambda grad, target, weight, reduction, ignore_index: nll_loss(
        grad, target, weight, reduction=reduction, ignore_index=ignore_index
    )
)


def _targets(
    input: Array, target: Array, weight: Array, ignore_index: int
) -> tuple[tuple[Array, ...], Array]:
    """Where in the input the targets' numbers stand (a key), and the targets' weights.

    Ignored targets have weight 0 at class 0; the weights are None when all are 1.
    """
    at = 0 if input.ndim == 1 else 1
    classes = target.astype(np.int64, copy=False)
    weights = None
    if input.ndim == 1:
        classes = classes.reshape(())
    if weight is not None or not _plain(classes, input.shape[at], ignore_index):
        counts = classes != ignore_index
        classes = np.where(counts, classes, 0)
        outside = (classes < 0) | (classes >= input.shape[at])
        if bool(outside.any()):
            raise IndexError(f"Target {int(classes[outside][0])} is out of bounds.")
        weights = counts if weight is None else np.where(counts, weight[classes], 0)
        weights = weights.astype(input.dtype)
    return everywhere(classes, at, keepdim=False), weights


def _plain(classes: Array, count: int, ignore_index: int) -> bool:
    """Are all targets classes, and none of them ignored? One look: as unsigned, -1 is huge."""
    if not classes.size or 0 <= ignore_index < count:
        return False
    return int(classes.view(np.uint64).max()) < count


# --------------------------------------------------------------------------- binary classes


@op
def binary_cross_entropy(
    input: Array, target: Array, weight: Array = None, *, reduction: str = "mean"
) -> Array:
    """-w (target log(input) + (1 - target) log(1 - input)); logarithms stop at -100.

    Shape: (*), (*), broadcastable -> () or (*), floating dtype.
    Raises RuntimeError unless every input and target lies in [0, 1].
    Derivative: w (input - target) / (input (1 - input)).
    Source: torch.nn.functional.binary_cross_entropy.
    """
    check_floating("binary_cross_entropy", input)
    for name, array in (("input", input), ("target", target)):
        if array.dtype != input.dtype:
            found, wanted = dtypes.of_array(array), dtypes.of_array(input)
            raise RuntimeError(f"Found dtype {found.scalar_name} but expected {wanted.scalar_name}")
        if not bool(((array >= 0) & (array <= 1)).all()):
            raise RuntimeError(f"all elements of {name} should be between 0 and 1")
    losses = (target - 1) * np.maximum(np.log1p(-input), -100)
    losses -= target * np.maximum(np.log(input), -100)
    return reduced(losses if weight is None else losses * weight, reduction)


@op(promote="common", node="BinaryCrossEntropyWithLogitsBackward0")
def bce_with_logits(
    input: Array,
    target: Array,
    weight: Array = None,
    pos_weight: Array = None,
    *,
    reduction: str = "mean",
) -> Array:
    """`binary_cross_entropy` of sigmoid(input), without overflow for any input.

    Shape: (*), (*), broadcastable -> () or (*). pos_weight multiplies the part of target 1.
    Derivative: w (sigmoid(input) - target).
    Source: torch.nn.functional.binary_cross_entropy_with_logits.
    """
    check_floating("log_sigmoid_cpu", input)
    log_sigmoid = np.minimum(input, 0) - np.log1p(np.exp(-np.abs(input)))
    if pos_weight is None:
        losses = (1 - target) * input - log_sigmoid
    else:
        losses = (1 - target) * input - ((pos_weight - 1) * target + 1) * log_sigmoid
    return reduced(losses if weight is None else losses * weight, reduction)


def _weighted(grad: Any, weight: Any, reduction: str, shape: Shape) -> Any:
    grad = grad * share(reduction, shape)
    return grad if weight is None else grad * weight


def _bce_input_rule(
    grad: Any, input: Any, target: Any, weight: Any, input_shape: Shape, reduction: str
) -> Any:
    spread = clamp_min(input * (1 - input), 1e-12)
    return _weighted(grad, weight, reduction, input_shape) * (input - target) / spread


def _bce_target_rule(grad: Any, input: Any, weight: Any, input_shape: Shape, reduction: str) -> Any:
    logit = clamp_min(log(1 - input), -100) - clamp_min(log(input), -100)
    return _weighted(grad, weight, reduction, input_shape) * logit


def _logits_input_rule(
    grad: Any, input: Any, target: Any, weight: Any, pos_weight: Any, input_shape: Shape,
    reduction: str,
) -> Any:  # fmt: skip
    grad = _weighted(grad, weight, reduction, input_shape)
    if pos_weight is None:
        return grad * (sigmoid(input) - target)
    positive = pos_weight * target
    return grad * ((positive + 1 - target) * sigmoid(input) - positive)


def _logits_target_rule(
    grad: Any, input: Any, weight: Any, pos_weight: Any, input_shape: Shape, reduction: str
) -> Any:
    grad = _weighted(grad, weight, reduction, input_shape)
    if pos_weight is None:
        return -grad * input
    return grad * (log(sigmoid(-input)) - pos_weight * log(sigmoid(input)))


binary_cross_entropy.derivative(input=_bce_input_rule, target=_bce_target_rule)
bce_with_logits.derivative(input=_logits_input_rule, target=_logits_target_rule)

# ------------------------------------------------------------------------------------- mean


@op(node="DivBackward1")
def average(input: Array, *, count: float) -> Array:
    """A sum divided by a number of samples. Shape: (*) -> (*).   Derivative: 1 / count."""
    return input / count


average.derivative(input=lambda grad, count: average(grad, count=count))

# ---------------------------------------------------------------------------------- helpers


def reduced(losses: Array, reduction: str) -> Array:
    """The mean or the sum of the losses, or the losses themselves."""
    if reduction == "mean":
        return np.sum(losses) / losses.size if losses.size else np.sum(losses) * np.nan
    return np.add.reduce(losses, axis=None) if reduction == "sum" else losses


def share(reduction: str, shape: Shape) -> float:
    """How much one element's loss counts in the reduced loss."""
    return 1 / max(math.prod(shape), 1) if reduction == "mean" else 1.0


__all__ = ["average", "bce_with_logits", "binary_cross_entropy", "mse_loss", "nll_loss"]
