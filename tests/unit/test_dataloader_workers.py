"""Worker processes, real ones: nothing is lost, errors come through, and all of them end."""

from __future__ import annotations

import gc
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

import tutorgrad as torch
from tutorgrad.utils.data import DataLoader, IterableDataset, get_worker_info

# From Python 3.12 on, to fork while NumPy's threads run is warned of.
pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded")


class Squares:
    """Sample i is i² and who fetched it; some indices do something else."""

    def __init__(self, size: int = 12, at: int = -1, act: Callable[[], Any] | None = None) -> None:
        self.size, self.at, self.act = size, at, act

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, i: int) -> Any:
        if i == self.at and self.act is not None:
            self.act()
        info = get_worker_info()
        return torch.tensor(i * i), info.id if info else -1, os.getpid()


class Shared(IterableDataset[int]):
    """0, 1, …: every worker takes its part."""

    def __init__(self, size: int) -> None:
        self.size = size

    def __iter__(self) -> Iterator[int]:
        info = get_worker_info()
        assert info is not None
        return iter(range(info.id, self.size, info.num_workers))


def fail() -> None:
    raise KeyError("sample three")


def vanish() -> None:
    os._exit(7)


def be_killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def sleep_long() -> None:
    time.sleep(60)


def unpicklable() -> Any:
    class Local(Exception):
        pass

    raise Local("only here")


@pytest.fixture(autouse=True)
def no_process_is_left() -> Iterator[None]:
    """After each test every worker has ended and has been waited for."""
    yield
    gc.collect()
    assert multiprocessing.active_children() == []


def loader(dataset: Any, workers: int = 2, **options: Any) -> DataLoader[Any]:
    return DataLoader(dataset, batch_size=2, num_workers=workers, **options)


@pytest.mark.parametrize("workers", [1, 2])
def test_the_batches_come_in_order_from_all_workers(workers: int) -> None:
    batches = list(loader(Squares(), workers))
    assert [i for squares, *_ in batches for i in squares.tolist()] == [i * i for i in range(12)]
    assert [who for _, who, _ in batches for who in set(who.tolist())] == [0, 1] * 3 or workers == 1
    assert os.getpid() not in {pid for *_, pids in batches for pid in pids.tolist()}


@pytest.mark.parametrize("method", sorted({"spawn", multiprocessing.get_start_method()}))
def test_every_start_method(method: str) -> None:
    found = list(loader(Squares(4), 1, multiprocessing_context=method))
    assert [squares.tolist() for squares, *_ in found] == [[0, 1], [4, 9]]


def test_workers_whose_epoch_is_left_early_end_by_themselves() -> None:
    batches: Any = iter(loader(Squares(1000), prefetch_factor=4))
    next(batches)
    processes = batches.crew.processes
    del batches
    assert [process.exitcode for process in processes] == [0, 0]  # none had to be stopped


def test_loaders_inside_loaders() -> None:
    """Workers that start later know nothing of the pipes of those before them."""
    outer = loader(Squares(8), persistent_workers=True)
    for _ in range(2):
        for i, _ in enumerate(outer):
            for _ in loader(Squares(1000)):
                break
            if i == 2:
                break
    batches = outer._iterator
    assert batches is not None
    processes = batches.crew.processes
    del outer, batches
    assert [process.exitcode for process in processes] == [0, 0]


def test_persistent_workers_stay_and_forget_an_epoch_that_was_left() -> None:
    data = loader(Squares(), persistent_workers=True)
    pids = []
    for epoch in range(3):
        seen = []
        for squares, _, who in data:
            seen += squares.tolist()
            pids += who.tolist()
            if epoch == 1 and len(seen) == 4:
                break
        assert seen == [i * i for i in range(4 if epoch == 1 else 12)]
    assert len(set(pids)) == 2
    del data
    assert multiprocessing.active_children() == []  # at once, not when garbage is collected


def test_an_iterable_dataset_is_shared_out() -> None:
    found = [batch.tolist() for batch in loader(Shared(9))]
    assert found == [[0, 2], [1, 3], [4, 6], [5, 7], [8]]


class Gated(Squares):
    """Sample 0 waits until it is let through."""

    gate: Any

    def __getitem__(self, i: int) -> Any:
        if i == 0:
            assert self.gate.wait(30)
        return super().__getitem__(i)


def test_out_of_order_what_is_ready_comes_first_and_nothing_is_lost() -> None:
    dataset = Gated(20)
    dataset.gate = multiprocessing.Event()
    batches = iter(loader(dataset, in_order=False))
    first = next(batches)[0].tolist()
    assert first == [4, 9]
    dataset.gate.set()
    rest = [i for squares, *_ in batches for i in squares.tolist()]
    assert sorted(first + rest) == [i * i for i in range(20)]


