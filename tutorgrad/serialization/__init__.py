"""`torch.save` and `torch.load`: tensors and state_dicts in the file format of PyTorch."""

# isort: off
# fmt: off
from ..outside import missing as _missing
from .reading import add_safe_globals, clear_safe_globals, get_safe_globals, load, safe_globals
from .writing import save

__all__ = [
    "add_safe_globals", "clear_safe_globals", "get_safe_globals", "load", "safe_globals", "save",
]

__getattr__ = _missing("serialization")
