"""What is built from products: chains, powers, the exponential, distances, Kronecker and cross."""

from __future__ import annotations

import functools
import math
from typing import Any

import numpy as np

from ... import dtypes
from ...errors import wrap_dim
from ...graph import op
from ...nodes import Value
from ..arguments import array_of, arrays_of, one_int
from ..broadcast import expand
from ..elementwise.arithmetic import mul
from ..elementwise.convert import overwrite, to_copy
from ..face import face
from ..reduction.norm import norm_
from ..reduction.product import cumprod
from ..reduction.reduce import sum_
from ..shape.join import cat
from ..shape.rearrange import tril
from ..shape.slicing import diagonal, narrow
from ..shape.views import _unsafe_view, clone, matrix_transpose, reshape, unsqueeze
from .checks import check_floating, check_shape, deprecated, identity, named, received
from .norms import check_norm
from .products import matmul, mm
from .solve import linalg_inv

Array = Any
Tensor = Any
mT = matrix_transpose

# --------------------------------------------------------------------------- chains, powers


def linalg_multi_dot(tensors: Any, *, out: Any = None) -> Tensor:
    """The product of two matrices or more, in the order of multiplication that costs least.

    Shape: (a, b), (b, c), (c, d), … -> (a, …); the first and the last may be vectors.
    Raises RuntimeError when shapes or dtypes do not match.   Source: torch.linalg.multi_dot.
    """
    arrays = arrays_of(tensors, "linalg_multi_dot")
    check_chain(arrays)
    chain, n = list(tensors), len(arrays)
    row, column = arrays[0].ndim == 1, arrays[-1].ndim == 1
    chain[0] = unsqueeze(chain[0], 0) if row else chain[0]
    chain[-1] = unsqueeze(chain[-1], 1) if column else chain[-1]
    shapes = [array_of(x, "linalg_multi_dot").shape for x in chain]
    for i in range(n - 1):
        if shapes[i][1] != shapes[i + 1][0]:
            raise RuntimeError(
                f"multi_dot(): tensors {i} and {i + 1} with shapes {list(arrays[i].shape)} and "
                f"{list(arrays[i + 1].shape)} cannot be multiplied"
            )
    result = multiplied(chain, cheapest([shape[0] for shape in shapes] + [shapes[-1][1]]))
    size = (*shapes[0][: 1 - row], *shapes[-1][1 : 2 - column])
    return received(reshape(result, size), out, "linalg_multi_dot")


def multiplied(chain: list[Tensor], split: Any, i: int = 0, j: int | None = None) -> Tensor:
    """The product of matrices i to j."""
    j = len(chain) - 1 if j is None else j
    if i == j:
        return chain[i]
    k = split(i, j)[1]
    return mm(multiplied(chain, split, i, k), multiplied(chain, split, k + 1, j))


def cheapest(sizes: list[int]) -> Any:
    """A function of (i, j): the least number of multiplications for matrices i to j, and after
    which of them the last product splits the chain. Matrix i is (sizes[i], sizes[i + 1]).

    Source: Cormen, Leiserson, Rivest, Stein, "Introduction to Algorithms", section 14.2.
    """

    @functools.cache
    def best(i: int, j: int) -> tuple[int, int]:
        if i == j:
            return 0, i
        ends = sizes[i] * sizes[j + 1]
        return min(
            (best(i, k)[0] + best(k + 1, j)[0] + ends * sizes[k + 1], k) for k in range(i, j)
        )

    return best


def check_chain(arrays: list[Array]) -> None:
    """Raise RuntimeError for what is no chain of matrices of one dtype."""
    if len(arrays) < 2:
        raise RuntimeError(f"multi_dot(): expected at least 2 tensors but got {len(arrays)}")
    for i, a in enumerate(arrays):
        inside = 0 < i < len(arrays) - 1
        if a.ndim != 2 and (inside or a.ndim != 1):
            wanted = "2D" if inside else "1D or 2D"
            which = "the last tensor" if i == len(arrays) - 1 else "the first tensor"
            which = f"tensor {i}" if inside else which
            raise RuntimeError(f"multi_dot(): {which} must be {wanted} but got {a.ndim}D")
        if a.dtype != arrays[0].dtype:
            kinds = [dtypes.of_array(x).cpp_name for x in (arrays[0], a)]
            raise RuntimeError(
                "multi_dot(): all tensors must have be the same dtype but tensor 0 is "
                f"{kinds[0]} and tensor {i} {kinds[1]}"
            )


