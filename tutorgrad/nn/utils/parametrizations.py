"""Ready-made parametrizations: a weight's length apart from its direction, or its largest stretch.

Source: torch.nn.utils.parametrizations.
"""

from __future__ import annotations

from typing import Any

from ... import ops
from ...autograd import no_grad
from .. import functional as F
from ..module import Module
from .parametrize import register_parametrization

Tensor = Any


def weight_norm(module: Module, name: str = "weight", dim: int | None = 0) -> Module:
    """Split a weight in its length g (original0) and its direction v (original1): w = g v / ‖v‖.

    dim: one length for each index of it; None: one for all.   Source: torch.nn.utils
    .parametrizations.weight_norm; T. Salimans, D. P. Kingma: "Weight normalization", 2016.
    """
    return register_parametrization(module, name, _WeightNorm(dim), unsafe=True)


class _WeightNorm(Module):
    def __init__(self, dim: int | None = 0) -> None:
        super().__init__()
        self.dim = -1 if dim is None else dim

    def forward(self, weight_g: Tensor, weight_v: Tensor) -> Tensor:
        return weight_v * (weight_g / norm_except(weight_v, self.dim))

    def right_inverse(self, weight: Tensor) -> tuple[Tensor, Tensor]:
        return norm_except(weight, self.dim), weight


def norm_except(v: Tensor, dim: int) -> Tensor:
    """The norm over all dimensions but one, which keeps its place; over all for -1."""
    if dim == -1:
        return v.norm()
    return v.norm(2, [d for d in range(v.dim()) if d != dim], keepdim=True)


def spectral_norm(
    module: Module, name: str = "weight", n_power_iterations: int = 1, eps: float = 1e-12,
    dim: int | None = None,
) -> Module:  # fmt: skip
    """Divide a weight by its largest singular value, so that it stretches no vector.

    That value is followed by a few steps of power iteration at each use in training.
    Raises ValueError unless n_power_iterations > 0.   Source: torch.nn.utils.parametrizations
    .spectral_norm; T. Miyato et al.: "Spectral normalization for GANs", 2018, arXiv:1802.05957.
    """
    if name not in module._parameters and name not in module._buffers:
        raise ValueError(f"Module '{module}' has no parameter or buffer with name '{name}'")
    if dim is None:
        dim = 1 if type(module).__name__.startswith("ConvTranspose") else 0
    part = _SpectralNorm(getattr(module, name), n_power_iterations, dim, eps)
    return register_parametrization(module, name, part)


class _SpectralNorm(Module):
    def __init__(
        self, weight: Tensor, n_power_iterations: int = 1, dim: int = 0, eps: float = 1e-12
    ) -> None:
        super().__init__()
        ndim = weight.dim()
        if not -ndim <= dim < ndim:
            raise IndexError(
                f"Dimension out of range (expected to be in range of [-{ndim}, {ndim - 1}] but got "
                f"{dim})"
            )
        check_iterations(n_power_iterations)
        self.dim, self.eps = dim % ndim, eps
        if ndim > 1:
            self.n_power_iterations = n_power_iterations
            matrix = as_matrix(weight.detach(), self.dim)
            self.register_buffer("_u", random_unit(matrix, 0, eps))
            self.register_buffer("_v", random_unit(matrix, 1, eps))
            self._power_method(matrix, 15)

    @no_grad()
    def _power_method(self, matrix: Tensor, count: int) -> None:
        for _ in range(count):
            self._u.copy_(F.normalize(ops.mv(matrix, self._v), dim=0, eps=self.eps))
            self._v.copy_(F.normalize(ops.mv(matrix.t(), self._u), dim=0, eps=self.eps))

    def forward(self, weight: Tensor) -> Tensor:
        if weight.dim() == 1:
            return F.normalize(weight, dim=0, eps=self.eps)
        matrix = as_matrix(weight, self.dim)
        if self.training:
            self._power_method(matrix.detach(), self.n_power_iterations)
        u, v = self._u.clone(), self._v.clone()
        return weight / ops.dot(u, ops.mv(matrix, v))

    def right_inverse(self, value: Tensor) -> Tensor:
        return value


def as_matrix(weight: Tensor, dim: int) -> Tensor:
    """A weight with dimension `dim` as rows and all others as columns."""
    return weight.movedim(dim, 0).flatten(1) if dim else weight.flatten(1)


def random_unit(matrix: Tensor, side: int, eps: float) -> Tensor:
    """A random vector of length 1, as long as one side of a matrix."""
    return F.normalize(matrix.new_empty(matrix.size(side)).normal_(0, 1), dim=0, eps=eps)


def check_iterations(count: int) -> None:
    if count <= 0:
        raise ValueError(
            f"Expected n_power_iterations to be positive, but got n_power_iterations={count}"
        )


__all__ = ["spectral_norm", "weight_norm"]
