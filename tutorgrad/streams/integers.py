"""Random whole numbers and random orders, from the words of a `Generator`, as PyTorch does.

Source
  [1] R. A. Fisher, F. Yates (1938); R. Durstenfeld: "Algorithm 235", CACM 7 (1964) 420: shuffling.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from tutorgrad import dtypes
from tutorgrad.streams.generator import Generator
from tutorgrad.streams.rounding import Array
from tutorgrad.streams.sampling import Shape, cast, limits, size_of
from tutorgrad.taping import noted

if TYPE_CHECKING:
    import numpy.typing as npt

RANDPERM_LARGE = (2**32 - 1) // 20  # from this length on PyTorch shuffles in another way

# ================================================================ whole numbers


@noted
def random(generator: Generator, shape: Shape, dtype: Any = np.int64) -> Array:
    """Whole numbers from 0 to the largest that `dtype` holds without a gap, all equally likely.

    Floating dtypes: up to 2**11 (float16), 2**24 (float32), 2**53 (float64).
    Source: torch.Tensor.random_() without arguments.
    """
    dtype = np.dtype(dtype)
    wide = dtype.itemsize == 8
    count = size_of(shape)
    bits = generator.double_words(count) if wide else generator.words(count)
    span = np.uint64(largest_whole(dtype) + 1)
    if dtype == np.int64:
        bits &= np.uint64(2**63 - 1)
    else:
        bits %= span
    return bits.astype(dtype).reshape(shape)


def largest_whole(dtype: np.dtype[Any]) -> int:
    """The largest n such that `dtype` holds every whole number from 0 to n."""
    if dtype.kind == "f":
        return int(2 ** (np.finfo(dtype).nmant + 1))
    return 1 if dtype.kind == "b" else int(np.iinfo(dtype).max)


@noted
def randint(
    generator: Generator, shape: Shape, low: int, high: int | None, dtype: Any = np.int64
) -> Array:
    """Whole numbers in [low, high), all (very nearly) equally likely: low + word mod (high - low).

    `high=None` means up to the largest whole number of `dtype`. A range of 2**28 or more takes two
    words. Raises RuntimeError for an empty range or one that `dtype` cannot hold.
    Source: torch.randint, torch.Tensor.random_(low, high).
    """
    dtype = np.dtype(dtype)
    stop = largest_whole(dtype) + 1 if high is None else high
    if low >= stop:
        raise RuntimeError(
            f"random_ expects 'from' to be less than 'to', but got from={low} >= to={stop}"
        )
    check_range(low, stop - 1, dtype)
    if dtype.kind == "f":
        low, stop = narrowed(low, stop, dtype)
    count = size_of(shape)
    span = stop - low
    words = generator.words(count) if span < 2**28 else generator.double_words(count)
    if span < 2**64:  # else all 64 bits count, as they are
        words = words % np.uint64(span) + np.uint64(low % 2**64)  # the sum wraps around at 2**64
    return cast(words.view(np.int64), dtype).reshape(shape)


def narrowed(low: int, stop: int, dtype: np.dtype[Any]) -> tuple[int, int]:
    """The range less the ends that rounding to a floating `dtype` would push out of it."""
    digits = int(np.finfo(dtype).nmant) + 1
    first, last = (int(float(cast(np.array(end), dtype))) for end in (low + 1, stop - 1))
    if first < low:
        low = first + 2 ** (abs(low + 1).bit_length() - digits)
    if last >= stop:
        stop = last - 2 ** (abs(stop - 1).bit_length() - digits)
    return low, stop


def check_range(first: int, last: int, dtype: np.dtype[Any]) -> None:
    """Raise if `dtype` cannot hold first..last; warn if a floating one skips some of them."""
    name = dtypes.OF_NUMPY[dtype].cpp_name
    exact = largest_whole(dtype)
    digits = exact.bit_length() - 1
    least, most = (0, 1) if dtype.kind == "b" else limits(dtype)
    for label, value in (("from", first), ("to - 1", last)):
        if not least <= value <= most:
            raise RuntimeError(f"{label} is out of bounds for {name}")
        if dtype.kind == "f" and abs(value) > exact:
            warnings.warn(
                f"{label} is out of bounds [-(2^{digits}), 2^{digits}]. Due to precision "
                f"limitations {name} can support discrete uniform distribution only within this "
                "range. This warning will become an error in version 1.7 release, please fix the "
                "code in advance",
                stacklevel=3,
            )


# ================================================================ random orders


@noted
def randperm(generator: Generator, n: int, dtype: Any = np.int64) -> Array:
    """A random order of 0..n-1: shape (n,). Uses n - 1 words.

    It is the shuffle of Fisher and Yates [1]: r = [0..n-1], and for k = 0, 1, ... swap r[k] with
    r[t[k]], where t[k] = k + word mod (n - k). From n = 2**32 / 20 on PyTorch swaps r[k] with
    r[double word mod (k + 1)] instead, which is the inverse of such a shuffle read backwards.

    Raises RuntimeError if `dtype` cannot hold n - 1, NotImplementedError for bool.
    Source: torch.randperm.
    """
    check_permutation(n, np.dtype(dtype))
    k = np.arange(n)
    if n < RANDPERM_LARGE:
        choices = np.arange(n, 1, -1, dtype=np.uint64)  # n - k for k = 0, 1, ..., n - 2
        k[:-1] += (generator.words(len(choices)) % choices).view(np.int64)
        return shuffled(k).astype(dtype)
    earlier = (generator.double_words(n) % (k + 1).view(np.uint64)).view(np.int64)
    order = np.empty_like(k)
    order[n - 1 - shuffled(n - 1 - earlier[::-1])[::-1]] = k
    return order.astype(dtype)


def check_permutation(n: int, dtype: np.dtype[Any]) -> None:
    """Raise PyTorch's error if `dtype` cannot hold the numbers 0..n-1."""
    name = dtypes.OF_NUMPY[dtype].scalar_name
    if dtype.kind == "b":
        raise NotImplementedError(f"\"randperm\" not implemented for '{name}'")
    exact = largest_whole(dtype)
    if n - 1 > exact and dtype.kind == "f":
        most = "2049" if dtype == np.float16 else f"2^{exact.bit_length() - 1}+1"
        raise RuntimeError(f"n cannot be greater than {most} for {name} type.")
    if n - 1 > exact:
        raise RuntimeError(f"value cannot be converted to type {dtype}_t without overflow")


def shuffled(targets: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The result of r = [0..n-1]; for k in 0..n-1: swap r[k], r[targets[k]], with targets[k] >= k.

    Without the loop. Call v[k] the value that stands at place k when step k begins. It came there
    in the last step j < k that had the same target, targets[j] = k, and was v[j] before; if there
    was no such step it is k itself. So v follows a chain of earlier steps, and all chains are
    walked at once by pointer jumping. Step k leaves at place k what stood at its target: the v of
    the last earlier step with that target, or the target itself.
    """
    n = len(targets)
    k = np.arange(n)
    by_target = np.sort(targets << 32 | k)  # steps grouped by target, each group in time order
    step, target = by_target & 0xFFFFFFFF, by_target >> 32
    follows = np.flatnonzero(target[1:] == target[:-1])
    earlier = np.full(n, -1)  # the last earlier step with the same target
    earlier[step[follows + 1]] = step[follows]
    origin = k.copy()
    moves = step != target  # a step that swaps k with itself brings nothing new to place k
    origin[target[moves]] = step[moves]  # of several steps the last one stays
    while not np.array_equal(jumped := origin[origin], origin):
        origin = jumped
    return np.where(earlier >= 0, origin[earlier], targets)
