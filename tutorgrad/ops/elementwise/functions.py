"""Smooth functions of one number: exponentials, roots, angles. Floating results.

Integers and bools are taken as the default floating dtype; float16 is computed in float32 and
rounded once.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...graph import op
from ...nodes import Value
from .compare import check_floating, where

Array = Any  # an array of any device

# ------------------------------------------------------------------- exponentials and roots


@op(promote="float")
def exp(input: Array) -> Array:
    """e to the power of input. Source: torch.exp."""
    return np.exp(input)


@op(promote="float")
def exp2(input: Array) -> Array:
    """2 to the power of input. Source: torch.exp2."""
    return np.exp2(input)


@op(promote="float")
def expm1(input: Array) -> Array:
    """exp(input) - 1, exact near 0. Source: torch.expm1."""
    return np.expm1(input)


exp.derivative(input=lambda grad, out: grad * out)
exp2.derivative(input=lambda grad, out: grad * out * math.log(2))
expm1.derivative(input=lambda grad, out: grad * (out + 1))


@op(promote="float")
def log(input: Array) -> Array:
    """Natural logarithm. Source: torch.log."""
    return np.log(input)


@op(promote="float", node="Log1PBackward0")
def log1p(input: Array) -> Array:
    """log(1 + input), exact near 0. Source: torch.log1p."""
    return np.log1p(input)


@op(promote="float")
def log2(input: Array) -> Array:
    """Logarithm to base 2. Source: torch.log2."""
    return np.log2(input)


@op(promote="float")
def log10(input: Array) -> Array:
    """Logarithm to base 10. Source: torch.log10."""
    return np.log10(input)


log.derivative(input=lambda grad, input: grad / input)
log1p.derivative(input=lambda grad, input: grad / (input + 1))
log2.derivative(input=lambda grad, input: grad / (input * math.log(2)))
log10.derivative(input=lambda grad, input: grad / (input * math.log(10)))


@op(promote="common", numbers=False)
def logaddexp(input: Array, other: Array) -> Array:
    """log(exp(input) + exp(other)) without overflow. Source: torch.logaddexp."""
    check_floating("logaddexp_cpu", input)
    return np.logaddexp(input, other)


logaddexp.derivative(
    input=lambda grad, input, other: grad / (1 + exp(other - input)),
    other=lambda grad, input, other: grad / (1 + exp(input - other)),
)


@op(promote="float")
def sqrt(input: Array) -> Array:
    """Square root; its derivative at 0 is infinite. Source: torch.sqrt."""
    return np.sqrt(input)


@op(promote="float")
def rsqrt(input: Array) -> Array:
    """1 / sqrt(input). Source: torch.rsqrt."""
    return narrow(1 / np.sqrt(widen(input)), input)


@op(promote="float")
def reciprocal(input: Array) -> Array:
    """1 / input. Source: torch.reciprocal."""
    return 1 / input


@op(node="PowBackward0")
def square(input: Array) -> Array:
    """input². A bool tensor gives int64. Source: torch.square (= pow(input, 2))."""
    return input * input if input.dtype.kind != "b" else input.astype(np.int64)


sqrt.derivative(input=lambda grad, out: grad / (2 * out))
rsqrt.derivative(input=lambda grad, out: grad * (out * out * out) * -0.5)
reciprocal.derivative(input=lambda grad, out: -grad * (out * out))
square.derivative(input=lambda grad, input: grad * (input * 2))

# ----------------------------------------------------------------------------------- angles


@op(promote="float")
def sin(input: Array) -> Array:
    """Sine of an angle in radians. Source: torch.sin."""
    return np.sin(input)


@op(promote="float")
def cos(input: Array) -> Array:
    """Cosine of an angle in radians. Source: torch.cos."""
    return np.cos(input)


@op(promote="float")
def tan(input: Array) -> Array:
    """Tangent of an angle in radians. Source: torch.tan."""
    return np.tan(input)


sin.derivative(input=lambda grad, input: grad * cos(input))
cos.derivative(input=lambda grad, input: grad * -sin(input))
tan.derivative(input=lambda grad, out: grad * (1 + out * out))


@op(promote="float")
def asin(input: Array) -> Array:
    """Inverse sine, in [-π/2, π/2]; NaN outside [-1, 1]. Source: torch.asin."""
    return np.arcsin(input)


@op(promote="float")
def acos(input: Array) -> Array:
    """Inverse cosine, in [0, π]; NaN outside [-1, 1]. Source: torch.acos."""
    return np.arccos(input)


@op(promote="float")
def atan(input: Array) -> Array:
    """Inverse tangent, in (-π/2, π/2). Source: torch.atan."""
    return np.arctan(input)


asin.derivative(input=lambda grad, input: grad * rsqrt(1 - input * input))
acos.derivative(input=lambda grad, input: grad * -rsqrt(1 - input * input))
atan.derivative(input=lambda grad, input: grad / (input * input + 1))


@op(promote="float", numbers=False)
def atan2(input: Array, other: Array) -> Array:
    """Angle of the point (other, input) in radians, in [-π, π]. Source: torch.atan2."""
    return np.arctan2(input, other)


def _over_radius(grad: Any, side: Any, input: Any, other: Any) -> Any:
    """grad · side / (input² + other²); 0 at the origin."""
    square = input * input + other * other
    return grad * side / where(square == 0, 1.0, square)


atan2.derivative(
    input=lambda grad, input, other: _over_radius(grad, other, input, other),
    other=lambda grad, input, other: _over_radius(grad, -input, input, other),
)

# -------------------------------------------------------------------- hyperbolic, logistic


@op(promote="float")
def sinh(input: Array) -> Array:
    """Hyperbolic sine. Source: torch.sinh."""
    return np.sinh(input)


@op(promote="float")
def cosh(input: Array) -> Array:
    """Hyperbolic cosine. Source: torch.cosh."""
    return np.cosh(input)


@op(promote="float")
def tanh(input: Array) -> Array:
    """Hyperbolic tangent. Source: torch.tanh."""
    return np.tanh(input)


sinh.derivative(input=lambda grad, input: grad * cosh(input))
cosh.derivative(input=lambda grad, input: grad * sinh(input))
tanh.derivative(input=lambda grad, out: grad * (1 - out * out))


@op(promote="float")
def asinh(input: Array) -> Array:
    """Inverse hyperbolic sine. Source: torch.asinh."""
    return np.arcsinh(input)


@op(promote="float")
def acosh(input: Array) -> Array:
    """Inverse hyperbolic cosine; NaN below 1. Source: torch.acosh."""
    return np.arccosh(input)


@op(promote="float")
def atanh(input: Array) -> Array:
    """Inverse hyperbolic tangent; NaN outside [-1, 1]. Source: torch.atanh."""
    return np.arctanh(input)


asinh.derivative(input=lambda grad, input: grad * rsqrt(input * input + 1))
acosh.derivative(input=lambda grad, input: grad * rsqrt(input * input - 1))
atanh.derivative(input=lambda grad, input: grad / (1 - input * input))


@op(promote="float")
def sigmoid(input: Array) -> Array:
    """Logistic function 1 / (1 + exp(-input)), between 0 and 1.

    Shape: (*) -> (*). Where exp overflows, 1 / inf is the right 0.
    Derivative: out (1 - out).   Source: torch.sigmoid.
    """
    power = np.exp(-widen(input))
    power += 1  # in place: for a large array, new memory costs more than the arithmetic
    return narrow(1 / power, input)


sigmoid.derivative(input=lambda grad, out: grad * ((1 - out) * out))

# ---------------------------------------------------------------------------------- helpers


def widen(array: Any) -> Any:
    """float16 as float32, for a formula of several steps; all else as it is.

    In a rule the engine rounds the result back to the dtype of the input.
    """
    if isinstance(array, Value):
        return array.cast(np.dtype(np.float32)) if array.array.dtype == np.float16 else array
    half = getattr(array, "dtype", None) == np.float16
    return array.astype(np.float32) if half else array


def narrow(result: Array, like: Array) -> Array:
    """Back to the dtype of `like`, rounded once."""
    return result.astype(like.dtype) if result.dtype != like.dtype else result


__all__ = [
    "acos",
    "acosh",
    "asin",
    "asinh",
    "atan",
    "atan2",
    "atanh",
    "cos",
    "cosh",
    "exp",
    "exp2",
    "expm1",
    "log",
    "log10",
    "log1p",
    "log2",
    "logaddexp",
    "narrow",
    "reciprocal",
    "rsqrt",
    "sigmoid",
    "sin",
    "sinh",
    "sqrt",
    "square",
    "tan",
    "tanh",
    "widen",
]
