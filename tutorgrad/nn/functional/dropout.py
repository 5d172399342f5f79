"""Dropout."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import errors
from ...backend import place_of
from ...factory import drawn_like
from ...nodes import Value
from ...streams import sampling

Tensor = Any


def dropout(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """In training: zero each element with probability p and divide the others by 1 - p.

    The expectation stays the same, so nothing is done outside training.
    Raises ValueError unless 0 <= p <= 1.
    Source: torch.nn.functional.dropout; N. Srivastava et al.: "Dropout", JMLR 15 (2014) 1929-1958.
    """
    if not 0.0 <= p <= 1.0:
        raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
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
        raise RuntimeError(
            f"result type Float can't be cast to the desired output type {input.dtype.scalar_name}"
        )
    home = place_of(array)
    return drawn_like(
        array, home, lambda shape: sampling.dropout_mask(home.generator, shape, p, array.dtype)
    )
