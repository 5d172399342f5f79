"""Wrong arguments, refused with one sentence: what it was, and what it must be."""

from __future__ import annotations

import math
import operator
import reprlib
from typing import Any

__all__ = ["count_in", "number", "wrong"]

NAMED = (type(None), bool, int, float, str)
"""Types that everyone sees from how a value is written."""


def wrong(name: str, value: Any, must: str) -> TypeError:
    """The error for a value of a wrong type; without a name the value speaks for itself.

    >>> wrong("width", "wide", "a whole number")
    TypeError("width is 'wide'; it must be a whole number")
    >>> wrong("", [1, 2], "a tensor")
    TypeError('[1, 2] is a list; it must be a tensor')
    """
    shown = reprlib.repr(value)
    kind = type(value).__name__
    if not name:
        return TypeError(
            f"{shown} is {'an' if kind[0] in 'aeiou' else 'a'} {kind}; it must be {must}"
        )
    was = shown if isinstance(value, NAMED) else f"{shown}, of type {kind}"
    return TypeError(f"{name} is {was}; it must be {must}")


def count_in(name: str, value: Any, least: int, most: int) -> int:
    """A whole number from `least` to `most`."""
    must = f"a whole number from {least} to {most}"
    try:
        found = operator.index(value)
    except TypeError:
        raise wrong(name, value, must) from None
    if not least <= found <= most:
        raise ValueError(f"{name} is {found}; it must be {must}")
    return found


def number(name: str, value: Any, least: float = -math.inf) -> float:
    """A finite number, `least` or more."""
    must = "a number" if least == -math.inf else f"a number, {least:g} or more"
    try:
        if isinstance(value, str):
            raise TypeError
        found = float(value)
    except (TypeError, ValueError, RuntimeError):
        raise wrong(name, value, must) from None
    if not (math.isfinite(found) and found >= least):
        raise ValueError(f"{name} is {found:g}; it must be {must}")
    return found
