"""The random stream equals PyTorch's, bit for bit: every distribution, size and memory layout.

Each case draws arrays of many sizes one after another from one generator, ours and PyTorch's, and
compares every bit of the values, and at the end the 5056 bytes of the state. A single word drawn
too much or too little would show.
"""

import functools
import random
import warnings

import numpy as np
import pytest
import torch

from tutorgrad.streams import gaussian, integers, sampling
from tutorgrad.streams.generator import Generator

pytestmark = pytest.mark.torch

SEEDS = [
    *range(48),
    1337,
    2**32 - 1,
    2**32,
    2**32 + 5,
    2**63 - 1,
    2**64 - 1,
    -1,
    -(2**63),
]
SMALL = [0, 1, 2, 3, 5, 8, 15, 16, 17, 20, 31, 32, 33, 47, 48, 100]
FLOATS = ["float16", "float32", "float64"]
WHOLE = ["uint8", "int8", "int16", "int32", "int64"]
RANGES = [
    *((0, 10), (-5, 2**28 - 6), (0, 2**28), (3, 2**28 + 4), (0, 2**31), (-1, 2**32)),
    *(
        (-(2**40), 2**50),
        (-(2**63), 2**63 - 1),
        (-(2**63), None),
        (-(2**62), None),
        (7, None),
    ),
]


def empty(n, dtype, layout="plain"):
    """A torch tensor whose memory is laid out in one of several ways."""
    kind = getattr(torch, dtype)
    return {
        "plain": lambda: torch.zeros(n, dtype=kind),
        "gaps": lambda: torch.zeros(n, 2, dtype=kind)[:, 0],
        "transposed": lambda: torch.zeros(n, 3, dtype=kind).t(),
        "permuted": lambda: torch.zeros(3, n, 4, dtype=kind).permute(2, 0, 1)[:, ::2],
    }[layout]()


def weights(n, dtype):
    """Fixed numbers in (0, 1) that serve as probabilities, rates or deviations."""
    return np.random.RandomState(n).uniform(0.01, 0.99, n).astype(dtype)


def rates(n, dtype):
    """Poisson rates below and above 10, where the method changes, and some zeros."""
    scale = np.array([0, 1, 9.9, 12, 40, 3000])[np.arange(n) % 6]
    return (weights(n, "float64") * scale).astype(dtype)


def floating_cases(d):
    """name -> (draw n numbers from our generator, draw n numbers from PyTorch's), dtype d."""
    kind = getattr(torch, d)
    array = functools.partial(weights, dtype=d)

    def tensor(n):
        return torch.from_numpy(array(n))

    yield (
        f"rand {d}",
        lambda g, n: sampling.uniform(g, n, dtype=d),
        lambda t, n: torch.rand(n, dtype=kind, generator=t),
    )
    for low, high in ((-0.37, 2.1), (2.5, 2.5), (-3.0, 60000.0)):
        yield (
            f"uniform_({low}, {high}) {d}",
            lambda g, n, a=low, b=high: sampling.uniform(g, n, a, b, d),
            lambda t, n, a=low, b=high: empty(n, d).uniform_(a, b, generator=t),
        )
    yield (
        f"randn {d}",
        lambda g, n: gaussian.normal(g, n, dtype=d),
        lambda t, n: torch.randn(n, dtype=kind, generator=t),
    )
    for mean, std in ((1.7, 2.3), (0.0, 0.0), (-1e-3, 1e3)):
        yield (
            f"normal_({mean}, {std}) {d}",
            lambda g, n, m=mean, s=std: gaussian.normal(g, n, m, s, d),
            lambda t, n, m=mean, s=std: empty(n, d).normal_(m, s, generator=t),
        )
    yield (
        f"serial normal_ {d}",
        lambda g, n: gaussian.normal(g, n, 1.7, 2.3, d, serial=n > 1),
        lambda t, n: empty(n, d, "gaps").normal_(1.7, 2.3, generator=t),
    )
    yield (
        f"normal(tensor, float) {d}",
        lambda g, n: gaussian.normal_each(g, array(n), 2.3),
        lambda t, n: torch.normal(tensor(n), 2.3, generator=t),
    )
    yield (
        f"normal(float, tensor) {d}",
        lambda g, n: gaussian.normal_each(g, 2.3, array(n)),
        lambda t, n: torch.normal(2.3, tensor(n), generator=t),
    )
    yield (
        f"normal(tensor, tensor) {d}",
        lambda g, n: gaussian.normal_each(g, array(n), weights(n, "float32")),
        lambda t, n: torch.normal(tensor(n), torch.from_numpy(weights(n, "float32")), generator=t),
    )
    yield (
        f"log_normal_ {d}",
        lambda g, n: gaussian.log_normal(g, n, 0.7, 0.3, d),
        lambda t, n: empty(n, d).log_normal_(0.7, 0.3, generator=t),
    )
    yield (
        f"exponential_ {d}",
        lambda g, n: sampling.exponential(g, n, 1.7, d),
        lambda t, n: empty(n, d).exponential_(1.7, generator=t),
    )
    yield (
        f"cauchy_ {d}",
        lambda g, n: sampling.cauchy(g, n, 1.7, 2.3, d),
        lambda t, n: empty(n, d).cauchy_(1.7, 2.3, generator=t),
    )
    yield (
        f"bernoulli(tensor) {d}",
        lambda g, n: sampling.bernoulli_each(g, array(n)),
        lambda t, n: torch.bernoulli(tensor(n), generator=t),
    )
    yield (
        f"poisson {d}",
        lambda g, n: sampling.poisson(g, rates(n, d)),
        lambda t, n: torch.poisson(torch.from_numpy(rates(n, d)), generator=t),
    )


