"""Indexing: what stands between the brackets of `x[...]`.

A key is read once and split in two, as PyTorch does it:

    basic     ints, slices, None, `...`      -> a view (`slicing._part`)
    advanced  tensors, lists, arrays, masks  -> a copy (`_index`), or a write (`put`)

`x[0, :, [1, 2]]` is first the view `x[0]`, then the copy `[:, [1, 2]]` of it. In the advanced half
masks have become index arrays, negative indices have been made positive and checked, so an advanced
key consists of full slices and arrays of places.

Source: torch/csrc/autograd/python_variable_indexing.cpp, aten/src/ATen/native/IndexingUtils.h.
"""

from __future__ import annotations

import operator
import warnings
from typing import Any, NamedTuple

import numpy as np

from ... import dtypes, errors
from ...backend import Place, place_of
from ...graph import op
from ...nodes import Value
from ...taping import noted
from ..arguments import array_of
from ..shape.slicing import Key, _part
from ..shape.views import alias

Array = Any
Tensor = Any
FULL = slice(None)

# ----------------------------------------------------------------------------- operations


def getitem(input: Tensor, key: Any) -> Tensor:
    """input[key]: a view for a basic key, a copy for an advanced one (see the module).

    Derivative: zeros, with the gradient added at the key.
    Raises IndexError, TypeError or ValueError, in PyTorch's words, for keys that do not fit.
    Source: torch.Tensor.__getitem__.
    """
    if type(key) is int and isinstance(input, Value):  # x[i], the most frequent key by far
        shape = input.array.shape
        if shape and -shape[0] <= key < shape[0]:
            return _part(input, key=(key, ...), maker="Select")
    part, places = locate(input, key)
    return part if places is None else _index(part, key=places)


def locate(input: Tensor, key: Any) -> tuple[Tensor, Key | None]:
    """The basic half of a key applied (a view), and the advanced half or None.

    `x[key]` is `_index(view, key=places)`; `x[key] = v` is a copy into the view when places is
    None, and `put(view, v, key=places)` in place otherwise.
    """
    array = array_of(input, "getitem")
    read = read_key(key, array)
    part = input
    if read.basic is not None:
        part = _part(input, key=read.basic, maker=read.maker)
    elif read.advanced is None:
        part = alias(input)
    if read.advanced is None:
        return part, None
    return part, places_of(read.advanced, array_of(part, "getitem"))


@op(
    saved=("key",),
    node=lambda input, key, name="Index": name if ":" in name else f"{name}Backward0",
)
def _index(input: Array, *, key: Key, name: str = "Index") -> Array:
    """A copy of the elements at an advanced key (full slices and arrays of places).

    name: which of PyTorch's functions this is: index, gather, index_select, ….
    Derivative: zeros, with the gradient added at the key.
    """
    arrays = [d for d, k in enumerate(key) if k is not FULL]
    if len(arrays) == 1 and key[arrays[0]].ndim == 1:
        return np.take(input, key[arrays[0]], axis=arrays[0])
    result = input[key]
    return result if result.flags.c_contiguous else result.copy()


@op
def _index_grad(input: Array, *, key: Key, shape: tuple[int, ...]) -> Array:
    """Zeros of a shape, with the input added at the key. Derivative: _index."""
    result = place_of(input).xp.zeros(shape, dtype=input.dtype)
    add_at(result, key, input)
    return result


_index.derivative(
    input=lambda grad, input_shape, key: _index_grad(grad, key=key, shape=input_shape)
)
_index_grad.derivative(input=lambda grad, key: _index(grad, key=key))


@op(
    saved=("key",),
    node=lambda input, values, key, accumulate=False, name="IndexPutBackward0": name,
)
def put(
    input: Array,
    values: Array,
    *,
    key: Key,
    accumulate: bool = False,
    name: str = "IndexPutBackward0",
) -> Array:
    """A copy of the input with values written (or added) at an advanced key.

    values: a number or an array that broadcasts to the shape of input[key]. A key that is one mask
    in the shape of the input is taken as it is, for a single value: many times faster than places.
    Derivative: for the input, the gradient (zeros at the key unless accumulating); for values, the
    gradient at the key.
    Raises RuntimeError when the values do not broadcast or have another dtype.
    """
    if key[0] is not FULL and key[0].dtype == bool:
        return np.where(key[0], values, input)
    result = input.copy()
    if hasattr(values, "dtype"):
        check_values(input, values, indexed_shape(key, input.shape))
    elif isinstance(values, bool | int | float):
        values = np.asarray(values).astype(input.dtype)[()]
    if accumulate:
        add_at(result, key, values)
    else:
        result[key] = values
    return result


