"""Normal (Gaussian) numbers: from uniform numbers by the method of Box and Muller, as PyTorch does.

Sources
  [1] G. E. P. Box, M. E. Muller: "A note on the generation of random normal deviates", Annals of
      Mathematical Statistics 29 (1958) 610-611.
"""

from __future__ import annotations

import math
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from tutorgrad.streams.generator import Generator
from tutorgrad.streams.rounding import Array, constant, cos_sin32, fma, fma64, log32, single
from tutorgrad.streams.sampling import (
    Shape,
    cast,
    check_floating,
    fill,
    from_doubles,
    in_chunks,
    size_of,
    uniform,
    unit,
)
from tutorgrad.taping import noted

if TYPE_CHECKING:
    import numpy.typing as npt


@noted
def normal(
    generator: Generator,
    shape: Shape,
    mean: float = 0.0,
    std: float = 1.0,
    dtype: Any = np.float32,
    *,
    serial: bool = False,
) -> Array:
    """Normal (Gaussian) numbers with the given mean and standard deviation, by Box and Muller [1].

    From two uniform numbers u1, u2 come two independent normal ones, R cos(T) and R sin(T) with
    R = sqrt(-2 log u1), T = 2 pi u2. PyTorch does this one pair after another (*serially*) for
    fewer than 16 numbers or an output whose memory is not contiguous (`serial=True`), and in
    blocks of 16 otherwise; the two give different numbers.

    Raises RuntimeError if std < 0, NotImplementedError for a dtype that is not floating.
    Source: torch.Tensor.normal_; torch.randn is normal(0, 1).
    """
    dtype = np.dtype(dtype)
    check_floating(dtype, "normal_kernel_cpu")
    if not std >= 0:
        raise RuntimeError(f"normal expects std >= 0.0, but found std {std:g}")
    count = size_of(shape)
    if count < 16 or serial:
        values: Array = serial_normal(generator, count)
    else:
        values = block_normal(generator, count, dtype)
    if (mean, std) != (0, 1):
        values = scaled(values, mean, std)
    return cast(values, dtype).reshape(shape)


def scaled(values: Array, mean: float, std: float) -> Array:
    """values * std + mean, rounded once; too large a number becomes inf."""
    with np.errstate(over="ignore", invalid="ignore"):
        if values.dtype == np.float64:
            return in_chunks(lambda x: fma64(x, std, mean), values, out=values)
        scale, shift = np.float32(std), np.float32(mean)
        return in_chunks(lambda x: fma(x, scale, shift), values, out=values)


@noted
def normal_each(generator: Generator, mean: Array | float, std: Array | float) -> Array:
    """Normal numbers, each with its own mean and deviation; at least one of them is an array.

    Raises RuntimeError if an element of std is negative or the shapes do not broadcast.
    Source: torch.normal(mean, std).
    """
    if isinstance(std, np.ndarray):
        if not (std >= 0).all():
            raise RuntimeError("normal expects all elements of std >= 0.0")
        shape = np.broadcast_shapes(np.shape(mean), std.shape)
        dtype = mean.dtype if isinstance(mean, np.ndarray) else std.dtype
        values = normal(generator, shape, dtype=dtype)
        values *= std
    else:
        given = np.asarray(mean)
        values = normal(generator, given.shape, 0.0, std, given.dtype)
    values += mean
    return values


@noted
def log_normal(
    generator: Generator,
    shape: Shape,
    mean: float = 1.0,
    std: float = 2.0,
    dtype: Any = np.float32,
) -> Array:
    """exp(x) of serially drawn normal numbers x. Raises RuntimeError unless std > 0.

    Source: torch.Tensor.log_normal_.
    """
    check_floating(dtype, "log_normal_cpu")
    if not std > 0:
        raise RuntimeError(f"log_normal_ expects std > 0.0, but found std={std:g}")
    x = scaled(serial_normal(generator, size_of(shape)), mean, std)
    return from_doubles(math.exp, x, shape, dtype)


def serial_normal(generator: Generator, count: int) -> npt.NDArray[np.float64]:
    """`count` standard normal numbers in pairs; the second of an odd last pair is kept for later.

    The generator keeps it across calls, until it is used or the generator is seeded.
    """
    values: list[float] = []
    with generator.lock:
        if generator.cached_normal is not None and count:
            values.append(generator.cached_normal)
            generator.cached_normal = None
        pairs = (count - len(values) + 1) // 2
        uniforms = generator.doubles(2 * pairs).tolist()
        for u1, u2 in zip(uniforms[0::2], uniforms[1::2], strict=True):
            radius = math.sqrt(-2.0 * math.log1p(-u2))
            angle = 2.0 * math.pi * u1
            values += [radius * math.cos(angle), radius * math.sin(angle)]
        if len(values) > count:
            generator.cached_normal = values.pop()
    return np.array(values)


