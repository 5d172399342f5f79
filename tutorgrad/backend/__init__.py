"""Arrays and where they live. The only folder that names an array library other than NumPy."""

from .allocation import keep_memory
from .base import CPU, Accelerator, Mark, Memory, Place, Properties
from .blocks import BLOCK, blocks
from .card import simulated_tasks
from .device import device, set_default_device
from .meeting import beside, same_place
from .places import (
    accelerator,
    accelerators,
    current,
    find_accelerators,
    get_default_device,
    is_simulated,
    place,
    place_of,
    simulate,
)

__all__ = [
    "CPU",
    "Accelerator",
    "Mark",
    "Memory",
    "Place",
    "Properties",
    "accelerator",
    "accelerators",
    "beside",
    "BLOCK",
    "blocks",
    "current",
    "device",
    "find_accelerators",
    "get_default_device",
    "is_simulated",
    "keep_memory",
    "place",
    "place_of",
    "same_place",
    "set_default_device",
    "simulate",
    "simulated_tasks",
]

keep_memory()
