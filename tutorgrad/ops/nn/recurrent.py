"""Recurrent layers: the same small network at every time step, fed with its own last state.

    h_t = tanh(gates_t + W h_(t-1))                     rnn: one gate;  lstm, gru: see there

`gates` is what the inputs of all time steps give, computed beforehand in one product; here only the
recurrence remains. One layer in one direction is one operation, whose adjoint walks back through
time: everything that does not depend on the walk is computed for all steps at once.

Rows stand by time, then by sequence. A batch whose sequences end at different times is packed:
`sizes[t]` sequences, the longest first, are still running at step t; rows (sum(sizes), …) follow
each other without gaps. A plain batch (T, B, …) has sizes (B,) · T.

Sources
  [1] S. Hochreiter, J. Schmidhuber: "Long short-term memory", Neural Computation 9 (1997)
      1735-1780.
  [2] K. Cho et al.: "Learning phrase representations using RNN encoder-decoder for statistical
      machine translation", 2014, arXiv:1406.1078.
  [3] P. J. Werbos: "Backpropagation through time", Proceedings of the IEEE 78 (1990) 1550-1560.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ...graph import op
from ..elementwise.functions import sigmoid, tanh
from ..linalg.products import mm
from ..reduction.reduce import sum_
from ..shape.join import _cat
from ..shape.slicing import _part, _part_grad
from ..shape.views import reshape, t

Array = Any
Sizes = tuple[int, ...]
FULL = slice(None)
logistic = sigmoid.forward


def stack_or_cat(gates: Any, *rest: Any, **keywords: Any) -> str:
    """PyTorch's name of the node: steps of a plain batch are stacked, of a packed one joined."""
    return "StackBackward0" if gates.array.ndim == 3 else "CatBackward0"


# -------------------------------------------------------------------------------- forward


@op(node=stack_or_cat)
def rnn_layer(gates: Array, hx: Array, weight: Array, *, sizes: Sizes, relu: bool) -> Array:
    """h_t = tanh(gates_t + W h_(t-1)), or relu instead of tanh.

    Shape: (T, B, H) or packed (N, H), (B, H), (H, H) -> all states, in the shape of `gates`.
    """
    rows, h = gates.reshape(-1, gates.shape[-1]), hx
    states = np.empty_like(rows)
    for at in steps(sizes):
        h = rows[at] + h[: at.stop - at.start] @ weight.T
        states[at] = h = np.maximum(h, 0) if relu else np.tanh(h)
    return states.reshape(gates.shape)


@op(node=stack_or_cat)
def gru_layer(gates: Array, hx: Array, weight: Array, bias: Array, *, sizes: Sizes) -> Array:
    """Gated recurrent unit [2]: a gate r for what to read of the state, one z for what to keep.

        r, z = sigmoid(gates + W h + b)[:2]    n = tanh(gates_n + r (W h + b)_n)
        h_t = (1 - z) n + z h_(t-1)

    Shape: (T, B, 3H) or packed (N, 3H), (B, H), (3H, H), (3H) or None -> all states (…, H).
    """
    rows, h, size = gates.reshape(-1, gates.shape[-1]), hx, hx.shape[1]
    states = np.empty_like(rows[:, :size])
    for at in steps(sizes):
        h = h[: at.stop - at.start]
        hidden = h @ weight.T if bias is None else h @ weight.T + bias  # (b, 3H)
        rz = logistic(rows[at, : 2 * size] + hidden[:, : 2 * size])
        n = np.tanh(rows[at, 2 * size :] + rz[:, :size] * hidden[:, 2 * size :])
        states[at] = h = n + rz[:, size:] * (h - n)
    return states.reshape(*gates.shape[:-1], size)


