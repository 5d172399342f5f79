"""Schedules that go down and up: cosines and cycles.

Sources
  [1] I. Loshchilov, F. Hutter: "SGDR: stochastic gradient descent with warm restarts", ICLR 2017.
  [2] L. N. Smith: "Cyclical learning rates for training neural networks", WACV 2017.
  [3] L. N. Smith, N. Topin: "Super-convergence: very fast training of neural networks using large
      learning rates", 2018, arXiv:1708.07120.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from ...taping import host_call
from ..optimizer import Group, Optimizer
from .scheduler import LRScheduler, change, checked, memory_of, per_group, values


class CosineAnnealingLR(LRScheduler):
    """lr = eta_min + (initial lr - eta_min) · (1 + cos(pi · epoch / T_max)) / 2 [1].

    Each rate is computed from the one before, so that other schedules may work on it too.
    Source: torch.optim.lr_scheduler.CosineAnnealingLR.
    """

    def __init__(
        self, optimizer: Optimizer, T_max: int, eta_min: float = 0.0, last_epoch: int = -1
    ) -> None:
        self.T_max = T_max
        self.eta_min = eta_min
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[Any]:
        self._warn_outside()
        epoch, low, lrs = self.last_epoch, self.eta_min, values(self.optimizer, "lr")
        if self._is_initial:
            return lrs
        if self._step_count == 1 and epoch > 0:
            wave = math.cos(epoch * math.pi / self.T_max)
            return [low + (base - low) * (1 + wave) / 2 for base in self.base_lrs]
        if (epoch - 1 - self.T_max) % (2 * self.T_max) == 0:  # at the bottom: a ratio would be 0/0
            rise = 1 - math.cos(math.pi / self.T_max)
            pairs = zip(lrs, self.base_lrs, strict=True)
            return [lr + (base - low) * rise / 2 for lr, base in pairs]
        now, before = (1 + math.cos(math.pi * t / self.T_max) for t in (epoch, epoch - 1))
        return [now / before * (lr - low) + low for lr in lrs]

    def _get_closed_form_lr(self) -> list[Any]:
        wave = 1 + math.cos(math.pi * self.last_epoch / self.T_max)
        return [self.eta_min + (lr - self.eta_min) * wave / 2 for lr in self.base_lrs]


class CosineAnnealingWarmRestarts(LRScheduler):
    """A falling half cosine that starts over after T_0 epochs, then T_0 · T_mult, … [1].

        lr = eta_min + (initial lr - eta_min) · (1 + cos(pi · T_cur / T_i)) / 2

    `step(epoch)` takes fractions of epochs. Raises ValueError for lengths that make no sense.
    Source: torch.optim.lr_scheduler.CosineAnnealingWarmRestarts.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        T_0: int,
        T_mult: int = 1,
        eta_min: float = 0.0,
        last_epoch: int = -1,
    ) -> None:
        if T_0 <= 0 or not isinstance(T_0, int):
            raise ValueError(f"Expected positive integer T_0, but got {T_0}")
        if T_mult < 1 or not isinstance(T_mult, int):
            raise ValueError(f"Expected integer T_mult >= 1, but got {T_mult}")
        if not isinstance(eta_min, float | int):
            raise ValueError(
                f"Expected float or int eta_min, but got {eta_min} of type {type(eta_min)}"
            )
        self.T_0 = T_0
        self.T_i = T_0
        self.T_mult = T_mult
        self.eta_min = eta_min
        self.T_cur: float = last_epoch
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[Any]:
        self._warn_outside()
        wave = 1 + math.cos(math.pi * self.T_cur / self.T_i)
        return [self.eta_min + (lr - self.eta_min) * wave / 2 for lr in self.base_lrs]

    @host_call
    def step(self, epoch: float | None = None) -> None:
        """Go to the next epoch, or to a given one, which may be a fraction."""
        if epoch is None and self.last_epoch < 0:
            epoch = 0
        if epoch is None:
            epoch = self.last_epoch + 1
            self.T_cur += 1
            if self.T_cur >= self.T_i:
                self.T_cur %= self.T_i
                self.T_i *= self.T_mult
        elif epoch < 0:
            raise ValueError(f"Expected non-negative epoch, but got {epoch}")
        else:
            self._go_to(epoch)
        self.last_epoch = math.floor(epoch)
        with self._inside():
            lrs = self.get_lr()
        self._set(lrs)

    def _go_to(self, epoch: float) -> None:
        """Find the restart that an epoch belongs to, and how long ago it was."""
        first, grow = self.T_0, self.T_mult
        if epoch < first:
            self.T_i, self.T_cur = first, epoch
        elif grow == 1:
            self.T_cur = epoch % first
        else:
            n = int(math.log(epoch / first * (grow - 1) + 1, grow))
            self.T_cur = epoch - first * (grow**n - 1) / (grow - 1)
            self.T_i = first * grow**n


