"""Module and the containers: attributes, trees, states and misuse as in PyTorch."""

# ruff: noqa: E501

from __future__ import annotations

import pytest

from .both import assert_same

# One program per line; ";" separates statements, and "\n" stands for a new line.

MODULES = r"""
m.register_parameter('weight.x',None)
m.register_parameter('',None)
m.register_parameter(1,None)
m.register_parameter('forward',nn.Parameter(torch.ones(2)))
m.register_parameter('p',nn.Parameter(torch.ones(2))); r=[n for n,_ in m.named_parameters()]
m.register_parameter('weight',None); r=m
m.register_buffer('weight',torch.ones(1))
m.register_buffer('a.b',torch.ones(1))
m.register_buffer('',torch.ones(1))
m.register_buffer(1,torch.ones(1))
m.register_buffer('b',[1])
m.register_buffer('b',torch.ones(1),persistent=False); r=m.state_dict().keys(), list(m.buffers())
m.add_module('a.b',nn.ReLU())
m.add_module('',nn.ReLU())
m.add_module(1,nn.ReLU())
m.add_module('x',1)
m.add_module('x',None); r=m, list(m.children()), m.x
m.add_module('weight',nn.ReLU())
m.add_module('forward',nn.ReLU())
m.x=nn.ReLU(); m.x=1
m.x=nn.ReLU(); m.x=None; r=m, m._modules
m.register_buffer('b',torch.ones(1)); m.b=1
m.register_buffer('b',torch.ones(1)); m.b=None; r=m.state_dict().keys(), m._buffers
m.weight=nn.Linear(1,1)
m.weight=None; r=list(m.named_parameters()), m.weight
m.x=torch.ones(2); r=m.x, list(m.parameters()).__len__()
m.x=nn.ReLU(); m.x=nn.Parameter(torch.ones(1)); r=m
m.x=nn.Parameter(torch.ones(1)); m.x=nn.ReLU()
m.training=False; r=m.training
del m.weight; r=m
del m.zzz
m.get_submodule('a.b')
m.get_submodule('weight')
m.get_parameter('a')
m.get_parameter('forward')
m.get_parameter('a.b')
m.get_buffer('weight')
m.get_buffer('a')
r=m.get_submodule('') is m
r=m.get_parameter('weight').shape
r=m.to_empty(device='cpu').weight.shape, m.share_memory() is m
s=nn.Sequential(m,nn.Sequential(nn.ReLU())); s.set_submodule('1.0',nn.Tanh()); r=s
s=nn.Sequential(m,nn.Sequential(nn.ReLU())); s.set_submodule('1.7',nn.Tanh()); r=s
m.set_submodule('',nn.ReLU())
m.set_submodule('a',3)
m.set_submodule('weight',nn.ReLU())
s=nn.Sequential(m); s.set_submodule('0.weight.x',nn.Tanh())
m.get_extra_state=1; m.load_state_dict({'weight':torch.ones(2,2),'bias':torch.ones(2),'_extra_state':1})
class X(nn.Linear):\n get_extra_state=lambda s: {'k':3}\n set_extra_state=lambda s,d: setattr(s,'k',d)\nx=X(1,1); r=x.state_dict(), x.load_state_dict(x.state_dict()), x.k
class X(nn.Linear):\n get_extra_state=lambda s: {'k':3}\n set_extra_state=lambda s,d: setattr(s,'k',d)\nX(1,1).load_state_dict({'weight':torch.ones(1,1),'bias':torch.ones(1)})
m._register_load_state_dict_pre_hook(lambda sd,*a: print(sorted(sd))); m._register_state_dict_hook(lambda mod,sd,p,l: {'only': 1}); r=m.state_dict()
d=nn.ParameterDict({'a':torch.ones(1),'b':torch.ones(2)}); r=list(reversed(d)), d.popitem(), {'c':1}|d
m.train('a')
m.train(1)
m.eval(1)
r=m.eval()
m.to(torch.long)
m.to('foo')
m.to(torch.float64); r=m.weight.dtype
m.type(torch.float64); r=m.weight.dtype
m.type('torch.DoubleTensor'); r=m.weight.dtype
m.load_state_dict({})
m.load_state_dict({'weight':torch.ones(3,2),'bias':torch.ones(2),'x':1})
m.load_state_dict({'weight':[1],'bias':torch.ones(2)})
m.load_state_dict({'weight':torch.ones(3,2)},strict=False)
r=m.load_state_dict({'weight':torch.ones(2,2)},strict=False)
r=m.load_state_dict({'weight':torch.ones(2,2),'z':1},strict=False)
r=m.load_state_dict({'weight':torch.ones(2,2,dtype=torch.float64),'bias':torch.ones(2)},assign=True),m.weight, m.bias
r=m.load_state_dict({'weight':torch.ones(2,2,dtype=torch.float64),'bias':torch.ones(2)}),m.weight, m.weight._version
m.load_state_dict([1])
r=m.state_dict()._metadata
r=nn.Sequential(m,m).state_dict().keys(), list(n for n,_ in nn.Sequential(m,m).named_parameters()), list(n for n,_ in nn.Sequential(m,m).named_parameters(remove_duplicate=False)), list(n for n,_ in nn.Sequential(m,m).named_modules())
r=m.state_dict(keep_vars=True)
r=m.state_dict(prefix='p.')
nn.Module(1)
nn.Module(a=1)
nn.Module()(1)
m.foo
m.foo()
class N(nn.Module): pass
class N(nn.Module): pass\nN()(1)
class N(nn.Module):\n  def __init__(self): self.x=1\nr=N().x
class N(nn.Module):\n  def __init__(self): self.x=nn.Parameter(torch.ones(1))\nr=N().x
class N(nn.Module):\n  def __init__(self): self.x=torch.ones(1)\nr=N()
class N(nn.Module):\n  def __init__(self): pass\nr=N()(1)
class N(nn.Module):\n  def __init__(self): pass\n  def forward(self,x): return x\nr=N()(1)
class N(nn.Module):\n  def __init__(self): pass\nr=list(N().parameters())
class N(nn.Module):\n  def __init__(self): pass\nr=repr(N())
class N(nn.Module):\n  def __init__(self): self.register_parameter('a',None)\nr=repr(N())
class N(nn.Module):\n  def __init__(self): self.add_module('a',None)\nr=repr(N())
class N(nn.Module):\n  def __init__(self):\n    super().__init__(); self.a=nn.Linear(1,1).weight*2\nr=[n for n,_ in N().named_parameters()]
class N(nn.Module):\n  def __init__(self,a): super().__init__(a)\nr=N(1)
class N(nn.Module):\n  @property\n  def z(self): return self.qq\nr=N().z
class N(nn.Module):\n  def forward(self,x): return self.lin(x)\nr=N()(1)
""".strip().splitlines()

