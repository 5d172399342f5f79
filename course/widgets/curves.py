"""The numbers of training runs: kept in full, thinned and smoothed for showing, drawn and told.

A curve is one value of one run, such as the loss of "Adam". Panels lie under one another: the
first holds every curve but those of `GAUGES`, which have a panel each.
"""

from __future__ import annotations

import math
from array import array
from typing import Any

import numpy as np

from course.drawing import svg
from course.drawing.cells import write
from course.drawing.chart import Chart

GAUGES = ("gradient norm", "update ratio")
"""Curves that are measured now and then, and stand in a panel of their own."""

MOST_SHOWN = 4000
"""More points of one curve than these are thinned for showing."""

Points = np.ndarray
"""Two rows: the steps and the values."""


class Curve:
    """The points of one value of one run; a tensor on an accelerator waits to become a number."""

    def __init__(self, run: str, name: str) -> None:
        self.run, self.name = run, name
        self.x, self.y = array("d"), array("d")
        self.waiting: list[tuple[int, Any]] = []
        self.told = self.shown = 0
        """How many points the browser was told of, and how many it holds."""

    @property
    def panel(self) -> str:
        """The panel that the curve belongs to."""
        return self.name if self.name in GAUGES else ""

    def append(self, x: float, value: Any) -> None:
        """One more point; asking an accelerator for its number now would make the loop wait."""
        later = type(value) is not float and getattr(value, "is_cuda", False)
        if not later and type(value) is not float and hasattr(value, "item"):
            value = value.item()
        self.y.append(math.nan if later else value)
        if later:  # after its place is there: another thread may settle at any time
            self.waiting.append((len(self.y) - 1, value.detach()))
        self.x.append(x)

    def settle(self) -> None:
        """What waited becomes numbers."""
        while self.waiting:
            place, value = self.waiting.pop()
            self.y[place] = float(value.item())

    def points(self, most: int = MOST_SHOWN, start: int = 0) -> Points:
        """The points from the one numbered `start` on, at most about `most` of them."""
        self.settle()
        count = len(self.x)
        return thinned(np.array([self.x[start:count], self.y[start:count]]), most)

    def news(self, most: int) -> Points:
        """The points that the browser was not told of."""
        count = len(self.x)
        self.settle()
        points = thinned(np.array([self.x[self.told : count], self.y[self.told : count]]), most)
        self.told, self.shown = count, self.shown + points.shape[1]
        return points


def thinned(points: Points, most: int) -> Points:
    """Points that look the same when drawn: of each stretch the lowest, the highest and the last.

    >>> thinned(np.array([[1.0, 2, 3, 4], [5, 9, 1, 4]]), 3)
    array([[2., 3., 4.],
           [9., 1., 4.]])
    """
    count = points.shape[1]
    if count <= most:
        return points
    length = math.ceil(count * 3 / most)
    y = np.pad(points[1], (0, -count % length), mode="edge").reshape(-1, length)
    finite = np.isfinite(y)
    starts = np.arange(0, count, length)
    low = starts + np.where(finite, y, np.inf).argmin(axis=1)
    high = starts + np.where(finite, y, -np.inf).argmax(axis=1)
    ends = starts + length - 1
    kept = np.unique(np.minimum(np.concatenate([low, high, ends]), count - 1))
    return points[:, kept]


def smoothed(points: Points, steps: float) -> Points:
    """The mean of the values so far; one that lies `steps` steps back counts 1/e of the newest.

    What is not finite is left out. Source: the moving average of Adam with its correction for a
    short history (D. Kingma, J. Ba, arXiv:1412.6980), by distance since points may be thinned.

    >>> smoothed(np.array([[1.0, 2, 9], [1, 1, 1]]), 5)[1]
    array([1., 1., 1.])
    """
    finite = points[:, np.isfinite(points[1])]
    if steps <= 1 or finite.shape[1] == 0:
        return finite
    fades = np.exp(-np.diff(finite[0], prepend=finite[0, 0]) / steps).tolist()
    total = weight = 0.0
    means = []
    for fade, y in zip(fades, finite[1].tolist(), strict=True):
        total, weight = total * fade + y, weight * fade + 1
        means.append(total / weight)
    return np.array([finite[0], means])


