"""Worker processes: what a DataLoader's workers do, and how the main process talks with them.

    main process                                   worker process i
    Crew.send(i, task)  ──────── pipe i ────────►  a thread collects the tasks
    Crew.receive()      ◄─────── pipe i ────────   fetch, collate, pickle

Every worker has a pipe of its own, so that a worker that dies harms no other, and its death shows:
its pipe ends. The other way round a worker ends when its pipe does, whatever became of the main
process. The thread in the worker takes tasks off the pipe at once, so that the main process never
waits to send while a worker waits to send: that would last for ever.
"""

from __future__ import annotations

import os
import pickle
import queue
import random
import signal
import sys
import threading
import time
import traceback
import warnings
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

import numpy as np

from ...random import manual_seed
from .collate import default_collate
from .dataset import IterableDataset, TensorDataset, rows_at_once, several
from .sampler import BatchSampler, RandomSampler

PATIENCE = 5.0  # seconds that a worker has to end by itself
OUR_ENDS: weakref.WeakSet[Any] = weakref.WeakSet()  # what a forked worker closes


@dataclass(frozen=True)
class WorkerInfo:
    """What `get_worker_info` tells: which worker of how many this is, its seed and its dataset."""

    id: int
    num_workers: int
    seed: int
    dataset: Any


_here: WorkerInfo | None = None


def get_worker_info() -> WorkerInfo | None:
    """In a worker process: its id, num_workers, seed and dataset; None in the main process.

    An IterableDataset needs it to give each worker another part of the data.
    Source: torch.utils.data.get_worker_info.
    """
    return _here


@dataclass(frozen=True)
class Fetcher:
    """How a batch is made: the samples at some indices, or the next ones, then collated."""

    dataset: Any
    batched: bool
    collate: Callable[[Any], Any]
    drop_last: bool

    def begin(self) -> Callable[[Any], Any]:
        """A function that fetches the batch for some indices. It raises StopIteration at the end
        of an iterable dataset; each call of `begin` starts that dataset anew."""
        if isinstance(self.dataset, IterableDataset):
            samples = iter(self.dataset)
            return lambda indices: self.collate(self.following(samples, indices))
        if not self.batched:
            return lambda index: self.collate(self.dataset[index])
        return self.batch

    def orders(self, sampler: Any) -> Iterator[Any]:
        """The indices of the batches: as arrays where no one but `batch` sees them."""
        source = getattr(sampler, "sampler", None)
        if type(sampler) is BatchSampler and type(source) is RandomSampler:
            if type(self.dataset) is TensorDataset and source.data_source is self.dataset:
                return sampler.arrays()
        return iter(sampler)

    def batch(self, indices: Any) -> Any:
        """The batch of the samples at some indices."""
        if self.collate is default_collate and len(indices):
            stacked = rows_at_once(self.dataset, indices)
            if stacked is not None:
                return stacked
        if isinstance(indices, np.ndarray):
            indices = indices.tolist()
        return self.collate(several(self.dataset, indices))

    def following(self, samples: Any, indices: Any) -> Any:
        """The next sample, or as many as there are indices."""
        if not self.batched:
            return next(samples)
        batch = list(islice(samples, len(indices)))
        if not batch or (self.drop_last and len(batch) < len(indices)):
            raise StopIteration
        return batch


# --------------------------------------------------------------------- messages of a worker


class Task(NamedTuple):
    """A batch to fetch: of which epoch, its number in it, and its indices."""

    epoch: int
    number: int
    indices: Any


class Result(NamedTuple):
    """What became of a task; content is a batch or `Caught`."""

    worker: int
    epoch: int
    number: int
    content: Any


