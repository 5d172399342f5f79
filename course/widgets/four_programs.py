"""The four programs of `show_four_ways`, job by job, as they are shown and as they run.

A program is made of its lines: `start` once, then all other jobs in every step of the training.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

import tutorgrad as torch
from tutorgrad import nn, optim

JOBS = ("start", "forward", "loss", "backward", "update", "clear")
LEARNING_RATE = 0.05
BY_HAND = "dp = 2 * (p - y)\ndw2 = r.T @ dp\ndr = dp @ w2.T\ndh = dr * (h > 0)\ndw1 = x.T @ dh"


@dataclass(frozen=True)
class Program:
    """One way: its lines by job, where the numbers to compare stand, and what the library does."""

    name: str
    start: str
    forward: str
    loss: str
    backward: str
    update: str
    clear: str
    gradient: str
    weight: str

    def code(self, job: str) -> list[str]:
        """The lines of a job; none where the way has nothing to do."""
        return [line for line in getattr(self, job).split("\n") if line]


PROGRAMS = (
    Program(
        "NumPy",
        start="x, y, w1, w2 = arrays()",
        forward="h = x @ w1\nr = np.maximum(h, 0)\np = r @ w2",
        loss="e = (p - y) ** 2\nloss = e.sum()",
        backward=BY_HAND,
        update="w1 -= lr * dw1\nw2 -= lr * dw2",
        clear="",
        gradient="dw2[0, 0]",
        weight="w2[0, 0]",
    ),
    Program(
        "tensors",
        start="x, y, w1, w2 = tensors()",
        forward="h = x @ w1\nr = h.clamp(min=0)\np = r @ w2",
        loss="e = (p - y) ** 2\nloss = e.sum()",
        backward=BY_HAND,
        update="w1 -= lr * dw1\nw2 -= lr * dw2",
        clear="",
        gradient="dw2[0, 0]",
        weight="w2[0, 0]",
    ),
    Program(
        "autograd",
        start="x, y, w1, w2 = tensors()\nw1.requires_grad_()\nw2.requires_grad_()",
        forward="h = x @ w1\nr = h.clamp(min=0)\np = r @ w2",
        loss="e = (p - y) ** 2\nloss = e.sum()",
        backward="loss.backward()",
        update="with torch.no_grad():\n    w1 -= lr * w1.grad\n    w2 -= lr * w2.grad",
        clear="w1.grad = w2.grad = None",
        gradient="w2.grad[0, 0]",
        weight="w2[0, 0]",
    ),
    Program(
        "nn + optim",
        start="x, y, w1, w2 = tensors()\nnet = two_layers(w1, w2)\nsgd = SGD(net.parameters(), lr)",
        forward="p = net(x)",
        loss="mse = MSELoss(reduction='sum')\nloss = mse(p, y)",
        backward="loss.backward()",
        update="sgd.step()",
        clear="sgd.zero_grad()",
        gradient="net[2].weight.grad[0, 0]",
        weight="net[2].weight[0, 0]",
    ),
)


def arrays() -> list[np.ndarray]:
    """The data, a bent line, and the first weights, made anew at every call."""
    x = np.linspace(-1, 1, 12).reshape(12, 1)
    x = np.concatenate([x, np.ones_like(x)], axis=1)  # the second column does a bias's work
    y = np.abs(x[:, :1]) - 0.3
    torch.manual_seed(2)
    w1, w2 = (0.7 * torch.randn(shape, dtype=torch.float64) for shape in ((2, 4), (4, 1)))
    return [x, y, w1.numpy(), w2.numpy()]


def tensors() -> list[torch.Tensor]:
    """The same as tensors."""
    return [torch.tensor(array) for array in arrays()]


def two_layers(w1: torch.Tensor, w2: torch.Tensor) -> nn.Sequential:
    """The same network; nn.Linear keeps a weight with its outputs first."""
    net = nn.Sequential(nn.Linear(2, 4, bias=False), nn.ReLU(), nn.Linear(4, 1, bias=False))
    net.double()
    with torch.no_grad():
        for layer, weight in ((net[0], w1), (net[2], w2)):
            layer.weight.copy_(weight.t())
    return net


def run(program: Program, steps: int) -> list[dict[str, float]]:
    """Train; for every step the loss, the first prediction, the first gradient and weight of w2."""
    helpers: list[Callable[..., Any]] = [arrays, tensors, two_layers]
    names: dict[str, Any] = {"np": np, "torch": torch, "MSELoss": nn.MSELoss, "SGD": optim.SGD}
    names |= {"lr": LEARNING_RATE} | {helper.__name__: helper for helper in helpers}
    code = {job: compile(getattr(program, job), f"<{program.name}, {job}>", "exec") for job in JOBS}
    exec(code["start"], names)
    said = []
    for _ in range(steps):
        numbers = {}
        for job, what, shown in (
            ("forward", "p[0]", "p[0, 0]"),
            ("loss", "loss", "loss"),
            ("backward", "gradient", program.gradient),
            ("update", "weight", program.weight),
        ):
            exec(code[job], names)
            numbers[what] = eval(shown, names).item()
        exec(code["clear"], names)
        said.append(numbers)
    return said
