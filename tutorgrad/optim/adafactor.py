"""Adafactor: the size of a matrix's gradients from its rows and columns alone.

Source
  [1] N. Shazeer, M. Stern: "Adafactor: adaptive learning rates with sublinear memory cost", 2018,
      arXiv:1804.04235.
"""

from __future__ import annotations

from typing import Any

from ..creation import zeros_like
from ..numeric_limits import finfo
from .optimizer import Group, Optimizer, Params, check, named, number, rate


class Adafactor(Optimizer):
    """Adam's division by sqrt(v̂) with v̂ ≈ row means x column means: O(n + m) memory, not O(nm) [1].

        r ← r + b · (row means of g² - r),  c likewise,  v̂ = r c / mean(r)         b = t^beta2_decay
        u = g / sqrt(v̂),     u ← u / max(1, rms(u) / d)
        w ← (1 - lr · weight_decay) · w - max(eps[1], rms(w)) · min(lr, 1 / sqrt(t)) · u

    maximize: go uphill. foreach is accepted and changes nothing.
    Raises ValueError for options outside their range.   Source: torch.optim.Adafactor.
    """

    def __init__(
        self,
        params: Params,
        lr: Any = 1e-2,
        beta2_decay: float = -0.8,
        eps: tuple[float | None, float] = (None, 1e-3),
        d: float = 1.0,
        weight_decay: float = 0.0,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
    ) -> None:
        given = locals()
        check(given, "")
        for name, value, low in (
            ("Learning rate", lr, 0),
            ("epsilon1", 0 if eps[0] is None else eps[0], 0),
            ("epsilon2", eps[1], 0),
            ("Clipping threshold d", d, 1),
            ("weight_decay", weight_decay, 0),
        ):
            if not low <= value:
                raise ValueError(f"{name} should be >= {low} but is: {value}")
        if not 0.0 >= beta2_decay:
            raise ValueError(f"beta2_decay should be <= 0 but is: {beta2_decay}")
        names = "lr beta2_decay eps d weight_decay foreach maximize"
        super().__init__(params, named(given, names))

    def descent(self, param: Any, group: Group) -> Any:
        return -param.grad if group["maximize"] else param.grad

    def direction(self, param: Any, grad: Any, group: Group) -> Any:
        """1 / v̂ of the gradient, from what is remembered of its squares."""
        least = finfo(param.dtype).eps if group["eps"][0] is None else group["eps"][0]
        state, (t,) = self.state[param], self.memory(param)
        keep = t ** group["beta2_decay"]
        if grad.dim() > 1:
            for name, dim in (("row_var", -1), ("col_var", -2)):
                mean = grad.norm(dim=dim, keepdim=True).square_().div_(grad.size(dim))
                state.setdefault(name, zeros_like(mean)).lerp_(mean, keep)
            rows, columns = state["row_var"], state["col_var"]  # (…, n, 1), (…, 1, m)
            square = (rows @ columns).div_(rows.mean(dim=-2, keepdim=True).clamp_(min=least))
        else:
            square = state.setdefault("variance", zeros_like(grad)).lerp_(grad * grad, keep).clone()
        return square.clamp_(min=least * least).rsqrt_()

    def update(self, param: Any, grad: Any, group: Group) -> None:
        lr = rate(group)
        step = self.direction(param, grad, group).mul_(grad)
        t = self.state[param]["step"].item()
        scale = max(group["eps"][1], rms(param)) * min(lr, 1 / t**0.5)
        if group["weight_decay"] != 0:
            param.mul_(1 - lr * group["weight_decay"])
        param.add_(step, alpha=-number(scale) / max(1.0, rms(step) / group["d"]))


def rms(a: Any) -> float:
    """The root of the mean square."""
    return float(a.norm(2).item() / a.numel() ** 0.5)
