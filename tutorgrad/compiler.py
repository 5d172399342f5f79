"""`torch.compile`: programs that ask for it run, as they are."""

from __future__ import annotations

import warnings
from typing import Any

NOTE = (
    "torch.compile: tutorgrad compiles nothing; the function or module comes back as it is and "
    "gives the same results"
)


def compile(
    model: Any = None,
    *,
    fullgraph: bool = False,
    dynamic: bool | None = None,
    backend: Any = "inductor",
    mode: str | None = None,
    options: dict[str, Any] | None = None,
    disable: bool = False,
) -> Any:
    """The function or module itself, with a warning that says so. Also a decorator.

    Raises RuntimeError when both `mode` and `options` are given.   Source: torch.compile.
    """
    if mode is not None and options is not None:
        raise RuntimeError("Either mode or options can be specified, but both can't be specified.")
    if not disable:
        warnings.warn(NOTE, stacklevel=2)
    return (lambda function: function) if model is None else model


def disable(fn: Any = None, recursive: bool = True, *, reason: str | None = None) -> Any:
    """The function itself. Source: torch.compiler.disable."""
    return (lambda function: function) if fn is None else fn


def is_compiling() -> bool:
    """False: nothing is. Source: torch.compiler.is_compiling."""
    return False


def reset() -> None:
    """Forget what was compiled: nothing. Source: torch.compiler.reset."""


__all__ = ["compile", "disable", "is_compiling", "reset"]