def _put_input_rule(grad: Any, key: Key, accumulate: bool) -> Any:
    return grad if accumulate else put(grad, 0.0, key=key)


put.derivative(
    input=_put_input_rule,
    values=lambda grad, key: _index(grad, key=key),
)


def index_put(input: Tensor, indices: Any, values: Tensor, accumulate: bool = False) -> Tensor:
    """A copy of the input with values written (or added) where the index tensors point.

    indices: a tuple of index tensors or masks, as in x[indices] = values.
    Raises RuntimeError when the values do not broadcast or have another dtype, IndexError for an
    index out of bounds.   Source: torch.index_put.
    """
    array = array_of(input, "index_put")
    if not isinstance(indices, list | tuple):
        raise TypeError(
            "index_put(): argument 'indices' (position 2) must be tuple of Tensors, "
            f"not {errors.type_name(indices)}"
        )
    for i, index in enumerate(indices):
        if not isinstance(index, Value):
            raise TypeError(
                f"expected Tensor as element {i} in argument 1, but got {errors.type_name(index)}"
            )
    array_of(values, "index_put", "values", 3)
    advanced = [index.array for index in indices]
    return put(input, values, key=places_of(advanced, array), accumulate=accumulate)


# -------------------------------------------------------------------------- reading a key


class Read(NamedTuple):
    """A key, read. basic: None when it changes nothing. advanced: one entry per dimension of the
    basic half (None or an index array; a mask covers several dimensions), or None."""

    basic: Key | None
    maker: str
    advanced: list[Any] | None


def read_key(key: Any, array: Array) -> Read:
    """Split a key into its basic and its advanced half.

    Raises IndexError for too many indices, an index out of bounds or a type that cannot index,
    ValueError for a slice that does not step forward.
    """
    entries, single = as_entries(key)
    taken = sum(width(entry) for entry in entries)
    if array.ndim == 0 and single and not isinstance(key, Value | bool):
        check_scalar_key(entries[0])
    if taken > array.ndim:
        raise IndexError(f"too many indices for tensor of dimension {array.ndim}")
    gap = array.ndim - taken  # what the first `...` stands for
    basic: list[Any] = []
    advanced: list[Any] = []
    maker, d = "", 0
    for shown, entry in enumerate(entries):
        if entry is Ellipsis:
            basic, advanced = basic + [FULL] * gap, advanced + [None] * gap
            d, gap = d + gap, 0
        elif entry is None:
            basic, advanced, maker = [*basic, None], [*advanced, None], "Unsqueeze"
        elif isinstance(entry, int) and not isinstance(entry, bool):
            basic.append(checked_int(entry, shown, array.shape[d]))
            maker = "Select"
        elif isinstance(entry, slice):
            full = covers(entry, array.shape[d])
            basic, advanced = [*basic, FULL if full else entry], [*advanced, None]
            maker = maker if full and not single else "Slice"
        elif isinstance(entry, bool) or entry.ndim == 0:  # a new dimension of size 1 or 0
            basic.append(None)
            advanced.append(np.zeros(1 if entry else 0, np.int64))
        else:
            basic += [FULL] * width(entry)
            advanced.append(entry)
        d += width(entry)
    changes = single and maker == "Slice" or any(b is not FULL for b in basic)
    places = advanced if any(a is not None for a in advanced) else None
    return Read(tuple(basic) if changes else None, maker, places)


def as_entries(key: Any) -> tuple[tuple[Any, ...], bool]:
    """A key as a tuple of ints, slices, None, `...`, bools and arrays; was it a single one?"""
    if isinstance(key, tuple):
        return tuple(as_entry(k) for k in key), False
    if not isinstance(key, Value) and stands_for_tuple(key):
        warnings.warn(
            "Using a non-tuple sequence for multidimensional indexing is deprecated and will be "
            "changed in pytorch 2.9; use x[tuple(seq)] instead of x[seq]. In pytorch 2.9 this will "
            "be interpreted as tensor index, x[torch.tensor(seq)], which will result either in an "
            "error or a different result",
            stacklevel=6,
        )
        return tuple(as_entry(k) for k in key), False
    return (as_entry(key),), True


