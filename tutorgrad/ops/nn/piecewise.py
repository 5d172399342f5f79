"""Activation functions made of straight (or almost straight) pieces: they bend at corners.

At a corner the derivative is a choice; each rule names PyTorch's.

Sources
  [1] A. Howard et al.: "Searching for MobileNetV3", 2019, arXiv:1905.02244.
  [2] K. He et al.: "Delving deep into rectifiers", 2015, arXiv:1502.01852.
  [3] B. Xu et al.: "Empirical evaluation of rectified activations in convolutional network", 2015,
      arXiv:1505.00853.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import dtypes, errors
from ...graph import op
from ...nodes import Value
from ..elementwise.compare import check_floating, not_implemented, where
from ..elementwise.functions import narrow, widen

Array = Any


def between(grad: Any, x: Any, low: float, high: float) -> Any:
    """The gradient where low < x < high (and where x is NaN), else 0."""
    return where(x <= low, 0.0, where(x >= high, 0.0, grad))


@op(node=lambda input, inplace=False, **_: f"LeakyReluBackward{int(inplace)}")
def leaky_relu(input: Array, *, negative_slope: float = 0.01, inplace: bool = False) -> Array:
    """input where positive, else negative_slope · input.

    Shape: (*) -> (*), floating dtype. inplace: only the name of the node differs.
    Derivative: 1 or the slope; the slope at 0.
    Source: torch.nn.functional.leaky_relu.
    """
    check_floating("leaky_relu_cpu", input)
    return np.where(input > 0, input, input * negative_slope)


leaky_relu.derivative(
    input=lambda grad, input, negative_slope: where(input > 0, grad, grad * negative_slope)
)


@op(node=lambda input, noise, inplace=False: f"RreluWithNoiseBackward{int(inplace)}")
def rrelu(input: Array, noise: Array, *, inplace: bool = False) -> Array:
    """input where positive, else noise · input: a leaky relu with a random slope [3].

    Shape: (*), (*) or () -> (*), floating dtype.   Derivative: 1 or the slope; the slope at 0.
    Source: torch.nn.functional.rrelu.
    """
    return np.where(input > 0, input, input * noise).astype(input.dtype, copy=False)


rrelu.derivative(input=lambda grad, input, noise: where(input > 0, grad, grad * noise))


@op(node="PreluKernelBackward0")
def prelu_(input: Array, weight: Array) -> Array:
    """input where positive, else weight · input; the weight is learned [2].

    Derivative: 1 or the weight (at 0: the weight), and 0 or the input."""
    check_floating("prelu_cpu", input)
    return np.where(input > 0, input, input * weight)


prelu_.derivative(
    input=lambda grad, input, weight: where(input > 0, grad, grad * weight),
    weight=lambda grad, input: where(input > 0, 0.0, grad * input),
)


def prelu(input: Any, weight: Any) -> Any:
    """input where positive, else weight · input. The weight is one number or one per channel.

    Shape: (N, C, *), (C) or (1) -> (N, C, *). Raises RuntimeError when the channels do not fit.
    Source: torch.nn.functional.prelu.
    """
    for position, (name, value) in enumerate((("input", input), ("weight", weight)), 1):
        if not isinstance(value, Value):
            raise errors.not_a_tensor("prelu", name, position, value)
    if input.dtype is not weight.dtype:
        kinds = input.dtype.scalar_name, weight.dtype.scalar_name
        raise RuntimeError("prelu: Type promoting not supported. Got {} and {}".format(*kinds))
    if weight.numel() != 1:
        if input.dim() == 0:
            raise RuntimeError("Not allow zero-dim input tensor.")
        channels = input.shape[1] if input.dim() > 1 else 1
        if channels != weight.numel():
            raise RuntimeError(
                "Mismatch of parameter numbers and input channel size. Found parameter numbers = "
                f"{weight.numel()} and channel size = {channels}."
            )
    if weight.dim() > 1:
        raise RuntimeError(
            f"prelu: Expected `weight` to be a scalar or 1D tensor, but got: ndim = {weight.dim()}"
        )
    if input.dim() != weight.dim():  # (C) -> (C, 1, ..., 1); one number -> all ones
        sides = [1] * input.dim()
        if input.dim() > 1:
            sides[1] = weight.numel()
        weight = weight.reshape(sides)
    return prelu_(input, weight)


@op(node=lambda input, inplace=False, **_: f"ThresholdBackward{int(inplace)}")
def threshold(
    input: Array, *, threshold: float = 0, value: float = 0, inplace: bool = False
) -> Array:
    """input where above `threshold`, else `value`.

    Shape: (*) -> (*).   Derivative: 1 or 0; 0 at the corner.
    Source: torch.nn.functional.threshold.
    """
    if input.dtype.kind == "b":
        raise not_implemented("threshold_cpu", input)
    whole = int if input.dtype.kind in "iu" else float
    return np.where(input <= whole(threshold), input.dtype.type(whole(value)), input)


threshold.derivative(input=lambda grad, input, threshold: where(input <= threshold, 0.0, grad))


@op
def hardtanh(input: Array, *, min_val: float = -1.0, max_val: float = 1.0) -> Array:
    """The input, kept between min_val and max_val.

    Shape: (*) -> (*). Raises RuntimeError for bool tensors, and for unsigned ones with a negative
    limit.   Derivative: 1 between the limits, else 0, also at them.
    Source: torch.nn.functional.hardtanh.
    """
    if input.dtype.kind == "b":
        raise RuntimeError("Bool inputs not supported for hardtanh")
    kind = input.dtype.type
    if input.dtype.kind in "iu":
        min_val, max_val = int(min_val), int(max_val)
    if input.dtype.kind == "u" and (min_val < 0 or max_val < 0):
        raise RuntimeError("cannot do hardtanh on an unsigned type with negative limits")
    return np.minimum(np.maximum(input, kind(min_val)), kind(max_val))


hardtanh.derivative(
    input=lambda grad, input, min_val, max_val: between(grad, input, min_val, max_val)
)


SIXTH = float(np.float32(1 / 6))  # as PyTorch's kernel rounds it, also for float64


@op
def hardsigmoid(input: Array) -> Array:
    """input / 6 + 1/2, kept between 0 and 1.

    Shape: (*) -> (*), floating dtype.   Derivative: 1/6 between -3 and 3, else 0, also at them.
    Source: torch.nn.functional.hardsigmoid.
    """
    check_floating("hardsigmoid_cpu", input)
    return narrow(np.minimum(np.maximum(widen(input) + 3, 0), 6) / 6, input)


hardsigmoid.derivative(
    input=lambda grad, input: where((input > -3) * (input < 3), grad * SIXTH, 0.0)
)


@op
def hardswish(input: Array) -> Array:
    """input · hardsigmoid(input) [1].

    Shape: (*) -> (*), floating dtype.   Derivative: 0 up to -3, then input / 3 + 1/2, 1 from 3 on.
    Source: torch.nn.functional.hardswish.
    """
    check_floating("hardswish_cpu", input)
    x = widen(input)
    return narrow(x * np.minimum(np.maximum(x + 3, 0), 6) / 6, input)


hardswish.derivative(
    input=lambda grad, input: where(
        input <= -3, 0.0, where(input < 3, grad * (input * (1 / 3) + 0.5), grad)
    )
)


def hardshrink(input: Any, lambd: float = 0.5, *, out: Any = None) -> Any:
    """The input, but 0 where |input| <= lambd.

    Shape: (*) -> (*), floating dtype.   Derivative: 1, or 0 where the result is.
    Source: torch.nn.functional.hardshrink.
    """
    return hardshrink_(input, lambd=lambd, out=out)


@op
def hardshrink_(input: Array, *, lambd: float = 0.5) -> Array:
    """The input, but 0 where |input| <= lambd."""
    check_floating("hardshrink_cpu", input)
    return np.where((input >= -lambd) & (input <= lambd), input.dtype.type(0), input)


@op
def softshrink(input: Array, *, lambd: float = 0.5) -> Array:
    """The input moved towards 0 by lambd; 0 where |input| <= lambd.

    Shape: (*) -> (*), floating dtype. Raises RuntimeError for a negative lambd.
    Derivative: 1, or 0 where the result is.   Source: torch.nn.functional.softshrink.
    """
    check_floating("softshrink_check", input)
    if not 0 <= lambd <= np.finfo(input.dtype).max:
        raise RuntimeError(
            f"lambda must be in range [0, {np.finfo(input.dtype).max:g}] for input dtype "
            f"{dtypes.of_array(input).scalar_name}, but found {lambd:g}"
        )
    x = widen(input)
    return narrow(np.where(x > lambd, x - lambd, np.where(x < -lambd, x + lambd, x * 0)), input)


for shrink in (hardshrink_, softshrink):
    shrink.derivative(
        input=lambda grad, input, lambd: where((input >= -lambd) * (input <= lambd), 0.0, grad)
    )


__all__ = [
    "hardshrink",
    "hardsigmoid",
    "hardswish",
    "hardtanh",
    "leaky_relu",
    "prelu",
    "rrelu",
    "softshrink",
    "threshold",
]
