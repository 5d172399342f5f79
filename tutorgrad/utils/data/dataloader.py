"""DataLoader: batches of a dataset, in the order PyTorch gives for the same seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar

from ...streams.generator import Generator
from .collate import default_collate, default_convert
from .dataset import IterableDataset
from .passes import Pass, WorkerPass
from .sampler import BatchSampler, RandomSampler, SequentialSampler
from .workers import checked_context, warn_of_many

T_co = TypeVar("T_co", covariant=True)

FIXED = {"batch_size", "batch_sampler", "sampler", "drop_last", "dataset", "persistent_workers"}


class DataLoader(Generic[T_co]):
    """Iterate over a dataset in batches.

    shuffle: a new random order in every epoch.   sampler, batch_sampler: an order of your own.
    batch_size=None: single samples.   drop_last: leave out a last batch that is too short.
    collate_fn: makes a batch of a list of samples (`default_collate`).
    generator: the random stream of the order, the global one by default.
    num_workers: how many processes fetch batches, 0 for this one. Each fetches prefetch_factor (2)
    batches ahead and calls worker_init_fn(its number) first. The batches come in the same order
    whatever their number (in_order=False: as they get ready). persistent_workers: they stay for the
    next epoch.   timeout: how many seconds to wait for a batch, 0 for ever.
    multiprocessing_context: how to start them, "fork", "spawn", ….
    pin_memory is accepted and changes nothing. Raises ValueError for options that exclude each
    other; an error in a worker is raised here with the worker's traceback; RuntimeError when a
    worker dies or does not answer in time.   Source: torch.utils.data.DataLoader.
    """

    _iterable: bool = False
    _initialized: bool = False
    _iterator: WorkerPass | None = None
    _IterableDataset_len_called: int | None = None

    def __init__(
        self,
        dataset: Any,
        batch_size: int | None = 1,
        shuffle: bool | None = None,
        sampler: Any = None,
        batch_sampler: Any = None,
        num_workers: int = 0,
        collate_fn: Callable[[Any], Any] | None = None,
        pin_memory: bool = False,
        drop_last: bool = False,
        timeout: float = 0,
        worker_init_fn: Any = None,
        multiprocessing_context: Any = None,
        generator: Generator | None = None,
        *,
        prefetch_factor: int | None = None,
        persistent_workers: bool = False,
        pin_memory_device: str = "",
        in_order: bool = True,
    ) -> None:
        check_workers(num_workers, timeout, prefetch_factor, persistent_workers)
        self.multiprocessing_context = checked_context(multiprocessing_context, num_workers)
        self._iterable = isinstance(dataset, IterableDataset)
        if self._iterable:
            check_iterable(shuffle=shuffle, sampler=sampler, batch_sampler=batch_sampler)
        check_order(batch_size, shuffle, sampler, batch_sampler, drop_last)
        self.dataset, self.generator, self.drop_last = dataset, generator, drop_last
        self.batch_size = batch_size if batch_sampler is None else None
        self.sampler = self._order(bool(shuffle)) if sampler is None else sampler
        self.batch_sampler = batch_sampler
        if self.batch_size is not None:
            self.batch_sampler = BatchSampler(self.sampler, self.batch_size, drop_last)
        usual = default_convert if self.batch_sampler is None else default_collate
        self.collate_fn = usual if collate_fn is None else collate_fn
        self.num_workers, self.timeout, self.in_order = num_workers, timeout, in_order
        self.pin_memory, self.pin_memory_device = pin_memory, pin_memory_device
        self.persistent_workers, self.worker_init_fn = persistent_workers, worker_init_fn
        self.prefetch_factor = 2 if num_workers and prefetch_factor is None else prefetch_factor
        self._initialized = True

    def _order(self, shuffle: bool) -> Any:
        if self._iterable:
            return Unending()
        if shuffle:
            return RandomSampler(self.dataset, generator=self.generator)
        return SequentialSampler(self.dataset)

    def __setattr__(self, name: str, value: Any) -> None:
        if self._initialized and name in FIXED:
            raise ValueError(
                f"{name} attribute should not be set after {type(self).__name__} is initialized"
            )
        super().__setattr__(name, value)

    def __iter__(self) -> Iterator[Any]:
        if self.num_workers == 0:
            return Pass(self)
        if self._iterator is None:
            warn_of_many(self.num_workers)
            batches = WorkerPass(self)
            if self.persistent_workers:
                self._iterator = batches
            return batches
        self._iterator.restart(self)
        return self._iterator

    def __len__(self) -> int:
        """How many batches an epoch has."""
        if not self._iterable:
            return len(self.sampler if self.batch_sampler is None else self.batch_sampler)
        samples = len(self.dataset)
        self._IterableDataset_len_called = samples
        if self.batch_size is None:
            return samples
        whole, rest = divmod(samples, self.batch_size)
        return whole + (rest > 0 and not self.drop_last)


class Unending:
    """The order of an iterable dataset: whatever comes next, as long as something comes."""

    def __iter__(self) -> Iterator[None]:
        while True:
            yield None


def check_workers(
    num_workers: int, timeout: float, prefetch_factor: int | None, persistent_workers: bool
) -> None:
    """Raise ValueError for worker options that make no sense; warn of very many workers."""
    if num_workers < 0:
        raise ValueError(
            "num_workers option should be non-negative; use num_workers=0 to disable "
            "multiprocessing."
        )
    if timeout < 0:
        raise ValueError("timeout option should be non-negative")
    if num_workers == 0 and prefetch_factor is not None:
        raise ValueError(
            "prefetch_factor option could only be specified in multiprocessing.let num_workers > 0 "
            "to enable multiprocessing, otherwise set prefetch_factor to None."
        )
    if prefetch_factor is not None and prefetch_factor < 0:
        raise ValueError("prefetch_factor option should be non-negative")
    if persistent_workers and num_workers == 0:
        raise ValueError("persistent_workers option needs num_workers > 0")
    warn_of_many(num_workers)


def check_order(
    batch_size: int | None, shuffle: bool | None, sampler: Any, batch_sampler: Any, drop_last: bool
) -> None:
    """Raise ValueError for two ways of saying in which order and how many."""
    if sampler is not None and shuffle:
        raise ValueError("sampler option is mutually exclusive with shuffle")
    if batch_sampler is not None:
        if batch_size != 1 or shuffle or sampler is not None or drop_last:
            raise ValueError(
                "batch_sampler option is mutually exclusive with batch_size, shuffle, sampler, and "
                "drop_last"
            )
    elif batch_size is None and drop_last:
        raise ValueError(
            "batch_size=None option disables auto-batching and is mutually exclusive with drop_last"
        )


def check_iterable(**options: Any) -> None:
    """Raise ValueError for an order given to a dataset that has none."""
    for name, value in options.items():
        if value not in (None, False):
            raise ValueError(
                f"DataLoader with IterableDataset: expected unspecified {name} option, but got "
                f"{name}={value}"
            )
