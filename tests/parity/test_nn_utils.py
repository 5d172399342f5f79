"""torch.nn.utils, torch.nn.init and recurrent layers: values, warnings and misuse as in PyTorch."""

# ruff: noqa: E501

from __future__ import annotations

import pytest

from .both import assert_same

# One program per line, after SETUP.
SETUP = r"""
from types import SimpleNamespace
U, I, E = nn.utils, nn.init, torch.empty
class Doubled(nn.Module):
    def forward(self, x): return 2 * x
    def right_inverse(self, x): return x / 2
class Cut(nn.Module):
    def forward(self, x): return x[:1]
x = torch.arange(24.).view(4, 3, 2)
a, b, c = torch.ones(3, 2), torch.ones(2, 2) * 2, torch.ones(1, 2) * 3
m = nn.Linear(2, 2)
net = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2)); net[1].weight = net[0].weight
def grads(): (m(torch.ones(1, 2)).sum() * 100).backward(); return m
"""

SEQUENCES = """
r=U.rnn.pack_padded_sequence(x,[4,2,1])
r=U.rnn.pack_padded_sequence(x,torch.tensor([2,4,1]),enforce_sorted=False)
r=U.rnn.pack_padded_sequence(x.transpose(0,1),[4,2,1],batch_first=True)
U.rnn.pack_padded_sequence(x,[2,4,1])
U.rnn.pack_padded_sequence(x,[4,2])
U.rnn.pack_padded_sequence(x,[4,2,0])
r=U.rnn.pad_packed_sequence(U.rnn.pack_padded_sequence(x,[2,4,1],enforce_sorted=False),batch_first=True)
r=U.rnn.pad_packed_sequence(U.rnn.pack_padded_sequence(x,[4,2,1]),padding_value=-1.,total_length=6)
U.rnn.pad_packed_sequence(U.rnn.pack_padded_sequence(x,[4,2,1]),total_length=3)
r=U.rnn.pad_sequence([b,a,c],True,9.,'left')
r=U.rnn.pad_sequence([a,b,c])
U.rnn.pad_sequence([b,a],padding_side='top')
U.rnn.pad_sequence([])
U.rnn.pad_sequence(3)
U.rnn.pad_sequence([a,torch.ones(2,3)])
U.rnn.pack_sequence([b,a,c])
r=U.rnn.pack_sequence([b,a,c],enforce_sorted=False).to(torch.float64)
r=U.rnn.unpack_sequence(U.rnn.pack_sequence([b,a,c],enforce_sorted=False))
r=U.rnn.pad_packed_sequence(U.rnn.pack_sequence([a.requires_grad_(),b]))
"""

LAYERS = """
r=nn.RNN(3,4,2,'relu',False,True,0.5,True)
r=nn.LSTM(3,4,proj_size=2,num_layers=2,dropout=0.5)
r=nn.GRU(3,4,dropout=0.5)
r=nn.GRU(3,4,2,bidirectional=True).all_weights[3]
nn.RNN(3,4,proj_size=2)
nn.RNN(3,4,nonlinearity='x')
nn.RNN(3,4,dropout=2)
nn.LSTM(0,4)
nn.LSTM(3,'a')
nn.LSTM(3)
nn.LSTM(3,4,bias=1)
nn.LSTM(3,4,num_layers=0)
nn.LSTM(3,4,proj_size=4)
nn.LSTM(3,4)(torch.ones(5))
nn.LSTM(3,4)(torch.ones(5,2,2))
nn.LSTM(3,4)(torch.ones(0,2,3))
nn.LSTM(3,4)(torch.ones(5,2,3).double())
nn.LSTM(3,4)(torch.ones(5,2,3),(torch.zeros(1,2,4),torch.zeros(1,3,4)))
nn.LSTM(3,4)(torch.ones(5,2,3),(torch.zeros(2,4),torch.zeros(2,4)))
nn.GRU(3,4)(torch.ones(5,2,3),torch.zeros(2,4))
nn.GRU(3,4)(torch.ones(5,3),torch.zeros(1,1,4))
nn.GRU(3,4)(torch.ones(5,2,3),torch.zeros(1,3,4))
nn.GRU(3,4)(torch.ones(5,2,3),torch.zeros(1,2,4).double())
r=nn.LSTM(2,3,2,bidirectional=True,batch_first=True,dropout=0.5).double()(x.double())
r=nn.GRU(2,3,batch_first=True)(x)
r=nn.RNN(2,3)(x[0])
r=nn.LSTM(2,3,proj_size=1)(U.rnn.pack_sequence([b,a,c],enforce_sorted=False))[1]
r=nn.LSTMCell(2,3)(b), nn.GRUCell(2,3)(b[0]), nn.RNNCell(2,3,nonlinearity='relu')
nn.LSTMCell(2,3)(b,b)
nn.GRUCell(2,3)(a,torch.ones(2,3))
nn.RNNCell(2,3)(x)
nn.RNNCell(2,3)(torch.ones(2,5))
"""

