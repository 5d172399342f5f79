"""`torch.memory_format`: in which order a copy lays its elements into memory."""

from __future__ import annotations


class memory_format:
    """A memory layout of a dense tensor. `order` is NumPy's letter for it.

    Source: torch.memory_format.
    """

    __slots__ = ("name", "order")

    def __init__(self, name: str, order: str) -> None:
        self.name = name
        self.order = order

    def __repr__(self) -> str:
        return f"torch.{self.name}"

    def __reduce__(self) -> str:
        return self.name


class layout:
    """How elements are kept. There is one here: strided. Source: torch.layout."""

    def __repr__(self) -> str:
        return "torch.strided"


strided = layout()
contiguous_format = memory_format("contiguous_format", "C")  # row by row
preserve_format = memory_format("preserve_format", "K")  # as the tensor that is copied

__all__ = ["contiguous_format", "layout", "memory_format", "preserve_format", "strided"]
