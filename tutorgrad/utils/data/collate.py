"""Collating: a list of samples becomes one batch of tensors."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from ... import dtypes, ops
from ...creation import as_tensor, tensor
from ...tensor import Tensor


def default_collate(batch: Any) -> Any:
    """Samples side by side: tensors are stacked, numbers become a tensor, containers are entered.

    Floats become float64. Strings stay a list; of tuples a list of batches is made, one for each
    place; dicts keep their keys. Raises TypeError for other things, RuntimeError for lists of
    unequal length.   Source: torch.utils.data.default_collate.

    >>> default_collate([(1, "a"), (2, "b")])
    [tensor([1, 2]), ['a', 'b']]
    """
    first = batch[0]
    if isinstance(first, Tensor):
        return ops.stack(list(batch), 0)
    if isinstance(first, np.ndarray):
        if first.dtype.kind in "SUO":
            raise TypeError(UNKNOWN.format(first.dtype))
        return default_collate([as_tensor(array) for array in batch])
    if isinstance(first, np.generic):
        return as_tensor(np.asarray(batch))
    if isinstance(first, float):
        return tensor(batch, dtype=dtypes.float64)
    if isinstance(first, int):
        return tensor(batch)
    if isinstance(first, str | bytes):
        return batch
    if isinstance(first, Mapping):
        return rebuilt(first, {key: default_collate([d[key] for d in batch]) for key in first})
    if isinstance(first, Sequence):
        return collate_sequences(first, batch)
    raise TypeError(UNKNOWN.format(type(first)))


UNKNOWN = (
    "default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found {}"
)


def collate_sequences(first: Any, batch: Any) -> Any:
    """A batch for each place of the tuples or lists."""
    if any(len(sample) != len(first) for sample in batch):
        raise RuntimeError("each element in list of batch should be of equal size")
    columns = [default_collate(list(column)) for column in zip(*batch, strict=True)]
    return type(first)(*columns) if hasattr(first, "_fields") else columns


def default_convert(data: Any) -> Any:
    """NumPy arrays inside a sample become tensors; all else stays.

    Source: torch.utils.data.default_convert.
    """
    if isinstance(data, Tensor):
        return data
    if isinstance(data, np.ndarray | np.generic):
        return data if data.dtype.kind in "SUO" else as_tensor(data)
    if isinstance(data, Mapping):
        return rebuilt(data, {key: default_convert(value) for key, value in data.items()})
    if hasattr(data, "_fields"):
        return type(data)(*map(default_convert, data))
    if isinstance(data, Sequence) and not isinstance(data, str | bytes):
        return [default_convert(value) for value in data]
    return data


def rebuilt(like: Mapping[Any, Any], values: dict[Any, Any]) -> Any:
    """The values in a mapping of the same type, or a dict where that type cannot be made."""
    make: Callable[..., Any] = type(like)
    try:
        return make(values)
    except TypeError:
        return values
