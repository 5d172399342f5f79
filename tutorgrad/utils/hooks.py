"""`torch.utils.hooks`: the handles that `register_hook` gives back."""

from ..hooks import RemovableHandle

__all__ = ["RemovableHandle"]
