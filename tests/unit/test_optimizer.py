"""Optimizers: what must hold for every rule, and rules of one's own. Needs no PyTorch."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

import tutorgrad as torch

RULES = {
    "SGD": {"lr": 0.1},
    "SGD with momentum": {"lr": 0.05, "momentum": 0.9},
    "SGD with nesterov": {"lr": 0.05, "momentum": 0.9, "nesterov": True},
    "Adam": {"lr": 0.3},
    "Adam with amsgrad": {"lr": 0.3, "amsgrad": True},
    "AdamW": {"lr": 0.3, "weight_decay": 0.0},
}


def make(rule: str, params: Any) -> Any:
    return getattr(torch.optim, rule.split()[0])(params, **RULES[rule])


def slope(x: Any) -> Any:
    return ((x - 3.0) ** 2).sum()


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_finds_the_bottom_of_a_bowl(rule: str) -> None:
    x = torch.tensor([5.0, -4.0], requires_grad=True)
    optimizer = make(rule, [x])
    for _ in range(300):
        optimizer.zero_grad()
        slope(x).backward()
        optimizer.step()
    assert torch.allclose(x, torch.tensor([3.0, 3.0]), atol=1e-2)
    assert x.is_leaf and x._version == 300


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("how", ["deepcopy", "pickle"])
def test_a_copy_goes_on_alone(rule: str, how: str) -> None:
    x = torch.tensor([1.0], requires_grad=True)
    optimizer = make(rule, [x])
    slope(x).backward()
    optimizer.step()
    twin = copy.deepcopy(optimizer) if how == "deepcopy" else pickle.loads(pickle.dumps(optimizer))
    (y,) = twin.param_groups[0]["params"]
    assert y is not x and torch.equal(x, y)
    for param, own in ((x, optimizer), (y, twin)):
        own.zero_grad()
        slope(param).backward()
        own.step()
    assert torch.equal(x, y)


def test_a_parameter_without_a_gradient_stays_and_keeps_no_state() -> None:
    used, unused = (torch.ones(1, requires_grad=True) for _ in range(2))
    optimizer = torch.optim.Adam([used, unused], weight_decay=0.1)
    used.sum().backward()
    optimizer.step()
    assert unused.item() == 1.0 and unused._version == 0
    assert list(optimizer.state) == [used]


def test_a_closure_computes_gradients_and_its_loss_is_returned() -> None:
    x = torch.tensor([1.0], requires_grad=True)
    optimizer = torch.optim.SGD([x], lr=0.1)

    def closure() -> Any:
        optimizer.zero_grad()
        loss = slope(x)
        loss.backward()
        return loss

    with torch.no_grad():
        assert optimizer.step(closure).item() == 4.0
    assert x.item() == pytest.approx(1.4)


def test_a_rule_of_ones_own_is_one_method() -> None:
    class Signs(torch.optim.Optimizer):
        def __init__(self, params: Any, lr: float) -> None:
            super().__init__(params, {"lr": lr})

        def update(self, param: Any, grad: Any, group: dict[str, Any]) -> None:
            param.sub_(grad.sign(), alpha=group["lr"])

    x = torch.tensor([1.0, 5.0], requires_grad=True)
    optimizer = Signs([x], lr=0.5)
    slope(x).backward()
    optimizer.step()
    assert x.tolist() == [1.5, 4.5]


def test_hooks_run_around_a_step_that_a_subclass_wrote() -> None:
    class Quiet(torch.optim.Optimizer):
        def step(self) -> None:
            seen.append("step")

    seen: list[str] = []
    optimizer = Quiet([torch.ones(1, requires_grad=True)], {})
    optimizer.register_step_post_hook(lambda o, a, k: seen.append("after"))
    handle = optimizer.register_step_pre_hook(lambda o, a, k: seen.append("before"))
    optimizer.step()
    handle.remove()
    optimizer.step()
    assert seen == ["before", "step", "after", "step", "after"]


def test_a_pre_hook_must_return_a_pair() -> None:
    optimizer = torch.optim.SGD([torch.ones(1, requires_grad=True)], lr=0.1)
    optimizer.register_step_pre_hook(lambda o, a, k: 5)
    with pytest.raises(RuntimeError, match="must return None or a tuple"):
        optimizer.step()


def test_differentiable_updates_are_refused_with_the_way_out() -> None:
    with pytest.raises(NotImplementedError, match="create_graph"):
        torch.optim.SGD([torch.ones(1, requires_grad=True)], lr=0.1, differentiable=True)


def test_a_loaded_state_is_a_copy() -> None:
    x, y = (torch.tensor([1.0], requires_grad=True) for _ in range(2))
    first = torch.optim.SGD([x], lr=0.1, momentum=0.9)
    slope(x).backward()
    first.step()
    second = torch.optim.SGD([y], lr=7.0)
    second.load_state_dict(first.state_dict())
    assert second.param_groups[0]["lr"] == 0.1
    second.state[y]["momentum_buffer"].zero_()
    assert first.state[x]["momentum_buffer"].item() != 0
