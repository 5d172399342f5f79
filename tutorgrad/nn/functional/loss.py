"""Losses: how far a prediction is from its target.

`reduction` is "mean", "sum" or "none" (one loss per element).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from ... import dtypes, errors, ops
from ...nodes import Value
from ...ops.arguments import check_tensors
from ...ops.elementwise.arithmetic import TWO_BOOLS
from ...ops.elementwise.compare import not_implemented
from ...ops.nn import loss, margin

Tensor = Any


def checked_reduction(reduction: str, size_average: Any = None, reduce: Any = None) -> str:
    """The reduction that three generations of arguments ask for.

    Raises ValueError for an unknown one; warns about the old arguments.
    """
    if size_average is not None or reduce is not None:
        reduction = "mean" if size_average in (None, True) else "sum"
        reduction = "none" if reduce is False else reduction
        warnings.warn(
            "size_average and reduce args will be deprecated, please use "
            f"reduction='{reduction}' instead.",
            stacklevel=3,
        )
    return reduction


def known(reduction: str) -> str:
    """Raise ValueError for what is not "mean", "sum" or "none"."""
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"{reduction} is not a valid value for reduction")
    return reduction


def mse_loss(
    input: Tensor, target: Tensor, size_average: Any = None, reduce: Any = None,
    reduction: str = "mean", weight: Tensor | None = None,
) -> Tensor:  # fmt: skip
    """(input - target)², averaged, summed or (reduction="none") one by one.

    Shape: (*), (*) -> () or (*). Warns when the shapes differ and are broadcast, the classic
    mistake. weight multiplies each loss; the mean then divides by the sum of the weights.
    Source: torch.nn.functional.mse_loss.
    """
    if weight is size_average is reduce is None and alike(input, target):
        return loss.mse_loss(input, target, reduction=known(reduction))
    reduction = checked_reduction(reduction, size_average, reduce)
    return _distance(
        lambda x, y, r: loss.mse_loss(x, y, reduction=r), input, target, reduction, weight
    )


def l1_loss(
    input: Tensor, target: Tensor, size_average: Any = None, reduce: Any = None,
    reduction: str = "mean", weight: Tensor | None = None,
) -> Tensor:  # fmt: skip
    """|input - target|. Arguments as in `mse_loss`. Source: torch.nn.functional.l1_loss."""
    reduction = checked_reduction(reduction, size_average, reduce)
    return _distance(lambda x, y, r: _reduce(ops.abs(x - y), r), input, target, reduction, weight)


def smooth_l1_loss(
    input: Tensor, target: Tensor, size_average: Any = None, reduce: Any = None,
    reduction: str = "mean", beta: float = 1.0,
) -> Tensor:  # fmt: skip
    """Squared below beta, straight beyond: d² / (2 beta), then d - beta / 2. Arguments: `mse_loss`.

    Raises RuntimeError for a negative beta.   Source: torch.nn.functional.smooth_l1_loss.
    """
    reduction = checked_reduction(reduction, size_average, reduce)
    if not isinstance(beta, int | float):
        raise errors.wrong_kind("smooth_l1_loss", "beta", "float", beta, 4)
    if beta < 0:
        raise RuntimeError("smooth_l1_loss does not support negative values for beta.")
    if beta == 0:
        return _distance(lambda x, y, r: _reduce(ops.abs(x - y), r), input, target, reduction, None)
    return _distance(
        lambda x, y, r: margin.smooth_l1_loss(x, y, beta=beta, reduction=r),
        input, target, reduction, None,
    )  # fmt: skip


def huber_loss(
    input: Tensor, target: Tensor, reduction: str = "mean", delta: float = 1.0,
    weight: Tensor | None = None,
) -> Tensor:  # fmt: skip
    """Squared up to delta, straight beyond: d² / 2, then delta (d - delta / 2), for d the distance.

    Shape: (*), (*) -> () or (*). weight multiplies each loss; the mean divides by their number.
    Raises RuntimeError unless delta > 0.   Source: torch.nn.functional.huber_loss.
    """
    if delta <= 0:
        raise RuntimeError("huber_loss does not support non-positive values for delta.")
    mode = reduction if weight is None else "none"
    result = _distance(
        lambda x, y, r: margin.huber_loss(x, y, delta=delta, reduction=r),
        input, target, mode, None,
    )  # fmt: skip
    if weight is None:
        return result
    if weight.size() != input.size():
        raise ValueError("Weights and input must have the same size.")
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(
            f"Invalid reduction mode: {reduction}. Expected one of 'none', 'mean', 'sum'."
        )
    return _reduce(result * weight, reduction)


def alike(input: Any, target: Any) -> bool:
    """Are both Tensors, of one shape?"""
    if not (isinstance(input, Value) and isinstance(target, Value)):
        return False
    return bool(input.array.shape == target.array.shape)


def _distance(
    formula: Callable[..., Tensor], input: Tensor, target: Tensor, reduction: str, weight: Any
) -> Tensor:
    """A loss of two tensors brought to one shape."""
    if target.size() != input.size():
        warnings.warn(
            f"Using a target size ({target.size()}) that is different to the input size "
            f"({input.size()}). This will likely lead to incorrect results due to broadcasting. "
            "Please ensure they have the same size.",
            stacklevel=3,
        )
        errors.check_broadcast(input.shape, target.shape)
        shape = np.broadcast_shapes(input.shape, target.shape)
        input, target = (t if t.shape == shape else t.expand(*shape) for t in (input, target))
    known(reduction)
    if weight is None:
        return formula(input, target, reduction)
    if weight.size() != input.size():
        raise ValueError("Weights and input must have the same size.")
    weighted = formula(input, target, "none") * weight
    return weighted.sum() / weight.sum() if reduction == "mean" else _reduce(weighted, reduction)


def _reduce(losses: Tensor, reduction: str) -> Tensor:
    if reduction == "mean":
        return losses.mean()
    return losses.sum() if reduction == "sum" else losses


def nll_loss(
    input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: Any = None,
    ignore_index: int = -100, reduce: Any = None, reduction: str = "mean",
) -> Tensor:  # fmt: skip
    """Minus the log-probability that `input` gives the target class.

    Shape: (N, C), (N) -> () or (N); (C), () -> (); (N, C, d1, ...), (N, d1, ...) -> () or
    (N, d1, ...). target: int64 or uint8 classes. weight: (C), one per class; the mean divides by
    the sum of the targets' weights. Targets equal to ignore_index do not count.
    Raises IndexError for a target that is no class, ValueError or RuntimeError for shapes.
    Source: torch.nn.functional.nll_loss.
    """
    reduction = known(checked_reduction(reduction, size_average, reduce))
    check_tensors("nll_loss_nd", input=input, target=target)
    if weight is not None and not isinstance(weight, Value):
        raise errors.not_a_tensor("nll_loss_nd", "weight", 3, weight)
    return _of_classes(input, target, weight, ignore_index, reduction)


def _of_classes(
    input: Tensor, target: Tensor, weight: Any, ignore_index: int, reduction: str
) -> Tensor:
    dims = input.array.ndim
    _check_classes(input, target, weight)
    spatial = dims == 3 or dims > 4  # folded into (N, C, 1, rest), as PyTorch does
    if spatial:
        n, c = input.shape[:2]
        shape = target.shape
        input, target = input.reshape(n, c, 1, -1), target.reshape(n, 1, -1)
    result = loss.nll_loss(input, target, weight, reduction=reduction, ignore_index=ignore_index)
    return result.view(*shape) if spatial and reduction == "none" else result


MULTI_TARGET = "0D or 1D target tensor expected, multi-target not supported"


def _check_classes(input: Tensor, target: Tensor, weight: Any) -> None:
    """Raise PyTorch's errors for class targets that do not go with the scores."""
    x, y = input.array, target.array
    if weight is None and x.ndim > 1 and y.shape == x.shape[:1] + x.shape[2:] and is_class(y):
        return
    have, want = list(target.shape), [*input.shape[:1], *input.shape[2:]]
    if input.dim() == 0:
        raise ValueError("Expected 1 or more dimensions (got 0)")
    if input.dim() == 1:
        if target.dim() > 1:
            raise RuntimeError(MULTI_TARGET)
        if target.dim() == 1 and have[0] != 1:
            raise ValueError(
                f"For 1D input, 1D target must have size 1, but got target size: {have[0]}"
            )
    elif target.dim() and have[0] != want[0]:
        raise ValueError(
            f"Expected input batch_size ({want[0]}) to match target batch_size ({have[0]})."
        )
    elif input.dim() == 4 and target.dim() != 3:
        raise RuntimeError(
            "only batches of spatial targets supported (3D tensors) but got targets of dimension: "
            f"{target.dim()}"
        )
    elif have != want:
        if input.dim() == 4:
            raise RuntimeError(f"size mismatch (got input: {list(input.shape)} , target: {have}")
        if input.dim() == 2:
            raise RuntimeError(MULTI_TARGET)
        raise RuntimeError(f"Expected target size {want}, got {have}")
    if not is_class(y):
        raise RuntimeError(
            f"expected target dtype to be Long or Byte, but got {target.dtype.scalar_name}"
        )
    if weight is None:
        return
    _check_weight("", input, weight)
    if weight.dtype is not input.dtype:
        raise RuntimeError(
            f"expected scalar type {input.dtype.scalar_name} but found {weight.dtype.scalar_name}"
        )


