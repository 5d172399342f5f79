"""A multi-layer perceptron on pictures: 784-256-128-10, batch 128, cross-entropy, Adam."""

from __future__ import annotations

from ..workload import Workload, labels, layer, normal
from . import by_hand
from .torch_parts import load, tensors

BATCH = 128


def arrays():
    """x, y, then weight and bias of three layers"""
    parameters = [*layer(784, 256, 1), *layer(256, 128, 2), *layer(128, 10, 3)]
    return [*normal((BATCH, 784)), labels(BATCH, 10), *parameters]


def numpy_mlp(np, x, y, *parameters):
    w1, b1, w2, b2, w3, b3 = parameters
    optimizer = by_hand.Adam(parameters)

    def step():
        h1 = np.maximum(x @ w1.T + b1, 0)
        h2 = np.maximum(h1 @ w2.T + b2, 0)
        loss, grad = by_hand.cross_entropy(h2 @ w3.T + b3, y)

        grad2 = grad @ w3
        grad2 *= h2 > 0
        grad1 = grad2 @ w2
        grad1 *= h1 > 0
        pairs = (grad1, x), (grad2, h1), (grad, h2)
        optimizer.step([part for g, h in pairs for part in (g.T @ h, g.sum(0))])
        return loss

    return step


def torch_mlp(torch, x, y, *parameters):
    nn = torch.nn
    model = nn.Sequential(
        nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 128), nn.ReLU(), nn.Linear(128, 10)
    )
    load(torch, model, parameters)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters())

    def step(x, y):
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss

    return step, *tensors(torch, x, y)


def peers_mlp(peer, x, y, *parameters):
    def loss(F, parameters, x, y):
        w1, b1, w2, b2, w3, b3 = parameters
        h = F.relu(F.linear(x, w1, b1))
        h = F.relu(F.linear(h, w2, b2))
        return F.cross_entropy(F.linear(h, w3, b3), y)

    return peer.train(loss, parameters, (x, y), adam=True, rate=1e-3)


WORKLOADS = [
    Workload(
        "mlp",
        "MLP 784-256-128-10, Adam",
        arrays,
        {"numpy": numpy_mlp, "torch": torch_mlp, "peers": peers_mlp},
        {"tutorgrad": {"torch": 0.5, "numpy": 0.95}},
    )
]
