"""A network that learns in the background, with its settings under your hands.

A curve is to be learned from 64 points by a network with one hidden layer. Start it, move the
sliders while it learns, pause it, let it go one step, begin again: the picture follows.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import tutorgrad as torch
from course import arguments
from course.drawing import svg
from course.drawing.cells import write
from course.drawing.chart import Chart
from course.widgets.background import Background
from course.widgets.controls import Choice, Control, Slider
from course.widgets.curves import Curve, room
from tutorgrad import nn, optim
from tutorgrad.nn import functional

__all__ = ["Trainer"]

TASKS: dict[str, Callable[[Any, Any], Any]] = {
    "wave": lambda x, draw: (4 * x).sin(),
    "step": lambda x, draw: x.sign() * 0.8,
    "line with noise": lambda x, draw: 0.7 * x + 0.25 * torch.randn(x.shape, generator=draw),
}
POINTS = 64
MOST_UNITS = 64


class Trainer(Background):
    """A network with one hidden layer learns a curve in the background while you turn its settings.

    `Trainer("step", lr=0.1)` at the end of a cell shows it; press Start and move the sliders.

    task: "wave", "step" or "line with noise".   lr, momentum: of SGD, 0 or more.   batch: points in
    a step, 1 to 64.   width: hidden units, 1 to 64.   seed: other points, another first network.
    Raises ValueError for a task that there is not or a number out of its range, TypeError for what
    is no number.

    >>> trainer = Trainer(width=8)
    >>> for _ in range(5):
    ...     trainer.do("one")
    >>> trainer.steps, trainer.losses.y[0] > trainer.losses.y[-1]
    (5, True)
    """

    def __init__(
        self, task: str = "wave", *, lr: float = 0.05, momentum: float = 0.0,
        batch: int = 16, width: int = 16, seed: int = 0,
    ) -> None:  # fmt: skip
        if task not in TASKS:
            raise ValueError(f"task is {task!r}; it must be one of {', '.join(TASKS)}")
        self.task = task
        self.seed = arguments.count_in("seed", seed, 0, 2**63 - 1)
        self.settings: dict[str, float] = {
            "lr": arguments.number("lr", lr, 0),
            "momentum": arguments.number("momentum", momentum, 0),
            "batch": arguments.count_in("batch", batch, 1, POINTS),
            "width": arguments.count_in("width", width, 1, MOST_UNITS),
        }
        self.begin_again()
        super().__init__("A network learns")

    # -------------------------------------------------------------- learning

    def begin_again(self) -> None:
        """New points, a new network, no steps: always the same for a seed, a task and a width.

        All random numbers come from a generator of its own: those of the notebook stay untouched.
        """
        self.draw = torch.Generator().manual_seed(self.seed)
        self.x = torch.linspace(-1, 1, POINTS).reshape(POINTS, 1)
        self.y = TASKS[self.task](self.x, self.draw)
        width = int(self.settings["width"])
        sizes = [((width, 1), 4.0), ((width,), 4.0), ((1, width), width**-0.5), ((1,), 0.1)]
        self.parameters = [
            nn.Parameter(nn.init.uniform_(torch.empty(shape), -end, end, generator=self.draw))
            for shape, end in sizes
        ]
        self.optimizer = optim.SGD(self.parameters, lr=self.settings["lr"])
        self.losses, self.steps = Curve("", "loss"), 0

    def predict(self, x: Any) -> Any:
        """The network: x (n, 1) -> (n, 1)."""
        w1, b1, w2, b2 = self.parameters
        return functional.linear(functional.linear(x, w1, b1).tanh(), w2, b2)

    def step(self) -> None:
        """One step on a batch drawn at random."""
        for group in self.optimizer.param_groups:
            group["lr"], group["momentum"] = self.settings["lr"], self.settings["momentum"]
        chosen = torch.randperm(POINTS, generator=self.draw)[: int(self.settings["batch"])]
        with torch.enable_grad():
            loss = functional.mse_loss(self.predict(self.x[chosen]), self.y[chosen])
            self.optimizer.zero_grad()
            loss.backward()
        self.optimizer.step()
        self.losses.append(self.steps + 1, loss)
        last = self.losses.y[-1]
        if not math.isfinite(last) or last > 1e12:
            self.pause(f"The loss is {write(last)}: take a smaller rate and reset.")

    # -------------------------------------------------------------- what can be done

    def controls(self) -> Sequence[Control]:
        get = self.settings.__getitem__
        return [
            *self.buttons(),
            Choice("task", "Task", key="t", options=list(TASKS), value=self.task),
            Slider("lr", "Learning rate", minimum=0.0001, maximum=10, value=get("lr"),
                   logarithmic=True, keys="qw"),
            Slider("momentum", "Momentum", maximum=0.99, step=0.01, value=get("momentum"),
                   keys="as"),
            Slider("batch", "Batch size", minimum=1, maximum=POINTS, value=get("batch"), keys="df"),
            Slider("width", "Width", minimum=1, maximum=MOST_UNITS, value=get("width"), keys="xc",
                   hint="Another width is another network: it begins anew"),
        ]  # fmt: skip

    def act(self, name: str, value: Any) -> None:
        if name == "task":
            self.task = value
            self.begin_again()
        elif name in self.settings:
            self.settings[name] = value
            if name == "width":
                self.begin_again()
        else:
            super().act(name, value)

    # -------------------------------------------------------------- picture and words

    def picture(self) -> svg.Element:
        with torch.no_grad():
            learned = self.predict(self.x)
        xs, ys = self.x.reshape(-1).tolist(), self.y.reshape(-1).tolist()
        left = Chart(350, 260, x=(-1, 1), y=(-1.5, 1.5), x_label="x", y_label="y",
                     title=f"{self.task}, after {self.steps} steps")  # fmt: skip
        dots = [
            svg.circle(*left.place(x, y), 2.6, "fill-orange") for x, y in zip(xs, ys, strict=True)
        ]
        curve = left.curve(zip(xs, learned.reshape(-1).tolist(), strict=True), 0, width=2.5)
        points = self.losses.points(300)
        lows = points[1][(points[1] > 0) & (points[1] < math.inf)].tolist() or [0.1, 1.0]
        right = Chart(330, 260, x=(1, max(10, self.steps)), y=room(min(lows), max(lows), True),
                      x_label="step", y_label="loss", title=self.ending(), log_y=True,
                      left=360)  # fmt: skip
        line = right.curve(points.T.tolist(), 0, width=1.5)
        return svg.picture(690, 262, *left.axes(), *dots, *curve, *right.axes(), *line)

    def ending(self) -> str:
        """The newest loss."""
        return f"loss {write(self.losses.y[-1])}" if self.steps else "no step yet"

    def words(self) -> str:
        with torch.no_grad():
            ends = [write(y) for y in self.predict(self.x[:: POINTS - 1]).reshape(-1).tolist()]
        settings = ", ".join(f"{name} {write(value)}" for name, value in self.settings.items())
        lines = [
            f"Task: {self.task}, {POINTS} points. {settings}.",
            f"After {self.steps} steps: {self.ending()}.",
            f"The learned curve goes from {ends[0]} at x = -1 to {ends[1]} at x = 1.",
        ]
        if self.steps:
            lines.append(f"The loss began at {write(self.losses.y[0])}.")
        return "\n".join(lines)
