"""Arrays and where they live. The only folder that names an array library other than NumPy."""

from .device import device
from .places import CPU, Place, accelerators, place, place_of

__all__ = ["CPU", "Place", "accelerators", "device", "place", "place_of"]
