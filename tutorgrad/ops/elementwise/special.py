"""Special functions: the error function, xlogy, logit, nan_to_num."""

from __future__ import annotations

import functools
import math
from typing import Any

import numpy as np

from ... import errors
from ...backend import blocks
from ...graph import op
from ...nodes import Value
from .compare import isfinite, not_implemented, typed, where, zeros
from .functions import exp, log, narrow, widen

Array = Any

# ------------------------------------------------------------------------ the error function


END = 26.0  # from here on erfc is below 1e-295: its digits no longer matter
LOW = 2 / (2 + END)


def scaled_erfc(u: Any) -> Any:
    """exp(x²) erfc(x) for x in [0, END]; u in [-1, 1] runs evenly over t = 2 / (2 + x)."""
    t = LOW + (1 - LOW) * (u + 1) / 2
    return np.array([math.exp(x * x) * math.erfc(x) for x in 2 / t - 2])


@functools.cache  # not at once: to load numpy.polynomial takes 5 ms
def series() -> Any:
    """As a function of t it is so smooth that a short Chebyshev series has all its digits."""
    return np.polynomial.chebyshev.chebinterpolate(scaled_erfc, 30).tolist()


def scaled_erfc_of(size: Array) -> Array:
    """exp(x²) erfc(x) of float64 numbers in [0, END], by Clenshaw's recurrence."""
    u = (2 / (2 + np.minimum(size, END)) - LOW) * (2 / (1 - LOW)) - 1
    one, two = 0 * u, 0 * u
    first, *others = series()
    for c in reversed(others):
        one, two = 2 * u * one - two + c, one
    return u * one - two + first


def erfc_of(x: Array) -> Array:
    """1 - erf(x) of float64 numbers; 2 - erfc(-x) on the left."""
    right = scaled_erfc_of(np.abs(x)) * np.exp(-x * x)
    return np.where(x < 0, 2 - right, right)


def erf_of(x: Array) -> Array:
    """erf of float64 numbers.

    Close to 0 by its power series, which keeps all digits there; elsewhere 1 - erfc.
    """
    small = np.minimum(np.abs(x), 0.5) * np.sign(x)
    term = total = small
    for n in range(1, 14):  # 0.5**27 / (27 · 13!) is below the precision of float64
        term = -term * small * small / n
        total = total + term / (2 * n + 1)
    near = total * (2 / math.sqrt(math.pi))
    return np.where(np.abs(x) < 0.5, near, 1 - erfc_of(x))


# x P(x²) is atanh(erf(x)): tanh of it is within 2.5e-7 of erf(x), for every float32 number, and 60
# times as fast as the series above. P: least largest error for 0 < x < 4, found by Lawson's method.
BEND = (
    1.12837927, 1.02769056e-1, -1.91830850e-4, -6.19784630e-4, 8.76373206e-5, -5.66847505e-6,
    1.41852218e-7,
)  # fmt: skip


def erf_of_single(x: Array) -> Array:
    """erf of float32 numbers, by Horner's rule."""
    result = np.empty_like(x)
    for part, out in blocks(x, result):
        square = part * part
        np.multiply(square, BEND[-1], out=out)
        for c in BEND[-2:0:-1]:
            out += c
            out *= square
        out += BEND[0]
        out *= part
        np.tanh(out, out=out)
    return result


@op(promote="float")
def erfc(input: Array) -> Array:
    """1 - erf(input), exact also where erf is close to 1. Source: torch.erfc."""
    return narrow(erfc_of(input.astype(np.float64)), input)


@op(promote="float")
def erf(input: Array) -> Array:
    """The error function 2/√π ∫₀ˣ exp(-t²) dt. Source: torch.erf."""
    if input.dtype == np.float64:
        return erf_of(input)
    return narrow(erf_of_single(widen(input)), input)


erf.derivative(input=lambda grad, input: grad * (exp(-input * input) * (2 / math.sqrt(math.pi))))
erfc.derivative(input=lambda grad, input: grad * (exp(-input * input) * (-2 / math.sqrt(math.pi))))

