"""Images of another size: each new pixel is a weighted sum of a few old ones, axis by axis.

What the modes differ in is a table per axis, the *taps*: which old places a new place reads, and
with which weights. `resize` applies such tables, and the derivative applies them transposed.

Source: R. G. Keys: "Cubic convolution interpolation for digital image processing", 1981 (bicubic).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ...backend import place_of
from ...graph import op
from ..elementwise.functions import narrow, widen

Array = Any


class Taps(NamedTuple):
    """For each new place: the old places it reads (m, t), their weights (None: one of 1)."""

    places: Array
    weights: Array | None
    size: int  # how many old places there are


@op(node=lambda input, taps, name: f"{name}Backward0")
def resize(input: Array, *, taps: tuple[Taps, ...], name: str) -> Array:
    """The input read through taps along its last axes.   name: of the node."""
    home, bytes = place_of(input), input.dtype == np.uint8 and taps[0].weights is not None
    result = input.astype(np.float64) if bytes else widen(input)
    for axis, (places, weights, _) in list(zip(range(-len(taps), 0), taps, strict=True))[::-1]:
        read = result
        if bytes:
            weights = _fixed_point(weights)
        for t in range(places.shape[1]):
            part = np.take(read, home.from_host(places[:, t].copy()), axis=axis)
            if weights is not None:
                along = weights[:, t].astype(read.dtype).reshape(-1, *(1,) * (-1 - axis))
                part *= home.from_host(along)
            result = part if t == 0 else np.add(result, part, out=result)
        if bytes:
            result = np.clip(np.floor(result + 0.5), 0, 255)
    return narrow(result, input)


@op
def resize_back(grad: Array, *, taps: tuple[Taps, ...], name: str) -> Array:
    """The adjoint of `resize`: a product with the transposed table of weights along each axis."""
    home = place_of(grad)
    result = widen(grad)
    for axis, tap in zip(range(-len(taps), 0), taps, strict=True):
        table = home.from_host(_table(tap, result.dtype))  # (new, old)
        result = np.swapaxes(np.swapaxes(result, axis, -1) @ table, axis, -1)
    result = narrow(result, grad)
    return result if result.flags.c_contiguous else result.copy()


resize.derivative(input=lambda grad, taps, name: resize_back(grad, taps=taps, name=name))
resize_back.derivative(grad=lambda grad, taps, name: resize(grad, taps=taps, name=name))


def _fixed_point(weights: Any) -> Array:
    """Weights for bytes as PyTorch has them, multiples of 2⁻ᵖ that fit 16 bits; each axis rounds.

    p: as large as the largest weight allows.
    """
    p = next(p for p in range(22) if int(0.5 + weights.max() * 2 ** (p + 1)) >= 2**15)
    return np.sign(weights) * np.floor(abs(weights) * 2**p + 0.5) / 2**p


def _table(tap: Taps, dtype: Any) -> Array:
    new = np.arange(len(tap.places))[:, None]
    table = np.zeros((len(tap.places), tap.size), dtype)
    np.add.at(table, (new, tap.places), 1 if tap.weights is None else tap.weights.astype(dtype))
    return table


# --------------------------------------------------------------------------------- the tables


def nearest(old: int, new: int, scale: float | None, exact: bool) -> Taps:
    """The old pixel under the corner (or, exact, under the middle) of the new one."""
    step = np.float32(1 / scale if scale else old / new)  # PyTorch counts in float32 here
    at = np.floor((np.arange(new, dtype=np.float32) + np.float32(0.5 * exact)) * step)
    return Taps(np.minimum(at.astype(np.int64), old - 1)[:, None], None, old)


def linear(old: int, new: int, scale: float | None, corners: bool, dtype: Any) -> Taps:
    """Between two pixels, each the more the nearer it is."""
    at = np.maximum(_positions(old, new, scale, corners, dtype), 0)
    low = np.minimum(at.astype(np.int64), old - 1)
    part = np.minimum(at - low, 1).astype(dtype)
    places = np.stack([low, np.minimum(low + 1, old - 1)], 1)
    return Taps(places, np.stack([1 - part, part], 1), old)


def cubic(old: int, new: int, scale: float | None, corners: bool, dtype: Any) -> Taps:
    """A smooth curve through four pixels."""
    at = _positions(old, new, scale, corners, dtype)
    low = np.floor(at)
    places = np.clip(low.astype(np.int64)[:, None] + np.arange(-1, 3), 0, old - 1)
    return Taps(places, np.stack(cubic_weights(at - low), 1), old)


def antialiased(old: int, new: int, scale: float | None, corners: bool, bend: float | None) -> Taps:
    """A mean over all old pixels under the new one, weighted by a tent or (bend) a cubic."""
    step = _step(old, new, scale, corners)
    wide = max(step, 1.0)  # when shrinking, the filter is as wide as a new pixel
    reach = (1 if bend is None else 2) * wide
    middle = step * (np.arange(new) + 0.5)
    first = np.maximum((middle - reach + 0.5).astype(np.int64), 0)
    last = np.minimum((middle + reach + 0.5).astype(np.int64), old)
    places = first[:, None] + np.arange(int((last - first).max()))
    away = abs(places - middle[:, None] + 0.5) / wide
    weights = np.maximum(1 - away, 0) if bend is None else _bell(away, bend)
    weights = np.where(places < last[:, None], weights, 0)
    weights /= weights.sum(1, keepdims=True)
    return Taps(np.minimum(places, old - 1), weights, old)


def cubic_weights(t: Any, bend: float = -0.75) -> list[Any]:
    """The weights of the four neighbours of a point at t between the middle two (Keys).

    t: an array or a tensor.
    """
    a = bend

    def near(x: Any) -> Any:
        return ((a + 2) * x - (a + 3)) * x * x + 1

    def far(x: Any) -> Any:
        return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a

    return [far(t + 1), near(t), near(1 - t), far(2 - t)]


def _bell(away: Array, bend: float) -> Array:
    _, near, _, _ = cubic_weights(away, bend)
    far = cubic_weights(away - 1, bend)[0]
    return np.where(away < 1, near, np.where(away < 2, far, 0))


def _step(old: int, new: int, scale: float | None, corners: bool) -> float:
    """How far apart in the old image two new pixels are."""
    if corners:
        return (old - 1) / (new - 1) if new > 1 else 0.0
    return 1 / scale if scale else old / new


def _positions(old: int, new: int, scale: float | None, corners: bool, dtype: Any) -> Array:
    """Where the middles of the new pixels lie in the old image (or corners upon corners)."""
    step, at = np.dtype(dtype).type(_step(old, new, scale, corners)), np.arange(new, dtype=dtype)
    half = np.dtype(dtype).type(0.5)
    return at * step if corners else (at + half) * step - half


__all__ = ["antialiased", "cubic", "cubic_weights", "linear", "nearest", "resize"]
