"""Collating: a list of samples becomes one batch of tensors."""

from __future__ import annotations

import copy
from collections.abc import Mapping, MutableMapping, MutableSequence, Sequence
from typing import Any

import numpy as np

from ... import dtypes, ops
from ...creation import as_tensor, tensor
from ...tensor import Tensor


def default_collate(batch: Any) -> Any:
    """Samples side by side: tensors are stacked, numbers become a tensor, containers are entered.

    Floats become float64. Strings stay as they are; tuples become a list of batches, one for each
    place; dicts keep their keys, and other containers their type. Raises TypeError for other
    things, RuntimeError for lists of unequal length.   Source: torch.utils.data.default_collate.

    >>> default_collate([(1, "a"), (2, "b")])
    [tensor([1, 2]), ('a', 'b')]
    """
    first = batch[0]
    if isinstance(first, Tensor):
        return ops.stack(list(batch), 0)
    if isinstance(first, np.ndarray):
        if first.dtype.kind in "SUO":
            raise TypeError(UNKNOWN.format(first.dtype))
        if {(type(a), a.dtype, a.shape) for a in batch} == {(np.ndarray, first.dtype, first.shape)}:
            return as_tensor(np.stack(batch))
        return default_collate([as_tensor(array) for array in batch])
    if isinstance(first, np.bool_ | np.number | np.object_):
        return as_tensor(np.asarray(batch))
    if isinstance(first, float | int):
        array = np.asarray(batch) if len({type(number) for number in batch}) == 1 else None
        if array is not None and array.dtype in (np.int64, np.float64):
            return as_tensor(array)
        return tensor(batch, dtype=dtypes.float64 if isinstance(first, float) else None)
    if isinstance(first, str | bytes):
        return batch
    if isinstance(first, Mapping):
        return of_its_kind(first, {k: default_collate([d[k] for d in batch]) for k in first})
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
    columns = [default_collate(column) for column in zip(*batch, strict=True)]
    if isinstance(first, tuple):
        return type(first)(*columns) if hasattr(first, "_fields") else columns
    return of_its_kind(first, columns)


def default_convert(data: Any) -> Any:
    """NumPy arrays inside a sample become tensors; all else stays.

    Source: torch.utils.data.default_convert.
    """
    if isinstance(data, Tensor):
        return data
    if isinstance(data, np.ndarray | np.generic) and not isinstance(data, np.str_):
        return data if data.dtype.kind in "SUO" else as_tensor(data)
    if isinstance(data, Mapping):
        return of_its_kind(data, {key: default_convert(value) for key, value in data.items()})
    if isinstance(data, Sequence) and not isinstance(data, str | bytes):
        values = [default_convert(value) for value in data]
        if isinstance(data, tuple):
            return type(data)(*values) if hasattr(data, "_fields") else values
        return of_its_kind(data, values)
    return data


def of_its_kind(like: Any, values: Any) -> Any:
    """The values in a container of the same type, or as they are where that cannot be made.

    What can be changed is copied and filled, so that it keeps its other attributes.
    """
    make: Any = type(like)
    try:
        if not isinstance(like, MutableMapping | MutableSequence):
            return make(values)
        filled: Any = copy.copy(like)
        for key, value in values.items() if isinstance(values, dict) else enumerate(values):
            filled[key] = value
        return filled
    except TypeError:
        return values
