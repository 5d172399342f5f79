"""Autograd's corners: saved values, hooks, modes, custom Functions, next to PyTorch.

Each program leaves something in `r`, raises, prints or warns, and does so in both libraries alike.
"""

from __future__ import annotations

import pytest

from .both import assert_same

SETUP = "x = torch.tensor([[3., 1., 2.], [5., 6., 4.]], requires_grad=True)"

SAVED = """
v, i = x.max(0); i.zero_(); v.sum().backward()
v, i = x.min(1, keepdim=True); i.zero_(); v.sum().backward()
v, i = x.sort(0); i.zero_(); v.sum().backward()
v, i = x.topk(2); i.zero_(); v.sum().backward()
v, i = x.median(0); i.zero_(); v.sum().backward()
v, i = x.kthvalue(2); i.zero_(); v.sum().backward()
v, i = x.max(0); j = i.clone(); j.zero_(); v.sum().backward(); r = x.grad
m = x.detach() > 2; y = torch.where(m, x, 0.); m.zero_(); y.sum().backward()
""".strip().splitlines()


@pytest.mark.parametrize("code", SAVED)
def test_index_results_are_guarded(code: str) -> None:
    """Indices given to the user and kept for backward: a write to them must not go unseen."""
    assert_same(code, SETUP)


MODES = """
@torch.no_grad()
def f():
    print((yield torch.is_grad_enabled()))
    try:
        yield
    except ValueError:
        print("caught", torch.is_grad_enabled())
    return 7
g = f()
print(next(g), torch.is_grad_enabled(), g.send(5))
try:
    g.throw(ValueError())
except StopIteration as stop:
    r = stop.value
---
@torch.no_grad()
def f():
    try:
        yield
    finally:
        print("closed", torch.is_grad_enabled())
g = f(); next(g); g.close(); r = torch.is_grad_enabled()
---
@torch.set_grad_enabled(False)
def f(): return torch.is_grad_enabled()
r = f(), torch.is_grad_enabled()
---
with torch.inference_mode():
    with torch.inference_mode(False):
        r = torch.is_inference_mode_enabled(), torch.is_grad_enabled()
---
with torch.no_grad():
    with torch.inference_mode(False):
        r = torch.is_inference_mode_enabled(), torch.is_grad_enabled()
""".split("---")


@pytest.mark.parametrize("code", MODES)
def test_modes(code: str) -> None:
    """Grad mode and inference mode as blocks, decorators, and around generators."""
    assert_same(code, SETUP)
