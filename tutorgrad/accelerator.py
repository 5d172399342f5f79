"""`torch.accelerator`: the GPU, whatever its kind."""

from __future__ import annotations

from . import cuda
from .backend import device
from .outside import missing as _missing


def is_available() -> bool:
    """Is there a GPU? Source: torch.accelerator.is_available."""
    return cuda.is_available()


def current_accelerator(check_available: bool = False) -> device | None:
    """device(type='cuda'), or None without a GPU. Source: torch.accelerator.current_accelerator."""
    return device("cuda") if cuda.is_available() else None


def device_count() -> int:
    """How many GPUs there are. Source: torch.accelerator.device_count."""
    return cuda.device_count()


def synchronize(device: object = None) -> None:
    """Wait until the GPU has done its work. Source: torch.accelerator.synchronize."""
    cuda.synchronize(device)


__all__ = ["current_accelerator", "device_count", "is_available", "synchronize"]

__getattr__ = _missing("accelerator")
