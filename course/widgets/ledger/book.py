"""What a block of code keeps for backward, written down while it runs.

Every tensor that an operation saves comes past a pair of hooks (`saved_tensors_hooks`). They keep
a `Token` in its place; the token's end is the end of the saving. So the book knows who keeps what,
and how the sum rises in the forward pass and falls in the backward pass. Only counts and bytes are
in it: the same block writes the same book on any machine. The hooks hear the thread that opened the
book alone: what a trainer computes in the background is in another book, or in none.
"""

from __future__ import annotations

import sys
import weakref
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from time import perf_counter_ns
from typing import Any

import tutorgrad as torch
from course.graph.reading import names_in, saved_tensors
from tutorgrad.autograd.graph import Node, saved_tensors_hooks

__all__ = ["Book", "Entry", "Line", "Moment", "storage"]

PARAMETER, YOURS, GRAPH = "parameter", "yours", "graph"

NEAR = 6
"""So many calls away from the hook the operation is found."""


def storage(tensor: Any) -> tuple[tuple[str, int], int]:
    """Where a tensor's memory begins (device and address), and how many bytes it has.

    Views of one tensor begin at the same place: what they keep is counted once.
    """
    owner = tensor if tensor._base is None else tensor._base
    size = tensor.element_size()
    start = tensor.data_ptr() - tensor.storage_offset() * size
    steps = sum((n - 1) * step for n, step in zip(owner.shape, owner.stride(), strict=True))
    last = owner.storage_offset() + steps + 1 if owner.numel() else 0
    return (str(tensor.device), start), last * size


@dataclass
class Entry:
    """One tensor that one operation keeps.

    number: of the operation, in the order of recording.   operation: its name.   slot: the name of
    the tensor there (`_saved_...`), where the book could look.   maker: the operation that made the
    tensor, if one did.   leaf: is it a parameter?   holder: the caller's name for the same memory.
    """

    number: int
    shape: tuple[int, ...]
    dtype: str
    device: str
    place: tuple[str, int]
    nbytes: int
    maker: str
    leaf: bool
    operation: str
    slot: str = ""
    holder: str = ""

    @property
    def kind(self) -> str:
        """Who holds it: the graph alone, a variable too, or is it a parameter anyway?"""
        return PARAMETER if self.leaf else YOURS if self.holder else GRAPH

    def words(self) -> str:
        """What it is, and whose."""
        if self.leaf:
            return f"parameter {self.holder}".rstrip()
        made = "" if not self.maker else "its own result"
        if self.maker and self.maker != self.operation:
            made = f"result of {self.maker}"
        also = f"also your {self.holder}" if self.holder else "kept by the graph alone"
        return f"{made}, {also}" if made else also


@dataclass
class Line:
    """All operations of one name at one moment: what they keep, each memory counted once.

    own: bytes that the graph alone keeps.   yours: bytes that parameters and variables hold too.
    shared: bytes that stand in another line.
    """

    operation: str
    own: int = 0
    yours: int = 0
    shared: int = 0
    numbers: set[int] = field(default_factory=set)
    entries: list[tuple[Entry, bool]] = field(default_factory=list)

    @property
    def total(self) -> int:
        """The length of its bar."""
        return self.own + self.yours


@dataclass(frozen=True)
class Moment:
    """The entries that are kept at one moment, and their bytes, each memory counted once."""

    kept: list[int]
    total: int


class Token:
    """Stands for a saved tensor; when the operation lets go of it, the book hears of it."""

    def __init__(self, book: Book, index: int, tensor: Any) -> None:
        self.book, self.index = book, index
        self.tensor, self.version = tensor.detach(), tensor._version

    def __del__(self) -> None:
        self.book.change(self.index, False)


