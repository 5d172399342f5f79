"""`torch.nn.init`: how weights start. Each function fills its tensor in place and returns it.

The spread of a layer's weights decides whether signals grow or fade on their way through many
layers. `fan_in` and `fan_out` are how many numbers enter and leave one unit of the layer.

Sources
  [1] X. Glorot, Y. Bengio: "Understanding the difficulty of training deep feedforward neural
      networks", AISTATS 2010.
  [2] K. He, X. Zhang, S. Ren, J. Sun: "Delving deep into rectifiers", 2015, arXiv:1502.01852.
  [3] A. M. Saxe, J. L. McClelland, S. Ganguli: "Exact solutions to the nonlinear dynamics of
      learning in deep linear neural networks", 2013, arXiv:1312.6120.
"""

from __future__ import annotations

import functools
import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from .. import creation, draws
from ..autograd import no_grad
from ..streams import gaussian

Tensor = Any

LINEAR = (
    "linear",
    *(f"conv{t}{n}d" for t in ("", "_transpose") for n in (1, 2, 3)),
    "sigmoid",
)


def calculate_gain(nonlinearity: str, param: float | None = None) -> float:
    """The factor that makes up for what an activation function takes from the spread.

    nonlinearity: "linear", "sigmoid", "tanh", "relu", "leaky_relu" (param: its slope), "selu" or
    the name of a convolution. Raises ValueError for another word.   Source: torch.nn.init.
    """
    if nonlinearity in LINEAR:
        return 1
    if nonlinearity == "tanh":
        return 5.0 / 3
    if nonlinearity == "relu":
        return math.sqrt(2.0)
    if nonlinearity == "leaky_relu":
        slope = 0.01 if param is None else param
        if isinstance(slope, bool) or not isinstance(slope, int | float):
            raise ValueError(f"negative_slope {slope} not a valid number")
        return math.sqrt(2.0 / (1 + slope**2))
    if nonlinearity == "selu":
        return 3.0 / 4
    raise ValueError(f"Unsupported nonlinearity {nonlinearity}")


# --------------------------------------------------------------------------------- constants


@no_grad()
def constant_(tensor: Tensor, val: float) -> Tensor:
    """All one value."""
    return tensor.fill_(val)


@no_grad()
def ones_(tensor: Tensor) -> Tensor:
    """All 1."""
    return tensor.fill_(1.0)


@no_grad()
def zeros_(tensor: Tensor) -> Tensor:
    """All 0."""
    return tensor.zero_()


@no_grad()
def eye_(tensor: Tensor) -> Tensor:
    """Ones on the diagonal of a matrix: the layer passes its input on.

    Raises ValueError unless the tensor has two dimensions.
    """
    if tensor.dim() != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    return tensor.copy_(creation.eye(*tensor.shape))


