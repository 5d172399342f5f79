"""Switches of PyTorch's that programs set at their start, kept so that they can be read again.

None changes a result here: NumPy's results do not depend on threads, always repeat, and are in full
precision. How many threads a matrix product uses, NumPy's BLAS reads once, when Python starts, from
OMP_NUM_THREADS or OPENBLAS_NUM_THREADS.
"""

from __future__ import annotations

import os
import warnings
from typing import Any

from . import dtypes, errors
from .taping import refuse


class _Switches:
    """What was set last."""

    threads = os.cpu_count() or 1
    deterministic = warn_only = warn_always = False
    matmul_precision = "highest"


def get_num_threads() -> int:
    """The number that `set_num_threads` set, at first that of the processors.

    Source: torch.get_num_threads.
    """
    refuse("get_num_threads(), which may be another next time")
    return _Switches.threads


def set_num_threads(num: Any) -> None:
    """Keep a number of threads; NumPy goes on with its own.

    Raises RuntimeError for anything but a positive int.   Source: torch.set_num_threads.
    """
    if not isinstance(num, int):
        raise RuntimeError(f"set_num_threads expects an int, but got {errors.type_name(num)}")
    if num < 1:
        raise RuntimeError("set_num_threads expects a positive integer")
    _Switches.threads = num


def use_deterministic_algorithms(mode: bool, *, warn_only: bool = False) -> None:
    """Results repeat with or without it. Source: torch.use_deterministic_algorithms."""
    _Switches.deterministic, _Switches.warn_only = mode, warn_only


def are_deterministic_algorithms_enabled() -> bool:
    """What `use_deterministic_algorithms` set."""
    return _Switches.deterministic


def is_deterministic_algorithms_warn_only_enabled() -> bool:
    """What `use_deterministic_algorithms` set as `warn_only`."""
    return _Switches.warn_only


def set_float32_matmul_precision(precision: str) -> None:
    """Keep "highest", "high" or "medium"; products are always in full precision here.

    Warns about anything else.   Source: torch.set_float32_matmul_precision.
    """
    if precision not in ("highest", "high", "medium"):
        warnings.warn(
            f"{precision} is not one of 'highest', 'high', or 'medium'; the current"
            "setFloat32MatmulPrecision call has no effect.",
            stacklevel=2,
        )
    else:
        _Switches.matmul_precision = precision


def get_float32_matmul_precision() -> str:
    """What `set_float32_matmul_precision` set, at first "highest"."""
    return _Switches.matmul_precision


def set_flush_denormal(mode: bool) -> bool:
    """False: NumPy cannot be told to take tiny numbers for 0. Source: torch.set_flush_denormal."""
    return False


def set_warn_always(b: bool) -> None:
    """Keep whether every warning should be shown. Source: torch.set_warn_always."""
    _Switches.warn_always = b


def is_warn_always_enabled() -> bool:
    """What `set_warn_always` set."""
    return _Switches.warn_always


def set_default_tensor_type(t: Any) -> None:
    """Choose the default dtype by an old type: `torch.DoubleTensor` or its name.

    Raises TypeError for what is no type of floating tensors.
    Source: torch.set_default_tensor_type (deprecated).
    """
    warnings.warn(
        "torch.set_default_tensor_type() is deprecated as of PyTorch 2.1, please use "
        "torch.set_default_dtype() and torch.set_default_device() as alternatives.",
        stacklevel=2,
    )
    name = t if isinstance(t, str) else f"torch.{getattr(t, '__name__', t)}"
    for dtype in dtypes.ALL:
        if dtype.tensor_type == name:
            return dtypes.set_default_dtype(dtype)
    raise TypeError("only floating-point types are supported as the default type")


__all__ = [
    "are_deterministic_algorithms_enabled",
    "get_float32_matmul_precision",
    "get_num_threads",
    "is_deterministic_algorithms_warn_only_enabled",
    "is_warn_always_enabled",
    "set_default_tensor_type",
    "set_float32_matmul_precision",
    "set_flush_denormal",
    "set_num_threads",
    "set_warn_always",
    "use_deterministic_algorithms",
]
