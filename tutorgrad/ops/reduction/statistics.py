"""Statistics: variance, standard deviation, means without NaN, covariance, correlation."""

from __future__ import annotations

import builtins
import math
import warnings
from typing import Any

import numpy as np

from ... import dtypes
from ...graph import camel, op
from ...nodes import Value
from ..elementwise.arithmetic import div, mul, sub
from ..elementwise.compare import eq, where
from ..elementwise.corners import clamp
from ..elementwise.functions import sqrt
from ..face import face
from ..linalg.products import mm
from ..shape.rearrange import diag
from ..shape.views import reshape, squeeze, t
from .reduce import DimLike, Dims, Flag, axes, count, folded, mean_, nansum, spread, sum_

Array = Any
DimOrFlag = Any  # dimensions, or `unbiased` in their place

VARIANCE = (  # the forms that PyTorch lists when a call of var or std fits none
    "tuple of ints dim, bool unbiased = True, bool keepdim = False",
    "tuple of ints dim = None, *, Number correction = None, bool keepdim = False",
    "bool unbiased = True",
)

# ------------------------------------------------------------------------------ var and std


@op(node=lambda input, name="VarBackward0", **_: name)
def var_(
    input: Array, *, dims: Dims, correction: float, keepdim: Flag, name: str = "VarBackward0"
) -> Array:
    """The variance over `dims`, added up in float64: squared distances from the mean / (n - c)."""
    wider = input.astype(np.float64)
    away = wider - np.mean(wider, axis=axes(input, dims), keepdims=True)
    total = np.sum(away * away, axis=axes(input, dims), keepdims=keepdim)
    return (total / freedom(input.shape, dims, correction)).astype(input.dtype)


@op(node=lambda input, name="StdBackward0", **_: name)
def std_(
    input: Array, *, dims: Dims, correction: float, keepdim: Flag, name: str = "StdBackward0"
) -> Array:
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
    dim: DimOrFlag = None,
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
    dim: DimOrFlag = None,
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


@face(*VARIANCE)
def var_mean(
    input: Value,
    dim: DimOrFlag = None,
    unbiased: bool = True,
    keepdim: bool = False,
    *,
    correction: float | None = None,
) -> Any:
    """The variance and the mean, with the arguments of `var`: a tuple. Source: torch.var_mean."""
    return _spread_of("var_mean", var_, input, dim, unbiased, keepdim, correction, None)


@face(*VARIANCE)
def std_mean(
    input: Value,
    dim: DimOrFlag = None,
    unbiased: bool = True,
    keepdim: bool = False,
    *,
    correction: float | None = None,
) -> Any:
    """The standard deviation and the mean: a tuple. See `var`. Source: torch.std_mean."""
    return _spread_of("std_mean", std_, input, dim, unbiased, keepdim, correction, None)


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
        which = name if name.endswith("_mean") else "std and var"
        raise RuntimeError(f"{which} only support floating point and complex dtypes")
    if correction is None:
        correction = 1 if unbiased else 0
    dims = folded(input, dim)
    if freedom(input.array.shape, dims, correction) == 0:
        warnings.warn(
            f"{name}(): degrees of freedom is <= 0. Correction should be strictly less than the "
            "reduction factor (input numel divided by output numel).",
            stacklevel=4,
        )
    if not name.endswith("_mean"):
        return op(input, dims=dims, correction=correction, keepdim=keepdim, out=out)
    node = camel(name) + "Backward0"
    first = op(input, dims=dims, correction=correction, keepdim=keepdim, name=node)
    return first, mean_(input, dims=dims, keepdim=keepdim, name=node)


# ----------------------------------------------------------------------------- means without NaN


@face()
def nanmean(
    input: Value,
    dim: DimLike = None,
    keepdim: bool = False,
    *,
    dtype: dtypes.dtype | None = None,
    out: Any = None,
) -> Any:
    """The mean of the elements that are not NaN. See `mean`. Source: torch.nanmean."""
    if input.array.dtype.kind != "f":
        found = dtypes.of_array(input.array).scalar_name
        raise RuntimeError(
            "nanmean(): expected input to have floating point or complex dtype but got " + found
        )
    number = sum_(eq(input, input), dims=folded(input, dim), keepdim=keepdim)
    return div(nansum(input, dim, keepdim, dtype=dtype), number, out=out)


