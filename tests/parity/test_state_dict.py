"""The state of a network goes to PyTorch and comes back: same keys, same numbers, same output."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

import tutorgrad

from .both import to_ours, to_torch


def network(library: Any) -> Any:
    """Nested, with a shared layer, a buffer and a frozen parameter."""
    nn = library.nn

    class Net(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.body = nn.Sequential(nn.Linear(4, 6), nn.Tanh(), nn.Linear(6, 4))
            self.again = self.body[0]
            self.parts = nn.ModuleDict({"out": nn.Linear(4, 2, bias=False)})
            self.many = nn.ModuleList([nn.Linear(2, 2) for _ in range(2)])
            self.scale = nn.Parameter(library.ones(2))
            self.scalar = nn.Parameter(library.tensor(1.5))
            self.register_buffer("shift", library.arange(2))
            self.register_buffer("cache", library.zeros(1), persistent=False)
            self.register_parameter("absent", None)

        def forward(self, x: Any) -> Any:
            x = self.parts["out"](self.body(x))
            for layer in self.many:
                x = layer(x).relu() + x
            return x * self.scale * self.scalar + self.shift

    return Net()


X = np.random.RandomState(0).randn(5, 4).astype("float32")


@pytest.mark.parametrize("direction", ["there", "back"])
@pytest.mark.parametrize("assign", [False, True])
def test_round_trip(direction: str, assign: bool) -> None:
    ours, theirs = network(tutorgrad), network(torch)
    source, target = (ours, theirs) if direction == "there" else (theirs, ours)
    convert = to_torch if direction == "there" else to_ours
    state = source.state_dict()
    assert list(state) == list(target.state_dict())
    result = target.load_state_dict({k: convert(v) for k, v in state.items()}, assign=assign)
    assert repr(result) == "<All keys matched successfully>"
    for key, value in target.state_dict().items():
        assert value.numpy().tobytes() == state[key].numpy().tobytes(), key
    mine, reference = ours(tutorgrad.from_numpy(X)), theirs(torch.from_numpy(X))
    np.testing.assert_allclose(
        mine.detach().numpy(), reference.detach().numpy(), rtol=1e-5, atol=1e-6
    )


@pytest.mark.parametrize(
    "names",
    [
        "named_parameters",
        "named_buffers",
        "named_modules",
        "named_children",
    ],
)
def test_the_same_names_in_the_same_order(names: str) -> None:
    ours, theirs = (
        [name for name, _ in getattr(network(library), names)()] for library in (tutorgrad, torch)
    )
    assert ours == theirs


def test_the_same_printed_form() -> None:
    assert repr(network(tutorgrad)) == repr(network(torch))


def test_metadata() -> None:
    ours, theirs = network(tutorgrad).state_dict(), network(torch).state_dict()
    assert ours._metadata == theirs._metadata
