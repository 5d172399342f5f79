"""Datasets, samplers and loaders: results and misuse as in PyTorch."""

# ruff: noqa: E501

from __future__ import annotations

import pytest

from .both import assert_same

# One program per line; ";" separates statements, and "\n" stands for a new line.

DATA = r"""
r=D.TensorDataset(torch.arange(3),torch.ones(3))[1]
r=D.TensorDataset(torch.arange(3))[0:2]
r=D.TensorDataset()
r=len(D.TensorDataset(torch.arange(3)))
r=D.Dataset()[0]
r=len(D.Dataset())
r=(D.Dataset()+D.Dataset())
r=len(D.TensorDataset(torch.arange(3))+D.TensorDataset(torch.arange(2)))
r=D.ConcatDataset([])
c=D.ConcatDataset([[1,2],[3]]); r=c[0],c[2],c[-1],len(c),c.cumulative_sizes
c=D.ConcatDataset([[1,2],[3]]); c[-4]
c=D.ConcatDataset([[1,2],[3]]); c[5]
r=D.Subset([1,2,3],[0,2])[1], D.Subset([1,2,3],[0,2])[[0,1]], len(D.Subset([1,2,3],[0,2]))
r=D.random_split(range(10),[3,3])
r=D.random_split(range(10),[.5,.6])
r=D.random_split(range(10),[-.5,1.5])
r=D.RandomSampler([])
r=D.RandomSampler([1],replacement=1)
r=D.RandomSampler([1],num_samples=0)
r=list(D.RandomSampler([1,2,3],num_samples=7)).__len__()
r=list(D.SequentialSampler([5,6,7]))
r=D.BatchSampler(D.SequentialSampler([5,6,7]),0,False)
r=D.BatchSampler(D.SequentialSampler([5,6,7]),2,1)
r=list(D.BatchSampler(D.SequentialSampler([5,6,7]),2,False)),len(D.BatchSampler(D.SequentialSampler([5,6,7]),2,True)),list(D.BatchSampler(range(3),2,True))
r=D.BatchSampler(D.SequentialSampler([5,6,7]),2.,False)
r=D.BatchSampler(D.SequentialSampler([5,6,7]),True,False)
r=D.WeightedRandomSampler([1,2],0)
r=D.WeightedRandomSampler([1,2],1,replacement=1)
r=D.WeightedRandomSampler([[1,2]],1)
torch.manual_seed(0); r=list(D.WeightedRandomSampler([1,2,3.],5)), len(D.WeightedRandomSampler([1,2,3.],5))
r=list(D.WeightedRandomSampler([1,2],5,replacement=False))
r=D.Sampler(1)
r=list(D.Sampler())
r=D.DataLoader([1,2],batch_size=-1)
r=D.DataLoader([1,2],batch_size=2.5)
r=D.DataLoader([1,2],num_workers=-1)
r=D.DataLoader([1,2],timeout=-1)
r=D.DataLoader([1,2],prefetch_factor=2)
r=D.DataLoader([1,2],persistent_workers=True)
r=D.DataLoader([1,2],sampler=[0],shuffle=True)
r=D.DataLoader([1,2],batch_sampler=[[0]],shuffle=True)
r=list(D.DataLoader([1,2],batch_sampler=[[0]]))
r=D.DataLoader([1,2],batch_sampler=[[0]]).batch_size
r=D.DataLoader([1,2],batch_size=None,drop_last=True)
r=D.DataLoader([1,2],batch_size=None,shuffle=True); r=sorted(r)
d=D.DataLoader([1,2]); d.batch_size=3
d=D.DataLoader([1,2]); d.dataset=3
d=D.DataLoader([1,2]); d.foo=3; r=d.foo
r=D.DataLoader(5)
r=list(D.DataLoader(range(5),batch_size=2))
r=len(D.DataLoader(range(5),batch_size=2)), len(D.DataLoader(range(5),batch_size=2,drop_last=True)),len(D.DataLoader(range(5),batch_size=None))
r=D.DataLoader([]); r=list(r), len(r)
r=D.DataLoader([],shuffle=True)
r=list(D.DataLoader([1,'a'],batch_size=2))
r=list(D.DataLoader(['b','a'],batch_size=2))
r=list(D.DataLoader([None],batch_size=2))
r=list(D.DataLoader([[1,2],[3]],batch_size=2))
r=list(D.DataLoader([(1,2.),(3,4.)],batch_size=2))
r=list(D.DataLoader([[1,2.],[3,4.]],batch_size=2))
r=list(D.DataLoader([{'a':1,'b':'x'},{'a':2,'b':'y'}],batch_size=2))
r=list(D.DataLoader([{'a':1},{'b':2}],batch_size=2))
r=list(D.DataLoader([np.ones(2),np.zeros(2)],batch_size=2))
r=list(D.DataLoader([np.float32(1),np.float32(2)],batch_size=2))
r=list(D.DataLoader([np.array('a')],batch_size=2))
r=list(D.DataLoader([True,False],batch_size=2))
r=list(D.DataLoader([torch.ones(2),torch.ones(3)],batch_size=2))
r=list(D.DataLoader([torch.ones(2,dtype=torch.long),torch.ones(2)],batch_size=2))
from collections import namedtuple; P=namedtuple('P','a b'); r=list(D.DataLoader([P(1,2.),P(3,4.)],batch_size=2))
from collections import OrderedDict; r=list(D.DataLoader([OrderedDict(a=1)],batch_size=2))
r=list(D.DataLoader([{1,2}],batch_size=2))
r=list(D.DataLoader([1,2],batch_size=None)), list(D.DataLoader([np.ones(2),{'a':np.ones(1)},'s',(1,np.ones(1))],batch_size=None))
r=D.default_convert(np.float64(2)), D.default_convert([np.ones(1)]), D.default_collate([1,2])
i=iter(D.DataLoader([1,2])); next(i);next(i);next(i)
class It(D.IterableDataset):\n  def __iter__(s): return iter(range(5))\nr=list(D.DataLoader(It(),batch_size=2)),list(D.DataLoader(It(),batch_size=2,drop_last=True)),list(D.DataLoader(It(),batch_size=None))
class It(D.IterableDataset):\n  def __iter__(s): return iter(range(5))\nr=D.DataLoader(It(),shuffle=True)
class It(D.IterableDataset):\n  def __iter__(s): return iter(range(5))\nr=D.DataLoader(It(),sampler=[1])
class It(D.IterableDataset):\n  def __iter__(s): return iter(range(5))\nr=D.DataLoader(It(),batch_sampler=[[1]])
class It(D.IterableDataset):\n  def __iter__(s): return iter(range(5))\nr=len(D.DataLoader(It()))
class It(D.IterableDataset):\n  def __iter__(s): return iter(range(5))\n  def __len__(s): return 3\nd=D.DataLoader(It(),batch_size=2); r=len(d),list(d)
class DS(D.Dataset):\n  def __len__(s): return 3\n  def __getitems__(s,i): print('items',i); return [0]*len(i)\n  def __getitem__(s,i): return i\nr=list(D.DataLoader(DS(),batch_size=2))
class DS(D.Dataset):\n  def __getitem__(s,i): return i\nr=D.DataLoader(DS())
class DS(D.Dataset):\n  def __getitem__(s,i): return i\nr=D.DataLoader(DS(),shuffle=True)
class DS(D.Dataset):\n  def __getitem__(s,i): return i\nr=len(D.DataLoader(DS()))
class DS(D.Dataset):\n  def __getitem__(s,i): return i\nr=next(iter(D.DataLoader(DS())))
class DS(D.Dataset):\n  def __len__(s): return 3\nr=next(iter(D.DataLoader(DS())))
d=D.DataLoader([1,2,3],shuffle=True,generator=torch.Generator()); r=d.sampler, d.batch_sampler, d.multiprocessing_context, d.generator is d.sampler.generator
r=D.get_worker_info()
D.DataLoader([1],num_workers=1,prefetch_factor=-1)
iter(D.DataLoader([1],timeout=3))
D.DataLoader([1],multiprocessing_context='fork')
D.DataLoader([1],num_workers=1,multiprocessing_context='thread')
D.DataLoader([1],num_workers=1,multiprocessing_context=5)
r=len(D.DataLoader([1],num_workers=500))
d=D.DataLoader([1],num_workers=1); r=d.prefetch_factor, d.num_workers, d.timeout, d.in_order
r=list(D.DataLoader([1],pin_memory=True))
r=D.DataLoader[int]
class It(D.IterableDataset):\n  def __iter__(s): return iter(range(3))\n  def __len__(s): return 1\n  def __repr__(s): return 'It'\nd=D.DataLoader(It(),batch_size=1); n=len(d); r=list(d)
class It(D.IterableDataset):\n  def __iter__(s): return iter(range(3))\n  def __len__(s): return 3\nc=It()+It(); r=list(c),len(c),type(c).__name__
r=list(D.ChainDataset([[1]]))
r=len(D.ChainDataset([[1]]))
s=D.StackDataset([1,2],['a','b']); r=s[1],len(s),s.__getitems__([1,0]),list(D.DataLoader(s,batch_size=2))
s=D.StackDataset(x=[1,2],y=['a','b']); r=s[1],len(s),s.__getitems__([1,0]),list(D.DataLoader(s,batch_size=2))
D.StackDataset()
D.StackDataset([1],[1,2])
D.StackDataset([1],y=[1])
class DS(D.Dataset):\n  def __len__(s): return 2\n  def __getitem__(s,i): return i\n  def __getitems__(s,i): return [1]\nr=D.StackDataset(DS()).__getitems__([0,1])
class My(D.Subset):\n  def __getitem__(s,i): return 1\nMy([1],[0])
r=D.default_collate([[1,2.],[3,4.]]), D.default_collate([(1,'a'),(2,'b')]), D.default_collate([{'a':[1,2]},{'a':[3,4]}])
class L(list): pass\nl=L([1,2]); l.name='n'; r=D.default_collate([l,l]); r=r,type(r).__name__,r.name
class M(dict): pass\nm=M(a=1); m.name='n'; r=D.default_collate([m,m]); r=r,type(r).__name__,r.name
from collections import defaultdict; d=defaultdict(list,a=1); r=D.default_collate([d,d]), D.default_convert(d)
import types; m=types.MappingProxyType({'a':1}); r=D.default_collate([m,m]), D.default_convert(m)
r=D.default_collate([np.str_('a'),np.str_('b')]), D.default_convert(np.str_('a')), D.default_convert((np.ones(1),2))
r=D.default_collate([range(2),range(2)]), D.default_convert(range(2)), D.default_collate([b'a',b'b'])
r=D.default_collate([np.int32(1),np.int32(2)]), D.default_collate([np.bool_(True)]), D.default_collate([np.ones(2,dtype=np.float32)]*2)
D.default_collate([object()])
D.default_collate([])
D.default_collate([np.array([object()])])
r=[list(D.distributed.DistributedSampler(range(10),3,i)) for i in range(3)]
r=[list(D.DistributedSampler(range(10),4,i,shuffle=False,drop_last=True)) for i in range(4)]
r=[list(D.DistributedSampler(range(2),5,i,seed=3)) for i in range(5)]
s=D.DistributedSampler(range(10),2,1); a=list(s); s.set_epoch(3); r=a,list(s),len(s),s.total_size
D.DistributedSampler(range(10),2,2)
x=torch.arange(6.).view(3,2); r=list(D.DataLoader(D.TensorDataset(x,x[:,0]),batch_size=2)), list(D.DataLoader(D.TensorDataset(x),sampler=[2,0],batch_size=2))
x=torch.arange(3); r=list(D.DataLoader(D.TensorDataset(x),batch_sampler=[[0,3]]))
x=torch.arange(3); r=list(D.DataLoader(D.TensorDataset(x),batch_sampler=[[torch.tensor(1),torch.tensor(0)],[np.int64(2)]]))
x=torch.arange(3); r=list(D.DataLoader(D.TensorDataset(x),batch_sampler=[[]]))
""".strip().splitlines()


@pytest.mark.parametrize("code", DATA)
def test_data(code: str) -> None:
    """What comes out of a dataset, and what is refused."""
    assert_same(code.replace("\\n", "\n"))
