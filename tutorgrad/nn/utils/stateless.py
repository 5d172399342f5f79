"""The old address of `torch.func.functional_call`."""

from __future__ import annotations

import warnings
from typing import Any

from .. import stateless


def functional_call(*args: Any, **kwargs: Any) -> Any:
    """`torch.func.functional_call`, with PyTorch's warning about this address."""
    warnings.warn(
        "`torch.nn.utils.stateless.functional_call` is deprecated as of PyTorch 2.0 and will be "
        "removed in a future version of PyTorch. Please use `torch.func.functional_call` instead "
        "which is a drop-in replacement.",
        FutureWarning,
        stacklevel=2,
    )
    return stateless.functional_call(*args, **kwargs)
