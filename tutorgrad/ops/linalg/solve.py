"""Systems of equations, inverses and determinants.

A singular matrix is found out by elimination: where NumPy gives up, or gives infinities, the
factorization of `lu.py` says which matrix of the batch and which row it was.

Source of the derivatives: M. Giles, "An extended collection of matrix derivative results for
forward and reverse mode algorithmic differentiation", 2008, sections 2.2 and 2.3.
"""

from __future__ import annotations

import contextlib
import math
from typing import Any

import numpy as np

from ... import return_types
from ...backend import place_of
from ...errors import wrap_dim
from ...graph import op
from ...nodes import Value
from ..arguments import array_of
from ..elementwise.compare import where
from ..face import face
from ..reduction.reduce import sum_
from ..shape.views import matrix_transpose, movedim, reshape, unsqueeze
from .checks import (
    check_fits,
    check_floating,
    check_info,
    check_matrices,
    check_same_dtype,
    deprecated,
    identity,
    named,
    received,
)
from .lu import _lu_factor, _permuted
from .triangular import _solve_triangular

Array = Any
Tensor = Any
mT = matrix_transpose

# ----------------------------------------------------------------------------------- solve


@op(node="LinalgSolveExBackward0")
def _solve(A: Array, B: Array, *, vector: bool) -> Any:
    """(X, info) with A X = B.   vector: B holds one vector per matrix."""
    columns = B[..., None] if vector else B
    x, info = solved(A, columns)
    return (x[..., 0] if vector else x), info


def solved(A: Array, B: Array) -> tuple[Array, Array]:
    """X with A X = B, and for each matrix the row at which elimination met a zero, or 0."""
    with contextlib.suppress(np.linalg.LinAlgError):
        x = np.linalg.solve(A, B)
        if bool(np.all(np.isfinite(x))):
            return x, np.zeros_like(A, shape=A.shape[:-2], dtype=np.int32)
    factor, pivots, info = _lu_factor.forward(A)
    lower = _solve_triangular.forward(factor, _permuted.forward(B, pivots), upper=False, unit=True)
    return _solve_triangular.forward(factor, lower, upper=True), info


def _solve_rule(grad: Any, A: Any, outs: Any, vector: bool) -> Any:
    """-(A⁻ᵀ grad) Xᵀ."""
    g_b, x = _solve(mT(A), grad, vector=vector)[0], outs[0]
    return -unsqueeze(g_b, -1) * unsqueeze(x, -2) if vector else -g_b @ mT(x)


_solve.derivative(A=_solve_rule, B=lambda grad, A, vector: _solve(mT(A), grad, vector=vector)[0])


@face()
def linalg_solve(A: Value, B: Any, *, left: bool = True, out: Any = None) -> Any:
    """X with A X = B (left=False: X A = B) for a square matrix A.

    Shape: (…, n, n), (…, n, k) -> (…, n, k), or one vector per matrix: (…, n, n), (…, n) -> (…, n).
    Raises LinAlgError when A is singular.   Derivative: A⁻ᵀ grad, and -(A⁻ᵀ grad) Xᵀ.
    Source: torch.linalg.solve.
    """
    result, info = _checked_solve(A, B, left, "linalg.solve")
    check_info(info, "torch.linalg.solve", "solve")
    return received(result, out, "linalg_solve")


@face()
def linalg_solve_ex(
    A: Value, B: Any, *, left: bool = True, check_errors: bool = False, out: Any = None
) -> Any:
    """`solve` that tells instead of raising: (result, info). Source: torch.linalg.solve_ex."""
    result, info = _checked_solve(A, B, left, "linalg.solve")
    if check_errors:
        check_info(info, "torch.linalg.solve_ex", "solve")
    return received(return_types.linalg_solve_ex(result, info), out, "linalg_solve_ex")


def _checked_solve(A: Tensor, B: Tensor, left: bool, name: str) -> Any:
    a, b = A.array, array_of(B, "linalg_solve", "B", 2)
    vector = b.ndim == 1 or (a.ndim - 1 == b.ndim and b.shape == a.shape[:-1])
    check_matrices(a, name, kernel="lu_cpu" if a.dtype == b.dtype else "")
    check_same_dtype(a, b, name)
    check_fits(a, b[..., None] if vector else b, left, name)
    if vector and not left:
        raise RuntimeError(
            f"{name}: Vector broadcasting of the left hand side is not supported for left=False. "
            "In this case linalg.solve is equivalent to B / A.squeeze(-1)"
        )
    if left:
        return _solve(A, B, vector=vector)
    result, info = _solve(mT(A), mT(B), vector=False)
    return named(result, name="LinalgSolveEx", turned=True), info


