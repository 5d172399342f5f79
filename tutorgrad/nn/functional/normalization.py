"""Normalisation: bring numbers to a common size."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from ... import errors, ops
from ...nodes import Value
from ...ops.elementwise.compare import not_implemented
from ...ops.elementwise.functions import widen
from ...ops.face import explained
from ...ops.nn.normalization import moments, standardized
from ...ops.nn.pad import pad

Tensor = Any
MIXED = "mixed dtype (CPU): "


def normalize(
    input: Tensor, p: float = 2.0, dim: int = 1, eps: float = 1e-12, out: Any = None
) -> Tensor:
    """input / max(‖input‖ₚ, eps) along `dim`. Source: torch.nn.functional.normalize."""
    size = input.norm(p, dim, keepdim=True).clamp_min(eps).expand_as(input)
    return ops.div(input, size, out=out)


# ------------------------------------------------------------------- one mean for each channel


def batch_norm(
    input: Tensor, running_mean: Tensor | None, running_var: Tensor | None,
    weight: Tensor | None = None, bias: Tensor | None = None, training: bool = False,
    momentum: float = 0.1, eps: float = 1e-5,
) -> Tensor:  # fmt: skip
    """Every channel to mean 0 and variance 1 over the batch, then weight · x + bias.

    training: by the mean and variance of this batch, and the running ones move towards them by the
    share `momentum` (the running variance is the unbiased one). Otherwise by the running ones.
    Shape: (N, C, *) -> (N, C, *); the others (C). Raises ValueError for a single value per channel
    in training, RuntimeError for sizes that do not fit.
    Source: torch.nn.functional.batch_norm; S. Ioffe, C. Szegedy, 2015, arXiv:1502.03167.
    """
    if training:
        _verify_batch_size(input.size())
    if training and eps <= 0.0:
        raise ValueError(f"batch_norm eps must be positive during training, but got {eps}")
    if eps < 0.0:
        raise ValueError(f"batch_norm eps must be non-negative, but got {eps}")
    return _batch_norm(input, running_mean, running_var, weight, bias, training, momentum, eps)


def _verify_batch_size(size: Any) -> None:
    if math.prod((size[0], *size[2:])) == 1:
        raise ValueError(
            f"Expected more than 1 value per channel when training, got input size {size}"
        )


POSITIONS = {"weight": 2, "bias": 3, "running_mean": 4, "running_var": 5}


def _batch_norm(
    input: Tensor, running_mean: Any, running_var: Any, weight: Any, bias: Any, training: bool,
    momentum: float, eps: float,
) -> Tensor:  # fmt: skip
    if not isinstance(input, Value):
        raise errors.not_a_tensor("batch_norm", "input", 1, input)
    tensor: Tensor = input
    channels = tensor.shape[1] if tensor.dim() > 1 else 0
    given = {
        "running_mean": running_mean, "running_var": running_var, "weight": weight, "bias": bias
    }  # fmt: skip
    if not isinstance(momentum, int | float):
        raise errors.wrong_kind("batch_norm", "momentum", "float", momentum, 7)
    wrong = [n for n, v in given.items() if v is not None and not isinstance(v, Value)]
    if wrong:
        raise errors.not_a_tensor("batch_norm", wrong[0], POSITIONS[wrong[0]], given[wrong[0]])
    for name, values in given.items():
        if values is None and not training and name.startswith("running"):
            raise RuntimeError(f"{name} must be defined in evaluation mode")
        if values is not None and values.numel() != channels:
            raise RuntimeError(f"{name} should contain {channels} elements not {values.numel()}")
    _check_dtypes("batch_norm", tensor, *given.values())
    size = (len(tensor.array), channels, 1, math.prod(tensor.shape[2:]))
    if training:
        _follow(tensor.array, running_mean, running_var, size, momentum)
    return standardized(
        tensor, weight, bias, *((None, None) if training else (running_mean, running_var)),
        size=size, dims=(0, 3), eps=eps, name="BatchNorm",
    )  # fmt: skip


def _follow(array: Any, mean: Any, var: Any, size: tuple[int, ...], momentum: float) -> None:
    """Move the running mean and variance towards those of a batch. No backward needs them."""
    count = size[0] * size[3]
    if (mean is None and var is None) or not count:
        return
    of_mean, of_var = (part.reshape(-1) for part in moments(widen(array).reshape(size), (0, 3)))
    unbiased = of_var * (count / (count - 1)) if count > 1 else of_var * np.nan
    for running, new in ((mean, of_mean), (var, unbiased)):
        if running is not None:
            running.array[...] = (1 - momentum) * running.array + momentum * new


def instance_norm(
    input: Tensor, running_mean: Tensor | None = None, running_var: Tensor | None = None,
    weight: Tensor | None = None, bias: Tensor | None = None, use_input_stats: bool = True,
    momentum: float = 0.1, eps: float = 1e-5,
) -> Tensor:  # fmt: skip
    """Every channel of every sample to mean 0 and variance 1: batch_norm of N · C channels.

    Shape: (N, C, *) -> (N, C, *). Raises ValueError for a single spatial element.
    Source: torch.nn.functional.instance_norm; D. Ulyanov et al., 2016, arXiv:1607.08022.
    """
    if use_input_stats and math.prod(input.shape[2:]) == 1:
        raise ValueError(
            f"Expected more than 1 spatial element when training, got input size {input.size()}"
        )
    if (running_mean is None) != (running_var is None):
        raise ValueError("running_mean and running_var must either both be None or neither be None")
    if not use_input_stats and running_mean is None:
        raise RuntimeError(
            "Expected running_mean and running_var to be defined when use_input_stats is false"
        )
    n, c = input.shape[:2]
    given = (running_mean, running_var, weight, bias)
    # (C) -> (N · C)
    mean, var, w, b = (None if values is None else values.repeat(n) for values in given)
    rows = input.contiguous().view(1, n * c, *input.shape[2:])
    result = _batch_norm(rows, mean, var, w, b, use_input_stats, momentum, eps)
    for running, moved in ((running_mean, mean), (running_var, var)):
        if running is not None and moved is not None:
            running.array[...] = moved.array.reshape(n, c).mean(0)
    return result.view(input.shape)


# ----------------------------------------------------------------- one mean inside each sample


@explained()
def layer_norm(
    input: Tensor, normalized_shape: Sequence[int], weight: Tensor | None = None,
    bias: Tensor | None = None, eps: float = 1e-5,
) -> Tensor:  # fmt: skip
    """The last dimensions, `normalized_shape`, to mean 0 and variance 1; then weight · x + bias.

    Shape: (*, normalized_shape) -> the same; weight, bias: normalized_shape. Raises RuntimeError
    for shapes that do not fit.
    Source: torch.nn.functional.layer_norm; J. Ba, J. Kiros, G. Hinton, 2016, arXiv:1607.06450.
    """
    shape = _check_shape("layer_norm", input, normalized_shape, ("weight", weight), ("bias", bias))
    _check_dtypes("LayerNormKernelImpl", input, weight, bias)
    rows = math.prod(input.shape[: input.dim() - len(shape)])
    return standardized(
        input, weight, bias, None, None, size=(rows, 1, math.prod(shape), 1), dims=(2, 3), eps=eps,
        name="LayerNorm",
    )  # fmt: skip


@explained()
def group_norm(
    input: Tensor, num_groups: int, weight: Tensor | None = None, bias: Tensor | None = None,
    eps: float = 1e-5,
) -> Tensor:  # fmt: skip
    """Every group of channels of a sample to mean 0 and variance 1; then weight · x + bias.

    Shape: (N, C, *) -> (N, C, *); weight, bias: (C). Raises RuntimeError for shapes that do not
    fit.   Source: torch.nn.functional.group_norm; Y. Wu, K. He, 2018, arXiv:1803.08494.
    """
    if input.dim() < 2:
        raise RuntimeError(
            f"Expected at least 2 dimensions for input tensor but received {input.dim()}"
        )
    n, c, *rest = shape = list(input.shape)
    _verify_batch_size([n * c // num_groups, num_groups, *rest])
    if num_groups <= 0:
        raise RuntimeError(f"Expected num groups to be greater than 0, got {num_groups}")
    if c % num_groups:
        raise RuntimeError(
            "Expected number of channels in input to be divisible by num_groups, but got input of "
            f"shape {shape} and num_groups={num_groups}"
        )
    for name, values in (("weight", weight), ("bias", bias)):
        if values is not None and values.shape != (c,):
            told = values if weight is None else weight  # PyTorch shows the weight's for both
            raise RuntimeError(
                f"Expected {name} to be a vector of size equal to the number of channels in input, "
                f"but got {name} of shape {list(told.shape)} and input of shape {shape}"
            )
    _check_dtypes("GroupNormKernelImpl", input, weight, bias)
    inside = c // num_groups
    return standardized(
        input, weight, bias, None, None, size=(n, num_groups, inside, math.prod(rest)), dims=(2, 3),
        eps=eps, name="GroupNorm",
    )  # fmt: skip


@explained()
def rms_norm(
    input: Tensor, normalized_shape: Sequence[int], weight: Tensor | None = None,
    eps: float | None = None,
) -> Tensor:  # fmt: skip
    """input / sqrt(mean(input²) + eps) over the last dimensions, times the weight.

    Shape: (*, normalized_shape) -> the same. eps: None takes the machine's.
    Source: torch.nn.functional.rms_norm; B. Zhang, R. Sennrich, 2019, arXiv:1910.07467.
    """
    shape = _check_shape("rms_norm", input, normalized_shape, ("weight", weight))
    if input.array.dtype.kind != "f":
        raise not_implemented("rms_norm", input.array)
    wide = input.float() if input.array.dtype.itemsize < 4 else input
    eps = float(np.finfo(wide.array.dtype).eps) if eps is None else eps
    dims = tuple(range(input.dim() - len(shape), input.dim()))
    result = (wide * ((wide * wide).mean(dims, keepdim=True) + eps).rsqrt()).to(input.dtype)
    return result if weight is None else result * weight


def local_response_norm(
    input: Tensor, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0
) -> Tensor:
    """input / (k + alpha · the mean of input² over `size` neighbouring channels)^beta.

    Shape: (N, C, *) -> (N, C, *). Raises ValueError for fewer than 3 dimensions.
    Source: torch.nn.functional.local_response_norm; A. Krizhevsky et al.: "ImageNet classification
    with deep convolutional neural networks", 2012.
    """
    if input.dim() < 3:
        raise ValueError(
            f"Expected 3D or higher dimensionality {' ' * 24} input (got {input.dim()} dimensions)"
        )
    if input.numel() == 0:
        return input
    if size <= 0:
        rest = "kW: 1" if input.dim() == 3 else "kH: 1 kW: 1"
        first = "kH" if input.dim() == 3 else "kT"
        raise RuntimeError(
            f"kernel size should be greater than zero, but got {first}: {size} {rest}"
        )
    if input.dtype.numpy.kind != "f" and input.dtype.name != "int64":
        raise not_implemented("avg_pool2d_out_frame", input.array)
    sides = [0] * (2 * input.dim() - 4) + [size // 2, (size - 1) // 2]
    total = pad(input * input, sides).unfold(1, size, 1).sum(-1)
    mean = ops.div(total, size, rounding_mode=None if total.is_floating_point() else "trunc")
    return input / (mean * alpha + k) ** beta


# ---------------------------------------------------------------------------------- helpers


def _check_shape(
    function: str, input: Any, normalized_shape: Any, *given: tuple[str, Any]
) -> tuple[int, ...]:
    """The shape to be normalised. Raises PyTorch's errors for what does not go with it."""
    if not isinstance(input, Value):
        raise errors.not_a_tensor(function, "input", 1, input)
    if not isinstance(normalized_shape, Sequence):
        raise TypeError(
            f"{function}(): argument 'normalized_shape' (position 2) must be tuple of ints, not "
            f"{errors.type_name(normalized_shape)}"
        )
    shape = list(normalized_shape)
    if not shape:
        raise RuntimeError(
            "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one "
            "element, but got normalized_shape = []"
        )
    for name, values in given:
        if values is not None and list(values.shape) != shape:
            raise RuntimeError(
                f"Expected {name} to be of same shape as normalized_shape, but got {name} of shape "
                f"{list(values.shape)} and normalized_shape = {shape}"
            )
    have = list(input.array.shape)
    if have[max(len(have) - len(shape), 0) :] != shape:
        star = "*, " if function == "layer_norm" else "*"
        raise RuntimeError(
            f"Given normalized_shape={shape}, expected input with shape [{star}"
            f"{', '.join(map(str, shape))}], but got input of size{have}"
        )
    return tuple(shape)


def _check_dtypes(kernel: str, input: Tensor, *others: Any) -> None:
    """Raise for integers, and for parameters of another dtype (half takes those of float)."""
    dtype = input.array.dtype
    if dtype.kind != "f":
        raise not_implemented(kernel, input.array)
    for other in others:
        if other is not None and other.array.dtype != dtype:
            if other.array.dtype.itemsize < 4:
                raise RuntimeError(f"{MIXED}expect parameter to have scalar type of Float")
            if dtype != np.float16 or other.array.dtype != np.float32:
                raise RuntimeError(f"{MIXED}all inputs must share same datatype.")