GRADIENTS = """
r=U.clip_grad_norm_(grads().parameters(),1.), m.weight.grad
r=U.clip_grad_norm_(grads().weight,.5,norm_type=1), m.weight.grad
r=U.clip_grad_norm_(grads().parameters(),.1,float('inf'),foreach=True), m.weight.grad
r=U.clip_grad_norm_([],1.), U.get_total_norm([a,b],0), U.get_total_norm([])
U.clip_grad_norm_(grads().parameters(),'a')
grads().weight.grad.fill_(float('nan')); r=U.clip_grad_norm_(m.parameters(),1.)
grads().weight.grad.fill_(float('inf')); U.clip_grad_norm_(m.parameters(),1.,error_if_nonfinite=True)
r=U.clip_grad_norm(grads().parameters(),1.)
U.clip_grad_value_(grads().parameters(),.5); r=m.weight.grad
U.clip_grads_with_norm_(grads().parameters(),1.,torch.tensor(4.)); r=m.weight.grad
r=U.parameters_to_vector(m.parameters())
U.vector_to_parameters(torch.arange(6.),m.parameters()); r=m.weight, m.bias
U.vector_to_parameters(torch.arange(5.),m.parameters())
U.vector_to_parameters([1.],m.parameters())
U.parameters_to_vector([])
r=U.skip_init(nn.Linear,2,3).weight.shape, torch.rand(1)
U.skip_init(nn.ReLU)
"""

STATELESS = """
r=U.stateless.functional_call(m,{'weight':torch.zeros(2,2)},b), m.weight
U.stateless.functional_call(m,{'weight':torch.zeros(2,2)},(b,),strict=True)
U.stateless.functional_call(m,{'foo':torch.zeros(2,2)},(b,),strict=True)
U.stateless.functional_call(m,{'foo.bar':torch.zeros(2,2)},(b,))
r=U.stateless.functional_call(net,{'1.weight':torch.zeros(2,2)},b)
r=U.stateless.functional_call(net,{'0.weight':torch.zeros(2,2)},b,tie_weights=False)
U.stateless.functional_call(net,{'0.weight':a,'1.weight':b},b)
"""