def is_class(array: Any) -> bool:
    return array.dtype in (np.int64, np.uint8)


def _check_weight(prefix: str, input: Tensor, weight: Tensor) -> None:
    classes = input.shape[0 if input.dim() == 1 else 1]
    if weight.shape != (classes,):
        raise RuntimeError(
            f"{prefix}weight tensor should be defined either for all {classes} classes or no "
            f"classes but got weight tensor of shape: {list(weight.shape)}"
        )


def cross_entropy(
    input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: Any = None,
    ignore_index: int = -100, reduce: Any = None, reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Tensor:  # fmt: skip
    """log_softmax and then nll_loss: the loss of scores (logits) for classes.

    Shape: as in `nll_loss`; a floating target of the shape of `input` holds class probabilities.
    label_smoothing: mix the target with that much of the uniform distribution.
    Raises as `nll_loss`, RuntimeError for a smoothing outside [0, 1].
    Source: torch.nn.functional.cross_entropy; label smoothing: C. Szegedy et al.: "Rethinking the
    Inception architecture", 2015, arXiv:1512.00567.
    """
    reduction = known(checked_reduction(reduction, size_average, reduce))
    check_tensors("cross_entropy_loss", input=input, target=target)
    if weight is not None and not isinstance(weight, Value):
        raise errors.not_a_tensor("cross_entropy_loss", "weight", 3, weight)
    if not isinstance(label_smoothing, int | float):
        name = "label_smoothing"
        raise errors.wrong_kind("cross_entropy_loss", name, "float", label_smoothing, 6)
    if not 0.0 <= label_smoothing <= 1.0:
        raise RuntimeError(f"label_smoothing must be between 0.0 and 1.0. Got: {label_smoothing:g}")
    if target.array.shape == input.array.shape:
        return _of_probabilities(input, target, weight, ignore_index, reduction, label_smoothing)
    scores = ops.log_softmax(input, 0 if input.array.ndim == 1 else 1)
    hard = _of_classes(scores, target, weight, ignore_index, reduction)
    if label_smoothing == 0:
        return hard
    return _smoothed(scores, target, weight, ignore_index, reduction, label_smoothing, hard)


def _smoothed(
    scores: Tensor, target: Tensor, weight: Any, ignore_index: int, reduction: str,
    smoothing: float, hard: Tensor,
) -> Tensor:  # fmt: skip
    """(1 - smoothing) of the loss of the target, the rest shared by all classes."""
    axis = 0 if scores.dim() == 1 else 1
    sides = [1] * scores.dim()
    sides[axis] = -1
    each = scores if weight is None else scores * weight.view(*sides)
    ignored = target == ignore_index
    even = (-each.sum(axis)).masked_fill(ignored.reshape(*hard_shape(scores, axis)), 0.0)
    if reduction == "mean":
        if weight is None:
            even = even.sum() / (target.numel() - ignored.sum())
        else:
            even = (
                even.sum()
                / weight[target.masked_fill(ignored, 0).long()].masked_fill(ignored, 0.0).sum()
            )
    else:
        even = _reduce(even, reduction)
    return hard * (1 - smoothing) + even * (smoothing / scores.shape[axis])


def hard_shape(scores: Tensor, axis: int) -> list[int]:
    """The shape without the class axis."""
    return [n for i, n in enumerate(scores.shape) if i != axis]


def _of_probabilities(
    input: Tensor, target: Tensor, weight: Any, ignore_index: int, reduction: str, smoothing: float
) -> Tensor:
    """-sum over the classes of target · log_softmax(input); the mean is over the batch."""
    if target.dtype.numpy.kind != "f":
        raise RuntimeError(
            "Expected floating point type for target with class probabilities, got "
            f"{target.dtype.scalar_name}"
        )
    if ignore_index >= 0:
        raise RuntimeError("ignore_index is not supported for floating point target")
    axis = 0 if input.dim() == 1 else 1
    if smoothing > 0:
        target = target * (1 - smoothing) + smoothing / input.shape[axis]
    terms = ops.log_softmax(input, axis) * target
    if weight is not None:
        _check_weight("cross_entropy: ", input, weight)
        sides = [1] * input.dim()
        sides[axis] = -1
        terms = terms * weight.view(*sides)
    if reduction == "none":
        return -terms.sum(axis)
    total = -terms.sum()
    if reduction == "sum":
        return total
    return loss.average(total, count=input.numel() / input.shape[axis])


def binary_cross_entropy(
    input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: Any = None,
    reduce: Any = None, reduction: str = "mean",
) -> Tensor:  # fmt: skip
    """-(target log(input) + (1 - target) log(1 - input)) of probabilities.

    Shape: (*), (*) -> () or (*). Raises ValueError when the shapes differ, RuntimeError outside
    [0, 1].   Source: torch.nn.functional.binary_cross_entropy.
    """
    reduction = known(checked_reduction(reduction, size_average, reduce))
    if target.size() != input.size():
        raise ValueError(
            f"Using a target size ({target.size()}) that is different to the input size "
            f"({input.size()}) is deprecated. Please ensure they have the same size."
        )
    if weight is not None:
        weight = weight.expand(input.shape)
    return loss.binary_cross_entropy(input, target, weight, reduction=reduction)


def binary_cross_entropy_with_logits(
    input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: Any = None,
    reduce: Any = None, reduction: str = "mean", pos_weight: Tensor | None = None,
) -> Tensor:  # fmt: skip
    """`binary_cross_entropy` of sigmoid(input), exact for scores of any size.

    Shape: (*), (*) -> () or (*). pos_weight multiplies the loss of target 1.
    Raises ValueError when the shapes differ.
    Source: torch.nn.functional.binary_cross_entropy_with_logits.
    """
    reduction = known(checked_reduction(reduction, size_average, reduce))
    if target.size() != input.size():
        raise ValueError(
            f"Target size ({target.size()}) must be the same as input size ({input.size()})"
        )
    for position, (name, value) in enumerate((("weight", weight), ("pos_weight", pos_weight)), 3):
        if value is not None and not isinstance(value, Value):
            raise errors.not_a_tensor("binary_cross_entropy_with_logits", name, position, value)
    if input.dtype.numpy.kind != "f":
        raise not_implemented("log_sigmoid_cpu", input.array)
    if target.dtype is dtypes.bool:
        raise RuntimeError(TWO_BOOLS)
    if target.dtype.numpy.kind != "f":
        raise RuntimeError(
            f"result type {input.dtype.scalar_name} can't be cast to the desired output type "
            f"{target.dtype.scalar_name}"
        )
    return loss.bce_with_logits(input, target, weight, pos_weight, reduction=reduction)
