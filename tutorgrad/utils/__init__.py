"""`torch.utils`: loading data, checkpoints, handles of hooks."""

from ..outside import missing as _missing
from . import checkpoint, data, hooks

__all__ = ["checkpoint", "data", "hooks"]

__getattr__ = _missing("utils")
