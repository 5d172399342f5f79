"""Picking and placing by index tensors: gather and scatter, rows by number, masks.

Each function here turns its arguments into an advanced key (see `index.py`) and then reads it with
`_index` or writes it with `put`; derivatives come with those two.

    read    gather take take_along_dim index_select masked_select
    write   scatter scatter_add index_add index_copy index_fill masked_fill masked_scatter
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
from ..arguments import array_of
from ..broadcast import broadcast_shapes
from ..elementwise.arithmetic import mul, remainder
from ..elementwise.compare import where as choose
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
    dim = wrap_dim(dim, array.ndim)
    check_index(places, "gather")
    if max(array.ndim, 1) != max(places.ndim, 1):
        raise RuntimeError("Index tensor must have the same number of dimensions as input tensor")
    for d in range(array.ndim):
        if d != dim and places.ndim and places.shape[d] > array.shape[d]:
            raise RuntimeError(
                f"Size does not match at dimension {d} expected index {list(places.shape)} to be "
                f"no larger than self {list(array.shape)} apart from dimension {dim}"
            )
    if array.ndim == 0:
        input, array = reshape(input, (1,)), array.reshape(1)
    result = _index(input, key=grid(places, dim, array, "gather"), name="Gather")
    return result if out is None else out.receive(result, "gather")


def take(input: Tensor, index: Tensor) -> Tensor:
    """The elements at places counted through the whole tensor, row by row.

    Shape: (*), index (*) -> that of index.   Raises IndexError for a place out of range.
    Source: torch.take.
    """
    array, places = array_of(input, "take"), array_of(index, "take", "index", 2)
    if places.dtype != np.int64:
        raise RuntimeError(
            "take(): Expected a long tensor for index, but got "
            f"{dtypes.of_array(places).scalar_name}"
        )
    size = array.size
    outside = (places < -size) | (places >= size)
    if outside.any():
        wrong = int(places[outside].ravel()[0])
        raise IndexError(
            f"out of range: tried to access index {wrong} on a tensor of {size} elements."
        )
    key = (wrapped(beside(places, array, "_take"), 0, size, False),)
    return _index(reshape(input, (-1,)), key=key, name="Take")


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
    dim = wrap_dim(dim, array.ndim)
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
    dim = wrap_dim(dim, array.ndim)
    if places.ndim > 1:
        raise IndexError("index_select(): Index is supposed to be a vector")
    if places.dtype not in (np.int32, np.int64):
        raise RuntimeError("index_select(): Expected dtype int32 or int64 for index")
    size = array.shape[dim] if array.ndim else 1
    if ((places < 0) | (places >= size)).any():
        raise IndexError("index out of range in self")
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


def scatter(
    input: Tensor,
    dim: int,
    index: Tensor,
    src: Any = None,
    *,
    value: Any = None,
    reduce: str | None = None,
) -> Tensor:
    """A copy with values written where `index` says: out[i, index[i, j]] = src[i, j].

    src: a tensor or a number.   reduce: "add" or "multiply" instead of overwriting.
    Derivative: for src, the gradient at the places; for the input, zeros there (with reduce="add",
    the whole gradient).
    Raises RuntimeError for an index out of bounds or too large.   Source: torch.scatter.
    """
    src = value if src is None else src
    key, src = placing(input, dim, index, src, "scatter")
    number = not isinstance(src, Value)
    if reduce is None:
        return put(input, src, key=key, name=f"ScatterBackward{int(number)}")
    if reduce == "add":
        return put(input, src, key=key, accumulate=True, name="torch::autograd::NotImplemented")
    if reduce != "multiply":
        raise RuntimeError("reduce argument must be either add or multiply.")
    return multiplied(input, src, key=key)


@op(node="torch::autograd::NotImplemented")
def multiplied(input: Array, src: Array, *, key: Key) -> Array:
    """A copy of the input with values multiplied in at a key. It has no derivative in PyTorch."""
    result = input.copy()
    place_of(result).multiply_at(result, key, src)
    return result


def _no_rule(grad: Any) -> Any:
    raise RuntimeError("derivative for aten::scatter is not implemented")


multiplied.derivative(input=_no_rule, src=_no_rule)


def scatter_add(input: Tensor, dim: int, index: Tensor, src: Tensor) -> Tensor:
    """A copy with values added where `index` says: out[i, index[i, j]] += src[i, j].

    Derivative: the gradient for the input, the gradient at the places for src.
    Raises RuntimeError for an index out of bounds or too large.   Source: torch.scatter_add.
    """
    array_of(src, "scatter_add", "src", 3)
    key, src = placing(input, dim, index, src, "scatter")
    return put(input, src, key=key, accumulate=True, name="ScatterAddBackward0")


def index_add(
    input: Tensor, dim: int, index: Tensor, source: Tensor, *, alpha: float = 1
) -> Tensor:
    """A copy with alpha · source added to the entries of a dimension that `index` numbers.

    Raises RuntimeError when shapes, dtypes or numbers do not fit.   Source: torch.index_add.
    """
    array, added = array_of(input, "index_add"), array_of(source, "index_add", "source", 3)
    places = array_of(index, "index_add", "index", 2)
    dim = wrap_dim(dim, array.ndim)
    if places.ndim > 1:
        kind = dtypes.of_array(places).scalar_name
        raise IndexError(
            f"index_add_(): Index is supposed to be a vector, but got dim: {places.ndim} "
            f"with type: {kind} and size: {list(places.shape)}"
        )
    if places.dtype not in (np.int32, np.int64):
        raise RuntimeError(
            "index_add_(): Expected dtype int32/int64 for index but got: "
            f"{dtypes.of_array(places).scalar_name}"
        )
    if array.dtype != added.dtype:
        a, b = (dtypes.of_array(x).scalar_name for x in (array, added))
        raise RuntimeError(
            f"index_add_(): self ({a}) and source ({b}) must have the same scalar type"
        )
    have = added.shape[dim] if added.ndim else 1
    if places.size != have:
        raise RuntimeError(
            f"index_add_(): Number of indices ({places.size}) should be equal to "
            f"source.size(dim): ({have}), for dim: {dim}"
        )
    rest = [[n for d, n in enumerate(a.shape) if d != dim] for a in (array, added)]
    if array.ndim != added.ndim or rest[0] != rest[1]:
        raise RuntimeError(
            "source tensor shape must match self tensor shape, excluding the specified dimension. "
            f"Got self.shape = {list(array.shape)} source.shape = {list(added.shape)}"
        )
    check_bounds(places, dim, array.shape[dim] if array.ndim else 1, RuntimeError)
    scaled = source if alpha == 1 else mul(source, alpha).cast(array.dtype)
    key = rows(places, dim, array, "index_add")
    return put(input, scaled, key=key, accumulate=True, name="IndexAddBackward0")


def index_copy(input: Tensor, dim: int, index: Tensor, source: Tensor) -> Tensor:
    """A copy with the entries of a dimension that `index` numbers replaced by those of source.

    Raises IndexError when lengths or numbers do not fit.   Source: torch.index_copy.
    """
    array, source_array = array_of(input, "index_copy"), array_of(source, "index_copy", "source", 3)
    places = array_of(index, "index_copy", "index", 2)
    dim = wrap_dim(dim, array.ndim)
    if places.ndim > 1:
        raise IndexError(f"index_copy_(): Index should have dimension 1 or 0 (got {places.ndim})")
    have = source_array.shape[dim] if source_array.ndim else 1
    if places.size != have:
        raise IndexError(
            f"index_copy_(): Number of indices ({places.size}) should be equal to "
            f"source.size(dim) ({have})"
        )
    check_bounds(places, dim, array.shape[dim] if array.ndim else 1, IndexError, "index_copy_(): ")
    return put(input, source, key=rows(places, dim, array, "index_copy"), name="IndexCopyBackward0")


def index_fill(input: Tensor, dim: int, index: Tensor, value: Any) -> Tensor:
    """A copy with the entries of a dimension that `index` numbers set to one value.

    value: a number or a 0-d tensor.   Raises IndexError for a number out of bounds.
    Source: torch.index_fill.
    """
    array, places = array_of(input, "index_fill"), array_of(index, "index_fill", "index", 2)
    dim = wrap_dim(dim, array.ndim)
    if places.dtype not in (np.int32, np.int64):
        raise IndexError("index_fill_(): Expected dtype int64 for index.")
    single_value(value, "index_fill_")
    size = array.shape[dim] if array.ndim else 1
    places = wrapped(places, dim, size, False)
    name = f"IndexFillBackward{int(isinstance(value, Value))}"
    return put(input, value, key=rows(places, dim, array, "_index_fill_"), name=name)


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
        value = np.asarray(value)[()]
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
    size = array.shape[dim]
    check_bounds(index, dim, size, RuntimeError)
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


def rows(index: Array, dim: int, array: Array, method: str) -> Key:
    """The key of the entries of dimension `dim` that a vector of numbers names."""
    vector = beside(index, array, method).astype(np.int64)
    return (*(FULL,) * dim, vector.reshape(-1)) if array.ndim else (Ellipsis,)


def placing(input: Tensor, dim: int, index: Tensor, src: Any, function: str) -> tuple[Key, Any]:
    """For scatter: the key to write at, and src cut to the size of the index."""
    array, places = array_of(input, function), array_of(index, function, "index", 2)
    dim = wrap_dim(dim, array.ndim)
    check_index(places, function)
    if places.ndim != array.ndim:
        raise RuntimeError("Index tensor must have the same number of dimensions as self tensor")
    if isinstance(src, Value):
        values = src.array
        if values.dtype != array.dtype:
            raise RuntimeError(f"{function}(): Expected self.dtype to be equal to src.dtype")
        fits = values.ndim == places.ndim and all(
            n <= values.shape[d] and (d == dim or n <= array.shape[d])
            for d, n in enumerate(places.shape)
        )
        if not fits:
            raise RuntimeError(
                f"Expected index {list(places.shape)} to be no larger than self "
                f"{list(array.shape)} apart from dimension {dim} and to be no larger size than "
                f"src {list(values.shape)}"
            )
        if values.shape != places.shape:
            src = _part(src, key=tuple(slice(0, n) for n in places.shape))
    return grid(places, dim, array, function), src


def check_index(index: Array, function: str) -> None:
    if index.dtype not in (np.int32, np.int64):
        raise RuntimeError(f"{function}(): Expected dtype int32/int64 for index")


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
