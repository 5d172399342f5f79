"""Convolution: every output is a weighted sum of the inputs in a window.

    out[n, o, y] = bias[o] + Σ_c Σ_k weight[o, c, k] · input[n, c, y · stride + k · dilation]

The formula is linear in the input and in the weight, so its three maps are each other's
derivatives: `convolution` (to the output), `transposed` (back to the input; as a layer:
conv_transpose) and `kernel_grad` (to the weight). One text serves one, two and three dimensions.

How they are computed stands in `columns.py`.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from ... import dtypes
from ...graph import op
from ..arguments import array_of, one_int
from ..elementwise.compare import not_implemented
from ..elementwise.functions import narrow, widen
from ..face import face
from ..reduction.reduce import DimLike, sum_
from ..shape.views import squeeze, unsqueeze
from .columns import correlate, kernel_products, spread_windows
from .pad import constant_pad
from .windows import Ints, Window, by, named, padded, per_axis

Array = Any
Tensor = Any
Key = tuple[Any, ...]

# --------------------------------------------------------------------------- the three maps


@op
def convolution(
    input: Array,
    weight: Array,
    bias: Array = None,
    *,
    window: Window,
    groups: int,
    count: Ints | None = None,
) -> Array:
    """The formula above, at the first `count` positions, or at all.

    Shape: (N, C, *size), (O, C/groups, *kernel), (O) -> (N, O, *count).
    """
    _check_kernel("slow_conv_dilated", input, max(window.dilation) == 1)
    count = count or window.positions(input.shape[2:])
    x = widen(padded(input, [(p, p) for p in window.padding]))
    result = narrow(correlate(x, widen(weight), window, groups, count), input)
    return result if bias is None else add_bias(result, bias)


@op(node="ConvolutionBackward0")
def transposed(
    input: Array, weight: Array, bias: Array = None, *, window: Window, groups: int, size: Ints
) -> Array:
    """The adjoint of `convolution` with respect to its input: every number is spread over a window.

    size: of the result, as the output does not tell it. Shape: (N, O, *positions), (O, C/groups,
    *kernel), (C) -> (N, C, *size).
    """
    _check_kernel("slow_conv_transpose2d_out_cpu", input, False)
    x, w = widen(input), widen(weight)
    result = narrow(spread_windows(x, w, window, groups, size), input)
    return result if bias is None else add_bias(result, bias)


@op(node="ConvolutionBackwardBackward0")
def kernel_grad(change: Array, input: Array, *, window: Window, groups: int) -> Array:
    """The adjoint with respect to the weight: what each place of the kernel saw, times the change.

    Shape: (N, O, *positions), (N, C, *size) -> (O, C/groups, *kernel).
    """
    seen = widen(padded(input, [(p, p) for p in window.padding]))
    result = kernel_products(widen(change), seen, window, groups)
    return narrow(result, input)


def _bias_rule(grad: Any, input_shape: Ints) -> Any:
    return sum_(grad, dims=(0, *range(2, len(input_shape))))


convolution.derivative(
    input=lambda grad, weight, input_shape, window, groups: transposed(
        grad, weight, window=window, groups=groups, size=tuple(input_shape[2:])
    ),
    weight=lambda grad, input, window, groups: kernel_grad(
        grad, input, window=window, groups=groups
    ),
    bias=_bias_rule,
)
transposed.derivative(
    input=lambda grad, weight, input_shape, window, groups: convolution(
        grad, weight, window=window, groups=groups, count=tuple(input_shape[2:])
    ),
    weight=lambda grad, input, window, groups: kernel_grad(
        input, grad, window=window, groups=groups
    ),
    bias=_bias_rule,
)
kernel_grad.derivative(
    change=lambda grad, input, change_shape, window, groups: convolution(
        input, grad, window=window, groups=groups, count=tuple(change_shape[2:])
    ),
    input=lambda grad, change, input_shape, window, groups: transposed(
        change, grad, window=window, groups=groups, size=tuple(input_shape[2:])
    ),
)


def add_bias(result: Array, bias: Array) -> Array:
    result += bias.reshape(-1, *(1,) * (result.ndim - 2))
    return result


# ------------------------------------------------------------------------------------- faces


def _form(padding: str) -> str:
    return (
        "Tensor input, Tensor weight, Tensor bias = None, tuple of ints stride = 1, "
        f"{padding}, tuple of ints dilation = 1, int groups = 1"
    )


FORMS = _form("tuple of ints padding = 0"), _form('str padding = "valid"')


@face(*FORMS)
def conv1d(
    input: Tensor, weight: Tensor, bias: Any = None, stride: DimLike = 1, padding: Any = 0,
    dilation: DimLike = 1, groups: int = 1,
) -> Tensor:  # fmt: skip
    """Slide kernels over signals: `conv2d` with one dimension less.

    Shape: (N, C, L), (O, C/groups, k), (O) -> (N, O, L').   Source: torch.nn.functional.conv1d.
    """
    return _convolve(1, input, weight, bias, stride, padding, dilation, groups)


@face(*FORMS)
def conv2d(
    input: Tensor, weight: Tensor, bias: Any = None, stride: DimLike = 1, padding: Any = 0,
    dilation: DimLike = 1, groups: int = 1,
) -> Tensor:  # fmt: skip
    """Slide kernels over images: out[n, o] = bias[o] + Σ_c weight[o, c] ⋆ input[n, c].

    Shape: (N, C, H, W), (O, C/groups, kh, kw), (O) -> (N, O, H', W'), or all without N;
    H' = (H + 2 padding - dilation (kh - 1) - 1) // stride + 1.
    stride: how far the window moves.   padding: zeros around the image; "valid" is 0, "same" keeps
    the size.   dilation: the distance between the places of the kernel.   groups: the channels fall
    into groups that do not see each other.
    Raises RuntimeError when sizes or dtypes do not go together.
    Derivative: for the input, `conv_transpose2d` of the gradient; for the weight, what each of its
    places saw, times the gradient.   Source: torch.nn.functional.conv2d.

    >>> import tutorgrad as torch
    >>> image, edge = torch.tensor([[[[0.0, 0, 1, 1]]]]), torch.tensor([[[[-1.0, 1]]]])
    >>> torch.conv2d(image, edge)
    tensor([[[[0., 1., 0.]]]])
    """
    return _convolve(2, input, weight, bias, stride, padding, dilation, groups)


@face(*FORMS)
def conv3d(
    input: Tensor, weight: Tensor, bias: Any = None, stride: DimLike = 1, padding: Any = 0,
    dilation: DimLike = 1, groups: int = 1,
) -> Tensor:  # fmt: skip
    """Slide kernels over volumes: `conv2d` with one dimension more.

    Shape: (N, C, D, H, W), (O, C/groups, kd, kh, kw), (O) -> (N, O, D', H', W').
    Source: torch.nn.functional.conv3d.
    """
    return _convolve(3, input, weight, bias, stride, padding, dilation, groups)


@face()
def conv_transpose1d(
    input: Tensor, weight: Tensor, bias: Any = None, stride: DimLike = 1, padding: DimLike = 0,
    output_padding: DimLike = 0, groups: int = 1, dilation: DimLike = 1,
) -> Tensor:  # fmt: skip
    """`conv_transpose2d` with one dimension less.

    Shape: (N, C, L), (C, O/groups, k), (O) -> (N, O, L').
    Source: torch.nn.functional.conv_transpose1d.
    """
    return _transpose(1, input, weight, bias, stride, padding, output_padding, groups, dilation)


@face()
def conv_transpose2d(
    input: Tensor, weight: Tensor, bias: Any = None, stride: DimLike = 1, padding: DimLike = 0,
    output_padding: DimLike = 0, groups: int = 1, dilation: DimLike = 1,
) -> Tensor:  # fmt: skip
    """Spread each number of an image over a window: the adjoint of `conv2d`, which enlarges.

    Shape: (N, C, H, W), (C, O/groups, kh, kw), (O) -> (N, O, H', W'), or all without N;
    H' = (H - 1) stride - 2 padding + dilation (kh - 1) + output_padding + 1.
    Raises RuntimeError when sizes or dtypes do not go together.
    Derivative: for the input, `conv2d` of the gradient.
    Source: torch.nn.functional.conv_transpose2d.
    """
    return _transpose(2, input, weight, bias, stride, padding, output_padding, groups, dilation)


@face()
def conv_transpose3d(
    input: Tensor, weight: Tensor, bias: Any = None, stride: DimLike = 1, padding: DimLike = 0,
    output_padding: DimLike = 0, groups: int = 1, dilation: DimLike = 1,
) -> Tensor:  # fmt: skip
    """`conv_transpose2d` with one dimension more.

    Shape: (N, C, D, H, W), (C, O/groups, kd, kh, kw), (O) -> (N, O, D', H', W').
    Source: torch.nn.functional.conv_transpose3d.
    """
    return _transpose(3, input, weight, bias, stride, padding, output_padding, groups, dilation)


def _convolve(
    n: int, input: Tensor, weight: Tensor, bias: Tensor, stride: Any, padding: Any, dilation: Any,
    groups: int,
) -> Tensor:  # fmt: skip
    name = f"conv{n}d"
    input, batched = _batch(input, n, name)
    word = padding if isinstance(padding, str) else ""
    if word:
        _check_word(word, input, weight)
    window = _window(n, name, weight, stride, 0 if word else padding, dilation)
    if word == "same":
        input, window = _same(input, window)
    _check(input, weight, bias, window, groups)
    room = [s + 2 * p for s, p in zip(input.shape[2:], window.padding, strict=True)]
    if any(s <= r for s, r in zip(room, window.reach, strict=True)):
        spans = [r + 1 for r in window.reach]
        raise RuntimeError(
            f"Calculated padded input size per channel: ({by(room)}). Kernel size: ({by(spans)}). "
            "Kernel size can't be greater than actual input size"
        )
    result = convolution(input, weight, bias, window=window, groups=groups)
    return result if batched else squeeze(result, 0)


def _transpose(
    n: int, input: Tensor, weight: Tensor, bias: Tensor, stride: Any, padding: Any,
    output_padding: Any, groups: int, dilation: Any,
) -> Tensor:  # fmt: skip
    name = f"conv_transpose{n}d"
    input, batched = _batch(input, n, name)
    window = _window(n, name, weight, stride, padding, dilation)
    extra = per_axis(output_padding, n, name, "output_padding")
    if min(extra) < 0:
        raise RuntimeError("negative output_padding is not supported")
    _check(input, weight, bias, window, groups, True)
    _check_extra(extra, window)
    size = tuple(
        (m - 1) * s - 2 * p + r + 1 + e
        for m, s, p, r, e in zip(input.shape[2:], window.stride, window.padding, window.reach,
                                 extra, strict=True)
    )  # fmt: skip
    if min(size) < 1:
        raise RuntimeError(
            f"Given input size per channel: ({by(input.shape[2:])}). Calculated output size per "
            f"channel: ({by(size)}). Output size is too small"
        )
    result = transposed(input, weight, bias, window=window, groups=groups, size=size)
    return result if batched else squeeze(result, 0)


# ------------------------------------------------------------------------------------ checks


def _batch(input: Tensor, n: int, name: str) -> tuple[Tensor, bool]:
    """The input with a batch dimension, and whether it had one."""
    shape = array_of(input, name).shape
    if len(shape) not in (n + 1, n + 2):
        raise RuntimeError(
            f"Expected {n + 1}D (unbatched) or {n + 2}D (batched) input to {name}, but got input "
            f"of size: {list(shape)}"
        )
    batched = len(shape) == n + 2
    return (input if batched else unsqueeze(input, 0)), batched


def _window(n: int, name: str, weight: Tensor, stride: Any, padding: Any, dilation: Any) -> Window:
    """The numbers of a convolution with some weight; RuntimeError for what cannot be."""
    kernel = tuple(array_of(weight, name, "weight", 2).shape[2:])
    if not kernel:
        raise RuntimeError("weight should have at least three dimensions")
    values = {"stride": stride, "padding": padding, "dilation": dilation}
    read = {k: per_axis(v, n, name, k) for k, v in values.items()}
    for argument, given in read.items():
        if len(given) != len(kernel):
            raise RuntimeError(
                f"expected {argument} to be a single integer value or a list of {len(kernel)} "
                f"values to match the convolution dimensions, but got {argument}={list(given)}"
            )
    if min(read["padding"]) < 0:
        raise RuntimeError("negative padding is not supported")
    if min(read["stride"]) < 1:
        raise RuntimeError("non-positive stride is not supported")
    if min(read["dilation"]) < 1:
        raise RuntimeError("dilation should be greater than zero")
    if min(kernel) < 1:
        raise RuntimeError(
            f"kernel size should be greater than zero, but got {named('kernel', kernel)}"
        )
    return Window(kernel, **read)


def _check_word(padding: str, input: Tensor, weight: Tensor) -> None:
    if padding not in ("same", "valid"):
        raise RuntimeError(f"Invalid padding string: '{padding}'")
    k = array_of(weight, "conv", "weight", 2).ndim
    if k != input.array.ndim:
        raise RuntimeError(
            f"Expected {k}-dimensional input for {k}-dimensional weight{list(weight.shape)}, but "
            f"got {input.array.ndim}-dimensional input of size {list(input.shape)} instead"
        )


def _same(input: Tensor, window: Window) -> tuple[Tensor, Window]:
    """padding="same": as much on both sides as keeps the size, an odd one behind."""
    if max(window.stride) > 1:
        raise RuntimeError("padding='same' is not supported for strided convolutions")
    odd = [r % 2 for r in window.reach]
    if any(odd):
        warnings.warn(
            "Using padding='same' with even kernel lengths and odd dilation may require a "
            "zero-padded copy of the input be created",
            UserWarning,
            stacklevel=5,
        )
        input = constant_pad(input, pads=tuple((0, o) for o in odd), value=0)
    return input, window._replace(padding=tuple(r // 2 for r in window.reach))


def _check(
    input: Tensor, weight: Tensor, bias: Tensor, window: Window, groups: int, turned: bool = False
) -> None:
    """Raise RuntimeError, in PyTorch's words, unless shapes and dtypes go together."""
    x, w = input.array, weight.array
    groups = one_int(groups, "conv", "groups")
    if groups < 1:
        raise RuntimeError("non-positive groups is not supported")
    size = list(w.shape)
    if size[0] < groups:
        raise RuntimeError(
            f"Given groups={groups}, expected weight to be at least {groups} at dimension 0, but "
            f"got weight of size {size} instead"
        )
    if size[0] % groups:
        raise RuntimeError(
            f"Given groups={groups}, expected weight to be divisible by {groups} at dimension 0, "
            f"but got weight of size [{size}] instead"
        )
    channels, outputs = (size[0], size[1] * groups) if turned else (size[1] * groups, size[0])
    if x.shape[1] != channels:
        given = f"transposed={int(turned)}" if turned else f"groups={groups}"
        raise RuntimeError(
            f"Given {given}, weight of size {size}, expected input{list(x.shape)} to have "
            f"{channels} channels, but got {x.shape[1]} channels instead"
        )
    if bias is not None and array_of(bias, "conv", "bias", 3).shape != (outputs,):
        raise RuntimeError(
            f"Given {'transposed=1, ' * turned}weight of size {size}, expected bias to be "
            f"1-dimensional with {outputs} elements, but got bias of size "
            f"{list(bias.shape)} instead"
        )
    _check_dtypes(x, w, bias)


def _check_kernel(kernel: str, input: Array, small: bool) -> None:
    """Only the plain convolution is there for integers of less than 64 bits."""
    if input.dtype.kind == "b" or not (small or input.dtype == np.int64 or input.dtype.kind == "f"):
        raise not_implemented(kernel, input)


def _check_dtypes(x: Array, w: Array, bias: Tensor) -> None:
    if bias is not None and bias.array.dtype != x.dtype:
        have, other = (dtypes.of_array(a).cpp_name for a in (x, bias.array))
        raise RuntimeError(f"Input type ({have}) and bias type ({other}) should be the same")
    if w.dtype != x.dtype:
        have, other = (dtypes.of_array(a).scalar_name for a in (x, w))
        raise RuntimeError(f"expected scalar type {have} but found {other}")


def _check_extra(extra: Ints, window: Window) -> None:
    """output_padding chooses among the sizes that give one output: less than a step."""
    stride, dilation = window.stride, window.dilation
    if any(e >= max(s, d) for e, s, d in zip(extra, stride, dilation, strict=True)):
        if len(extra) == 1:  # PyTorch computes it in two dimensions
            extra, stride, dilation = (0, *extra), (1, *stride), (1, *dilation)
        rows = {"output_padding": extra, "stride": stride, "dilation": dilation}
        raise RuntimeError(
            "output padding must be smaller than either stride or dilation, but got "
            + " ".join(named(name, values) for name, values in rows.items())
        )


__all__ = ["conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d",
           "conv_transpose3d"]  # fmt: skip
