"""What accelerators there are, their queues, memory and random streams. See `cuda`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .. import backend
from ..backend import (
    Accelerator,
    Mark,
    Properties,
    accelerator,
    is_simulated,
    simulate,
    simulated_tasks,
)
from ..creation import from_numpy
from ..errors import AcceleratorError, OutOfMemoryError
from ..tensor import Tensor

# ------------------------------------------------------------------------- what there is


def is_available() -> bool:
    """Is there an accelerator, real or simulated? Source: torch.cuda.is_available."""
    return device_count() > 0


def device_count() -> int:
    """How many accelerators there are. Source: torch.cuda.device_count."""
    return len(backend.find_accelerators())


def is_bf16_supported(including_emulation: bool = True) -> bool:
    """False: NumPy and CuPy have no bfloat16. Source: torch.cuda.is_bf16_supported."""
    return False


def is_initialized() -> bool:
    """Has an accelerator been looked for and found? Source: torch.cuda.is_initialized."""
    return bool(backend.accelerators())


def init() -> None:
    """Look for accelerators now; AssertionError when there is none. Source: torch.cuda.init."""
    accelerator(0)


def get_device_properties(device: Any = None) -> Properties:
    """Name, capability and total_memory (bytes) of a device.

    Source: torch.cuda.get_device_properties.
    """
    return _find(device).properties()


def get_device_name(device: Any = None) -> str:
    """The name of a device; a simulated one says that it is. Source: torch.cuda.get_device_name."""
    return get_device_properties(device).name


def get_device_capability(device: Any = None) -> tuple[int, int]:
    """Major and minor compute capability; (0, 0) for a simulated device.

    Source: torch.cuda.get_device_capability.
    """
    found = get_device_properties(device)
    return found.major, found.minor


# ------------------------------------------------------------------------ the current one


def current_device() -> int:
    """The index of the accelerator that "cuda" means in this thread.

    Source: torch.cuda.current_device.
    """
    index = accelerator().device.index
    assert index is not None
    return index


def set_device(device: Any) -> None:
    """Choose the accelerator that "cuda" means in this thread. Source: torch.cuda.set_device."""
    index = _find(device).device.index
    assert index is not None
    backend.current.index = index


class device:
    """A `with` block in which "cuda" means another accelerator. Source: torch.cuda.device."""

    def __init__(self, device: Any) -> None:
        self.idx = device
        self.before: list[int] = []

    def __enter__(self) -> None:
        self.before.append(current_device())
        set_device(self.idx)

    def __exit__(self, *error: object) -> None:
        backend.current.index = self.before.pop()


def _find(device: Any) -> Accelerator:
    """The accelerator with an index, a name or a torch.device; None is the current one.

    Raises ValueError for a device that is no accelerator.
    """
    if device is None or isinstance(device, int):
        return accelerator(device)
    name = device if isinstance(device, backend.device) else backend.device(device)
    if name.type != "cuda":
        raise ValueError(f"Expected a cuda device, but got: {name}")
    return accelerator(name.index)


# ------------------------------------------------------------------------- time and order


def synchronize(device: Any = None) -> None:
    """Wait until the device has done everything sent to it. Source: torch.cuda.synchronize."""
    _find(device).synchronize()


class Stream:
    """The queue of a device, by name: all streams of a device are the same queue.

    Source: torch.cuda.Stream.
    """

    def __init__(self, device: Any = None, priority: int = 0) -> None:
        self._place = _find(device)
        self.device = self._place.device
        self.priority = priority

    def synchronize(self) -> None:
        """Wait until everything in the queue is done."""
        self._place.synchronize()

    def query(self) -> bool:
        """Is everything in the queue done?"""
        return self._place.idle()

    def record_event(self, event: Event | None = None) -> Event:
        """Put an event at the end of the queue."""
        event = Event() if event is None else event
        event.record(self)
        return event

    def wait_event(self, event: Event) -> None:
        """Nothing to do: what comes later in a queue waits for what came before."""

    def wait_stream(self, stream: Stream) -> None:
        """Nothing to do, as in `wait_event`."""

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Stream):
            return NotImplemented
        return self.device == other.device

    def __hash__(self) -> int:
        return hash(self.device)

    def __repr__(self) -> str:
        return f"<torch.cuda.Stream device={self.device}>"


class stream:
    """A `with` block for the work of one stream, here of the only one.

    Source: torch.cuda.stream.
    """

    def __init__(self, stream: Stream | None) -> None:
        self.stream = stream

    def __enter__(self) -> None:
        pass

    def __exit__(self, *error: object) -> None:
        pass


def current_stream(device: Any = None) -> Stream:
    """The queue of a device. Source: torch.cuda.current_stream."""
    return Stream(device)


def default_stream(device: Any = None) -> Stream:
    """The queue of a device. Source: torch.cuda.default_stream."""
    return Stream(device)


class Event:
    """A mark in a device's queue, and with enable_timing a clock: how far apart are two of them?

    Source: torch.cuda.Event.
    """

    def __init__(
        self, enable_timing: bool = False, blocking: bool = False, interprocess: bool = False
    ) -> None:
        self.enable_timing = enable_timing
        self._mark: Mark | None = None

    def record(self, stream: Stream | None = None) -> None:
        """Put the mark behind everything sent so far."""
        self._mark = (accelerator() if stream is None else stream._place).mark()

    def query(self) -> bool:
        """Is everything before the mark done? True when it was never recorded."""
        return self._mark is None or self._mark.reached()

    def wait(self, stream: Stream | None = None) -> None:
        """Nothing to do: what comes later in a queue waits for what came before."""

    def synchronize(self) -> None:
        """Wait until everything before the mark is done."""
        if self._mark is not None:
            self._mark.wait()

    def elapsed_time(self, end_event: Event) -> float:
        """Milliseconds of the device from this mark to a later one.

        Raises ValueError without timing or before both were recorded, RuntimeError before the
        device has reached both (call `synchronize` first).
        """
        if not (self.enable_timing and end_event.enable_timing):
            raise ValueError("Both events must be created with argument 'enable_timing=True'.")
        if self._mark is None or end_event._mark is None:
            raise ValueError("Both events must be recorded before calculating elapsed time.")
        if not (self.query() and end_event.query()):
            raise RuntimeError("Both events must be completed before calculating elapsed time.")
        return self._mark.milliseconds_until(end_event._mark)


# --------------------------------------------------------------------------------- memory


def memory_allocated(device: Any = None) -> int:
    """Bytes in use by tensors, each rounded up to 512; 0 without an accelerator.

    Source: torch.cuda.memory_allocated.
    """
    return _find(device).memory().allocated if is_available() else 0


def max_memory_allocated(device: Any = None) -> int:
    """The most bytes in use at once since the start or `reset_peak_memory_stats`.

    On a real card the count begins with the first call of a memory function.
    Source: torch.cuda.max_memory_allocated.
    """
    return _find(device).memory().peak_allocated if is_available() else 0


def memory_reserved(device: Any = None) -> int:
    """Bytes taken from the device, in use or kept for the next tensors.

    Source: torch.cuda.memory_reserved.
    """
    return _find(device).memory().reserved if is_available() else 0


def max_memory_reserved(device: Any = None) -> int:
    """The most bytes taken at once. Source: torch.cuda.max_memory_reserved."""
    return _find(device).memory().peak_reserved if is_available() else 0


def reset_peak_memory_stats(device: Any = None) -> None:
    """Start `max_memory_allocated` anew. Source: torch.cuda.reset_peak_memory_stats."""
    _find(device).reset_peaks()


def empty_cache() -> None:
    """Give back memory that no tensor uses, on all devices. Source: torch.cuda.empty_cache."""
    for place in backend.accelerators():
        place.empty_cache()


# -------------------------------------------------------------------------------- chance


def manual_seed(seed: int) -> None:
    """Start the current device's random stream from a seed; nothing without a device.

    The stream is the CPU's kind, not PyTorch's CUDA one: the same seed gives other numbers there.
    Source: torch.cuda.manual_seed.
    """
    if is_available():
        accelerator().generator.manual_seed(int(seed))


def manual_seed_all(seed: int) -> None:
    """Start the random streams of all devices from a seed. Source: torch.cuda.manual_seed_all."""
    for place in backend.find_accelerators():
        place.generator.manual_seed(int(seed))


def initial_seed() -> int:
    """The seed of the current device's stream. Source: torch.cuda.initial_seed."""
    return accelerator().generator.initial_seed()


