"""Arithmetic: what the operators + - * / // % ** run.

Each operation stands with its derivative: `out` is the result, `grad` the gradient that arrives for
it. Shapes broadcast, dtypes mix; the engine sums the gradient back to each input's shape.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ... import dtypes, errors
from ...graph import op
from ...nodes import Value
from .compare import check_floating, no_bools, where, zeros
from .functions import log, narrow, widen

Array = Any  # an array of any device
TensorLike = Any  # a Tensor or a Python number

# --------------------------------------------------------------------- sum, difference, product


@op(promote="common", wraps_numbers=True)
def add(input: Array, other: Array, *, alpha: float = 1) -> Array:
    """input + alpha · other, elementwise with broadcasting.

    Shape: (*), (*) -> broadcast (*), the common dtype. Raises RuntimeError for integers with a
    floating alpha.   Source: torch.add.
    """
    if alpha == 1:
        return input + other
    check_alpha(input, other, alpha)
    return narrow(widen(input) + alpha * widen(other), input)


@op(promote="common", wraps_numbers=True)
def sub_(input: Array, other: Array, *, alpha: float = 1) -> Array:
    """input - alpha · other, elementwise."""
    if alpha == 1:
        return input - other
    check_alpha(input, other, alpha)
    return narrow(widen(input) - alpha * widen(other), input)


@op(
    promote="common",
    node=lambda input, other, **_: f"RsubBackward{0 if isinstance(other, Value) else 1}",
)
def rsub_(input: Array, other: Array, *, alpha: float = 1) -> Array:
    """other - alpha · input, elementwise."""
    if alpha.__class__ is int and alpha == 1:
        return other - input
    check_alpha(input, other, alpha)
    return other - alpha * input


def _scaled(grad: Any, alpha: float) -> Any:
    return grad if alpha == 1 else grad * alpha


add.derivative(
    input=lambda grad: grad, other=lambda grad, alpha: grad if alpha == 1 else grad * alpha
)
sub_.derivative(input=lambda grad: grad, other=lambda grad, alpha: -_scaled(grad, alpha))
rsub_.derivative(input=lambda grad, alpha: -_scaled(grad, alpha), other=lambda grad: grad)


def sub(input: TensorLike, other: TensorLike, *, alpha: float = 1, out: Any = None) -> Any:
    """input - alpha · other, elementwise with broadcasting.

    Shape: (*), (*) -> broadcast (*), the common dtype. Raises RuntimeError for bool tensors, and
    for integers with a floating alpha.   Source: torch.sub.
    """
    no_bool_difference(input, other)
    if out is None and alpha.__class__ is int and alpha == 1:
        return sub_(input, other)
    return sub_(input, other, alpha=alpha, out=out)


def rsub(input: TensorLike, other: TensorLike, *, alpha: float = 1) -> Any:
    """other - alpha · input: what Python runs for `1 - x`. See `sub`. Source: torch.rsub."""
    if not isinstance(input, Value):
        forms = ["Tensor input, Tensor other, *, Number alpha = 1"]
        forms.append("Tensor input, Number other, Number alpha = 1")
        raise errors.no_overload("rsub", (input, other), forms)
    no_bool_difference(input, other)
    if alpha.__class__ is int and alpha == 1:
        return rsub_(input, other)
    return rsub_(input, other, alpha=alpha)


@op(promote="common", wraps_numbers=True)
def mul(input: Array, other: Array) -> Array:
    """input · other, elementwise with broadcasting.

    Shape: (*), (*) -> broadcast (*), the common dtype.   Source: torch.mul.
    """
    return input * other


mul.derivative(input=lambda grad, other: grad * other, other=lambda grad, input: grad * input)


@op
def neg(input: Array) -> Array:
    """-input. Raises RuntimeError for bool tensors. Source: torch.neg."""
    if input.dtype.kind == "b":
        raise RuntimeError(
            "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to "
            "invert a mask, use the `~` or `logical_not()` operator instead."
        )
    return -input


neg.derivative(input=lambda grad: -grad)


def positive(input: Any) -> Any:
    """The input itself: what `+x` runs. Raises RuntimeError for bool tensors.

    Source: torch.positive.
    """
    if not isinstance(input, Value):
        raise errors.not_a_tensor("positive", "input", 1, input)
    if input.array.dtype.kind == "b":
        raise RuntimeError("The `+` operator, on a bool tensor is not supported.")
    return input


# --------------------------------------------------------------------------------- division


@op(promote="float", wraps_numbers=True, node="DivBackward0")
def true_divide(input: Array, other: Array) -> Array:
    """input / other in floating point; x / 0 is inf or NaN. Source: torch.true_divide."""
    return input / other


true_divide.derivative(
    input=lambda grad, other: grad / other,
    other=lambda grad, input, other: -grad * (input / other / other),
)


@op(promote="common", node="NotImplemented")
def floor_divide(input: Array, other: Array) -> Array:
    """input / other rounded toward minus infinity: what `//` runs.

    Raises RuntimeError "ZeroDivisionError" for integers divided by 0; floats give inf or NaN.
    Has no derivative: a backward that reaches it raises RuntimeError.   Source: torch.floor_divide.
    """
    return rounded_quotient(input, other, "floor")


def _no_rule(name: str) -> RuntimeError:
    return RuntimeError(f"derivative for aten::{name} is not implemented")


def _floor_divide_rule(grad: Any) -> Any:
    raise _no_rule("floor_divide")


floor_divide.derivative(input=_floor_divide_rule, other=_floor_divide_rule)


@op(promote="common", wraps_numbers=True, node="DivBackward2")
def div_(input: Array, other: Array, *, rounding_mode: str) -> Array:
    """input / other rounded down ("floor") or toward zero ("trunc"); the derivative is 0."""
    return rounded_quotient(input, other, rounding_mode)


div_.derivative(  # flat between the jumps; like PyTorch's, the rules hold on to the divisor
    input=lambda grad, other: zeros(grad), other=lambda grad, other: zeros(grad)
)


def div(
    input: TensorLike, other: TensorLike, *, rounding_mode: str | None = None, out: Any = None
) -> Any:
    """input / other: true division, or rounded down ("floor") or toward zero ("trunc").

    Raises RuntimeError for another rounding mode, and for integers divided by 0 with rounding.
    Source: torch.div.
    """
    if not isinstance(other, Value | int | float):
        raise errors.not_a_tensor("div", "other", 2, other)
    if rounding_mode is None:
        return true_divide(input, other, out=out)
    if rounding_mode not in ("floor", "trunc"):
        raise RuntimeError(
            "div expected rounding_mode to be one of None, 'trunc', or 'floor' but found "
            f"'{rounding_mode}'"
        )
    return div_(input, other, rounding_mode=rounding_mode, out=out)


@op(promote="common", node=lambda input, other: remainder_node("Remainder", input, other))
def remainder(input: Array, other: Array) -> Array:
    """input - other · floor(input / other), with the sign of the divisor: what `%` runs.

    Raises RuntimeError for integers modulo 0; floats give NaN.   Derivative: 1 for input;
    -floor(input / other) for a divisor tensor.   Source: torch.remainder.
    """
    check_divisor(input, other, "remainder_cpu")
    if typed_kind(input, other) != "f":
        return np.remainder(input, other)
    rest = np.fmod(input, other)
    return np.where((rest != 0) & ((rest < 0) != (other < 0)), rest + other, rest)


@op(promote="common", node=lambda input, other: remainder_node("Fmod", input, other))
def fmod_(input: Array, other: Array) -> Array:
    """The op behind `fmod`."""
    check_divisor(input, other, "fmod_cpu")
    return np.fmod(input, other)


def _divisor_rule(mode: str) -> Any:
    def rule(grad: Any, input: Any, other: Any) -> Any:
        if not hasattr(input, "dtype"):  # a number: PyTorch has no rule for `2 % x`
            raise _no_rule("remainder")
        return -grad * div_(input, other, rounding_mode=mode)

    return rule


remainder.derivative(input=lambda grad: grad, other=_divisor_rule("floor"))
fmod_.derivative(input=lambda grad: grad, other=_divisor_rule("trunc"))


def fmod(input: TensorLike, other: TensorLike, *, out: Any = None) -> Any:
    """input - other · trunc(input / other), with the sign of the dividend.

    Shape: (*), (*) or a number -> broadcast (*), the common dtype.
    Raises TypeError when input is a number, RuntimeError for integers and a divisor 0.
    Source: torch.fmod.
    """
    if not isinstance(input, Value):
        forms = ("Tensor other", "Number other")
        raise errors.no_overload(
            "fmod", (input, other), [f"Tensor input, {f}, *, Tensor out = None" for f in forms]
        )
    return fmod_(input, other, out=out)


# ----------------------------------------------------------------------------------- powers


@op(promote="common", node=lambda input, exponent: f"PowBackward{pow_overload(input, exponent)}")
def pow(input: Array, exponent: Array) -> Array:
    """input to the power of exponent, elementwise with broadcasting; 0 ** 0 is 1.

    Shape: (*), (*) -> broadcast (*), the common dtype. Raises RuntimeError for an integer tensor
    to a negative integer number, NotImplementedError for two bools.   Source: torch.pow.
    """
    if typed_kind(input, exponent) == "f":
        return float_power_of(input, exponent)
    if isinstance(exponent, bool):  # of a bool tensor
        return input.copy() if exponent else np.ones_like(input)
    no_bools(input, exponent, "pow")
    if np.any(exponent < 0):
        if np.ndim(exponent) == 0 and isinstance(exponent, np.generic):  # came as a number
            raise RuntimeError("Integers to negative integer powers are not allowed.")
        return integer_power(input, exponent)
    return np.power(input, exponent)


def _pow_input_rule(grad: Any, input: Any, exponent: Any) -> Any:
    if isinstance(exponent, int | float):
        if exponent == 0:
            return zeros(grad)
        if exponent == 2:
            return grad * (input * 2)
        return grad * (input ** (exponent - 1) * exponent)
    return grad * where(exponent == 0, 0.0, exponent * input ** (exponent - 1))


def _pow_exponent_rule(grad: Any, input: Any, exponent: Any, out: Any) -> Any:
    if isinstance(input, int | float):  # PowBackward2: the base is a number
        if input == 0:
            return grad * where(exponent >= 0, 0.0, out * -math.inf)
        return grad * (out * (math.log(input) if input > 0 else math.nan))
    return grad * where((input == 0) & (exponent >= 0), 0.0, out * log(input))


pow.derivative(input=_pow_input_rule, exponent=_pow_exponent_rule)


def float_power(input: TensorLike, exponent: TensorLike, *, out: Any = None) -> Any:
    """`pow` in float64, whatever comes in. Source: torch.float_power."""
    for name, position, x in (("input", 1, input), ("exponent", 2, exponent)):
        if not isinstance(x, Value | int | float):
            raise errors.not_a_tensor("float_power", name, position, x)
    double = dtypes.float64.numpy
    wide = [x.cast(double) if isinstance(x, Value) else float(x) for x in (input, exponent)]
    return pow(*wide, out=out)


# ---------------------------------------------------------------------- three at a time


@op(promote="common", numbers=False)
def addcmul(input: Array, tensor1: Array, tensor2: Array, *, value: float = 1) -> Array:
    """input + value · tensor1 · tensor2. Source: torch.addcmul."""
    no_bools(input, tensor1, "addcmul_cpu_out")
    return narrow(widen(input) + value * widen(tensor1) * widen(tensor2), input)


addcmul.derivative(
    input=lambda grad: grad,
    tensor1=lambda grad, tensor2, value: grad * (tensor2 * value),
    tensor2=lambda grad, tensor1, value: grad * (tensor1 * value),
)


@op(promote="common", numbers=False)
def addcdiv(input: Array, tensor1: Array, tensor2: Array, *, value: float = 1) -> Array:
    """input + value · tensor1 / tensor2, for floating tensors.

    Raises RuntimeError for integers.   Source: torch.addcdiv.
    """
    if tensor2.dtype.kind != "f":
        raise RuntimeError(
            "Integer division with addcdiv is no longer supported, and in a future  release "
            "addcdiv will perform a true division of tensor1 and tensor2. The historic addcdiv "
            "behavior can be implemented as (input + value * torch.trunc(tensor1 / tensor2))"
            ".to(input.dtype) for integer inputs and as (input + value * tensor1 / tensor2) for "
            "float inputs. The future addcdiv behavior is just the latter implementation: "
            "(input + value * tensor1 / tensor2), for all dtypes."
        )
    return narrow(widen(input) + value * widen(tensor1) / widen(tensor2), input)


addcdiv.derivative(
    input=lambda grad: grad,
    tensor1=lambda grad, tensor2, value: grad * (value / tensor2),
    tensor2=lambda grad, tensor1, tensor2, value: -grad * (tensor1 * value / (tensor2 * tensor2)),
)


@op(node=lambda input, end, weight: lerp_node(weight))
def lerp(input: Array, end: Array, weight: Array) -> Array:
    """input + weight · (end - input): the point between two, weight a number or a tensor.

    Raises RuntimeError when the dtypes differ.   Source: torch.lerp.
    """
    if not hasattr(end, "dtype"):
        raise errors.not_a_tensor("lerp", "end", 2, end)
    for name, array in (("end", end), ("weight", weight)):
        if hasattr(array, "dtype") and array.dtype != input.dtype and (array.ndim or name == "end"):
            found, wanted = (dtypes.of_array(a).cpp_name for a in (array, input))
            raise RuntimeError(f"expected dtype {wanted} for `{name}` but got dtype {found}")
        errors.check_broadcast(input.shape, getattr(array, "shape", ()))
    check_floating(f"lerp_kernel_{'tensor' if hasattr(weight, 'dtype') else 'scalar'}", end)
    near = np.asarray(weight) < 0.5 if not hasattr(weight, "dtype") else weight < 0.5
    step = end - input
    return np.where(near, input + weight * step, end - step * (1 - weight))


lerp.derivative(
    input=lambda grad, weight: grad * (1 - weight),
    end=lambda grad, weight: grad * weight,
    weight=lambda grad, input, end: grad * (end - input),
)

# ---------------------------------------------------------------------------------- helpers


def typed_kind(input: Array, other: Array) -> str:
    """NumPy's kind letter of two arguments of one dtype, one of which may be a number."""
    return str(typed(input, other).kind)


