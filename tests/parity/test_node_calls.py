"""A node called like a function: `grad_fn(*gradients)` gives the gradients of its inputs."""

from __future__ import annotations

import pytest

from .both import assert_same

SETUP = """
x = torch.tensor([[1.], [2.]], requires_grad=True)
y = torch.tensor([1., 2., 3.], requires_grad=True)
z = x * y
n = z.grad_fn
end = n.next_functions[0][0]

class Product(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return a * b

    @staticmethod
    def backward(ctx, g):
        a, b = ctx.saved_tensors
        return g * b, g * a

own = Product.apply(x, y)
"""

PROGRAMS = """
r = n(torch.ones(2, 3))
with torch.no_grad(): r = n(torch.ones(2, 3))
r = n(torch.ones(2, 3, dtype=torch.float64))
r = n(torch.ones(2, 3, requires_grad=True))
r = n(None)
r = n()
r = n(torch.ones(2, 3), None)
r = n(1.0)
r = n(torch.ones(2, 3).tolist())
r = n(torch.ones(2, 3), retain_graph=True)
n(torch.ones(5))
r = x.exp().grad_fn(torch.ones(2, 1))
r = (x * 2).grad_fn(torch.ones(2, 1))
r = (x * y.detach()).grad_fn(torch.ones(2, 3))
r = y.sum().grad_fn(torch.tensor(3.))
r = y.unbind()[0].grad_fn(torch.tensor(1.), None, torch.tensor(5.))
r = y.unbind()[0].grad_fn(None, None, None)
r = y.max(0).values.grad_fn(torch.tensor(2.))
r = torch.cat([y, y.detach(), y]).grad_fn(torch.arange(9.))
r = torch.where(y > 1, y, 0.).grad_fn(torch.ones(3))
r = nn.functional.linear(x.T, torch.ones(3, 2)).grad_fn(torch.ones(1, 3))
r = (y.double() * y).grad_fn(torch.ones(3).double())
a = y * 2; a[0] = x.sum(); r = a.grad_fn(torch.ones(3))
z.sum().backward(); n(torch.ones(2, 3))
e = x.exp(); f = e * e; e.add_(1); f.grad_fn(torch.ones(2, 1))
n.register_hook(print); n.register_prehook(print); z.register_hook(print); r = n(torch.ones(2, 3))
r = n(torch.ones(2, 3))[0].sum().backward(), x.grad, y.grad
r = end(torch.ones(2, 1)), x.grad, end(torch.ones(2, 1)), x.grad
g = torch.ones(2, 1); end(g); g.zero_(); r = x.grad
with torch.no_grad(): end(torch.ones(2, 1)); a = x.grad; end(torch.ones(2, 1)); r = a is x.grad, a
end(torch.ones(2, 1)); a = x.grad; end(torch.ones(2, 1)); r = a is x.grad, a, x.grad
end(x * 3); end(x * 3); r = x.grad
r = end(None), x.grad
end()
end(1.0)
end(torch.ones(2, 1), grad=1)
x.register_post_accumulate_grad_hook(lambda t: print("after", t.grad)); end(torch.ones(2, 1))
x.register_hook(print); end.register_hook(print); end(torch.ones(2, 1)); r = x.grad
r = callable(n), callable(end), callable(own.grad_fn)
own.grad_fn(torch.ones(2, 3))
r = own.grad_fn.apply(torch.ones(2, 3))
r = [f(y).grad_fn._saved_other for f in (lambda t: t * 2, lambda t: 2.5 * t, lambda t: t / True)]
r = [(tuple(m.shape), m.dtype) for m in n._input_metadata]
r = [tuple(m.shape) for m in y.sort().values.grad_fn._input_metadata]
""".strip().splitlines()


@pytest.mark.parametrize("code", PROGRAMS)
def test_as_pytorch(code: str) -> None:
    assert_same(code, SETUP)
