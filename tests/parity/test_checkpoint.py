"""torch.utils.checkpoint: what runs again, and that the gradients are the same."""

from __future__ import annotations

import pytest

from .both import outcome, torch, tutorgrad

SETUP = """
import importlib
ck=importlib.import_module(torch.__name__+".utils.checkpoint"); checkpoint=ck.checkpoint
x=torch.tensor([1.,2.,3.],requires_grad=True); w=torch.tensor([2.,1.,0.5],requires_grad=True)
def f(a, k=1): print("run"); return (a.sin()*w*k).exp()
def d(a): return nn.functional.dropout(a*2, 0.5, True).sin()
net=nn.Sequential(nn.Linear(3,4),nn.Tanh(),nn.Linear(4,4),nn.Sigmoid(),nn.Linear(4,1))
"""

PROGRAMS = [
    "y=checkpoint(f,x,use_reentrant=False); y.sum().backward(); r=x.grad,w.grad,y",
    "y=checkpoint(f,x,use_reentrant=True); y.sum().backward(); r=x.grad,w.grad",
    """
y=checkpoint(f,x,k=3,use_reentrant=False)
r=[g.norm()>1 for g in torch.autograd.grad(y.sum(),(x,w))]
""",
    "y=checkpoint(f,x,k=3,use_reentrant=True)",
    "y=checkpoint(f,x,use_reentrant=True); r=torch.autograd.grad(y.sum(),x)",
    "y=checkpoint(f,x); y.sum().backward(); r=x.grad",
    "y=checkpoint(f,x.detach(),use_reentrant=True); r=y.requires_grad",
    """
y=checkpoint(f,x,use_reentrant=False)
g,=torch.autograd.grad(y.sum(),x,create_graph=True)
r=torch.autograd.grad(g.sum(),(x,w))
""",
    """
y=checkpoint(f,x,use_reentrant=False)
y.sum().backward(retain_graph=True)
y.sum().backward()
r=x.grad
""",
    "y=checkpoint(f,x,use_reentrant=False); y.sum().backward(); y.sum().backward(); r=x.grad",
    """
torch.manual_seed(3)
y=checkpoint(d,x,use_reentrant=False)
z=torch.rand(2)
y.sum().backward()
r=x.grad,y,z,torch.rand(2)
""",
    """
torch.manual_seed(3)
y=checkpoint(d,x,use_reentrant=True)
z=torch.rand(2)
y.sum().backward()
r=x.grad,y,z,torch.rand(2)
""",
    """
torch.manual_seed(3)
y=checkpoint(d,x,use_reentrant=False,preserve_rng_state=False)
y.sum().backward()
r=y,torch.rand(2)
""",
    """
y=ck.checkpoint_sequential(net,2,x.view(1,3),use_reentrant=False)
y.sum().backward()
g=x.grad.clone()
x.grad=None
net(x.view(1,3)).sum().backward()
r=torch.equal(g,x.grad), net[0].weight.grad is None
""",
    """
y=ck.checkpoint_sequential(net,3,x.view(1,3),use_reentrant=True)
y.sum().backward()
g=x.grad.clone()
x.grad=None
net(x.view(1,3)).sum().backward()
r=torch.equal(g,x.grad), net[0].weight.grad is None
""",
    """
y=ck.checkpoint_sequential(list(net),2,x.view(1,3))
y.sum().backward()
g=x.grad.clone()
x.grad=None
net(x.view(1,3)).sum().backward()
r=torch.equal(g,x.grad), net[0].weight.grad is None
""",
    """
y=checkpoint(lambda a: checkpoint(f,a*2,use_reentrant=False).cos(),x,use_reentrant=False)
y.sum().backward()
r=x.grad
""",
    "with torch.no_grad(): r=checkpoint(f,x,use_reentrant=False)",
    """
y=checkpoint(lambda a,b: (a*b,a+1),x,w,use_reentrant=True)
(y[0].sum()+y[1].sum()).backward()
r=x.grad,w.grad
""",
    """
y=checkpoint(net,x.view(1,3),use_reentrant=False)
y.backward()
g=x.grad.clone()
x.grad=None
net(x.view(1,3)).sum().backward()
r=torch.equal(g,x.grad), net[0].weight.grad is None
""",
]


@pytest.mark.torch
@pytest.mark.parametrize("code", PROGRAMS)
def test_checkpoint(code: str) -> None:
    """Results, prints (how often the part runs), errors and warnings are PyTorch's."""
    ours, theirs = outcome(tutorgrad, code, SETUP), outcome(torch, code, SETUP)
    assert ours == theirs, f"\nours:   {ours}\nPyTorch: {theirs}"


CHANGING = """
kinds = [torch.float32, torch.float64]
def changing(a): return (a * w.detach().to(kinds.pop(0))).sum()
y = checkpoint(changing, x, use_reentrant=False, determinism_check={!r})
y.backward()
r = x.grad
"""


@pytest.mark.torch
@pytest.mark.parametrize("check", ["default", "none", "some"])
def test_a_part_that_saves_other_tensors_is_found_out(check: str) -> None:
    """PyTorch's text, without its advice at the end."""
    code = CHANGING.format(check)
    ours, theirs = outcome(tutorgrad, code, SETUP), outcome(torch, code, SETUP)
    assert theirs[0].split("\n\nTip:")[0] == ours[0], (ours, theirs)
