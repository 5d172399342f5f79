"""A captured step gives what the step gives: every number, to the last bit, for ten calls and more.

Compared are what it returns and how that prints, parameters, gradients, version counters, the state
of the optimizer and the place of the random stream.
"""

from __future__ import annotations

import random
import warnings
from typing import Any

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

import tutorgrad as torch
from tutorgrad.trees import leaves_of

nn, F, optim = torch.nn, torch.nn.functional, torch.optim
CALLS = 12


def batches(*shapes: tuple[int, ...], classes: int = 0) -> list[tuple[Any, ...]]:
    made = []
    for _ in range(CALLS):
        batch = [torch.randn(*shape) for shape in shapes]
        made.append((*batch, torch.randint(0, classes, shapes[0][:1])) if classes else (*batch,))
    return made


def net_by_hand() -> Any:
    w1, w2 = torch.randn(20, 10), torch.randn(10, 3)

    def step(x: Any, y: Any) -> Any:
        nonlocal w1, w2
        h = x.mm(w1)
        y_pred = h.clamp(min=0).mm(w2)
        loss = (y_pred - y).pow(2).sum()
        grad = 2.0 * (y_pred - y)
        grad_w2 = h.clamp(min=0).t().mm(grad)
        grad_h = grad.mm(w2.t()).clone()
        grad_h[h < 0] = 0
        w1 -= 1e-4 * x.t().mm(grad_h)
        w2 -= 1e-4 * grad_w2
        return loss

    return step, [w1, w2], batches((8, 20), (8, 3))


class MyReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, input: Any) -> Any:
        ctx.save_for_backward(input)
        return input.clamp(min=0)

    @staticmethod
    def backward(ctx: Any, grad_output: Any) -> Any:
        (input,) = ctx.saved_tensors
        grad_input = grad_output.clone()
        grad_input[input < 0] = 0
        return grad_input


def net_autograd(relu: Any = lambda h: h.clamp(min=0)) -> Any:
    w1 = torch.randn(20, 10, requires_grad=True)
    w2 = torch.randn(10, 3, requires_grad=True)

    def step(x: Any, y: Any) -> Any:
        nonlocal w1, w2
        loss = (relu(x.mm(w1)).mm(w2) - y).pow(2).sum()
        loss.backward()
        with torch.no_grad():
            w1 -= 1e-4 * w1.grad
            w2 -= 1e-4 * w2.grad
            w1.grad.zero_()
            w2.grad.zero_()
        return loss

    return step, [w1, w2], batches((8, 20), (8, 3))


def net_function() -> Any:
    return net_autograd(MyReLU.apply)


def trained(model: Any, loss_of: Any, optimizer: Any, data: Any, *, none: bool = True) -> Any:
    def step(*batch: Any) -> Any:
        optimizer.zero_grad(set_to_none=none)
        loss = loss_of(model, *batch)
        loss.backward()
        optimizer.step()
        return {"loss": loss, "plain": loss.detach(), "n": 3}

    return step, [*model.parameters(), *model.buffers()], data, optimizer


def net_nn() -> Any:
    model = nn.Sequential(nn.Linear(20, 10), nn.ReLU(), nn.Linear(10, 3))
    rule = optim.SGD(model.parameters(), lr=1e-2, momentum=0.9)
    return trained(model, lambda m, x, y: F.mse_loss(m(x), y), rule, batches((8, 20), (8, 3)))


def mlp_dropout_scheduler() -> Any:
    model = nn.Sequential(nn.Linear(20, 16), nn.ReLU(), nn.Dropout(0.3), nn.Linear(16, 5))
    rule = optim.Adam(model.parameters(), lr=1e-2)
    schedule = optim.lr_scheduler.StepLR(rule, 3, 0.5)

    def step(x: Any, y: Any) -> Any:
        rule.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        rule.step()
        schedule.step()
        return loss

    return step, list(model.parameters()), batches((8, 20), classes=5), rule


def lenet() -> Any:
    model = nn.Sequential(
        *(nn.Conv2d(1, 4, 5), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(4, 6, 3), nn.ReLU(), nn.AvgPool2d(2), nn.Flatten(), nn.Linear(24, 5)),
    )
    rule = optim.SGD(model.parameters(), lr=1e-2, weight_decay=1e-3)
    data = batches((4, 1, 16, 16), classes=5)
    return trained(model, lambda m, x, y: F.cross_entropy(m(x), y), rule, data, none=False)


