"""Initialisation: the same seed gives the same weights as PyTorch, bit for bit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

import tutorgrad

SEEDS = [*range(50), 12345, 2**31, 2**32 - 1, 2**32 + 5, 2**63 - 1, -1]
SHAPES = [(1, 1), (3, 5), (4, 4), (16, 3), (7, 2, 3), (8, 4, 3, 3)]

INITS = {
    "uniform_": {},
    "normal_": {},
    "xavier_uniform_": {},
    "xavier_normal_": {},
    "kaiming_uniform_": {},
    "kaiming_normal_": {},
    "trunc_normal_": {},
}
OPTIONS = [
    ("uniform_", {"a": -0.3, "b": 1.7}),
    ("normal_", {"mean": 1.5, "std": 0.2}),
    ("xavier_uniform_", {"gain": 5 / 3}),
    ("xavier_normal_", {"gain": 0.7}),
    ("kaiming_uniform_", {"nonlinearity": "relu", "mode": "fan_out"}),
    ("kaiming_uniform_", {"a": 0.2}),
    ("kaiming_normal_", {"nonlinearity": "relu"}),
    ("trunc_normal_", {"mean": 0.3, "std": 0.02}),
    ("trunc_normal_", {"std": 3.0, "a": 2.5, "b": 3.0}),
]

LAYERS = {
    "linear": lambda nn: nn.Linear(3, 5),
    "linear of one": lambda nn: nn.Linear(1, 1),
    "without bias": lambda nn: nn.Linear(7, 4, bias=False),
    "double": lambda nn: nn.Linear(4, 6, dtype=(torch if nn is torch.nn else tutorgrad).float64),
    "digits": lambda nn: nn.Sequential(nn.Linear(64, 50), nn.ReLU(), nn.Linear(50, 10)),
    "deep": lambda nn: nn.Sequential(*[nn.Sequential(nn.Linear(8, 8), nn.Tanh())] * 2),
}


def assert_bits(ours: Any, theirs: Any) -> None:
    mine, reference = ours.detach().numpy(), theirs.detach().numpy()
    assert mine.dtype == reference.dtype
    assert mine.tobytes() == reference.tobytes()


@pytest.mark.parametrize("layer", LAYERS)
def test_layers_start_as_in_pytorch(layer: str) -> None:
    """Every parameter of a layer, over all seeds, and the stream stands where PyTorch's stands."""
    for seed in SEEDS:
        tutorgrad.manual_seed(seed)
        torch.manual_seed(seed)
        ours, theirs = LAYERS[layer](tutorgrad.nn), LAYERS[layer](torch.nn)
        for mine, reference in zip(ours.parameters(), theirs.parameters(), strict=True):
            assert_bits(mine, reference)
        assert_bits(tutorgrad.rand(3), torch.rand(3))


@pytest.mark.parametrize(("name", "options"), [*INITS.items(), *OPTIONS])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_functions_draw_as_in_pytorch(name: str, options: dict[str, Any], dtype: str) -> None:
    """Every function of nn.init over seeds and shapes, one tensor after another."""
    for seed in SEEDS:
        tutorgrad.manual_seed(seed)
        torch.manual_seed(seed)
        for shape in SHAPES:
            ours = tutorgrad.empty(shape, dtype=getattr(tutorgrad, dtype))
            theirs = torch.empty(shape, dtype=getattr(torch, dtype))
            result = getattr(tutorgrad.nn.init, name)(ours, **options)
            getattr(torch.nn.init, name)(theirs, **options)
            assert result is ours
            assert_bits(ours, theirs)


def test_a_transposed_weight_is_filled_in_memory_order() -> None:
    for name in INITS:
        tutorgrad.manual_seed(3)
        torch.manual_seed(3)
        ours = getattr(tutorgrad.nn.init, name)(tutorgrad.empty(5, 9).t())
        theirs = getattr(torch.nn.init, name)(torch.empty(5, 9).t())
        assert np.array_equal(ours.numpy(), theirs.numpy()), name


def test_a_generator_of_ones_own() -> None:
    for name in INITS:
        ours = getattr(tutorgrad.nn.init, name)(
            tutorgrad.empty(6, 7), generator=tutorgrad.Generator().manual_seed(9)
        )
        theirs = getattr(torch.nn.init, name)(
            torch.empty(6, 7), generator=torch.Generator().manual_seed(9)
        )
        assert_bits(ours, theirs)


@pytest.mark.parametrize("shape", [(5, 3), (3, 5), (4, 4), (6, 2, 3)])
def test_orthogonal(shape: tuple[int, ...]) -> None:
    """Close, not equal: the factorisation is computed by different libraries."""
    for seed in range(5):
        tutorgrad.manual_seed(seed)
        torch.manual_seed(seed)
        ours = tutorgrad.nn.init.orthogonal_(tutorgrad.empty(shape, dtype=tutorgrad.float64), 2.0)
        theirs = torch.nn.init.orthogonal_(torch.empty(shape, dtype=torch.float64), 2.0)
        np.testing.assert_allclose(ours.numpy(), theirs.numpy(), atol=1e-12)


@pytest.mark.parametrize("p", [0.1, 0.5, 0.9, 0.0, 1.0])
@pytest.mark.parametrize("dtype", ["float32", "float64", "float16"])
def test_dropout_drops_the_same_elements(p: float, dtype: str) -> None:
    for seed in SEEDS[:20]:
        tutorgrad.manual_seed(seed)
        torch.manual_seed(seed)
        for shape in [(3,), (4, 5), (2, 3, 7)]:
            x = np.random.RandomState(seed % 1000).randn(*shape).astype(dtype)
            ours = tutorgrad.nn.Dropout(p)(tutorgrad.from_numpy(x.copy()).transpose(0, -1))
            theirs = torch.nn.Dropout(p)(torch.from_numpy(x.copy()).transpose(0, -1))
            assert np.array_equal(ours.numpy(), theirs.numpy())
