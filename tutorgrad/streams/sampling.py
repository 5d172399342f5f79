"""How a stream of random words becomes uniform, normal and other random arrays.

Every function takes a `Generator` first and returns a new NumPy array in C order. The values are
those of PyTorch 2.13 on an x86 processor with AVX2, bit for bit, and each function uses up as many
words of the stream as PyTorch does. So the *order* of the arithmetic, and where it rounds, is part
of the rule. Where PyTorch says `x.normal_()` we write `fill(x, lambda shape: normal(g, shape))`.

    1 word of 32 bits -> float16, float32      2 words -> float64, and p in bernoulli(p)

This file: uniform numbers and what is made from one of them. Others: `integers.py`, `gaussian.py`.

Source
  [1] W. Hoermann: "The transformed rejection method for generating Poisson random variables",
      Insurance: Mathematics and Economics 12 (1993) 39-45.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from tutorgrad import dtypes
from tutorgrad.streams.generator import Generator
from tutorgrad.streams.rounding import Array, fma, fma64
from tutorgrad.taping import noted

if TYPE_CHECKING:
    import numpy.typing as npt

Shape = int | tuple[int, ...]

CHUNK = 8192  # numbers worked on at a time: they stay in the processor's cache


# ================================================================ filling and checking


def fill(out: Array, draw: Callable[..., Array], *each: Array) -> None:
    """Write `draw(shape, *each)` into `out`, an array of any strides, in the order of its memory.

    PyTorch hands out random numbers as the elements lie in memory: a transposed matrix gets them
    column by column. each: arrays that broadcast to `out`; `draw` gets them turned the same way.
    """
    order = sorted(range(out.ndim), key=lambda axis: -abs(out.strides[axis]))
    in_memory_order = out.transpose(order)
    turned = (np.broadcast_to(array, out.shape).transpose(order) for array in each)
    in_memory_order[...] = draw(in_memory_order.shape, *turned)


def size_of(shape: Shape) -> int:
    """Number of elements of a shape."""
    return math.prod(shape) if isinstance(shape, tuple) else shape


def in_chunks(formula: Callable[..., Array], *inputs: Array, out: Array) -> Array:
    """Fill `out` with formula(*inputs), a chunk of elements (or rows) at a time; return `out`."""
    rows = CHUNK // size_of(inputs[0].shape[1:])
    for start in range(0, len(out), rows):
        part = slice(start, start + rows)
        out[part] = formula(*(array[part] for array in inputs))
    return out


def cast(values: Array, dtype: Any) -> Array:
    """Cast 64-bit numbers to `dtype`; to float16 by way of float32, as PyTorch does."""
    with np.errstate(over="ignore"):  # too large for dtype: inf
        if np.dtype(dtype) == np.float16:
            values = values.astype(np.float32)
        return values.astype(dtype, copy=False)


def from_doubles(formula: Callable[[float], float], u: Array, shape: Shape, dtype: Any) -> Array:
    """Apply a formula of Python floats to each number in `u` and cast the results to `dtype`.

    Python's `math` calls the processor's C library, as PyTorch does here. NumPy has its own
    faster functions, whose last bit sometimes differs.
    """
    values = np.fromiter(map(formula, u.tolist()), np.float64, u.size)
    return cast(values, dtype).reshape(shape)


def check_floating(dtype: Any, kernel: str) -> None:
    """Raise PyTorch's NotImplementedError unless `dtype` is a floating one."""
    if np.dtype(dtype).kind != "f":
        name = dtypes.OF_NUMPY[np.dtype(dtype)].scalar_name
        raise NotImplementedError(f"\"{kernel}\" not implemented for '{name}'")


def limits(dtype: np.dtype[Any]) -> tuple[float, float]:
    """The least and the largest finite number of an integer or floating dtype."""
    info: Any = np.finfo(dtype) if dtype.kind == "f" else np.iinfo(dtype)
    kind = float if dtype.kind == "f" else int
    return kind(info.min), kind(info.max)


# ================================================================ uniform


