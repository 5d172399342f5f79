"""Yours against the target: two arrays side by side, a frame around each number that differs."""

from __future__ import annotations

import numpy as np

from course.drawing import svg
from course.drawing.cells import MOST_NUMBERS, matrix, shape2d
from course.exercises.compare import CLOSE, Difference
from course.inside.plain import Numbers

HEAD = 22.0
BETWEEN = 36.0


def side_by_side(difference: Difference) -> tuple[svg.Element, str] | None:
    """The picture and its words; None where the two are no arrays worth one."""
    yours, target = difference.got, difference.expected
    if not isinstance(yours, Numbers) or not isinstance(target, Numbers):
        return None
    a, b = yours.array, target.array
    if max(a.size, b.size) < 2 or 0 in (a.size, b.size) or max(a.ndim, b.ndim) > 4:
        return None
    differs = None if a.shape != b.shape else ~np.isclose(a, b, CLOSE, CLOSE, equal_nan=True)
    left, wide, high_left = panel(a, f"yours, {a.shape}", differs)
    right, wide_right, high_right = panel(b, f"target, {b.shape}", None)
    parts = [left, svg.group(right, x=wide + BETWEEN)]
    size = (wide + BETWEEN + wide_right + 4, HEAD + max(high_left, high_right) + 4)
    return svg.picture(*size, *parts), words(a, b, differs)


def panel(
    array: np.ndarray, title: str, differs: np.ndarray | None
) -> tuple[svg.Element, float, float]:
    """An array under its title; its width and height."""
    drawing, wide, high = matrix(array.astype(float), x=2, y=HEAD)
    parts = [svg.text(2, 14, title, "ink strong", 13), drawing]
    table = None if differs is None else shape2d(differs)
    if table is not None and all(n <= m for n, m in zip(table.shape, MOST_NUMBERS, strict=True)):
        rows, columns = table.shape
        for row, column in np.argwhere(table):
            cell = (wide / columns, high / rows)
            place = (2 + column * cell[0] + 1.5, HEAD + row * cell[1] + 1.5)
            box = (float(place[0]), float(place[1]), cell[0] - 3, cell[1] - 3)
            parts.append(svg.rect(*box, "line-red", stroke_width=3, rx=3))
    wide = max(wide, svg.text_width(title, 13, mono=False))
    return svg.group(*parts), wide, high


def words(yours: np.ndarray, target: np.ndarray, differs: np.ndarray | None) -> str:
    """What the picture says: how many numbers differ, and which frame means that."""
    if differs is None:
        return f"yours has the shape {yours.shape}, the target {target.shape}"
    if not differs.any():
        return "the numbers are the same, within rounding"
    table = shape2d(differs)
    few = all(n <= m for n, m in zip(table.shape, MOST_NUMBERS, strict=True))
    framed = ", each in a frame" if few else ""
    return f"{int(differs.sum())} of {differs.size} numbers differ{framed}"
