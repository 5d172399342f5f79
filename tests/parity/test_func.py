"""torch.func and forward-mode derivatives: the same numbers, histories and errors as PyTorch."""

from __future__ import annotations

import pytest

from .both import outcome, torch, tutorgrad

SETUP = """
x = torch.tensor([0.1, 0.2, 0.3])
w = torch.tensor([1.0, -2.0, 3.0], requires_grad=True)
s = torch.tensor(0.7)
m = torch.arange(6.0).reshape(2, 3) / 10
func, fw = torch.func, torch.autograd.forward_ad
g, gv, vjp, jvp = func.grad, func.grad_and_value, func.vjp, func.jvp
jr, jf = func.jacrev, func.jacfwd
h, vmap, lin = func.hessian, func.vmap, func.linearize
def f(x): return x.sin()
def F2(x): return (x**2).sum()
"""

PROGRAMS = [
    "r=g(torch.sin)(s)",
    "r=g(g(torch.sin))(s), g(g(g(torch.sin)))(s)",
    "r=g(lambda x: (x*w).sum())(x)",
    "r=g(lambda x: (x*x*w).sum())(x)",
    "r=g(F2)(w)",
    "with torch.no_grad(): r=g(F2)(w)",
    """
def q(x):
    with torch.no_grad(): c=x**2
    return (x-c).sum()
r=g(q)(x)
""",
    "r=gv(F2)(x)",
    'r=gv(lambda x: (F2(x), {"a":x*2}), has_aux=True)(x)',
    "r=g(lambda x: (F2(x), x*2), has_aux=True)(x)",
    "g(lambda x: F2(x), has_aux=True)(x)",
    "g(lambda x: x)(x)",
    "g(lambda x: 3)(x)",
    "g(F2)(3)",
    "g(F2)(torch.tensor([1,2]))",
    "r=g(lambda a,b: (a*b).sum(), argnums=1)(x,x*2)",
    "r=g(lambda a,b: (a*b).sum(), argnums=(0,1))(x,x*2)",
    "r=g(lambda a,b: (a*b).sum(), argnums=(0,-1))(x,x*2)",
    "g(lambda a,b: (a*b).sum(), argnums=2)(x,x)",
    "g(lambda a,b: (a*b).sum(), argnums=(0,0))(x,x)",
    "g(lambda a,b: (a*b).sum(), argnums=())(x,x)",
    'g(lambda a,b: (a*b).sum(), argnums="a")(x,x)',
    'r=g(lambda d: (d["a"]*d["b"][0]).sum())({"a":x,"b":[x*3]})',
    "r=g(lambda x: torch.tensor(1.))(x)",
    "r=g(lambda x, k=1: (x*k).sum())(x, k=3)",
    """
def ip(x):
    y=x*1
    y.mul_(2)
    return y.sum()
r=g(ip)(x)
""",
    "r=vjp(f,x)[1](torch.ones(3))",
    "o,p=vjp(lambda a,b:(a*b,a.sum()),x,x+1); r=o,p((torch.ones(3),torch.tensor(2.)))",
    'o,p,a=vjp(lambda a:(a*2,{"z":a}),x,has_aux=True); r=o,p(torch.ones(3)),a',
    "vjp(f,x)[1]((torch.ones(3),))",
    "vjp(lambda x: 3, x)",
    "vjp(lambda x: x.long(), x)",
    'o,p=vjp(lambda d: {"y":d["x"].sin()}, {"x":x}); r=o, p({"y":torch.ones(3)})',
    "r=jvp(f,(x,),(torch.ones(3),))",
    "r=jvp(lambda a,b: (a*b, b.exp()),(x,x+1),(torch.ones(3),torch.zeros(3)))",
    "r=jvp(lambda a: (a.sin(), a*2),(x,),(x,),has_aux=True)",
    "r=jvp(lambda x: jvp(torch.sin,(x,),(torch.ones(3),))[1],(x,),(torch.ones(3),))",
    "r=g(lambda x: jvp(torch.sin,(x,),(torch.ones(3),))[1].sum())(x)",
    "r=jvp(g(F2),(x,),(x,))",
    "jvp(f,x,(x,))",
    "jvp(f,(x,),x)",
    "jvp(f,(),())",
    "jvp(f,(3,),(x,))",
    "jvp(lambda x: torch.ones(2),(x,),(x,),strict=True)",
    "r=jvp(lambda x: torch.ones(2),(x,),(x,))",
    "r=jr(f)(x)",
    "r=jr(lambda a,b: (a*b, a.sum()), argnums=(0,1))(x,x+1)",
    'r=jr(lambda a: {"q":a.outer(a)})(x)',
    "r=jr(lambda a: (a*2, a), has_aux=True)(x)",
    "jr(f,chunk_size=0)(x)",
    "r=jf(f)(x), jf(lambda a: a.outer(a))(x)",
    "r=jf(lambda a,b: (a*b, a.sum()), argnums=(0,1))(x,x+1)",
    "r=jf(lambda a: (a*2, a), has_aux=True)(x)",
    "r=h(lambda x: (x**3).sum())(x)",
    "r=h(lambda a,b: (a*a*b).sum(), argnums=(0,1))(x,x+1)",
    "r=jr(jr(f))(x)",
    "r=jf(jf(f))(s)",
    "r=jr(f)(w), jf(f)(w)",
    "o,p=lin(lambda a: a.sin()*2, x); r=o,p(torch.ones(3)),p(x)",
    "r=vmap(f)(m)",
    "r=vmap(torch.dot)(m,m)",
    "r=vmap(torch.dot,in_dims=(0,None))(m,x)",
    "r=vmap(torch.dot,in_dims=(1,None))(m.T,x)",
    "r=vmap(lambda x: x*2,out_dims=1)(m)",
    "r=vmap(lambda x: x*2,in_dims=-1,out_dims=-1)(m)",
    'r=vmap(lambda x: (x*2,{"a":x.sum()}))(m)',
    "r=vmap(lambda x: (x*2,x.sum()),out_dims=(1,0))(m)",
    'r=vmap(lambda x,d: x*d["a"],in_dims=(0,{"a":None}))(m,{"a":x})',
    "vmap(f)(3)",
    "vmap(f)()",
    "vmap(torch.dot)(m,x)",
    "vmap(f,in_dims=3)(m)",
    "vmap(f,in_dims=None)(m)",
    "vmap(f,in_dims=(0,0))(m)",
    'vmap(f,in_dims="a")(m)',
    "vmap(f,in_dims=(None,))(m)",
    "vmap(lambda x: 3)(m)",
    'vmap(f,out_dims="a")(m)',
    "vmap(f,out_dims=(0,1))(m)",
    'vmap(f,randomness="x")(m)',
    "vmap(lambda x: x+torch.rand(3))(m)",
    'r=vmap(lambda x: torch.rand(3),randomness="same")(m)',
    'r=vmap(lambda x: torch.rand(3),randomness="different")(m)',
    "r=vmap(g(F2))(m)",
    "r=vmap(g(lambda w,x: (w*x).sum()**2),in_dims=(None,0))(x,m)",
    "r=g(lambda w: vmap(lambda x: (w*x).sum()**2)(m).sum())(x)",
    "r=vmap(vmap(torch.mul))(m,m)",
    "r=vmap(vmap(torch.mul,in_dims=(None,0)),in_dims=(0,None))(x,x)",
    "r=vmap(f)(torch.ones(0,3)).shape",
    "r=vmap(jr(f))(m).shape, vmap(h(F2))(m)",
    "r=vmap(f,chunk_size=1)(m)",
    "r=vmap(f,chunk_size=0)(m)",
    "r=torch.vmap(f)(m)",
    "y=vmap(f)(w.view(3,1)); y.sum().backward(); r=w.grad",
    "g(F2)(w).sum().backward(); r=w.grad",
    "g(lambda x: (x*x*w).sum())(x).sum().backward(); r=w.grad",
    """
net=nn.Linear(3,1)
p=dict(net.named_parameters())
r=func.functional_call(net,p,(x,)).shape
def loss(p,x,y): return (func.functional_call(net,p,(x,))-y).square().sum()
r={k:v.shape for k,v in vmap(g(loss),in_dims=(None,0,0))(p,m,torch.zeros(2,1)).items()}
""",
    """
ms=[nn.Linear(3,1) for _ in range(4)]
p,b=func.stack_module_state(ms)
r=vmap(lambda p,b,x: func.functional_call(ms[0],(p,b),(x,)),(0,0,None))(p,b,m).shape
r = r,p["weight"].is_leaf,p["weight"].requires_grad
""",
    "func.stack_module_state([])",
    "func.stack_module_state([nn.Linear(1,1),nn.ReLU()])",
    """
with fw.dual_level():
    d=fw.make_dual(x,torch.ones(3)); r=fw.unpack_dual((d*d).sin()), fw.unpack_dual(x).tangent
""",
    """
with fw.dual_level():
    d=fw.make_dual(x,torch.ones(3)); e=fw.make_dual(w,x); o=fw.unpack_dual(d*e)
    o.tangent.sum().backward(); r=o.tangent.shape, w.grad
""",
    "fw.make_dual(x,x)",
    """
fw.unpack_dual(x)
r=fw.unpack_dual(x)
""",
    """
with fw.dual_level():
    fw.make_dual(torch.tensor([1]),x)
""",
    """
with fw.dual_level():
    fw.make_dual(x,torch.ones(2))
""",
    """
with fw.dual_level():
    with fw.dual_level(): pass
""",
    "fw.exit_dual_level()",
]


@pytest.mark.torch
@pytest.mark.parametrize("code", PROGRAMS)
def test_transforms(code: str) -> None:
    """The results, what they print and the errors are PyTorch's, but not its warnings of jit."""
    ours, theirs = outcome(tutorgrad, code, SETUP)[:2], outcome(torch, code, SETUP)[:2]
    assert ours == theirs, f"\nours:   {ours}\nPyTorch: {theirs}"
