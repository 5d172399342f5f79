"""Elementwise questions and choices: comparison, logic, bits, and `where`.

All but `where` answer in bools or integers, which have no derivative.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ... import dtypes, errors
from ...graph import op
from ..arguments import check_tensors

Array = Any  # an array of any device

# ----------------------------------------------------------------------------------- choice


@op(promote="common", promotes_from=1, wraps_numbers=True)
def where(condition: Array, input: Array, other: Array) -> Array:
    """input where condition is True, else other.

    Shape: (*), (*), (*) -> broadcast (*), the common dtype of input and other. Raises RuntimeError
    unless the condition is bool (or uint8).   Derivative: the gradient goes where the value came
    from.   Source: torch.where.
    """
    if not hasattr(condition, "dtype"):
        raise errors.not_a_tensor("where", "condition", 1, condition)
    if condition.dtype != np.bool_ and condition.dtype != np.uint8:
        raise RuntimeError(
            "where expected condition to be a boolean tensor, but got a tensor with dtype "
            f"{dtypes.of_array(condition).scalar_name}"
        )
    if is_nothing(other):
        return kept(input, condition)
    if is_nothing(input):
        return kept(other, np.logical_not(condition))
    return np.where(condition, input, other)


def kept(values: Array, mask: Array) -> Array:
    """values where the mask is True, else 0.

    The bits of floating numbers, read as integers, times the mask: exact for inf and NaN too, and
    0.08-0.4 of the time of `np.where`, which has to guess the next choice.
    """
    if getattr(values, "dtype", mask.dtype).kind != "f" or mask.dtype.kind != "b":
        return np.where(mask, values, 0)
    bits = values.view(BITS[values.dtype.itemsize])
    return (bits * mask).view(values.dtype)


BITS = {size: np.dtype(f"i{size}") for size in (2, 4, 8)}  # integers as wide as floats


def masked(grad: Any, mask: Any) -> Any:
    """grad where the mask is True, else 0: for rules, `where` without its checks if they can."""
    if grad.__class__ is np.ndarray and mask.__class__ is np.ndarray:
        return kept(grad, mask)
    return where(mask, grad, 0.0)


def is_nothing(number: Any) -> bool:
    """Is it the Python number 0, but not -0.0?"""
    return type(number) in (int, float) and not number and math.copysign(1, number) > 0


where.derivative(
    input=lambda grad, condition: where(condition, grad, 0.0),
    other=lambda grad, condition: where(condition, 0.0, grad),
)


@op
def zeros(input: Array) -> Array:
    """Zeros in the shape and dtype of the input: the gradient of a flat piece."""
    return np.zeros_like(input)


zeros.derivative(input=lambda grad: zeros(grad))

# ------------------------------------------------------------------------------- comparison


@op(promote="common", numbers="other")
def eq(input: Array, other: Array) -> Array:
    """input == other, elementwise, as a bool tensor. Source: torch.eq."""
    return np.equal(input, other)


@op(promote="common", numbers="other")
def ne(input: Array, other: Array) -> Array:
    """input != other, elementwise. Source: torch.ne."""
    return np.not_equal(input, other)


@op(promote="common", numbers="other")
def lt(input: Array, other: Array) -> Array:
    """input < other, elementwise. Source: torch.lt."""
    return np.less(input, other)


@op(promote="common", numbers="other")
def le(input: Array, other: Array) -> Array:
    """input <= other, elementwise. Source: torch.le."""
    return np.less_equal(input, other)


@op(promote="common", numbers="other")
def gt(input: Array, other: Array) -> Array:
    """input > other, elementwise. Source: torch.gt."""
    return np.greater(input, other)


@op(promote="common", numbers="other")
def ge(input: Array, other: Array) -> Array:
    """input >= other, elementwise. Source: torch.ge."""
    return np.greater_equal(input, other)


@op
def isnan(input: Array) -> Array:
    """Where the input is not a number. Source: torch.isnan."""
    return input != input


@op
def isinf(input: Array) -> Array:
    """Where the input is infinite. Source: torch.isinf."""
    return np.isinf(input)


@op
def isfinite(input: Array) -> Array:
    """Where the input is neither infinite nor NaN. Source: torch.isfinite."""
    return np.isfinite(input)


@op
def signbit(input: Array) -> Array:
    """Where the sign bit is set: negative numbers and -0. Source: torch.signbit."""
    return np.signbit(input) if input.dtype.kind == "f" else input < 0


def isclose(
    input: Any, other: Any, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False
) -> Any:
    """|input - other| <= atol + rtol · |other|, elementwise; equal infinities are close.

    Raises RuntimeError when the dtypes differ, or for a negative tolerance. Source: torch.isclose.
    """
    check_tensors("isclose", input=input, other=other)
    errors.check_broadcast(input.array.shape, other.array.shape)
    for position, (name, tolerance) in enumerate((("rtol", rtol), ("atol", atol)), 3):
        if not isinstance(tolerance, int | float):
            raise errors.wrong_kind("isclose", name, "float", tolerance, position)
        if tolerance < 0:
            raise RuntimeError(f"{name} must be greater than or equal to zero, but got {tolerance}")
    return isclose_(input, other, rtol=rtol, atol=atol, equal_nan=equal_nan)


@op
def isclose_(input: Array, other: Array, *, rtol: float, atol: float, equal_nan: bool) -> Array:
    """The op behind `isclose`."""
    if input.dtype != other.dtype:
        a, b = dtypes.of_array(input), dtypes.of_array(other)
        raise RuntimeError(f"{a.scalar_name} did not match {b.scalar_name}")
    close = input == other
    if equal_nan:
        close = close | ((input != input) & (other != other))
    if input.dtype.kind == "b":
        return close
    allowed = atol + np.abs(rtol * other)
    distance = np.maximum(input, other) - np.minimum(input, other)  # right for uint8 too
    return close | (np.isfinite(distance) & (distance <= allowed))


def allclose(
    input: Any, other: Any, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False
) -> bool:
    """Are all elements close? See `isclose`. Source: torch.allclose."""
    check_tensors("allclose", input=input, other=other)
    errors.check_broadcast(input.array.shape, other.array.shape)
    close = isclose(input, other, rtol=rtol, atol=atol, equal_nan=equal_nan)
    return bool(close.array.all())


def equal(input: Any, other: Any) -> bool:
    """Have two tensors the same shape and the same elements? Source: torch.equal."""
    check_tensors("equal", input=input, other=other)
    same = eq(input, other) if input.array.shape == other.array.shape else None
    return same is not None and bool(same.array.all())


# ------------------------------------------------------------------------------------ logic


@op
def logical_not(input: Array) -> Array:
    """True where the input is zero. Source: torch.logical_not."""
    return np.logical_not(input)


@op(promote="common", numbers=False)
def logical_and(input: Array, other: Array) -> Array:
    """Both nonzero, as a bool tensor. Source: torch.logical_and."""
    return np.logical_and(input, other)


@op(promote="common", numbers=False)
def logical_or(input: Array, other: Array) -> Array:
    """At least one nonzero, as a bool tensor. Source: torch.logical_or."""
    return np.logical_or(input, other)


@op(promote="common", numbers=False)
def logical_xor(input: Array, other: Array) -> Array:
    """Exactly one nonzero, as a bool tensor. Source: torch.logical_xor."""
    return np.logical_xor(input, other)


# ------------------------------------------------------------------------------------- bits


@op(promote="common")
def bitwise_and(input: Array, other: Array) -> Array:
    """input & other for integers and bools. Source: torch.bitwise_and."""
    no_floats(input, other, "bitwise_and_cpu")
    return np.bitwise_and(input, other)


@op(promote="common")
def bitwise_or(input: Array, other: Array) -> Array:
    """input | other for integers and bools. Source: torch.bitwise_or."""
    no_floats(input, other, "bitwise_or_cpu")
    return np.bitwise_or(input, other)


@op(promote="common")
def bitwise_xor(input: Array, other: Array) -> Array:
    """input ^ other for integers and bools. Source: torch.bitwise_xor."""
    no_floats(input, other, "bitwise_xor_cpu")
    return np.bitwise_xor(input, other)


@op
def bitwise_not(input: Array) -> Array:
    """Every bit flipped; for bools, logical not. Source: torch.bitwise_not."""
    if input.dtype.kind == "f":
        raise not_implemented("bitwise_not_cpu", input)
    return np.invert(input)


def invert(input: Any) -> Any:
    """What Python runs for `~x`: `bitwise_not`, with a TypeError for floating tensors."""
    if input.array.dtype.kind == "f":
        raise TypeError(
            "~ (operator.invert) is only implemented on integer and Boolean-type tensors"
        )
    return bitwise_not(input)


@op(promote="common")
def bitwise_left_shift(input: Array, other: Array) -> Array:
    """input << other for integers. Source: torch.bitwise_left_shift."""
    no_floats(input, other, "lshift_cpu")
    return np.left_shift(input, other)


@op(promote="common")
def bitwise_right_shift(input: Array, other: Array) -> Array:
    """input >> other for integers. Source: torch.bitwise_right_shift."""
    no_floats(input, other, "rshift_cpu")
    return np.right_shift(input, other)


# ---------------------------------------------------------------------------------- helpers


def not_implemented(kernel: str, array: Array) -> NotImplementedError:
    """PyTorch's error for a dtype that an operation has no code for."""
    name = dtypes.of_array(array).scalar_name
    return NotImplementedError(f"\"{kernel}\" not implemented for '{name}'")


