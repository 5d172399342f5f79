"""Pooling beyond the operations: with indices, of p-norms, and back."""

from __future__ import annotations

from typing import Any

from ... import ops
from ...ops.nn.adaptive import adaptive_max_pool1d, unpool
from ...ops.nn.windows import per_axis

Tensor = Any
Sizes = Any  # an int, or one per dimension

# ------------------------------------------------------------------------------- with indices


def max_pool1d_with_indices(
    input: Tensor, kernel_size: Sizes, stride: Sizes = None, padding: Sizes = 0,
    dilation: Sizes = 1, ceil_mode: bool = False, return_indices: bool = False,
) -> Any:  # fmt: skip
    """max_pool1d(return_indices=True). Source: torch.nn.functional.max_pool1d_with_indices."""
    return ops.max_pool1d(input, kernel_size, stride, padding, dilation, ceil_mode, True)


def max_pool2d_with_indices(
    input: Tensor, kernel_size: Sizes, stride: Sizes = None, padding: Sizes = 0,
    dilation: Sizes = 1, ceil_mode: bool = False, return_indices: bool = False,
) -> Any:  # fmt: skip
    """max_pool2d(return_indices=True). Source: torch.nn.functional.max_pool2d_with_indices."""
    return ops.max_pool2d(input, kernel_size, stride, padding, dilation, ceil_mode, True)


def max_pool3d_with_indices(
    input: Tensor, kernel_size: Sizes, stride: Sizes = None, padding: Sizes = 0,
    dilation: Sizes = 1, ceil_mode: bool = False, return_indices: bool = False,
) -> Any:  # fmt: skip
    """max_pool3d(return_indices=True). Source: torch.nn.functional.max_pool3d_with_indices."""
    return ops.max_pool3d(input, kernel_size, stride, padding, dilation, ceil_mode, True)


def adaptive_max_pool1d_with_indices(
    input: Tensor, output_size: Sizes, return_indices: bool = False
) -> Any:
    """adaptive_max_pool1d(return_indices=True). Source: torch.nn.functional."""
    return adaptive_max_pool1d(input, output_size, True)


def adaptive_max_pool2d_with_indices(
    input: Tensor, output_size: Sizes, return_indices: bool = False
) -> Any:
    """adaptive_max_pool2d(return_indices=True). Source: torch.nn.functional."""
    return ops.adaptive_max_pool2d(input, output_size, True)


def adaptive_max_pool3d_with_indices(
    input: Tensor, output_size: Sizes, return_indices: bool = False
) -> Any:
    """adaptive_max_pool3d(return_indices=True). Source: torch.nn.functional."""
    return ops.adaptive_max_pool3d(input, output_size, True)


# ------------------------------------------------------------------------------ the way back


def max_unpool1d(
    input: Tensor, indices: Tensor, kernel_size: Sizes, stride: Sizes = None,
    padding: Sizes = 0, output_size: Any = None,
) -> Tensor:  # fmt: skip
    """`max_unpool2d` with one dimension less. Source: torch.nn.functional.max_unpool1d."""
    (size,) = _unpooled_size(1, input, kernel_size, stride, padding, output_size)
    column = unpool(ops.unsqueeze(input, -1), ops.unsqueeze(indices, -1), (size, 1))
    return ops.squeeze(column, -1)


def max_unpool2d(
    input: Tensor, indices: Tensor, kernel_size: Sizes, stride: Sizes = None,
    padding: Sizes = 0, output_size: Any = None,
) -> Tensor:  # fmt: skip
    """The numbers at the places they had before `max_pool2d`, zeros elsewhere.

    Shape: (N, C, H', W'), indices alike -> (N, C, H, W). The arguments are those of the pooling;
    output_size chooses among the sizes that it would shrink alike.
    Raises RuntimeError for indices that do not fit, ValueError for an impossible output_size.
    Derivative: the gradient at these places.   Source: torch.nn.functional.max_unpool2d.
    """
    size = _unpooled_size(2, input, kernel_size, stride, padding, output_size)
    return unpool(input, indices, size)


def max_unpool3d(
    input: Tensor, indices: Tensor, kernel_size: Sizes, stride: Sizes = None,
    padding: Sizes = 0, output_size: Any = None,
) -> Tensor:  # fmt: skip
    """`max_unpool2d` with one dimension more. Source: torch.nn.functional.max_unpool3d."""
    size = _unpooled_size(3, input, kernel_size, stride, padding, output_size)
    return unpool(input, indices, size)


def _unpooled_size(
    n: int, input: Tensor, kernel_size: Sizes, stride: Sizes, padding: Sizes, output_size: Any
) -> tuple[int, ...]:
    name = f"max_unpool{n}d"
    kernel, pad = per_axis(kernel_size, n, name, "kernel_size"), per_axis(padding, n, name, "pad")
    step = kernel if stride is None else per_axis(stride, n, name, "stride")
    usual = tuple(
        (m - 1) * s - 2 * p + k
        for m, s, p, k in zip(input.shape[-n:], step, pad, kernel, strict=True)
    )
    if output_size is None:
        return usual
    size = tuple(output_size)
    if len(size) == n + 2:
        size = size[2:]
    if len(size) != n:
        raise ValueError(
            f"output_size should be a sequence containing {n} or {n + 2} elements, but it has a "
            f"length of '{len(size)}'"
        )
    for d in range(n):
        low, high = usual[d] - step[d], usual[d] + step[d]
        if not low < size[d] < high:
            raise ValueError(
                f'invalid output_size "{size}" (dim {d} must be between {low} and {high})'
            )
    return size


# ----------------------------------------------------------------------------------- p-norms


def lp_pool1d(
    input: Tensor, norm_type: float, kernel_size: Sizes, stride: Sizes = None,
    ceil_mode: bool = False,
) -> Tensor:  # fmt: skip
    """`lp_pool2d` with one dimension less. Source: torch.nn.functional.lp_pool1d."""
    return _lp_pool(1, input, norm_type, kernel_size, stride, ceil_mode)


def lp_pool2d(
    input: Tensor, norm_type: float, kernel_size: Sizes, stride: Sizes = None,
    ceil_mode: bool = False,
) -> Tensor:  # fmt: skip
    """The p-norm of every window, p = norm_type: (Σ xᵖ)^(1/p).

    Shape: as in `avg_pool2d`.   Source: torch.nn.functional.lp_pool2d.
    """
    return _lp_pool(2, input, norm_type, kernel_size, stride, ceil_mode)


def lp_pool3d(
    input: Tensor, norm_type: float, kernel_size: Sizes, stride: Sizes = None,
    ceil_mode: bool = False,
) -> Tensor:  # fmt: skip
    """`lp_pool2d` with one dimension more. Source: torch.nn.functional.lp_pool3d."""
    return _lp_pool(3, input, norm_type, kernel_size, stride, ceil_mode)


def _lp_pool(
    n: int, input: Tensor, p: float, kernel_size: Sizes, stride: Sizes, ceil_mode: bool
) -> Tensor:
    kernel = per_axis(kernel_size, n, f"lp_pool{n}d", "kernel_size")
    mean = (ops.avg_pool1d, ops.avg_pool2d, ops.avg_pool3d)[n - 1]
    means = mean(input.pow(p), kernel_size, stride, 0, ceil_mode)
    count = 1
    for k in kernel:
        count *= k
    return (means.sign() * means.abs().relu()).mul(count).pow(1.0 / p)
