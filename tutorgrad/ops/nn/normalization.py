"""Normalisation: shift to mean 0, scale to variance 1, then scale and shift as learned.

Batch, layer and group normalisation differ only in which elements share a mean. One operation does
all three: it looks at the input in the shape `size`, and averages over `dims` of it.

Sources
  [1] S. Ioffe, C. Szegedy: "Batch normalization", 2015, arXiv:1502.03167.
  [2] J. Ba, J. Kiros, G. Hinton: "Layer normalization", 2016, arXiv:1607.06450.
  [3] Y. Wu, K. He: "Group normalization", 2018, arXiv:1803.08494.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...graph import op
from ..broadcast import sum_to_size
from ..elementwise.functions import narrow, rsqrt, widen
from ..reduction.reduce import sum_
from ..shape.views import _unsafe_view

Array = Any
Shape = tuple[int, ...]


@op(node=lambda *inputs, name, **_: f"Native{name}Backward0")
def standardized(
    input: Array,
    weight: Array = None,
    bias: Array = None,
    mean: Array = None,
    var: Array = None,
    *,
    size: Shape,
    dims: Shape,
    sides: Shape,
    eps: float,
    name: str,
) -> Array:
    """weight · x̂ + bias, where x̂ = (input - mean) / sqrt(var + eps) [1, algorithm 1].

    mean, var: constants, or None: those of the input, over `dims` of it in the shape `size`.
    weight, bias (and mean, var): in the shape `sides`, which broadcasts to `size`.
    Shape: (*) -> (*), floating dtype. name: of the kind of normalisation, for the node.
    Derivative: with g = grad · weight, (g - mean(g) - x̂ mean(g x̂)) / sqrt(var + eps); without the
    means when mean and var are constants. weight: grad · x̂, bias: grad, summed.
    """
    x = widen(input).reshape(size)
    if mean is None:
        center, spread = moments(x, dims)
    else:
        center, spread = mean.reshape(sides), var.reshape(sides)
    result = (x - center) / np.sqrt(spread + eps)
    if weight is not None:
        result = result * weight.reshape(sides)
    if bias is not None:
        result = result + bias.reshape(sides)
    return narrow(result.reshape(input.shape), input)


def moments(x: Array, dims: Shape) -> tuple[Array, Array]:
    """The mean and the (biased) variance over `dims`, which stay as 1; NaN of nothing."""
    count = max(math.prod(x.shape[d] for d in dims), 1)
    mean = np.sum(x, axis=dims, keepdims=True) / count
    return mean, np.sum((x - mean) ** 2, axis=dims, keepdims=True) / count


def average(x: Any, dims: Shape, size: Shape) -> Any:
    """The mean over `dims`, in a rule."""
    count = max(math.prod(size[d] for d in dims), 1)
    return sum_(x, dims=dims, keepdim=True) * (1 / count)


def hat(
    input: Any, mean: Any, var: Any, size: Shape, dims: Shape, sides: Shape, eps: float
) -> tuple[Any, Any]:
    """x̂ in the shape `size`, and 1 / sqrt(var + eps), in a rule. Of float16 both in float32."""
    x = _unsafe_view(widen(input), size=size)
    if mean is None:
        x = x - average(x, dims, size)
        scale = rsqrt(average(x * x, dims, size) + eps)
    else:
        x = x - _unsafe_view(widen(mean), size=sides)
        scale = rsqrt(_unsafe_view(widen(var), size=sides) + eps)
    return x * scale, scale


def _input_rule(
    grad: Any, input: Any, weight: Any, mean: Any, var: Any, input_shape: Shape, size: Shape,
    dims: Shape, sides: Shape, eps: float,
) -> Any:  # fmt: skip
    x, scale = hat(input, mean, var, size, dims, sides, eps)
    g = _unsafe_view(widen(grad), size=size)
    if weight is not None:
        g = g * _unsafe_view(widen(weight), size=sides)
    if mean is None:
        g = g - average(g, dims, size) - x * average(g * x, dims, size)
    return _unsafe_view(g * scale, size=input_shape)


def _weight_rule(
    grad: Any, input: Any, mean: Any, var: Any, weight_shape: Shape, size: Shape, dims: Shape,
    sides: Shape, eps: float,
) -> Any:  # fmt: skip
    x, _ = hat(input, mean, var, size, dims, sides, eps)
    total = sum_to_size(_unsafe_view(grad, size=size) * x, size=sides)
    return _unsafe_view(total, size=weight_shape)


standardized.derivative(
    input=_input_rule,
    weight=_weight_rule,
    bias=lambda grad, bias_shape, size, sides: _unsafe_view(
        sum_to_size(_unsafe_view(grad, size=size), size=sides), size=bias_shape
    ),
)


__all__ = ["moments", "standardized"]
