"""The order of data: the same batches as PyTorch, epoch after epoch, and the same stream after."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
import torch.utils.data

import tutorgrad

Case = Callable[[Any], Any]


def loader(library: Any, n: int = 13, generator: int | None = None, **options: Any) -> Any:
    made = None if generator is None else library.Generator().manual_seed(generator)
    return library.utils.data.DataLoader(range(n), generator=made, **options)


def sampled(library: Any, kind: str, *args: Any, **options: Any) -> Any:
    sampler = getattr(library.utils.data, kind)(*args, **options)
    return library.utils.data.DataLoader(range(13), batch_size=4, sampler=sampler)


CASES: dict[str, Case] = {
    "in order": lambda t: loader(t, batch_size=4),
    "shuffled": lambda t: loader(t, batch_size=4, shuffle=True),
    "shuffled, dropping": lambda t: loader(t, batch_size=4, shuffle=True, drop_last=True),
    "shuffled singles": lambda t: loader(t, batch_size=None, shuffle=True),
    "large": lambda t: loader(t, n=1000, batch_size=64, shuffle=True),
    "one sample": lambda t: loader(t, n=1, shuffle=True),
    "generator": lambda t: loader(t, batch_size=4, shuffle=True, generator=7),
    "generator in order": lambda t: loader(t, batch_size=5, generator=7),
    "random": lambda t: sampled(t, "RandomSampler", range(13)),
    "more than all": lambda t: sampled(t, "RandomSampler", range(10), num_samples=25),
    "fewer": lambda t: sampled(t, "RandomSampler", range(10), num_samples=4),
    "replacement": lambda t: sampled(t, "RandomSampler", range(13), True, 71),
    "replacement 64": lambda t: sampled(t, "RandomSampler", range(13), True, 64),
    "subset": lambda t: sampled(t, "SubsetRandomSampler", [1, 5, 9, 12]),
    "weighted": lambda t: sampled(t, "WeightedRandomSampler", [1, 0.5, 3.0, 2], 20),
    "weighted once": lambda t: sampled(
        t, "WeightedRandomSampler", [1, 0.5, 3.0, 2], 3, replacement=False
    ),
    "batches of batches": lambda t: t.utils.data.DataLoader(
        range(13),
        batch_sampler=t.utils.data.BatchSampler(t.utils.data.RandomSampler(range(13)), 3, True),
    ),
}


def epochs(library: Any, make: Case, seed: int, stop: int | None) -> list[Any]:
    """Three epochs, each left after `stop` batches, and what the stream gives then."""
    library.manual_seed(seed)
    data = make(library)
    seen: list[Any] = [len(data)]
    for _ in range(3):
        for i, batch in enumerate(data):
            seen.append(np.asarray(batch).tolist())
            if i == stop:
                break
        seen.append(library.rand(2).tolist())
    if data.generator is not None:
        seen.append(library.rand(2, generator=data.generator).tolist())
    return seen


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("stop", [None, 0, 1])
def test_order(name: str, stop: int | None) -> None:
    for seed in range(12):
        ours = epochs(tutorgrad, CASES[name], seed, stop)
        assert ours == epochs(torch, CASES[name], seed, stop)


def test_an_unused_iterator_draws_as_in_pytorch() -> None:
    found = []
    for library in (tutorgrad, torch):
        library.manual_seed(1)
        data = loader(library, shuffle=True)
        iter(data)
        found.append(library.rand(1).item())
    assert found[0] == found[1]


@pytest.mark.parametrize("lengths", [[3, 7, 10], [0.5, 0.3, 0.2], [1 / 3, 1 / 3, 1 / 3], [20]])
def test_random_split(lengths: list[float]) -> None:
    for seed in range(50):
        found = []
        for library in (tutorgrad, torch):
            library.manual_seed(seed)
            parts = library.utils.data.random_split(range(20), lengths)
            own = library.Generator().manual_seed(seed)
            parts += library.utils.data.random_split(range(20), lengths, generator=own)
            found.append([part.indices for part in parts])
        assert found[0] == found[1]


def test_training_on_shuffled_batches_ends_at_the_same_weights() -> None:
    """Seed, data, initialisation, order, loss, optimizer: the whole chain."""
    ends = []
    for library in (tutorgrad, torch):
        library.manual_seed(5)
        nn, data = library.nn, library.utils.data
        x, y = library.randn(60, 4, dtype=library.float64), library.randint(0, 3, (60,))
        net = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Dropout(0.2), nn.Linear(8, 3)).double()
        optimizer = library.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
        train, _ = data.random_split(data.TensorDataset(x, y), [48, 12])
        for _ in range(4):
            for xs, ys in data.DataLoader(train, batch_size=10, shuffle=True):
                optimizer.zero_grad()
                nn.CrossEntropyLoss()(net(xs), ys).backward()
                optimizer.step()
        ends.append([p.detach().numpy() for p in net.parameters()])
    for mine, reference in zip(*ends, strict=True):
        np.testing.assert_allclose(mine, reference, rtol=1e-11)
