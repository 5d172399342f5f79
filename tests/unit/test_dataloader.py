"""Datasets and loaders: nothing is lost, doubled or reordered. Needs no PyTorch."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tutorgrad as torch
from tutorgrad.utils.data import (
    BatchSampler,
    ConcatDataset,
    DataLoader,
    IterableDataset,
    RandomSampler,
    Subset,
    TensorDataset,
    default_collate,
    random_split,
)

SIZES = st.integers(1, 40)


def seen(loader: Any) -> list[int]:
    return [i for batch in loader for i in batch.tolist()]


@given(n=SIZES, batch=SIZES, shuffle=st.booleans(), drop=st.booleans())
def test_an_epoch_has_every_sample_once(n: int, batch: int, shuffle: bool, drop: bool) -> None:
    loader = DataLoader(range(n), batch, shuffle, drop_last=drop)
    found = seen(loader)
    kept = n - n % batch if drop else n
    assert len(found) == len(set(found)) == kept
    assert set(found) <= set(range(n))
    assert len(loader) == len(list(loader)) == -(-kept // batch)
    if not shuffle:
        assert found == list(range(kept))


@given(n=SIZES, seed=st.integers(0, 2**32))
def test_a_seed_fixes_the_order_and_epochs_differ(n: int, seed: int) -> None:
    def two_epochs() -> list[list[int]]:
        torch.manual_seed(seed)
        loader = DataLoader(range(n + 20), 4, shuffle=True)
        return [seen(loader), seen(loader)]

    first, second = two_epochs(), two_epochs()
    assert first == second
    assert first[0] != first[1]


@given(parts=st.lists(st.integers(2, 9), min_size=1, max_size=5))
def test_a_split_is_a_partition(parts: list[int]) -> None:
    pieces = random_split(range(sum(parts)), parts)
    assert [len(piece) for piece in pieces] == parts
    assert sorted(i for piece in pieces for i in piece.indices) == list(range(sum(parts)))


@given(lengths=st.lists(st.integers(0, 6), min_size=1, max_size=5))
def test_concatenated_datasets_count_through(lengths: list[int]) -> None:
    parts = [[(k, i) for i in range(n)] for k, n in enumerate(lengths)]
    joined = ConcatDataset(parts)
    flat = [sample for part in parts for sample in part]
    assert [joined[i] for i in range(len(joined))] == flat
    assert [joined[-i - 1] for i in range(len(flat))] == flat[::-1]


@given(n=SIZES, count=st.integers(1, 100))
def test_more_samples_than_there_are_start_over(n: int, count: int) -> None:
    drawn = list(RandomSampler(range(n), num_samples=count))
    assert len(drawn) == count
    assert set(drawn[:n]) == set(range(n)) or count < n
    assert all(drawn.count(i) <= -(-count // n) for i in range(n))


def test_tensors_are_stacked_and_share_nothing() -> None:
    x, y = torch.arange(6.0).view(3, 2), torch.tensor([0, 1, 0])
    (xs, ys), *_ = DataLoader(TensorDataset(x, y), batch_size=2)
    assert xs.tolist() == [[0.0, 1.0], [2.0, 3.0]] and ys.tolist() == [0, 1]
    xs.zero_()
    assert x.sum() == 15


def test_rows_taken_at_once_are_what_stacking_gives() -> None:
    """The short way for tensors is taken only where it changes nothing."""
    x, y = torch.arange(24.0).view(6, 4), torch.arange(6)
    data = TensorDataset(x, y)
    for source in (data, Subset(data, [5, 3, 1, 0])):
        for a, b in zip(
            DataLoader(source, batch_size=3),
            DataLoader(source, batch_size=3, collate_fn=lambda samples: default_collate(samples)),
            strict=True,
        ):
            assert type(a) is type(b)
            assert all(torch.equal(u, v) and u.dtype is v.dtype for u, v in zip(a, b, strict=True))

    class Negative(TensorDataset):
        def __getitem__(self, index: Any) -> Any:
            return -super().__getitem__(index)[0]

    assert next(iter(DataLoader(Negative(y), batch_size=3))).tolist() == [0, -1, -2]
    trained = TensorDataset(x.requires_grad_())
    assert next(iter(DataLoader(trained, batch_size=2)))[0].grad_fn.name() == "StackBackward0"


def test_a_subset_of_a_subset() -> None:
    inner = Subset(range(100, 110), [9, 7, 5, 3])
    assert list(DataLoader(Subset(inner, [0, 2]), batch_size=None)) == [109, 105]


def test_an_own_collate_function_and_batch_sampler() -> None:
    sampler = BatchSampler([3, 1, 2], 2, False)
    assert list(DataLoader("abcd", batch_sampler=sampler, collate_fn="".join)) == ["db", "c"]


def test_an_iterable_dataset_is_taken_as_it_comes() -> None:
    class Numbers(IterableDataset[int]):
        def __iter__(self) -> Any:
            return iter(range(5))

    assert [b.tolist() for b in DataLoader(Numbers(), batch_size=2)] == [[0, 1], [2, 3], [4]]


def test_an_error_of_the_dataset_reaches_the_learner() -> None:
    class Broken(torch.utils.data.Dataset[int]):
        def __len__(self) -> int:
            return 2

        def __getitem__(self, index: int) -> int:
            raise KeyError(f"sample {index}")

    with pytest.raises(KeyError, match="sample 0"):
        list(DataLoader(Broken()))
