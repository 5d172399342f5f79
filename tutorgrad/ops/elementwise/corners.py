"""Functions with corners or steps: abs, relu, rounding, the larger of two, clamp.

At a corner the derivative is a choice; each rule names PyTorch's.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ...graph import op
from ...nodes import Value
from ...quick import PLAIN_NUMBERS
from .compare import check_floating, masked, not_implemented, where, zeros
from .functions import narrow, widen

Array = Any  # an array of any device
TensorLike = Any  # a Tensor or a Python number

# --------------------------------------------------------------------------- sign and corner


@op
def sign(input: Array) -> Array:
    """-1, 0 or 1; 0 for NaN. Source: torch.sign."""
    if input.dtype.kind == "b":
        return input.copy()
    return (input > 0).astype(input.dtype) - (input < 0).astype(input.dtype)


@op
def abs(input: Array) -> Array:
    """|input|. Raises NotImplementedError for bool tensors. Source: torch.abs."""
    if input.dtype.kind == "b":
        raise not_implemented("abs_cpu", input)
    return np.abs(input)


abs.derivative(input=lambda grad, input: grad * sign(input))  # 0 at the corner


@op
def relu(input: Array) -> Array:
    """max(input, 0). Raises RuntimeError for bool tensors. Source: torch.relu."""
    if input.dtype.kind == "b":
        raise RuntimeError("Boolean inputs not supported for relu")
    return np.maximum(0, input)


relu.derivative(input=lambda grad, out: masked(grad, out != 0))  # 0 at the corner; NaN stays


# --------------------------------------------------------------------------------- rounding


@op
def floor(input: Array) -> Array:
    """The largest whole number not above input. Integers stay. Source: torch.floor."""
    return np.floor(input) if steps("floor", input) else input.copy()


@op
def ceil(input: Array) -> Array:
    """The smallest whole number not below input. Integers stay. Source: torch.ceil."""
    return np.ceil(input) if steps("ceil", input) else input.copy()


@op
def trunc(input: Array) -> Array:
    """The whole part of input. Integers stay. Source: torch.trunc."""
    return np.trunc(input) if steps("trunc", input) else input.copy()


@op(node=lambda input, decimals=0: f"RoundBackward{0 if decimals == 0 else 1}")
def round(input: Array, *, decimals: int = 0) -> Array:
    """Round to the nearest whole number, or to `decimals` digits; halves to even.

    Integers stay; with decimals they raise NotImplementedError.   Source: torch.round.
    """
    if decimals and input.dtype.kind != "f":
        raise not_implemented("round_cpu", input)
    if not steps("round", input):
        return input.copy()
    if decimals == 0:
        return np.rint(input)
    x = widen(input)
    ten = x.dtype.type(10.0 ** np.abs(decimals))
    return narrow(np.rint(x * ten) / ten if decimals > 0 else np.rint(x / ten) * ten, input)


@op
def frac(input: Array) -> Array:
    """The part after the point, with the sign of input. Source: torch.frac."""
    check_floating("frac_cpu", input)
    return input - np.trunc(input)


for _step in (sign, floor, ceil, trunc, round):  # flat between the jumps
    _step.derivative(input=lambda grad: zeros(grad))
frac.derivative(input=lambda grad: grad)

# ------------------------------------------------------------------- the larger, the smaller


@op(promote="common", numbers=False)
def maximum(input: Array, other: Array) -> Array:
    """The larger of two numbers; NaN wins. Source: torch.maximum."""
    return np.maximum(input, other)


@op(promote="common", numbers=False)
def minimum(input: Array, other: Array) -> Array:
    """The smaller of two numbers; NaN wins. Source: torch.minimum."""
    return np.minimum(input, other)


def _winner(grad: Any, loses: Any, ties: Any) -> Any:
    """All for the winner, one half each on a tie; both get all where one is NaN."""
    return where(ties, grad * 0.5, where(loses, 0.0, grad))


maximum.derivative(
    input=lambda grad, input, other: _winner(grad, input < other, input == other),
    other=lambda grad, input, other: _winner(grad, input > other, input == other),
)
minimum.derivative(
    input=lambda grad, input, other: _winner(grad, input > other, input == other),
    other=lambda grad, input, other: _winner(grad, input < other, input == other),
)


@op(promote="common", numbers=False)
def fmax(input: Array, other: Array) -> Array:
    """The larger of two numbers; a number wins over NaN. Source: torch.fmax."""
    return np.fmax(input, other)


@op(promote="common", numbers=False)
def fmin(input: Array, other: Array) -> Array:
    """The smaller of two numbers; a number wins over NaN. Source: torch.fmin."""
    return np.fmin(input, other)


fmax.derivative(  # a tie goes to input
    input=lambda grad, input, other: where((input >= other) | (other != other), grad, 0.0),
    other=lambda grad, input, other: where((input >= other) | (other != other), 0.0, grad),
)
fmin.derivative(
    input=lambda grad, input, other: where((input <= other) | (other != other), grad, 0.0),
    other=lambda grad, input, other: where((input <= other) | (other != other), 0.0, grad),
)

# ------------------------------------------------------------------------------------ clamp


@op(
    promote="common",
    node=lambda input, min, max: f"ClampBackward{0 if are_tensors(min, max) else 1}",
)
def clamp_(input: Array, min: Array = None, max: Array = None) -> Array:
    """input limited to [min, max]; a bound may be None. Where min > max, max wins."""
    if input.dtype == bool and min is not None and max is not None:
        raise not_implemented("clamp_cpu", input)
    if min is not None:
        input = np.maximum(input, min)
    return np.minimum(input, max) if max is not None else input


def _inside(input: Any, min: Any, max: Any) -> Any:
    """Where clamp leaves the input alone; both borders count as inside."""
    if min is None:
        return input <= max
    if max is None:
        return input >= min
    return (input >= min) & (input <= max)


def _at_min(input: Any, min: Any, max: Any) -> Any:
    return input < min if max is None else (input < min) & (min < max)


def _at_max(input: Any, min: Any, max: Any) -> Any:
    return input > max if min is None else (input > max) | (min > max)


clamp_.derivative(
    input=lambda grad, input, min, max: where(_inside(input, min, max), grad, 0.0),
    min=lambda grad, input, min, max: where(_at_min(input, min, max), grad, 0.0),
    max=lambda grad, input, min, max: where(_at_max(input, min, max), grad, 0.0),
)


@op(promote="common", node=lambda input, min: f"ClampBackward{0 if are_tensors(min) else 1}")
def clamp__(input: Array, min: Array, *, max: None = None) -> Array:
    """`clamp_` with a bound below alone, its most frequent call."""
    if input.dtype == bool:
        return clamp_.forward(input, min)
    return np.maximum(input, min)


clamp__.derivative(
    input=lambda grad, input, min: masked(grad, input >= min),
    min=lambda grad, input, min, max: where(_at_min(input, min, max), grad, 0.0),
)


def clamp(input: TensorLike, min: Any = None, max: Any = None, *, out: Any = None) -> Any:
    """Limit the input to [min, max]; the bounds are two numbers or two tensors, one may be None.

    Shape: (*) -> (*), the common dtype. Where min > max, the result is max.
    Derivative: 1 inside and on the border, else 0.
    Raises RuntimeError when both bounds are None, TypeError for a tensor beside a number, unless
    it stands for a number itself: 0-d, without a gradient.
    Source: torch.clamp.
    """
    if max is None and out is None and (min.__class__ in PLAIN_NUMBERS or isinstance(min, Value)):
        return clamp__(input, min)
    if min is None and max is None:
        raise RuntimeError("torch.clamp: At least one of 'min' or 'max' must not be None")
    if min is not None and max is not None and isinstance(min, Value) != isinstance(max, Value):
        min, max = plain(min), plain(max)
    if min is not None and max is not None and isinstance(min, Value) != isinstance(max, Value):
        raise TypeError(
            "clamp() takes two numbers or two tensors as 'min' and 'max', not a tensor beside a "
            "number: write the number as a tensor too"
        )
    return clamp_(input, min, max, out=out)


clip = clamp


@op(
    promote="common",
    numbers="other",
    node=lambda input, min: f"ClampMinBackward{1 if are_tensors(min) else 0}",
)
def clamp_min(input: Array, min: Array) -> Array:
    """input, but not below min (a number or a tensor). Source: torch.clamp_min."""
    return np.maximum(input, min)


@op(
    promote="common",
    numbers="other",
    node=lambda input, max: f"ClampMaxBackward{1 if are_tensors(max) else 0}",
)
def clamp_max(input: Array, max: Array) -> Array:
    """input, but not above max (a number or a tensor). Source: torch.clamp_max."""
    return np.minimum(input, max)


clamp_min.derivative(
    input=lambda grad, input, min: where(input >= min, grad, 0.0),
    min=lambda grad, input, min: where(input < min, grad, 0.0),
)
clamp_max.derivative(
    input=lambda grad, input, max: where(input <= max, grad, 0.0),
    max=lambda grad, input, max: where(input > max, grad, 0.0),
)

# ---------------------------------------------------------------------------------- helpers


def plain(bound: Any) -> Any:
    """The number of a 0-d tensor that requires no gradient; anything else as it is."""
    if isinstance(bound, Value) and not (bound.array.ndim or bound.requires_grad):
        return bound.array.item()
    return bound


def are_tensors(*bounds: Any) -> bool:
    """Are the bounds tensors? PyTorch's nodes are numbered by that."""
    return any(isinstance(b, Value) for b in bounds)


def steps(name: str, input: Array) -> bool:
    """Is there anything to round? Raises NotImplementedError for bool tensors."""
    if input.dtype.kind == "b":
        raise not_implemented(f"{name}_vml_cpu", input)
    return bool(input.dtype.kind == "f")


__all__ = [
    "abs",
    "ceil",
    "clamp",
    "clamp_max",
    "clamp_min",
    "clip",
    "floor",
    "fmax",
    "fmin",
    "frac",
    "maximum",
    "minimum",
    "relu",
    "round",
    "sign",
    "trunc",
]
