"""Where arrays meet: an operation runs on one device, and its tensors must all live there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..errors import two_devices
from .base import Place
from .places import place_of

# Operations whose arguments PyTorch checks one by one, and its names for them on CUDA.
CHECKED_BY_NAME = {
    "addmm": "addmm",
    "linear": "addmm",
    "addmv": "addmv_",
    "baddbmm": "baddbmm",
    "bmm": "bmm",
    "_cat": "cat",
    "_stack": "cat",
    "dot": "_dot",
    "mm": "mm",
    "mv": "addmv_",
    "put": "__index_put_impl_",
}


def same_place(arrays: list[Any], function: str, arguments: Sequence[str]) -> None:
    """Make the place of an operation's arrays the active one, and bring 0-d CPU arrays there.

    Raises RuntimeError, as PyTorch words it for that operation, when arrays live on two devices.
    """
    found = [(i, place_of(a)) for i, a in enumerate(arrays) if hasattr(a, "__array_ufunc__")]
    home = next((p for _, p in found if p.device.type != "cpu"), None)
    if home is None:
        return
    home.activate()
    moves_numbers = function not in CHECKED_BY_NAME or function == "put"
    for i, place in found:
        if place is home:
            continue
        if place.device.type == "cpu" and arrays[i].ndim == 0 and moves_numbers:
            arrays[i] = home.from_host(arrays[i])
        elif function not in CHECKED_BY_NAME:
            raise two_devices(home.device, place.device)
        else:
            first = found[0][1]
            at, other = next((j, p) for j, p in found if p is not first)
            name = arguments[min(at, len(arguments) - 1)]
            raise stranger(name, other, first, CHECKED_BY_NAME[function])


def beside(index: Any, array: Any, method: str, argument: str = "index") -> Any:
    """`index`, which must live where `array` lives; RuntimeError with PyTorch's `method` if not."""
    found, home = place_of(index), place_of(array)
    if found is not home:
        raise stranger(argument, found, home, method)
    return index


def stranger(argument: str, found: Place, home: Place, method: str) -> RuntimeError:
    """The error for one argument that lives elsewhere than the ones before it."""
    return RuntimeError(
        f"Expected all tensors to be on the same device, but got {argument} is on {found.device}, "
        f"different from other tensors on {home.device} (when checking argument in method "
        f"wrapper_CUDA_{method})"
    )
