"""Reading an image at places that a grid says, and making such grids.

A place is a pair in [-1, 1]², (-1, -1) the upper left, written (x, y), that is (width, height).

Source: M. Jaderberg, K. Simonyan, A. Zisserman, K. Kavukcuoglu: "Spatial transformer networks",
2015, arXiv:1506.02025.
"""

from __future__ import annotations

import itertools
import math
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from ... import dtypes
from ...backend import place_of
from ...graph import op
from ..arguments import array_of
from ..elementwise.compare import not_implemented, where, zeros
from ..elementwise.corners import abs, clamp, floor
from ..reduction.reduce import sum_
from ..shape.join import stack
from ..shape.slicing import select
from ..shape.views import unsqueeze
from .adaptive import taken
from .resize import cubic_weights
from .windows import Ints

Array = Any
Tensor = Any
Tap = tuple[Any, Tensor]  # places along one axis (an array), and their weights
CHANGED = (
    "Default grid_sample and affine_grid behavior has changed to align_corners=False since 1.3.0. "
    "Please specify align_corners=True if the old behavior is desired. See the documentation of "
    "grid_sample for details."
)


@op(node=lambda values, weights, n: f"GridSampler{n}DBackward0")
def mixed(values: Array, weights: Array, *, n: int) -> Array:
    """The weighted sum over the first dimension: Σ_t weights[t] · values[t].

    Shape: (T, N, C, *), (T, N, 1, *) -> (N, C, *).   n: dimensions of the image.
    """
    return np.sum(values * weights, axis=0)


mixed.derivative(
    values=lambda grad, weights: unsqueeze(grad, 0) * weights,
    weights=lambda grad, values: sum_(unsqueeze(grad, 0) * values, dims=(2,), keepdim=True),
)


def grid_sample(
    input: Tensor,
    grid: Tensor,
    mode: str = "bilinear",
    padding_mode: str = "zeros",
    align_corners: bool | None = None,
) -> Tensor:
    """The image at the places of a grid.

    Shape: (N, C, H, W), (N, H', W', 2) -> (N, C, H', W'); volumes with one dimension more.
    mode: "bilinear", "nearest", "bicubic" (images).   padding_mode: what is outside, "zeros",
    "border", "reflection".   align_corners: are -1 and 1 the middles of the corner pixels, or their
    outer edges?
    Raises ValueError for another mode, RuntimeError for shapes that do not go together.
    Derivative: for the input and for the grid.   Source: torch.nn.functional.grid_sample.
    """
    for name, value, words in (
        ("mode", mode, ("bilinear", "nearest", "bicubic")),
        ("padding_mode", padding_mode, ("zeros", "border", "reflection")),
    ):
        if value not in words:
            comma = "," if name == "padding_mode" else ""
            raise ValueError(
                f"nn.functional.grid_sample(): expected {name} to be '{words[0]}', '{words[1]}'"
                f"{comma} or '{words[2]}', but got: '{value}'"
            )
    if align_corners is None:
        warnings.warn(CHANGED, UserWarning, stacklevel=2)
    _check(input, grid, mode)
    size = tuple(input.shape[2:])
    n, corners = len(size), bool(align_corners)
    axes = []
    for axis, length in enumerate(size):  # the grid counts backwards: (x, y) is (width, height)
        at = select(grid, -1, n - 1 - axis)
        at = (at + 1) * ((length - 1) / 2) if corners else ((at + 1) * length - 1) * 0.5
        axes.append(_taps(at, length, mode, padding_mode, corners))
    values, weights = [], []
    for taps in itertools.product(*axes):
        flat = sum(p * math.prod(size[i + 1 :]) for i, (p, _) in enumerate(taps))
        values.append(_read(input, flat))
        weights.append(unsqueeze(math.prod((w for _, w in taps[1:]), start=taps[0][1]), 1))
    return mixed(stack(values), stack(weights), n=n)


def _taps(at: Tensor, size: int, mode: str, padding: str, corners: bool) -> list[Tap]:
    """Which pixels along one axis a position mixes, and how much of each."""
    if mode != "bicubic":
        at = _inside(at, size, padding, corners)
    if mode == "nearest":
        whole = np.round(array_of(at, "grid_sampler"))
        return [_tap(whole, zeros(at) + 1, size)]
    low = floor(at.detach())
    part, start = at - low, low.array
    if mode == "bilinear":
        return [_tap(start, 1 - part, size), _tap(start + 1, part, size)]
    found = []
    for i, weight in enumerate(cubic_weights(part), -1):
        there = at.detach().wrap(start + i, None)  # every neighbour is brought inside by itself
        found.append(_tap(_inside(there, size, padding, corners).array, weight, size))
    return found


def _tap(places: Array, weight: Tensor, size: int) -> Tap:
    """Whole places, with weight 0 where they are outside."""
    inside = (places >= 0) & (places <= size - 1)
    kept = where(weight.detach().wrap(inside, None), weight, 0.0)
    return np.where(inside, places, 0).astype(np.int64), kept


def _inside(at: Tensor, size: int, padding: str, corners: bool) -> Tensor:
    """Positions brought into the image, as the padding mode says."""
    if padding == "zeros":
        return at
    if padding == "reflection":
        low, span = (0.0, size - 1) if corners else (-0.5, size)
        if span == 0:
            return zeros(at)
        away = abs(at - low)
        turns = floor(away.detach() / span)
        rest = away - turns * span
        even = turns.detach().wrap(turns.array % 2 == 0, None)
        at = where(even, rest + low, span - rest + low)
    return clamp(at, 0, size - 1)


