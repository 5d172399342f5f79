"""Curves that grow while a training loop runs.

    plot = LossPlot("The loss falls", log=True)
    for x, y in plot.run("SGD").watch(loader):
        loss = ...

The cell that trains shows the plot by itself. Its buttons pause the loop, let it go one step, and
end it. At the end of the cell a still picture of the plot takes the place of the live one in the
saved notebook. All numbers stay in Python, so nothing is lost when the loop is short or interrupted
or the page is opened later.

`add` writes numbers down and, ten times a second, tells the browser what is new. It waits longer
where telling took long: its cost stays near one hundredth of the time.
"""

from __future__ import annotations

import sys
import threading
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

import anywidget
import traitlets

from course.arguments import wrong
from course.drawing import palette, svg
from course.widgets import meanwhile
from course.widgets.controls import Button, Control, Slider, Switch
from course.widgets.curves import MOST_SHOWN, Curve, History
from course.widgets.gauge import Gauge
from course.widgets.stage import STATIC, Stage

__all__ = ["LossPlot"]

PERIOD = 0.1
"""Seconds between two messages to the browser, at least."""

SHARE = 100
"""Between two messages passes at least this many times the time that the last one took."""

MOST = 12_000
"""A curve of the browser that would grow longer than this is sent anew, thinned."""

VIEW = "application/vnd.jupyter.widget-view+json"
T = TypeVar("T")


