"""Adadelta: steps in the unit of the weights, without a learning rate to choose.

Source
  [1] M. D. Zeiler: "ADADELTA: an adaptive learning rate method", 2012, arXiv:1212.5701.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .formulas import parts
from .optimizer import Group, Optimizer, Params, check, named, number, rate


class Adadelta(Optimizer):
    """w ← w - lr · d: the gradient times the running size of the steps over its own [1].

        v ← rho · v + (1 - rho) · g²
        d = g · sqrt(u + eps) / sqrt(v + eps)
        u ← rho · u + (1 - rho) · d²

    weight_decay, maximize: as in `SGD`. foreach is accepted and changes nothing.
    Raises ValueError for options outside their range.   Source: torch.optim.Adadelta.
    """

    def __init__(
        self,
        params: Params,
        lr: Any = 1.0,
        rho: float = 0.9,
        eps: float = 1e-6,
        weight_decay: float = 0,
        foreach: bool | None = None,
        *,
        capturable: bool = False,
        maximize: bool = False,
        differentiable: bool = False,
    ) -> None:
        given = locals()
        check(given, "lr rho")
        if rho > 1.0:
            raise ValueError(f"Invalid rho value: {rho}")
        check(given, "eps weight_decay")
        names = "lr rho eps weight_decay maximize capturable foreach differentiable"
        super().__init__(params, named(given, names))

    def update(self, param: Any, grad: Any, group: Group) -> None:
        rho, eps, lr = group["rho"], group["eps"], number(rate(group))
        _, *memory = self.memory(param, "square_avg", "acc_delta")
        for w, g, v, u in parts(param, grad, *memory):
            v *= rho
            v += (1 - rho) * g * g
            d = np.sqrt(u + eps) / np.sqrt(v + eps) * g
            u *= rho
            u += (1 - rho) * d * d
            w -= lr * d
