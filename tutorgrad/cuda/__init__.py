"""`torch.cuda`: asking about accelerators, waiting for them, and what they remember.

An accelerator is a graphics card that CuPy can use, or a simulated one (`simulate`) for machines
without a card. Where there is none, questions are answered with False and 0, and everything else
raises AssertionError "Torch not compiled with CUDA enabled".

All work of an accelerator stands in one queue: a `Stream` is a name for it, and gives no work of
its own. A simulated accelerator has a clock of its own, which `Event` reads; its figures are a
model and were measured on nothing (`backend/card.py`).
"""

# isort: off
# fmt: off
from typing import TYPE_CHECKING as _TYPE_CHECKING

from ..outside import missing as _missing
from .devices import (
    AcceleratorError, Event, OutOfMemoryError, Stream, current_device, current_stream,
    default_stream, device, device_count, empty_cache, get_device_capability, get_device_name,
    get_device_properties, get_rng_state, get_rng_state_all, init, initial_seed, is_available,
    is_bf16_supported, is_initialized, is_simulated, manual_seed, manual_seed_all,
    max_memory_allocated, max_memory_reserved, memory_allocated, memory_reserved,
    reset_peak_memory_stats, set_device, set_rng_state, set_rng_state_all, simulate,
    simulated_tasks, stream, synchronize,
)

if _TYPE_CHECKING:  # what `_LATER` has loaded when it is first asked for
    from . import amp

_LATER = {"": "amp"}

__all__ = [
    "AcceleratorError", "Event", "OutOfMemoryError", "Stream", "amp", "current_device",
    "current_stream", "default_stream", "device", "device_count", "empty_cache",
    "get_device_capability", "get_device_name", "get_device_properties", "get_rng_state",
    "get_rng_state_all", "init", "initial_seed", "is_available", "is_bf16_supported",
    "is_initialized", "is_simulated", "manual_seed", "manual_seed_all", "max_memory_allocated",
    "max_memory_reserved", "memory_allocated", "memory_reserved", "reset_peak_memory_stats",
    "set_device", "set_rng_state", "set_rng_state_all", "simulate", "simulated_tasks",
    "stream", "synchronize",
]

__getattr__ = _missing("cuda", _LATER)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