# ----------------------------------------------------------------------- covariance, correlation


@face()
def cov(input: Value, *, correction: int = 1, fweights: Any = None, aweights: Any = None) -> Any:
    """The covariances of variables (rows) over observations (columns).

    Σ w (x - mean x) (y - mean y) / (Σ w - correction), with w = fweights (how often an observation
    was made, integers) times aweights (how much it weighs); under aweights the correction is
    multiplied with Σ w a / Σ w.
    Shape: (n, m) -> (n, n); (m) -> (). Raises RuntimeError for bools, more than two dimensions, and
    weights that are negative or of another number.   Source: torch.cov.
    """
    check_matrix("cov", input)
    if input.array.dtype.kind == "b":
        raise RuntimeError("cov(): bool dtype is not supported for input")
    x = reshape(input, (1, -1)) if input.array.ndim < 2 else input  # (variables, observations)
    n = x.array.shape[1]
    weights = None
    for name, w in (("fweights", fweights), ("aweights", aweights)):
        if w is not None:
            check_weights(name, w, n)
            weights = w if weights is None else mul(weights, w)
    total = n if weights is None else sum_(weights)
    if weights is not None and n and not total.array:
        raise RuntimeError("cov(): weights sum to zero, can't be normalized")
    lost: Any = correction
    if aweights is not None and correction != 0:
        lost = div(mul(sum_(mul(weights, aweights)), correction), total)
    left = sub(total, lost) if isinstance(total, Value) else total - lost
    if (left.array if isinstance(left, Value) else left) <= 0:
        warnings.warn(
            "cov(): degrees of freedom is <= 0. Correction should be strictly less than the number "
            "of observations.",
            stacklevel=3,
        )
        left = 0
    weighted = x if weights is None else mul(x, weights)
    away = sub(x, div(sum_(weighted, dims=(1,), keepdim=True), total))
    return squeeze(div(mm(away, t(away if weights is None else mul(away, weights))), left))


@face()
def corrcoef(input: Value) -> Any:
    """The correlation coefficients of variables (rows) over observations (columns).

    cov(x, y) / (std x · std y), kept within [-1, 1]. Shape: (n, m) -> (n, n); (m) -> ().
    Source: torch.corrcoef.
    """
    check_matrix("corrcoef", input)
    c = cov(input)
    if not c.array.ndim:
        return div(c, c)
    std = sqrt(diag(c))
    return clamp(div(div(c, reshape(std, (-1, 1))), reshape(std, (1, -1))), -1, 1)


# ---------------------------------------------------------------------------------- helpers


def freedom(shape: tuple[int, ...], dims: Dims, correction: float) -> float:
    """What a variance divides by: the number of elements less the correction, not below 0."""
    return builtins.max(0, count(shape, dims) - correction)


def check_matrix(name: str, input: Value) -> None:
    """Raise for more than two dimensions."""
    if input.array.ndim > 2:
        raise RuntimeError(
            f"{name}(): expected input to have two or fewer dimensions but got an input with "
            f"{input.array.ndim} dimensions"
        )


def check_weights(name: str, weights: Value, n: int) -> None:
    """Raise for weights that do not fit n observations. fweights count, so they are integers."""
    kind, wanted = ("iu", "integral") if name == "fweights" else ("f", "floating point")
    array = weights.array
    if array.ndim > 1:
        raise RuntimeError(
            f"cov(): expected {name} to have one or fewer dimensions but got {name} with "
            f"{array.ndim} dimensions"
        )
    if array.dtype.kind not in kind:
        found = dtypes.of_array(array).scalar_name
        raise RuntimeError(
            f"cov(): expected {name} to have {wanted} dtype but got {name} with {found} dtype"
        )
    if array.size != n:
        raise RuntimeError(
            f"cov(): expected {name} to have the same numel as there are observations in the input "
            f"but got {array.size} != {n}"
        )
    if (array < 0).any():
        raise RuntimeError(f"cov(): {name} cannot be negative")


__all__ = ["corrcoef", "cov", "nanmean", "std", "std_mean", "var", "var_mean"]