def stands_for_tuple(key: Any) -> bool:
    """Is a list such as [[0, 1], [1, 2]] or [slice(2), 0] read as if it were a tuple?"""
    if not isinstance(key, list | str | bytes | range) or len(key) >= 32:
        return False
    kinds = (Value, list, tuple, str, range, slice, np.ndarray)
    return any(k is None or k is Ellipsis or isinstance(k, kinds) for k in key)


def as_entry(entry: Any) -> Any:
    """One entry of a key: tensors become arrays (0-d integer ones ints), lists become arrays."""
    if entry is None or entry is Ellipsis or isinstance(entry, bool | slice):
        return entry
    if isinstance(entry, int | np.integer):
        return int(entry)
    if isinstance(entry, Value):
        entry = entry.array
    elif isinstance(entry, str | bytes):
        raise TypeError(f"new(): invalid data type '{errors.type_name(entry)}'")
    elif isinstance(entry, list | tuple | range):
        entry = from_list(entry)
    elif not hasattr(entry, "__array_ufunc__") or isinstance(entry, np.generic):
        raise IndexError(
            "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are "
            f"valid indices (got {errors.type_name(entry)})"
        )
    if entry.dtype.name not in ("int64", "int32", "uint8", "bool") and (
        entry.ndim or entry.dtype.kind == "f"
    ):
        raise IndexError("tensors used as indices must be long, int, byte or bool tensors")
    if entry.ndim == 0 and entry.dtype.kind == "i":
        return int(entry)
    if entry.dtype == np.uint8:
        warnings.warn(
            "indexing with dtype torch.uint8 is now deprecated, please use a dtype torch.bool "
            "instead.",
            stacklevel=7,
        )
        entry = entry != 0
    return entry


def from_list(items: Any) -> Array:
    """An index array from nested lists of numbers: bools stay, everything else becomes int64."""

    def plain(item: Any) -> Any:
        if isinstance(item, list | tuple | range):
            return [plain(i) for i in item]
        if isinstance(item, Value):
            return item.array.tolist()
        if isinstance(item, str | bytes):
            raise TypeError(f"new(): invalid data type '{errors.type_name(item)}'")
        return item

    found = np.asarray(plain(items))
    return found if found.dtype == bool and found.size else found.astype(np.int64)


def width(entry: Any) -> int:
    """How many dimensions of the tensor an entry of a key uses up."""
    if entry is None or entry is Ellipsis or isinstance(entry, bool):
        return 0
    if isinstance(entry, int | slice):
        return 1
    return int(entry.ndim) if entry.dtype == bool else 1


def check_scalar_key(entry: Any) -> None:
    """Raise for x[0] and x[:] of a 0-d tensor."""
    if isinstance(entry, int):
        if entry:
            raise IndexError(f"index {entry} is out of bounds for dimension 0 with size 0")
        raise IndexError(
            "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` "
            "in C++ to convert a 0-dim tensor to a number"
        )
    if isinstance(entry, slice):
        raise IndexError("slice() cannot be applied to a 0-dim tensor.")


def checked_int(index: int, dim: int, size: int) -> int:
    if not -size <= index < size:
        raise IndexError(f"index {index} is out of bounds for dimension {dim} with size {size}")
    return index


def covers(entry: slice, size: int) -> bool:
    """Does a slice keep a whole dimension as it is written, from 0 to the end?

    Raises ValueError unless it steps forward.
    """
    start, stop, step = entry.indices(size)
    if step < 0:
        raise ValueError("step must be greater than zero")
    negative = entry.start is not None and operator.index(entry.start) < 0
    return start == 0 and stop == size and step == 1 and not negative


# -------------------------------------------------------------------------- advanced keys


@noted
def places_of(advanced: list[Any], array: Array) -> Key:
    """The advanced half of a key for `array`: full slices and checked arrays of places.

    Raises IndexError when a mask has another shape, an index is out of bounds, or the index arrays
    do not broadcast together.
    """
    home = place_of(array)
    key: list[Any] = []
    for entry in advanced:
        if entry is None:
            key.append(FULL)
        elif entry.dtype == bool:
            key += mask_places(entry, array, len(key), home)
        else:
            key.append(at_home(entry, home))
    arrays = [k for k in key if k is not FULL]
    try:
        np.broadcast_shapes(*(a.shape for a in arrays))
    except ValueError:
        shapes = ", ".join(str(list(a.shape)) for a in arrays)
        raise IndexError(
            f"shape mismatch: indexing tensors could not be broadcast together with shapes {shapes}"
        ) from None
    empty = 0 in indexed_shape(tuple(key), array.shape)
    count = 0
    for d, entry in enumerate(key):
        if entry is not FULL:
            key[d] = wrapped(entry, count, array.shape[d], empty)
            count += 1
    return tuple(key)


