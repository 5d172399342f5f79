"""Points of two classes in the plane, for networks that learn where the border runs.

>>> x, label = make_points("moons")
>>> tuple(x.shape), label.sum().item(), x.abs().max().item() <= 1
((160, 2), 80.0, True)
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import tutorgrad as torch

COUNT = 160


def moons(t: Any, side: Any) -> tuple[Any, Any]:
    """Two half circles, one in the other's mouth."""
    angle = math.pi * t
    flip = 1 - 2 * side
    return angle.cos() * 0.62 * flip - 0.31 * flip, (angle.sin() * 0.75 - 0.28) * flip


def circles(t: Any, side: Any) -> tuple[Any, Any]:
    """A ring around a disc."""
    angle, radius = 2 * math.pi * t, 0.3 + 0.5 * side
    return radius * angle.cos(), radius * angle.sin()


def blobs(t: Any, side: Any) -> tuple[Any, Any]:
    """Two heaps: a straight line can part them."""
    angle, radius = 14 * math.pi * t, 0.3 * t**0.5
    return radius * angle.cos() + 0.4 * (2 * side - 1), radius * angle.sin() + 0.3 * (2 * side - 1)


def spiral(t: Any, side: Any) -> tuple[Any, Any]:
    """Two arms that wind around each other."""
    angle, radius = 1.5 * math.pi * t + math.pi * side, 0.1 + 0.8 * t
    return radius * angle.cos(), radius * angle.sin()


def xor(t: Any, side: Any) -> tuple[Any, Any]:
    """Four heaps, the opposite ones alike."""
    angle, radius = 26 * math.pi * t, 0.27 * t**0.5
    way = 2 * ((torch.arange(len(t)) // 2) % 2) - 1
    across = way * (2 * side - 1)
    return radius * angle.cos() + 0.45 * way, radius * angle.sin() + 0.45 * across


SHAPES: dict[str, Callable[[Any, Any], tuple[Any, Any]]] = {
    each.__name__: each for each in (moons, circles, blobs, spiral, xor)
}
NOISE = 0.05


def make_points(name: str, seed: int = 0, count: int = COUNT) -> tuple[Any, Any]:
    """Points (count, 2) between -1 and 1, and their classes 0 or 1 (count, 1), in float64.

    The random numbers come from a generator of their own. Raises ValueError for an unknown name.
    """
    if name not in SHAPES:
        raise ValueError(f"there are no points {name!r}; there are {', '.join(SHAPES)}")
    draw = torch.Generator().manual_seed(seed)
    side = (torch.arange(count) % 2).double()
    t = torch.rand(count, generator=draw, dtype=torch.float64)
    x = torch.stack(SHAPES[name](t, side), 1)
    x = x + NOISE * torch.randn(count, 2, generator=draw, dtype=torch.float64)
    return x.clamp(-1, 1), side.reshape(count, 1)
