"""Graphs are freed at once, without the garbage collector: no circle of references is left."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

import tutorgrad as torch

PROGRAMS = [
    "y.mul_(y)",
    "y.add_(y); y.sum().backward()",
    "y.pow_(y)",
    "y.addcmul_(y, y)",
    "y[0].mul_(y[1])",
    "v = y[:2]; v.mul_(v)",
    "y[0] = y[1]",
    "y[0] = x[1]",
    "y.t_()",
    "y.retain_grad(); y.sum().backward()",
    "y.register_hook(lambda g: g * 2); y.sum().backward()",
    "y.max(0)[0].backward()",
    "a, b, c = y.unbind(0); (a * b * c).backward()",
    "g, = torch.autograd.grad((x * x).sum(), x, create_graph=True); g.sum().backward()",
    "torch.func.grad(torch.func.grad(torch.sin))(y[0])",
    "torch.func.jvp(torch.sin, (x,), (x,)); torch.func.jacrev(torch.exp)(x)",
    "torch.vmap(torch.func.grad(torch.sin))(x)",
    "torch.utils.checkpoint.checkpoint(torch.exp, y, use_reentrant=False).sum().backward()",
    "torch.utils.checkpoint.checkpoint(torch.exp, y, use_reentrant=True).sum().backward()",
    """
with torch.autograd.graph.saved_tensors_hooks(lambda t: t.detach().clone(), lambda t: t):
    z = (y * y).exp()
z.sum().backward()""",
    """
with torch.autograd.forward_ad.dual_level():
    d = torch.autograd.forward_ad.make_dual(x, x)
    torch.autograd.forward_ad.unpack_dual(d.sin())""",
]


@pytest.fixture
def no_collector() -> Iterator[None]:
    """Nothing is collected while a test runs, so that it finds what is left."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize("code", PROGRAMS)
def test_nothing_is_left(code: str, no_collector: None) -> None:
    """The collector finds nothing of a graph; a graph in a circle would stay in memory."""
    program = compile(code, "program", "exec")

    def run() -> None:
        x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
        space = {"torch": torch, "x": x, "y": x.exp() * 1}
        exec(program, space)
        space.clear()

    run()  # what is made once (classes of nodes) does not count
    gc.collect()
    for _ in range(3):
        run()
    assert gc.collect() == 0


def test_nothing_is_left_of_a_training(no_collector: None) -> None:
    """1,000 steps leave nothing for the collector."""
    model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Tanh(), torch.nn.Linear(4, 1))
    optimizer = torch.optim.Adam(model.parameters())
    x, y = torch.randn(8, 3), torch.randn(8, 1)
    for step in range(1000):
        optimizer.zero_grad()
        loss = torch.nn.functional.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
        if step == 0:
            gc.collect()
    assert gc.collect() == 0
