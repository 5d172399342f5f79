"""Learning rate schedules: the same rates as PyTorch, bit for bit, and the same words on misuse."""

# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch

import tutorgrad

from .both import assert_same

EPOCHS = 50

# Each is an expression of S (the module of schedules), o (an optimizer with two groups), t (the library).
SCHEDULES = """
S.LambdaLR(o, lambda e: 0.95 ** e)
S.LambdaLR(o, [lambda e: 1 / (e + 1), lambda e: e])
S.MultiplicativeLR(o, lambda e: 0.9)
S.MultiplicativeLR(o, [lambda e: 0.9, lambda e: 1 + 1 / (e + 1)])
S.StepLR(o, 7)
S.StepLR(o, step_size=1, gamma=0.7)
S.MultiStepLR(o, [3, 11, 11, 20], gamma=0.3)
S.MultiStepLR(o, [])
S.ConstantLR(o)
S.ConstantLR(o, factor=0.7, total_iters=1)
S.LinearLR(o)
S.LinearLR(o, start_factor=0.3, end_factor=0.05, total_iters=13)
S.ExponentialLR(o, 0.93)
S.PolynomialLR(o)
S.PolynomialLR(o, total_iters=37, power=0.9)
S.CosineAnnealingLR(o, 10)
S.CosineAnnealingLR(o, T_max=33, eta_min=0.003)
S.CosineAnnealingWarmRestarts(o, 6)
S.CosineAnnealingWarmRestarts(o, T_0=4, T_mult=2, eta_min=0.01)
S.CyclicLR(o, base_lr=0.01, max_lr=0.1, step_size_up=7)
S.CyclicLR(o, [0.01, 0.02], [0.1, 0.3], 7, 3, mode='triangular2', base_momentum=0.7, max_momentum=0.99)
S.CyclicLR(o, 0.01, 0.1, 5, mode='exp_range', gamma=0.97)
S.CyclicLR(o, 0.01, 0.1, 5, scale_fn=lambda x: 1 / (5 ** (x * 0.001)), scale_mode='iterations', cycle_momentum=False)
S.OneCycleLR(o, max_lr=0.1, total_steps=EPOCHS)
S.OneCycleLR(o, [0.1, 0.3], epochs=10, steps_per_epoch=5, pct_start=0.4, anneal_strategy='linear', div_factor=10.)
S.OneCycleLR(o, 0.2, EPOCHS, three_phase=True, cycle_momentum=False, final_div_factor=50.)
S.SequentialLR(o, [S.ConstantLR(o, 0.1, 4), S.ExponentialLR(o, 0.9)], [5])
S.SequentialLR(o, [S.LinearLR(o, 0.1, 1., 5), S.CosineAnnealingLR(o, 20), S.StepLR(o, 4)], [6, 31])
S.SequentialLR(o, [S.CosineAnnealingWarmRestarts(o, 4), S.OneCycleLR(o, 0.2, 60, cycle_momentum=False)], [3])
S.ChainedScheduler([S.ConstantLR(o, 0.1, 4), S.ExponentialLR(o, 0.9)])
S.ChainedScheduler([S.CosineAnnealingLR(o, 15, 0.001), S.StepLR(o, 6), S.LinearLR(o)], o)
""".strip().splitlines()


def training(library: Any, schedule: str, rates: Any = (0.05, 0.2)) -> tuple[Any, Any]:
    """An optimizer of two groups, and its schedule."""
    groups = [{"params": [library.ones(1, requires_grad=True)], "lr": rate} for rate in rates]
    o = library.optim.SGD(groups, momentum=0.9)
    space = {"S": library.optim.lr_scheduler, "o": o, "t": library, "EPOCHS": EPOCHS}
    return o, eval(schedule, space)


def look(optimizer: Any, schedule: Any) -> Any:
    momenta = [(group["momentum"], float(group["lr"])) for group in optimizer.param_groups]
    return [float(lr) for lr in schedule.get_last_lr()], momenta, schedule.last_epoch


def epochs(library: Any, code: str, count: int = EPOCHS, **options: Any) -> list[Any]:
    """The rates of every epoch and at the end the saved state."""
    optimizer, schedule = training(library, code, **options)
    seen = [schedule.get_last_lr()]
    for _ in range(count):
        optimizer.step()
        schedule.step()
        if not hasattr(schedule, "last_epoch"):
            schedule.last_epoch = None
        seen.append(look(optimizer, schedule))
    return [*seen, plain_state(schedule.state_dict())]


def plain_state(state: Any) -> Any:
    """A saved state as text, in the order of its names."""
    if isinstance(state, dict):
        return sorted((str(name), plain_state(value)) for name, value in state.items())
    return [plain_state(entry) for entry in state] if isinstance(state, list) else repr(state)


