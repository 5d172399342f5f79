"""Gaussian elimination: A = P L U, and solving with it.

P is a permutation, L lower triangular with ones on its diagonal, U upper triangular.
Source: aten/src/ATen/native/BatchLinearAlgebra.cpp; F. de Hoog, R. Anderssen, M. Lukas,
"Differentiation of matrix functionals using triangular factorization", 2011.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ... import return_types
from ...graph import op
from ...nodes import Value
from ..arguments import array_of
from ..face import face
from ..shape.join import cat
from ..shape.rearrange import tril, triu
from ..shape.slicing import narrow
from ..shape.views import clone, matrix_transpose
from .checks import (
    check_fits,
    check_floating,
    check_matrices,
    check_same_dtype,
    deprecated,
    identity,
    named,
    received,
)
from .triangular import _solve_triangular, solve_right, swapped

Array = Any
Tensor = Any
mT = matrix_transpose


@op(node="LinalgLuFactorExBackward0")
def _lu_factor(A: Array) -> Any:
    """(LU, pivots, info): Gaussian elimination with the largest pivot of each column.

    LU holds L below the diagonal (its ones are not stored) and U on and above it. pivots: in step i
    row i changed places with row pivots[i], counted from 1. info: the first pivot that is 0.
    """
    m, n = A.shape[-2:]
    batch = A.shape[:-2]
    lu = A.reshape(math.prod(batch), m, n).copy()
    k = min(m, n)
    pivots = np.zeros_like(lu, shape=(len(lu), k), dtype=np.int32)
    info = np.zeros_like(lu, shape=(len(lu),), dtype=np.int32)
    for i in range(k):
        chosen = i + np.argmax(np.abs(lu[:, i:, i]), axis=1)
        lu = swapped(lu, i, chosen)
        pivot = lu[:, i, i]
        pivots[:, i] = chosen + 1
        info = np.where((info == 0) & (pivot == 0), i + 1, info)
        lu[:, i + 1 :, i] /= np.where(pivot == 0, 1, pivot)[:, None]
        lu[:, i + 1 :, i + 1 :] -= lu[:, i + 1 :, i, None] * lu[:, i, None, i + 1 :]
    return lu.reshape(A.shape), pivots.reshape(*batch, k), info.astype(np.int32).reshape(batch)


def _lu_rule(grad: Any, outs: Any) -> Any:
    """Square: P L⁻ᵀ (tril(Lᵀ gL, -1) + triu(gU Uᵀ)) U⁻ᵀ.

    Rows below the square are L₂ = A₂ U⁻¹, columns to its right U₂ = L⁻¹ A₂.
    """
    lu, pivots, _ = outs
    m, n = lu.shape[-2:]
    k = min(m, n)
    square = narrow(narrow(lu, -2, 0, k), -1, 0, k)
    g_square = narrow(narrow(grad, -2, 0, k), -1, 0, k)
    g_lower, g_upper = tril(g_square, -1), triu(g_square)
    if m > k:
        below, g_below = narrow(lu, -2, k, m - k), narrow(grad, -2, k, m - k)
        g_rest = solve_right(g_below, mT(triu(square)), upper=False)
        g_upper = g_upper - triu(mT(below) @ g_rest)
    if n > k:
        beside, g_beside = narrow(lu, -1, k, n - k), narrow(grad, -1, k, n - k)
        g_rest = _solve_triangular(mT(square), g_beside, upper=True, unit=True)
        g_lower = g_lower - tril(g_rest @ mT(beside), -1)
    middle = tril(mT(tril(square, -1)) @ g_lower + g_lower, -1) + triu(g_upper @ mT(triu(square)))
    middle = _solve_triangular(mT(square), middle, upper=True, unit=True)
    result = solve_right(middle, mT(triu(square)), upper=False)
    if m != n:
        result = cat((result, g_rest), -2 if m > n else -1)
    return _permuted(result, pivots, back=True)


_lu_factor.derivative(A=_lu_rule)


@op
def _permuted(input: Array, pivots: Array, *, back: bool = False) -> Array:
    """The rows of (…, m, n) exchanged as `pivots` say, or (back) exchanged back."""
    shape = (*np.broadcast_shapes(input.shape[:-2], pivots.shape[:-1]), *input.shape[-2:])
    rows = np.broadcast_to(input, shape).reshape(math.prod(shape[:-2]), *shape[-2:])
    k = pivots.shape[-1]
    steps = np.broadcast_to(pivots, (*shape[:-2], k)).reshape(len(rows), k)
    for i in reversed(range(k)) if back else range(k):
        rows = swapped(rows, i, steps[:, i] - 1)
    return rows.reshape(shape)


_permuted.derivative(input=lambda grad, pivots, back: _permuted(grad, pivots, back=not back))


@face()
def linalg_lu_factor_ex(
    A: Value, *, pivot: bool = True, check_errors: bool = False, out: Any = None
) -> Any:
    """`lu_factor` that tells instead of raising: (LU, pivots, info), info the first zero pivot.

    Source: torch.linalg.lu_factor_ex.
    """
    result = _checked_lu(A, pivot)
    if check_errors:
        check_pivots(result[2], "torch.linalg.lu_factor_ex")
    return received(return_types.linalg_lu_factor_ex(*result), out, "linalg_lu_factor_ex")


@face()
def linalg_lu_factor(A: Value, *, pivot: bool = True, out: Any = None) -> Any:
    """(LU, pivots): L (below the diagonal) and U in one matrix, and the rows that changed places.

    Shape: (…, m, n) -> (…, m, n), (…, min(m, n)), the second int32 and counted from 1.
    Raises RuntimeError when U has a 0 on its diagonal.   Source: torch.linalg.lu_factor.
    """
    factor, pivots, info = _checked_lu(A, pivot)
    check_pivots(info, "torch.linalg.lu_factor")
    return received(return_types.linalg_lu_factor(factor, pivots), out, "linalg_lu_factor")


@face()
def linalg_lu(A: Value, *, pivot: bool = True, out: Any = None) -> Any:
    """(P, L, U) with A = P L U: a permutation, a unit lower and an upper triangular matrix.

    Shape: (…, m, n) -> (…, m, m), (…, m, k), (…, k, n), k = min(m, n).
    Source: torch.linalg.lu.
    """
    factor, pivots, _ = _checked_lu(A, pivot, "linalg.lu")
    p, lower, upper = lu_unpack(factor, pivots)
    parts = (named(x, name="LinalgLu") for x in (lower, upper))
    return received(return_types.linalg_lu(p, *parts), out, "linalg_lu")


@face()
def lu_unpack(
    LU_data: Value,
    LU_pivots: Any,
    unpack_data: bool = True,
    unpack_pivots: bool = True,
    *,
    out: Any = None,
) -> Any:
    """(P, L, U) from what `lu_factor` returns. Source: torch.lu_unpack."""
    array = LU_data.array
    m, n = array.shape[-2:]
    k = min(m, n)
    parts = [LU_data.wrap(np.zeros_like(array, shape=(0,)), None) for _ in range(3)]
    eye = identity(LU_data, m)
    if unpack_pivots:
        parts[0] = clone(mT(_permuted(eye, LU_pivots)))
    if unpack_data:
        lower = tril(narrow(LU_data, -1, 0, k), -1) + narrow(eye, -1, 0, k)
        upper = triu(narrow(LU_data, -2, 0, k))
        parts[1:] = (named(x, name="LuUnpack") for x in (lower, upper))
    return received(return_types.lu_unpack(*parts), out, "lu_unpack")


def lu(A: Tensor, pivot: bool = True, get_infos: bool = False, out: Any = None) -> Any:
    """`linalg.lu_factor_ex` as it was called before; warns. Source: torch.lu."""
    deprecated(
        "torch.lu is deprecated in favor of torch.linalg.lu_factor / torch.linalg.lu_factor_ex and "
        "will be removed in a future PyTorch release.\nLU, pivots = torch.lu(A, compute_pivots)\n"
        "should be replaced with\nLU, pivots = torch.linalg.lu_factor(A, compute_pivots)\nand\n"
        "LU, pivots, info = torch.lu(A, compute_pivots, get_infos=True)\nshould be replaced with\n"
        "LU, pivots, info = torch.linalg.lu_factor_ex(A, compute_pivots)"
    )
    result = _checked_lu(A, pivot)
    return received(tuple(result) if get_infos else tuple(result[:2]), out, "lu")


def _checked_lu(A: Tensor, pivot: bool, name: str = "torch.lu_factor") -> Any:
    array = array_of(A, "linalg_lu_factor", "A")
    if array.ndim < 2:
        raise RuntimeError(
            f"{name}: Expected tensor with 2 or more dimensions. Got size: {list(array.shape)} "
            "instead"
        )
    check_floating(array, name, "lu_cpu", late=True)
    if not pivot:
        raise RuntimeError("linalg.lu_factor: LU without pivoting is not implemented on the CPU")
    return _lu_factor(A)


def check_pivots(info: Tensor, name: str) -> None:
    """Raise RuntimeError for the first matrix of a batch whose U has a 0 on its diagonal."""
    if info.array.size and int(info.array.max()):
        at = int((info.array.reshape(-1) != 0).argmax())
        where = f"(Batch element {at}): " if info.array.ndim else ""
        i = int(info.array.reshape(-1)[at])
        raise RuntimeError(
            f"{name}: {where}U[{i},{i}] is zero and using it on lu_solve would result in a "
            "division by zero. If you still want to perform the factorization, consider calling "
            "linalg.lu(A, pivot) or linalg.lu_factor_ex(A, pivot)"
        )


@face()
def linalg_lu_solve(
    LU: Value, pivots: Any, B: Any, *, left: bool = True, adjoint: bool = False, out: Any = None
) -> Any:
    """X with A X = B for the A that `lu_factor` made (LU, pivots) of.

    left=False: X A = B.   adjoint: with Aᵀ for A.   Source: torch.linalg.lu_solve.
    """
    b = array_of(B, "linalg_lu_solve", "B", 3)
    check_same_dtype(LU.array, b, "linalg.lu_solve", "LU")
    check_matrices(LU.array, "torch.linalg.lu_solve", argument="LU", kernel="linalg.lu_solve_cpu")
    check_fits(LU.array, b, left, "linalg.lu_solve")
    b = B if left else mT(B)
    if adjoint is left:  # Aᵀ = Uᵀ Lᵀ Pᵀ
        middle = _solve_triangular(mT(LU), b, upper=False)
        x = _solve_triangular(mT(LU), middle, upper=True, unit=True)
        result = _permuted(x, pivots, back=True)
    else:
        middle = _solve_triangular(LU, _permuted(b, pivots), upper=False, unit=True)
        result = _solve_triangular(LU, middle, upper=True)
    result = named(result, name="LinalgLuSolve", turned=not left)
    return received(result, out, "linalg_lu_solve")


@face()
def lu_solve(input: Value, LU_data: Any, LU_pivots: Any, *, out: Any = None) -> Any:
    """`linalg.lu_solve` as it was called before; warns. Source: torch.lu_solve."""
    deprecated(
        "torch.lu_solve is deprecated in favor of torch.linalg.lu_solveand will be removed in a "
        "future PyTorch release.\nNote that torch.linalg.lu_solve has its arguments reversed.\n"
        "X = torch.lu_solve(B, LU, pivots)\nshould be replaced with\n"
        "X = torch.linalg.lu_solve(LU, pivots, B)"
    )
    return linalg_lu_solve(LU_data, LU_pivots, input, out=out)
