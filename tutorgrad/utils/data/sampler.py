"""Samplers: in which order the samples of a dataset are taken. Each is an iterable of indices.

A random order comes from the `generator` given. Without one, a fresh generator is seeded by one
number of the global stream, so that an epoch costs that stream the same whatever its length.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any, Generic, TypeVar

import numpy as np

from ... import dtypes
from ...backend import place
from ...creation import as_tensor, empty
from ...draws import multinomial, randint, randperm
from ...streams.generator import Generator

T_co = TypeVar("T_co", covariant=True)


class Sampler(Generic[T_co]):
    """The base of all samplers: write `__iter__`. Source: torch.utils.data.Sampler."""

    def __iter__(self) -> Iterator[T_co]:
        raise NotImplementedError


class SequentialSampler(Sampler[int]):
    """0, 1, 2, …. Source: torch.utils.data.SequentialSampler."""

    def __init__(self, data_source: Any) -> None:
        self.data_source = data_source

    def __iter__(self) -> Iterator[int]:
        return iter(range(len(self.data_source)))

    def __len__(self) -> int:
        return len(self.data_source)


class RandomSampler(Sampler[int]):
    """All indices in random order, or (replacement=True) independent random ones.

    num_samples: how many, as many as there are samples by default; more start over in a new order.
    Raises TypeError or ValueError for arguments that make no sense.
    Source: torch.utils.data.RandomSampler.
    """

    def __init__(
        self,
        data_source: Any,
        replacement: bool = False,
        num_samples: int | None = None,
        generator: Generator | None = None,
    ) -> None:
        self.data_source = data_source
        self.replacement = replacement
        self._num_samples = num_samples
        self.generator = generator
        if not isinstance(replacement, bool):
            raise TypeError(
                f"replacement should be a boolean value, but got replacement={replacement}"
            )
        check_num_samples(self.num_samples)

    @property
    def num_samples(self) -> int:
        """How many indices an epoch has; follows a dataset that grows."""
        return len(self.data_source) if self._num_samples is None else self._num_samples

    def __iter__(self) -> Iterator[int]:
        for order in self.orders():
            yield from order.tolist()

    def orders(self) -> Iterator[Any]:
        """The indices in arrays, each drawn when the one before is used up."""
        n, wanted = len(self.data_source), self.num_samples
        generator = self.generator
        if generator is None:
            seed = int(empty((), dtype=dtypes.int64).random_().item())
            generator = Generator()
            generator.manual_seed(seed)
        if self.replacement:
            for size in [32] * (wanted // 32) + [wanted % 32]:
                yield randint(n, (size,), generator=generator).numpy()
            return
        for _ in range(wanted // n):
            yield randperm(n, generator=generator).numpy()
        yield randperm(n, generator=generator).numpy()[: wanted % n]

    def __len__(self) -> int:
        return self.num_samples


class SubsetRandomSampler(Sampler[int]):
    """Given indices in random order. Source: torch.utils.data.SubsetRandomSampler."""

    def __init__(self, indices: Sequence[int], generator: Generator | None = None) -> None:
        self.indices = indices
        self.generator = generator

    def __iter__(self) -> Iterator[int]:
        for i in randperm(len(self.indices), generator=self.generator).tolist():
            yield self.indices[i]

    def __len__(self) -> int:
        return len(self.indices)


class WeightedRandomSampler(Sampler[int]):
    """Indices drawn with probabilities in proportion to weights, for classes of unequal size.

    Raises ValueError for arguments that make no sense.
    Source: torch.utils.data.WeightedRandomSampler.
    """

    def __init__(
        self,
        weights: Sequence[float],
        num_samples: int,
        replacement: bool = True,
        generator: Generator | None = None,
    ) -> None:
        check_num_samples(num_samples)
        if not isinstance(replacement, bool):
            raise ValueError(
                f"replacement should be a boolean value, but got replacement={replacement}"
            )
        self.weights = as_tensor(weights, dtype=dtypes.float64)
        if self.weights.dim() != 1:
            raise ValueError(
                "weights should be a 1d sequence but given weights have shape "
                f"{tuple(self.weights.shape)}"
            )
        self.num_samples = num_samples
        self.replacement = replacement
        self.generator = generator

    def __iter__(self) -> Iterator[int]:
        drawn = multinomial(
            self.weights, self.num_samples, self.replacement, generator=self.generator
        )
        return iter(drawn.tolist())

    def __len__(self) -> int:
        return self.num_samples


class BatchSampler(Sampler[list[int]]):
    """The indices of another sampler in lists of batch_size; drop_last leaves out a short one.

    Raises ValueError for arguments that make no sense.   Source: torch.utils.data.BatchSampler.
    """

    def __init__(self, sampler: Any, batch_size: int, drop_last: bool) -> None:
        if type(batch_size) is not int or batch_size <= 0:
            raise ValueError(
                f"batch_size should be a positive integer value, but got batch_size={batch_size}"
            )
        if not isinstance(drop_last, bool):
            raise ValueError(f"drop_last should be a boolean value, but got drop_last={drop_last}")
        self.sampler = sampler
        self.batch_size = batch_size
        self.drop_last = drop_last

    def __iter__(self) -> Iterator[list[int]]:
        if type(self.sampler) is RandomSampler:  # as below, without a look at each index
            yield from (batch.tolist() for batch in self.arrays())
            return
        indices = iter(self.sampler)
        while batch := list(itertools.islice(indices, self.batch_size)):
            if len(batch) == self.batch_size or not self.drop_last:
                yield batch

    def arrays(self) -> Iterator[Any]:
        """The batches of a RandomSampler as arrays."""
        rest = np.empty(0, np.int64)
        for order in self.sampler.orders():
            row = np.concatenate((rest, order)) if len(rest) else order
            whole = len(row) - len(row) % self.batch_size
            for start in range(0, whole, self.batch_size):
                yield row[start : start + self.batch_size]
            rest = row[whole:]
        if len(rest) and not self.drop_last:
            yield rest

    def __len__(self) -> int:
        whole, rest = divmod(len(self.sampler), self.batch_size)
        return whole + (rest > 0 and not self.drop_last)


def check_num_samples(count: Any) -> None:
    """Raise ValueError for anything but a positive whole number."""
    if type(count) is not int or count <= 0:
        raise ValueError(
            f"num_samples should be a positive integer value, but got num_samples={count}"
        )


def base_seed(generator: Generator | None) -> int:
    """The number that every pass of a DataLoader draws first."""
    stream = place(None).generator if generator is None else generator
    return int(empty((), dtype=dtypes.int64).random_(generator=stream).item())
