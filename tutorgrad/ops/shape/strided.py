"""Strided views: reading the memory under a tensor by any rule "place = offset + Σ index · stride".

A *geometry* is such a rule: (shape, strides, offset), strides and offset counted in elements from
the first element of the memory. Every view of one memory has a geometry, so a view can be made anew
from its base alone. That is what happens after an in-place write: the base's history becomes a
`copy_slices` (write into the part), and each view's history an `as_strided` of the base.

Derivatives: lay the gradient into a zero buffer by one geometry, read it by another (`restride`).
Source: torch.as_strided and torch/csrc/autograd/FunctionsManual.cpp, "as_strided".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...backend import place_of
from ...graph import op
from ..arguments import array_of, ints

Array = Any
Geometry = tuple[tuple[int, ...], tuple[int, ...], int]  # shape, strides, offset, in elements


def as_strided(
    input: Any,
    size: Sequence[int],
    stride: Sequence[int],
    storage_offset: int | None = None,
) -> Any:
    """A view whose element [i, j, …] lies at storage_offset + i · stride[0] + j · stride[1] + ….

    Strides and offset count elements from the start of the memory under `input`, not from the first
    element of `input`; without an offset, that of `input` is kept.
    Shape: any -> size.   Derivative: restride.
    Raises RuntimeError when lengths differ, a stride is negative or the memory is too small.
    Source: torch.as_strided.
    """
    array = array_of(input, "as_strided")
    size, stride = ints((size,), "as_strided", "size"), ints((stride,), "as_strided", "stride")
    source = geometry(array)
    offset = source[2] if storage_offset is None else int(storage_offset)
    check_strided(root_of(array), array.dtype.itemsize, size, stride, offset)
    return _as_strided(input, source=source, target=(size, stride, offset))


@op
def restride(
    input: Array, *, source: Geometry, target: Geometry, shared: Geometry | None = None
) -> Array:
    """Lay the input into a zero buffer by one geometry, read the buffer by another.

    Elements that `source` puts in one place are added up. A place that `shared` gives to several
    elements is divided among them.
    Shape: that of `source` -> that of `target`.   Derivative: the same with the two swapped.
    """
    buffer = laid_out(input, source, (target, shared))
    low = lowest(source, target, shared)
    if shared is not None and overlaps(shared):
        ones = place_of(input).xp.ones(shared[0], dtype=input.dtype)
        count = laid_out(ones, shared, (source, target))
        buffer = buffer / np.maximum(count, 1)
    return part_of(buffer, target, low).copy()


restride.derivative(
    input=lambda grad, source, target, shared: restride(
        grad, source=target, target=source, shared=shared
    )
)


@op(view=True, node=lambda input, source, target, name="AsStrided": f"{name}Backward0")
def _as_strided(
    input: Array, *, source: Geometry, target: Geometry, name: str = "AsStrided"
) -> Array:
    """The memory under `input` (which has the geometry `source`), read by `target`.

    name: what PyTorch calls the view (diagonal and unfold are strided views too).
    """
    size, stride, offset = target
    return reads(memory_of(input)[offset:], size, stride)


_as_strided.derivative(
    input=lambda grad, source, target: restride(grad, source=target, target=source, shared=source)
)


@op(node="torch::autograd::CopySlices", saved=("part",))
def copy_slices(input: Array, src: Array, *, within: Geometry, part: Geometry) -> Array:
    """A copy of `input` with `src` written into one part of its memory.

    within: the geometry of `input`.   part: the geometry of the part that `src` fills.
    Shape: (*), that of `part` -> (*).   Derivative: zeros in the part for `input`, the part of the
    gradient for `src`.   Source: torch's CopySlices node.
    """
    buffer = laid_out(input, within, (part,))
    low = lowest(within, part)
    part_of(buffer, part, low)[...] = src
    return part_of(buffer, within, low)


@op(node=lambda input, src, within, part, name: f"{name}Backward0")
def part_replaced(
    input: Array, src: Array, *, within: Geometry, part: Geometry, name: str
) -> Array:
    """`copy_slices` as a function of its own: select_scatter and its kind, as `name` says."""
    return copy_slices.forward(input, src, within=within, part=part)


for _op in (copy_slices, part_replaced):
    _op.derivative(
        input=lambda grad, within, part: copy_slices(grad, 0.0, within=within, part=part),
        src=lambda grad, within, part: restride(grad, source=within, target=part),
    )

# -------------------------------------------------------------------------------- helpers


def geometry(array: Array) -> Geometry:
    """Shape, strides and offset of an array, in elements of the memory it lies in.

    >>> geometry(np.arange(6.0).reshape(2, 3)[1, ::2])
    ((2,), (2,), 3)
    """
    item = array.dtype.itemsize
    place = place_of(array)
    root = root_of(array)
    offset = 0 if root is array else (place.address(array) - place.address(root)) // item
    return tuple(array.shape), tuple(s // item for s in array.strides), offset


def memory_of(array: Array) -> Array:
    """The whole memory that an array lies in, flat."""
    root = root_of(array)
    steps = [(n - 1) * abs(s) for n, s in zip(root.shape, root.strides, strict=True)]
    length = sum(steps) // root.dtype.itemsize + 1 if root.size else 0
    return reads(root, (length,), (1,)).view(array.dtype)


def root_of(array: Array) -> Array:
    """The array that owns the memory of a view (the oldest array it was made from)."""
    found = array
    base = getattr(array, "base", None)
    while base is not None:
        if hasattr(base, "strides"):  # between two arrays NumPy may put an object that is none
            found = base
        base = getattr(base, "base", None)
    return found


def reads(memory: Array, size: tuple[int, ...], stride: tuple[int, ...]) -> Array:
    """The memory from its first element on, read with other sizes and strides (in elements)."""
    item = memory.dtype.itemsize
    as_strided = place_of(memory).xp.lib.stride_tricks.as_strided
    return as_strided(memory, size, tuple(s * item for s in stride))


def span(g: Geometry) -> tuple[int, int]:
    """The first place of a geometry and the place after its last; (0, 0) when it is empty."""
    size, stride, offset = g
    if 0 in size:
        return (0, 0)
    steps = [(n - 1) * s for n, s in zip(size, stride, strict=True)]
    return offset + sum(s for s in steps if s < 0), offset + sum(s for s in steps if s > 0) + 1


def lowest(*geometries: Geometry | None) -> int:
    """The first place that any of the geometries reaches."""
    return min((span(g)[0] for g in geometries if g is not None and 0 not in g[0]), default=0)


def overlaps(g: Geometry) -> bool:
    """May two elements lie in one place? (A yes may be wrong, a no is certain.)"""
    reach = 0
    for stride, n in sorted((abs(s), n) for n, s in zip(g[0], g[1], strict=True) if n > 1):
        if stride <= reach:
            return True
        reach += (n - 1) * stride
    return False


def laid_out(input: Array, source: Geometry, others: Sequence[Geometry | None]) -> Array:
    """A flat buffer, long enough for all the geometries, with the input added in by `source`."""
    every = [g for g in (source, *others) if g is not None]
    low = lowest(*every)
    length = max(span(g)[1] for g in every) - low
    xp = place_of(input).xp
    buffer = xp.zeros(max(length, 0), dtype=input.dtype)
    if overlaps(source):
        places = part_of(xp.arange(len(buffer)), source, low)
        place_of(buffer).add_at(buffer, places.ravel(), input.ravel())
    else:
        part_of(buffer, source, low)[...] = input
    return buffer


def part_of(buffer: Array, g: Geometry, low: int) -> Array:
    """The elements of a buffer, which begins at place `low`, that a geometry names."""
    size, stride, offset = g
    if 0 in size:
        return buffer[:0].reshape(size)
    return reads(buffer[offset - low :], size, stride)


def check_strided(
    root: Array, item: int, size: tuple[int, ...], stride: tuple[int, ...], offset: int
) -> None:
    """Raise PyTorch's RuntimeError when sizes and strides do not fit each other or the memory."""
    if len(size) != len(stride):
        raise RuntimeError("mismatch in length of strides and shape")
    if any(s < 0 for s in stride):
        raise RuntimeError(
            "as_strided: Negative strides are not supported at the moment, "
            f"got strides: {list(stride)}"
        )
    if any(n < 0 for n in size):
        raise RuntimeError(
            f"Storage size calculation overflowed with sizes={list(size)} and "
            f"strides={list(stride)}"
        )
    have = root.size * root.dtype.itemsize
    need = 0 if 0 in size else span((size, stride, offset))[1] * item
    if need > have or offset < 0:
        raise RuntimeError(
            f"setStorage: sizes {list(size)}, strides {list(stride)}, storage offset {offset}, "
            f"and itemsize {item} requiring a storage size of {need} are out of bounds for "
            f"storage of size {have}"
        )


__all__ = [
    "as_strided",
    "copy_slices",
    "geometry",
    "memory_of",
    "overlaps",
    "part_replaced",
    "restride",
]
