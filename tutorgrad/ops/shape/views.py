"""Shapes: the same elements under another shape or in another order of dimensions.

Everything here is a view, which shares the memory of its input, unless its docstring says copy.
A view of a view is made from strides alone: `x.t()` moves no element.

    regroup dimensions     view reshape flatten ravel unflatten
    reorder dimensions     permute transpose t numpy_T matrix_transpose movedim
    size-1 dimensions      squeeze unsqueeze
    repeat without memory  expand expand_as broadcast_to broadcast_tensors
    copies                 clone contiguous

Source: PyTorch documentation, "Tensor Views".
"""

from __future__ import annotations

import itertools
import math
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from ... import dtypes, errors
from ...errors import wrap_dim, wrap_dims
from ...graph import op
from ...memory_format import contiguous_format, memory_format, preserve_format
from .. import broadcast
from ..arguments import array_of, arrays_of, ints, one_int
from .memory import regroups, turned_whole

Array = Any
Tensor = Any

# ---------------------------------------------------------------------- regroup dimensions


def view(
    input: Tensor, *shape: Any, size: Sequence[int] | None = None, dtype: Any = None
) -> Tensor:
    """The same memory under another shape: `x.view(2, 3)`, `x.view(6, -1)`; -1 is worked out.

    With a dtype, the same bytes read as another type.
    Shape: (*) -> shape, the same number of elements.   Derivative: the gradient reshaped back.
    Raises RuntimeError when the sizes do not multiply to the number of elements, or when the
    elements do not lie in memory so that the new shape could be read without a copy.
    Source: torch.Tensor.view.
    """
    array = array_of(input, "view")
    dtype = shape[0] if len(shape) == 1 and isinstance(shape[0], dtypes.dtype) else dtype
    if dtype is not None:
        result = _view_dtype(input, dtype=dtype)
        result.base = result.view_info = None  # the same memory, but no view for autograd
        return result
    if not shape and size is None or shape and type(shape[0]) in (float, str):
        kinds = ", ".join(errors.type_name(s) for s in shape)
        raise TypeError(
            f"view() received an invalid combination of arguments - got ({kinds}), but expected "
            "one of:\n * (torch.dtype dtype)\n * (tuple of ints size)\n"
        )
    wanted = inferred_size(ints(shape or (size,), "view", "size"), array.size)
    if not regroups(array, wanted):
        raise RuntimeError(
            "view size is not compatible with input tensor's size and stride (at least one "
            "dimension spans across two contiguous subspaces). Use .reshape(...) instead."
        )
    return _view(input, size=wanted)


@op(view=True, node=lambda input, size, maker="View": f"{maker}Backward0")
def _view(input: Array, *, size: tuple[int, ...], maker: str = "View") -> Array:
    """The same memory under another shape. maker: what PyTorch calls the view."""
    return input.reshape(size)


@op
def _unsafe_view(input: Array, *, size: tuple[int, ...]) -> Array:
    """A fresh copy, or the result of a product, under another shape. Nothing else reads it."""
    return input.reshape(size)


_view.derivative(input=lambda grad, input_shape: reshape(grad, input_shape))
_unsafe_view.derivative(input=lambda grad, input_shape: reshape(grad, input_shape))


@op(view=True)
def _view_dtype(input: Array, *, dtype: dtypes.dtype) -> Array:
    """The same bytes as another type; the last dimension shrinks or grows with the item size."""
    old, new = dtypes.of_array(input), dtype
    tail = f"to view {old.scalar_name} as {new.scalar_name} (different element sizes)"
    if old.itemsize != new.itemsize:
        if not input.ndim:
            raise RuntimeError(f"self.dim() cannot be 0 {tail}")
        ratio = new.itemsize // old.itemsize
        if ratio > 1 and input.shape[-1] % ratio:
            raise RuntimeError(
                f"self.size(-1) must be divisible by {ratio} {tail}, but got {input.shape[-1]}"
            )
        if input.strides[-1] != old.itemsize:
            stride = input.strides[-1] // old.itemsize
            raise RuntimeError(f"self.stride(-1) must be 1 {tail}, but got {stride}")
    return input.view(new.numpy)


