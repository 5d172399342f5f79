"""What a workload is: its numbers, one text per family of engines, and the ratios it aims at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np


class Unsupported(Exception):
    """An engine does not have what a workload needs; the message says what."""


@dataclass(frozen=True)
class Workload:
    """One thing to do, written once per family of engines.

    A text is called with the engine's module and the arrays; it returns `step`, or `(step, *batch)`
    where a step is `step(*batch)`. A step returns the numbers to be compared: a loss, an array
    (compared by its sum of squares), or a list of these. `targets[engine][other]` is the ratio of
    processor times to stay below. With `operations` the table also says microseconds for each.
    """

    name: str
    title: str
    arrays: Callable[[], tuple[np.ndarray, ...]]
    texts: dict[str, Callable[..., Any]]
    targets: dict[str, dict[str, float]] = field(default_factory=dict)
    checked_steps: int = 5
    tolerance: float = 2e-3
    operations: int = 0
    replayed: bool = True

    @property
    def group(self) -> str:
        """The table that shows it."""
        return self.name.partition("-")[0] if self.operations else ""


def numbers(result: Any) -> list[float]:
    """What a step returned, as plain numbers: an array by its sum of squares, a list by its sum."""
    if isinstance(result, tuple):
        return [value for part in result for value in numbers(part)]
    if isinstance(result, list):
        return [sum(value for part in result for value in numbers(part))]
    shape = getattr(result, "shape", ())
    return [float((result * result).sum()) if tuple(shape) else float(result)]


def normal(*shapes: tuple[int, ...], seed: int = 0, scale: float = 1.0) -> list[np.ndarray]:
    """Arrays of normal random numbers in float32, the same for every engine."""
    generator = np.random.default_rng(seed)
    return [scale * generator.standard_normal(shape, np.float32) for shape in shapes]


def uniform(*shapes: tuple[int, ...], bound: float, seed: int = 0) -> list[np.ndarray]:
    """Arrays of uniform random numbers in (-bound, bound), float32: how a layer starts."""
    generator = np.random.default_rng(seed)
    return [generator.uniform(-bound, bound, shape).astype(np.float32) for shape in shapes]


def layer(inputs: int, outputs: int, seed: int) -> list[np.ndarray]:
    """Weight (outputs, inputs) and bias of a linear layer, as nn.Linear starts them."""
    return uniform((outputs, inputs), (outputs,), bound=inputs**-0.5, seed=seed)


def labels(count: int, classes: int, seed: int = 0) -> np.ndarray:
    """Class numbers, int64."""
    return np.random.default_rng(seed).integers(0, classes, count)
