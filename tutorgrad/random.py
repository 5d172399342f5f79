"""The seed and the state of the default random stream (`torch.random`)."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from .backend import CPU, accelerators
from .creation import from_numpy
from .outside import missing as _missing
from .streams.generator import Generator
from .tensor import Tensor

default_generator = CPU.generator


def manual_seed(seed: int) -> Generator:
    """Start the random streams of all devices from a seed; the same seed, the same numbers.

    Raises ValueError for what is no whole number.   Source: torch.manual_seed.
    """
    seed = int(seed)
    for place in accelerators():
        place.generator.manual_seed(seed)
    return default_generator.manual_seed(seed)


def seed() -> int:
    """Start the random streams from a seed that nobody knows; returns it. Source: torch.seed."""
    found = default_generator.seed()
    for place in accelerators():
        place.generator.manual_seed(found)
    return found


def initial_seed() -> int:
    """The seed the default stream started from. Source: torch.initial_seed."""
    return default_generator.initial_seed()


def get_rng_state() -> Tensor:
    """Where the default stream stands, as a uint8 tensor. Source: torch.get_rng_state."""
    return from_numpy(default_generator.get_state())


def set_rng_state(new_state: Any) -> None:
    """Go back to where `get_rng_state` was called. Source: torch.set_rng_state."""
    default_generator.set_state(new_state.numpy())


@contextlib.contextmanager
def fork_rng(devices: Any = None, enabled: bool = True) -> Iterator[None]:
    """A block after which the stream stands where it stood before.

    Source: torch.random.fork_rng.
    """
    state = default_generator.get_state()
    try:
        yield
    finally:
        if enabled:
            default_generator.set_state(state)


__getattr__ = _missing("random")