# ------------------------------------------------------------- cycles of rate and momentum


class Cycle(LRScheduler):
    """A schedule that moves the momentum too, against the learning rate."""

    cycle_momentum: bool

    def _begin_momentum(self, base: Any, top: Any, last_epoch: int) -> None:
        """Read the range of the momentum, and start at its top."""
        optimizer = self.optimizer
        if "momentum" not in optimizer.defaults and "betas" not in optimizer.defaults:
            raise ValueError(
                "optimizer must support momentum or beta1 with `cycle_momentum` option enabled"
            )
        self.use_beta1 = "betas" in optimizer.defaults
        bases = per_group("base_momentum", optimizer, base)
        tops = per_group("max_momentum", optimizer, top)
        if last_epoch == -1:
            for low, high, group in zip(bases, tops, optimizer.param_groups, strict=True):
                self._set_momentum(group, high)
                group["max_momentum"], group["base_momentum"] = high, low

    def _set_momentum(self, group: Group, momentum: float) -> None:
        if self.use_beta1:
            group["betas"] = (momentum, *group["betas"][1:])
        else:
            group["momentum"] = momentum


MODES: dict[str, tuple[str, Callable[[float, float], float]]] = {
    "triangular": ("cycle", lambda gamma, x: 1.0),
    "triangular2": ("cycle", lambda gamma, x: 1 / 2.0 ** (x - 1)),
    "exp_range": ("iterations", lambda gamma, x: gamma**x),
}


