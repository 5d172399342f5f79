"""The stage that every widget stands on: a picture, the same in words, and controls.

A widget keeps its state in Python. It says what it looks like (`picture`), what that is in words
(`words`), what can be operated (`controls`) and what an operation does (`act`). The browser only
shows these and reports what was pressed, so one drawing serves the live widget, the saved notebook,
the printed page and the tests, and a test without a browser calls `act` and reads `twin`.

    class Counter(Stage):
        '''A number that can be raised.'''

        def __init__(self):
            self.count = 0
            super().__init__("Counter")

        def picture(self):
            return svg.picture(80, 30, svg.text(10, 20, str(self.count)))

        def words(self):
            return f"The number is {self.count}."

        def controls(self):
            return [Button("more", "One more", key="m")]

        def act(self, name, value):
            self.count += 1

Source of the split: server-rendered views (Phoenix LiveView); anywidget carries the messages.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from course.drawing import palette, svg
from course.widgets.controls import Control

STATIC = Path(__file__).parent / "static"


class Stage(anywidget.AnyWidget):
    """A picture with controls and a text twin; see the module for how to make one."""

    _esm = (STATIC / "stage.js").read_text("utf-8")  # of a path, anywidget holds every widget
    _css = (STATIC / "stage.css").read_text("utf-8") + palette.live_sheet()
    _lasting = False
    """Does what it shows change by its own operations alone?"""

    title = traitlets.Unicode().tag(sync=True)
    drawing = traitlets.Unicode().tag(sync=True)
    note = traitlets.Unicode().tag(sync=True)
    """The second picture, or nothing."""
    twin = traitlets.Unicode().tag(sync=True)
    panel = traitlets.List(traitlets.Dict()).tag(sync=True)
    said = traitlets.Unicode().tag(sync=True)
    """One sentence on what the last operation did; screen readers speak it."""
    trouble = traitlets.Unicode().tag(sync=True)
    """What went wrong in the last operation, shown under the picture."""
    seen = traitlets.Float().tag(sync=True)
    """The number of the last message from the browser that was handled."""
    zoomable = traitlets.Bool(False).tag(sync=True)
    told = traitlets.Bool(False).tag(sync=True)
    """Does the picture itself say what `said` says? Then that is for screen readers alone."""

    def __init__(self, title: str, **traits: Any) -> None:
        super().__init__(title=title, **traits)
        self.on_msg(self._heard)
        self.refresh()

    # -------------------------------------------------------------- what a widget says

    def picture(self) -> svg.Element:
        """The state as a picture."""
        raise NotImplementedError

    def aside(self) -> svg.Element | None:
        """A second picture that stays in sight under the first, such as what was chosen in it."""
        return None

    def words(self) -> str:
        """The state in words: everything that the pictures say."""
        raise NotImplementedError

    def controls(self) -> Sequence[Control]:
        """What can be operated now."""
        return ()

    def act(self, name: str, value: Any) -> None:
        """Do what the control `name`, or the part of the picture made with it, stands for."""
        raise NotImplementedError(f"{type(self).__name__} has no operation {name!r}")

    # -------------------------------------------------------------- what the stage does

    def refresh(self) -> None:
        """Show the state as it is now, in one message; all of it, or where drawing fails none."""
        self._drawn = picture, aside = self.picture(), self.aside()
        drawing, words = svg.to_text(picture), self.words()
        panel = [control.data() for control in self.controls()]
        with self.hold_sync():
            self.note = "" if aside is None else svg.to_text(aside)
            self.drawing, self.twin, self.panel = drawing, words, panel

    def remembered(self) -> dict[str, Any]:
        """What an operation that fails must leave as it was: attributes by name."""
        own = {name: value for name, value in vars(self).items() if not name.startswith("_")}
        return {name: copied(value) for name, value in own.items()}

    def do(self, name: str, value: Any = True) -> None:
        """Operate the widget from Python, as a press in the browser does.

        An operation that fails, or whose outcome cannot be drawn, leaves the state as it was.
        """
        if isinstance(value, float) and not math.isfinite(value):
            raise ValueError(f"{name} is {value}; it must be a finite number")
        before = self.remembered()
        self.said = self.trouble = ""
        try:
            self.act(name, value)
            self.refresh()
        except BaseException:
            self.said = ""
            for attribute, old in before.items():
                setattr(self, attribute, old)
            raise

    def _heard(self, _: Any, message: dict[str, Any], __: Any) -> None:
        """A message from the browser: an operation and its number."""
        with self.hold_sync():
            try:
                self.do(str(message["act"]), message["value"])
            except Exception as error:
                self.trouble = f"{type(error).__name__}: {error}"
                raise
            finally:
                self.seen = message["number"]

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        """The live view, and beside it the still picture and its twin for pages without one.

        The tensors that it shows may have changed since the last operation: it looks again.
        """
        if not self._lasting:
            self.refresh()
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle or {}, {})
        root = svg.stacked(*self._drawn if self._lasting else (self.picture(), self.aside()))
        alone = svg.still(root)
        still = {
            "text/plain": self.twin,
            "image/svg+xml": alone,
            "image/png": base64.b64encode(svg.png(root, alone)).decode(),
        }
        size = {side: round(float(root.get(side, 0))) for side in ("width", "height")}
        return data | still, metadata | {"image/png": size}

    def __repr__(self) -> str:
        return self.twin


def copied(value: Any) -> Any:
    """A copy of lists, dicts and sets, of those inside them too; all else is kept as it is."""
    if type(value) is dict:
        return {key: copied(each) for key, each in value.items()}
    if type(value) in (list, set):
        return type(value)(map(copied, value))
    return value
