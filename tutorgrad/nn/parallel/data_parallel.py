"""DataParallel, as far as one device goes."""

from __future__ import annotations

from typing import Any

from ..module import Module


class DataParallel(Module):
    """A module under the name `module`, called with the whole batch on the device it is on.

    PyTorch splits the batch among its GPUs; with one GPU, or none, it does what this does. The keys
    of the state_dict begin with "module.".   Source: torch.nn.DataParallel.
    """

    def __init__(
        self, module: Module, device_ids: Any = None, output_device: Any = None, dim: int = 0
    ) -> None:
        super().__init__()
        self.module = module
        self.device_ids = [] if device_ids is None else list(device_ids)
        self.output_device = output_device
        self.dim = dim

    def forward(self, *inputs: Any, **kwargs: Any) -> Any:
        return self.module(*inputs, **kwargs)