# --------------------------------------------------------------------------------- inverse


@op(node="LinalgInvExBackward0")
def _inv(A: Array) -> Any:
    """(A⁻¹, info)."""
    return solved(A, np.zeros_like(A) + identity(A, A.shape[-1]))


_inv.derivative(A=lambda grad, outs: -mT(outs[0]) @ grad @ mT(outs[0]))


@face()
def linalg_inv(A: Value, *, out: Any = None) -> Any:
    """The inverse of a square matrix.

    Shape: (…, n, n) -> (…, n, n). Raises LinAlgError when A is singular; to multiply by an
    inverse, `solve` is faster and more exact.   Derivative: -A⁻ᵀ grad A⁻ᵀ.
    Source: torch.linalg.inv.
    """
    check_matrices(A.array, "linalg.inv")
    inverse, info = _inv(A)
    check_info(info, "linalg.inv", "inv")
    return received(inverse, out, "linalg_inv")


inverse = linalg_inv


@face()
def linalg_inv_ex(A: Value, *, check_errors: bool = False, out: Any = None) -> Any:
    """`inv` that tells instead of raising: (inverse, info). Source: torch.linalg.inv_ex."""
    check_matrices(A.array, "linalg.inv")
    result = return_types.linalg_inv_ex(*_inv(A))
    if check_errors:
        check_info(result.info, "linalg.inv_ex", "inv")
    return received(result, out, "linalg_inv_ex")


@face()
def linalg_tensorinv(input: Value, ind: int = 2, *, out: Any = None) -> Any:
    """The inverse of a tensor as a map from its last dimensions to its first `ind`.

    Shape: (*rows, *columns) -> (*columns, *rows), where both have as many places.
    Raises RuntimeError for other shapes.   Source: torch.linalg.tensorinv.
    """
    shape = tuple(input.array.shape)
    if ind <= 0:
        raise RuntimeError(f"Expected a strictly positive integer for 'ind', but got {ind}")
    rows, columns = math.prod(shape[:ind]), math.prod(shape[ind:])
    if rows != columns:
        raise RuntimeError(
            "Expected self to satisfy the requirement prod(self.shape[ind:]) == "
            f"prod(self.shape[:ind]), but got {columns} != {rows}"
        )
    result = reshape(linalg_inv(reshape(input, (rows, columns))), (*shape[ind:], *shape[:ind]))
    return received(result, out, "linalg_tensorinv")


@face()
def linalg_tensorsolve(input: Value, B: Any, dims: Any = None, *, out: Any = None) -> Any:
    """X with tensordot(input, X, X.ndim) = B.   dims: of input, to be moved to its end first.

    Shape: (*B, *X), (*B) -> (*X). Raises RuntimeError for other shapes.
    Source: torch.linalg.tensorsolve.
    """
    b = array_of(B, "linalg_tensorsolve", "B", 2)
    if dims is not None:
        ndim = input.array.ndim
        moved = [wrap_dim(d, ndim) for d in dims]
        input = movedim(input, moved, list(range(ndim - len(moved), ndim)))
    shape = tuple(input.array.shape)
    columns, rows = math.prod(shape[b.ndim :]), math.prod(shape[: b.ndim])
    if columns != rows:
        raise RuntimeError(
            "Expected self to satisfy the requirement prod(self.shape[other.ndim:]) == "
            f"prod(self.shape[:other.ndim]), but got {columns} != {rows}"
        )
    x = linalg_solve(reshape(input, (rows, columns)), reshape(B, (-1,)))
    return received(reshape(x, shape[b.ndim :]), out, "linalg_tensorsolve")


# ----------------------------------------------------------------------------- determinants


@op(node="LinalgDetBackward0")
def _det(A: Array) -> Array:
    """The determinant."""
    return np.linalg.det(A)


