"""Gathering several values into one place: by sum, product, mean, largest or smallest.

scatter_reduce   out[i, index[i, j]] = reduction of that element and all src[i, j] sent there
index_reduce     the same for whole entries of a dimension
put              written or added at places counted through the whole tensor
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import dtypes
from ...backend import beside, place_of
from ...errors import wrap_dim
from ...graph import op
from ..arguments import array_of
from ..elementwise.compare import not_implemented, where
from ..shape.slicing import Key
from ..shape.views import clone, reshape
from .gather import check_flat
from .getitem import _index, put, wrapped
from .scatter import check_vector, placing, rows, written

Array = Any
Tensor = Any
KINDS = ("sum", "prod", "mean", "amax", "amin")


def scatter_reduce(
    input: Tensor,
    dim: int,
    index: Tensor,
    src: Tensor,
    reduce: str,
    *,
    include_self: bool = True,
    out: Tensor = None,
) -> Tensor:
    """A copy in which the values sent to a place by `index` are reduced to one.

    reduce: "sum", "prod", "mean", "amax" or "amin".   include_self: with the element that is there.
    Shape: as for `scatter`.   Derivative: for input and src; ties of amax and amin share it evenly.
    Raises RuntimeError for another reduction, or an index that does not fit.
    Source: torch.scatter_reduce.
    """
    array_of(src, "scatter_reduce", "src", 4)
    if reduce not in KINDS:
        raise RuntimeError(
            f"reduce argument must be either sum, prod, mean, amax or amin, got {reduce}"
        )
    key, src = placing(input, dim, index, src, "scatter")
    return reduced(input, src, key, reduce, include_self, "ScatterReduce", out)


def index_reduce(
    input: Tensor,
    dim: int,
    index: Tensor,
    source: Tensor,
    reduce: str,
    *,
    include_self: bool = True,
    out: Tensor = None,
) -> Tensor:
    """A copy in which the entries of source, sent to entry index[i] of a dimension, are reduced.

    reduce: "prod", "mean", "amax" or "amin".   Raises RuntimeError when shapes or dtypes differ.
    Source: torch.index_reduce.
    """
    array, given = array_of(input, "index_reduce"), array_of(source, "index_reduce", "source", 4)
    places = array_of(index, "index_reduce", "index", 3)
    if reduce not in KINDS[1:]:
        raise RuntimeError(
            "index_reduce(): Expected reduce to be one of prod, mean, amax or amin but got "
            f"{reduce}."
        )
    dim = wrap_dim(dim, array.ndim, "index_reduce")
    check_vector(places, array, given, dim, "index_reduce_")
    size = array.shape[dim] if array.ndim else 1
    if ((places < 0) | (places >= size)).any():
        raise IndexError("index out of range in self")
    key = rows(places, dim, array, "index_reduce")
    return reduced(input, source, key, reduce, include_self, "IndexReduce", out)


def reduced(
    input: Tensor, src: Tensor, key: Key, reduce: str, include: bool, name: str, out: Tensor
) -> Tensor:
    """The result of either function; a 0-d input is taken as a vector of one."""
    array = array_of(input, name)
    shape = tuple(array.shape)
    if array.dtype.kind == "b" and (reduce == "mean" or name == "IndexReduce" and not include):
        raise not_implemented(f"reduce_{reduce}_cpu", array)
    if not shape:
        input, src = reshape(clone(input), (1,)), reshape(src, (-1,))
        key = tuple(np.reshape(k, -1) for k in key)
    result = _reduced(input, src, key=key, reduce=reduce, include=include, name=name)
    result = result if shape else reshape(result, ())
    return result if out is None else out.receive(result, "scatter_reduce")


@op(saved=("key",), node=lambda input, src, key, reduce, include, name: f"{name}Backward0")
def _reduced(input: Array, src: Array, *, key: Key, reduce: str, include: bool, name: str) -> Array:
    """A copy of the input with what `src` sends to each place reduced to one."""
    result = input.copy()
    if not include:
        result[key] = {"sum": 0, "mean": 0, "prod": 1}.get(reduce, src)  # of several, any
    kind = {"amax": "maximum", "amin": "minimum", "prod": "multiply"}.get(reduce, "add")
    place_of(result).reduce_at(kind, result, key, src)
    if reduce == "mean":
        count = _met.forward(input, src, key=key, include=include)
        result = result / count if input.dtype.kind == "f" else np.floor_divide(result, count)
    return result


def _input_rule(
    grad: Any, input: Any, src: Any, out: Any, key: Key, reduce: str, include: bool
) -> Any:
    if reduce == "mean":
        grad = grad / _met(input, src, key=key, include=include)
    elif reduce == "prod":
        whole = where(input == 0, 1.0, input)  # the product of the others
        grad = grad * _again(whole, src, key, include) / whole
    elif reduce in ("amax", "amin"):
        grad = where(input == out, grad / _winners(input, src, out, key=key), 0.0)
    return grad if include else put(grad, 0.0, key=key)


def _src_rule(
    grad: Any, input: Any, src: Any, out: Any, key: Key, reduce: str, include: bool
) -> Any:
    if reduce == "mean":
        return _index(grad / _met(input, src, key=key, include=include), key=key)
    if reduce in ("amax", "amin"):
        share = grad / _winners(input, src, out, key=key)
        return where(src == _index(out, key=key), _index(share, key=key), 0.0)
    if reduce == "prod":
        lone = _lone_zeros(src, input, key=key)  # the only zero of its place
        others = grad * _again(input, where(lone, 1.0, src), key, include)
        share = _index(grad * out, key=key) / where(src == 0, 1.0, src)
        return where(lone, _index(others, key=key), share)
    return _index(grad, key=key)


def _again(input: Any, src: Any, key: Key, include: bool) -> Any:
    return _reduced(input, src, key=key, reduce="prod", include=include, name="ScatterReduce")


_reduced.derivative(input=_input_rule, src=_src_rule)


@op
def _met(input: Array, src: Array, *, key: Key, include: bool) -> Array:
    """How many values meet in each place, at least 1."""
    count = np.ones_like(input) if include else np.zeros_like(input)
    place_of(count).reduce_at("add", count, key, np.ones_like(src))
    return np.maximum(count, np.ones_like(count))


@op
def _winners(input: Array, src: Array, out: Array, *, key: Key) -> Array:
    """How many values equal the result of their place."""
    count = (input == out).astype(input.dtype)
    place_of(count).reduce_at("add", count, key, (src == out[key]).astype(input.dtype))
    return count


@op
def _lone_zeros(src: Array, input: Array, *, key: Key) -> Array:
    """Where src is the only 0 that is sent to its place."""
    count = np.zeros_like(input)
    place_of(count).reduce_at("add", count, key, (src == 0).astype(input.dtype))
    return (src == 0) & (count[key] == 1)


# ------------------------------------------------------------------------------------- put


def put_elements(input: Tensor, index: Tensor, source: Tensor, accumulate: bool = False) -> Tensor:
    """A copy with the elements of source written (or added) at places counted row by row.

    Shape: any, index and source with as many elements as each other -> that of input.
    Raises IndexError for a place out of range, RuntimeError for another dtype.
    Source: torch.put.
    """
    array, places = array_of(input, "put"), array_of(index, "put", "index", 2)
    given = array_of(source, "put", "source", 3)
    check_flat(places, array.size, "put_")
    if given.dtype != array.dtype:
        a, b = (dtypes.of_array(x).scalar_name for x in (array, given))
        raise RuntimeError(
            "put_(): self and source expected to have the same dtype, but got "
            f"self.dtype = {a} and source.dtype = {b}"
        )
    if given.size != places.size:
        raise IndexError(
            "put_(): Expected source and index to have the same number of elements, but got "
            f"source.numel() = {given.size}, index.numel() = {places.size}"
        )
    flat = wrapped(beside(places, array, "put_").reshape(-1), 0, array.size, False)
    key = tuple(np.unravel_index(flat, array.shape or (1,)))
    return written(input, reshape(source, (-1,)), key, "PutBackward0", accumulate)


__all__ = ["index_reduce", "put_elements", "scatter_reduce"]
