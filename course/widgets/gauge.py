"""How large a model's gradient is, and how far one step moves its parameters.

The update ratio is the length of a step divided by the length of all parameters; for a network that
learns well it is often near 0.001 (A. Karpathy, CS231n, "Babysitting the learning process").
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any


class Gauge:
    """Measures in two halves: `note` the parameters, and one step later `read` what has changed.

    It asks a model for `parameters()` and tensors for `norm()`, so it measures PyTorch's too.
    """

    def __init__(self, model: Any) -> None:
        self.model = model
        self.parameters = [each for each in model.parameters() if each.requires_grad]
        self.before: list[Any] | None = None

    def note(self) -> None:
        """Remember the parameters."""
        self.before = [each.detach().clone() for each in self.parameters]

    def read(self) -> dict[str, float]:
        """The two numbers; no gradient norm where no parameter has a gradient."""
        assert self.before is not None
        size = length(self.before)
        steps = (a.detach() - b for a, b in zip(self.parameters, self.before, strict=True))
        found = {"update ratio": length(steps) / size if size else math.inf}
        gradients = [each.grad for each in self.parameters if each.grad is not None]
        if gradients:
            found = {"gradient norm": length(gradients)} | found
        self.before = None
        return found


def length(tensors: Iterable[Any]) -> float:
    """The length of all tensors together, as one vector."""
    return math.sqrt(sum(float(each.detach().norm().item()) ** 2 for each in tensors))
