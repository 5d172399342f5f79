"""Adam: steps of the same size for every parameter, whatever its gradients' size.

Sources
  [1] D. P. Kingma, J. Ba: "Adam: a method for stochastic optimization", 2014, arXiv:1412.6980.
  [2] S. J. Reddi, S. Kale, S. Kumar: "On the convergence of Adam and beyond", ICLR 2018.
  [3] I. Loshchilov, F. Hutter: "Decoupled weight decay regularization", 2017, arXiv:1711.05101.
"""

from __future__ import annotations

import math
from typing import Any

from ..creation import tensor, zeros_like
from ..tensor import Tensor
from .optimizer import Group, Optimizer, Params, check_speed_options, not_negative, number


class Adam(Optimizer):
    """w ← w - lr · m̂ / (sqrt(v̂) + eps): the gradient's running mean over its running size [1].

        g ← g + weight_decay · w
        m ← beta1 · m + (1 - beta1) · g              m̂ = m / (1 - beta1^t)
        v ← beta2 · v + (1 - beta2) · g²             v̂ = v / (1 - beta2^t)

    amsgrad: v̂ never falls [2].   decoupled_weight_decay: w ← w - lr · weight_decay · w instead of
    adding to the gradient [3].   maximize: go uphill. foreach, capturable and fused are accepted
    and change nothing. Raises ValueError for options outside their range.
    Source: torch.optim.Adam.
    """

    def __init__(
        self,
        params: Params,
        lr: Any = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        amsgrad: bool = False,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
        capturable: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
        decoupled_weight_decay: bool = False,
    ) -> None:
        check_lr(lr, foreach, capturable)
        not_negative("learning rate", lr)
        not_negative("epsilon value", eps)
        for i, beta in enumerate(betas):
            if not 0.0 <= beta < 1.0:
                raise ValueError(f"Invalid beta parameter at index {i}: {beta}")
        not_negative("weight_decay value", weight_decay)
        options: Group = {
            "lr": lr,
            "betas": tuple(betas),
            "eps": eps,
            "weight_decay": weight_decay,
            "amsgrad": amsgrad,
            "maximize": maximize,
            "foreach": foreach,
            "capturable": capturable,
            "differentiable": differentiable,
            "fused": fused,
            "decoupled_weight_decay": decoupled_weight_decay,
        }
        check_speed_options(options)
        super().__init__(params, options)

    def update(self, param: Any, grad: Any, group: Group) -> None:
        state = self.state[param]
        if not state:
            state["step"] = tensor(0.0)
            for name in ("exp_avg", "exp_avg_sq", *["max_exp_avg_sq"] * group["amsgrad"]):
                state[name] = zeros_like(param)
        (beta1, beta2), lr = group["betas"], number(group["lr"])
        state["step"] += 1
        t = state["step"].item()
        if group["maximize"]:
            grad = -grad
        if group["weight_decay"] != 0:
            if group["decoupled_weight_decay"]:
                param.mul_(1 - lr * group["weight_decay"])
            else:
                grad = grad.add(param, alpha=group["weight_decay"])
        mean, square = state["exp_avg"], state["exp_avg_sq"]
        mean.lerp_(grad, 1 - beta1)
        square.mul_(beta2).addcmul_(grad, grad, value=1 - beta2)
        if group["amsgrad"]:
            square = state["max_exp_avg_sq"].copy_(state["max_exp_avg_sq"].maximum(square))
        size = (square.sqrt() / math.sqrt(1 - beta2**t)).add_(group["eps"])
        param.addcdiv_(mean, size, value=-lr / (1 - beta1**t))


def check_lr(lr: Any, foreach: bool | None, capturable: bool) -> None:
    """Raise PyTorch's ValueError for a learning rate given as a tensor that does not fit."""
    if isinstance(lr, Tensor):
        if foreach and not capturable:
            raise ValueError(
                "lr as a Tensor is not supported for capturable=False and foreach=True"
            )
        if lr.numel() != 1:
            raise ValueError("Tensor lr must be 1-element")
