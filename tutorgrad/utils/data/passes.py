"""One pass through a dataset: batch after batch, fetched here or by worker processes."""

from __future__ import annotations

import copy
import warnings
from itertools import cycle, islice
from typing import Any, Self

from ...cuda import is_available
from .sampler import base_seed
from .workers import Caught, Crew, Fetcher, Task


class Pass:
    """One pass through a DataLoader: an iterator of batches.

    It draws one number of the random stream when it starts, from which workers get their seeds;
    the order itself is drawn with the first batch.
    """

    def __init__(self, loader: Any) -> None:
        if loader.pin_memory and not is_available():
            warnings.warn(NOT_PINNED, stacklevel=3)
        self.loader = without_pass(loader)
        self.order = loader.sampler if loader.batch_sampler is None else loader.batch_sampler
        self.fetcher = Fetcher(
            loader.dataset, loader.batch_sampler is not None, loader.collate_fn, loader.drop_last
        )
        self.indices = self.fetcher.orders(self.order)
        self.base_seed = base_seed(loader.generator)
        self.given = 0
        self.start()

    def start(self) -> None:
        if self.loader.timeout != 0:
            raise AssertionError("_SingleProcessDataLoaderIter requires timeout == 0")
        self.fetch = self.fetcher.begin()

    def __iter__(self) -> Self:
        return self

    def __len__(self) -> int:
        return len(self.order)

    def __next__(self) -> Any:
        batch = self.following()
        self.given += 1
        promised = self.loader._IterableDataset_len_called
        if promised is not None and self.given > promised:
            hint = TOO_LONG_IN_WORKERS if self.loader.num_workers > 0 else ""
            text = TOO_LONG.format(self.loader.dataset, promised, self.given)
            warnings.warn(text + hint, stacklevel=2)
        return batch

    def following(self) -> Any:
        """The next batch. Raises StopIteration at the end."""
        return self.fetch(next(self.indices))


class WorkerPass(Pass):
    """One pass with worker processes, or with persistent_workers pass after pass.

    Each worker has prefetch_factor batches to fetch ahead; they take turns. What comes before its
    turn waits in `early`.
    """

    def start(self) -> None:
        import multiprocessing

        loader = self.loader
        if not loader.prefetch_factor:
            raise AssertionError(
                "prefetch_factor must be greater than 0 for MultiProcessingDataLoaderIter"
            )
        self.most = loader.prefetch_factor * loader.num_workers
        self.crew = Crew(
            loader.multiprocessing_context or multiprocessing,
            self.fetcher,
            self.base_seed,
            loader.worker_init_fn,
            loader.num_workers,
        )
        self.epoch = -1
        self.restart(loader)

    def restart(self, loader: Any) -> None:
        """Begin a new epoch with the same workers."""
        self.loader = without_pass(loader)
        self.indices = iter(self.order)
        self.given = self.due = self.sent = 0
        self.epoch += 1
        self.worker_of: dict[int, int] = {}  # who fetches the batch of this number
        self.early: dict[int, Any] = {}
        self.active = [True] * self.loader.num_workers
        self.busy = [0] * self.loader.num_workers
        self.turns = cycle(range(self.loader.num_workers))
        for _ in range(self.most):
            self.assign()

    def assign(self) -> None:
        """Have the next batch fetched by the worker whose turn it is."""
        try:
            indices = next(self.indices)
        except StopIteration:
            return
        for worker in islice(self.turns, len(self.active)):
            share = self.most // max(1, sum(self.active))
            if self.active[worker] and (self.loader.in_order or self.busy[worker] < share):
                break
        else:
            return
        self.crew.send(worker, Task(self.epoch, self.sent, indices))
        self.worker_of[self.sent] = worker
        self.busy[worker] += 1
        self.sent += 1

    def following(self) -> Any:
        while self.find_due():
            if self.due in self.early:
                return self.hand_out(self.due, self.early.pop(self.due))
            worker, epoch, number, content = self.crew.receive(self.active, self.loader.timeout)
            if epoch != self.epoch:
                continue  # left over from a pass that was not finished
            if isinstance(content, Caught) and content.ends(self.loader.dataset):
                self.active[worker] = False
                if not self.loader.persistent_workers:
                    self.crew.send(worker, None)
                self.assign()
            elif number == self.due or not self.loader.in_order:
                return self.hand_out(number, content)
            else:
                self.early[number] = content
        if not self.loader.persistent_workers:
            self.crew.close()
        raise StopIteration

    def find_due(self) -> bool:
        """Go to the next batch that comes, over those whose worker has come to its end."""
        while self.due < self.sent:
            worker = self.worker_of.get(self.due)
            if worker is not None and (self.active[worker] or self.due in self.early):
                return True
            self.worker_of.pop(self.due, None)
            self.due += 1
        return False

    def hand_out(self, number: int, content: Any) -> Any:
        """A batch that has come, or its error; its worker gets another one to fetch."""
        self.busy[self.worker_of.pop(number)] -= 1
        self.due += number == self.due
        self.assign()
        if isinstance(content, Caught):
            content.reraise()
        return content


def without_pass(loader: Any) -> Any:
    """A copy of a loader that does not hold its pass: so the workers end with the last mention of
    the loader, not when garbage is collected."""
    own = copy.copy(loader)
    own._iterator = None
    return own


NOT_PINNED = (
    "'pin_memory' argument is set as true but no accelerator is found, then device pinned memory "
    "won't be used."
)
TOO_LONG = (
    "Length of IterableDataset {} was reported to be {}(when accessing len(dataloader)), but {} "
    "samples have been fetched. "
)
TOO_LONG_IN_WORKERS = (
    "For multiprocessing data-loading, this could be caused by not properly configuring the "
    "IterableDataset replica at each worker. Please see "
    "https://pytorch.org/docs/stable/data.html#torch.utils.data.IterableDataset for examples."
)
