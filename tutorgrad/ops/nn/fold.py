"""unfold and fold: windows as columns and back; and the shuffles, which only rearrange channels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from ...errors import wrap_dim
from ...graph import op
from ..arguments import array_of, ints
from ..elementwise.compare import not_implemented
from ..face import face
from .windows import Ints, Window, cut, named, padded

Array = Any
Tensor = Any
Sizes = Any  # an int, or a pair

# ------------------------------------------------------------------------------- unfold, fold


@op(node="Im2ColBackward0")
def windows_out(input: Array, *, window: Window) -> Array:
    """Every window as a column. Shape: (*, C, H, W) -> (*, C kh kw, number of positions)."""
    if input.dtype.kind in "iu":
        raise not_implemented("im2col_out_cpu", input)
    lead, size = input.shape[:-3], input.shape[-2:]
    count = window.positions(size)
    whole = padded(input, window.pads(size, count))
    shape = (*lead, input.shape[-3], *window.kernel, *count)
    result = np.empty_like(input, shape=shape, order="C")
    for place in window.places():
        result[(..., *place, slice(None), slice(None))] = whole[(..., *window.seen(place, count))]
    return result.reshape(*lead, math.prod(shape[len(lead) : -2]), math.prod(count))


@op(node="Col2ImBackward0")
def windows_in(input: Array, *, window: Window, size: Ints) -> Array:
    """The adjoint: every column is added where its window stood. Shape: -> (*, C, *size)."""
    if input.dtype.kind in "iu":
        raise not_implemented("col2im_out_cpu", input)
    lead, count = input.shape[:-2], window.positions(size)
    channels = input.shape[-2] // math.prod(window.kernel)
    columns = input.reshape(*lead, channels, *window.kernel, *count)
    pads = window.pads(size, count)
    whole = [n + before + behind for n, (before, behind) in zip(size, pads, strict=True)]
    result: Array = np.zeros_like(input, shape=(*lead, channels, *whole), order="C")
    for place in window.places():
        result[(..., *window.seen(place, count))] += columns[
            (..., *place, slice(None), slice(None))
        ]
    inside = cut(result, pads)
    return inside if inside.flags.c_contiguous else inside.copy()


windows_out.derivative(
    input=lambda grad, input_shape, window: windows_in(
        grad, window=window, size=tuple(input_shape[-2:])
    )
)
windows_in.derivative(input=lambda grad, window: windows_out(grad, window=window))


def unfold(
    input: Tensor, kernel_size: Sizes, dilation: Sizes = 1, padding: Sizes = 0, stride: Sizes = 1
) -> Tensor:
    """Every window of an image as a column: a convolution is weight.view(O, -1) @ unfold(image).

    Shape: (N, C, H, W) -> (N, C kh kw, number of windows), or both without N.
    Raises RuntimeError for numbers that do not fit.   Derivative: `fold` of the gradient.
    Source: torch.nn.functional.unfold.
    """
    shape = array_of(input, "im2col").shape
    wrap_dim(2, len(shape))
    window = _window("im2col", kernel_size, stride, padding, dilation)
    count = window.positions(shape[-2:])
    if min(count) < 1:
        raise RuntimeError(
            f"Given input with spatial size {tuple(shape[-2:])}, kernel_size={window.kernel}, "
            f"dilation={window.dilation}, padding={window.padding}, calculated shape of the array "
            f"of sliding blocks as {count}, but its components must be at least one."
        )
    return windows_out(input, window=window)


def fold(
    input: Tensor, output_size: Sizes, kernel_size: Sizes, dilation: Sizes = 1,
    padding: Sizes = 0, stride: Sizes = 1,
) -> Tensor:  # fmt: skip
    """The image of some size onto which columns add up, each where `unfold` found it.

    Shape: (N, C kh kw, number of windows) -> (N, C, *output_size), or both without N.
    Raises RuntimeError for numbers that do not fit.   Derivative: `unfold` of the gradient.
    Source: torch.nn.functional.fold.
    """
    shape = array_of(input, "col2im").shape
    size = _pair(output_size, "col2im", "output_size")
    window = _window("col2im", kernel_size, stride, padding, dilation)
    if len(shape) not in (2, 3) or 0 in shape[len(shape) - 2 :]:
        raise RuntimeError(
            "Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size and "
            f"non-zero dimensions for input, but got: {list(shape)}"
        )
    at = len(shape) - 2
    if shape[at] % math.prod(window.kernel):
        raise RuntimeError(
            f"Expected size of input's dimension {at} to be divisible by the product of "
            f"kernel_size, but got input.size({at})={shape[at]} and kernel_size={window.kernel}."
        )
    count = window.positions(size)
    if shape[-1] != math.prod(count) or min(count) < 1:
        given = f"Given output_size={size}, {_told(window)}, "
        if shape[-1] != math.prod(count):
            raise RuntimeError(
                f"{given}expected size of input's dimension {at + 1} to match the calculated "
                f"number of sliding blocks {count[0]} * {count[1]} = {math.prod(count)}, but got "
                f"input.size({at + 1})={shape[-1]}."
            )
        raise RuntimeError(
            f"{given}calculated shape of the array of sliding blocks as {count}, which is too "
            "small (non-positive)"
        )
    return windows_in(input, window=window, size=size)


def _told(window: Window) -> str:
    return (
        f"kernel_size={window.kernel}, dilation={window.dilation}, padding={window.padding}, "
        f"stride={window.stride}"
    )


def _pair(value: Sizes, name: str, argument: str) -> Ints:
    found = ints((value,), name, argument, 2)
    if len(found) > 2:
        raise RuntimeError(f"It is expected {argument} equals to 2, but got size {len(found)}")
    return found * 2 if len(found) == 1 else found


def _window(name: str, kernel: Sizes, stride: Sizes, padding: Sizes, dilation: Sizes) -> Window:
    given = {"kernel_size": kernel, "stride": stride, "padding": padding, "dilation": dilation}
    window = Window(*(_pair(value, name, argument) for argument, value in given.items()))
    for what, numbers in (
        ("kernel", window.kernel), ("dilation", window.dilation), ("stride", window.stride),
    ):  # fmt: skip
        if min(numbers) < 1:
            title = "kernel size" if what == "kernel" else what
            raise RuntimeError(
                f"{title} should be greater than zero, but got {named(what, numbers)}"
            )
    if min(window.padding) < 0:
        raise RuntimeError(
            f"padding should be non-negative, but got {named('pad', window.padding)}"
        )
    return window


# ----------------------------------------------------------------------------------- shuffles


@op(node=lambda input, name, **_: f"{name}Backward0")
def shuffled(input: Array, *, split: Ints, order: Ints, size: Ints, name: str) -> Array:
    """The last dimensions split into `split`, put into another order, and joined to `size`."""
    lead = input.shape[: input.ndim - len(size)]
    parts = input.reshape(*lead, *split)
    axes = (*range(len(lead)), *(len(lead) + i for i in order))
    return parts.transpose(axes).reshape(*lead, *size).copy()


def _back(grad: Any, input_shape: Ints, split: Ints, order: Ints, size: Ints, name: str) -> Any:
    return shuffled(
        grad,
        split=tuple(split[i] for i in order),
        order=tuple(int(i) for i in np.argsort(order)),
        size=tuple(input_shape[-len(size) :]),
        name=name,
    )


shuffled.derivative(input=_back)


@face()
def pixel_shuffle(input: Tensor, upscale_factor: int) -> Tensor:
    """r² channels become one channel of an image r times as high and wide.

    Shape: (*, C r², H, W) -> (*, C, H r, W r), r = upscale_factor.
    Raises RuntimeError for channels that r² does not divide.   Derivative: `pixel_unshuffle`.
    Source: torch.nn.functional.pixel_shuffle.
    """
    r, shape = upscale_factor, input.shape
    _check_images("pixel_shuffle", "upscale_factor", shape, r)
    channels, height, width = shape[-3:]
    if channels % r**2:
        raise RuntimeError(
            "pixel_shuffle expects its input's 'channel' dimension to be divisible by the square "
            f"of upscale_factor, but input.size(-3)={channels} is not divisible by {r**2}"
        )
    c = channels // r**2
    return shuffled(
        input, split=(c, r, r, height, width), order=(0, 3, 1, 4, 2),
        size=(c, height * r, width * r), name="PixelShuffle",
    )  # fmt: skip


@face()
def pixel_unshuffle(input: Tensor, downscale_factor: int) -> Tensor:
    """The inverse of `pixel_shuffle`. Shape: (*, C, H r, W r) -> (*, C r², H, W).

    Source: torch.nn.functional.pixel_unshuffle.
    """
    r, shape = downscale_factor, input.shape
    _check_images("pixel_unshuffle", "downscale_factor", shape, r)
    c, height, width = shape[-3:]
    for name, size, at in (("height", height, -2), ("width", width, -1)):
        if size % r:
            raise RuntimeError(
                f"pixel_unshuffle expects {name} to be divisible by downscale_factor, but "
                f"input.size({at})={size} is not divisible by {r}"
            )
    h, w = height // r, width // r
    return shuffled(
        input, split=(c, h, r, w, r), order=(0, 2, 4, 1, 3), size=(c * r**2, h, w),
        name="PixelUnshuffle",
    )  # fmt: skip


@face()
def channel_shuffle(input: Tensor, groups: int) -> Tensor:
    """Channels in groups, put in turn: the first of every group, the second of every group, …

    Shape: (N, C, *) -> (N, C, *).   Raises RuntimeError for groups that do not divide C.
    Source: torch.nn.functional.channel_shuffle.
    """
    shape = tuple(input.shape)
    if len(shape) < 3:
        raise RuntimeError(
            f"channel_shuffle expects input with > 2 dims, but got input with sizes {list(shape)}"
        )
    if groups <= 0:
        raise RuntimeError(
            f"Number of groups to divide channels in must be positive. Value of groups:{groups}"
        )
    if shape[1] % groups:
        raise RuntimeError(
            f"Number of channels must be divisible by groups. Got {shape[1]} channels and {groups} "
            "groups."
        )
    rest = math.prod(shape[2:])
    return shuffled(
        input, split=(groups, shape[1] // groups, rest), order=(1, 0, 2), size=shape[1:],
        name="ChannelShuffle",
    )  # fmt: skip


def _check_images(name: str, argument: str, shape: Sequence[int], factor: int) -> None:
    if len(shape) < 3:
        raise RuntimeError(
            f"{name} expects input to have at least 3 dimensions, but got input with {len(shape)} "
            "dimension(s)"
        )
    if factor <= 0:
        raise RuntimeError(f"{name} expects a positive {argument}, but got {factor}")


__all__ = ["channel_shuffle", "fold", "pixel_shuffle", "pixel_unshuffle", "unfold"]