class KeyErrorText(str):
    """A message that KeyError does not put in quotes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


@dataclass(frozen=True)
class Caught:
    """An error in a worker: its type and its traceback as text."""

    kind: type[Exception]
    text: str

    @classmethod
    def now(cls, worker: int) -> Caught:
        """The error that is being handled."""
        kind: Any = sys.exc_info()[0]
        where = f"Caught {kind.__name__} in DataLoader worker process {worker}."
        return cls(kind, f"{where}\nOriginal {traceback.format_exc()}")

    def ends(self, dataset: Any) -> bool:
        """Whether this is how an iterable dataset says that it has no more samples."""
        return isinstance(dataset, IterableDataset) and issubclass(self.kind, StopIteration)

    def reraise(self) -> None:
        """Raise an error of the same type that shows the worker's traceback."""
        text = KeyErrorText(self.text) if self.kind is KeyError else self.text
        try:
            error = self.kind(text)
        except Exception:  # it wants other arguments, which nobody knows here
            raise RuntimeError(text) from None
        raise error


# ------------------------------------------------------------------------ in the worker


def work(
    pipe: Any, fetcher: Fetcher, base_seed: int, init: Any, worker: int, num_workers: int
) -> None:
    """The life of a worker: seeds, `worker_init_fn`, then task after task."""
    for end in list(OUR_ENDS):
        end.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the main process, which ends us
    seed_all(base_seed, worker)
    global _here
    _here = WorkerInfo(worker, num_workers, base_seed + worker, fetcher.dataset)
    started = attempt(worker, init, worker) if init is not None else None
    failed = started if isinstance(started, Caught) else None
    tasks: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
    closed = threading.Event()
    threading.Thread(target=collect_tasks, args=(pipe, tasks, closed), daemon=True).start()
    epoch, fetch = -1, None
    while (task := tasks.get()) is not None and not closed.is_set():
        if task.epoch != epoch:
            epoch, fetch = task.epoch, failed or attempt(worker, fetcher.begin)
        if fetch is None:
            continue  # this epoch's data have ended
        content = fetch if isinstance(fetch, Caught) else attempt(worker, fetch, task.indices)
        if isinstance(content, Caught) and content.ends(fetcher.dataset):
            fetch = None
        if not sent(pipe, Result(worker, epoch, task.number, content)):
            break


def attempt(worker: int, function: Callable[..., Any], *args: Any) -> Any:
    """What a function gives, or the error that it raises instead."""
    try:
        return function(*args)
    except Exception:
        return Caught.now(worker)


def seed_all(base_seed: int, worker: int) -> None:
    """Give each worker other random numbers, in all three streams that a dataset may use."""
    random.seed(base_seed + worker)
    manual_seed(base_seed + worker)
    entropy = [worker, base_seed & 0xFFFFFFFF, base_seed >> 32, 0]
    np.random.seed(np.random.SeedSequence(entropy).generate_state(4))


def collect_tasks(pipe: Any, tasks: Any, closed: threading.Event) -> None:
    """Take tasks off the pipe until it ends or None comes."""
    try:
        while (task := pipe.recv()) is not None:
            tasks.put(task)
    except (EOFError, OSError):
        pass
    closed.set()
    tasks.put(None)


def sent(pipe: Any, result: Result) -> bool:
    """Send a result; what cannot be pickled is sent as that error. False when nobody listens."""
    try:
        try:
            message = pickle.dumps(result, pickle.HIGHEST_PROTOCOL)
        except Exception:
            why = result.content
            why = why if isinstance(why, Caught) else Caught.now(result.worker)
            message = pickle.dumps(result._replace(content=Caught(RuntimeError, why.text)))
        pipe.send_bytes(message)
    except OSError:
        return False
    return True


# ------------------------------------------------------------------ in the main process


