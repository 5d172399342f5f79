"""Datasets: things with samples. A map-style one has `dataset[i]` and a length, an iterable one
only `iter(dataset)`."""

from __future__ import annotations

import bisect
import itertools
import math
import warnings
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Generic, TypeVar

import numpy as np

from ... import ops
from ...creation import from_numpy
from ...draws import randperm

T_co = TypeVar("T_co", covariant=True)


class Dataset(Generic[T_co]):
    """Samples by number: write `__getitem__(index)` and `__len__()`.

    `a + b` is one dataset after the other.   Source: torch.utils.data.Dataset.
    """

    def __getitem__(self, index: Any) -> Any:
        raise NotImplementedError("Subclasses of Dataset should implement __getitem__.")

    def __add__(self, other: Any) -> ConcatDataset[Any]:
        return ConcatDataset([self, other])


class IterableDataset(Dataset[T_co]):
    """Samples as they come: write `__iter__()`. Source: torch.utils.data.IterableDataset."""

    def __iter__(self) -> Iterator[Any]:
        raise NotImplementedError("Subclasses of IterableDataset should implement __iter__.")

    def __add__(self, other: Any) -> Any:
        return ChainDataset([self, other])


class TensorDataset(Dataset[Any]):
    """Sample i is the tuple of the i-th rows of some tensors.

    Raises AssertionError when the tensors differ in their first size.
    Source: torch.utils.data.TensorDataset.
    """

    def __init__(self, *tensors: Any) -> None:
        if any(tensor.size(0) != tensors[0].size(0) for tensor in tensors):
            raise AssertionError("Size mismatch between tensors")
        self.tensors = tensors

    def __getitem__(self, index: Any) -> tuple[Any, ...]:
        return tuple(tensor[index] for tensor in self.tensors)

    def __len__(self) -> int:
        return int(self.tensors[0].size(0))


class StackDataset(Dataset[Any]):
    """Datasets side by side: sample i is the tuple, or with names the dict, of their samples i.

    Raises ValueError when they differ in length.   Source: torch.utils.data.StackDataset.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if args and kwargs:
            raise ValueError(
                "Supported either ``tuple``- (via ``args``) or``dict``- (via ``kwargs``) like "
                "input/output, but both types are given."
            )
        self.datasets: Any = args or kwargs
        parts = self._parts()
        if not parts:
            raise ValueError("At least one dataset should be passed")
        self._length = len(parts[0])
        if any(len(part) != self._length for part in parts):
            raise ValueError("Size mismatch between datasets")

    def _parts(self) -> list[Any]:
        named = isinstance(self.datasets, dict)
        return list(self.datasets.values() if named else self.datasets)

    def _joined(self, samples: Iterable[Any]) -> Any:
        if isinstance(self.datasets, dict):
            return dict(zip(self.datasets, samples, strict=True))
        return tuple(samples)

    def __getitem__(self, index: Any) -> Any:
        return self._joined(part[index] for part in self._parts())

    def __getitems__(self, indices: list[int]) -> list[Any]:
        """Several samples at once: what a DataLoader asks for."""
        columns = [several(part, indices) for part in self._parts()]
        for column in columns:
            if len(column) != len(indices):
                raise ValueError(
                    "Nested dataset's output size mismatch. "
                    f"Expected {len(indices)}, got {len(column)}"
                )
        return [self._joined(row) for row in zip(*columns, strict=True)]

    def __len__(self) -> int:
        return self._length


class Subset(Dataset[T_co]):
    """The samples of another dataset at given indices. Source: torch.utils.data.Subset."""

    def __init__(self, dataset: Any, indices: Sequence[int]) -> None:
        self.dataset = dataset
        self.indices = indices
        own = type(self)
        if own.__getitem__ is not Subset.__getitem__ and own.__getitems__ is Subset.__getitems__:
            raise NotImplementedError(HALF_WRITTEN.format(own.__name__))

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, list):
            return self.dataset[[self.indices[i] for i in index]]
        return self.dataset[self.indices[index]]

    def __getitems__(self, indices: list[int]) -> list[Any]:
        """Several samples at once: what a DataLoader asks for."""
        samples: list[Any] = several(self.dataset, [self.indices[i] for i in indices])
        return samples

    def __len__(self) -> int:
        return len(self.indices)


HALF_WRITTEN = (
    "{} overrides __getitem__ but not __getitems__. When subclassing Subset and overriding "
    "__getitem__, you must also override __getitems__ to ensure DataLoader works correctly with "
    "your custom logic. A simple implementation:\n\ndef __getitems__(self, indices):\n"
    "    return [self.__getitem__(idx) for idx in indices]"
)


class ConcatDataset(Dataset[T_co]):
    """Datasets one after the other.

    Raises AssertionError for none, ValueError for an index before the first sample.
    Source: torch.utils.data.ConcatDataset.
    """

    def __init__(self, datasets: Iterable[Any]) -> None:
        self.datasets = list(datasets)
        if not self.datasets:
            raise AssertionError("datasets should not be an empty iterable")
        if any(isinstance(dataset, IterableDataset) for dataset in self.datasets):
            raise AssertionError("ConcatDataset does not support IterableDataset")
        self.cumulative_sizes = list(itertools.accumulate(map(len, self.datasets)))

    def __len__(self) -> int:
        return self.cumulative_sizes[-1]

    def __getitem__(self, index: int) -> Any:
        if index < 0:
            if -index > len(self):
                raise ValueError("absolute value of index should not exceed dataset length")
            index += len(self)
        which = bisect.bisect_right(self.cumulative_sizes, index)
        start = self.cumulative_sizes[which - 1] if which else 0
        return self.datasets[which][index - start]


class ChainDataset(IterableDataset[Any]):
    """Iterable datasets one after the other.

    Raises AssertionError, when it comes to it, for a dataset that is none.
    Source: torch.utils.data.ChainDataset.
    """

    def __init__(self, datasets: Iterable[Any]) -> None:
        self.datasets = datasets

    def _parts(self) -> Iterator[Any]:
        for dataset in self.datasets:
            if not isinstance(dataset, IterableDataset):
                raise AssertionError("ChainDataset only supports IterableDataset")
            yield dataset

    def __iter__(self) -> Iterator[Any]:
        return itertools.chain.from_iterable(self._parts())

    def __len__(self) -> int:
        return sum(map(len, self._parts()))


def several(dataset: Any, indices: list[Any]) -> Any:
    """The samples at some indices: with the dataset's own `__getitems__` where it has one."""
    at_once = getattr(dataset, "__getitems__", None)
    return at_once(indices) if callable(at_once) else [dataset[i] for i in indices]


