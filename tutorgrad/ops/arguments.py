"""Reading the arguments of the public functions: tensors, sizes and lists of dimensions.

PyTorch takes `x.view(2, 3)`, `x.view((2, 3))` and `torch.reshape(x, (2, 3))`; these helpers bring
all forms to one tuple of ints and raise PyTorch's TypeError for anything else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import errors
from ..nodes import Value, mode

Array = Any


def array_of(input: Any, function: str, argument: str = "input", position: int = 1) -> Array:
    """The array of a Tensor (inside a derivative rule: the raw array itself).

    Raises TypeError when `input` is neither.
    """
    if isinstance(input, Value):
        return input.array
    if mode.raw and is_raw(input):
        return input
    raise errors.not_a_tensor(function, argument, position, input)


def check_tensors(function: str, **arguments: Any) -> None:
    """Raise TypeError for the first of a function's leading arguments that is no Tensor."""
    for position, (name, value) in enumerate(arguments.items(), 1):
        if not isinstance(value, Value):
            raise errors.not_a_tensor(function, name, position, value)


def is_raw(value: Any) -> bool:
    """Is it an array, or a NumPy scalar, which is what NumPy makes of 0-d results?"""
    return hasattr(value, "__array_ufunc__") or isinstance(value, np.generic)


def arrays_of(tensors: Any, function: str) -> list[Array]:
    """The arrays of a list or tuple of Tensors.

    Raises TypeError for a single Tensor and for members that are no Tensors.
    """
    if not isinstance(tensors, list | tuple):
        raise TypeError(
            f"{function}(): argument 'tensors' (position 1) must be tuple of Tensors, "
            f"not {errors.type_name(tensors)}"
        )
    for i, tensor in enumerate(tensors):
        if not isinstance(tensor, Value) and not (mode.raw and is_raw(tensor)):
            raise TypeError(
                f"expected Tensor as element {i} in argument 0, but got {errors.type_name(tensor)}"
            )
    return [tensor.array if isinstance(tensor, Value) else tensor for tensor in tensors]


def ints(
    given: tuple[Any, ...], function: str, argument: str, position: int = 1
) -> tuple[int, ...]:
    """One tuple of ints from `f(2, 3)`, `f((2, 3))` or `f([2, 3])`.

    Raises TypeError for anything but whole numbers.
    """
    if not given:
        raise TypeError(f'{function}() missing 1 required positional arguments: "{argument}"')
    packed = len(given) == 1 and isinstance(given[0], Sequence) and not isinstance(given[0], str)
    numbers = tuple(given[0]) if packed else given
    for n in numbers:
        if type(n) is not int:
            places = range(len(numbers))
            return tuple(_one_of(numbers, i, packed, function, argument, position) for i in places)
    return numbers


def _one_of(
    given: tuple[Any, ...], at: int, packed: bool, function: str, argument: str, position: int
) -> int:
    number = as_int(given[at])
    if at and isinstance(given[at], bool):
        return int(given[at])  # PyTorch looks at the first of several alone
    if number is not None:
        return number
    kind = errors.type_name(given[at])
    if at == 0 and packed:
        raise TypeError(
            f"{function}(): argument '{argument}' (position {position}) must be tuple of ints, "
            f"but found element of type {kind} at pos 0"
        )
    if at == 0 and len(given) > 1:
        raise TypeError(f"{function}() takes 1 positional argument but {len(given)} were given")
    if at == 0:
        raise errors.wrong_kind(function, argument, "tuple of ints", given[at], position)
    raise TypeError(
        f"{function}(): argument '{argument}' failed to unpack the object at pos {at + 1} with "
        f'error "type must be tuple of ints,but got {kind}"'
    )


def one_int(number: Any, function: str, argument: str, position: int = 1) -> int:
    """A whole number from an int, a NumPy integer or a 0-d integer tensor; TypeError otherwise."""
    found = number if type(number) is int else as_int(number)
    if found is None:
        raise errors.wrong_kind(function, argument, "int", number, position)
    return found


def as_int(number: Any) -> int | None:
    """The int that a thing stands for, or None; a bool stands for none."""
    if isinstance(number, int | np.integer) and not isinstance(number, bool):
        return int(number)
    if isinstance(number, Value) and number.array.ndim == 0 and number.array.dtype.kind in "iu":
        return int(number.array)
    return None


__all__ = ["array_of", "arrays_of", "as_int", "check_tensors", "ints", "one_int"]
