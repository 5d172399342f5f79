"""Worker processes: the same batches, random numbers and words as PyTorch's."""

from __future__ import annotations

import gc
import random
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import torch

import tutorgrad

# From Python 3.12 on, to fork while NumPy's threads run is warned of.
pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded")


class Drawn:
    """Sample i is i and what the three random streams give in the process that fetches it."""

    def __init__(self, library: Any, size: int = 11) -> None:
        self.library, self.size = library, size

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, i: int) -> Any:
        return i, random.random(), np.random.rand(), self.library.rand(2), str(self.where())

    def where(self) -> Any:
        info = self.library.utils.data.get_worker_info()
        return None if info is None else (info.id, info.num_workers, info.seed)


def iterable(library: Any) -> Any:
    """An iterable dataset of which each worker takes its part, of different lengths."""

    class Parts(library.utils.data.IterableDataset):  # type: ignore[misc, name-defined]
        def __iter__(self) -> Iterator[Any]:
            part = library.utils.data.get_worker_info().id
            return ((part, i, library.rand(1)) for i in range(3 + 4 * part))

    return Parts()


def plain(batch: Any) -> Any:
    """A batch without tensors."""
    if isinstance(batch, list | tuple):
        return [plain(entry) for entry in batch]
    return batch.tolist() if hasattr(batch, "tolist") else batch


OPTIONS: list[dict[str, Any]] = [
    {"batch_size": 3, "shuffle": True},
    {"batch_size": 3, "shuffle": True, "persistent_workers": True},
    {"batch_size": 2, "prefetch_factor": 1, "drop_last": True, "own": True},
    {"batch_size": None, "shuffle": True},
    {"batch_size": 3, "iterable": True},
    {"batch_size": 3, "iterable": True, "persistent_workers": True, "drop_last": True},
    {"batch_size": None, "iterable": True},
]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
@pytest.mark.parametrize("stop", [None, 1])
def test_batches_and_random_numbers(options: dict[str, Any], stop: int | None) -> None:
    """Three epochs, whole or left early, and what the main stream gives after each."""
    found = []
    for library in (tutorgrad, torch):
        given = {"num_workers": 2, **options}
        dataset = iterable(library) if given.pop("iterable", False) else Drawn(library)
        library.manual_seed(8)
        if given.pop("own", False):
            given["generator"] = library.Generator().manual_seed(5)
        loader = library.utils.data.DataLoader(dataset, **given)
        seen: list[Any] = []
        for _ in range(3):
            for i, batch in enumerate(loader):
                seen.append(plain(batch))
                if i == stop:
                    break
            seen.append(library.rand(1).item())
        found.append(seen)
        del loader
        gc.collect()
    assert found[0] == found[1]


class Failing:
    """Sample 1 raises an error."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def __len__(self) -> int:
        return 3

    def __getitem__(self, i: int) -> int:
        if i == 1:
            raise self.error
        return i


class Particular(Exception):
    def __init__(self, one: int, two: int) -> None:
        super().__init__(one, two)


ERRORS = [ValueError("no"), KeyError("k"), Particular(1, 2), StopIteration(), OSError(2, "gone")]


@pytest.mark.parametrize("error", ERRORS, ids=repr)
def test_errors(error: Exception) -> None:
    """The same type and the same words; the lines of the traceback between them differ."""
    found = []
    for library in (tutorgrad, torch):
        seen: list[Any] = []
        batches = iter(library.utils.data.DataLoader(Failing(error), num_workers=1))
        for _ in range(4):  # to the end: PyTorch waits five seconds for workers left behind
            try:
                seen.append(next(batches).tolist())
            except Exception as caught:
                lines = str(caught).splitlines()
                seen.append((type(caught), repr(caught)[:30], lines[:2], lines[-1:]))
        found.append(seen)
    assert found[0] == found[1]


def test_a_length_that_was_wrong_is_warned_of() -> None:
    found = []
    for library in (tutorgrad, torch):
        dataset = iterable(library)
        type(dataset).__len__ = lambda self: 4
        type(dataset).__repr__ = lambda self: "Parts"
        loader = library.utils.data.DataLoader(dataset, num_workers=2, batch_size=None)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            found.append((len(loader), len(list(loader)), [str(w.message) for w in caught]))
    assert found[0] == found[1]
