"""A function of your own under the lens: what its backward says against the measured slope.

Three curves, one above the other: the function with its tangents, the slope (returned and
measured), and how far these two are apart. A slider moves a point along; at a corner the slopes on
both sides stand beside what backward returns. The verdict names the mistake where it is a known
one: g forgotten, a wrong sign, a wrong factor.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import numpy as np

import tutorgrad as torch
from course import arguments
from course.drawing import svg
from course.drawing.cells import write
from course.drawing.chart import Chart
from course.drawing.palette import CURVES, DASHES
from course.slopes import ATOL, FLOOR, RTOL, Slopes, backward, diagnosis, looked_between, measure
from course.widgets.controls import Button, Control, Slider
from course.widgets.stage import Stage

__all__ = ["FunctionLens", "show_function"]

PLACES = 240
WIDTH, CHARTS, SIDE = 800.0, 520.0, 536.0
TOPS, HEIGHTS = (62.0, 242.0, 422.0), (180.0, 180.0, 176.0)
SIGNS = {"right": "✓", "wrong": "✗"}


def show_function(
    function: Any, interval: tuple[float, float] = (-3, 3), at: float | None = None
) -> FunctionLens:
    """Compare what a function's backward returns with the measured slope, over an interval.

    function: an autograd.Function class, or anything that takes a tensor of one number and gives
    one. For a function of more arguments: `lambda x: Power.apply(x, 3)`.
    interval: from where to where x goes.   at: where the point stands first, inside the
    interval (1, or as near to it as the interval goes, when not given).
    Raises what the function raises; ValueError where the interval is empty or `at` outside of it,
    TypeError for what is no function or no number.

    >>> print(show_function(torch.relu, at=0))
    relu(x) for x from -3 to 3: right. Backward agrees with the measured slope at 240 places.
    Corner at x = 0: slope 0 on the left, 1 on the right; backward returns 0: allowed.
    At x = 0, g = 1: g f(x) = 0. Backward returns 0, measured 0.5; difference 0.5, allowed 0.00051.
    gradcheck at this place: fails; with 3 f(x): fails. At a corner it measures the middle.
    """
    return FunctionLens(function, interval, at)


def wrong_function(value: Any) -> TypeError:
    """The error for what is no function."""
    return arguments.wrong(
        "", value, "a function of one tensor, such as torch.relu, or an autograd.Function class"
    )


def ends_of(interval: Any) -> tuple[float, float]:
    """The two ends of an interval."""
    if not isinstance(interval, Sequence) or isinstance(interval, str) or len(interval) != 2:
        raise arguments.wrong("interval", interval, "two numbers, such as (-3, 3)")
    low, high = (arguments.number("an end of interval", end) for end in interval)
    return low, high


class FunctionLens(Stage):
    """See `show_function`."""

    def __init__(self, function: Any, interval: tuple[float, float], at: float | None) -> None:
        if not callable(function):
            raise wrong_function(function)
        low, high = ends_of(interval)
        if not low < high:
            raise ValueError(f"the interval goes from {write(low)} to {write(high)}: it is empty")
        place = 1.0 if at is None else arguments.number("at", at)
        if at is not None and not low <= place <= high:
            raise ValueError(
                f"at is {write(place)}; it must be in the interval, {write(low)} to {write(high)}"
            )
        self.name = name_of(function)
        self.function = function.apply if isinstance(function, type) else function
        seen = measure(self.function, places(low, high))
        self.slopes: Slopes = looked_between(self.function, seen)
        self.verdict = verdict(self.slopes)
        self.notes = notes(self.slopes)
        self.g = 1.0
        self.returned = self.slopes.returned
        self.here = self.nearest(place)
        super().__init__(f"Slope of {self.name}")

    # -------------------------------------------------------------- what can be done

    def controls(self) -> Sequence[Control]:
        x = self.slopes.x
        told = self.slopes.wrong | self.slopes.outside
        corners = self.slopes.corners | self.slopes.jumps
        return [
            Slider(
                "x", "x", minimum=float(x[0]), maximum=float(x[-1]),
                step=float(x[-1] - x[0]) / PLACES, value=self.place, keys="xX",
                shown=write(self.place),
            ),
            Slider(
                "g", "arriving g", minimum=-3, maximum=5, value=self.g, keys="gG",
                hint="Loss = g f(x): backward must return g times the slope",
            ),
            Button("worst", "Worst place", key="w", disabled=not told.any()),
            Button("corner", "Next corner", key="c", disabled=not corners.any()),
        ]  # fmt: skip

    @torch.random.fork_rng()
    def act(self, name: str, value: Any) -> None:
        if name == "x":
            self.here = self.nearest(float(value))
        elif name == "g":
            self.g = float(value)
            found = [backward(self.function, x, self.g) for x in self.slopes.x]
            self.returned = np.array(found)
        elif name == "worst":
            wrong, outside = self.slopes.wrong, self.slopes.outside
            self.go(self.slopes.worst if wrong.any() else first(outside), "Nothing is wrong.")
        elif name == "corner":
            seen = np.flatnonzero(self.slopes.corners | self.slopes.jumps)
            self.go(first(seen > self.here, seen), "No corner was seen.")
        else:
            super().act(name, value)

    def go(self, place: int | None, otherwise: str) -> None:
        """Put the point somewhere and say what is there."""
        if place is None:
            self.said = otherwise
            return
        self.here = place
        self.said = self.at_the_point()

    def nearest(self, x: float) -> int:
        """The number of the place nearest to x."""
        return int(np.argmin(np.abs(self.slopes.x - x)))

    @property
    def place(self) -> float:
        """The x of the point."""
        return float(self.slopes.x[self.here])

    # -------------------------------------------------------------- words

    def words(self) -> str:
        low, high = write(self.slopes.x[0]), write(self.slopes.x[-1])
        head = f"{self.name}(x) for x from {low} to {high}: {' '.join(self.verdict)}"
        return "\n".join([head, *self.notes, self.at_the_point(), self.gradchecked()])

    def at_the_point(self) -> str:
        """What is where the point stands."""
        value, returned, measured = self.numbers()
        return (
            f"At x = {write(self.place)}, g = {write(self.g)}: g f(x) = {write(value)}. "
            f"Backward returns {write(returned)}, measured {write(measured)}; "
            f"difference {self.off()}, allowed {write(ATOL + RTOL * abs(measured))}."
        )

    def off(self) -> str:
        """How far apart the two slopes are at the point."""
        _, returned, measured = self.numbers()
        off = abs(returned - measured)
        return "below 1e-8" if off < FLOOR else write(off)

    def numbers(self) -> tuple[float, float, float]:
        """At the point: the value, what backward returns, the measured slope; times g."""
        value, measured = self.slopes.value[self.here], self.slopes.measured[self.here]
        return self.g * clean(value), clean(self.returned[self.here]), self.g * clean(measured)

    def gradchecked(self) -> str:
        """What gradcheck says at the point, of f and of 3 f."""
        plain, scaled = (self.passes(factor) for factor in (1, 3))
        words = f"gradcheck at this place: {plain}; with 3 f(x): {scaled}."
        if self.slopes.corners[self.here]:
            return words + " At a corner it measures the middle."
        return words

    @torch.random.fork_rng()
    def passes(self, factor: int) -> str:
        """Whether gradcheck accepts `factor` times the function at the point."""
        x = torch.tensor([self.place], dtype=torch.float64, requires_grad=True)
        if not np.isfinite(self.slopes.measured[self.here]):
            return "not asked, f is not defined around it"
        if not self.function(x).requires_grad:
            return "not asked, the result needs no gradient"
        fine = torch.autograd.gradcheck(
            lambda x: factor * self.function(x), (x,), raise_exception=False
        )
        return "passes" if fine else "fails"

    # -------------------------------------------------------------- picture

    def picture(self) -> svg.Element:
        value, slope, error = self.charts()
        x, parts = self.place, self.heading()
        parts += value.axes()
        for piece in self.pieces(self.slopes.jumps):
            parts += value.curve(self.points(self.g * self.slopes.value, piece), 0)
        parts += self.tangents(value)
        parts += [*self.shade(slope, "✗ wrong here"), *slope.axes()]
        smooth = self.pieces(~self.slopes.smooth)
        for piece in smooth:
            parts += slope.curve(self.points(self.g * self.slopes.measured, piece), 0, width=7,
                                 faint=True)  # fmt: skip
            parts += slope.curve(self.points(self.returned, piece), 1)
        parts += self.marks(slope)
        parts += [*self.shade(error), *error.axes()]
        for piece in smooth:
            off, limit = self.differences()
            parts += error.curve(self.points(limit, piece), 2)
            parts += error.curve(self.points(off, piece), 5)
        for chart in (value, slope, error):
            across, _ = chart.place(x, chart.y[0])
            parts.append(svg.line(across, chart.top, across, chart.foot, stroke_dasharray="2 3"))
        if np.isfinite(self.slopes.value[self.here]):
            parts.append(svg.circle(*value.place(x, self.numbers()[0]), 5, "fill-black"))
        parts += self.sides()
        return svg.picture(WIDTH, TOPS[2] + HEIGHTS[2] + 6, *parts)

    def charts(self) -> list[Chart]:
        """The three: the function, its slope, the difference."""
        x = (float(self.slopes.x[0]), float(self.slopes.x[-1]))
        smooth = self.slopes.smooth
        both = np.concatenate([self.returned[smooth], self.g * self.slopes.measured[smooth]])
        off, _ = self.differences()
        top = max(1.0, float(np.nanmax(off[smooth], initial=1.0)) * 3)
        loss = "y" if self.g == 1 else f"{write(self.g)} y"
        names = (f"{loss} = {self.times()}{self.name}(x)", "slope", "")
        ends = (spread(self.g * self.slopes.value, 0.15), spread(both), (FLOOR / 2, top))
        return [
            Chart(CHARTS, HEIGHTS[i], x=x, y=ends[i], top=TOPS[i], log_y=i == 2, y_label=names[i],
                  x_label="x" if i == 2 else "")
            for i in range(3)
        ]  # fmt: skip

    def times(self) -> str:
        """g as a factor before the function's name; nothing for 1."""
        return "" if self.g == 1 else f"{write(self.g)} · "

    def differences(self) -> tuple[np.ndarray, np.ndarray]:
        """For the g that arrives: how far apart the slopes are, and how far gradcheck allows."""
        measured = self.g * self.slopes.measured
        off = np.maximum(np.abs(self.returned - measured), FLOOR)
        return off, ATOL + RTOL * np.abs(measured)

    def wrong(self) -> np.ndarray:
        """Where what backward returns for this g is too far from g times the slope."""
        off, limit = self.differences()
        return self.slopes.smooth & ~(off <= limit)

    def pieces(self, cuts: np.ndarray) -> list[range]:
        """The stretches of places without a cut."""
        ends = [-1, *np.flatnonzero(cuts), len(cuts)]
        found = [range(a + 1, int(b)) for a, b in zip(ends, ends[1:], strict=False)]
        return [piece for piece in found if len(piece) > 0]

    def points(self, y: np.ndarray, piece: range) -> list[tuple[float, float]]:
        """The points of one stretch of a curve."""
        return [(float(self.slopes.x[i]), float(y[i])) for i in piece]

    def shade(self, chart: Chart, words: str = "") -> list[svg.Element]:
        """The stretches where backward is wrong for this g."""
        parts = []
        for piece in self.pieces(~self.wrong()):
            left, _ = chart.place(self.slopes.x[piece[0]], chart.y[0])
            right, _ = chart.place(self.slopes.x[piece[-1]], chart.y[0])
            wide = max(right - left, 3.0)
            parts.append(svg.rect(left, chart.top, wide, chart.foot - chart.top, "soft-purple",
                                  fill_opacity=0.45))  # fmt: skip
            if words and wide > 90:
                middle = (left + wide / 2, chart.top + 14)
                parts.append(svg.text(*middle, words, "ink", 11, "middle"))
        return parts

    def tangents(self, chart: Chart) -> list[svg.Element]:
        """Two lines through the point: with the measured slope, and with backward's."""
        value, returned, measured = self.numbers()
        parts = []
        looks = (("line-blue", 7.0, None, 0.35), ("line-orange", 2.0, "7 3", None))
        for slope, (look, width, dash, faint) in zip((measured, returned), looks, strict=True):
            if not (np.isfinite(slope) and np.isfinite(value)):
                continue
            reach = 0.22 * (chart.x[1] - chart.x[0])
            tall = 0.45 * (chart.y[1] - chart.y[0])
            reach = min(reach, tall / abs(slope)) if slope else reach
            ends = [cut(chart, self.place, value, slope, way * reach) for way in (-1, 1)]
            parts.append(svg.path([chart.place(*end) for end in ends], look, stroke_width=width,
                                  stroke_dasharray=dash, stroke_opacity=faint))  # fmt: skip
        return parts

    def marks(self, chart: Chart) -> list[svg.Element]:
        """At every corner: rings at the slopes of both sides, a square at what is returned."""
        parts = []
        for i in np.flatnonzero(self.slopes.corners):
            x = float(self.slopes.x[i])
            sides = [self.g * float(side[i]) for side in (self.slopes.left, self.slopes.right)]
            ends = [chart.place(x, side) for side in sides]
            parts.append(svg.path(ends, "line-blue", stroke_width=7, stroke_opacity=0.35))
            parts += [svg.circle(*end, 4.5, "paper edge-blue", stroke_width=2) for end in ends]
            if np.isfinite(self.returned[i]):
                across, up = chart.place(x, float(self.returned[i]))
                parts.append(svg.rect(across - 4, up - 4, 8, 8, "fill-orange edge-black"))
        return parts

    def heading(self) -> list[svg.Element]:
        """The name, the verdict and its reasons."""
        right = self.slopes.correct
        look = "soft-green" if right else "soft-orange"
        said, reasons = self.verdict
        lines: list[str] = []
        for note in ["", *self.notes]:  # as many notes as there is room for
            reasons = f"{reasons} {note}".strip()
            more = textwrap.wrap(reasons, 96)
            if len(more) <= 3 or not lines:
                lines = more
        middle = 32 - 7.5 * (len(lines) - 1)
        return [
            svg.rect(4, 4, WIDTH - 8, 50, look, rx=6),
            svg.text(16, 35, f"{SIGNS['right' if right else 'wrong']} {said.rstrip('.')}",
                     "ink strong", 18),
            *[svg.text(126, middle + 15 * i, line, "ink", 12) for i, line in enumerate(lines)],
        ]  # fmt: skip

    def sides(self) -> list[svg.Element]:
        """Beside each curve: what the lines are, and the numbers at the point."""
        value, returned, measured = self.numbers()
        limit = ATOL + RTOL * abs(measured)
        x = f"x = {write(self.place)}"
        corner = [n for n in self.notes if f"at x = {write(self.place)}:" in n]
        columns = [
            [(f"{x}: {self.times()}f(x) = {write(value)}", "strong"), ("function", "0"),
             ("tangent, measured slope", "faint"), ("tangent, backward's slope", "1")],
            [(f"backward returns {write(returned)}", "strong"), (f"measured {write(measured)}",
             "strong"), ("measured slope", "faint"), ("what backward returns", "1"),
             *[(line, "") for note in corner for line in svg.wrapped(note, 250, 12, mono=False)]],
            [(f"difference {self.off()}", "strong"), (f"allowed {write(limit)}", "strong"),
             ("difference", "5"), ("what gradcheck allows", "2"), ("", ""),
             *[(line, "") for line in svg.wrapped(self.gradchecked(), 250, 12, mono=False)]],
        ]  # fmt: skip
        return [
            part
            for top, lines in zip(TOPS, columns, strict=True)
            for number, (words, look) in enumerate(lines)
            for part in sided(SIDE, top + 26 + 18 * number, words, look)
        ]


