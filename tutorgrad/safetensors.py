"""Files in the safetensors format: the functions of `safetensors.torch`, for tutorgrad's tensors.

A safetensors file holds named tensors and nothing else, so there is nothing in it that could run.
The package `safetensors` does the work. Source: https://github.com/huggingface/safetensors
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from .creation import from_numpy
from .files import write_whole
from .tensor import Tensor


def save(tensors: Mapping[str, Tensor], metadata: dict[str, str] | None = None) -> bytes:
    """The bytes of a file that holds named tensors.

    Raises ValueError for what is no dict of tensors, RuntimeError when two of them share memory.
    Source: safetensors.torch.save.
    """
    from safetensors import numpy

    owners: dict[int, str] = {}
    for name, tensor in tensors.items():
        if not isinstance(tensor, Tensor):
            raise ValueError(
                f"Key `{name}` is invalid, expected Tensor but received {type(tensor)}"
            )
        start = tensor.data_ptr() - tensor.storage_offset() * tensor.element_size()
        if tensor.numel() and owners.setdefault(start, name) != name:
            raise RuntimeError(
                f"{owners[start]!r} and {name!r} share memory, which the format cannot say: save "
                f"one of them, or {name}.clone()"
            )
    arrays = {n: t.detach().cpu().contiguous().numpy() for n, t in tensors.items()}
    return numpy.save(arrays, metadata)


def save_file(
    tensors: Mapping[str, Tensor],
    filename: str | os.PathLike[str],
    metadata: dict[str, str] | None = None,
) -> None:
    """Write named tensors to a file, whole or not at all. Source: safetensors.torch.save_file."""
    write_whole(filename, save(tensors, metadata))


def load(data: bytes) -> dict[str, Tensor]:
    """The tensors in the bytes of a file.

    Raises safetensors.SafetensorError for damaged bytes.   Source: safetensors.torch.load.
    """
    from safetensors import numpy

    return {name: from_numpy(array.copy()) for name, array in numpy.load(data).items()}


def load_file(filename: str | os.PathLike[str], device: Any = "cpu") -> dict[str, Tensor]:
    """The tensors in a file, on a device. Source: safetensors.torch.load_file."""
    with open(filename, "rb") as file:
        found = load(file.read())
    return {name: tensor.to(device) for name, tensor in found.items()}


__all__ = ["load", "load_file", "save", "save_file"]
