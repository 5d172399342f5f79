"""RAdam: Adam that waits until it knows the size of the gradients.

Source
  [1] L. Liu et al.: "On the variance of the adaptive learning rate and beyond", ICLR 2020.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .formulas import approach, parts, wide
from .optimizer import Group, Optimizer, Params, check, named, number, rate


class RAdam(Optimizer):
    """w ← w - lr · r · m̂ / (sqrt(v̂) + eps), or w - lr · m̂ while v̂ rests on few gradients [1].

        m̂, v̂ as in Adam              rho_inf = 2 / (1 - beta2) - 1
        rho = rho_inf - 2 t · beta2^t / (1 - beta2^t)              (how many gradients v̂ rests on)
        r = sqrt((rho - 4)(rho - 2) rho_inf / ((rho_inf - 4)(rho_inf - 2) rho))       if rho > 5

    weight_decay, decoupled_weight_decay, maximize: as in `Adam`. foreach is accepted and
    changes nothing. Raises ValueError for options outside their range.
    Source: torch.optim.RAdam.
    """

    def __init__(
        self,
        params: Params,
        lr: Any = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        decoupled_weight_decay: bool = False,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
        capturable: bool = False,
        differentiable: bool = False,
    ) -> None:
        given = locals()
        check(given)
        names = "lr betas eps weight_decay maximize foreach capturable decoupled_weight_decay"
        super().__init__(params, named(given, f"{names} differentiable"))

    def update(self, param: Any, grad: Any, group: Group) -> None:
        (beta1, beta2), lr = group["betas"], number(rate(group))
        t, *memory = self.memory(param, "exp_avg", "exp_avg_sq")
        last = 2 / (1 - beta2) - 1
        rho = last - 2 * t * beta2**t / (1 - beta2**t)
        if rho > 5.0:
            r = ((rho - 4) * (rho - 2) * last / ((last - 4) * (last - 2) * rho)) ** 0.5
            lr = lr * r * (1 - beta2**t) ** 0.5
        for w, g, m, v in parts(param, grad, *memory):
            approach(m, g, 1 - beta1)
            v *= beta2
            v += (1 - beta2) * g * g
            step = lr * (wide(m) / (1 - beta1**t))
            w -= step / (np.sqrt(v) + group["eps"]) if rho > 5.0 else step
