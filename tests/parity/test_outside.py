"""What is left out says so, and nothing is left out by oversight.

Protects: every public name of PyTorch is either in tutorgrad or in the list of what is outside, and
a name that neither has raises what PyTorch raises.
"""

from __future__ import annotations

from typing import Any

import pytest

import tutorgrad
from tests.coverage import MODULES, place, public, state_of
from tests.parity.both import assert_same
from tutorgrad.outside import OUTSIDE

pytestmark = pytest.mark.torch


@pytest.mark.parametrize("module", MODULES)
def test_every_name_of_pytorch_is_here_or_said_to_be_outside(torch: Any, module: str) -> None:
    holder = place(module)
    assert [name for name in public(module) if state_of(holder, name) == "missing"] == []


@pytest.mark.parametrize("module", OUTSIDE)
def test_what_is_here_is_not_said_to_be_outside(module: str) -> None:
    holder = place(module)
    names = [name for names in OUTSIDE[module].values() for name in names.split()]
    assert [name for name in names if hasattr(holder, name)] == []
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    "name", ["zerros", "nn.Foo", "nn.functional.foo", "optim.Foo", "linalg.foo", "ones(2).foo"]
)
def test_a_name_that_nobody_has(name: str) -> None:
    assert_same(f"r = torch.{name}")


def test_the_error_names_the_feature_and_the_subject() -> None:
    with pytest.raises(AttributeError, match=r"torch.fft is outside tutorgrad, .* Fourier"):
        tutorgrad.fft  # noqa: B018
    with pytest.raises(AttributeError, match=r"torch.Tensor.to_sparse is outside .* sparse"):
        tutorgrad.ones(2).to_sparse()