class History:
    """The curves of all runs."""

    def __init__(self) -> None:
        self.curves: dict[tuple[str, str], Curve] = {}
        self.steps: dict[str, int] = {}

    def begin(self, run: str) -> None:
        """A run starts at step 1; the curves of an older run of this name are forgotten."""
        self.curves = {key: curve for key, curve in self.curves.items() if key[0] != run}
        self.steps[run] = 1

    def curve(self, run: str, name: str) -> Curve:
        """The curve of a value, made if it is new."""
        key = (run, name)
        if key not in self.curves:
            self.curves[key] = Curve(*key)
        return self.curves[key]

    def panels(self) -> list[str]:
        """The panels that are needed, the main one first."""
        seen = {curve.panel for curve in self.curves.values()}
        return ["", *(name for name in GAUGES if name in seen)]

    def labels(self) -> dict[Curve, str]:
        """What each curve is called: by its run, its value, or both where that is needed."""
        runs = {run for run, _ in self.curves}
        names = {name for _, name in self.curves if name not in GAUGES}
        labels = {}
        for curve in self.curves.values():
            words = [curve.run] if len(runs) > 1 or (curve.run and len(names) == 1) else []
            if not words or (len(names) > 1 and not curve.panel):
                words.append(curve.name)
            labels[curve] = ", ".join(words)
        return labels

    def numbers(self) -> dict[Curve, int]:
        """Which colour and dash each curve has: a run's gauges have those of its first value."""
        main = [curve for curve in self.curves.values() if not curve.panel]
        first: dict[str, int] = {}
        for number, curve in enumerate(main):
            first.setdefault(curve.run, number)
        numbers = {curve: number for number, curve in enumerate(main)}
        return {c: numbers.get(c, first.get(c.run, 0)) for c in self.curves.values()}

    # -------------------------------------------------------------- still picture and words

    def picture(self, title: str, log: bool, smoothing: float) -> svg.Element:
        """All panels under one another."""
        parts, top, panels = [], 0.0, self.panels()
        last = max([1.0, *(curve.x[-1] for curve in self.curves.values() if len(curve.x))])
        for panel in panels:
            high = 300.0 if not panel else 150.0
            foot = panel == panels[-1]
            parts += self.panel(panel, title, log, smoothing, last, top, high + 16 * foot, foot)
            top += high
        root = svg.picture(WIDTH, top + 16, *parts)
        root.set("data-measured", "true")
        return root

    def panel(
        self, panel: str, title: str, log: bool, smoothing: float,
        last: float, top: float, high: float, foot: bool,
    ) -> list[svg.Element]:  # fmt: skip
        """One panel: its axes, its curves, and which is which."""
        curves = [curve for curve in self.curves.values() if curve.panel == panel]
        chosen = log and not panel
        shown = {curve: curve.points(most=900) for curve in curves}
        smooth = {curve: smoothed(points, smoothing) for curve, points in shown.items()}
        ys = np.concatenate([part[1] for part in shown.values()] or [np.ones(1)])
        ys = ys[np.isfinite(ys) & (ys > 0 if chosen else True)].tolist()
        names = {curve.name for curve in curves} or {"loss"}
        chart = Chart(
            WIDTH, high, x=(1.0, last), y=room(min(ys, default=0.0), max(ys, default=1.0), chosen),
            x_label="step" if foot else "", y_label=names.pop() if len(names) == 1 else "value",
            title="" if panel else title, log_y=chosen, top=top,
        )  # fmt: skip
        parts, labels, numbers = chart.axes(), self.labels(), self.numbers()
        for curve in curves:
            number, points = numbers[curve], smooth[curve]
            if smoothing > 1:
                parts += chart.curve(shown[curve].T.tolist(), number, width=1, faint=True)
            parts += chart.curve(points.T.tolist(), number)
            if points.shape[1] == 1:
                parts.append(svg.circle(*chart.place(*points[:, 0].tolist()), 3, "ink"))
        if not panel:
            known = [curve for curve in curves if smooth[curve].size]
            ends = [f"{labels[c]}: ends at {write(smooth[c][1, -1])}" for c in known]
            parts += chart.legend(ends, [numbers[curve] for curve in known])
        return parts

    def words(self, title: str, log: bool, smoothing: float) -> str:
        """What the picture says; a measured number stands behind a sign of "about"."""
        labels = self.labels()
        scale = "; logarithmic scale" if log else ""
        lines = [f"{title}{scale}."]
        if smoothing > 1:
            lines.append(f"Smoothed over {smoothing:.0f} steps.")
        lines += [f"{labels[curve]}: {told(curve, smoothing)}" for curve in self.curves.values()]
        if not self.curves:
            lines.append("No step yet.")
        return "\n".join(lines)


WIDTH = 640.0


def room(low: float, high: float, log: bool) -> tuple[float, float]:
    """The ends of an axis, with a little space above and below."""
    if log:
        return (low / 1.1, high * 1.3)
    space = 0.04 * (high - low)
    return (low - space, high + space)


def told(curve: Curve, smoothing: float) -> str:
    """One curve in one sentence."""
    points = curve.points(most=10**9)
    kind = f"{curve.name}, " if curve.panel else ""
    count = points.shape[1]
    steps = f"{count} step{'s' if count != 1 else ''}"
    x, y = smoothed(points, smoothing)
    if y.size == 0:
        return f"{kind}{steps}, no number is finite."
    words = f"{kind}{steps}, from ≈ {write(y[0])} to ≈ {write(y[-1])}"
    low, high = y.argmin(), y.argmax()
    if y[low] < min(y[0], y[-1]):
        words += f", lowest ≈ {write(y[low])} at step ≈ {x[low]:.0f}"
    if y[high] > max(y[0], y[-1]):
        words += f", highest ≈ {write(y[high])} at step ≈ {x[high]:.0f}"
    odd = points[0, ~np.isfinite(points[1])]
    return words + (f"; not finite at step {odd[0]:.0f}." if odd.size else ".")