# ------------------------------------------------------------------ places, names, small drawings


def places(low: float, high: float) -> np.ndarray:
    """Where to look: evenly, and at every whole number, where corners often are."""
    even = np.round(np.linspace(low, high, PLACES + 1), 9)
    whole = np.arange(np.ceil(low), np.floor(high) + 1)
    return np.unique(np.concatenate([even, whole if len(whole) <= 20 else [0.0]]).clip(low, high))


def first(mask: np.ndarray, of: np.ndarray | None = None) -> int | None:
    """The number of the first place in a mask; with `of`, the first of those, going round."""
    found = np.flatnonzero(mask) if of is None else np.append(of[mask], of)
    return int(found[0]) if len(found) else None


def name_of(function: Any) -> str:
    """What a function is called: the class of an `apply`, the name of a def, f for a lambda."""
    owner = getattr(function, "__self__", None)
    if isinstance(owner, type) and function.__name__ == "apply":
        function = owner
    name = getattr(function, "__name__", type(function).__name__)
    return "f" if name == "<lambda>" else name


def verdict(slopes: Slopes) -> tuple[str, str]:
    """Right or wrong, and why."""
    smooth, wrong, outside = (int(m.sum()) for m in (slopes.smooth, slopes.wrong, slopes.outside))
    if slopes.correct:
        return "right.", f"Backward agrees with the measured slope at {smooth} places."
    reasons = [diagnosis(slopes)]
    if wrong:
        x, got, true = (float(part[slopes.worst]) for part in compared(slopes))
        where = "all" if wrong == smooth else f"{wrong} of {smooth}"
        reasons = [
            f"Wrong at {where} places, worst at x = {write(x)}: "
            f"it returns {write(clean(got))}, measured {write(clean(true))}.",
            *reasons,
        ]
    elif outside:
        reasons.append("At a corner it returns a number that is not between both slopes.")
    return "wrong.", " ".join(reason for reason in reasons if reason)


