"""The public face of operations that take more than arrays: checks and PyTorch's other spellings.

A function under `@face(...)` is what a user calls as `torch.NAME(...)` and as `tensor.NAME(...)`.
Its first argument must be a Tensor; the others must be what their annotations say (`x.sum(0, 1)` is
a mistake, not two dimensions); NumPy's names for arguments work too (`axis` for `dim`, `keepdims`
for `keepdim`), as they do in PyTorch. A wrong call raises TypeError in PyTorch's words.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .. import errors
from ..dtypes import dtype
from ..nodes import Value
from ..signatures import MISSING, Parameters

ALIASES = {"axis": "dim", "keepdims": "keepdim"}


def face(*overloads: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorate a public function; `overloads` are the forms PyTorch lists when a call fits none."""

    def make(function: Callable[..., Any]) -> Callable[..., Any]:
        usage = Usage(function, overloads)

        @functools.wraps(function)
        def call(*args: Any, **keywords: Any) -> Any:
            if keywords:
                for alias in ALIASES.keys() & keywords.keys():
                    keywords.setdefault(ALIASES[alias], keywords.pop(alias))
            usage.check(args, keywords)
            return function(*args, **keywords)

        return call

    return make


class Usage:
    """How one function may be called, and what to say when it is called otherwise."""

    def __init__(self, function: Callable[..., Any], overloads: tuple[str, ...]) -> None:
        self.name = function.__name__
        self.overloads = overloads
        parameters = Parameters(function)
        self.names = tuple(parameters)
        kinds = function.__annotations__
        self.kinds = {n: KINDS[kind] for n, kind in kinds.items() if kind in KINDS}
        self.required = [*parameters.positional[: parameters.required]]
        self.required += [n for n, default in parameters.keywords.items() if default is MISSING]
        self.positional = len(parameters.positional)

    def check(self, args: tuple[Any, ...], keywords: dict[str, Any]) -> None:
        """Raise TypeError for a call that does not fit the signature."""
        name = self.names[0]
        first = args[0] if args else keywords.get(name)
        if not isinstance(first, Value) and (args or name in keywords):
            raise errors.not_a_tensor(self.name, name, 1, first)
        for name in self.required[len(args) :]:
            if name not in keywords:
                raise self.missing(args, keywords)
        if len(args) > self.positional or any(k not in self.names for k in keywords):
            self.refuse(args, keywords)
        for at in range(1, len(args)):
            self.check_kind(self.names[at], args[at], args, keywords, f" (position {at})")
        for name, value in keywords.items():
            self.check_kind(name, value, args, keywords, "")

    def check_kind(
        self, name: str, value: Any, args: tuple[Any, ...], keywords: dict[str, Any], place: str
    ) -> None:
        """Raise when one argument is not of the kind that its annotation says."""
        kind = self.kinds.get(name)
        if kind is None or kind[1](value):
            return
        if self.overloads and kind[0] != "bool":
            self.refuse(args, keywords)
        raise TypeError(
            f"{self.name}(): argument '{name}'{place} must be {kind[0]}, "
            f"not {errors.type_name(value)}"
        )

    def missing(self, args: tuple[Any, ...], keywords: dict[str, Any]) -> TypeError:
        """The error for required arguments that are not there."""
        names = [f'"{n}"' for n in self.required[len(args) :] if n not in keywords]
        return TypeError(
            f"{self.name}() missing {len(names)} required positional arguments: {', '.join(names)}"
        )

    def refuse(self, args: tuple[Any, ...], keywords: dict[str, Any]) -> None:
        """Raise for a call that fits none of the overloads (or not the one signature there is)."""
        if self.overloads:
            shown = [errors.type_name(a) for a in args[1:]]
            shown += [f"{k}={errors.type_name(v)}" for k, v in keywords.items()]
            got = ", ".join(shown) + (", " if keywords and not args[1:] else "")
            forms = "".join(f" * ({form})\n" for form in self.overloads)
            raise TypeError(
                f"{self.name}() received an invalid combination of arguments - got ({got}), "
                f"but expected one of:\n{forms}"
            )
        for name in keywords:
            if name not in self.names:
                raise TypeError(f"{self.name}() got an unexpected keyword argument '{name}'")
        least, most = len(self.required) - 1, self.positional - 1
        count = f"{most}" if least == most else f"from {least} to {most}"
        plural = "argument" if count == "1" else "arguments"
        were = "was" if len(args) == 2 else "were"
        raise TypeError(
            f"{self.name}() takes {count} positional {plural} but {len(args) - 1} {were} given"
        )


def is_int(value: Any) -> bool:
    return isinstance(value, int) or hasattr(value, "__index__")


def is_number(value: Any) -> bool:
    if isinstance(value, Value):
        return not value.array.ndim
    return isinstance(value, int | float | np.number)


def is_dims(value: Any) -> bool:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return all(map(is_int, value))
    return value is None or is_int(value)


# an annotation -> (PyTorch's name of the kind, its test)
KINDS: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "bool": ("bool", lambda value: isinstance(value, bool)),
    "int": ("int", is_int),
    "float": ("float", is_number),
    "str": ("str", lambda value: isinstance(value, str)),
    "int | None": ("int", lambda value: value is None or is_int(value)),
    "IntOrTensor": ("int", lambda value: value is None or is_int(value)),  # Tensor has __index__
    "DimLike": ("tuple of ints", is_dims),
    "dtypes.dtype | None": ("torch.dtype", lambda value: value is None or isinstance(value, dtype)),
}


__all__ = ["face"]
