"""DistributedSampler: each of several processes takes its own part of a dataset."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from ...draws import randperm
from ...streams.generator import Generator
from .sampler import Sampler


class DistributedSampler(Sampler[Any]):
    """Every num_replicas-th index, from rank on, of an order that all processes share.

    The order follows from seed and epoch (`set_epoch`). It is made even by repeating the first
    samples, or with drop_last by leaving out the last ones. There are no process groups here, so
    num_replicas and rank have to be given: RuntimeError otherwise; ValueError for another rank.
    Source: torch.utils.data.distributed.DistributedSampler.
    """

    def __init__(
        self,
        dataset: Any,
        num_replicas: int | None = None,
        rank: int | None = None,
        shuffle: bool = True,
        seed: int = 0,
        drop_last: bool = False,
    ) -> None:
        if num_replicas is None or rank is None:
            raise RuntimeError("Requires distributed package to be available")
        if rank >= num_replicas or rank < 0:
            raise ValueError(
                f"Invalid rank {rank}, rank should be in the interval [0, {num_replicas - 1}]"
            )
        self.dataset = dataset
        self.num_replicas = num_replicas
        self.rank = rank
        self.epoch = 0
        self.drop_last = drop_last
        short = drop_last and len(dataset) % num_replicas != 0
        self.num_samples = math.ceil((len(dataset) - short * num_replicas) / num_replicas)
        self.total_size = self.num_samples * num_replicas
        self.shuffle = shuffle
        self.seed = seed

    def __iter__(self) -> Iterator[int]:
        indices = list(range(len(self.dataset)))
        if self.shuffle:
            stream = Generator().manual_seed(self.seed + self.epoch)
            indices = randperm(len(self.dataset), generator=stream).tolist()
        if self.total_size > len(indices):
            indices *= math.ceil(self.total_size / len(indices))
        return iter(indices[self.rank : self.total_size : self.num_replicas])

    def __len__(self) -> int:
        return self.num_samples

    def set_epoch(self, epoch: int) -> None:
        """Say which epoch begins: each has its own order."""
        self.epoch = epoch
