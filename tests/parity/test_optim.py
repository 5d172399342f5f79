"""Optimizers: the same weights as PyTorch after many steps, and states that go both ways."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
import torch

import tutorgrad

from .both import to_ours, to_torch

STEPS = 60

RULES: list[tuple[str, dict[str, Any]]] = [
    ("SGD", {"lr": 0.05, **dict(zip(names, values, strict=True))})
    for names in [("momentum", "dampening", "weight_decay", "maximize")]
    for values in itertools.product((0, 0.9), (0, 0.3), (0, 0.1), (False, True))
]
RULES += [
    ("SGD", {"lr": 0.05, "momentum": 0.9, "nesterov": True, "weight_decay": decay})
    for decay in (0, 0.2)
]
RULES += [
    (name, {"lr": 0.03, "amsgrad": amsgrad, "weight_decay": decay, "maximize": maximize, **more})
    for name in ("Adam", "AdamW")
    for amsgrad, decay, maximize in itertools.product((False, True), (0, 0.1), (False, True))
    for more in ({}, {"betas": (0.5, 0.8), "eps": 1e-3})
]
RULES += [
    ("Adam", {"decoupled_weight_decay": True, "weight_decay": 0.3}),
    ("AdamW", {}),
    ("SGD", {}),
]


def start(library: Any, dtype: str) -> list[Any]:
    random = np.random.RandomState(3)
    return [
        library.from_numpy(np.asarray(random.randn(*shape), dtype)).requires_grad_()
        for shape in [(4, 3), (3,), ()]
    ]


def loss_of(params: list[Any], step: int) -> Any:
    """A loss whose gradients are the same in both libraries whatever the weights: a step's own
    random numbers. A curved loss would magnify the last bits of exp and matmul step by step."""
    library = tutorgrad if isinstance(params[0], tutorgrad.Tensor) else torch
    random = np.random.RandomState(step)
    slopes = [np.asarray(random.randn(*p.shape), p.detach().numpy().dtype) for p in params]
    return sum((p * library.from_numpy(g)).sum() for p, g in zip(params, slopes, strict=True))


def train(library: Any, rule: str, options: dict[str, Any], dtype: str) -> list[list[Any]]:
    """The weights after every step."""
    params = start(library, dtype)
    optimizer = getattr(library.optim, rule)(params, **options)
    path = []
    for step in range(STEPS):
        optimizer.zero_grad()
        loss_of(params, step).backward()
        optimizer.step()
        path.append([p.detach().numpy().copy() for p in params])
    assert [p._version for p in params] == [STEPS * writes(rule, options)] * 3
    return path


def writes(rule: str, options: dict[str, Any]) -> int:
    """How often a step writes to a weight: decay apart from the gradient is a write of its own."""
    decay = options.get("weight_decay", 0.01 if rule == "AdamW" else 0)
    apart = rule == "AdamW" or options.get("decoupled_weight_decay", False)
    return 2 if apart and decay else 1


@pytest.mark.parametrize(("rule", "options"), RULES, ids=str)
def test_trajectories(rule: str, options: dict[str, Any]) -> None:
    """The whole path in double precision; in single precision within its rounding."""
    ours = train(tutorgrad, rule, options, "float64")
    theirs = train(torch, rule, options, "float64")
    for mine, reference in zip(ours, theirs, strict=True):
        for a, b in zip(mine, reference, strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-12)
    ours = train(tutorgrad, rule, options, "float32")[:10]
    theirs = train(torch, rule, options, "float32")[:10]
    for mine, reference in zip(ours, theirs, strict=True):
        for a, b in zip(mine, reference, strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(("rule", "options"), RULES[::5], ids=str)
@pytest.mark.parametrize("to_torch_side", [True, False])
def test_a_state_continues_in_the_other_library(
    rule: str, options: dict[str, Any], to_torch_side: bool
) -> None:
    """Half the steps here, half there: the same path as all of them in one library."""
    here, there = (tutorgrad, torch) if to_torch_side else (torch, tutorgrad)
    convert = to_torch if to_torch_side else to_ours
    params = start(here, "float64")
    optimizer = getattr(here.optim, rule)(params, **options)
    run(optimizer, params, range(STEPS // 2))
    others = [convert(p).requires_grad_() for p in params]
    second = getattr(there.optim, rule)(others, lr=99.0)
    second.load_state_dict(converted(optimizer.state_dict(), convert, here.Tensor))
    run(second, others, range(STEPS // 2, STEPS))
    expected = train(torch, rule, options, "float64")[-1]
    for mine, reference in zip(others, expected, strict=True):
        np.testing.assert_allclose(mine.detach().numpy(), reference, rtol=1e-11, atol=1e-11)


def run(optimizer: Any, params: list[Any], steps: range) -> None:
    for step in steps:
        optimizer.zero_grad()
        loss_of(params, step).backward()
        optimizer.step()


def converted(value: Any, convert: Any, kind: type) -> Any:
    """A nested state with every tensor of `kind` converted."""
    if isinstance(value, dict):
        return {key: converted(v, convert, kind) for key, v in value.items()}
    if isinstance(value, list):
        return [converted(v, convert, kind) for v in value]
    return convert(value) if isinstance(value, kind) else value


def test_groups_with_their_own_options() -> None:
    ends = []
    for library in (tutorgrad, torch):
        w, b, s = start(library, "float64")
        optimizer = library.optim.SGD(
            [{"params": [w], "lr": 0.2}, {"params": [b, s], "momentum": 0.5}], lr=0.01
        )
        run(optimizer, [w, b, s], range(10))
        ends.append([p.detach().numpy() for p in (w, b, s)])
    for mine, reference in zip(*ends, strict=True):
        np.testing.assert_allclose(mine, reference, rtol=1e-12)