def other_cases(d):
    """The same for what every dtype can hold (bool: what it can)."""
    kind = getattr(torch, d)
    yield (
        f"random_() {d}",
        lambda g, n: integers.random(g, n, d),
        lambda t, n: empty(n, d).random_(generator=t),
    )
    yield (
        f"bernoulli_(0.3) {d}",
        lambda g, n: sampling.bernoulli(g, n, 0.3, d),
        lambda t, n: empty(n, d).bernoulli_(0.3, generator=t),
    )
    yield (
        f"randint(0, 2) {d}",
        lambda g, n: integers.randint(g, n, 0, 2, d),
        lambda t, n: torch.randint(0, 2, (n,), dtype=kind, generator=t),
    )
    yield (
        f"random_(1, None) {d}",
        lambda g, n: integers.randint(g, n, 1, None, d),
        lambda t, n: empty(n, d).random_(1, None, generator=t),
    )
    if d == "bool":
        return
    longest = 10**9 if "64" in d else 120  # what the dtype can count to
    yield (
        f"randperm {d}",
        lambda g, n: integers.randperm(g, n % longest, d),
        lambda t, n: torch.randperm(n % longest, dtype=kind, generator=t),
    )
    yield (
        f"geometric_ {d}",
        lambda g, n: sampling.geometric(g, n, 0.2, d),
        lambda t, n: empty(n, d).geometric_(0.2, generator=t),
    )


def range_cases(low, high):
    """Whole numbers from ranges on both sides of the borders 2**28, 2**32 and 2**63."""
    yield (
        f"random_({low}, {high})",
        lambda g, n: integers.randint(g, n, low, high),
        lambda t, n: empty(n, "int64").random_(low, high, generator=t),
    )


CASES = {
    name: (ours, theirs)
    for cases in (
        *map(floating_cases, FLOATS),
        *map(other_cases, [*FLOATS, *WHOLE, "bool"]),
        *(range_cases(*ends) for ends in RANGES),
    )
    for name, ours, theirs in cases
}


def assert_same(ours, theirs, what):
    """Equal dtype, shape and bits; says where they first differ."""
    theirs = theirs.numpy()
    assert (ours.dtype, ours.shape) == (theirs.dtype, theirs.shape), what
    if ours.tobytes() != theirs.tobytes():
        at = np.flatnonzero(ours != theirs)
        first = np.unravel_index(at[0], ours.shape) if at.size else "sign of a zero"
        raise AssertionError(
            f"{what}: {at.size} of {ours.size} differ, first at {first}: "
            f"{ours.ravel()[at[:3]]} ours, {theirs.ravel()[at[:3]]} PyTorch"
        )


def assert_same_state(ours, theirs, what):
    """Equal states, all 5056 bytes: as many words were used, the same number is left over."""
    assert ours.get_state().tobytes() == theirs.get_state().numpy().tobytes(), f"{what}: state"


def generators(seed):
    """Our generator and PyTorch's with the same seed."""
    return Generator().manual_seed(seed), torch.Generator().manual_seed(seed)


@pytest.mark.parametrize("name", CASES)
def test_every_draw_has_the_bits_of_pytorch(name):
    """56 seeds; sizes from 0 to 5000 drawn in one sequence, so left-over state counts as well."""
    ours, theirs = CASES[name]
    choose = random.Random(name)
    for seed in SEEDS:
        g, t = generators(seed)
        for n in [*SMALL, choose.randint(101, 5000 if "poisson" not in name else 300)]:
            assert_same(ours(g, n), theirs(t, n), f"{name}, seed {seed}, size {n}")
        assert_same_state(g, t, f"{name}, seed {seed}")


@pytest.mark.parametrize("size", [5000, 100_003])
@pytest.mark.parametrize("dtype", FLOATS)
def test_large_arrays_cross_the_borders_of_chunks(dtype, size):
    g, t = generators(11)
    kind = getattr(torch, dtype)
    normal, uniform = (make(size, dtype=kind, generator=t) for make in (torch.randn, torch.rand))
    assert_same(gaussian.normal(g, size, dtype=dtype), normal, "randn")
    assert_same(sampling.uniform(g, size, dtype=dtype), uniform, "rand")
    assert_same(integers.randperm(g, size), torch.randperm(size, generator=t), "randperm")
    assert_same_state(g, t, "large")


