"""Dropout layers: noise in training, nothing in evaluation. All have a probability `p`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import functional as F
from .module import Module


class _Dropout(Module):
    """A function of nn.functional. Raises ValueError unless 0 <= p <= 1."""

    __constants__ = ["p", "inplace"]
    formula: Callable[..., Any]

    def __init__(self, p: float = 0.5, inplace: bool = False) -> None:
        super().__init__()
        if p < 0 or p > 1:
            raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
        self.p = p
        self.inplace = inplace

    def forward(self, input: Any) -> Any:
        return type(self).formula(input, self.p, self.training, self.inplace)

    def extra_repr(self) -> str:
        return f"p={self.p}, inplace={self.inplace}"


class Dropout(_Dropout):
    """In training: zeroes each element with probability p, divides the others by 1 - p.

    Source: torch.nn.Dropout.
    """

    formula = F.dropout


class Dropout1d(_Dropout):
    """Dropout of whole channels of (N, C, L). Source: torch.nn.Dropout1d."""

    formula = F.dropout1d


class Dropout2d(_Dropout):
    """Dropout of whole channels of (N, C, H, W). Source: torch.nn.Dropout2d."""

    formula = F.dropout2d


class Dropout3d(_Dropout):
    """Dropout of whole channels of (N, C, D, H, W). Source: torch.nn.Dropout3d."""

    formula = F.dropout3d


class AlphaDropout(_Dropout):
    """Dropout that keeps mean and variance, for selu. Source: torch.nn.AlphaDropout."""

    formula = F.alpha_dropout


class FeatureAlphaDropout(_Dropout):
    """AlphaDropout of whole channels. Source: torch.nn.FeatureAlphaDropout."""

    formula = F.feature_alpha_dropout