@no_grad()
def dirac_(tensor: Tensor, groups: int = 1) -> Tensor:
    """Kernels that pass their input on: output channel i of a group repeats input channel i.

    Raises ValueError unless the tensor is a kernel (out, in, *k) with out a multiple of `groups`.
    """
    if tensor.dim() not in (3, 4, 5):
        raise ValueError("Only tensors with 3, 4, or 5 dimensions are supported")
    out, into, *kernel = tensor.shape
    if out % groups:
        raise ValueError("dim 0 must be divisible by groups")
    tensor.zero_()
    middle = [size // 2 for size in kernel]
    for group in range(groups):
        for channel in range(min(out // groups, into)):
            tensor[(group * (out // groups) + channel, channel, *middle)] = 1
    return tensor


# ----------------------------------------------------------------------------------- random


@no_grad()
def uniform_(tensor: Tensor, a: float = 0.0, b: float = 1.0, generator: Any = None) -> Tensor:
    """Uniform numbers from [a, b)."""
    return tensor.uniform_(a, b, generator=generator)


@no_grad()
def normal_(tensor: Tensor, mean: float = 0.0, std: float = 1.0, generator: Any = None) -> Tensor:
    """Normal numbers."""
    return tensor.normal_(mean, std, generator=generator)


@no_grad()
def trunc_normal_(
    tensor: Tensor, mean: float = 0.0, std: float = 1.0, a: float = -2.0, b: float = 2.0,
    generator: Any = None,
) -> Tensor:  # fmt: skip
    """Normal numbers confined to [a, b]: those outside are drawn again."""
    home = tensor.place
    host = np.empty_like(home.to_host(tensor.array))
    gaussian.truncated_normal(generator or home.generator, host, mean, std, a, b)
    return tensor.copy_(creation.new(host, tensor.device))


def xavier_uniform_(tensor: Tensor, gain: float = 1.0, generator: Any = None) -> Tensor:
    """U(-b, b) with b = gain sqrt(6 / (fan_in + fan_out)) [1]."""
    fan_in, fan_out = _calculate_fan_in_and_fan_out(tensor)
    bound = math.sqrt(3.0) * (gain * math.sqrt(2.0 / float(fan_in + fan_out)))
    return uniform_(tensor, -bound, bound, generator)


def xavier_normal_(tensor: Tensor, gain: float = 1.0, generator: Any = None) -> Tensor:
    """N(0, s²) with s = gain sqrt(2 / (fan_in + fan_out)) [1]."""
    fan_in, fan_out = _calculate_fan_in_and_fan_out(tensor)
    return normal_(tensor, 0.0, gain * math.sqrt(2.0 / float(fan_in + fan_out)), generator)


def kaiming_uniform_(
    tensor: Tensor, a: float = 0, mode: str = "fan_in", nonlinearity: str = "leaky_relu",
    generator: Any = None,
) -> Tensor:  # fmt: skip
    """U(-b, b) with b = gain sqrt(3 / fan) [2]; a: the slope of the leaky_relu that follows.

    mode: "fan_in" keeps the spread on the way forward, "fan_out" on the way back.
    Raises ValueError for another mode or a tensor with fewer than two dimensions.
    """
    if 0 in tensor.shape:
        return _nothing_to_do(tensor)
    bound = math.sqrt(3.0) * _kaiming_std(tensor, a, mode, nonlinearity)
    return uniform_(tensor, -bound, bound, generator)


def kaiming_normal_(
    tensor: Tensor, a: float = 0, mode: str = "fan_in", nonlinearity: str = "leaky_relu",
    generator: Any = None,
) -> Tensor:  # fmt: skip
    """N(0, s²) with s = gain / sqrt(fan) [2]. Arguments as in `kaiming_uniform_`."""
    if 0 in tensor.shape:
        return _nothing_to_do(tensor)
    return normal_(tensor, 0, _kaiming_std(tensor, a, mode, nonlinearity), generator)


@no_grad()
def orthogonal_(tensor: Tensor, gain: float = 1, generator: Any = None) -> Tensor:
    """Rows (or columns) at right angles, each of length `gain` [3].

    Dimensions after the first are taken as one. Raises ValueError below two dimensions.
    """
    if tensor.dim() < 2:
        raise ValueError("Only tensors with 2 or more dimensions are supported")
    if tensor.numel() == 0:
        return tensor
    home = tensor.place
    rows = tensor.shape[0]
    drawn = creation.empty(rows, tensor.numel() // rows, dtype=tensor.dtype, device=tensor.device)
    flat = home.to_host(drawn.normal_(0, 1, generator=generator).array)
    wide = flat.shape[0] < flat.shape[1]
    q, r = np.linalg.qr(flat.T if wide else flat)
    q = q * np.sign(np.diag(r))  # one of many factorisations: the one with a positive diagonal
    square = np.ascontiguousarray(q.T if wide else q).reshape(tensor.shape)
    return tensor.copy_(creation.new(square, tensor.device)).mul_(gain)


@no_grad()
def sparse_(tensor: Tensor, sparsity: float, std: float = 0.01, generator: Any = None) -> Tensor:
    """N(0, std²), and in each column the given share of the rows 0: few inputs count for a unit.

    Raises ValueError unless the tensor has two dimensions. Source: J. Martens: "Deep learning via
    Hessian-free optimization", 2010.
    """
    if tensor.dim() != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    rows, columns = tensor.shape
    tensor.normal_(0, std, generator=generator)
    for column in range(columns):
        tensor[draws.randperm(rows)[: math.ceil(sparsity * rows)], column] = 0
    return tensor


# ------------------------------------------------------------------------- the older names


def _older(current: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """The function under its name without "_", which PyTorch warns about."""
    name = current.__name__[:-1]

    @functools.wraps(current)
    def older(*args: Any, **keywords: Any) -> Tensor:
        warnings.warn(
            f"`nn.init.{name}` is now deprecated in favor of `nn.init.{name}_`.",
            FutureWarning,
            stacklevel=2,
        )
        return current(*args, **keywords)

    older.__name__ = older.__qualname__ = name
    return older


uniform = _older(uniform_)
normal = _older(normal_)
constant = _older(constant_)
eye = _older(eye_)
dirac = _older(dirac_)
xavier_uniform = _older(xavier_uniform_)
xavier_normal = _older(xavier_normal_)
kaiming_uniform = _older(kaiming_uniform_)
kaiming_normal = _older(kaiming_normal_)
orthogonal = _older(orthogonal_)
sparse = _older(sparse_)

# ---------------------------------------------------------------------------------- helpers


def _calculate_fan_in_and_fan_out(tensor: Tensor) -> tuple[int, int]:
    """How many numbers enter and leave a unit; of a kernel (out, in, *k) each times prod(k).

    Raises ValueError below two dimensions.
    """
    if tensor.dim() < 2:
        raise ValueError(
            "Fan in and fan out can not be computed for tensor with fewer than 2 dimensions"
        )
    field = math.prod(tensor.shape[2:])
    return tensor.shape[1] * field, tensor.shape[0] * field


def _kaiming_std(tensor: Tensor, a: float, mode: str, nonlinearity: str) -> float:
    mode = mode.lower()
    if mode not in ("fan_in", "fan_out"):
        raise ValueError(f"Mode {mode} not supported, please use one of ['fan_in', 'fan_out']")
    fan = _calculate_fan_in_and_fan_out(tensor)[mode == "fan_out"]
    return calculate_gain(nonlinearity, a) / math.sqrt(fan)


def _nothing_to_do(tensor: Tensor) -> Tensor:
    warnings.warn("Initializing zero-element tensors is a no-op", stacklevel=3)
    return tensor


__all__ = [
    "calculate_gain", "constant", "constant_", "dirac", "dirac_", "eye", "eye_",
    "kaiming_normal", "kaiming_normal_", "kaiming_uniform", "kaiming_uniform_", "normal",
    "normal_", "ones_", "orthogonal", "orthogonal_", "sparse", "sparse_", "trunc_normal_",
    "uniform", "uniform_", "xavier_normal", "xavier_normal_", "xavier_uniform",
    "xavier_uniform_", "zeros_",
]  # fmt: skip
