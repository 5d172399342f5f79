"""The gamma function's family: lgamma, digamma, polygamma, zeta, the incomplete gamma functions.

Far out, all of them follow a short asymptotic series in 1/x; a recurrence carries small arguments
there, a reflection the negative ones. Source: Abramowitz and Stegun, Handbook of Mathematical
Functions, chapters 6 and 23.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from ... import errors
from ...graph import op
from ...nodes import Value
from .compare import check_floating, typed
from .functions import exp, log, narrow
from .special import no_half, which_number

Array = Any

BERNOULLI = (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510)  # B2, B4, …
FAR = 10  # from here on the asymptotic series have all digits of float64

# ------------------------------------------------------------------------------------ lgamma


@op(promote="float")
def lgamma(input: Array) -> Array:
    """log |Γ(input)|; infinite at 0, -1, -2, …. Derivative: digamma. Source: torch.lgamma."""
    return narrow(lgamma_of(input.astype(np.float64)), input)


@op(promote="float")
def digamma(input: Array) -> Array:
    """The derivative of lgamma; -inf at 0, NaN at -1, -2, …. Derivative: polygamma(1).

    Source: torch.digamma.
    """
    return narrow(digamma_of(input.astype(np.float64)), input)


lgamma.derivative(input=lambda grad, input: grad * digamma(input))


@op(promote="float")
def polygamma_(input: Array, *, n: int) -> Array:
    """The op behind `polygamma`."""
    x = input.astype(np.float64)
    if n == 0:
        return narrow(digamma_of(x), input)
    if n == 1:
        two = np.full_like(x, 2)
        mirror = (math.pi / np.sin(math.pi * x)) ** 2 - euler_maclaurin(two, 1 - x)
        return narrow(np.where(x < 0.5, mirror, euler_maclaurin(two, x)), input)
    sign = -1 if n % 2 == 0 else 1
    return narrow(sign * float(math.factorial(n)) * zeta_of(np.full_like(x, n + 1), x), input)


def polygamma(n: int, input: Any, *, out: Any = None) -> Any:
    """The n-th derivative of digamma: (-1)ⁿ⁺¹ n! ζ(n + 1, input).

    Shape: (*) -> (*), floating.   Raises RuntimeError for a negative n.   Source: torch.polygamma.
    """
    if not isinstance(n, int):
        raise TypeError(
            f"polygamma(): argument 'n' (position 1) must be int, not {errors.type_name(n)}"
        )
    if not isinstance(input, Value):
        raise errors.not_a_tensor("polygamma", "input", 2, input)
    if n < 0:
        raise RuntimeError("polygamma(n, x) does not support negative n.")
    return polygamma_(input, n=n, out=out)


digamma.derivative(input=lambda grad, input: grad * polygamma_(input, n=1))
polygamma_.derivative(input=lambda grad, input, n: grad * polygamma_(input, n=n + 1))


def mvlgamma(input: Any, p: int, *, out: Any = None) -> Any:
    """log of the gamma function of p dimensions: p (p - 1) / 4 log π + Σⱼ lgamma(input - j / 2).

    Raises RuntimeError for p below 1.   Source: torch.mvlgamma.
    """
    if not isinstance(input, Value):
        raise errors.not_a_tensor("mvlgamma", "input", 1, input)
    if p < 1:
        raise RuntimeError("p has to be greater than or equal to 1")
    if input.array.dtype.kind == "b":
        raise RuntimeError("The input tensor may not be a boolean tensor.")
    return mvlgamma_(input, p=p, out=out)


@op(promote="float")
def mvlgamma_(input: Array, *, p: int) -> Array:
    """The op behind `mvlgamma`."""
    x = input.astype(np.float64)
    parts = sum(lgamma_of(x - j / 2) for j in range(p))
    return narrow(parts + p * (p - 1) / 4 * math.log(math.pi), input)


def _mvlgamma_rule(grad: Any, input: Any, p: int) -> Any:
    slope = digamma(input)
    for j in range(1, p):
        slope = slope + digamma(input - j / 2)
    return grad * slope


mvlgamma_.derivative(input=_mvlgamma_rule)

# -------------------------------------------------------------------------------------- zeta


@op(
    promote="float",
    node=lambda input, other: f"SpecialZetaBackward{which_number(input, other)}",
)
def special_zeta(input: Array, other: Array) -> Array:
    """Hurwitz' zeta function Σₖ (other + k)^-input, for input > 1.

    Shape: (*), (*) -> broadcast (*); one may be a number. Derivative: for other only.
    Source: torch.special.zeta.
    """
    if not (hasattr(input, "dtype") or hasattr(other, "dtype")):
        raise TypeError("special_zeta() takes at least one Tensor")
    no_half("zeta", typed(input, other))
    s, q = np.broadcast_arrays(input, other)
    return narrow(zeta_of(s.astype(np.float64), q.astype(np.float64)), typed(input, other))


def _no_rule(name: str) -> Any:
    def rule(grad: Any) -> Any:
        raise NotImplementedError(f"the derivative for '{name}' is not implemented.")

    return rule


special_zeta.derivative(
    input=_no_rule("zeta"),
    other=lambda grad, input, other: -grad * (input * special_zeta(input + 1, other)),
)

# ------------------------------------------------------------------------- incomplete gamma


@op(promote="common", numbers=False)
def igamma(input: Array, other: Array) -> Array:
    """The share of ∫ tᵃ⁻¹ e⁻ᵗ dt that lies below other, for a = input: P(a, x), from 0 to 1.

    Shape: (*), (*) -> broadcast (*). NaN for negative arguments. Derivative: for other only.
    Source: torch.igamma.
    """
    check_floating("igamma_cpu", input)
    below, _ = shares(*np.broadcast_arrays(input.astype(np.float64), other.astype(np.float64)))
    return narrow(below, input)


@op(promote="common", numbers=False)
def igammac(input: Array, other: Array) -> Array:
    """The share that lies above: 1 - igamma(input, other). Source: torch.igammac."""
    check_floating("igammac_cpu", input)
    _, above = shares(*np.broadcast_arrays(input.astype(np.float64), other.astype(np.float64)))
    return narrow(above, input)


def _density(input: Any, other: Any) -> Any:
    """xᵃ⁻¹ e⁻ˣ / Γ(a)."""
    return exp((input - 1) * log(other) - other - lgamma(input))


igamma.derivative(
    input=_no_rule("igamma: input"),
    other=lambda grad, input, other: grad * _density(input, other),
)
igammac.derivative(
    input=_no_rule("igammac: input"),
    other=lambda grad, input, other: -grad * _density(input, other),
)

# --------------------------------------------------------------- the functions on raw float64


def polynomial(z: Array, coefficients: Sequence[float]) -> Array:
    """c₀ + c₁ z + c₂ z² + …, by Horner's rule."""
    result = 0 * z
    for c in reversed(coefficients):
        result = result * z + c
    return result


