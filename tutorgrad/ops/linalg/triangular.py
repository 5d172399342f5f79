"""Systems of equations with a triangular matrix, which are solved row by row."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...graph import op
from ...nodes import Value
from ..arguments import array_of
from ..face import face
from ..shape.rearrange import tril, triu
from ..shape.views import matrix_transpose
from .checks import check_fits, check_matrices, named, received

Array = Any
Tensor = Any
mT = matrix_transpose


@op(node="LinalgSolveTriangularBackward0", promote="common")
def _solve_triangular(A: Array, B: Array, *, upper: bool, unit: bool = False) -> Array:
    """X with A X = B: each row of X from the rows known before it.

    Only one triangle of A is read. unit: take its diagonal as ones.
    """
    n = A.shape[-1]
    batch = np.broadcast_shapes(A.shape[:-2], B.shape[:-2])
    x = np.zeros_like(B, shape=(*batch, *B.shape[-2:]))
    for i in reversed(range(n)) if upper else range(n):
        known = slice(i + 1, n) if upper else slice(0, i)
        rest = B[..., i, :] - (A[..., i, None, known] @ x[..., known, :])[..., 0, :]
        x[..., i, :] = rest if unit else rest / A[..., i, i, None]
    return x


def _triangle_rule(grad: Any, A: Any, out: Any, upper: bool, unit: bool) -> Any:
    """-A⁻ᵀ grad Xᵀ, where A is not a constant 0 or 1."""
    full = -_solve_triangular(mT(A), grad, upper=not upper, unit=unit) @ mT(out)
    return triu(full, int(unit)) if upper else tril(full, -int(unit))


_solve_triangular.derivative(
    A=_triangle_rule,
    B=lambda grad, A, upper, unit: _solve_triangular(mT(A), grad, upper=not upper, unit=unit),
)


def solve_right(B: Any, A: Any, *, upper: bool, unit: bool = False) -> Any:
    """X with X A = B, by way of Aᵀ Xᵀ = Bᵀ."""
    return mT(_solve_triangular(mT(A), mT(B), upper=not upper, unit=unit))


@face()
def linalg_solve_triangular(
    input: Value,
    B: Any,
    *,
    upper: bool,
    left: bool = True,
    unitriangular: bool = False,
    out: Any = None,
) -> Any:
    """X with A X = B (left=False: X A = B) for a triangular A (the input).

    Shape: (…, n, n), (…, n, k) -> (…, n, k). Only one triangle of A is read; unitriangular:
    its diagonal is taken as ones.
    A zero on the diagonal gives inf and NaN.   Source: torch.linalg.solve_triangular.
    """
    a, b = input.array, array_of(B, "linalg_solve_triangular", "B", 2)
    name = "linalg.solve_triangular"
    if b.ndim < 2:
        raise RuntimeError(f"{name}: The input tensor B must have at least 2 dimensions.")
    check_matrices(a, name, kernel="triangular_solve_cpu", late=True)
    check_fits(a, b, left, name)
    if left:
        x = _solve_triangular(input, B, upper=upper, unit=unitriangular)
    else:
        x = _solve_triangular(mT(input), mT(B), upper=not upper, unit=unitriangular)
        x = named(x, name="LinalgSolveTriangular", turned=True)
    return received(x, out, "linalg_solve_triangular")


def swapped(x: Array, i: int, others: Array) -> Array:
    """Row i of every matrix of a batch (b, m, n) exchanged with row `others[b]`."""
    rows = np.cumsum(np.ones_like(others, shape=(x.shape[1], 1))) - 1  # 0, 1, 2, …
    theirs = np.take_along_axis(x, others[:, None, None], 1)
    x = np.where((rows == others[:, None])[..., None], x[:, i, None], x)
    x[:, i, None] = theirs
    return x
