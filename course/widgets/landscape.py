"""Optimizers on a landscape: SGD, momentum and Adam walk down the same loss from the same start.

Left, the loss of two numbers from above, with the three ways. Right, the loss at every step, and
below it a sweep: the loss at the end for every learning rate. The start is chosen on the picture,
the learning rate on the sweep or with its slider.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import tutorgrad as torch
from course.arguments import wrong
from course.drawing import svg
from course.drawing.cells import write
from course.drawing.chart import Chart
from course.drawing.contours import contours
from course.drawing.palette import CURVES, DASHES
from course.surfaces import OPTIMIZERS, RATES, SURFACES, Surface, Way, descend, sliced, sweep
from course.widgets.controls import Button, Choice, Control, Slider, Switch
from course.widgets.stage import Stage

__all__ = ["Landscape", "show_landscape"]

GRID = 45
"""How many places along each side the loss is computed at."""

STARTS = 9
"""How many starts can be chosen along each side."""

MAP, SIDE, HIGH = 470.0, 484.0, 424.0
WIDE = 412.0
Place = tuple[float, float]


def show_landscape(
    loss: str | Callable[..., Any] = "narrow valley",
    *,
    x: Place | None = None,
    y: Place | None = None,
    start: Place | None = None,
    rate: float | None = None,
    steps: int = 60,
    parameters: Any = None,
    directions: Sequence[Sequence[Any]] | None = None,
    seed: int = 0,
) -> Landscape:
    """Watch SGD, momentum and Adam go down a loss of two numbers.

    loss: the name of a surface ("bowl", "narrow valley", "Rosenbrock", "saddle", "two minima"), or
    a function of two tensors. With `parameters`, a function of no arguments that computes a
    network's loss: then a slice is shown, all parameters moved along two directions (two lists of
    tensors like them; random ones of `seed` when not given). Give the module itself as `parameters`
    where it has buffers, such as BatchNorm's statistics: then they are left as they were too.
    x, y: from where to where.   start: where all begin.   rate: the learning rate.
    Raises ValueError for an unknown name, TypeError for a function of other arguments or one that
    gives no tensor, and what the function raises.

    >>> view = show_landscape("bowl", rate=1.0, steps=3)
    >>> view.do("step", 1)
    >>> print(view)  # doctest: +ELLIPSIS
    Loss bowl: (x² + y²) / 2, for x from -3 to 3, y from -3 to 3. Start at (-2.5, 1.5), loss 4.25.
    Learning rate 1, momentum 0.9. Step 1 of 3.
    SGD: at (0, 0), loss 0.
    momentum: at (0, 0), loss 0.
    Adam: at (-1.5, 0.5), loss 1.25.
    ...
    """
    if not isinstance(loss, str):
        check_arguments(loss, 2 if parameters is None else 0)
    surface = surface_of(loss, x, y, start, rate, parameters, directions, seed)
    if not isinstance(loss, str) and parameters is None:
        check_result(loss, surface)
    return Landscape(surface, steps)


def check_arguments(loss: Any, count: int) -> None:
    """Raises TypeError unless `loss` can be called with so many arguments."""
    if not callable(loss):
        raise wrong("", loss, "the name of a surface or a function of two numbers")
    try:
        signature = inspect.signature(loss)
    except ValueError:  # written in C: it does not say
        return
    try:
        signature.bind(*range(count))
    except TypeError:
        name = getattr(loss, "__name__", "the loss")
        must = "two numbers, x and y" if count else "no arguments where parameters are given"
        raise TypeError(f"{name} takes {signature}; it must take {must}") from None


@torch.random.fork_rng()
def check_result(loss: Callable[..., Any], surface: Surface) -> None:
    """Raises TypeError unless `loss` gives a tensor of one number, asked at the start."""
    with torch.no_grad():
        found = loss(*(torch.tensor(float(end), dtype=torch.float64) for end in surface.start))
    if not hasattr(found, "backward"):
        name = getattr(loss, "__name__", "the loss")
        raise wrong(f"what {name} gives", found, "a tensor of one number, computed from x and y")


def surface_of(
    loss: str | Callable[..., Any],
    x: Place | None,
    y: Place | None,
    start: Place | None,
    rate: float | None,
    parameters: Any,
    directions: Sequence[Sequence[Any]] | None,
    seed: int,
) -> Surface:
    """The surface that `show_landscape` was asked for."""
    if isinstance(loss, str):
        if loss not in SURFACES:
            names = ", ".join(map(repr, SURFACES))
            raise ValueError(f"there is no surface {loss!r}; there are {names}")
        found = SURFACES[loss]
    elif parameters is not None:
        ends = (-1.0, 1.0)
        words = "a network's loss along two directions"
        along = sliced(loss, parameters, directions, seed)
        found = Surface("slice", along, words, ends, ends, (-0.8, 0.8), 0.05)
    else:
        name = getattr(loss, "__name__", "yours")
        found = Surface("yours" if name == "<lambda>" else name, loss)
    given = {"x": x, "y": y, "start": start, "rate": rate}
    return replace(found, **{key: value for key, value in given.items() if value is not None})


class Landscape(Stage):
    """See `show_landscape`."""

    def __init__(self, surface: Surface, steps: int = 60) -> None:
        self.steps, self.own, self.momentum = steps, False, 0.9
        self.surfaces = SURFACES | {surface.name: surface}
        self.take(surface)
        super().__init__("Optimizers on a landscape")

    def take(self, surface: Surface) -> None:
        """Begin on a surface."""
        self.surface, self.start, self.rate = surface, surface.start, surface.rate
        x, y = surface.x, surface.y
        self.map = Chart(MAP, HIGH, x=x, y=y, x_label="x", y_label="y", top=4)
        self.ground = contours(self.map, *surface.grid(GRID))
        self.starts = starts(surface.x, surface.y)
        self.step = self.steps
        self.sweep()
        self.walk()

    def sweep(self) -> None:
        """Try all learning rates."""
        self.swept = sweep(self.surface, self.momentum, self.start, self.steps)
        self.swept_for = (self.start, self.momentum)
        self.swept_loss = self.surface.at(*self.start)

    def walk(self) -> None:
        """Let the optimizers go down from the start."""
        self.ways: dict[str, Way] = {
            name: descend(self.surface, name, rate, self.momentum, self.start, self.steps)
            for name, rate in self.rates().items()
        }

    def rates(self) -> dict[str, float]:
        """The learning rate of each optimizer."""
        return {name: self.best(name) if self.own else self.rate for name in OPTIMIZERS}

    def best(self, name: str) -> float:
        """The rate with the lowest loss at the end of the sweep."""
        return min(RATES, key=lambda rate: self.swept[name][rate])

    @property
    def fresh(self) -> bool:
        """Was the sweep made from this start and with this momentum?"""
        return self.swept_for == (self.start, self.momentum)

    # -------------------------------------------------------------- what can be done

    def controls(self) -> Sequence[Control]:
        return [
            Choice("surface", "Loss", options=list(self.surfaces), value=self.surface.name),
            Slider("rate", "Learning rate", minimum=0.001, maximum=10, value=self.rate,
                   logarithmic=True, keys="rR", disabled=self.own),
            Switch("own", "Each with its best rate", key="b", value=self.own),
            Slider("momentum", "Momentum", maximum=0.99, step=0.01, value=self.momentum, keys="mM"),
            Slider("step", "Step", maximum=self.steps, value=self.step, keys="pn", play=120,
                   shown=f"{self.step} of {self.steps}"),
            Button("sweep", "Sweep again", key="s", disabled=self.fresh,
                   hint="Try all learning rates from this start"),
        ]  # fmt: skip

    def act(self, name: str, value: Any) -> None:
        if name == "surface":
            self.take(self.surfaces[value])
        elif name == "step":
            self.step = int(value)
            return
        elif name == "rate":
            self.rate, self.own = float(value), False
        elif name == "own":
            self.own = bool(value)
        elif name == "momentum":
            self.momentum = float(value)
        elif name == "start":
            column, row = map(int, value.split())
            self.start = self.starts[column, row]
        elif name == "sweep":
            self.sweep()
        else:
            super().act(name, value)
        self.walk()
        self.said = " ".join(self.reached(name, self.steps) for name in self.ways)

    # -------------------------------------------------------------- words

    def words(self) -> str:
        surface = self.surface
        ends = [f"{axis} from {write(low)} to {write(high)}"
                for axis, (low, high) in (("x", surface.x), ("y", surface.y))]  # fmt: skip
        formula = f"{surface.name}: {surface.formula}" if surface.formula else surface.name
        first = next(iter(self.ways.values())).losses[0]
        rates = [f"{name} {write(rate)}" for name, rate in self.rates().items()]
        rate = f"Learning rates {', '.join(rates)}" if self.own else (
            f"Learning rate {write(self.rate)}"
        )  # fmt: skip
        return "\n".join([
            f"Loss {formula}, for {', '.join(ends)}. Start at {pair(self.start)}, "
            f"loss {write(first)}.",
            f"{rate}, momentum {write(self.momentum)}. Step {self.step} of {self.steps}.",
            *[self.reached(name, self.step) for name in self.ways],
            self.swept_words(),
        ])  # fmt: skip

    def reached(self, name: str, step: int) -> str:
        """Where an optimizer is at a step."""
        way = self.ways[name]
        if step >= len(way.points):
            return f"{name}: diverged at step {len(way.points) - 1}."
        loss = write(tiny(way.losses[step]))
        return f"{name}: at {pair(way.points[step])}, loss {loss}{self.beyond(way, step)}."

    def beyond(self, way: Way, step: int) -> str:
        """A remark where a point lies outside the picture."""
        return "" if self.inside(way.points[step]) else ", outside the picture"

    def inside(self, place: Place) -> bool:
        """Is a place in the picture?"""
        (left, right), (low, high) = self.surface.x, self.surface.y
        return left <= place[0] <= right and low <= place[1] <= high

    def swept_words(self) -> str:
        """The sweep, a line for each optimizer."""
        old = "" if self.fresh else " (of an earlier start or momentum)"
        lines = [f"Sweep{old}, loss after {self.steps} steps:"]
        for name, losses in self.swept.items():
            told = [f"{write(rate)}: {ended(loss)}" for rate, loss in losses.items()]
            lines.append(f"{name}: best rate {write(self.best(name))}; {', '.join(told)}")
        return "\n".join(lines)

    # -------------------------------------------------------------- picture

    def picture(self) -> svg.Element:
        return svg.picture(
            SIDE + WIDE,
            HIGH + 8,
            self.ground,
            *self.map.axes(),
            *self.targets(),
            svg.group(*self.trails(), pointer_events="none"),
            *self.legend(),
            *self.losses(),
            *self.sweeping(),
        )

    def targets(self) -> list[svg.Element]:
        """The places that can be chosen as a start, and the start."""
        parts = []
        wide = (self.map.right - self.map.left) / STARTS
        high = (self.map.foot - self.map.top) / STARTS
        for (i, j), place in self.starts.items():
            x, y = self.map.place(*place)
            box = svg.rect(x - wide / 2, y - high / 2, wide, high, fill="none",
                           pointer_events="all")  # fmt: skip
            parts.append(svg.button("start", f"{i} {j}", f"start at {pair(place)}", box,
                                    pressed=place == self.start))  # fmt: skip
        x, y = self.map.place(*self.start)
        cross = [
            svg.line(x - 6, y - d, x + 6, y + d, "edge-black", stroke_width=2) for d in (-6, 6)
        ]
        middle = (max(x, self.map.left + 24), max(y - 12, self.map.top + 14))
        return [*parts, *cross, svg.text(*middle, "start", "ink strong", 11, "middle")]

    def trails(self) -> list[svg.Element]:
        """The ways up to the step: a line each, a dot at each step, a mark at the end."""
        lines, marks = [], []
        for number, (name, way) in enumerate(self.ways.items()):
            points = way.points[: self.step + 1]
            look = {"class_": f"line-{CURVES[number]}", "stroke_dasharray": DASHES[number]}
            for piece in clipped(points, self.surface.x, self.surface.y):
                ends = [self.map.place(*end) for end in piece]
                lines.append(svg.path(ends, stroke_width=1.6, **look))
            shown = [self.map.place(*point) for point in points if self.inside(point)]
            dots = "".join(f"M{svg.number(x)} {svg.number(y)}h0" for x, y in shown)
            lines.append(svg.tag("path", d=dots, class_=look["class_"], stroke_width=4.5,
                                 stroke_linecap="round"))  # fmt: skip
            if self.inside(points[-1]):
                x, y = self.map.place(*points[-1])
                marks.append(svg.group(mark(number), x=x, y=y, data_key=f"at {name}"))
        return lines + marks

    def legend(self) -> list[svg.Element]:
        """The optimizers with their lines and marks, their rates and the loss at the step."""
        parts = []
        for number, (name, rate) in enumerate(self.rates().items()):
            way, x = self.ways[name], SIDE + 58 + number * 118
            gone = self.step >= len(way.losses)
            loss = "diverged" if gone else f"loss {write(tiny(way.losses[self.step]))}"
            look = {"stroke_width": 2, "stroke_dasharray": DASHES[number]}
            parts += [
                svg.line(x - 12, 12, x + 12, 12, f"line-{CURVES[number]}", **look),
                svg.group(mark(number), x=x, y=12),
                svg.text(x + 18, 16, name, "ink strong", 12),
                svg.text(x - 12, 32, loss, "ink", 12),
                svg.text(x - 12, 48, f"rate {write(rate)}", "muted", 12),
            ]
        return parts

    def losses(self) -> list[svg.Element]:
        """The loss at every step, and the step."""
        start = next(iter(self.ways.values())).losses[0]
        shown = [loss for way in self.ways.values() for loss in way.losses if loss <= 10 * start]
        low, log = lowest(shown, start)
        chart = Chart(
            WIDE, 184, x=(0, self.steps), y=(low, max(shown, default=1.0)), log_y=log, left=SIDE,
            top=50, x_label="step", y_label="loss",
        )  # fmt: skip
        parts = chart.axes()
        for number, way in enumerate(self.ways.values()):
            inside = [(k, loss) for k, loss in enumerate(way.losses) if loss <= chart.y[1]]
            inside = [(k, max(loss, chart.y[0])) for k, loss in inside]
            parts += chart.curve(inside, number)
        x, _ = chart.place(self.step, chart.y[0])
        return [*parts, svg.line(x, chart.top, x, chart.foot, stroke_dasharray="2 3")]

    def sweeping(self) -> list[svg.Element]:
        """The loss at the end for every learning rate; a rate can be chosen here."""
        losses = [loss for by in self.swept.values() for loss in by.values() if loss < math.inf]
        start = self.swept_loss
        low, log = lowest(losses, start)
        chart = Chart(
            WIDE, 194, x=(RATES[0] * 0.7, RATES[-1] * 1.4), y=(low, max(start * 30, low * 10)),
            log_x=True, log_y=log, left=SIDE, top=234, x_label="learning rate",
            y_label=f"loss after {self.steps} steps",
        )  # fmt: skip
        _, level = chart.place(RATES[0], start)
        parts = [
            svg.rect(chart.left, chart.top, chart.right - chart.left, level - chart.top,
                     "soft-purple", fill_opacity="0.45"),
            svg.text(chart.left + 6, chart.top + 14, "✗ worse than the start, or diverges",
                     "ink", 11),
            *chart.axes(),
        ]  # fmt: skip
        for number, by in enumerate(self.swept.values()):
            top = chart.y[1]
            inside = [(r, min(max(loss, chart.y[0]), top)) for r, loss in by.items()]
            parts += chart.curve(inside, number)
            best = min(inside, key=lambda point: point[1])
            parts.append(svg.group(mark(number), x=chart.place(*best)[0], y=chart.place(*best)[1]))
        if not self.fresh:
            parts.append(svg.text(chart.left + 6, chart.foot - 8, "from an earlier start or "
                                  "momentum: sweep again", "ink strong", 11))  # fmt: skip
        return [*parts, *self.choices(chart)]

    def choices(self, chart: Chart) -> list[svg.Element]:
        """The learning rates as columns that can be chosen, and the one that is."""
        parts = []
        for rate in RATES:
            left, right = (chart.place(rate * factor, 1)[0] for factor in (0.68, 1.47))
            box = svg.rect(left, chart.top, right - left, chart.foot - chart.top, fill="none",
                           pointer_events="all")  # fmt: skip
            chosen = not self.own and rate == self.rate
            label = f"learning rate {write(rate)}"
            parts.append(svg.button("rate", rate, label, box, pressed=chosen))
        if not self.own:
            x, _ = chart.place(self.rate, 1)
            parts.append(svg.line(x, chart.top, x, chart.foot, stroke_dasharray="2 3"))
        return parts


# ------------------------------------------------------------------ numbers and small drawings


def starts(x: Place, y: Place) -> dict[tuple[int, int], Place]:
    """The places of a picture where a start can be chosen, by column and row."""
    (left, right), (low, high) = x, y
    return {
        (i, j): (
            round(left + (right - left) * (i + 0.5) / STARTS, 4),
            round(low + (high - low) * (j + 0.5) / STARTS, 4),
        )
        for i in range(STARTS)
        for j in range(STARTS)
    }


def pair(place: Place) -> str:
    """A place in words."""
    return f"({write(tiny(place[0]))}, {write(tiny(place[1]))})"


def tiny(value: float) -> float:
    """Zero for what only rounding has left."""
    return 0.0 if abs(value) < 1e-12 else value


def ended(loss: float) -> str:
    """A loss at the end of a run, in words."""
    return "diverges" if loss == math.inf else write(tiny(loss))


def lowest(losses: Sequence[float], start: float) -> tuple[float, bool]:
    """The lower end of an axis of losses, and whether it may be logarithmic: none is negative."""
    low = min(losses, default=0.0)
    if low < 0 or start <= 0:
        return low, False
    return max(low, start * 1e-6), True


def mark(number: int) -> svg.Element:
    """The mark of an optimizer, around (0, 0): a disc, a square, a triangle."""
    look = {"class_": f"fill-{CURVES[number]} edge-black", "stroke_width": 1.2}
    if number == 0:
        return svg.tag("circle", r="5.5", **look)
    corners = [(-5, -5), (5, -5), (5, 5), (-5, 5)] if number == 1 else [(0, -6.5), (6, 5), (-6, 5)]
    return svg.path(corners, closed=True, **look)


def clipped(points: Sequence[Place], x: Place, y: Place) -> list[list[Place]]:
    """The parts of a line through points that lie inside a rectangle.

    Source: Y. Liang, B. Barsky, "A new concept and method for line clipping", 1984.

    >>> clipped([(0, 0), (4, 0), (1, 0)], (-1, 2), (-1, 1))
    [[(0.0, 0.0), (2.0, 0.0)], [(2.0, 0.0), (1.0, 0.0)]]
    """
    pieces: list[list[Place]] = []
    for (x0, y0), (x1, y1) in pairwise(points):
        dx, dy = x1 - x0, y1 - y0
        enter, leave = 0.0, 1.0
        for p, q in ((-dx, x0 - x[0]), (dx, x[1] - x0), (-dy, y0 - y[0]), (dy, y[1] - y0)):
            if p == 0 and q < 0:
                leave = -1.0
            elif p < 0:
                enter = max(enter, q / p)
            elif p > 0:
                leave = min(leave, q / p)
        if enter > leave:
            continue
        ends = [(x0 + t * dx, y0 + t * dy) for t in (enter, leave)]
        if enter == 0 and pieces and pieces[-1][-1] == (x0, y0):
            pieces[-1].append(ends[1])
        else:
            pieces.append(ends)
    return pieces
