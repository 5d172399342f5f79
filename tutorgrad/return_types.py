"""The named tuples that `max(dim)`, `sort`, `topk` and their kind return: (values, indices).

Source: torch.return_types.
"""

from __future__ import annotations

from typing import Any, NamedTuple


class _Pair(NamedTuple):
    values: Any
    indices: Any


class _Named:
    """Prints one field per line, under PyTorch's name."""

    def __repr__(self) -> str:
        fields = (f"{name}={getattr(self, name)!r}" for name in _Pair._fields)
        return f"torch.return_types.{type(self).__name__}(\n" + ",\n".join(fields) + ")"


class max(_Named, _Pair):
    """What `torch.max(input, dim)` returns."""


class min(_Named, _Pair):
    """What `torch.min(input, dim)` returns."""


class sort(_Named, _Pair):
    """What `torch.sort` returns."""


class topk(_Named, _Pair):
    """What `torch.topk` returns."""


class median(_Named, _Pair):
    """What `torch.median(input, dim)` returns."""


class kthvalue(_Named, _Pair):
    """What `torch.kthvalue` returns."""


__all__ = ["kthvalue", "max", "median", "min", "sort", "topk"]
