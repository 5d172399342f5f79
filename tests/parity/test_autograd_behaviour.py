"""Autograd's corners: saved values, hooks, modes, custom Functions, next to PyTorch.

Each program leaves something in `r`, raises, prints or warns, and does so in both libraries alike.
"""

from __future__ import annotations

import pytest
import torch

import tutorgrad

from .both import assert_same, outcome

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


WALKS = """
w = torch.ones(2, 3, requires_grad=True)
w.register_hook(lambda g: print("leaf"))
w.register_post_accumulate_grad_hook(lambda p: print("accumulated"))
z = w * 3
z.register_hook(lambda g: print("computed"))
z.retain_grad()
(x * w + z).sum().backward(inputs=[x], retain_graph=True)
r = x.grad, w.grad, z.grad, torch.autograd.grad((x * w + z).sum(), x)
---
y = x * 2
y.register_hook(lambda g: print("y", g))
r = torch.autograd.grad((y * y).sum(), [y])
---
y = (x * x).sum(); x.requires_grad_(False); y.backward(); r = x.grad
---
x.register_hook(lambda g: g * 2); r = torch.autograd.grad(x.sum(), x)
""".split("---")


@pytest.mark.parametrize("code", WALKS)
def test_hooks_run_only_where_a_gradient_is_asked_for(code: str) -> None:
    """What `inputs=` leaves out, or no longer requires a gradient, is neither kept nor shown."""
    assert_same(code, SETUP)


WRITES = """
a = torch.tensor(5.); a.expand(1).add_(1); r = a
a = torch.tensor([5.]); a.expand(1, 1)[0, 0] = 1; r = a, a.expand(1, 1).stride()
a = torch.ones(1, 0).expand(3, 0).add_(1); r = a.shape
s = torch.ones(1, requires_grad=True); g, = torch.autograd.grad(s.sum(), s); r = g.add_(1)
s = torch.ones(2, requires_grad=True); g, = torch.autograd.grad(s.sum(), s); r = g.add_(1)
""".strip().splitlines()


@pytest.mark.parametrize("code", WRITES)
def test_what_is_expanded_without_repeating_can_be_written_to(code: str) -> None:
    assert_same(code)


DATA = """
p = torch.rand(3, 2); r = torch.empty(2, 3).t().bernoulli_(p)
p = torch.rand(2); r = torch.empty(2, 3).t().bernoulli_(p)
p = torch.rand(2, 3).t(); r = torch.empty(3, 2).bernoulli_(p)
p = torch.rand(2, 1, 4); r = torch.empty(4, 3, 2).permute(2, 1, 0).bernoulli_(p)
a = np.arange(6.); t = torch.from_numpy(a); a.shape = (2, 3); r = t
t = torch.arange(6.); t.numpy().shape = (2, 3); r = t
t = torch.arange(6.); t.numpy()[0] = 9; r = t
t = torch.from_numpy(np.ones(2).view(np.memmap)); r = t + 1
r = torch.autograd.gradcheck(lambda x: x * 2, torch.zeros(0).double().requires_grad_())
r = torch.autograd.gradcheck(torch.sum, torch.zeros(2, 0).double().requires_grad_())
r = torch.autograd.gradgradcheck(torch.exp, torch.zeros(2, 0).double().requires_grad_())
""".strip().splitlines()


@pytest.mark.parametrize("code", DATA)
def test_memory_draws_and_checks(code: str) -> None:
    """Draws follow the memory, shapes belong to the tensor, empty tensors pass gradcheck."""
    assert_same(code)


INFERENCE = """
with torch.inference_mode():
    a = torch.ones(2)
a.add_(1)
---
with torch.inference_mode():
    a = torch.ones(2); a.add_(1)
    b = torch.ones(2).requires_grad_()
r = a, b.is_inference(), b.requires_grad
---
with torch.inference_mode():
    a = torch.ones(2, 3)
r = a * x
---
with torch.inference_mode():
    a = torch.ones(2)
a.requires_grad_()
---
with torch.inference_mode():
    a = torch.ones(2, 3)
r = [v.is_inference() for v in (a + x, a * 2, a[0], a.clone(), a.detach(), a.data)]
---
with torch.inference_mode(), torch.enable_grad():
    r = (x * 2).requires_grad, (x * 2).is_inference(), x[0].is_inference()
---
class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, y):
        ctx.save_for_backward(y)
        return x * y
with torch.inference_mode():
    a = torch.ones(2, 3)
Square.apply(x, a)
""".split("---")


@pytest.mark.parametrize("code", INFERENCE)
def test_inference_tensors(code: str) -> None:
    """Made in inference_mode: outside it neither written to, nor saved, nor a leaf."""
    assert_same(code, SETUP)


