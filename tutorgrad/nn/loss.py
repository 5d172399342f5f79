"""Losses as modules: `criterion = MSELoss()`, then `criterion(input, target)`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .functional.loss import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    checked_reduction,
    cross_entropy,
    l1_loss,
    mse_loss,
    nll_loss,
)
from .module import Module

Tensor = Any


class _Loss(Module):
    """A loss with a reduction; size_average and reduce are older words for it."""

    reduction: str

    def __init__(
        self, size_average: Any = None, reduce: Any = None, reduction: str = "mean"
    ) -> None:
        super().__init__()
        self.reduction = checked_reduction(reduction, size_average, reduce)


class _Formula(_Loss):
    """A loss that is a function of nn.functional. options: what it takes from the module."""

    formula: Callable[..., Tensor]
    options: tuple[str, ...] = ()

    def forward(self, *inputs: Tensor, **named: Tensor) -> Tensor:
        chosen = {name: getattr(self, name) for name in (*self.options, "reduction")}
        return type(self).formula(*inputs, **named, **chosen)


class _WeightedLoss(_Loss):
    """A loss whose elements or classes have weights."""

    weight: Tensor | None

    def __init__(
        self, weight: Any = None, size_average: Any = None, reduce: Any = None,
        reduction: str = "mean",
    ) -> None:  # fmt: skip
        super().__init__(size_average, reduce, reduction)
        self.register_buffer("weight", weight)


class MSELoss(_Loss):
    """(input - target)², averaged: the loss of regression. Source: torch.nn.MSELoss."""

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return mse_loss(input, target, reduction=self.reduction)


class L1Loss(_Loss):
    """|input - target|, averaged. Source: torch.nn.L1Loss."""

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return l1_loss(input, target, reduction=self.reduction)


class NLLLoss(_WeightedLoss):
    """Minus the log-probability of the target class, from log-probabilities.

    Source: torch.nn.NLLLoss.
    """

    def __init__(
        self, weight: Any = None, size_average: Any = None, ignore_index: int = -100,
        reduce: Any = None, reduction: str = "mean",
    ) -> None:  # fmt: skip
        super().__init__(weight, size_average, reduce, reduction)
        self.ignore_index = ignore_index

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return nll_loss(
            input,
            target,
            weight=self.weight,
            ignore_index=self.ignore_index,
            reduction=self.reduction,
        )


class CrossEntropyLoss(_WeightedLoss):
    """Minus the log-probability of the target class, from scores (logits): do not softmax first.

    target: class numbers, or probabilities in the shape of the scores.
    Source: torch.nn.CrossEntropyLoss.
    """

    def __init__(
        self, weight: Any = None, size_average: Any = None, ignore_index: int = -100,
        reduce: Any = None, reduction: str = "mean", label_smoothing: float = 0.0,
    ) -> None:  # fmt: skip
        super().__init__(weight, size_average, reduce, reduction)
        self.ignore_index = ignore_index
        self.label_smoothing = label_smoothing

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return cross_entropy(
            input,
            target,
            weight=self.weight,
            ignore_index=self.ignore_index,
            reduction=self.reduction,
            label_smoothing=self.label_smoothing,
        )


class BCELoss(_WeightedLoss):
    """Cross-entropy of two classes, from probabilities. Source: torch.nn.BCELoss."""

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return binary_cross_entropy(input, target, weight=self.weight, reduction=self.reduction)


class BCEWithLogitsLoss(_Loss):
    """Cross-entropy of two classes, from scores. Source: torch.nn.BCEWithLogitsLoss."""

    weight: Tensor | None
    pos_weight: Tensor | None

    def __init__(
        self, weight: Any = None, size_average: Any = None, reduce: Any = None,
        reduction: str = "mean", pos_weight: Any = None,
    ) -> None:  # fmt: skip
        super().__init__(size_average, reduce, reduction)
        self.register_buffer("weight", weight)
        self.register_buffer("pos_weight", pos_weight)

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return binary_cross_entropy_with_logits(
            input,
            target,
            self.weight,
            pos_weight=self.pos_weight,
            reduction=self.reduction,
        )
