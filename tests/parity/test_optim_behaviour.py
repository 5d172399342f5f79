"""Optimizers: groups, options, states, hooks and misuse as in PyTorch."""

# ruff: noqa: E501

from __future__ import annotations

import pytest

from .both import assert_same

# One program per line; ";" separates statements, and "\n" stands for a new line.

OPTIMIZERS = r"""
optim.SGD([w],lr=-1.)
optim.SGD([w],lr=.1,weight_decay=-1)
optim.SGD([w],lr=.1,nesterov=True)
optim.SGD([w],lr=.1,nesterov=True,momentum=.9,dampening=.1)
optim.SGD([w],lr='a')
optim.SGD([w],.1,.9,foo=1)
optim.SGD([w],lr=torch.tensor(.1))
optim.SGD([w],lr=torch.tensor([.1,.2]))
optim.SGD([w],lr=.1,fused=True,foreach=True)
optim.SGD([w],lr=.1,fused=True,differentiable=True)
optim.SGD([w],lr=.1,momentum=float('nan'))
optim.SGD([1.],lr=.1)
optim.SGD(1.,lr=.1)
optim.SGD({w},lr=.1)
optim.SGD(w,lr=.1)
optim.SGD([w,w],lr=.1)
optim.SGD([{'params':w}],lr=.1)
optim.SGD([{'params':{w}}],lr=.1)
optim.SGD([{'params':[w]},1],lr=.1)
optim.SGD([{'lr':1}],lr=.1)
optim.SGD([('a',w)],lr=.1); r=optim.SGD([('a',w)],lr=.1).param_groups
optim.SGD([('a',w),torch.ones(1,requires_grad=True)],lr=.1)
optim.SGD([('a',w),('a',torch.ones(1,requires_grad=True))],lr=.1)
optim.SGD([w]+[None],lr=.1)
optim.SGD([None],lr=.1)
optim.SGD(nn.Linear(2,2),lr=.1)
optim.SGD([nn.Linear(2,2)],lr=.1)
optim.SGD(nn.Linear(2,2).parameters,lr=.1)
r=optim.SGD([torch.ones(1)],lr=.1)
o=optim.SGD([w],lr=.1); r=o.step()
o=optim.SGD([w],lr=.1); o.add_param_group({'params':torch.ones(1,requires_grad=True),'lr':3}); r=o
o=optim.SGD([w],lr=.1); o.add_param_group(1)
o=optim.SGD([w],lr=.1); o.add_param_group({'params':w})
o=optim.Optimizer([w],{'lr':1}); r=o; o.step()
o=optim.Optimizer([w],{'lr':1}); r=o.state_dict(), o.state, o.defaults
o=optim.SGD([w],lr=.1,momentum=.9); (w*w).sum().backward(); o.step(); r=o.state_dict(), o.state, w._version
o=optim.Adam([w],amsgrad=True); (w*w).sum().backward(); o.step(); r=o.state_dict(), w._version
o=optim.SGD([w],lr=.1); o.load_state_dict({'param_groups':[],'state':{}})
o=optim.SGD([w],lr=.1); o.load_state_dict(optim.SGD([w,torch.ones(1,requires_grad=True)],lr=.1).state_dict())
o=optim.SGD([w],lr=.1); o.load_state_dict({})
o=optim.SGD([w],lr=.1); o.load_state_dict(1)
o=optim.SGD([w],lr=.1); r=o.load_state_dict(optim.SGD([torch.ones(1,requires_grad=True)],lr=.5,momentum=.9).state_dict()), o
optim.Adam([w],lr=-1)
optim.Adam([w],betas=(.9,1.))
optim.Adam([w],betas=(.9,-1.))
optim.Adam([w],weight_decay=-1)
optim.Adam([w],lr=torch.tensor(.1),foreach=True,capturable=False)
optim.Adam([w],lr=1,eps=-1)
optim.AdamW([w],weight_decay=-1)
optim.AdamW([w],amsgrad=True,maximize=True)
optim.Adam([w],fused=True,differentiable=True)
optim.Adam([w],fused=True,foreach=True)
o=optim.SGD([w],lr=.1); r=o.step(lambda: 5)
o=optim.SGD([w],lr=.1); o.step(5)
o=optim.SGD([w],lr=.1); h=o.register_step_pre_hook(lambda o,a,k: print('pre',a,k)); o.register_step_post_hook(lambda o,a,k: print('post',a,k)); o.step()
class My(optim.Optimizer):\n  def __init__(s,p,lr): super().__init__(p,dict(lr=lr))\n  def step(s): print('step')\no=My([w],.1); o.register_step_pre_hook(lambda o,a,k: print('pre',a,k)); o.step(); r=o
class My(optim.Optimizer):\n  def __init__(s,p): pass\no=My([w]); o.step()
import copy; o=optim.SGD([w],lr=.1,momentum=.9); (w*w).sum().backward(); o.step(); p=copy.deepcopy(o); r=p.state
import pickle; o=optim.SGD([w],lr=.1,momentum=.9); (w*w).sum().backward(); o.step(); p=pickle.loads(pickle.dumps(o)); r=p.state,p
o=optim.SGD([w],lr=.1); o.param_groups[0]['initial_lr']=.1; r=o
w.grad=torch.ones(2); o=optim.SGD([w],lr=.1); o.zero_grad(False); r=w.grad; o.zero_grad(); r=r,w.grad
o=optim.SGD([w],lr=.1,weight_decay=.1,maximize=True,momentum=.9,nesterov=True); (w*w).sum().backward(); o.step(); r=w
v=torch.ones(2,dtype=torch.float16,requires_grad=True); o=optim.Adam([v]); (v*v).sum().backward(); o.step(); r=v,o.state
w.grad=None; o=optim.Adam([w]); o.step(); r=o.state
r=optim.Adam([w],betas=[.9,.99]).defaults
r=optim.SGD([w],1).defaults, optim.SGD([w]).defaults
""".strip().splitlines()


@pytest.mark.parametrize("code", OPTIMIZERS)
def test_optimizers(code: str) -> None:
    """What an optimizer shows, keeps and refuses."""
    assert_same(code.replace("\\n", "\n"), "w = torch.ones(2, requires_grad=True)")
