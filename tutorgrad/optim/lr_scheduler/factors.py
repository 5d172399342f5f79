"""Schedules that multiply the learning rate: by a constant now and then, or by what a function
says.

Each class gives its rule twice: as the factor of this epoch, and as the product of all factors so
far, which is the formula in books.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from ..optimizer import Optimizer
from .scheduler import Factors, LRScheduler, memory_of, values


class StepLR(Factors):
    """lr = initial lr · gamma^(epoch // step_size). Source: torch.optim.lr_scheduler.StepLR."""

    def __init__(
        self, optimizer: Optimizer, step_size: int, gamma: float = 0.1, last_epoch: int = -1
    ) -> None:
        self.step_size = step_size
        self.gamma = gamma
        super().__init__(optimizer, last_epoch)

    def _factor_now(self) -> float | None:
        due = self.last_epoch != 0 and self.last_epoch % self.step_size == 0
        return self.gamma if due else None

    def _factor_in_all(self) -> float:
        return float(self.gamma ** (self.last_epoch // self.step_size))


class MultiStepLR(Factors):
    """lr is multiplied by gamma at each milestone, an epoch.

    Source: torch.optim.lr_scheduler.MultiStepLR.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        milestones: Iterable[int],
        gamma: float = 0.1,
        last_epoch: int = -1,
    ) -> None:
        self.milestones = Counter(milestones)
        self.gamma = gamma
        super().__init__(optimizer, last_epoch)

    def _factor_now(self) -> float | None:
        times = self.milestones[self.last_epoch]
        return float(self.gamma**times) if times else None

    def _factor_in_all(self) -> float:
        passed = bisect_right(sorted(self.milestones.elements()), self.last_epoch)
        return float(self.gamma**passed)


class ConstantLR(Factors):
    """lr = initial lr · factor for the first total_iters epochs.

    Raises ValueError for a factor outside 0 … 1. Source: torch.optim.lr_scheduler.ConstantLR.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        factor: float = 1.0 / 3,
        total_iters: int = 5,
        last_epoch: int = -1,
    ) -> None:
        if factor > 1.0 or factor < 0:
            raise ValueError("Constant multiplicative factor expected to be between 0 and 1.")
        self.factor = factor
        self.total_iters = total_iters
        super().__init__(optimizer, last_epoch)

    def _factor_now(self) -> float | None:
        if self.last_epoch == 0:
            return self.factor
        return 1.0 / self.factor if self.last_epoch == self.total_iters else None

    def _factor_in_all(self) -> float:
        return self.factor + (self.last_epoch >= self.total_iters) * (1 - self.factor)


class LinearLR(Factors):
    """lr goes in a straight line from start_factor to end_factor of itself in total_iters epochs.

    Raises ValueError for factors outside 0 … 1. Source: torch.optim.lr_scheduler.LinearLR.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        start_factor: float = 1.0 / 3,
        end_factor: float = 1.0,
        total_iters: int = 5,
        last_epoch: int = -1,
    ) -> None:
        if start_factor > 1.0 or start_factor <= 0:
            raise ValueError(
                "Starting multiplicative factor expected to be greater than 0 and less or equal to "
                "1."
            )
        if end_factor > 1.0 or end_factor < 0:
            raise ValueError("Ending multiplicative factor expected to be between 0 and 1.")
        self.start_factor = start_factor
        self.end_factor = end_factor
        self.total_iters = total_iters
        super().__init__(optimizer, last_epoch)

    def _factor_now(self) -> float | None:
        rise = self.end_factor - self.start_factor
        if self.last_epoch == 0:
            return self.start_factor
        if self._is_initial or self.last_epoch > self.total_iters:
            return None
        before = self.total_iters * self.start_factor + (self.last_epoch - 1) * rise
        return 1.0 + rise / before

    def _factor_in_all(self) -> float:
        rise = self.end_factor - self.start_factor
        return self.start_factor + rise * min(self.total_iters, self.last_epoch) / self.total_iters


class ExponentialLR(Factors):
    """lr = initial lr · gamma^epoch. Source: torch.optim.lr_scheduler.ExponentialLR."""

    def __init__(self, optimizer: Optimizer, gamma: float, last_epoch: int = -1) -> None:
        self.gamma = gamma
        super().__init__(optimizer, last_epoch)

    def _factor_now(self) -> float | None:
        return None if self._is_initial else self.gamma

    def _factor_in_all(self) -> float:
        return float(self.gamma**self.last_epoch)


class PolynomialLR(Factors):
    """lr = initial lr · (1 - epoch / total_iters)^power, then 0.

    Source: torch.optim.lr_scheduler.PolynomialLR.
    """

    def __init__(
        self, optimizer: Optimizer, total_iters: int = 5, power: float = 1.0, last_epoch: int = -1
    ) -> None:
        self.total_iters = total_iters
        self.power = power
        super().__init__(optimizer, last_epoch)

    def _left(self, epoch: int) -> float:
        return 1.0 - epoch / self.total_iters

    def _factor_now(self) -> float | None:
        if self._is_initial or self.last_epoch > self.total_iters:
            return None
        return float((self._left(self.last_epoch) / self._left(self.last_epoch - 1)) ** self.power)

    def _factor_in_all(self) -> float:
        return float(self._left(min(self.total_iters, self.last_epoch)) ** self.power)


# ----------------------------------------------------------------- factors from a function


class LambdaLR(LRScheduler):
    """lr = initial lr · lr_lambda(epoch); one function, or a list with one for each group.

    Raises ValueError for a list of another length. Only callable objects are saved, by their
    attributes, not functions.   Source: torch.optim.lr_scheduler.LambdaLR.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        lr_lambda: Callable[[int], float] | list[Callable[[int], float]],
        last_epoch: int = -1,
    ) -> None:
        self.optimizer = optimizer
        count = len(optimizer.param_groups)
        given = lr_lambda if isinstance(lr_lambda, list | tuple) else [lr_lambda] * count
        if len(given) != count:
            raise ValueError(f"Expected {count} lr_lambdas, but got {len(given)}")
        self.lr_lambdas = list(given)
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[Any]:
        self._warn_outside()
        return self._times(self.base_lrs)

    def _times(self, lrs: list[Any]) -> list[Any]:
        return [lr * f(self.last_epoch) for lr, f in zip(lrs, self.lr_lambdas, strict=True)]

    def state_dict(self) -> dict[str, Any]:
        return self._state(lr_lambdas=list(map(memory_of, self.lr_lambdas)))

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        own = self.lr_lambdas
        super().load_state_dict({**state_dict, "lr_lambdas": own})
        for function, memory in zip(own, state_dict["lr_lambdas"], strict=True):
            function.__dict__.update(memory or {})


class MultiplicativeLR(LambdaLR):
    """lr is multiplied by lr_lambda(epoch) at each epoch.

    Arguments as in `LambdaLR`; raises TypeError for what is no function.
    Source: torch.optim.lr_scheduler.MultiplicativeLR.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        lr_lambda: Callable[[int], float] | list[Callable[[int], float]],
        last_epoch: int = -1,
    ) -> None:
        for function in lr_lambda if isinstance(lr_lambda, list | tuple) else [lr_lambda]:
            if not callable(function):
                raise TypeError(
                    f"lr_lambda should be a function, but got {type(function).__name__}"
                )
        super().__init__(optimizer, lr_lambda, last_epoch)

    def get_lr(self) -> list[Any]:
        self._warn_outside()
        lrs = values(self.optimizer, "lr")
        return lrs if self._is_initial else self._times(lrs)
