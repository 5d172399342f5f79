"""Factorizations: a matrix as a product of triangular, orthogonal and diagonal ones.

    cholesky  A = L Lᵀ            qr    A = Q R
    eigh      A = V diag(λ) Vᵀ    svd   A = U diag(s) Vᵀ        (lu: see lu.py)

All take batches (…, m, n). Each is one operation with several results, whose rule receives the
gradients of all of them (None for a result that nobody used).

Sources of the derivatives:
[1] M. Giles, "An extended collection of matrix derivative results for forward and reverse mode
    algorithmic differentiation", 2008.
[2] J. Townsend, "Differentiating the Singular Value Decomposition", 2016.
[3] I. Murray, "Differentiation of the Cholesky decomposition", 2016.
[4] D. Roberts and L. Roberts, "QR and LQ decomposition matrix backpropagation algorithms", 2020.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import return_types
from ...errors import LinAlgError
from ...graph import op
from ...nodes import Value
from ..face import face
from ..shape.join import cat
from ..shape.rearrange import diag_embed, tril
from ..shape.slicing import diagonal, narrow
from ..shape.views import matrix_transpose, unsqueeze
from .checks import check_info, check_matrices, deprecated, identity, named, received
from .triangular import _solve_triangular, solve_right

Array = Any
Tensor = Any
Grads = Any  # one gradient per result; None for a result that nobody used
Word = Any  # str; NumPy's stubs know only the words themselves
mT = matrix_transpose
NOT_FINITE = (
    "linalg.svd: The algorithm failed to converge because the input matrix contained non-finite "
    "values."
)

# --------------------------------------------------------------------------------- Cholesky


@op(node="LinalgCholeskyExBackward0")
def _cholesky(A: Array) -> Any:
    """(L, info), column by column. info: 0, or the order of the first minor that is not positive.

    Only the lower triangle of A is read.
    """
    n = A.shape[-1]
    factor = np.zeros_like(A)
    info = np.zeros_like(A, shape=A.shape[:-2], dtype=np.int32)
    for k in range(n):
        done = factor[..., k:, :k] @ factor[..., k, :k, None]
        column = A[..., k:, k] - done[..., 0]
        info = np.where((info == 0) & ~(column[..., 0] > 0), k + 1, info)
        factor[..., k:, k] = column / np.sqrt(column[..., :1])
    return factor, info.astype(np.int32)


def _cholesky_rule(grad: Any, outs: Any) -> Any:
    """L⁻ᵀ Φ L⁻¹ with Φ the lower triangle of Lᵀ grad, made symmetric [3]."""
    lower = outs[0]
    phi = tril(mT(lower) @ grad)
    middle = (phi + mT(tril(phi, -1))) * 0.5
    return solve_right(_solve_triangular(mT(lower), middle, upper=True), lower, upper=False)


_cholesky.derivative(A=_cholesky_rule)


@face()
def linalg_cholesky(input: Value, *, upper: bool = False, out: Any = None) -> Any:
    """The lower triangular L with A = L Lᵀ (upper: Lᵀ) of a symmetric positive-definite matrix.

    Shape: (…, n, n) -> (…, n, n). Only one triangle of A is read.
    Raises LinAlgError when A is not positive-definite.   Source: torch.linalg.cholesky.
    """
    return received(_checked_cholesky(input, upper, "linalg.cholesky"), out, "linalg_cholesky")


@face()
def linalg_cholesky_ex(
    input: Value, *, upper: bool = False, check_errors: bool = False, out: Any = None
) -> Any:
    """`cholesky` that tells instead of raising: (L, info), info the order of the failing minor.

    Source: torch.linalg.cholesky_ex.
    """
    check_matrices(input.array, "linalg.cholesky", kernel="cholesky_cpu")
    factor, info = _cholesky(mT(input) if upper else input)
    if check_errors:
        check_info(info, "linalg.cholesky_ex", "cholesky")
    if upper:
        factor = named(factor, name="LinalgCholeskyEx", turned=True)
    result = return_types.linalg_cholesky_ex(factor, info)
    return received(result, out, "linalg_cholesky_ex")


@face()
def cholesky(input: Value, upper: bool = False, *, out: Any = None) -> Any:
    """`linalg.cholesky` as it was called before; warns. Source: torch.cholesky."""
    deprecated(
        "torch.cholesky is deprecated in favor of torch.linalg.cholesky and will be removed in a "
        "future PyTorch release.\nL = torch.cholesky(A)\nshould be replaced with\n"
        "L = torch.linalg.cholesky(A)\nand\nU = torch.cholesky(A, upper=True)\n"
        "should be replaced with\nU = torch.linalg.cholesky(A).mH\nThis transform will produce "
        "equivalent results for all valid (symmetric positive definite) inputs."
    )
    return received(_checked_cholesky(input, upper, "cholesky"), out, "cholesky")


def _checked_cholesky(A: Tensor, upper: bool, name: str) -> Tensor:
    check_matrices(A.array, name, kernel="cholesky_cpu", late=name == "cholesky")
    factor, info = _cholesky(mT(A) if upper else A)
    check_info(info, name, "cholesky")
    node = "Cholesky" if name == "cholesky" else "LinalgCholeskyEx"
    return named(factor, name=node, turned=upper)


# --------------------------------------------------------------------------------------- QR


@op(node="LinalgQrBackward0")
def _qr(A: Array, *, mode: Word) -> Any:
    """(Q, R); Q is empty in mode "r"."""
    if mode == "r":
        return np.zeros_like(A, shape=(0,)), np.linalg.qr(A, mode)
    return tuple(np.linalg.qr(A, mode))


def _qr_rule(grads: Grads, outs: Any, mode: str) -> Any:
    """Tall or square: (gQ + Q sym(R gRᵀ - gQᵀ Q)) R⁻ᵀ, sym copying the lower triangle up [4].

    Wide: the columns to the right are A₂ = Q R₂, so they are constants times Q.
    """
    if mode == "r":
        raise RuntimeError(
            "The derivative of linalg.qr depends on Q, which is not computed when mode='r'. "
            "Please use linalg.qr(A, mode='reduced') if you are going to differentiate through "
            "linalg.qr."
        )
    q, r = outs
    m, n = q.shape[-2], r.shape[-1]
    if mode == "complete" and m > n:
        raise RuntimeError(
            "The QR decomposition is not differentiable when mode='complete' and nrows > ncols."
        )
    g_q, g_r = (o * 0 if g is None else g for g, o in zip(grads, outs, strict=True))
    if m >= n:
        return _qr_tall(g_q, g_r, q, r)
    right, g_right = narrow(r, -1, m, n - m), narrow(g_r, -1, m, n - m)
    g_q = g_q + q @ right @ mT(g_right)
    left = _qr_tall(g_q, narrow(g_r, -1, 0, m), q, narrow(r, -1, 0, m))
    return cat((left, q @ g_right), -1)


def _qr_tall(g_q: Any, g_r: Any, q: Any, r: Any) -> Any:
    lower = tril(r @ mT(g_r) - mT(g_q) @ q)
    return solve_right(g_q + q @ (lower + mT(tril(lower, -1))), mT(r), upper=False)


_qr.derivative(A=_qr_rule)


@face()
def linalg_qr(A: Value, mode: str = "reduced", *, out: Any = None) -> Any:
    """(Q, R) with A = Q R, Q with orthonormal columns and R upper triangular.

    Shape: (…, m, n) -> (…, m, k), (…, k, n), k = min(m, n); mode="complete": k = m; mode="r"
    leaves Q empty. The derivative needs the first k columns to be independent.
    Source: torch.linalg.qr.
    """
    if mode not in ("reduced", "r", "complete"):
        raise RuntimeError(
            f"qr received unrecognized mode '{mode}' but expected one of 'reduced' (default), "
            "'r', or 'complete'"
        )
    check_matrices(A.array, "linalg.qr", square=False, kernel="geqrf_cpu")
    return received(return_types.linalg_qr(*_qr(A, mode=mode)), out, "linalg_qr")


@face()
def qr(input: Value, some: bool = True, *, out: Any = None) -> Any:
    """`linalg.qr` as it was called before; warns. Source: torch.qr."""
    deprecated(
        "torch.qr is deprecated in favor of torch.linalg.qr and will be removed in a future "
        "PyTorch release.\nThe boolean parameter 'some' has been replaced with a string parameter "
        "'mode'.\nQ, R = torch.qr(A, some)\nshould be replaced with\n"
        "Q, R = torch.linalg.qr(A, 'reduced' if some else 'complete')"
    )
    result = return_types.qr(*linalg_qr(input, "reduced" if some else "complete"))
    return received(result, out, "qr")


# ------------------------------------------------------------------------------ eigenvalues


@op(node="LinalgEighBackward0")
def _eigh(A: Array, *, UPLO: Word) -> Any:
    """(λ, V) of a symmetric matrix of which one triangle is read."""
    try:
        return tuple(np.linalg.eigh(A, UPLO))
    except np.linalg.LinAlgError:
        raise LinAlgError(
            "linalg.eigh: The algorithm failed to converge because the input matrix is "
            "ill-conditioned or has too many repeated eigenvalues."
        ) from None


def _eigh_rule(grads: Grads, outs: Any) -> Any:
    """V (diag(gλ) + (Vᵀ gV) / (λⱼ - λᵢ)) Vᵀ, the quotient 0 on the diagonal, made symmetric
    [1, section 3.1].

    Without a gradient of V nothing is divided: equal eigenvalues do no harm.
    """
    g_values, g_vectors = grads
    values, vectors = outs
    if g_vectors is None:
        return (vectors * unsqueeze(g_values, -2)) @ mT(vectors)
    middle = mT(vectors) @ g_vectors
    middle = middle - diag_embed(diagonal(middle, 0, -2, -1))
    middle = middle / gaps(values)
    if g_values is not None:
        middle = middle + diag_embed(g_values)
    full = vectors @ middle @ mT(vectors)
    return (full + mT(full)) * 0.5


_eigh.derivative(A=_eigh_rule)


@face()
def linalg_eigh(input: Value, UPLO: str = "L", *, out: Any = None) -> Any:
    """(eigenvalues, eigenvectors) of a symmetric matrix, the eigenvalues in ascending order.

    Shape: (…, n, n) -> (…, n), (…, n, n); column i of the second belongs to eigenvalue i. UPLO:
    which triangle is read. The sign of an eigenvector is arbitrary, and its derivative needs
    eigenvalues that differ.   Source: torch.linalg.eigh.
    """
    result = return_types.linalg_eigh(*_checked_eigh(input, UPLO))
    return received(result, out, "linalg_eigh")


@face()
def linalg_eigvalsh(input: Value, UPLO: str = "L", *, out: Any = None) -> Any:
    """The eigenvalues of a symmetric matrix, ascending. Source: torch.linalg.eigvalsh."""
    return received(_checked_eigh(input, UPLO)[0], out, "linalg_eigvalsh")


def _checked_eigh(A: Tensor, UPLO: str) -> Any:
    check_matrices(A.array, "linalg.eigh", kernel="linalg_eigh_cpu", late=True)
    if UPLO.upper() not in ("L", "U"):
        raise RuntimeError(f"Expected UPLO argument to be 'L' or 'U', but got {UPLO}")
    return _eigh(A, UPLO=UPLO.upper())


# -------------------------------------------------------------------------- singular values


@op(node="LinalgSvdBackward0")
def _svd(A: Array, *, full: bool) -> Any:
    """(U, S, Vᵀ), the singular values S in descending order."""
    try:
        return tuple(np.linalg.svd(A, full))
    except np.linalg.LinAlgError:
        raise LinAlgError(NOT_FINITE) from None


def _svd_rule(grads: Grads, outs: Any) -> Any:
    """U M Vᵀ plus what leaves the spaces of U and V [2], with

        M = (skew(Uᵀ gU) / E) S + diag(gS) + S (skew(Vᵀ gV) / E),   E_ij = s_j² - s_i²

    Without gradients of U and V nothing is divided: equal singular values do no harm.
    """
    k = outs[1].shape[-1]
    u, s, vh = thin(outs, k)
    g_u, g_s, g_vh = thin(grads, k)
    row, column = unsqueeze(s, -2), unsqueeze(s, -1)
    if g_u is None and g_vh is None:
        return (u * unsqueeze(g_s, -2)) @ vh
    apart = gaps(s * s)
    middle = diag_embed(s * 0 if g_s is None else g_s)
    if g_u is not None:
        middle = middle + skew(mT(u) @ g_u) / apart * row
    if g_vh is not None:
        middle = middle + column * (skew(vh @ mT(g_vh)) / apart)
    result = u @ middle @ vh
    if g_u is not None and u.shape[-2] > k:
        result = result + (g_u / row - u @ (mT(u) @ (g_u / row))) @ vh
    if g_vh is not None and vh.shape[-1] > k:
        result = result + u @ (g_vh / column - (g_vh / column @ mT(vh)) @ vh)
    return result


_svd.derivative(A=_svd_rule)


@face()
def linalg_svd(
    A: Value, full_matrices: bool = True, *, driver: str | None = None, out: Any = None
) -> Any:
    """(U, S, Vh) with A = U diag(S) Vh, the singular values in descending order.

    Shape: (…, m, n) -> (…, m, m), (…, k), (…, n, n), k = min(m, n); full_matrices=False keeps k
    columns of U and k rows of Vh. Signs are arbitrary, and the derivative of U and Vh needs
    singular values that differ and are not 0.   Source: torch.linalg.svd.
    """
    return received(_checked_svd(A, full_matrices, driver, "linalg.svd"), out, "linalg_svd")


@face()
def linalg_svdvals(A: Value, *, driver: str | None = None, out: Any = None) -> Any:
    """The singular values of a matrix, descending. Source: torch.linalg.svdvals."""
    return received(_checked_svd(A, False, driver, "linalg.svdvals").S, out, "linalg_svdvals")


@face()
def svd(input: Value, some: bool = True, compute_uv: bool = True, *, out: Any = None) -> Any:
    """`linalg.svd` as it was called before: (U, S, V), thin unless `some` is False.

    Source: torch.svd.
    """
    if input.array.ndim < 2:
        raise RuntimeError(
            "linalg.svd: input should have at least 2 dimensions, but has "
            f"{input.array.ndim} dimensions instead"
        )
    u, s, vh = _checked_svd(input, not some and compute_uv, None, "linalg.svd")
    if not compute_uv:
        m, n = input.array.shape[-2:]
        u, vh = (
            s.wrap(np.zeros_like(input.array, shape=(*s.shape[:-1], d, d)), None) for d in (m, n)
        )
    return received(return_types.svd(u, s, mT(vh)), out, "svd")


def _checked_svd(A: Tensor, full: bool, driver: str | None, name: str) -> Any:
    check_matrices(A.array, "linalg.svd", square=False, kernel="linalg_svd_cpu")
    if driver is not None:
        raise RuntimeError(
            f"torch.{name}: keyword argument `driver=` is only supported on CUDA inputs with "
            "cuSOLVER backend."
        )
    return return_types.linalg_svd(*_svd(A, full=full))


# ---------------------------------------------------------------------------------- helpers


def gaps(x: Any) -> Any:
    """x_j - x_i at place (i, j), and 1 on the diagonal."""
    return unsqueeze(x, -2) - unsqueeze(x, -1) + identity(x, x.shape[-1])


def skew(x: Any) -> Any:
    return x - mT(x)


def thin(parts: Any, k: int) -> Any:
    """The first k columns of U and rows of Vᵀ."""
    u, s, vh = parts
    u = None if u is None else narrow(u, -1, 0, k)
    return u, s, None if vh is None else narrow(vh, -2, 0, k)
