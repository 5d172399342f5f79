"""The old names of tensor types: `torch.FloatTensor([1, 2])`, `x.type(torch.LongTensor)`."""

from __future__ import annotations

from typing import Any

from . import dtypes, factory
from .creation import new
from .tensor import Tensor

OPTIONS = (
    "TensorOptions(dtype={}, device=cpu, layout=Strided, requires_grad=false (default), "
    "pinned_memory=false (default), memory_format=(nullopt))"
)


class TensorType:
    """A dtype in the clothes of a class. Source: torch.FloatTensor and its kin."""

    def __init__(self, dtype: dtypes.dtype) -> None:
        self.dtype = dtype
        self.__name__ = f"{dtype.scalar_name}Tensor"

    def __call__(self, *data: Any) -> Tensor:
        """Sizes give uninitialised memory, a sequence its numbers, a Tensor of this type itself."""
        if len(data) == 1 and isinstance(data[0], Tensor):
            if data[0].dtype is not self.dtype:
                wanted, got = (OPTIONS.format(d.cpp_name) for d in (self.dtype, data[0].dtype))
                raise TypeError(f"expected {wanted} (got {got})")
            return data[0].detach()  # type: ignore[no-any-return]
        return new(factory.old_form(data, self.dtype.numpy))

    def __instancecheck__(self, thing: Any) -> bool:
        return isinstance(thing, Tensor) and thing.is_cpu and thing.dtype is self.dtype

    def __repr__(self) -> str:
        return f"<class 'torch.{self.__name__}'>"


BoolTensor = TensorType(dtypes.bool)
ByteTensor = TensorType(dtypes.uint8)
CharTensor = TensorType(dtypes.int8)
ShortTensor = TensorType(dtypes.int16)
IntTensor = TensorType(dtypes.int32)
LongTensor = TensorType(dtypes.int64)
HalfTensor = TensorType(dtypes.float16)
FloatTensor = TensorType(dtypes.float32)
DoubleTensor = TensorType(dtypes.float64)


def typename(obj: Any) -> str:
    """The name of a thing's type: of a Tensor with its dtype, of a class with its module.

    Source: torch.typename.

    >>> typename([1, 2])
    'list'
    """
    if isinstance(obj, Tensor):
        return str(obj.type())
    kind = obj if isinstance(obj, type) else type(obj)
    home = kind.__module__.replace("tutorgrad.nn.", "torch.nn.modules.")
    return kind.__qualname__ if home == "builtins" else f"{home}.{kind.__qualname__}"
