"""Tensors on an accelerator: moving, printing, views and in-place writes, autograd, training.

Protects: a program written for the CPU runs there, and gives the same numbers.
"""

from __future__ import annotations

import copy
import pickle

import pytest

import tutorgrad as torch
from tutorgrad import nn


def test_moving(kind):
    x = torch.tensor([1.0, 2.0])
    there = x.to("cuda")
    assert str(x.device) == "cpu", "to() is not in place"
    assert there.to("cuda") is there and there.cuda() is there and there.to("cuda:0") is there
    assert x.to("cpu") is x and x.cpu() is x
    assert there.to("cuda", copy=True) is not there
    assert str(there.to(torch.float64).device) == "cuda:0"
    assert there.to("cpu", torch.int64).tolist() == [1, 2]
    assert x.to(there).device == there.device
    assert there.double().to(x).dtype is torch.float32
    x[0] = 100
    assert there.tolist() == [1.0, 2.0], "a transfer copies"
    back = there.cpu().numpy()
    back[0] = 100
    assert there.tolist() == [1.0, 2.0]
    assert there.numpy(force=True).tolist() == [1.0, 2.0]


def test_printing(kind):
    x = torch.tensor([[1.0, 2.5]], device="cuda", requires_grad=True)
    assert repr(x) == "tensor([[1.0000, 2.5000]], device='cuda:0', requires_grad=True)"
    assert repr((x * 2).sum()) == "tensor(7., device='cuda:0', grad_fn=<SumBackward0>)"
    assert repr(torch.tensor([1, 2], device="cuda").to(torch.uint8)) == (
        "tensor([1, 2], device='cuda:0', dtype=torch.uint8)"
    )
    assert f"{x.sum().detach():.2f}" == "3.50"
    values = x.detach()
    assert (x.sum().item(), float(values[0, 0]), int(values[0, 1])) == (3.5, 1.0, 2)
    assert bool(values[0, 0])


def test_moving_is_differentiable(kind):
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = (x.to("cuda") ** 3).cpu()
    assert y.grad_fn.name() == "ToCopyBackward0"
    (first,) = torch.autograd.grad(y.sum(), x, create_graph=True)
    first.sum().backward()
    assert first.tolist() == [3.0, 12.0] and str(first.device) == "cpu"
    assert x.grad.tolist() == [6.0, 12.0]
    leaf = torch.ones(2, device="cuda", requires_grad=True)
    (leaf.cpu() * torch.tensor([2.0, 3.0])).sum().backward()
    assert str(leaf.grad.device) == "cuda:0" and leaf.grad.tolist() == [2.0, 3.0]


def test_views_and_versions(kind):
    x = torch.zeros(2, 3, device="cuda")
    row, turned = x[0], x.t()
    row.add_(1)
    turned[2, 1] = 7
    assert x.tolist() == [[1.0, 1.0, 1.0], [0.0, 0.0, 7.0]]
    assert x._version == row._version == 2
    assert row.data_ptr() == x.data_ptr()
    assert (turned.stride(), turned.is_contiguous(), x[1, 1:].storage_offset()) == (
        (1, 3),
        False,
        4,
    )
    part = x.as_strided((2, 2), (1, 3))
    part.zero_()
    assert x.tolist() == [[0.0, 0.0, 1.0], [0.0, 0.0, 7.0]]


def test_writing_to_a_view_rebases_its_base(kind):
    def history(device):
        w = torch.tensor([1.0, 2.0, 3.0], device=device, requires_grad=True)
        x = w * 2
        x[1:] *= w[:2]
        x[0] = w[2] ** 2
        x.masked_fill_(x > 10, 0.5)
        (x * x).sum().backward()
        return x.tolist(), w.grad.tolist()

    assert history("cuda") == history("cpu")


def test_a_saved_array_that_changed_is_named(kind):
    w = torch.ones(2, device="cuda", requires_grad=True)
    y = w.exp()
    y.add_(1)
    with pytest.raises(RuntimeError, match=r"\[torch.cuda.FloatTensor \[2\]\], which is output 0"):
        y.sum().backward()


def test_copies_and_files(kind):
    x = torch.tensor([[1.0, 2.0]], device="cuda").t()
    for same in (copy.deepcopy(x), pickle.loads(pickle.dumps(x)), x.clone()):
        assert same.device == x.device and same.tolist() == x.tolist()
        assert same.data_ptr() != x.data_ptr()


def test_memory_is_shared_by_dlpack(kind):
    x = torch.zeros(3, device="cuda")
    y = torch.from_dlpack(x)
    y[0] = 5
    assert x.tolist() == [5.0, 0.0, 0.0] and y.device == x.device
    with pytest.raises(BufferError, match="Can't export tensors that require gradient"):
        torch.from_dlpack(x.requires_grad_())
    if kind == "simulated":
        with pytest.raises(BufferError, match="a simulated accelerator cannot be shared"):
            torch.from_dlpack(y.array)
    else:
        assert torch.from_dlpack(y.array).data_ptr() == y.data_ptr()


def test_hooks_and_accumulation(kind):
    w = torch.ones(3, device="cuda", requires_grad=True)
    seen = []
    w.register_hook(lambda g: seen.append(str(g.device)))
    for _ in range(2):
        (w * 2).sum().backward()
    assert w.grad.tolist() == [4.0, 4.0, 4.0] and seen == ["cuda:0"] * 2


def network():
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 3))


def losses(device, make_optimizer, steps=20):
    """The losses of a small training run on a device."""
    model = network().to(device)
    torch.manual_seed(1)
    x, y = torch.randn(32, 4).to(device), torch.randint(3, (32,)).to(device)
    optimizer = make_optimizer(model.parameters())
    found = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = nn.CrossEntropyLoss()(model(x), y)
        loss.backward()
        optimizer.step()
        found.append(loss.item())
    assert {str(p.device) for p in model.parameters()} == {str(x.device)}
    return found


@pytest.mark.parametrize(
    "make_optimizer",
    [
        lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True, weight_decay=1e-3),
        lambda p: torch.optim.Adam(p, lr=0.01),
    ],
    ids=["SGD", "Adam"],
)
def test_training_is_the_same_there(kind, make_optimizer):
    there, here = losses("cuda", make_optimizer), losses("cpu", make_optimizer)
    assert there == pytest.approx(here, rel=1e-4)
    assert here[-1] < here[0]


def test_modules_move(kind):
    model = network()
    assert model.to("cuda") is model
    assert {str(p.device) for p in model.parameters()} == {"cuda:0"}
    assert all(p.is_leaf and p.requires_grad for p in model.parameters())
    state = model.state_dict()
    assert str(state["0.weight"].device) == "cuda:0"
    model.cpu()
    model.load_state_dict(state)
    assert str(model[0].weight.device) == "cpu"
    with pytest.raises(RuntimeError, match="different from other tensors on cpu"):
        model(torch.ones(1, 4, device="cuda"))
    assert str(model.cuda()(torch.ones(1, 4, device="cuda")).device) == "cuda:0"


def test_the_journey_of_the_tutorial(kind):
    device = torch.device("cuda")
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    y = torch.ones_like(x, device=device)
    x = x.to(device)
    z = x + y
    assert repr(z) == "tensor([[2., 3.],\n        [4., 5.]], device='cuda:0')"
    assert repr(z.to("cpu", torch.double)) == (
        "tensor([[2., 3.],\n        [4., 5.]], dtype=torch.float64)"
    )
