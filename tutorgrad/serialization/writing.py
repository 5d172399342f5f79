"""`torch.save`: objects into an archive."""

from __future__ import annotations

import io
import os
import pickle
import pickletools
from collections import OrderedDict
from typing import Any

import numpy as np

from .. import dtypes
from ..backend import device, place_of
from ..files import write_whole
from ..nn.parameter import Buffer, Parameter
from ..ops.shape.strided import geometry, reads, root_of
from ..size import Size
from ..tensor import Tensor
from .archive import packed
from .records import NAMES, STORAGE_TYPES, _rebuild_buffer, _rebuild_parameter, _rebuild_tensor_v2


def save(
    obj: Any,
    f: Any,
    pickle_module: Any = pickle,
    pickle_protocol: int = 2,
    _use_new_zipfile_serialization: bool = True,
) -> None:
    """Write tensors, state_dicts, and dicts, lists and tuples of them to a file.

    f: a path or a file open for writing bytes. PyTorch reads the file, and `load` reads PyTorch's.
    pickle_protocol: 2 or 3; a higher one is written as 3, which says the same.
    Tensors that share memory still do after loading. The file is written whole or not at all.
    Raises RuntimeError when the folder is missing, AttributeError for a function or class that has
    no name to save it by.   Source: torch.save.
    """
    name = "archive"
    if isinstance(f, str | os.PathLike):
        name = os.path.splitext(os.path.basename(f))[0] or name
    elif not hasattr(f, "write"):
        raise AttributeError(
            "expected 'f' to be string, path, or a file-like object with a 'write' attribute"
        )
    buffer = io.BytesIO()
    pickler = TensorPickler(buffer, min(pickle_protocol, 3))
    pickler.dump(obj)
    content = packed(name, renamed(buffer.getvalue()), pickler.memories)
    if isinstance(f, str | os.PathLike):
        write_whole(f, content)
    else:
        f.write(content)


class Reference:
    """Stands for a storage in the objects that are pickled."""

    def __init__(self, tensor: Tensor) -> None:
        self.root = root_of(tensor.array)
        self.tensor = tensor


class TensorPickler(pickle.Pickler):
    """A pickler that puts the numbers of tensors aside, once for each memory."""

    def __init__(self, file: Any, protocol: int) -> None:
        super().__init__(file, protocol)
        self.keys: dict[int, str] = {}
        self.roots: list[Any] = []  # keeps the addresses that are keys from being used again
        self.memories: list[np.ndarray[Any, Any]] = []

    def reducer_override(self, obj: Any) -> Any:
        if isinstance(obj, Tensor):
            return self.reduced(obj)
        if isinstance(obj, device):
            return device, (str(obj),)
        if isinstance(obj, Size):
            return Size, (tuple(obj),)
        return NotImplemented

    def reduced(self, tensor: Tensor) -> Any:
        """A tensor as the call that makes it anew."""
        if isinstance(tensor, Parameter):
            return _rebuild_parameter, (tensor.data, tensor.requires_grad, OrderedDict())
        if isinstance(tensor, Buffer):
            return _rebuild_buffer, (tensor.detach(), tensor.persistent)
        if not tensor.is_leaf:
            tensor = tensor.detach().requires_grad_()
        offset = geometry(tensor.array)[2]
        where = Reference(tensor), offset, tuple(tensor.shape), tuple(tensor.stride())
        hooks: OrderedDict[str, Any] = OrderedDict()
        return _rebuild_tensor_v2, (*where, tensor.requires_grad, hooks)

    def persistent_id(self, obj: Any) -> Any:
        if not isinstance(obj, Reference):
            return None
        home = place_of(obj.root)
        if id(obj.root) not in self.keys:
            self.keys[id(obj.root)] = str(len(self.memories))
            self.roots.append(obj.root)
            self.memories.append(home.to_host(memory_of(obj.root)))
        key = self.keys[id(obj.root)]
        kind = STORAGE_TYPES[dtypes.of_array(obj.root)]
        return "storage", kind, key, str(home.device), len(self.memories[int(key)])


def memory_of(root: Any) -> Any:
    """The memory of an array that owns it, as it lies there, flat."""
    steps = [(n - 1) * abs(s) for n, s in zip(root.shape, root.strides, strict=True)]
    length = sum(steps) // root.dtype.itemsize + 1 if root.size else 0
    return reads(root, (length,), (1,))


def renamed(stream: bytes) -> bytes:
    """A pickle with PyTorch's names for the things of `records.NAMES`."""
    parts: list[bytes] = []
    done = 0
    for opcode, argument, start in pickletools.genops(stream):
        if opcode.name == "GLOBAL" and start is not None:
            module, _, name = str(argument).partition(" ")
            if (module, name) in NAMES:
                parts += [stream[done:start], "c{}\n{}\n".format(*NAMES[module, name]).encode()]
                done = start + len(str(argument).encode()) + 2
    return b"".join([*parts, stream[done:]])
