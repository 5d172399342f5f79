"""`torch.nn.parallel`: a module on several GPUs; here on the one device there is."""

from ...outside import missing as _missing
from .data_parallel import DataParallel

__all__ = ["DataParallel"]

__getattr__ = _missing("nn.parallel")
