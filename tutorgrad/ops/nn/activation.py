"""Activation functions beyond relu, sigmoid and tanh: elementwise bends between linear layers.

At a corner the derivative is a choice; each rule names PyTorch's.

Sources
  [1] S. Elfwing, E. Uchibe, K. Doya: "Sigmoid-weighted linear units", 2017, arXiv:1702.03118.
  [2] D.-A. Clevert, T. Unterthiner, S. Hochreiter: "Fast and accurate deep network learning by
      exponential linear units (ELUs)", 2015, arXiv:1511.07289.
  [3] D. Hendrycks, K. Gimpel: "Gaussian error linear units (GELUs)", 2016, arXiv:1606.08415.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...graph import op
from ..elementwise.compare import check_floating, where
from ..elementwise.functions import exp, narrow, sigmoid, tanh, widen
from ..elementwise.special import erf

Array = Any


@op(node=lambda input, inplace=False, **_: f"LeakyReluBackward{int(inplace)}")
def leaky_relu(input: Array, *, negative_slope: float = 0.01, inplace: bool = False) -> Array:
    """input where positive, else negative_slope · input.

    Shape: (*) -> (*), floating dtype. inplace: only the name of the node differs.
    Derivative: 1 or the slope; the slope at 0.
    Source: torch.nn.functional.leaky_relu.
    """
    check_floating("leaky_relu_cpu", input)
    return np.where(input > 0, input, input * negative_slope)


@op(node=lambda input, inplace=False, **_: f"EluBackward{int(inplace)}")
def elu(input: Array, *, alpha: float = 1.0, inplace: bool = False) -> Array:
    """input where positive, else alpha (exp(input) - 1), which levels off at -alpha [2].

    Shape: (*) -> (*), floating dtype. inplace: only the name of the node differs.
    Derivative: 1, or alpha exp(input), also at 0.
    Source: torch.nn.functional.elu.
    """
    check_floating("elu_cpu", input)
    x = widen(input)
    return narrow(np.where(x > 0, x, np.expm1(x) * alpha), input)


@op
def silu(input: Array) -> Array:
    """input · sigmoid(input), also called swish [1].

    Shape: (*) -> (*), floating dtype.   Derivative: s (1 + input (1 - s)), s = sigmoid(input).
    Source: torch.nn.functional.silu.
    """
    check_floating("silu_cpu", input)
    x = widen(input)
    return narrow(x / (1 + np.exp(-x)), input)


@op
def softplus(input: Array, *, beta: float = 1.0, threshold: float = 20.0) -> Array:
    """log(1 + exp(beta input)) / beta, a smooth relu; input itself where beta input > threshold.

    Shape: (*) -> (*), floating dtype.   Derivative: sigmoid(beta input).
    Source: torch.nn.functional.softplus.
    """
    check_floating("softplus_cpu", input)
    x = widen(input)
    return narrow(np.where(x * beta > threshold, x, np.log1p(np.exp(x * beta)) / beta), input)


@op(node="LogSigmoidBackward0")
def logsigmoid(input: Array) -> Array:
    """log(sigmoid(input)), exact also where sigmoid is too small for its dtype.

    Shape: (*) -> (*), floating dtype.   Derivative: sigmoid(-input).
    Source: torch.nn.functional.logsigmoid.
    """
    check_floating("log_sigmoid_cpu", input)
    x = widen(input)
    return narrow(np.minimum(x, 0) - np.log1p(np.exp(-np.abs(x))), input)


@op
def gelu(input: Array, *, approximate: str = "none") -> Array:
    """input · Phi(input), Phi the standard normal distribution function [3].

    approximate: "none", or "tanh" for 0.5 x (1 + tanh(sqrt(2/pi) (x + 0.044715 x³))).
    Shape: (*) -> (*), floating dtype. Raises RuntimeError for another word in `approximate`.
    Derivative: Phi(x) + x phi(x), phi the density.   Source: torch.nn.functional.gelu.
    """
    if approximate not in ("none", "tanh"):
        raise RuntimeError("approximate argument must be either none or tanh.")
    check_floating("GeluKernelImpl", input)
    x = widen(input)
    if approximate == "tanh":
        return narrow(0.5 * x * (1 + np.tanh(_bend(x))), input)
    return narrow(0.5 * x * (1 + erf.forward(x * math.sqrt(0.5))), input)


def _bend(x: Any) -> Any:
    """What the approximation of GELU takes the tanh of."""
    return math.sqrt(2 / math.pi) * (x + 0.044715 * (x * x * x))


def _silu_rule(grad: Any, input: Any) -> Any:
    s = sigmoid(input)
    return grad * s * (1 + input * (1 - s))


def _gelu_rule(grad: Any, input: Any, approximate: str) -> Any:
    if approximate == "tanh":
        t = tanh(_bend(input))
        slope = math.sqrt(2 / math.pi) * (1 + 3 * 0.044715 * (input * input))
        return grad * 0.5 * ((1 + t) + input * (1 - t * t) * slope)
    below = 0.5 * (1 + erf(input * math.sqrt(0.5)))
    density = exp(-0.5 * (input * input)) * (1 / math.sqrt(2 * math.pi))
    return grad * (below + input * density)


leaky_relu.derivative(
    input=lambda grad, input, negative_slope: where(input > 0, grad, grad * negative_slope)
)
elu.derivative(input=lambda grad, input, alpha: where(input > 0, grad, grad * (alpha * exp(input))))
silu.derivative(input=_silu_rule)
softplus.derivative(
    input=lambda grad, input, beta, threshold: where(
        input * beta > threshold, grad, grad * sigmoid(input * beta)
    )
)
logsigmoid.derivative(input=lambda grad, input: grad * sigmoid(-input))
gelu.derivative(input=_gelu_rule)


__all__ = ["elu", "gelu", "leaky_relu", "logsigmoid", "silu", "softplus"]
