"""Curves over an axis, drawn as SVG; the places of the ticks come from matplotlib's locators.

chart = Chart(360, 220, x=(0, 100), y=(0.01, 10), log_y=True, x_label="step", y_label="loss")
root = svg.picture(360, 220, *chart.axes(), *chart.curve([(0, 5.0), (100, 0.1)], 0, "SGD"))
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import count

from matplotlib.ticker import LogLocator, MaxNLocator

from course.drawing import svg
from course.drawing.cells import write
from course.drawing.palette import CURVES, DASHES

Points = Iterable[tuple[float, float]]


class Chart:
    """A rectangle of the picture with an axis along its foot and one up its left side.

    `x` and `y` are the numbers at their ends; `left`, `top`: where the rectangle's corner lies in
    the picture. `place(x, y)` gives the pixel of a point.
    """

    def __init__(
        self,
        width: float,
        height: float,
        *,
        x: tuple[float, float],
        y: tuple[float, float],
        x_label: str = "",
        y_label: str = "",
        title: str = "",
        log_x: bool = False,
        log_y: bool = False,
        left: float = 0,
        top: float = 0,
    ) -> None:
        self.x_label, self.y_label, self.title = x_label, y_label, title
        self.log = (log_x, log_y)
        self.x, self.y = widened(x, log_x), widened(y, log_y)
        self.left, self.right = left + 58, left + width - 14
        self.top, self.foot = top + (26 if title else 12), top + height - (40 if x_label else 24)

    def place(self, x: float, y: float) -> tuple[float, float]:
        """The pixel of a point, kept within the rectangle's borders by a little."""
        across = share(x, self.x, self.log[0])
        up = min(1.05, max(-0.05, share(y, self.y, self.log[1])))
        return (
            self.left + across * (self.right - self.left),
            self.foot - up * (self.foot - self.top),
        )

    def axes(self) -> list[svg.Element]:
        """The frame, ticks, numbers and names. (A tick's number is scale, not content: `tick`.)"""
        parts = [
            svg.rect(self.left, self.top, self.right - self.left, self.foot - self.top, "rule")
        ]
        for tick in ticks(self.x, self.log[0]):
            x, _ = self.place(tick, self.y[0])
            parts.append(svg.line(x, self.foot, x, self.foot + 4))
            parts.append(
                svg.text(x, self.foot + 16, mark(tick, self.log[0]), "muted tick", 11, "middle")
            )
        for tick in ticks(self.y, self.log[1]):
            _, y = self.place(self.x[0], tick)
            parts.append(svg.line(self.left - 4, y, self.right, y, "rule", stroke_opacity=0.25))
            parts.append(
                svg.text(self.left - 7, y + 4, mark(tick, self.log[1]), "muted tick", 11, "end")
            )
        middle, high = (self.left + self.right) / 2, (self.top + self.foot) / 2
        turned = f"rotate(-90 {svg.number(self.left - 44)} {svg.number(high)})"
        words = [
            (middle, self.foot + 33, self.x_label, None),
            (self.left - 44, high, self.y_label, turned),
            (middle, self.top - 9, self.title, None),
        ]
        for x, y, name, turn in words:
            if name:
                parts.append(svg.text(x, y, name, "ink", 12, "middle", transform=turn))
        return parts

    def curve(
        self,
        points: Points,
        number: int = 0,
        name: str = "",
        *,
        width: float = 2,
        faint: bool = False,
    ) -> list[svg.Element]:
        """A line through points, in the colour and dash of its number; its name at its end."""
        placed = [
            self.place(x, y) for x, y in points if math.isfinite(y) and (y > 0 or not self.log[1])
        ]
        if not placed:
            return []
        colour, dash = CURVES[number % len(CURVES)], DASHES[number % len(DASHES)]
        opacity = 0.35 if faint else None
        look = {"stroke_width": width, "stroke_dasharray": dash, "stroke_opacity": opacity}
        parts = [svg.path(placed, f"line-{colour}", stroke_linejoin="round", **look)]
        if name:
            x, y = placed[-1]
            parts.append(svg.text(x - 5, y - 6, name, "ink", 12, "end"))
        return parts

    def legend(self, names: Sequence[str], numbers: Sequence[int] = ()) -> list[svg.Element]:
        """The names of the curves beside a piece of their lines, in the upper right corner.

        `numbers` are those that the curves were drawn with, if they are not 0, 1, 2, ....
        """
        wide = max((svg.text_width(name, 12, mono=False) for name in names), default=0.0) + 52
        corner = (self.right - wide - 4, self.top + 2)
        parts = [svg.rect(*corner, wide, 18 * len(names) + 6, "paper", fill_opacity=0.8)]
        for place, (number, name) in enumerate(zip(numbers or count(), names, strict=False)):
            y = self.top + 16 + 18 * place
            end = self.right - 12 - svg.text_width(name, 12, mono=False)
            colour, dash = CURVES[number % len(CURVES)], DASHES[number % len(DASHES)]
            stroke = {"stroke_width": 2, "stroke_dasharray": dash}
            parts.append(svg.line(end - 34, y - 4, end - 6, y - 4, f"line-{colour}", **stroke))
            parts.append(svg.text(self.right - 10, y, name, "ink", 12, "end"))
        return parts


def widened(ends: tuple[float, float], log: bool) -> tuple[float, float]:
    """Both ends finite, apart, and above zero where the axis is logarithmic."""
    low, high = (end if math.isfinite(end) else 0.0 for end in ends)
    if log:
        high = high if high > 0 else 1.0
        low = low if low > 0 else high / 1000
        return (low / 2, high * 2) if low >= high else (low, high)
    return (low - 0.5, high + 0.5) if low >= high else (low, high)


def share(value: float, ends: tuple[float, float], log: bool) -> float:
    """How far a value lies along an axis: 0 at its first end, 1 at the second."""
    low, high = ends
    if log:
        return math.log(max(value, 1e-300) / low) / math.log(high / low)
    return (value - low) / (high - low)


def ticks(ends: tuple[float, float], log: bool) -> list[float]:
    """Round numbers along an axis (matplotlib); on a short logarithmic one not powers of ten.

    >>> ticks((0.01, 10), log=True), ticks((2, 7), log=True)
    ([0.01, 0.1, 1.0, 10.0], [2.0, 3.0, 4.0, 5.0, 6.0, 7.0])
    """
    low, high = ends
    locator = LogLocator(numticks=7) if log else MaxNLocator(nbins=5)
    found = [float(t) for t in locator.tick_values(low, high) if low <= t <= high * (1 + 1e-9)]
    return ticks(ends, log=False) if log and len(found) < 2 else found


def mark(tick: float, log: bool) -> str:
    """The number at a tick; on a logarithmic axis a small or large one as a power of ten.

    >>> mark(1e-6, log=True), mark(0.01, log=True), mark(2.5, log=False), mark(1200.0, log=False)
    ('10⁻⁶', '0.01', '2.5', '1200')
    """
    if log and not 1e-3 <= tick <= 1e3:
        return "10" + str(round(math.log10(tick))).translate(RAISED)
    whole = tick == round(tick) and abs(tick) < 1e5
    return f"{tick:.0f}" if whole else write(tick)


RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
