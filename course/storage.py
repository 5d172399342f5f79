"""What tensors and NumPy arrays look at: memories, the places in them, and who shares which.

Reads only PyTorch's public face (`data_ptr`, `stride`, `storage_offset`, `_base`, `_version`) and
NumPy's, so tensors of tutorgrad and of PyTorch are read alike. Two of them share a memory where the
bytes that they look at overlap.
"""

from __future__ import annotations

import ast
import linecache
import string
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise
from types import FrameType
from typing import Any

import numpy as np

__all__ = ["Memory", "View", "argument_names", "read_memories", "root_of"]

LONGEST_NAME = 24


@dataclass(eq=False)
class View:
    """A tensor or array: how it looks at a memory.

    `places` holds, for each of its numbers in the order of reading, the place in the memory;
    `version` counts the writes in place that its library saw (None for an array). `key` is its
    number among the views that are shown.
    """

    name: str
    value: Any
    shape: tuple[int, ...]
    stride: tuple[int, ...]
    offset: int
    version: int | None
    contiguous: bool
    addresses: np.ndarray
    width: int
    device: str
    dtype: str
    key: str = ""
    places: list[int] = field(default_factory=list)

    def index(self, number: int) -> tuple[int, ...]:
        """The index of a number of the view, counted in the order of reading."""
        return tuple(int(i) for i in np.unravel_index(number, self.shape))

    def spell(self, number: int) -> str:
        """The number as it is written in Python: t[0, 1]."""
        return (
            f"{self.name}[{', '.join(map(str, self.index(number)))}]" if self.shape else self.name
        )

    def formula(self, number: int) -> str:
        """How the place of a number follows from the strides: 0 + 0 x 1 + 1 x 3."""
        steps = [f"{i} × {step}" for i, step in zip(self.index(number), self.stride, strict=True)]
        return " + ".join([str(self.start), *steps])

    @property
    def start(self) -> int:
        """The place of the number whose index is 0 everywhere."""
        return self.places[0]

    def facts(self) -> list[str]:
        """Its shape, its strides, its version: a line each."""
        start = "" if self.start == self.offset else f", starts at place {self.start}"
        seen = "NumPy array" if self.version is None else f"version {self.version}"
        return [
            f"shape {self.shape}",
            f"stride {self.stride}, offset {self.offset}{start}",
            f"{seen}, {'' if self.contiguous else 'not '}contiguous",
        ]

    def walk(self, number: int | None) -> list[tuple[int, int]]:
        """The jumps from the start to one number, or those that read all numbers in their order."""
        path = list(self.places)
        if number is not None:
            path = [self.start]
            for i, step in zip(self.index(number), self.stride, strict=True):
                path += [path[-1] + step * (k + 1) for k in range(i)]
        return list(dict.fromkeys(pairwise(path)))

    def write(self, number: int, value: float | bool) -> None:
        """Write one number in place, unseen by autograd; the version counts it."""
        if isinstance(self.value, np.ndarray):
            self.value[self.index(number)] = value
        else:
            self.value.detach()[self.index(number)].fill_(value)


@dataclass(eq=False)
class Memory:
    """A row of numbers that at least one view looks at; None where no view can reach."""

    letter: str
    numbers: list[Any]
    views: list[View]

    @property
    def facts(self) -> str:
        """What all of its numbers have in common."""
        first, count = self.views[0], len(self.numbers)
        device = "" if first.device == "cpu" else f" on {first.device}"
        kind = f"{first.dtype} ({first.width} byte{'s' * (first.width != 1)})"
        return f"{count} number{'s' * (count != 1)}, {kind}{device}"


def read_memories(values: Mapping[str, Any]) -> list[Memory]:
    """The memories of these tensors and arrays, in the order in which they are first met."""
    views = [view_of(name, value) for name, value in values.items()]
    for number, each in enumerate(views):
        each.key = str(number)
    roots = [view_of(each.name, root_of(each.value)) for each in views]
    spans = [span(view, root) for view, root in zip(views, roots, strict=True)]
    found: list[tuple[tuple[int, int], list[int]]] = []
    for number, own in enumerate(spans):
        device = views[number].device
        near = [each for each in found if overlap(each[0], own) and at(views, each) == device]
        joined = sorted([*(i for each in near for i in each[1]), number])
        whole = [own, *(each[0] for each in near)]
        found = [each for each in found if each not in near]
        found.append(((min(a for a, _ in whole), max(b for _, b in whole)), joined))
    found.sort(key=lambda each: each[1])
    letters = islice(string.ascii_uppercase, len(found))
    return [
        memory(letter, whole, [views[i] for i in those], [roots[i] for i in those])
        for letter, (whole, those) in zip(letters, found, strict=True)
    ]


def at(views: list[View], group: tuple[tuple[int, int], list[int]]) -> str:
    return views[group[1][0]].device


def overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def memory(letter: str, whole: tuple[int, int], views: list[View], roots: list[View]) -> Memory:
    """A memory, from its first byte and the one after its last, and the numbers in it."""
    for one, other in pairwise(views):
        if one.width != other.width:
            raise ValueError(
                f"{one.name} and {other.name} look at the same memory, but as numbers of "
                f"{one.width} and {other.width} bytes; the picture shows one kind at a time"
            )
    start, width = whole[0], views[0].width
    numbers: list[Any] = [None] * ((whole[1] - start) // width)
    for each in [*roots, *views]:
        each.places = [int(i) for i in (each.addresses - start) // width]
        if each.width == width:
            content = np.asarray(each.value.tolist()).reshape(-1).tolist()
            for place, number in zip(each.places, content, strict=True):
                numbers[place] = number
    return Memory(letter, numbers, views)


# ------------------------------------------------------------------ one tensor, one array


def view_of(name: str, value: Any) -> View:
    """Read one tensor or array."""
    if not isinstance(value, np.ndarray) and not hasattr(value, "storage_offset"):
        raise TypeError(f"{name} is a {type(value).__name__}; it must be a tensor or a NumPy array")
    shape = tuple(int(size) for size in value.shape)
    if 0 in shape:
        raise ValueError(f"{name} has no numbers: its shape is {shape}")
    dtype = str(value.dtype).partition(".")[2] or str(value.dtype)
    if not any(kind in dtype for kind in ("float", "int", "bool")):
        raise TypeError(f"{name} holds {dtype}; the picture shows real numbers")
    if isinstance(value, np.ndarray):
        width, first = value.itemsize, value.__array_interface__["data"][0]
        stride = tuple(step // width for step in value.strides)
        offset, version, device = 0, None, "cpu"
        contiguous = bool(value.flags.c_contiguous)
    else:
        width, first = value.element_size(), value.data_ptr()
        stride, offset = tuple(value.stride()), value.storage_offset()
        version, device = value._version, str(value.device)
        contiguous = value.is_contiguous()
    grid = np.zeros((1,) * len(shape), dtype=np.int64)
    for axis, (size, step) in enumerate(zip(shape, stride, strict=True)):
        along = np.arange(size).reshape([-1 if i == axis else 1 for i in range(len(shape))])
        grid = grid + along * step
    addresses = first + grid.reshape(-1) * width
    return View(
        name, value, shape, stride, offset, version, contiguous, addresses, width, device, dtype
    )


def root_of(value: Any) -> Any:
    """The tensor or array that a view was taken from; its whole memory is shown."""
    if not isinstance(value, np.ndarray):
        base = value._base
        return value if base is None else base
    while isinstance(value.base, np.ndarray) and value.base.size:
        value = value.base
    return value


def span(view: View, root: View) -> tuple[int, int]:
    """The first byte that a view and its root can look at, and the one after the last."""
    starts = [int(each.addresses.min()) for each in (view, root)]
    starts += [int(each.addresses[0]) - each.offset * each.width for each in (view, root)]
    return min(starts), max(int(each.addresses.max()) + each.width for each in (view, root))


# ------------------------------------------------------------------ names


def argument_names(
    values: tuple[Any, ...], others: Sequence[str] = (), depth: int = 2
) -> list[str]:
    """What the caller wrote for each of its first arguments: `m`, `m.t()`.

    Where the text of the call cannot be read, or is long: the variable that holds the value, else
    one of `others`, else "view 1", "view 2", ....
    """
    frame = sys._getframe(depth)
    written = call_text(frame) or [""] * len(values)
    scope = {**frame.f_globals, **frame.f_locals}
    by_id = {id(value): name for name, value in scope.items() if not name.startswith("_")}
    names: list[str] = []
    for number, value in enumerate(values, 1):
        name = written[number - 1] if len(written) >= len(values) else ""
        if not name or len(name) > LONGEST_NAME:
            other = others[number - 1] if number <= len(others) else f"view {number}"
            name = by_id.get(id(value), other)
        names.append(name if name not in names else f"{name} ({number})")
    return names


def call_text(frame: FrameType) -> list[str]:
    """The text of each positional argument of the call that a frame is at; [] where unknown."""
    positions = next(islice(frame.f_code.co_positions(), frame.f_lasti // 2, None), (None,) * 4)
    first, last, left, right = positions
    lines = linecache.getlines(frame.f_code.co_filename, frame.f_globals)
    if first is None or last is None or left is None or right is None or last > len(lines):
        return []
    part = [line.encode() for line in lines[first - 1 : last]]
    part[-1] = part[-1][:right]
    part[0] = part[0][left:]
    try:
        call = ast.parse(b"".join(part), mode="eval").body
    except SyntaxError:
        return []
    if not isinstance(call, ast.Call) or any(isinstance(each, ast.Starred) for each in call.args):
        return []
    return [ast.unparse(each) for each in call.args]
