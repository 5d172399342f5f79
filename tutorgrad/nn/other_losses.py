"""More losses as modules: near and far, likelihoods, margins. `functional` has the formulas."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import functional as F
from .distance import PairwiseDistance
from .loss import NLLLoss, _Formula, _WeightedLoss

Tensor = Any

# -------------------------------------------------------------------------------- near and far


class SmoothL1Loss(_Formula):
    """Squared below beta, straight beyond. Source: torch.nn.SmoothL1Loss."""

    formula, options = F.smooth_l1_loss, ("beta",)

    def __init__(
        self, size_average: Any = None, reduce: Any = None, reduction: str = "mean",
        beta: float = 1.0,
    ) -> None:  # fmt: skip
        super().__init__(size_average, reduce, reduction)
        self.beta = beta


class HuberLoss(_Formula):
    """Squared up to delta, straight beyond. Raises TypeError unless delta is a number.

    Source: torch.nn.HuberLoss.
    """

    formula, options = F.huber_loss, ("delta",)

    def __init__(self, reduction: str = "mean", delta: float = 1.0) -> None:
        if not isinstance(delta, float | int):
            raise TypeError(f"delta must be a float or int, got: {type(delta)}")
        super().__init__(reduction=reduction)
        self.delta = delta


# --------------------------------------------------------------------------------- likelihoods


class NLLLoss2d(NLLLoss):
    """The old name of NLLLoss. Source: torch.nn.NLLLoss2d."""


class KLDivLoss(_Formula):
    """target (log(target) - input); take reduction="batchmean". Source: torch.nn.KLDivLoss."""

    formula, options = F.kl_div, ("log_target",)

    def __init__(
        self, size_average: Any = None, reduce: Any = None, reduction: str = "mean",
        log_target: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(size_average, reduce, reduction)
        self.log_target = log_target


class PoissonNLLLoss(_Formula):
    """For counts: exp(input) - target · input. Source: torch.nn.PoissonNLLLoss."""

    formula, options = F.poisson_nll_loss, ("log_input", "full", "eps")

    def __init__(
        self, log_input: bool = True, full: bool = False, size_average: Any = None,
        eps: float = 1e-8, reduce: Any = None, reduction: str = "mean",
    ) -> None:  # fmt: skip
        super().__init__(size_average, reduce, reduction)
        self.log_input = log_input
        self.full = full
        self.eps = eps


class GaussianNLLLoss(_Formula):
    """For numbers with an expected variance; call with (input, target, var).

    Source: torch.nn.GaussianNLLLoss.
    """

    formula, options = F.gaussian_nll_loss, ("full", "eps")

    def __init__(self, *, full: bool = False, eps: float = 1e-6, reduction: str = "mean") -> None:
        super().__init__(reduction=reduction)
        self.full = full
        self.eps = eps


class CTCLoss(_Formula):
    """For sequences that are not aligned; call with (log_probs, targets, lengths of both).

    Source: torch.nn.CTCLoss.
    """

    formula, options = F.ctc_loss, ("blank", "zero_infinity")

    def __init__(
        self, blank: int = 0, reduction: str = "mean", zero_infinity: bool = False
    ) -> None:
        super().__init__(reduction=reduction)
        self.blank = blank
        self.zero_infinity = zero_infinity


# ------------------------------------------------------------------------------------- margins


class SoftMarginLoss(_Formula):
    """log(1 + exp(-target · input)), for targets 1 and -1. Source: torch.nn.SoftMarginLoss."""

    formula = F.soft_margin_loss


class MultiLabelMarginLoss(_Formula):
    """Every wanted class above every other by 1. Source: torch.nn.MultiLabelMarginLoss."""

    formula = F.multilabel_margin_loss


class MultiLabelSoftMarginLoss(_WeightedLoss, _Formula):
    """Binary cross-entropy of every class on its own. Source: torch.nn.MultiLabelSoftMarginLoss."""

    formula, options = F.multilabel_soft_margin_loss, ("weight",)


class MultiMarginLoss(_WeightedLoss, _Formula):
    """The target's class above every other by the margin. Source: torch.nn.MultiMarginLoss."""

    formula, options = F.multi_margin_loss, ("p", "margin", "weight")

    def __init__(
        self, p: int = 1, margin: float = 1.0, weight: Any = None, size_average: Any = None,
        reduce: Any = None, reduction: str = "mean",
    ) -> None:  # fmt: skip
        super().__init__(weight, size_average, reduce, reduction)
        if p not in (1, 2):
            raise ValueError("only p == 1 and p == 2 supported")
        if weight is not None and weight.dim() != 1:
            raise ValueError(
                f"MultiMarginLoss: expected weight to be None or 1D tensor, got {weight.dim()}D "
                "instead"
            )
        self.p = p
        self.margin = margin


class _Margin(_Formula):
    """With a number `margin`."""

    options = ("margin",)

    def __init__(
        self, margin: float = 0.0, size_average: Any = None, reduce: Any = None,
        reduction: str = "mean",
    ) -> None:  # fmt: skip
        super().__init__(size_average, reduce, reduction)
        self.margin = margin


class MarginRankingLoss(_Margin):
    """max(0, margin - target (input1 - input2)). Source: torch.nn.MarginRankingLoss."""

    formula = F.margin_ranking_loss


class CosineEmbeddingLoss(_Margin):
    """Like vectors to angle 0, unlike ones away. Source: torch.nn.CosineEmbeddingLoss."""

    formula = F.cosine_embedding_loss


class HingeEmbeddingLoss(_Margin):
    """A distance, or how much it is below the margin. Source: torch.nn.HingeEmbeddingLoss."""

    formula = F.hinge_embedding_loss

    def __init__(
        self, margin: float = 1.0, size_average: Any = None, reduce: Any = None,
        reduction: str = "mean",
    ) -> None:  # fmt: skip
        super().__init__(margin, size_average, reduce, reduction)


class TripletMarginLoss(_Formula):
    """Nearer to the positive than to the negative by the margin, which must be above 0.

    Call with (anchor, positive, negative).   Source: torch.nn.TripletMarginLoss.
    """

    formula, options = F.triplet_margin_loss, ("margin", "p", "eps", "swap")

    def __init__(
        self, margin: float = 1.0, p: float = 2.0, eps: float = 1e-6, swap: bool = False,
        size_average: Any = None, reduce: Any = None, reduction: str = "mean",
    ) -> None:  # fmt: skip
        super().__init__(size_average, reduce, reduction)
        self.margin = _positive(self, margin)
        self.p = p
        self.eps = eps
        self.swap = swap


class TripletMarginWithDistanceLoss(_Formula):
    """TripletMarginLoss with a distance of one's own.

    Source: torch.nn.TripletMarginWithDistanceLoss.
    """

    formula = F.triplet_margin_with_distance_loss
    options = ("distance_function", "margin", "swap")

    def __init__(
        self, *, distance_function: Callable[[Tensor, Tensor], Tensor] | None = None,
        margin: float = 1.0, swap: bool = False, reduction: str = "mean",
    ) -> None:  # fmt: skip
        super().__init__(reduction=reduction)
        self.margin = _positive(self, margin)
        self.distance_function = distance_function or PairwiseDistance()
        self.swap = swap


def _positive(loss: _Formula, margin: float) -> float:
    if margin <= 0:
        raise ValueError(
            f"{type(loss).__name__}: expected margin to be greater than 0, got {margin} instead"
        )
    return margin
