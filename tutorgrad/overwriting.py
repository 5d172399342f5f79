"""Functions that write their result into their first argument: `torch.exp_(x)` is `x.exp_()`.

Each is the method of Tensor of the same name, looked up when it is asked for.
Source: torch.exp_ and its kind.
"""

from __future__ import annotations

from typing import Any

from .tensor import Tensor


def __getattr__(name: str) -> Any:
    method = getattr(Tensor, name, None) if name.endswith("_") and name[0] != "_" else None
    if method is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return method
