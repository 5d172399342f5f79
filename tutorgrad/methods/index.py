"""Methods that pick or write elements by index, and those that overwrite them all."""

from __future__ import annotations

from typing import Any

from .. import ops
from ..backend import place_of
from ..errors import not_a_tensor
from ..inplace import inplace
from ..nodes import Value

_copy_ = inplace(ops.copy)


class Indexing(Value):
    """Methods that pick or write elements by index, and those that overwrite them all."""

    # ------------------------------------------------------------------------------- index
    gather = ops.gather
    scatter = ops.scatter
    scatter_add = ops.scatter_add
    index_select = ops.index_select
    index_add = ops.index_add
    index_fill = ops.index_fill
    index_copy = ops.index_copy
    take = ops.take
    take_along_dim = ops.take_along_dim
    masked_fill = ops.masked_fill
    masked_select = ops.masked_select
    masked_scatter = ops.masked_scatter
    nonzero = ops.nonzero
    argwhere = ops.argwhere
    index_put = ops.index_put
    put = ops.put_elements
    scatter_reduce = ops.scatter_reduce
    index_reduce = ops.index_reduce
    put_ = inplace(ops.put_elements, "put_")
    scatter_reduce_ = inplace(ops.scatter_reduce)
    index_reduce_ = inplace(ops.index_reduce)
    scatter_ = inplace(ops.scatter)
    scatter_add_ = inplace(ops.scatter_add)
    index_add_ = inplace(ops.index_add)
    index_fill_ = inplace(ops.index_fill)
    index_copy_ = inplace(ops.index_copy)
    index_put_ = inplace(ops.index_put)
    masked_fill_ = inplace(ops.masked_fill)
    masked_scatter_ = inplace(ops.masked_scatter)

    def where(self, condition: Any, other: Any) -> Any:
        """self where condition is True, else other. Source: torch.Tensor.where."""
        return ops.where(condition, self, other)

    # --------------------------------------------------------------------------- overwrite
    fill_ = inplace(ops.fill)
    zero_ = inplace(ops.zero)

    def copy_(self, src: Any, non_blocking: bool = False) -> Any:
        """Overwrite with the values of `src`, stretched to the shape, in the dtype and on the
        device of `self`. Source: torch.Tensor.copy_."""
        if isinstance(src, Value) and place_of(src.array) is not place_of(self.array):
            src = src.to(place_of(self.array).device)  # type: ignore[attr-defined]
        if not isinstance(src, Value | int | float):
            raise not_a_tensor("copy_", "other", 1, src)
        return _copy_(self, src)