def at_home(index: Array, home: Place) -> Array:
    """An index array on the device of the tensor it points into.

    Raises RuntimeError for one on an accelerator while the tensor is not there.
    """
    place = place_of(index)
    if place is home:
        return index
    if place.device.type != "cpu":
        raise RuntimeError(
            "indices should be either on cpu or on the same device as the indexed tensor "
            f"({home.device})"
        )
    return home.from_host(index)


def mask_places(mask: Array, array: Array, dim: int, home: Place) -> list[Array]:
    """The index arrays that a mask over the dimensions from `dim` on stands for."""
    for i, n in enumerate(mask.shape):
        if dim + i >= array.ndim or n != array.shape[dim + i]:
            raise IndexError(
                f"The shape of the mask {list(mask.shape)} at index {i} does not match the shape "
                f"of the indexed tensor {list(array.shape)} at index {dim + i}"
            )
    return list(np.nonzero(at_home(mask, home)))


def wrapped(index: Array, dim: int, size: int, empty: bool) -> Array:
    """Index places with the negative ones counted from the end, as a new int64 array.

    empty: nothing will be read, so that, as in PyTorch, no place is out of bounds.
    """
    if index.size and not size:
        raise IndexError("index is out of bounds for dimension with size 0")
    if empty:
        return np.zeros_like(index, dtype=np.int64)
    outside = (index < -size) | (index >= size)
    if outside.any():
        wrong = int(index[outside].ravel()[0])
        raise IndexError(f"index {wrong} is out of bounds for dimension {dim} with size {size}")
    return np.where(index < 0, index + size, index).astype(np.int64, copy=False)


def indexed_shape(key: Key, shape: tuple[int, ...]) -> tuple[int, ...]:
    """The shape of array[key]: the index arrays' common shape stands where they stand, or in front
    when a slice lies between them."""
    arrays = [d for d, k in enumerate(key) if k is not FULL]
    common = tuple(np.broadcast_shapes(*(key[d].shape for d in arrays)))
    first = arrays[0] if arrays[-1] - arrays[0] + 1 == len(arrays) else 0
    rest = [n for d, n in enumerate(shape) if d not in arrays]
    return (*rest[:first], *common, *rest[first:])


def add_at(target: Array, key: Key, values: Array) -> None:
    """target[key] += values, where a place that stands twice receives both.

    Works on the flat memory of `target` (which is contiguous), many times faster than add.at on
    several dimensions.
    """
    arrays = [d for d, k in enumerate(key) if k is not FULL]
    shape = indexed_shape(key, target.shape)
    common = np.broadcast_shapes(*(key[d].shape for d in arrays))
    first = arrays[0] if arrays[-1] - arrays[0] + 1 == len(arrays) else 0
    strides = [s // target.dtype.itemsize for s in target.strides]
    after = len(shape) - first - len(common)
    places = sum(key[d] * strides[d] for d in arrays)
    places = places.reshape(places.shape + (1,) * after)
    axis, xp = 0, place_of(target).xp
    for d, n in enumerate(target.shape):
        if d in arrays:
            continue
        at = axis if axis < first else axis + len(common)
        steps = xp.arange(n).reshape((n,) + (1,) * (len(shape) - at - 1))
        places = places + steps * strides[d]
        axis += 1
    values = np.broadcast_to(values, shape)
    places = np.broadcast_to(places, shape).ravel()
    place_of(target).add_at(target.reshape(-1), places, values.ravel())


def check_values(input: Array, values: Array, shape: tuple[int, ...]) -> None:
    """Raise PyTorch's RuntimeError when values cannot be written to a part of that shape."""
    if values.dtype != input.dtype:
        into, of = dtypes.of_array(input).scalar_name, dtypes.of_array(values).scalar_name
        raise RuntimeError(
            "Index put requires the source and destination dtypes match, got "
            f"{into} for the destination and {of} for the source."
        )
    pairs = zip(values.shape[::-1], shape[::-1], strict=False)
    if values.ndim > len(shape) or not all(n in (1, m) for n, m in pairs):
        raise RuntimeError(
            f"shape mismatch: value tensor of shape {list(values.shape)} cannot be broadcast to "
            f"indexing result of shape {list(shape)}"
        )