def test_an_error_shows_the_traceback_of_the_worker_and_the_rest_still_comes() -> None:
    batches = iter(loader(Squares(6, at=3, act=fail)))
    assert next(batches)[0].tolist() == [0, 1]
    with pytest.raises(KeyError) as caught:
        next(batches)
    text = str(caught.value)
    assert text.startswith("Caught KeyError in DataLoader worker process 1.\nOriginal Traceback")
    assert "in fail" in text and text.endswith("KeyError: 'sample three'\n")
    assert next(batches)[0].tolist() == [16, 25]


def test_an_error_that_cannot_be_sent_is_told_as_text() -> None:
    with pytest.raises(
        RuntimeError, match=r"Caught Local in DataLoader worker process 0(.|\n)*only here"
    ):
        list(loader(Squares(2, at=0, act=unpicklable), 1))


def test_a_batch_that_cannot_be_sent_is_an_error_not_a_wait() -> None:
    data = DataLoader([1, 2], num_workers=1, collate_fn=lambda batch: lambda: batch)
    with pytest.raises(RuntimeError, match="Caught .* in DataLoader worker process 0"):
        list(data)


@pytest.mark.parametrize(("act", "why"), [(vanish, "exit code 7"), (be_killed, "Killed")])
def test_a_dead_worker_is_noticed(act: Callable[[], None], why: str) -> None:
    batches = iter(loader(Squares(8, at=4, act=act)))
    with pytest.raises(RuntimeError, match=r"DataLoader worker \(pid\(s\) \d+\) exited") as caught:
        list(batches)
    assert why in str(caught.value.__cause__)


def test_a_slow_worker_runs_into_the_timeout_and_is_stopped(monkeypatch: Any) -> None:
    monkeypatch.setattr("tutorgrad.utils.data.workers.PATIENCE", 0.2)
    data = loader(Squares(2, at=0, act=sleep_long), 1, timeout=0.2)
    with pytest.raises(RuntimeError, match="DataLoader timed out after 0.2 seconds") as caught:
        next(iter(data))
    del caught  # with it goes the iterator, and with that the worker


def test_large_batches_and_long_lists_of_indices_do_not_block_each_other() -> None:
    """A worker that waits to send must still take new tasks, or both sides wait for ever."""
    indices = [list(range(60_000))] * 4
    data = DataLoader(range(60_000), batch_sampler=indices, num_workers=1)
    assert [batch.sum().item() for batch in data] == [sum(indices[0])] * 4


def seeds(worker: int) -> None:
    drawn.append((random.random(), np.random.rand(), torch.rand(1).item(), worker))


drawn: list[Any] = []


class Drawn:
    def __len__(self) -> int:
        return 2

    def __getitem__(self, i: int) -> Any:
        info = get_worker_info()
        assert info is not None and info.num_workers == 2 and info.seed > 0
        return list(drawn[0])


def test_each_worker_has_random_numbers_of_its_own_and_a_seed_repeats_them() -> None:
    rounds = []
    for _ in range(2):
        torch.manual_seed(4)
        data = DataLoader(Drawn(), batch_size=None, num_workers=2, worker_init_fn=seeds)
        rounds.append(list(data))
    assert rounds[0] == rounds[1]
    first, second = rounds[0]
    assert all(a != b for a, b in zip(first, second, strict=True))


def test_an_init_function_that_fails_says_so() -> None:
    with pytest.raises(ZeroDivisionError, match="Caught ZeroDivisionError in DataLoader worker"):
        list(loader(Squares(), worker_init_fn=lambda worker: 1 // 0))


PROGRAM = """
import sys, time
from tutorgrad.utils.data import DataLoader

class Slow:
    def __len__(self):
        return 10_000
    def __getitem__(self, i):
        time.sleep(0.01)
        return i

if __name__ == "__main__":
    for i, batch in enumerate(DataLoader(Slow(), num_workers=2, persistent_workers={keep})):
        if i == 0:
            print("going", flush=True)
"""


# How the main process ends, and whether the workers are persistent.
ENDS = [("killed", False)]
if hasattr(os, "killpg"):
    ENDS += [("Ctrl-C", False), ("Ctrl-C", True)]


@pytest.mark.parametrize(("how", "keep"), ENDS)
def test_workers_end_with_the_main_process(how: str, keep: bool, tmp_path: Any) -> None:
    """Ctrl-C goes to the whole group, as from a terminal; nobody tells of a main process killed."""
    program = tmp_path / "program.py"
    program.write_text(PROGRAM.format(keep=keep))
    main = subprocess.Popen(
        [sys.executable, str(program)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert main.stdout is not None and main.stdout.readline() == "going\n"
    if how == "Ctrl-C":
        os.killpg(main.pid, signal.SIGINT)
    else:
        main.kill()
    _, errors = main.communicate(timeout=30)  # returns when no worker holds the pipe any more
    assert errors.count("Traceback") == (how == "Ctrl-C"), errors
    if how == "Ctrl-C":
        assert errors.endswith("KeyboardInterrupt\n")
        with pytest.raises(ProcessLookupError):
            os.killpg(main.pid, 0)
