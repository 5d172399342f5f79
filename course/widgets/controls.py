"""What a person can operate under a picture, as plain data; the browser draws native controls.

Native controls (range, button, checkbox, list, text field) bring keyboard, focus and screen-reader
words with them. `key` is a letter that works anywhere in the widget; it is shown on the control.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Control:
    """What all have: the name that `act` is called with, and the words beside it."""

    name: str
    label: str
    key: str = ""
    disabled: bool = False
    hint: str = ""

    def data(self) -> dict[str, Any]:
        """What travels to the browser."""
        return {"kind": type(self).__name__.lower()} | asdict(self)


@dataclass(frozen=True)
class Button(Control):
    """Does something once: `act(name, True)`."""


@dataclass(frozen=True)
class Switch(Control):
    """On or off: `act(name, bool)`."""

    value: bool = False


@dataclass(frozen=True)
class Choice(Control):
    """One of several: `act(name, option)`."""

    options: Sequence[str] = ()
    value: str = ""


@dataclass(frozen=True)
class Slider(Control):
    """A number: `act(name, number)`. `logarithmic` lays it out by powers of ten.

    `keys` are two letters that go one step down and up; `play` adds a button that steps by itself,
    once in `play` milliseconds.
    """

    minimum: float = 0
    maximum: float = 1
    step: float = 1
    value: float = 0
    logarithmic: bool = False
    keys: str = ""
    play: int = 0
    shown: str = ""
    """What stands behind the slider in place of the bare number, such as "step 3 of 12"."""


@dataclass(frozen=True)
class Field(Control):
    """A line of text, such as a search: `act(name, text)`, half a second after the last letter."""

    value: str = ""
    placeholder: str = ""
