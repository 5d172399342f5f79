"""Reductions: operations that fold one axis, several, or all of them into one number.

`dims` are the folded axes, counted from the front; None folds everything. Each operation (`sum_`,
`mean_`, ...: the trailing underscore only keeps Python's own names free) stands with its
derivative; the function without the underscore is its public face with PyTorch's signature.
"""

from __future__ import annotations

import builtins
import math
import warnings
from typing import Any

import numpy as np

from ... import dtypes, errors
from ...graph import op
from ...nodes import Value
from ..broadcast import expand
from ..elementwise.compare import where
from ..elementwise.corners import abs, sign
from ..elementwise.functions import exp
from ..face import face

Array = Any
Dims = Any  # tuple[int, ...] | None
Flag = Any  # bool; NumPy's stubs know True and False, but no bool
DimLike = Any  # an int, a tuple or list of ints, or None

VARIANCE = (  # the forms that PyTorch lists when a call of var or std fits none
    "tuple of ints dim, bool unbiased = True, bool keepdim = False",
    "tuple of ints dim = None, *, Number correction = None, bool keepdim = False",
    "bool unbiased = True",
)

# ----------------------------------------------------------------------------- sum and mean


@op(node=lambda input, dims=None, **_: f"SumBackward{0 if dims is None else 1}")
def sum_(
    input: Array, *, dims: Dims = None, keepdim: Flag = False, dtype: np.dtype[Any] | None = None
) -> Array:
    """The sum over `dims`. float16 is added up in float32 and rounded once."""
    dtype = dtype or (input.dtype if input.dtype.kind == "f" else np.dtype(np.int64))
    total = np.sum(input, axis=axes(input, dims), dtype=wide(dtype), keepdims=keepdim)
    return total.astype(dtype) if total.dtype != dtype else total


@op(node="ExpandBackward0")
def spread(input: Array, *, size: tuple[int, ...], dims: Dims, keepdim: Flag) -> Array:
    """Undo the fold of `dims`: every place gets the number it was folded into, in shape `size`."""
    if not keepdim and dims:
        input = input.reshape(tuple(1 if i in dims else n for i, n in enumerate(size)))
    return expand.forward(input, size=size)


sum_.derivative(
    input=lambda grad, input_shape, dims, keepdim: spread(
        grad, size=input_shape, dims=dims, keepdim=keepdim
    )
)
spread.derivative(input=lambda grad, dims, keepdim: sum_(grad, dims=dims, keepdim=keepdim))


@face(
    "*, torch.dtype dtype = None",
    "tuple of ints dim, bool keepdim = False, *, torch.dtype dtype = None",
)
def sum(
    input: Value,
    dim: DimLike = None,
    keepdim: bool = False,
    *,
    dtype: dtypes.dtype | None = None,
    out: Any = None,
) -> Any:
    """The sum of all elements, or over the dimension(s) `dim`.

    Shape: (*) -> (*) without `dim` (kept as 1 under `keepdim`). Integers and bools give int64,
    unless `dtype` says otherwise. Raises IndexError for a dimension that is not there.
    Derivative: 1 everywhere.   Source: torch.sum.
    """
    return sum_(input, dims=folded(input, dim), keepdim=keepdim, dtype=numpy_dtype(dtype), out=out)


@op(node=lambda input, dims=None, **_: f"MeanBackward{0 if dims is None else 1}")
def mean_(
    input: Array, *, dims: Dims = None, keepdim: Flag = False, dtype: np.dtype[Any] | None = None
) -> Array:
    """The mean over `dims`. float16 is added up in float32 and rounded once."""
    dtype = dtype or input.dtype
    total = np.sum(input, axis=axes(input, dims), dtype=wide(dtype), keepdims=keepdim)
    mean = total / count(input.shape, dims)
    return mean.astype(dtype) if mean.dtype != dtype else mean


mean_.derivative(
    input=lambda grad, input_shape, dims, keepdim: (
        spread(grad, size=input_shape, dims=dims, keepdim=keepdim) / count(input_shape, dims)
    )
)


@face(
    "*, torch.dtype dtype = None",
    "tuple of ints dim, bool keepdim = False, *, torch.dtype dtype = None",
)
def mean(
    input: Value,
    dim: DimLike = None,
    keepdim: bool = False,
    *,
    dtype: dtypes.dtype | None = None,
    out: Any = None,
) -> Any:
    """The mean of all elements, or over the dimension(s) `dim`.

    Shape: (*) -> (*) without `dim` (kept as 1 under `keepdim`). Raises RuntimeError for integers
    and bools, unless `dtype` names a floating type. The mean of nothing is NaN.
    Derivative: 1/n everywhere.   Source: torch.mean.
    """
    kind = dtype or dtypes.of_array(input.array)
    if not kind.is_floating_point:
        which = "Input" if dtype is None else "Optional"
        raise RuntimeError(
            f"mean(): could not infer output dtype. {which} dtype must be either a floating point "
            f"or complex dtype. Got: {kind.scalar_name}"
        )
    return mean_(input, dims=folded(input, dim), keepdim=keepdim, dtype=numpy_dtype(dtype), out=out)


