"""RMSprop: the gradient divided by its running size.

Sources
  [1] T. Tieleman, G. Hinton: "Lecture 6.5: rmsprop", Neural Networks for Machine Learning, 2012.
  [2] A. Graves: "Generating sequences with recurrent neural networks", 2013, arXiv:1308.0850.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .formulas import approach, parts, wide
from .optimizer import Group, Optimizer, Params, check, named, number, rate


class RMSprop(Optimizer):
    """w ← w - lr · g / (sqrt(v) + eps): steps of like size for large and small gradients [1].

        v ← alpha · v + (1 - alpha) · g²
        m ← alpha · m + (1 - alpha) · g,   v - m² in place of v              (centered [2])
        b ← momentum · b + g / (sqrt(v) + eps),   w ← w - lr · b             (momentum)

    weight_decay, maximize: as in `SGD`. foreach is accepted and changes nothing.
    Raises ValueError for options outside their range.   Source: torch.optim.RMSprop.
    """

    def __init__(
        self,
        params: Params,
        lr: Any = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum: float = 0,
        centered: bool = False,
        capturable: bool = False,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
    ) -> None:
        given = locals()
        check(given, "lr eps momentum weight_decay alpha")
        names = "lr momentum alpha eps centered weight_decay capturable foreach maximize"
        super().__init__(params, named(given, f"{names} differentiable"))

    def update(self, param: Any, grad: Any, group: Group) -> None:
        alpha, momentum, lr = group["alpha"], group["momentum"], number(rate(group))
        names = ["momentum_buffer"] * (momentum > 0) + ["grad_avg"] * group["centered"]
        _, *memory = self.memory(param, "square_avg", *names)
        for w, g, v, *others in parts(param, grad, *memory):
            v *= alpha
            v += (1 - alpha) * g * g
            if group["centered"]:
                m = others[-1]
                approach(m, g, 1 - alpha)
                v = v - wide(m) * m
            size = np.sqrt(v) + group["eps"]
            if momentum > 0:
                b = others[0]
                b *= momentum
                b += g / size
                w -= lr * wide(b)
            else:
                w -= lr * g / size
