"""An array as rows of cells with its numbers in them, or, where it is large, as a heat map.

A positive number is blue, a negative one orange and hatched by its minus sign; the larger, the
fuller the colour. Matrices, stored memory and gradients are all drawn with it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from course.drawing import svg

CELL = (44.0, 28.0)
MOST_NUMBERS = (12, 12)
"""Above this many rows or columns the numbers are left out and the cells shrink."""

MOST_CELLS = 64
"""Above this many rows or columns, neighbours are joined to one cell: their mean."""


def write(value: object) -> str:
    """A number as a cell has room for: at most four places that count.

    >>> [write(x) for x in (3.0, 0.123456, -1e-9, 12345.6, True, float("nan"))]
    ['3', '0.123', '-1e-09', '1.23e4', 'True', 'nan']
    """
    if isinstance(value, (bool, np.bool_)):
        return str(bool(value))
    number = float(value)  # type: ignore[arg-type]
    if not math.isfinite(number):
        return str(number)
    words = f"{number:.3g}"
    return words.replace("e+0", "e").replace("e+", "e") if "e+" in words else words


def sized(
    width: float, height: float, rows: int, columns: int, most: float = 300
) -> tuple[float, float]:
    """The size of one cell, so that rows and columns fit into `most` pixels where they are many."""
    return min(width, most / max(columns, 1)), min(height, most / max(rows, 1))


def shape2d(values: np.ndarray) -> np.ndarray:
    """As rows and columns: a number is 1 by 1, a vector one row, more axes are stacked as rows."""
    if values.ndim == 0:
        return values.reshape(1, 1)
    return values.reshape(-1, values.shape[-1]) if values.size else values.reshape(0, 0)


def joined(table: np.ndarray, most: int = MOST_CELLS) -> np.ndarray:
    """At most `most` rows and columns: neighbours become one cell, their mean."""
    for axis in (0, 1):
        if table.shape[axis] > most:
            parts = np.array_split(table.astype(float), most, axis=axis)
            table = np.stack([part.mean(axis=axis) for part in parts], axis=axis)
    return table


def matrix(
    values: object,
    x: float = 0,
    y: float = 0,
    cell: tuple[float, float] = CELL,
    look: Callable[[int, int], str] | None = None,
    labels: Sequence[Sequence[str]] | None = None,
) -> tuple[svg.Element, float, float]:
    """Draw an array with its upper left corner at (x, y); give the drawing, its width and height.

    `look` chooses the classes of the cell in a row and a column in place of the heat colours,
    `labels` the words in it in place of the numbers.
    """
    table = joined(shape2d(np.asarray(values)))
    rows, columns = table.shape
    numbered = rows <= MOST_NUMBERS[0] and columns <= MOST_NUMBERS[1]
    width, height = cell if numbered else sized(*cell, rows, columns)
    finite = np.abs(table.astype(float))[np.isfinite(table.astype(float))]
    top = float(finite.max()) if finite.size and finite.max() > 0 else 1.0
    words = [[write(value) for value in row] for row in table] if labels is None else labels
    long = numbered and max((len(word) for row in words for word in row), default=0) > 5
    size = 9.5 if long else 12
    parts = []
    for row in range(rows):
        for column in range(columns):
            left, up = column * width, row * height
            class_, share = (
                heat(float(table[row, column]), top) if look is None else (look(row, column), 1.0)
            )
            parts.append(svg.rect(left, up, width, height, class_, fill_opacity=round(share, 2)))
            if numbered:
                middle = (left + width / 2, up + height / 2 + size * 0.36)
                parts.append(svg.text(*middle, words[row][column], "ink mono", size, "middle"))
    frame = "rule"
    for row in range(rows + 1 if numbered else 0):
        parts.append(svg.line(0, row * height, columns * width, row * height, frame))
    for column in range(columns + 1 if numbered else 0):
        parts.append(svg.line(column * width, 0, column * width, rows * height, frame))
    parts.append(svg.rect(0, 0, columns * width, rows * height, frame))
    return svg.group(*parts, x=x, y=y), columns * width, rows * height


def heat(value: float, top: float) -> tuple[str, float]:
    """The class of a number's colour and how full it is: 0.08 for nothing, 0.7 for the largest."""
    if not math.isfinite(value):
        return "fill-purple", 0.7
    share = 0.0 if value == 0 else 0.12 + 0.58 * min(1.0, abs(value) / top)
    return ("fill-orange" if value < 0 else "fill-blue"), share


GAP = 12.0
"""Between the tables that an array of more than two dimensions is a pile of."""


def spots(
    shape: Sequence[int], cell: tuple[float, float] = CELL
) -> tuple[list[tuple[float, float]], float, float]:
    """Where each number of an array stands, in the order of reading; then the width and height.

    A number is one cell, a vector a row; more than two dimensions are tables under one another.

    >>> spots((2, 1, 2), (10, 10))
    ([(0, 0), (10, 0), (0, 22.0), (10, 22.0)], 20, 32.0)
    """
    rows, columns = (1, *shape)[-2:] if shape else (1, 1)
    tables = math.prod(shape[:-2])
    high = rows * cell[1] + GAP
    found = [
        (column * cell[0], table * high + row * cell[1] if table else row * cell[1])
        for table in range(tables)
        for row in range(rows)
        for column in range(columns)
    ]
    return found, columns * cell[0], tables * high - GAP if tables > 1 else rows * cell[1]


def nested(words: list[str], shape: Sequence[int]) -> str:
    """Words in the brackets of a shape: [[0, 1], [2, 3]].

    >>> nested(["0", "1", "2", "3"], (2, 2)), nested(["5"], ())
    ('[[0, 1], [2, 3]]', '5')
    """
    rows = words
    for size in reversed(shape):
        parts = [rows[at : at + size] for at in range(0, len(rows), size)]
        rows = [f"[{', '.join(part)}]" for part in parts]
    return rows[0]
