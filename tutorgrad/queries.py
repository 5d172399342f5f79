"""Questions about tensors and dtypes."""

from __future__ import annotations

from typing import Any

from . import dtypes
from .nodes import Value
from .tensor import Tensor


def is_tensor(obj: Any) -> bool:
    """Is it a Tensor? Source: torch.is_tensor."""
    return isinstance(obj, Tensor)


def is_floating_point(input: Tensor) -> bool:
    """Has it a floating dtype? Source: torch.is_floating_point."""
    return input.is_floating_point()


def is_complex(input: Tensor) -> bool:
    """Has it a complex dtype? Never here. Source: torch.is_complex."""
    return input.is_complex()


def is_nonzero(input: Tensor) -> bool:
    """Is its one element not 0? RuntimeError for more or fewer. Source: torch.is_nonzero."""
    return bool(input)


def numel(input: Tensor) -> int:
    """How many elements it has. Source: torch.numel."""
    return input.numel()


def result_type(tensor1: Any, tensor2: Any) -> dtypes.dtype:
    """The dtype of an operation on two tensors or numbers. Source: torch.result_type."""
    values = [tensor1, tensor2]
    arrays = [v.array for v in values if isinstance(v, Value)]
    numbers = [v for v in values if not isinstance(v, Value)]
    return dtypes.OF_NUMPY[dtypes.promote(arrays, numbers)]


def promote_types(type1: dtypes.dtype, type2: dtypes.dtype) -> dtypes.dtype:
    """The smallest dtype that takes both. Source: torch.promote_types."""
    return dtypes.OF_NUMPY[dtypes.merge(type1.numpy, type2.numpy)]


def can_cast(from_: dtypes.dtype, to: dtypes.dtype) -> bool:
    """May a result of the first dtype be stored in the second in place? Source: torch.can_cast."""
    return dtypes.CATEGORY[from_.numpy.kind] <= dtypes.CATEGORY[to.numpy.kind]