STIRLING = [b / ((2 * k) * (2 * k - 1)) for k, b in enumerate(BERNOULLI, 1)]


def stirling_rest(x: Array) -> Array:
    """lgamma(x) - [(x - ½) log x - x + ½ log 2π], for x >= FAR."""
    return polynomial(1 / (x * x), STIRLING) / x


def zeta_minus_one(k: int) -> float:
    """ζ(k) - 1 = Σₙ₌₂ n⁻ᵏ, by Euler and Maclaurin from n = FAR on."""
    head = math.fsum(n**-k for n in range(2, FAR))
    tail, term = FAR ** (1 - k) / (k - 1) + FAR**-k / 2, k * FAR ** (-k - 1) / 2
    for j, b in enumerate(BERNOULLI, 1):
        tail += b * term
        term *= (k + 2 * j - 1) * (k + 2 * j) / ((2 * j + 1) * (2 * j + 2)) / FAR**2
    return float(head + tail)


# lgamma(2 + z) = (1 - γ) z + Σₖ₌₂ (ζ(k) - 1) (-z)ᵏ / k, for |z| <= ½; keeps the digits near the
# zeros at 1 and 2
AROUND_TWO = [0, 1 - float(np.euler_gamma)]
AROUND_TWO += [zeta_minus_one(k) * (-1) ** k / k for k in range(2, 28)]


def lgamma_of(x: Array) -> Array:
    """log |Γ(x)|."""
    size = np.where(x < 0, 1 - x, x)  # reflected
    far, product = size, np.ones_like(size)
    for _ in range(FAR):
        low = far < FAR
        product = product * np.where(low, far, 1.0)
        far = far + low
    result = (far - 0.5) * (np.log(far) - 1) + (math.log(2 * math.pi) - 1) / 2
    result = result + stirling_rest(far) - np.log(product)
    z = np.minimum(np.where(size < 0.5, size, np.where(size < 1.5, size - 1, size - 2)), 0.5)
    near = polynomial(z, AROUND_TWO) - np.where(size < 1.5, np.log1p(z), 0.0)
    near = near - np.where(size < 0.5, np.log(size), 0.0)
    result = np.where(size < 2.5, near, result)
    mirror = math.log(math.pi) - np.log(np.abs(sin_pi(x))) - result
    return np.where(np.isinf(x), np.inf, np.where(x < 0, mirror, result))


def digamma_of(x: Array) -> Array:
    """The derivative of lgamma."""
    far = np.where(x < 0, 1 - x, x)
    steps = np.zeros_like(far)
    for _ in range(FAR):
        low = far < FAR
        steps = steps + np.where(low, 1 / far, 0.0)
        far = far + low
    square = 1 / (far * far)
    series = polynomial(square, [b / (2 * k) for k, b in enumerate(BERNOULLI, 1)]) * square
    result = np.log(far) - 0.5 / far - series - steps
    mirror = np.where(np.floor(x) == x, np.nan, result - math.pi * cos_pi(x) / sin_pi(x))
    return np.where(x == 0, np.copysign(np.inf, -x), np.where(x < 0, mirror, result))


def sin_pi(x: Array) -> Array:
    """sin(πx), exact at whole and half numbers."""
    rest = x - 2 * np.rint(x / 2)  # in [-1, 1]
    return np.sin(math.pi * np.where(np.abs(rest) > 0.5, np.sign(rest) - rest, rest))


