"""Normalisation: shift to mean 0, scale to variance 1, then scale and shift as learned.

Batch, layer and group normalisation differ only in which elements share a mean. One operation does
all three: it looks at the input as samples, groups, channels of a group, and places of a channel,
in the shape `size` = (N, G, I, S), and averages over `dims` of it:

    layer    (rows, 1, columns, 1)                over (2, 3): each row by itself
    group    (N, groups, channels inside, S)      over (2, 3): each group of each sample
    batch    (N, channels, 1, S)                  over (0, 3): each channel of all samples

Sources
  [1] S. Ioffe, C. Szegedy: "Batch normalization", 2015, arXiv:1502.03167.
  [2] J. Ba, J. Kiros, G. Hinton: "Layer normalization", 2016, arXiv:1607.06450.
  [3] Y. Wu, K. He: "Group normalization", 2018, arXiv:1803.08494.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...backend import blocks
from ...graph import op
from ..elementwise.functions import narrow, rsqrt, widen
from ..reduction.reduce import sum_
from ..shape.views import _unsafe_view
from .rows import column_sums, row_dots, row_sums

Array = Any
Shape = tuple[int, ...]

# ----------------------------------------------------------------------------- the operation


@op(node=lambda *inputs, name, **_: f"Native{name}Backward0")
def standardized(
    input: Array, weight: Array = None, bias: Array = None, mean: Array = None, var: Array = None,
    *, size: Shape, dims: Shape, eps: float, name: str,
) -> Array:  # fmt: skip
    """weight · x̂ + bias, where x̂ = (input - mean) / sqrt(var + eps) [1, algorithm 1].

    weight, bias: (G · I).   mean, var: constants (G · I), or None: those of the input over `dims`.
    Shape: (*) -> (*), floating dtype. name: of the kind of normalisation, for the node.
    Derivative: `standardized_grad`.
    """
    x = widen(input).reshape(size)
    sides = (1, *size[1:3], 1)
    result = np.empty_like(x, order="C")
    for part, out in blocks(x, result) if 0 not in dims else [(x, result)]:
        scale = center(part, mean, var, dims, eps, out)
        if weight is not None and size[3] > 1:  # both at once: smaller than the input
            out *= scale * weight.reshape(sides)
        else:
            out *= scale
            if weight is not None:
                out *= weight.reshape(sides)
        if bias is not None:
            out += bias.reshape(sides)
    return narrow(result.reshape(input.shape), input)


@op(node=lambda *inputs, name, **_: f"Native{name}BackwardBackward0")
def standardized_grad(
    grad_output: Array, input: Array, weight: Array = None, mean: Array = None, var: Array = None,
    *, size: Shape, dims: Shape, eps: float, name: str,
) -> tuple[Array, Array, Array]:  # fmt: skip
    """The gradients of the input, of the weight (grad_output · x̂, summed) and of the bias.

    Of the input: with g = grad_output · weight, (g - mean(g) - x̂ mean(g x̂)) / sqrt(var + eps);
    without the means when mean and var are constants. x̂ itself is never formed: it is x - mean,
    times a number for each mean, and so are the sums.   Derivative: `_second`.
    """
    x, grad = widen(input).reshape(size), widen(grad_output).reshape(size)
    by_weight: Any = 0
    by_bias: Any = 0
    by_input = np.empty_like(x, order="C")
    sides = (1, *size[1:3], 1)
    w = 1 if weight is None else weight.reshape(sides)
    for part, g, out in blocks(x, grad, by_input) if 0 not in dims else [(x, grad, by_input)]:
        away = np.empty_like(part)
        scale = center(part, mean, var, dims, eps, away)
        if 0 in dims:  # what shares a mean shares a weight
            by_weight, by_bias = sums(g, dims, away) * scale, sums(g, dims)
            along, level = by_weight * w, by_bias * (w * scale)
            np.multiply(g, w * scale, out=out)
        else:
            np.multiply(g, scale, out=out)
            by_weight = by_weight + sums(out, (0, 3), away)
            by_bias = by_bias + sums(g, (0, 3))
            if weight is not None:
                out *= w
            along, level = sums(out, dims, away), sums(out, dims)
        if mean is None:
            share = 1 / count(part.shape, dims)
            away *= along * (scale * scale * share)
            away += level * share
            out -= away
    flat = (size[1] * size[2],)
    return by_input.reshape(input.shape), by_weight.reshape(flat), by_bias.reshape(flat)


def center(x: Array, mean: Array, var: Array, dims: Shape, eps: float, out: Array) -> Array:
    """Write x - mean to `out`; 1 / sqrt(var + eps)."""
    if mean is None:
        share = 1 / count(x.shape, dims)
        np.subtract(x, sums(x, dims) * share, out=out)
        spread = sums(out, dims, out) * share
    else:
        np.subtract(x, widen(mean).reshape(1, -1, 1, 1), out=out)
        spread = widen(var).reshape(1, -1, 1, 1)
    return 1 / np.sqrt(spread + eps)


def moments(x: Array, dims: Shape) -> tuple[Array, Array]:
    """The mean and the (biased) variance over `dims`, which stay as 1."""
    mean = sums(x, dims) / count(x.shape, dims)
    away = x - mean
    return mean, sums(away, dims, away) / count(x.shape, dims)


def sums(x: Array, dims: Shape, y: Array = None) -> Array:
    """The sum of x, or of x · y, over `dims`, which stay as 1."""
    n, groups, inside, places = x.shape
    if 0 not in dims:
        rows = (n * groups, inside * places)
        x = x.reshape(rows)
        total = row_sums(x) if y is None else row_dots(x, y.reshape(rows))
        return total.reshape(n, groups, 1, 1)
    if places == 1:
        x = x.reshape(n, groups * inside)
        if y is not None:
            total = np.einsum("nc,nc->c", x, y.reshape(x.shape))
            return total.reshape(1, groups, inside, 1)
    else:  # over the places of each channel first
        rows = (n * groups * inside, places)
        x = x.reshape(rows)
        total = row_sums(x) if y is None else row_dots(x, y.reshape(rows))
        x = total.reshape(n, groups * inside)
    return column_sums(x).reshape(1, groups, inside, 1)


def count(size: Shape, dims: Shape) -> int:
    """How many elements share a mean."""
    return max(math.prod(size[d] for d in dims), 1)


# ------------------------------------------------------------------------------------- rules


def _rule(
    grad: Any, input: Any, weight: Any, mean: Any, var: Any, bias_shape: Shape, size: Shape,
    dims: Shape, eps: float, name: str,
) -> tuple[Any, ...]:  # fmt: skip
    """All gradients together: they share x̂."""
    by_input, by_weight, by_bias = standardized_grad(
        grad, input, weight, mean, var, size=size, dims=dims, eps=eps, name=name
    )
    return (
        by_input,
        None if weight is None else _unsafe_view(by_weight, size=weight.shape),
        _unsafe_view(by_bias, size=bias_shape) if bias_shape else None,
        None,
        None,
    )


def _second(
    grads: Any, grad_output: Any, input: Any, weight: Any, mean: Any, var: Any, input_shape: Shape,
    size: Shape, dims: Shape, eps: float,
) -> tuple[Any, ...]:  # fmt: skip
    """The rule of `standardized_grad`, whose results are P(g), the sum of grad_output · x̂ and of
    grad_output, where P(v) = (v - mean(v) - x̂ mean(v x̂)) / sqrt(var + eps) is linear in v and its
    own transpose: so a gradient g of P(v) becomes P(g), and one of x̂ becomes P of it, too.
    """
    sides = (1, *size[1:3], 1)
    w = 1 if weight is None else _unsafe_view(widen(weight), size=sides)
    a, b, c = (
        0 if g is None else _unsafe_view(widen(g), size=shape)
        for g, shape in zip(grads, (size, sides, sides), strict=True)
    )
    u, x = (_unsafe_view(widen(t), size=size) for t in (grad_output, input))
    x, scale = _hat(x, mean, var, dims, eps, size)
    g = u * w

    def average(v: Any) -> Any:
        return sum_(v, dims=dims, keepdim=True) * (1 / count(size, dims))

    def project(v: Any) -> Any:
        return v * scale if mean is not None else (v - average(v) - x * average(v * x)) * scale

    a = a + 0 * u
    pa = project(a)
    by_hat = u * b
    by_input: Any = 0
    if mean is None:  # P itself depends on x̂ and on the variance
        ax, gx = average(a * x), average(g * x)
        by_hat = by_hat - (a * gx + g * ax) * scale
        by_input = x * (average(a * g) - average(a) * average(g) - ax * gx) * (scale * scale)
    by_weight = None if weight is None else _unsafe_view(
        sum_(u * pa, dims=(0, 3)), size=weight.shape
    )  # fmt: skip
    return (
        _unsafe_view(pa * w + x * b + c, size=input_shape),
        _unsafe_view(project(by_hat) - by_input, size=input_shape),
        by_weight,
        None,
        None,
    )


def _hat(x: Any, mean: Any, var: Any, dims: Shape, eps: float, size: Shape) -> tuple[Any, Any]:
    """x̂ and 1 / sqrt(var + eps), in a rule."""
    share = 1 / count(size, dims)
    if mean is None:
        x = x - sum_(x, dims=dims, keepdim=True) * share
        scale = rsqrt(sum_(x * x, dims=dims, keepdim=True) * share + eps)
    else:
        x = x - _unsafe_view(widen(mean), size=(1, *size[1:3], 1))
        scale = rsqrt(_unsafe_view(widen(var), size=(1, *size[1:3], 1)) + eps)
    return x * scale, scale


standardized.derivative(_rule)
standardized_grad.derivative(_second)


__all__ = ["moments", "standardized"]
