"""Losses with a margin: what is right by more than the margin costs nothing.

`reduction` is "mean", "sum" or "none" (one loss per element or sample).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ... import ops
from ...dtypes import bool as bool_
from ...dtypes import float32, float64, int64
from ...ops.arguments import check_tensors
from ...ops.elementwise.compare import not_implemented
from ...ops.nn import margin as margins
from ...ops.nn.activation import logsigmoid
from .distance import pairwise_distance
from .loss import _reduce, checked_reduction, known

Tensor = Any


def soft_margin_loss(
    input: Tensor, target: Tensor, size_average: Any = None, reduce: Any = None,
    reduction: str = "mean",
) -> Tensor:  # fmt: skip
    """log(1 + exp(-target · input)), for targets 1 and -1.

    Shape: (*), (*) -> () or (*).   Source: torch.nn.functional.soft_margin_loss.
    """
    reduction = known(checked_reduction(reduction, size_average, reduce))
    check_tensors("soft_margin_loss", input=input, target=target)
    if input.dtype is bool_:
        ops.neg(input)  # which says why there is no minus of bools
    if target.dtype is bool_:
        target = target.to(input.dtype)
    if input.shape != target.shape:
        target = ops.broadcast_tensors(input, target)[1]
        if input.shape != target.shape:
            raise RuntimeError(
                f"output with shape {list(input.shape)} doesn't match the broadcast shape "
                f"{list(target.shape)}"
            )
    return margins.soft_margin_loss(input, target, reduction=reduction)


def hinge_embedding_loss(
    input: Tensor, target: Tensor, margin: float = 1.0, size_average: Any = None,
    reduce: Any = None, reduction: str = "mean",
) -> Tensor:  # fmt: skip
    """A distance, where the target is 1; max(0, margin - distance), where it is -1.

    Shape: (*), (*) -> () or (*).   Source: torch.nn.functional.hinge_embedding_loss.
    """
    reduction = known(checked_reduction(reduction, size_average, reduce))
    check_tensors("hinge_embedding_loss", input=input, target=target)
    within = (input.new_full((), margin) - input).clamp_min(0)
    far = ops.where(target != 1, within, 0)
    near = ops.where(target != -1, input, 0)
    return _reduce(far + near, reduction)


def margin_ranking_loss(
    input1: Tensor, input2: Tensor, target: Tensor, margin: float = 0, size_average: Any = None,
    reduce: Any = None, reduction: str = "mean",
) -> Tensor:  # fmt: skip
    """max(0, margin - target (input1 - input2)): which of two should be the larger.

    Shape: (*) three times -> () or (*). Raises RuntimeError for different numbers of dimensions.
    Source: torch.nn.functional.margin_ranking_loss.
    """
    reduction = known(checked_reduction(reduction, size_average, reduce))
    if input1.dim() != input2.dim() or input1.dim() != target.dim():
        raise RuntimeError(
            "margin_ranking_loss : All input tensors should have same dimension but got sizes: "
            f"input1: {input1.size()}, input2: {input2.size()}, target: {target.size()} "
        )
    apart = input1 - input2
    return _reduce((-target * apart + float(margin)).clamp_min(0), reduction)


def cosine_embedding_loss(
    input1: Tensor, input2: Tensor, target: Tensor, margin: float = 0, size_average: Any = None,
    reduce: Any = None, reduction: str = "mean",
) -> Tensor:  # fmt: skip
    """1 - cos(input1, input2), where the target is 1; max(0, cos - margin), where it is -1.

    Shape: (N, D), (N, D), (N) -> () or (N); (D), (D), () -> (). Raises RuntimeError for others.
    Source: torch.nn.functional.cosine_embedding_loss.
    """
    reduction = known(checked_reduction(reduction, size_average, reduce))
    check_tensors("cosine_embedding_loss", input1=input1, input2=input2, target=target)
    dim = target.dim()
    if dim > 1:
        raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
    if not input1.dim() == input2.dim() == dim + 1:
        raise RuntimeError(
            f"{dim}D target tensor expects {dim + 1}D input tensors, but found inputs with sizes "
            f"{list(input1.shape)} and {list(input2.shape)}."
        )
    dot, one, two = (
        (x * y).sum(dim) for x, y in ((input1, input2), (input1, input1), (input2, input2))
    )
    cosine = dot / ((one + 1e-12) * (two + 1e-12)).sqrt()
    near = ops.where(target == 1, 1 - cosine, 0)
    far = ops.where(target == -1, (cosine - margin).clamp_min(0), 0)
    return _reduce(near + far, reduction)


def triplet_margin_loss(
    anchor: Tensor, positive: Tensor, negative: Tensor, margin: float = 1.0, p: float = 2,
    eps: float = 1e-6, swap: bool = False, size_average: Any = None, reduce: Any = None,
    reduction: str = "mean",
) -> Tensor:  # fmt: skip
    """max(0, margin + ‖anchor - positive‖ - ‖anchor - negative‖): near to one, far from another.

    swap: take ‖positive - negative‖ for the second distance, where that is smaller.
    Shape: (N, D) or (D), three times -> () or (N). Raises ValueError unless margin > 0.
    Source: torch.nn.functional.triplet_margin_loss.
    """
    check_tensors("triplet_margin_loss", anchor=anchor, positive=positive, negative=negative)
    return triplet_margin_with_distance_loss(
        anchor, positive, negative, margin=margin, swap=swap,
        distance_function=lambda x, y: pairwise_distance(x, y, p, eps),
        reduction=checked_reduction(reduction, size_average, reduce),
    )  # fmt: skip


def triplet_margin_with_distance_loss(
    anchor: Tensor, positive: Tensor, negative: Tensor, *,
    distance_function: Callable[[Tensor, Tensor], Tensor] | None = None, margin: float = 1.0,
    swap: bool = False, reduction: str = "mean",
) -> Tensor:  # fmt: skip
    """`triplet_margin_loss` with a distance of one's own.

    Source: torch.nn.functional.triplet_margin_with_distance_loss.
    """
    known(reduction)
    if margin <= 0:
        raise ValueError(f"margin must be greater than 0, got {margin}")
    dims = anchor.ndim, positive.ndim, negative.ndim
    if len(set(dims)) > 1:
        raise RuntimeError(
            "The anchor, positive, and negative tensors are expected to have the same number of "
            f"dimensions, but got: anchor {dims[0]}D, positive {dims[1]}D, and negative "
            f"{dims[2]}D inputs"
        )
    distance = distance_function or pairwise_distance
    near, far = distance(anchor, positive), distance(anchor, negative)
    if swap:
        far = ops.minimum(far, distance(positive, negative))
    return _reduce((margin + near - far).clamp_min(0), reduction)


def multi_margin_loss(
    input: Tensor, target: Tensor, p: int = 1, margin: float = 1.0, weight: Tensor | None = None,
    size_average: Any = None, reduce: Any = None, reduction: str = "mean",
) -> Tensor:  # fmt: skip
    """sum over the other classes i of max(0, margin - input_target + inputᵢ)ᵖ, divided by C.

    Shape: (N, C), (N) -> () or (N); (C), () -> (). weight: (C), one per class.
    Raises ValueError or RuntimeError for arguments that do not fit.
    Source: torch.nn.functional.multi_margin_loss.
    """
    reduction = known(checked_reduction(reduction, size_average, reduce))
    if p not in (1, 2):
        raise ValueError("only p == 1 and p == 2 supported")
    check_tensors("multi_margin_loss", input=input, target=target)
    if weight is not None and weight.dim() != 1:
        raise ValueError("weight must be one-dimensional")
    rows = _rows(input)
    if target.dim() > 1 or target.numel() != len(rows):
        raise RuntimeError(
            "multi_margin_loss: target tensor should be 1-D with size equal to the number of "
            f"input samples (batch size). Expected target size [{len(rows)}], but got "
            f"{list(target.shape)}. Input has shape {list(input.shape)}."
        )
    classes = rows.shape[1]
    if weight is not None and weight.numel() != classes:
        raise RuntimeError(
            f"inconsistent weight size, expected {classes} but got {list(weight.shape)}"
        )
    _check_long(target)
    if target.numel() and bool(((target < 0) | (target >= classes)).any()):
        raise RuntimeError("target out of range")
    _check_kernel("multi_margin_loss_cpu_kernel", rows)
    wanted = _wanted(rows, target.reshape(-1, 1))
    each = wanted / classes if weight is None else wanted * (weight.detach() / classes)
    return margins.pair_margin(
        rows, each, 1 - wanted, name="MultiMarginLoss", size=tuple(target.shape), p=p,
        margin=margin, reduction=reduction,
    )  # fmt: skip


def multilabel_margin_loss(
    input: Tensor, target: Tensor, size_average: Any = None, reduce: Any = None,
    reduction: str = "mean",
) -> Tensor:  # fmt: skip
    """sum over the wanted classes j and the others i of max(0, 1 - inputⱼ + inputᵢ), divided by C.

    Shape: (N, C), (N, C) -> () or (N); (C), (C) -> (). A row of the target lists its classes up to
    the first -1. Raises RuntimeError for what is no class.
    Source: torch.nn.functional.multilabel_margin_loss.
    """
    reduction = known(checked_reduction(reduction, size_average, reduce))
    check_tensors("multilabel_margin_loss", input=input, target=target)
    rows = _rows(input)
    if target.shape != input.shape:
        raise RuntimeError(
            f"inconsistent target size: {list(target.shape)} for input of size: {list(input.shape)}"
        )
    _check_long(target)
    classes = rows.shape[1]
    if target.numel() and bool(((target < -1) | (target >= classes)).any()):
        raise RuntimeError("argument #2 'target' is out of range")
    _check_kernel("multilabel_margin_loss_forward_out_frame", rows)
    wanted = _wanted(rows, target.reshape(rows.shape))
    others = (wanted == 0).to(wanted.dtype)
    return margins.pair_margin(
        rows, wanted / classes, others, name="MultilabelMarginLoss", size=tuple(input.shape[:-1]),
        reduction=reduction,
    )  # fmt: skip


def multilabel_soft_margin_loss(
    input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: Any = None,
    reduce: Any = None, reduction: str = "mean",
) -> Tensor:  # fmt: skip
    """Binary cross-entropy of every class on its own, from scores, averaged over the classes.

    Shape: (N, C), (N, C) -> () or (N).   Source: torch.nn.functional.multilabel_soft_margin_loss.
    """
    reduction = checked_reduction(reduction, size_average, reduce)
    yes, no = logsigmoid(input), logsigmoid(-input)
    losses = -(target * yes + (1 - target) * no)
    if weight is not None:
        losses = losses * weight
    losses = losses.sum(-1) / input.size(-1)
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"{reduction} is not valid")
    return _reduce(losses, reduction)


# ---------------------------------------------------------------------------------- helpers


def _rows(input: Tensor) -> Tensor:
    """The scores as (N, C). Raises RuntimeError for more dimensions and for no classes."""
    if input.dim() > 2 or 0 in input.shape[-1:]:
        raise RuntimeError(
            "Expected non-empty vector or matrix with optional 0-dim batch size, but got: "
            f"{list(input.shape)}"
        )
    return input if input.dim() == 2 else input.reshape(1, -1)


def _wanted(rows: Tensor, target: Tensor) -> Tensor:
    """How often each class is wanted: (N, K) -> (N, C)."""
    return rows.wrap(margins.counted(target.array, rows.shape[1], rows.array), None)


def _check_kernel(kernel: str, rows: Tensor) -> None:
    if rows.dtype not in (float32, float64):
        raise not_implemented(kernel, rows.array)


def _check_long(target: Tensor) -> None:
    if target.dtype is not int64:
        raise RuntimeError(f"expected scalar type Long but found {target.dtype.scalar_name}")
