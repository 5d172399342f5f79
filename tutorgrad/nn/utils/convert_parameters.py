"""All parameters as one vector, and back.

Source: torch.nn.utils.parameters_to_vector, torch.nn.utils.vector_to_parameters.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ...nodes import Value
from ...ops import cat
from ...tensor_types import typename

Tensor = Any


def parameters_to_vector(parameters: Iterable[Tensor]) -> Tensor:
    """All elements of all parameters in one dimension. Raises ValueError for no parameters."""
    return cat([parameter.view(-1) for parameter in parameters])


def vector_to_parameters(vec: Tensor, parameters: Iterable[Tensor]) -> None:
    """Write a vector's elements into the parameters, one after the other.

    Raises TypeError unless `vec` is a Tensor, RuntimeError when it is too short.
    """
    if not isinstance(vec, Value):
        raise TypeError(f"expected torch.Tensor, but got: {typename(vec)}")
    source: Tensor = vec
    start = 0
    for parameter in parameters:
        stop = start + parameter.numel()
        parameter.data = source[start:stop].view_as(parameter).data
        start = stop
