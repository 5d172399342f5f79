"""Losses that are minus the logarithm of a likelihood, or a difference of such.

`reduction` is "mean", "sum" or "none" (one loss per element or sample).
"""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np

from ... import errors, ops
from ...autograd import no_grad
from ...backend import place_of
from ...creation import ones_like
from ...nodes import Value
from ...ops.arguments import check_tensors
from ...ops.nn import ctc
from .loss import _reduce, checked_reduction, known

Tensor = Any
Array = Any


def kl_div(
    input: Tensor, target: Tensor, size_average: Any = None, reduce: Any = None,
    reduction: str = "mean", log_target: bool = False,
) -> Tensor:  # fmt: skip
    """target (log(target) - input): how far the distribution exp(input) is from the target.

    Shape: (*), (*) -> () or (*). log_target: the target is a logarithm too. reduction "batchmean"
    divides by the size of the batch, as the formula has it. Raises RuntimeError for integers.
    Source: torch.nn.functional.kl_div; S. Kullback, R. Leibler: "On information and sufficiency",
    Annals of Mathematical Statistics 22 (1951) 79-86.
    """
    if size_average is None and reduce is None and reduction == "mean":
        warnings.warn(
            "reduction: 'mean' divides the total loss by both the batch size and the support size."
            "'batchmean' divides only by the batch size, and aligns with the KL div math "
            "definition.'mean' will be changed to behave the same as 'batchmean' in the next major "
            "release.",
            stacklevel=2,
        )
    reduction = checked_reduction(reduction, size_average, reduce)
    mode = "sum" if reduction == "batchmean" else known(reduction)
    check_tensors("kl_div", input=input, target=target)
    if not (input.is_floating_point() and target.is_floating_point()):
        raise RuntimeError("kl_div: Integral inputs not supported.")
    if log_target:
        losses = target.exp() * (target - input)
    else:
        losses = ops.xlogy(target, target) - target * input
    result = _reduce(losses, mode)
    return result / input.size(0) if reduction == "batchmean" and input.dim() else result


def poisson_nll_loss(
    input: Tensor, target: Tensor, log_input: bool = True, full: bool = False,
    size_average: Any = None, eps: float = 1e-8, reduce: Any = None, reduction: str = "mean",
) -> Tensor:  # fmt: skip
    """exp(input) - target · input: a count, where the input is the logarithm of its expectation.

    log_input=False: input - target · log(input + eps), for the expectation itself. full: add
    Stirling's approximation of log(target!) where the target is above 1.
    Shape: (*), (*) -> () or (*).   Source: torch.nn.functional.poisson_nll_loss.
    """
    reduction = known(checked_reduction(reduction, size_average, reduce))
    check_tensors("poisson_nll_loss", input=input, target=target)
    if log_input:
        losses = input.exp() - target * input
    else:
        losses = input - target * (input + eps).log()
    if full:
        stirling = target * target.log() - target + 0.5 * (2 * math.pi * target).log()
        losses = losses + stirling.masked_fill(target <= 1, 0)
    return _reduce(losses, reduction)


def gaussian_nll_loss(
    input: Tensor, target: Tensor, var: Tensor | float, full: bool = False, eps: float = 1e-6,
    reduction: str = "mean",
) -> Tensor:  # fmt: skip
    """(log(var) + (input - target)² / var) / 2: input and var are what the network expects.

    var: a number, one per sample or one per element; at least eps counts, without a derivative.
    full: add log(2 pi) / 2. Shape: (N, *), (N, *) -> () or (N, *). Raises ValueError for a var
    that is negative or does not fit.   Source: torch.nn.functional.gaussian_nll_loss; D. Nix,
    A. Weigend: "Estimating the mean and variance of the target probability distribution", 1994.
    """
    spread: Tensor = var if isinstance(var, Value) else var * ones_like(input)
    if bool((spread < 0).any()):
        raise ValueError("var has negative entry/entries")
    if spread.size() != input.size():
        unlike = [n for m, n in zip(input.shape, spread.shape, strict=False) if m != n]
        if input.shape[:-1] == spread.shape:
            spread = spread.unsqueeze(-1)
        elif input.dim() != spread.dim() or sum(unlike) != 1:
            raise ValueError("var is of incorrect size")
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"{reduction} is not valid")
    spread = spread.clone()
    with no_grad():
        spread.clamp_(min=eps)
    losses = 0.5 * (spread.log() + (input - target) ** 2 / spread)
    if full:
        losses += 0.5 * math.log(2 * math.pi)
    return _reduce(losses, reduction)


# ------------------------------------------------------------------- sequences, not aligned


