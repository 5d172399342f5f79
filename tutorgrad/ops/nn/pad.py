"""Padding: something added around a tensor, or cut off where the number is negative.

Constant padding is its own mirror image: the derivative cuts off what was added. The other modes
read the border from the input itself, so each is a list of places per dimension: reflect turns
round at the edge, replicate repeats the edge, circular goes on at the other end.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...backend import place_of
from ...errors import wrong_kind
from ...graph import op
from ..arguments import array_of, ints
from ..elementwise.compare import not_implemented
from ..face import is_number
from ..index.getitem import FULL, _index
from .windows import Pair, padded

Array = Any
Tensor = Any
Places = tuple[Any, ...]

# how a mode finds its places: from the positions -left … size - 1 + right
MODES = {
    "reflect": lambda at, size: (size - 1) - abs((size - 1) - abs(at)),
    "replicate": lambda at, size: np.clip(at, 0, size - 1),
    "circular": lambda at, size: round_and_round(at, size),
}
NAMES = {"reflect": "Reflection", "replicate": "Replication"}
COMBINATIONS = (
    "Supported combinations for non-constant padding:\n"
    "  - 2D or 3D input: padding size = 2 (pads last dimension)\n"
    "  - 3D or 4D input: padding size = 4 (pads last 2 dimensions)\n"
    "  - 4D or 5D input: padding size = 6 (pads last 3 dimensions)"
)


@op(node="ConstantPadNdBackward0")
def constant_pad(input: Array, *, pads: tuple[Pair, ...], value: Any = 0) -> Array:
    """The input with `value` around it; pads: (before, behind) of each of the last dimensions."""
    result = padded(input, pads, value)
    return result.copy() if result is input else result


constant_pad.derivative(
    input=lambda grad, pads: constant_pad(grad, pads=tuple((-a, -b) for a, b in pads))
)


def pad(input: Tensor, pad: Any, mode: str = "constant", value: Any = None) -> Tensor:
    """Add to the ends of the last dimensions; a negative number cuts off.

    pad: (before, behind) of the last dimension, then of the one before it, …
    mode: "constant" (value, or 0), "reflect", "replicate", "circular"; these three pad the last one
    to three dimensions of (N, C, *).
    Raises RuntimeError or NotImplementedError for lengths and modes that do not fit.
    Derivative: cut off again; other modes add the border's gradient to where it was read.
    Source: torch.nn.functional.pad.
    """
    shape = array_of(input, "pad").shape
    if not isinstance(pad, Sequence):
        raise wrong_kind("pad", "pad", "tuple of ints", pad, 2)
    numbers = ints((pad,), "pad", "pad", 2)
    if len(numbers) % 2:
        raise RuntimeError("Padding length must be divisible by 2")
    if len(numbers) > 2 * len(shape):
        raise RuntimeError(
            "Padding length should be less than or equal to two times the input dimension but got "
            f"padding length {len(numbers)} and input of dimension {len(shape)}"
        )
    if value is not None and not is_number(value):
        raise wrong_kind("pad", "value", "float", value, 4)
    if mode == "constant":
        return constant_pad_nd(input, numbers, 0 if value is None else value)
    if value:
        raise RuntimeError(f'Padding mode "{mode}" doesn\'t take in value argument')
    axes = len(numbers) // 2
    if axes not in (1, 2, 3) or len(shape) not in (axes + 1, axes + 2):
        raise NotImplementedError(
            f"Padding size {len(numbers)} is not supported for {len(shape)}D input tensor.\n"
            + COMBINATIONS
        )
    if mode not in MODES:
        raise NotImplementedError(f"Unrecognised padding mode {mode}")
    pads = _pairs(numbers)
    _check(input.array, pads, mode)
    name = f"{NAMES[mode]}Pad{axes}D" if mode in NAMES else "torch::autograd::CopySlices"
    return _index(input, key=_key(input.array, pads, mode), name=name)


def constant_pad_nd(input: Tensor, pad: Any, value: Any = 0) -> Tensor:
    """`pad` with a constant. Source: torch.constant_pad_nd."""
    shape = array_of(input, "constant_pad_nd").shape
    pads = _pairs(ints((pad,), "constant_pad_nd", "pad", 2))
    for (before, behind), size in zip(pads, shape[len(shape) - len(pads) :], strict=True):
        if min(before, 0) + min(behind, 0) + size < 0:
            raise RuntimeError("narrow(): length must be non-negative.")
    return constant_pad(input, pads=pads, value=value)


def round_and_round(at: Any, size: int) -> Any:
    """Positions outside go on at the other end of what is left of the input."""
    kept = at[(at >= 0) & (at < size)]
    return kept[(at - kept[0]) % len(kept)] if len(kept) else at[:0]


def _pairs(numbers: tuple[int, ...]) -> tuple[Pair, ...]:
    """The flat list, which begins with the last dimension, as pairs from front to back."""
    return tuple(zip(numbers[::2], numbers[1::2], strict=True))[::-1]


def _key(array: Array, pads: tuple[Pair, ...], mode: str) -> Places:
    """The places to read, as an index of the array."""
    axes, home = len(pads), place_of(array)
    key: list[Any] = [FULL] * (array.ndim - axes)
    for i, (before, behind) in enumerate(pads):
        size = array.shape[i - axes]
        places = MODES[mode](np.arange(-before, size + behind), size)
        key.append(home.from_host(places.reshape((-1,) + (1,) * (axes - i - 1))))
    return tuple(key)


def _check(array: Array, pads: tuple[Pair, ...], mode: str) -> None:
    """Raise RuntimeError, in PyTorch's words, for a border that the input cannot fill."""
    axes = len(pads)
    size, shape = array.shape[-axes:], list(array.shape)
    if mode == "circular":
        if any(max(pair) > n for pair, n in zip(pads, size, strict=True)):
            raise RuntimeError("Padding value causes wrapping around more than once.")
        return
    if 0 in shape[0 if array.ndim == axes + 1 else 1 :]:
        raise RuntimeError(
            f"Expected {axes + 1}D or {axes + 2}D (batch mode) tensor with possibly 0 batch size "
            f"and other non-zero dimensions for input, but got: {shape}"
        )
    if array.dtype.kind == "b":
        raise not_implemented(f"{NAMES[mode].lower()}_pad{axes}d", array)
    for i in range(axes)[::-1]:
        if mode == "reflect" and max(pads[i]) >= size[i]:
            number = 4 + 2 * (axes - 1 - i)
            raise RuntimeError(
                f"Argument #{number}: Padding size should be less than the corresponding input "
                f"dimension, but got: padding ({pads[i][0]}, {pads[i][1]}) at dimension "
                f"{array.ndim - axes + i} of input {shape}"
            )
    _check_size(size, [n + sum(pair) for n, pair in zip(size, pads, strict=True)])


def _check_size(size: tuple[int, ...], result: list[int]) -> None:
    if min(result) < 1:
        letters = "DHW"[-len(size) :]
        had, gives = (" ".join(f"{c}: {n}" for c, n in zip(letters, sizes, strict=True))
                      for sizes in (size, result))  # fmt: skip
        raise RuntimeError(f"input ({had}) is too small. Calculated output {gives}")


__all__ = ["constant_pad_nd", "pad"]
