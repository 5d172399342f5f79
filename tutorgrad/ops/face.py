"""The public face of operations that take more than arrays: checks and PyTorch's other spellings.

A function under `@face` is what a user calls as `torch.NAME(...)` and as `tensor.NAME(...)`. Its
first argument must be a Tensor, and NumPy's names for arguments work too (`axis` for `dim`,
`keepdims` for `keepdim`), as they do in PyTorch.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from .. import errors
from ..graph import Value

F = TypeVar("F", bound=Callable[..., Any])
ALIASES = {"axis": "dim", "keepdims": "keepdim"}


def face(function: F) -> F:
    """Check that the first argument is a Tensor, and accept NumPy's argument names.

    Raises TypeError for anything else in its place.
    """
    name = function.__name__

    @functools.wraps(function)
    def call(*args: Any, **keywords: Any) -> Any:
        if keywords:
            for alias in ALIASES.keys() & keywords.keys():
                keywords.setdefault(ALIASES[alias], keywords.pop(alias))
        first = args[0] if args else keywords.get("input")
        if not isinstance(first, Value):
            if not args and "input" not in keywords:
                raise TypeError(f'{name}() missing 1 required positional arguments: "input"')
            raise errors.not_a_tensor(name, "input", 1, first)
        return function(*args, **keywords)

    return call  # type: ignore[return-value]


__all__ = ["face"]