# ------------------------------------------------------- logarithms of chances, cleaning up


@op(promote="float", node=lambda input, other: f"XlogyBackward{which_number(input, other)}")
def xlogy(input: Array, other: Array) -> Array:
    """input · log(other), and 0 where input is 0 (unless other is NaN). Source: torch.xlogy."""
    product = input * np.log(other)
    product = np.where(np.equal(input, 0) & np.equal(other, other), 0.0, product)
    return narrow(product, typed(input, other))


xlogy.derivative(
    input=lambda grad, input, other: (
        grad * where((input == 0) & (other <= 0), 0.0, log(zeros(grad) + other))
    ),
    other=lambda grad, input, other: grad * (input / other),
)


def logit(input: Any, eps: float | None = None, *, out: Any = None) -> Any:
    """log(p / (1 - p)), the inverse of sigmoid; `eps` first limits p to [eps, 1 - eps].

    Source: torch.logit.
    """
    eps = None if eps is None else plain_float(eps, "logit", "eps")
    return logit_(input, eps=eps, out=out)


@op(promote="float")
def logit_(input: Array, *, eps: float | None = None) -> Array:
    """The op behind `logit`."""
    if eps is not None:
        input = np.minimum(np.maximum(input, eps), 1 - eps)
    return np.log(input / (1 - input))


def _logit_rule(grad: Any, input: Any, eps: float | None) -> Any:
    slope = grad / (input * (1 - input))
    if eps is None:
        return where((input < 0) | (input > 1), math.nan, slope)
    return where((input < eps) | (input > 1 - eps), 0.0, slope)


logit_.derivative(input=_logit_rule)


def nan_to_num(
    input: Any,
    nan: float | None = None,
    posinf: float | None = None,
    neginf: float | None = None,
    *,
    out: Any = None,
) -> Any:
    """NaN and infinities replaced: by 0 and the largest and smallest numbers unless given.

    Derivative: the gradient where nothing was replaced.   Source: torch.nan_to_num.
    """
    given = {"nan": nan, "posinf": posinf, "neginf": neginf}
    chosen = {
        name: None if value is None else plain_float(value, "nan_to_num", name, at)
        for at, (name, value) in enumerate(given.items(), 2)
    }
    return nan_to_num_(input, out=out, **{**chosen, "nan": chosen["nan"] or 0.0})


@op
def nan_to_num_(
    input: Array, *, nan: float, posinf: float | None = None, neginf: float | None = None
) -> Array:
    """The op behind `nan_to_num`."""
    if input.dtype.kind != "f":
        return input.copy()
    limit = np.finfo(input.dtype)
    high = float(limit.max) if posinf is None else posinf
    low = float(limit.min) if neginf is None else neginf
    result = np.where(input != input, input.dtype.type(nan), input)
    result = np.where(result == np.inf, input.dtype.type(high), result)
    return np.where(result == -np.inf, input.dtype.type(low), result)


nan_to_num_.derivative(input=lambda grad, input: where(isfinite(input), grad, 0.0))


def plain_float(value: Any, function: str, argument: str, position: int = 2) -> Any:
    """The number itself, or that of a 0-d tensor. Raises TypeError for all else."""
    if isinstance(value, Value) and not value.array.ndim:
        return value.array.item()
    if isinstance(value, int | float):
        return value
    raise errors.wrong_kind(function, argument, "float", value, position)


def no_half(name: str, input: Array) -> None:
    """Raise PyTorch's NotImplementedError for float16."""
    if input.dtype == np.float16:
        raise not_implemented(f"{name}_cpu", input)


def which_number(input: Any, other: Any) -> int:
    """PyTorch's number of a call: 0 with two tensors, 1 when input is a number, 2 when other is."""
    if not isinstance(input, Value):
        return 1
    return 0 if isinstance(other, Value) else 2


__all__ = ["erf", "erfc", "logit", "nan_to_num", "xlogy"]
