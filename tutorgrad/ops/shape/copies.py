"""Views turned into copies: `NAME_scatter` writes into a part of a copy, `NAME_copy` copies it.

`select_scatter(x, src, 0, 1)` is `y = x.clone(); y[1] = src`, in one differentiable step.
Source: torch.select_scatter, torch.select_copy and their kind.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ...errors import wrap_dim
from ...memory_format import contiguous_format
from ...nodes import Value
from ..arguments import array_of, as_int
from . import slicing, views
from .slicing import _part, diagonal, select
from .strided import as_strided, geometry, part_replaced

Tensor = Any

# ---------------------------------------------------------------------- write into a part


def scattered(input: Tensor, part: Tensor, src: Tensor, name: str, out: Tensor) -> Tensor:
    """A copy of the input with `src` where `part`, a view of the input, lies.

    Derivative: zeros in the part for the input, the part of the gradient for src.
    Raises RuntimeError when the shapes differ.
    """
    have, wanted = list(array_of(src, name, "src", 2).shape), list(part.array.shape)
    if have != wanted:
        raise RuntimeError(
            "expected src to have a size equal to the slice of self. "
            f"src size = {have}, slice size = {wanted}"
        )
    src = src.cast(input.array.dtype) if src.array.dtype != input.array.dtype else src
    where = {"within": geometry(input.array), "part": geometry(part.array)}
    result = part_replaced(input, src, **where, name=name)
    return result if out is None else out.receive(result, name)


def select_scatter(
    input: Tensor, src: Tensor, dim: int, index: int, *, out: Tensor = None
) -> Tensor:
    """A copy with src at one index of a dimension. Source: torch.select_scatter."""
    return scattered(input, select(input, dim, index), src, "SelectScatter", out)


def slice_scatter(
    input: Tensor,
    src: Tensor,
    dim: int = 0,
    start: int | None = None,
    end: int | None = None,
    step: int = 1,
    *,
    out: Tensor = None,
) -> Tensor:
    """A copy with src in start:end:step of a dimension. Source: torch.slice_scatter."""
    return scattered(input, sliced(input, dim, start, end, step), src, "SliceScatter", out)


def diagonal_scatter(
    input: Tensor, src: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1, *, out: Tensor = None
) -> Tensor:
    """A copy with src on a diagonal. Source: torch.diagonal_scatter."""
    part = diagonal(input, offset, dim1, dim2)
    return scattered(input, part, src, "DiagonalScatter", out)


def as_strided_scatter(
    input: Tensor,
    src: Tensor,
    size: Sequence[int],
    stride: Sequence[int],
    storage_offset: int | None = None,
    *,
    out: Tensor = None,
) -> Tensor:
    """A copy with src at strided places. Source: torch.as_strided_scatter."""
    part = as_strided(input, size, stride, storage_offset)
    return scattered(input, part, src, "AsStridedScatter", out)


def sliced(
    input: Tensor, dim: int = 0, start: Any = None, end: Any = None, step: int = 1
) -> Tensor:
    """input[start:end:step] along a dimension."""
    ndim = array_of(input, "slice").ndim
    if not ndim:
        raise RuntimeError("slice() cannot be applied to a 0-dim tensor.")
    if step <= 0:
        raise RuntimeError("slice step must be positive")
    key = slice(as_int(start), as_int(end), step)
    return _part(input, key=(*(slice(None),) * wrap_dim(dim, ndim, "sliced"), key, ...))


# ----------------------------------------------------------------------------- copy a part


def copying(view: Callable[..., Any], name: str) -> Callable[..., Any]:
    """The function that copies what a view shows, or each of several views."""

    def copy_of(input: Tensor, *args: Any, out: Any = None, **keywords: Any) -> Any:
        array_of(input, name)
        shown = view(input, *args, **keywords)
        if not isinstance(shown, tuple | list):
            return fresh(shown, out)
        return tuple(map(fresh, shown, out or [None] * len(shown)))

    copy_of.__name__ = copy_of.__qualname__ = name
    copy_of.__doc__ = f"A copy of what `{name.removesuffix('_copy')}` shows. Source: torch.{name}."
    return copy_of


def fresh(part: Tensor, out: Tensor) -> Tensor:
    result = views.clone(part, memory_format=contiguous_format)
    return result if out is None else out.receive(result, "copy")


alias_copy = copying(views.alias, "alias_copy")
as_strided_copy = copying(as_strided, "as_strided_copy")
detach_copy = copying(lambda input: input.detach(), "detach_copy")
diagonal_copy = copying(diagonal, "diagonal_copy")
expand_copy = copying(views.expand, "expand_copy")
narrow_copy = copying(slicing.narrow, "narrow_copy")
permute_copy = copying(views.permute, "permute_copy")
select_copy = copying(select, "select_copy")
slice_copy = copying(sliced, "slice_copy")
split_copy = copying(slicing.split, "split_copy")
split_with_sizes_copy = copying(slicing.split_with_sizes, "split_with_sizes_copy")
squeeze_copy = copying(views.squeeze, "squeeze_copy")
t_copy = copying(views.t, "t_copy")
transpose_copy = copying(views.transpose, "transpose_copy")
unbind_copy = copying(slicing.unbind, "unbind_copy")
unfold_copy = copying(slicing.unfold, "unfold_copy")
unsqueeze_copy = copying(views.unsqueeze, "unsqueeze_copy")
view_copy = copying(views.view, "view_copy")


def parted(split: Callable[..., Any], name: str) -> Callable[..., Any]:
    """The form of a split whose parts may be written to in place: autograd forgets the others."""

    def parts_of(input: Tensor, *args: Any, **keywords: Any) -> Any:
        parts = split(input, *args, **keywords)
        for part in parts:
            if isinstance(part, Value) and part.view_info is not None:
                part.view_info.origin = ""
        return parts

    parts_of.__name__ = parts_of.__qualname__ = name
    parts_of.__doc__ = f"`{split.__name__}`, with parts to be written to. Source: torch.{name}."
    return parts_of


unsafe_split = parted(slicing.split, "unsafe_split")
unsafe_chunk = parted(slicing.chunk, "unsafe_chunk")
unsafe_split_with_sizes = parted(slicing.split_with_sizes, "unsafe_split_with_sizes")
