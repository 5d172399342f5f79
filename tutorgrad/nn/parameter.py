"""Parameter and Buffer: tensors that a Module finds by itself when they become its attributes."""

from __future__ import annotations

from typing import Any

from ..creation import empty
from ..tensor import Tensor


class Parameter(Tensor):
    """A tensor that a Module trains: assigned to a module's attribute, it joins `parameters()`.

    It shares the memory of `data`, is a leaf, and requires a gradient unless told otherwise.
    Raises RuntimeError for an integer tensor that should require one.
    Source: torch.nn.Parameter.
    """

    def __new__(cls, data: Any = None, requires_grad: bool = True) -> Any:
        source = empty(0) if data is None else data.detach()
        made: Parameter = object.__new__(cls)
        made.array, made.version = source.array, source.version
        if requires_grad and source.array.dtype.kind != "f":
            raise RuntimeError(
                "Only Tensors of floating point and complex dtype can require gradients"
            )
        made.leaf_requires_grad = requires_grad
        return made

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        """A parameter of its own memory; the gradient stays behind."""
        if id(self) not in memo:
            memo[id(self)] = type(self)(self.data.clone(), self.requires_grad)
        return memo[id(self)]

    def __repr__(self, *, tensor_contents: Any = None) -> str:
        return f"Parameter containing:\n{super().__repr__()}"


class Buffer(Tensor):
    """A tensor that belongs to a module's state but is not trained.

    persistent: is it part of `state_dict()`?   Source: torch.nn.Buffer.
    """

    persistent: bool

    def __new__(cls, data: Any = None, *, persistent: bool = True) -> Any:
        source = empty(0) if data is None else data.detach()
        made: Buffer = object.__new__(cls)
        made.array, made.version = source.array, source.version
        made.leaf_requires_grad = getattr(data, "requires_grad", False)
        made.persistent = persistent
        return made