def typed(input: Array, other: Array) -> Any:
    """The dtype of two arguments of one dtype, one of which may be a number."""
    return (input if hasattr(input, "dtype") else other).dtype


TWO_BOOLS = (
    "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or "
    "`logical_xor()` operator instead."
)


def no_bool_difference(input: TensorLike, other: TensorLike) -> None:
    """Raise for a difference with bools, tensors or numbers, as PyTorch words it."""
    one = input.array.dtype.kind == "b" if isinstance(input, Value) else input.__class__ is bool
    two = other.array.dtype.kind == "b" if isinstance(other, Value) else other.__class__ is bool
    if one and two:
        raise RuntimeError(TWO_BOOLS)
    if one or two:
        raise RuntimeError(
            "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying "
            "to invert a mask, use the `~` or `logical_not()` operator instead."
        )


def check_alpha(input: Array, other: Array, alpha: float) -> None:
    if isinstance(alpha, float) and typed_kind(input, other) != "f":
        raise RuntimeError(
            "For integral input tensors, argument alpha must not be a floating point number."
        )


def check_divisor(input: Array, other: Array, kernel: str) -> None:
    """Raise for bools, and for integers divided by 0."""
    no_bools(input, other, kernel)
    if typed_kind(input, other) != "f" and np.any(np.equal(other, 0)):
        raise RuntimeError("ZeroDivisionError")


