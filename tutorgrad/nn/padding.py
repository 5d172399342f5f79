"""Padding layers: each keeps how much and calls `functional.pad` in its mode.

padding: one number for all sides, or (before, behind) of the last dimension, then of the one before
it, …   Source: torch.nn.ZeroPad2d and its kind.
"""

from __future__ import annotations

from typing import Any

from . import functional as F
from .conv import each
from .module import Module, own_init

Tensor = Any


class _Pad(Module):
    """What all padding layers share. dims: how many dimensions they pad."""

    __constants__ = ["padding"]
    dims: int
    mode: str

    def __init__(self, padding: Any) -> None:
        super().__init__()
        self.padding = each(padding, 2 * self.dims)

    def forward(self, input: Tensor) -> Tensor:
        return F.pad(input, self.padding, self.mode)

    def extra_repr(self) -> str:
        return f"{self.padding}"


class _ConstantPad(_Pad):
    __constants__ = ["padding", "value"]

    def __init_subclass__(cls) -> None:
        own_init(cls)

    def __init__(self, padding: Any, value: float) -> None:
        super().__init__(padding)
        self.value = value

    def forward(self, input: Tensor) -> Tensor:
        return F.pad(input, self.padding, "constant", self.value)

    def extra_repr(self) -> str:
        return f"padding={self.padding}, value={self.value}"


class _CircularPad(_Pad):
    mode = "circular"

    def forward(self, input: Tensor) -> Tensor:
        n = self.dims
        if input.dim() not in (n + 1, n + 2):
            raise ValueError(f"expected {n + 1}D or {n + 2}D input (got {input.dim()}D input)")
        return super().forward(input)


class ConstantPad1d(_ConstantPad):
    """A number around signals. Shape: (*, L) -> (*, L'). Source: torch.nn.ConstantPad1d."""

    dims = 1


class ConstantPad2d(_ConstantPad):
    """A number around images. Shape: (*, H, W) -> (*, H', W'). Source: torch.nn.ConstantPad2d."""

    dims = 2


class ConstantPad3d(_ConstantPad):
    """A number around volumes. Source: torch.nn.ConstantPad3d."""

    dims = 3


class _ZeroPad(_ConstantPad):
    def __init__(self, padding: Any) -> None:
        super().__init__(padding, 0.0)

    def extra_repr(self) -> str:
        return f"{self.padding}"


class ZeroPad1d(_ZeroPad):
    """Zeros around signals. Source: torch.nn.ZeroPad1d."""

    dims = 1


class ZeroPad2d(_ZeroPad):
    """Zeros around images. Source: torch.nn.ZeroPad2d."""

    dims = 2


class ZeroPad3d(_ZeroPad):
    """Zeros around volumes. Source: torch.nn.ZeroPad3d."""

    dims = 3


class ReflectionPad1d(_Pad):
    """Signals mirrored at their ends. Source: torch.nn.ReflectionPad1d."""

    dims, mode = 1, "reflect"


class ReflectionPad2d(_Pad):
    """Images mirrored at their edges. Source: torch.nn.ReflectionPad2d."""

    dims, mode = 2, "reflect"


class ReflectionPad3d(_Pad):
    """Volumes mirrored at their faces. Source: torch.nn.ReflectionPad3d."""

    dims, mode = 3, "reflect"


class ReplicationPad1d(_Pad):
    """Signals that stay as they end. Source: torch.nn.ReplicationPad1d."""

    dims, mode = 1, "replicate"


class ReplicationPad2d(_Pad):
    """Images with their edges repeated. Source: torch.nn.ReplicationPad2d."""

    dims, mode = 2, "replicate"


class ReplicationPad3d(_Pad):
    """Volumes with their faces repeated. Source: torch.nn.ReplicationPad3d."""

    dims, mode = 3, "replicate"


class CircularPad1d(_CircularPad):
    """Signals that go on at their other end. Source: torch.nn.CircularPad1d."""

    dims = 1


class CircularPad2d(_CircularPad):
    """Images that go on at their other edge. Source: torch.nn.CircularPad2d."""

    dims = 2


class CircularPad3d(_CircularPad):
    """Volumes that go on at their other face. Source: torch.nn.CircularPad3d."""

    dims = 3


__all__ = [
    "CircularPad1d", "CircularPad2d", "CircularPad3d", "ConstantPad1d", "ConstantPad2d",
    "ConstantPad3d", "ReflectionPad1d", "ReflectionPad2d", "ReflectionPad3d", "ReplicationPad1d",
    "ReplicationPad2d", "ReplicationPad3d", "ZeroPad1d", "ZeroPad2d", "ZeroPad3d",
]  # fmt: skip