HOOKS = """
y = x * 2; y.grad_fn.register_hook(lambda gi, go: print("after", gi, go)); y.sum().backward()
y = x * 2; y.grad_fn.register_hook(lambda gi, go: (gi[0] * 5, None)); y.sum().backward(); r = x.grad
y = x * 2; y.grad_fn.register_prehook(lambda go: print("before", go)); y.sum().backward()
y = x * 2; y.grad_fn.register_hook(lambda gi, go: (gi[0],)); y.sum().backward()
y = x * 2; y.grad_fn.register_hook(lambda gi, go: [gi[0], None]); y.sum().backward()
y = x * 2; y.grad_fn.register_hook(lambda gi, go: (gi[0], gi[0])); y.sum().backward()
y = x * 2; y.grad_fn.register_hook(lambda gi, go: (gi[0].double(), None)); y.sum().backward()
y = x * 2; y.grad_fn.register_prehook(lambda go: ()); y.sum().backward()
y = x * 2; y.grad_fn.register_prehook(lambda go: go[0]); y.sum().backward()
y = x * 2; y.grad_fn.register_prehook(lambda go: (None,)); y.sum().backward(); r = x.grad
a = (x * 2).grad_fn.next_functions[0][0]; a.register_hook(lambda gi, go: go); x.sum().backward()
a = (x * 2).grad_fn.next_functions[0][0]; a.register_prehook(lambda go: ()); x.sum().backward()
y = x * 2; h = y.grad_fn.register_prehook(print); h.remove(); y.sum().backward(); r = x.grad
y = x * 2; y.register_hook(lambda g: torch.ones(3)); y.sum().backward()
y = x * 2; y.register_hook(lambda g: g.double()); y.sum().backward()
x.register_hook(lambda g: g.double()); (x * 2).sum().backward()
x.register_hook(lambda g: g[0]); (x * 2).sum().backward()
x.register_hook(lambda g: 5); (x * 2).sum().backward()
y = x * 2; torch.autograd.backward(y.sum(), inputs=[y]); r = x.grad, y.grad, y.retains_grad
y = x * 2; y.retain_grad(); y.sum().backward(inputs=[y, x]); r = x.grad, y.grad
s = x[0, 0]; r = torch.autograd.grad((s * x).sum(), s, create_graph=True)
import copy; t = torch.ones(2, 3).t(); r = copy.deepcopy(t).stride()
""".strip().splitlines()


@pytest.mark.parametrize("code", HOOKS)
def test_hooks_of_nodes_and_what_hooks_may_return(code: str) -> None:
    assert_same(code, SETUP)


FUNCTIONS = """
class Twice(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.mark_dirty(x)
        return x.mul_(2)
    @staticmethod
    def backward(ctx, g): return g * 2
y = x * 1
z = Twice.apply(y)
(z * x).sum().backward()
r = x.grad, z is y, y._version, y
---
class Twice(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.mark_dirty(x)
        return x.mul_(2)
    @staticmethod
    def backward(ctx, g): return g * 2
y = x * 1
v = y[0]
z = Twice.apply(v)
y.sum().backward()
r = x.grad, z is v, y, y._version
---
class Mixed(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x): return "a", x + 1, 5, None, x * 2
    @staticmethod
    def backward(ctx, *grads):
        print(grads)
        return grads[1]
a, y, b, c, z = Mixed.apply(x)
print(a, y, b, c, z)
y.sum().backward()
r = x.grad
---
y = x * 1; z = Same.apply(y); r = z._is_view(), z._base is y, z.grad_fn; z.add_(1)
---
y = Same.apply(x); x.detach().add_(1); r = y, y._version
---
y = Same.apply(x); x.detach().add_(1); y * 2
---
y = x * 1; z = Same.apply(y); y.mul_(2); z.sum().backward()
---
y = x.detach(); z = Same.apply(y); z.add_(1); r = y, z._is_view(), z.grad_fn
---
y = x.detach(); z = Same.apply(y); z.add_(x)
---
y = x * 1; z = Flat.apply(y); r = z._is_view(), z._base is y; z[0] = 1
---
y = x * 1; z, w = Both.apply(y, x); r = z._is_view(), w._is_view(); z.add_(1)
---
y = x * 1; z, w = Both.apply(y, x); w.add_(1)
---
y = x * 1; z = Same.apply(y[0]); (z * 2).sum().backward(); r = x.grad, z._base is y
---
m = nn.Linear(3, 2); m.register_full_backward_hook(lambda *a: None); y = m(x); y.add_(1)
""".split("---")
FUNCTION_SETUP = (
    SETUP
    + """
class Same(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x): return x
    @staticmethod
    def backward(ctx, g): return g * 3
class Flat(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x): return x.view(-1)
    @staticmethod
    def backward(ctx, g): return g.view(2, 3)
class Both(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, y): return x, y * 2
    @staticmethod
    def backward(ctx, g, h): return g, h
"""
)


