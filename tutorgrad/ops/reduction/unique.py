"""Sets: unique, unique_consecutive, isin."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ... import errors
from ...graph import camel, op
from ...nodes import Value

Array = Any
ISIN = tuple(
    f"{first}, {second}, *, bool assume_unique = False, bool invert = False, Tensor out = None"
    for first, second in (
        ("Tensor elements", "Tensor test_elements"),
        ("Number element", "Tensor test_elements"),
        ("Tensor elements", "Number test_element"),
    )
)


@op(node=lambda input, name, **_: camel(name) + "Backward0")
def rows_at(input: Array, *, places: Array, dim: int | None, name: str) -> Array:
    """The entries of `dim` (None: of the flattened input) at some places.   name: for what."""
    return np.take(input.reshape(-1) if dim is None else input, places, axis=dim or 0)


def _no_rule(grad: Any, name: str) -> Any:
    raise NotImplementedError(f"the derivative for '{name}' is not implemented.")


rows_at.derivative(input=_no_rule)


def unique(
    input: Value,
    sorted: bool = True,
    return_inverse: bool = False,
    return_counts: bool = False,
    dim: int | None = None,
) -> Any:
    """Every element once, or every entry of `dim` once, in ascending order. NaNs are all different.

    sorted: without effect, as in PyTorch on the CPU.   return_inverse: also where each element of
    the input stands in the result.   return_counts: also how often each element came.
    Raises RuntimeError for empty dimensions beside `dim`. No derivative.   Source: torch.unique.
    """
    name = "_unique2" if dim is None else "unique_dim"
    _check_flags(name, sorted=sorted, return_inverse=return_inverse, return_counts=return_counts)
    return _unique(name, input, dim, True, return_inverse, return_counts)


def unique_consecutive(
    input: Value,
    return_inverse: bool = False,
    return_counts: bool = False,
    dim: int | None = None,
) -> Any:
    """The first of every run of equal neighbours. See `unique`.

    Source: torch.unique_consecutive.
    """
    _check_flags("unique_consecutive", return_inverse=return_inverse, return_counts=return_counts)
    return _unique("unique_consecutive", input, dim, False, return_inverse, return_counts)


def _check_flags(function: str, **flags: Any) -> None:
    """Raise TypeError for the first that is no bool: `x.unique(0)` would mean a dimension."""
    for name, flag in flags.items():
        if not isinstance(flag, bool):
            raise errors.wrong_kind(function, name, "bool", flag)


def _unique(
    name: str, input: Any, dim: int | None, sort: bool, return_inverse: bool, return_counts: bool
) -> Any:
    if not isinstance(input, Value):
        raise errors.not_a_tensor(name, "input", 1, input)
    array = input.array
    if dim is None:
        rows = array.reshape(-1, 1)
    else:
        dim = check_dim(array, dim)
        first = np.moveaxis(array, dim, 0)
        rows = first.reshape(len(first), math.prod(first.shape[1:]))
    order = ascending(rows) if sort else None
    if order is not None:
        rows = rows[order]
    n = len(rows)
    changes = (rows[1:] != rows[:-1]).any(axis=1)
    new = np.concatenate([np.ones_like(rows[:1, 0], dtype=bool), changes])
    starts = np.nonzero(new)[0]
    places = starts if order is None else order[starts]
    found = [rows_at(input, places=places, dim=dim, name=name)]
    if return_inverse:
        inverse = np.cumsum(new) - 1
        inverse = inverse if order is None else inverse[np.argsort(order)]
        found.append(input.wrap(inverse.reshape(array.shape) if dim is None else inverse, None))
    if return_counts:
        ends = np.concatenate([starts[1:], np.full_like(starts[:1], n)])
        found.append(input.wrap(ends - starts, None))
    return found[0] if len(found) == 1 else tuple(found)


def ascending(rows: Array) -> Array:
    """The places of the rows in ascending order, the first column first; equal ones keep theirs."""
    if rows.shape[1] == 1:
        return np.argsort(rows[:, 0], kind="stable")
    return np.lexsort(rows.T[::-1])


def check_dim(array: Array, dim: int) -> int:
    """`dim` counted from the front; raises where there are no entries to compare."""
    if not array.ndim:
        raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
    dim = errors.wrap_dim(dim, array.ndim)
    if array.shape[dim] == 0 and array.shape.count(0) > 1:
        raise RuntimeError(
            "Number of zero sized dimensions is more than one, so unique cannot be applied"
        )
    if 0 in array.shape[:dim] + array.shape[dim + 1 :]:
        raise RuntimeError(
            "There are 0 sized dimensions, and they aren't selected, so unique cannot be applied"
        )
    return dim


@op(promote="common")
def isin_(elements: Array, test_elements: Array, *, invert: bool) -> Array:
    """Is each element one of the others?"""
    return np.isin(elements, test_elements, invert=invert)


def isin(
    elements: Any,
    test_elements: Any,
    *,
    assume_unique: bool = False,
    invert: bool = False,
    out: Any = None,
) -> Any:
    """Is each element among test_elements? Either may be a number. NaN is in nothing.

    invert: the opposite.   assume_unique: without effect on the result.
    Raises RuntimeError for bools.   Source: torch.isin.
    """
    tensors = [x for x in (elements, test_elements) if isinstance(x, Value)]
    numbers = [x for x in (elements, test_elements) if isinstance(x, int | float)]
    if not tensors or len(tensors) + len(numbers) < 2:
        raise errors.no_overload("isin", (elements, test_elements), ISIN)
    for x in tensors:
        if x.array.dtype.kind == "b":
            raise RuntimeError("Unsupported input type encountered for isin(): Bool")
    return isin_(elements, test_elements, invert=invert, out=out)


__all__ = ["isin", "unique", "unique_consecutive"]
