"""Losses with a bend or a margin: what is close enough to its target counts less, or nothing."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import dtypes
from ...backend import place_of
from ...graph import op
from ..elementwise.compare import not_implemented
from ..elementwise.corners import clamp_, clamp_min
from ..elementwise.functions import narrow, sigmoid, widen
from ..reduction.reduce import sum_
from ..shape.views import _unsqueeze
from .loss import Shape, reduced, share

Array = Any

# ------------------------------------------------- squares near the target, straight beyond it


@op(promote="common")
def smooth_l1_loss(input: Array, target: Array, *, beta: float, reduction: str = "mean") -> Array:
    """d² / (2 beta) where d = |input - target| is below beta, d - beta / 2 beyond.

    Shape: (*), (*) -> () or (*), floating dtype.
    Derivative: (input - target) / beta, kept between -1 and 1, and minus it.
    Source: torch.nn.functional.smooth_l1_loss; R. Girshick: "Fast R-CNN", 2015, arXiv:1504.08083.
    """
    return narrow(reduced(_bent("smooth_l1_cpu", input, target, beta), reduction), input)


@op(promote="common")
def huber_loss(input: Array, target: Array, *, delta: float, reduction: str = "mean") -> Array:
    """delta times `smooth_l1_loss` of beta = delta: d² / 2, then delta (d - delta / 2).

    Shape: (*), (*) -> () or (*), floating dtype.
    Derivative: input - target, kept between -delta and delta, and minus it.
    Source: torch.nn.functional.huber_loss; P. Huber: "Robust estimation of a location parameter",
    Annals of Mathematical Statistics 35 (1964) 73-101.
    """
    return narrow(delta * reduced(_bent("huber_cpu", input, target, delta), reduction), input)


def _bent(kernel: str, input: Array, target: Array, corner: float) -> Array:
    if input.dtype.kind != "f":
        raise not_implemented(kernel, input)
    distance = np.abs(widen(input) - widen(target))
    return np.where(distance < corner, 0.5 * distance * distance / corner, distance - 0.5 * corner)


def _smooth_rule(
    grad: Any, input: Any, target: Any, input_shape: Shape, reduction: str, beta: float
) -> Any:
    return share(reduction, input_shape) * clamp_((input - target) / beta, -1.0, 1.0) * grad


def _huber_rule(
    grad: Any, input: Any, target: Any, input_shape: Shape, reduction: str, delta: float
) -> Any:
    return share(reduction, input_shape) * clamp_(input - target, -delta, delta) * grad


smooth_l1_loss.derivative(
    input=_smooth_rule,
    target=lambda grad, input, target, input_shape, reduction, beta: _smooth_rule(
        grad, target, input, input_shape, reduction, beta
    ),
)
huber_loss.derivative(
    input=_huber_rule,
    target=lambda grad, input, target, input_shape, reduction, delta: _huber_rule(
        grad, target, input, input_shape, reduction, delta
    ),
)

# ----------------------------------------------------------------------------------- margins


@op
def soft_margin_loss(input: Array, target: Array, *, reduction: str = "mean") -> Array:
    """log(1 + exp(-target · input)), for targets 1 and -1.

    Shape: (*), (*) -> () or (*), floating dtype.
    Derivative: -target · sigmoid(-target · input).
    Source: torch.nn.functional.soft_margin_loss.
    """
    if input.dtype.kind != "f":
        kind = dtypes.of_array(input).scalar_name
        raise RuntimeError(f"result type Float can't be cast to the desired output type {kind}")
    return reduced(np.log1p(np.exp(-target * input)), reduction).astype(input.dtype, copy=False)


soft_margin_loss.derivative(
    input=lambda grad, input, target, input_shape, reduction: (
        -target * sigmoid(-target * input) * grad * share(reduction, input_shape)
    )
)


@op(node=lambda *inputs, name, **_: f"{name}Backward0")
def pair_margin(
    input: Array,
    wanted: Array,
    others: Array,
    *,
    name: str,
    size: Shape,
    p: int = 1,
    margin: float = 1.0,
    reduction: str = "mean",
) -> Array:
    """sum over the pairs (j, i) of wantedⱼ othersᵢ max(0, margin - inputⱼ + inputᵢ)ᵖ.

    The score of every wanted class should be above that of every other class, by the margin.
    Shape: (N, C) three times -> () or `size` (N numbers), floating dtype. name: for the node.
    Derivative: of each pair, p max(0, ...)ᵖ⁻¹ to input i and minus it to input j; 0 at the corner.
    """
    gap = np.maximum(margin - input[:, :, None] + input[:, None, :], 0)  # (N, wanted, others)
    losses = np.sum(gap**p * wanted[:, :, None] * others[:, None, :], axis=(1, 2))
    return reduced(losses.reshape(size), reduction)


def _pair_rule(
    grad: Any, input: Any, wanted: Any, others: Any, input_shape: Shape, size: Shape, p: int,
    margin: float, reduction: str,
) -> Any:  # fmt: skip
    columns = [_unsqueeze(x, dims=(2,)) for x in (input, wanted)]
    rows = [_unsqueeze(x, dims=(1,)) for x in (input, others)]
    gap = clamp_min(margin - columns[0] + rows[0], 0.0)
    slope = 2 * gap if p == 2 else gap > 0
    grad = _unsqueeze(grad, dims=(1, 2)) if reduction == "none" and size else grad
    flow = columns[1] * rows[1] * slope * grad * share(reduction, input_shape[:1])
    return sum_(flow, dims=(1,)) - sum_(flow, dims=(2,))


pair_margin.derivative(input=_pair_rule)


def counted(target: Array, classes: int, like: Array) -> Array:
    """How often each class stands in a row of targets, up to the first negative one.

    Shape: (N, K) -> (N, classes), the dtype of `like`.
    """
    every = place_of(target).xp.arange(classes)
    counts = np.cumsum(target < 0, axis=1) == 0  # (N, K)
    found = (target[:, :, None] == every) & counts[:, :, None]  # (N, K, classes)
    return np.sum(found, axis=1).astype(like.dtype)


__all__ = ["counted", "huber_loss", "pair_margin", "smooth_l1_loss", "soft_margin_loss"]
