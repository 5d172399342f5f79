"""Adamax: Adam with the largest recent gradient in place of the mean square.

Source
  [1] D. P. Kingma, J. Ba: "Adam: a method for stochastic optimization", 2014, arXiv:1412.6980,
      section 7.1.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .formulas import approach, parts, wide
from .optimizer import Group, Optimizer, Params, check, named, number, rate


class Adamax(Optimizer):
    """w ← w - lr / (1 - beta1^t) · m / u: Adam in the infinity norm [1].

        m ← beta1 · m + (1 - beta1) · g              u ← max(beta2 · u, |g| + eps)

    weight_decay, maximize: as in `SGD`. foreach is accepted and changes nothing.
    Raises ValueError for options outside their range.   Source: torch.optim.Adamax.
    """

    def __init__(
        self,
        params: Params,
        lr: Any = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        foreach: bool | None = None,
        *,
        maximize: bool = False,
        differentiable: bool = False,
        capturable: bool = False,
    ) -> None:
        given = locals()
        check(given)
        names = "lr betas eps weight_decay foreach maximize differentiable capturable"
        super().__init__(params, named(given, names))

    def update(self, param: Any, grad: Any, group: Group) -> None:
        beta1, beta2 = group["betas"]
        t, *memory = self.memory(param, "exp_avg", "exp_inf")
        lr = number(rate(group) / (1 - beta1**t))
        for w, g, m, u in parts(param, grad, *memory):
            approach(m, g, 1 - beta1)
            u *= beta2
            u[...] = np.maximum(u, np.abs(g) + group["eps"])
            w -= lr * wide(m) / u
