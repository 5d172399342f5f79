"""Attention and Transformer layers: values, starting values, printed forms, warnings and misuse."""

# ruff: noqa: E501

from __future__ import annotations

import pytest

from .both import assert_same

# One program per line, after SETUP.
SETUP = r"""
q, k = torch.randn(3, 2, 4).double(), torch.randn(5, 2, 4).double()
S = F.scaled_dot_product_attention
def mha(*args, **kwargs): return nn.MultiheadAttention(4, 2, *args, **kwargs).double()
E, D, T = nn.TransformerEncoderLayer, nn.TransformerDecoderLayer, nn.Transformer
causal = T.generate_square_subsequent_mask(3).double()
pad = torch.tensor([[False, False, True], [False, False, False]])
small = {'dim_feedforward': 6, 'batch_first': True}
def stack(**kwargs): return nn.TransformerEncoder(E(4, 2, 6, batch_first=True), 2, **kwargs).double()
b = q.transpose(0, 1)
"""

ATTENTION = """
r=S(q,k[:,:,:],k,dropout_p=0.5)
r=S(q,q,q,is_causal=True,scale=0.3)
r=S(q,q,q,attn_mask=causal)
S(q,k,k,torch.zeros(4,5))
S(q,k,k.float())
r=mha()
r=mha(kdim=3,vdim=2).state_dict()
r=mha(add_bias_kv=True,bias=False).state_dict()
nn.MultiheadAttention(5,2)
nn.MultiheadAttention(0,2)
r=mha()(q,q,q)
r=mha(0.5)(q,k,k)
r=mha(0.5)(q,k,k,need_weights=False)
r=mha(0.5,batch_first=True)(b,b,b,average_attn_weights=False)
r=mha(add_bias_kv=True,add_zero_attn=True)(q,q,q,attn_mask=causal,need_weights=False)
r=mha(add_bias_kv=True,add_zero_attn=True)(q,q,q,attn_mask=causal,key_padding_mask=pad)
r=mha()(q[:,0],k[:,0],k[:,0])
r=mha()(q,q,q,is_causal=True,attn_mask=causal,need_weights=False)
r=mha(kdim=3,vdim=2)(q,k[...,:3],k[...,:2])
mha()(q,q,q,attn_mask=torch.zeros(2,2))
mha()(q,q,q,attn_mask=torch.zeros(3,3,3))
mha()(q,q,q,attn_mask=torch.zeros(3,3).long())
mha()(q,q,q,key_padding_mask=pad.t())
mha()(q,q,q,is_causal=True)
mha()(q,q[:,0],q)
mha()(q[None],q,q)
mha()(q,q,k)
nn.MultiheadAttention(6,2)(q,q,q)
mha(kdim=3)(q,q,q)
"""

LAYERS = """
r=E(4,2,6), list(E(4,2,6,bias=False).state_dict())
r=E(4,2,**small).state_dict()
r=D(4,2,6), list(D(4,2,6).state_dict())
r=E(4,2,6,norm_first=True,activation='gelu').double()(q)
r=E(4,2,6,dropout=0.5,activation=torch.tanh).double()(q,causal)
r=E(4,2,**small).double()(b,src_key_padding_mask=pad)
r=E(4,2,**small).double()(b,causal,pad)
r=D(4,2,6,norm_first=True).double()(q,k,causal)
r=D(4,2,6,0.5).double()(q,k,memory_key_padding_mask=torch.zeros(2,5)>0)
E(4,2,activation='elu')
E(5,2)
r=nn.TransformerEncoder(E(4,2,6),2)
r=nn.TransformerEncoder(E(4,2,6,norm_first=True),2,nn.LayerNorm(4))
r=nn.TransformerEncoder(E(3,3,6,batch_first=True),2)
r=nn.TransformerEncoder(E(4,2,6,batch_first=True,activation=torch.tanh),2)
nn.TransformerEncoder(E(4,2,6,norm_first=True),2,enable_nested_tensor=False); r=torch.rand(1)
r=stack()(b,causal)
r=stack().eval()(b,src_key_padding_mask=pad)
r=stack(norm=nn.LayerNorm(4)).eval()(b,mask=causal>0,src_key_padding_mask=pad)
r=nn.TransformerDecoder(D(4,2,6),2,nn.LayerNorm(4)).double()(q,k,causal,tgt_is_causal=True)
r=T(4,2,1,1,6).state_dict()
r=T(4,2,2,1,6,batch_first=True)
r=T(4,2,1,2,6,0.3).double()(k,q,tgt_mask=causal,src_key_padding_mask=torch.zeros(2,5)>0)
r=T(4,2,1,1,6).double().eval()(k,q)
T(4,2,1,1,6)(torch.ones(3,2,4),torch.ones(3,3,4))
T(4,2,1,1,6)(torch.ones(3,2,5),torch.ones(3,2,5))
r=T.generate_square_subsequent_mask(3), T.generate_square_subsequent_mask(2,dtype=torch.float64)
"""


@pytest.mark.torch
@pytest.mark.parametrize("programs", [ATTENTION, LAYERS])
def test_programs_give_what_pytorch_gives(programs: str) -> None:
    for program in programs.strip().split("\n"):
        assert_same(program, SETUP)
