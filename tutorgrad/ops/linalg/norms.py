"""Norms of vectors and matrices, and the condition number.

Of a matrix:   "fro"  all elements as one vector       "nuc"  the sum of the singular values
               1, inf  the largest column (row) sum    2      the largest singular value
and -1, -inf, -2 the smallest.
"""

from __future__ import annotations

import math
from typing import Any

from ... import dtypes, errors
from ...nodes import Value
from ..elementwise.compare import where
from ..elementwise.convert import to_copy
from ..elementwise.special import nan_to_num
from ..face import face, is_number
from ..reduction.extremes import amax, amin
from ..reduction.norm import norm_
from ..reduction.reduce import folded, numpy_dtype, sum_
from ..shape.slicing import narrow
from ..shape.views import movedim, squeeze, unsqueeze
from .checks import check_floating, check_matrices, check_shape, received
from .factor import _svd
from .solve import _inv

Array = Any
Tensor = Any
DimLike = Any


@face()
def linalg_vector_norm(
    x: Value,
    ord: Any = 2,
    dim: DimLike = None,
    keepdim: bool = False,
    *,
    dtype: dtypes.dtype | None = None,
    out: Any = None,
) -> Any:
    """(sum |x|^ord)^(1/ord) over all elements or over `dim`; inf: the largest |x|, -inf: the
    smallest, 0: how many are not 0.

    Shape: (*) -> (*) without `dim` (kept as 1 under `keepdim`). Raises RuntimeError for integers.
    Derivative: 0 at the origin.   Source: torch.linalg.vector_norm.
    """
    if not is_number(ord):
        raise errors.wrong_kind("linalg_vector_norm", "ord", "Number", ord, 2)
    check_norm(x.array, dtype)
    dims = folded(x, dim) or None
    check_identity(x.array, float(ord), dims)
    return norm_(x, p=float(ord), dims=dims, keepdim=keepdim, dtype=numpy_dtype(dtype), out=out)


@face()
def linalg_matrix_norm(
    input: Value,
    ord: Any = "fro",
    dim: Any = (-2, -1),
    keepdim: bool = False,
    *,
    dtype: dtypes.dtype | None = None,
    out: Any = None,
) -> Any:
    """A norm of the matrices in the two dimensions `dim`; the list is at the top of the module.

    Shape: (…, m, n) -> (…). Raises RuntimeError for another `ord`, integers, and other than two
    dimensions.   Source: torch.linalg.matrix_norm.
    """
    name = "linalg.matrix_norm"
    if input.array.ndim < 2:
        raise RuntimeError(f"{name}: The input tensor A must have at least 2 dimensions.")
    spectral = ord in ("nuc", 2, -2)
    if not (spectral or ord in ("fro", 1, -1, math.inf, -math.inf)):
        raise RuntimeError(f"{name}: Order {order_name(ord)} not supported.")
    if not isinstance(dim, list | tuple) or len(dim) != 2:
        shown = " ".join(map(str, dim)) if isinstance(dim, list | tuple) else dim
        raise RuntimeError(f"{name}: dim must be a 2-tuple. Got {shown}")
    check_norm(input.array, None if spectral else dtype, name)
    if spectral:
        check_floating(input.array, name)
        check_norm(input.array, dtype, name)
    rows, columns = (errors.wrap_dim(d, input.array.ndim) for d in dim)
    if rows == columns:
        raise RuntimeError(f"{name}: dims must be different. Got ({dim[0]}, {dim[1]})")
    if ord == "fro":
        return linalg_vector_norm(input, 2, (rows, columns), keepdim, dtype=dtype, out=out)
    input = input if dtype is None else to_copy(input, dtype=dtype.numpy)
    if spectral:
        result = of_singular_values(movedim(input, (rows, columns), (-2, -1)), ord, keepdim)
        result = movedim(unsqueeze(result, -1), (-2, -1), (rows, columns)) if keepdim else result
    else:
        add, pick = (rows, columns) if abs(ord) == 1 else (columns, rows)
        sums = norm_(input, p=1.0, dims=(add,), keepdim=keepdim)
        result = extreme(sums, pick - (pick > add and not keepdim), ord, keepdim)
    return received(result, out, "linalg_matrix_norm")


def of_singular_values(A: Tensor, ord: Any, keepdim: bool) -> Tensor:
    """Their sum, the largest or the smallest."""
    s = _svd(A, full=False)[1]
    if ord == "nuc":
        return sum_(s, dims=(s.array.ndim - 1,), keepdim=keepdim)
    return extreme(s, -1, ord, keepdim)


@face()
def linalg_norm(
    input: Value,
    ord: Any = None,
    dim: DimLike = None,
    keepdim: bool = False,
    *,
    out: Any = None,
    dtype: dtypes.dtype | None = None,
) -> Any:
    """The norm of a vector or of matrices, whichever `A`, `ord` and `dim` speak of.

    Of matrices: when `dim` names two dimensions and `ord` is given, when the input has two and
    `ord` is given without `dim`, and when `ord` is "fro" or "nuc". Everything else is a vector.
    Source: torch.linalg.norm.
    """
    ndim = input.array.ndim
    if isinstance(dim, int):
        dim = (dim,)
    if dim is not None and len(dim) not in (1, 2):
        raise RuntimeError(
            f"linalg.norm: If dim is specified, it must be of length 1 or 2. Got {list(dim)}"
        )
    text = isinstance(ord, str)
    if dim is None and ord is not None and not text and ndim not in (1, 2):
        raise RuntimeError(
            "linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got "
            f"{ndim}D."
        )
    two = dim is None and ndim == 2 or dim is not None and len(dim) == 2
    if text or ord is not None and two:
        pair = (-2, -1) if dim is None else tuple(dim)
        return linalg_matrix_norm(input, ord, pair, keepdim, dtype=dtype, out=out)
    return linalg_vector_norm(input, 2 if ord is None else ord, dim, keepdim, dtype=dtype, out=out)