def ctc_loss(
    log_probs: Tensor, targets: Tensor, input_lengths: Any, target_lengths: Any, blank: int = 0,
    reduction: str = "mean", zero_infinity: bool = False,
) -> Tensor:  # fmt: skip
    """Connectionist temporal classification: minus the log-probability of each target.

    Shape: log_probs (T, N, C) or (T, C); targets (N, S), or all one behind the other (sum of
    target_lengths); the lengths (N) -> () or (N). The mean divides each loss by its target's
    length. zero_infinity: targets that are too long count 0 instead of inf.
    Raises RuntimeError for shapes and lengths that do not fit.
    Source: torch.nn.functional.ctc_loss.
    """
    known(reduction)
    if not isinstance(log_probs, Value):
        raise errors.not_a_tensor("ctc_loss", "log_probs", 1, log_probs)
    scores: Tensor = log_probs
    home = place_of(scores.array)
    lengths, widths = (
        _lengths(given, name)
        for given, name in ((input_lengths, "input_lengths"), (target_lengths, "target_lengths"))
    )
    single = scores.dim() == 2
    if single:
        scores = scores.unsqueeze(1)
    if scores.dim() != 3:
        raise RuntimeError(
            f"Expected 3-dimensional tensor, but got {scores.dim() + 1}-dimensional tensor for "
            "argument #1 'log_probs' (while checking arguments for ctc_loss_allocate_outputs)"
        )
    labels = _labels(scores, _at_host(targets), lengths, widths, blank)
    arrays = (home.from_host(x) for x in (labels, lengths, 2 * widths + 1))
    losses = ctc.ctc_loss(
        scores, **dict(zip(ctc.LENGTHS, arrays, strict=True)), blank=blank,
        zero_infinity=zero_infinity,
    )  # fmt: skip
    if zero_infinity:
        losses = ops.where(losses == math.inf, 0.0, losses)
    if reduction == "mean":
        sizes = home.from_host(np.maximum(widths, 1).astype(scores.array.dtype))
        return (losses / scores.wrap(sizes, None)).mean()
    losses = losses.squeeze(0) if single else losses
    return losses.sum() if reduction == "sum" else losses


def _at_host(given: Any) -> Array:
    return place_of(given.array).to_host(given.array) if isinstance(given, Value) else given


def _lengths(given: Any, name: str) -> Array:
    """The lengths as an array of the host."""
    array = np.atleast_1d(_at_host(given))
    if array.dtype.kind not in "iu":
        raise RuntimeError(f"{name} must be integral")
    return array.astype(np.int64)


def _labels(scores: Tensor, targets: Array, lengths: Array, widths: Array, blank: int) -> Array:
    """The targets with blanks before, between and behind: (N, 2 S + 1)."""
    times, samples, classes = scores.shape
    if not 0 <= blank < classes:
        raise RuntimeError("blank must be in label range")
    for name, sizes in (("input_lengths", lengths), ("target_lengths", widths)):
        if len(sizes) != samples:
            raise RuntimeError(f"{name} must be of size batch_size")
    longest = int(widths.max(initial=0))
    for name, found, limit, word in (
        ("target_lengths", widths.min(initial=0), 0, "least"),
        ("input_lengths", lengths.min(initial=0), 0, "least"),
        ("input_lengths", lengths.max(initial=0), times, "most"),
    ):
        if found < limit if word == "least" else found > limit:
            raise RuntimeError(f"Expected {name} to have value at {word} {limit}, but got value "
                               f"{found} {CHECKING}")  # fmt: skip
    rows = np.full((samples, longest), blank)
    inside = np.arange(longest) < widths[:, None]
    if targets.ndim == 1:
        if len(targets) != widths.sum():
            raise RuntimeError(
                f"Expected tensor to have size {widths.sum()} at dimension 0, but got size "
                f"{len(targets)} for argument #2 'targets' {CHECKING}"
            )
        rows[inside] = targets
    else:
        if targets.shape[1] < longest:
            raise RuntimeError(f"Expected tensor to have size at least {longest} at dimension 1, "
                               f"but got size {targets.shape[1]} for argument #2 'targets' "
                               f"{CHECKING}")  # fmt: skip
        rows[inside] = targets[:, :longest][inside]
    if ((rows < 0) | (rows >= classes)).any():
        raise IndexError(f"ctc_loss: a target is none of the {classes} classes")
    result = np.full((samples, 2 * longest + 1), blank)
    result[:, 1::2] = rows
    return result


CHECKING = "(while checking arguments for ctc_loss_allocate_outputs)"
