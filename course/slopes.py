"""The slope of a function of one number: as its backward says it, and as measured.

Measured: (f(x + h) - f(x - h)) / 2h in float64 with h = 1e-6, as gradcheck does. Two more slopes,
left and right of x, tell a corner from a smooth place. Backward is asked twice, with the gradients
1 and 3 arriving, since a backward that forgets to multiply by them is right for 1.

>>> slopes = measure(torch.relu, [-1.0, 0.0, 1.0])
>>> slopes.returned.tolist(), slopes.corners.tolist()
([0.0, 0.0, 1.0], [False, True, False])
>>> slopes.correct
True
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any

import numpy as np

import tutorgrad as torch

STEP = 1e-6
ATOL, RTOL = 1e-5, 1e-3
"""gradcheck's limits: two slopes agree within ATOL + RTOL |measured|."""

FLOOR = 1e-8
"""Smaller differences are rounding, which is another on another machine; they are not told."""

CORNER = 1e-3
TRIPLE = 3.0

MOST_PAIRS = 24
"""So many gaps between two places are searched for a corner, and as many for a jump."""

Function = Callable[[Any], Any]


def differ(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Where two slopes are further apart than gradcheck allows; `other` is the measured one."""
    with np.errstate(invalid="ignore"):  # infinity less infinity: not told as different
        return np.abs(one - other) > ATOL + RTOL * np.abs(other)


@dataclass(frozen=True)
class Slopes:
    """One number for every place `x`: the value and the slopes."""

    x: np.ndarray
    value: np.ndarray
    left: np.ndarray
    right: np.ndarray
    returned: np.ndarray
    """What backward returns when the gradient 1 arrives."""
    tripled: np.ndarray
    """What it returns when 3 arrives."""

    @property
    def measured(self) -> np.ndarray:
        """The slope by central differences."""
        return (self.left + self.right) / 2

    @property
    def jumps(self) -> np.ndarray:
        """Where the value itself jumps."""
        return np.abs(self.measured) > 1e3 * (1 + np.abs(self.value))

    @property
    def corners(self) -> np.ndarray:
        """Where the slopes on both sides differ: there is no one slope."""
        larger = np.maximum(np.abs(self.left), np.abs(self.right))
        return (np.abs(self.left - self.right) > CORNER * (1 + larger)) & ~self.jumps

    @property
    def smooth(self) -> np.ndarray:
        """Where the function is defined and has one slope."""
        return np.isfinite(self.measured) & ~self.corners & ~self.jumps

    @property
    def error(self) -> np.ndarray:
        """How far backward is from the measured slope; at least FLOOR."""
        return np.maximum(np.abs(self.returned - self.measured), FLOOR)

    @property
    def wrong(self) -> np.ndarray:
        """Where backward is wrong: not a number, or too far off; corners are not judged."""
        off = ~np.isfinite(self.returned) | differ(self.returned, self.measured)
        return self.smooth & off

    @property
    def outside(self) -> np.ndarray:
        """The corners where backward returns a number that is not between the two slopes."""
        low = np.minimum(self.left, self.right)
        high = np.maximum(self.left, self.right)
        room = ATOL + RTOL * np.maximum(np.abs(low), np.abs(high))
        return self.corners & ~((self.returned >= low - room) & (self.returned <= high + room))

    @property
    def forgets(self) -> bool:
        """Does backward return the same whatever gradient arrives?"""
        asked = self.smooth & np.isfinite(self.returned) & (np.abs(self.returned) > ATOL)
        return bool(asked.any()) and not differ(self.tripled, self.returned)[asked].any()

    @property
    def proportional(self) -> bool:
        """Is what it returns for 3 three times what it returns for 1?"""
        asked = self.smooth & np.isfinite(self.returned)
        return not differ(self.tripled, TRIPLE * self.returned)[asked].any()

    @property
    def correct(self) -> bool:
        """Nothing is wrong."""
        return self.proportional and not self.wrong.any() and not self.outside.any()

    @property
    def worst(self) -> int:
        """The number of the place where backward is furthest off; rounding decides nothing."""
        off = np.where(self.wrong, self.error, -1.0)
        off = np.where(self.wrong & ~np.isfinite(self.returned), np.inf, off)
        return int(np.argmax([float(f"{each:.5g}") for each in off]))


@torch.random.fork_rng()  # a function that draws numbers leaves the stream where it was
def measure(function: Function, places: Iterable[float]) -> Slopes:
    """Call a function at one place after the other; see the module for what is measured.

    Raises what the function raises, and ValueError where its result is not one number.
    """
    x = np.array(list(places), dtype=np.float64)
    rows = []
    for place in x:
        here, above, below = (value(function, place + d) for d in (0.0, STEP, -STEP))
        once, thrice = (backward(function, place, g) for g in (1.0, TRIPLE))
        if not np.isfinite([here, above, below]).all():
            here = above = below = np.float64(np.nan)
        rows.append((here, (here - below) / STEP, (above - here) / STEP, once, thrice))
    return Slopes(x, *np.array(rows).T)


def value(function: Function, place: float) -> np.float64:
    """f(x) of one number in float64."""
    with torch.no_grad():
        return np.float64(one(function(torch.tensor([place], dtype=torch.float64))).item())


@torch.enable_grad()  # whatever the caller switched off
def backward(function: Function, place: float, g: float) -> float:
    """What backward returns at a place when g arrives; 0 where the result hangs on nothing."""
    x = torch.tensor([place], dtype=torch.float64, requires_grad=True)
    y = one(function(x))
    if not y.requires_grad:
        return 0.0
    (slope,) = torch.autograd.grad(y, x, torch.full_like(y, g), allow_unused=True)
    return 0.0 if slope is None else slope.item()


def one(result: Any) -> Any:
    """A result that holds one number."""
    if not isinstance(result, torch.Tensor) or result.numel() != 1:
        what = f"shape {tuple(result.shape)}" if hasattr(result, "shape") else type(result).__name__
        raise ValueError(
            f"for one number x the function returned {what}; a slope needs one number. "
            "Give a function such as lambda x: Power.apply(x, 3)"
        )
    return result


# ------------------------------------------------------------------ corners between the places


@torch.random.fork_rng()
def looked_between(function: Function, slopes: Slopes) -> Slopes:
    """The same with the corners and jumps that lie between two places, where some are found.

    Only where slope or value change much more than beside it is looked at again, at most MOST_PAIRS
    times each. Halving the gap halves a smooth change, but not a corner's.

    >>> tent = lambda x: (x - 0.123456).abs()
    >>> slopes = looked_between(tent, measure(tent, [-1.0, -0.5, 0.0, 0.5, 1.0]))
    >>> slopes.x[slopes.corners].tolist()
    [0.123456]
    """
    found = [corner(function, *pair) for pair in pairs(slopes, slopes.measured)]
    found += [jump(function, *pair) for pair in pairs(slopes, slopes.value)]
    places = sorted({place for place in found if place is not None} - set(slopes.x.tolist()))
    if not places:
        return slopes
    more = measure(function, places)
    kept = more.corners | more.jumps
    columns = [
        np.concatenate([getattr(slopes, each.name), getattr(more, each.name)[kept]])
        for each in fields(Slopes)
    ]
    order = np.argsort(columns[0], kind="stable")
    return Slopes(*[column[order] for column in columns])


def pairs(slopes: Slopes, y: np.ndarray) -> list[tuple[float, float]]:
    """Neighbours between which `y` changes most beyond what it does beside them."""
    smooth = slopes.smooth
    change = np.where(smooth[1:] & smooth[:-1], np.abs(np.diff(y)), 0.0)
    beside = np.minimum(np.append(change[1:], np.inf), np.insert(change[:-1], 0, np.inf))
    larger = np.maximum(np.abs(y[1:]), np.abs(y[:-1]))
    excess = np.where(change > 0, change - beside - CORNER * (1 + larger), 0.0)
    most = np.argsort(-excess, kind="stable")[:MOST_PAIRS]
    return [(float(slopes.x[i]), float(slopes.x[i + 1])) for i in most if excess[i] > 0]


def narrowed(y: Function, a: float, b: float, gap: float) -> tuple[float, float] | None:
    """Where between a and b `y` changes at once; None where it changes little by little."""
    low, high = y(a), y(b)
    least = abs(high - low) / 8
    while b - a > gap and abs(high - low) > least:
        middle = (a + b) / 2
        here = y(middle)
        if abs(here - low) > abs(high - here):
            b, high = middle, here
        else:
            a, low = middle, here
    return (a, b) if abs(high - low) > least else None


def corner(function: Function, a: float, b: float) -> float | None:
    """Where two smooth pieces meet between a and b: where the lines along them cross."""

    def slope(place: float) -> float:
        return float(value(function, place + STEP) - value(function, place - STEP)) / (2 * STEP)

    gap = narrowed(slope, a, b, 4 * STEP)
    if gap is None:
        return None
    left, right = gap[0] - 2 * STEP, gap[1] + 2 * STEP
    before, after = slope(left), slope(right)
    rise = float(value(function, right) - value(function, left))
    place = (rise + before * left - after * right) / (before - after)
    return round(place, 12) if left < place < right else None


def jump(function: Function, a: float, b: float) -> float | None:
    """Where the value jumps between a and b."""
    gap = narrowed(lambda place: value(function, place), a, b, 1e-10)
    return None if gap is None else round(sum(gap) / 2, 9)


# ------------------------------------------------------------------ what is wrong, in words


def diagnosis(slopes: Slopes) -> str:
    """What kind of mistake a wrong backward makes, in one sentence; empty where none is known."""
    told = [forgetting(slopes), pattern(slopes)]
    return " ".join(words for words in told if words)


def forgetting(slopes: Slopes) -> str:
    """Is the gradient that arrives used as it should?"""
    if slopes.forgets:
        return "It forgets to multiply by g: for g = 3 it returns the same as for g = 1."
    if not slopes.proportional:
        return "For g = 3 it does not return three times what it returns for g = 1."
    return ""


def pattern(slopes: Slopes) -> str:
    """How the wrong numbers are related to the right ones."""
    wrong = slopes.wrong & np.isfinite(slopes.returned)
    got, true = slopes.returned[wrong], slopes.measured[wrong]
    if not wrong.any():
        return ""
    if not np.abs(true).max() > ATOL:
        return (
            "The function is flat there, but backward lets something pass: a straight-through "
            "estimator does this on purpose."
        )
    if not np.abs(got).max() > ATOL:
        return "It returns 0 there: nothing upstream will learn."
    if not differ(got, -true).any():
        return "The sign is wrong: it returns minus the slope."
    if not differ(got, slopes.value[wrong]).any():
        return "It returns the value of the function in place of its slope."
    sure = np.abs(true) > ATOL
    factors = got[sure] / true[sure]
    factor = float(np.median(factors))
    if sure.any() and not differ(got, factor * true).any():
        return f"It returns {fraction(factor)} times the slope: a factor is wrong."
    return ""


def fraction(number: float) -> str:
    """A factor as people write it.

    >>> fraction(2 / 3), fraction(-2.0), fraction(0.123)
    ('2/3', '-2', '0.123')
    """
    near = Fraction(number).limit_denominator(9)
    return str(near) if abs(float(near) - number) < 1e-4 * abs(number) else f"{number:.3g}"