@face()
def norm(
    input: Value,
    p: float | str | None = "fro",
    dim: DimLike = None,
    keepdim: bool = False,
    out: Any = None,
    dtype: dtypes.dtype | None = None,
) -> Any:
    """The older name: `linalg.vector_norm` over all elements or over `dim` for a number p (2 for
    "fro"), and the sum of the singular values for "nuc".

    Derivative: 0 at the origin.   Source: torch.norm.
    """
    if not isinstance(p, str) or p == "fro":
        power = 2 if p is None or isinstance(p, str) else p
        return linalg_vector_norm(input, power, dim, keepdim, dtype=dtype, out=out)
    pair = tuple(range(input.array.ndim)) if dim is None else dim
    return linalg_matrix_norm(input, p, pair, keepdim, dtype=dtype, out=out)


@face()
def linalg_cond(input: Value, p: Any = None, *, out: Any = None) -> Any:
    """The condition number |A| · |A⁻¹|: how much errors of B can grow in the X of A X = B.

    Shape: (…, n, n) -> (…), for p None, 2 and -2 also (…, m, n); p is a norm of matrices.
    inf for a singular matrix.   Source: torch.linalg.cond.
    """
    if input.array.ndim < 2:
        raise RuntimeError("linalg.cond: The input tensor must have at least 2 dimensions.")
    if isinstance(p, str) and p not in ("fro", "nuc"):
        raise RuntimeError(f"linalg.cond got an invalid norm type: {p}")
    if p in (None, 2, -2):
        check_matrices(input.array, "linalg.svd", square=False, kernel="linalg_svd_cpu")
        s = _svd(input, full=False)[1]
        if not s.array.shape[-1]:
            return received(sum_(s, dims=(s.array.ndim - 1,)), out, "linalg_cond")
        first, last = narrow(s, -1, 0, 1), narrow(s, -1, -1, 1)
        quotient = last / first if p == -2 else first / last
        return received(squeeze(quotient, -1), out, "linalg_cond")
    check_shape(input.array, f"linalg.cond(ord={order_name(p)})")
    first, kernel = ("svd", "linalg_svd_cpu") if p == "nuc" else ("inv", "")
    check_floating(input.array, f"linalg.{first}", kernel)
    inverse, info = _inv(input)
    singular = unsqueeze(unsqueeze(info != 0, -1), -1)
    inverse = where(singular, math.inf, inverse)
    product = linalg_matrix_norm(input, p) * linalg_matrix_norm(inverse, p)
    return received(nan_to_num(product, math.inf, math.inf, -math.inf), out, "linalg_cond")


def check_norm(array: Array, dtype: dtypes.dtype | None, name: str = "linalg.vector_norm") -> None:
    """Raise RuntimeError for what has no norm: integers, a narrower result, the largest of nothing.

    Source: aten/src/ATen/native/LinearAlgebra.cpp, "checkFloatingOrComplex", "linalg_vector_norm".
    """
    kind = dtypes.of_array(array)
    if not kind.is_floating_point:
        raise RuntimeError(
            f"{name}: Expected a floating point or complex tensor as input. Got {kind.scalar_name}"
        )
    if dtype is not None and not dtype.is_floating_point:
        raise RuntimeError(
            f"{name}: dtype should be floating point or complex, but got {dtype.scalar_name}"
        )
    if dtype is not None and dtypes.merge(kind.numpy, dtype.numpy) != dtype.numpy:
        raise RuntimeError(
            f"{name}: the dtype of the input ({kind.scalar_name}) should be "
            f"convertible without narrowing to the specified dtype ({dtype.scalar_name})"
        )


def check_identity(array: Array, p: float, dims: Any) -> None:
    """Raise RuntimeError for the largest or smallest of nothing."""
    if p >= 0 and p != math.inf or array.size:
        return
    if dims is None:
        raise RuntimeError(
            f"linalg.vector_norm cannot compute the {p:g} norm on an empty tensor because the "
            "operation does not have an identity"
        )
    for d in dims:
        if not array.shape[d]:
            raise RuntimeError(
                f"linalg.vector_norm cannot compute the {p:g} norm on the dimension {d}because "
                "this dimension is empty and the operation does not have an identity"
            )


def extreme(values: Tensor, dim: int, ord: float, keepdim: bool) -> Tensor:
    """The largest along a dimension (0 of nothing), or for a negative `ord` the smallest."""
    if ord < 0:
        return amin(values, dim, keepdim)
    if not values.array.shape[dim]:
        dims = (dim % values.array.ndim,)
        return values.wrap(sum_(values, dims=dims, keepdim=keepdim).array, None)
    return amax(values, dim, keepdim)


def order_name(ord: Any) -> str:
    return f"{ord:g}" if isinstance(ord, float) else str(ord)