def rounded_quotient(input: Array, other: Array, mode: str) -> Array:
    """input / other rounded "floor" or "trunc", without leaving the integers."""
    check_divisor(input, other, f"div_{mode}_cpu")
    if typed_kind(input, other) == "f":
        if mode == "trunc":
            return np.trunc(input / other)
        return floor_quotient(input, other)
    quotient = np.floor_divide(input, other)
    if mode == "floor":
        return quotient
    inexact = quotient * other != input
    return quotient + (inexact & ((input < 0) != (other < 0))).astype(quotient.dtype)


def floor_quotient(input: Array, other: Array) -> Array:
    """floor(input / other) of floats: right where the division rounds up, NaN where input is inf.

    float16 is divided by a single number in float32. NumPy's floor_divide rounds float16 otherwise,
    CuPy's rounds the quotient first.   Source: PyTorch, div_floor_floating (c10, generic_math.h).
    """
    if getattr(other, "size", 1) == 1 and typed(input, other) == np.float16:
        one = np.float32(1)
        return floor_quotient(input * one, other * one).astype(np.float16)
    rest, ratio = np.fmod(input, other), input / other
    whole = (input - rest) / other - ((rest != 0) & ((rest < 0) != (other < 0)))
    down = np.floor(whole)
    down = np.where(whole == 0, np.copysign(whole, ratio), down + (whole - down > 0.5))
    return np.where(np.equal(other, 0), ratio, down)


