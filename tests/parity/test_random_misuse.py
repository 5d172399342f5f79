"""Wrong use of the random functions raises PyTorch's exception with PyTorch's message."""

import numpy as np
import pytest
import torch

from tutorgrad.streams import gaussian, integers, sampling
from tutorgrad.streams.generator import Generator

pytestmark = pytest.mark.torch

ONES = np.ones(3, np.float32)
MISUSE = {
    "uniform_ swapped": (
        lambda g: sampling.uniform(g, 3, 2, 1),
        lambda: torch.zeros(3).uniform_(2, 1),
    ),
    "uniform_ inf": (
        lambda g: sampling.uniform(g, 3, 0, np.inf),
        lambda: torch.zeros(3).uniform_(0, np.inf),
    ),
    "uniform_ wide": (
        lambda g: sampling.uniform(g, 3, -3e38, 3e38),
        lambda: torch.zeros(3).uniform_(-3e38, 3e38),
    ),
    "uniform_ half": (
        lambda g: sampling.uniform(g, 3, 0, 1e6, "float16"),
        lambda: torch.zeros(3).half().uniform_(0, 1e6),
    ),
    "uniform_ long": (
        lambda g: sampling.uniform(g, 3, dtype="int64"),
        lambda: torch.zeros(3).long().uniform_(),
    ),
    "normal_ std": (
        lambda g: gaussian.normal(g, 3, 0, -1.5),
        lambda: torch.zeros(3).normal_(0, -1.5),
    ),
    "normal_ nan": (
        lambda g: gaussian.normal(g, 3, 0, np.nan),
        lambda: torch.zeros(3).normal_(0, np.nan),
    ),
    "normal_ bool": (
        lambda g: gaussian.normal(g, 3, dtype="bool"),
        lambda: torch.zeros(3).bool().normal_(),
    ),
    "normal std tensor": (
        lambda g: gaussian.normal_each(g, 0.0, -ONES),
        lambda: torch.normal(0.0, torch.tensor([-1.0])),
    ),
    "log_normal_ std": (
        lambda g: gaussian.log_normal(g, 3, 0, 0),
        lambda: torch.zeros(3).log_normal_(0, 0),
    ),
    "log_normal_ long": (
        lambda g: gaussian.log_normal(g, 3, dtype="int64"),
        lambda: torch.zeros(3).long().log_normal_(),
    ),
    "randint empty": (
        lambda g: integers.randint(g, 3, 5, 3),
        lambda: torch.randint(5, 3, (3,)),
    ),
    "randint uint8": (
        lambda g: integers.randint(g, 3, 0, 300, "uint8"),
        lambda: torch.randint(0, 300, (3,), dtype=torch.uint8),
    ),
    "randint uint8 low": (
        lambda g: integers.randint(g, 3, -1, 30, "uint8"),
        lambda: torch.randint(-1, 30, (3,), dtype=torch.uint8),
    ),
    "randint int16": (
        lambda g: integers.randint(g, 3, 0, 2**16, "int16"),
        lambda: torch.randint(0, 2**16, (3,), dtype=torch.int16),
    ),
    "randint bool": (
        lambda g: integers.randint(g, 3, 0, 3, "bool"),
        lambda: torch.randint(0, 3, (3,), dtype=torch.bool),
    ),
    "randint half": (
        lambda g: integers.randint(g, 3, 0, 70000, "float16"),
        lambda: torch.randint(0, 70000, (3,), dtype=torch.float16),
    ),
    "randperm uint8": (
        lambda g: integers.randperm(g, 257, "uint8"),
        lambda: torch.randperm(257, dtype=torch.uint8),
    ),
    "randperm half": (
        lambda g: integers.randperm(g, 2050, "float16"),
        lambda: torch.randperm(2050, dtype=torch.float16),
    ),
    "randperm float": (
        lambda g: integers.randperm(g, 2**24 + 2, "float32"),
        lambda: torch.randperm(2**24 + 2, dtype=torch.float32),
    ),
    "randperm bool": (
        lambda g: integers.randperm(g, 5, "bool"),
        lambda: torch.randperm(5, dtype=torch.bool),
    ),
    "bernoulli_ p": (
        lambda g: sampling.bernoulli(g, 3, 1.5),
        lambda: torch.zeros(3).bernoulli_(1.5),
    ),
    "bernoulli p": (
        lambda g: sampling.bernoulli_each(g, ONES * 2),
        lambda: torch.bernoulli(torch.ones(3) * 2),
    ),
    "bernoulli long": (
        lambda g: sampling.bernoulli_each(g, np.ones(3, int)),
        lambda: torch.bernoulli(torch.ones(3).long()),
    ),
    "exponential_ rate": (
        lambda g: sampling.exponential(g, 3, 0),
        lambda: torch.zeros(3).exponential_(0),
    ),
    "exponential_ long": (
        lambda g: sampling.exponential(g, 3, dtype="int64"),
        lambda: torch.zeros(3).long().exponential_(),
    ),
    "geometric_ p": (
        lambda g: sampling.geometric(g, 3, 1),
        lambda: torch.zeros(3).geometric_(1),
    ),
    "geometric_ bool": (
        lambda g: sampling.geometric(g, 3, 0.5, "bool"),
        lambda: torch.zeros(3).bool().geometric_(0.5),
    ),
    "cauchy_ sigma": (
        lambda g: sampling.cauchy(g, 3, 0, -1),
        lambda: torch.zeros(3).cauchy_(0, -1),
    ),
    "cauchy_ long": (
        lambda g: sampling.cauchy(g, 3, dtype="int64"),
        lambda: torch.zeros(3).long().cauchy_(),
    ),
    "poisson rate": (
        lambda g: sampling.poisson(g, -ONES),
        lambda: torch.poisson(-torch.ones(3)),
    ),
    "poisson long": (
        lambda g: sampling.poisson(g, np.ones(3, int)),
        lambda: torch.poisson(torch.ones(3).long()),
    ),
    "manual_seed float": (
        lambda g: g.manual_seed(1.5),
        lambda: torch.Generator().manual_seed(1.5),
    ),
    "manual_seed big": (
        lambda g: g.manual_seed(2**64),
        lambda: torch.Generator().manual_seed(2**64),
    ),
    "set_state dtype": (
        lambda g: g.set_state(np.zeros(5056)),
        lambda: torch.Generator().set_state(torch.zeros(5056)),
    ),
    "set_state size": (
        lambda g: g.set_state(np.zeros(3, np.uint8)),
        lambda: torch.Generator().set_state(torch.zeros(3, dtype=torch.uint8)),
    ),
    "set_state invalid": (
        lambda g: g.set_state(np.zeros(5056, np.uint8)),
        lambda: torch.Generator().set_state(torch.zeros(5056, dtype=torch.uint8)),
    ),
}


