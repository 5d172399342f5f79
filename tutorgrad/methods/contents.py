"""Methods that change a tensor's memory without a history: its size, or element by element."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ..backend import place_of
from ..errors import not_a_tensor
from ..factory import old_form
from ..nodes import Value
from ..ops.arguments import ints
from ..ops.shape.strided import geometry, memory_of


class Contents(Value):
    """Methods that change a tensor's memory without a history."""

    def is_conj(self) -> bool:
        """Does a conjugation wait? Never here. Source: torch.Tensor.is_conj."""
        return False

    def is_neg(self) -> bool:
        """Does a change of sign wait? Never here. Source: torch.Tensor.is_neg."""
        return False

    def is_nonzero(self) -> bool:
        """Is its one element not 0? RuntimeError for more or fewer."""
        return bool(self)

    def is_same_size(self, other: Any) -> bool:
        """Has `other` the same shape? Source: torch.Tensor.is_same_size."""
        if not isinstance(other, Value):
            raise not_a_tensor("is_same_size", "other", 1, other)
        return bool(self.array.shape == other.array.shape)

    def apply_(self, callable: Callable[[Any], Any]) -> Any:
        """Every element replaced by callable(element), in Python: for experiments, and slow.

        Source: torch.Tensor.apply_.
        """
        return self._each(callable)

    def map_(self, tensor: Any, callable: Callable[[Any, Any], Any]) -> Any:
        """Every element replaced by callable(element, element of tensor). See `apply_`."""
        return self._each(callable, tensor)

    def map2_(self, x: Any, y: Any, callable: Callable[[Any, Any, Any], Any]) -> Any:
        """Every element replaced by callable(element, of x, of y). See `apply_`."""
        return self._each(callable, x, y)

    def _each(self, callable: Callable[..., Any], *others: Any) -> Any:
        name = ("apply_", "map_", "map2_")[len(others)]
        if self.requires_grad:
            raise RuntimeError(
                f"Can't call {name}() on Variable that requires grad. Use var.detach().{name}() "
                "instead."
            )
        sources = [self.array, *(np.broadcast_to(o.array, self.array.shape) for o in others)]
        for place in np.ndindex(self.array.shape):
            self.array[place] = callable(*(s[place].item() for s in sources))
        self.version[0] += 1
        return self

    def fill_diagonal_(self, fill_value: Any, wrap: bool = False) -> Any:
        """The main diagonal overwritten with one number; wrap: again below a tall matrix's end.

        Raises RuntimeError below 2 dimensions, and for more than 2 that are not all equal.
        Source: torch.Tensor.fill_diagonal_.
        """
        shape = self.array.shape
        if len(shape) < 2:
            raise RuntimeError("dimensions must larger than 1")
        if len(shape) > 2 and len(set(shape)) > 1:
            raise RuntimeError("all dimensions of input must be of equal length")
        _, stride, offset = geometry(self.array)
        size, step = min(shape), sum(stride)
        diagonal = self.as_strided((size,), (step,), offset)  # type: ignore[attr-defined]
        diagonal.fill_(fill_value)
        if wrap and len(shape) == 2 and shape[0] > shape[1] + 1:
            for start in range(shape[1] + 1, shape[0], shape[1] + 1):
                self[start:].fill_diagonal_(fill_value)  # type: ignore[index]
        return self

    # ------------------------------------------------------------------------------- size

    def resize_(self, *sizes: Any, memory_format: Any = None) -> Any:
        """The same memory under another shape, longer memory where it is too short.

        What is new is uninitialised. Raises RuntimeError when a gradient is required.
        Source: torch.Tensor.resize_.
        """
        shape = ints(sizes, "resize_", "size")
        if self.requires_grad:
            raise RuntimeError("cannot resize variables that require grad")
        if shape == tuple(self.array.shape):
            return self
        if any(n < 0 for n in shape):
            raise RuntimeError(
                f"Trying to create tensor with negative dimension {min(shape)}: {list(shape)}"
            )
        memory, start = memory_of(self.array), geometry(self.array)[2]
        end = start + math.prod(shape)
        if end > memory.size:
            longer = place_of(memory).xp.empty(end, dtype=memory.dtype)
            longer[: memory.size] = memory
            memory = longer
        self.array = memory[start:end].reshape(shape)
        return self

    def resize_as_(self, the_template: Any, *, memory_format: Any = None) -> Any:
        """resize_ to the shape of another tensor. Source: torch.Tensor.resize_as_."""
        if not isinstance(the_template, Value):
            raise not_a_tensor("resize_as_", "the_template", 1, the_template)
        return self.resize_(tuple(the_template.array.shape))

    def new(self, *data: Any, device: Any = None) -> Any:
        """A tensor of this dtype: of sizes (uninitialised), or of data. Source: Tensor.new."""
        if len(data) == 1 and isinstance(data[0], Value):
            return self.new_tensor(data[0], device=device)  # type: ignore[attr-defined]
        return self.new_tensor(old_form(data, self.array.dtype), device=device)  # type: ignore[attr-defined]

    def new_empty_strided(
        self, size: Any, stride: Any, dtype: Any = None, device: Any = None, **options: Any
    ) -> Any:
        """Uninitialised memory with given strides (in elements), in this dtype and device."""
        reach = sum((n - 1) * s for n, s in zip(size, stride, strict=True))
        length = 1 + reach if math.prod(size) else 0
        made = self.new_empty(length, dtype=dtype, device=device, **options)  # type: ignore[attr-defined]
        return made.as_strided(size, stride)