def unit(generator: Generator, count: int, dtype: Any) -> Array:
    """`count` numbers in [0, 1): float64 from 53 bits of two words, else float32 from 24 bits."""
    if np.dtype(dtype) == np.float64:
        return generator.doubles(count)
    words = generator.words(count)
    return in_chunks(float24, words, out=np.empty(count, np.float32))


def float24(words: Array) -> Array:
    """The low 24 bits of each word as a float32 in [0, 1)."""
    return (words.astype(np.uint32) & np.uint32(2**24 - 1)) * np.float32(2.0**-24)


@noted
def uniform(
    generator: Generator,
    shape: Shape,
    low: float = 0.0,
    high: float = 1.0,
    dtype: Any = np.float32,
) -> Array:
    """Numbers in [low, high): low + (high - low) u with u uniform in [0, 1).

    Raises RuntimeError if low > high or a bound does not fit `dtype`; NotImplementedError for a
    dtype that is not floating. Source: torch.Tensor.uniform_; torch.rand is uniform(0, 1).
    """
    dtype = np.dtype(dtype)
    check_floating(dtype, "check_uniform_bounds")
    check_bounds(low, high, dtype)
    u = unit(generator, size_of(shape), dtype)
    values: Array
    if (low, high) == (0, 1):
        values = u.astype(dtype, copy=False)
    else:
        start, stop = u.dtype.type(low), u.dtype.type(high)
        formula = fma64 if dtype == np.float64 else fma
        values = in_chunks(
            lambda part: formula(part, stop - start, start), u, out=np.empty(u.shape, dtype)
        )
    values[values == dtype.type(high)] = dtype.type(low)  # rounding may reach `high`
    return values.reshape(shape)


def check_bounds(low: float, high: float, dtype: np.dtype[Any]) -> None:
    """Raise PyTorch's RuntimeError for bounds that `dtype` cannot hold or that are swapped."""
    info = dtypes.OF_NUMPY[dtype]
    least, most = limits(dtype)
    for label, value in (("from", low), ("to", high)):
        if not least <= value <= most:
            raise RuntimeError(f"{label} is out of bounds for {info.cpp_name}")
    if low > high:
        raise RuntimeError(
            f"uniform_ expects to return a [from, to) range, but found from={low:g} > to={high:g}"
        )
    if high - low > most:
        raise RuntimeError(
            f"uniform_ expects to-from <= std::numeric_limits<{info.scalar_name}>::max(), but "
            f"found to={high:g} and from={low:g} which result in to-from to exceed the limit"
        )


# ================================================================ made from one uniform number


@noted
def bernoulli(generator: Generator, shape: Shape, p: float = 0.5, dtype: Any = np.float32) -> Array:
    """1 with probability p, else 0, in any dtype. Two words each, whatever the dtype.

    Raises RuntimeError unless 0 <= p <= 1. Source: torch.Tensor.bernoulli_(p).
    """
    if not 0 <= p <= 1:
        raise RuntimeError(f"bernoulli_ expects p to be in [0, 1], but got p={p:g}")
    return (generator.doubles(size_of(shape)) < p).astype(dtype).reshape(shape)


@noted
def bernoulli_each(generator: Generator, p: Array, dtype: Any = None) -> Array:
    """1 with probability p[i] at place i, else 0; `dtype` is p's own unless given.

    Raises RuntimeError unless every p lies in [0, 1], NotImplementedError unless p is floating.
    Source: torch.bernoulli(p), torch.Tensor.bernoulli_(tensor).
    """
    check_floating(p.dtype, "bernoulli_tensor_cpu_p_")
    if not ((p >= 0) & (p <= 1)).all():
        raise RuntimeError(
            "Expected p_in >= 0 && p_in <= 1 to be true, but got false.  (Could this error message "
            "be improved?  If so, please report an enhancement request to PyTorch.)"
        )
    u = unit(generator, p.size, p.dtype).reshape(p.shape)
    return (u < p).astype(p.dtype if dtype is None else dtype)


