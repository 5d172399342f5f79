"""LRScheduler: what all schedules of the learning rate share.

A schedule is called once after each epoch (`scheduler.step()`) and then sets the "lr" of every
parameter group. Most rules say by which factor the rate changes now (`Factors`); what it is in
closed form after any number of epochs is only needed by the old `step(epoch)`.
"""

from __future__ import annotations

import types
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from ...taping import host_call
from ...tensor import Tensor
from ..optimizer import Group, Optimizer, number

MORE = "See more details at https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate"
REPLACED = (
    "Seems like `optimizer.step()` has been overridden after learning rate scheduler "
    "initialization. Please, make sure to call `optimizer.step()` before `lr_scheduler.step()`. "
)
TOO_EARLY = (
    "Detected call of `lr_scheduler.step()` before `optimizer.step()`. In PyTorch 1.1.0 and later, "
    "you should call them in the opposite order: `optimizer.step()` before `lr_scheduler.step()`.  "
    "Failure to do this will result in PyTorch skipping the first value of the learning rate "
    "schedule. "
)
WITH_EPOCH = (
    "The epoch parameter in `scheduler.step()` was not necessary and is being deprecated where "
    "possible. Please use `scheduler.step()` to step the scheduler. During the deprecation, if "
    "epoch is different from None, the closed form is used instead of the new chainable form, "
    "where available. Please open an issue if you are unable to replicate your use case: "
    "https://github.com/pytorch/pytorch/issues/new/choose."
)
OUTSIDE = "To get the last learning rate computed by the scheduler, please use `get_last_lr()`."
RESUMING = (
    "param 'initial_lr' is not specified in param_groups[{}] when resuming scheduler with "
    "last_epoch >= 0.\nThis typically happens when:\n1. You're trying to resume training from a "
    "checkpoint but haven't properly loaded the optimizer state\n2. You're using last_epoch >= 0 "
    "for a fresh training run (not recommended)"
)