@pytest.mark.parametrize("code", SCHEDULES)
def test_rates(code: str) -> None:
    """Every epoch's rates and momenta, and what is saved, are equal to the last bit."""
    assert epochs(tutorgrad, code) == epochs(torch, code)


# Several schedules in one take no epoch.
@pytest.mark.parametrize(
    "code", [code for code in SCHEDULES if "(o, [S." not in code and "([S." not in code]
)
@pytest.mark.filterwarnings("ignore:The epoch parameter")
def test_rates_by_epoch(code: str) -> None:
    """The old `step(epoch)`: in closed form, forwards and backwards."""
    found = []
    for library in (tutorgrad, torch):
        optimizer, schedule = training(library, code)
        optimizer.step()
        seen = []
        for epoch in [*range(1, EPOCHS), 20, 4, 0]:
            schedule.step(epoch)
            seen.append(look(optimizer, schedule))
        schedule.step()
        found.append([*seen, look(optimizer, schedule)])
    assert found[0] == found[1]


@pytest.mark.parametrize("code", SCHEDULES)
def test_a_saved_schedule_goes_on(code: str) -> None:
    """A state saved by PyTorch half way continues here as there."""
    theirs, reference = training(torch, code)
    for _ in range(9):
        theirs.step()
        reference.step()
    ours, schedule = training(tutorgrad, code)
    ours.load_state_dict(theirs.state_dict())
    schedule.load_state_dict(reference.state_dict())
    for _ in range(12):
        for optimizer, own in ((ours, schedule), (theirs, reference)):
            optimizer.step()
            own.step()
        assert schedule.get_last_lr() == reference.get_last_lr()


@pytest.mark.parametrize("code", SCHEDULES[::2])
def test_a_rate_that_is_a_tensor_stays_it(code: str) -> None:
    found = []
    for library in (tutorgrad, torch):
        rates = [library.tensor(0.05, dtype=library.float64) for _ in range(2)]
        optimizer, schedule = training(library, code, rates)
        for _ in range(8):
            optimizer.step()
            schedule.step()
        assert all(g["lr"] is lr for g, lr in zip(optimizer.param_groups, rates, strict=True))
        found.append([float(rate) for rate in rates])
    assert found[0] == pytest.approx(found[1], rel=1e-12)


PLATEAUS: list[dict[str, Any]] = [
    {},
    {"patience": 2},
    {"patience": 0, "factor": 0.5, "min_lr": 1e-3},
    {"mode": "max", "patience": 1, "cooldown": 2},
    {"patience": 1, "threshold_mode": "abs", "threshold": 0.05, "min_lr": [1e-3, 1e-2]},
    {"mode": "max", "patience": 1, "threshold_mode": "abs", "threshold": 0.05, "eps": 0.01},
]


@pytest.mark.parametrize("options", PLATEAUS, ids=str)
def test_a_plateau(options: dict[str, Any]) -> None:
    losses = [1 / (1 + i) + 0.3 * (i % 4 == 0) for i in range(20)] + [0.05] * 20 + [float("nan")]
    found = []
    for library in (tutorgrad, torch):
        make: Callable[..., Any] = library.optim.lr_scheduler.ReduceLROnPlateau
        groups = [{"params": [library.ones(1, requires_grad=True)]} for _ in range(2)]
        optimizer = library.optim.SGD(groups, lr=0.1)
        schedule = make(optimizer, **options)
        seen = []
        for loss in losses:
            schedule.step(library.tensor(loss))
            seen.append((schedule.get_last_lr(), schedule.num_bad_epochs, schedule.best))
        found.append(repr([seen, plain_state(schedule.state_dict()), schedule.in_cooldown]))
    assert found[0] == found[1]


