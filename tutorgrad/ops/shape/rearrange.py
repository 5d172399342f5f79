"""Copies in another arrangement: mirrored, rolled, repeated, cut to a triangle, laid on a diagonal.

Source: PyTorch documentation of each function.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from ... import dtypes, errors
from ...backend import place_of
from ...errors import wrap_dim
from ...graph import op
from ...nodes import Value
from ..arguments import array_of, arrays_of, as_int, ints, one_int
from ..index.getitem import FULL, _index
from .slicing import diagonal
from .views import clone, expand, flatten, unsqueeze, view

Array = Any
Tensor = Any

# ------------------------------------------------------------------------- mirror and roll


def flip(input: Tensor, *order: Any, dims: Sequence[int] | None = None) -> Tensor:
    """A copy with the order of the entries of some dimensions reversed.

    Derivative: the gradient reversed.   Raises RuntimeError for a dimension named twice.
    Source: torch.flip.
    """
    ndim = array_of(input, "flip").ndim
    wanted = ints(order if dims is None else (dims,), "flip", "dims")
    wanted = tuple(wrap_dim(d, ndim) for d in wanted)
    for d in wanted:
        if wanted.count(d) > 1:
            raise RuntimeError(f"dim {d} appears multiple times in the list of dims")
    return _flip(input, dims=wanted)


@op
def _flip(input: Array, *, dims: tuple[int, ...]) -> Array:
    """A copy with the entries of the dimensions `dims` reversed."""
    return np.flip(input, dims).copy(order="K") if input.ndim else input.copy()


_flip.derivative(input=lambda grad, dims: _flip(grad, dims=dims))


def fliplr(input: Tensor) -> Tensor:
    """Columns reversed. Raises RuntimeError below 2 dimensions. Source: torch.fliplr."""
    if array_of(input, "fliplr").ndim < 2:
        raise RuntimeError("Input must be >= 2-d.")
    return flip(input, 1)


def flipud(input: Tensor) -> Tensor:
    """Rows reversed. Raises RuntimeError for a 0-d tensor. Source: torch.flipud."""
    if array_of(input, "flipud").ndim < 1:
        raise RuntimeError("Input must be >= 1-d.")
    return flip(input, 0)


def rot90(input: Tensor, k: int = 1, dims: Sequence[int] = (0, 1)) -> Tensor:
    """A copy turned by 90 degrees k times, from the first of two dimensions towards the second.

    Raises RuntimeError when the two dimensions are one.   Source: torch.rot90.
    """
    ndim = array_of(input, "rot90").ndim
    if len(dims) != 2:
        raise RuntimeError(f"expected total rotation dims == 2, but got dims = {len(dims)}")
    if ndim < 2:
        raise RuntimeError(f"expected total dims >= 2, but got total dims = {ndim}")
    a, b = (wrap_dim(d, ndim) for d in dims)
    if a == b:
        raise RuntimeError(
            f"expected rotation dims to be different, but got dim0 = {dims[0]} and dim1 = {dims[1]}"
        )
    return _rot90(input, k=one_int(k, "rot90", "k") % 4, dims=(a, b))


@op
def _rot90(input: Array, *, k: int, dims: tuple[int, int]) -> Array:
    """A copy turned by 90 degrees k times."""
    if k % 2 == 0:
        return np.flip(input, dims).copy() if k else input.copy()
    return np.flip(input, dims[1] if k == 1 else dims[0]).copy().swapaxes(*dims)


_rot90.derivative(input=lambda grad, k, dims: _rot90(grad, k=-k % 4, dims=dims))


def roll(input: Tensor, shifts: Any, dims: Any = None) -> Tensor:
    """A copy in which entries move on by `shifts`; what leaves at the end comes in at the start.

    Without dims, through all elements.   Derivative: the gradient rolled back.
    Raises RuntimeError when shifts and dims differ in number.   Source: torch.roll.
    """
    array = array_of(input, "roll")
    steps = ints((shifts,), "roll", "shifts")
    if not steps:
        raise RuntimeError("`shifts` required")
    over = () if dims is None else ints((dims,), "roll", "dims")
    if len(steps) != len(over) and (over or len(steps) > 1):
        raise RuntimeError(
            f"shifts and dimensions must align. shifts: {len(steps)}, dims:{len(over)}"
        )
    if over and not array.ndim:
        raise IndexError("Dimension specified as 0 but tensor has no dimensions")
    axes = tuple(wrap_dim(d, array.ndim) for d in over) or None
    return _roll(input, shifts=steps if axes else steps[0], dims=axes)


@op
def _roll(input: Array, *, shifts: Any, dims: tuple[int, ...] | None) -> Array:
    """A copy in which entries move on by `shifts`."""
    return row_by_row(np.roll(input, shifts, dims))


def _roll_rule(grad: Any, shifts: Any, dims: Any) -> Any:
    back = tuple(-s for s in shifts) if isinstance(shifts, tuple) else -shifts
    return _roll(grad, shifts=back, dims=dims)


_roll.derivative(input=_roll_rule)

# ----------------------------------------------------------------------------------- repeat


def repeat(input: Tensor, *sizes: Any, repeats: Sequence[int] | None = None) -> Tensor:
    """A copy laid out several times along each dimension: repeat(2, 3) is 2 down, 3 across.

    Derivative: the sum over the copies.
    Raises RuntimeError for fewer numbers than dimensions.   Source: torch.Tensor.repeat.
    """
    array = array_of(input, "repeat")
    times = ints(sizes if repeats is None else (repeats,), "repeat", "repeats")
    if len(times) < array.ndim:
        raise RuntimeError(
            "Number of dimensions of repeat dims can not be smaller than number of dimensions of "
            "tensor"
        )
    shape = (1,) * (len(times) - array.ndim) + tuple(array.shape)
    total = [n * k for n, k in zip(times, shape, strict=True)]
    for n in total:
        if n < 0:
            raise RuntimeError(f"Trying to create tensor with negative dimension {n}: {total}")
    return _repeat(input, times=times)


@op
def _repeat(input: Array, *, times: tuple[int, ...]) -> Array:
    """A copy laid out `times` along each dimension."""
    return np.tile(input, times)


@op
def _repeat_grad(input: Array, *, times: tuple[int, ...], shape: tuple[int, ...]) -> Array:
    """The sum over the copies that `_repeat` laid out. Derivative: _repeat."""
    full = (1,) * (len(times) - len(shape)) + tuple(shape)
    pairs = [n for pair in zip(times, full, strict=True) for n in pair]
    return input.reshape(pairs).sum(axis=tuple(range(0, len(pairs), 2))).reshape(shape)


_repeat.derivative(
    input=lambda grad, input_shape, times: _repeat_grad(grad, times=times, shape=input_shape)
)
_repeat_grad.derivative(input=lambda grad, times: _repeat(grad, times=times))


def tile(input: Tensor, *sizes: Any, dims: Sequence[int] | None = None) -> Tensor:
    """repeat in which missing numbers in front count as 1. Source: torch.tile."""
    times = ints(sizes if dims is None else (dims,), "tile", "dims")
    return repeat(input, (1,) * (array_of(input, "tile").ndim - len(times)) + times)


def repeat_interleave(
    input: Tensor, repeats: Any = None, dim: int | None = None, *, output_size: int | None = None
) -> Tensor:
    """Every entry of a dimension repeated in place: [1, 2] becomes [1, 1, 2, 2].

    repeats: a number, or a vector with one number per entry. Without dim, of all elements in a row.
    Without repeats, the input is the vector of numbers and the places 0, 1, 2, ... are repeated.
    Raises RuntimeError for numbers that are negative or do not fit.
    Source: torch.repeat_interleave.
    """
    array = array_of(input, "repeat_interleave")
    if repeats is None:
        if array.ndim != 1:
            _check_times(array)
            raise RuntimeError("repeat_interleave only accept 1D vector as repeat")
        places = place_of(array).xp.arange(array.size)
        return repeat_interleave(input.wrap(places, None), input)
    if dim is None:
        input, array, dim = flatten(input), array.reshape(-1), 0
    dim = wrap_dim(dim, array.ndim, "repeat_interleave")
    count = as_int(repeats)
    if count is None and not isinstance(repeats, Value):
        rest = "int dim = None, *, int output_size = None"
        forms = [f"Tensor input, {kind} repeats, {rest}" for kind in ("Tensor", "int")]
        raise errors.no_overload("repeat_interleave", (input, repeats), forms)
    if count is not None:
        if count < 0:
            raise RuntimeError("Repeats must be non-negative")
        stretched = expand(
            unsqueeze(input, dim + 1),
            (*array.shape[: dim + 1], count, *array.shape[dim + 1 :]),
        )
        return flatten(clone(stretched), dim, dim + 1)
    times = repeats.array
    if times.ndim > 1:
        raise RuntimeError("repeats must be 0-dim or 1-dim tensor")
    if times.ndim == 1 and times.size not in (1, array.shape[dim]):
        raise RuntimeError(
            "repeats must have the same size as input along dim, but got "
            f"repeats.size(0) = {times.size} and input.size({dim}) = {array.shape[dim]}"
        )
    _check_times(times)
    if (times < 0).any():
        raise RuntimeError("repeats can not be negative")
    places = np.repeat(place_of(array).xp.arange(array.shape[dim]), times)
    return _index(input, key=(*(FULL,) * dim, places), name="IndexSelect")


def _check_times(times: Array) -> None:
    """Raise NotImplementedError for other numbers than int32 and int64."""
    if times.dtype not in (np.int32, np.int64):
        kind = dtypes.of_array(times).scalar_name
        raise NotImplementedError(f"\"repeat_interleave_cpu\" not implemented for '{kind}'")


# -------------------------------------------------------------------- triangle and diagonal


def tril(input: Tensor, diagonal: int = 0, *, out: Tensor = None) -> Tensor:
    """The lower triangle, zeros above diagonal number `diagonal`.

    Derivative: the lower triangle of the gradient.
    Raises RuntimeError below 2 dimensions.   Source: torch.tril.
    """
    return _tril(input, diagonal=one_int(diagonal, "tril", "diagonal"), out=out)


def triu(input: Tensor, diagonal: int = 0, *, out: Tensor = None) -> Tensor:
    """The upper triangle, zeros below diagonal number `diagonal`. Source: torch.triu."""
    return _triu(input, diagonal=one_int(diagonal, "triu", "diagonal"), out=out)


@op
def _tril(input: Array, *, diagonal: int) -> Array:
    """The lower triangle."""
    if input.ndim < 2:
        raise RuntimeError("tril: input tensor must have at least 2 dimensions")
    return row_by_row(np.tril(input, diagonal))


@op
def _triu(input: Array, *, diagonal: int) -> Array:
    """The upper triangle."""
    if input.ndim < 2:
        raise RuntimeError("triu: input tensor must have at least 2 dimensions")
    return row_by_row(np.triu(input, diagonal))


_tril.derivative(input=lambda grad, diagonal: _tril(grad, diagonal=diagonal))
_triu.derivative(input=lambda grad, diagonal: _triu(grad, diagonal=diagonal))


def diag(input: Tensor, diagonal: int = 0, *, out: Tensor = None) -> Tensor:
    """A vector laid on the diagonal of a matrix, or a copy of the diagonal of a matrix.

    Shape: (n) -> (n, n), (n, m) -> (k).   Raises RuntimeError for other shapes.
    Source: torch.diag.
    """
    ndim = array_of(input, "diag").ndim
    if ndim not in (1, 2):
        raise RuntimeError(f"diag(): Supports 1D or 2D tensors. Got {ndim}D")
    diagonal = one_int(diagonal, "diag", "diagonal")
    result = diag_embed(input, diagonal) if ndim == 1 else _diagonal_copy(input, offset=diagonal)
    return result if out is None else out.receive(result, "diag")


@op(node="DiagonalBackward0_copy")
def _diagonal_copy(input: Array, *, offset: int) -> Array:
    """A copy of a diagonal of a matrix."""
    return np.diagonal(input, offset).copy()


@op
def _diagonal_grad(input: Array, *, offset: int, shape: tuple[int, int]) -> Array:
    """A matrix of zeros with the input on a diagonal. Derivative: _diagonal_copy."""
    result = place_of(input).xp.zeros(shape, dtype=input.dtype)
    steps = place_of(input).xp.arange(input.size)
    result[steps + max(-offset, 0), steps + max(offset, 0)] = input
    return result


_diagonal_copy.derivative(
    input=lambda grad, input_shape, offset: _diagonal_grad(grad, offset=offset, shape=input_shape)
)
_diagonal_grad.derivative(input=lambda grad, offset: _diagonal_copy(grad, offset=offset))


def diag_embed(input: Tensor, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Tensor:
    """The last dimension laid on the diagonal of two new ones, zeros elsewhere.

    Shape: (…, n) -> (…, n + |offset|, n + |offset|).   Derivative: the diagonal of the gradient.
    Source: torch.diag_embed.
    """
    ndim = array_of(input, "diag_embed").ndim + 1
    a, b = wrap_dim(dim1, ndim), wrap_dim(dim2, ndim)
    if a == b:
        raise RuntimeError(f"diagonal dimensions cannot be identical {dim1}, {dim2}")
    return _diag_embed(input, offset=offset, dim1=a, dim2=b)


@op
def _diag_embed(input: Array, *, offset: int, dim1: int, dim2: int) -> Array:
    """The last dimension laid on the diagonal of two new ones."""
    size, xp = input.shape[-1] + abs(offset), place_of(input).xp
    shape = list(input.shape[:-1])
    for d in sorted((dim1, dim2)):
        shape.insert(d, size)
    result = xp.zeros(shape, dtype=input.dtype)
    steps = xp.arange(input.shape[-1])
    matrices = np.moveaxis(result, (dim1, dim2), (-2, -1))
    matrices[..., steps + max(-offset, 0), steps + max(offset, 0)] = input
    return result


_diag_embed.derivative(input=lambda grad, offset, dim1, dim2: diagonal(grad, offset, dim1, dim2))

# ------------------------------------------------------------------------------------ grids


def meshgrid(*tensors: Any, indexing: str | None = None) -> tuple[Any, ...]:
    """The coordinates of a grid: vectors stretched so that each varies along its own dimension.

    indexing: "ij" (rows first) or "xy" (as in a plot); leaving it out means "ij" and warns.
    Raises RuntimeError for anything but vectors.   Source: torch.meshgrid.
    """
    if len(tensors) == 1 and isinstance(tensors[0], list | tuple):
        tensors = tuple(tensors[0])
    arrays = arrays_of(tensors, "meshgrid")
    if indexing is None:
        warnings.warn(
            "torch.meshgrid: in an upcoming release, it will be required to pass the indexing "
            "argument.",
            stacklevel=2,
        )
    if indexing not in (None, "ij", "xy"):
        raise RuntimeError(
            'torch.meshgrid: indexing must be one of "xy" or "ij", but received: ' + str(indexing)
        )
    for x, array in zip(tensors, arrays, strict=True):
        if array.ndim > 1:
            raise RuntimeError(
                f"torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: {x}"
            )
    if any(array.dtype != arrays[0].dtype for array in arrays):
        raise RuntimeError("meshgrid expects all tensors to have the same dtype")
    order = list(range(len(tensors)))  # which vector varies along dimension 0, 1, ...
    if indexing == "xy" and len(order) > 1:
        order[:2] = 1, 0
    shape = tuple(arrays[i].size for i in order)
    return tuple(
        expand(view(x, (1,) * d + (-1,) + (1,) * (len(shape) - d - 1)), shape)
        for d, x in zip(order, tensors, strict=True)  # swapping two is its own inverse
    )


# ---------------------------------------------------------------------------------- helpers


def row_by_row(array: Array) -> Array:
    """The array with its elements in this order in memory, copied only if they are not."""
    return array if array.flags.c_contiguous else array.copy()