@op
def cofactors(A: Array) -> Array:
    """The derivative of the determinant by each element: det(A) A⁻ᵀ, also of a singular matrix.

    With A = U diag(s) Vᵀ, it is det(U) det(V) U diag(the product of the other s) Vᵀ.
    """
    u, s, vh = np.linalg.svd(A)
    n = s.shape[-1]
    eye = place_of(A).xp.eye(n, dtype=bool)
    others = np.prod(np.where(eye, 1, s[..., None, :]), axis=-1)
    sign = np.linalg.det(u) * np.linalg.det(vh)
    return (u * (sign[..., None] * others)[..., None, :]) @ vh


@op
def cofactors_along(grad: Array, A: Array) -> Array:
    """The derivative of `cofactors` along `grad`, also of a singular matrix. It is symmetric.

    Of diag(s) it follows from det = Σ over permutations: with Pᵢⱼ the product of all s but sᵢ and
    sⱼ, and Pᵢᵢ = 0, it is diag(P diag(X)) - P Xᵀ along X. Here X = Uᵀ grad V.
    """
    u, s, vh = np.linalg.svd(A)
    eye = place_of(A).xp.eye(s.shape[-1], dtype=bool)
    left_out = eye[:, None, :] | eye[None, :, :]  # (i, j, n)
    others = np.prod(np.where(left_out, 1, s[..., None, None, :]), axis=-1) * ~eye
    turned = u.swapaxes(-1, -2) @ grad @ vh.swapaxes(-1, -2)
    diagonal = others @ np.sum(turned * eye, axis=-1)[..., None]
    sign = (np.linalg.det(u) * np.linalg.det(vh))[..., None, None]
    return sign * (u @ (diagonal * eye - others * turned.swapaxes(-1, -2)) @ vh)


def _cofactors_rule(grad: Any, A: Any, out: Any) -> Any:
    """⟨grad, A⁻ᵀ⟩ C - A⁻ᵀ gradᵀ C; of a matrix that is nearly singular, without its inverse."""
    s = np.linalg.svd(A.array if isinstance(A, Value) else A, compute_uv=False)
    if not bool((s[..., -1:] > 1e-6 * s[..., :1]).all()):
        return cofactors_along(grad, A)
    inverse = mT(_inv(A)[0])
    along = unsqueeze(unsqueeze(sum_(grad * inverse, dims=(-2, -1)), -1), -1)
    return along * out - inverse @ mT(grad) @ out


def _third(grad: Any) -> Any:
    raise NotImplementedError(
        "the third derivative of the determinant of a singular matrix is not implemented"
    )


_det.derivative(A=lambda grad, A: unsqueeze(unsqueeze(grad, -1), -1) * cofactors(A))
cofactors.derivative(A=_cofactors_rule)
cofactors_along.derivative(_third)


@op(node="LinalgSlogdetBackward0")
def _slogdet(A: Array) -> Any:
    """(sign, log |det A|)."""
    return tuple(np.linalg.slogdet(A))


def _slogdet_rule(grads: Any, A: Any) -> Any:
    """A⁻ᵀ; the sign is constant."""
    if grads[1] is None:
        return None
    return unsqueeze(unsqueeze(grads[1], -1), -1) * mT(_inv(A)[0])


_slogdet.derivative(A=_slogdet_rule)


@face()
def linalg_det(A: Value, *, out: Any = None) -> Any:
    """The determinant of a square matrix.

    Shape: (…, n, n) -> (…).   Derivative: det(A) A⁻ᵀ, the matrix of cofactors.
    Source: torch.linalg.det.
    """
    check_matrices(A.array, "linalg.det", kernel="lu_cpu")
    return _det(A, out=out)


det = linalg_det


@face()
def linalg_slogdet(A: Value, *, out: Any = None) -> Any:
    """(sign, logabsdet): the determinant as sign · exp(logabsdet), which cannot overflow.

    Shape: (…, n, n) -> (…), (…); 0 and -inf for a singular matrix.   Derivative of logabsdet: A⁻ᵀ.
    Source: torch.linalg.slogdet.
    """
    check_matrices(A.array, "linalg.slogdet")
    return received(return_types.linalg_slogdet(*_slogdet(A)), out, "linalg_slogdet")


@face()
def slogdet(input: Value, *, out: Any = None) -> Any:
    """`linalg.slogdet` under its earlier name. Source: torch.slogdet."""
    return return_types.slogdet(*linalg_slogdet(input, out=out))


