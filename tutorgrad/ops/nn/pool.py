"""Pooling: the largest number, or the mean, of every window.

The largest of a window is the largest of what its rows have largest, and a sum is a sum of sums: so
both go along one axis after the other, and 3 x 3 places take 3 + 3 looks instead of 9. The way back
walks over the places of the window; each sees a strided slice of the padded input. Of equal numbers
the first one in the window wins, and gets the gradient; NaN wins over all, and of several the last.

One-dimensional pooling is two-dimensional pooling of images of height 1, as in PyTorch.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from typing import Any

import numpy as np

from ...backend import place_of
from ...errors import wrap_dim
from ...graph import op
from ..arguments import array_of
from ..elementwise.compare import kept, not_implemented
from ..elementwise.functions import narrow, widen
from ..shape.views import squeeze, unsqueeze
from .windows import Ints, Window, cut, padded, per_axis

Array = Any
Tensor = Any
Sizes = Any  # an int, or one per dimension
WORDS = {1: "one int", 2: "two ints", 3: "three ints"}


def gathered(step: Any, whole: Array, window: Window, count: Ints) -> Array:
    """All numbers of every window joined by `step`, np.maximum or np.add. A new array.

    One axis after the other, the last one last: what lies together in memory is joined last, when
    least is left of it.
    """
    result = whole
    for axis, m in enumerate(count):
        k, s, d = window.kernel[axis], window.stride[axis], window.dilation[axis]
        behind = (slice(None),) * (len(count) - axis - 1)
        looks = [
            result[(..., slice(at, at + (m - 1) * s + 1, s), *behind)] for at in range(0, k * d, d)
        ]
        if len(looks) > 1:
            result = step(looks[0], looks[1])
            for look in looks[2:]:
                step(result, look, out=result)
        elif s > 1:
            result = looks[0].copy()
    return result if result is not whole and result.flags.c_contiguous else result.copy()


# ------------------------------------------------------------------------------- the largest


@op(node=lambda input, window, **_: f"MaxPool{len(window.kernel)}DWithIndicesBackward0")
def max_pool(input: Array, *, window: Window, ceil: bool = False) -> Array:
    """The largest number of every window. Shape: (*, *size) -> (*, *count)."""
    n = len(window.kernel)
    if input.dtype.kind == "b":
        raise not_implemented(f"max_pool{n}d", input)
    count = window.positions(input.shape[-n:], ceil)
    return gathered(np.maximum, _filled(input, window, count), window, count)


@op(node=lambda *_, window: f"MaxPool{len(window.kernel)}DWithIndicesBackwardBackward0")
def routed(grad: Array, input: Array, best: Array, *, window: Window) -> Array:
    """The adjoint of `picked`: each number is added where its window has its largest element."""
    n = len(window.kernel)
    pads = window.pads(input.shape[-n:], best.shape[-n:])
    result = padded(np.zeros_like(input, dtype=grad.dtype, order="C"), pads)
    apart = all(s > r for s, r in zip(window.stride, window.reach, strict=True))
    for seen, hit in _winners(input, best, window):
        if apart:  # no two windows share a number: nothing adds up
            result[seen] = kept(grad, hit)
        else:
            result[seen] += kept(grad, hit)
    inside = cut(result, pads)
    return inside if inside.flags.c_contiguous else inside.copy()


@op
def picked(values: Array, input: Array, best: Array, *, window: Window) -> Array:
    """Of every window the one of `values` that stands where `input` has its largest element."""
    n = len(window.kernel)
    whole = padded(values, window.pads(values.shape[-n:], best.shape[-n:]))
    result = np.zeros_like(best, dtype=values.dtype)
    for seen, hit in _winners(input, best, window):
        result = np.where(hit, whole[seen], result)
    return result


max_pool.derivative(input=lambda grad, input, out, window: routed(grad, input, out, window=window))
routed.derivative(grad=lambda grad, input, best, window: picked(grad, input, best, window=window))
picked.derivative(values=lambda grad, input, best, window: routed(grad, input, best, window=window))


@op
def max_places(input: Array, best: Array, *, window: Window) -> Array:
    """Where the largest element of every window stands, counted through the image: int64."""
    n = len(window.kernel)
    count, size = best.shape[-n:], input.shape[-n:]
    steps = [math.prod(size[i + 1 :]) for i in range(n)]
    axes = [
        (np.arange(c) * s - p) * step
        for c, s, p, step in zip(count, window.stride, window.padding, steps, strict=True)
    ]
    starts = place_of(best).from_host(reduce(np.add.outer, axes))  # of the windows: (*count)
    result = np.zeros_like(best, dtype=np.int64)
    for place, (_, hit) in zip(window.places(), _winners(input, best, window), strict=True):
        offset = sum(k * d * s for k, d, s in zip(place, window.dilation, steps, strict=True))
        result = np.where(hit, starts + offset, result)
    return result


def _filled(input: Array, window: Window, count: Ints) -> Array:
    """The input with a border that never wins."""
    lowest = -np.inf if input.dtype.kind == "f" else np.iinfo(input.dtype).min
    return padded(input, window.pads(input.shape[-len(count) :], count), lowest)


def _winners(input: Array, best: Array, window: Window) -> Iterator[tuple[Any, Array]]:
    """For each place of the window what it sees, and where that wins: the first of the largest.

    Of a window with NaN the last NaN; never the border.
    """
    count = best.shape[-len(window.kernel) :]
    size = input.shape[-len(count) :]
    whole = _filled(input, window, count)
    inside = padded(np.ones_like(input, shape=size, dtype=bool), window.pads(size, count), False)
    views = [window.seen(place, count) for place in window.places()]
    free = np.ones_like(best, dtype=bool)  # windows that have no winner yet
    left = None  # how many NaN are still to come; a look costs less than counting them
    if best.dtype.kind == "f" and bool((best != best).any()):
        left = sum((whole[(..., *view)] != whole[(..., *view)]) for view in views)
    for view in views:
        look = whole[(..., *view)]
        hit = (look == best) & free
        if whole is not input:
            hit &= inside[view]
        free ^= hit
        if left is not None:
            left = left - (look != look)
            hit |= (look != look) & (left == 0)
        yield (..., *view), hit


# ----------------------------------------------------------------------------------- the mean


@op(node=lambda input, window, **_: f"AvgPool{len(window.kernel)}DBackward0")
def avg_pool(
    input: Array,
    *,
    window: Window,
    ceil: bool = False,
    include_pad: bool = True,
    divisor: int | None = None,
) -> Array:
    """The sum of every window, divided by `divisor` or by how many numbers it has.

    include_pad: do the zeros of the padding count?   Shape: (*, *size) -> (*, *count).
    """
    n = len(window.kernel)
    size = input.shape[-n:]
    has_kernel = (np.int64, np.float32, np.float64, *(np.float16,) * (n < 3))
    if input.dtype not in has_kernel:
        raise not_implemented(f"avg_pool{n}d", input)
    count = window.positions(size, ceil)
    whole = widen(padded(input, window.pads(size, count)))
    total = gathered(np.add, whole, window, count)
    shares = _shares(input, window, size, count, include_pad, divisor)
    if input.dtype.kind == "f":
        return narrow(np.divide(total, shares, out=total), input)
    return np.sign(total) * np.sign(shares) * (abs(total) // abs(shares))  # towards 0, as in C


@op
def avg_spread(
    grad: Array, *, size: Ints, window: Window, ceil: bool, include_pad: bool, divisor: int | None
) -> Array:
    """The adjoint of `avg_pool`: each number is shared evenly among its window."""
    n = len(window.kernel)
    count = grad.shape[-n:]
    pads = window.pads(size, count)
    share = widen(grad) / _shares(grad, window, size, count, include_pad, divisor)
    whole = [m + before + behind for m, (before, behind) in zip(size, pads, strict=True)]
    result: Array = np.zeros_like(share, shape=(*grad.shape[:-n], *whole), order="C")
    for place in window.places():
        result[(..., *window.seen(place, count))] += share
    inside = narrow(cut(result, pads), grad)
    return inside if inside.flags.c_contiguous else inside.copy()


avg_pool.derivative(
    input=lambda grad, input, window, ceil, include_pad, divisor: avg_spread(
        grad,
        size=tuple(input.shape[-len(window.kernel) :]),
        window=window,
        ceil=ceil,
        include_pad=include_pad,
        divisor=divisor,
    )
)
avg_spread.derivative(
    grad=lambda grad, window, ceil, include_pad, divisor: avg_pool(
        grad, window=window, ceil=ceil, include_pad=include_pad, divisor=divisor
    )
)


def _shares(
    like: Array, window: Window, size: Ints, count: Ints, include_pad: bool, divisor: int | None
) -> Array:
    """What to divide the sum of each window by: a number, or an array (*count)."""
    if divisor is not None:
        return divisor
    lengths = []
    for m, c, k, s, p in zip(size, count, window.kernel, window.stride, window.padding,
                             strict=True):  # fmt: skip
        start = np.arange(c) * s - p
        stop = np.minimum(start + k, m + p)  # what hangs over the padding never counts
        if not include_pad:
            start, stop = np.maximum(start, 0), np.minimum(stop, m)
        lengths.append(stop - start)
    if all((length == k).all() for length, k in zip(lengths, window.kernel, strict=True)):
        return math.prod(window.kernel)
    shares = reduce(np.multiply.outer, lengths)
    return place_of(like).from_host(shares.astype(widen(like).dtype))


# ------------------------------------------------------------------------------------- faces


def max_pool1d(
    input: Tensor, kernel_size: Sizes, stride: Sizes = None, padding: Sizes = 0,
    dilation: Sizes = 1, ceil_mode: bool = False, return_indices: bool = False,
) -> Any:  # fmt: skip
    """`max_pool2d` with one dimension less. Shape: (N, C, L) -> (N, C, L').

    Source: torch.nn.functional.max_pool1d.
    """
    array = array_of(input, "max_pool1d")
    if array.ndim not in (2, 3) or 0 in array.shape[array.ndim - 2 :]:
        raise RuntimeError(
            "max_pool1d: Expected 2D or 3D (batch mode) tensor with optional 0 dim batch size for "
            f"input, but got:{list(array.shape)}"
        )
    window = _line("max_pool1d", kernel_size, stride, padding, dilation)
    if not return_indices:  # PyTorch has a kernel of its own for values alone
        _check_line_of_max(array, window, ceil_mode)
    return _flat(lambda x: _largest(x, 2, window, ceil_mode, return_indices), input)


def max_pool2d(
    input: Tensor, kernel_size: Sizes, stride: Sizes = None, padding: Sizes = 0,
    dilation: Sizes = 1, ceil_mode: bool = False, return_indices: bool = False,
) -> Any:  # fmt: skip
    """The largest number of every window of an image, which shrinks it and forgets exact places.

    Shape: (N, C, H, W) -> (N, C, H', W'), or both without N; H' = (H + 2 padding - dilation (kh -
    1) - 1) // stride + 1, rounded up with ceil_mode.   stride: that of the kernel when left out.
    return_indices: also where they stand, counted through the image (int64).
    Raises RuntimeError for numbers that do not fit the image.
    Derivative: to the first of the largest numbers.   Source: torch.nn.functional.max_pool2d.
    """
    window = _window(2, "max_pool2d", input, kernel_size, stride, padding, dilation)
    return _largest(input, 2, window, ceil_mode, return_indices)


def max_pool3d(
    input: Tensor, kernel_size: Sizes, stride: Sizes = None, padding: Sizes = 0,
    dilation: Sizes = 1, ceil_mode: bool = False, return_indices: bool = False,
) -> Any:  # fmt: skip
    """`max_pool2d` with one dimension more. Shape: (N, C, D, H, W) -> (N, C, D', H', W').

    Source: torch.nn.functional.max_pool3d.
    """
    window = _window(3, "max_pool3d", input, kernel_size, stride, padding, dilation)
    return _largest(input, 3, window, ceil_mode, return_indices)


def avg_pool1d(
    input: Tensor, kernel_size: Sizes, stride: Sizes = None, padding: Sizes = 0,
    ceil_mode: bool = False, count_include_pad: bool = True,
) -> Tensor:  # fmt: skip
    """`avg_pool2d` with one dimension less. Shape: (N, C, L) -> (N, C, L').

    Source: torch.nn.functional.avg_pool1d.
    """
    check_line("avg_pool1d", input)
    window = _line("avg_pool1d", kernel_size, stride, padding, 1)
    return _flat(lambda x: _mean(x, 2, window, ceil_mode, count_include_pad, None), input)


def avg_pool2d(
    input: Tensor, kernel_size: Sizes, stride: Sizes = None, padding: Sizes = 0,
    ceil_mode: bool = False, count_include_pad: bool = True, divisor_override: int | None = None,
    *, out: Tensor = None,
) -> Tensor:  # fmt: skip
    """The mean of every window of an image.

    Shape: (N, C, H, W) -> (N, C, H', W'), or both without N; sizes as in `max_pool2d`.
    count_include_pad: do the zeros of the padding count?   divisor_override: divide by this.
    Raises RuntimeError for numbers that do not fit the image.
    Derivative: shared evenly among the window.   Source: torch.nn.functional.avg_pool2d.
    """
    window = _window(2, "avg_pool2d", input, kernel_size, stride, padding, 1)
    return _mean(input, 2, window, ceil_mode, count_include_pad, divisor_override, out)


def avg_pool3d(
    input: Tensor, kernel_size: Sizes, stride: Sizes = None, padding: Sizes = 0,
    ceil_mode: bool = False, count_include_pad: bool = True, divisor_override: int | None = None,
    *, out: Tensor = None,
) -> Tensor:  # fmt: skip
    """`avg_pool2d` with one dimension more. Shape: (N, C, D, H, W) -> (N, C, D', H', W').

    Source: torch.nn.functional.avg_pool3d.
    """
    window = _window(3, "avg_pool3d", input, kernel_size, stride, padding, 1)
    return _mean(input, 3, window, ceil_mode, count_include_pad, divisor_override, out)


def _largest(input: Tensor, n: int, window: Window, ceil: bool, with_places: bool) -> Any:
    _check(input, n, window, ceil)
    best = max_pool(input, window=window, ceil=ceil)
    return (best, max_places(input, best, window=window)) if with_places else best


def _mean(
    input: Tensor, n: int, window: Window, ceil: bool, include_pad: bool, divisor: int | None,
    out: Tensor = None,
) -> Tensor:  # fmt: skip
    _check(input, n, window, ceil)
    if divisor == 0:
        raise RuntimeError("divisor must be not zero")
    return avg_pool(
        input, window=window, ceil=ceil, include_pad=include_pad, divisor=divisor, out=out
    )


def _flat(pool: Callable[[Tensor], Any], input: Tensor) -> Any:
    """Pool a signal as an image of height 1."""
    result = pool(unsqueeze(input, -2))
    if isinstance(result, tuple):
        return tuple(squeeze(part, -2) for part in result)
    return squeeze(result, -2)


# ------------------------------------------------------------------------------------ checks


def check_line(name: str, input: Tensor) -> None:
    """Raise RuntimeError unless the input is (N, C, L) or (C, L)."""
    ndim = array_of(input, name).ndim
    if ndim not in (2, 3):
        raise RuntimeError(
            f"Expected 2 to 3 dimensions, but got {ndim}-dimensional tensor for argument #1 'self' "
            f"(while checking arguments for {name})"
        )


def _line(name: str, kernel: Sizes, stride: Sizes, padding: Sizes, dilation: Sizes) -> Window:
    """The window of one-dimensional pooling, as one of height 1."""
    given = {"kernel_size": kernel, "stride": stride, "padding": padding, "dilation": dilation}
    read: list[int] = []
    for at, (argument, value) in enumerate(given.items(), 2):
        if argument == "stride" and _left_out(value):
            value = read[0]
        numbers = per_axis(value, 1, name, argument, at)
        if len(numbers) != 1:
            if name == "avg_pool1d":
                raise RuntimeError(
                    f"avg_pool1d() argument '{argument}' should contain one int "
                    f"(got {len(numbers)})"
                )
            kind = "None, an int, list of ints," if argument == "stride" else "an int, list of ints"
            raise RuntimeError(
                f"{name}() {argument} must be {kind} or tuple of ints of size 1 but got size "
                f"{len(numbers)}"
            )
        read.append(numbers[0])
    fixed = (1, 1, 0, 1)
    return Window(*((a, b) for a, b in zip(fixed, read, strict=True)))


def _left_out(stride: Sizes) -> bool:
    return stride is None or (isinstance(stride, list | tuple) and not stride)


def _check_line_of_max(array: Array, window: Window, ceil: bool) -> None:
    kernel, stride, padding, dilation = (pair[1] for pair in window)
    positive = {"kernel_size": kernel, "stride": stride, "dilation": dilation}
    for argument, value in positive.items():
        if value < 1:
            raise RuntimeError(
                f"max_pool1d() {argument} must be greater than zero, but got {value}"
            )
    if padding < 0:
        raise RuntimeError(f"max_pool1d() padding must be non-negative, but got {padding}")
    if 2 * padding > kernel:
        raise RuntimeError(
            f"max_pool1d() padding should be at most half of kernel size, but got padding={padding}"
            f" and kernel_size={kernel}"
        )
    count = window.positions((1, array.shape[-1]), ceil)[1]
    if count < 1:
        raise RuntimeError(f"max_pool1d() Invalid computed output size: {count}")
    if array.dtype.kind != "f":
        raise not_implemented("max_pool1d_impl", array)


def _window(
    n: int, name: str, input: Tensor, kernel: Sizes, stride: Sizes, padding: Sizes,
    dilation: Sizes,
) -> Window:  # fmt: skip
    array_of(input, name)
    given = {"kernel_size": kernel, "stride": stride, "padding": padding, "dilation": dilation}
    read: list[Ints] = []
    for at, (argument, value) in enumerate(given.items(), 2):
        if argument == "stride" and _left_out(value):
            value = read[0]
        numbers = per_axis(value, n, name, argument, at)
        if len(numbers) != n:
            either = "be either" if argument == "dilation" else "either be"
            either = "be" if name == "avg_pool3d" else either
            maybe = "omitted, " if argument == "stride" else ""
            raise RuntimeError(
                f"{name}: {argument} must {either} {maybe}a single int, or a tuple of {WORDS[n]}"
            )
        read.append(numbers)
    return Window(*read)


def _check(input: Tensor, n: int, window: Window, ceil: bool) -> None:
    """Raise RuntimeError, in PyTorch's words, for a window that does not fit the input."""
    shape = list(input.shape)
    if len(shape) < n and len(shape) not in (n + 1, n + 2):
        wrap_dim(-n, len(shape))
    _check_window(window)
    if len(shape) not in (n + 1, n + 2):
        raise RuntimeError(f"non-empty {n + 1}D or {n + 2}D (batch mode) tensor expected for input")
    if 0 in shape[len(shape) - n - 1 :]:
        raise RuntimeError(
            f"Expected {n + 1}D or {n + 2}D (batch mode) tensor with optional 0 dim batch size for "
            f"input, but got:{shape}"
        )
    size = tuple(shape[-n:])
    count = window.positions(size, ceil)
    if min(count) < 1:
        channels = shape[-n - 1]
        had, gives = (_times((channels, *sizes)) for sizes in (size, count))
        raise RuntimeError(
            f"Given input size: ({had}). Calculated output size: ({gives}). Output size is too "
            "small"
        )


def _check_window(window: Window) -> None:
    letters = "THW"[-len(window.kernel) :]

    def shown(what: str, numbers: Ints) -> str:
        return " ".join(f"{what}{c}: {v}" for c, v in zip(letters, numbers, strict=True))

    if min(window.stride) == 0:
        raise RuntimeError("stride should not be zero")
    if min(window.kernel) < 1:
        raise RuntimeError(
            f"kernel size should be greater than zero, but got {shown('k', window.kernel)}"
        )
    if min(window.stride) < 1:
        raise RuntimeError(
            f"stride should be greater than zero, but got {shown('d', window.stride)}"
        )
    if min(window.dilation) < 1:
        raise RuntimeError(
            f"dilation should be greater than zero, but got {shown('dilation', window.dilation)}"
        )
    for p, k, d, r in zip(window.padding, window.kernel, window.dilation, window.reach,
                          strict=True):  # fmt: skip
        if p < 0:
            raise RuntimeError(f"pad must be non-negative, but got pad: {p}")
        if 2 * p > r + 1:
            raise RuntimeError(
                "pad should be at most half of effective kernel size, but got "
                f"pad={p}, kernel_size={k} and dilation={d}"
            )


def _times(sizes: Sequence[int]) -> str:
    return "x".join(map(str, sizes))


__all__ = ["avg_pool1d", "avg_pool2d", "avg_pool3d", "max_pool1d", "max_pool2d", "max_pool3d"]