class Crew:
    """The workers of a DataLoader, seen from the main process."""

    def __init__(
        self, context: Any, fetcher: Fetcher, base_seed: int, init: Any, num_workers: int
    ) -> None:
        self.pipes: list[Any] = []
        self.processes: list[Any] = []
        self.close = weakref.finalize(self, close, os.getpid(), self.pipes, self.processes)
        for i in range(num_workers):
            ours, theirs = context.Pipe()
            OUR_ENDS.add(ours)
            self.pipes.append(ours)
            process = context.Process(
                target=work, args=(theirs, fetcher, base_seed, init, i, num_workers), daemon=True
            )
            try:
                process.start()
            except (TypeError, AttributeError, pickle.PicklingError):
                warnings.warn(NOT_PICKLED, stacklevel=2)
                raise
            finally:
                theirs.close()
            self.processes.append(process)

    def send(self, worker: int, task: Task | None) -> None:
        """Give a worker a task, or (None) let it end."""
        try:
            self.pipes[worker].send(task)
        except OSError:
            pass  # it is dead; `receive` will say so

    def receive(self, waiting: list[bool], timeout: float) -> Result:
        """The next result of the workers that are waited for.

        Raises RuntimeError when one of them has died, or when nothing comes in time.
        """
        from multiprocessing import connection

        pipes = {self.pipes[i]: i for i, wanted in enumerate(waiting) if wanted}
        ready = connection.wait(list(pipes), timeout or None)
        if not ready:
            raise RuntimeError(f"DataLoader timed out after {timeout} seconds")
        try:
            message = ready[0].recv_bytes()  # type: ignore[union-attr]
        except (EOFError, OSError):
            process = self.processes[pipes[ready[0]]]
            process.join(PATIENCE)
            raise RuntimeError(
                f"DataLoader worker (pid(s) {process.pid}) exited unexpectedly"
            ) from RuntimeError(how_it_ended(process))
        result: Result = pickle.loads(message)
        return result


def close(owner: int, pipes: list[Any], processes: list[Any]) -> None:
    """End the workers: ask them, wait a moment, then make them."""
    if os.getpid() != owner:
        return  # a forked process has these objects too, but the workers are not its children
    for pipe in pipes:
        try:
            pipe.send(None)
        except OSError:
            pass
        pipe.close()
    deadline = time.monotonic() + PATIENCE
    for process in processes:
        process.join(max(0.0, deadline - time.monotonic()))
        for stronger in (process.terminate, process.kill):
            if process.is_alive():
                stronger()
                process.join(PATIENCE)


def how_it_ended(process: Any) -> str:
    """The exit code of a worker in words."""
    code, who = process.exitcode, f"DataLoader worker (pid {process.pid})"
    if code is not None and code < 0:
        return f"{who} is killed by signal: {signal.strsignal(-code)}. "
    return (
        f"{who} exited unexpectedly with exit code {code}. Details are lost due to "
        "multiprocessing. Rerunning with num_workers=0 may give better error trace."
    )


NOT_PICKLED = (
    "Got pickle error when attempting to start a worker Process. This might be because the worker "
    "Process arguments are not picklable. Python 3.14+ changed the multiprocessing start method in "
    "non-Mac POSIX platforms to 'forkserver', which requires the worker Process arguments to be "
    "picklable. You can also try multiprocessing.set_start_method('fork')."
)


def checked_context(context: Any, num_workers: int) -> Any:
    """A way to start processes, from its name. Raises ValueError or TypeError for none."""
    if context is None:
        return None
    if num_workers == 0:
        raise ValueError(
            "multiprocessing_context can only be used with multi-process loading (num_workers > "
            f"0), but got num_workers={num_workers}"
        )
    import multiprocessing

    if isinstance(context, str):
        known = multiprocessing.get_all_start_methods()
        if context not in known:
            raise ValueError(
                "multiprocessing_context option should specify a valid start method in "
                f"{known!r}, but got multiprocessing_context={context!r}"
            )
        context = multiprocessing.get_context(context)
    if not isinstance(context, multiprocessing.context.BaseContext):
        raise TypeError(
            "multiprocessing_context option should be a valid context object or a string "
            f"specifying the start method, but got multiprocessing_context={context}"
        )
    return context


def warn_of_many(num_workers: int) -> None:
    """Warn of more workers than this process has processors."""
    allowed = getattr(os, "sched_getaffinity", None)
    count = len(allowed(0)) if allowed else os.cpu_count()
    if count is not None and num_workers > count:
        unsure = "" if allowed else " (`cpuset` is not taken into account)"
        warnings.warn(
            f"This DataLoader will create {num_workers} worker processes in total. Our suggested "
            f"max number of worker in current system is {count}{unsure}, which is smaller than "
            "what this DataLoader is going to create. Please be aware that excessive worker "
            "creation might get DataLoader running slow or even freeze, lower the worker number to "
            "avoid potential slowness/freeze if necessary.",
            stacklevel=4,
        )
