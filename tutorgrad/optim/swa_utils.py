"""Averages of the weights along a training, which often do better than the last ones.

Sources
  [1] P. Izmailov et al.: "Averaging weights leads to wider optima and better generalization", UAI
      2018 (stochastic weight averaging: all weights count alike).
  [2] B. T. Polyak, A. B. Juditsky: "Acceleration of stochastic approximation by averaging", 1992
      (exponential moving average: the latest weights count most).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable
from copy import deepcopy
from typing import Any

from ..autograd import no_grad
from ..creation import tensor
from ..dtypes import int64
from ..nn import Module
from ..nn.normalization import _BatchNorm
from .lr_scheduler.scheduler import LRScheduler, per_group
from .lr_scheduler.waves import check_path
from .optimizer import Optimizer, number

Average = Callable[[Any, Any, Any], Any]


def get_ema_avg_fn(decay: float = 0.999) -> Average:
    """average ← decay · average + (1 - decay) · weights [2], as a function for `AveragedModel`."""
    check_decay(decay)
    return no_grad()(lambda average, weights, count: decay * average + (1 - decay) * weights)


def get_swa_avg_fn() -> Average:
    """average ← average + (weights - average) / (count + 1) [1], for `AveragedModel`."""
    return no_grad()(lambda average, weights, count: average + (weights - average) / (count + 1))


def get_ema_multi_avg_fn(decay: float = 0.999) -> Average:
    """As `get_ema_avg_fn`, for a list of averages, which it changes in place."""
    check_decay(decay)
    return moving(lambda count: 1 - decay)


def get_swa_multi_avg_fn() -> Average:
    """As `get_swa_avg_fn`, for a list of averages, which it changes in place."""
    return moving(lambda count: float(number(1 / (count + 1))))


def moving(share: Callable[[Any], float]) -> Average:
    """A function that moves averages a share of the way to the weights."""

    @no_grad()
    def update(averages: Any, weights: Any, count: Any) -> None:
        for average, weight in zip(averages, weights, strict=True):
            if average.is_floating_point():
                average.lerp_(weight, share(count))
            else:
                average.copy_(average + (weight - average) * share(count))

    return update


def check_decay(decay: float) -> None:
    """Raise ValueError for a decay outside 0 … 1."""
    if decay < 0.0 or decay > 1.0:
        raise ValueError(
            f"Invalid decay value {decay} provided. Please provide a value in [0,1] range."
        )


class AveragedModel(Module):
    """A copy of a model whose weights are the averages of the model's at every `update_parameters`.

    avg_fn: the new average of (average, weights, how many there were), `get_swa_avg_fn()` unless
    given; multi_avg_fn: the same for lists, in place. use_buffers: buffers are averaged too, not
    copied. Raises AssertionError for both functions.   Source: torch.optim.swa_utils.AveragedModel.
    """

    n_averaged: Any

    def __init__(
        self,
        model: Module,
        device: Any = None,
        avg_fn: Average | None = None,
        multi_avg_fn: Average | None = None,
        use_buffers: bool = False,
    ) -> None:
        super().__init__()
        if avg_fn is not None and multi_avg_fn is not None:
            raise AssertionError("Only one of avg_fn and multi_avg_fn should be provided")
        self.module = deepcopy(model) if device is None else deepcopy(model).to(device)
        self.register_buffer("n_averaged", tensor(0, dtype=int64, device=device))
        self.avg_fn = avg_fn
        self.multi_avg_fn = multi_avg_fn
        self.use_buffers = use_buffers

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        return self.module(*args, **kwargs)

    def _averaged(self, model: Any) -> list[Any]:
        """What of a model is averaged."""
        buffers = model.buffers() if self.use_buffers else ()
        return [value.detach() for value in itertools.chain(model.parameters(), buffers)]

    def update_parameters(self, model: Module) -> None:
        """Take the model's weights of now into the average."""
        averages = self._averaged(self.module)
        weights = [
            weight.to(average.device)
            for average, weight in zip(averages, self._averaged(model), strict=True)
        ]
        if self.n_averaged == 0:
            for average, weight in zip(averages, weights, strict=True):
                average.copy_(weight)
        elif self.multi_avg_fn is not None:
            self.multi_avg_fn(averages, weights, self.n_averaged)
        else:
            function = self.avg_fn or get_swa_avg_fn()
            for average, weight in zip(averages, weights, strict=True):
                average.copy_(function(average, weight, self.n_averaged))
        if not self.use_buffers:
            for own, buffer in zip(self.module.buffers(), model.buffers(), strict=True):
                own.detach().copy_(buffer.detach())
        self.n_averaged += 1


@no_grad()
def update_bn(loader: Iterable[Any], model: Module, device: Any = None) -> None:
    """Measure the running statistics of a model's batch norms anew: averaged weights need it.

    Of a batch that is a list or tuple the first entry is the input.
    Source: torch.optim.swa_utils.update_bn.
    """
    norms = [module for module in model.modules() if isinstance(module, _BatchNorm)]
    if not norms:
        return
    momenta = [norm.momentum for norm in norms]
    was_training = model.training
    model.train()
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None
    for batch in loader:
        inputs = batch[0] if isinstance(batch, list | tuple) else batch
        model(inputs if device is None else inputs.to(device))
    for norm, momentum in zip(norms, momenta, strict=True):
        norm.momentum = momentum
    model.train(was_training)


class SWALR(LRScheduler):
    """lr goes to swa_lr within anneal_epochs, on half a cosine or a straight line, and stays [1].

    Raises ValueError for another anneal_strategy or a negative number of epochs.
    Source: torch.optim.swa_utils.SWALR.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        swa_lr: float | list[float],
        anneal_epochs: int = 10,
        anneal_strategy: str = "cos",
        last_epoch: int = -1,
    ) -> None:
        for lr, group in zip(
            per_group("swa_lr", optimizer, swa_lr), optimizer.param_groups, strict=True
        ):
            group["swa_lr"] = lr
        check_path(anneal_strategy)
        self._anneal_strategy = anneal_strategy
        if not isinstance(anneal_epochs, int) or anneal_epochs < 0:
            raise ValueError(f"anneal_epochs must be equal or greater than 0, got {anneal_epochs}")
        self.anneal_epochs = anneal_epochs
        super().__init__(optimizer, last_epoch)

    def _share(self, step: int) -> float:
        """Which share of the way is behind."""
        t = max(0, min(1, step / max(1, self.anneal_epochs)))
        return (1 - math.cos(math.pi * t)) / 2 if self._anneal_strategy == "cos" else t

    def get_lr(self) -> list[Any]:
        self._warn_outside()
        step = self._step_count - 1
        if self.anneal_epochs == 0:
            step = max(1, step)
        before, now = self._share(step - 1), self._share(step)
        lrs = []
        for group in self.optimizer.param_groups:
            lr, end = group["lr"], group["swa_lr"]
            start = end if before == 1 else (lr - before * end) / (1 - before)
            lrs.append(end * now + start * (1 - now))
        return lrs