@pytest.mark.parametrize("layout", ["plain", "gaps", "transposed", "permuted"])
@pytest.mark.parametrize("dtype", FLOATS)
def test_values_follow_the_memory_of_the_output(dtype, layout):
    for seed in SEEDS[:12]:
        g, t = generators(seed)
        for n in (0, 1, 2, 5, 15, 16, 17, 40):
            x = empty(n, dtype, layout)
            y = x.clone().numpy() if layout == "plain" else empty(n, dtype, layout).numpy()
            serial = not y.flags.c_contiguous
            sampling.fill(y, lambda shape, g=g: sampling.uniform(g, shape, -1, 2, dtype))
            assert_same(y, x.uniform_(-1, 2, generator=t), f"uniform_ {layout} {n}")
            sampling.fill(
                y,
                lambda s, g=g, serial=serial: gaussian.normal(g, s, 1, 2, dtype, serial=serial),
            )
            assert_same(y, x.normal_(1, 2, generator=t), f"normal_ {layout} {n}")
        assert_same_state(g, t, layout)


@pytest.mark.parametrize("layout", ["plain", "gaps", "transposed", "permuted"])
@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.filterwarnings("ignore:mean is more than 2 std")
def test_truncated_normal(dtype, layout):
    """Both ways of drawing: again when outside (wide interval), by height (narrow or far one)."""
    table = [(0, 1, -2, 2), (0.5, 0.02, 0.49, 0.53), (0, 1, -0.3, 0.3), (0.1, 1, 2, 4)]
    for seed in SEEDS[:6]:
        g, t = generators(seed)
        for mean, std, low, high in [*table, (1, 2, -5, 0), (0, 1, 1, 1)]:
            for n in (1, 2, 15, 16, 40, 300):
                x, y = empty(n, dtype, layout), empty(n, dtype, layout).numpy()
                gaussian.truncated_normal(g, y, mean, std, low, high)
                torch.nn.init.trunc_normal_(x, mean, std, low, high, generator=t)
                assert_same(y, x, f"{layout} {n} {(mean, std, low, high)}")
        assert_same_state(g, t, layout)


@pytest.mark.parametrize("dtype", FLOATS)
def test_dropout_mask(dtype):
    for seed in SEEDS:
        for p in (0.1, 0.3, 0.5, 1 / 3, 0.7, 0.999):
            torch.manual_seed(seed)
            theirs = torch.nn.functional.dropout(torch.ones(50, 7, dtype=getattr(torch, dtype)), p)
            g = Generator().manual_seed(seed)
            assert_same(sampling.dropout_mask(g, (50, 7), p, dtype), theirs, f"{seed} {p}")


@pytest.mark.parametrize("replacement", [False, True])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_multinomial(dtype, replacement):
    """One row, several rows, and rows that do not lie in C order."""
    for seed in SEEDS:
        g, t = generators(seed)
        for n in (1, 2, 5, 16, 40):
            for count in sorted({1, 2, (n + 1) // 2, n} if n > 1 else {1}):
                rows = weights(3 * n, dtype).reshape(3, n)
                for w in (rows[1], rows, rows.T.copy().T):
                    assert_same(
                        sampling.multinomial(g, w, count, replacement),
                        torch.multinomial(torch.from_numpy(w), count, replacement, generator=t),
                        f"{seed} {w.shape} {count}",
                    )
        assert_same_state(g, t, f"multinomial {seed}")


def test_state_bytes_travel_both_ways():
    """A state saved by one library goes on in the other, with the left-over normal number."""
    for seed in SEEDS:
        g, t = generators(seed)
        assert_same_state(g, t, "fresh")
        for n in (1, 622, 1, 1, 3, 624, 625, 10):
            torch.rand(n, generator=t)
            torch.randn(n % 4, generator=t)
            g.set_state(t.get_state())
            assert_same_state(g, t, "to ours")
            gaussian.normal(g, 3)
            t.set_state(torch.from_numpy(g.get_state()))
            assert_same_state(g, t, "to PyTorch")
        assert g.initial_seed() == t.initial_seed()
    assert_same_state(Generator(), torch.Generator(), "default seed")


@pytest.mark.filterwarnings("ignore:.*out of bounds")
@pytest.mark.parametrize(
    ("dtype", "low", "high"),
    [
        ("float32", 0, 2**24 + 2),
        ("float32", 0, 2**40),
        ("float32", 2**25 + 1, 2**26 + 5),
        ("float16", 0, 60000),
        ("float16", -5001, 5003),
        ("float64", -(2**60) - 1, 2**60 + 1),
    ],
)
def test_integer_ranges_that_floats_hold_with_gaps(dtype, low, high):
    g, t = generators(3)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PyTorch warns once per process, we each time
        theirs = empty(1000, dtype).random_(low, high, generator=t)
    with pytest.warns(UserWarning, match="is out of bounds") as caught:
        ours = integers.randint(g, 1000, low, high, dtype)
    assert_same(ours, theirs, "gaps")
    assert str(caught[0].message).startswith(("from", "to - 1"))
