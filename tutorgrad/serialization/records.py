"""What a saved file says in place of tensors, and the names it uses for that: PyTorch's own.

A tensor is pickled as a call `_rebuild_tensor_v2(storage, offset, size, stride, ...)`; its storage
as a reference to a record of the archive. NAMES says what PyTorch calls the things here.
"""

from __future__ import annotations

import codecs
from collections import Counter, OrderedDict
from dataclasses import dataclass
from typing import Any

import numpy as np

from .. import dtypes
from ..backend import device, place
from ..nn.parameter import Buffer, Parameter
from ..ops.shape.strided import check_strided
from ..size import Size
from ..tensor import Tensor


@dataclass
class Storage:
    """The memory under one or more tensors: its numbers, flat, and where they belong."""

    numbers: Any
    dtype: dtypes.dtype
    location: str


class StorageType:
    """The name that stands for a dtype in a saved file, such as torch.FloatStorage."""

    def __init__(self, dtype: dtypes.dtype) -> None:
        self.dtype = dtype
        self.name = f"{dtype.scalar_name}Storage"

    def __reduce__(self) -> str:
        return self.name


BoolStorage, ByteStorage, CharStorage, ShortStorage = map(StorageType, dtypes.ALL[:4])
IntStorage, LongStorage, HalfStorage, FloatStorage = map(StorageType, dtypes.ALL[4:8])
DoubleStorage = StorageType(dtypes.float64)
STORAGE_TYPES = {
    t.dtype: t
    for t in (BoolStorage, ByteStorage, CharStorage, ShortStorage, IntStorage, LongStorage)
    + (HalfStorage, FloatStorage, DoubleStorage)
}


def _rebuild_tensor_v2(
    storage: Storage,
    storage_offset: int,
    size: Any,
    stride: Any,
    requires_grad: bool,
    backward_hooks: Any,
    metadata: Any = None,
) -> Tensor:
    """A tensor that reads its storage; tensors of one storage share its memory.

    Raises RuntimeError when shape and strides reach outside the storage.
    """
    memory, item = storage.numbers, storage.dtype.itemsize
    size, stride = tuple(size), tuple(stride)
    check_strided(memory, item, size, stride, storage_offset)
    steps = tuple(s * item for s in stride)
    xp = place(storage.location).xp
    array = xp.lib.stride_tricks.as_strided(memory[storage_offset:], size, steps)
    made: Tensor = object.__new__(Tensor)
    made.array, made.version, made.leaf_requires_grad = array, [0], bool(requires_grad)
    return made


def _rebuild_parameter(data: Tensor, requires_grad: bool, backward_hooks: Any) -> Parameter:
    """The Parameter of a tensor."""
    made: Parameter = Parameter(data, requires_grad)
    return made


def _rebuild_buffer(data: Tensor, persistent: bool = True) -> Buffer:
    """The Buffer of a tensor."""
    made: Buffer = Buffer(data, persistent=persistent)
    return made


HERE = __name__
NAMES = {  # (module, name) here -> (module, name) in a file
    (HERE, "_rebuild_tensor_v2"): ("torch._utils", "_rebuild_tensor_v2"),
    (HERE, "_rebuild_parameter"): ("torch._utils", "_rebuild_parameter"),
    (device.__module__, "device"): ("torch", "device"),
    (Size.__module__, "Size"): ("torch", "Size"),
    **{(HERE, t.name): ("torch", t.name) for t in STORAGE_TYPES.values()},
    **{(dtypes.__name__, t.name): ("torch", t.name) for t in dtypes.ALL},
}
ALLOWED: dict[tuple[str, str], Any] = {  # what any file may name
    ("torch._utils", "_rebuild_tensor_v2"): _rebuild_tensor_v2,
    ("torch._utils", "_rebuild_parameter"): _rebuild_parameter,
    (HERE, "_rebuild_buffer"): _rebuild_buffer,
    ("torch", "device"): device,
    ("torch", "Size"): Size,
    ("collections", "OrderedDict"): OrderedDict,
    ("collections", "Counter"): Counter,
    ("builtins", "set"): set,
    ("builtins", "complex"): complex,
    ("builtins", "bytearray"): bytearray,
    ("builtins", "bytes"): bytes,
    ("_codecs", "encode"): codecs.encode,  # how protocol 2 writes bytes
    **{("torch", t.name): t for t in STORAGE_TYPES.values()},
    **{("torch", t.name): t for t in dtypes.ALL},
}
NUMPY = {  # what NumPy's arrays and numbers name; read only with weights_only=False
    **{
        (f"{folder}.multiarray", name): value
        for folder in ("numpy.core", "numpy._core")
        for name, value in (
            ("scalar", np.float64(0).__reduce__()[0]),
            ("_reconstruct", np.zeros(0).__reduce__()[0]),
        )
    },
    ("numpy", "dtype"): np.dtype,
    ("numpy", "ndarray"): np.ndarray,
}
