"""Making arrays: from sizes, from Python data, from the random stream.

Tensors are made in two places, by the functions of `creation` and by methods such as `x.new_ones`.
Both only wrap what is made here.
"""

from __future__ import annotations

import builtins
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from . import dtypes, errors
from .backend import Place, place_of
from .nodes import Value
from .ops.arguments import ints
from .ops.elementwise.convert import as_stored
from .size import Size
from .streams import sampling
from .streams.generator import Generator
from .taping import noted, refuse

Array = Any
BUILTIN_DTYPES: dict[Any, dtypes.dtype] = {
    builtins.int: dtypes.int64,
    builtins.float: dtypes.float64,
    builtins.bool: dtypes.bool,
}


def numpy_dtype(given: Any, otherwise: Any = None, *, of: str) -> np.dtype[Any]:
    """The NumPy dtype of the `dtype=` argument of a function; None is `otherwise`, or the default.

    Raises TypeError for what is no torch.dtype.
    """
    if given is None:
        return dtypes.get_default_dtype().numpy if otherwise is None else otherwise
    given = BUILTIN_DTYPES.get(given, given)
    if not isinstance(given, dtypes.dtype):
        raise TypeError(
            f"{of}(): argument 'dtype' must be torch.dtype, not {errors.type_name(given)}"
        )
    return given.numpy


def size_of(function: str, size: tuple[Any, ...]) -> tuple[int, ...]:
    """The shape meant by `f(2, 3)` or `f((2, 3))`.

    Raises TypeError for no size or for anything but whole numbers, RuntimeError below zero.
    """
    shape = ints(size, function, "size")
    for n in shape:
        if n < 0:
            if function == "zeros":
                raise RuntimeError("zeros: Dimension size must be non-negative.")
            raise RuntimeError(
                f"Trying to create tensor with negative dimension {n}: {list(shape)}"
            )
    return shape


def filling(value: Any, function: str, dtype: np.dtype[Any] | None) -> Any:
    """The `fill_value` of a function as a 0-d array of a dtype; None is the value's own.

    Raises TypeError for what is no number, RuntimeError for one that the dtype cannot hold.
    """
    if isinstance(value, Value) and not value.array.ndim:
        value = value.array.item()
    if not isinstance(value, int | float | np.generic):
        raise errors.wrong_kind(function, "fill_value", "Number", value, 2)
    return as_stored(value, dtypes.of_number(value) if dtype is None else dtype)


# ------------------------------------------------------------------------ from Python data


def from_data(data: Any, dtype: Any = None) -> np.ndarray[Any, Any]:
    """A new host array from a number, nested sequences, a NumPy array or a Tensor's values.

    Python floats become the default dtype, ints int64; NumPy data keeps its own dtype.
    Raises ValueError for ragged sequences, TypeError or RuntimeError for what is no number.
    """
    if isinstance(data, Value):
        data = place_of(data.array).to_host(data.array)
    if isinstance(data, np.ndarray | np.generic):
        refuse("a tensor of NumPy's numbers, which may be others next time")
        dtypes.of_array(data)
        return np.array(data, dtype=None if dtype is None else dtype)
    if isinstance(data, str):
        raise TypeError(f"new(): invalid data type '{type(data).__name__}'")
    sizes = shape_of(data)
    if isinstance(data, list) and data and isinstance(data[0], np.ndarray):
        warnings.warn(LIST_OF_ARRAYS, stacklevel=4)
    leaves: list[Any] = []
    collect(data, sizes, 0, leaves)
    found = dtypes.get_default_dtype().numpy if not leaves else infer(leaves)
    wanted = found if dtype is None else dtype
    if wanted.kind in "iu" and found.kind in "biu":
        check_range(leaves)
    with np.errstate(all="ignore"):
        exact = np.dtype(np.float64) if found.kind == "f" else found  # as Python's floats are
        return np.array([number(v) for v in leaves], dtype=exact).astype(wanted).reshape(sizes)


LIST_OF_ARRAYS = (
    "Creating a tensor from a list of numpy.ndarrays is extremely slow. Please consider converting "
    "the list to a single numpy.ndarray with numpy.array() before converting to a tensor."
)


def old_form(data: tuple[Any, ...], dtype: np.dtype[Any]) -> np.ndarray[Any, Any]:
    """What the old constructors make, `Tensor(2, 3)` of sizes, `Tensor([2, 3])` of a sequence.

    Raises TypeError for anything else, RuntimeError for a negative size.
    """
    only = data[0] if len(data) == 1 else 0
    if isinstance(only, str):
        raise TypeError("new(): invalid data type 'str'")
    if isinstance(only, int | np.integer | Size) and not isinstance(only, bool):
        refuse("Tensor(size), whose memory is uninitialised: torch.empty says so")
        return np.empty(size_of("new", data or (0,)), dtype)
    if not isinstance(only, Sequence | np.ndarray):
        raise TypeError(f"new(): data must be a sequence (got {errors.type_name(only)})")
    return from_data(only, dtype)


