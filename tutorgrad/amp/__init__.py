"""`torch.amp`: mixed precision. Programs that use it run; the precision stays what it is.

PyTorch's `autocast` runs products and convolutions in half precision, which makes a GPU faster.
NumPy gains nothing from it, so here `autocast` changes no dtype: results keep the dtype of their
inputs (float32, where PyTorch's come out as bfloat16). `GradScaler` does its whole arithmetic.
"""

from ..outside import missing as _missing
from .autocast_mode import autocast, is_autocast_available
from .grad_scaler import GradScaler

__all__ = ["GradScaler", "autocast", "is_autocast_available"]

__getattr__ = _missing("amp")
