"""Differences and sums over samples of a function: diff, gradient, trapezoid.

Compositions of slices, sums and products; their derivatives come with those.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import errors
from ...graph import op
from ...nodes import Value
from ..elementwise.arithmetic import sub
from ..elementwise.compare import logical_xor
from ..face import face
from ..shape.join import cat
from ..shape.slicing import narrow, select
from ..shape.views import clone, reshape
from .reduce import DimLike, sum_
from .running import cumsum_

Array = Any
TRAPEZOID = ("Tensor y, Tensor x, *, int dim = -1", "Tensor y, *, Number dx = 1, int dim = -1")
GRADIENT = (
    "Tensor input, *, tuple of ints dim, int edge_order = 1",
    "Tensor input, *, Number spacing = None, int dim = None, int edge_order = 1",
    "Tensor input, *, tuple of Scalars spacing, tuple of ints dim, int edge_order = 1",
    "Tensor input, *, tuple of Tensors spacing, tuple of ints dim, int edge_order = 1",
)


@op(
    promote="float",
    node=lambda input, times=1, over=1: "MulBackward1" if over == 1 else "DivBackward1",
)
def scaled(input: Array, *, times: float = 1, over: float = 1) -> Array:
    """The input times one number over another, which are constants."""
    return input * times / over


scaled.derivative(input=lambda grad, times, over: scaled(grad, times=times, over=over))

# ------------------------------------------------------------------------------- differences


@face()
def diff(
    input: Value,
    n: int = 1,
    dim: int = -1,
    prepend: Any = None,
    append: Any = None,
    *,
    out: Any = None,
) -> Any:
    """The n-th differences of neighbours: x[1:] - x[:-1], n times; of bools, whether they differ.

    prepend, append: what to put before and behind the input first.
    Shape: (m) -> (m - n). Raises RuntimeError for 0 dimensions and n < 0.   Source: torch.diff.
    """
    shape = input.array.shape
    if not shape:
        raise RuntimeError("diff expects input to be at least one-dimensional")
    dim = errors.wrap_dim(dim, len(shape))
    for more in (prepend, append):
        if more is not None:
            check_joined(more.array.shape, shape, dim)
    if n < 0:
        raise RuntimeError(f"order must be non-negative but got {n}")
    parts = [part for part in (prepend, input, append) if part is not None]
    result: Any = clone(input) if n == 0 else input if len(parts) == 1 else cat(parts, dim)
    for _ in range(min(n, result.array.shape[dim])):
        first, second = neighbours(result, dim)
        result = logical_xor(second, first) if is_bool(result) else sub(second, first)
    return result if out is None else out.receive(result, "diff")


def check_joined(more: tuple[int, ...], shape: tuple[int, ...], dim: int) -> None:
    """Raise when what is put before or behind does not fit."""
    if len(more) != len(shape):
        raise RuntimeError("diff expects prepend or append to be the same dimension as input")
    for i, (found, wanted) in enumerate(zip(more, shape, strict=True)):
        if i != dim and found != wanted:
            raise RuntimeError(
                "diff expects the shape of tensor to prepend or append to match that of input "
                f"except along the differencing dimension; input.size({i}) = {wanted}, but got "
                f"tensor.size({i}) = {found}"
            )


# ---------------------------------------------------------------------------------- gradient


@face(*GRADIENT)
def gradient(input: Value, *, spacing: Any = None, dim: DimLike = None, edge_order: int = 1) -> Any:
    """The slope of a sampled function along each of `dim` (default: all): a tuple of tensors.

    Inside by central differences, exact for parabolas; at both ends from edge_order + 1 samples.
    spacing: the distance of the samples, one for each dimension, or their places as tensors.
    Shape: (*) -> (*) each. Raises RuntimeError for fewer than edge_order + 1 samples.
    Source: torch.gradient; Fornberg, Mathematics of Computation 51 (1988).
    """
    ndim = input.array.ndim
    spacing = 1 if spacing is None else spacing
    steps = spacing if isinstance(spacing, list | tuple) else None
    if not (steps or isinstance(spacing, int | float)):
        raise errors.no_overload("gradient", (input, spacing), GRADIENT)
    named = None if dim is None else (dim,) if isinstance(dim, int) else tuple(dim)
    check_gradient(input, steps, named, edge_order)
    dims = tuple(range(ndim)) if named is None else errors.wrap_dims(named, ndim)
    if any(input.array.shape[d] < edge_order + 1 for d in dims):
        raise RuntimeError(
            "torch.gradient expected each dimension size to be at least edge_order+1"
        )
    pairs = zip(steps or (spacing,) * len(dims), dims, strict=True)
    return tuple(slope(input, h, d, edge_order) for h, d in pairs)


def slope(y: Value, spacing: Any, dim: int, order: int) -> Any:
    """The slope along one dimension, from one distance or from the places of the samples."""
    n = y.array.shape[dim]

    def at(start: int, length: int = 1) -> Any:
        return narrow(y, dim, start % n, length)

    if isinstance(spacing, Value):
        h = reshape(diff(spacing), (-1, *(1,) * (y.array.ndim - dim - 1)))
        before, after = narrow(h, 0, 0, n - 2), narrow(h, 0, 1, n - 2)
        a = -after / (before * (before + after))
        b = (after - before) / (before * after)
        c = before / (after * (before + after))
        inner = a * at(0, n - 2) + b * at(1, n - 2) + c * at(2, n - 2)
        steps = [narrow(h, 0, i % (n - 1), 1) for i in (0, 1, -1, -2)]
    else:
        inner = scaled(at(2, n - 2) - at(0, n - 2), over=2 * spacing)
        steps = [spacing] * 4
    first = at_end([at(i) for i in range(order + 1)], steps[0], steps[1])
    last = at_end([at(-1 - i) for i in range(order + 1)], -steps[2], -steps[3])
    return cat([first, inner, last], dim)


def at_end(y: list[Any], h: Any, k: Any) -> Any:
    """The slope at the first of two samples at a distance h, or of three at distances h and k."""
    rises = [
        (b - a) / step if isinstance(step, Value) else scaled(b - a, over=step)
        for a, b, step in zip(y, y[1:], (h, k), strict=False)
    ]
    if len(rises) == 1:
        return rises[0]
    bend, share = rises[0] - rises[1], h / (h + k)
    return rises[0] + (bend * share if isinstance(h, Value) else scaled(bend, times=share))


def check_gradient(input: Value, steps: Any, dims: Any, edge_order: int) -> None:
    """Raise for another number of distances than of dimensions, and what cannot be subtracted."""
    if input.array.dtype == np.uint8:
        raise RuntimeError("torch.gradient does not support uint8 input.")
    ndim = input.array.ndim
    if steps and dims is None and len(steps) != ndim:
        raise RuntimeError(
            "torch.gradient expected spacing to be unspecified, a scalar, or a list of length "
            f"equal to 'self.dim() = {ndim}', since dim argument was not given, but got a list of "
            f"length {len(steps)}"
        )
    if steps and dims is not None and len(steps) != len(dims):
        raise RuntimeError(
            "torch.gradient expected spacing to be unspecified, a scalar or it's spacing and dim "
            f"arguments to have the same length, but got a spacing argument of length {len(steps)} "
            f"and a dim argument of length {len(dims)}."
        )
    for h in steps or ():
        if isinstance(h, Value) and h.array.ndim != 1:
            raise RuntimeError(
                "torch.gradient expected each element of spacing to have one dimension, but got an "
                f"element with {h.array.ndim} dimensions!"
            )
    if edge_order not in (1, 2):
        raise RuntimeError("torch.gradient only supports edge_order=1 and edge_order=2.")


# --------------------------------------------------------------------------------- trapezoids


@face(*TRAPEZOID)
def trapezoid(y: Any, x: Any = None, *, dx: Any = None, dim: int = -1) -> Any:
    """The integral of samples y by the trapezoidal rule: Σ (yᵢ + yᵢ₊₁) / 2 · (xᵢ₊₁ - xᵢ).

    x: the places of the samples, one row for all or in the shape of y; or dx: their distance (1).
    Shape: (*, n) -> (*). Raises RuntimeError for bools.   Source: torch.trapezoid.
    """
    dim = check_samples("trapezoid", y, x, dx, dim)
    n = y.array.shape[dim]
    if x is not None and n:
        first, second = neighbours(y, dim)
        area = (first + second) * distances("trapezoid", y, x, dim)
        return scaled(sum_(area, dims=(dim,)), over=2)
    total = sum_(y, dims=(dim,))
    if n:
        total = total - scaled(select(y, dim, 0) + select(y, dim, -1), times=0.5)
    return scaled(total, times=1 if dx is None else dx)


@face(*TRAPEZOID)
def trapz(y: Any, x: Any = None, *, dx: Any = None, dim: int = -1) -> Any:
    """Another name for `trapezoid`. Source: torch.trapz."""
    return trapezoid(y, x, dx=dx, dim=dim)


@face(*TRAPEZOID)
def cumulative_trapezoid(y: Any, x: Any = None, *, dx: Any = None, dim: int = -1) -> Any:
    """The running integral of samples: `trapezoid` up to each of them but the first.

    Shape: (*, n) -> (*, n - 1).   Source: torch.cumulative_trapezoid.
    """
    dim = check_samples("cumulative_trapezoid", y, x, dx, dim)
    first, second = neighbours(y, dim)
    if x is None:
        return cumsum_(scaled(first + second, times=(1 if dx is None else dx) / 2), dim=dim)
    area = (first + second) * distances("cumulative_trapezoid", y, x, dim)
    return scaled(cumsum_(area, dim=dim), over=2)


def check_samples(name: str, y: Any, x: Any, dx: Any, dim: int) -> int:
    """The dimension counted from the front; raises for what cannot be integrated."""
    if x is not None and (dx is not None or not isinstance(x, Value)):
        raise errors.no_overload(name, (y, x, dx), TRAPEZOID)
    if not isinstance(dx, int | float | None):
        raise errors.no_overload(name, (y, dx), TRAPEZOID)
    if not y.array.ndim:
        raise IndexError(
            f"Dimension specified as {dim} but tensor has no dimensions"
            if name == "trapezoid"
            else "slice() cannot be applied to a 0-dim tensor."
        )
    dim = errors.wrap_dim(dim, y.array.ndim)
    if is_bool(y) or x is not None and is_bool(x):
        which = "`y`" if x is None else "`x` or `y`"
        raise RuntimeError(f"{name}: received a bool input for {which}, but bool is not supported")
    return dim


def distances(name: str, y: Any, x: Any, dim: int) -> Any:
    """The distances of neighbouring samples at the places x, in a shape that broadcasts with y."""
    shape, ndim = x.array.shape, y.array.ndim
    if len(shape) == 1:
        if shape[0] != y.array.shape[dim]:
            raise RuntimeError(f"{name}: There must be one `x` value for each sample point")
        return reshape(diff(x), (-1, *(1,) * (ndim - dim - 1)))
    first, second = neighbours(reshape(x, (1,) * (ndim - len(shape)) + shape), dim)
    return second - first


# ---------------------------------------------------------------------------------- helpers


def neighbours(input: Value, dim: int) -> tuple[Any, Any]:
    """Every element but the last along `dim`, and the one behind it."""
    n = max(input.array.shape[dim] - 1, 0)
    return narrow(input, dim, 0, n), narrow(input, dim, min(1, input.array.shape[dim]), n)


def is_bool(input: Value) -> bool:
    return bool(input.array.dtype.kind == "b")


__all__ = ["cumulative_trapezoid", "diff", "gradient", "trapezoid", "trapz"]
