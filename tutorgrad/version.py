"""`torch.version`: which PyTorch this behaves like."""

from __future__ import annotations

import re
from typing import Any

PARITY = "2.13.0"  # the PyTorch whose names, numbers and messages are re-created
OWN = "0.1.0"


class TorchVersion(str):
    """A version that compares by its numbers, with strings and tuples.

    >>> TorchVersion("2.13.0") > "2.9", TorchVersion("2.13.0") >= (2, 13)
    (True, True)

    Source: torch.torch_version.TorchVersion.
    """

    __slots__ = ()

    def __lt__(self, other: Any) -> bool:
        return numbers(self) < numbers(other)

    def __le__(self, other: Any) -> bool:
        return numbers(self) <= numbers(other)

    def __gt__(self, other: Any) -> bool:
        return numbers(self) > numbers(other)

    def __ge__(self, other: Any) -> bool:
        return numbers(self) >= numbers(other)

    def __eq__(self, other: object) -> bool:
        same: bool = super().__eq__(other)
        return same or (isinstance(other, str | tuple) and numbers(self) == numbers(other))

    __hash__ = str.__hash__


def numbers(version: Any) -> tuple[int, ...]:
    """The numbers of a version before any "+": (2, 13) of "2.13.0+cpu"; closing zeros say nothing.

    Raises ValueError for what is no version.
    """
    if not isinstance(version, tuple):
        found = re.match(r"\d+(\.\d+)*", str(version))
        if found is None:
            raise ValueError(f"Invalid version: '{version}'")
        version = tuple(map(int, found[0].split(".")))
    while version and version[-1] == 0:
        version = version[:-1]
    return tuple(int(n) for n in version)


__version__ = TorchVersion(f"{PARITY}+tutorgrad.{OWN}")
debug = False
cuda: str | None = None  # no CUDA is compiled in: CuPy brings it
hip: str | None = None
git_version = "Unknown"

__all__ = ["TorchVersion", "cuda", "debug", "git_version", "hip"]