@face()
def logdet(input: Value) -> Any:
    """log(det A): NaN where the determinant is negative, -inf where it is 0. Source: torch.logdet.

    Shape: (…, n, n) -> (…).   Derivative: A⁻ᵀ.
    """
    check_matrices(input.array, "logdet")
    sign, logarithm = _slogdet(input)
    return where(sign == -1, math.nan, logarithm)


# ---------------------------------------------------- solving with a triangular factor


@op
def _cholesky_solve(input: Array, input2: Array, *, upper: bool) -> Array:
    """X with L Lᵀ X = input."""
    lower = input2.swapaxes(-1, -2) if upper else input2
    half = _solve_triangular.forward(lower, input, upper=False)
    return _solve_triangular.forward(lower.swapaxes(-1, -2), half, upper=True)


def _factor_rule(grad: Any, input2: Any, out: Any, upper: bool) -> Any:
    """-(M + Mᵀ) L with M = (L Lᵀ)⁻¹ grad Xᵀ."""
    full = _cholesky_solve(grad, input2, upper=upper) @ mT(out)
    return -input2 @ (full + mT(full)) if upper else -(full + mT(full)) @ input2


_cholesky_solve.derivative(
    input=lambda grad, input2, upper: _cholesky_solve(grad, input2, upper=upper),
    input2=_factor_rule,
)


@face()
def cholesky_solve(input: Value, input2: Any, upper: bool = False, *, out: Any = None) -> Any:
    """X with L Lᵀ X = input for a Cholesky factor L = `input2` (upper: its transpose).

    Shape: (…, n, k), (…, n, n) -> (…, n, k).   Source: torch.cholesky_solve.
    """
    b, a = input.array, array_of(input2, "cholesky_solve", "input2", 2)
    for name, x in (("b", b), ("u", a)):
        if x.ndim < 2:
            raise RuntimeError(
                f"{name} should have at least 2 dimensions, but has {x.ndim} dimensions instead"
            )
    if a.shape[-2] != a.shape[-1]:
        check_matrices(a, "")
    if a.shape[-1] != b.shape[-2]:
        raise RuntimeError(
            "Incompatible matrix sizes for cholesky_solve: each A matrix is "
            f"{a.shape[-1]} by {a.shape[-1]} but each b matrix is {b.shape[-2]} by {b.shape[-1]}"
        )
    check_floating(b, "", "cholesky_solve_cpu", late=True)
    return received(_cholesky_solve(input, input2, upper=upper), out, "cholesky_solve")


@face()
def cholesky_inverse(input: Value, upper: bool = False, *, out: Any = None) -> Any:
    """(L Lᵀ)⁻¹ from a Cholesky factor L (upper: its transpose). Source: torch.cholesky_inverse."""
    check_matrices(input.array, "cholesky_inverse", kernel="cholesky_inverse_out_cpu", late=True)
    eye = identity(input, input.array.shape[-1])
    inverse = named(_cholesky_solve(eye, input, upper=upper), name="CholeskyInverse")
    return received(inverse, out, "cholesky_inverse")


@face()
def triangular_solve(
    input: Value,
    A: Any,
    upper: bool = True,
    transpose: bool = False,
    unitriangular: bool = False,
    *,
    out: Any = None,
) -> Any:
    """`linalg.solve_triangular` as it was called before; warns. Source: torch.triangular_solve."""
    deprecated(
        "torch.triangular_solve is deprecated in favor of torch.linalg.solve_triangularand will be "
        "removed in a future PyTorch release.\ntorch.linalg.solve_triangular has its arguments "
        "reversed and does not return a copy of one of the inputs.\n"
        "X = torch.triangular_solve(B, A).solution\nshould be replaced with\n"
        "X = torch.linalg.solve_triangular(A, B)."
    )
    a, b = array_of(A, "triangular_solve", "A", 2), input.array
    for name, x in (("b", b), ("A", a)):
        if x.ndim < 2:
            raise RuntimeError(
                f"torch.triangular_solve: Expected {name} to have at least 2 dimensions, but it "
                f"has {x.ndim} dimensions instead"
            )
    check_matrices(a, "triangular_solve", kernel="triangular_solve_cpu", late=True)
    check_fits(a, b, True, "triangular_solve")
    factor = mT(A) if transpose else A
    x = _solve_triangular(factor, input, upper=upper is not transpose, unit=unitriangular)
    parts = (named(part, name="TriangularSolve") for part in (x, A))
    return received(return_types.triangular_solve(*parts), out, "triangular_solve")
