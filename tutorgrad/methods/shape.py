"""Methods that rearrange; most of them are views."""

from __future__ import annotations

from typing import Any

from .. import ops
from ..inplace import inplace, reshaped_inplace
from ..nodes import Value
from ..ops.arguments import ints
from ..ops.broadcast import broadcasts_to


class Shapes(Value):
    """Methods that rearrange; most of them are views."""

    view = ops.view
    reshape = ops.reshape
    flatten = ops.flatten
    ravel = ops.ravel
    unflatten = ops.unflatten
    t = ops.t
    transpose = swapaxes = swapdims = ops.transpose
    permute = ops.permute
    movedim = moveaxis = ops.movedim
    squeeze = ops.squeeze
    unsqueeze = ops.unsqueeze
    broadcast_to = ops.broadcast_to
    narrow = ops.narrow
    select = ops.select
    unbind = ops.unbind
    split = ops.split
    split_with_sizes = ops.split_with_sizes
    unsafe_split = ops.unsafe_split
    unsafe_split_with_sizes = ops.unsafe_split_with_sizes
    chunk = ops.chunk
    unsafe_chunk = ops.unsafe_chunk
    narrow_copy = ops.narrow_copy
    select_scatter = ops.select_scatter
    slice_scatter = ops.slice_scatter
    diagonal_scatter = ops.diagonal_scatter
    as_strided_scatter = ops.as_strided_scatter
    diagflat = ops.diagflat
    trace = ops.trace
    nonzero_static = ops.nonzero_static
    renorm = ops.renorm
    renorm_ = inplace(ops.renorm)
    tensor_split = ops.tensor_split
    hsplit = ops.hsplit
    vsplit = ops.vsplit
    dsplit = ops.dsplit
    diagonal = ops.diagonal
    diag = ops.diag
    diag_embed = ops.diag_embed
    unfold = ops.unfold
    as_strided = ops.as_strided
    clone = ops.clone
    contiguous = ops.contiguous
    flip = ops.flip
    fliplr = ops.fliplr
    flipud = ops.flipud
    rot90 = ops.rot90
    roll = ops.roll
    tile = ops.tile
    tril = ops.tril
    triu = ops.triu
    expand = ops.expand
    expand_as = ops.expand_as
    repeat = ops.repeat
    repeat_interleave = ops.repeat_interleave
    T = property(ops.numpy_T)
    mT = property(ops.matrix_transpose)
    mH = property(ops.adjoint)
    H = property(ops.conjugate_transpose)
    adjoint = ops.adjoint

    def sum_to_size(self, *size: Any) -> Any:
        """Sum over the axes that broadcasting `size` to the shape would stretch.

        Raises RuntimeError when it does not broadcast. Source: torch.Tensor.sum_to_size."""
        sizes, shape = ints(size, "sum_to_size", "size"), tuple(self.array.shape)
        if not broadcasts_to(sizes, shape):
            raise RuntimeError(
                f"size {{{list(sizes)}}} is not expandable to size {{{list(shape)}}}."
            )
        return ops.sum_to_size(self, size=sizes)

    view_as = ops.view_as
    reshape_as = ops.reshape_as
    squeeze_ = reshaped_inplace(ops.squeeze, overloads=3)
    unsqueeze_ = reshaped_inplace(ops.unsqueeze)
    t_ = reshaped_inplace(ops.t)
    as_strided_ = reshaped_inplace(ops.as_strided)
    transpose_ = swapaxes_ = swapdims_ = reshaped_inplace(ops.transpose)
    tril_ = inplace(ops.tril)
    triu_ = inplace(ops.triu)