@op
def nansum_(input: Array, *, dims: Dims, keepdim: Flag, dtype: np.dtype[Any] | None) -> Array:
    """The sum over `dims`, NaN taken as 0."""
    numbers = np.where(input != input, 0, input)
    return sum_.forward(numbers, dims=dims, keepdim=keepdim, dtype=dtype)


nansum_.derivative(
    input=lambda grad, input, input_shape, dims, keepdim: where(
        input == input, spread(grad, size=input_shape, dims=dims, keepdim=keepdim), 0.0
    )
)


@face()
def nansum(
    input: Value,
    dim: DimLike = None,
    keepdim: bool = False,
    *,
    dtype: dtypes.dtype | None = None,
    out: Any = None,
) -> Any:
    """The sum with NaN taken as 0. See `sum`. Source: torch.nansum."""
    dims = folded(input, dim)
    return nansum_(input, dims=dims, keepdim=keepdim, dtype=numpy_dtype(dtype), out=out)


# ------------------------------------------------------------------------------ var and std


@op
def var_(input: Array, *, dims: Dims, correction: float, keepdim: Flag) -> Array:
    """The variance over `dims`, added up in float64: squared distances from the mean / (n - c)."""
    wider = input.astype(np.float64)
    away = wider - np.mean(wider, axis=axes(input, dims), keepdims=True)
    total = np.sum(away * away, axis=axes(input, dims), keepdims=keepdim)
    return (total / freedom(input.shape, dims, correction)).astype(input.dtype)


@op
def std_(input: Array, *, dims: Dims, correction: float, keepdim: Flag) -> Array:
    """The standard deviation over `dims`: the square root of the variance."""
    variance = var_.forward(
        input.astype(np.float64), dims=dims, correction=correction, keepdim=keepdim
    )
    return np.sqrt(variance).astype(input.dtype)


def _var_rule(
    grad: Any, input: Any, input_shape: Any, dims: Dims, correction: float, keepdim: bool
) -> Any:
    """2 (x - mean) / (n - c); with nothing left to divide by, 0/0 at the mean and inf elsewhere."""
    away = input - mean_(input, dims=dims, keepdim=True)
    grad = spread(grad, size=input_shape, dims=dims, keepdim=keepdim)
    left = freedom(input_shape, dims, correction)
    if left == 0:
        return grad * where(away == 0, math.nan, math.inf)
    return grad * away * (2 / left)


def _std_rule(
    grad: Any, input: Any, out: Any, input_shape: Any, dims: Dims, correction: float, keepdim: bool
) -> Any:
    """Through the square root; 0 where all elements are equal."""
    grad = grad * where(out == 0, 0.0, 0.5 / where(out == 0, 1.0, out))
    return _var_rule(grad, input, input_shape, dims, correction, keepdim)


var_.derivative(input=_var_rule)
std_.derivative(input=_std_rule)


@face(*VARIANCE)
def var(
    input: Value,
    dim: DimLike = None,
    unbiased: bool = True,
    keepdim: bool = False,
    *,
    correction: float | None = None,
    out: Any = None,
) -> Any:
    """The variance over all elements or over `dim`: sum of squared distances / (n - correction).

    correction: 1 unless given (0 under unbiased=False); `var(False)` means unbiased=False.
    Shape: (*) -> (*) without `dim` (kept as 1 under `keepdim`). Raises RuntimeError for integers;
    warns when n - correction is not positive.   Derivative: 2 (x - mean) / (n - correction).
    Source: torch.var.
    """
    return _spread_of("var", var_, input, dim, unbiased, keepdim, correction, out)


@face(*VARIANCE)
def std(
    input: Value,
    dim: DimLike = None,
    unbiased: bool = True,
    keepdim: bool = False,
    *,
    correction: float | None = None,
    out: Any = None,
) -> Any:
    """The standard deviation: the square root of `var`, with the same arguments.

    Derivative: (x - mean) / ((n - correction) std), 0 where all elements are equal.
    Source: torch.std.
    """
    return _spread_of("std", std_, input, dim, unbiased, keepdim, correction, out)


