"""Stochastic gradient descent.

Sources
  [1] B. T. Polyak: "Some methods of speeding up the convergence of iteration methods", USSR
      Computational Mathematics and Mathematical Physics 4 (1964) 1-17.
  [2] I. Sutskever, J. Martens, G. Dahl, G. Hinton: "On the importance of initialization and
      momentum in deep learning", ICML 2013.
"""

from __future__ import annotations

from typing import Any

from .formulas import parts, wide
from .optimizer import Group, Optimizer, Params, check, named, number, rate


class SGD(Optimizer):
    """w ← w - lr · g, with momentum [1] and its look-ahead form by Nesterov [2].

        g ← g + weight_decay · w
        v ← momentum · v + (1 - dampening) · g          (v = g at the first step)
        d = g + momentum · v  (nesterov),  v  (momentum),  g  (neither)
        w ← w - lr · d

    maximize: go uphill. foreach and fused are accepted and change nothing.
    Raises ValueError for negative options or nesterov without momentum.
    Source: torch.optim.SGD.
    """

    def __init__(
        self,
        params: Params,
        lr: Any = 1e-3,
        momentum: float = 0,
        dampening: float = 0,
        weight_decay: float = 0,
        nesterov: bool = False,
        *,
        maximize: bool = False,
        foreach: bool | None = None,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        given = locals()
        check(given, "")
        for word, value in (
            ("learning rate", lr),
            ("momentum value", momentum),
            ("weight_decay value", weight_decay),
        ):
            if value < 0.0:
                raise ValueError(f"Invalid {word}: {value}")
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("Nesterov momentum requires a momentum and zero dampening")
        names = "lr momentum dampening weight_decay nesterov maximize foreach differentiable fused"
        super().__init__(params, named(given, names))

    def update(self, param: Any, grad: Any, group: Group) -> None:
        momentum, lr = group["momentum"], group["lr"]
        lr = lr if lr.__class__ is float else number(rate(group))
        if momentum == 0:
            for w, g in parts(param, grad):
                w -= lr * g
            return
        state = self.state[param]
        first = state.get("momentum_buffer") is None
        if first:
            state["momentum_buffer"] = grad.detach().clone()
        for w, g, v in parts(param, grad, state["momentum_buffer"]):
            if not first:
                v *= momentum
                v += (1 - group["dampening"]) * g
            w -= lr * (g + momentum * wide(v) if group["nesterov"] else wide(v))
