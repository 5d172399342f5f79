"""Real accelerators: graphics cards of NVIDIA, through CuPy. Nothing else in the project says cupy.

CuPy is imported when somebody first asks for CUDA, and it need not be there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..errors import OutOfMemoryError
from .base import Accelerator, Array, Host, Mark, Memory, Properties
from .card import out_of_memory


def places() -> Sequence[Accelerator]:
    """One place for each graphics card; none without CuPy or without a card."""
    if PLACES:
        return PLACES
    try:
        import cupy  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        return []
    try:
        count = cupy.cuda.runtime.getDeviceCount()
    except cupy.cuda.runtime.CUDARuntimeError:  # no driver, or no card
        return []
    PLACES.extend(Gpu(cupy, index, alone=count == 1) for index in range(count))
    cupy.cuda.set_allocator(lambda nbytes: PLACES[cupy.cuda.Device().id].allocate(nbytes))
    return PLACES


class Gpu(Accelerator):
    """The place of one graphics card.

    CuPy runs everything on its current device, so creation, transfers and recorded operations make
    this card the current one first. A backward pass runs on the card of the last forward operation:
    a graph that spans two cards is not supported.
    """

    def __init__(self, cupy: Any, index: int, alone: bool) -> None:
        super().__init__(index, cupy if alone else OnCard(cupy, cupy.cuda.Device(index)))
        self.cupy = cupy
        self.card = cupy.cuda.Device(index)
        self.array_type = cupy.ndarray
        self.pool = cupy.get_default_memory_pool()
        self.counting = False  # counting the peak makes every allocation slower
        self.peak_allocated = self.peak_reserved = 0

    def allocate(self, nbytes: int) -> Any:
        """Memory from CuPy's pool; OutOfMemoryError in PyTorch's words when there is no room."""
        try:
            found = self.pool.malloc(nbytes)
        except self.cupy.cuda.memory.OutOfMemoryError:
            free, total = self.cupy.cuda.runtime.memGetInfo()
            memory = self.memory()
            text = out_of_memory(self.card.id, nbytes, total, free, total - free, memory.allocated)
            raise OutOfMemoryError(text) from None
        if self.counting:
            self.memory()
        return found

    def from_host(self, array: Host) -> Array:
        with self.card:
            if array.ndim == 0:  # a number travels with the command
                return self.cupy.asarray(array)
            order = "F" if array.flags.fnc else "C"
            found = self.cupy.empty(array.shape, array.dtype, order)
            found.set(array)  # asarray would copy the array to page-locked memory first
            self.cupy.cuda.get_current_stream().synchronize()  # now it may change here
            return found

    def to_host(self, array: Array) -> Host:
        return array.get(order="A")  # type: ignore[no-any-return]

    def address(self, array: Array) -> int:
        return int(array.data.ptr)

    def activate(self) -> None:
        self.card.use()

    def synchronize(self) -> None:
        self.card.synchronize()

    def properties(self) -> Properties:
        found = self.cupy.cuda.runtime.getDeviceProperties(self.card.id)
        return Properties(
            found["name"].decode(), found["major"], found["minor"], found["totalGlobalMem"],
            found["multiProcessorCount"],
        )  # fmt: skip

    def memory(self) -> Memory:
        """In use and held by CuPy's pool. The peaks are counted from the first call on."""
        self.counting = True
        with self.card:
            used, held = self.pool.used_bytes(), self.pool.total_bytes()
        self.peak_allocated = max(self.peak_allocated, used)
        self.peak_reserved = max(self.peak_reserved, held)
        return Memory(used, self.peak_allocated, held, self.peak_reserved)

    def reset_peaks(self) -> None:
        self.peak_allocated = self.peak_reserved = 0
        self.memory()

    def empty_cache(self) -> None:
        with self.card:
            self.pool.free_all_blocks()

    def idle(self) -> bool:
        with self.card:
            return bool(self.cupy.cuda.get_current_stream().done)

    def mark(self) -> GpuMark:
        with self.card:
            return GpuMark(self.cupy)


PLACES: list[Gpu] = []  # filled by the first look that finds a card


class OnCard:
    """CuPy, with each call on one of several cards."""

    def __init__(self, module: Any, card: Any) -> None:
        self.module = module
        self.card = card

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.module, name)
        if not callable(found):
            return OnCard(found, self.card)

        def call(*args: Any, **keywords: Any) -> Any:
            with self.card:
                return found(*args, **keywords)

        return call


class GpuMark(Mark):
    """A CUDA event, recorded."""

    def __init__(self, cupy: Any) -> None:
        self.cupy = cupy
        self.event = cupy.cuda.Event()
        self.event.record()

    def reached(self) -> bool:
        return bool(self.event.done)

    def wait(self) -> None:
        self.event.synchronize()

    def milliseconds_until(self, later: GpuMark) -> float:
        return float(self.cupy.cuda.get_elapsed_time(self.event, later.event))
