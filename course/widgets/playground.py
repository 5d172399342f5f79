"""The playground: watch a small network find the border between two kinds of points.

From left to right the way of the numbers: the two inputs, the hidden layers with a small picture
of every unit (where in the plane it is on), and the network's answer. Below, the loss. Choose a
unit to see it large. All of it runs on tutorgrad while you watch.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

import tutorgrad as torch
from course import arguments
from course.drawing import svg
from course.drawing.cells import write
from course.drawing.chart import Chart
from course.drawing.contours import areas
from course.points import SHAPES, make_points
from course.widgets.background import LONGEST, Background
from course.widgets.controls import Choice, Control, Slider
from course.widgets.curves import Curve, room
from tutorgrad import nn, optim
from tutorgrad.nn import functional

__all__ = ["Playground"]

ACTIVATIONS = {"tanh": nn.Tanh, "ReLU": nn.ReLU, "sigmoid": nn.Sigmoid, "none": nn.Identity}
OPTIMIZERS = {"Adam": optim.Adam, "SGD": optim.SGD}
MOST_UNITS, MOST_LAYERS = 8, 3
MAP, UNIT = 41, 15
"""How many places along each side the answer, and a unit, is computed at."""

PATCH, STEP_DOWN, COLUMN = 34.0, 40.0, 72.0
LEFT, TOP = 20.0, 24.0
ANSWER = 244.0
"""Where the picture of the answer begins."""

WIDE, HIGH = 856.0, 360.0


class Playground(Background):
    """A small network finds the border between two kinds of points while you watch.

    `Playground("spiral", width=8)` at the end of a cell shows it; press Start. Choose a unit to see
    it large.

    data: "moons", "circles", "blobs", "spiral" or "xor".   activation: "tanh", "ReLU", "sigmoid" or
    "none".   width: units in a hidden layer, 1 to 8.   depth: hidden layers, 1 to 3.
    rate: the learning rate.   optimizer: "Adam" or "SGD".   seed: other points, another first
    network.   steps: so many are done before it is shown, 20,000 at most.
    Raises ValueError for a name that there is not or a number out of its range, TypeError for what
    is no number.

    >>> print(Playground("blobs", width=2, depth=1, steps=150))  # doctest: +ELLIPSIS
    160 points, blobs. Network 2-2-1 with tanh, Adam with learning rate 0.03.
    After 150 steps: loss 0.0..., 160 of 160 points on their side.
    ...
    """

    def __init__(
        self,
        data: str = "moons",
        activation: str = "tanh",
        width: int = 6,
        depth: int = 2,
        rate: float = 0.03,
        optimizer: str = "Adam",
        seed: int = 0,
        steps: int = 0,
    ) -> None:
        for what, name, known in (
            ("data", data, SHAPES),
            ("activation", activation, ACTIVATIONS),
            ("optimizer", optimizer, OPTIMIZERS),
        ):
            if name not in known:
                raise ValueError(f"{what} is {name!r}; it must be one of {', '.join(known)}")
        self.names = {"data": data, "activation": activation, "optimizer": optimizer}
        self.width = arguments.count_in("width", width, 1, MOST_UNITS)
        self.depth = arguments.count_in("depth", depth, 1, MOST_LAYERS)
        self.rate = arguments.number("rate", rate, 0)
        self.seed = arguments.count_in("seed", seed, 0, 2**63 - 1)
        steps = arguments.count_in("steps", steps, 0, LONGEST)
        self.begin_again()
        for _ in range(steps):
            self.step()
            self.steps += 1
        super().__init__("Playground")

    # -------------------------------------------------------------- learning

    def begin_again(self) -> None:
        """The same points and the same first network for the same settings."""
        self.x, self.label = make_points(self.names["data"], self.seed)
        draw = torch.Generator().manual_seed(self.seed)
        sizes = [2, *[self.width] * self.depth, 1]
        self.layers = [
            nn.Linear(a, b).double() for a, b in zip(sizes, sizes[1:], strict=False)
        ]  # fmt: skip
        for layer in self.layers:
            for part in layer.parameters():
                end = layer.in_features**-0.5
                nn.init.uniform_(part, -end, end, generator=draw)
        self.function = ACTIVATIONS[self.names["activation"]]()
        parameters = [part for layer in self.layers for part in layer.parameters()]
        self.optimizer = OPTIMIZERS[self.names["optimizer"]](parameters, lr=self.rate)
        self.losses, self.steps, self.chosen = Curve("", "loss"), 0, ""

    def run(self, x: Any) -> list[Any]:
        """The outputs of every layer: the hidden ones after the activation, then the answer."""
        outputs = []
        for layer in self.layers[:-1]:
            x = self.function(layer(x))
            outputs.append(x)
        return [*outputs, self.layers[-1](x)]

    def step(self) -> None:
        with torch.enable_grad():
            loss = functional.binary_cross_entropy_with_logits(self.run(self.x)[-1], self.label)
            self.optimizer.zero_grad()
            loss.backward()
        self.optimizer.step()
        self.losses.append(self.steps + 1, loss)
        if not math.isfinite(self.losses.y[-1]):
            self.pause("The loss is no number any more: take a smaller rate and reset.")

    # -------------------------------------------------------------- what can be done

    def controls(self) -> Sequence[Control]:
        names = self.names
        return [
            *self.buttons(),
            Choice("data", "Points", key="d", options=list(SHAPES), value=names["data"]),
            Choice("activation", "Activation", key="a", options=list(ACTIVATIONS),
                   value=names["activation"]),
            Choice("optimizer", "Optimizer", key="o", options=list(OPTIMIZERS),
                   value=names["optimizer"]),
            Slider("rate", "Learning rate", minimum=0.0001, maximum=10, value=self.rate,
                   logarithmic=True, keys="qw"),
            Slider("width", "Units", minimum=1, maximum=MOST_UNITS, value=self.width, keys="uU"),
            Slider("depth", "Layers", minimum=1, maximum=MOST_LAYERS, value=self.depth, keys="lL"),
            Slider("seed", "Seed", maximum=20, value=self.seed, keys="sS",
                   hint="Other points and another first network"),
        ]  # fmt: skip

    def act(self, name: str, value: Any) -> None:
        if name == "rate":
            self.rate = float(value)
            self.optimizer.param_groups[0]["lr"] = self.rate
        elif name == "unit":
            self.chosen = "" if value == self.chosen else value
        elif name in self.names:
            self.names[name] = value
            self.begin_again()
        elif name in ("width", "depth", "seed"):
            setattr(self, name, int(value))
            self.begin_again()
        else:
            super().act(name, value)

    # -------------------------------------------------------------- words

    def words(self) -> str:
        right, count = self.count()
        sizes = "-".join(map(str, [2, *[self.width] * self.depth, 1]))
        names = self.names
        lines = [
            f"{count} points, {names['data']}. Network {sizes} with {names['activation']}, "
            f"{names['optimizer']} with learning rate {write(self.rate)}.",
            f"After {self.steps} step{'s' if self.steps != 1 else ''}: {self.ending()}, "
            f"{right} of {count} points on their side.",
        ]
        *hidden, answer = self.maps(UNIT)
        share = f"{(answer[0] > 0).mean():.0%}"
        lines.append(
            f"The network says class 1 (squares) in {share} of the picture, else class 0 (discs)."
        )
        for number, units in enumerate(hidden):
            told = [f"{write(flat(u.min()))} to {write(flat(u.max()))}" for u in units]
            lines.append(f"Units of layer {number + 1} go from {'; '.join(told)}.")
        ends = [layer.weight.detach().numpy() for layer in self.layers]
        told = [f"{write(flat(each.min()))} to {write(flat(each.max()))}" for each in ends]
        lines.append(
            f"Weights, from the inputs x and y on, layer by layer, go from {'; '.join(told)}; "
            "those above 0 are solid lines, those below 0 dashed."
        )
        if self.chosen:
            lines.append(f"Shown large: unit {self.chosen}.")
        return "\n".join(lines)

    def ending(self) -> str:
        """The loss of the network as it stands."""
        with torch.no_grad():
            answer = self.run(self.x)[-1]
            loss = functional.binary_cross_entropy_with_logits(answer, self.label)
        return f"loss {write(flat(loss.item()))}"

    def wrong(self) -> np.ndarray:
        """Which points are on the wrong side of the border."""
        with torch.no_grad():
            answer = self.run(self.x)[-1]
        return ((answer > 0).double() != self.label).reshape(-1).numpy()

    def count(self) -> tuple[int, int]:
        """How many points are on their side, of how many."""
        wrong = self.wrong()
        return int((~wrong).sum()), len(wrong)

    def maps(self, count: int) -> list[list[np.ndarray]]:
        """For each layer the output of every unit on a grid of the plane."""
        ends = np.linspace(-1, 1, count)
        plane = np.stack([part.reshape(-1) for part in np.meshgrid(ends, ends)], 1)
        with torch.no_grad():
            outputs = self.run(torch.from_numpy(plane))
        return [list(each.numpy().T.reshape(-1, count, count)) for each in outputs]

    # -------------------------------------------------------------- picture

    def picture(self) -> svg.Element:
        return svg.picture(
            WIDE,
            HIGH,
            svg.group(*self.wires(), pointer_events="none"),
            *self.units(),
            *self.answer(),
            *self.curve(),
        )

    def place(self, layer: int, unit: int, units: int) -> tuple[float, float]:
        """The middle of a unit; layer -1 holds the inputs."""
        room = MOST_UNITS * STEP_DOWN
        y = TOP + room * (unit + 0.5) / units if units < 3 else 0.0
        y = y or TOP + room / 2 + (unit - (units - 1) / 2) * STEP_DOWN
        gap = COLUMN * (MOST_LAYERS + 1) / (self.depth + 1)
        return LEFT + (layer + 1) * gap, y

    def wires(self) -> list[svg.Element]:
        """The weights, in few elements: those of one sign and about one thickness are one path."""
        steps: dict[float, str] = {share: "" for share in SHARES}
        for number, layer in enumerate(self.layers):
            weights = layer.weight.detach().numpy()
            shares = weights / (np.abs(weights).max() or 1.0)
            for (to, source), share in np.ndenumerate(shares):
                start = self.place(number - 1, source, weights.shape[1])
                end = self.place(number, to, len(weights))
                if number == self.depth:
                    end = (ANSWER + 56, TOP + MOST_UNITS * STEP_DOWN / 2)
                near = min(SHARES, key=lambda each, share=share: abs(each - share))
                steps[near] += "M{:g} {:g}L{:g} {:g}".format(*np.round([*start, *end], 1))
        return [wire(share, step) for share, step in steps.items() if step]

    def units(self) -> list[svg.Element]:
        """The inputs, and a small picture of every hidden unit."""
        parts = []
        for number, name in enumerate(("x", "y")):
            x, y = self.place(-1, number, 2)
            parts.append(svg.circle(x, y, 15, "panel edge-black"))
            parts.append(svg.text(x, y + 5, name, "ink mono", 14, "middle"))
        for layer, maps in enumerate(self.maps(UNIT)[:-1]):
            for unit, values in enumerate(maps):
                x, y = self.place(layer, unit, len(maps))
                patch = Patch(x - PATCH / 2, y - PATCH / 2, PATCH)
                name = f"{layer + 1}.{unit + 1}"
                edge = "paper edge-red" if name == self.chosen else "paper edge-black"
                frame = svg.rect(patch.left, patch.top, PATCH, PATCH, edge,
                                 stroke_width=3 if name == self.chosen else 1)  # fmt: skip
                parts.append(svg.button("unit", name, f"unit {name}", frame, *filled(patch, values),
                                        pressed=name == self.chosen))  # fmt: skip
            x, _ = self.place(layer, 0, 1)
            parts.append(svg.text(x, 18, f"layer {layer + 1}", "muted", 11, "middle"))
        return parts

    def answer(self) -> list[svg.Element]:
        """What the network, or the chosen unit, says everywhere, and the points."""
        chart = Chart(HIGH - 10, HIGH - 8, x=(-1, 1), y=(-1, 1), left=ANSWER + 34, top=2,
                      title=f"unit {self.chosen}" if self.chosen else "answer")  # fmt: skip
        maps = self.maps(MAP)
        ends = np.linspace(-1, 1, MAP)
        if self.chosen:
            layer, unit = (int(part) - 1 for part in self.chosen.split("."))
            ground = svg.group(*filled(chart, maps[layer][unit]))
        else:
            chance = 1 / (1 + np.exp(-np.clip(maps[-1][0], -60, 60)))
            blue = [(low, np.inf) for low in (0.5, 0.7, 0.9)]
            orange = [(-np.inf, high) for high in (0.5, 0.3, 0.1)]
            ground = svg.group(
                *areas(chart, ends, ends, chance, blue, "blue", 0.14),
                *areas(chart, ends, ends, chance, orange, "orange", 0.16),
                *areas(chart, ends, ends, chance, [(0.5, np.inf)], "black", 0, 1),
            )
        parts = [svg.rect(chart.left, chart.top, chart.right - chart.left, chart.foot - chart.top,
                          "paper"), ground, *chart.axes()]  # fmt: skip
        places = np.array([chart.place(*place) for place in self.x.tolist()])
        square = self.label.reshape(-1).numpy() > 0
        parts += dots(places[~square], 0) + dots(places[square], 1) + rings(places[self.wrong()])
        return parts

    def curve(self) -> list[svg.Element]:
        """The loss, and what the signs mean."""
        points = self.losses.points(300)
        lows = points[1][np.isfinite(points[1])].tolist() or [0.1, 1.0]
        left = ANSWER + 34 + HIGH - 4
        right, count = self.count()
        chart = Chart(
            WIDE - left, 206, x=(1, max(10, self.steps)), y=room(max(min(lows), 1e-9), max(lows),
            True), log_y=True, left=left, top=2, x_label="step", y_label="loss",
            title=f"step {self.steps}, {self.ending()}",
        )  # fmt: skip
        words = ["class 1", "class 0", "on the wrong side", "the border", "weight above 0",
                 "weight below 0"]  # fmt: skip
        here = [(0.0, 0.0)]
        signs = [dots(here, 1), dots(here, 0), rings(here),
                 [svg.line(-12, 0, 12, 0, "edge-black")], [wire(1.0)], [wire(-1.0)]]  # fmt: skip
        lines = [svg.text(left + 24, 230, f"{right} of {count} right", "ink strong", 13)]
        for number, (sign, each) in enumerate(zip(signs, words, strict=True)):
            y = 249 + 19 * number
            lines.append(svg.group(*sign, x=left + 38, y=y))
            lines.append(svg.text(left + 58, y + 4, each, "ink", 12))
        return [*chart.axes(), *chart.curve(points.T.tolist(), 0), *lines]


def dots(places: Sequence[Sequence[float]], label: int) -> list[svg.Element]:
    """The points of a class: squares for class 1, discs for class 0, all in two paths."""
    steps = "".join("M{:g} {:g}h0".format(*np.round(place, 1)) for place in places)
    cap, colour = (("round", "orange"), ("square", "blue"))[label]
    size = 6.4 if label == 0 else 5.4
    return [
        svg.tag("path", d=steps, class_=f"line-{each}", stroke_width=width, stroke_linecap=cap)
        for each, width in (("black", size + 1.4), (colour, size))
        if steps
    ]


def rings(places: Sequence[Sequence[float]]) -> list[svg.Element]:
    """Rings around points, in one path."""
    steps = "".join("M{:g} {:g}a7 7 0 1 0 14 0a7 7 0 1 0 -14 0".format(
        *np.round([place[0] - 7, place[1]], 1)) for place in places)  # fmt: skip
    return [svg.tag("path", d=steps, class_="line-red", stroke_width=1.8)] if steps else []


SHARES = (-1.0, -0.75, -0.5, -0.25, -0.1, 0.1, 0.25, 0.5, 0.75, 1.0)


def wire(share: float, steps: str = "M-12 0h24") -> svg.Element:
    """Weights as a share of the largest: solid above 0, dashed below, the larger the thicker."""
    return svg.tag(
        "path", d=steps, class_="line-blue" if share > 0 else "line-orange",
        stroke_width=round(0.4 + 3 * abs(share), 1),
        stroke_opacity=str(round(0.25 + 0.6 * abs(share), 2)),
        stroke_dasharray=None if share > 0 else "5 3",
    )  # fmt: skip


class Patch:
    """A square of the picture that stands for the plane from -1 to 1, without axes."""

    x = y = (-1.0, 1.0)

    def __init__(self, left: float, top: float, size: float) -> None:
        self.left, self.top, self.size = left, top, size

    def place(self, x: float, y: float) -> tuple[float, float]:
        """The pixel of a point."""
        return self.left + (x + 1) / 2 * self.size, self.top + (1 - y) / 2 * self.size


def filled(frame: Any, values: np.ndarray) -> list[svg.Element]:
    """Where a unit is on: three shades of blue above a quarter, half, three quarters of its way."""
    low, high = float(values.min()), float(values.max())
    ends = np.linspace(-1, 1, len(values))
    if high - low < 1e-9:
        return []
    bands = [(low + (high - low) * share, np.inf) for share in (0.25, 0.5, 0.75)]
    return areas(frame, ends, ends, values, bands, "blue", 0.27)


def flat(value: float) -> float:
    """A number to four places, without what rounding leaves."""
    return round(float(value), 4) + 0.0