def get_rng_state(device: Any = None) -> Tensor:
    """Where a device's random stream stands, as a uint8 CPU tensor (5056 bytes; 16 in PyTorch).

    Source: torch.cuda.get_rng_state.
    """
    return from_numpy(_find(device).generator.get_state())


def set_rng_state(new_state: Tensor, device: Any = None) -> None:
    """Go back to where `get_rng_state` was called. Source: torch.cuda.set_rng_state."""
    _find(device).generator.set_state(new_state.numpy())


def get_rng_state_all() -> list[Tensor]:
    """`get_rng_state` of every device. Source: torch.cuda.get_rng_state_all."""
    return [get_rng_state(index) for index in range(device_count())]


def set_rng_state_all(new_states: Iterable[Tensor]) -> None:
    """`set_rng_state` of every device. Source: torch.cuda.set_rng_state_all."""
    for index, state in enumerate(new_states):
        set_rng_state(state, index)


__all__ = [
    "is_bf16_supported",
    "AcceleratorError",
    "Event",
    "OutOfMemoryError",
    "Stream",
    "current_device",
    "current_stream",
    "default_stream",
    "device",
    "device_count",
    "empty_cache",
    "get_device_capability",
    "get_device_name",
    "get_device_properties",
    "get_rng_state",
    "get_rng_state_all",
    "init",
    "initial_seed",
    "is_available",
    "is_initialized",
    "is_simulated",
    "manual_seed",
    "manual_seed_all",
    "max_memory_allocated",
    "max_memory_reserved",
    "memory_allocated",
    "memory_reserved",
    "reset_peak_memory_stats",
    "set_device",
    "set_rng_state",
    "set_rng_state_all",
    "simulate",
    "simulated_tasks",
    "stream",
    "synchronize",
]
