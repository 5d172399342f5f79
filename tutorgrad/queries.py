"""Questions about tensors and dtypes."""

from __future__ import annotations

from typing import Any

from . import dtypes, errors
from .nodes import Value
from .tensor import Tensor


def is_tensor(obj: Any) -> bool:
    """Is it a Tensor? Source: torch.is_tensor."""
    return isinstance(obj, Tensor)


def is_floating_point(input: Tensor) -> bool:
    """Has it a floating dtype? Source: torch.is_floating_point."""
    return checked(input, "is_floating_point").is_floating_point()


def is_complex(input: Tensor) -> bool:
    """Has it a complex dtype? Never here. Source: torch.is_complex."""
    return checked(input, "is_complex").is_complex()


def is_conj(input: Tensor) -> bool:
    """Does a conjugation wait? Never here. Source: torch.is_conj."""
    return checked(input, "is_conj").is_conj()


def is_neg(input: Tensor) -> bool:
    """Does a change of sign wait? Never here. Source: torch.is_neg."""
    return checked(input, "is_neg").is_neg()


def is_signed(input: Tensor) -> bool:
    """Has it a dtype with a sign? Source: torch.is_signed."""
    return checked(input, "is_signed").is_signed()


def is_inference(input: Tensor) -> bool:
    """Was it made in inference_mode? Source: torch.is_inference."""
    return checked(input, "is_inference").is_inference()


def is_same_size(input: Tensor, other: Tensor) -> bool:
    """Have the two the same shape? Source: torch.is_same_size."""
    return checked(input, "is_same_size").shape == checked(other, "is_same_size", "other", 2).shape


def detach(input: Tensor) -> Any:
    """The same memory without a history. Source: torch.detach."""
    return checked(input, "detach").detach()


def get_device(input: Tensor) -> int:
    """The index of the CUDA device, -1 on the CPU. Source: torch.get_device."""
    return checked(input, "get_device").get_device()


def is_nonzero(input: Tensor) -> bool:
    """Is its one element not 0? RuntimeError for more or fewer. Source: torch.is_nonzero."""
    return bool(checked(input, "is_nonzero"))


def numel(input: Tensor) -> int:
    """How many elements it has. Source: torch.numel."""
    return checked(input, "numel").numel()


def result_type(tensor1: Any, tensor2: Any) -> dtypes.dtype:
    """The dtype of an operation on two tensors or numbers. Source: torch.result_type."""
    values = [tensor1, tensor2]
    if not all(isinstance(v, Value | int | float) for v in values):
        kinds = ("Tensor tensor", "Number scalar")
        forms = [f"{one}, {other} other" for one in kinds for other in ("Tensor", "Number")]
        raise errors.no_overload("result_type", values, forms)
    arrays = [v.array for v in values if isinstance(v, Value)]
    numbers = [v for v in values if not isinstance(v, Value)]
    return dtypes.OF_NUMPY[dtypes.promote(arrays, numbers)]


def promote_types(type1: dtypes.dtype, type2: dtypes.dtype) -> dtypes.dtype:
    """The smallest dtype that takes both. Source: torch.promote_types."""
    one, other = _dtypes("promote_types", type1=type1, type2=type2)
    return dtypes.OF_NUMPY[dtypes.merge(one.numpy, other.numpy)]


def can_cast(from_: dtypes.dtype, to: dtypes.dtype) -> bool:
    """May a result of the first dtype be stored in the second in place? Source: torch.can_cast."""
    found, wanted = _dtypes("can_cast", from_=from_, to=to)
    return dtypes.CATEGORY[found.numpy.kind] <= dtypes.CATEGORY[wanted.numpy.kind]


def _dtypes(function: str, **given: Any) -> Any:
    """The arguments of a function. Raises TypeError for the first that is no dtype."""
    for position, (name, value) in enumerate(given.items(), 1):
        if not isinstance(value, dtypes.dtype):
            raise errors.wrong_kind(function, name, "torch.dtype", value, position)
    return given.values()


def checked(value: Any, function: str, argument: str = "input", position: int = 1) -> Tensor:
    """The value itself. Raises TypeError unless it is a Tensor."""
    if not isinstance(value, Tensor):
        raise errors.not_a_tensor(function, argument, position, value)
    return value