def _spread_of(
    name: str,
    op: Any,
    input: Value,
    dim: DimLike,
    unbiased: bool,
    keepdim: bool,
    correction: float | None,
    out: Any,
) -> Any:
    if isinstance(dim, bool):
        dim, unbiased = None, dim
    if input.array.dtype.kind != "f":
        raise RuntimeError("std and var only support floating point and complex dtypes")
    if correction is None:
        correction = 1 if unbiased else 0
    dims = folded(input, dim)
    if freedom(input.array.shape, dims, correction) == 0:
        warnings.warn(
            f"{name}(): degrees of freedom is <= 0. Correction should be strictly less than the "
            "reduction factor (input numel divided by output numel).",
            stacklevel=4,
        )
    return op(input, dims=dims, correction=correction, keepdim=keepdim, out=out)


# ------------------------------------------------------------------------ norm and logsumexp


@op(node="LinalgVectorNormBackward0")
def norm_(
    input: Array, *, p: float, dims: Dims = None, keepdim: Flag = False, dtype: Any = None
) -> Array:
    """The p-norm over `dims`. float16 is added up in float32 and rounded once."""
    dtype = dtype or input.dtype
    size = np.abs(input.astype(wide(dtype), copy=False))
    over: dict[str, Any] = {"axis": axes(input, dims), "keepdims": keepdim}
    if p == 2:
        result = np.sqrt(np.sum(size * size, **over))
    elif p == math.inf:
        result = np.max(size, **over)
    elif p == -math.inf:
        result = np.min(size, **over)
    elif p == 0:
        result = np.sum(size != 0, **over)
    elif p == 1:
        result = np.sum(size, **over)
    else:
        result = np.sum(size**p, **over) ** (1 / p)
    return result.astype(dtype)


def _norm_rule(
    grad: Any, input: Any, out: Any, input_shape: Any, p: float, dims: Dims, keepdim: bool
) -> Any:
    """sign(x) (|x| / norm)^(p-1), and 0 where x or the norm is 0."""
    if p == 0:
        return None
    grad = spread(grad, size=input_shape, dims=dims, keepdim=keepdim)
    if p == 1:
        return grad * sign(input)
    norm = spread(out, size=input_shape, dims=dims, keepdim=keepdim)
    size = abs(input)
    if math.isinf(p):  # shared evenly among the elements that are as large
        tied = where(size == norm, 1.0, 0.0 * grad)
        return grad * sign(input) * (tied / sum_(tied, dims=dims, keepdim=True))
    safe = where(norm == 0, 1.0, norm)
    if p == 2:
        return grad * where(norm == 0, 0.0, input / safe)
    nothing = (size == 0) | (norm == 0)
    ratio = where(nothing, 1.0, size) / safe
    return where(nothing, 0.0, grad * sign(input) * ratio ** (p - 1))


norm_.derivative(input=_norm_rule)


@face()
def norm(
    input: Value,
    p: float | str = "fro",
    dim: DimLike = None,
    keepdim: bool = False,
    out: Any = None,
    dtype: dtypes.dtype | None = None,
) -> Any:
    """The length of a vector: (sum |x|^p)^(1/p) over all elements or over `dim`.

    p: "fro" is 2; inf takes the largest |x|, -inf the smallest, 0 counts what is not 0.
    Shape: (*) -> (*) without `dim` (kept as 1 under `keepdim`), floating dtype. Raises RuntimeError
    for integers, and for an infinite norm of nothing.   Derivative: 0 at the origin.
    Source: torch.norm, torch.linalg.vector_norm.
    """
    if p == "nuc":
        raise NotImplementedError(
            "norm(): p='nuc' is the sum of the singular values of a matrix; this library has "
            "vector norms only: give a number or 'fro'"
        )
    if isinstance(p, str) and p != "fro":
        raise RuntimeError(f"linalg.matrix_norm: Order {p} not supported.")
    power = 2.0 if p in ("fro", None) else float(p)
    check_norm(input.array, power, dtype)
    dims = folded(input, dim)
    return norm_(input, p=power, dims=dims, keepdim=keepdim, dtype=numpy_dtype(dtype), out=out)


def check_norm(array: Array, p: float, dtype: dtypes.dtype | None) -> None:
    """Raise for what has no norm: integers, a narrower result, the largest of nothing."""
    kind = dtypes.of_array(array)
    if not kind.is_floating_point:
        raise RuntimeError(
            "linalg.vector_norm: Expected a floating point or complex tensor as input. "
            f"Got {kind.scalar_name}"
        )
    if dtype is not None and dtypes.merge(kind.numpy, dtype.numpy) != dtype.numpy:
        raise RuntimeError(
            f"linalg.vector_norm: the dtype of the input ({kind.scalar_name}) should be "
            f"convertible without narrowing to the specified dtype ({dtype.scalar_name})"
        )
    if (p < 0 or p == math.inf) and not array.size:
        raise RuntimeError(
            f"linalg.vector_norm cannot compute the {p:g} norm on an empty tensor because the "
            "operation does not have an identity"
        )


