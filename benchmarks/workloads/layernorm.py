"""LayerNorm and softmax on 1024 by 1024, forward and backward: all memory, no products.

By the library's functions, and from basic operations.
"""

from __future__ import annotations

import numpy

from ..workload import Workload, normal
from . import by_hand

SIZE = 1024


def arrays():
    """x, weight, bias, and what the result is weighted with"""
    x, target = normal((SIZE, SIZE), (SIZE, SIZE))
    weight, bias = normal((SIZE,), (SIZE,), seed=1)
    return x, 1 + numpy.float32(0.1) * weight, bias, target


def numpy_library(np, x, weight, bias, target):
    def step():
        y, normal, scale = by_hand.layer_norm(x, weight, bias)
        p = by_hand.softmax(y)
        loss = np.vdot(p, target)

        grad = target - np.einsum("ij,ij->i", target, p)[:, None]
        grad *= p
        return loss, *by_hand.layer_norm_grad(grad, weight, normal, scale)

    return step


def torch_library(torch, *arrays):
    F = torch.nn.functional
    x, weight, bias, target = (torch.tensor(array) for array in arrays)
    leaves = [leaf.requires_grad_() for leaf in (x, weight, bias)]

    def step():
        x.grad = weight.grad = bias.grad = None
        p = F.softmax(F.layer_norm(x, (SIZE,), weight, bias), dim=-1)
        loss = (p * target).sum()
        loss.backward()
        return loss, *(leaf.grad for leaf in leaves)

    return step


def torch_basic(torch, *arrays):
    x, weight, bias, target = (torch.tensor(array) for array in arrays)
    leaves = [leaf.requires_grad_() for leaf in (x, weight, bias)]

    def step():
        x.grad = weight.grad = bias.grad = None
        centred = x - x.mean(-1, keepdim=True)
        variance = (centred * centred).mean(-1, keepdim=True)
        y = centred / torch.sqrt(variance + 1e-5) * weight + bias
        e = torch.exp(y - y.amax(-1, keepdim=True).detach())
        p = e / e.sum(-1, keepdim=True)
        loss = (p * target).sum()
        loss.backward()
        return loss, *(leaf.grad for leaf in leaves)

    return step


def peers_basic(peer, x, weight, bias, target):
    def loss(F, parameters, target):
        x, weight, bias = parameters
        return F.sum(F.softmax(F.layer_norm(x, weight, bias)) * target)

    return peer.gradients(loss, (x, weight, bias), (target,))


WORKLOADS = [
    Workload(
        "layernorm",
        "LayerNorm + softmax 1024×1024, library",
        arrays,
        {"numpy": numpy_library, "torch": torch_library},
        {"tutorgrad": {"torch": 1.5}},
        checked_steps=2,
    ),
    Workload(
        "layernorm-basic",
        "LayerNorm + softmax 1024×1024, basic operations",
        arrays,
        {"numpy": numpy_library, "torch": torch_basic, "peers": peers_basic},
        checked_steps=2,
    ),
]
