"""The modified Bessel functions of the first kind, of order 0 and 1, plain and scaled by e^-|x|.

Close to 0 by the power series, whose terms all have one sign; far out by the asymptotic series.
Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 9.6.10 and 9.7.1.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...graph import op
from .compare import where
from .corners import sign
from .functions import narrow

Array = Any
BORDER = 20.0  # from here on the asymptotic series has all digits of float64


def scaled_bessel(x: Array, order: int) -> Array:
    """e^-|x| I(x) of order 0 or 1."""
    size = np.abs(x)
    half = np.minimum(size, BORDER) / 2
    near, far = 0 * half, 0 * half
    for k in range(48, 0, -1):  # Σ (x/2)²ᵏ / (k! (k + n)!)
        near = (near + 1) * (half * half / (k * (k + order)))
    near = (near + 1) * half**order * np.exp(-2 * half)
    inverse = 1 / np.maximum(size, BORDER)
    for k in range(28, 0, -1):  # Σ Πⱼ ((2j - 1)² - 4n²) / (k! (8x)ᵏ)
        far = (far + 1) * (((2 * k - 1) ** 2 - 4 * order**2) / (8 * k) * inverse)
    far = (far + 1) * np.sqrt(inverse / (2 * math.pi))
    result = np.where(size < BORDER, near, far)
    result = np.where(np.isinf(size), 0.0, np.where(size == size, result, np.nan))
    return np.where(x < 0, -result, result) if order else result


def bessel(x: Array, order: int) -> Array:
    """I(x) of order 0 or 1."""
    return scaled_bessel(x, order) * np.exp(np.abs(x))


@op(promote="float")
def i0(input: Array) -> Array:
    """Σ (x/2)²ᵏ / k!². Derivative: i1. Source: torch.i0."""
    return narrow(bessel(input.astype(np.float64), 0), input)


@op(promote="float")
def special_i1(input: Array) -> Array:
    """The derivative of i0; its own is i0 - i1 / input. Source: torch.special.i1."""
    return narrow(bessel(input.astype(np.float64), 1), input)


@op(promote="float", node="SpecialI0EBackward0")
def special_i0e(input: Array) -> Array:
    """e^-|input| i0(input), which does not overflow. Source: torch.special.i0e."""
    return narrow(scaled_bessel(input.astype(np.float64), 0), input)


@op(promote="float", node="SpecialI1EBackward0")
def special_i1e(input: Array) -> Array:
    """e^-|input| i1(input), which does not overflow. Source: torch.special.i1e."""
    return narrow(scaled_bessel(input.astype(np.float64), 1), input)


def _near_zero(slope: Any, input: Any) -> Any:
    """The slope of i1 and i1e: ½ at 0 (and at NaN, as in PyTorch)."""
    return where(away_from_zero(input), slope, 0.5)


def away_from_zero(input: Any) -> Any:
    return (input > 1e-15) | (input < -1e-15)


def _inverse(input: Any) -> Any:
    return 1 / where(away_from_zero(input), input, 1.0)


i0.derivative(input=lambda grad, input: grad * special_i1(input))
special_i1.derivative(
    input=lambda grad, input, out: grad * _near_zero(i0(input) - out * _inverse(input), input)
)
special_i0e.derivative(
    input=lambda grad, input, out: grad * (special_i1e(input) - sign(input) * out)
)
special_i1e.derivative(
    input=lambda grad, input, out: (
        grad * _near_zero(special_i0e(input) - out * (sign(input) + _inverse(input)), input)
    )
)


__all__ = ["i0", "special_i0e", "special_i1", "special_i1e"]
