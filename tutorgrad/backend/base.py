"""What a place is: where arrays live, how they get there and back, and its random stream.

Operations never ask where they run: their bodies are plain `np.` calls, and NumPy hands them to the
array's own library (`__array_ufunc__`, `__array_function__`). What NumPy cannot hand over stands
here: creation (`xp`), transfer, and the few calls in which the libraries differ.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ..streams.generator import Generator
from .device import device

Array = Any
Host = np.ndarray[Any, Any]


class Place:
    """Where arrays live. `xp` is the array module, `generator` the place's random stream."""

    def __init__(self, name: device, xp: Any, generator: Generator) -> None:
        self.device = name
        self.xp = xp
        self.generator = generator

    def from_host(self, array: Host) -> Array:
        """A NumPy array brought here."""
        raise NotImplementedError

    def to_host(self, array: Array) -> Host:
        """An array of this place as a NumPy array."""
        raise NotImplementedError

    def address(self, array: Array) -> int:
        """Where an array's first element lies in memory, in bytes."""
        raise NotImplementedError

    def add_at(self, target: Array, places: Array, values: Array) -> None:
        """target[places] += values, where a place that stands twice receives both. All 1-d."""
        np.add.at(target, places, values)

    def reduce_at(self, kind: str, target: Array, key: Any, values: Array) -> None:
        """target[key] "add", "multiply", "maximum" or "minimum" values, repeated places too."""
        getattr(np, kind).at(target, key, values)

    def activate(self) -> None:
        """Make this the place where the next operations of the thread run."""

    def synchronize(self) -> None:
        """Wait until everything sent here is done."""


class Cpu(Place):
    """The computer's own memory: NumPy, and no copy in either direction."""

    def __init__(self) -> None:
        super().__init__(device("cpu"), np, Generator())
        self.generator.seed()  # like PyTorch, another stream in every process until manual_seed

    def from_host(self, array: Host) -> Array:
        return array

    def to_host(self, array: Array) -> Host:
        return array  # type: ignore[no-any-return]

    def address(self, array: Array) -> int:
        if isinstance(array, np.ndarray):
            return int(array.__array_interface__["data"][0])
        return int(array.address())


CPU = Cpu()


class Memory(NamedTuple):
    """Bytes of an accelerator's memory: in use by arrays, and held to serve the next ones."""

    allocated: int
    peak_allocated: int
    reserved: int
    peak_reserved: int


class Properties(NamedTuple):
    """What an accelerator is. total_memory is in bytes. Source: torch.cuda device properties."""

    name: str
    major: int
    minor: int
    total_memory: int
    multi_processor_count: int

    def __repr__(self) -> str:
        return (
            f"_CudaDeviceProperties(name='{self.name}', major={self.major}, minor={self.minor}, "
            f"total_memory={self.total_memory >> 20}MB, "
            f"multi_processor_count={self.multi_processor_count})"
        )


class Mark:
    """A point in an accelerator's list of tasks."""

    def reached(self) -> bool:
        """Has the accelerator come so far?"""
        raise NotImplementedError

    def wait(self) -> None:
        """Wait until it has."""
        raise NotImplementedError

    def milliseconds_until(self, later: Any) -> float:
        """The accelerator's time between this mark and a later one."""
        raise NotImplementedError


class Accelerator(Place):
    """A place with memory of its own that works through a list of tasks while the program goes on.

    Its random stream is that of the CPU's kind (MT19937, started from the seed of the CPU's), not
    the Philox stream of PyTorch on CUDA: the same seed gives other numbers than there.
    """

    array_type: type  # the class of its arrays

    def __init__(self, index: int, xp: Any) -> None:
        name = device("cuda", index)
        super().__init__(name, xp, Generator(name))
        self.generator.manual_seed(CPU.generator.initial_seed())

    def add_at(self, target: Array, places: Array, values: Array) -> None:
        """As on the CPU. No accelerator adds in place to numbers of less than 32 bits, except
        float16; they are added in int32 beside the target."""
        dtype = target.dtype
        if dtype.kind in "biu" and dtype.itemsize < 4:
            wide = target.astype(np.int32)
            np.add.at(wide, places, values.astype(np.int32))
            target[...] = wide.astype(dtype)
        else:
            np.add.at(target, places, values)

    def reduce_at(self, kind: str, target: Array, key: Any, values: Array) -> None:
        """As on the CPU, and there: no accelerator multiplies in place."""
        host = self.to_host(target)
        places = tuple(self.on_host(part) for part in key)
        getattr(np, kind).at(host, places, self.on_host(values))
        target[...] = self.from_host(host)

    def on_host(self, thing: Any) -> Any:
        """An array of this place as a NumPy array, anything else as it is."""
        return self.to_host(thing) if isinstance(thing, self.array_type) else thing

    def properties(self) -> Properties:
        """Name, capability and memory."""
        raise NotImplementedError

    def memory(self) -> Memory:
        """What is in use now and was at most since `reset_peaks`."""
        raise NotImplementedError

    def reset_peaks(self) -> None:
        """Start the count of the most memory anew from what is in use now."""
        raise NotImplementedError

    def empty_cache(self) -> None:
        """Give back memory that no array uses."""
        raise NotImplementedError

    def idle(self) -> bool:
        """Is everything sent here done?"""
        raise NotImplementedError

    def mark(self) -> Mark:
        """A mark behind everything sent so far."""
        raise NotImplementedError