def rows_at_once(dataset: Any, indices: Any) -> list[Any] | None:
    """What stacking the samples of tensors would give, taken from the tensors in one go.

    indices: a list, or an array of numbers that the dataset is known to have. None where it is not
    the same: for other datasets, and when a gradient is wanted.
    """
    kind: Any = type(dataset)
    if kind is Subset:
        return rows_at_once(dataset.dataset, [dataset.indices[i] for i in indices])
    if kind is not TensorDataset or any(tensor.requires_grad for tensor in dataset.tensors):
        return None
    if isinstance(indices, list):
        if set(map(type, indices)) != {int}:
            return None
        if not 0 <= min(indices) <= max(indices) < len(dataset):
            return None
        indices = np.asarray(indices)
    return [rows_of(tensor, indices) for tensor in dataset.tensors]


def rows_of(tensor: Any, rows: Any) -> Any:
    """Some rows of a tensor as a new one."""
    if type(tensor.array) is np.ndarray:
        return from_numpy(np.ascontiguousarray(tensor.array[rows]))
    return ops.index_select(tensor, 0, from_numpy(rows).to(tensor.device))


def random_split(
    dataset: Any, lengths: Sequence[int | float], generator: Any = None
) -> list[Subset[Any]]:
    """Cut a dataset into random parts of given lengths, or of given fractions that add up to 1.

    Of fractions the remainder goes to the first parts, one sample each.
    Raises ValueError unless the lengths add up.   Source: torch.utils.data.random_split.
    """
    total = len(dataset)
    if math.isclose(sum(lengths), 1) and sum(lengths) <= 1:
        lengths = by_fractions(total, lengths)
    if sum(lengths) != total:
        raise ValueError("Sum of input lengths does not equal the length of the input dataset!")
    order = randperm(total, generator=generator).tolist()
    ends = itertools.accumulate(int(n) for n in lengths)
    return [
        Subset(dataset, order[end - int(n) : end]) for end, n in zip(ends, lengths, strict=True)
    ]


def by_fractions(total: int, fractions: Sequence[float]) -> list[int]:
    """The lengths of parts that hold given fractions of `total`."""
    for i, fraction in enumerate(fractions):
        if not 0 <= fraction <= 1:
            raise ValueError(f"Fraction at index {i} is not between 0 and 1")
    sizes = [math.floor(total * fraction) for fraction in fractions]
    for i in range(total - sum(sizes)):
        sizes[i % len(sizes)] += 1
    for i, size in enumerate(sizes):
        if size == 0:
            warnings.warn(
                f"Length of split at index {i} is 0. This might result in an empty dataset.",
                stacklevel=3,
            )
    return sizes