class Book:
    """What was saved and freed between `open` and `close`."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.changes: list[tuple[int, bool]] = []  # (entry, saved or freed), as they came
        self.pauses: list[tuple[float, float]] = []  # when we were at work, in µs
        self.closed = False
        self.fresh = False  # has an operation saved something since the last look?
        self.reading: list[Token] | None = None
        self.nodes: dict[int, weakref.ref[Any]] = {}
        self.name = ""  # of the operation that is saving now
        self.hooks = saved_tensors_hooks(self.pack, self.unpack)

    def open(self) -> None:
        """From now on, operations report what they save."""
        self.hooks.__enter__()

    def close(self, scope: Mapping[str, Any]) -> None:
        """No more; the variables of `scope` say what the caller holds too."""
        self.hooks.__exit__()
        self.look()
        self.closed = True
        found = names_in(scope, torch.empty(0))
        names = {storage(each)[0]: name for name, each in reversed(found.items())}
        for entry in self.entries:
            entry.holder = names.get(entry.place, "")

    # -------------------------------------------------------------- while the block runs

    def pack(self, tensor: Any) -> Token:
        """An operation saves a tensor."""
        if self.closed:
            return Token(self, -1, tensor)
        began = perf_counter_ns() / 1000
        node = saver()
        number = node._sequence_nr()
        if number not in self.nodes:
            self.nodes[number], self.name = weakref.ref(node), node.name()
        place, nbytes = storage(tensor)
        maker = "" if tensor.grad_fn is None else tensor.grad_fn.name()
        owner = tensor if tensor._base is None else tensor._base
        self.entries.append(
            Entry(
                number, tuple(tensor.shape), str(tensor.dtype).rpartition(".")[2],
                str(tensor.device), place, nbytes, maker, owner.is_leaf and owner.requires_grad,
                self.name,
            )
        )  # fmt: skip
        self.change(len(self.entries) - 1, True)
        self.fresh = True
        self.pauses.append((began, perf_counter_ns() / 1000))
        return Token(self, len(self.entries) - 1, tensor)

    def unpack(self, token: Token) -> Any:
        """An operation wants its tensor back, or we look into it ourselves."""
        if self.reading is not None:
            self.reading.append(token)
            return token.tensor
        if self.fresh:
            self.look()
        if token.tensor._version != token.version:
            raise RuntimeError(
                "one of the variables needed for gradient computation has been modified by an "
                f"inplace operation: a tensor of shape {list(token.tensor.shape)} is at version "
                f"{token.tensor._version}; expected version {token.version} instead."
            )
        return token.tensor

    def change(self, index: int, saved: bool) -> None:
        """Note that an entry came or went."""
        if not self.closed and index >= 0:
            self.changes.append((index, saved))

    def look(self) -> None:
        """Ask the operations under which names they keep the newest entries."""
        self.fresh = False
        for number in [number for number, node in self.nodes.items() if node() is None]:
            del self.nodes[number]
        for reference in self.nodes.values():
            node, self.reading = reference(), []
            try:
                saved = saved_tensors(node) or {}
                tokens = self.reading
            finally:
                self.reading = None
            for token in tokens:
                same = [name for name, each in saved.items() if alike(each, token.tensor)]
                if same:
                    self.entries[token.index].slot = same[0]
                    del saved[same[0]]

    # -------------------------------------------------------------- afterwards

    def moments(self) -> list[Moment]:
        """What is kept after each operation's saving or freeing; first: nothing."""
        kept: dict[int, None] = {}
        live: dict[tuple[str, int], list[int]] = {}
        total, found = 0, [Moment([], 0)]
        for _, changes in groupby(self.changes, self.step):
            for index, saved in changes:
                entry = self.entries[index]
                sizes = live.setdefault(entry.place, [])
                total -= max(sizes, default=0)
                if saved:
                    kept[index] = None
                    sizes.append(entry.nbytes)
                else:
                    kept.pop(index)
                    sizes.remove(entry.nbytes)
                total += max(sizes, default=0)
            found.append(Moment(list(kept), total))
        return found

    def step(self, change: tuple[int, bool]) -> tuple[int, bool]:
        """Changes of one operation belong to one moment."""
        index, saved = change
        return self.entries[index].number, saved

    def sizes(self, kept: Iterable[int]) -> dict[tuple[str, int], int]:
        """Each memory once, by its place; a detached view knows only its own part of it."""
        found: dict[tuple[str, int], int] = {}
        for entry in map(self.entries.__getitem__, kept):
            found[entry.place] = max(found.get(entry.place, 0), entry.nbytes)
        return found

    def lines(self, kept: Iterable[int]) -> list[Line]:
        """These entries by operation, the largest first; memory counts where it was saved first."""
        found: dict[str, Line] = {}
        sizes = self.sizes(kept)
        seen: set[tuple[str, int]] = set()
        for index in kept:
            entry = self.entries[index]
            line = found.setdefault(entry.operation, Line(entry.operation))
            again = entry.place in seen
            seen.add(entry.place)
            line.numbers.add(entry.number)
            line.entries.append((entry, again))
            if again:
                line.shared += entry.nbytes
            elif entry.kind == GRAPH:
                line.own += sizes[entry.place]
            else:
                line.yours += sizes[entry.place]
        return sorted(found.values(), key=lambda line: (-line.total, -line.shared, line.operation))


def alike(one: Any, other: Any) -> bool:
    """Do two tensors show the same memory in the same shape?"""
    return one.data_ptr() == other.data_ptr() and one.shape == other.shape


def saver() -> Any:
    """The operation that is saving a tensor now: it stands among the callers of the hook.

    Numbers would not tell: operations of all threads are numbered in one row.
    """
    frame = sys._getframe(2)
    for _ in range(NEAR):
        for each in frame.f_locals.values():
            if isinstance(each, Node):
                return each
        assert frame.f_back is not None, "an operation called the hook"
        frame = frame.f_back
    raise LookupError("no operation is saving")
