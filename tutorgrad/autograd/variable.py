"""`torch.autograd.Variable`: the name that Tensors with a history had before PyTorch 0.4."""

from __future__ import annotations

from typing import Any

from ..tensor import Tensor


class _VariableMeta(type):
    """Every Tensor is a Variable."""

    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, Tensor)


class Variable(metaclass=_VariableMeta):
    """`Variable(x, requires_grad=True)` is a new Tensor on the memory of x. Use Tensors instead.

    Source: torch.autograd.Variable.
    """

    def __new__(cls, data: Any = None, requires_grad: bool = False, volatile: Any = None) -> Any:
        return (Tensor() if data is None else data.detach()).requires_grad_(requires_grad)
