"""`torch.autograd`: gradients, your own operations, checks, and switches."""

from typing import TYPE_CHECKING as _TYPE_CHECKING

from ..engine import backward, grad
from ..outside import missing as _missing
from . import graph, variable
from .anomaly_mode import detect_anomaly, is_anomaly_enabled, set_detect_anomaly
from .function import Function, once_differentiable
from .grad_mode import (
    enable_grad,
    inference_mode,
    is_grad_enabled,
    is_inference_mode_enabled,
    no_grad,
    set_grad_enabled,
    set_multithreading_enabled,
)
from .gradcheck import gradcheck, gradgradcheck
from .variable import Variable

if _TYPE_CHECKING:  # what `_LATER` has loaded when it is first asked for
    from . import forward_ad, functional, profiler

_LATER = {"": "forward_ad functional profiler"}

__all__ = [
    "Function",
    "Variable",
    "backward",
    "detect_anomaly",
    "enable_grad",
    "forward_ad",
    "functional",
    "grad",
    "gradcheck",
    "gradgradcheck",
    "graph",
    "inference_mode",
    "is_anomaly_enabled",
    "is_grad_enabled",
    "is_inference_mode_enabled",
    "no_grad",
    "once_differentiable",
    "profiler",
    "set_detect_anomaly",
    "set_grad_enabled",
    "set_multithreading_enabled",
    "variable",
]

__getattr__ = _missing("autograd", _LATER)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