@pytest.mark.parametrize("name", MISUSE)
def test_misuse_raises_what_pytorch_raises(name):
    ours, theirs = MISUSE[name]
    assert_same_error(lambda: ours(Generator()), theirs)


@pytest.mark.parametrize(
    ("rows", "count", "replacement"),
    [
        ([1.0, 2, 3], 4, False),
        ([1.0, 2, 3], 0, False),
        ([1.0, 2, -3], 2, False),
        ([1.0, 2, -3], 2, True),
        ([1.0, np.nan], 2, True),
        ([1.0, np.inf], 2, True),
        ([1.0, np.inf], 1, True),
        ([0.0, 0], 1, False),
        ([0.0, 0], 2, True),
        ([[1.0, 1], [0, 0]], 2, True),
        ([1, 2, 3], 2, False),
        (1.0, 1, False),
        ([[[1.0]]], 1, False),
    ],
)
def test_multinomial_misuse(rows, count, replacement):
    w = np.array(rows)
    assert_same_error(
        lambda: sampling.multinomial(Generator(), w, count, replacement),
        lambda: torch.multinomial(torch.from_numpy(w), count, replacement),
    )


def assert_same_error(ours, theirs):
    with pytest.raises(Exception) as expected:
        theirs()
    with pytest.raises(type(expected.value)) as got:
        ours()
    assert str(got.value) == str(expected.value).split("\n")[0]
