"""Dropout and its relatives: noise in training that keeps a network from leaning on one number."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np

from ... import errors
from ...backend import place_of
from ...factory import drawn_like
from ...nodes import Value
from ...ops.arguments import check_tensors
from ...streams import sampling

Tensor = Any


def dropout(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """In training: zero each element with probability p and divide the others by 1 - p.

    The expectation stays the same, so nothing is done outside training.
    Raises ValueError unless 0 <= p <= 1.
    Source: torch.nn.functional.dropout; N. Srivastava et al.: "Dropout", JMLR 15 (2014) 1929-1958.
    """
    _check_p(p)
    if not isinstance(input, Value):
        raise errors.not_a_tensor("dropout", "input", 1, input)
    tensor: Tensor = input
    if not training or p == 0 or tensor.numel() == 0:
        return tensor
    mask = tensor.detach().wrap(_dropout_mask(tensor, p), None)
    return tensor.mul_(mask) if inplace else tensor * mask


def _dropout_mask(input: Tensor, p: float) -> Any:
    """0 with probability p, else 1 / (1 - p), drawn in the memory order of the input."""
    array = input.array
    if p == 1:
        return np.zeros_like(array)
    if array.dtype.kind != "f":
        raise _not_drawn(input)
    home = place_of(array)
    return drawn_like(
        array, home, lambda shape: sampling.dropout_mask(home.generator, shape, p, array.dtype)
    )


# ------------------------------------------------------------------------- whole channels


def dropout1d(
    input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False
) -> Tensor:
    """`dropout` of whole channels of (N, C, L) or (C, L). Raises RuntimeError for other shapes.

    Source: torch.nn.functional.dropout1d; J. Tompson et al., 2014, arXiv:1411.4280.
    """
    _check_p(p)
    if input.dim() not in (2, 3):
        raise RuntimeError(
            f"dropout1d: Expected 2D or 3D input, but received a {input.dim()}D input. Note that "
            "dropout1d exists to provide channel-wise dropout on inputs with 1 spatial dimension, "
            "a channel dimension, and an optional batch dimension (i.e. 2D or 3D inputs)."
        )
    return _unbatched(input, 3, p, training, inplace)


def dropout2d(
    input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False
) -> Tensor:
    """`dropout` of whole channels of (N, C, H, W). Warns about other shapes.

    Source: torch.nn.functional.dropout2d.
    """
    _check_p(p)
    _warn_shape(input, 2, "3D or 4D")
    if input.dim() == 3:
        warnings.warn(
            "dropout2d: Received a 3D input to dropout2d and assuming that channel-wise 1D dropout "
            "behavior is desired - input is interpreted as shape (N, C, L), where C is the channel "
            "dim. This behavior will change in a future release to interpret the input as one "
            "without a batch dimension, i.e. shape (C, H, W). To maintain the 1D channel-wise "
            "dropout behavior, please switch to using dropout1d instead.",
            stacklevel=2,
        )
    return _feature_dropout(input, p, training, inplace)


def dropout3d(
    input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False
) -> Tensor:
    """`dropout` of whole channels of (N, C, D, H, W) or (C, D, H, W). Warns about other shapes.

    Source: torch.nn.functional.dropout3d.
    """
    _check_p(p)
    _warn_shape(input, 3, "4D or 5D")
    return _unbatched(input, 5, p, training, inplace)


def _warn_shape(input: Tensor, spatial: int, shapes: str) -> None:
    dims = input.dim()
    if dims not in (spatial + 1, spatial + 2):
        warnings.warn(
            f"dropout{spatial}d: Received a {dims}-D input to dropout{spatial}d, which is "
            "deprecated and will result in an error in a future release. To retain the behavior "
            "and silence this warning, please use dropout instead. Note that "
            f"dropout{spatial}d exists to provide channel-wise dropout on inputs with {spatial} "
            f"spatial dimensions, a channel dimension, and an optional batch dimension (i.e. "
            f"{shapes} inputs).",
            stacklevel=3,
        )


def _unbatched(input: Tensor, dims: int, p: float, training: bool, inplace: bool) -> Tensor:
    """With a batch dimension in front, if there is none; in place on the input itself."""
    if input.dim() == dims:
        return _feature_dropout(input, p, training, inplace)
    if inplace:
        return _feature_dropout(input.unsqueeze_(0), p, training, True).squeeze_(0)
    return _feature_dropout(input.unsqueeze(0), p, training, False).squeeze(0)


def _feature_dropout(input: Tensor, p: float, training: bool, inplace: bool) -> Tensor:
    if not training or p == 0 or input.numel() == 0:
        return input
    if input.dim() < 2 and p < 1:
        raise RuntimeError("Feature dropout requires at least 2 dimensions in the input")
    mask = _feature_noise(input, p, sampling.dropout_mask) if p < 1 else input.new_zeros(())
    return input.mul_(mask) if inplace else input * mask


def _feature_noise(input: Tensor, p: float, draw: Any) -> Tensor:
    """One number for each channel of each sample: (N, C, 1, ...)."""
    if input.array.dtype.kind != "f":
        raise _not_drawn(input)
    home = place_of(input.array)
    shape = (*input.shape[:2], *[1] * (input.dim() - 2))
    noise = draw(home.generator, shape, p, input.array.dtype)
    return input.detach().wrap(home.from_host(noise), None)


# ----------------------------------------------------------------------------------- for selu

SELU_FLOOR = 1.7580993408473766  # scale · alpha of selu: its smallest value is minus that


def alpha_dropout(
    input: Tensor, p: float = 0.5, training: bool = False, inplace: bool = False
) -> Tensor:
    """In training: put selu's smallest value in place of each element with probability p, and
    then scale and shift, so that mean 0 and variance 1 stay.

    Source: torch.nn.functional.alpha_dropout; G. Klambauer et al., 2017, arXiv:1706.02515.
    """
    _check_p(p)
    check_tensors("alpha_dropout", input=input)
    if not training or p == 0 or input.numel() == 0:
        return input
    home = place_of(input.array)
    if p == 1 or input.array.dtype.kind != "f":
        return _alpha(input, None, p, inplace)
    keep = drawn_like(input.array, home, lambda shape: _kept(home.generator, shape, p,
                                                             input.array.dtype))  # fmt: skip
    return _alpha(input, input.detach().wrap(keep, None), p, inplace)


def feature_alpha_dropout(
    input: Tensor, p: float = 0.5, training: bool = False, inplace: bool = False
) -> Tensor:
    """`alpha_dropout` of whole channels of (N, C, *).

    Source: torch.nn.functional.feature_alpha_dropout.
    """
    _check_p(p)
    check_tensors("feature_alpha_dropout", input=input)
    if not training or p == 0 or input.numel() == 0:
        return input
    if input.dim() < 2:
        raise RuntimeError("Feature dropout requires at least 2 dimensions in the input")
    drawn = p < 1 and input.array.dtype.kind == "f"
    return _alpha(input, _feature_noise(input, p, _kept) if drawn else None, p, inplace)


def _kept(generator: Any, shape: Any, p: float, dtype: Any) -> Any:
    return sampling.bernoulli(generator, shape, 1 - p, dtype)


def _alpha(input: Tensor, keep: Tensor | None, p: float, inplace: bool) -> Tensor:
    """a (keep · input - (1 - keep) · floor) + b, the noise drawn."""
    if p == 1:
        nothing = input.new_zeros(())
        return input.mul_(nothing) if inplace else input * nothing
    if keep is None:  # the shift, which PyTorch makes first, has turned bool into int64
        raise _not_drawn(input if input.array.dtype.kind != "b" else input.long())
    a = 1 / math.sqrt((SELU_FLOOR**2 * p + 1) * (1 - p))
    shift = (keep - 1) * (SELU_FLOOR * a) + SELU_FLOOR * a * p
    return input.mul_(keep * a).add_(shift) if inplace else input * (keep * a) + shift


def _check_p(p: float) -> None:
    if not 0.0 <= p <= 1.0:
        raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")


def _not_drawn(input: Tensor) -> RuntimeError:
    """The error for integers, which cannot be scaled."""
    kind = input.dtype.scalar_name
    return RuntimeError(f"result type Float can't be cast to the desired output type {kind}")