def block_normal(generator: Generator, count: int, dtype: np.dtype[Any]) -> Array:
    """`count` >= 16 standard normal numbers from blocks of 16 uniform ones: 8 u1, then 8 u2.

    If `count` is no multiple of 16, the last 16 numbers are made anew, from 16 more uniform ones.
    """
    pair = pair64 if dtype == np.float64 else pair32
    whole = count - count % 16
    tail = 16 if count % 16 else 0
    drawn = whole if dtype == np.float16 else count  # float16 draws block by block
    u = unit(generator, drawn + tail, dtype)
    rows = np.concatenate((u[:whole], u[drawn:])).reshape(-1, 2, 8)
    values = in_chunks(pair, 1 - rows[:, 0], rows[:, 1], out=np.empty((len(rows), 16), u.dtype))
    result = np.empty(count, u.dtype)
    result[:whole] = values.reshape(-1)[:whole]
    if tail:
        result[-16:] = values[-1]
    return result


def pair64(u1: Array, u2: Array) -> Array:
    """Box-Muller for float64: rows of 8 and 8 uniform numbers to rows of 16 normal ones."""
    logs = np.array([math.log(x) for x in u1.ravel().tolist()]).reshape(u1.shape)
    angles = (2.0 * math.pi * u2).ravel().tolist()
    cosines = np.array([math.cos(x) for x in angles]).reshape(u2.shape)
    sines = np.array([math.sin(x) for x in angles]).reshape(u2.shape)
    radius = np.sqrt(-2.0 * logs)
    return np.concatenate((radius * cosines, radius * sines), axis=1)


def pair32(u1: Array, u2: Array) -> Array:
    """Box-Muller for float32: rows of 8 and 8 uniform numbers to rows of 16 normal ones."""
    radius = single(np.sqrt(single(-2.0 * log32(u1.astype(np.float64)))))
    cos, sin = cos_sin32(single(u2 * constant(2 * math.pi)))
    rows: Array = np.concatenate((radius * cos, radius * sin), axis=1)
    return rows.astype(np.float32)


def truncated_normal(
    generator: Generator,
    out: Array,
    mean: float = 0.0,
    std: float = 1.0,
    low: float = -2.0,
    high: float = 2.0,
) -> None:
    """Fill `out` with normal numbers confined to [low, high].

    If the interval holds more than 30 % of the normal curve, numbers outside are drawn again until
    none is left, otherwise candidates uniform in the interval are kept or not. Every round draws
    for the whole array. Warns if the mean is more than 2 std away from the interval.
    Source: torch.nn.init.trunc_normal_.
    """
    if mean < low - 2 * std or mean > high + 2 * std:
        warnings.warn(
            "mean is more than 2 std from [a, b] in nn.init.trunc_normal_. "
            "The distribution of values may be incorrect.",
            stacklevel=3,
        )
    if normal_cdf((high - mean) / std) - normal_cdf((low - mean) / std) > 0.3:
        redraw_outside(generator, out, mean, std, low, high)
    else:
        keep_by_height(generator, out, mean, std, low, high)


def redraw_outside(
    generator: Generator, out: Array, mean: float, std: float, low: float, high: float
) -> None:
    """Fill `out` with normal numbers; as long as some lie outside [low, high], draw those again."""

    def draw(target: Array) -> Array:
        serial = not target.flags.c_contiguous
        fill(target, lambda shape: normal(generator, shape, mean, std, out.dtype, serial=serial))
        return target

    draw(out)
    least, most = out.dtype.type(low), out.dtype.type(high)
    while (outside := (out < least) | (out > most)).any():
        np.copyto(out, draw(np.empty_like(out)), where=outside)


def keep_by_height(
    generator: Generator, out: Array, mean: float, std: float, low: float, high: float
) -> None:
    """Fill `out` with uniform candidates from [low, high]; draw again those that are not kept.

    One is kept with probability (the normal curve's height at it) / (its peak in the interval).
    """

    def draw(target: Array, low: float, high: float) -> Array:
        fill(target, lambda shape: uniform(generator, shape, low, high, out.dtype))
        return target.astype(wide)

    def rounded(x: Array) -> Array:  # float16 is computed as float32, each step rounded
        return x.astype(out.dtype).astype(wide)

    wide = np.result_type(out.dtype, np.float32)
    mode = max(low, min(mean, high))
    log_peak = -0.5 * ((mode - mean) / std) ** 2
    pending = np.ones_like(out, np.bool_)
    candidates = out
    while True:
        x = draw(candidates, low, high)
        np.copyto(out, candidates, where=pending)
        x = rounded(rounded(x - out.dtype.type(mean)) / wide.type(std))
        log_height = rounded(rounded(rounded(x * x) * wide.type(-0.5)) - out.dtype.type(log_peak))
        candidates = np.empty_like(out)
        chance = draw(candidates, 0.0, 1.0)
        with np.errstate(divide="ignore"):  # log 0 = -inf: kept
            pending &= rounded(np.log(chance)) > log_height
        if not pending.any():
            return


def normal_cdf(x: float) -> float:
    """Part of the standard normal curve that lies below x."""
    return (1.0 + math.erf(x / math.sqrt(2.0))) / 2.0
