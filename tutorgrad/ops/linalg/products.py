"""Products of vectors and matrices.

Four products do the work, each one call of the array library's matrix product:

    dot  (n) · (n)              mm   (n, k) · (k, m)
    mv   (n, k) · (k)           bmm  (b, n, k) · (b, k, m)

`matmul`, `outer` and `inner` arrange their arguments and call these; so do the contractions in
`einsum.py`. A matrix that has been transposed is not copied: BLAS reads it either way.
No product mixes dtypes.
Source: aten/src/ATen/native/LinearAlgebra.cpp.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ... import dtypes, errors
from ...errors import wrap_dim
from ...graph import op
from ...nodes import Value
from ..arguments import array_of
from ..broadcast import broadcast_shapes, check_stretch
from ..elementwise.arithmetic import mul
from ..shape.memory import regroups
from ..shape.views import (
    _transpose,
    _unsafe_view,
    contiguous,
    expand,
    matrix_transpose,
    permute,
    reshape,
    squeeze,
    t,
    unsqueeze,
)
from .checks import named, received
from .matrices import fits_rows, matrix_product, plain_matrices

Array = Any
Tensor = Any

# ------------------------------------------------------------------------ the four products


@op
def mm(input: Array, mat2: Array) -> Array:
    """Matrix · matrix.

    Shape: (n, k), (k, m) -> (n, m).   Derivative: grad · mat2ᵀ and inputᵀ · grad.
    Raises RuntimeError when an argument is no matrix, or shapes or dtypes do not match.
    Source: torch.mm.
    """
    if plain_matrices(input, mat2):
        return matrix_product(input, mat2)
    only_arrays("mm", input=input, mat2=mat2)
    if input.ndim != 2:
        raise RuntimeError("self must be a matrix")
    if mat2.ndim != 2:
        raise RuntimeError("mat2 must be a matrix")
    if input.dtype != mat2.dtype:
        raise RuntimeError(
            "expected m1 and m2 to have the same dtype, but got: "
            f"{dtypes.of_array(input).cpp_name} != {dtypes.of_array(mat2).cpp_name}"
        )
    check_inner(input, mat2)
    return product(input, mat2, "addmm_impl_cpu_")


mm.derivative(
    input=lambda grad, mat2: mm(grad, t(mat2)),
    mat2=lambda grad, input: mm(t(input), grad),
)


@op
def mv(input: Array, vec: Array) -> Array:
    """Matrix · vector.

    Shape: (n, k), (k) -> (n).   Derivative: grad vecᵀ and inputᵀ · grad.
    Raises RuntimeError when shapes or dtypes do not match.   Source: torch.mv.
    """
    only_arrays("mv", input=input, vec=vec)
    if input.ndim != 2 or vec.ndim != 1:
        raise RuntimeError(f"vector + matrix @ vector expected, got 1, {input.ndim}, {vec.ndim}")
    check_addmv(input.shape[0], vec, input, vec)
    return product(input, vec, "addmv_impl_cpu")


mv.derivative(
    input=lambda grad, vec: outer(grad, vec),
    vec=lambda grad, input: mv(t(input), grad),
)


@op
def dot(input: Array, tensor: Array) -> Array:
    """Vector · vector: the sum of the products of their elements.

    Shape: (n), (n) -> ().   Derivative: grad · the other vector.
    Raises RuntimeError when shapes or dtypes do not match.   Source: torch.dot.
    """
    only_arrays("dot", input=input, tensor=tensor)
    if input.ndim != 1 or tensor.ndim != 1:
        raise RuntimeError(f"1D tensors expected, but got {input.ndim}D and {tensor.ndim}D tensors")
    if input.dtype != tensor.dtype:
        a, b = (dtypes.of_array(x).scalar_name for x in (input, tensor))
        raise RuntimeError(f"dot : expected both vectors to have same dtype, but found {a} and {b}")
    if input.shape != tensor.shape:
        n, m = input.size, tensor.size
        raise RuntimeError(
            f"inconsistent tensor size, expected tensor [{n}] and src [{m}] to have the same "
            f"number of elements, but got {n} and {m} elements respectively"
        )
    return product(input, tensor, "dot")


dot.derivative(
    input=lambda grad, tensor: grad * tensor,
    tensor=lambda grad, input: grad * input,
)


def vdot(input: Tensor, other: Tensor, *, out: Tensor = None) -> Tensor:
    """`dot`, as there are no complex numbers. Source: torch.vdot."""
    array_of(other, "vdot", "other", 2)
    return received(named(dot(input, other), name="Vdot"), out, "vdot")


@op
def bmm(input: Array, mat2: Array) -> Array:
    """Matrix · matrix for every entry of a batch.

    Shape: (b, n, k), (b, k, m) -> (b, n, m).   Derivative: as for mm, batch by batch.
    Raises RuntimeError when shapes or dtypes do not match.   Source: torch.bmm.
    """
    only_arrays("bmm", input=input, mat2=mat2)
    check_batches(input, mat2)
    if input.dtype != mat2.dtype:
        a, b = (dtypes.of_array(x).scalar_name for x in (input, mat2))
        raise RuntimeError(f"expected scalar type {a} but found {b}")
    return product(input, mat2, "bmm")


bmm.derivative(
    input=lambda grad, mat2: bmm(grad, _transpose(mat2, dim0=1, dim1=2)),
    mat2=lambda grad, input: bmm(_transpose(input, dim0=1, dim1=2), grad),
)

# ------------------------------------------------------------------ products that add


@op
def addmm(input: Array, mat1: Array, mat2: Array, *, beta: float = 1, alpha: float = 1) -> Array:
    """beta · input + alpha · mat1 · mat2; with beta = 0 the input is not read.

    Shape: (n, m) or what stretches to it, (n, k), (k, m) -> (n, m).
    Raises RuntimeError when shapes or dtypes do not match.   Source: torch.addmm.
    """
    if plain_matrices(mat1, mat2) and fits_rows(input, mat1, mat2):
        return added(matrix_product(mat1, mat2), input, beta, alpha)
    only_arrays("addmm", input=input, mat1=mat1, mat2=mat2)
    for name, matrix in (("mat1", mat1), ("mat2", mat2)):
        if matrix.ndim != 2:
            raise RuntimeError(f"{name} must be a matrix, got {matrix.ndim}-D tensor")
    for name, other in (("self", input), ("mat1", mat1)):
        if other.dtype != mat2.dtype:
            raise RuntimeError(
                f"{name} and mat2 must have the same dtype, but got "
                f"{dtypes.of_array(other).scalar_name} and {dtypes.of_array(mat2).scalar_name}"
            )
    check_inner(mat1, mat2)
    check_stretch(input, (mat1.shape[0], mat2.shape[1]))
    return added(product(mat1, mat2, "addmm_impl_cpu_"), input, beta, alpha)


addmm.derivative(
    input=lambda grad, beta: times(grad, beta),
    mat1=lambda grad, mat2, alpha: times(mm(grad, t(mat2)), alpha),
    mat2=lambda grad, mat1, alpha: times(mm(t(mat1), grad), alpha),
)


@op(node="AddmmBackward0")
def linear_(input: Array, mat1: Array, mat2: Array, *, beta: float = 1, alpha: float = 1) -> Array:
    """`addmm` where mat2 is the transpose of a matrix, as in a linear layer.

    The gradient of mat2 comes out as a transpose, too, so that of the layer's weight lies in memory
    like the weight itself: (784, 256) of it are written in 0.56 ms instead of 0.79.
    """
    return addmm.forward(input, mat1, mat2, beta=beta, alpha=alpha)


linear_.derivative(
    input=lambda grad, beta: times(grad, beta),
    mat1=lambda grad, mat2, alpha: times(mm(grad, t(mat2)), alpha),
    mat2=lambda grad, mat1, alpha: times(t(mm(t(grad), mat1)), alpha),
)


@op
def addmv(input: Array, mat: Array, vec: Array, *, beta: float = 1, alpha: float = 1) -> Array:
    """beta · input + alpha · mat · vec.

    Shape: (n), (n, k), (k) -> (n).   Raises RuntimeError when shapes or dtypes do not match.
    Source: torch.addmv.
    """
    only_arrays("addmv", input=input, mat=mat, vec=vec)
    if mat.ndim != 2 or vec.ndim != 1 or input.ndim > 1:
        raise RuntimeError(
            f"vector + matrix @ vector expected, got {input.ndim}, {mat.ndim}, {vec.ndim}"
        )
    check_addmv(input.size, input, mat, vec)
    return added(product(mat, vec, "addmv_impl_cpu"), input, beta, alpha)


addmv.derivative(
    input=lambda grad, beta: times(grad, beta),
    mat=lambda grad, vec, alpha: times(outer(grad, vec), alpha),
    vec=lambda grad, mat, alpha: times(mv(t(mat), grad), alpha),
)


@op
def baddbmm(
    input: Array, batch1: Array, batch2: Array, *, beta: float = 1, alpha: float = 1
) -> Array:
    """beta · input + alpha · batch1 · batch2 for every entry of a batch.

    Shape: what stretches to (b, n, m), (b, n, k), (b, k, m) -> (b, n, m).
    Raises RuntimeError when shapes or dtypes do not match.   Source: torch.baddbmm.
    """
    only_arrays("baddbmm", input=input, batch1=batch1, batch2=batch2)
    if not input.dtype == batch1.dtype == batch2.dtype:
        a, b, c = (dtypes.of_array(x).cpp_name for x in (input, batch1, batch2))
        raise RuntimeError(
            f"Input dtypes must be the same, got: input {a}, batch1: {b}, batch2: {c}"
        )
    if batch1.ndim == 3 and batch2.ndim == 3:
        check_stretch(input, (batch1.shape[0], batch1.shape[1], batch2.shape[2]))
    check_batches(batch1, batch2)
    return added(product(batch1, batch2, "baddbmm"), input, beta, alpha)


baddbmm.derivative(
    input=lambda grad, beta: times(grad, beta),
    batch1=lambda grad, batch2, alpha: times(bmm(grad, _transpose(batch2, dim0=1, dim1=2)), alpha),
    batch2=lambda grad, batch1, alpha: times(bmm(_transpose(batch1, dim0=1, dim1=2), grad), alpha),
)


def addbmm(
    input: Tensor,
    batch1: Tensor,
    batch2: Tensor,
    *,
    beta: float = 1,
    alpha: float = 1,
    out: Tensor = None,
) -> Tensor:
    """beta · input + alpha · the sum of batch1 · batch2 over the batch.

    Shape: what stretches to (n, m), (b, n, k), (b, k, m) -> (n, m).
    Raises RuntimeError when shapes or dtypes do not match.   Source: torch.addbmm.
    """
    a, b = array_of(batch1, "addbmm", "batch1", 2), array_of(batch2, "addbmm", "batch2", 3)
    if a.ndim != 3:
        raise RuntimeError("batch1 must be a 3D tensor")
    wrap_dim(2, b.ndim)
    check_stretch(array_of(input, "addbmm"), (a.shape[1], b.shape[2]))
    if len(a) != len(b):
        raise RuntimeError(
            f"batch1 and batch2 must have same number of batches, got {len(a)} and {len(b)}"
        )
    count, n, k = a.shape
    if k != b.shape[1]:
        raise RuntimeError(
            f"Incompatible matrix sizes for bmm ({n}x{k} and {b.shape[1]}x{b.shape[2]})"
        )
    tall = reshape(permute(batch1, (1, 0, 2)), (n, count * k))
    wide = reshape(batch2, (count * k, b.shape[2]))
    total = addmm(input, tall, wide, beta=beta, alpha=alpha)
    return received(named(total, name="Addbmm"), out, "addbmm")


@op(promote="common")
def addr(input: Array, vec1: Array, vec2: Array, *, beta: float = 1, alpha: float = 1) -> Array:
    """beta · input + alpha · the outer product of two vectors.

    Shape: what stretches to (n, m), (n), (m) -> (n, m).   Raises RuntimeError for other shapes.
    Source: torch.addr.
    """
    for name, vector in (("vec1", vec1), ("vec2", vec2)):
        if vector.ndim != 1:
            raise RuntimeError(f"addr: Expected 1-D argument {name}, but got {vector.ndim}-D")
    check_stretch(input, (vec1.size, vec2.size))
    return added(vec1[:, None] * vec2, input, beta, alpha)


addr.derivative(
    input=lambda grad, beta: times(grad, beta),
    vec1=lambda grad, vec2, alpha: times(mv(grad, vec2), alpha),
    vec2=lambda grad, vec1, alpha: times(mv(t(grad), vec1), alpha),
)

# -------------------------------------------------------------------------------- matmul


def matmul(input: Tensor, other: Tensor, *, out: Tensor = None) -> Tensor:
    """The product `input @ other`, by the number of dimensions of its two arguments.

    (n) · (n) -> ()   (n, k) · (k) -> (n)   (k) · (k, m) -> (m)   (n, k) · (k, m) -> (n, m)
    With more dimensions, the last two are the matrices, the others a batch that broadcasts.
    Raises RuntimeError when shapes or dtypes do not match.   Source: torch.matmul.
    """
    result = _matmul(input, other)
    return result if out is None else out.receive(result, "matmul")


def _matmul(input: Tensor, other: Tensor) -> Tensor:
    a, b = array_of(input, "matmul"), array_of(other, "matmul", "other", 2)
    if a.ndim == 2 and b.ndim == 2:
        return mm(input, other)
    if a.ndim == 0 or b.ndim == 0:
        raise RuntimeError(
            f"both arguments to matmul need to be at least 1D, but they are {a.ndim}D and {b.ndim}D"
        )
    if a.ndim == 1 and b.ndim == 1:
        return dot(input, other)
    if a.ndim == 2 and b.ndim == 1:
        return mv(input, other)
    if a.ndim == 1 and b.ndim == 2:
        return _only_row(mm(unsqueeze(input, 0), other))
    if folds(input, a, other, b):
        return _folded(input, other, a.ndim >= b.ndim)
    if a.ndim == b.ndim == 3 and a.shape[0] != b.shape[0]:
        if a.shape[0] == 1 and needs_grad(input):
            return _matmul(squeeze(input, 0), other)
        if b.shape[0] == 1 and needs_grad(other):
            return _matmul(input, squeeze(other, 0))
    return _batched(input, a, other, b)


@op(node="SqueezeBackward4")
def _only_row(input: Array) -> Array:
    """The row of a matrix that has one, as a vector: (1, m) -> (m)."""
    return input[0]


_only_row.derivative(input=lambda grad: unsqueeze(grad, 0))


def folds(input: Tensor, a: Array, other: Tensor, b: Array) -> bool:
    """Is a batch times one matrix or vector done as one tall matrix?

    Yes when the matrix needs a gradient, which would otherwise be made once per batch entry, and
    when the batch lies in memory so that this costs no copy. Source: torch's `should_fold`.
    """
    first = a.ndim >= b.ndim
    large, small = (a, b) if first else (b, a)
    if large.ndim < 3 or small.ndim > 2:
        return False
    if needs_grad(other if first else input):
        return True
    if a.ndim == 2:
        return False
    large = large if first else large.swapaxes(-1, -2)
    return regroups(large, (math.prod(large.shape[:-1]), large.shape[-1]))


def _folded(input: Tensor, other: Tensor, first: bool) -> Tensor:
    large = input if first else matrix_transpose(other)
    small = other if first else t(input)
    shape = tuple(array_of(large, "matmul").shape)
    right = tuple(array_of(small, "matmul").shape)
    tall = reshape(large, (math.prod(shape[:-1]), shape[-1]))
    if len(right) == 1:
        return _unsafe_view(mv(tall, small), size=shape[:-1])
    result = _unsafe_view(mm(tall, small), size=(*shape[:-1], right[1]))
    return result if first else contiguous(matrix_transpose(result))


def _batched(input: Tensor, a: Array, other: Tensor, b: Array) -> Tensor:
    """The general case: both expanded to the common batch, then bmm."""
    left = (1, *a.shape) if a.ndim == 1 else tuple(a.shape)
    right = (*b.shape, 1) if b.ndim == 1 else tuple(b.shape)
    errors.check_broadcast(left[:-2], right[:-2])
    batch = broadcast_shapes(left[:-2], right[:-2])
    count = math.prod(batch)
    input = unsqueeze(input, 0) if a.ndim == 1 else input
    other = unsqueeze(other, 1) if b.ndim == 1 else other
    x = reshape(expand(input, (*batch, *left[-2:])), (count, *left[-2:]))
    y = reshape(expand(other, (*batch, *right[-2:])), (count, *right[-2:]))
    kept = (*batch, *left[-2:-1][: a.ndim > 1], *right[-1:][: b.ndim > 1])
    return _unsafe_view(bmm(x, y), size=kept)


# ------------------------------------------------------------------------ outer and inner


def outer(input: Tensor, vec2: Tensor, *, out: Tensor = None) -> Tensor:
    """Every element of one vector times every element of the other.

    Shape: (n), (m) -> (n, m), the common dtype.   Raises RuntimeError for anything but vectors.
    Source: torch.outer.
    """
    for name, value in (("self", input), ("vec2", vec2)):
        ndim = array_of(value, "outer", name).ndim
        if ndim != 1:
            raise RuntimeError(f"outer: Expected 1-D argument {name}, but got {ndim}-D")
    return mul(reshape(input, (-1, 1)), vec2, out=out)


ger = outer


# --------------------------------------------------------------------------------- helpers


def product(a: Array, b: Array, kernel: str) -> Array:
    """a @ b; half precision is summed in single precision, as PyTorch does."""
    if a.dtype.kind == "b":
        raise NotImplementedError(f"\"{kernel}\" not implemented for 'Bool'")
    if a.dtype == np.float16:
        return np.matmul(a.astype(np.float32), b.astype(np.float32)).astype(np.float16)
    return np.matmul(a, b)


def added(result: Array, input: Array, beta: float, alpha: float) -> Array:
    """beta · input + alpha · result, reusing the memory of the result."""
    if result.dtype.kind in "iu":
        beta, alpha = int(beta), int(alpha)
    if result.dtype.kind == "b":
        return result & bool(alpha) | input & bool(beta)
    if alpha != 1:
        result *= alpha
    if beta != 0:
        result += input if beta == 1 else beta * input
    return result


def times(grad: Any, factor: float) -> Any:
    return grad if factor == 1 else grad * factor


def needs_grad(value: Any) -> bool:
    return isinstance(value, Value) and value.requires_grad


def only_arrays(function: str, **arguments: Any) -> None:
    """Raise TypeError for an argument that is no tensor."""
    for position, (name, value) in enumerate(arguments.items(), 1):
        if not hasattr(value, "dtype"):
            raise errors.not_a_tensor(function, name, position, value)


def check_inner(a: Array, b: Array) -> None:
    if a.shape[1] != b.shape[0]:
        raise RuntimeError(
            "mat1 and mat2 shapes cannot be multiplied "
            f"({a.shape[0]}x{a.shape[1]} and {b.shape[0]}x{b.shape[1]})"
        )


def check_addmv(size: int, input: Array, mat: Array, vec: Array) -> None:
    if not input.dtype == mat.dtype == vec.dtype:
        a, b, c = (dtypes.of_array(x).scalar_name for x in (input, mat, vec))
        raise RuntimeError(
            f"addmv input tensors must have the same dtype, but got {a}, {b}, and {c}"
        )
    if mat.shape[1] != vec.size or size not in (1, mat.shape[0]):
        raise RuntimeError(
            f"size mismatch, got input ({size}), mat ({mat.shape[0]}x{mat.shape[1]}), "
            f"vec ({vec.size})"
        )


def check_batches(a: Array, b: Array) -> None:
    for name, batch in (("batch1", a), ("batch2", b)):
        if batch.ndim != 3:
            raise RuntimeError(f"{name} must be a 3D tensor")
    if a.shape[0] != b.shape[0] or a.shape[2] != b.shape[1]:
        raise RuntimeError(
            "Expected size for first two dimensions of batch2 tensor to be: "
            f"[{a.shape[0]}, {a.shape[2]}] but got: [{b.shape[0]}, {b.shape[1]}]."
        )