def reshape(input: Tensor, *sizes: Any, shape: Sequence[int] | None = None) -> Tensor:
    """The elements, row by row, under another shape: a view if the memory allows, else a copy.

    Shape: (*) -> shape; one size may be -1.   Derivative: the gradient reshaped back.
    Raises RuntimeError when the sizes do not multiply to the number of elements.
    Source: torch.reshape.
    """
    array = array_of(input, "reshape")
    if not sizes and shape is None:
        raise TypeError('reshape() missing 1 required positional arguments: "shape"')
    given = sizes if shape is None else (shape,)
    if array is input:  # inside a rule, which knows that it fits
        return array.reshape(*given)
    wanted = inferred_size(ints(given, "reshape", "shape"), array.size)
    if array.flags.c_contiguous:
        return _view(input, size=wanted)
    if regroups(array, wanted):
        return _view(input, size=wanted, maker="ReshapeAlias")
    return _unsafe_view(clone(input, memory_format=contiguous_format), size=wanted)


def view_as(input: Tensor, other: Tensor) -> Tensor:
    """view with the shape of `other`. Source: torch.Tensor.view_as."""
    return view(input, tuple(array_of(other, "view_as", "other").shape))


def reshape_as(input: Tensor, other: Tensor) -> Tensor:
    """reshape with the shape of `other`. Source: torch.Tensor.reshape_as."""
    return reshape(input, tuple(array_of(other, "reshape_as", "other").shape))


