"""`torch.device`: the name of a place where arrays live, such as cpu or cuda:0."""

from __future__ import annotations

import re
import threading
from typing import Any

KNOWN = (
    "cpu, cuda, ipu, xpu, mkldnn, opengl, opencl, ideep, hip, ve, fpga, maia, xla, lazy, vulkan, "
    "mps, meta, hpu, mtia, privateuseone"
)


class device:
    """The name of a place where tensors live: a type ("cpu", "cuda") and perhaps an index.

    `device("cuda")` means the current accelerator; a tensor's own device always has its index. In
    a `with` block the device is where creation functions put tensors unless told otherwise.

    >>> device("cuda:1")
    device(type='cuda', index=1)
    >>> str(device("cuda", 0))
    'cuda:0'
    >>> device("cuda") == device("cuda:0")
    False

    Raises RuntimeError for a type PyTorch does not know or an index that is no number, TypeError
    for anything but a name, an index or a device.   Source: torch.device.
    """

    __slots__ = ("type", "index")

    def __init__(self, type: Any = None, index: int | None = None) -> None:
        if isinstance(type, device):
            type, index = type.type, type.index
        elif isinstance(type, int) and not isinstance(type, bool):
            type, index = "cuda", type
        elif isinstance(type, str):
            type, parsed = parse(type)
            if parsed is not None and index is not None:
                raise RuntimeError(
                    "type (string) must not include an index because index was passed "
                    f"explicitly: {type}:{parsed}"
                )
            index = parsed if index is None else index
        else:
            got = _type_name(type)
            raise TypeError(
                f"device() received an invalid combination of arguments - got ({got}), but "
                "expected one of:\n * (torch.device device)\n      didn't match because some of "
                f"the arguments have invalid types: (!{got}!)\n * (str type, int index = -1)\n"
            )
        if index is not None and index < 0:
            raise RuntimeError("Device index must not be negative")
        self.type: str = type
        self.index: int | None = index

    def __repr__(self) -> str:
        tail = "" if self.index is None else f", index={self.index}"
        return f"device(type='{self.type}'{tail})"

    def __str__(self) -> str:
        return self.type if self.index is None else f"{self.type}:{self.index}"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, device):
            return NotImplemented
        return (self.type, self.index) == (other.type, other.index)

    def __hash__(self) -> int:
        return hash((self.type, self.index))

    def __reduce__(self) -> tuple[Any, ...]:
        return device, (self.type, self.index)

    def __enter__(self) -> device:
        default.inside = (*default.inside, self)
        return self

    def __exit__(self, *error: object) -> None:
        default.inside = default.inside[:-1]


class _Default(threading.local):
    """Where a thread's new tensors go when the call names no device."""

    chosen: device | None = None  # by set_default_device
    inside: tuple[device, ...] = ()  # the `with torch.device(...)` blocks, the innermost last

    def current(self) -> device | None:
        return self.inside[-1] if self.inside else self.chosen


default = _Default()


def set_default_device(device: Any) -> None:
    """Where new tensors of this thread go unless told otherwise; None for the CPU.

    Source: torch.set_default_device.
    """
    default.chosen = None if device is None else _as_device(device)


def parse(text: str) -> tuple[str, int | None]:
    """Split "cuda:1" into ("cuda", 1); RuntimeError with PyTorch's text for anything odd."""
    if not text:
        raise RuntimeError("Device string must not be empty")
    found = re.fullmatch(r"([a-zA-Z_]+)(?::(0|[1-9]\d*))?", text)
    if not found:
        raise RuntimeError(f"Invalid device string: '{text}'")
    kind, number = found.groups()
    if kind not in KNOWN.split(", "):
        raise RuntimeError(f"Expected one of {KNOWN} device type at start of device string: {kind}")
    return kind, None if number is None else int(number)


def _as_device(name: Any) -> device:
    return name if isinstance(name, device) else device(name)


def _type_name(thing: Any) -> str:
    return type(thing).__name__
