"""Functions of one's own, hooks of tensors and nodes, functional, gradcheck, small names."""

from __future__ import annotations

import pytest

from .both import outcome, torch, tutorgrad

SETUP = """
x=torch.tensor([1.,2.,3.],requires_grad=True); y=torch.tensor([4.,5.,6.],requires_grad=True)
e=x.exp(); z=e.sum()
A=torch.autograd; Fn=A.Function; AF=A.functional
class Sq(Fn):
    @staticmethod
    def forward(ctx,x): ctx.save_for_backward(x); return x*x
    @staticmethod
    def backward(ctx,g): x,=ctx.saved_tensors; return 2*x*g
class SC(Fn):
    generate_vmap_rule=True
    @staticmethod
    def forward(x,k): return x*k
    @staticmethod
    def setup_context(ctx,inputs,output): ctx.k=inputs[1]; ctx.save_for_forward(inputs[0])
    @staticmethod
    def vjp(ctx,g): return g*ctx.k,None
    @staticmethod
    def jvp(ctx,t,_): return t*ctx.k
"""

PROGRAMS = [
    "r=torch.autograd.grad(z,[5],retain_graph=True)",
    "r=torch.autograd.grad(z,x.detach())",
    "r=torch.autograd.grad(5,x)",
    "r=torch.autograd.grad([],x)",
    "r=torch.autograd.grad(z,[])",
    "r=torch.autograd.grad(e,x,torch.eye(3),is_grads_batched=True)",
    "r=torch.autograd.grad(e,x,torch.eye(2),is_grads_batched=True)",
    "r=torch.autograd.grad(e,x,torch.ones(3),is_grads_batched=True)",
    "r=torch.autograd.grad(e,x,None,is_grads_batched=True)",
    "r=torch.autograd.grad((e,e),x,(torch.eye(3),torch.ones(2,3)),is_grads_batched=True)",
    "r=torch.autograd.grad((e,e),x,torch.ones(3))",
    "r=torch.autograd.grad(e,x,(torch.ones(3),torch.ones(3)))",
    "r=torch.autograd.grad(e,x,5)",
    "r=torch.autograd.grad(e,x,[5])",
    "r=torch.autograd.backward(z,inputs=[torch.ones(2)])",
    "r=torch.autograd.backward(z,inputs=[5])",
    "r=torch.autograd.backward([])",
    "r=torch.autograd.backward(None)",
    "torch.autograd.backward((e,z),(torch.ones(3),None)); r=x.grad",
    """
acc=x.view_as(x).grad_fn.next_functions[0][0]
acc.register_hook(lambda a,b: print(a,b,x.grad))
acc.register_prehook(lambda g: print('pre',g))
z.backward()
z=x.sum(); z.backward()
""",
    """
acc=x.view_as(x).grad_fn.next_functions[0][0]
acc.register_prehook(lambda g: (g[0]*2,))
z.backward(); r=x.grad
""",
    """
a,=torch.autograd.grad(z,x,create_graph=True)
r=torch.autograd.grad(a,x,torch.eye(3),is_grads_batched=True)
""",
    "Sq.apply(x=x)",
    "r=SC.apply(x,3); r.sum().backward(); r=x.grad",
    "r=torch.vmap(lambda a: SC.apply(a,3))(x.detach())",
    """
class B(Fn): pass
B.apply(x)
""",
    """
class B(Fn):
    @staticmethod
    def forward(ctx,x): return x*1
B.apply(x).sum().backward()
""",
    """
class B(Fn):
    @staticmethod
    def forward(x): return x*1
B.apply(x)
""",
    "Sq()",
    "Sq()(x)",
    """
class B(Fn):
    @staticmethod
    def forward(ctx,x): ctx.set_materialize_grads(False); return x*1,x*2
    @staticmethod
    def backward(ctx,a,b): print(a,b,ctx.needs_input_grad); return a
B.apply(x)[0].sum().backward()
""",
    """
class B(Fn):
    @staticmethod
    def forward(ctx,x,i): r=x.argmax(); ctx.mark_non_differentiable(r); return x*i,r
    @staticmethod
    def backward(ctx,a,b): print(a,b,ctx.needs_input_grad); return a,None
a,b=B.apply(x,2); a.sum().backward(); r=a.requires_grad,b.requires_grad
""",
    """
class B(Fn):
    @staticmethod
    def forward(ctx,x): ctx.save_for_backward(3); return x*1
B.apply(x)
""",
    """
class B(Fn):
    @staticmethod
    def forward(ctx,x): ctx.mark_dirty(x); x.add_(1); return x
    @staticmethod
    def backward(ctx,g): return g*3
a=x*2; r=B.apply(a), a._version; a.sum().backward(); r=r,x.grad
""",
    """
class B(Fn):
    @staticmethod
    def forward(ctx,x): return x.detach().numpy()
r=B.apply(x)
""",
    """
class B(Fn):
    @staticmethod
    def forward(ctx,x): return None
r=B.apply(x)
""",
    """
class B(Fn):
    @staticmethod
    def forward(ctx,*xs): return sum(xs)
    @staticmethod
    def backward(ctx,g): return g
B.apply(x,y).sum().backward()
""",
    """
class B(Fn):
    @staticmethod
    def forward(ctx,x): return x*1
    @staticmethod
    def backward(ctx,g): return g[:1]
B.apply(x).sum().backward(); r=x.grad
""",
    """
class B(Fn):
    @staticmethod
    def forward(ctx,x): return x.sum()
    @staticmethod
    def backward(ctx,g): return g.expand(2)
B.apply(x).backward(); r=x.grad
""",
    "r=Sq.apply(x).grad_fn.needs_input_grad",
    """
h=x.register_post_accumulate_grad_hook(lambda t: print(t.grad))
(x*2).sum().backward()
h.remove()
(x*2).sum().backward()
""",
    "(x*2).register_post_accumulate_grad_hook(print)",
    "torch.ones(2).register_post_accumulate_grad_hook(print)",
    """
x.register_hook(lambda g: g*2)
x.register_hook(lambda g: print(g))
(x*2).sum().backward()
r=x.grad
""",
    "x.register_hook(lambda g: 3); (x*2).sum().backward(); r=x.grad",
    "x.register_hook(3)",
    "torch.ones(2).register_hook(print)",
    "x.retain_grad(); (x*2).sum().backward(); r=x.grad,x.retains_grad",
    "torch.ones(2).retain_grad()",
    """
z=x*2
z.retain_grad()
z.register_hook(lambda g: g*5)
z.sum().backward()
r=z.grad,z.retains_grad
""",
    "z=x*2; z.register_hook(lambda g: g*5); z.retain_grad(); z.sum().backward(); r=z.grad",
    """
n=(x*2).grad_fn
n.register_hook(lambda gi,go: (gi[0]*2,)+gi[1:])
n.register_prehook(lambda go: (go[0]*3,))
r=n.metadata
""",
    "z=x*2; z.grad_fn.register_prehook(lambda go: (go[0]*3,)); z.sum().backward(); r=x.grad",
    "z=x*2; z.grad_fn.register_hook(lambda gi,go: (gi[0]*3,None)); z.sum().backward(); r=x.grad",
    "r=AF.jvp(lambda a: a*a, x, torch.ones(3))",
    "r=AF.jvp(lambda a,b: (a*b,a), (x,y), (x,y))",
    "r=AF.jvp(lambda a: a.sum(), torch.tensor(2.))",
    "r=AF.jvp(lambda a: a*a, x)",
    "r=AF.vjp(lambda a: a*a, x)",
    "r=AF.vjp(lambda a: a*a, x, torch.ones(2))",
    "r=AF.vjp(lambda a: a*a, x, (torch.ones(3),torch.ones(3)))",
    "r=AF.vjp(lambda a: a*a, 3)",
    "r=AF.vjp(lambda a: 3, x)",
    "r=AF.vjp(lambda a: (a,3), x)",
    "r=AF.vjp(lambda a: a*a, x, x, create_graph=True)",
    "r=AF.vjp(lambda a: torch.ones(3), x, x)",
    "r=AF.vjp(lambda a: torch.ones(3), x, x, strict=True)",
    "r=AF.vjp(lambda a,b: a*1, (x,y), x, strict=True)",
    "r=AF.jvp(lambda a: torch.ones(3), x, x, strict=True)",
    "r=AF.jvp(lambda a: torch.ones(3), x, x)",
    "r=AF.jacobian(lambda a: torch.ones(3), x, strict=True)",
    "r=AF.jacobian(lambda a: torch.ones(3), x)",
    "r=AF.jacobian(lambda a,b: (a*b,a.sum()), (x,y))",
    "r=AF.jacobian(lambda a: a.exp(), x, vectorize=True)",
    'r=AF.jacobian(lambda a: a.exp(), x, strategy="forward-mode")',
    'r=AF.jacobian(lambda a: a.exp(), x, strategy="abc")',
    "r=AF.jacobian(lambda a: a.exp(), x, strict=True, vectorize=True)",
    "r=AF.jacobian(lambda a: a.exp(), x, create_graph=True)",
    "r=AF.hessian(lambda a: (a**3).sum(), x)",
    "r=AF.hessian(lambda a,b: (a*b*b).sum(), (x,y))",
    'r=AF.hessian(lambda a: (a**3).sum(), x, outer_jacobian_strategy="abc")',
    "r=AF.hessian(lambda a: a, x)",
    "r=AF.hessian(lambda a: (a,a), x)",
    "r=AF.hessian(lambda a: a.sum(), x)",
    "r=AF.hessian(lambda a: a.sum(), x, strict=True)",
    "r=AF.hvp(lambda a: (a**3).sum(), x, torch.ones(3))",
    "r=AF.hvp(lambda a: a, x, torch.ones(3))",
    "r=AF.hvp(lambda a: (a**3).sum(), x, torch.ones(2))",
    "r=AF.hvp(lambda a: (a**3).sum(), x)",
    "r=AF.hvp(lambda a: a.sum(), x, x, strict=True)",
    "r=AF.vhp(lambda a,b: (a*b).sum(), (x,y), (x,y))",
    "r=AF.vhp(lambda a: a.sum(), x, x, strict=True)",
    "r=A.Variable(torch.ones(2), requires_grad=True)",
    """
r=type(A.Variable(x)), isinstance(x,A.Variable)
""",
    "A.set_multithreading_enabled(False); A.set_multithreading_enabled(True); ",
    "with A.set_multithreading_enabled(False): r=3",
    "r=A.gradcheck(Sq.apply,(x.double().detach().requires_grad_(),))",
    """
d=x.double().detach().requires_grad_()
r=A.gradcheck(lambda a: a*a,(d,),fast_mode=True)
r=r, A.gradcheck(lambda a: a*a,(d,),check_batched_grad=True)
r=r, A.gradgradcheck(lambda a: a*a*a,(d,))
""",
    "r=A.gradcheck(lambda a: a*a,(x,))",
    "d=x.double().detach().requires_grad_(); A.gradcheck(lambda a: a.detach()*a,(d,))",
    """
d=x.double().detach().requires_grad_()
r=A.gradcheck(lambda a: a.detach()*a,(d,),raise_exception=False)
""",
    "A.gradcheck(lambda a: a*a,(x.detach(),))",
    "r=torch.is_anomaly_enabled(), torch.is_anomaly_check_nan_enabled()",
    """
torch.set_anomaly_enabled(True)
r=torch.is_anomaly_enabled()
torch.set_anomaly_enabled(False)
""",
    """
with A.set_detect_anomaly(True, check_nan=False):
    r=torch.is_anomaly_enabled(), torch.is_anomaly_check_nan_enabled()
""",
    "r=torch.is_inference(x), torch.is_inference_mode_enabled()",
    """
with torch.inference_mode(): z=torch.ones(2)
r=torch.is_inference(z)
""",
    """
r=A.grad_mode.no_grad is torch.no_grad
r=r, A.grad_mode.set_grad_enabled is torch.set_grad_enabled, A.variable.Variable is A.Variable
""",
    """
r=A.function.Function is A.Function
r=r, A.function.once_differentiable.__name__, A.function.FunctionCtx.__name__
""",
    "with torch.autograd.grad_mode.set_multithreading_enabled(True): pass",
    """
z=torch.ones(3,requires_grad=True)
with torch.no_grad(): r=(z*2).requires_grad
""",
    "y=x.detach(); y.requires_grad_(); (y*y).sum().backward(inputs=[y]); r=y.grad",
    "x.grad_fn",
]


@pytest.mark.torch
@pytest.mark.parametrize("code", PROGRAMS)
def test_autograd(code: str) -> None:
    """Results, prints, errors and warnings are PyTorch's."""
    ours, theirs = outcome(tutorgrad, code, SETUP), outcome(torch, code, SETUP)
    assert ours == theirs, f"\nours:   {ours}\nPyTorch: {theirs}"
