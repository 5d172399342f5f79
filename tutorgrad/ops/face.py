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

from .. import dtypes, errors
from ..nodes import Value
from ..signatures import MISSING, Parameters
from .arguments import as_int

ALIASES = {"axis": "dim", "keepdims": "keepdim"}
PYTHON_DTYPES: dict[Any, Any] = {bool: dtypes.bool, int: dtypes.int64, float: dtypes.float64}


def face(*overloads: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorate a public function; `overloads` are the forms PyTorch lists when a call fits none."""

    def make(function: Callable[..., Any]) -> Callable[..., Any]:
        usage = Usage(function, overloads)

        @functools.wraps(function)
        def call(*args: Any, **keywords: Any) -> Any:
            if usage.alone and len(args) == 1 and not keywords and isinstance(args[0], Value):
                return function(*args)  # nothing to check: x.sum()
            if keywords:
                for alias in ALIASES.keys() & keywords.keys():
                    keywords.setdefault(ALIASES[alias], keywords.pop(alias))
                if keywords.get("dtype").__class__ is type:
                    keywords["dtype"] = PYTHON_DTYPES.get(keywords["dtype"], keywords["dtype"])
            usage.check(args, keywords)
            return function(*args, **keywords)

        return call

    return make


def explained(name: str = "") -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorate a function that trusts its arguments: a right call is not looked at.

    Where the function stumbles (`'int' object has no attribute 'shape'`), the arguments are held
    against their annotations, and the error says which one does not fit. name: PyTorch's name of
    the function in its messages, where that is another.
    """

    def make(function: Callable[..., Any]) -> Callable[..., Any]:
        usage = Usage(function, (), name)

        @functools.wraps(function)
        def call(*args: Any, **keywords: Any) -> Any:
            try:
                return function(*args, **keywords)
            except (AttributeError, TypeError, ValueError) as error:
                raise usage.misfit(args, keywords) or error from None

        return call

    return make


class Usage:
    """How one function may be called, and what to say when it is called otherwise."""

    def __init__(
        self, function: Callable[..., Any], overloads: tuple[str, ...], name: str = ""
    ) -> None:
        self.name = name or function.__name__
        self.overloads = overloads
        parameters = Parameters(function)
        self.names = tuple(parameters)
        notes = {n: note.partition(" | None") for n, note in function.__annotations__.items()}
        self.kinds = {n: KINDS[kind] for n, (kind, _, _) in notes.items() if kind in KINDS}
        if "out" in self.names:
            self.kinds["out"] = OUT
        self.optional = {n for n, (_, none, _) in notes.items() if none}
        self.required = [*parameters.positional[: parameters.required]]
        self.required += [n for n, default in parameters.keywords.items() if default is MISSING]
        self.positional = len(parameters.positional)
        self.alone = len(self.required) == 1  # is a Tensor alone a right call?

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
            self.check_kind(self.names[at], args[at], args, keywords, at)
        for name, value in keywords.items():
            self.check_kind(name, value, args, keywords, None)

    def misfit(self, args: tuple[Any, ...], keywords: dict[str, Any]) -> TypeError | None:
        """The TypeError for the first argument of another kind than its annotation says."""
        for at, (name, value) in enumerate(zip(self.names, args, strict=False), 1):
            if not self.fits(name, value):
                return errors.wrong_kind(self.name, name, self.kinds[name][0], value, at)
        for name, value in keywords.items():
            if not self.fits(name, value):
                return errors.wrong_kind(self.name, name, self.kinds[name][0], value)
        return None

    def fits(self, name: str, value: Any) -> bool:
        """Is an argument of the kind that its annotation says?"""
        kind = self.kinds.get(name)
        return kind is None or kind[1](value) or value is None and name in self.optional

    def check_kind(
        self, name: str, value: Any, args: tuple[Any, ...], keywords: dict[str, Any], place: Any
    ) -> None:
        """Raise when one argument is not of the kind that its annotation says."""
        if self.fits(name, value):
            return
        if self.overloads and self.kinds[name][0] != "bool":
            self.refuse(args, keywords)
        raise errors.wrong_kind(self.name, name, self.kinds[name][0], value, place)

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
    return value.__class__ is int or as_int(value) is not None


def is_out(value: Any) -> bool:
    """May results be written there: a Tensor, several, or None?"""
    several = value if isinstance(value, tuple | list) else (value,)
    return value is None or all(isinstance(each, Value) for each in several)


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
    "Tensor": ("Tensor", lambda value: isinstance(value, Value)),
    "bool": ("bool", lambda value: isinstance(value, bool)),
    "int": ("int", is_int),
    "float": ("float", is_number),
    "FloatOrTensor": ("float", lambda value: isinstance(value, Value) or is_number(value)),
    "Number": ("Number", is_number),
    "str": ("str", lambda value: isinstance(value, str)),
    "Dim": ("int", is_int),  # left out, but not None
    "DimOrTensor": ("int", lambda value: isinstance(value, Value) or is_int(value)),
    "DimLike": ("tuple of ints", is_dims),
    "DimOrFlag": ("tuple of ints", lambda value: isinstance(value, bool) or is_dims(value)),
    "dtypes.dtype": ("torch.dtype", lambda value: isinstance(value, dtypes.dtype)),
}
OUT = "Tensor", is_out


__all__ = ["explained", "face"]
