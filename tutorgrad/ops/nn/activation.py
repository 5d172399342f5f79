"""Smooth activation functions beyond sigmoid and tanh: elementwise bends between linear layers.

Those with corners are in `piecewise.py`.

Sources
  [1] S. Elfwing, E. Uchibe, K. Doya: "Sigmoid-weighted linear units", 2017, arXiv:1702.03118.
  [2] D.-A. Clevert, T. Unterthiner, S. Hochreiter: "Fast and accurate deep network learning by
      exponential linear units (ELUs)", 2015, arXiv:1511.07289.
  [3] D. Hendrycks, K. Gimpel: "Gaussian error linear units (GELUs)", 2016, arXiv:1606.08415.
  [4] G. Klambauer et al.: "Self-normalizing neural networks", 2017, arXiv:1706.02515.
  [5] D. Misra: "Mish: a self regularized non-monotonic activation", 2019, arXiv:1908.08681.
  [6] Y. Dauphin et al.: "Language modeling with gated convolutional networks", 2016,
      arXiv:1612.08083.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ... import errors
from ...backend import blocks
from ...graph import op
from ..elementwise.compare import check_floating, where
from ..elementwise.functions import exp, narrow, sigmoid, tanh, widen
from ..elementwise.special import erf
from ..shape.join import _cat
from ..shape.slicing import _part

Array = Any


@op(node=lambda input, inplace=False, name="Elu", **_: f"{name}Backward{int(inplace)}")
def elu(
    input: Array,
    *,
    alpha: float = 1.0,
    scale: float = 1.0,
    rate: float = 1.0,
    name: str = "Elu",
    inplace: bool = False,
) -> Array:
    """scale · input where positive, else scale · alpha (exp(rate · input) - 1) [2].

    Levels off at -alpha. celu has rate 1 / alpha; selu is elu with two fixed numbers, which keep
    mean 0 and variance 1 through many layers [4]. name, inplace: only the name of the node differs.
    Shape: (*) -> (*), floating dtype.   Derivative: scale, or scale alpha rate exp(rate input),
    also at 0.   Source: torch.nn.functional.elu, celu, selu.
    """
    check_floating("elu_cpu", input)
    x = widen(input)
    return narrow(np.where(x > 0, x, np.expm1(x * rate) * alpha) * scale, input)


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
def mish(input: Array) -> Array:
    """input · tanh(softplus(input)) [5].

    Shape: (*) -> (*), floating dtype.   Derivative: t + input s (1 - t²), t the tanh, s the
    sigmoid of the input.   Source: torch.nn.functional.mish.
    """
    check_floating("mish_cpu", input)
    x = widen(input)
    return narrow(x * np.tanh(np.log1p(np.exp(x))), input)


@op
def glu(input: Array, *, dim: int = -1) -> Array:
    """a · sigmoid(b), a and b the halves of the input along `dim`: a gated linear unit [6].

    Shape: (..., 2n, ...) -> (..., n, ...), floating dtype. Raises RuntimeError for an odd size.
    Derivative: sigmoid(b) and a sigmoid(b) (1 - sigmoid(b)).   Source: torch.nn.functional.glu.
    """
    if input.ndim == 0:
        raise RuntimeError("glu does not support scalars because halving size must be even")
    dim = errors.wrap_dim(dim, input.ndim)
    if input.shape[dim] % 2:
        raise RuntimeError(
            f"Halving dimension must be even, but dimension {dim} is size {input.shape[dim]}"
        )
    check_floating("glu_cpu", input)
    a, b = np.split(widen(input), 2, axis=dim)
    return narrow(a / (1 + np.exp(-b)), input)


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
    result = np.empty_like(x)
    for part, out in blocks(x, result):
        np.multiply(part, _below(part, approximate), out=out)
    return narrow(result, input)


@op(node="GeluBackwardBackward0")
def gelu_grad(grad_output: Array, input: Array, *, approximate: str) -> Array:
    """grad_output · (Phi(x) + x phi(x)); for "tanh" with phi = (1 - t²) / 2 times the bend's slope.

    Derivative: itself for grad_output; for the input grad · grad_output · phi(x) (2 - x²).
    """
    g, x = widen(grad_output), widen(input)
    result = np.empty_like(x)
    for grad, part, out in blocks(g, x, result):
        below = _below(part, approximate)
        np.multiply(part, part, out=out)
        if approximate == "tanh":
            out *= 3 * CUBIC * ROOT
            out += ROOT
            out *= below
            out *= 2 - 2 * below  # (1 - t²) / 2 is 2 Phi (1 - Phi)
        else:
            out *= -0.5
            np.exp(out, out=out)
            out *= 1 / math.sqrt(2 * math.pi)
        out *= part
        out += below
        out *= grad
    return narrow(result, grad_output)


def _below(x: Array, approximate: str) -> Array:
    """Phi(x), the share of the normal distribution below x."""
    share = np.tanh(_bend(x)) if approximate == "tanh" else erf.forward(x * math.sqrt(0.5))
    share += 1
    share *= 0.5
    return share


ROOT, CUBIC = math.sqrt(2 / math.pi), 0.044715


def _bend(x: Any) -> Any:
    """What the approximation of GELU takes the tanh of."""
    return x * (ROOT + ROOT * CUBIC * (x * x))


def _gelu_curve(grad: Any, grad_output: Any, input: Any, approximate: str) -> Any:
    """The rule of `gelu_grad`: the second derivative of gelu."""
    square = input * input
    if approximate == "tanh":
        t = tanh(_bend(input))
        slope = ROOT * (1 + 3 * CUBIC * square)
        curve = (1 - t * t) * (slope + 3 * ROOT * CUBIC * square - t * slope * slope * input)
    else:
        curve = exp(-0.5 * square) * (1 / math.sqrt(2 * math.pi)) * (2 - square)
    return grad * grad_output * curve


def _silu_rule(grad: Any, input: Any) -> Any:
    s = sigmoid(input)
    return grad * s * (1 + input * (1 - s))


def _mish_rule(grad: Any, input: Any) -> Any:
    t = tanh(softplus(input))
    return grad * (t + input * sigmoid(input) * (1 - t * t))


def _glu_rule(grad: Any, input: Any, input_shape: Any, dim: int) -> Any:
    half = input_shape[dim] // 2
    dim %= len(input_shape)
    before = (slice(None),) * dim
    a = _part(input, key=(*before, slice(half)))
    gate = sigmoid(_part(input, key=(*before, slice(half, None))))
    both = grad * gate, grad * gate * a * (1 - gate)
    return _cat(*both, dim=dim)


elu.derivative(
    input=lambda grad, input, alpha, scale, rate: where(
        input <= 0, grad * (scale * alpha * rate * exp(input * rate)), grad * scale
    )
)
mish.derivative(input=_mish_rule)
glu.derivative(input=_glu_rule)
silu.derivative(input=_silu_rule)
softplus.derivative(
    input=lambda grad, input, beta, threshold: where(
        input * beta > threshold, grad, grad * sigmoid(input * beta)
    )
)
logsigmoid.derivative(input=lambda grad, input: grad * sigmoid(-input))
gelu.derivative(
    input=lambda grad, input, approximate: gelu_grad(grad, input, approximate=approximate)
)
gelu_grad.derivative(
    grad_output=lambda grad, input, approximate: gelu_grad(grad, input, approximate=approximate),
    input=_gelu_curve,
)


__all__ = ["elu", "gelu", "glu", "logsigmoid", "mish", "silu", "softplus"]
