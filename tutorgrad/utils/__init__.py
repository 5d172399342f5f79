"""`torch.utils`: loading data."""

from ..outside import missing as _missing
from . import data

__all__ = ["data"]

__getattr__ = _missing("utils")
