"""Placing by index tensors: a copy of a tensor with elements written, added or multiplied in.

    scatter scatter_add                out[i, index[i, j]] = src[i, j]
    index_add index_copy index_fill    whole entries of a dimension

Each function turns its arguments into an advanced key (see `getitem`) and writes there with `put`,
which brings the derivatives.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import dtypes
from ...backend import beside, place_of
from ...errors import wrap_dim
from ...graph import op
from ...nodes import Value
from ..arguments import array_of
from ..elementwise.arithmetic import mul
from ..elementwise.convert import check_fits
from ..shape.slicing import Key, _part
from ..shape.views import reshape
from .gather import check_bounds, check_index, grid, single_value
from .getitem import FULL, put, wrapped

Array = Any
Tensor = Any


def scatter(
    input: Tensor,
    dim: int,
    index: Tensor,
    src: Any = None,
    *,
    value: Any = None,
    reduce: str | None = None,
    out: Tensor = None,
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
    if reduce == "multiply":
        result = multiplied(input, src, key=key)
        return result if out is None else out.receive(result, "scatter")
    if reduce not in (None, "add"):
        raise RuntimeError("reduce argument must be either add or multiply.")
    name = "torch::autograd::NotImplemented" if reduce else f"ScatterBackward{int(number)}"
    return written(input, src, key, name, reduce == "add", out)


@op(node="torch::autograd::NotImplemented")
def multiplied(input: Array, src: Array, *, key: Key) -> Array:
    """A copy of the input with values multiplied in at a key. It has no derivative in PyTorch."""
    result = input.copy()
    place_of(result).reduce_at("multiply", result, key, src)
    return result


def _no_rule(grad: Any) -> Any:
    raise RuntimeError("derivative for aten::scatter is not implemented")


multiplied.derivative(input=_no_rule, src=_no_rule)


def scatter_add(
    input: Tensor, dim: int, index: Tensor, src: Tensor, *, out: Tensor = None
) -> Tensor:
    """A copy with values added where `index` says: out[i, index[i, j]] += src[i, j].

    Derivative: the gradient for the input, the gradient at the places for src.
    Raises RuntimeError for an index out of bounds or too large.   Source: torch.scatter_add.
    """
    array_of(src, "scatter_add", "src", 3)
    key, src = placing(input, dim, index, src, "scatter")
    return written(input, src, key, "ScatterAddBackward0", True, out)


def index_add(
    input: Tensor,
    dim: int,
    index: Tensor,
    source: Tensor,
    *,
    alpha: float = 1,
    out: Tensor = None,
) -> Tensor:
    """A copy with alpha · source added to the entries of a dimension that `index` numbers.

    Raises RuntimeError when shapes, dtypes or numbers do not fit.   Source: torch.index_add.
    """
    array, added = array_of(input, "index_add"), array_of(source, "index_add", "source", 3)
    places = array_of(index, "index_add", "index", 2)
    dim = wrap_dim(dim, array.ndim, "index_add")
    check_vector(places, array, added, dim, "index_add_")
    size = array.shape[dim] if array.ndim else 1
    if array.ndim < 2 and ((places < 0) | (places >= size)).any():
        raise IndexError("index out of range in self")
    check_bounds(places, dim, size, RuntimeError)
    scaled = source if alpha == 1 else mul(source, alpha).cast(array.dtype)
    key = rows(places, dim, array, "index_add")
    return written(input, scaled, key, "IndexAddBackward0", True, out)


def index_copy(
    input: Tensor, dim: int, index: Tensor, source: Tensor, *, out: Tensor = None
) -> Tensor:
    """A copy with the entries of a dimension that `index` numbers replaced by those of source.

    Raises IndexError when lengths or numbers do not fit.   Source: torch.index_copy.
    """
    array, source_array = array_of(input, "index_copy"), array_of(source, "index_copy", "source", 3)
    places = array_of(index, "index_copy", "index", 2)
    dim = wrap_dim(dim, array.ndim, "index_copy")
    if places.ndim > 1:
        raise IndexError(f"index_copy_(): Index should have dimension 1 or 0 (got {places.ndim})")
    have = source_array.shape[dim] if source_array.ndim else 1
    if places.size != have:
        raise IndexError(
            f"index_copy_(): Number of indices ({places.size}) should be equal to "
            f"source.size(dim) ({have})"
        )
    check_bounds(places, dim, array.shape[dim] if array.ndim else 1, IndexError, "index_copy_(): ")
    key = rows(places, dim, array, "index_copy")
    return written(input, source, key, "IndexCopyBackward0", False, out)


def index_fill(input: Tensor, dim: int, index: Tensor, value: Any) -> Tensor:
    """A copy with the entries of a dimension that `index` numbers set to one value.

    value: a number or a 0-d tensor.   Raises IndexError for a number out of bounds.
    Source: torch.index_fill.
    """
    array, places = array_of(input, "index_fill"), array_of(index, "index_fill", "index", 2)
    dim = wrap_dim(dim, array.ndim, "index_fill")
    if places.dtype not in (np.int32, np.int64):
        raise IndexError("index_fill_(): Expected dtype int64 for index.")
    single_value(value, "index_fill_")
    size = array.shape[dim] if array.ndim else 1
    places = np.unique(wrapped(places, dim, size, False))  # a value counts once for each place
    name = f"IndexFillBackward{int(isinstance(value, Value))}"
    return written(input, value, rows(places, dim, array, "_index_fill_"), name)


# --------------------------------------------------------------------------------- helpers


def written(
    input: Tensor, values: Any, key: Key, name: str, add: bool = False, out: Tensor = None
) -> Tensor:
    """`put`, for inputs of every size: a 0-d one is taken as a vector of one."""
    check_fits(values, input.array.dtype)
    shape = tuple(input.array.shape)
    if not shape:
        input = reshape(input, (1,))
        values = reshape(values, (-1,)) if isinstance(values, Value) else values
    result = put(input, values, key=key, accumulate=add, name=name)
    result = result if shape else reshape(result, ())
    return result if out is None else out.receive(result, name)


def rows(index: Array, dim: int, array: Array, method: str) -> Key:
    """The key of the entries of dimension `dim` that a vector of numbers names."""
    vector = beside(index, array, method).astype(np.int64)
    return (*(FULL,) * dim, vector.reshape(-1))


def placing(input: Tensor, dim: int, index: Tensor, src: Any, function: str) -> tuple[Key, Any]:
    """For scatter: the key to write at, and src cut to the size of the index."""
    array, places = array_of(input, function), array_of(index, function, "index", 2)
    dim = wrap_dim(dim, array.ndim, function)
    check_index(places, function)
    if max(places.ndim, 1) != max(array.ndim, 1):
        raise RuntimeError("Index tensor must have the same number of dimensions as self tensor")
    if isinstance(src, Value):
        values = src.array
        if values.dtype != array.dtype:
            raise RuntimeError(f"{function}(): Expected self.dtype to be equal to src.dtype")
        if max(values.ndim, 1) != max(places.ndim, 1):
            raise RuntimeError("Index tensor must have the same number of dimensions as src tensor")
        fits = all(
            n <= (*values.shape, 1)[d] and (d == dim or n <= array.shape[d])
            for d, n in enumerate(places.shape)
        )
        if not fits:
            raise RuntimeError(
                f"Expected index {list(places.shape)} to be no larger than self "
                f"{list(array.shape)} apart from dimension {dim} and to be no larger size than "
                f"src {list(values.shape)}"
            )
        if values.ndim and values.shape != places.shape:
            src = _part(src, key=tuple(slice(0, n) for n in places.shape))
    key = grid(places, dim, array, function)
    return key if array.ndim else tuple(k.reshape(-1) for k in key), src


def check_vector(places: Array, array: Array, source: Array, dim: int, function: str) -> None:
    """Raise when a vector of numbers, or the entries that go with it, do not fit a dimension."""
    if places.ndim > 1:
        kind = dtypes.of_array(places).scalar_name
        raise IndexError(
            f"{function}(): Index is supposed to be a vector, but got dim: {places.ndim} "
            f"with type: {kind} and size: {list(places.shape)}"
        )
    if places.dtype not in (np.int32, np.int64):
        raise RuntimeError(
            f"{function}(): Expected dtype int32/int64 for index but got: "
            f"{dtypes.of_array(places).scalar_name}"
        )
    if array.dtype != source.dtype:
        a, b = (dtypes.of_array(x).scalar_name for x in (array, source))
        raise RuntimeError(
            f"{function}(): self ({a}) and source ({b}) must have the same scalar type"
        )
    have = source.shape[dim] if source.ndim else 1
    if places.size != have:
        raise RuntimeError(
            f"{function}(): Number of indices ({places.size}) should be equal to "
            f"source.size(dim): ({have}), for dim: {dim}"
        )
    rest = [[n for d, n in enumerate(a.shape) if d != dim] for a in (array, source)]
    if array.ndim != source.ndim or rest[0] != rest[1]:
        raise RuntimeError(
            "source tensor shape must match self tensor shape, excluding the specified dimension. "
            f"Got self.shape = {list(array.shape)} source.shape = {list(source.shape)}"
        )
