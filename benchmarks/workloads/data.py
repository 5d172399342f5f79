"""One epoch of a DataLoader: 20,000 rows of 784 numbers in random order, in batches of 128."""

from __future__ import annotations

from ..workload import Workload, labels, normal

ROWS, BATCH = 20_000, 128


def arrays():
    """x and y"""
    return *normal((ROWS, 784)), labels(ROWS, 10)


def numpy_epoch(np, x, y):
    generator = np.random.default_rng(0)

    def step():
        order, seen = generator.permutation(ROWS), []
        for start in range(0, ROWS, BATCH):
            chosen = order[start : start + BATCH]
            _, batch = x[chosen], y[chosen]
            seen.append(batch)
        return len(seen), seen

    return step


def torch_epoch(torch, x, y):
    data = torch.utils.data
    dataset = data.TensorDataset(torch.tensor(x), torch.tensor(y))
    loader = data.DataLoader(dataset, batch_size=BATCH, shuffle=True)

    def step():
        seen = []
        for _, batch in loader:
            seen.append(batch)
        return len(seen), seen

    return step


WORKLOADS = [
    Workload(
        "data",
        "DataLoader, an epoch of 20,000×784",
        arrays,
        {"numpy": numpy_epoch, "torch": torch_epoch},
        {"tutorgrad": {"torch": 0.2}},
        checked_steps=1,
        replayed=False,
    )
]
