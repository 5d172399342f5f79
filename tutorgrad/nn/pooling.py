"""Pooling layers: each is a function of `nn.functional` that keeps its arguments.

Source: torch.nn.MaxPool2d and its kind; shapes and errors stand with the functions.
"""

from __future__ import annotations

from typing import Any

from . import functional as F
from .conv import each
from .module import Module, own_init

Tensor = Any
Sizes = Any  # an int, or a tuple of one int per dimension


class _MaxPoolNd(Module):
    __constants__ = ["kernel_size", "stride", "padding", "dilation", "return_indices", "ceil_mode"]
    pool: Any  # the function

    def __init__(
        self, kernel_size: Sizes, stride: Sizes = None, padding: Sizes = 0, dilation: Sizes = 1,
        return_indices: bool = False, ceil_mode: bool = False,
    ) -> None:  # fmt: skip
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = kernel_size if stride is None else stride
        self.padding, self.dilation = padding, dilation
        self.return_indices, self.ceil_mode = return_indices, ceil_mode

    def forward(self, input: Tensor) -> Any:
        return self.pool(
            input, self.kernel_size, self.stride, self.padding, self.dilation,
            ceil_mode=self.ceil_mode, return_indices=self.return_indices,
        )  # fmt: skip

    def extra_repr(self) -> str:
        names = ("kernel_size", "stride", "padding", "dilation", "ceil_mode")
        return shown(self, names)


class MaxPool1d(_MaxPoolNd):
    """The largest number of every window of a signal; see F.max_pool1d. Source: torch.nn."""

    pool = staticmethod(F.max_pool1d)


class MaxPool2d(_MaxPoolNd):
    """The largest number of every window of an image; see F.max_pool2d.

    Shape: (N, C, H, W) -> (N, C, H', W'). stride: that of the kernel when left out.
    Source: torch.nn.MaxPool2d.

    >>> MaxPool2d(2)
    MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)
    """

    pool = staticmethod(F.max_pool2d)


class MaxPool3d(_MaxPoolNd):
    """The largest number of every window of a volume; see F.max_pool3d. Source: torch.nn."""

    pool = staticmethod(F.max_pool3d)


class _MaxUnpoolNd(Module):
    dims: int
    unpool: Any

    def __init__(self, kernel_size: Sizes, stride: Sizes = None, padding: Sizes = 0) -> None:
        super().__init__()
        n = self.dims
        self.kernel_size = each(kernel_size, n)
        self.stride = each(kernel_size if stride is None else stride, n)
        self.padding = each(padding, n)

    def forward(self, input: Tensor, indices: Tensor, output_size: Any = None) -> Tensor:
        return self.unpool(input, indices, self.kernel_size, self.stride, self.padding, output_size)

    def extra_repr(self) -> str:
        return shown(self, ("kernel_size", "stride", "padding"))


class MaxUnpool1d(_MaxUnpoolNd):
    """Numbers back at the places that MaxPool1d gave; see F.max_unpool1d. Source: torch.nn."""

    dims = 1
    unpool = staticmethod(F.max_unpool1d)


class MaxUnpool2d(_MaxUnpoolNd):
    """Numbers back at the places that MaxPool2d gave; see F.max_unpool2d. Source: torch.nn."""

    dims = 2
    unpool = staticmethod(F.max_unpool2d)


class MaxUnpool3d(_MaxUnpoolNd):
    """Numbers back at the places that MaxPool3d gave; see F.max_unpool3d. Source: torch.nn."""

    dims = 3
    unpool = staticmethod(F.max_unpool3d)


class AvgPool1d(Module):
    """The mean of every window of a signal; see F.avg_pool1d. Source: torch.nn.AvgPool1d."""

    __constants__ = ["kernel_size", "stride", "padding", "ceil_mode", "count_include_pad"]

    def __init__(
        self, kernel_size: Sizes, stride: Sizes = None, padding: Sizes = 0,
        ceil_mode: bool = False, count_include_pad: bool = True,
    ) -> None:  # fmt: skip
        super().__init__()
        self.kernel_size = each(kernel_size, 1)
        self.stride = each(kernel_size if stride is None else stride, 1)
        self.padding = each(padding, 1)
        self.ceil_mode, self.count_include_pad = ceil_mode, count_include_pad

    def forward(self, input: Tensor) -> Tensor:
        return F.avg_pool1d(
            input, self.kernel_size, self.stride, self.padding, self.ceil_mode,
            self.count_include_pad,
        )  # fmt: skip

    def extra_repr(self) -> str:
        return shown(self, ("kernel_size", "stride", "padding"))


