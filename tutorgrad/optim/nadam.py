"""NAdam: Adam that looks ahead, as Nesterov's momentum does.

Source
  [1] T. Dozat: "Incorporating Nesterov momentum into Adam", ICLR workshop 2016.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .formulas import approach, parts, wide
from .optimizer import Group, Optimizer, Params, check, named, number, rate


class NAdam(Optimizer):
    """Adam whose mean gradient is taken one step ahead [1].

        m ← beta1 · m + (1 - beta1) · g              v ← beta2 · v + (1 - beta2) · g²
        mu_t = beta1 · (1 - ½ · 0.96^(t · momentum_decay))
        m̂ = mu_(t+1) · m / (1 - mu_1 ⋯ mu_(t+1)) + (1 - mu_t) · g / (1 - mu_1 ⋯ mu_t)
        w ← w - lr · m̂ / (sqrt(v / (1 - beta2^t)) + eps)

    weight_decay, decoupled_weight_decay, maximize: as in `Adam`. foreach is accepted and
    changes nothing. Raises ValueError for options outside their range.
    Source: torch.optim.NAdam.
    """

    _kept_in_steps = ", mu_products"

    def __init__(
        self,
        params: Params,
        lr: Any = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum_decay: float = 4e-3,
        decoupled_weight_decay: bool = False,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
        capturable: bool = False,
        differentiable: bool = False,
    ) -> None:
        given = locals()
        check(given, "lr eps betas weight_decay momentum_decay")
        names = "lr betas eps weight_decay momentum_decay decoupled_weight_decay maximize foreach"
        super().__init__(params, named(given, f"{names} capturable differentiable"))

    def update(self, param: Any, grad: Any, group: Group) -> None:
        (beta1, beta2), decay, lr = group["betas"], group["momentum_decay"], rate(group)
        t, *memory = self.memory(param, "exp_avg", "exp_avg_sq", mu_product=1.0)
        mu = beta1 * (1.0 - 0.5 * 0.96 ** (t * decay))
        mu_next = beta1 * (1.0 - 0.5 * 0.96 ** ((t + 1) * decay))
        product = self.state[param]["mu_product"].mul_(mu).item()
        lr_now = number(lr * (1.0 - mu) / (1.0 - product))
        lr_next = number(lr * mu_next / (1.0 - product * mu_next))
        for w, g, m, v in parts(param, grad, *memory, writes=2):
            approach(m, g, 1 - beta1)
            v *= beta2
            v += (1 - beta2) * g * g
            size = np.sqrt(v / (1 - beta2**t)) + group["eps"]
            w -= lr_now * g / size
            w -= lr_next * wide(m) / size
