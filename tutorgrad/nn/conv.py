"""Convolutional layers: Conv1d … Conv3d, and the transposed ConvTranspose1d … 3d.

One class does the work; the number of dimensions is all that the six layers differ in.

Source: torch.nn.Conv2d, torch.nn.ConvTranspose2d; Y. LeCun et al.: "Gradient-based learning
applied to document recognition", 1998.
"""

from __future__ import annotations

import math
from typing import Any

from ..creation import empty
from . import functional as F
from . import init
from .module import Module, own_init
from .parameter import Parameter

Tensor = Any
Sizes = Any  # an int, or a tuple of one int per dimension
PADDING_MODES = {"zeros", "reflect", "replicate", "circular"}


class _ConvNd(Module):
    """What all convolutional layers share: their parameters, how these start, how they print."""

    __constants__ = [
        "stride", "padding", "dilation", "groups", "padding_mode", "output_padding", "in_channels",
        "out_channels", "kernel_size",
    ]  # fmt: skip
    dims: int  # of the images
    convolve: Any  # the function of nn.functional
    transposed = False

    def __init_subclass__(cls) -> None:
        own_init(cls)

    def __init__(
        self, in_channels: int, out_channels: int, kernel_size: Sizes, stride: Sizes = 1,
        padding: Any = 0, dilation: Sizes = 1, groups: int = 1, bias: bool = True,
        padding_mode: str = "zeros", device: Any = None, dtype: Any = None,
        output_padding: Sizes = 0,
    ) -> None:  # fmt: skip
        super().__init__()
        n = self.dims
        if groups <= 0:
            raise ValueError("groups must be a positive integer")
        if in_channels % groups:
            raise ValueError("in_channels must be divisible by groups")
        if out_channels % groups:
            raise ValueError("out_channels must be divisible by groups")
        if isinstance(padding, str) and padding not in ("same", "valid"):
            raise ValueError(
                f"Invalid padding string {padding!r}, should be one of {{'valid', 'same'}}"
            )
        self.stride = each(stride, n)
        if padding == "same" and any(s != 1 for s in self.stride):
            raise ValueError("padding='same' is not supported for strided convolutions")
        if padding_mode not in PADDING_MODES:
            raise ValueError(
                f"padding_mode must be one of {PADDING_MODES}, but got padding_mode="
                f"'{padding_mode}'"
            )
        self.in_channels, self.out_channels, self.groups = in_channels, out_channels, groups
        self.kernel_size, self.dilation = each(kernel_size, n), each(dilation, n)
        self.padding = padding if isinstance(padding, str) else each(padding, n)
        self.output_padding = each(output_padding, n)
        self.padding_mode = padding_mode
        here = {"device": device, "dtype": dtype}
        self.weight = Parameter(empty(self._weight_shape(), **here))
        if bias:
            self.bias = Parameter(empty(out_channels, **here))
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()

    def _weight_shape(self) -> tuple[int, ...]:
        outer, inner = self.out_channels, self.in_channels
        if self.transposed:
            outer, inner = inner, outer
        return outer, inner // self.groups, *self.kernel_size

    def reset_parameters(self) -> None:
        """Draw new starting values: uniform in ±1/sqrt(fan_in), first the weight, then the bias."""
        init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        if self.bias is not None:
            fan_in, _ = init._calculate_fan_in_and_fan_out(self.weight)
            if fan_in:
                init.uniform_(self.bias, -1 / math.sqrt(fan_in), 1 / math.sqrt(fan_in))

    def forward(self, input: Tensor) -> Tensor:
        padding: Any = self.padding
        if self.padding_mode != "zeros":
            input, padding = F.pad(input, self._border(), mode=self.padding_mode), 0
        return self.convolve(
            input, self.weight, self.bias, self.stride, padding, self.dilation, self.groups
        )

    def _border(self) -> list[int]:
        """The padding as F.pad wants it: before and behind, the last dimension first."""
        if self.padding == "valid":
            return [0, 0] * self.dims
        if self.padding == "same":
            whole = [d * (k - 1) for d, k in zip(self.dilation, self.kernel_size, strict=True)]
            pairs = [(n // 2, n - n // 2) for n in whole]
        else:
            pairs = [(n, n) for n in self.padding]
        return [n for pair in pairs[::-1] for n in pair]

    def extra_repr(self) -> str:
        n = self.dims
        parts = [
            f"{self.in_channels}, {self.out_channels}",
            f"kernel_size={self.kernel_size}",
            f"stride={self.stride}",
        ]
        usual = {
            "padding": (0,) * n, "dilation": (1,) * n, "output_padding": (0,) * n, "groups": 1,
        }  # fmt: skip
        parts += [f"{k}={v}" for k, u in usual.items() if (v := getattr(self, k)) != u]
        parts += ["bias=False"] * (self.bias is None)
        parts += [f"padding_mode={self.padding_mode}"] * (self.padding_mode != "zeros")
        return ", ".join(parts)


class Conv1d(_ConvNd):
    """`Conv2d` with one dimension less. Shape: (N, C, L) -> (N, O, L').

    Source: torch.nn.Conv1d.
    """

    dims = 1
    convolve = staticmethod(F.conv1d)


class Conv2d(_ConvNd):
    """Slides `out_channels` kernels over an image of `in_channels` channels; see F.conv2d.

    Shape: (N, C, H, W) -> (N, O, H', W'), or both without N. weight: (O, C/groups, kh, kw), bias:
    (O); both start uniform in ±1/sqrt(C/groups · kh · kw).
    padding: a number, one per dimension, "same" or "valid"; padding_mode: "zeros", "reflect",
    "replicate" or "circular".
    Raises ValueError for groups that do not divide the channels and for unknown words.
    Source: torch.nn.Conv2d.

    >>> Conv2d(1, 6, 5, padding=2)
    Conv2d(1, 6, kernel_size=(5, 5), stride=(1, 1), padding=(2, 2))
    """

    dims = 2
    convolve = staticmethod(F.conv2d)


class Conv3d(_ConvNd):
    """`Conv2d` with one dimension more. Shape: (N, C, D, H, W) -> (N, O, D', H', W').

    Source: torch.nn.Conv3d.
    """

    dims = 3
    convolve = staticmethod(F.conv3d)


class _ConvTransposeNd(_ConvNd):
    """A convolution in the other direction, with PyTorch's other order of arguments."""

    transposed = True

    def __init__(
        self, in_channels: int, out_channels: int, kernel_size: Sizes, stride: Sizes = 1,
        padding: Sizes = 0, output_padding: Sizes = 0, groups: int = 1, bias: bool = True,
        dilation: Sizes = 1, padding_mode: str = "zeros", device: Any = None, dtype: Any = None,
    ) -> None:  # fmt: skip
        if padding_mode != "zeros":
            raise ValueError(f'Only "zeros" padding mode is supported for {type(self).__name__}')
        super().__init__(
            in_channels, out_channels, kernel_size, stride, padding, dilation, groups, bias,
            padding_mode, device, dtype, output_padding,
        )  # fmt: skip

    def forward(self, input: Tensor, output_size: Any = None) -> Tensor:
        """output_size: which of the sizes that would shrink to the input's is meant."""
        extra = self._output_padding(input, output_size)
        return self.convolve(
            input, self.weight, self.bias, self.stride, self.padding, extra, self.groups,
            self.dilation,
        )  # fmt: skip

    def _output_padding(self, input: Tensor, output_size: Any) -> Any:
        """What must be added to the smallest size; ValueError for a size that cannot come out."""
        if output_size is None:
            return self.output_padding
        n = self.dims
        lead = input.dim() - n
        sizes = list(output_size)
        if len(sizes) == n + lead:
            sizes = sizes[lead:]
        if len(sizes) != n:
            raise ValueError(
                f"ConvTranspose{n}D: for {input.dim()}D input, output_size must have {n} or "
                f"{n + lead} elements (got {len(sizes)})"
            )
        smallest = [
            (size - 1) * s - 2 * p + d * (k - 1) + 1
            for size, s, p, d, k in zip(input.shape[lead:], self.stride, self.padding,
                                        self.dilation, self.kernel_size, strict=True)
        ]  # fmt: skip
        largest = [m + s - 1 for m, s in zip(smallest, self.stride, strict=True)]
        if any(not a <= x <= b for x, a, b in zip(sizes, smallest, largest, strict=True)):
            raise ValueError(
                f"requested an output size of {output_size}, but valid sizes range from "
                f"{smallest} to {largest} (for an input of {input.shape[2:]})"
            )
        return [x - m for x, m in zip(sizes, smallest, strict=True)]


class ConvTranspose1d(_ConvTransposeNd):
    """`ConvTranspose2d` with one dimension less. Source: torch.nn.ConvTranspose1d."""

    dims = 1
    convolve = staticmethod(F.conv_transpose1d)


class ConvTranspose2d(_ConvTransposeNd):
    """Spreads each number of an image over a window, which enlarges it; see F.conv_transpose2d.

    Shape: (N, C, H, W) -> (N, O, H', W'), or both without N. weight: (C, O/groups, kh, kw), bias:
    (O); both start uniform in ±1/sqrt(O/groups · kh · kw).
    Raises ValueError for groups that do not divide the channels.
    Source: torch.nn.ConvTranspose2d.
    """

    dims = 2
    convolve = staticmethod(F.conv_transpose2d)


class ConvTranspose3d(_ConvTransposeNd):
    """`ConvTranspose2d` with one dimension more. Source: torch.nn.ConvTranspose3d."""

    dims = 3
    convolve = staticmethod(F.conv_transpose3d)


def each(value: Any, n: int) -> tuple[Any, ...]:
    """One value per dimension: a list as it is, anything else n times."""
    return tuple(value) if hasattr(value, "__iter__") else (value,) * n


__all__ = ["Conv1d", "Conv2d", "Conv3d", "ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d"]
