"""Module: what must hold for networks, whatever is in them. Needs no PyTorch."""

from __future__ import annotations

import copy
import gc
import pickle
from typing import Any

import numpy as np
import pytest

import tutorgrad as torch
from tutorgrad import nn


class Net(nn.Module):
    """Two layers, the second one under two names."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Linear(3, 4)
        self.second = nn.Linear(4, 4)
        self.tied = self.second
        self.register_buffer("mean", torch.zeros(3))

    def forward(self, x: Any) -> Any:
        return self.tied(self.second(self.first(x - self.mean).relu()))


def arrays(module: Any) -> dict[str, bytes]:
    return {name: tensor.numpy().tobytes() for name, tensor in module.state_dict().items()}


COPIES = {
    "deepcopy": copy.deepcopy,
    "pickle": lambda net: pickle.loads(pickle.dumps(net)),
}


@pytest.mark.parametrize("how", COPIES)
def test_a_copy_is_equal_and_apart(how: str) -> None:
    """Same numbers, own memory, and what was one layer stays one layer."""
    net = Net()
    twin = COPIES[how](net)
    assert arrays(twin) == arrays(net)
    assert twin.tied is twin.second
    assert len(list(twin.parameters())) == 4
    with torch.no_grad():
        twin.first.weight.zero_()
    assert arrays(twin) != arrays(net)
    assert all(isinstance(p, nn.Parameter) and p.requires_grad for p in twin.parameters())


def test_a_shared_parameter_is_trained_once_and_gets_both_gradients() -> None:
    net = Net()
    net(torch.randn(2, 3)).sum().backward()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    before = net.second.weight.detach().clone()
    optimizer.step()
    moved = before - net.second.weight
    np.testing.assert_allclose(
        moved.detach().numpy(), 0.1 * net.tied.weight.grad.numpy(), rtol=1e-5, atol=1e-7
    )


def test_casting_keeps_the_parameters_and_their_identity() -> None:
    net = Net()
    kept = list(net.parameters())
    net(torch.ones(1, 3)).sum().backward()
    assert net.double() is net
    assert all(a is b for a, b in zip(net.parameters(), kept, strict=True))
    assert {p.dtype for p in kept} == {p.grad.dtype for p in kept} == {torch.float64}
    assert net.mean.dtype is torch.float64
    assert net(torch.ones(1, 3, dtype=torch.float64)).dtype is torch.float64


def test_integer_buffers_keep_their_dtype() -> None:
    net = nn.Module()
    net.register_buffer("count", torch.tensor(3))
    assert net.to(torch.float64).count.dtype is torch.int64
    assert net.half().count.dtype is torch.int64


def test_train_and_eval_reach_every_module() -> None:
    net = nn.Sequential(nn.Linear(2, 2), nn.Sequential(nn.Dropout(0.5)))
    net.eval()
    assert not any(module.training for module in net.modules())
    x = torch.ones(4, 2)
    assert torch.equal(net(x), net(x))
    net.train()
    assert all(module.training for module in net.modules())


def test_apply_visits_children_first() -> None:
    seen: list[str] = []
    nn.Sequential(nn.Linear(1, 1), nn.ReLU()).apply(lambda m: seen.append(type(m).__name__))
    assert seen == ["Linear", "ReLU", "Sequential"]


def test_zero_grad_and_freezing() -> None:
    net = Net()
    net(torch.ones(1, 3)).sum().backward()
    net.zero_grad(set_to_none=False)
    assert all(p.grad is not None and not p.grad.any() for p in net.parameters())
    net.zero_grad()
    assert all(p.grad is None for p in net.parameters())
    net.requires_grad_(False)
    assert not net(torch.ones(1, 3)).requires_grad


def test_a_snapshot_shares_memory_until_it_is_cloned() -> None:
    """state_dict() is a look at the weights, not a copy: the classic surprise."""
    layer = nn.Linear(2, 2)
    look = layer.state_dict()
    saved = {name: tensor.clone() for name, tensor in look.items()}
    with torch.no_grad():
        layer.weight.add_(1)
    assert torch.equal(look["weight"], layer.weight.detach())
    assert not torch.equal(saved["weight"], layer.weight.detach())
    layer.load_state_dict(saved)
    assert torch.equal(layer.weight.detach(), saved["weight"])


def test_a_failed_load_names_every_problem() -> None:
    state = Net().state_dict()
    del state["first.bias"]
    state["first.weight"] = torch.ones(2, 2)
    state["stranger"] = torch.ones(1)
    with pytest.raises(RuntimeError) as caught:
        Net().load_state_dict(state)
    for part in ('"first.bias"', '"stranger"', "first.weight", "Size([2, 2])", "Size([4, 3])"):
        assert part in str(caught.value)


def test_assigning_moves_a_name_between_the_dicts() -> None:
    net = nn.Module()
    net.x = torch.ones(1)
    assert list(net.parameters()) == []
    net.x = nn.Parameter(torch.ones(1))
    assert [name for name, _ in net.named_parameters()] == ["x"]
    del net.x
    net.x = nn.ReLU()
    assert [name for name, _ in net.named_children()] == ["x"]
    net.register_buffer("b", torch.zeros(2), persistent=False)
    net.b = torch.ones(2)
    assert "b" not in net.state_dict() and net.b.sum() == 2


def test_a_buffer_object_registers_itself() -> None:
    net = nn.Module()
    net.kept = nn.Buffer(torch.ones(2))
    net.passing = nn.Buffer(torch.ones(2), persistent=False)
    assert [name for name, _ in net.named_buffers()] == ["kept", "passing"]
    assert list(net.state_dict()) == ["kept"]


def test_dir_lists_what_the_tree_holds() -> None:
    names = dir(Net())
    assert {"first", "mean", "forward"} <= set(names)
    assert dir(nn.Sequential(nn.ReLU())).count("0") == 0


def test_a_result_of_a_parameter_is_a_plain_tensor() -> None:
    weight = nn.Linear(2, 2).weight
    assert type(weight * 2) is torch.Tensor
    assert type(weight.detach()) is torch.Tensor


def test_training_leaves_nothing_behind() -> None:
    """Steps with every kind of hook, without the garbage collector: no object stays."""
    net = Net()
    net.first.register_full_backward_hook(lambda m, gi, go: None)
    net.register_forward_hook(lambda m, a, out: None)
    optimizer = torch.optim.Adam(net.parameters())

    def step() -> None:
        optimizer.zero_grad()
        net(torch.ones(2, 3, requires_grad=True)).sum().backward()
        optimizer.step()

    for _ in range(3):
        step()
    gc.collect()
    gc.disable()
    try:
        before = len(gc.get_objects())
        for _ in range(50):
            step()
        assert len(gc.get_objects()) - before < 50
    finally:
        gc.enable()
