"""Reading the arguments of the public functions: tensors, sizes and lists of dimensions.

PyTorch takes `x.view(2, 3)`, `x.view((2, 3))` and `torch.reshape(x, (2, 3))`; these helpers bring
all forms to one tuple of ints and raise PyTorch's TypeError for anything else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import errors
from ..graph import Value, mode

Array = Any


def array_of(input: Any, function: str, argument: str = "input", position: int = 1) -> Array:
    """The array of a Tensor (inside a derivative rule: the raw array itself).

    Raises TypeError when `input` is neither.
    """
    if isinstance(input, Value):
        return input.array
    if mode.raw and hasattr(input, "__array_ufunc__"):
        return input
    raise errors.not_a_tensor(function, argument, position, input)


def ints(given: tuple[Any, ...], function: str, argument: str) -> tuple[int, ...]:
    """One tuple of ints from `f(2, 3)`, `f((2, 3))` or `f([2, 3])`.

    Raises TypeError for anything but whole numbers.
    """
    if len(given) == 1 and isinstance(given[0], Sequence) and not isinstance(given[0], str):
        given = tuple(given[0])
    for n in given:
        if type(n) is not int:
            return tuple(whole(n, i, function, argument) for i, n in enumerate(given))
    return given


def whole(number: Any, at: int, function: str, argument: str) -> int:
    """One int; 0-d integer tensors and NumPy integers count as ints.

    Raises TypeError, in PyTorch's words, for anything else.
    """
    if isinstance(number, Value) and number.array.ndim == 0 and number.array.dtype.kind in "iu":
        return int(number.array)
    if isinstance(number, int | np.integer) and not isinstance(number, bool):
        return int(number)
    if at == 0:
        raise TypeError(
            f"{function}(): argument '{argument}' (position 1) must be tuple of ints, "
            f"not {errors.type_name(number)}"
        )
    raise TypeError(
        f"{function}(): argument '{argument}' must be tuple of ints, but found element of type "
        f"{errors.type_name(number)} at pos {at}"
    )


__all__ = ["array_of", "ints", "whole"]
