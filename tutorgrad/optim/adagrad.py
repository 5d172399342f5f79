"""Adagrad: small steps where the gradients have been large.

Source
  [1] J. Duchi, E. Hazan, Y. Singer: "Adaptive subgradient methods for online learning and
      stochastic optimization", Journal of Machine Learning Research 12 (2011) 2121-2159.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..creation import full_like
from .formulas import parts
from .optimizer import Group, Optimizer, Params, check, named, number, rate, scalar


class Adagrad(Optimizer):
    """w ← w - lr_t · g / (sqrt(s) + eps): each weight's own learning rate [1].

        s ← s + g²   (from initial_accumulator_value)        lr_t = lr / (1 + (t - 1) · lr_decay)

    weight_decay, maximize: as in `SGD`. foreach and fused are accepted and change nothing.
    Raises ValueError for options outside their range.   Source: torch.optim.Adagrad.
    """

    def __init__(
        self,
        params: Params,
        lr: Any = 1e-2,
        lr_decay: float = 0,
        weight_decay: float = 0,
        initial_accumulator_value: float = 0,
        eps: float = 1e-10,
        foreach: bool | None = None,
        *,
        maximize: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        given = locals()
        check(given, "lr lr_decay weight_decay initial_accumulator_value eps")
        names = "lr lr_decay eps weight_decay initial_accumulator_value foreach maximize"
        super().__init__(params, named(given, f"{names} differentiable fused"))
        for group in self.param_groups:
            for param in group["params"]:
                self.begin(param)

    def begin(self, param: Any) -> None:
        start = self.defaults["initial_accumulator_value"]
        self.state[param] = {"step": scalar(0), "sum": full_like(param, start)}

    def update(self, param: Any, grad: Any, group: Group) -> None:
        if not self.state[param]:
            self.begin(param)
        t, total = self.memory(param, "sum")
        lr = number(rate(group) / (1 + (t - 1) * group["lr_decay"]))
        for w, g, s in parts(param, grad, total):
            s += g * g
            w -= lr * g / (np.sqrt(s) + group["eps"])