class _AvgPoolNd(Module):
    __constants__ = [
        "kernel_size", "stride", "padding", "ceil_mode", "count_include_pad", "divisor_override",
    ]  # fmt: skip
    pool: Any

    def __init_subclass__(cls) -> None:
        own_init(cls)

    def __init__(
        self, kernel_size: Sizes, stride: Sizes = None, padding: Sizes = 0,
        ceil_mode: bool = False, count_include_pad: bool = True,
        divisor_override: int | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = kernel_size if stride is None else stride
        self.padding, self.ceil_mode = padding, ceil_mode
        self.count_include_pad, self.divisor_override = count_include_pad, divisor_override

    def forward(self, input: Tensor) -> Tensor:
        return self.pool(
            input, self.kernel_size, self.stride, self.padding, self.ceil_mode,
            self.count_include_pad, self.divisor_override,
        )  # fmt: skip

    def extra_repr(self) -> str:
        return shown(self, ("kernel_size", "stride", "padding"))


class AvgPool2d(_AvgPoolNd):
    """The mean of every window of an image; see F.avg_pool2d. Source: torch.nn.AvgPool2d."""

    pool = staticmethod(F.avg_pool2d)


class AvgPool3d(_AvgPoolNd):
    """The mean of every window of a volume; see F.avg_pool3d. Source: torch.nn.AvgPool3d."""

    pool = staticmethod(F.avg_pool3d)


class _LPPoolNd(Module):
    __constants__ = ["norm_type", "kernel_size", "stride", "ceil_mode"]
    pool: Any

    def __init__(
        self, norm_type: float, kernel_size: Sizes, stride: Sizes = None, ceil_mode: bool = False
    ) -> None:
        super().__init__()
        self.norm_type, self.kernel_size = norm_type, kernel_size
        self.stride, self.ceil_mode = stride, ceil_mode

    def forward(self, input: Tensor) -> Tensor:
        return self.pool(
            input, float(self.norm_type), self.kernel_size, self.stride, self.ceil_mode
        )

    def extra_repr(self) -> str:
        return shown(self, self.__constants__)


class LPPool1d(_LPPoolNd):
    """The p-norm of every window of a signal; see F.lp_pool1d. Source: torch.nn.LPPool1d."""

    pool = staticmethod(F.lp_pool1d)


class LPPool2d(_LPPoolNd):
    """The p-norm of every window of an image; see F.lp_pool2d. Source: torch.nn.LPPool2d."""

    pool = staticmethod(F.lp_pool2d)


class LPPool3d(_LPPoolNd):
    """The p-norm of every window of a volume; see F.lp_pool3d. Source: torch.nn.LPPool3d."""

    pool = staticmethod(F.lp_pool3d)


class _AdaptiveAvgPoolNd(Module):
    __constants__ = ["output_size"]
    pool: Any

    def __init__(self, output_size: Sizes) -> None:
        super().__init__()
        self.output_size = output_size

    def forward(self, input: Tensor) -> Any:
        return self.pool(input, self.output_size)

    def extra_repr(self) -> str:
        return f"output_size={self.output_size}"


class AdaptiveAvgPool1d(_AdaptiveAvgPoolNd):
    """Means that divide a signal into output_size parts; see F.adaptive_avg_pool1d."""

    pool = staticmethod(F.adaptive_avg_pool1d)


class AdaptiveAvgPool2d(_AdaptiveAvgPoolNd):
    """Means that divide an image into output_size parts; see F.adaptive_avg_pool2d."""

    pool = staticmethod(F.adaptive_avg_pool2d)


class AdaptiveAvgPool3d(_AdaptiveAvgPoolNd):
    """Means that divide a volume into output_size parts; see F.adaptive_avg_pool3d."""

    pool = staticmethod(F.adaptive_avg_pool3d)


class _AdaptiveMaxPoolNd(_AdaptiveAvgPoolNd):
    __constants__ = ["output_size", "return_indices"]

    def __init__(self, output_size: Sizes, return_indices: bool = False) -> None:
        super().__init__(output_size)
        self.return_indices = return_indices

    def forward(self, input: Tensor) -> Any:
        return self.pool(input, self.output_size, self.return_indices)


class AdaptiveMaxPool1d(_AdaptiveMaxPoolNd):
    """The largest of each of output_size parts of a signal; see F.adaptive_max_pool1d."""

    pool = staticmethod(F.adaptive_max_pool1d)


class AdaptiveMaxPool2d(_AdaptiveMaxPoolNd):
    """The largest of each of output_size parts of an image; see F.adaptive_max_pool2d."""

    pool = staticmethod(F.adaptive_max_pool2d)


class AdaptiveMaxPool3d(_AdaptiveMaxPoolNd):
    """The largest of each of output_size parts of a volume; see F.adaptive_max_pool3d."""

    pool = staticmethod(F.adaptive_max_pool3d)


def shown(module: Module, names: Any) -> str:
    """Some attributes of a module, for its printed form."""
    return ", ".join(f"{name}={getattr(module, name)}" for name in names)


__all__ = [
    "AdaptiveAvgPool1d", "AdaptiveAvgPool2d", "AdaptiveAvgPool3d", "AdaptiveMaxPool1d",
    "AdaptiveMaxPool2d", "AdaptiveMaxPool3d", "AvgPool1d", "AvgPool2d", "AvgPool3d", "LPPool1d",
    "LPPool2d", "LPPool3d", "MaxPool1d", "MaxPool2d", "MaxPool3d", "MaxUnpool1d", "MaxUnpool2d",
    "MaxUnpool3d",
]  # fmt: skip
