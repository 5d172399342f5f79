"""Chains of tiny operations, y = y * a + b: what an operation costs beside its arithmetic.

The chain also runs at lengths from 10² to 10⁵: the time of one operation must not grow with them.
"""

from __future__ import annotations

from functools import partial

import numpy

from ..workload import Unsupported, Workload

OPERATIONS = 1000
DEPTHS = 100, 1_000, 10_000, 100_000


def arrays(*shape):
    """x, a just below 1, b near 0: the chain neither dies out nor grows"""
    generator = numpy.random.default_rng(0)
    x, a, b = (generator.uniform(0, 1, shape).astype(numpy.float32) for _ in range(3))
    return x, 1 - a * numpy.float32(1e-3), b * numpy.float32(1e-3)


def numpy_chain(np, x, a, b, operations=OPERATIONS):
    x, a, b = x[()], a[()], b[()]  # 0-d: NumPy's scalars are 5 times as fast as 0-d arrays

    def step():
        y, inputs = x, []
        for _ in range(operations // 2):
            inputs.append(y)
            y = y * a + b
        loss = y.sum()
        grad = np.ones_like(y)[()]
        grad_a, grad_b = np.zeros_like(a)[()], np.zeros_like(b)[()]
        for y in reversed(inputs):
            grad_b += grad
            grad_a += grad * y
            grad = grad * a
        return loss, grad, grad_a, grad_b

    return step


def numpy_numbers(np, x, a, b):
    def step():
        y = x
        for _ in range(OPERATIONS // 2):
            y = y * 0.999 + 0.001
        grad = np.ones_like(y)
        for _ in range(OPERATIONS // 2):
            grad = grad * 0.999
        return y.sum(), grad

    return step


def numpy_forward(np, x, a, b):
    def step():
        y = x
        for _ in range(OPERATIONS // 2):
            y = y * a + b
        return y.sum()

    return step


def torch_chain(torch, *arrays, operations=OPERATIONS):
    x, a, b = leaves = [torch.tensor(array, requires_grad=True) for array in arrays]

    def step():
        x.grad = a.grad = b.grad = None
        y = x
        for _ in range(operations // 2):
            y = y * a + b
        loss = y.sum()
        loss.backward()
        return loss, *(leaf.grad for leaf in leaves)

    return step


def torch_numbers(torch, x, a, b):
    x = torch.tensor(x, requires_grad=True)

    def step():
        x.grad = None
        y = x
        for _ in range(OPERATIONS // 2):
            y = y * 0.999 + 0.001
        loss = y.sum()
        loss.backward()
        return loss, x.grad

    return step


def torch_forward(torch, *arrays):
    x, a, b = (torch.tensor(array, requires_grad=True) for array in arrays)

    def step():
        with torch.no_grad():
            y = x
            for _ in range(OPERATIONS // 2):
                y = y * a + b
            return y.sum()

    return step


def unrolled(F, parameters, operations):
    x, a, b = parameters
    y = x
    for _ in range(operations // 2):
        y = y * a + b
    return F.sum(y)


def peers_chain(peer, x, a, b, operations=OPERATIONS):
    refuse_long_compilation(peer, operations)
    return peer.gradients(lambda F, p: unrolled(F, p, operations), (x, a, b), ())


def peers_numbers(peer, x, a, b):
    def loss(F, parameters):
        (y,) = parameters
        for _ in range(OPERATIONS // 2):
            y = y * 0.999 + 0.001
        return F.sum(y)

    refuse_long_compilation(peer)
    return peer.gradients(loss, (x,), ())


def peers_forward(peer, x, a, b):
    refuse_long_compilation(peer)
    return peer.forward(lambda F, p: unrolled(F, p, OPERATIONS), (x, a, b), ())


def refuse_long_compilation(peer, operations=OPERATIONS):
    """Say beforehand what would take minutes, or tell nothing about an operation."""
    if peer.name == "tinygrad":
        raise Unsupported("takes minutes to compile a graph of 1,000 operations")
    if peer.name == "jax" and operations != OPERATIONS:
        raise Unsupported("compiles the chain as a whole")


TARGETS = {"tutorgrad": {"torch": 0.45}}
square = partial(arrays, 4, 4)
WORKLOADS = [
    Workload(
        "chain-0d",
        "1,000 operations y·a + b, 0-d",
        arrays,
        {"numpy": numpy_chain, "torch": torch_chain, "peers": peers_chain},
        TARGETS,
    ),
    Workload(
        "chain-4x4",
        "1,000 operations y·a + b, 4×4",
        square,
        {"numpy": numpy_chain, "torch": torch_chain, "peers": peers_chain},
        TARGETS,
    ),
    Workload(
        "chain-numbers",
        "1,000 operations with Python numbers, 4×4",
        square,
        {"numpy": numpy_numbers, "torch": torch_numbers, "peers": peers_numbers},
        TARGETS,
    ),
    Workload(
        "chain-nograd",
        "1,000 operations, forward under no_grad, 4×4",
        square,
        {"numpy": numpy_forward, "torch": torch_forward, "peers": peers_forward},
    ),
    *(
        Workload(
            f"depth-{count}",
            f"{count:,} operations, 4×4",
            square,
            {
                "numpy": partial(numpy_chain, operations=count),
                "torch": partial(torch_chain, operations=count),
                "peers": partial(peers_chain, operations=count),
            },
            checked_steps=2,
            operations=count,
        )
        for count in DEPTHS
    ),
]
