"""Optimizers: the same weights as PyTorch after many steps, and states that go both ways."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest
import torch
from torch.testing._internal.common_optimizers import optim_db

import tutorgrad

from .both import to_ours, to_torch

STEPS = 30

# PyTorch's own samples for each rule, but those for an accelerator
RULES: list[tuple[str, dict[str, Any]]] = [
    (info.optim_cls.__name__, sample.kwargs)
    for info in optim_db
    if hasattr(tutorgrad.optim, info.optim_cls.__name__)
    for sample in info.optim_inputs_func("cpu")
    if not sample.kwargs.get("capturable")
]
RULES += [
    ("SGD", {"lr": 0.05, "momentum": 0.9, "nesterov": True, "weight_decay": 0.2}),
    ("SGD", {"lr": 0.05, "momentum": 0.9, "dampening": 0.3, "maximize": True}),
    ("Adam", {"betas": (0.5, 0.8), "eps": 1e-3, "amsgrad": True, "weight_decay": 0.1}),
    ("Adam", {"decoupled_weight_decay": True, "weight_decay": 0.3}),
    ("AdamW", {"lr": 0.03, "maximize": True, "foreach": True}),
    ("Adagrad", {"lr": 0.1, "fused": True, "lr_decay": 0.5}),
    ("RMSprop", {"centered": True, "momentum": 0.9, "weight_decay": 0.1, "maximize": True}),
    ("ASGD", {"t0": 4, "lambd": 0.1, "alpha": 0.5}),
    ("Rprop", {"etas": (0.3, 3.0), "step_sizes": (1e-3, 0.1)}),
    ("RAdam", {"betas": (0.5, 0.6), "weight_decay": 0.1, "decoupled_weight_decay": True}),
    ("NAdam", {"decoupled_weight_decay": True, "weight_decay": 0.2, "maximize": True}),
    ("Adafactor", {"eps": (1e-6, 0.1), "weight_decay": 0.1}),
]
LINE_RULES = [rule for rule in RULES if rule[0] == "LBFGS"]
RULES = [rule for rule in RULES if rule[0] != "LBFGS"]


def in_ours(options: dict[str, Any]) -> dict[str, Any]:
    """The options of a sample with tutorgrad's tensors in place of PyTorch's."""
    return converted(options, to_ours, torch.Tensor)


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
    return path


@pytest.mark.parametrize(("rule", "options"), RULES, ids=str)
def test_trajectories(rule: str, options: dict[str, Any]) -> None:
    """The whole path in double precision; in single precision within its rounding."""
    for dtype, tolerance in (("float64", 1e-12), ("float32", 1e-4)):
        ours = train(tutorgrad, rule, in_ours(options), dtype)
        theirs = train(torch, rule, options, dtype)
        for mine, reference in zip(ours, theirs, strict=True):
            for a, b in zip(mine, reference, strict=True):
                np.testing.assert_allclose(a, b, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize(("rule", "options"), RULES[::3], ids=str)
@pytest.mark.parametrize("to_torch_side", [True, False])
def test_a_state_continues_in_the_other_library(
    rule: str, options: dict[str, Any], to_torch_side: bool
) -> None:
    """Half the steps here, half there: the same path as all of them in one library."""
    here, there = (tutorgrad, torch) if to_torch_side else (torch, tutorgrad)
    convert = to_torch if to_torch_side else to_ours
    params = start(here, "float64")
    own = in_ours(options) if to_torch_side else options
    optimizer = getattr(here.optim, rule)(params, **own)
    run(optimizer, params, range(STEPS // 2))
    others = [convert(p).requires_grad_() for p in params]
    second = getattr(there.optim, rule)(others, lr=99.0)
    second.load_state_dict(converted(optimizer.state_dict(), convert, here.Tensor))
    run(second, others, range(STEPS // 2, STEPS))
    expected = train(torch, rule, options, "float64")[-1]
    for mine, reference in zip(others, expected, strict=True):
        np.testing.assert_allclose(mine.detach().numpy(), reference, rtol=1e-11, atol=1e-11)


def layout(optimizer: Any) -> list[Any]:
    """What a state holds, but not its numbers."""
    state = optimizer.state_dict()
    memories = [
        [(name, type(v).__name__, str(getattr(v, "dtype", ""))) for name, v in memory.items()]
        for memory in state["state"].values()
    ]
    groups = [list(group) for group in state["param_groups"]]
    return [memories, groups, list(optimizer.defaults)]


@pytest.mark.parametrize(("rule", "options"), RULES, ids=str)
def test_the_layout_of_a_state_and_the_repr(rule: str, options: dict[str, Any]) -> None:
    seen = []
    for library in (tutorgrad, torch):
        params = start(library, "float64")
        own = in_ours(options) if library is tutorgrad else options
        optimizer = getattr(library.optim, rule)(params, **own)
        run(optimizer, params, range(2))
        seen.append((repr(optimizer), str(layout(optimizer)).replace("tutorgrad", "torch")))
    assert seen[0] == seen[1]


@pytest.mark.parametrize("rule", sorted({rule for rule, _ in [*RULES, *LINE_RULES]}))
def test_signatures(rule: str) -> None:
    """Every argument has PyTorch's name, place and default."""
    ours, theirs = (
        [
            (p.name, p.default, p.kind)
            for p in inspect.signature(getattr(library.optim, rule)).parameters.values()
        ]
        for library in (tutorgrad, torch)
    )
    assert ours == theirs