def lstm() -> Any:
    model = nn.ModuleList([nn.LSTM(6, 8, batch_first=True), nn.Linear(8, 3)])

    def loss_of(m: Any, x: Any, y: Any) -> Any:
        hidden, _ = m[0](x)
        return F.cross_entropy(m[1](hidden[:, -1]), y)

    return trained(
        model, loss_of, optim.Adam(model.parameters()), batches((4, 7, 6), classes=3), none=True
    )


def transformer_block() -> Any:
    model = nn.TransformerEncoderLayer(16, 4, 32, batch_first=True)  # with dropout
    rule = optim.AdamW(model.parameters(), lr=1e-3)
    return trained(model, lambda m, x: m(x).pow(2).mean(), rule, batches((3, 6, 16)))


def loop_and_clipping() -> Any:
    cell = nn.GRUCell(3, 4)
    rule = optim.RMSprop(cell.parameters(), 0.01)

    def step(x: Any) -> Any:
        h = torch.zeros(2, 4)
        for t in range(5):
            h = cell(x[:, t], h)
        loss = h.pow(2).sum()
        rule.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(cell.parameters(), 0.5)
        rule.step()
        return loss, h.detach()

    return step, list(cell.parameters()), batches((2, 5, 3)), rule


def embedding_and_mask() -> Any:
    table, head = nn.Embedding(11, 8), nn.Linear(8, 11)
    params = [*table.parameters(), *head.parameters()]

    def step(tokens: Any) -> Any:
        hidden = table(tokens)
        weights = hidden @ hidden.transpose(1, 2) / 8**0.5
        weights = weights.masked_fill(torch.triu(torch.ones(6, 6, dtype=torch.bool), 1), -1e9)
        mixed = torch.softmax(weights, -1) @ hidden
        loss = F.cross_entropy(head(mixed).view(-1, 11), tokens.reshape(-1))
        loss.backward()
        with torch.no_grad():
            for p in params:
                p -= 0.1 * p.grad
                p.grad = None
        return loss

    return step, params, [(torch.randint(0, 11, (3, 6)),) for _ in range(CALLS)]


def views_and_writes() -> Any:
    w, b = torch.randn(5, 4, requires_grad=True), torch.zeros(3, 4)

    def step(x: Any) -> Any:
        h = x @ w
        h[0] = h[1] * 2
        h.mul_(0.5)
        v = h.t()
        v[0] += 1
        loss = (h * b).sum() + h.tanh().sum()
        loss.backward()
        with torch.no_grad():
            w.add_(w.grad, alpha=-0.01)
            b.copy_(h * 0.1)
        x.add_(1)
        return loss

    return step, [w, b], batches((3, 5))


def accumulating() -> Any:
    w = torch.randn(5, 4, requires_grad=True)

    def step(x: Any) -> Any:
        loss = (x @ w).tanh().mean()
        loss.backward()
        return loss

    return step, [w], batches((3, 5))


def draws() -> Any:
    w = torch.randn(5, 4, requires_grad=True)

    def step() -> Any:
        noise = torch.randn(3, 5) * torch.rand_like(torch.empty(3, 5))
        keep = torch.bernoulli(torch.full((3, 5), 0.5))
        order = torch.randperm(3)
        loss = (((noise * keep) @ w)[order] + torch.zeros(3, 4).normal_()).pow(2).mean()
        loss.backward()
        return loss, order

    return step, [w], [()] * CALLS


def second_derivatives() -> Any:
    w = torch.randn(5, requires_grad=True)

    def step(x: Any) -> Any:
        y = (x * w).pow(3).sum()
        (g,) = torch.autograd.grad(y, w, create_graph=True)
        g.pow(2).sum().backward()
        return g.detach()

    return step, [w], batches((5,))


def without_grad() -> Any:
    model = nn.Sequential(nn.Linear(5, 4), nn.Softmax(-1))

    @torch.no_grad()
    def step(x: Any) -> Any:
        return model(x), x.argmax(1), x[x > 0], torch.nonzero(x > 1)

    return step, [], batches((2, 5))


def scalars() -> Any:
    a, b = torch.tensor(0.999, requires_grad=True), torch.tensor(0.001, requires_grad=True)

    def step(x: Any) -> Any:
        y = x.sum()
        for _ in range(20):
            y = y * a + b
        y.backward()
        return y

    return step, [a, b], batches((3,))


