"""The accelerators that device tests run on: the simulated one always, a graphics card where it is.

`python -m pytest tests/device` runs on both. TUTORGRAD_REQUIRE_GPU=1 makes it an error when no
graphics card is found, so that a run on a machine with one cannot pass by leaving it out.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

import pytest

from tutorgrad import backend, cuda
from tutorgrad.backend import cupy, places, simulated

SIMULATED, GPU = "simulated", "gpu"


def kinds() -> list[str]:
    """The kinds of accelerators on this machine."""
    found = [SIMULATED, GPU] if cupy.places() else [SIMULATED]
    if os.environ.get("TUTORGRAD_REQUIRE_GPU") == "1" and GPU not in found:
        raise pytest.UsageError("TUTORGRAD_REQUIRE_GPU=1, but CuPy finds no graphics card")
    return found


KINDS = kinds()


@contextlib.contextmanager
def switched_on(kind: str, devices: int = 2) -> Iterator[None]:
    """A block in which "cuda" is an accelerator of one kind; simulated cards are new ones."""
    before, index = places._State.found, backend.current.index
    cards = simulated.PLACES[:]
    simulated.PLACES.clear()
    switch = os.environ.pop(places.SWITCH, None)
    cuda.simulate(devices if kind == SIMULATED else 0)
    try:
        yield
    finally:
        places._State.found, backend.current.index = before, index
        simulated.PLACES[:] = cards
        if switch is not None:
            os.environ[places.SWITCH] = switch
