"""Products and powers of vectors, places counted through a shape, slices of limited length."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np

from ... import dtypes
from ...backend import place_of
from ...errors import wrap_dim
from ...graph import op
from ..arguments import array_of, arrays_of, ints, one_int
from ..elementwise.arithmetic import mul, pow
from ..elementwise.compare import where
from ..elementwise.corners import abs
from ..index.gather import index_select
from ..reduction.extremes import amax
from ..reduction.reduce import sum
from .join import stack
from .rearrange import _diagonal_grad, diag_embed, flip, meshgrid
from .slicing import unbind
from .views import expand, flatten, unsqueeze

Array = Any
Tensor = Any


def cartesian_prod(*tensors: Any) -> Tensor:
    """All choices of one element from each vector, one a row; one vector stays itself.

    Raises RuntimeError for anything but vectors.   Source: torch.cartesian_prod.
    """
    if len(tensors) == 1 and isinstance(tensors[0], list | tuple):
        tensors = tuple(tensors[0])
    for array in arrays_of(tensors, "cartesian_prod"):
        if array.ndim != 1:
            raise RuntimeError(f"Expect a 1D vector, but got shape {list(array.shape)}")
    if len(tensors) == 1:
        return tensors[0]
    return stack([flatten(grid) for grid in meshgrid(*tensors, indexing="ij")], 1)


def combinations(input: Tensor, r: int = 2, with_replacement: bool = False) -> Tensor:
    """All choices of r elements of a vector, one a row, in the order of itertools.

    Raises RuntimeError for anything but a vector, or a negative r.   Source: torch.combinations.
    """
    array = array_of(input, "combinations")
    if array.ndim != 1:
        raise RuntimeError(f"Expect a 1D vector, but got shape {list(array.shape)}")
    if r < 0:
        raise RuntimeError(f"Expect a non-negative number, but got {r}")
    home = place_of(array)
    if r == 0:
        return input.wrap(home.xp.empty((0,), dtype=array.dtype), None)
    choose = itertools.combinations_with_replacement if with_replacement else itertools.combinations
    places = np.array(list(choose(range(array.size), r)), np.int64).reshape(-1, r)
    columns = [input.wrap(home.from_host(places[:, k].copy()), None) for k in range(r)]
    return stack([index_select(input, 0, column) for column in columns], 1)


def diagflat(input: Tensor, offset: int = 0) -> Tensor:
    """All elements, row by row, laid on a diagonal of a matrix. Source: torch.diagflat."""
    return diag_embed(flatten(input), offset)


@op
def trace(input: Array) -> Array:
    """The sum of the main diagonal of a matrix; integers give int64.

    Raises RuntimeError unless it is a matrix.   Source: torch.trace.
    """
    if input.ndim != 2:
        raise RuntimeError(f"trace: expected a matrix, but got tensor with dim {input.ndim}")
    return np.trace(input, dtype=None if input.dtype.kind == "f" else np.int64)


trace.derivative(
    input=lambda grad, input_shape: _diagonal_grad(
        expand(grad, (min(input_shape),)), offset=0, shape=input_shape
    )
)


def unravel_index(indices: Tensor, shape: Any) -> tuple[Tensor, ...]:
    """Places counted row by row through a shape, as one index per dimension.

    Raises TypeError for floating indices, ValueError for a negative size.
    Source: torch.unravel_index.
    """
    array = array_of(indices, "unravel_index", "indices")
    if array.dtype.kind not in "iu":
        raise TypeError(
            f"expected 'indices' to be integer dtype, but got {dtypes.of_array(array)!r}"
        )
    sizes = ints((shape,) if not isinstance(shape, int) else ((shape,),), "unravel_index", "shape")
    if any(n < 0 for n in sizes):
        raise ValueError(f"'shape' cannot have negative values, but got {sizes}")
    steps = [math.prod(sizes[d + 1 :]) for d in range(len(sizes))]
    each = [np.floor_divide(array, step) % n for n, step in zip(sizes, steps, strict=True)]
    return unbind(indices.wrap(np.stack(each, -1), None), -1) if each else ()


def nonzero_static(input: Tensor, *, size: int, fill_value: int = -1, out: Any = None) -> Tensor:
    """`nonzero` cut or filled up to `size` rows. Source: torch.nonzero_static."""
    array = array_of(input, "nonzero_static")
    if size < 0:
        raise RuntimeError(f"nonzero_static: 'size' must be an non-negative integer, got {size}")
    home = place_of(array)
    rows = home.xp.full((size, array.ndim), fill_value, dtype=np.int64)
    found = np.stack(np.nonzero(array)).T if array.ndim else rows[:0]
    rows[: len(found)] = found[:size]
    result = input.wrap(rows, None)
    return result if out is None else out.receive(result, "nonzero_static")


def vander(x: Tensor, N: int | None = None, increasing: bool = False) -> Tensor:
    """The powers of a vector as columns: x^(N-1) … x, 1, or rising; N is the length of x.

    Raises RuntimeError unless x is a vector, or for a negative N.   Source: torch.vander.
    """
    array = array_of(x, "vander", "x")
    N = None if N is None else one_int(N, "vander", "N", 2)
    if array.ndim != 1:
        raise RuntimeError("x must be a one-dimensional tensor.")
    count = array.size if N is None else N
    if count < 0:
        raise RuntimeError("N must be non-negative.")
    x = x.cast(np.dtype(np.int64)) if array.dtype.kind != "f" else x
    powers = x.wrap(place_of(array).xp.arange(count), None)
    rising = pow(unsqueeze(x, 1), powers)
    return rising if increasing else flip(rising, 1)


def renorm(input: Tensor, p: float, dim: int, maxnorm: float, *, out: Any = None) -> Tensor:
    """Every slice of a dimension scaled down to the p-norm maxnorm, if its norm is larger.

    Raises RuntimeError below 2 dimensions, for p <= 0 or a negative maxnorm.
    Source: torch.renorm.
    """
    array = array_of(input, "renorm")
    if p <= 0:
        raise RuntimeError("renorm: non-positive-norm not supported")
    if maxnorm < 0:
        raise RuntimeError(f"renorm: expected maxnorm to be >= 0 but got {maxnorm:g}")
    if array.ndim < 2:
        raise RuntimeError(
            f"renorm: input needs at least 2 dimensions, got {array.ndim} dimensions"
        )
    if array.dtype.kind != "f":
        raise RuntimeError(
            "linalg.vector_norm: Expected a floating point or complex tensor as input. Got "
            f"{dtypes.of_array(array).scalar_name}"
        )
    dim = wrap_dim(dim, array.ndim, "renorm")
    others = [d for d in range(array.ndim) if d != dim]
    if math.isinf(p):
        norm = amax(abs(input), others, True)
    else:
        norm = pow(sum(pow(abs(input), p), others, True), 1 / p)
    scale = where(norm > maxnorm, maxnorm / (norm + 1e-7), 1.0)
    return mul(input, scale, out=out)