@noted
def dropout_mask(generator: Generator, shape: Shape, p: float, dtype: Any = np.float32) -> Array:
    """What dropout multiplies by: 0 with probability p, else 1 / (1 - p), for 0 < p < 1.

    Source: torch.nn.functional.dropout.
    """
    keep = np.result_type(dtype, np.float32).type(1 - p)  # float16 divides as float32
    mask: Array = bernoulli(generator, shape, 1 - p, keep.dtype) / keep
    return mask.astype(dtype, copy=False)


@noted
def exponential(
    generator: Generator, shape: Shape, rate: float = 1.0, dtype: Any = np.float32
) -> Array:
    """Waiting times with mean 1 / rate: -log(1 - u) / rate. Raises RuntimeError unless rate > 0.

    Source: torch.Tensor.exponential_(lambd).
    """
    name = dtypes.OF_NUMPY[np.dtype(dtype)].scalar_name
    if np.dtype(dtype).kind != "f":
        raise RuntimeError(
            "Exponential distribution is a continuous probability distribution. dtype must be a "
            f"floating point but you specified {name}"
        )
    if not rate > 0:
        raise RuntimeError(f"exponential_ expects lambda > 0.0, but found lambda={rate:g}")
    scale = -1.0 / rate
    u = generator.doubles(size_of(shape))
    return from_doubles(lambda x: scale * math.log1p(-x), u, shape, dtype)


@noted
def geometric(generator: Generator, shape: Shape, p: float, dtype: Any = np.float32) -> Array:
    """How many tries until the first success of probability p: ceil(log(u) / log(1 - p)).

    Raises RuntimeError unless 0 < p < 1. Source: torch.Tensor.geometric_(p).
    """
    if np.dtype(dtype).kind == "b":
        raise NotImplementedError("\"geometric_cpu\" not implemented for 'Bool'")
    if not 0 < p < 1:
        raise RuntimeError(f"geometric_ expects p to be in (0, 1), but got p={p:g}")
    scale = math.log1p(-p)
    u = generator.doubles(size_of(shape))
    return from_doubles(lambda x: math.ceil(math.log(x) / scale), u, shape, dtype)


@noted
def cauchy(
    generator: Generator,
    shape: Shape,
    median: float = 0.0,
    sigma: float = 1.0,
    dtype: Any = np.float32,
) -> Array:
    """median + sigma tan(pi (u - 1/2)). Raises RuntimeError unless sigma > 0.

    Source: torch.Tensor.cauchy_.
    """
    if np.dtype(dtype).kind != "f":
        name = dtypes.OF_NUMPY[np.dtype(dtype)].cpp_name
        raise RuntimeError(
            "Cauchy distribution is a continuous probability distribution. dtype must be a "
            f"floating point but you specified {name}"
        )
    if not sigma > 0:
        raise RuntimeError(f"cauchy_ expects sigma > 0.0, but found sigma={sigma:g}")
    tiny = float(np.finfo(np.float64).eps)
    u = np.clip(generator.doubles(size_of(shape)), tiny, 1 - tiny)
    tangents = from_doubles(lambda x: math.tan(math.pi * (x - 0.5)), u, u.shape, np.float64)
    return cast(fma64(tangents, sigma, median), dtype).reshape(shape)


@noted
def poisson(generator: Generator, rates: Array) -> Array:
    """How many events in a unit of time when rates[i] are expected: whole numbers in rates' dtype.

    Raises RuntimeError for a negative rate, NotImplementedError unless `rates` is floating.
    Source: torch.poisson.
    """
    check_floating(rates.dtype, "poisson_cpu")
    if not (rates >= 0).all():
        raise RuntimeError("invalid Poisson rate, expected rate to be non-negative")
    with generator.lock:
        counts = [poisson_count(generator, rate) for rate in rates.ravel().tolist()]
    return np.array(counts, rates.dtype).reshape(rates.shape)


