"""What `x[key]` and `x[key] = value` do, against PyTorch, over thousands of random keys.

Protects: the split of a key into a view and a copy, shapes and values, whether memory is shared,
the name of the node, the gradient, and the type and text of every error.
"""

from __future__ import annotations

import random
import warnings

import numpy as np
import pytest
import torch

import tutorgrad

pytestmark = pytest.mark.torch


def random_entry(rng: random.Random, size: int, advanced: bool):
    """One entry of a key for a dimension of about that size; now and then one that cannot fit."""
    kind = rng.random()
    if kind < 0.3:
        return rng.randint(-size - (rng.random() < 0.1), size - 1)
    if kind < 0.6:
        start, stop = rng.choice([None, 0, 1, -2]), rng.choice([None, size, -1, size + 3])
        return slice(start, stop, rng.choice([None, 1, 2]))
    if kind < 0.7:
        return None
    if kind < 0.75:
        return Ellipsis
    if not advanced:
        return slice(None)
    if kind < 0.8:
        return rng.choice([True, False])
    if kind < 0.85:
        return [rng.random() < 0.5 for _ in range(size)]
    if kind < 0.93:
        return random_index(rng, size)
    shape = rng.choice([(2,), (1,), (2, 2)])
    count = int(np.prod(shape))
    return np.reshape([rng.randint(-size, size - 1) for _ in range(count)], shape).tolist()


def random_index(rng: random.Random, size: int):
    """An index or a mask that becomes a tensor; now and then one that is out of bounds."""
    if rng.random() < 0.4:
        shape = rng.choice([(size,), (size, rng.randint(1, 4)), ()])
        return np.array([rng.random() < 0.5 for _ in range(int(np.prod(shape)))]).reshape(shape)
    shape = rng.choice([(), (2,), (1, 2), (0,), (2, 1)])
    reach = size + (rng.random() < 0.1)
    places = [rng.randint(-reach, reach - 1) for _ in range(int(np.prod(shape)))]
    return np.array(places, rng.choice(["int64", "int32", "int64"])).reshape(shape)


def own(library, key):
    """The key with its arrays as tensors of a library."""
    if isinstance(key, tuple):
        return tuple(own(library, entry) for entry in key)
    return library.tensor(key) if isinstance(key, np.ndarray) else key


def random_case(seed: int):
    """An array and a key for it."""
    rng = random.Random(seed)
    shape = tuple(rng.randint(1, 4) for _ in range(rng.randint(0, 4)))
    array = np.random.default_rng(seed).standard_normal(shape)
    entries = [
        random_entry(rng, shape[min(i, len(shape) - 1)] if shape else 1, bool(seed % 2))
        for i in range(rng.randint(0, len(shape) + 1))
    ]
    dots = [i for i, entry in enumerate(entries) if entry is Ellipsis]
    for i in reversed(dots[1:]):
        del entries[i]
    single = len(entries) == 1 and rng.random() < 0.5
    return np.asarray(array), entries[0] if single else tuple(entries)


def attempt(function):
    """The result of a call, or the type and text of its error."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return function(), None
        except (IndexError, TypeError, ValueError, RuntimeError) as error:
            return None, (type(error).__name__, str(error))


def read(library, array, key):
    """Everything that can be seen of x[key]."""
    x = library.tensor(array, requires_grad=True)
    y = x[own(library, key)]
    y.backward(library.tensor(np.arange(1.0, y.numel() + 1).reshape(tuple(y.shape))))
    return {
        "shape": tuple(y.shape),
        "values": y.detach().tolist(),
        "view": y._is_view(),
        "rows": y.is_contiguous(),
        "node": y.grad_fn.name(),
        "grad": x.grad.tolist(),
    }


def written(library, array, key, value):
    """The tensor after x[key] = value."""
    x = library.tensor(array)
    x[own(library, key)] = value if isinstance(value, float) else library.tensor(value)
    return x.tolist()


def random_value(rng: random.Random, shape: tuple[int, ...]):
    """Distinct numbers in a shape that stretches to another one; now and then it does not."""
    sizes = [1 if rng.random() < 0.3 else n for n in shape]
    sizes = sizes[rng.randint(0, len(sizes)) :] if rng.random() < 0.4 else sizes
    sizes = [1, *sizes] if rng.random() < 0.2 else sizes
    if rng.random() < 0.1:
        sizes = [*sizes, 3]
    return np.arange(1.0, np.prod(sizes, dtype=int) + 1).reshape(sizes)


@pytest.mark.parametrize("block", range(8))
def test_reading_a_key_is_what_pytorch_reads(block):
    for seed in range(500 * block, 500 * (block + 1)):
        array, key = random_case(seed)
        ours = attempt(lambda: read(tutorgrad, array, key))  # noqa: B023
        theirs = attempt(lambda: read(torch, array, key))  # noqa: B023
        assert ours == theirs, f"seed {seed}: x{list(array.shape)}[{key}]"


@pytest.mark.parametrize("block", range(8))
def test_writing_to_a_key_is_what_pytorch_writes(block):
    for seed in range(500 * block, 500 * (block + 1)):
        array, key = random_case(seed)
        part, wrong_key = attempt(lambda: torch.tensor(array)[own(torch, key)])  # noqa: B023
        value = 7.5  # never two errors at once: which comes first is open
        if not wrong_key and seed % 5:
            value = random_value(random.Random(seed), tuple(part.shape))
        ours = attempt(lambda: written(tutorgrad, array, key, value))  # noqa: B023
        theirs = attempt(lambda: written(torch, array, key, value))  # noqa: B023
        assert ours == theirs, f"seed {seed}: x{list(array.shape)}[{key}] = {np.shape(value)}"