REWEIGHTED = """
r=list(U.weight_norm(nn.Linear(3,2)).state_dict().items())
r=U.weight_norm(nn.Linear(3,2),dim=None)(torch.ones(1,3))
U.weight_norm(U.weight_norm(nn.Linear(3,2)))
r=U.remove_weight_norm(U.weight_norm(nn.Linear(3,2))).state_dict()
U.remove_weight_norm(nn.Linear(3,2))
r=U.spectral_norm(nn.Linear(3,2)).state_dict()
n=U.spectral_norm(nn.Linear(3,2)); r=n(torch.ones(1,3)), n.eval()(torch.ones(1,3)), n.weight_u
r=U.remove_spectral_norm(U.spectral_norm(nn.Linear(3,2))).state_dict()
U.remove_spectral_norm(nn.Linear(3,2))
U.spectral_norm(nn.Linear(3,2),n_power_iterations=0)
r=U.parametrizations.weight_norm(nn.Linear(3,2))
r=list(U.parametrizations.weight_norm(nn.Linear(3,2),dim=1).state_dict().items())
n=U.parametrizations.weight_norm(nn.Linear(3,2)); n.weight=torch.ones(2,3); r=n.state_dict(), n(torch.ones(1,3)).tolist()
r=U.parametrizations.spectral_norm(nn.Linear(3,2)).state_dict()
r=U.parametrizations.spectral_norm(nn.Linear(3,2)).weight
U.parametrizations.spectral_norm(nn.Linear(3,2),'foo')
n=U.parametrize.register_parametrization(m,'weight',Doubled()); r=n, n.weight, n.parametrizations.weight.original, n.state_dict().keys()
n=U.parametrize.register_parametrization(m,'weight',Doubled()); n.weight=torch.ones(2,2); r=n.parametrizations.weight.original, n(b)
U.parametrize.register_parametrization(m,'weight',Doubled()); U.parametrize.register_parametrization(m,'weight',Doubled()); r=m, m.weight
U.parametrize.register_parametrization(m,'weight',Doubled()); n=U.parametrize.remove_parametrizations(m,'weight'); r=n, type(n).__name__, n.weight, list(n.state_dict())
U.parametrize.register_parametrization(m,'weight',Doubled()); n=U.parametrize.remove_parametrizations(m,'weight',False); r=n.weight
U.parametrize.register_parametrization(m,'weight',Cut())
U.parametrize.register_parametrization(m,'foo',Doubled())
U.parametrize.remove_parametrizations(m,'weight')
r=U.parametrize.is_parametrized(m), U.parametrize.is_parametrized(U.parametrizations.weight_norm(m),'weight')
"""

INITS = """
r=I.dirac_(E(4,2,3,3),groups=2)
r=I.dirac_(E(2,2,2,3,3))
r=I.dirac_(E(2,2))
r=I.dirac_(E(3,2,3),2)
r=I.orthogonal_(E(3,5),gain=2.)
r=I.orthogonal_(E(5,3))
r=I.orthogonal_(E(4,2,3))
r=I.orthogonal_(E(2))
r=I.orthogonal_(E(0,2))
r=I.sparse_(E(5,3),0.5)
r=I.sparse_(E(5,3,2),0.5)
r=I.eye_(E(2,3,2))
r=I.trunc_normal_(E(3),5.,1.,-2.,2.)
r=I.xavier_uniform_(E(2))
r=I.kaiming_uniform_(E(2,3),mode='fan')
r=I.kaiming_uniform_(E(2,3),nonlinearity='foo')
r=I.kaiming_uniform_(E(0,3))
r=I.uniform(E(2))
r=I.normal(E(2))
r=I.constant(E(2),1.)
r=I.eye(E(2,2))
r=I.dirac(E(2,2,2))
r=I.xavier_uniform(E(2,2))
r=I.xavier_normal(E(2,2))
r=I.kaiming_uniform(E(2,2))
r=I.kaiming_normal(E(2,2))
r=I.orthogonal(E(2,2))
r=I.sparse(E(2,2),0.5)
r=[I.calculate_gain(n) for n in 'conv1d conv_transpose3d sigmoid tanh relu leaky_relu selu'.split()]
r=I.calculate_gain('leaky_relu','a')
r=I.calculate_gain('foo')
r=I.uniform_(E(2),3,1)
r=I.normal_(E(2),0,-1)
"""


@pytest.mark.torch
@pytest.mark.parametrize("programs", [SEQUENCES, LAYERS, GRADIENTS, STATELESS, REWEIGHTED, INITS])
def test_programs_give_what_pytorch_gives(programs: str) -> None:
    for program in programs.strip().split("\n"):
        assert_same(program, SETUP)