def chain_matmul(*matrices: Tensor, out: Any = None) -> Tensor:
    """`linalg.multi_dot` as it was called before; warns. Source: torch.chain_matmul."""
    deprecated(
        "torch.chain_matmul is deprecated and will be removed in a future PyTorch release. Use "
        "torch.linalg.multi_dot instead, which accepts a list of two or more tensors rather than "
        "multiple parameters."
    )
    if len(matrices) == 1:
        return received(clone(matrices[0]), out, "chain_matmul")
    return linalg_multi_dot(list(matrices), out=out)


@face()
def linalg_matrix_power(input: Value, n: Any, *, out: Any = None) -> Any:
    """The matrix times itself, n times, by repeated squaring; a negative n takes the inverse first.

    Shape: (…, n, n) -> (…, n, n).   Raises LinAlgError when an inverse is needed and there is none.
    Source: torch.linalg.matrix_power.
    """
    n = one_int(n, "linalg_matrix_power", "n", 2)
    check_shape(input.array, "linalg.matrix_power")
    if n == 0:
        array = input.array
        eye = np.zeros_like(array) + identity(array, array.shape[-1])
        result = overwrite(input, array=eye, name="torch::autograd::CopyBackwards")
    else:
        base = linalg_inv(input) if n < 0 else input
        result = clone(base) if n == 1 else powered(base, abs(n))
    return received(result, out, "linalg_matrix_power")


matrix_power = linalg_matrix_power