@op(
    node=lambda gates, hx, cx, weight, projection, sizes: (
        "MkldnnRnnLayerBackward0"
        if projection is None and gates.array.dtype == np.float32 and gates.array.ndim == 3
        else stack_or_cat(gates)
    )
)
def lstm_layer(
    gates: Array, hx: Array, cx: Array, weight: Array, projection: Array | None, *, sizes: Sizes
) -> tuple[Array, Array]:
    """Long short-term memory [1]: a cell c that gates write to (i), keep (f) and show (o).

        i, f, o = sigmoid(…)   g = tanh(…)   of   gates + W h_(t-1)     (in the order i, f, g, o)
        c_t = f c_(t-1) + i g                h_t = o tanh(c_t), times a projection if there is one

    Shape: (T, B, 4H) or packed (N, 4H), (B, P), (B, H), (4H, P), (P, H) or None (P = H)
    -> all h (…, P), all c (…, H).
    """
    rows, h, c, size = gates.reshape(-1, gates.shape[-1]), hx, cx, cx.shape[1]
    states, cells = np.empty_like(rows[:, : hx.shape[1]]), np.empty_like(rows[:, :size])
    for at in steps(sizes):
        count = at.stop - at.start
        four = rows[at] + h[:count] @ weight.T  # (b, 4H)
        i_f, o = logistic(four[:, : 2 * size]), logistic(four[:, 3 * size :])
        g = np.tanh(four[:, 2 * size : 3 * size])
        cells[at] = c = i_f[:, size:] * c[:count] + i_f[:, :size] * g
        h = o * np.tanh(c)
        states[at] = h = h if projection is None else h @ projection.T
    whole = gates.shape[:-1]
    return states.reshape(*whole, hx.shape[1]), cells.reshape(*whole, size)


# -------------------------------------------------------------------------------- adjoints


def _rnn_rule(grad: Any, hx: Any, weight: Any, out: Any, sizes: Sizes, relu: bool) -> Any:
    """Through the bend, whose slope is known from the state, and back through W."""
    states = flat(out)
    slope = states > 0 if relu else 1 - states * states
    walked, first = walk_back(flat(grad), as_parts(slope, 1), weight, sizes)
    gates = walked * slope
    return reshape(gates, grad.shape), first, mm(t(gates), before(hx, states, sizes))


def _gru_rule(
    grad: Any, gates: Any, hx: Any, weight: Any, bias: Any, out: Any, sizes: Sizes
) -> Any:
    """With h' = n + z (h - n): d/dz = h - n, d/dn = 1 - z, and r acts inside n."""
    rows, states, size = flat(gates), before(hx, flat(out), sizes), hx.shape[1]
    hidden = mm(states, t(weight)) if bias is None else mm(states, t(weight)) + bias
    r, z = (sigmoid(column(rows, i, size) + column(hidden, i, size)) for i in (0, 1))
    read = column(hidden, 2, size)
    n = tanh(column(rows, 2, size) + r * read)
    by_n = (1 - z) * (1 - n * n)
    by_rz = [by_n * read * r * (1 - r), (states - n) * z * (1 - z)]
    slopes = as_parts(_cat(*by_rz, by_n * r, dim=1), 3)  # (N, 3, H)
    walked, first = walk_back(flat(grad), slopes, weight, sizes, keep=z)
    inner = reshape(as_parts(walked, 1) * slopes, rows.shape)  # the gradient of `hidden`
    outer = _cat(column(inner, 0, size), column(inner, 1, size), walked * by_n, dim=1)
    bias_grad = None if bias is None else sum_(inner, dims=(0,), keepdim=False)
    return reshape(outer, gates.shape), first, mm(t(inner), states), bias_grad