def compared(slopes: Slopes) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The places, what is returned there, what is measured there."""
    return slopes.x, slopes.returned, slopes.measured


def notes(slopes: Slopes) -> list[str]:
    """The corners, the jumps and the places without a value, a line each."""
    found = []
    for i in np.flatnonzero(slopes.corners):
        left, right, got = (
            write(clean(side[i])) for side in (slopes.left, slopes.right, slopes.returned)
        )
        allowed = "not between them" if slopes.outside[i] else "allowed"
        found.append(
            f"Corner at x = {write(slopes.x[i])}: slope {left} on the left, {right} on the right; "
            f"backward returns {got}: {allowed}."
        )
    jumps = [write(x) for x in slopes.x[slopes.jumps]]
    if jumps:
        found.append(f"The function jumps at x = {', '.join(jumps)}: no slope there.")
    missing = int((~np.isfinite(slopes.measured)).sum())
    if missing:
        what = "1 place is" if missing == 1 else f"{missing} places are"
        found.append(f"{what} left out: the function has no value around it.")
    return found


def clean(number: float) -> float:
    """Without the rounding of the measurement: to a step of 1e-7.

    >>> clean(11.999999998), clean(-3e-12)
    (12.0, 0.0)
    """
    return round(float(number), 7) + 0.0


def spread(values: np.ndarray, more: float = 0.08) -> tuple[float, float]:
    """The ends of an axis: a little more than the values, without a few that run away."""
    values = values[np.isfinite(values)]
    if not values.size:
        return 0.0, 1.0
    low, high = float(values.min()), float(values.max())
    middle = np.percentile(values, [5, 95])
    if high - low > 10 * (middle[1] - middle[0]) > 0:
        low, high = map(float, middle)
    room = more * (high - low) if high - low > 1e-6 else 0.5
    return low - room, high + room


def cut(chart: Chart, x: float, y: float, slope: float, step: float) -> tuple[float, float]:
    """The end of a line that starts at (x, y) and stays inside the chart."""
    low, high = chart.y
    step = min(max(step, chart.x[0] - x), chart.x[1] - x)
    if slope and not low <= y + slope * step <= high:
        step = ((high if slope * step > 0 else low) - y) / slope
    return x + step, y + slope * step


def sided(x: float, y: float, words: str, look: str) -> list[svg.Element]:
    """A line of the column at the side; after "0", "1", ... it has a piece of that curve."""
    if look in ("", "strong"):
        return [svg.text(x, y, words, f"ink {look}".strip(), 13 if look else 12)]
    sample = curve_sample(x, y - 4, 0 if look == "faint" else int(look), look == "faint")
    return [sample, svg.text(x + 40, y, words, "ink", 12)]


def curve_sample(x: float, y: float, number: int, faint: bool) -> svg.Element:
    """A short piece of a curve, as Chart draws it."""
    colour, dash = CURVES[number], DASHES[number]
    look = {"stroke_width": 7, "stroke_opacity": 0.35} if faint else {"stroke_width": 2}
    return svg.line(x, y, x + 32, y, f"line-{colour}", stroke_dasharray=dash, **look)
