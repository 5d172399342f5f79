"""A stage that learns in the background: Start, Pause, One step, Reset, and pictures as it goes.

A widget that learns gives two methods: `step` (one step of training) and `begin_again`. The thread
computes at most half of the time, so cells can be run beside it, and shows at most 8 pictures a
second, fewer where they take long; it ends with its kernel. Starting a widget pauses the one that
ran before. It goes on learning while a cell runs; its controls answer at once with ipykernel 7, and
with ipykernel 6 when that cell has ended, and then Start says so.
"""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Sequence
from typing import Any, ClassVar

from course.widgets import meanwhile
from course.widgets.controls import Button, Control
from course.widgets.stage import Stage

__all__ = ["Background"]

PERIOD = 0.12
"""Seconds between two pictures."""

PICTURES = 3
"""So many times as long as a picture takes, there is none."""

LONGEST = 20_000
"""A run pauses itself after this many steps, so that a forgotten one comes to rest."""


WAITS = "It goes on while a cell runs; these buttons answer when that cell has ended."


class Background(Stage):
    """See the module. A subclass sets up its state, then calls `super().__init__(title)`."""

    working: ClassVar[weakref.ref[Background] | None] = None
    """The one that ran last, which may be gone by now."""

    steps = 0
    running = False
    due = 0.0
    thread: threading.Thread | None = None

    def __init__(self, title: str) -> None:
        self.lock = threading.RLock()
        super().__init__(title)
        meanwhile.hear(self)

    def step(self) -> None:
        """One step of training."""
        raise NotImplementedError

    def begin_again(self) -> None:
        """Back to the state before the first step."""
        raise NotImplementedError

    # -------------------------------------------------------------- the thread

    def advance(self) -> None:
        """One step, counted."""
        self.step()
        self.steps += 1
        if self.steps % LONGEST == 0:
            self.pause(f"Paused after {self.steps} steps.")

    def pause(self, why: str) -> None:
        """End the run and say why; from `step` too."""
        self.running, self.said = False, why

    def work(self) -> None:
        """What the thread does: steps, and as long a rest after each."""
        while True:
            started = time.monotonic()
            if not self.turn(started):
                return
            time.sleep(max(0.001, time.monotonic() - started))

    def turn(self, now: float) -> bool:
        """A step, and now and then a picture; an error is shown and ends the run."""
        with self.lock:
            try:
                if self.running:
                    self.advance()
                if not self.running or now >= self.due:
                    began = time.monotonic()
                    self.refresh()
                    ended = time.monotonic()
                    self.due = ended + max(PERIOD, PICTURES * (ended - began))
            except Exception as error:
                self.running, self.trouble = False, f"{type(error).__name__}: {error}"
                self.panel = [control.data() for control in self.controls()]
            if not self.running:
                self.thread = None
            return self.running

    def start(self) -> None:
        """Begin or go on; another widget that runs pauses."""
        with self.lock:
            other = Background.working and Background.working()
            if other is not None and other is not self:
                other.running = False
            Background.working, self.running = weakref.ref(self), True
            if self.thread is None:
                self.thread = threading.Thread(target=self.work, name="trainer", daemon=True)
                self.thread.start()

    # -------------------------------------------------------------- what can be done

    def buttons(self) -> Sequence[Control]:
        """The controls of the run, for `controls`."""
        return [
            Button("start", "Pause" if self.running else "Start", key="p"),
            Button("one", "One step", key="n", disabled=self.running),
            Button("reset", "Reset", key="r"),
        ]

    def act(self, name: str, value: Any) -> None:
        if name == "start" and self.running:
            self.running = False
        elif name == "start":
            self.start()
            self.said = WAITS if meanwhile.waits() else ""
        elif name == "one":
            self.advance()
        elif name == "reset":
            self.begin_again()
        else:
            super().act(name, value)

    def remembered(self) -> dict[str, Any]:
        kept = super().remembered()
        kept.pop("thread", None)  # it ends by itself where nothing runs
        return kept

    def do(self, name: str, value: Any = True) -> None:
        with self.lock:
            super().do(name, value)

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        with self.lock:  # no step between the picture and its words
            return super()._repr_mimebundle_(**kwargs)

    def _heard(self, widget: Any, message: dict[str, Any], buffers: Any) -> None:
        with self.lock:
            super()._heard(widget, message, buffers)
