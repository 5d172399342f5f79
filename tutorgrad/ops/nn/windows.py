"""Windows that slide over an array: where convolution, pooling and unfold look.

A window has `kernel` places along each of the last axes. Neighbouring places are `dilation` apart;
the window moves on by `stride`; `padding` places lie before and behind the input. So the output at
o sees, through place k of the window, the padded input at o · stride + k · dilation.

Source: V. Dumoulin, F. Visin: "A guide to convolution arithmetic for deep learning", 2016,
arXiv:1603.07285.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from ..arguments import ints

Array = Any
Ints = tuple[int, ...]
Pair = tuple[int, int]


class Window(NamedTuple):
    """How a window moves: four numbers for each axis."""

    kernel: Ints
    stride: Ints
    padding: Ints
    dilation: Ints

    @property
    def reach(self) -> Ints:
        """How many places a window spans, less one."""
        return tuple(d * (k - 1) for d, k in zip(self.dilation, self.kernel, strict=True))

    def positions(self, size: Sequence[int], ceil: bool = False) -> Ints:
        """How many positions there are over an input.

        ceil: also one that hangs over the end, if it starts inside the input or its left padding.
        """
        found = []
        for n, r, s, p in zip(size, self.reach, self.stride, self.padding, strict=True):
            room = n + 2 * p - r - 1
            count = (-(-room // s) if ceil else room // s) + 1
            found.append(count - (ceil and (count - 1) * s >= n + p))
        return tuple(found)

    def places(self) -> Iterator[Ints]:
        """The places of the window, row by row."""
        return product(*map(range, self.kernel))

    def seen(self, place: Ints, count: Ints) -> tuple[slice, ...]:
        """What one place of the window sees of the padded input on its `count` positions."""
        return tuple(
            slice(k * d, k * d + max((n - 1) * s + 1, 0), s)
            for k, n, s, d in zip(place, count, self.stride, self.dilation, strict=False)
        )

    def pads(self, size: Ints, count: Ints) -> list[Pair]:
        """How much to add before and behind the input so that every position sees something."""
        return [
            (p, max((n - 1) * s + r + 1 - m - p, 0))
            for m, n, r, s, p in zip(size, count, self.reach, self.stride, self.padding,
                                     strict=True)
        ]  # fmt: skip


def padded(array: Array, pads: Sequence[Pair], value: Any = 0) -> Array:
    """`value` added before and behind the last axes; a negative number cuts off.

    The array itself where nothing is to be done.
    """
    if not any(map(any, pads)):
        return array
    lead = array.shape[: array.ndim - len(pads)]
    size = array.shape[array.ndim - len(pads) :]
    inside, core = [], []
    for (left, right), n in zip(pads, size, strict=True):
        core.append(slice(max(-left, 0), n - max(-right, 0)))
        inside.append(slice(max(left, 0), n + left + right - max(right, 0)))
    shape = [n + left + right for n, (left, right) in zip(size, pads, strict=True)]
    result: Array = np.full_like(array, value, shape=(*lead, *shape), order="C")
    result[(..., *inside)] = array[(..., *core)]
    return result


def cut(array: Array, pads: Sequence[Pair]) -> Array:
    """The part of a padded array that is not padding."""
    sizes = array.shape[array.ndim - len(pads) :]
    keys = (slice(left, n - right) for (left, right), n in zip(pads, sizes, strict=True))
    return array[(..., *keys)]


def per_axis(value: Any, n: int, function: str, argument: str, position: int = 1) -> Ints:
    """One number for each of n axes from one number or a list of them; TypeError for no numbers.

    A list of another length is given back as it is.
    """
    found = ints((value,), function, argument, position)
    return found * n if len(found) == 1 else found


def by(sizes: Sequence[int]) -> str:
    """Sizes as PyTorch's messages write them: "5 x 7"."""
    return " x ".join(map(str, sizes))


def named(what: str, values: Sequence[int], between: str = " ") -> str:
    """Numbers with the names of their axes: "stride_height: 1 stride_width: 2"."""
    names = ("depth", "height", "width")[-len(values) :]
    return between.join(f"{what}_{name}: {v}" for name, v in zip(names, values, strict=True))


__all__ = ["Window", "by", "cut", "named", "padded", "per_axis"]