class CyclicLR(Cycle):
    """lr goes up and down in straight lines between base_lr and max_lr [2]; one step per batch.

    mode: "triangular", "triangular2" (half as high every cycle), "exp_range" (as high as gamma^step
    says), or scale_fn of the cycle or of the iteration. The momentum goes against it.
    Raises ValueError for another mode or an optimizer without momentum.
    Source: torch.optim.lr_scheduler.CyclicLR.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        base_lr: float | list[float],
        max_lr: float | list[float],
        step_size_up: int = 2000,
        step_size_down: int | None = None,
        mode: str = "triangular",
        gamma: float = 1.0,
        scale_fn: Callable[[float], float] | None = None,
        scale_mode: str = "cycle",
        cycle_momentum: bool = True,
        base_momentum: float = 0.8,
        max_momentum: float = 0.9,
        last_epoch: int = -1,
    ) -> None:
        self.optimizer = checked(optimizer)
        base_lrs = per_group("base_lr", optimizer, base_lr)
        if last_epoch == -1:
            for lr, group in zip(base_lrs, optimizer.param_groups, strict=True):
                change(group, "lr", lr)
        self.max_lrs = per_group("max_lr", optimizer, max_lr)
        down = step_size_up if step_size_down is None else step_size_down
        self.total_size = float(step_size_up) + float(down)
        self.step_ratio = float(step_size_up) / self.total_size
        if mode not in MODES and scale_fn is None:
            raise ValueError("mode is invalid and scale_fn is None")
        self.mode = mode
        self.gamma = gamma
        self._scale_fn_custom = scale_fn
        self.scale_mode = scale_mode if scale_fn is not None else MODES[mode][0]
        self.cycle_momentum = cycle_momentum
        if cycle_momentum:
            self._begin_momentum(base_momentum, max_momentum, last_epoch)
            self.base_momentums = per_group("base_momentum", optimizer, base_momentum)
            self.max_momentums = per_group("max_momentum", optimizer, max_momentum)
        super().__init__(optimizer, last_epoch)
        self.base_lrs = base_lrs

    def scale_fn(self, x: float) -> float:
        """How high a cycle (or iteration) reaches, as a share of the first."""
        custom = self._scale_fn_custom
        return MODES[self.mode][1](self.gamma, x) if custom is None else custom(x)

    def get_lr(self) -> list[Any]:
        self._warn_outside()
        cycle = math.floor(1 + self.last_epoch / self.total_size)
        x = 1.0 + self.last_epoch / self.total_size - cycle
        up = x <= self.step_ratio
        height = x / self.step_ratio if up else (x - 1) / (self.step_ratio - 1)
        scale = self.scale_fn(cycle if self.scale_mode == "cycle" else self.last_epoch)
        if self.cycle_momentum:
            ranges = zip(self.base_momentums, self.max_momentums, strict=True)
            momentums = [high - (high - low) * height * scale for low, high in ranges]
            for group, momentum in zip(self.optimizer.param_groups, momentums, strict=True):
                self._set_momentum(group, momentum)
        ranges = zip(self.base_lrs, self.max_lrs, strict=True)
        return [low + (high - low) * height * scale for low, high in ranges]

    def state_dict(self) -> dict[str, Any]:
        return self._state(_scale_fn_custom=memory_of(self._scale_fn_custom))

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        own = self._scale_fn_custom
        super().load_state_dict({**state_dict, "_scale_fn_custom": own})
        if own is not None:
            own.__dict__.update(state_dict["_scale_fn_custom"] or {})


def cosine(start: float, end: float, share: float) -> float:
    """Half a cosine from start to end."""
    return end + (start - end) / 2.0 * (math.cos(math.pi * share) + 1)


def straight(start: float, end: float, share: float) -> float:
    """A straight line from start to end."""
    return (end - start) * share + start


PATHS = {"cos": cosine, "linear": straight}
UP = ("initial_lr", "max_lr", "max_momentum", "base_momentum")
DOWN = ("max_lr", "min_lr", "base_momentum", "max_momentum")
BACK = ("max_lr", "initial_lr", "base_momentum", "max_momentum")
OUT = ("initial_lr", "min_lr", "max_momentum", "max_momentum")
PHASE = ("start_lr", "end_lr", "start_momentum", "end_momentum")


class OneCycleLR(Cycle):
    """One rise from max_lr / div_factor to max_lr and a long way down, for a whole training [3].

    The rise takes pct_start of total_steps (or of epochs · steps_per_epoch); three_phase: it goes
    back to where it started before it falls to 1 / final_div_factor of that. One step per batch.
    Raises ValueError for numbers that make no sense, and for more steps than total_steps.
    Source: torch.optim.lr_scheduler.OneCycleLR.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        max_lr: float | list[float],
        total_steps: int | None = None,
        epochs: int | None = None,
        steps_per_epoch: int | None = None,
        pct_start: float = 0.3,
        anneal_strategy: str = "cos",
        cycle_momentum: bool = True,
        base_momentum: float | list[float] = 0.85,
        max_momentum: float | list[float] = 0.95,
        div_factor: float = 25.0,
        final_div_factor: float = 1e4,
        three_phase: bool = False,
        last_epoch: int = -1,
    ) -> None:
        self.optimizer = checked(optimizer)
        self.total_steps = steps_in_all(total_steps, epochs, steps_per_epoch)
        rise, last = float(pct_start * self.total_steps) - 1, self.total_steps - 1
        back = float(2 * pct_start * self.total_steps) - 2
        rest = [(back, BACK), (last, OUT)] if three_phase else [(last, DOWN)]
        self._schedule_phases: list[dict[str, Any]] = [
            {"end_step": end, **dict(zip(PHASE, names, strict=True))}
            for end, names in [(rise, UP), *rest]
        ]
        if pct_start < 0 or pct_start > 1 or not isinstance(pct_start, float):
            raise ValueError(f"Expected float between 0 and 1 pct_start, but got {pct_start}")
        check_path(anneal_strategy)
        self._anneal_func_type = anneal_strategy
        top = per_group("max_lr", optimizer, max_lr)
        if last_epoch == -1:
            for group, lr in zip(optimizer.param_groups, top, strict=True):
                group["initial_lr"] = lr / div_factor
                group["max_lr"] = lr
                group["min_lr"] = group["initial_lr"] / final_div_factor
        self.cycle_momentum = cycle_momentum
        if cycle_momentum:
            self._begin_momentum(base_momentum, max_momentum, last_epoch)
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[Any]:
        self._warn_outside()
        step, path = self.last_epoch, PATHS[self._anneal_func_type]
        if step > self.total_steps:
            raise ValueError(
                f"Tried to step {step} times. The specified number of total steps is "
                f"{self.total_steps}"
            )
        start = 0.0
        for phase in self._schedule_phases:
            end = phase["end_step"]
            if step <= end or phase is self._schedule_phases[-1]:
                break
            start = end
        share = (step - start) / (end - start)
        from_lr, to_lr, from_momentum, to_momentum = (phase[name] for name in PHASE)
        groups = self.optimizer.param_groups
        if self.cycle_momentum:
            for group in groups:
                self._set_momentum(group, path(group[from_momentum], group[to_momentum], share))
        return [path(group[from_lr], group[to_lr], share) for group in groups]


def steps_in_all(total: int | None, epochs: int | None, per_epoch: int | None) -> int:
    """How many steps a training has. Raises ValueError unless it is said, in whole numbers."""
    if total is None and (epochs is None or per_epoch is None):
        raise ValueError("You must define either total_steps OR (epochs AND steps_per_epoch)")
    given = {"epochs": epochs, "steps_per_epoch": per_epoch}
    for name, value in ({"total_steps": total} if total is not None else given).items():
        if not isinstance(value, int) or value <= 0:
            raise ValueError(f"Expected positive integer {name}, but got {value}")
    return total if total is not None else math.prod(given.values())  # type: ignore[arg-type]


def check_path(strategy: str) -> None:
    """Raise ValueError for an anneal_strategy that is none."""
    if strategy not in PATHS:
        raise ValueError(
            f"anneal_strategy must be one of 'cos' or 'linear', instead got {strategy}"
        )