def valley(library: Any, options: dict[str, Any], steps: int) -> tuple[list[float], Any]:
    """The losses on the way down Rosenbrock's bent valley."""
    w = library.tensor([-1.5, 2.0], dtype=library.float64, requires_grad=True)
    optimizer = library.optim.LBFGS([w], **options)

    def closure() -> Any:
        optimizer.zero_grad()
        loss = (1 - w[0]) ** 2 + 10 * (w[1] - w[0] ** 2) ** 2
        loss.backward()
        return loss

    losses = [optimizer.step(closure).item() for _ in range(steps)]
    return [*losses, *w.tolist()], optimizer


LINES = [
    {"line_search_fn": "strong_wolfe"},
    {"line_search_fn": "strong_wolfe", "max_iter": 3, "history_size": 2},
    {"line_search_fn": "strong_wolfe", "max_eval": 4, "lr": 5.0},
    {"line_search_fn": "strong_wolfe", "lr": 1e-3, "max_iter": 6},
    {"lr": 0.02, "max_iter": 5},
    {"lr": 0.02, "tolerance_grad": 1.0},
    {"lr": 0.02, "tolerance_change": 0.1},
]


@pytest.mark.parametrize("options", [*LINES, *(kwargs for _, kwargs in LINE_RULES)], ids=str)
@pytest.mark.filterwarnings("ignore:Converting a tensor with requires_grad")
def test_lbfgs(options: dict[str, Any]) -> None:
    """The same losses and as many evaluations, with and without the line search."""
    ours, mine = valley(tutorgrad, in_ours(options), 6)
    theirs, reference = valley(torch, options, 6)
    np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-9)
    seen, wanted = (o.state_dict()["state"][0] for o in (mine, reference))
    assert set(seen) == set(wanted)
    for name in ("func_evals", "n_iter"):
        assert seen[name] == wanted[name]
    assert len(seen.get("old_dirs", [])) == len(wanted.get("old_dirs", []))


def run(optimizer: Any, params: list[Any], steps: range) -> None:
    for step in steps:
        optimizer.zero_grad()
        loss_of(params, step).backward()
        optimizer.step()


def converted(value: Any, convert: Any, kind: type) -> Any:
    """A nested state with every tensor of `kind` converted."""
    if isinstance(value, dict):
        return {key: converted(v, convert, kind) for key, v in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(converted(v, convert, kind) for v in value)
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
