"""Activations. With inplace=True the result is written over the input, which is returned."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from ... import errors, ops
from ...backend import place_of
from ...creation import empty_like, zeros_like
from ...graph import Op
from ...inplace import apply_inplace
from ...nodes import Value
from ...ops.elementwise.compare import not_implemented
from ...ops.face import explained
from ...ops.nn import activation, piecewise
from ...streams import sampling

Tensor = Any
Number = float


def bent(op: Op, input: Tensor, inplace: bool, *others: Any, **keywords: Any) -> Tensor:
    """An activation, in place or not. Raises TypeError for what is no Tensor."""
    if not isinstance(input, Value):
        raise errors.not_a_tensor(op.__name__, "input", 1, input)
    if "inplace" in op.keywords:
        keywords["inplace"] = bool(inplace)
    if inplace:
        return apply_inplace(input, op, others, keywords)
    return op(input, *others, **keywords)


# ------------------------------------------------------------------------------ with corners


def relu(input: Tensor, inplace: bool = False) -> Tensor:
    """max(input, 0). Source: torch.nn.functional.relu."""
    if not inplace and isinstance(input, Value):
        return ops.relu(input)
    return bent(ops.relu, input, inplace)


def leaky_relu(input: Tensor, negative_slope: float = 0.01, inplace: bool = False) -> Tensor:
    """input where positive, else negative_slope · input. Source: torch.nn.functional.leaky_relu."""
    return bent(piecewise.leaky_relu, input, inplace, negative_slope=negative_slope)


def rrelu(
    input: Tensor,
    lower: float = 1.0 / 8,
    upper: float = 1.0 / 3,
    training: bool = False,
    inplace: bool = False,
) -> Tensor:
    """A leaky relu. In training every negative number gets a slope of its own, drawn uniformly.

    Outside training the slope is (lower + upper) / 2. Raises RuntimeError when lower > upper.
    Source: torch.nn.functional.rrelu.
    """
    if not isinstance(input, Value):
        raise errors.not_a_tensor("rrelu", "input", 1, input)
    if lower > upper:
        raise RuntimeError("Lower bound should be less than or equal to the upper bound")
    array = input.array
    if array.dtype.kind != "f" or training and array.dtype == np.float16:
        raise not_implemented("rrelu_with_noise_out_cpu" if training else "leaky_relu_cpu", array)
    noise: Any = (lower + upper) / 2
    if training:
        home = place_of(array)
        negative = home.to_host(array) <= 0
        noise = np.ones(array.shape, array.dtype)
        count = int(negative.sum())
        noise[negative] = sampling.uniform(home.generator, count, lower, upper, np.float64)
        noise = input.wrap(home.from_host(noise), None)
    return bent(piecewise.rrelu, input, inplace, noise)


def threshold(input: Tensor, threshold: float, value: float, inplace: bool = False) -> Tensor:
    """input where above `threshold`, else `value`. Source: torch.nn.functional.threshold."""
    return bent(piecewise.threshold, input, inplace, threshold=threshold, value=value)


def hardtanh(
    input: Tensor, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False
) -> Tensor:
    """The input, kept between min_val and max_val. Source: torch.nn.functional.hardtanh."""
    if min_val > max_val:
        raise ValueError("min_val cannot be greater than max_val")
    return bent(piecewise.hardtanh, input, inplace, min_val=min_val, max_val=max_val)


def relu6(input: Tensor, inplace: bool = False) -> Tensor:
    """The input, kept between 0 and 6. Source: torch.nn.functional.relu6."""
    if not isinstance(input, Value):
        raise errors.not_a_tensor("relu6", "input", 1, input)
    return hardtanh(input, 0.0, 6.0, inplace)


def hardsigmoid(input: Tensor, inplace: bool = False) -> Tensor:
    """input / 6 + 1/2, kept between 0 and 1. Source: torch.nn.functional.hardsigmoid."""
    return bent(piecewise.hardsigmoid, input, inplace)


def hardswish(input: Tensor, inplace: bool = False) -> Tensor:
    """input · hardsigmoid(input). Source: torch.nn.functional.hardswish."""
    return bent(piecewise.hardswish, input, inplace)


def softshrink(input: Tensor, lambd: float = 0.5, *, out: Any = None) -> Tensor:
    """The input moved towards 0 by lambd. Source: torch.nn.functional.softshrink."""
    return piecewise.softshrink(input, lambd=lambd, out=out)


# ------------------------------------------------------------------------------------ smooth


def sigmoid(input: Tensor) -> Tensor:
    """1 / (1 + exp(-input)). Source: torch.nn.functional.sigmoid."""
    return ops.sigmoid(input)


def tanh(input: Tensor) -> Tensor:
    """The hyperbolic tangent. Source: torch.nn.functional.tanh."""
    return ops.tanh(input)


def tanhshrink(input: Tensor) -> Tensor:
    """input - tanh(input). Source: torch.nn.functional.tanhshrink."""
    return input - input.tanh()


def softsign(input: Tensor) -> Tensor:
    """input / (1 + |input|). Source: torch.nn.functional.softsign."""
    return input / (input.abs() + 1)


def elu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """input where positive, else alpha (exp(input) - 1). Source: torch.nn.functional.elu."""
    return bent(activation.elu, input, inplace, alpha=alpha)


@explained()
def celu(input: Tensor, alpha: Number = 1.0, inplace: bool = False) -> Tensor:
    """input where positive, else alpha (exp(input / alpha) - 1), which has no corner at 0.

    Raises RuntimeError for alpha 0.   Source: torch.nn.functional.celu; J. Barron: "Continuously
    differentiable exponential linear units", 2017, arXiv:1704.07483.
    """
    if not isinstance(input, Value):
        raise errors.not_a_tensor("celu", "input", 1, input)
    if alpha == 0:
        raise RuntimeError("ZeroDivisionError: alpha cannot be 0 for CELU")
    return bent(activation.elu, input, inplace, alpha=alpha, rate=1 / alpha, name="Celu")


def selu(input: Tensor, inplace: bool = False) -> Tensor:
    """elu with the two numbers that keep mean 0 and variance 1. Source: torch.nn.functional.selu.

    G. Klambauer et al.: "Self-normalizing neural networks", 2017, arXiv:1706.02515.
    """
    if not isinstance(input, Value):
        raise errors.not_a_tensor("selu", "input", 1, input)
    return bent(activation.elu, input, inplace, alpha=SELU_ALPHA, scale=SELU_SCALE)


SELU_ALPHA = 1.6732632423543772848170429916717
SELU_SCALE = 1.0507009873554804934193349852946


def silu(input: Tensor, inplace: bool = False) -> Tensor:
    """input · sigmoid(input). Source: torch.nn.functional.silu."""
    return bent(activation.silu, input, inplace)


def mish(input: Tensor, inplace: bool = False) -> Tensor:
    """input · tanh(softplus(input)). Source: torch.nn.functional.mish."""
    return bent(activation.mish, input, inplace)


def softplus(
    input: Tensor, beta: float = 1.0, threshold: float = 20.0, *, out: Any = None
) -> Tensor:
    """log(1 + exp(beta input)) / beta. Source: torch.nn.functional.softplus."""
    return activation.softplus(input, beta=beta, threshold=threshold, out=out)


def glu(input: Tensor, dim: int = -1) -> Tensor:
    """a · sigmoid(b), a and b the halves of the input. Source: torch.nn.functional.glu."""
    if input.dim() == 0:
        raise RuntimeError("glu does not support scalars because halving size must be even")
    return activation.glu(input, dim=dim)


# ------------------------------------------------------------------- written over the input


def relu_(input: Tensor) -> Tensor:
    """`relu`, in place."""
    return relu(input, True)


def leaky_relu_(input: Tensor, negative_slope: float = 0.01) -> Tensor:
    """`leaky_relu`, in place."""
    return leaky_relu(input, negative_slope, True)


def rrelu_(
    input: Tensor, lower: float = 1.0 / 8, upper: float = 1.0 / 3, training: bool = False
) -> Tensor:
    """`rrelu`, in place."""
    return rrelu(input, lower, upper, training, True)


def threshold_(input: Tensor, threshold: float, value: float) -> Tensor:
    """`threshold`, in place."""
    return bent(piecewise.threshold, input, True, threshold=threshold, value=value)


def hardtanh_(input: Tensor, min_val: float = -1.0, max_val: float = 1.0) -> Tensor:
    """`hardtanh`, in place."""
    return bent(piecewise.hardtanh, input, True, min_val=min_val, max_val=max_val)


def elu_(input: Tensor, alpha: float = 1.0, scale: float = 1.0, input_scale: float = 1.0) -> Tensor:
    """`elu`, in place; scale multiplies the result, input_scale what the exponential sees."""
    return bent(activation.elu, input, True, alpha=alpha, scale=scale, rate=input_scale)


def celu_(input: Tensor, alpha: float = 1.0) -> Tensor:
    """`celu`, in place."""
    return celu(input, alpha, True)


def selu_(input: Tensor) -> Tensor:
    """`selu`, in place."""
    return selu(input, True)


# ----------------------------------------------------------------------- into probabilities


def softmax(
    input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None
) -> Tensor:
    """exp(x) / sum(exp(x)) along `dim`. Warns when `dim` is left out.

    Source: torch.nn.functional.softmax.
    """
    return ops.softmax(input, _chosen_dim("softmax", input, dim), dtype)


def softmin(
    input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None
) -> Tensor:
    """softmax(-input): the smallest number gets the most. Source: torch.nn.functional.softmin."""
    return ops.softmax(-input, _chosen_dim("softmin", input, dim), dtype)


def log_softmax(
    input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None
) -> Tensor:
    """log(softmax(x)) along `dim`. Warns when `dim` is left out.

    Source: torch.nn.functional.log_softmax.
    """
    return ops.log_softmax(input, _chosen_dim("log_softmax", input, dim), dtype)


def _chosen_dim(name: str, input: Tensor, dim: int | None) -> int:
    if dim is None:
        warnings.warn(
            f"Implicit dimension choice for {name} has been deprecated. Change the call to include "
            "dim=X as an argument.",
            stacklevel=3,
        )
        return 0 if input.dim() in (0, 1, 3) else 1
    return dim


def gumbel_softmax(
    logits: Tensor, tau: float = 1, hard: bool = False, eps: float = 1e-10, dim: int = -1
) -> Tensor:
    """softmax((logits + g) / tau) with noise g: a draw from the classes that has a derivative.

    hard: give the one-hot vector of the winner, with the derivative of the soft one.
    Source: torch.nn.functional.gumbel_softmax; E. Jang et al.: "Categorical reparameterization
    with Gumbel-softmax", 2016, arXiv:1611.01144.
    """
    noise = -empty_like(logits).exponential_().log()
    soft = ((logits + noise) / tau).softmax(dim)
    if not hard:
        return soft
    winner = soft.max(dim, keepdim=True)[1]
    chosen = zeros_like(logits).scatter_(dim, winner, 1.0)
    return chosen - soft.detach() + soft
