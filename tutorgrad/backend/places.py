"""Places: one object per device owns the array module, the transfers and the random stream.

Operations never ask where they run: their bodies are plain `np.` calls, and NumPy hands them to the
array's own library (`__array_ufunc__`, `__array_function__`). Only creation and transfer need a
place, and only this folder knows the libraries behind the places.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..generator import Generator
from .device import device


class Place:
    """Where arrays live. `xp` is the array module, `generator` the place's random stream."""

    def __init__(self, name: device, xp: Any, generator: Generator) -> None:
        self.device = name
        self.xp = xp
        self.generator = generator

    def from_host(self, array: np.ndarray[Any, Any]) -> Any:
        """A NumPy array brought here."""
        raise NotImplementedError

    def to_host(self, array: Any) -> np.ndarray[Any, Any]:
        """An array of this place as a NumPy array."""
        raise NotImplementedError

    def address(self, array: Any) -> int:
        """Where an array's first element lies in memory, in bytes."""
        raise NotImplementedError

    def synchronize(self) -> None:
        """Wait until everything launched here is done."""


class Cpu(Place):
    """The computer's own memory: NumPy, and no copy in either direction."""

    def __init__(self) -> None:
        super().__init__(device("cpu"), np, Generator())
        self.generator.seed()  # like PyTorch, another stream in every process until manual_seed

    def from_host(self, array: np.ndarray[Any, Any]) -> Any:
        return array

    def to_host(self, array: Any) -> np.ndarray[Any, Any]:
        return array  # type: ignore[no-any-return]

    def address(self, array: Any) -> int:
        return int(array.__array_interface__["data"][0])


CPU = Cpu()

# An accelerator registers here: how its arrays are recognised, and how cuda:i is found.
_OWNERS: dict[type, Callable[[Any], Place]] = {}


def place_of(array: Any) -> Place:
    """The place an array lives in."""
    kind = type(array)
    if kind is np.ndarray or isinstance(array, np.generic):
        return CPU
    owner = _OWNERS.get(kind)
    if owner is None:
        raise TypeError(f"no device owns arrays of type {kind.__module__}.{kind.__name__}")
    return owner(array)


def place(where: device | str | int | None) -> Place:
    """The place of a device or its name; None is the CPU.

    Raises AssertionError "Torch not compiled with CUDA enabled" where there is no accelerator.
    """
    if where is None:
        return CPU
    name = where if isinstance(where, device) else device(where)
    if name.type == "cpu":
        return CPU
    raise AssertionError("Torch not compiled with CUDA enabled")


def accelerators() -> list[Place]:
    """The accelerators that have been used so far: their random streams follow `manual_seed`."""
    return []