def integer_power(input: Array, exponent: Array) -> Array:
    """Integer powers where some exponent is negative: only ±1 survive, as in C++."""
    positive = np.power(input, np.maximum(exponent, 0))
    unit = np.where(input == 1, 1, np.where(input == -1, 1 - 2 * (exponent % 2), 0))
    return np.where(exponent >= 0, positive, unit).astype(positive.dtype)


def float_power_of(input: Array, exponent: Array) -> Array:
    """Floating powers; the common exponents without the general, slower `np.power`."""
    if isinstance(exponent, int | float):
        if exponent == 2:
            return input * input
        if exponent == 3:
            return input * input * input
        if exponent == 0.5:
            return np.sqrt(input)
    return np.power(input, exponent)


def pow_overload(input: Any, exponent: Any) -> int:
    """PyTorch's number for pow: 0 exponent is a number, 1 both tensors, 2 the base is a number."""
    if not isinstance(input, Value):
        return 2
    return 1 if isinstance(exponent, Value) else 0


def remainder_node(name: str, input: Any, other: Any) -> str:
    if not isinstance(input, Value):
        return "NotImplemented"
    return f"{name}Backward{1 if isinstance(other, Value) else 0}"


def lerp_node(weight: Any) -> str:
    return f"LerpBackward{1 if isinstance(weight, Value) else 0}"


__all__ = [
    "add",
    "addcdiv",
    "addcmul",
    "div",
    "float_power",
    "floor_divide",
    "fmod",
    "lerp",
    "mul",
    "neg",
    "positive",
    "pow",
    "remainder",
    "rsub",
    "sub",
    "true_divide",
]