PROGRAMS = [
    *(net_by_hand, net_autograd, net_function, net_nn, mlp_dropout_scheduler, lenet, lstm),
    *(transformer_block, loop_and_clipping, embedding_and_mask, views_and_writes, accumulating),
    *(draws, second_derivatives, without_grad, scalars),
]


def shown(thing: Any) -> Any:
    if isinstance(thing, torch.Tensor):
        return thing.detach().numpy().tobytes(), repr(thing), thing._version
    return thing


def state_of(rule: Any) -> list[Any]:
    return [] if rule is None else [shown(leaf) for leaf in leaves_of(rule.state_dict())]


def record(program: Any, compiled: bool) -> tuple[list[Any], Any]:
    """Everything that can be seen after each of the calls, and the step."""
    torch.manual_seed(1)
    step, tensors, data, *rule = program()
    step = torch.compile(step, fullgraph=True) if compiled else step
    rows = []
    for batch in data:
        returned = step(*batch)
        row = [shown(leaf) for leaf in leaves_of(returned)], list(map(shown, tensors))
        grads = [shown(t.grad) for t in tensors if t.is_leaf]
        rows.append((*row, grads, list(map(shown, batch)), state_of(*rule) if rule else []))
    return [*rows, torch.get_rng_state().numpy().tobytes()], step


@pytest.mark.parametrize("program", PROGRAMS)
def test_same_to_the_last_bit(program: Any) -> None:
    eager, _ = record(program, compiled=False)
    captured, step = record(program, compiled=True)
    assert step.replays >= 6
    for number, (one, other) in enumerate(zip(eager, captured, strict=True)):
        assert one == other, f"call {number}"


# ------------------------------------------------------------------------------ any small program

UNARY = [
    "exp",
    "tanh",
    "sigmoid",
    "relu",
    "neg",
    "sin",
    "square",
    "abs",
    "t",
    "contiguous",
    "clone",
]
BINARY = ["add", "mul", "sub", "maximum", "minimum"]
WRITES = ["mul_", "add_", "sigmoid_", "clamp_"]


@st.composite
def programs(draw: Any) -> list[tuple[str, int, int]]:
    kinds = st.sampled_from([*UNARY, *BINARY, *WRITES, "mm", "softmax", "index", "sum", "half"])
    row = st.tuples(kinds, st.integers(0, 9), st.integers(0, 9))
    return draw(st.lists(row, min_size=1, max_size=12))


def run(program: list[tuple[str, int, int]], x: Any, w: Any) -> Any:
    values = [x * 1, w * x]
    for name, i, j in program:
        a, b = values[i % len(values)], values[j % len(values)]
        if name in WRITES:
            made = a * 1
            getattr(made, name)(*{"mul_": (0.5,), "add_": (b,), "clamp_": (-1, 1)}.get(name, ()))
        elif name in BINARY:
            made = getattr(torch, name)(a, b)
        elif name in UNARY:
            made = getattr(a, name)()
        elif name == "half":
            made = a * 1
            made[1] = b[0] * 0.5
        else:
            made = {
                "mm": lambda a=a, b=b: a @ b,
                "softmax": lambda a=a: a.softmax(0),
                "index": lambda a=a: a[torch.tensor([2, 0, 0])],
                "sum": lambda a=a, b=b: a.sum(0) + b,
            }[name]()
        values.append(made.clamp(-9, 9))
    loss = sum(v.mean() for v in values)
    loss.backward()
    return loss, values[-1].detach()


@settings(max_examples=60, deadline=None, derandomize=True)
@given(programs())
def test_any_small_program(program: list[tuple[str, int, int]]) -> None:
    rng = np.random.default_rng(0)
    inputs = [torch.tensor(rng.normal(size=(3, 3)).astype("float32")) for _ in range(6)]
    first = torch.tensor(rng.normal(size=(3, 3)).astype("float32"))
    one, other = (first.clone().requires_grad_() for _ in range(2))
    step = torch.compile(lambda x: run(program, x, other), fullgraph=True)
    for x in inputs:
        wanted, found = run(program, x, one), step(x)
        assert [shown(t) for t in wanted] == [shown(t) for t in found]
        assert shown(one.grad) == shown(other.grad)
    assert step.replays >= 2


def test_random_and_warnings_are_left_alone() -> None:
    """A capture changes neither Python's random stream nor the warning filters."""
    state = random.getstate()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        step = torch.compile(lambda x: x + 1)
        for _ in range(4):
            step(torch.ones(2))
    assert random.getstate() == state
