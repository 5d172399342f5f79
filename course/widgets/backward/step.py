"""What one step of the stepper shows: a sentence, and rows of arrays with signs between them.

The picture and the words are both made of these, so they say the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from course.drawing.cells import joined, shape2d, write
from course.graph.derivative import array_of

MOST_ROWS, MOST_COLUMNS = 6, 6
"""An array with more rows or columns is shown by its colours and its range."""

THUMBNAIL = 16


@dataclass(frozen=True)
class Numbers:
    """A copy of what a picture needs of an array: its numbers, if they are few, or a thumbnail.

    `table` is None where nothing but the shape is known.
    """

    shape: tuple[int, ...]
    table: np.ndarray | None = None
    exact: bool = False
    low: float = 0.0
    high: float = 0.0

    @staticmethod
    def of(tensor: Any) -> Numbers:
        """From a tensor of tutorgrad or PyTorch."""
        table = shape2d(array_of(tensor))
        shape = tuple(tensor.shape)
        if not table.size:
            return Numbers(shape)
        exact = table.shape[0] <= MOST_ROWS and table.shape[1] <= MOST_COLUMNS
        shown = np.array(table) if exact else joined(table, THUMBNAIL)
        return Numbers(shape, shown, exact, float(table.min()), float(table.max()))

    def row(self) -> Numbers:
        """The same numbers in one row."""
        if not self.exact or self.table is None or self.table.size > MOST_COLUMNS + 2:
            return self
        return Numbers((self.table.size,), self.table.reshape(1, -1), True, self.low, self.high)

    @property
    def single(self) -> str:
        """The number, if it is just one."""
        return write(self.table.flat[0]) if self.table is not None and self.table.size == 1 else ""

    def about(self) -> str:
        """The shape, and the range where the numbers are too many."""
        words = str(self.shape) if self.shape else ""
        return words if self.table is None or self.exact else f"{words}, {self.range()}"

    def range(self) -> str:
        """The least and the greatest number."""
        low, high = write(self.low), write(self.high)
        return f"all {low}" if low == high else f"{low} to {high}"

    def brief(self) -> str:
        """In a cell of a table: the numbers, or shape and range."""
        words = str(self)
        fits = self.table is None or self.exact and len(words) <= 30
        return words if fits else f"{self.shape}, {self.range()}"

    def __str__(self) -> str:
        if self.table is None:
            return f"shape {self.shape}"
        if not self.exact:
            return f"shape {self.about()}"
        rows = ["[" + ", ".join(map(write, row)) + "]" for row in self.table]
        if not self.shape:
            return write(self.table.flat[0])
        lines = rows[0] if len(self.shape) == 1 else "[" + ", ".join(rows) + "]"
        return lines if len(self.shape) < 3 else f"{lines} as {self.shape}"


@dataclass(frozen=True)
class Array:
    """An array of a row, with a caption.

    kind: "gradient", or "value" for what the forward pass made.   mark: "lost", "freed" or nothing.
    """

    caption: str
    numbers: Numbers | None
    kind: str = "value"
    mark: str = ""

    def __str__(self) -> str:
        value = "None" if self.numbers is None else str(self.numbers)
        return f"{self.caption}: {value}" + (f" ({self.mark})" if self.mark else "")


Row = Sequence[Array | str]


@dataclass
class Step:
    """One picture of the walk.

    phase: 0 forward, 1 the first pass back, 2 the second.   key: the box that it is about.
    arrows: pairs of a box and an input that it sends a gradient to.   ran, freed: whether the box
    has now run, or let go of what it kept.   arrived: the box at which one more gradient is.
    grad: a leaf, and what its `.grad` is now.   wrong: whether the algorithm goes wrong here.
    message: an error's text.
    """

    phase: int
    kind: str
    key: str
    sentence: str
    rows: list[Row] = field(default_factory=list)
    arrows: tuple[tuple[str, str], ...] = ()
    ran: bool = False
    freed: bool = False
    arrived: str = ""
    grad: tuple[str, Numbers] | None = None
    wrong: bool = False
    message: str = ""


def size_in_words(count: int) -> str:
    """Bytes with at most three places that count, above 10,000.

    >>> size_in_words(8), size_in_words(241664)
    ('8 bytes', '242 kB')
    """
    if count < 10_000:
        return f"{count} bytes"
    return f"{count / 1e3:.0f} kB" if count < 1e6 else f"{count / 1e6:.3g} MB"


def share_in_words(part: int, whole: int) -> str:
    """How much of so many bytes.

    >>> share_in_words(8, 12)
    '8 of 12 bytes'
    """
    return f"{part if whole < 10_000 else size_in_words(part)} of {size_in_words(whole)}"


def row_in_words(row: Row) -> str:
    """A row of arrays and signs as one line."""
    return "  ".join(str(piece) for piece in row)
