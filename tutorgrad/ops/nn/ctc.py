"""Connectionist temporal classification: the loss of a sequence whose alignment is unknown.

A network says at each of T times how likely each symbol is, or a blank. All paths that give the
target when repeats are merged and blanks dropped count; the loss is minus the logarithm of their
probability. The paths walk through the target with blanks around every label, L = 2 S + 1 places:
a step stays, goes on by one, or, between two different labels, by two [1, section 4.1].

Source
  [1] A. Graves et al.: "Connectionist temporal classification: labelling unsegmented sequence data
      with recurrent neural networks", ICML 2006.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ...backend import place_of
from ...graph import op
from ..elementwise.compare import not_implemented
from ..index.getitem import FULL, add_at

Array = Any
LENGTHS = ("labels", "lengths", "widths")


@op(saved=LENGTHS)
def ctc_loss(
    log_probs: Array,
    *,
    labels: Array,
    lengths: Array,
    widths: Array,
    blank: int,
    zero_infinity: bool = False,
) -> Array:
    """Minus the log-probability of each target, given the log-probabilities of the symbols.

    Shape: (T, N, C) -> (N). labels: (N, L) the targets between blanks; lengths, widths: (N) how
    many times and places count. zero_infinity: 0 for a target that no path gives, in the gradient.
    Derivative: exp(log_probs) less the probability of being at a symbol, given the target; that is
    the derivative of the scores before log_softmax, as PyTorch has it.
    Source: torch.nn.functional.ctc_loss.
    """
    if log_probs.dtype.itemsize < 4 or log_probs.dtype.kind != "f":
        raise not_implemented("ctc_loss_cpu", log_probs)
    emit = emitted(log_probs, labels)
    return -total(prefixes(emit, labels, blank), lengths, widths).astype(log_probs.dtype)


@op(saved=LENGTHS)
def ctc_loss_grad(
    grad: Array,
    log_probs: Array,
    *,
    labels: Array,
    lengths: Array,
    widths: Array,
    blank: int,
    zero_infinity: bool,
) -> Array:
    """The mirror of `ctc_loss`: forward and backward probabilities meet at every time [1, (15)]."""
    emit = emitted(log_probs, labels)
    before = prefixes(emit, labels, blank)  # (T, N, L): paths up to a place
    loss = -total(before, lengths, widths)
    turned = backwards(labels[None], lengths * 0 + 1, widths)[0]
    after = backwards(prefixes(backwards(emit, lengths, widths), turned, blank), lengths, widths)
    xp = place_of(emit).xp
    time, place = xp.arange(emit.shape[0])[:, None], xp.arange(emit.shape[2])
    inside = (time < lengths)[:, :, None] & (place < widths[:, None])
    meets = np.where(inside & (emit > -np.inf), before + after - emit + loss[:, None], -np.inf)
    result = np.where((time < lengths)[:, :, None], np.exp(log_probs), 0)
    samples = xp.arange(labels.shape[0])[:, None]
    add_at(result, (FULL, samples, labels), -np.exp(meets))
    if zero_infinity:
        result = np.where((loss == np.inf)[:, None], 0, result)
    return result * grad[:, None]


def _no_rule(grad: Any) -> Any:
    raise RuntimeError("derivative for aten::_ctc_loss_backward is not implemented")


ctc_loss.derivative(
    log_probs=lambda grad, log_probs, labels, lengths, widths, blank, zero_infinity: ctc_loss_grad(
        grad, log_probs, labels=labels, lengths=lengths, widths=widths, blank=blank,
        zero_infinity=zero_infinity,
    )
)  # fmt: skip
ctc_loss_grad.derivative(_no_rule)


def emitted(log_probs: Array, labels: Array) -> Array:
    """The log-probability of every place's label: (T, N, C), (N, L) -> (T, N, L)."""
    every_time = np.broadcast_to(labels, (len(log_probs), *labels.shape))
    return np.take_along_axis(log_probs, every_time, axis=2)


def prefixes(emit: Array, labels: Array, blank: int) -> Array:
    """The log-probability of all paths that are at a place at a time: (T, N, L) [1, (6)]."""
    start = np.full_like(emit[:1, :, :], -np.inf)[0] if len(emit) else emit
    rows: list[Array] = []
    skips = np.zeros_like(labels, dtype=bool)
    skips[:, 2:] = (labels[:, 2:] != blank) & (labels[:, 2:] != labels[:, :-2])
    for now in emit:
        if not rows:
            row = start.copy()
            row[:, :2] = now[:, :2]
        else:
            last = rows[-1]
            one, two = start.copy(), start.copy()
            one[:, 1:], two[:, 2:] = last[:, :-1], last[:, :-2]
            row = np.logaddexp(np.logaddexp(last, one), np.where(skips, two, -np.inf)) + now
        rows.append(row)
    return np.stack(rows) if rows else emit


def total(paths: Array, lengths: Array, widths: Array) -> Array:
    """The log-probability of the paths that end at the last blank or label, at the last time."""
    if not len(paths):
        return np.where(widths == 1, 0.0, -np.inf)
    last = np.take_along_axis(paths, np.maximum(lengths - 1, 0)[None, :, None], axis=0)[0]
    ends = [
        np.take_along_axis(last, np.maximum(widths - back, 0)[:, None], axis=1)[:, 0]
        for back in (1, 2)
    ]
    found = np.where(widths > 1, np.logaddexp(*ends), ends[0])
    return np.where(lengths > 0, found, np.where(widths == 1, 0.0, -np.inf))


def backwards(array: Array, lengths: Array, widths: Array) -> Array:
    """The first `lengths` times and `widths` places of each sample, turned round: (T, N, L)."""
    for axis, count in ((0, lengths[:, None]), (2, widths[:, None])):
        size = array.shape[axis]
        steps = place_of(array).xp.arange(size).reshape((size, 1, 1) if axis == 0 else size)
        turned = np.broadcast_to((count - 1 - steps) % size, array.shape)
        array = np.take_along_axis(array, turned, axis=axis)
    return array


__all__ = ["ctc_loss"]