def _lstm_rule(
    grads: Any, gates: Any, hx: Any, cx: Any, weight: Any, projection: Any, outs: Any, sizes: Sizes
) -> Any:
    """Both h and c carry the gradient back; along c it is only multiplied by f."""
    size = cx.shape[1]
    states, cells = (before(x, flat(y), sizes) for x, y in zip((hx, cx), outs, strict=True))
    four = flat(gates) + mm(states, t(weight))  # (N, 4H): cheaper to compute again than to keep
    i, f, o = (sigmoid(column(four, k, size)) for k in (0, 1, 3))
    g, shown = tanh(column(four, 2, size)), tanh(flat(outs[1]))
    by_c = as_parts(_cat(g * i * (1 - i), cells * f * (1 - f), i * (1 - g * g), dim=1), 3)
    by_h = shown * o * (1 - o)
    into_c = o * (1 - shown * shown)
    grad_h, grad_c = (None if grad is None else flat(grad) for grad in grads)
    grad_h = flat(outs[0]) * 0 if grad_h is None else grad_h
    dh = dc = None
    shows, inner = [], []
    for at in reversed(steps(sizes)):
        show = plus(grad_h, at, dh)
        shows.append(show)
        dh = show if projection is None else mm(show, projection)
        dc = plus(grad_c, at, dc) + dh * rows_of(into_c, at)
        written = reshape(as_parts(dc, 1) * rows_of(by_c, at), (-1, 3 * size))
        inner.append(_cat(written, dh * rows_of(by_h, at), dim=1))
        dh, dc = mm(inner[-1], weight), dc * rows_of(f, at)
    grad_four = _cat(*reversed(inner), dim=0)
    grad_projection = None
    if projection is not None:
        grad_projection = mm(t(_cat(*reversed(shows), dim=0)), o * shown)
    return reshape(grad_four, gates.shape), dh, dc, mm(t(grad_four), states), grad_projection


rnn_layer.derivative(_rnn_rule)
gru_layer.derivative(_gru_rule)
lstm_layer.derivative(_lstm_rule)


def walk_back(
    grad: Any, slopes: Any, weight: Any, sizes: Sizes, keep: Any = None
) -> tuple[Any, Any]:
    """Backpropagation through time [3]: the whole gradient of every state, and of the first.

    A state acts on the next one through the gates (slopes, then W) and directly (keep).
    """
    walked, back = [], None
    for at in reversed(steps(sizes)):
        dh = plus(grad, at, back)
        walked.append(dh)
        back = mm(reshape(as_parts(dh, 1) * rows_of(slopes, at), (-1, weight.shape[0])), weight)
        if keep is not None:
            back = back + dh * rows_of(keep, at)
    return _cat(*reversed(walked), dim=0), back


@op(node="TransposeBackward1")
def swapped(input: Array, *, dim0: int, dim1: int) -> Array:
    """Two dimensions swapped, as PyTorch's RNN and GRU do it last when batch_first: no view."""
    return input.swapaxes(dim0, dim1).copy(order="K")  # in the memory order of a transposed one


swapped.derivative(input=lambda grad, dim0, dim1: swapped(grad, dim0=dim0, dim1=dim1))

# --------------------------------------------------------------------------------- helpers


def steps(sizes: Sizes) -> list[slice]:
    """The rows of each time step."""
    ends = np.cumsum((0, *sizes)).tolist()
    return [slice(start, stop) for start, stop in zip(ends[:-1], ends[1:], strict=True)]


def before(first: Any, states: Any, sizes: Sizes) -> Any:
    """For each row the state that the step began with: the one of the step before."""
    starts = [at.start for at in steps(sizes)]
    follow = zip(starts[:-1], sizes[1:], strict=True)
    return _cat(first, *(rows_of(states, slice(a, a + count)) for a, count in follow), dim=0)


def plus(grad: Any, at: slice, later: Any) -> Any:
    """What arrives at the states of one step: from outside, and from the step after."""
    count = at.stop - at.start
    if later is not None and later.shape[0] < count:  # some sequences end here
        later = _part_grad(later, key=(slice(0, later.shape[0]),), shape=(count, later.shape[1]))
    if grad is None:
        return 0 if later is None else later
    return rows_of(grad, at) if later is None else rows_of(grad, at) + later


def flat(steps: Any) -> Any:
    """(T, B, H) as rows (T · B, H)."""
    return reshape(steps, (-1, steps.shape[-1])) if len(steps.shape) == 3 else steps


def rows_of(array: Any, at: slice) -> Any:
    return _part(array, key=(at,))


def column(array: Any, number: int, size: int) -> Any:
    """One gate's columns."""
    return _part(array, key=(FULL, slice(number * size, (number + 1) * size)))


def as_parts(array: Any, count: int) -> Any:
    """(N, count · H) -> (N, count, H): gate by gate."""
    return reshape(array, (array.shape[0], count, array.shape[1] // count))


__all__ = ["gru_layer", "lstm_layer", "rnn_layer", "steps", "swapped"]
