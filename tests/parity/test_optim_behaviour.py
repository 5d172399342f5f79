"""Optimizers: groups, options, states, hooks and misuse as in PyTorch."""

# ruff: noqa: E501

from __future__ import annotations

import warnings
from typing import Any

import pytest
import torch
from torch.testing._internal.common_optimizers import optim_db

import tutorgrad

from .both import assert_same, to_ours

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
optim.SGD([w],lr=.1,weight_decay=torch.tensor(.5)); w.grad=torch.ones(2); o=optim.SGD([w],lr=torch.tensor([.1]),weight_decay=.5); o.step(); r=w, o
optim.Adam([w],betas=(torch.tensor(.9),.99))
optim.Adam([w],betas=(torch.tensor([.9,.8]),torch.tensor(.99)))
optim.Adam([w],betas=(torch.tensor(.9),torch.tensor(.99)),foreach=True)
r=optim.Adam([w],betas=(torch.tensor(.5),torch.tensor(.25))).defaults
optim.Adam([w],lr=torch.tensor([.1,.2]))
optim.AdamW([w],betas=(1,2))
optim.AdamW([w],betas=(0,.9))
for n in ['Adam','AdamW','RMSprop','Adamax','RAdam','NAdam','Rprop','ASGD']:\n  w.grad=torch.ones(2); o=getattr(optim,n)([w],capturable=True)\n  try: o.step()\n  except AssertionError as e: print(n,e)
optim.Adagrad([w],lr_decay=-1)
optim.Adagrad([w],initial_accumulator_value=-1)
r=optim.Adagrad([w],initial_accumulator_value=.5), optim.Adagrad([w]).state
optim.Adagrad([w],fused=True,foreach=True)
optim.RMSprop([w],alpha=-.1)
optim.RMSprop([w],momentum=-.1)
optim.Adadelta([w],rho=1.1)
optim.Adadelta([w],rho=-1)
optim.Adamax([w],betas=(.9,1.))
optim.NAdam([w],momentum_decay=-1)
optim.RAdam([w],weight_decay=-1)
optim.Rprop([w],etas=(1.5,2.))
optim.Rprop([w],lr=-1)
optim.ASGD([w],weight_decay=-.1)
optim.Adafactor([w],lr=-1)
optim.Adafactor([w],beta2_decay=.5)
optim.Adafactor([w],eps=(-1,.1))
optim.Adafactor([w],eps=(None,-1))
optim.Adafactor([w],d=.5)
optim.Adafactor([w],weight_decay=-1)
optim.LBFGS([w],lr=-1)
optim.LBFGS([{'params':[w]},{'params':[torch.ones(1)]}])
o=optim.LBFGS([w]); o.step()
o=optim.LBFGS([w],line_search_fn='armijo'); o.step(lambda: o.zero_grad() or (l:=(w*w).sum()).backward() or l)
w.grad=torch.zeros(2); o=optim.LBFGS([w]); r=o.step(lambda: 3.), o.state_dict()
v=torch.ones(1,requires_grad=True); o=optim.LBFGS([w,v],max_iter=2); r=o.step(lambda: o.zero_grad() or (l:=(w**2).sum()).backward() or l.detach()), w, v
r=optim.LBFGS([w]), optim.Rprop([w]), optim.ASGD([w]), optim.NAdam([w]), optim.RAdam([w]), optim.Adafactor([w])
for n in ['Adadelta','Adagrad','Adamax','RMSprop','NAdam','RAdam','Rprop','ASGD','Adafactor']:\n  u=torch.tensor([1.,-2.],requires_grad=True); u.grad=torch.tensor([.5,0.]); o=getattr(optim,n)([u]); o.step(); o.step(); print(n,u,u._version,o.state_dict())
torch.set_default_dtype(torch.float64); v=torch.ones(1,requires_grad=True); v.grad=v.detach(); o=optim.Adam([v]); o.step(); r=o.state_dict(); torch.set_default_dtype(torch.float32)
v=torch.ones(2,requires_grad=True)*2; v.retain_grad(); r=optim.SGD([v],lr=1)
v=torch.ones(2,requires_grad=True)*2; r=optim.SGD([v],lr=1)
o=optim.SGD([('a',w)]); o.add_param_group({'params':[torch.ones(1)]})
o=optim.SGD([w]); o.add_param_group({'params':[('b',torch.ones(1))]})
o=optim.SGD([('a',w)]); d=o.state_dict(); r=d; p=optim.SGD([('b',w)]); p.load_state_dict(d); r=r,p.state_dict()
o=optim.SGD([('a',w)]); o.load_state_dict(optim.SGD([w]).state_dict()); r=o
o=optim.SGD([w]); h=o.register_state_dict_pre_hook(lambda o: print('pre')); o.register_state_dict_post_hook(lambda o,d: {**d,'more':1}); r=o.state_dict(); h.remove(); r=r,o.state_dict()
o=optim.SGD([w]); o.register_state_dict_post_hook(lambda o,d: print('a')); o.register_state_dict_post_hook(lambda o,d: print('b'),prepend=True); r=o.state_dict()
o=optim.SGD([w]); o.register_load_state_dict_pre_hook(lambda o,d: print('pre') or d); o.register_load_state_dict_post_hook(lambda o: print('post')); o.load_state_dict(o.state_dict())
o=optim.SGD([w]); o.register_load_state_dict_pre_hook(lambda o,d: {**d,'param_groups':[]}); o.load_state_dict(o.state_dict())
from importlib import import_module as m; O=m(torch.__name__+'.optim.optimizer'); a=O.register_optimizer_step_pre_hook(lambda o,a,k: print('all')); b=O.register_optimizer_step_post_hook(lambda o,a,k: print('done')); optim.SGD([w]).step(); a.remove(); b.remove(); optim.SGD([w]).step()
o=optim.Adam([w]); w.grad=torch.ones(2); o.step(); d=o.state_dict(); d['state'][0]['extra']=[torch.ones(1,dtype=torch.float64),(1,2)]; d['state'][7]={'k':1}; p=optim.Adam([w]); p.load_state_dict(d); r=p.state_dict()
o=optim.SGD([w],momentum=.9); w.grad=torch.ones(2); o.step(); d=o.state_dict(); v=torch.ones(2,dtype=torch.float64,requires_grad=True); p=optim.SGD([v]); p.load_state_dict(d); r=p.state
""".strip().splitlines()


@pytest.mark.parametrize("code", OPTIMIZERS)
def test_optimizers(code: str) -> None:
    """What an optimizer shows, keeps and refuses."""
    assert_same(code.replace("\\n", "\n"), "w = torch.ones(2, requires_grad=True)")


COMPLEX = "does not support complex parameters"  # outside tutorgrad
REFUSED = [
    (info.optim_cls.__name__, error.optimizer_error_input)
    for info in optim_db
    if hasattr(tutorgrad.optim, info.optim_cls.__name__)
    for error in info.optim_error_inputs_func("cpu", torch.float64)
    if COMPLEX not in error.optimizer_error_input.desc
]


def refused(library: Any, rule: str, sample: Any) -> list[str]:
    """The error and the warnings of making an optimizer from one of PyTorch's error samples."""
    made: dict[int, Any] = {}

    def translated(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: translated(entry) for name, entry in value.items()}
        if isinstance(value, list | tuple):
            return type(value)(translated(entry) for entry in value)
        if not isinstance(value, torch.Tensor) or library is torch:
            return value
        return made.setdefault(id(value), to_ours(value).requires_grad_(value.requires_grad))

    params = [torch.ones(1, 1, requires_grad=True)] if sample.params is None else sample.params
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            getattr(library.optim, rule)(translated(params), **translated(sample.kwargs))
            said = ""
        except Exception as error:
            said = repr(error)
    return [said, *(str(warning.message) for warning in caught)]


@pytest.mark.parametrize(("rule", "sample"), REFUSED, ids=lambda x: getattr(x, "desc", x))
def test_error_samples(rule: str, sample: Any) -> None:
    """PyTorch's own samples of what must be refused."""
    assert refused(tutorgrad, rule, sample) == refused(torch, rule, sample)
