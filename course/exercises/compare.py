"""Holding what came back against what should: equal, or the first place where they differ.

Both sides are plain data (`course.inside.plain`). Floating numbers may differ by rounding; a tensor
must be a tensor, of the same shape and dtype; NaN equals NaN alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from course.inside.plain import Named, Numbers

CLOSE = 1e-4
"""Relative, and absolute below 1: what rounding of float32 may do in a short program."""


@dataclass(frozen=True)
class Difference:
    """What differs, in words; where arrays differ, the index of the first place and both arrays.

    where: in which part of a list or dictionary, such as "part 0: ", with which the words begin.
    """

    words: str
    expected: Any
    got: Any
    index: tuple[int, ...] | None = None
    where: str = ""

    def inside(self, part: str) -> Difference:
        """The same difference, seen from the list or dictionary that it is a part of."""
        place = f"{part}: "
        return replace(self, words=place + self.words, where=place + self.where)


def difference(expected: Any, got: Any, close: float = CLOSE) -> Difference | None:
    """None where `got` will do for `expected`, else the first thing that differs."""
    if isinstance(expected, Numbers):
        return _in_numbers(expected, got, close)
    if isinstance(expected, (list, tuple)):
        return _in_parts(expected, got, close)
    if isinstance(expected, dict):
        return _in_dict(expected, got, close)
    if _is_number(expected) and _is_number(got):
        a, b = float(expected), float(got)
        same = bool(np.isclose(b, a, rtol=close, atol=close, equal_nan=True))
    else:
        same = type(expected) is type(got) and expected == got
    return None if same else Difference(_clash(expected, got), expected, got)


def _is_number(value: Any) -> bool:
    return type(value) in (int, float)


def _clash(expected: Any, got: Any) -> str:
    return f"expected {spell(expected)}, got {spell(got)}"


def _in_numbers(expected: Numbers, got: Any, close: float) -> Difference | None:
    if not isinstance(got, Numbers) or got.kind != expected.kind:
        return Difference(_clash(expected, got), expected, got)
    a, b = expected.array, got.array
    if a.shape != b.shape:
        return Difference(f"expected shape {a.shape}, got shape {b.shape}", expected, got)
    if a.dtype != b.dtype:
        return Difference(f"expected dtype {a.dtype}, got dtype {b.dtype}", expected, got)
    same = np.isclose(b, a, rtol=close, atol=close, equal_nan=True)
    if same.all():
        return None
    index = tuple(int(i) for i in np.argwhere(~same)[0])
    place = f" at {list(index)}" if index else ""
    return Difference(f"expected {a[index]:.6g}{place}, got {b[index]:.6g}", expected, got, index)


def _in_parts(expected: Any, got: Any, close: float) -> Difference | None:
    if not isinstance(got, (list, tuple)) or len(got) != len(expected):
        return Difference(_clash(expected, got), expected, got)
    for number, (a, b) in enumerate(zip(expected, got, strict=True)):
        found = difference(a, b, close)
        if found:
            return found.inside(f"part {number}")
    return None


def _in_dict(expected: dict[Any, Any], got: Any, close: float) -> Difference | None:
    if not isinstance(got, dict) or got.keys() != expected.keys():
        return Difference(_clash(expected, got), expected, got)
    for key, value in expected.items():
        found = difference(value, got[key], close)
        if found:
            return found.inside(str(key))
    return None


def spell(value: Any) -> str:
    """A value in a sentence: numbers short, an array by its kind, shape and dtype."""
    if isinstance(value, Numbers):
        if value.array.size == 1:
            return f"{_one(value.kind)} holding {value.array.item():.6g}"
        return f"{_one(value.kind)} of shape {value.array.shape} and dtype {value.array.dtype}"
    if isinstance(value, Named):
        return f"{value.kind} {value.name}"
    if isinstance(value, (list, tuple)) and _holds_numbers(value):
        parts = ", ".join(map(spell, value[:3])) + ", …" * (len(value) > 3)
        return f"a {type(value).__name__} of {len(value)}: {parts}"
    text = f"{value:.6g}" if isinstance(value, float) else repr(value)
    return text if len(text) < 200 else text[:197] + "…"


def _one(kind: str) -> str:
    return f"{'an' if kind[:1] in 'aeiou' else 'a'} {kind}"


def _holds_numbers(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return any(map(_holds_numbers, value))
    return isinstance(value, Numbers)
