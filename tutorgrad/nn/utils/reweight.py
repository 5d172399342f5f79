"""weight_norm and spectral_norm in their older form: a hook computes the weight before a call.

New programs use `parametrizations`.   Source: torch.nn.utils.weight_norm, .spectral_norm.
"""

from __future__ import annotations

import warnings
from typing import Any

from ... import ops
from ...autograd import no_grad
from .. import functional as F
from ..parameter import Parameter
from .parametrizations import as_matrix, check_iterations, norm_except, random_unit

Tensor = Any


class _Hook:
    """Computes one weight of a module from other tensors of it, before every call."""

    kind: str

    def __init__(self, name: str) -> None:
        self.name = name

    def compute(self, module: Any) -> Tensor:
        raise NotImplementedError

    def __call__(self, module: Any, inputs: Any) -> None:
        setattr(module, self.name, self.compute(module))

    def attach(self, module: Any) -> None:
        """Raises RuntimeError when the weight has such a hook already."""
        if find(module, type(self), self.name) is not None:
            raise RuntimeError(
                f"Cannot register two {self.kind} hooks on the same parameter {self.name}"
            )
        self.handle = module.register_forward_pre_hook(self)

    def detach(self, module: Any, *names: str) -> None:
        """Take the hook off and leave an ordinary parameter with the present value."""
        with no_grad():
            weight = self.compute(module).detach()
        self.handle.remove()
        for name in (self.name, *names):
            delattr(module, name)
        module.register_parameter(self.name, Parameter(weight))


def find(module: Any, kind: type, name: str) -> Any:
    hooks = (hook.call for hook in module._forward_pre_hooks.values())
    return next((h for h in hooks if isinstance(h, kind) and vars(h)["name"] == name), None)


def taken_off(module: Any, kind: type[_Hook], name: str, *suffixes: str) -> Any:
    """Raises ValueError when there is no such hook."""
    hook = find(module, kind, name)
    if hook is None:
        raise ValueError(f"{kind.kind} of '{name}' not found in {module}")
    hook.detach(module, *(name + suffix for suffix in suffixes))
    return module


# ------------------------------------------------------------------------------ weight norm


class _WeightNorm(_Hook):
    kind = "weight_norm"

    def __init__(self, name: str, dim: int | None) -> None:
        super().__init__(name)
        self.dim = -1 if dim is None else dim

    def compute(self, module: Any) -> Tensor:
        g, v = (getattr(module, self.name + end) for end in ("_g", "_v"))
        return v * (g / norm_except(v, self.dim))


def weight_norm(module: Any, name: str = "weight", dim: int | None = 0) -> Any:
    """w = g v / ‖v‖ with g and v trained in place of w. Raises RuntimeError a second time."""
    warnings.warn(
        "`torch.nn.utils.weight_norm` is deprecated in favor of "
        "`torch.nn.utils.parametrizations.weight_norm`.",
        FutureWarning,
        stacklevel=2,
    )
    hook = _WeightNorm(name, dim)
    hook.attach(module)
    weight = getattr(module, name)
    delattr(module, name)
    module.register_parameter(f"{name}_g", Parameter(norm_except(weight, hook.dim).data))
    module.register_parameter(f"{name}_v", Parameter(weight.data))
    setattr(module, name, hook.compute(module))
    return module


def remove_weight_norm(module: Any, name: str = "weight") -> Any:
    """Make the weight an ordinary parameter again. Raises ValueError when it is one."""
    return taken_off(module, _WeightNorm, name, "_g", "_v")


# ---------------------------------------------------------------------------- spectral norm


class _SpectralNorm(_Hook):
    kind = "spectral_norm"

    def __init__(self, name: str, iterations: int, eps: float, dim: int) -> None:
        super().__init__(name)
        check_iterations(iterations)
        self.iterations, self.eps, self.dim = iterations, eps, dim

    def compute(self, module: Any, follow: bool = False) -> Tensor:
        weight, u, v = (getattr(module, self.name + end) for end in ("_orig", "_u", "_v"))
        matrix = as_matrix(weight, self.dim)
        if follow:
            with no_grad():
                for _ in range(self.iterations):
                    v.copy_(F.normalize(ops.mv(matrix.t(), u), dim=0, eps=self.eps))
                    u.copy_(F.normalize(ops.mv(matrix, v), dim=0, eps=self.eps))
            u, v = u.clone(), v.clone()
        return weight / ops.dot(u, ops.mv(matrix, v))

    def __call__(self, module: Any, inputs: Any) -> None:
        setattr(module, self.name, self.compute(module, follow=module.training))


def spectral_norm(
    module: Any, name: str = "weight", n_power_iterations: int = 1, eps: float = 1e-12,
    dim: int | None = None,
) -> Any:  # fmt: skip
    """w divided by its largest singular value. Raises RuntimeError a second time."""
    if dim is None:
        dim = 1 if type(module).__name__.startswith("ConvTranspose") else 0
    hook = _SpectralNorm(name, n_power_iterations, eps, dim)
    hook.attach(module)
    weight = getattr(module, name)
    matrix = as_matrix(weight.detach(), dim)
    units = [random_unit(matrix, side, eps) for side in (0, 1)]
    delattr(module, name)
    module.register_parameter(f"{name}_orig", weight)
    setattr(module, name, weight.data)
    module.register_buffer(f"{name}_u", units[0])
    module.register_buffer(f"{name}_v", units[1])
    return module


def remove_spectral_norm(module: Any, name: str = "weight") -> Any:
    """Make the weight an ordinary parameter again. Raises ValueError when it is one."""
    return taken_off(module, _SpectralNorm, name, "_orig", "_u", "_v")