CONTAINERS = r"""
r=nn.ModuleList([m,1])
r=nn.ModuleList(m)
r=nn.ModuleList([m])(1)
r=nn.ModuleList([m])[1]
r=nn.ModuleList([m])[-2]
r=nn.ModuleList([m,m])[0:1]
r=nn.ModuleList([m])+nn.ModuleList([m])
l=nn.ModuleList([m]); l+=[m]; l.append(nn.ReLU()); l.insert(0,nn.Tanh()); l.extend([nn.Tanh()]); r=l,len(l),m in l; del l[0]; r=r,l; r=r,l.pop(0),l
l=nn.ModuleList([m]); l.extend(3)
l=nn.ModuleList([m]); l[0]=nn.ReLU(); r=l
l=nn.ModuleList([m]); l['0']=nn.ReLU(); r=l
l=nn.ModuleList([m]); l[5]=nn.ReLU(); r=l
l=nn.ModuleList([m]); r=l['0']
s=nn.Sequential(m); r=s['0']
s=nn.Sequential(m); r=s[3]
s=nn.Sequential(m,nn.ReLU()); r=s[1:], s[-1], s+nn.Sequential(nn.Tanh()), s*2, 2*s
s=nn.Sequential(m,nn.ReLU()); r=s*0
s=nn.Sequential(m,nn.ReLU()); r=s*'a'
s=nn.Sequential(m,nn.ReLU()); r=s+1
s=nn.Sequential(m,nn.ReLU()); s+=nn.Sequential(nn.Tanh()); s*=2; r=s
s=nn.Sequential(m,nn.ReLU()); s.append(nn.Tanh()); s.insert(1,nn.GELU()); s.extend([nn.Tanh()]); del s[0]; r=s; r=s,s.pop(0)
s=nn.Sequential(m,nn.ReLU()); s.insert(5,nn.GELU())
s=nn.Sequential(m,nn.ReLU()); s.insert(0,1)
s=nn.Sequential(m,nn.ReLU()); s.append(1)
s=nn.Sequential(m,nn.ReLU()); s.extend([1])
s=nn.Sequential(m,1)
s=nn.Sequential([m])
s=nn.Sequential(m,None); r=s
s=nn.Sequential()
r=nn.Sequential()(3)
r=nn.Sequential(m)(torch.ones(1,2),2)
from collections import OrderedDict; s=nn.Sequential(OrderedDict(a=m,b=nn.ReLU())); r=s,s.a,s[0],s[1:]
s=nn.Sequential(m); s[0]=nn.ReLU(); r=s
s=nn.Sequential(m); s[0]=1
s=nn.Sequential(m,m,m); del s[0:2]; r=s
d=nn.ModuleDict({'a':m}); r=d,d['a'],list(d.keys()),'a' in d,len(d)
d=nn.ModuleDict({'a':m}); r=d['b']
d=nn.ModuleDict({'a':1})
d=nn.ModuleDict([('a',m)]); d.update({'b':nn.ReLU()}); r=d,d.pop('a'); d.clear(); r=r,d
d=nn.ModuleDict(1)
d=nn.ModuleDict([1])
d=nn.ModuleDict([('a',m,1)])
d=nn.ModuleDict({'a':m}); d['b.c']=m
d=nn.ModuleDict({'a':m}); d(1)
l=nn.ParameterList([torch.ones(2),nn.Parameter(torch.ones(3)),'s']); r=l,len(l),l[0],l[2], list(l.named_parameters())
l=nn.ParameterList([torch.ones(2)]); l+=[torch.ones(1)]; l.append(torch.ones(3)); l.extend([torch.ones(4)]); r=l,l[1:], l.pop(), len(l)
l=nn.ParameterList([torch.ones(2)]); l[3]
l=nn.ParameterList([torch.ones(2)]); l(1)
l=nn.ParameterList(3)
l=nn.ParameterList([torch.ones(2)]); l[0]=torch.zeros(3); r=l, l[0]
d=nn.ParameterDict({'a':torch.ones(2),'b':3}); r=d,d['a'],list(d.items()),'a' in d,len(d),list(d.named_parameters())
d=nn.ParameterDict({'a':torch.ones(2)}); d['c']=torch.zeros(1); r=d.pop('a'),d, d.get('z'), d.setdefault('q',torch.ones(1)), d.copy(), list(d), d|d
d=nn.ParameterDict({'a':torch.ones(2)}); d['zz']
d=nn.ParameterDict(['a','b']); r=d
d=nn.ParameterDict({'a':torch.ones(2)}); r=d.a, d.state_dict()
d=nn.ParameterDict(1)
d=nn.ParameterDict([('a',torch.ones(1))]); r=d
d=nn.ParameterDict().fromkeys(['a'],torch.ones(2)); r=d
""".strip().splitlines()


@pytest.mark.parametrize("code", MODULES)
def test_modules(code: str) -> None:
    """What a module does with a name, a state, a mistake."""
    assert_same(code.replace("\\n", "\n"), "m = nn.Linear(2, 2)")


@pytest.mark.parametrize("code", CONTAINERS)
def test_containers(code: str) -> None:
    """Lists and dicts of modules and parameters."""
    assert_same(code.replace("\\n", "\n"), "m = nn.Linear(2, 2)")
