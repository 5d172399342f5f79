"""What nodes keep for the way back: hooks on it, a look at it, hooks on several gradients."""

from __future__ import annotations

import pytest

from .both import outcome, torch, tutorgrad

SETUP = """
G=torch.autograd.graph
x=torch.tensor([1.,2.,3.],requires_grad=True); y=x.exp()
def pack(t): print("pack", t, t.is_leaf, t._version); return t
def unpack(t): print("unpack", t); return t
"""

PROGRAMS = [
    """
with G.saved_tensors_hooks(pack,unpack): a=x*y; b=a.exp()
b.sum().backward(); r=x.grad
""",
    """
with G.saved_tensors_hooks(lambda t: t*1, lambda t: t): b=(x*x).sin().exp()
g,=torch.autograd.grad(b.sum(),x,create_graph=True); r=torch.autograd.grad(g.sum(),x), b
""",
    """
with G.saved_tensors_hooks(pack,unpack): a=(x*2).relu()+1
r=torch.autograd.grad(a.sum(), x)
""",
    "with G.saved_tensors_hooks(pack,unpack): a=(x/2)",
    """
with G.saved_tensors_hooks(pack,unpack): a=x**2
a.sum().backward(retain_graph=True); a.sum().backward(); r=x.grad
""",
    """
with G.saved_tensors_hooks(pack,unpack): a=x**2
a.sum().backward();a.sum().backward()
""",
    """
with G.saved_tensors_hooks(lambda t:5, lambda t: t): a=x**2
a.sum().backward()
""",
    """
def bad(t): t.mul_(2); return t
with G.saved_tensors_hooks(bad, lambda t: t): a=y*y
""",
    """
with G.disable_saved_tensors_hooks("nope"):
    with G.saved_tensors_hooks(pack,unpack): pass
""",
    """
with G.saved_tensors_hooks(pack,unpack):
    with G.disable_saved_tensors_hooks("nope"): x*x
""",
    """
a=x*y
s=a.grad_fn._raw_saved_self
s.register_hooks(pack,unpack)
r=a.grad_fn._saved_self, a.grad_fn._saved_other is y
a.sum().backward(); print(x.grad)
s.register_hooks(pack,unpack)
""",
    """
a=x*y
s=a.grad_fn._raw_saved_self
s.register_hooks(pack,unpack)
s.register_hooks(pack,unpack)
""",
    "a=x*y; a.sum().backward(); a.grad_fn._saved_self",
    "a=x*y; a.grad_fn._saved_foo",
    "a=(x*3); a.grad_fn._raw_saved_self.register_hooks(pack,unpack)",
    """
r=x.exp().grad_fn._saved_result, x.log().grad_fn._saved_self, x.log().grad_fn._saved_self is x
""",
    "a=x.exp(); b=a.sin(); a.mul_(2); b.grad_fn._saved_self",
    """
with G.save_on_cpu(): a=(x*y).sin()
a.sum().backward(); r=x.grad
""",
    "y=x.exp(); y.mul_(y); y.sum().backward()",
    "y=x.exp(); y.add_(y); y.sum().backward(); r=x.grad",
    "y=x.exp(); y.sub_(y.detach()); y.sum().backward(); r=x.grad,y",
    "y=x.exp(); v=y[:2]; v.mul_(v); y.sum().backward(); r=x.grad,y",
    "y=x.exp(); y[0].mul_(y[1]); y.sum().backward(); r=x.grad,y",
    """
a=x*2; b=x*3
with G.register_multi_grad_hook((a,b,torch.ones(2)), lambda g: print(g), mode="any"):
    (a*b).sum().backward()
(x*2).sum().backward()
""",
    "G.register_multi_grad_hook((x,),print,mode='x')",
    "G.register_multi_grad_hook((x,torch.ones(2)),print)",
    "z=y.sin(); G.increment_version(y); r=y._version; z.sum().backward()",
    "z=y.sin(); G.increment_version([y,x]); r=y._version, x._version",
    "e=G.get_gradient_edge(y); r=torch.autograd.grad(y.sum(),e), e",
    "G.get_gradient_edge(torch.ones(2))",
    "e=G.get_gradient_edge(x); y.sum().backward(inputs=[e]); r=x.grad",
    "r=torch.autograd.grad(G.get_gradient_edge(y.sum()),x)",
    "r=torch.autograd.grad(G.get_gradient_edge(y),x)",
    "r=torch.autograd.grad(G.get_gradient_edge(y),x,torch.ones(3))",
    "r=torch.autograd.grad(G.get_gradient_edge(y),x,torch.ones(4))",
    """
class F(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        o=x*2
        ctx.save_for_backward(x,o,None); return o
    @staticmethod
    def backward(ctx,g):
        a,b,c=ctx.saved_tensors; print(a,b.requires_grad,b.grad_fn,c); return g*2
def packs(t): print("pack", t); return t.detach()*1
with G.saved_tensors_hooks(packs, unpack): b=F.apply(x)
b.sum().backward(create_graph=False)
""",
    """
r=y.grad_fn.name(), y.grad_fn.metadata, isinstance(y.grad_fn, G.Node), y.grad_fn._sequence_nr()>=0
""",
    """
a = torch.ones(2, 3,requires_grad=True); b = torch.ones(2, 3, requires_grad=True)
c = a * b; d = a * b
h=G.register_multi_grad_hook((a, b, c, d), lambda grads: print([g is not None for g in grads]))
c.sum().backward(retain_graph=True)
c.sum().backward(inputs=(a,), retain_graph=True)
h.remove(); c.sum().backward()
""",
    """
with G.allow_mutation_on_saved_tensors() as ctx:
    a=x*2; b=a*a; a.zero_()
    b.sum().backward(retain_graph=True); print(x.grad)
b.sum().backward()
""",
    """
m=torch.eye(2,requires_grad=True)
calls = [x.exp(), x.sum(0), x.softmax(0), x.view(1,3), torch.mm(m,m), torch.mv(m,x[:2])]
calls += [x.relu(), x.sigmoid(), x.log(), x.sqrt(), x.sin(), x.abs(), x.dot(x), x**x]
for call in calls:
    fn = call.grad_fn
    print(fn.name(), sorted(n for n in dir(fn) if n.startswith("_saved") and n[7:] in
          ("self", "result", "other", "mat2", "vec", "exponent", "tensor")))
""",
]


@pytest.mark.torch
@pytest.mark.parametrize("code", PROGRAMS)
def test_saved_tensors(code: str) -> None:
    """Results, prints, errors and warnings are PyTorch's."""
    ours, theirs = outcome(tutorgrad, code, SETUP), outcome(torch, code, SETUP)
    assert ours == theirs, f"\nours:   {ours}\nPyTorch: {theirs}"