def cos_pi(x: Array) -> Array:
    """cos(πx), exact at whole and half numbers."""
    return sin_pi(x - 2 * np.rint(x / 2) + 0.5)


def zeta_of(s: Array, q: Array) -> Array:
    """Σₖ (q + k)^-s; for q < 0 and a whole s, first the terms left of 0, then those right of it."""
    size = np.abs(q)
    first = size - np.floor(size)  # the distance from 0 of the last term on the left
    parity = 1 - 2 * (s % 2)
    left = euler_maclaurin(s, 1 - first) + parity * (
        euler_maclaurin(s, first) - euler_maclaurin(s, size + 1)
    )
    result = np.where(q > 0, euler_maclaurin(s, q), np.where(np.floor(s) == s, left, np.nan))
    result = np.where((q <= 0) & (np.floor(q) == q), np.inf, result)
    result = np.where((q == np.inf) | (s == np.inf) & (q > 1), np.nan, result)  # as PyTorch
    return np.where(s == 1, np.inf, np.where(s < 1, np.nan, result))


def euler_maclaurin(s: Array, q: Array) -> Array:
    """Σₖ (q + k)^-s for q > 0: FAR terms one by one, the rest as an integral with corrections."""
    head = sum((q + k) ** -s for k in range(FAR))
    a = q + FAR
    step = a**-s
    rest = step * a / (s - 1) + step / 2
    factor = s * step / a / 2  # s (s + 1) … (s + 2j - 2) a^(1 - s - 2j) / (2j)!
    for j, b in enumerate(BERNOULLI, 1):
        rest = rest + b * factor
        factor = factor * (s + 2 * j - 1) * (s + 2 * j) / ((2 * j + 1) * (2 * j + 2) * a * a)
    return head + np.where(step == 0, 0.0, rest)


def shares(a: Array, x: Array) -> tuple[Array, Array]:
    """(P, Q): the shares of ∫ tᵃ⁻¹ e⁻ᵗ dt below and above x.

    Below a + 1 a power series gives P; a small P or Q is never made as 1 - a large one.
    """
    mu = (x - a) / a
    deep = -a * (mu - np.log1p(mu)) - stirling_rest(a) - np.log(2 * math.pi * a) / 2
    peak = np.exp(np.where(a < FAR, a * np.log(x) - x - lgamma_of(a + 1), deep))  # xᵃ e⁻ˣ / Γ(a+1)
    right = x >= a + 1
    below = peak * rising_series(a, np.where(right, 0.0, x))
    above = peak * a * fraction(np.where(right, a, 1.0), np.where(right, x, 2.0))
    above = np.where(right, above, 1 - below)
    tiny = (x < 1) & (a < 1) & ~right
    above = np.where(tiny, above_small(np.where(tiny, a, 0.5), np.where(tiny, x, 0.5)), above)
    below = np.where(right, 1 - above, below)
    for edge, value in (((x == 0) & (a > 0), 0.0), ((a == 0) & (x > 0), 1.0)):
        below, above = np.where(edge, value, below), np.where(edge, 1 - value, above)
    for edge, value in ((np.isinf(a), 0.0), (np.isinf(x), 1.0)):
        below, above = np.where(edge, value, below), np.where(edge, 1 - value, above)
    wrong = (a < 0) | (x < 0) | ((a == 0) & (x == 0)) | (np.isinf(a) & np.isinf(x))
    wrong = wrong | (a != a) | (x != x)
    return np.where(wrong, np.nan, below), np.where(wrong, np.nan, above)


ROUNDS = 20_000  # enough for a = 10⁶, where √a terms count


def rising_series(a: Array, x: Array) -> Array:
    """1 + x / (a + 1) + x² / ((a + 1) (a + 2)) + …."""
    term = total = np.ones_like(x)
    for k in range(1, ROUNDS):
        term = term * x / (a + k)
        total = total + term
        if not np.any(term > 1e-17 * total):
            break
    return total


def fraction(a: Array, x: Array) -> Array:
    """1 / (x + 1 - a - 1 (1 - a) / (x + 3 - a - 2 (2 - a) / …)), by Lentz' method."""
    b = x + 1 - a
    c, d = np.full_like(x, 1e300), 1 / b
    result = d
    for k in range(1, ROUNDS):
        up = -k * (k - a)
        b = b + 2
        d = 1 / (up * d + b)
        c = b + up / c
        result = result * c * d
        if not np.any(np.abs(c * d - 1) > 1e-16):
            break
    return result


def above_small(a: Array, x: Array) -> Array:
    """Q for a, x < 1: 1 - xᵃ / Γ(a + 1) as one expm1, and the other terms of the series of P."""
    exponent = a * np.log(x) - lgamma_of(a + 1)
    term = total = 0 * x
    term = term + 1
    for k in range(1, 22):
        term = -term * x / k
        total = total + term / (a + k)
    return -np.expm1(exponent) - np.exp(exponent) * a * total


__all__ = ["digamma", "igamma", "igammac", "lgamma", "mvlgamma", "polygamma", "special_zeta"]
