"""Operations that write over their first array: what `x += y` runs where no history is kept.

An in-place operation is otherwise the ordinary one, whose result is copied over its target
(`inplace.py`). These forms save the array for the result and a second way through memory: for a
weight of 1000 x 100, `w -= lr * grad` takes half the time. They get NumPy arrays of one shape and
dtype (float32 or float64) or numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .arithmetic import add, div, mul, sub, true_divide
from .compare import BITS, is_nothing
from .convert import as_stored, copy, fill, zero

Array = Any

# operation: its form that writes in place, how many arrays that takes besides, and its keywords
FORMS: dict[Any, tuple[Callable[..., None], int, frozenset[str]]] = {}


def overwrites(*operations: Any) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Declare a form of operations that writes the result over the first array."""

    def note(form: Callable[..., None]) -> Callable[..., None]:
        keywords = frozenset(form.__kwdefaults__ or ())
        entry = form, form.__code__.co_argcount - 1, keywords
        FORMS.update(dict.fromkeys(operations, entry))
        return form

    return note


@overwrites(add)
def add_(input: Array, other: Array, *, alpha: float = 1) -> None:
    input += other if alpha == 1 else alpha * other


@overwrites(sub)
def sub_(input: Array, other: Array, *, alpha: float = 1) -> None:
    input -= other if alpha == 1 else alpha * other


@overwrites(mul)
def mul_(input: Array, other: Array) -> None:
    input *= other


@overwrites(true_divide, div)
def div_(input: Array, other: Array) -> None:
    input /= other


@overwrites(fill)
def fill_(input: Array, value: float) -> None:
    input[...] = as_stored(value, input.dtype)


@overwrites(zero)
def zero_(input: Array) -> None:
    input[...] = 0


@overwrites(copy)
def copy_(input: Array, src: Array) -> None:
    input[...] = src


def overwrite_where(input: Array, mask: Array, number: float) -> None:
    """The number where the mask is True. A 0 as in `kept`: in 0.4 of the time of `input[mask]`."""
    if is_nothing(number):
        bits = input.view(BITS[input.dtype.itemsize])
        bits *= ~mask
    else:
        input[mask] = number