def check_floating(kernel: str, input: Array) -> None:
    """Raise PyTorch's NotImplementedError unless the input is floating."""
    if input.dtype.kind != "f":
        raise not_implemented(kernel, input)


def typed(input: Array, other: Array) -> Array:
    """Of two arguments of the same dtype, one of which may be a number: the one with a dtype."""
    return input if hasattr(input, "dtype") else other


def no_floats(input: Array, other: Array, kernel: str) -> None:
    if typed(input, other).dtype.kind == "f":
        raise not_implemented(kernel, typed(input, other))


def no_bools(input: Array, other: Array, kernel: str) -> None:
    if typed(input, other).dtype.kind == "b":
        raise not_implemented(kernel, typed(input, other))


__all__ = [
    "allclose",
    "bitwise_and",
    "bitwise_left_shift",
    "bitwise_not",
    "bitwise_or",
    "bitwise_right_shift",
    "bitwise_xor",
    "eq",
    "equal",
    "ge",
    "gt",
    "invert",
    "isclose",
    "isfinite",
    "isinf",
    "isnan",
    "le",
    "logical_and",
    "logical_not",
    "logical_or",
    "logical_xor",
    "lt",
    "ne",
    "no_bools",
    "no_floats",
    "not_implemented",
    "signbit",
    "typed",
    "where",
    "zeros",
]
