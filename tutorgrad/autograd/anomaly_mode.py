"""Anomaly mode: find the call whose backward fails or gives NaN.

While it is on, every node keeps the traceback of its forward call, and backward stops at the first
NaN. It is slow: for looking, not for training.
"""

from __future__ import annotations

import warnings
from typing import Any

from ..nodes import mode


class set_detect_anomaly:
    """Switch anomaly mode on or off, at once or for a block.

    Source: torch.autograd.set_detect_anomaly.
    """

    def __init__(self, mode_wanted: bool, check_nan: bool = True) -> None:
        self.before = mode.anomaly, mode.check_nan
        mode.watch(anomaly=bool(mode_wanted), check_nan=check_nan)

    def __enter__(self) -> None:
        pass

    def __exit__(self, *error: Any) -> None:
        mode.watch(anomaly=self.before[0], check_nan=self.before[1])


class detect_anomaly:
    """Anomaly mode for a block. Source: torch.autograd.detect_anomaly."""

    def __init__(self, check_nan: bool = True) -> None:
        self.check_nan = check_nan
        warnings.warn(
            "Anomaly Detection has been enabled. This mode will increase the runtime and should "
            "only be enabled for debugging.",
            stacklevel=2,
        )

    def __enter__(self) -> None:
        self.before = mode.anomaly, mode.check_nan
        mode.watch(anomaly=True, check_nan=self.check_nan)

    def __exit__(self, *error: Any) -> None:
        mode.watch(anomaly=self.before[0], check_nan=self.before[1])


def set_anomaly_enabled(mode_wanted: bool, check_nan: bool = True) -> None:
    """Switch anomaly mode on or off in this thread. Source: torch.set_anomaly_enabled."""
    mode.watch(anomaly=bool(mode_wanted), check_nan=check_nan)


def is_anomaly_check_nan_enabled() -> bool:
    """Does anomaly mode look for NaN? Source: torch.is_anomaly_check_nan_enabled."""
    return mode.check_nan


def is_anomaly_enabled() -> bool:
    """Is anomaly mode on in this thread? Source: torch.is_anomaly_enabled."""
    return mode.anomaly