def powered(A: Tensor, n: int) -> Tensor:
    if n == 1:
        return A
    half = powered(A, n // 2)
    return matmul(matmul(half, half), A) if n % 2 else matmul(half, half)


@op(node="LinalgMatrixExpBackward0")
def _matrix_exp(A: Array) -> Array:
    """exp(A / 2^s)^(2^s), with so large an s that a few terms of the series do.

    Source: C. Moler and C. Van Loan, "Nineteen dubious ways to compute the exponential of a
    matrix, twenty-five years later", 2003, method 3.
    """
    dtype, A = A.dtype, A.astype(np.float64)
    eye = identity(A, A.shape[-1])
    largest = float(np.max(np.sum(np.abs(A), axis=-2))) if A.size else 0.0
    if not math.isfinite(largest):
        return (A * math.nan).astype(dtype)
    halvings = max(0, math.frexp(largest)[1] + 1)
    small = A / 2**halvings
    result = eye + 0 * A
    for k in range(18, 0, -1):
        result = eye + small @ result / k
    for _ in range(halvings):
        result = result @ result
    return result.astype(dtype)


def _matrix_exp_rule(grad: Any, A: Any, A_shape: Any) -> Any:
    """The upper right part of exp of the blocks [[Aᵀ, grad], [0, Aᵀ]].

    Source: R. Mathias, "A chain rule for matrix functions and applications", 1996.
    """
    n = A_shape[-1]
    upper = cat((mT(A), grad), -1)
    lower = cat((grad * 0, mT(A)), -1)
    return narrow(narrow(_matrix_exp(cat((upper, lower), -2)), -2, 0, n), -1, n, n)


_matrix_exp.derivative(A=_matrix_exp_rule)


@face()
def linalg_matrix_exp(input: Value) -> Any:
    """The exponential of a matrix: I + A + A²/2! + A³/3! + …

    Shape: (…, n, n) -> (…, n, n).   Source: torch.linalg.matrix_exp.
    """
    check_shape(input.array, "linalg.matrix_exp")
    check_norm(input.array, None, "linalg.matrix_exp")
    return _matrix_exp(input)


matrix_exp = linalg_matrix_exp


@face()
def linalg_householder_product(input: Value, tau: Any, *, out: Any = None) -> Any:
    """The first n columns of H₁ H₂ … H_k with the reflections H_i = I - τ_i v_i v_iᵀ.

    v_i is column i of `input` below the diagonal, 1 on it and 0 above.
    Shape: (…, m, n), (…, k) -> (…, m, n), m ≥ n ≥ k.   Source: torch.linalg.householder_product.
    """
    a, t = input.array, array_of(tau, "linalg_householder_product", "tau", 2)
    check_reflections(a, t)
    m, n = a.shape[-2:]
    eye = identity(input, m, n)
    vectors = tril(input, -1) + eye
    result = expand(eye, size=tuple(a.shape))
    for i in reversed(range(t.shape[-1])):
        v = narrow(vectors, -1, i, 1)  # (…, m, 1)
        factor = unsqueeze(narrow(tau, -1, i, 1), -1)
        result = result - factor * matmul(v, matmul(mT(v), result))
    result = named(result, name="LinalgHouseholderProduct")
    return received(result, out, "linalg_householder_product")


def check_reflections(a: Array, tau: Array) -> None:
    name = "torch.linalg.householder_product"
    if a.ndim < 2:
        raise RuntimeError(f"{name}: input must have at least 2 dimensions.")
    for small, large, one, other in (
        (a.shape[-1], a.shape[-2], "input.shape[-2]", "input.shape[-1]"),
        (tau.shape[-1], a.shape[-1], "input.shape[-1]", "tau.shape[-1]"),
    ):
        if small > large:
            raise RuntimeError(f"{name}: {one} must be greater than or equal to {other}")
    if a.ndim - tau.ndim != 1:
        raise RuntimeError(
            f"{name}: Expected tau to have one dimension less than input, but got tau.ndim equal "
            f"to {tau.ndim} and input.ndim is equal to {a.ndim}"
        )
    if a.shape[:-2] != tau.shape[:-1]:
        raise RuntimeError(
            f"{name}: Expected batch dimensions of tau to be equal to input.shape[:-2], but got "
            f"{list(tau.shape[:-1])}"
        )
    if a.dtype != tau.dtype:
        raise RuntimeError(
            f"{name}: tau dtype {dtypes.of_array(tau).scalar_name} does not match input dtype "
            f"{dtypes.of_array(a).scalar_name}"
        )
    check_floating(a, "", "orgqr_cpu", late=True)


# ------------------------------------------------------------------ of vectors and elements


@op(node="LinalgCrossBackward0", promote="common")
def _cross(input: Array, other: Array, *, dim: int) -> Array:
    """The vector product of the 3-vectors along `dim`."""
    if input.dtype.kind == "b":
        raise NotImplementedError("\"cross\" not implemented for 'Bool'")
    return np.cross(input, other, axis=dim)


_cross.derivative(
    input=lambda grad, other, dim: _cross(other, grad, dim=dim),
    other=lambda grad, input, dim: _cross(grad, input, dim=dim),
)


@face()
def linalg_cross(input: Value, other: Any, *, dim: int = -1, out: Any = None) -> Any:
    """The vector product a × b of 3-vectors along a dimension.

    Shape: (…, 3, …), broadcast.   Derivative: b × grad, and grad × a.
    Raises RuntimeError when the dimension has not 3 places, or the tensors differ in how many
    dimensions they have.   Source: torch.linalg.cross.
    """
    a, b = input.array, array_of(other, "linalg_cross", "other", 2)
    if a.ndim != b.ndim:
        raise RuntimeError("linalg.cross: inputs must have the same number of dimensions.")
    at = wrap_dim(dim, a.ndim)
    if a.shape[at] != 3 or b.shape[at] != 3:
        raise RuntimeError(
            f"linalg.cross: inputs dimension {dim} must have length 3. Got {a.shape[at]} and "
            f"{b.shape[at]}"
        )
    if a.dtype != b.dtype:
        one, two = (dtypes.of_array(x).scalar_name for x in (a, b))
        raise RuntimeError(f"expected scalar type {one} but found {two}")
    return _cross(input, other, dim=at, out=out)


@face()
def cross(input: Value, other: Any, dim: int | None = None, *, out: Any = None) -> Any:
    """`linalg.cross` along the first dimension of 3 places, which warns, or along `dim`.

    Source: torch.cross.
    """
    if dim is None:
        deprecated(
            "Using torch.cross without specifying the dim arg is deprecated.\nPlease either pass "
            "the dim explicitly or simply use torch.linalg.cross.\nThe default value of dim will "
            "change to agree with that of linalg.cross in a future release."
        )
        if 3 not in input.array.shape:
            raise RuntimeError("no dimension of size 3 in input")
        dim = input.array.shape.index(3)
    return linalg_cross(input, other, dim=dim, out=out)


@face()
def linalg_vecdot(x: Value, y: Any, *, dim: int = -1, out: Any = None) -> Any:
    """The dot products of the vectors along a dimension.

    Shape: (…, n), (…, n), broadcast -> (…).   Source: torch.linalg.vecdot.
    """
    check_norm(x.array, None, "linalg.vecdot")
    one, two = (dtypes.of_array(array_of(v, "linalg_vecdot", "y", 2)) for v in (x, y))
    if one is not two:
        raise RuntimeError(
            "linalg.vecdot: Expected x and y to have the same dtype, but found x of type "
            f"{one.scalar_name} and y of type {two.scalar_name} instead"
        )
    product = mul(x, y)
    total = sum_(product, dims=(wrap_dim(dim, product.array.ndim),))
    return received(total, out, "linalg_vecdot")


@face()
def linalg_vander(x: Value, *, N: int | None = None) -> Any:
    """Row i holds the powers 1, x_i, x_i², … up to N of them (as many as x is long, unless given).

    Shape: (…, n) -> (…, n, N).   Raises RuntimeError for N < 2.   Source: torch.linalg.vander.
    """
    x = x if x.array.ndim else unsqueeze(x, 0)
    shape = tuple(x.array.shape)
    n = shape[-1] if N is None else N
    if n <= 1:
        raise RuntimeError("N must be greater than 1.")
    kind = dtypes.of_array(x.array).scalar_name
    if kind in ("Bool", "Half"):
        raise RuntimeError(
            "linalg.vander supports floating point, complex, and integer tensors, but got " + kind
        )
    x = x if x.array.dtype.kind == "f" else to_copy(x, dtype=np.dtype(np.int64))
    powers = cumprod(expand(unsqueeze(x, -1), size=(*shape, n - 1)), -1)
    ones = x.wrap(np.ones_like(x.array, shape=(*shape, 1)), None)
    return cat((ones, powers), -1)


@face()
def linalg_diagonal(A: Value, *, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Any:
    """The diagonal of the last two dimensions. See `diagonal`. Source: torch.linalg.diagonal."""
    return diagonal(A, offset, dim1, dim2)


@face()
def kron(input: Value, other: Any, *, out: Any = None) -> Any:
    """The Kronecker product: every element of the first times the whole second, as blocks.

    Shape: (a, b), (c, d) -> (a c, b d), and so for any number of dimensions.   Source: torch.kron.
    """
    a, b = input.array, array_of(other, "kron", "other", 2)
    ndim = max(a.ndim, b.ndim)
    left, right = ((1,) * (ndim - x.ndim) + tuple(x.shape) for x in (a, b))
    first = reshape(input, tuple(n for size in left for n in (size, 1)))
    second = reshape(other, tuple(n for size in right for n in (1, size)))
    size = tuple(m * n for m, n in zip(left, right, strict=True))
    return received(_unsafe_view(mul(first, second), size=size), out, "kron")


MODES = (
    "use_mm_for_euclid_dist_if_necessary",
    "use_mm_for_euclid_dist",
    "donot_use_mm_for_euclid_dist",
)


@face()
def cdist(x1: Value, x2: Any, p: float = 2.0, compute_mode: str | None = MODES[0]) -> Any:
    """The distance of every row of x1 from every row of x2, by the p-norm of their difference.

    Shape: (…, n, k), (…, m, k) -> (…, n, m). compute_mode, PyTorch's choice of method, changes
    nothing here.   Derivative: 0 between equal rows.   Source: torch.cdist.
    """
    if compute_mode is not None and compute_mode not in MODES:
        raise ValueError(f"{compute_mode} is not a valid value for compute_mode")
    a, b = x1.array, array_of(x2, "cdist", "x2", 2)
    for name, x in (("X1", a), ("X2", b)):
        if x.dtype.kind != "f":
            raise RuntimeError(
                f"cdist only supports floating-point dtypes, {name} got: "
                f"{dtypes.of_array(x).scalar_name}"
            )
    for name, x in (("X1", a), ("X2", b)):
        if x.ndim < 2:
            raise RuntimeError(f"cdist only supports at least 2D tensors, {name} got: {x.ndim}D")
    if a.shape[-1] != b.shape[-1]:
        raise RuntimeError(
            f"X1 and X2 must have the same number of columns. X1: {a.shape[-1]} X2: {b.shape[-1]}"
        )
    if np.float16 in (a.dtype, b.dtype):
        raise NotImplementedError("\"cdist\" not implemented for 'Half'")
    if a.dtype != b.dtype:
        one, other = (dtypes.of_array(x).scalar_name for x in (a, b))
        raise RuntimeError(f"expected scalar type {one} but found {other}")
    if p < 0:
        raise RuntimeError("cdist only supports non-negative p values")
    away = unsqueeze(x1, -2) - unsqueeze(x2, -3)
    return norm_(away, p=float(p), dims=(away.array.ndim - 1,), name="CdistBackward0")