@op(promote="float")
def logsumexp_(input: Array, *, dims: Dims, keepdim: Flag) -> Array:
    """log(sum(exp(x))) over `dims`, the largest element taken out so that exp cannot overflow."""
    if not input.size:
        total = np.sum(input, axis=axes(input, dims), keepdims=keepdim)
        return np.log(total)
    wider = input.astype(wide(input.dtype), copy=False)
    top = np.max(wider, axis=axes(input, dims), keepdims=True)
    top = np.where(np.isinf(top), 0, top)
    total = np.log(np.sum(np.exp(wider - top), axis=axes(input, dims), keepdims=keepdim))
    return (total + top.reshape(total.shape)).astype(input.dtype)


def _logsumexp_rule(
    grad: Any, input: Any, out: Any, input_shape: Any, dims: Dims, keepdim: bool
) -> Any:
    """The softmax of the input."""
    total = spread(out, size=input_shape, dims=dims, keepdim=keepdim)
    return spread(grad, size=input_shape, dims=dims, keepdim=keepdim) * exp(input - total)


logsumexp_.derivative(input=_logsumexp_rule)


@face()
def logsumexp(input: Value, dim: DimLike, keepdim: bool = False, *, out: Any = None) -> Any:
    """log(sum(exp(x))) over the dimension(s) `dim`, without overflow.

    Integers become the default floating dtype.   Derivative: softmax.   Source: torch.logsumexp.
    """
    return logsumexp_(input, dims=folded(input, dim), keepdim=keepdim, out=out)


# ------------------------------------------------------------------------- questions, counts


@op
def all_(input: Array, *, dims: Dims = None, keepdim: Flag = False) -> Array:
    """Is every element nonzero? dims=() folds nothing. uint8 answers in uint8, all else in bool."""
    result = np.all(input, axis=dims if input.ndim else (), keepdims=keepdim)
    return result.astype(np.uint8) if input.dtype == np.uint8 else result


@op
def any_(input: Array, *, dims: Dims = None, keepdim: Flag = False) -> Array:
    """Is some element nonzero? dims=() folds nothing. uint8 answers in uint8, all else in bool."""
    result = np.any(input, axis=dims if input.ndim else (), keepdims=keepdim)
    return result.astype(np.uint8) if input.dtype == np.uint8 else result


@op
def count_nonzero_(input: Array, *, dims: Dims = None) -> Array:
    """How many elements are not 0, as int64."""
    return np.sum(input != 0, axis=axes(input, dims), dtype=np.int64)


@face("", "tuple of ints dim = None, bool keepdim = False", "int dim, bool keepdim = False")
def all(input: Value, dim: DimLike = None, keepdim: bool = False, *, out: Any = None) -> Any:
    """Is every element (over `dim`) nonzero? True for nothing. Source: torch.all."""
    return all_(input, dims=folded(input, dim), keepdim=keepdim, out=out)


@face("", "tuple of ints dim = None, bool keepdim = False", "int dim, bool keepdim = False")
def any(input: Value, dim: DimLike = None, keepdim: bool = False, *, out: Any = None) -> Any:
    """Is some element (over `dim`) nonzero? False for nothing. Source: torch.any."""
    return any_(input, dims=folded(input, dim), keepdim=keepdim, out=out)


@face("int dim = None", "tuple of ints dim")
def count_nonzero(input: Value, dim: DimLike = None) -> Any:
    """How many elements (over `dim`) are not 0, as int64. Source: torch.count_nonzero."""
    return count_nonzero_(input, dims=folded(input, dim))


# ---------------------------------------------------------------------------------- helpers


def axes(input: Array, dims: Dims) -> Dims:
    """What NumPy calls `axis`: () for a 0-d array, whose dimension 0 does not exist for NumPy."""
    return dims or None if input.ndim else ()


def count(shape: tuple[int, ...], dims: Dims) -> int:
    """How many elements are folded into one."""
    return math.prod(shape[d] for d in dims) if dims and shape else math.prod(shape)


def folded(input: Value, dim: DimLike) -> Dims:
    """The dimensions a user named, counted from the front. Raises IndexError, RuntimeError."""
    return None if dim is None else errors.wrap_dims(dim, input.array.ndim)


def numpy_dtype(dtype: dtypes.dtype | None) -> np.dtype[Any] | None:
    return None if dtype is None else dtype.numpy


def wide(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """The type in which numbers are added up: float32 for float16, else the type itself."""
    return np.dtype(np.float32) if dtype == np.float16 else dtype


def freedom(shape: tuple[int, ...], dims: Dims, correction: float) -> float:
    """What a variance divides by: the number of elements less the correction, not below 0."""
    return builtins.max(0, count(shape, dims) - correction)


__all__ = [
    "all",
    "any",
    "count_nonzero",
    "logsumexp",
    "mean",
    "nansum",
    "norm",
    "std",
    "sum",
    "var",
]