def flatten(input: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    """Dimensions start_dim … end_dim made one. Returns `input` itself when that changes nothing.

    Raises RuntimeError when start_dim comes after end_dim.   Source: torch.flatten.
    """
    old = tuple(array_of(input, "flatten").shape)
    start = wrap_dim(one_int(start_dim, "flatten", "start_dim"), len(old))
    end = wrap_dim(one_int(end_dim, "flatten", "end_dim", 2), len(old))
    if start > end:
        raise RuntimeError("flatten() has invalid args: start_dim cannot come after end_dim")
    if not old:
        return reshape(input, (1,))
    if start == end:
        return input
    return reshape(input, (*old[:start], math.prod(old[start : end + 1]), *old[end + 1 :]))


def ravel(input: Tensor) -> Tensor:
    """All elements in one dimension, row by row. Source: torch.ravel."""
    return view(contiguous(input), (-1,))


def unflatten(input: Tensor, dim: int, sizes: Sequence[int]) -> Tensor:
    """One dimension split into several; one of the sizes may be -1.

    Raises RuntimeError when the sizes do not multiply to the size of the dimension.
    Source: torch.unflatten.
    """
    old = tuple(array_of(input, "unflatten").shape)
    sizes = ints((() if sizes is None else sizes,), "unflatten", "sizes", 2)
    dim = wrap_dim(dim, len(old), "unflatten")
    if not sizes:
        raise RuntimeError("unflatten: sizes must be non-empty")
    if sizes.count(-1) > 1:
        raise RuntimeError("unflatten got an unexpected error:\nonly one dimension can be inferred")
    known = math.prod(s for s in sizes if s != -1)
    if sizes.count(-1) == 1 and known and old[dim] % known == 0:
        sizes = tuple(old[dim] // known if s == -1 else s for s in sizes)
    if math.prod(sizes) != old[dim] or -1 in sizes:
        raise RuntimeError(
            f"unflatten: Provided sizes {list(sizes)} don't multiply up to the size of dim {dim} "
            f"({old[dim]}) in the input tensor"
        )
    return view(input, (*old[:dim], *sizes, *old[dim + 1 :]))


# ---------------------------------------------------------------------- reorder dimensions


def permute(input: Tensor, *order: Any, dims: Sequence[int] | None = None) -> Tensor:
    """Dimensions in another order: dimension i of the result is dimension dims[i] of the input.

    Derivative: the gradient permuted back.
    Raises RuntimeError when dims is not each dimension once.   Source: torch.permute.
    """
    ndim = array_of(input, "permute").ndim
    wanted = ints(order if dims is None else (dims,), "permute", "dims")
    if len(wanted) != ndim:
        raise RuntimeError(
            "permute(sparse_coo): number of dimensions in the tensor input does not match the "
            "length of the desired ordering of dimensions i.e. "
            f"input.dim() = {ndim} is not equal to len(dims) = {len(wanted)}"
        )
    wanted = tuple(wrap_dim(d, ndim) for d in wanted)
    if len(set(wanted)) != ndim:
        raise RuntimeError("permute(): duplicate dims are not allowed.")
    return _permute(input, dims=wanted)


@op(view=True)
def _permute(input: Array, *, dims: tuple[int, ...]) -> Array:
    """Dimensions in the order `dims`."""
    return input.transpose(dims)


_permute.derivative(
    input=lambda grad, dims: _permute(grad, dims=tuple(dims.index(i) for i in range(len(dims))))
)


def transpose(input: Tensor, dim0: int, dim1: int) -> Tensor:
    """Two dimensions swapped.

    Derivative: the same two swapped back.   Raises IndexError for a dimension out of range.
    Source: torch.transpose.
    """
    ndim = array_of(input, "transpose").ndim
    return _transpose(
        input,
        dim0=wrap_dim(one_int(dim0, "transpose", "dim0"), ndim),
        dim1=wrap_dim(one_int(dim1, "transpose", "dim1", 2), ndim),
    )


swapaxes = swapdims = transpose


@op(view=True)
def _transpose(input: Array, *, dim0: int, dim1: int) -> Array:
    """Two dimensions swapped; a 0-d array stays as it is."""
    return input.swapaxes(dim0, dim1) if input.ndim else input[...]


_transpose.derivative(input=lambda grad, dim0, dim1: _transpose(grad, dim0=dim0, dim1=dim1))


@op(view=True)
def t(input: Array) -> Array:
    """A matrix transposed; with fewer dimensions, unchanged.

    Shape: (n, m) -> (m, n).   Derivative: the gradient transposed.
    Raises RuntimeError for more than 2 dimensions.   Source: torch.t.
    """
    if input.ndim > 2:
        raise RuntimeError(f"t() expects a tensor with <= 2 dimensions, but self is {input.ndim}D")
    return input.T


def _turned_back(grad: Any) -> Any:
    whole = turned_whole(grad)
    return t(grad) if whole is None else whole


t.derivative(input=_turned_back)


def numpy_T(input: Tensor) -> Tensor:
    """All dimensions in reverse order: `x.T`; warns unless there are 2. Source: torch.Tensor.T."""
    ndim = array_of(input, "T").ndim
    if ndim != 2:
        warnings.warn(
            "The use of `x.T` on tensors of dimension other than 2 to reverse their shape is "
            "deprecated and it will throw an error in a future release. Consider `x.mT` to "
            "transpose batches of matrices or `x.permute(*torch.arange(x.ndim - 1, -1, -1))` to "
            "reverse the dimensions of a tensor."
            if ndim
            else "Tensor.T is deprecated on 0-D tensors. This function is the identity in these "
            "cases.",
            stacklevel=2,
        )
    return _permute(input, dims=tuple(range(ndim))[::-1])


def matrix_transpose(input: Tensor) -> Tensor:
    """The last two dimensions swapped: the property `x.mT`.

    Raises RuntimeError for a vector.   Source: torch.Tensor.mT.
    """
    return _last_two_swapped(input, "mT")


def conjugate_transpose(input: Tensor) -> Tensor:
    """A matrix transposed: `x.H`. Raises RuntimeError for others. Source: torch.Tensor.H."""
    ndim = array_of(input, "H").ndim
    if ndim not in (0, 2):
        advice = " For batches of matrices, consider using tensor.mH" if ndim > 2 else ""
        raise RuntimeError(
            f"tensor.H is only supported on matrices (2-D tensors). Got {ndim}-D tensor.{advice}"
        )
    return transpose(input, 0, 1) if ndim else input


def adjoint(input: Tensor) -> Tensor:
    """The last two dimensions swapped: `x.mT`, as there are no complex numbers.

    Raises RuntimeError for a vector.   Source: torch.adjoint.
    """
    return _last_two_swapped(input, "adjoint()")


def _last_two_swapped(input: Tensor, name: str) -> Tensor:
    ndim = array_of(input, name).ndim
    if ndim == 1:
        raise RuntimeError(
            f"tensor.{name} is only supported on matrices or batches of matrices. Got 1-D tensor."
        )
    return transpose(input, -2, -1) if ndim else input


def movedim(input: Tensor, source: Any, destination: Any) -> Tensor:
    """Dimensions moved to new places; the others keep their order.

    Raises RuntimeError when the two lists differ in length or repeat a dimension.
    Source: torch.movedim.
    """
    ndim = array_of(input, "movedim").ndim
    given = [list(g) if isinstance(g, list | tuple) else [g] for g in (source, destination)]
    if len(given[0]) != len(given[1]):
        raise RuntimeError(
            f"movedim: Invalid source or destination dims: source ({given[0]} dims) should "
            f"contain the same number of dims as destination ({given[1]} dims)"
        )
    pairs = [tuple(wrap_dim(d, ndim) for d in dims) for dims in given]
    for name, dims, shown in zip(("source", "destination"), pairs, given, strict=True):
        if len(set(dims)) != len(dims):
            raise RuntimeError(f"movedim: repeated dim in `{name}` ({shown})")
    rest = iter(d for d in range(ndim) if d not in pairs[0])
    going = dict(zip(pairs[1], pairs[0], strict=True))
    return _permute(input, dims=tuple(going[d] if d in going else next(rest) for d in range(ndim)))


moveaxis = movedim

# ----------------------------------------------------------------------- size-1 dimensions


def squeeze(input: Tensor, *order: Any, dim: Any = None) -> Tensor:
    """Without the dimensions of size 1: all of them, or those in `dim` that have size 1.

    Derivative: the gradient unsqueezed.   Raises IndexError for a dimension out of range.
    Source: torch.squeeze.
    """
    shape = array_of(input, "squeeze").shape
    if order:
        dim = order[0] if len(order) == 1 else order
    if dim is None and not order:
        dims, overload = tuple(range(len(shape))), 0
    elif isinstance(dim, list | tuple):
        dims, overload = wrap_dims(dim, len(shape)), 2
    else:
        dims, overload = (wrap_dim(one_int(dim, "squeeze", "dim"), len(shape)),), 1
    ones = tuple(d for d in dims if d < len(shape) and shape[d] == 1)
    return _squeeze(input, dims=ones, overload=overload)


@op(view=True, node=lambda input, dims, overload=1: f"SqueezeBackward{overload}")
def _squeeze(input: Array, *, dims: tuple[int, ...], overload: int = 1) -> Array:
    """Without the dimensions `dims`, which have size 1. overload: PyTorch's number of the call."""
    return input.squeeze(axis=dims) if dims else input[...]


def unsqueeze(input: Tensor, dim: int) -> Tensor:
    """A new dimension of size 1 before dimension `dim`.

    Derivative: the gradient squeezed.   Raises IndexError for a dimension out of range.
    Source: torch.unsqueeze.
    """
    ndim = array_of(input, "unsqueeze").ndim + 1
    return _unsqueeze(input, dims=(wrap_dim(one_int(dim, "unsqueeze", "dim"), ndim),))


@op(view=True)
def _unsqueeze(input: Array, *, dims: tuple[int, ...]) -> Array:
    """New dimensions of size 1, at the places `dims` of the result."""
    return np.expand_dims(input, dims) if dims else input[...]


_squeeze.derivative(input=lambda grad, dims: _unsqueeze(grad, dims=dims))
_unsqueeze.derivative(input=lambda grad, dims: _squeeze(grad, dims=dims))


# ------------------------------------------------------------------ repeat without memory


def expand(
    input: Tensor, *sizes: Any, size: Sequence[int] | None = None, implicit: bool = False
) -> Tensor:
    """Dimensions of size 1 stretched, and new ones in front, without copying; -1 keeps a size.

    Derivative: the sum over the stretched dimensions.
    Raises RuntimeError when the shape does not stretch to the size.   Source: torch.Tensor.expand.
    """
    array = array_of(input, "expand")
    wanted = ints(sizes if size is None else (size,), "expand", "size")
    return broadcast.expand(input, size=broadcast.check_stretch(array, wanted))


def expand_as(input: Tensor, other: Tensor) -> Tensor:
    """expand to the shape of `other`. Source: torch.Tensor.expand_as."""
    return expand(input, tuple(array_of(other, "expand_as", "other").shape))


def broadcast_to(input: Tensor, *sizes: Any, size: Sequence[int] | None = None) -> Tensor:
    """expand, under NumPy's name. Source: torch.broadcast_to."""
    return expand(input, *sizes, size=size)


def broadcast_tensors(*tensors: Any) -> tuple[Any, ...]:
    """Several tensors expanded to their common shape. Source: torch.broadcast_tensors."""
    if len(tensors) == 1 and isinstance(tensors[0], list | tuple):
        tensors = tuple(tensors[0])
    shapes = [tuple(a.shape) for a in arrays_of(tensors, "broadcast_tensors")]
    for a, b in itertools.combinations(shapes, 2):
        errors.check_broadcast(a, b)
    common = broadcast.broadcast_shapes(*shapes)
    return tuple(
        x if shape == common else expand(x, common)
        for x, shape in zip(tensors, shapes, strict=True)
    )


# ---------------------------------------------------------------------------------- copies


@op
def clone(input: Array, *, memory_format: memory_format = preserve_format) -> Array:
    """A copy with its own memory, its dimensions in the order in which the input's lie in memory.

    Shape: (*) -> (*).   Derivative: the gradient itself.   Source: torch.clone.
    """
    if memory_format is preserve_format and input.flags.c_contiguous:
        return input.copy()
    stretched = any(s == 0 and n > 1 for s, n in zip(input.strides, input.shape, strict=True))
    return input.copy(order="C" if stretched else memory_format.order)


clone.derivative(input=lambda grad: grad)


def contiguous(input: Tensor, *, memory_format: memory_format = contiguous_format) -> Tensor:
    """The tensor itself if its elements lie row by row in memory, else a copy that does.

    Source: torch.Tensor.contiguous.
    """
    if array_of(input, "contiguous").flags.c_contiguous:
        return input
    return clone(input, memory_format=contiguous_format)


@op(view=True)
def alias(input: Array) -> Array:
    """The same memory and shape, as a view of its own. Source: torch.ops.aten.alias."""
    return input[...]


alias.derivative(input=lambda grad: grad)

# --------------------------------------------------------------------------------- helpers


def inferred_size(size: tuple[int, ...], numel: int) -> tuple[int, ...]:
    """The size with its -1 replaced by what makes `numel` elements.

    Raises RuntimeError when there are several -1 or nothing fits.
    """
    if math.prod(size) == numel and min(size, default=0) >= 0:
        return size
    if size.count(-1) > 1:
        raise RuntimeError("only one dimension can be inferred")
    for i, n in enumerate(size):
        if n < -1:
            raise RuntimeError(f"invalid shape dimension {n} at index {i} of shape {list(size)}")
    known = math.prod(n for n in size if n != -1)
    if -1 in size and known == 0 and numel == 0:
        raise RuntimeError(
            f"cannot reshape tensor of 0 elements into shape {list(size)} because the unspecified "
            "dimension size -1 can be any value and is ambiguous"
        )
    fits = known == numel if -1 not in size else known and numel % known == 0
    if not fits:
        raise RuntimeError(f"shape '{list(size)}' is invalid for input of size {numel}")
    return tuple(numel // known if n == -1 else n for n in size)