@pytest.mark.parametrize("code", FUNCTIONS)
def test_functions(code: str) -> None:
    """What a custom Function writes to in place, hands on as it is, or returns beside Tensors."""
    assert_same(code, FUNCTION_SETUP)


ZEROED = """
(x * 2).sum().backward(); g = x.grad; optim.SGD([x]).zero_grad(False); r = g is x.grad, g
(x * x).sum().backward(create_graph=True); g = x.grad; optim.SGD([x]).zero_grad(False); r = g
m = nn.Linear(3, 1); m(x).sum().backward(); g = m.weight.grad; m.zero_grad(False); r = g, g._version
m = nn.Linear(3, 1); m.zero_grad(False); m.zero_grad(); r = m.weight.grad
""".strip().splitlines()


@pytest.mark.parametrize("code", ZEROED)
def test_zero_grad_writes_zeros_where_the_gradient_is(code: str) -> None:
    """Who holds `p.grad` sees the zeros."""
    ours, theirs = outcome(tutorgrad, code, SETUP), outcome(torch, code, SETUP)
    assert ours[0] == theirs[0]


RETAINED = """
y = x * 2; y.retain_grad(); y.mul_(3); y.sum().backward(); r = y.grad, x.grad
y = x * 2; y.retain_grad(); y.add_(1); y.retain_grad(); (y * y).sum().backward(); r = y.grad, x.grad
y = x * 2; y.retain_grad(); y[0].mul_(3); y.sum().backward(); r = y.grad, x.grad
y = x * 2; v = y[0]; v.retain_grad(); v.mul_(3); y.sum().backward(); r = v.grad, v.retains_grad
y = x * 2; v = y[0]; v.retain_grad(); y.mul_(3); v.square().sum().backward(); r = v.grad
y = x * 2; y.retain_grad(); y.t_(); (y * y).sum().backward(); r = y.grad, x.grad
""".strip().splitlines()


@pytest.mark.parametrize("code", RETAINED)
def test_a_retained_gradient_is_of_the_tensor_as_it_is_now(code: str) -> None:
    """After a write in place, `.grad` is with respect to what was written."""
    assert_same(code, SETUP)


LAYOUTS = """
p = x.t(); r = F.mse_loss(p, torch.ones(3, 4))
p = x.t(); r = (p * torch.ones(3, 4)).square().sum() + p.sum()
p = x.t(); r = torch.ones(5, 3).mm(p).sum()
p = torch.ones(2, 3, 4, 5).permute(0, 2, 3, 1); r = (p * 2).sum()
p = x[::2]; r = (p * 2).sum()
p = x.t()[::2]; r = (p * 2).sum()
p = x[:1].expand(4, 3); r = (p * 2).sum()
p = x[:1].t(); r = (p * 2).sum()
""".strip().splitlines()


@pytest.mark.parametrize("code", LAYOUTS)
def test_a_gradient_lies_in_memory_like_its_leaf(code: str) -> None:
    """Row by row where the leaf has gaps; a second gradient is added in place, and SGD steps."""
    made, _, loss = code.partition("; r = ")
    code = f"{made}.detach().requires_grad_(); o = optim.SGD([p], 0.1, momentum=0.5)\nr = []"
    code += f"\nfor _ in range(2):\n    ({loss}).backward(); o.step() if 0 not in p.stride() else 0"
    code += "\n    r += [p.grad.stride(), p.grad, p.detach() * 1]"
    assert_same(code, "x = torch.ones(4, 3)")


OVERLAPPING = """
x.grad = torch.ones(1).expand(2, 3); (x * 2).sum().backward(); r = x.grad
x.grad = torch.ones(3).expand(2, 3); (x * 2).sum().backward(); r = x.grad
x.grad = torch.ones(1).expand(2, 3); (x * 2).sum().backward(create_graph=True); r = x.grad.detach()
x.grad = torch.ones(2, 1, 3).expand(2, 1, 3)[:, 0]; (x * 2).sum().backward(); r = x.grad
""".strip().splitlines()


@pytest.mark.parametrize("code", OVERLAPPING)
def test_a_gradient_that_was_stretched_takes_no_other(code: str) -> None:
    """`.grad` of `expand` has one number for many places; adding to it is an error."""
    ours, theirs = outcome(tutorgrad, code, SETUP), outcome(torch, code, SETUP)
    assert ours[0] == theirs[0]
