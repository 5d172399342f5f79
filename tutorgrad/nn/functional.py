"""`torch.nn.functional`: layers and losses as plain functions, without parameters of their own."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from .. import dtypes, errors, ops, sampling
from ..backend import place_of
from ..factory import drawn_like
from ..nodes import Value
from ..inplace import inplace as in_place
from ..ops import activation, loss
from ..ops.activation import gelu, logsigmoid

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
    if dims[1] == 1:
        product = ops.matmul(input, weight)
        return product if bias is None else product + bias
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
    return chosen(input, negative_slope=negative_slope)


def elu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """input where positive, else alpha (exp(input) - 1). Source: torch.nn.functional.elu."""
    return (_elu_ if inplace else activation.elu)(input, alpha=alpha)


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


def dropout(
    input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False
) -> Tensor:
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
            "result type Float can't be cast to the desired output type "
            f"{input.dtype.scalar_name}"
        )
    home = place_of(array)
    return drawn_like(
        array, home, lambda shape: sampling.dropout_mask(home.generator, shape, p, array.dtype)
    )


# ------------------------------------------------------------------------------------ losses


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
    return _distance(
        lambda x, y, r: _reduce(ops.abs(x - y), r), input, target, reduction, weight
    )


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
    dims = input.dim()
    _check_classes(input, target, weight)
    spatial = dims == 3 or dims > 4  # folded into (N, C, 1, rest), as PyTorch does
    if spatial:
        n, c = input.shape[:2]
        shape = target.shape
        input, target = input.reshape(n, c, 1, -1), target.reshape(n, 1, -1)
    result = loss.nll_loss(input, target, weight, reduction=reduction, ignore_index=ignore_index)
    return result.view(*shape) if spatial and reduction == "none" else result


def _check_classes(input: Tensor, target: Tensor, weight: Any) -> None:
    """Raise PyTorch's errors for class targets that do not go with the scores."""
    have, want = list(target.shape), [*input.shape[:1], *input.shape[2:]]
    if input.dim() == 0:
        raise ValueError("Expected 1 or more dimensions (got 0)")
    if input.dim() == 1:
        if target.dim() == 1 and have[0] != 1:
            raise ValueError(
                f"For 1D input, 1D target must have size 1, but got target size: {have[0]}"
            )
    elif target.dim() and have[0] != want[0]:
        raise ValueError(
            f"Expected input batch_size ({want[0]}) to match target batch_size ({have[0]})."
        )
    elif have != want:
        raise RuntimeError(f"Expected target size {want}, got {have}")
    if target.dtype not in (dtypes.int64, dtypes.uint8):
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
    for position, (name, value) in enumerate((("input", input), ("target", target)), 1):
        if not isinstance(value, Value):
            raise errors.not_a_tensor("cross_entropy_loss", name, position, value)
    if not 0.0 <= label_smoothing <= 1.0:
        raise RuntimeError(
            f"label_smoothing must be between 0.0 and 1.0. Got: {label_smoothing:g}"
        )
    if target.shape == input.shape:
        return _of_probabilities(input, target, weight, ignore_index, reduction, label_smoothing)
    axis = 0 if input.dim() == 1 else 1
    scores = ops.log_softmax(input, axis, input.dtype)
    hard = nll_loss(scores, target, weight, ignore_index=ignore_index, reduction=reduction)
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
            even = even.sum() / weight[target.masked_fill(ignored, 0).long()].masked_fill(
                ignored, 0.0
            ).sum()
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
    return total if reduction == "sum" else total / (input.numel() / input.shape[axis])


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
        weight = weight.expand(*input.shape)
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
    return loss.bce_with_logits(input, target, weight, pos_weight, reduction=reduction)


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
