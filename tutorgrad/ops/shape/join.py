"""Joining: several tensors made one.

`cat` joins along a dimension that is there, `stack` along a new one; the others are these two with
the shapes padded first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ...errors import wrap_dim
from ...graph import op
from ..arguments import array_of, arrays_of
from .slicing import _part, unbind
from .views import reshape, unsqueeze, view

Array = Any
Tensor = Any


def cat(tensors: Any, dim: int = 0, *, axis: int | None = None, out: Any = None) -> Tensor:
    """Tensors joined one after another along a dimension.

    Shape: equal except in `dim`, where the sizes add up; a 1-d tensor without elements is skipped.
    The dtype is the common one.   Derivative: each tensor's own range of the gradient.
    Raises ValueError for an empty list, RuntimeError when shapes do not match.   Source: torch.cat.
    """
    arrays = arrays_of(tensors, "cat")
    if not arrays:
        raise ValueError("torch.cat(): expected a non-empty list of Tensors")
    for i, array in enumerate(arrays):
        if array.ndim == 0:
            raise RuntimeError(f"zero-dimensional tensor (at position {i}) cannot be concatenated")
    shapes = [tuple(a.shape) for a in arrays]
    whole = [shape for shape in shapes if shape != (0,)] or shapes
    dim = wrap_dim(dim if axis is None else axis, len(whole[0]), "cat")
    check_joinable(shapes, whole[0], dim)
    return _cat(*tensors, dim=dim, out=out)


concat = concatenate = cat


@op(promote="common")
def _cat(*tensors: Array, dim: int) -> Array:
    """Arrays joined along a dimension."""
    whole = [a for a in tensors if a.shape != (0,)]
    result = np.concatenate(whole or tensors, axis=dim)
    return result if result.flags.c_contiguous else result.copy()


def _cat_rule(grad: Any, shapes: Any, dim: int) -> list[Any]:
    """For every input its range of the gradient."""
    parts, start = [], 0
    for shape in shapes:
        if shape == (0,):
            parts.append(reshape(_part(grad, key=(slice(0, 0),)), (0,)))
        else:
            end = start + shape[dim]
            parts.append(_part(grad, key=(*(slice(None),) * dim, slice(start, end))))
            start = end
    return parts


_cat.derivative(_cat_rule)


def stack(tensors: Any, dim: int = 0, *, axis: int | None = None, out: Any = None) -> Tensor:
    """Tensors of one shape joined along a new dimension.

    Shape: n times (*) -> (*) with n inserted at `dim`. The dtype is the common one.
    Derivative: each tensor's own slice of the gradient.
    Raises RuntimeError for an empty list or when shapes differ.   Source: torch.stack.
    """
    arrays = arrays_of(tensors, "stack")
    if not arrays:
        raise RuntimeError("stack expects a non-empty TensorList")
    for i, array in enumerate(arrays):
        if array.shape != arrays[0].shape:
            raise RuntimeError(
                f"stack expects each tensor to be equal size, but got {list(arrays[0].shape)} at "
                f"entry 0 and {list(array.shape)} at entry {i}"
            )
    dim = wrap_dim(dim if axis is None else axis, arrays[0].ndim + 1, "stack")
    return _stack(*tensors, dim=dim, out=out)


@op(promote="common")
def _stack(*tensors: Array, dim: int) -> Array:
    """Arrays of one shape joined along a new dimension."""
    result = np.stack(tensors, axis=dim)
    return result if result.flags.c_contiguous else result.copy()


_stack.derivative(lambda grad, dim: unbind(grad, dim))


def hstack(tensors: Any, *, out: Any = None) -> Tensor:
    """cat along columns (along dimension 0 for vectors). Source: torch.hstack."""
    raised = _raised(tensors, "hstack", atleast_1d)
    return cat(raised, 0 if array_of(raised[0], "hstack").ndim == 1 else 1, out=out)


def vstack(tensors: Any, *, out: Any = None) -> Tensor:
    """cat along rows; a vector counts as one row. Source: torch.vstack."""
    return cat(_raised(tensors, "vstack", atleast_2d), 0, out=out)


def row_stack(tensors: Any, *, out: Any = None) -> Tensor:
    """Another name of vstack. Source: torch.row_stack."""
    if not isinstance(tensors, list | tuple):
        arrays_of(tensors, "row_stack")
    return vstack(tensors, out=out)


def dstack(tensors: Any, *, out: Any = None) -> Tensor:
    """cat along dimension 2; missing dimensions are added. Source: torch.dstack."""
    return cat(_raised(tensors, "dstack", atleast_3d), 2, out=out)


def column_stack(tensors: Any, *, out: Any = None) -> Tensor:
    """hstack in which a vector counts as one column. Source: torch.column_stack."""
    return hstack(_raised(tensors, "column_stack", _as_column), out=out)


def _as_column(input: Tensor) -> Tensor:
    return reshape(input, (-1, 1)) if array_of(input, "column_stack").ndim <= 1 else input


# ------------------------------------------------------------------- missing dimensions


def atleast_1d(*tensors: Any) -> Any:
    """A 0-d tensor as (1,), others unchanged; several tensors give a tuple.

    Source: torch.atleast_1d.
    """
    return _each(tensors, lambda x, ndim: view(x, (1,)) if ndim == 0 else x)


def atleast_2d(*tensors: Any) -> Any:
    """A 0-d tensor as (1, 1), a vector as (1, n), others unchanged. Source: torch.atleast_2d."""
    return _each(
        tensors,
        lambda x, ndim: view(x, (1, 1)) if ndim == 0 else unsqueeze(x, 0) if ndim == 1 else x,
    )


def atleast_3d(*tensors: Any) -> Any:
    """A vector as (1, n, 1), a matrix as (n, m, 1), others unchanged. Source: torch.atleast_3d."""

    def raised(x: Tensor, ndim: int) -> Tensor:
        if ndim == 0:
            return view(x, (1, 1, 1))
        if ndim == 1:
            x = unsqueeze(x, 0)
        return unsqueeze(x, -1) if ndim < 3 else x

    return _each(tensors, raised)


def block_diag(*tensors: Any) -> Tensor:
    """Matrices along the diagonal of one large matrix, zeros elsewhere.

    A vector counts as one row. Raises RuntimeError for more than 2 dimensions.
    Source: torch.block_diag.
    """
    for i, array in enumerate(arrays_of(tensors, "block_diag")):
        if array.ndim > 2:
            raise RuntimeError(
                "torch.block_diag: Input tensors must have 2 or fewer dimensions. "
                f"Input {i} has {array.ndim} dimensions"
            )
    return _block_diag(*(atleast_2d(x) for x in tensors))


@op(promote="common")
def _block_diag(*tensors: Array) -> Array:
    """Matrices along the diagonal of one large matrix."""
    rows, columns = (sum(a.shape[d] for a in tensors) for d in (0, 1))
    result = np.zeros_like(tensors[0], shape=(rows, columns))
    row = column = 0
    for a in tensors:
        result[row : row + a.shape[0], column : column + a.shape[1]] = a
        row, column = row + a.shape[0], column + a.shape[1]
    return result


def _block_diag_rule(grad: Any, index: int, shapes: Any) -> Any:
    row, column = (sum(shape[d] for shape in shapes[:index]) for d in (0, 1))
    n, m = shapes[index]
    return _part(grad, key=(slice(row, row + n), slice(column, column + m)))


_block_diag.derivative(tensors=_block_diag_rule)

# --------------------------------------------------------------------------------- helpers


def check_joinable(shapes: list[tuple[int, ...]], first: tuple[int, ...], dim: int) -> None:
    """Raise PyTorch's RuntimeError when shapes differ in another dimension than `dim`."""
    for i, shape in enumerate(shapes):
        if shape == (0,):
            continue
        if len(shape) != len(first):
            raise RuntimeError(
                f"Tensors must have same number of dimensions: got {len(first)} and {len(shape)}"
            )
        for d, (want, got) in enumerate(zip(first, shape, strict=True)):
            if d != dim and want != got:
                raise RuntimeError(
                    f"Sizes of tensors must match except in dimension {dim}. Expected size {want} "
                    f"but got size {got} for tensor number {i} in the list."
                )


def _raised(tensors: Any, name: str, raise_one: Callable[..., Any]) -> list[Any]:
    """Each tensor with the missing dimensions; RuntimeError for an empty list."""
    if not arrays_of(tensors, name):
        raise RuntimeError(f"{name} expects a non-empty TensorList")
    return [raise_one(x) for x in tensors]


def _each(tensors: tuple[Any, ...], raised: Callable[[Any, int], Any]) -> Any:
    """One tensor for one tensor, a tuple for several or for a list."""
    if len(tensors) == 1 and not isinstance(tensors[0], list | tuple):
        return raised(tensors[0], array_of(tensors[0], "atleast").ndim)
    many = tensors[0] if len(tensors) == 1 else tensors
    return tuple(raised(x, array_of(x, "atleast").ndim) for x in many)
