"""The normal distribution: its share below x, the inverse of that, and what they are made of.

Source: Abramowitz and Stegun, Handbook of Mathematical Functions, chapters 7 and 26.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...graph import op
from .compare import typed, where, zeros
from .functions import exp, log, log1p, narrow
from .special import END, erf_of, erfc_of, no_half, scaled_erfc_of, which_number

Array = Any
ROOT2 = math.sqrt(2)
SLOPE = 2 / math.sqrt(math.pi)  # of erf at 0

# -------------------------------------------------------------------- the inverse of erf


@op(promote="float")
def erfinv(input: Array) -> Array:
    """The x with erf(x) = input; ±inf at ±1, NaN beyond. Source: torch.erfinv."""
    y = input.astype(np.float64)
    x = erf_inverse(np.abs(y), 1 - np.abs(y))
    return narrow(np.where(y < 0, -x, np.where(y == 0, y, x)), input)


@op(promote="float")
def special_ndtri(input: Array) -> Array:
    """The x below which the share `input` of a normal distribution lies: the inverse of ndtr.

    Source: torch.special.ndtri.
    """
    no_half("ndtri", input)
    p = input.astype(np.float64)
    tail = 2 * np.minimum(p, 1 - p)
    x = ROOT2 * erf_inverse(1 - tail, tail)
    return narrow(np.where(p < 0.5, -x, x), input)


erfinv.derivative(input=lambda grad, out: grad * (exp(out * out) * (1 / SLOPE)))
special_ndtri.derivative(
    input=lambda grad, out: grad * (exp(out * out * 0.5) * math.sqrt(2 * math.pi))
)


def erf_inverse(y: Array, q: Array) -> Array:
    """The x >= 0 with erf(x) = y, that is erfc(x) = q = 1 - y.

    A guess to three digits, then Newton's steps: on erf in the middle, on log(erfc) in the tail.
    Source: S. Winitzki, A handy approximation for the error function and its inverse (2008).
    """
    middle, a = q > 0.5, 0.147
    level = np.where(middle, np.log1p(-y * y), np.log(q * (1 + y)))
    half = 2 / (math.pi * a) + level / 2
    x = np.sqrt(-level / a / (np.sqrt(half * half - level / a) + half))
    for _ in range(4):
        scaled = erfcx_of(x)
        tail = (np.log(scaled) - x * x - np.log(q)) * scaled
        x = x + np.where(middle, (y - erf_of(x)) * np.exp(x * x), tail) / SLOPE
    return np.where(q == 0, np.inf, np.where(q < 0, np.nan, x))


# ------------------------------------------------------------------------- normal shares


@op(promote="float")
def special_erfcx(input: Array) -> Array:
    """e^(input²) erfc(input), which does not vanish far out. Source: torch.special.erfcx."""
    no_half("erfcx", input)
    return narrow(erfcx_of(input.astype(np.float64)), input)


def erfcx_of(x: Array) -> Array:
    """e^(x²) erfc(x)."""
    size = np.abs(x)
    inverse = 0.5 / np.maximum(size, END) ** 2
    far = np.zeros_like(size)
    for k in range(9, 0, -1):  # Σ (-1)ᵏ (2k - 1)!! / (2x²)ᵏ
        far = (far + 1) * (-(2 * k - 1)) * inverse
    far = (far + 1) / (size * math.sqrt(math.pi))
    right = np.where(size < END, scaled_erfc_of(size), far)
    return np.where(x < 0, 2 * np.exp(x * x) - right, right)


@op(promote="float", node="MulBackward1")
def special_ndtr(input: Array) -> Array:
    """The share of a normal distribution below input: (1 + erf(input / √2)) / 2.

    Source: torch.special.ndtr.
    """
    return narrow((1 + erf_of(input.astype(np.float64) / ROOT2)) / 2, input)


@op(promote="float")
def special_log_ndtr(input: Array) -> Array:
    """log(ndtr(input)), exact also far out on the left. Source: torch.special.log_ndtr."""
    no_half("log_ndtr", input)
    x = input.astype(np.float64) / ROOT2
    left = np.log(erfcx_of(np.maximum(-x, 0)) / 2) - x * x
    return narrow(np.where(x < 0, left, np.log1p(-erfc_of(x) / 2)), input)


def _normal_density(x: Any) -> Any:
    return exp(x * x * -0.5) * (1 / math.sqrt(2 * math.pi))


special_erfcx.derivative(input=lambda grad, input, out: grad * (input * out * 2 - SLOPE))
special_ndtr.derivative(input=lambda grad, input: grad * _normal_density(input))
special_log_ndtr.derivative(
    input=lambda grad, input, out: (
        grad * (exp(-(out + input * input * 0.5)) * (1 / math.sqrt(2 * math.pi)))
    )
)

# ------------------------------------------------------------------- x log x and its kind


@op(promote="float")
def special_entr(input: Array) -> Array:
    """-input · log(input), 0 at 0 and -inf below. Source: torch.special.entr."""
    x = input
    positive = -x * np.log(np.where(x > 0, x, 1))
    return narrow(np.where(x > 0, positive, np.where(x == 0, 0.0, np.where(x < 0, -np.inf, x))), x)


special_entr.derivative(input=lambda grad, input: grad * (-1 - log(input)))


@op(
    promote="float",
    node=lambda input, other: f"SpecialXlog1PyBackward{which_number(input, other)}",
)
def special_xlog1py(input: Array, other: Array) -> Array:
    """input · log1p(other), and 0 where input is 0 (unless other is NaN).

    Source: torch.special.xlog1py.
    """
    product = input * np.log1p(other)
    product = np.where(np.equal(input, 0) & np.equal(other, other), 0.0, product)
    return narrow(product, typed(input, other))


special_xlog1py.derivative(
    input=lambda grad, input, other: (
        grad * where((input == 0) & (other <= -1), 0.0, log1p(zeros(grad) + other))
    ),
    other=lambda grad, input, other: grad * (input / (other + 1)),
)


__all__ = [
    "erfinv",
    "special_entr",
    "special_erfcx",
    "special_log_ndtr",
    "special_ndtr",
    "special_ndtri",
    "special_xlog1py",
]
