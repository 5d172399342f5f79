"""Picking and placing by index tensors: gather and scatter, rows by number, masks.

Each function here turns its arguments into an advanced key (see `index.py`) and then reads it with
`_index` or writes it with `put`; derivatives come with those two.

    read    gather take take_along_dim index_select masked_select
    write   masked_fill masked_scatter (the others: `scatter`)
    find    nonzero argwhere
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import dtypes, errors
from ...backend import beside, place_of
from ...errors import wrap_dim
from ...graph import op
from ...nodes import Value
from ...taping import noted
from ..arguments import array_of
from ..broadcast import broadcast_shapes
from ..elementwise.arithmetic import remainder
from ..elementwise.compare import where as choose
from ..elementwise.convert import as_stored
from ..shape.slicing import Key, _part, unbind
from ..shape.views import expand, reshape
from .getitem import FULL, _index, put, wrapped

Array = Any
Tensor = Any

# ---------------------------------------------------------------------------------- read


def gather(
    input: Tensor, dim: int, index: Tensor, *, sparse_grad: bool = False, out: Tensor = None
) -> Tensor:
    """Along `dim`, the elements whose numbers stand in `index`: out[i, j] = input[i, index[i, j]].

    Shape: (n, m), index (n', k) with n' <= n -> (n', k).   Derivative: added back at the places.
    Raises RuntimeError for an index out of bounds or of another number of dimensions.
    Source: torch.gather.
    """
    array = array_of(input, "gather")
    places = array_of(index, "gather", "index", 3)
    dim = wrap_dim(dim, array.ndim, "gather")
    check_index(places, "gather")
    if places.size and max(array.ndim, 1) != max(places.ndim, 1):
        raise RuntimeError("Index tensor must have the same number of dimensions as input tensor")
    for d in range(array.ndim):
        if places.size and d != dim and places.ndim and places.shape[d] > array.shape[d]:
            raise RuntimeError(
                f"Size does not match at dimension {d} expected index {list(places.shape)} to be "
                f"no larger than self {list(array.shape)} apart from dimension {dim}"
            )
    if array.ndim == 0:
        input, array = reshape(input, (1,)), array.reshape(1)
    key = grid(places, dim, array, "gather")
    if not places.size:
        input, key = reshape(input, (-1,)), (places.astype(np.int64),)
    result = _index(input, key=key, name="Gather")
    return result if out is None else out.receive(result, "gather")


def take(input: Tensor, index: Tensor, *, out: Tensor = None) -> Tensor:
    """The elements at places counted through the whole tensor, row by row.

    Shape: (*), index (*) -> that of index.   Raises IndexError for a place out of range.
    Source: torch.take.
    """
    array, places = array_of(input, "take"), array_of(index, "take", "index", 2)
    check_flat(places, array.size, "take")
    key = (wrapped(beside(places, array, "_take"), 0, array.size, False),)
    result = _index(reshape(input, (-1,)), key=key, name="Take")
    return result if out is None else out.receive(result, "take")


def take_along_dim(
    input: Tensor, indices: Tensor, dim: int | None = None, *, out: Tensor = None
) -> Tensor:
    """gather in which input and indices first broadcast; without a dim, through all elements.

    Indices wrap around at the end of the dimension.

    Raises RuntimeError for indices of another number of dimensions.   Source: torch.take_along_dim.
    """
    array = array_of(input, "take_along_dim")
    places = array_of(indices, "take_along_dim", "indices", 2)
    if places.dtype != np.int64:
        raise RuntimeError(
            "torch.take_along_dim(): dtype of indices should be Long but got "
            f"{dtypes.of_array(places).scalar_name}"
        )
    if dim is None:
        return gather(reshape(input, (-1,)), 0, reshape(indices, (-1,)), out=out)
    if array.ndim != places.ndim:
        raise RuntimeError(
            "torch.take_along_dim(): input and indices should have the same number of dimensions, "
            f"but got {array.ndim} dimensions for input, and {places.ndim} dimensions for indices"
        )
    dim = wrap_dim(dim, array.ndim, "take_along_dim")
    common = broadcast_shapes(
        (*array.shape[:dim], 1, *array.shape[dim + 1 :]),
        (*places.shape[:dim], 1, *places.shape[dim + 1 :]),
    )
    indices = remainder(indices, array.shape[dim])
    stretched = [(*common[:dim], a.shape[dim], *common[dim + 1 :]) for a in (array, places)]
    return gather(expand(input, stretched[0]), dim, expand(indices, stretched[1]), out=out)


def index_select(input: Tensor, dim: int, index: Tensor, *, out: Tensor = None) -> Tensor:
    """The entries of a dimension whose numbers stand in a vector, in that order.

    Derivative: added back at their places.   Raises IndexError for a number out of range.
    Source: torch.index_select.
    """
    array = array_of(input, "index_select")
    places = array_of(index, "index_select", "index", 2)
    dim = wrap_dim(dim, array.ndim, "index_select")
    if places.ndim > 1:
        raise IndexError("index_select(): Index is supposed to be a vector")
    if places.dtype not in (np.int32, np.int64):
        raise RuntimeError("index_select(): Expected dtype int32 or int64 for index")
    size = array.shape[dim] if array.ndim else 1
    check_rows(places, size)
    if array.ndim == 0:
        return _index(reshape(input, (1,)), key=(places.reshape(()),), name="IndexSelect")
    places = beside(places, array, "_index_select").reshape(-1)
    key = (*(FULL,) * dim, places.astype(np.int64))
    result = _index(input, key=key, name="IndexSelect")
    return result if out is None else out.receive(result, "index_select")


def masked_select(input: Tensor, mask: Tensor, *, out: Tensor = None) -> Tensor:
    """The elements where a mask is True, in one dimension; input and mask broadcast.

    Derivative: written back at their places.   Raises RuntimeError for a mask that is not bool.
    Source: torch.masked_select.
    """
    array, chosen = array_of(input, "masked_select"), array_of(mask, "masked_select", "mask", 2)
    if chosen.dtype != bool:
        raise RuntimeError("masked_select: expected BoolTensor for mask")
    shape = broadcast_shapes(tuple(chosen.shape), tuple(array.shape))
    chosen = np.broadcast_to(beside(chosen, array, "_masked_select", "mask"), shape)
    if tuple(array.shape) != shape:
        input = expand(input, shape)
    if not shape:
        input, chosen = reshape(input, (1,)), chosen.reshape(1)
    result = _index(input, key=tuple(np.nonzero(chosen)), name="MaskedSelect")
    return result if out is None else out.receive(result, "masked_select")


# --------------------------------------------------------------------------------- write


def masked_fill(input: Tensor, mask: Tensor, value: Any) -> Tensor:
    """The input with one value where a mask is True; input and mask broadcast.

    value: a number or a 0-d tensor, cast to the dtype of the input.
    Derivative: zeros where the mask is True; for the value, the sum of the gradient there.
    Raises RuntimeError for a mask that is not bool.   Source: torch.masked_fill.
    """
    array, chosen = array_of(input, "masked_fill"), array_of(mask, "masked_fill", "mask", 2)
    if chosen.dtype != bool:
        raise RuntimeError(
            "masked_fill_ only supports boolean masks, but got mask with dtype "
            f"{dtypes.of_array(chosen).cpp_name}"
        )
    single_value(value, "masked_fill_")
    if not isinstance(value, Value | bool | int | float | np.generic):
        raise errors.not_a_tensor("masked_fill", "value", 2, value)
    errors.check_broadcast(chosen.shape, array.shape)
    return _masked_fill(input, mask, value)


@op(node=lambda input, mask, value: f"MaskedFillBackward{int(isinstance(value, Value))}")
def _masked_fill(input: Array, mask: Array, value: Array) -> Array:
    """The input with one value where the mask is True."""
    if isinstance(value, bool | int | float):
        value = as_stored(value, input.dtype)[()]
    return np.where(mask, value.astype(input.dtype), input)


_masked_fill.derivative(
    input=lambda grad, mask: _masked_fill(grad, mask, 0.0),
    value=lambda grad, mask: choose(mask, grad, 0.0),
)


def masked_scatter(input: Tensor, mask: Tensor, source: Tensor) -> Tensor:
    """The input with the elements of source, in order, where a mask is True.

    Raises RuntimeError when source has too few elements.   Source: torch.masked_scatter.
    """
    array, chosen = array_of(input, "masked_scatter"), array_of(mask, "masked_scatter", "mask", 2)
    if chosen.dtype != bool:
        raise RuntimeError(
            "masked_scatter_ only supports boolean masks, but got mask with dtype "
            f"{dtypes.of_array(chosen).scalar_name}"
        )
    given = array_of(source, "masked_scatter", "source", 3)
    if given.dtype != array.dtype:
        a, b = (dtypes.of_array(x).scalar_name for x in (array, given))
        raise RuntimeError(
            f"masked_scatter: expected self and source to have same dtypes but got{a} and {b}"
        )
    shape = broadcast_shapes(tuple(array.shape), tuple(chosen.shape))
    if tuple(array.shape) != shape:
        input = expand(input, shape)
    places = tuple(np.nonzero(np.broadcast_to(chosen, shape)))
    count = len(places[0]) if places else 0
    if given.size < count:
        raise RuntimeError("Number of elements of source < number of ones in mask")
    taken = _part(reshape(source, (-1,)), key=(slice(0, count),))
    return put(input, taken, key=places, name="MaskedScatterBackward0")


# ---------------------------------------------------------------------------------- find


def nonzero(input: Tensor, *, out: Tensor = None, as_tuple: bool = False) -> Any:
    """Where the elements are not zero: one row of indices per element, row by row.

    Shape: (*) with n dimensions -> (count, n) int64; with as_tuple, n vectors of length count.
    Source: torch.nonzero.
    """
    array = array_of(input, "nonzero")
    if as_tuple:
        return unbind(_nonzero(reshape(input, (1,)) if array.ndim == 0 else input), 1)
    return _nonzero(input, out=out)


@op
def _nonzero(input: Array) -> Array:
    """One row of indices per element that is not zero."""
    if input.ndim == 0:
        return np.zeros_like(input, shape=(int(input != 0), 0), dtype=np.int64)
    return np.stack(np.nonzero(input)).T


def where(condition: Tensor, input: Any = None, other: Any = None, *, out: Tensor = None) -> Any:
    """input where condition is True, else other; with the condition alone, nonzero(as_tuple=True).

    Shape: (*), (*), (*) -> broadcast (*), the common dtype of input and other.
    Raises TypeError when only one of input and other is given.   Source: torch.where.
    """
    array_of(condition, "where", "condition")
    if input is None and other is None:
        return nonzero(condition, as_tuple=True)
    if input is None or other is None:
        raise TypeError(
            "where() received an invalid combination of arguments: give both input and other, or "
            "neither"
        )
    return choose(condition, input, other, out=out)


def argwhere(input: Tensor) -> Tensor:
    """Where the elements are not zero, one row of indices per element. Source: torch.argwhere."""
    return nonzero(input)


# --------------------------------------------------------------------------------- helpers


def grid(index: Array, dim: int, array: Array, method: str) -> Key:
    """The key that reads index[i, j] along `dim` and i, j themselves along the others."""
    check_bounds(index, dim, array.shape[dim] if array.ndim else 1, RuntimeError)
    home = place_of(beside(index, array, method))
    ndim = index.ndim
    if ndim == 0:
        return (index.astype(np.int64),)
    return tuple(
        index.astype(np.int64)
        if d == dim
        else home.xp.arange(n).reshape((-1,) + (1,) * (ndim - d - 1))
        for d, n in enumerate(index.shape)
    )


@noted
def check_flat(places: Array, size: int, function: str) -> None:
    """Raise for places of another dtype than int64, or outside a tensor of `size` elements."""
    if places.dtype != np.int64:
        kind = dtypes.of_array(places).scalar_name
        raise RuntimeError(f"{function}(): Expected a long tensor for index, but got {kind}")
    outside = (places < -size) | (places >= size)
    if outside.any():
        wrong = int(places[outside].ravel()[0])
        raise IndexError(
            f"out of range: tried to access index {wrong} on a tensor of {size} elements."
        )


def check_index(index: Array, function: str) -> None:
    if index.size and index.dtype not in (np.int32, np.int64):
        raise RuntimeError(f"{function}(): Expected dtype int32/int64 for index")


@noted
def check_rows(index: Array, size: int) -> None:
    if ((index < 0) | (index >= size)).any():
        raise IndexError("index out of range in self")


@noted
def check_bounds(
    index: Array, dim: int, size: int, error: type[Exception], prefix: str = ""
) -> None:
    outside = (index < 0) | (index >= size)
    if outside.any():
        wrong = int(index[outside].ravel()[0])
        raise error(f"{prefix}index {wrong} is out of bounds for dimension {dim} with size {size}")


def single_value(value: Any, function: str) -> None:
    """Raise when a fill value is a tensor with dimensions."""
    if isinstance(value, Value) and value.array.ndim:
        raise RuntimeError(
            f"{function} only supports a 0-dimensional value tensor, but got tensor with "
            f"{value.array.ndim} dimension(s)."
        )