def is_sequence(data: Any) -> bool:
    if isinstance(data, np.ndarray):
        return data.ndim > 0
    return isinstance(data, Sequence) and not isinstance(data, str)


def shape_of(data: Any) -> tuple[int, ...]:
    """The shape that nested sequences claim, read along their first elements."""
    sizes = []
    while is_sequence(data):
        sizes.append(len(data))
        if not sizes[-1]:
            break
        data = data[0]
    if isinstance(data, str):
        raise ValueError(f"too many dimensions '{type(data).__name__}'")
    return tuple(sizes)


def collect(data: Any, sizes: tuple[int, ...], dim: int, leaves: list[Any]) -> None:
    """Put the numbers of nested sequences into one list, checking every length."""
    if dim == len(sizes):
        leaves.append(data)
        return
    if not is_sequence(data) or len(data) != sizes[dim]:
        got = len(data) if is_sequence(data) else 0
        if not is_sequence(data):
            raise TypeError(f"'{type(data).__name__}' object is not a sequence")
        raise ValueError(f"expected sequence of length {sizes[dim]} at dim {dim} (got {got})")
    for part in data:
        collect(part, sizes, dim + 1, leaves)


def infer(leaves: list[Any]) -> np.dtype[Any]:
    """The dtype that holds all the numbers: each brings its own, as `dtypes.merge` says."""
    found: np.dtype[Any] | None = None
    for kind in dict.fromkeys(leaf_dtype(v) for v in leaves):
        found = kind if found is None else dtypes.merge(found, kind)
    assert found is not None
    return found


def leaf_dtype(leaf: Any) -> np.dtype[Any]:
    if isinstance(leaf, Value):
        return leaf.array.dtype  # type: ignore[no-any-return]
    if isinstance(leaf, np.generic | np.ndarray):
        return dtypes.of_array(leaf).numpy
    if isinstance(leaf, bool | int | float):
        return dtypes.of_number(leaf)
    if isinstance(leaf, list | tuple):
        return dtypes.int64.numpy  # `number` raises for it, in Python's words
    if isinstance(leaf, str):
        raise TypeError(f"new(): invalid data type '{type(leaf).__name__}'")
    raise RuntimeError(f"Could not infer dtype of {type(leaf).__name__}")


def number(leaf: Any) -> Any:
    """The plain number of a leaf."""
    if isinstance(leaf, Value):
        if leaf.array.size != 1:
            raise ValueError("only one element tensors can be converted to Python scalars")
        return leaf.array.item()
    if isinstance(leaf, list | tuple):
        raise TypeError(f"'{type(leaf).__name__}' object cannot be interpreted as an integer")
    return leaf


def check_range(leaves: list[Any]) -> None:
    for v in leaves:
        if type(v) is int and not -(2**63) <= v < 2**63:
            raise ValueError("Overflow when unpacking long long")


# -------------------------------------------------------------------- from the random stream


def stream(place: Place, generator: Any) -> Any:
    """The random stream of a draw on a place: its own unless another generator is given.

    Raises RuntimeError for a generator of another kind of device.
    """
    if generator is None:
        return place.generator
    if not isinstance(generator, Generator):
        raise TypeError(
            f"argument 'generator' must be torch.Generator, not {errors.type_name(generator)}"
        )
    found, wanted = str(generator.device).partition(":")[0], place.device.type
    if found != wanted:
        raise RuntimeError(f"Expected a '{wanted}' device type for generator but found '{found}'")
    return generator


@noted
def blank(xp: Any, shape: tuple[int, ...], dtype: Any) -> Array:
    """Uninitialised memory, by an array module."""
    return xp.empty(shape, dtype=dtype)


@noted
def drawn_like(array: Array, place: Place, draw: Callable[..., Any], *each: Any) -> Array:
    """Random numbers in the shape, dtype and memory order of an array, on its device.

    draw, each: see `sampling.fill`.
    """
    order: Any = "F" if array.flags.f_contiguous and not array.flags.c_contiguous else "C"
    at_home = place.device.type == "cpu"
    host = np.empty_like(array) if at_home else np.empty(array.shape, array.dtype, order)
    sampling.fill(host, draw, *each)
    return place.from_host(host)