# One program per line; ";" separates statements, and "\n" stands for a new line.
MISUSE = r"""
S.StepLR(5, 1)
S.LRScheduler(o)
S.CyclicLR(5, 1, 1)
S.OneCycleLR(5, 1, 1)
S.ReduceLROnPlateau(5)
S.StepLR(o, 3, last_epoch=4)
o.step(); s=S.StepLR(o, 3); s.step(); r=s.get_last_lr()
s=S.StepLR(o, 3); s.step(); s.step(); r=s.get_last_lr()
s=S.StepLR(o, 3); o.step(); s.step(); r=s.get_last_lr()
s=S.StepLR(o, 3); o.step=lambda: 1; s.step()
s=S.StepLR(o, 3); o.step(); r=s.get_lr()
s=S.LambdaLR(o, lambda e: e); r=s.get_lr()
s=S.StepLR(o, 3); o.step(); s.step(7); r=s.get_last_lr()
S.LambdaLR(o, [lambda e: e] * 3)
S.MultiplicativeLR(o, [lambda e: e] * 3)
S.MultiplicativeLR(o, 3)
S.ConstantLR(o, factor=1.5)
S.LinearLR(o, start_factor=0)
S.LinearLR(o, end_factor=2)
S.CosineAnnealingWarmRestarts(o, 0)
S.CosineAnnealingWarmRestarts(o, 2, 0.5)
S.CosineAnnealingWarmRestarts(o, 2, eta_min='a')
s=S.CosineAnnealingWarmRestarts(o, 2); s.step(-1)
s=S.CosineAnnealingWarmRestarts(o, 2, 2); s.step(5.5); r=s.get_last_lr(), s.last_epoch, s.T_cur
S.CyclicLR(o, .1, .2, mode='up')
S.CyclicLR(o, [.1, .1, .1], .2)
S.CyclicLR(optim.Adagrad([w]), .1, .2)
a=optim.Adam([w]); s=S.CyclicLR(a, .1, .2, 3); a.step(); s.step(); r=a.param_groups, s.use_beta1
a=optim.Adam([w]); s=S.OneCycleLR(a, .1, 9); a.step(); s.step(); r=a.param_groups
S.OneCycleLR(o, .1)
S.OneCycleLR(o, .1, 0)
S.OneCycleLR(o, .1, 2.5)
S.OneCycleLR(o, .1, epochs=0, steps_per_epoch=1)
S.OneCycleLR(o, .1, epochs=2, steps_per_epoch=0)
S.OneCycleLR(o, .1, 5, pct_start=2)
S.OneCycleLR(o, .1, 5, anneal_strategy='up')
S.OneCycleLR(optim.Adagrad([w]), .1, 5)
o.step(); s=S.OneCycleLR(o, .1, 2); o.step(); s.step(); s.step(); r=s.get_last_lr(); s.step()
S.ReduceLROnPlateau(o, factor=1.)
S.ReduceLROnPlateau(o, mode='low')
S.ReduceLROnPlateau(o, threshold_mode='low')
S.ReduceLROnPlateau(o, min_lr=[1, 2, 3])
s=S.ReduceLROnPlateau(o); s.step()
s=S.ReduceLROnPlateau(o); s.step('a')
s=S.ReduceLROnPlateau(o); s.step(1., 5); r=s.last_epoch
s=S.ReduceLROnPlateau(o, min_lr=[.1], patience=0); o.add_param_group({'params': torch.ones(1)}); s.step(1); s.step(1)
s=S.ReduceLROnPlateau(o, min_lr=.1, patience=0); o.add_param_group({'params': torch.ones(1)}); s.step(1); s.step(1); r=o
S.SequentialLR(o, [], [])
S.SequentialLR(o, [S.StepLR(o, 1)], [1])
S.SequentialLR(o, [S.StepLR(o, 1), S.ReduceLROnPlateau(o)], [1])
S.SequentialLR(o, [S.StepLR(o, 1), S.StepLR(optim.SGD([w]), 1)], [1])
S.SequentialLR(o, [5], [])
S.ChainedScheduler([])
S.ChainedScheduler([S.StepLR(o, 1), S.StepLR(optim.SGD([w]), 1)])
S.ChainedScheduler([S.ReduceLROnPlateau(o)])
s=S.StepLR(o, 3); o.step(); s.step(); r=s.state_dict(), o, s.optimizer is o
class Half(S.LRScheduler):\n  def get_lr(self): return [g['lr'] / 2 for g in self.optimizer.param_groups]\ns=Half(o); o.step(); s.step(); s.step(); r=s.get_last_lr(), s.base_lrs
class Half(S._LRScheduler):\n  def get_lr(self): return [b / 2 for b in self.base_lrs]\ns=Half(o); o.step(); s.step(5); r=s.get_last_lr(), s.last_epoch
class F:\n  def __init__(self): self.k = 3\n  def __call__(self, e): return e * self.k\nf=F(); s=S.LambdaLR(o, f); d=s.state_dict(); f.k=9; s.load_state_dict(d); r=f.k, d
s=S.StepLR(o, 3); s2=S.StepLR(o, 3, last_epoch=2); r=s2.get_last_lr(), s2.last_epoch
import copy; s=S.StepLR(o, 1); o.step(); s.step(); c=copy.deepcopy(s); r=c.state_dict(), c.optimizer is o
""".strip().splitlines()


@pytest.mark.parametrize("code", MISUSE)
def test_misuse(code: str) -> None:
    """What a schedule refuses, warns about and shows."""
    setup = (
        "w = torch.ones(2, requires_grad=True); S = optim.lr_scheduler; "
        "o = optim.SGD([w], lr=0.5, momentum=0.9)"
    )
    assert_same(code.replace("\\n", "\n"), setup)
