"""Finding a place: by its name, or from an array that lives there.

The accelerators are the simulated ones, if somebody switched them on, else the graphics cards that
can be used, else none. They are looked for when somebody first asks for one.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..errors import AcceleratorError
from . import cupy, simulated
from .base import CPU, Accelerator, Place
from .device import default, device

SWITCH = "TUTORGRAD_SIMULATE_CUDA"  # environment: how many accelerators to simulate
NO_CUDA = "Torch not compiled with CUDA enabled"


class _State:
    """Which accelerators there are; None before the first look."""

    found: Sequence[Accelerator] | None = None


class _Current(threading.local):
    """The accelerator that "cuda" means in a thread."""

    index = 0


current = _Current()


def simulate(devices: int = 1, memory: int | None = None) -> None:
    """Switch the simulated accelerator on: so many devices, each with `memory` bytes (8 GiB).

    0 switches it off again. Tensors that live on a simulated device stay there.
    Raises ValueError for a number below 0.
    """
    if devices < 0:
        raise ValueError(f"the number of simulated devices cannot be below 0, but is {devices}")
    _State.found = simulated.places(devices, memory) if devices else None


def is_simulated() -> bool:
    """Are the accelerators simulated ones?"""
    return any(isinstance(a, simulated.Simulated) for a in find_accelerators())


def find_accelerators() -> Sequence[Accelerator]:
    """The accelerators that "cuda" means; the first call looks for them."""
    if _State.found is None:
        asked = os.environ.get(SWITCH, "")
        if asked and not asked.isdecimal():
            raise ValueError(f"{SWITCH} must be a number of devices, for example 1, not {asked!r}")
        _State.found = simulated.places(int(asked)) if int(asked or 0) else cupy.places()
    return _State.found


def accelerators() -> Sequence[Accelerator]:
    """All accelerators used so far, also those that "cuda" no longer means: their tensors live on,
    and their random streams follow `manual_seed`."""
    return *simulated.PLACES, *cupy.PLACES


def place_of(array: Any) -> Place:
    """The place an array lives in. TypeError for what is no array of a known library."""
    kind = type(array)
    if kind is np.ndarray or isinstance(array, np.generic):
        return CPU
    if kind is simulated.Array:
        return array.place  # type: ignore[no-any-return]
    if cupy.PLACES and kind is cupy.PLACES[0].array_type:
        return cupy.PLACES[int(array.device.id)]
    if getattr(kind, "on_cpu", False):  # an array that notes what is done with it: `capture`
        return CPU
    raise TypeError(f"no device owns arrays of type {kind.__module__}.{kind.__name__}")


def place(where: device | str | int | None) -> Place:
    """The place of a device or its name; None is the default device (the CPU unless changed).

    Raises AssertionError "Torch not compiled with CUDA enabled" where there is no accelerator,
    AcceleratorError for an index beyond the last one, TypeError for what names no device.
    """
    if where is None:
        where = default.current()
        if where is None:
            return CPU
    if not isinstance(where, device | str | int) or isinstance(where, bool):
        raise TypeError(f"argument 'device' must be torch.device, not {type(where).__name__}")
    if isinstance(where, int) and not find_accelerators():
        raise RuntimeError("Cannot access accelerator device when none is available.")
    name = where if isinstance(where, device) else device(where)
    if name.type == "cpu":
        return CPU
    if name.type == "cuda":
        return accelerator(name.index)
    if name.type == "xpu":
        raise AssertionError("Torch not compiled with XPU enabled")
    raise NotImplementedError(
        "Could not run 'aten::empty.memory_format' with arguments from the "
        f"'{name.type.upper()}' backend. The devices here are cpu and cuda."
    )


def accelerator(index: int | None = None) -> Accelerator:
    """The accelerator with an index; None is the current one. Errors as in `place`."""
    found = find_accelerators()
    if not found:
        raise AssertionError(NO_CUDA)
    index = current.index if index is None else index
    if not 0 <= index < len(found):
        there = ", ".join(str(a.device) for a in found)
        raise AcceleratorError(
            "CUDA error: invalid device ordinal\nGPU device may be out of range, do you have "
            f"enough GPUs?\ncuda:{index} was asked for; there is {there}."
        )
    return found[index]


def get_default_device() -> device:
    """Where new tensors go when the call names no device. Source: torch.get_default_device."""
    return place(None).device
