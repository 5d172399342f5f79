"""What singular values decide: rank, pseudoinverse, least squares.

A singular value counts as 0 up to max(atol, rtol · the largest one); unless told otherwise, rtol is
max(m, n) times the spacing of the floating numbers at 1, or 0 where atol was given.
Source of the derivative: G. Golub and V. Pereyra, "The differentiation of pseudo-inverses and
nonlinear least squares problems whose variables separate", 1973.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import dtypes, errors, return_types
from ...errors import LinAlgError
from ...graph import op
from ...nodes import Value
from ..arguments import array_of
from ..face import face
from ..reduction.reduce import sum_
from ..shape.slicing import narrow
from ..shape.views import matrix_transpose, reshape, squeeze, unsqueeze
from .checks import check_floating, check_matrices, check_shape, named, received
from .factor import NOT_FINITE
from .products import matmul

Array = Any
Tensor = Any
FloatOrTensor = Any
mT = matrix_transpose
RANK = tuple(
    f"*, {kind} atol = None, {kind} rtol = None, bool hermitian = False"
    for kind in ("Tensor", "float")
)
WRONG_DTYPE = "This function doesn't handle types other than float and double"


def cutoff(size: Array, shape: tuple[int, ...], atol: Any, rtol: Any) -> Array:
    """Up to where singular values `size` (…, k) of matrices of a shape count as 0: (…, 1)."""
    default = max(shape[-2:]) * np.finfo(size.dtype).eps
    if rtol is None:
        rtol = default if atol is None else np.where(atol > 0, 0, default)
    top = np.max(size, axis=-1, keepdims=True) if size.shape[-1] else size[..., :0]
    atol, rtol = (x[..., None] if getattr(x, "ndim", 0) else x for x in (atol, rtol))
    for x in (atol, rtol):
        errors.check_broadcast(getattr(x, "shape", ()), top.shape)
    return np.maximum(rtol * top, 0 if atol is None else atol)


def singular_values(A: Array, hermitian: bool) -> Array:
    try:
        return np.abs(np.linalg.eigvalsh(A)) if hermitian else np.linalg.svd(A, compute_uv=False)
    except np.linalg.LinAlgError:
        raise LinAlgError(NOT_FINITE) from None


@op
def _matrix_rank(A: Array, atol: Any = None, rtol: Any = None, *, hermitian: bool) -> Array:
    """How many singular values are above the cutoff."""
    size = singular_values(A, hermitian)
    return np.sum(size > cutoff(size, A.shape, atol, rtol), axis=-1, dtype=np.int64)


@face(*RANK)
def linalg_matrix_rank(
    input: Value,
    tol: FloatOrTensor | None = None,
    hermitian: bool = False,
    *,
    atol: FloatOrTensor | None = None,
    rtol: FloatOrTensor | None = None,
    out: Any = None,
) -> Any:
    """How many columns of a matrix are independent: its singular values that are not about 0.

    Shape: (…, m, n) -> (…), int64. tol: the cutoff itself; atol, rtol: see the module. hermitian:
    input is symmetric, so that its eigenvalues do.   Source: torch.linalg.matrix_rank.
    """
    name = "torch.linalg.matrix_rank"
    check_shape(input.array, name, square=False, argument="input")
    if input.array.dtype not in (np.float32, np.float64) and tol is atol is rtol is None:
        raise RuntimeError(WRONG_DTYPE)
    check_floating(input.array, "linalg.svd", "linalg_svd_cpu")
    if hermitian:
        check_shape(input.array, "linalg.eigh")
    atol, rtol = (tol, 0.0) if tol is not None else (atol, rtol)
    return received(_matrix_rank(input, atol, rtol, hermitian=hermitian), out, "linalg_matrix_rank")


@op(node="LinalgPinvBackward0")
def _pinv(A: Array, atol: Any = None, rtol: Any = None, *, hermitian: bool = False) -> Array:
    """V diag(1/s) Uᵀ, with 0 for 1/s up to the cutoff; of a symmetric matrix V diag(1/λ) Vᵀ."""
    try:
        if hermitian:
            s, u = np.linalg.eigh(A)
            vh = u.swapaxes(-1, -2)
        else:
            u, s, vh = np.linalg.svd(A, full_matrices=False)
    except np.linalg.LinAlgError:
        raise LinAlgError(NOT_FINITE) from None
    live = np.abs(s) > cutoff(np.abs(s), A.shape, atol, rtol)
    inverse = np.where(live, 1 / np.where(live, s, 1), 0)
    return (vh.swapaxes(-1, -2) * inverse[..., None, :]) @ u.swapaxes(-1, -2)


def _pinv_rule(grad: Any, A: Any, out: Any) -> Any:
    """With X = A⁺:  -Xᵀ G Xᵀ + (I - A X) Gᵀ X Xᵀ + Xᵀ X Gᵀ (I - X A), while the rank stays."""
    back, across = mT(out), mT(grad)
    outside = across - A @ (out @ across)
    inside = across - (across @ out) @ A
    return -back @ grad @ back + outside @ out @ back + back @ out @ inside


_pinv.derivative(A=_pinv_rule)


@face(*RANK)
def linalg_pinv(
    input: Value,
    rcond: FloatOrTensor | None = None,
    hermitian: bool = False,
    *,
    atol: FloatOrTensor | None = None,
    rtol: FloatOrTensor | None = None,
    out: Any = None,
) -> Any:
    """The pseudoinverse (Moore-Penrose): the inverse where there is one, else the nearest thing.

    Shape: (…, m, n) -> (…, n, m). atol, rtol: see the module; rcond is an earlier name of rtol.
    hermitian: A is symmetric. The derivative holds while the rank does not change.
    Source: torch.linalg.pinv.
    """
    array = input.array
    if array.ndim < 2 or array.dtype.kind != "f" or array.dtype == np.float16:
        kind = dtypes.of_array(array).scalar_name
        raise RuntimeError(
            f"linalg.pinv({kind}{{{list(array.shape)}}}): expected a tensor with 2 or more "
            "dimensions of float, double, cfloat or cdouble types"
        )
    atol, rtol = (atol, rtol) if rcond is None else (0.0, rcond)
    if hermitian:
        check_matrices(array, "linalg.eigh")
    return received(_pinv(input, atol, rtol, hermitian=hermitian), out, "linalg_pinv")


@face()
def pinverse(input: Value, rcond: float = 1e-15) -> Tensor:
    """The pseudoinverse. See `linalg.pinv`. Source: torch.pinverse."""
    return linalg_pinv(input, rcond)


@face()
def linalg_lstsq(
    input: Value, B: Any, rcond: float | None = None, *, driver: str | None = None, out: Any = None
) -> Any:
    """X that makes |A X - B| smallest (and |X|, where several do): (X, residuals, rank, s).

    Shape: (…, m, n), (…, m, k) -> (…, n, k), or one vector per matrix: (…, m) -> (…, n).
    driver, PyTorch's choice of method, decides what else is returned: the squared residuals unless
    it is "gelsy" (the default), the rank unless "gels", singular values for "gelsd" and "gelss".
    All four use the pseudoinverse here.   Source: torch.linalg.lstsq.
    """
    a, b = input.array, array_of(B, "linalg_lstsq", "B", 2)
    check_lstsq(a, b, driver)
    vector = a.ndim - 1 == b.ndim and b.shape == a.shape[:-1]
    m, n = a.shape[-2:]
    rcond = max(m, n) * float(np.finfo(a.dtype).eps) if rcond is None else rcond
    columns = unsqueeze(B, -1) if vector else B
    x = matmul(_pinv(input, None, rcond), columns)
    rank = _matrix_rank(input, None, rcond, hermitian=False)
    nothing = np.zeros_like(a, shape=(0,))
    spectrum, residuals = input.wrap(nothing, None), narrow(reshape(x, (-1,)), 0, 0, 0)
    full = driver == "gels" or bool(np.all(rank.array == n))
    if m > n and driver not in (None, "gelsy") and full:
        misses = matmul(input, x) - columns
        total = sum_(misses * misses, dims=(misses.array.ndim - 2,))
        residuals = named(total, name="LinalgLstsq")
    if driver in ("gelsd", "gelss"):
        spectrum = input.wrap(singular_values(a, False), None)
    if driver == "gels":
        rank = input.wrap(nothing.astype(np.int64), None)
    x = named(squeeze(x, -1) if vector else x, name="LinalgLstsq")
    result = return_types.linalg_lstsq(x, residuals, rank, spectrum)
    return received(result, out, "linalg_lstsq")


def check_lstsq(a: Array, b: Array, driver: str | None) -> None:
    """Raise RuntimeError for shapes, dtypes and drivers that `lstsq` does not take."""
    name = "torch.linalg.lstsq"
    if driver not in (None, "gels", "gelsy", "gelsd", "gelss"):
        raise RuntimeError(
            f"{name}: parameter `driver` should be one of (gels, gelsy, gelsd, gelss)"
        )
    if a.dtype.kind != "f" or a.dtype == np.float16:
        raise RuntimeError(WRONG_DTYPE)
    if a.ndim < 2:
        raise RuntimeError(f"{name}: input must have at least 2 dimensions.")
    if b.ndim < 1:
        raise RuntimeError(f"{name}: other must have at least 1 dimension.")
    gap = a.ndim - b.ndim
    if not 0 <= gap <= 1:
        raise RuntimeError(
            f"{name}: input.dim() must be greater or equal to other.dim() and "
            "(input.dim() - other.dim()) <= 1"
        )
    if a.dtype != b.dtype:
        one, two = (dtypes.of_array(x).scalar_name for x in (a, b))
        raise RuntimeError(
            f"{name}: Expected input and other to have the same dtype, but got input's dtype {one} "
            f"and other's dtype {two}"
        )
    rows = b.shape[-1] if gap == 1 and b.shape == a.shape[:-1] else b.shape[-2]
    if a.shape[-2] != rows:
        raise RuntimeError(f"{name}: input.size(-2) should match other.size(-2)")
