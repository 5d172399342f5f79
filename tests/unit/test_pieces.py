"""Gradients that arrive part by part: x[0], x[1], …"""

import itertools

import pytest

import tutorgrad as torch


def ways(x):
    """Functions of x by its parts, and the same by all of it."""
    w = torch.arange(12.0, dtype=x.dtype, device=x.device).reshape(x.shape)
    return {
        "all parts": (lambda: sum((x[i] * w[i]).sum() for i in range(3)), w),
        "a part twice": (lambda: (x[1] * w[1]).sum() + (x[1] * w[1]).sum(), (w * 2) * only(w, 1)),
        "the whole first": (lambda: (x * w).sum() + (x[1] * w[1]).sum(), w * (1 + only(w, 1))),
        "the whole last": (lambda: (x[1] * w[1]).sum() + (x * w).sum(), w * (1 + only(w, 1))),
        "columns": (lambda: sum((x[:, i] * w[:, i]).sum() for i in range(4)), w),
        "a new dimension": (lambda: (x[None, 1] * w[1]).sum() + (x[None] * w).sum(),
                            w * (1 + only(w, 1))),
        "half of it in float16": (lambda: (x[0].half() * w[0].half()).sum().to(x.dtype)
                                  + (x[1:] * w[1:]).sum(), w),
    }  # fmt: skip


def only(like, row):
    return torch.eye(3, dtype=like.dtype, device=like.device)[row][:, None].expand(3, 4)


@pytest.mark.parametrize("way", ways(torch.zeros(3, 4)))
@pytest.mark.parametrize("leaf", [True, False])
def test_parts_add_up(way, leaf):
    start = torch.ones(3, 4, requires_grad=True)
    x = start if leaf else start * 1
    function, wanted = ways(x)[way]
    seen = []
    x.register_hook(lambda grad: seen.append(grad.clone()))
    function().backward()
    assert torch.equal(start.grad, wanted)
    assert len(seen) == 1 and torch.equal(seen[0], wanted)
    function, wanted = ways(x := start if leaf else start * 1)[way]
    (again,) = torch.autograd.grad(function(), x, create_graph=True)
    assert torch.equal(again.detach(), wanted)


def test_hooks_of_nodes_and_anomaly_mode_see_arrays():
    x = torch.ones(3, 4, requires_grad=True)
    y = x * 2
    part = y[1]
    seen = []
    part.grad_fn.register_hook(lambda inputs, outputs: seen.extend(inputs))
    with pytest.warns(UserWarning, match="Anomaly"), torch.autograd.detect_anomaly():
        (part.sum() + y[0].sum()).backward()
    assert torch.equal(seen[0], only(x, 1))
    assert torch.equal(x.grad, 2 * (only(x, 0) + only(x, 1)))


USES = {
    "whole": (lambda x: (2 * x).sum(), [[2.0, 2.0], [2.0, 2.0]]),
    "row": (lambda x: x[0].sum(), [[1.0, 1.0], [0.0, 0.0]]),
    "column": (lambda x: (3 * x[:, 1]).sum(), [[0.0, 3.0], [0.0, 3.0]]),
}


@pytest.mark.parametrize("leaf", [True, False])
@pytest.mark.parametrize("uses", list(itertools.product(USES, repeat=4)))
def test_parts_and_wholes_add_up_in_any_order(uses, leaf):
    """The third gradient of a leaf is added in place: to an array, to parts."""
    start = torch.ones(2, 2, requires_grad=True)
    x = start if leaf else start * 1
    sum(USES[use][0](x) for use in uses).backward()
    assert torch.equal(start.grad, sum(torch.tensor(USES[use][1]) for use in uses))
