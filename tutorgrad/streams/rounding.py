"""Arithmetic that rounds exactly as PyTorch's CPU code does, where NumPy's own does not.

Modern processors multiply and add in one instruction with one rounding (FMA, "fused
multiply-add"); NumPy cannot ask for it. And PyTorch has float32 versions of log, sin and cos of its
own. Both are built here from plain float64 operations.

Sources
  [1] S. Boldo, G. Melquiond: "Emulation of a FMA and correctly rounded sums: proved algorithms
      using rounding to odd", IEEE Transactions on Computers 57 (2008) 462-471.
  [2] D. E. Knuth: The Art of Computer Programming 2, section 4.2.2 (two_sum);
      T. J. Dekker: Numerische Mathematik 18 (1971) 224-242 (two_product).
  [3] S. L. Moshier: Cephes mathematical library (logf, sinf, cosf).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

Array = np.ndarray[Any, np.dtype[Any]]

# ================================================================ multiply-add with one rounding


def fma(x: Array, y: np.float32, z: np.float32) -> Array:
    """float32 x * y + z, rounded once ("fused"): exact product and sum in float64, then rounded.

    The sum in float64 is rounded too, in rare cases; that this second rounding shows in the result
    is possible (about once in 2**30) and was not seen in 24 million normal numbers.
    """
    return (np.multiply(x, y, dtype=np.float64) + z).astype(np.float32)


def two_sum(x: Array, y: Array | float) -> tuple[Array, Array]:
    """x + y as a rounded sum and its exact rounding error [2]."""
    total = x + y
    part = total - x
    return total, (x - (total - part)) + (y - part)


def two_product(x: Array, y: float) -> tuple[Array, Array]:
    """x * y as a rounded product and its exact rounding error [2]."""
    split = 2.0**27 + 1
    x_high = split * x - (split * x - x)
    y_high = split * y - (split * y - y)
    x_low, y_low = x - x_high, y - y_high
    product = x * y
    return product, ((x_high * y_high - product) + x_high * y_low + x_low * y_high) + x_low * y_low


def fma64(x: Array, y: float, z: float) -> Array:
    """float64 x * y + z, rounded once [1]: add the small parts so that no tie can arise ("round
    to odd": of two neighbours take the one whose last bit is 1), then add them to the large part.
    Only a result nearer to 0 than 2.3e-308 (a subnormal number) may be rounded twice.
    """
    if not (math.isfinite(y) and math.isfinite(z)):
        return x * y + z
    size = math.frexp(max(abs(y), abs(z)))[1]  # where parts would overflow or vanish: scale
    exponent = size - min(max(size, -500), 900)
    product, error = two_product(x, math.ldexp(y, -exponent))
    total, low = two_sum(error, math.ldexp(z, -exponent))
    total, middle = two_sum(product, total)
    small, lost = two_sum(middle, low)
    bits = small.view(np.int64)
    step = np.where((lost > 0) == (small > 0), 1, -1)
    odd = np.where((lost != 0) & (bits & 1 == 0), bits + step, bits)
    result: Array = np.ldexp(total + odd.view(np.float64), exponent)
    return result


# ================================================================ float32 log, sin, cos

# PyTorch's float32 kernel computes log, sin and cos by the Cephes polynomials [3], and each
# multiply-add rounds once. Below, arrays are float64 but hold float32 numbers: the exact product
# of two of them fits a float64, so single(x * y + z) is that multiply-add.

LOG = (7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1,
       -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1)  # fmt: skip
SIN = (-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1)
COS = (2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2)
LOG2 = (0.693359375, -2.12194440e-4)  # log 2 in two parts
QUARTER_PI = (0.78515625, 2.4187564849853515625e-4, 3.77489497744594108e-8)  # pi / 4 in three
FOUR_OVER_PI = 1.27323954473516


def single(x: Array) -> npt.NDArray[np.float64]:
    """Round to float32, keep as float64."""
    return x.astype(np.float32).astype(np.float64)


def constant(x: float) -> float:
    """A number as float32 holds it."""
    return float(np.float32(x))


def polynomial(coefficients: Iterable[float], x: Array) -> Array:
    """c0 x^n + c1 x^(n-1) + ... by Horner's rule, each step rounded once to float32."""
    first, *rest = coefficients
    result: Array = np.full_like(x, constant(first))
    for c in rest:
        result *= x
        result += constant(c)
        result = single(result)
    return result


def log32(x: Array) -> Array:
    """Natural logarithm: x = m 2**e with m in [sqrt 1/2, sqrt 2), log x = log m + e log 2."""
    m, e = np.frexp(x)
    small = m < math.sqrt(0.5)
    e -= small
    m = m * (1 + small) - 1
    z = single(m * m)
    y = single(polynomial(LOG, m) * m)
    y = single(y * z + single(e * constant(LOG2[1])))
    y = single(z * -0.5 + y)
    return single(e * LOG2[0] + single(m + y))


def cos_sin32(angle: Array) -> tuple[Array, Array]:
    """Cosine and sine of angles >= 0, less their nearest even multiple j of pi / 4."""
    j = (single(angle * constant(FOUR_OVER_PI)).astype(np.int32) + 1) & ~1
    x = angle
    for part in QUARTER_PI:
        x = single(j * -constant(part) + x)
    z = single(x * x)
    cosine = single(single(polynomial(COS, z) * z) * z - 0.5 * z)
    cosine = single(cosine + 1)
    sine = single(single(polynomial(SIN, z) * z) * x + x)
    swap = (j & 2) != 0  # at odd multiples of pi / 2 the two change places, and signs alternate
    cos = np.where(swap, sine, cosine) * (1 - ((j + 2) & 4) // 2)
    sin = np.where(swap, cosine, sine) * (1 - (j & 4) // 2)
    return cos, sin
