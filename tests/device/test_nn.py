"""Networks on an accelerator: every layer, loss and rule gives what it gives on the CPU.

Protects: no step falls back to the computer's own memory, which an accelerator's arrays refuse.
"""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

import tutorgrad as torch
from tutorgrad import nn

F = nn.functional

ROWS = {
    "linear": lambda x, y: F.linear(x, x[:2], x[0, :2]),
    "mse": lambda x, y: F.mse_loss(x, x.detach() * 2),
    "l1": lambda x, y: F.l1_loss(x, x.detach() * 2),
    "cross entropy": lambda x, y: F.cross_entropy(x, y),
    "ignored": lambda x, y: F.cross_entropy(x, y, ignore_index=1),
    "weighted": lambda x, y: F.cross_entropy(x, y, weight=x.detach()[0].abs()),
    "smoothed": lambda x, y: F.cross_entropy(x, y, label_smoothing=0.1),
    "probabilities": lambda x, y: F.cross_entropy(x, x.detach().softmax(1)),
    "bce": lambda x, y: F.binary_cross_entropy(x.sigmoid(), x.detach().sigmoid()),
    "logits": lambda x, y: F.binary_cross_entropy_with_logits(x, x.detach().sigmoid()),
    "gelu": lambda x, y: F.gelu(x),
    "gelu tanh": lambda x, y: F.gelu(x, approximate="tanh"),
    "silu": lambda x, y: F.silu(x),
    "elu": lambda x, y: F.elu(x),
    "leaky": lambda x, y: F.leaky_relu(x * 1, 0.1, inplace=True),
    "softplus": lambda x, y: F.softplus(x),
    "logsigmoid": lambda x, y: F.logsigmoid(x),
    "log_softmax": lambda x, y: F.log_softmax(x, 1),
    "normalize": lambda x, y: F.normalize(x),
    "one_hot": lambda x, y: F.one_hot(y, 4) * x,
    "all dropped": lambda x, y: F.dropout(x, 1.0),
}


@pytest.mark.parametrize("name", ROWS)
def test_functions(kind: str, name: str) -> None:
    torch.manual_seed(0)
    data, classes = torch.randn(5, 4), torch.tensor([0, 1, 2, 3, 1])
    found = []
    for device in ("cpu", "cuda"):
        x = data.clone().to(device).requires_grad_()
        result = ROWS[name](x, classes.to(device))
        assert result.device.type == device
        result.sum().backward()
        assert x.grad.device.type == device
        found.append((result.detach().cpu(), x.grad.cpu()))
    for here, there in zip(*found, strict=True):
        assert torch.allclose(here, there, atol=1e-7)  # a sum that is 0 may miss it by a rounding


@pytest.mark.parametrize(
    ("rule", "options"),
    [
        ("SGD", {"lr": 0.1, "momentum": 0.9, "nesterov": True, "weight_decay": 0.1}),
        ("Adam", {"amsgrad": True}),
        ("AdamW", {}),
        ("Adagrad", {"lr_decay": 0.1}),
        ("RMSprop", {"centered": True, "momentum": 0.5}),
        ("Adadelta", {"weight_decay": 0.1}),
        ("Adamax", {}),
        ("NAdam", {"decoupled_weight_decay": True, "weight_decay": 0.1}),
        ("RAdam", {"betas": (0.5, 0.6)}),
        ("Rprop", {}),
        ("ASGD", {"t0": 2}),
        ("Adafactor", {}),
    ],
)
def test_training(kind: str, rule: str, options: dict[str, Any]) -> None:
    torch.manual_seed(1)
    start = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 3))
    x, y = torch.randn(6, 4), torch.randint(0, 3, (6,))
    ends = []
    for device in ("cpu", "cuda"):
        net = copy.deepcopy(start).to(device)
        optimizer = getattr(torch.optim, rule)(net.parameters(), **options)
        for _ in range(5):
            optimizer.zero_grad()
            F.cross_entropy(net(x.to(device)), y.to(device)).backward()
            optimizer.step()
        ends.append([p.detach().cpu() for p in net.parameters()])
    assert all(torch.allclose(a, b, atol=1e-6) for a, b in zip(*ends, strict=True))


def test_lbfgs(kind: str) -> None:
    ends = []
    for device in ("cpu", "cuda"):
        w = torch.tensor([-1.5, 2.0], dtype=torch.float64, device=device, requires_grad=True)
        optimizer = torch.optim.LBFGS([w], line_search_fn="strong_wolfe")

        def closure(w: Any = w, optimizer: Any = optimizer) -> Any:
            optimizer.zero_grad()
            loss = (1 - w[0]) ** 2 + 10 * (w[1] - w[0] ** 2) ** 2
            loss.backward()
            return loss

        optimizer.step(closure)
        ends.append(w.detach().cpu())
    assert torch.allclose(*ends)


def test_batches_of_tensors_stay_on_their_device(kind: str) -> None:
    x, y = torch.arange(12.0).view(6, 2), torch.arange(6)
    for source in (x, y):
        data = torch.utils.data.TensorDataset(source.cuda())
        batches = [batch for (batch,) in torch.utils.data.DataLoader(data, batch_size=4)]
        assert all(batch.device.type == "cuda" for batch in batches)
        assert torch.equal(torch.cat(batches).cpu(), source)


def test_a_state_crosses_devices(kind: str) -> None:
    here, there = nn.Linear(3, 2), nn.Linear(3, 2, device="cuda")
    there.load_state_dict(here.state_dict())
    assert there.weight.device.type == "cuda"
    assert torch.equal(there.weight.detach().cpu(), here.weight.detach())


def test_a_copy_stays_on_its_device(kind: str) -> None:
    layer = nn.Linear(2, 1, device="cuda")
    assert copy.deepcopy(layer).weight.device == layer.weight.device
    assert pickle.loads(pickle.dumps(layer)).weight.device == layer.weight.device
    assert layer.cpu().weight.device.type == "cpu"
    assert "device='cuda:0'" in repr(layer.cuda().weight)


@pytest.mark.parametrize("name", ["trunc_normal_", "orthogonal_", "eye_", "kaiming_normal_"])
def test_initialisation(kind: str, name: str) -> None:
    weight = torch.empty(4, 3, device="cuda")
    assert getattr(nn.init, name)(weight) is weight
    assert bool(torch.isfinite(weight).all())


def test_a_network_and_its_input_must_meet(kind: str) -> None:
    with pytest.raises(RuntimeError, match="Expected all tensors to be on the same device"):
        nn.Linear(4, 3)(torch.ones(2, 4, device="cuda"))
    with pytest.raises(RuntimeError, match="Expected all tensors to be on the same device"):
        F.cross_entropy(torch.ones(2, 4, device="cuda"), torch.tensor([0, 1]))
