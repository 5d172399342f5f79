"""`torch.finfo` and `torch.iinfo`: what a dtype can hold; the constants `torch.pi` and its kind."""

from __future__ import annotations

from math import e as e
from math import inf as inf
from math import nan as nan
from math import pi as pi
from typing import Any

import numpy as np

from . import dtypes, errors

newaxis = None


def checked(kind: Any, function: str) -> dtypes.dtype:
    """The dtype itself. Raises TypeError for anything else."""
    if isinstance(kind, dtypes.dtype):
        return kind
    raise errors.wrong_kind(function, "type", "torch.dtype", kind, 1)


class finfo:
    """Limits of a floating dtype (the default one when not given).

    Raises TypeError for an integer dtype.   Source: torch.finfo.
    """

    def __init__(self, type: dtypes.dtype | None = None) -> None:
        kind = checked(dtypes.get_default_dtype() if type is None else type, "finfo")
        if not kind.is_floating_point:
            raise TypeError(
                "torch.finfo() requires a floating point input type. Use torch.iinfo to handle "
                "'torch.finfo'"
            )
        limits = np.finfo(kind.numpy)
        self.bits = limits.bits
        self.dtype = kind.name
        self.eps = float(limits.eps)
        self.max, self.min = float(limits.max), float(limits.min)
        self.tiny = self.smallest_normal = float(limits.smallest_normal)
        self.resolution = float(limits.resolution)

    def __repr__(self) -> str:
        return (
            f"finfo(resolution={self.resolution:g}, min={self.min:g}, max={self.max:g}, "
            f"eps={self.eps:g}, smallest_normal={self.smallest_normal:g}, tiny={self.tiny:g}, "
            f"dtype={self.dtype})"
        )


class iinfo:
    """Limits of an integer dtype. Raises TypeError for another one. Source: torch.iinfo."""

    def __init__(self, type: Any) -> None:
        if checked(type, "iinfo").numpy.kind not in "iu":
            raise TypeError(
                "torch.iinfo() requires an integer input type. Use torch.finfo to handle "
                "'torch.iinfo'"
            )
        limits = np.iinfo(type.numpy)
        self.bits = limits.bits
        self.dtype = type.name
        self.max, self.min = int(limits.max), int(limits.min)

    def __repr__(self) -> str:
        return f"iinfo(min={self.min:g}, max={self.max:g}, dtype={self.dtype})"
