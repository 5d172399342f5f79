"""The largest and the smallest: max, min, amax, amin, aminmax, argmax, argmin.

NaN counts as larger than everything for max and as smaller than everything for min. Where several
elements tie, the index is the first one's; the gradient goes to that first one when an index was
asked for (`max(dim)`), and is shared evenly otherwise (`max()`, `amax`), as in PyTorch.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ... import dtypes, errors, return_types
from ...backend import place_of
from ...graph import op
from ...nodes import Value
from ..elementwise.corners import maximum, minimum
from ..face import face
from ..index.getitem import add_at
from .reduce import DimLike, Dims, Flag, axes, folded, spread

Array = Any
DimOrTensor = Any
EXTREME = ("", "Tensor other", "int dim, bool keepdim = False")  # the three forms of max and min

# ------------------------------------------------------------------------- values: max, amax


@op(node=lambda input, name="MaxBackward1", **_: name)
def max_(
    input: Array, *, dims: Dims = None, keepdim: Flag = False, name: str = "MaxBackward1"
) -> Array:
    """The largest over `dims`.   name: of the node."""
    return np.max(input, axis=axes(input, dims), keepdims=keepdim)


@op(node=lambda input, name="MinBackward1", **_: name)
def min_(
    input: Array, *, dims: Dims = None, keepdim: Flag = False, name: str = "MinBackward1"
) -> Array:
    """The smallest over `dims`.   name: of the node."""
    return np.min(input, axis=axes(input, dims), keepdims=keepdim)


@op
def ties(input: Array, best: Array, *, dims: Dims, keepdim: Flag, nan: bool) -> Array:
    """1/k at each of the k places of `input` that equal the best one; 0 elsewhere.

    nan: do NaNs equal each other? Without, a best of NaN gives NaN everywhere, as in PyTorch.
    """
    best = spread.forward(best, size=input.shape, dims=dims, keepdim=keepdim)
    tied = input == best
    if nan:
        tied = tied | ((input != input) & (best != best))
    return tied / np.sum(tied, axis=axes(input, dims), keepdims=True, dtype=input.dtype)


def _shared(
    grad: Any, input: Any, out: Any, input_shape: Any, dims: Dims, keepdim: bool, name: str
) -> Any:
    """The gradient shared evenly among the elements that tie; NaNs tie for max() and min()."""
    grad = spread(grad, size=input_shape, dims=dims, keepdim=keepdim)
    return grad * ties(input, out, dims=dims, keepdim=keepdim, nan=name.endswith("1"))


max_.derivative(input=_shared)
min_.derivative(input=_shared)


@face()
def amax(input: Value, dim: DimLike = (), keepdim: bool = False, *, out: Any = None) -> Any:
    """The largest element over the dimension(s) `dim`.

    Shape: (*) -> (*) without `dim`. Raises IndexError over an empty dimension.
    Derivative: shared evenly among ties.   Source: torch.amax.
    """
    return _among("amax", max_, input, dim, keepdim, out)


@face()
def amin(input: Value, dim: DimLike = (), keepdim: bool = False, *, out: Any = None) -> Any:
    """The smallest element over the dimension(s) `dim`. See `amax`. Source: torch.amin."""
    return _among("amin", min_, input, dim, keepdim, out)


def _among(name: str, op: Any, input: Value, dim: DimLike, keepdim: bool, out: Any) -> Any:
    dims = nonempty(f"{name}()", input, dim, as_given=True)
    if out is not None and out.array.dtype != input.array.dtype:
        found, wanted = (dtypes.of_array(v.array).scalar_name for v in (input, out))
        raise RuntimeError(
            f"Expected the dtype for input and out to match, but got {found} for input's dtype and "
            f"{wanted} for out's dtype."
        )
    return op(input, dims=dims, keepdim=keepdim, name=f"{name.capitalize()}Backward0", out=out)


@face()
def aminmax(input: Value, *, dim: int | None = None, keepdim: bool = False, out: Any = None) -> Any:
    """The smallest and the largest, over everything or along `dim`: a pair (min, max).

    Raises RuntimeError, IndexError over nothing.   Derivative: shared evenly among ties.
    Source: torch.aminmax.
    """
    if dim is None and not input.array.size:
        raise RuntimeError(
            "aminmax(): cannot compute aminmax over an empty dimension as the operation has no "
            "identity."
        )
    dims = None if dim is None else nonempty("aminmax", input, dim)
    over: dict[str, Any] = {"dims": dims, "keepdim": keepdim, "name": "AminmaxBackward0"}
    return pair("aminmax", min_(input, **over), max_(input, **over), out)


# ------------------------------------------------------------- places: argmax, max with a dim


@op
def argmax_(input: Array, *, dim: Dims = None, keepdim: Flag = False) -> Array:
    """The index of the first largest element along `dim`, or in the flattened input."""
    return np.argmax(input, axis=dim if input.ndim else None, keepdims=keepdim)


@op
def argmin_(input: Array, *, dim: Dims = None, keepdim: Flag = False) -> Array:
    """The index of the first smallest element along `dim`, or in the flattened input."""
    return np.argmin(input, axis=dim if input.ndim else None, keepdims=keepdim)


@op(node=lambda input, indices, *, name, **_: str(name))
def pick(
    input: Array,
    indices: Array,
    *,
    dim: int,
    keepdim: Flag = True,
    name: str = "GatherBackward0",
    again: bool = False,
) -> Array:
    """The elements at `indices` along `dim`, one slice at a time.

    keepdim=False drops `dim`, whose length in `indices` is then 1.   name: of the node.
    again: may an index come twice?
    """
    return input[everywhere(indices, dim, keepdim)] if input.ndim else input.copy()


@op
def put(
    input: Array,
    indices: Array,
    *,
    size: tuple[int, ...],
    dim: int,
    keepdim: Flag,
    again: bool = False,
) -> Array:
    """The mirror of `pick`: zeros of shape `size` with the input at `indices` along `dim`."""
    if not size:
        return input.copy()
    result = np.zeros_like(input, shape=size)
    if again:
        add_at(result, everywhere(indices, dim, keepdim), input)
    else:
        result[everywhere(indices, dim, keepdim)] = input
    return result


pick.derivative(
    input=lambda grad, indices, input_shape, dim, keepdim, again: put(
        grad, indices, size=input_shape, dim=dim, keepdim=keepdim, again=again
    )
)
put.derivative(
    input=lambda grad, indices, dim, keepdim, again: pick(
        grad, indices, dim=dim, keepdim=keepdim, again=again
    )
)


@face()
def argmax(input: Value, dim: int | None = None, keepdim: bool = False, *, out: Any = None) -> Any:
    """The index (int64) of the largest element along `dim`, or in the flattened input.

    Raises RuntimeError for bools, IndexError over an empty dimension.   Source: torch.argmax.
    """
    return _arg(argmax_, input, dim, keepdim, out)


@face()
def argmin(input: Value, dim: int | None = None, keepdim: bool = False, *, out: Any = None) -> Any:
    """The index (int64) of the smallest element. See `argmax`. Source: torch.argmin."""
    return _arg(argmin_, input, dim, keepdim, out)


@face(*EXTREME)
def max(
    input: Value,
    dim: DimOrTensor = None,
    keepdim: bool = False,
    *,
    other: Any = None,
    out: Any = None,
) -> Any:
    """Three functions in one, as in PyTorch.

    `max(input)`: the largest element.   `max(input, dim, keepdim)`: a pair (values, indices) along
    one dimension.   `max(input, other)`: the larger of two tensors, place by place.
    Raises IndexError over an empty dimension. Derivative: see the top of this module.
    Source: torch.max.
    """
    return _extreme("max", (max_, argmax_, maximum), input, dim, keepdim, other, out)


@face(*EXTREME)
def min(
    input: Value,
    dim: DimOrTensor = None,
    keepdim: bool = False,
    *,
    other: Any = None,
    out: Any = None,
) -> Any:
    """The smallest: three functions, like `max`. Source: torch.min."""
    return _extreme("min", (min_, argmin_, minimum), input, dim, keepdim, other, out)


def _extreme(
    name: str,
    ops: tuple[Callable[..., Any], Callable[..., Any], Callable[..., Any]],
    input: Value,
    dim: Any,
    keepdim: bool,
    other: Any,
    out: Any,
) -> Any:
    """`max` and `min`: find out which of the three functions is meant."""
    whole, index, larger = ops
    if other is None and isinstance(dim, Value):
        dim, other = None, dim
    if other is not None:
        return larger(input, other, out=out)
    if dim is None:
        nonempty(f"{name}()", input, ())
        return whole(input, out=out)
    dims = nonempty(f"{name}()", input, errors.as_index(dim))
    indices = index(input, dim=dims[0], keepdim=keepdim)
    values = pick(
        input, indices, dim=dims[0], keepdim=keepdim, name=f"{name.capitalize()}Backward0"
    )
    return pair(name, values, indices, out)


def _arg(index: Any, input: Value, dim: int | None, keepdim: bool, out: Any) -> Any:
    name = index.__name__
    if input.array.dtype.kind == "b":
        raise RuntimeError(f"{name}(): does not support bool input")
    if dim is None:
        if not input.array.size:
            raise IndexError(
                f"{name}(): Expected reduction dim to be specified for input.numel() == 0."
            )
        return index(input, keepdim=keepdim, out=out)
    return index(
        input, dim=nonempty(f"{name}()", input, errors.as_index(dim))[0], keepdim=keepdim, out=out
    )


# ---------------------------------------------------------------------------------- helpers


def pair(name: str, first: Any, second: Any, out: Any = None) -> Any:
    """The two results under PyTorch's name for the pair, written into `out` when there is one.

    Raises RuntimeError for an `out` of other dtypes.
    """
    if out is not None:
        for wanted, given in zip((first, second), out, strict=True):
            names = [dtypes.of_array(v.array).cpp_name for v in (wanted, given)]
            if names[0] != names[1]:
                raise RuntimeError(
                    f"Expected out tensor to have dtype {names[0]}, but got {names[1]} instead"
                )
        first, second = (o.receive(r, name) for o, r in zip(out, (first, second), strict=True))
    return getattr(return_types, name)(first, second)


def nonempty(name: str, input: Value, dim: DimLike, as_given: bool = False) -> tuple[int, ...]:
    """The dimensions counted from the front; raises where nothing would be compared.

    as_given: the message counts the dimension as the caller did.
    """
    dims = folded(input, () if dim is None else dim) or ()
    shape = input.array.shape
    if not dims and not input.array.size:
        raise RuntimeError(
            f"{name}: Expected reduction dim to be specified for input.numel() == 0. "
            "Specify the reduction dim with the 'dim' argument."
        )
    for d in dims:
        if shape and not shape[d]:
            shown = d - len(shape) if as_given and d not in np.atleast_1d(dim) else d
            raise IndexError(f"{name}: Expected reduction dim {shown} to have non-zero size.")
    return dims


def everywhere(indices: Array, dim: int, keepdim: bool = True) -> tuple[Array, ...]:
    """An index for every axis, so that `a[everywhere(i, dim)]` is `take_along_axis(a, i, dim)`.

    keepdim=False: the indices lack `dim`, and so does the result.
    """
    xp, ndim = place_of(indices).xp, indices.ndim
    key = [
        xp.arange(n).reshape((-1,) + (1,) * (ndim - axis - 1))
        for axis, n in enumerate(indices.shape)
    ]
    key[dim : dim + keepdim] = [indices]
    return tuple(key)


__all__ = ["amax", "amin", "aminmax", "argmax", "argmin", "max", "min"]
