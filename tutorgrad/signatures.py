"""What a function calls its parameters, read from its code object.

`inspect.signature` says the same and much more, but takes 20 µs; `import tutorgrad` reads a
thousand functions.
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import CO_VARARGS
from typing import Any

MISSING = object()  # stands for a default that is not there


class Parameters:
    """The parameters of a plain function.

    positional: what may be given by its place; the first `required` of these have no default.
    variadic: the name after the star, as a tuple of one or none.
    keywords: what must be given by name, with its default (MISSING if it has none).
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        code = function.__code__
        names, count = code.co_varnames, code.co_argcount
        end = count + code.co_kwonlyargcount
        self.positional = names[:count]
        self.required = count - len(function.__defaults__ or ())
        self.variadic = names[end : end + 1] if code.co_flags & CO_VARARGS else ()
        defaults = function.__kwdefaults__ or {}
        self.keywords = {name: defaults.get(name, MISSING) for name in names[count:end]}

    def __iter__(self) -> Any:
        """All names, in the order of the definition."""
        return iter((*self.positional, *self.variadic, *self.keywords))