class LossPlot(Stage):
    """Live curves of a training loop.

    Loop over `plot.watch(loader)`: after each step the variable `loss` is added. Or call
    `plot.add(loss=loss)` in a loop of your own. `plot.run("Adam")` begins another set of curves.
    The buttons pause the loop, let it go one step and end it; `values()` gives the numbers.

    title: stands above the curves. log: a logarithmic axis. smoothing: over how many steps; 1 for
    none. The two can be changed in the browser too.
    `watch` and `add` raise TypeError for what is nothing to loop over and for what is no number.

    >>> plot = LossPlot("Falling")
    >>> for step in plot.watch(range(3)):
    ...     loss = 4.0 / 2**step
    >>> plot.values()
    [4.0, 2.0, 1.0]
    >>> print(plot)
    Falling.
    loss: 3 steps, from ≈ 4 to ≈ 1.
    """

    _esm = (STATIC / "plot.js").read_text("utf-8")
    _css = Stage._css + (STATIC / "plot.css").read_text("utf-8")

    key = traitlets.Unicode().tag(sync=True)
    logarithmic = traitlets.Bool(False).tag(sync=True)
    smoothing = traitlets.Float(1.0).tag(sync=True)
    colours = traitlets.Dict().tag(sync=True)

    def __init__(self, title: str = "Loss", *, log: bool = False, smoothing: float = 1) -> None:
        self.history = History()
        self.name = ""
        self.lock = threading.RLock()
        self.gauge: Gauge | None = None
        self.loops = 0
        self.due = 0.0
        self.adds = self.serial = self.known = 0
        self.live: Any = None
        self.going = self.paused = self.one = self.stopped = False
        self.final_at = -1
        traits = {"logarithmic": log, "smoothing": smoothing, "colours": colours()}
        super().__init__(title, key=uuid.uuid4().hex, **traits)

    # -------------------------------------------------------------- what a training loop calls

    def run(self, name: str) -> LossPlot:
        """What is added from now on belongs to the run `name`; an older one of this name goes."""
        with self.lock:
            self.name = name
            self.history.begin(name)
            self.due = 0.0
            self.tell_all()
        return self

    def watch_model(self, model: Any) -> LossPlot:
        """Also show the size of the model's gradient and of its steps; `add` then belongs between
        `backward` and `zero_grad`."""
        self.gauge = Gauge(model)
        return self

    def watch(self, steps: Iterable[T], *names: str, slow: float = 0) -> Iterator[T]:
        """Give the items of `steps`; after each, add the variables `names` of the loop (`loss`).

        Where the loop calls `add` itself, nothing else is added. `slow`: wait so many seconds after
        each step, for looking on. The Stop button ends the loop as if `steps` had come to an end.
        A `break` adds the last step's variables too, if the step has assigned them.
        Raises TypeError for `steps` that cannot be gone through.
        """
        if not hasattr(steps, "__iter__") and not hasattr(steps, "__getitem__"):
            raise wrong("", steps, "something to loop over, such as a DataLoader or range(100)")
        return self.watched(steps, names, slow)

    def watched(self, steps: Iterable[T], names: Sequence[str], slow: float) -> Iterator[T]:
        """The generator of `watch`."""
        self.begin()
        self.loops += 1
        names, alone = names or ("loss",), True
        try:
            for item in steps:
                if self.stopped:
                    break
                before, loop = self.adds, sys._getframe(1)
                old = present(loop, names)
                try:
                    yield item
                except GeneratorExit:
                    new = present(loop, names)
                    fresh = all(name in new and new[name] is not old.get(name) for name in names)
                    if fresh and alone and self.adds == before:
                        self.add(**new)
                    raise
                if self.adds == before:
                    self.add(**looked_up(sys._getframe(1), names))
                else:
                    alone = False
                if slow:
                    time.sleep(slow)
        finally:
            self.loops -= 1

    def add(self, model: Any = None, **values: Any) -> None:
        """Add numbers, or tensors that hold one number, by name; a name that returns is a new step.

        model: also measure its gradient and its step. When Stop is pressed, `add` interrupts the
        cell (KeyboardInterrupt), but not inside `watch`, which ends its loop.
        """
        if not self.going:
            self.begin()
        self.adds += 1
        run, curves = self.name, self.history.curves
        step = self.history.steps.get(run, 1)
        for name, value in values.items():
            curve = curves.get((run, name)) or self.curve(name)
            if curve.x and curve.x[-1] == step:
                step += 1
            try:
                curve.append(step, value)
            except TypeError:
                if not curve.x:
                    del curves[run, name]
                raise wrong(name, value, "a number, or a tensor that holds one number") from None
        self.history.steps[run] = step
        if model is not None and (self.gauge is None or self.gauge.model is not model):
            self.gauge = Gauge(model)
        if self.gauge is not None and self.gauge.before is not None:
            for name, value in self.gauge.read().items():
                self.curve(name).append(step, value)
        if self.paused or time.monotonic() >= self.due:
            self.now(step)

    def values(self, name: str = "loss", run: str | None = None) -> list[float]:
        """All numbers that were added under a name, of the present run or the one named."""
        curve = self.curve(name, run)
        curve.settle()
        return curve.y.tolist()

    def curve(self, name: str, run: str | None = None) -> Curve:
        """The curve of a value, made if it is new."""
        with self.lock:
            return self.history.curve(self.name if run is None else run, name)

    # -------------------------------------------------------------- now and then

    def now(self, step: int) -> None:
        """Look what the reader wants, tell the browser what is new; wait here while paused."""
        started = time.monotonic()
        meanwhile.look()
        if self.gauge is not None:
            self.gauge.note()
        self.tell()
        ended = time.monotonic()
        self.due = ended + max(PERIOD, SHARE * (ended - started))
        if self.paused:
            self.refresh()
        while self.paused and not (self.one or self.stopped):
            meanwhile.look()
            time.sleep(0.02)
        self.one = False
        if self.stopped and not self.loops:
            raise KeyboardInterrupt(f"Stop was pressed at step {step}")

    def begin(self) -> None:
        """The first step of a cell: show the live plot, and hear its buttons."""
        if self.going:
            return
        self.going, self.paused, self.stopped, self.due = True, False, False, 0.0
        shell = notebook()
        if shell is not None:
            from IPython.display import display

            meanwhile.hear(self)
            view = anywidget.AnyWidget._repr_mimebundle_(self)[0][VIEW]
            self.live = display({VIEW: view}, raw=True, display_id=True)
            shell.events.register("post_run_cell", self.end)
        self.refresh()

    def end(self, _: Any = None) -> None:
        """The end of the cell: the still picture and a view of its own follow the live one."""
        from IPython.display import display

        notebook().events.unregister("post_run_cell", self.end)
        live, self.live = self.live, None
        self.going = self.paused = False
        self.said = (
            f"Stopped at step {self.history.steps.get(self.name, 1)}." if self.stopped else ""
        )
        self.tell()
        self.refresh()
        if self.final_at != self.total():
            display(self)
        live.update({}, raw=True)

    def total(self) -> int:
        """How many points there are."""
        return sum(len(curve.y) for curve in self.history.curves.values())

    # -------------------------------------------------------------- what the browser is told

    def tell(self) -> None:
        """Send the points that are new."""
        with self.lock:
            curves = list(self.history.curves.values())
            if len(curves) != self.known or any(curve.shown > MOST for curve in curves):
                return self.tell_all()
            fresh = [place for place, curve in enumerate(curves) if curve.told < len(curve.x)]
            if fresh:
                news = [curves[place].news(MOST_SHOWN // 2) for place in fresh]
                self.send_points({"kind": "more", "curves": fresh}, news)

    def tell_all(self) -> None:
        """Send all curves, thinned where they are long, and what they are called."""
        with self.lock:
            labels, numbers = self.history.labels(), self.history.numbers()
            curves = list(labels)
            for curve in curves:
                curve.told = curve.shown = 0
            self.known = len(curves)
            heads = [
                {"name": c.name, "label": labels[c], "panel": c.panel, "number": numbers[c]}
                for c in curves
            ]
            news = [curve.news(MOST_SHOWN) for curve in curves]
            self.send_points({"kind": "all", "curves": heads}, news)

    def send_points(self, message: dict[str, Any], points: list[Any]) -> None:
        """One message; its number lets the browser notice that it missed one."""
        self.serial += 1
        self.send(message | {"number": self.serial}, [part.tobytes() for part in points])

    def _heard(self, widget: Any, message: dict[str, Any], buffers: Any) -> None:
        """From the browser; while a cell runs this may be another thread than the cell's."""
        with self.lock:
            if message.get("kind") == "all":
                self.tell_all()
            else:
                super()._heard(widget, message, buffers)

    # -------------------------------------------------------------- the stage

    def refresh(self) -> None:
        """Only words and controls travel: the browser draws the curves itself."""
        with self.lock, self.hold_sync():
            words, panel = self.words(), [control.data() for control in self.controls()]
            self.twin, self.panel = words, panel

    def remembered(self) -> dict[str, Any]:
        """What `act` changes; the rest belongs to the loop, which may go on meanwhile."""
        names = ("paused", "one", "stopped", "logarithmic", "smoothing")
        return {name: getattr(self, name) for name in names}

    def picture(self) -> svg.Element:
        return self.history.picture(self.title, self.logarithmic, self.smoothing)

    def words(self) -> str:
        return self.history.words(self.title, self.logarithmic, self.smoothing)

    def controls(self) -> Sequence[Control]:
        idle = not self.going or self.stopped
        smooth = f"{self.smoothing:.0f} steps" if self.smoothing > 1 else "off"
        return [
            Button("pause", "Go on" if self.paused else "Pause", key="p", disabled=idle),
            Button("one", "One step", key="n", disabled=idle or not self.paused),
            Button("stop", "Stop", key="s", disabled=idle),
            Switch("log", "Logarithmic", key="l", value=self.logarithmic),
            Slider(
                "smoothing", "Smoothing", minimum=1, maximum=1000, value=self.smoothing,
                logarithmic=True, keys="-+", shown=smooth,
            ),
        ]  # fmt: skip

    def act(self, name: str, value: Any) -> None:
        if name == "pause":
            self.paused = not self.paused
            self.said = "Paused." if self.paused else "Going on."
        elif name == "one":
            self.one = True
        elif name == "stop":
            self.stopped = True
            self.said = "Stopped: the loop ends after this step."
        elif name == "log":
            self.logarithmic = bool(value)
        elif name == "smoothing":
            self.smoothing = max(1.0, float(value))
        else:
            super().act(name, value)

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        self.final_at = self.total()
        return super()._repr_mimebundle_(**kwargs)

    def __repr__(self) -> str:
        return self.words()


def looked_up(frame: Any, names: Sequence[str]) -> dict[str, Any]:
    """The variables of a loop by their names."""
    found = present(frame, names)
    for name in names:
        if name not in found:
            raise NameError(
                f"watch looks for the variable {name!r} after each step, and the loop has none. "
                f'Name another, watch(steps, "error"), or call plot.add({name}=...) in the loop.'
            )
    return found


def present(frame: Any, names: Sequence[str]) -> dict[str, Any]:
    """Those of the variables that a loop has."""
    scope = frame.f_globals | frame.f_locals
    return {name: scope[name] for name in names if name in scope}


def notebook() -> Any:
    """The shell of a notebook, or None in a plain program."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return shell if shell is not None and hasattr(shell, "kernel") else None


def colours() -> dict[str, Any]:
    """The palette, for the browser."""
    sides = {"light": palette.LIGHT, "dark": palette.DARK}
    looks = {name: [side[colour] for colour in palette.CURVES] for name, side in sides.items()}
    ground = {name: [side["ink"], side["rule"]] for name, side in sides.items()}
    dashes = [[int(part) for part in dash.split()] for dash in palette.DASHES]
    return {"curves": looks, "ground": ground, "dashes": dashes}
