"""A transformer block (pre-norm, causal): width 64, 4 heads, 64 tokens, batch 16, Adam.

With the library's attention, and with attention spelled out.
"""

from __future__ import annotations

import math

from ..workload import Workload, layer, normal
from . import by_hand
from .torch_parts import load, tensors

BATCH, T, C, HEADS = 16, 64, 64, 4
D = C // HEADS
SLOPE = math.sqrt(2 / math.pi)


def arrays():
    """x and its target; norm 1, query-key-value, projection, norm 2, and two layers"""
    import numpy

    def norm():
        return [numpy.ones(C, numpy.float32), numpy.zeros(C, numpy.float32)]

    attention = [*norm(), *layer(C, 3 * C, 1), *layer(C, C, 2)]
    mlp = [*norm(), *layer(C, 4 * C, 3), *layer(4 * C, C, 4)]
    return [*normal((BATCH, T, C), (BATCH, T, C)), *attention, *mlp]


def gelu(np, x):
    """GELU by tanh, and its derivative"""
    tanh = np.tanh(SLOPE * x * (1 + 0.044715 * x * x))
    half = 0.5 * (1 + tanh)
    return x * half, half + 0.5 * x * (1 - tanh * tanh) * SLOPE * (1 + 3 * 0.044715 * x * x)


def numpy_block(np, x, target, *parameters):
    n1w, n1b, wa, ba, wp, bp, n2w, n2b, w1, b1, w2, b2 = parameters
    optimizer = by_hand.Adam(parameters)
    mask = np.triu(np.full((T, T), -np.inf, np.float32), 1)
    rows, scale = BATCH * T, np.float32(D**-0.5)

    def step():
        flat = x.reshape(rows, C)
        normed1, normal1, scale1 = by_hand.layer_norm(flat, n1w, n1b)
        qkv = (normed1 @ wa.T + ba).reshape(BATCH, T, 3, HEADS, D).transpose(2, 0, 3, 1, 4)
        q, k, v = np.ascontiguousarray(qkv)  # each (B, heads, T, D)
        scores = q @ k.swapaxes(-1, -2)
        scores *= scale
        scores += mask
        p = by_hand.softmax(scores)
        mixed = (p @ v).transpose(0, 2, 1, 3).reshape(rows, C)
        middle = flat + (mixed @ wp.T + bp)
        normed2, normal2, scale2 = by_hand.layer_norm(middle, n2w, n2b)
        active, slope = gelu(np, normed2 @ w1.T + b1)
        error = middle + (active @ w2.T + b2) - target.reshape(rows, C)
        loss = np.square(error).mean()

        grad = 2 / error.size * error
        grad_active = (grad @ w2) * slope
        back = by_hand.layer_norm_grad(grad_active @ w1, n2w, normal2, scale2)
        grad_middle = grad + back[0]
        grad_mixed = (grad_middle @ wp).reshape(BATCH, T, HEADS, D).transpose(0, 2, 1, 3)
        grad_p = grad_mixed @ v.swapaxes(-1, -2)
        grad_p -= np.einsum("...i,...i", grad_p, p)[..., None]
        grad_p *= p
        grad_p *= scale
        grads = grad_p @ k, grad_p.swapaxes(-1, -2) @ q, p.swapaxes(-1, -2) @ grad_mixed
        grad_qkv = np.stack(grads).transpose(1, 3, 0, 2, 4).reshape(rows, 3 * C)
        front = by_hand.layer_norm_grad(grad_qkv @ wa, n1w, normal1, scale1)
        optimizer.step(
            [
                *front[1:],
                *(grad_qkv.T @ normed1, grad_qkv.sum(0)),
                *(grad_middle.T @ mixed, grad_middle.sum(0)),
                *back[1:],
                *(grad_active.T @ normed2, grad_active.sum(0)),
                *(grad.T @ active, grad.sum(0)),
            ]
        )
        return loss

    return step


def torch_block(torch, x, target, *parameters, spelled_out=False):
    nn, F = torch.nn, torch.nn.functional

    class Attention(nn.Module):
        def __init__(self):
            super().__init__()
            self.qkv = nn.Linear(C, 3 * C)
            self.proj = nn.Linear(C, C)
            self.mask = torch.tril(torch.ones(T, T)) == 0

        def forward(self, x):
            q, k, v = self.qkv(x).split(C, dim=2)  # each (B, T, C)
            q, k, v = (t.view(BATCH, T, HEADS, D).transpose(1, 2) for t in (q, k, v))
            if spelled_out:
                scores = q @ k.transpose(-2, -1) / math.sqrt(D)  # (B, heads, T, T)
                y = F.softmax(scores.masked_fill(self.mask, float("-inf")), dim=-1) @ v
            else:
                y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
            return self.proj(y.transpose(1, 2).reshape(BATCH, T, C))

    class Block(nn.Module):
        def __init__(self):
            super().__init__()
            self.norm1 = nn.LayerNorm(C)
            self.attention = Attention()
            self.norm2 = nn.LayerNorm(C)
            self.mlp = nn.Sequential(
                nn.Linear(C, 4 * C), nn.GELU(approximate="tanh"), nn.Linear(4 * C, C)
            )

        def forward(self, x):
            x = x + self.attention(self.norm1(x))
            return x + self.mlp(self.norm2(x))

    model = Block()
    load(torch, model, parameters)
    optimizer = torch.optim.Adam(model.parameters())

    def step(x, target):
        loss = F.mse_loss(model(x), target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss

    return step, *tensors(torch, x, target)


def torch_spelled_out(torch, *arrays):
    return torch_block(torch, *arrays, spelled_out=True)


def peers_block(peer, x, target, *parameters):
    import numpy

    mask = numpy.triu(numpy.full((T, T), -1e9, numpy.float32), 1)

    def loss(F, parameters, x, target):
        n1w, n1b, wa, ba, wp, bp, n2w, n2b, w1, b1, w2, b2 = parameters
        rows = BATCH * T
        x = F.reshape(x, (rows, C))
        qkv = F.linear(F.layer_norm(x, n1w, n1b), wa, ba)
        qkv = F.transpose(F.reshape(qkv, (BATCH, T, 3, HEADS, D)), (2, 0, 3, 1, 4))
        q, k, v = qkv[0], qkv[1], qkv[2]  # each (B, heads, T, D)
        scores = F.matmul(q, F.transpose(k, (0, 1, 3, 2))) * D**-0.5 + F.constant(mask)
        mixed = F.transpose(F.matmul(F.softmax(scores), v), (0, 2, 1, 3))
        x = x + F.linear(F.reshape(mixed, (rows, C)), wp, bp)
        h = F.linear(F.layer_norm(x, n2w, n2b), w1, b1)
        h = h * 0.5 * (1 + F.tanh(SLOPE * h * (1 + 0.044715 * h * h)))
        error = x + F.linear(h, w2, b2) - F.reshape(target, (rows, C))
        return F.sum(error * error) * (1 / (rows * C))

    return peer.train(loss, parameters, (x, target), adam=True, rate=1e-3)


WORKLOADS = [
    Workload(
        "transformer",
        "transformer block, library's attention",
        arrays,
        {"numpy": numpy_block, "torch": torch_block},
        {"tutorgrad": {"torch": 0.9}},
    ),
    Workload(
        "transformer-basic",
        "transformer block, attention spelled out",
        arrays,
        {"numpy": numpy_block, "torch": torch_spelled_out, "peers": peers_block},
        {"tutorgrad": {"torch": 0.9}},
    ),
]
