"""Views of a part: rows, ranges, diagonals, windows.

One operation, `_part`, makes them all except diagonals and windows: it takes a key of ints, slices
and None, as NumPy does. Its derivative writes the gradient into zeros at the key.
Several parts of one tensor (unbind, split, chunk) are the results of one operation, `_parts`, whose
derivative writes all their gradients into one array.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ... import dtypes, errors
from ...backend import place_of
from ...errors import wrap_dim
from ...graph import make_view, op
from ...nodes import Value, mode
from ...pieces import Pieces
from ..arguments import array_of, as_int, ints, one_int
from .strided import _as_strided, geometry

Array = Any
Tensor = Any
Key = tuple[Any, ...]


@op(view=True, node=lambda input, key, maker="Slice": f"{maker}Backward0")
def _part(input: Array, *, key: Key, maker: str = "Slice") -> Array:
    """input[key] for a key of ints, slices and None. maker: what PyTorch calls this view.

    Derivative: zeros, with the gradient at the key.
    """
    key = (*key, ...) if ... not in key else key
    if None not in key:
        return input[key]
    old = input[tuple(k for k in key if k is not None)]  # reshape gives a new dimension the stride
    return old.reshape(input[key].shape)  # that PyTorch gives it


@op
def _part_grad(input: Array, *, key: Key, shape: tuple[int, ...]) -> Array:
    """Zeros of a shape, with the input written at the key. Derivative: _part."""
    result = place_of(input).xp.zeros(shape, dtype=input.dtype)
    result[key] = input
    return result


def _part_rule(grad: Any, input_shape: tuple[int, ...], key: Key) -> Any:
    if isinstance(grad, Value):
        return _part_grad(grad, key=key, shape=input_shape)
    return Pieces(grad, key, input_shape)


_part.derivative(input=_part_rule)
_part_grad.derivative(input=lambda grad, key: _part(grad, key=key))


@op(node=lambda input, keys, maker: f"{maker}Backward0")
def _parts(input: Array, *, keys: list[Key], maker: str) -> tuple[Array, ...]:
    """input[key] for every key; the parts do not overlap and cover the input.

    Derivative: every gradient at its key.
    """
    return tuple([input[key] for key in keys])


@op
def _parts_grad(*parts: Array, keys: list[Key], shape: tuple[int, ...], whole: bool) -> Array:
    """An array of a shape with each part written at its key, and zeros elsewhere.

    whole: there is no elsewhere.   Derivative: _part.
    """
    made = np.empty_like if whole else np.zeros_like
    result = made(parts[0], shape=shape, order="C")
    for key, part in zip(keys, parts, strict=True):
        result[key] = part
    return result


def _parts_rule(grads: Any, input_shape: tuple[int, ...], keys: list[Key]) -> tuple[Any]:
    used = [i for i, grad in enumerate(grads) if grad is not None]
    found = _parts_grad(
        *[grads[i] for i in used],
        keys=[keys[i] for i in used],
        shape=input_shape,
        whole=len(used) == len(keys),
    )
    return (found,)


_parts.derivative(_parts_rule)
_parts_grad.derivative(parts=lambda grad, index, keys: _part(grad, key=keys[index]))

# ---------------------------------------------------------------------------- one part


def select(input: Tensor, dim: int, index: int) -> Tensor:
    """The part at one index of a dimension, which disappears: select(x, 1, 2) is x[:, 2].

    Raises IndexError for an index or dimension out of range.   Source: torch.select.
    """
    shape = tuple(array_of(input, "select").shape)
    if not shape:
        raise IndexError("select() cannot be applied to a 0-dim tensor.")
    dim = wrap_dim(one_int(dim, "select", "dim"), len(shape))
    index = one_int(index, "select", "index", 2)
    if not -shape[dim] <= index < shape[dim]:
        raise IndexError(
            f"select(): index {index} out of range for tensor of size {list(shape)} "
            f"at dimension {dim}"
        )
    return _part(input, key=_at(dim, index), maker="Select")


def narrow(input: Tensor, dim: int, start: Any, length: int) -> Tensor:
    """`length` entries of a dimension from `start` on.

    Raises IndexError or RuntimeError when the range leaves the dimension.   Source: torch.narrow.
    """
    shape = array_of(input, "narrow").shape
    if not shape:
        raise RuntimeError("narrow() cannot be applied to a 0-dim tensor.")
    dim = wrap_dim(one_int(dim, "narrow", "dim"), len(shape))
    if isinstance(start, Value) and as_int(start) is None:
        raise RuntimeError("start must be an 0-dim integral Tensor.")
    start, length = one_int(start, "narrow", "start", 2), one_int(length, "narrow", "length", 3)
    size = shape[dim]
    if length < 0:
        raise RuntimeError("narrow(): length must be non-negative.")
    if not -size <= start <= size:
        raise IndexError(
            f"start out of range (expected to be in range of [-{size}, {size}], but got {start})"
        )
    start = start + size if start < 0 else start
    if start + length > size:
        raise RuntimeError(f"start ({start}) + length ({length}) exceeds dimension size ({size}).")
    return _part(input, key=_at(dim, slice(start, start + length)))


def diagonal(input: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Tensor:
    """The diagonal of two dimensions, as the last dimension; offset > 0 lies above the main one.

    Shape: (…, n, …, m, …) -> (…, k).   Derivative: zeros, with the gradient on the diagonal.
    Raises RuntimeError when the two dimensions are one.   Source: torch.diagonal.
    """
    array = array_of(input, "diagonal")
    offset = one_int(offset, "diagonal", "offset")
    a, b = wrap_dim(dim1, array.ndim), wrap_dim(dim2, array.ndim)
    if a == b:
        raise RuntimeError(f"diagonal dimensions cannot be identical {dim1}, {dim2}")
    source = shape, stride, start = geometry(array)
    length = max(min(shape[a] + min(offset, 0), shape[b] - max(offset, 0)), 0)
    if length:
        start += offset * stride[b] if offset >= 0 else -offset * stride[a]
    rest = [d for d in range(array.ndim) if d not in (a, b)]
    target = (
        (*(shape[d] for d in rest), length),
        (*(stride[d] for d in rest), stride[a] + stride[b]),
        start,
    )
    return _as_strided(input, source=source, target=target, name="Diagonal")


def unfold(input: Tensor, dimension: int, size: int, step: int) -> Tensor:
    """All windows of `size` entries, `step` apart, along a dimension; entries in a last dimension.

    Shape: (…, n, …) -> (…, (n - size) / step + 1, …, size).   Derivative: overlaps add up.
    Raises RuntimeError for a size or step that does not fit.   Source: torch.Tensor.unfold.
    """
    array = array_of(input, "unfold")
    dim = wrap_dim(dimension, array.ndim, "unfold")
    source = shape, stride, start = geometry(array)
    have = shape[dim] if shape else 1
    if size < 0:
        raise RuntimeError(f"size is {size} but must be >= 0")
    if size > have:
        raise RuntimeError(
            f"maximum size for tensor at dimension {dim} is {have} but size is {size}"
        )
    if step <= 0:
        raise RuntimeError(f"step is {step} but must be > 0")
    if not shape:
        return _as_strided(input, source=source, target=((size,), (1,), start), name="Unfold")
    windows = (have - size) // step + 1
    target = (
        (*shape[:dim], windows, *shape[dim + 1 :], size),
        (*stride[:dim], stride[dim] * step, *stride[dim + 1 :], stride[dim]),
        start,
    )
    return _as_strided(input, source=source, target=target, name="Unfold")


# ------------------------------------------------------------------------ several parts


def unbind(input: Tensor, dim: int = 0) -> tuple[Any, ...]:
    """Every part along a dimension, which disappears, as a tuple. Source: torch.unbind."""
    shape = array_of(input, "unbind").shape
    if not shape:
        raise IndexError("Dimension specified as 0 but tensor has no dimensions")
    dim = wrap_dim(dim, len(shape), "unbind")
    return _several(input, [_at(dim, i) for i in range(shape[dim])], "Unbind")


def split(input: Tensor, split_size_or_sections: Any, dim: int = 0) -> tuple[Any, ...]:
    """Parts of one size (the last may be smaller), or of the given sizes, along a dimension.

    Raises RuntimeError for sizes below 0 or that do not add up to the dimension.
    Source: torch.split.
    """
    shape = array_of(input, "split").shape
    if not shape:
        raise RuntimeError("split expects at least a 1-dimensional tensor")
    dim = wrap_dim(dim, len(shape), "split")
    if isinstance(split_size_or_sections, Value) and split_size_or_sections.array.size == 1:
        split_size_or_sections = int(split_size_or_sections.array.item())
    size = as_int(split_size_or_sections)
    if size is None:
        return split_with_sizes(input, split_size_or_sections, dim)
    if size < 0:
        raise RuntimeError(f"split expects split_size be non-negative, but got split_size={size}")
    if size == 0 and shape[dim]:
        raise RuntimeError(
            "split_size can only be 0 if dimension size is 0, but got dimension size of "
            f"{shape[dim]}"
        )
    starts = range(0, max(shape[dim], 1), max(size, 1))
    return _several(input, [_at(dim, slice(i, i + size)) for i in starts], "Split")


def split_with_sizes(input: Tensor, split_sizes: Sequence[int], dim: int = 0) -> tuple[Any, ...]:
    """Parts of the given sizes along a dimension.

    Raises RuntimeError for sizes below 0 or that do not add up. Source: torch.split_with_sizes.
    """
    shape = array_of(input, "split_with_sizes").shape
    sizes = ints((split_sizes,), "split_with_sizes", "split_sizes", 2)
    dim = wrap_dim(dim, len(shape), "split_with_sizes")
    have = shape[dim]
    if any(n < 0 for n in sizes):
        raise RuntimeError(
            "split_with_sizes expects split_sizes have only non-negative entries, but got "
            f"split_sizes={list(sizes)}"
        )
    if sum(sizes) != have:
        raise RuntimeError(
            f"split_with_sizes expects split_sizes to sum exactly to {have} (input tensor's size "
            f"at dimension {dim}), but got split_sizes={list(sizes)}"
        )
    ends = [sum(sizes[: i + 1]) for i in range(len(sizes))]
    keys = [_at(dim, slice(end - n, end)) for n, end in zip(sizes, ends, strict=True)]
    return _several(input, keys, "SplitWithSizes")


def chunk(input: Tensor, chunks: int, dim: int = 0) -> tuple[Any, ...]:
    """At most `chunks` parts of equal size (the last may be smaller). Source: torch.chunk."""
    shape = array_of(input, "chunk").shape
    chunks = one_int(chunks, "chunk", "chunks")
    if not shape:
        raise RuntimeError("chunk expects at least a 1-dimensional tensor")
    if chunks <= 0:
        raise RuntimeError(f"chunk expects `chunks` to be greater than 0, got: {chunks}")
    dim = wrap_dim(dim, len(shape), "chunk")
    size = -(-shape[dim] // chunks)
    if size == 0:
        return split_with_sizes(input, [0] * chunks, dim)
    return split(input, size, dim)


def tensor_split(input: Tensor, indices_or_sections: Any, dim: int = 0) -> tuple[Any, ...]:
    """Parts cut before the given indices, or `n` parts whose sizes differ by at most 1.

    Raises RuntimeError for no sections or a 0-d tensor.   Source: torch.tensor_split.
    """
    shape = array_of(input, "tensor_split").shape
    if not shape:
        raise RuntimeError(
            "tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims"
        )
    dim = wrap_dim(dim, len(shape), "tensor_split")
    if isinstance(indices_or_sections, Value):
        _check_cuts(indices_or_sections.array)
    count = as_int(indices_or_sections)
    if count is not None:
        if count <= 0:
            raise RuntimeError(f"number of sections must be larger than 0, got {count}")
        small, larger = divmod(shape[dim], count)
        cuts = [i * small + min(i, larger) for i in range(1, count)]
    elif isinstance(indices_or_sections, Value):
        cuts = [int(i) for i in indices_or_sections.array]
    elif isinstance(indices_or_sections, list | tuple):
        cuts = list(ints((indices_or_sections,), "tensor_split", "indices"))
    else:
        kinds = "tuple of ints indices", "Tensor tensor_indices_or_sections", "int sections"
        forms = [f"{kind}, int dim = 0" for kind in kinds]
        raise errors.no_overload("tensor_split", (indices_or_sections,), forms)
    edges = [0, *cuts, shape[dim]]
    pairs = zip(edges[:-1], edges[1:], strict=True)
    return tuple(_part(input, key=_at(dim, slice(a, b))) for a, b in pairs)


def hsplit(input: Tensor, *where: Any, sections: Any = None, indices: Any = None) -> Any:
    """tensor_split along columns (along dimension 0 for a vector). Source: torch.hsplit."""
    dim = 0 if array_of(input, "hsplit").ndim == 1 else 1
    return _even_split(input, (*where, sections, indices), "hsplit", 1, dim)


def vsplit(input: Tensor, *where: Any, sections: Any = None, indices: Any = None) -> Any:
    """tensor_split along rows. Source: torch.vsplit."""
    return _even_split(input, (*where, sections, indices), "vsplit", 2, 0)


def dsplit(input: Tensor, *where: Any, sections: Any = None, indices: Any = None) -> Any:
    """tensor_split along dimension 2. Source: torch.dsplit."""
    return _even_split(input, (*where, sections, indices), "dsplit", 3, 2)


# --------------------------------------------------------------------------------- helpers


def _at(dim: int, what: Any) -> Key:
    """The key that means `what` in dimension `dim` and everything elsewhere."""
    return (*(slice(None),) * dim, what, ...)


def _several(input: Tensor, keys: list[Key], maker: str) -> tuple[Any, ...]:
    """Several parts of one call, marked as such: PyTorch forbids writing to them in place."""
    parts: tuple[Any, ...] = _parts(input, keys=keys, maker=maker)
    if isinstance(input, Value):
        for i, part in enumerate(parts):
            make_view(input, part)
            part.view_info.output_nr = i
            if mode.grad:
                part.view_info.origin = "several"
    return parts


def _check_cuts(given: Any) -> None:
    """Raise RuntimeError for a tensor that does not say where to cut."""
    expected = "tensor_split expected tensor_indices_or_sections to"
    if given.dtype != np.int64:
        found = dtypes.of_array(given).scalar_name
        raise RuntimeError(f"{expected} have dtype of long, but got {found}")
    if given.ndim > 1:
        raise RuntimeError(
            f"{expected} be a zero-dimensional or one-dimensional tensor, but got a tensor with "
            f"{given.ndim} dims"
        )


def _even_split(
    input: Tensor, where: tuple[Any, ...], name: str, least: int, dim: int
) -> tuple[Any, ...]:
    """where: a number of parts, indices (in one sequence or one by one), and None."""
    shape = array_of(input, name).shape
    where = tuple(w for w in where if w is not None)
    given = where[0] if len(where) == 1 else where
    if not where or as_int(given) is None and not isinstance(given, list | tuple):
        raise errors.no_overload(name, where, ["int sections", "tuple of ints indices"])
    if len(shape) < least:
        raise RuntimeError(
            f"torch.{name} requires a tensor with at least {least} dimension, but got a tensor "
            f"with {len(shape)} dimensions!"
        )
    count = as_int(given)
    if count is not None and (count == 0 or shape[dim] % count):
        raise RuntimeError(
            f"torch.{name} attempted to split along dimension {dim}, but the size of the dimension "
            f"{shape[dim]} is not divisible by the split_size {count}!"
        )
    return tensor_split(input, given, dim)
