"""`torch.device`: the name of a place where arrays live, such as cpu or cuda:0."""

from __future__ import annotations

import re
from typing import Any

KNOWN = (
    "cpu, cuda, ipu, xpu, mkldnn, opengl, opencl, ideep, hip, ve, fpga, maia, xla, lazy, vulkan, "
    "mps, meta, hpu, mtia, privateuseone"
)


class device:
    """The name of a place where tensors live: a type ("cpu", "cuda") and perhaps an index.

    >>> device("cuda:1")
    device(type='cuda', index=1)
    >>> str(device("cuda", 0))
    'cuda:0'

    Raises RuntimeError for a type PyTorch does not know or an index that is not a number.
    Source: torch.device.
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
            raise TypeError(
                f"device(): argument 'type' (position 1) must be str, not {_type_name(type)}"
            )
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


def parse(text: str) -> tuple[str, int | None]:
    """Split "cuda:1" into ("cuda", 1); RuntimeError with PyTorch's text for anything odd."""
    found = re.fullmatch(r"([a-z_]+)(?::(0|[1-9]\d*))?", text)
    if not found:
        raise RuntimeError(f"Invalid device string: '{text}'")
    kind, number = found.groups()
    if kind not in KNOWN.split(", "):
        raise RuntimeError(
            f"Expected one of {KNOWN} device type at start of device string: {kind}"
        )
    return kind, None if number is None else int(number)


def _type_name(thing: Any) -> str:
    return type(thing).__name__
