"""`torch.autograd.forward_ad`: derivatives along a direction, by dual tensors.

    with dual_level():
        x = make_dual(primal, tangent)           # x + ε tangent
        y = f(x)
        unpack_dual(y).tangent                   # J · tangent

A dual tensor is the primal behind a gate, and its tangent is remembered by the level; `unpack_dual`
goes back through the recorded graph twice (see `tangents`). So recording has to be on, a dual
tensor requires a gradient, and what is computed in `no_grad` has no tangent.
"""

from __future__ import annotations

import contextlib
import threading
from typing import Any, NamedTuple

from ..nodes import Gate
from .tangents import LinearMap, gated, recording, settled

__all__ = [
    "UnpackedDualTensor",
    "dual_level",
    "enter_dual_level",
    "exit_dual_level",
    "make_dual",
    "unpack_dual",
]


class _Levels(threading.local):
    """For each level that is open in this thread, the gates of its duals with their tangents."""

    def __init__(self) -> None:
        self.open: list[list[tuple[Gate, Any]]] = []


_levels = _Levels()


class UnpackedDualTensor(NamedTuple):
    """What `unpack_dual` gives: the value, and the derivative along the tangents (or None)."""

    primal: Any
    tangent: Any


def enter_dual_level() -> int:
    """Open a level; `exit_dual_level` closes it. Source: torch.autograd.forward_ad."""
    if _levels.open:
        raise RuntimeError("Nested forward mode AD is not supported at the moment")
    _levels.open.append([])
    return len(_levels.open) - 1


def exit_dual_level(*, level: int | None = None) -> None:
    """Close the level that was opened last and forget its tangents."""
    last = len(_levels.open) - 1
    if last < 0:
        raise RuntimeError("Dual level must be a positive number.")
    if level not in (None, last):
        raise RuntimeError(
            "Trying to exit a forward AD level that was not the last one that was created. This is "
            "not supported."
        )
    for gate, _ in _levels.open.pop():
        gate.open = False


class dual_level(contextlib.ContextDecorator):
    """A block inside which dual tensors exist. Source: torch.autograd.forward_ad.dual_level."""

    def __enter__(self) -> int:
        return enter_dual_level()

    def __exit__(self, *error: object) -> None:
        exit_dual_level()


def make_dual(tensor: Any, tangent: Any, *, level: int | None = None) -> Any:
    """The tensor with a direction to differentiate along.

    tangent: in the shape of the tensor. Raises RuntimeError outside a level or when the shapes
    differ, ValueError for tensors of integers.   Source: torch.autograd.forward_ad.make_dual.
    """
    if not _levels.open:
        raise RuntimeError(
            "Trying to create a dual Tensor for forward AD but no level exists, make sure to "
            "enter_dual_level() first."
        )
    for what, given in (("primal", tensor), ("tangent", tangent)):
        if not given.is_floating_point():
            raise ValueError(
                f"Expected {what} to be floating point or complex, but got: {given.dtype}"
            )
    if tensor.shape != tangent.shape:
        raise RuntimeError(
            "Trying to set a forward gradient that has a different size than that of the original "
            f"Tensor, this is not supported. Tensor is of size {list(tensor.shape)} while the "
            f"given forward gradient is of size {list(tangent.shape)}."
        )
    dual = gated(tensor)
    _levels.open[-1].append((dual.node, tangent))
    return dual


def unpack_dual(tensor: Any, *, level: int | None = None) -> UnpackedDualTensor:
    """The value of a tensor and its derivative along the tangents of the level.

    The tangent is None where the tensor depends on no dual tensor.
    Source: torch.autograd.forward_ad.unpack_dual.
    """
    if not _levels.open or not tensor.requires_grad:
        return UnpackedDualTensor(tensor, None)
    gates = [gate for gate, _ in _levels.open[-1]]
    tangents = [tangent for _, tangent in _levels.open[-1]]
    (tangent,) = LinearMap([tensor], gates).along(tangents, recording())
    return UnpackedDualTensor(settled(tensor, gates, recording()), tangent)
