"""`torch.autocast`, which here changes no dtype."""

from __future__ import annotations

import functools
import threading
import warnings
from collections.abc import Callable
from typing import Any

from ..backend import device
from ..cuda.devices import is_available
from ..dtypes import dtype as Dtype


class _State(threading.local):
    """In which kinds of device a thread has autocast switched on."""

    def __init__(self) -> None:
        self.on: dict[str, bool] = {}


_state = _State()


class autocast:
    """A `with` block, or a decorator, for mixed precision: it runs, and changes no dtype.

    Warns and stays off for "cuda" without a GPU. Raises RuntimeError for an unknown device type.
    Source: torch.autocast.
    """

    def __init__(
        self,
        device_type: str,
        dtype: Dtype | None = None,
        enabled: bool = True,
        cache_enabled: bool | None = None,
    ) -> None:
        if not isinstance(device_type, str):
            raise ValueError(f"Expected `device_type` of type `str`, got: `{type(device_type)}`")
        self.device = device(device_type).type
        self.fast_dtype = dtype
        if self.device == "cuda" and enabled and not is_available():
            warnings.warn(
                "CUDA is not available or torch_xla is imported. Disabling autocast.", stacklevel=2
            )
            enabled = False
        self._enabled = enabled

    def __enter__(self) -> autocast:
        self.before = _state.on.get(self.device, False)
        _state.on[self.device] = self._enabled
        return self

    def __exit__(self, *error: object) -> None:
        _state.on[self.device] = self.before

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def inside(*args: Any, **kwargs: Any) -> Any:
            with self:
                return function(*args, **kwargs)

        return inside


def is_autocast_available(device_type: str) -> bool:
    """Can `autocast` be used for this type of device? Source: torch.amp.is_autocast_available."""
    return device(device_type).type in ("cpu", "cuda")


def is_autocast_enabled(device_type: str | None = None) -> bool:
    """Is this code in an `autocast` block? Source: torch.is_autocast_enabled."""
    return _state.on.get(device_type or "cuda", False)
