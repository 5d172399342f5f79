"""`torch.autograd.graph`: the type of the nodes that `grad_fn` shows."""

from ..nodes import Node

__all__ = ["Node"]
