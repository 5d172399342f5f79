"""Averaged stochastic gradient descent.

Source
  [1] B. T. Polyak, A. B. Juditsky: "Acceleration of stochastic approximation by averaging", SIAM
      Journal on Control and Optimization 30 (1992) 838-855.
"""

from __future__ import annotations

from typing import Any

from .formulas import parts
from .optimizer import Group, Optimizer, Params, check, named, number, rate, scalar


class ASGD(Optimizer):
    """Gradient descent with falling steps that also keeps the average of the weights, "ax" [1].

        w ← (1 - lambd · eta) · w - eta · g
        ax ← ax + mu · (w - ax)                (mu = 1 until step t0, then 1 / (t - t0))
        eta ← lr / (1 + lambd · lr · t)^alpha

    weight_decay, maximize: as in `SGD`. foreach is accepted and changes nothing.
    Raises ValueError for options outside their range.   Source: torch.optim.ASGD.
    """

    _kept_in_steps = ", mus, etas,"

    def __init__(
        self,
        params: Params,
        lr: Any = 1e-2,
        lambd: float = 1e-4,
        alpha: float = 0.75,
        t0: float = 1e6,
        weight_decay: float = 0,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
        capturable: bool = False,
    ) -> None:
        given = locals()
        check(given, "lr weight_decay")
        names = "lr lambd alpha t0 weight_decay foreach maximize differentiable capturable"
        super().__init__(params, named(given, names))

    def update(self, param: Any, grad: Any, group: Group) -> None:
        lr, lambd = rate(group), group["lambd"]
        t, average = self.memory(param, "ax", eta=number(lr), mu=1.0)
        state = self.state[param]
        eta, mu = state["eta"].item(), state["mu"].item()
        for w, g, a in parts(param, grad, average, writes=2):
            w *= 1 - lambd * eta
            w -= eta * g
            if mu == 1:
                a[...] = w
            else:
                a += (w - a) * mu
        state["eta"].copy_(scalar(number(lr / (1 + lambd * lr * t) ** group["alpha"])))
        state["mu"].copy_(scalar(1 / max(1, t - group["t0"])))
