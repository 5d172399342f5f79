"""Bars with words and numbers, and how bytes and seconds are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from course.drawing import svg

__all__ = ["FULL", "PALE", "ROW", "Bar", "bars", "duration", "legend", "size"]

WIDTH, ROW = 760.0, 26.0
LABEL, ROOM = 230.0, 280.0
"""The columns: a name, a bar, and its numbers behind it."""

FULL, PALE = "fill-blue", "soft-blue edge-blue"
"""Two parts of a bar; the pale one has a dashed border too, so that they differ in grey."""


def size(nbytes: float) -> str:
    """Bytes as people write them: three places, and thousands.

    >>> size(0), size(999), size(65_536), size(1_114_112)
    ('0 B', '999 B', '65.5 KB', '1.11 MB')
    """
    for unit in ("B", "KB", "MB"):
        if nbytes < 999.5:
            return f"{nbytes:.3g} {unit}"
        nbytes /= 1000
    return f"{nbytes:.3g} GB"


def duration(seconds: float) -> str:
    """A time with three places.

    >>> duration(0), duration(5e-6), duration(0.0041), duration(2.5)
    ('0 µs', '5 µs', '4.1 ms', '2.5 s')
    """
    if round(seconds * 1e6, 3) < 999.5:
        return f"{round(seconds * 1e6, 3):.3g} µs"
    return f"{seconds * 1e3:.3g} ms" if seconds < 0.9995 else f"{seconds:.3g} s"


@dataclass
class Bar:
    """One row: a name, a full and a pale length, and the words behind them.

    value: what is chosen with it; "" for a row that cannot be chosen.
    """

    name: str
    full: float
    pale: float
    words: str
    value: str = ""
    chosen: bool = False

    def spoken(self) -> str:
        """What a screen reader says."""
        return f"{self.name}: {self.words}"


def bars(rows: Sequence[Bar], x: float, y: float, top: float = 0, key: str = "") -> svg.Element:
    """Rows below one another; the longest bar (or `top`) fills the room. `key`: of a panel."""
    longest = max([top, *(row.full + row.pale for row in rows)])
    scale = ROOM / longest if longest else 0.0
    parts = []
    for place, row in enumerate(rows):
        drawn = bar(row, scale)
        if row.value:
            drawn = [svg.button("choose", row.value, row.spoken(), *drawn, pressed=row.chosen)]
        name = f"{key} {row.value}" if row.value else None
        parts.append(svg.group(*drawn, y=place * ROW, data_key=name))
    return svg.group(*parts, x=x, y=y)


def bar(row: Bar, scale: float) -> list[svg.Element]:
    """One row."""
    full, pale = row.full * scale, row.pale * scale
    frame = "edge-orange paper" if row.chosen else "paper"
    thick = 2 if row.chosen else 0
    parts = [
        svg.rect(0, 1, WIDTH - 20, ROW - 4, frame, rx=4, stroke_width=thick),
        svg.text(LABEL - 10, 16, shortened(row.name), "ink mono", 12, "end"),
    ]
    if full:
        parts.append(svg.rect(LABEL, 5, max(full, 1.0), 14, FULL))
    if pale:
        dashed = {"stroke_dasharray": "3 2", "stroke_width": 1.2}
        parts.append(svg.rect(LABEL + full, 5, max(pale, 1.0), 14, PALE, **dashed))
    parts.append(svg.text(LABEL + full + pale + 8, 16, row.words, "ink", 12))
    return parts


def shortened(name: str, most: int = 32) -> str:
    """A name with its middle left out where it is too long for its column."""
    return name if len(name) <= most else f"{name[: most - 12]}…{name[-11:]}"


def legend(full: str, pale: str, x: float, y: float) -> svg.Element:
    """What the two parts of a bar are."""
    dashed = {"stroke_dasharray": "3 2", "stroke_width": 1.2}
    second = 30 + svg.text_width(full, 12, mono=False)
    return svg.group(
        svg.rect(0, 0, 14, 12, FULL),
        svg.text(20, 11, full, "ink", 12),
        svg.rect(second, 0, 14, 12, PALE, **dashed),
        svg.text(second + 20, 11, pale, "ink", 12),
        x=x,
        y=y,
    )
