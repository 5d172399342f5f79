"""Rprop: only the signs of the gradients count.

Source
  [1] M. Riedmiller, H. Braun: "A direct adaptive method for faster backpropagation learning: the
      RPROP algorithm", IEEE International Conference on Neural Networks 1993.
"""

from __future__ import annotations

from typing import Any

from ..creation import full_like
from ..ops import where
from .optimizer import Group, Optimizer, Params, check, named, number


class Rprop(Optimizer):
    """w ← w - step · sign(g): each weight's step grows while its gradient keeps its sign [1].

        sign(g) as before:  step ← step · etas[1]
        sign(g) turned:     step ← step · etas[0],  and g = 0 this time (no step)

    step starts at lr and stays within step_sizes. It needs the whole gradient, not that of a batch.
    maximize: go uphill. foreach is accepted and changes nothing.
    Raises ValueError for options outside their range.   Source: torch.optim.Rprop.
    """

    def __init__(
        self,
        params: Params,
        lr: Any = 1e-2,
        etas: tuple[float, float] = (0.5, 1.2),
        step_sizes: tuple[float, float] = (1e-6, 50),
        *,
        capturable: bool = False,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
    ) -> None:
        given = locals()
        check(given, "lr")
        if not 0.0 < etas[0] < 1.0 < etas[1]:
            raise ValueError(f"Invalid eta values: {etas[0]}, {etas[1]}")
        names = "lr etas step_sizes foreach maximize differentiable capturable"
        super().__init__(params, named(given, names))

    def update(self, param: Any, grad: Any, group: Group) -> None:
        shrink, grow = group["etas"]
        state = self.state[param]
        self.memory(param, "prev")
        if "step_size" not in state:
            state["step_size"] = full_like(grad, number(group["lr"]))
        agreement = grad * state["prev"]
        factor = where(agreement < 0, shrink, where(agreement > 0, grow, (agreement + 1).sign_()))
        step = state["step_size"].mul_(factor).clamp_(*group["step_sizes"])
        grad = where(agreement < 0, 0, grad)
        param.addcmul_(grad.sign(), step, value=-1)
        state["prev"].copy_(grad)
