"""Changing the dtype or the device of a tensor, and writing constants: copies with a history."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import errors
from ...backend import Place
from ...graph import op
from ...nodes import Value
from .compare import zeros

Array = Any
C_NAMES = {"int32": "int", "float16": "c10::Half", "float32": "float", "float64": "double"}


@op
def to_copy(
    input: Array, *, dtype: Any = None, place: Place | None = None, source: Place | None = None
) -> Array:
    """A copy in another dtype, or brought from the place `source` to `place`, or both.

    Shape: (*) -> (*).   Derivative: the gradient brought back (the engine casts the dtype).
    Source: torch.Tensor.to.
    """
    if place is None or source is None:
        return input.copy() if dtype is None else convert(input, dtype)
    array = input if dtype is None else convert(input, dtype)
    return place.from_host(source.to_host(array))


to_copy.derivative(
    input=lambda grad, place, source: (
        grad if place is None else to_copy(grad, place=source, source=place)
    )
)


def convert(array: Array, dtype: np.dtype[Any]) -> Array:
    """An array in another dtype; floats become small integers as in C (300. -> uint8 44)."""
    with np.errstate(all="ignore"):
        if array.dtype.kind == "f" and dtype.kind in "ui" and dtype.itemsize < 8:
            array = array.astype(np.int64)
        return array.astype(dtype)


def check_fits(number: Any, dtype: np.dtype[Any]) -> None:
    """Raise PyTorch's RuntimeError for a plain number that a dtype cannot hold.

    Fractions are cut off, and an unsigned dtype takes negative numbers down to minus its largest.
    """
    if not isinstance(number, int | float) or dtype.kind == "b":
        return
    if dtype.kind == "f":
        fits = not np.isfinite(float(number)) or abs(number) <= np.finfo(dtype).max
    else:
        least, most = int(np.iinfo(dtype).min), int(np.iinfo(dtype).max)
        fits = bool(np.isfinite(float(number))) and (least or -most) <= number <= most
    if not fits:
        name = C_NAMES.get(str(dtype), f"{dtype}_t")
        raise RuntimeError(f"value cannot be converted to type {name} without overflow")


def as_stored(number: Any, dtype: np.dtype[Any]) -> Array:
    """A plain number as a 0-d array of a dtype. RuntimeError when the dtype cannot hold it."""
    check_fits(number, dtype)
    return convert(np.asarray(number), dtype)


@op(node=lambda input, value: f"FillBackward{3 if isinstance(value, Value) else 2}")
def fill(input: Array, value: Array) -> Array:
    """Every element replaced by one value (a number or a 0-d tensor).

    Raises RuntimeError for a value with dimensions.   Source: torch.fill.
    """
    if not isinstance(value, bool | int | float) and not hasattr(value, "ndim"):
        raise errors.not_a_tensor("fill_", "value", 1, value)
    if getattr(value, "ndim", 0):
        raise RuntimeError(
            "fill_ only supports 0-dimension value tensor but got tensor with "
            f"{value.ndim} dimensions."
        )
    filled = np.empty_like(input)
    hosted = hasattr(value, "astype")
    filled[...] = (convert if hosted else as_stored)(value, input.dtype)
    return filled


@op(node="ZeroBackward0")
def zero(input: Array) -> Array:
    """Every element replaced by 0. Source: torch.Tensor.zero_."""
    return np.zeros_like(input)


@op(node="torch::autograd::CopyBackwards")
def copy(input: Array, src: Array) -> Array:
    """`src`, stretched to the shape of `input` and in its dtype.

    Raises RuntimeError when it does not stretch to it.   Source: torch.Tensor.copy_.
    """
    if not hasattr(src, "shape"):
        src = np.asarray(src)  # a number
    errors.check_broadcast(input.shape, src.shape)
    wanted, common = list(input.shape), list(np.broadcast_shapes(input.shape, src.shape))
    if common != wanted:
        raise RuntimeError(f"output with shape {wanted} doesn't match the broadcast shape {common}")
    src = src if src.dtype == input.dtype else convert(src, input.dtype)
    return np.broadcast_to(src, input.shape)


@op(node=lambda input, array, name: name)
def overwrite(input: Array, *, array: Array, name: str) -> Array:
    """Every element replaced by the one of another array, which has no history (random draws)."""
    return array


overwrite.derivative(input=lambda grad: zeros(grad))
fill.derivative(input=lambda grad: zeros(grad), value=lambda grad: grad)
zero.derivative(input=lambda grad: zeros(grad))
copy.derivative(input=lambda grad: zeros(grad), src=lambda grad: grad)


__all__ = ["as_stored", "check_fits", "convert", "copy", "fill", "overwrite", "to_copy", "zero"]
