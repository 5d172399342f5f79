"""Signs, exponents and the parts of numbers; what complex functions say of real numbers."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ... import errors, return_types
from ...graph import op
from ...nodes import Value
from .arithmetic import typed_kind
from .compare import check_floating, not_implemented, typed, where, zeros
from .functions import cos, exp2, narrow, sin, widen

Array = Any
Tensor = Any

# ------------------------------------------------------------------------------------- signs


@op(
    promote="float",
    numbers="other",
    node=lambda input, other: f"CopysignBackward{0 if isinstance(other, Value) else 1}",
)
def copysign(input: Array, other: Array) -> Array:
    """The size of input with the sign of other (-0. is negative too). Source: torch.copysign."""
    return np.copysign(input, other)


copysign.derivative(
    input=lambda grad, input, out: (
        grad * where(input == 0, 0.0, out / where(input == 0, 1.0, input))
    ),
    other=lambda grad: zeros(grad),
)


@op
def sgn(input: Array) -> Array:
    """`sign`, of real numbers. Source: torch.sgn."""
    if input.dtype.kind == "b":
        return input.copy()
    return (input > 0).astype(input.dtype) - (input < 0).astype(input.dtype)


@op(promote="float")
def angle(input: Array) -> Array:
    """The angle to the positive axis: π for negative numbers, 0 for others, NaN for NaN.

    Source: torch.angle.
    """
    return narrow(np.where(input < 0, math.pi, np.where(input == input, 0.0, np.nan)), input)


sgn.derivative(input=lambda grad, input: zeros(input))  # as PyTorch, they hold on to the input
angle.derivative(input=lambda grad, input: zeros(input))


@op(promote="common", numbers=False, node="torch::autograd::NotImplemented")
def heaviside_(input: Array, values: Array) -> Array:
    """The op behind `heaviside`."""
    return narrow(np.where(input == 0, values, (input > 0).astype(input.dtype)), input)


def _no_rule(name: str) -> Any:
    def rule(grad: Any) -> Any:
        raise RuntimeError(f"derivative for aten::{name} is not implemented")

    return rule


heaviside_.derivative(input=_no_rule("heaviside"), values=_no_rule("heaviside"))


def heaviside(input: Tensor, values: Tensor, *, out: Any = None) -> Tensor:
    """The step: 0 below zero, 1 above, `values` at zero. It has no derivative.

    Raises RuntimeError when the dtypes differ.   Source: torch.heaviside.
    """
    for name, position, x in (("input", 1, input), ("values", 2, values)):
        if not isinstance(x, Value):
            raise errors.not_a_tensor("heaviside", name, position, x)
    if input.array.dtype != values.array.dtype:
        raise RuntimeError("heaviside is not yet implemented for tensors with different dtypes.")
    return heaviside_(input, values, out=out)


# --------------------------------------------------------------------- lengths and logarithms


@op(promote="common", numbers=False)
def hypot(input: Array, other: Array) -> Array:
    """√(input² + other²) without overflow. Source: torch.hypot."""
    check_floating("hypot_cpu", input)
    return np.hypot(input, other)


hypot.derivative(
    input=lambda grad, input, out: grad * (input / out),
    other=lambda grad, other, out: grad * (other / out),
)


@op(promote="common", numbers=False)
def logaddexp2(input: Array, other: Array) -> Array:
    """log₂(2^input + 2^other) without overflow. Source: torch.logaddexp2."""
    check_floating("logaddexp2_cpu", input)
    return np.logaddexp2(input, other)


logaddexp2.derivative(
    input=lambda grad, input, other: grad / (1 + exp2(other - input)),
    other=lambda grad, input, other: grad / (1 + exp2(input - other)),
)


@op(promote="float")
def sinc(input: Array) -> Array:
    """sin(πx) / (πx), and 1 at 0. Source: torch.sinc."""
    x = widen(input) * math.pi
    return narrow(np.where(x == 0, 1.0, np.sin(x) / np.where(x == 0, 1, x)), input)


def _sinc_rule(grad: Any, input: Any) -> Any:
    x = input * math.pi
    slope = (cos(x) * x - sin(x)) / (x * input)
    return where(input == 0, 0.0, grad * slope)


sinc.derivative(input=_sinc_rule)


@op(promote="float", node="Rad2DegBackward0")
def rad2deg(input: Array) -> Array:
    """An angle in degrees. Source: torch.rad2deg."""
    return input * (180 / math.pi)


@op(promote="float", node="Deg2RadBackward0")
def deg2rad(input: Array) -> Array:
    """An angle in radians. Source: torch.deg2rad."""
    return input * (math.pi / 180)


rad2deg.derivative(input=lambda grad: grad * (180 / math.pi))
deg2rad.derivative(input=lambda grad: grad * (math.pi / 180))

# --------------------------------------------------------------------------------- exponents


@op(promote="float", numbers=False)
def ldexp(input: Array, other: Array) -> Array:
    """input · 2^other. Source: torch.ldexp."""
    return input * np.exp2(other)


ldexp.derivative(
    input=lambda grad, other: grad * exp2(other),
    other=lambda grad, out: grad * out * math.log(2),
)


def frexp(input: Tensor, *, out: Any = None) -> Any:
    """(mantissa, exponent): input = mantissa · 2^exponent, ½ <= |mantissa| < 1, exponent int32.

    Derivative: of the mantissa, grad / 2^exponent.   Raises RuntimeError for integers.
    Source: torch.frexp.
    """
    if not isinstance(input, Value):
        raise errors.not_a_tensor("frexp", "input", 1, input)
    if input.array.dtype.kind != "f":
        raise RuntimeError("torch.frexp() only supports floating-point dtypes")
    exponent = exponent_of(input)
    mantissa = frexp_(input, exponent)
    if out is not None:
        mantissa, exponent = out[0].receive(mantissa, "frexp"), out[1].receive(exponent, "frexp")
    return return_types.frexp(mantissa, exponent)


@op
def exponent_of(input: Array) -> Array:
    """The exponent that `frexp` gives."""
    return np.frexp(input)[1]


@op
def frexp_(input: Array, exponent: Array) -> Array:
    """The mantissa of input."""
    return np.frexp(input)[0]


frexp_.derivative(input=lambda grad, exponent: grad / exp2(exponent))


@op(promote="common", numbers=False)
def nextafter(input: Array, other: Array) -> Array:
    """The next floating number after input in the direction of other. Source: torch.nextafter."""
    check_floating("nextafter_cpu", input)
    return np.nextafter(input, other)


nextafter.derivative(
    input=lambda grad, input, other: where(input == other, 0.0, grad),
    other=lambda grad: zeros(grad),
)

# ---------------------------------------------------------------------------- whole numbers


@op(promote="common", numbers=False)
def gcd(input: Array, other: Array) -> Array:
    """The greatest common divisor of integers. Source: torch.gcd."""
    check_whole("gcd_cpu", input, other)
    return np.gcd(input, other)


@op(promote="common", numbers=False)
def lcm(input: Array, other: Array) -> Array:
    """The least common multiple of integers. Source: torch.lcm."""
    check_whole("lcm_cpu", input, other)
    return np.lcm(input, other)


def check_whole(kernel: str, input: Array, other: Array) -> None:
    if typed_kind(input, other) not in "iu":
        raise not_implemented(kernel, typed(input, other))


# ------------------------------------------------------- complex functions of real numbers


def real(input: Tensor) -> Tensor:
    """The input itself, which is real. Source: torch.real."""
    return itself(input, "real")


def conj(input: Tensor) -> Tensor:
    """The input itself, which is real. Source: torch.conj."""
    return itself(input, "conj")


def conj_physical(input: Tensor, *, out: Any = None) -> Tensor:
    """The input itself, which is real. Source: torch.conj_physical."""
    result = itself(input, "conj_physical")
    return result if out is None else out.receive(result, "conj_physical")


def resolve_conj(input: Tensor) -> Tensor:
    """The input itself: no conjugation waits. Source: torch.resolve_conj."""
    return itself(input, "resolve_conj")


def resolve_neg(input: Tensor) -> Tensor:
    """The input itself: no sign waits. Source: torch.resolve_neg."""
    return itself(input, "resolve_neg")


def itself(input: Tensor, name: str) -> Tensor:
    if not isinstance(input, Value):
        raise errors.not_a_tensor(name, "input", 1, input)
    return input


def imag(input: Tensor) -> Tensor:
    """Raises RuntimeError: real numbers have no imaginary part. Source: torch.imag."""
    itself(input, "imag")
    raise RuntimeError("imag is not implemented for tensors with non-complex dtypes.")


@op
def isreal(input: Array) -> Array:
    """True everywhere, as there are no complex numbers. Source: torch.isreal."""
    return np.ones_like(input, dtype=np.bool_)


@op
def isposinf(input: Array) -> Array:
    """Where the input is +inf. Source: torch.isposinf."""
    return input == np.inf


@op
def isneginf(input: Array) -> Array:
    """Where the input is -inf. Source: torch.isneginf."""
    return input == -np.inf


__all__ = [
    "angle", "conj", "conj_physical", "copysign", "deg2rad", "frexp", "gcd", "heaviside", "hypot",
    "imag", "isneginf", "isposinf", "isreal", "lcm", "ldexp", "logaddexp2", "nextafter", "rad2deg",
    "real", "resolve_conj", "resolve_neg", "sgn", "sinc",
]  # fmt: skip
