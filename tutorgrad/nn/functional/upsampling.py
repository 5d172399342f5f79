"""Images of another size: interpolate, and the older names for it."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np

from ... import ops
from ...ops.arguments import array_of
from ...ops.elementwise.compare import not_implemented
from ...ops.nn import resize as taps
from ...ops.nn.windows import Ints

Tensor = Any
MODES = {"linear": 3, "bilinear": 4, "bicubic": 4, "trilinear": 5}  # and the input they need
ALL_MODES = "nearest | linear | bilinear | bicubic | trilinear | lanczos | area | nearest-exact"


def interpolate(
    input: Tensor, size: Any = None, scale_factor: Any = None, mode: str = "nearest",
    align_corners: bool | None = None, recompute_scale_factor: bool | None = None,
    antialias: bool = False,
) -> Tensor:  # fmt: skip
    """A signal, image or volume of another size.

    Shape: (N, C, *old) -> (N, C, *new); new is `size`, or floor(old · scale_factor).
    mode: "nearest", "nearest-exact", "linear" (3-d input), "bilinear", "bicubic" (4-d),
    "trilinear" (5-d), "area" (means).   align_corners: do the corner pixels lie upon each other, or
    the borders?   antialias: when shrinking, look at all pixels (bilinear, bicubic).
    Raises ValueError or NotImplementedError for arguments that do not go together.
    Source: torch.nn.functional.interpolate.
    """
    array = array_of(input, "interpolate")
    if align_corners is not None and mode not in MODES:
        raise ValueError(
            "align_corners option can only be set with the interpolating modes: "
            "linear | bilinear | bicubic | trilinear"
        )
    new, scales = _sizes(tuple(array.shape[2:]), size, scale_factor, recompute_scale_factor)
    if antialias and not (mode in ("bilinear", "bicubic") and array.ndim == 4):
        raise ValueError(
            "Anti-alias option is restricted to bilinear, bicubic, and lanczos modes and requires "
            "a 4-D tensor as input"
        )
    _check_mode(array, mode)
    if mode == "area":
        pools = ops.adaptive_avg_pool1d, ops.adaptive_avg_pool2d, ops.adaptive_avg_pool3d
        return pools[array.ndim - 3](input, new)
    _check_sizes(array, new)
    bytes = array.dtype == np.uint8 and mode not in ("linear", "trilinear")
    if not (array.dtype.kind == "f" or bytes) or antialias and array.dtype == np.float16:
        raise not_implemented("upsample", array)
    corners = bool(align_corners)
    dtype = np.float64 if array.dtype == np.uint8 else np.result_type(array.dtype, np.float32)
    tables, name = [], mode.title().replace("-", "")
    for old, m, scale in zip(array.shape[2:], new, scales, strict=True):
        if mode.startswith("nearest"):
            tables.append(taps.nearest(old, m, scale, mode == "nearest-exact"))
        elif antialias:
            bend = -0.5 if mode == "bicubic" else None
            tables.append(taps.antialiased(old, m, scale, corners, bend))
        else:
            table = taps.cubic if mode == "bicubic" else taps.linear
            tables.append(table(old, m, scale, corners, dtype))
    name = f"Upsample{name}{array.ndim - 2}D{'Aa' * antialias}"
    return taps.resize(input, taps=tuple(tables), name=name)


def _sizes(
    old: Ints, size: Any, scale_factor: Any, recompute: bool | None
) -> tuple[Ints, list[float | None]]:
    """The new sizes, and the scales that were asked for."""
    n = len(old)
    if size is not None and scale_factor is not None:
        raise ValueError("only one of size or scale_factor should be defined")
    if size is None and scale_factor is None:
        raise ValueError("either size or scale_factor should be defined")
    given = scale_factor if size is None else size
    if isinstance(given, list | tuple) and len(given) != n:
        what, short, letter = (
            ("scale_factor", "scale_factor", "s")
            if size is None
            else ("output", "output size", "o")
        )
        of = "of shape" if size is None else "of"
        raise ValueError(
            f"Input and {what} must have the same number of spatial dimensions, but got input with "
            f"spatial dimensions of {list(old)} and {short} {of} {given}. Please provide input "
            f"tensor in (N, C, d1, d2, ...,dK) format and {short} in "
            f"({letter}1, {letter}2, ...,{letter}K) format."
        )
    each = list(given) if isinstance(given, list | tuple) else [given] * n
    if size is not None:
        if recompute:
            raise ValueError("recompute_scale_factor is not meaningful with an explicit size.")
        if not all(isinstance(m, int) for m in each):
            raise TypeError(
                "expected size to be one of int or Tuple[int] or Tuple[int, int] or "
                f"Tuple[int, int, int], but got size with types {[type(m) for m in each]}"
            )
        return tuple(each), [None] * n
    new = tuple(math.floor(float(m) * float(s)) for m, s in zip(old, each, strict=True))
    return new, [None if recompute else float(s) for s in each]


def _check_mode(array: Any, mode: str) -> None:
    if mode in MODES and array.ndim in (3, 4, 5):
        if array.ndim != MODES[mode]:
            raise NotImplementedError(
                f"Got {array.ndim}D input, but {mode} mode needs {MODES[mode]}D input"
            )
    elif mode not in ("nearest", "nearest-exact", "area") or array.ndim not in (3, 4, 5):
        raise NotImplementedError(
            f"Input Error: Only 3D, 4D and 5D input Tensors supported (got {array.ndim}D) for the "
            f"modes: {ALL_MODES} (got {mode})"
        )


def _check_sizes(array: Any, new: Ints) -> None:
    old = array.shape[2:]
    if min(*old, *new) < 1:
        letters = "DHW"[-len(old) :]
        had, gives = (
            ", ".join(f"{c}: {n}" for c, n in zip(letters, sizes, strict=True))
            for sizes in (old, new)
        )
        raise RuntimeError(
            f"Input and output sizes should be greater than 0, but got input ({had}) output "
            f"({gives})"
        )
    if array.shape[1] == 0:
        raise RuntimeError(
            f"Non-empty {array.ndim}D data tensor expected but got a tensor with sizes "
            f"{list(array.shape)}"
        )


def upsample(
    input: Tensor, size: Any = None, scale_factor: Any = None, mode: str = "nearest",
    align_corners: bool | None = None,
) -> Tensor:  # fmt: skip
    """The older name of `interpolate`; warns. Source: torch.nn.functional.upsample."""
    _deprecated("upsample")
    return interpolate(input, size, scale_factor, mode, align_corners)


def upsample_nearest(input: Tensor, size: Any = None, scale_factor: Any = None) -> Tensor:
    """interpolate(mode="nearest"); warns. Source: torch.nn.functional.upsample_nearest."""
    _deprecated("upsample_nearest")
    return interpolate(input, size, scale_factor)


def upsample_bilinear(input: Tensor, size: Any = None, scale_factor: Any = None) -> Tensor:
    """interpolate(mode="bilinear", align_corners=True); warns. Source: torch.nn.functional."""
    _deprecated("upsample_bilinear")
    return interpolate(input, size, scale_factor, "bilinear", True)


def _deprecated(name: str) -> None:
    warnings.warn(
        f"`nn.functional.{name}` is deprecated. Use `nn.functional.interpolate` instead.",
        UserWarning,
        stacklevel=3,
    )
