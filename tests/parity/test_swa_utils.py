"""Averaged weights: as in PyTorch."""

# ruff: noqa: E501

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
import pytest
import torch
import torch.optim.swa_utils

import tutorgrad

from .both import assert_same

AVERAGES = [
    "{}",
    "{'avg_fn': S.get_ema_avg_fn(0.7)}",
    "{'avg_fn': S.get_swa_avg_fn()}",
    "{'multi_avg_fn': S.get_ema_multi_avg_fn(0.7)}",
    "{'multi_avg_fn': S.get_swa_multi_avg_fn()}",
    "{'avg_fn': lambda average, weights, count: (average + weights) / 2}",
    "{'use_buffers': True, 'multi_avg_fn': S.get_ema_multi_avg_fn(0.7)}",
]


def swa(library: Any) -> Any:
    return importlib.import_module(f"{library.__name__}.optim.swa_utils")


@pytest.mark.parametrize("code", AVERAGES)
def test_the_average_of_weights_that_move(code: str) -> None:
    found = []
    for library in (tutorgrad, torch):
        library.manual_seed(0)
        nn = library.nn
        net = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Linear(4, 1)).double()
        options = eval(code, {"S": swa(library)})
        averaged = swa(library).AveragedModel(net, **options)
        optimizer = library.optim.SGD(net.parameters(), lr=0.05)
        random = np.random.RandomState(0)
        data = [library.from_numpy(random.randn(8, 3)) for _ in range(5)]
        for x in data:
            optimizer.zero_grad()
            ((net(x) - x.sum(1, keepdim=True)) ** 2).mean().backward()
            optimizer.step()
            averaged.update_parameters(net)
        swa(library).update_bn([(x, 0) for x in data], averaged)
        averaged.eval()
        state = {name: value.numpy() for name, value in averaged.state_dict().items()}
        found.append([state, averaged(data[0]).detach().numpy(), averaged.module[1].momentum])
    (ours, out, momentum), (theirs, expected, reference) = found
    assert list(ours) == list(theirs) and momentum == reference
    for name in theirs:
        np.testing.assert_allclose(ours[name], theirs[name], rtol=1e-11, err_msg=name)
    np.testing.assert_allclose(out, expected, rtol=1e-11)


@pytest.mark.parametrize(
    "options", [{}, {"anneal_epochs": 0}, {"anneal_strategy": "linear"}], ids=str
)
def test_the_rate_on_its_way(options: dict[str, Any]) -> None:
    found = []
    for library in (tutorgrad, torch):
        optimizer = library.optim.SGD([library.ones(1, requires_grad=True)], lr=0.3)
        first = library.optim.lr_scheduler.ExponentialLR(optimizer, 0.9)
        schedule = swa(library).SWALR(optimizer, swa_lr=0.05, **options)
        seen = []
        for epoch in range(20):
            optimizer.step()
            (first if epoch < 4 else schedule).step()
            seen.append(optimizer.param_groups[0]["lr"])
        state = schedule.state_dict()
        schedule.load_state_dict(state)
        found.append(
            [seen, schedule.get_last_lr(), {k: v for k, v in state.items() if k != "optimizer"}]
        )
    assert found[0] == found[1]


MISUSE = """
S.get_ema_avg_fn(1.5)
S.get_ema_multi_avg_fn(-1)
S.AveragedModel(nn.Linear(1, 1), avg_fn=S.get_swa_avg_fn(), multi_avg_fn=S.get_swa_multi_avg_fn())
S.SWALR(o, .1, anneal_strategy='up')
S.SWALR(o, .1, anneal_epochs=-1)
S.SWALR(o, [.1, .2])
r = S.AveragedModel(nn.Linear(1, 1)).state_dict().keys()
r = S.update_bn([], nn.Linear(1, 1))
""".strip().splitlines()


@pytest.mark.parametrize("code", MISUSE)
def test_misuse(code: str) -> None:
    setup = (
        "from importlib import import_module; S = import_module(torch.__name__ + '.optim.swa_utils')\n"
        "o = optim.SGD([torch.ones(1, requires_grad=True)], lr=0.5)"
    )
    assert_same(code, setup)