def poisson_count(generator: Generator, rate: float) -> int:
    """One Poisson number: by products of uniform numbers below rate 10, else by rejection [1]."""
    if rate == 0:
        return 0
    if rate < 10:
        count, product, limit = 0, generator.double(), math.exp(-rate)
        while product > limit:
            product *= generator.double()
            count += 1
        return count
    b = 0.931 + 2.53 * math.sqrt(rate)
    a = -0.059 + 0.02483 * b
    inverse_alpha = 1.1239 + 1.1328 / (b - 3.4)
    v_sure = 0.9277 - 3.6224 / (b - 2)
    while True:
        u, v = generator.double() - 0.5, generator.double()
        edge = 0.5 - abs(u)
        count = math.floor((2 * a / edge + b) * u + rate + 0.43)
        if edge >= 0.07 and v <= v_sure:
            return count
        if count < 0 or (edge < 0.013 and v > edge):
            continue
        height = math.log(v) + math.log(inverse_alpha) - math.log(a / (edge * edge) + b)
        if height <= -rate + count * math.log(rate) - math.lgamma(count + 1):
            return count


# ================================================================ multinomial


@noted
def multinomial(
    generator: Generator, weights: Array, count: int, replacement: bool = False
) -> npt.NDArray[np.int64]:
    """Draw `count` places from each row of weights: shape (n) -> (count), (m, n) -> (m, count).

    A place is drawn with the probability weight / sum of the row. Without replacement it is drawn
    once at most. Raises RuntimeError for weights or counts that make no sense.
    Source: torch.multinomial.
    """
    check_multinomial(weights, count, replacement)
    if replacement and count > 1:
        rows = weights.reshape(-1, weights.shape[-1])
        u = generator.doubles(len(rows) * count).reshape(-1, count)
        drawn = [np.searchsorted(cumulated(row), u_row) for row, u_row in zip(rows, u, strict=True)]
        return np.array(drawn, np.int64).reshape(*weights.shape[:-1], count)
    # The race: the place with weight w arrives after an exponential time of mean 1 / w.
    times = np.empty_like(weights)  # keeps the memory order of the weights
    fill(times, lambda shape: exponential(generator, shape, dtype=weights.dtype))
    with np.errstate(divide="ignore", invalid="ignore"):
        speeds = weights / times
    fastest_first = np.argsort(-speeds, axis=-1, kind="stable")
    return fastest_first[..., :count]


def cumulated(row: Array) -> npt.NDArray[np.float64]:
    """Running sum of the weights divided by the whole sum; the last one is 1.

    Computed in the dtype of the weights, but float16 in float32.
    """
    sums: Array = np.cumsum(row, dtype=np.result_type(row.dtype, np.float32))
    sums /= sums[-1]
    sums[-1] = 1
    return sums.astype(np.float64)


def check_multinomial(weights: Array, count: int, replacement: bool) -> None:
    """Raise PyTorch's RuntimeError for weights or counts that make no sense."""
    if weights.ndim not in (1, 2):
        raise RuntimeError("prob_dist must be 1 or 2 dim")
    if weights.dtype.kind != "f":
        name = dtypes.OF_NUMPY[weights.dtype].scalar_name
        raise RuntimeError(
            f"multinomial only supports floating-point dtypes for input, got: {name}"
        )
    if count <= 0:
        raise RuntimeError("cannot sample n_sample <= 0 samples")
    if not replacement and count > weights.shape[-1]:
        raise RuntimeError(
            "cannot sample n_sample > prob_dist.size(-1) samples without replacement"
        )
    message = ""
    if not (weights >= 0).all():  # nan is not >= 0 either
        message = "invalid multinomial distribution (encountering probability entry < 0)"
    elif np.isinf(weights).any():
        message = (
            "invalid multinomial distribution (encountering probability entry = infinity or NaN)"
        )
    elif not (weights.sum(-1) > 0).all():
        raise RuntimeError("invalid multinomial distribution (sum of probabilities <= 0)")
    if message:
        one_by_one = replacement and count > 1
        short = "probability tensor contains either `inf`, `nan` or element < 0"
        raise RuntimeError(message if one_by_one else short)