def _read(input: Tensor, flat: Array) -> Tensor:
    """The pixels of every channel at places counted through the image."""
    lead = input.shape[:2]
    places = np.broadcast_to(flat[:, None], (*lead, *flat.shape[1:])).copy()
    size = tuple(flat.shape[1:])
    if len(size) != input.dim() - 2:
        raise RuntimeError("grid_sampler(): grid and input differ in their number of dimensions")
    return taken(input, input.detach().wrap(places, None), size=size)


def _check(input: Tensor, grid: Tensor, mode: str) -> None:
    x, g = array_of(input, "grid_sampler"), array_of(grid, "grid_sampler", "grid", 2)
    sizes = f"input with sizes {list(x.shape)} and grid with sizes {list(g.shape)}"
    if x.shape[0] != g.shape[0]:
        raise RuntimeError(
            f"grid_sampler(): expected grid and input to have same batch size, but got {sizes}"
        )
    if g.shape[-1] != x.ndim - 2:
        raise RuntimeError(
            f"grid_sampler(): expected grid to have size {x.ndim - 2} in last dimension, but got "
            f"grid with sizes {list(g.shape)}"
        )
    for d in range(2, x.ndim):
        if not x.shape[d]:
            raise RuntimeError(
                "grid_sampler(): expected input to have non-empty spatial dimensions, but input "
                f"has sizes {list(x.shape)} with dimension {d} being empty"
            )
    if x.ndim not in (4, 5) or x.ndim != g.ndim:
        raise RuntimeError(
            "grid_sampler(): expected 4D or 5D input and grid with same number of dimensions, but "
            f"got {sizes}"
        )
    if x.ndim == 5 and mode == "bicubic":
        raise RuntimeError("grid_sampler(): bicubic interpolation only supports 4D input")
    if x.dtype.kind != "f":
        raise not_implemented(f"grid_sampler_{x.ndim - 2}d_cpu_kernel_impl", x)
    if x.dtype != g.dtype:
        have, other = (dtypes.of_array(a).scalar_name for a in (x, g))
        raise RuntimeError(f"expected scalar type {have} but found {other}")


# --------------------------------------------------------------------------------- making one


@op(node="AffineGridGeneratorBackward0")
def affine(theta: Array, *, places: Array, size: Ints) -> Array:
    """places · thetaᵀ in the shape of a grid. Shape: (N, n, n + 1), (HW, n + 1) -> size."""
    return (places @ np.swapaxes(theta, 1, 2)).reshape(size)


@op
def affine_back(grad: Array, *, places: Array, size: Ints) -> Array:
    """The adjoint: gradᵀ · places."""
    rows = grad.reshape(len(grad), len(places), grad.shape[-1])
    return np.swapaxes(rows, 1, 2) @ places


affine.derivative(theta=lambda grad, places, size: affine_back(grad, places=places, size=size))
affine_back.derivative(grad=lambda grad, places, size: affine(grad, places=places, size=size))


def affine_grid(theta: Tensor, size: Sequence[int], align_corners: bool | None = None) -> Tensor:
    """The grid that reads an image through affine maps: place = theta · (x, y, 1).

    Shape: theta (N, 2, 3), size (N, C, H, W) -> (N, H, W, 2); (N, 3, 4) for volumes.
    Raises ValueError or NotImplementedError for other shapes.
    Source: torch.nn.functional.affine_grid.
    """
    array = array_of(theta, "affine_grid_generator", "theta")
    if align_corners is None:
        warnings.warn(CHANGED, UserWarning, stacklevel=2)
    if array.dtype.kind != "f":
        raise ValueError(f"Expected theta to have floating point type, but got {theta.dtype}")
    n = len(size) - 2
    size = tuple(size)
    if n not in (2, 3):
        raise NotImplementedError(
            "affine_grid only supports 4D and 5D sizes, for 2D and 3D affine transforms, "
            f"respectively. Got size {size}."
        )
    if array.ndim != 3 or array.shape[1:] != (n, n + 1):
        raise ValueError(
            f"Expected a batch of {n}D affine matrices of shape Nx{n}x{n + 1} for size {size}. "
            f"Got {theta.shape}."
        )
    if min(size) <= 0:
        raise ValueError(f"Expected non-zero, positive output size. Got {size}")
    lines = [_line(m, bool(align_corners)) for m in size[2:]]
    axes = np.meshgrid(*lines, indexing="ij")[::-1]  # (x, y), that is width first
    places = np.stack([*axes, np.ones(size[2:])], -1).reshape(-1, n + 1).astype(array.dtype)
    if array.shape[0] != size[0]:
        raise RuntimeError(
            "Expected size for first two dimensions of batch2 tensor to be: "
            f"[{size[0]}, {n + 1}] but got: [{array.shape[0]}, {n + 1}]."
        )
    places = place_of(array).from_host(places)
    return affine(theta, places=places, size=(size[0], *size[2:], n))


def _line(size: int, corners: bool) -> Array:
    """The middles of `size` pixels between -1 and 1, or from one end to the other."""
    if size == 1:
        return np.zeros(1)
    line = np.linspace(-1, 1, size)
    return line if corners else line * (size - 1) / size


__all__ = ["affine_grid", "grid_sample"]