class LRScheduler:
    """The base of all schedules; a rule writes `get_lr`.

    last_epoch: the epoch to go on from, -1 for the start.
    Raises TypeError for what is no optimizer, KeyError when it goes on from an epoch and the groups
    have no "initial_lr".   Source: torch.optim.lr_scheduler.LRScheduler.
    """

    _get_lr_called_within_step = False
    _is_initial = False

    def __init__(self, optimizer: Optimizer, last_epoch: int = -1) -> None:
        self.optimizer = checked(optimizer)
        for i, group in enumerate(optimizer.param_groups):
            if last_epoch == -1:
                group.setdefault("initial_lr", own_copy(group["lr"]))
            elif "initial_lr" not in group:
                raise KeyError(RESUMING.format(i))
        self.base_lrs = values(optimizer, "initial_lr")
        self.last_epoch = last_epoch
        optimizer.__dict__.setdefault("_opt_called", False)
        self._initial_step()

    def _initial_step(self) -> None:
        self._step_count = 0
        self._is_initial = True
        try:
            self.step()
        finally:
            self._is_initial = False

    def get_lr(self) -> list[Any]:
        """The learning rate of each group now. Called by `step`; subclasses write it."""
        raise NotImplementedError

    def get_last_lr(self) -> list[Any]:
        """The learning rates that the last step set."""
        return self._last_lr

    @host_call
    def step(self, epoch: int | None = None) -> None:
        """Go to the next epoch, or (old) to a given one, and set the learning rates.

        Warns when the optimizer has not made a step yet.
        """
        if self._step_count == 1:
            if "step" in vars(self.optimizer):
                warnings.warn(REPLACED + MORE, UserWarning, stacklevel=3)
            elif not getattr(self.optimizer, "_opt_called", False):
                warnings.warn(TOO_EARLY + MORE, UserWarning, stacklevel=3)
        self._step_count += 1
        if epoch is not None:
            warnings.warn(WITH_EPOCH, UserWarning, stacklevel=3)
        self._update_lr(epoch)

    def _update_lr(self, epoch: int | None = None) -> None:
        self.last_epoch = self.last_epoch + 1 if epoch is None else epoch
        closed_form = getattr(self, "_get_closed_form_lr", None)
        with self._inside():
            lrs = self.get_lr() if epoch is None or closed_form is None else closed_form()
        self._set(lrs)

    def _set(self, lrs: list[Any]) -> None:
        for group, lr in zip(self.optimizer.param_groups, lrs, strict=True):
            change(group, "lr", lr)
        self._last_lr = values(self.optimizer, "lr")

    @contextmanager
    def _inside(self) -> Iterator[None]:
        """While this lasts, `get_lr` is called by `step`, where it belongs."""
        self._get_lr_called_within_step = True
        try:
            yield
        finally:
            self._get_lr_called_within_step = False

    def _warn_outside(self) -> None:
        if not self._get_lr_called_within_step:
            warnings.warn(OUTSIDE, UserWarning, stacklevel=3)

    def state_dict(self) -> dict[str, Any]:
        """All attributes but the optimizer."""
        return self._state()

    def _state(self, **apart: Any) -> dict[str, Any]:
        """The attributes that can be saved as they are, then those that are saved another way."""
        left_out = {"optimizer", *apart}
        kept = {name: value for name, value in self.__dict__.items() if name not in left_out}
        return {**kept, **apart}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take over what `state_dict` of a scheduler of the same kind gave."""
        self.__dict__.update(state_dict)


_LRScheduler = LRScheduler  # its name before PyTorch 2.0


class Factors(LRScheduler):
    """A schedule that multiplies every rate by the same factor.

    `_factor_now` is what the rates are multiplied by, None for not at all; `_factor_in_all` is the
    product of all factors so far.
    """

    def _factor_now(self) -> float | None:
        raise NotImplementedError

    def _factor_in_all(self) -> float:
        raise NotImplementedError

    def get_lr(self) -> list[Any]:
        self._warn_outside()
        factor, lrs = self._factor_now(), values(self.optimizer, "lr")
        return lrs if factor is None else [lr * factor for lr in lrs]

    def _get_closed_form_lr(self) -> list[Any]:
        return [lr * self._factor_in_all() for lr in self.base_lrs]


# ------------------------------------------------------------------------- helpers


def checked(optimizer: Any) -> Optimizer:
    """The optimizer; raises TypeError for anything else."""
    if not isinstance(optimizer, Optimizer):
        raise TypeError(f"{type(optimizer).__name__} is not an Optimizer")
    return optimizer


def own_copy(value: Any) -> Any:
    """A tensor's copy; a number is one already."""
    return value.clone() if isinstance(value, Tensor) else value


def values(optimizer: Optimizer, name: str) -> list[Any]:
    """An option of every group."""
    return [own_copy(group[name]) for group in optimizer.param_groups]


def change(group: Group, name: str, value: Any) -> None:
    """Set an option of a group; a tensor stays the same tensor."""
    if isinstance(group[name], Tensor):
        group[name].fill_(number(value))
    else:
        group[name] = value


def per_group(name: str, optimizer: Optimizer, value: Any) -> list[Any]:
    """An argument as one value for each group. Raises ValueError for a list of another length."""
    count = len(optimizer.param_groups)
    if not isinstance(value, list | tuple):
        return [own_copy(value) for _ in range(count)]
    if len(value) != count:
        raise ValueError(
            f"{name} must have the same length as optimizer.param_groups. {name} has {len(value)} "
            f"values, param_groups has {count}."
        )
    return [own_copy(entry) for entry in value]


def memory_of(function: Callable[..., Any] | None) -> dict[str, Any] | None:
    """The attributes of a callable object; of a plain function nothing is saved."""
    if function is None or isinstance(function, types.FunctionType):
        return None
    return function.__dict__.copy()
