"""Recurrent layers: the same small network at every time step, fed with its own last state.

    h_t = tanh(gates_t + W h_(t-1))                     rnn: one gate;  lstm, gru: see there

`gates` is what the inputs of all time steps give, computed beforehand in one product; here only the
recurrence remains (but see `joins`). One layer in one direction is one operation, whose adjoint
walks back through time: everything that does not depend on the walk is computed for all steps at
once.

Forward and adjoint work in place, a step at a time, on arrays in which each gate's numbers lie
together (gates, N, H). Under create_graph a rule meets Tensors, and takes the same walk by
operations that can be differentiated again.

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
from ...nodes import Value
from ..elementwise.functions import narrow, sigmoid, tanh, widen
from ..linalg.products import mm
from ..reduction.reduce import sum_
from ..shape.join import _cat
from ..shape.slicing import _part, _part_grad
from ..shape.views import reshape, t

Array = Any
Sizes = tuple[int, ...]
FULL = slice(None)


def stack_or_cat(gates: Any, *rest: Any, **keywords: Any) -> str:
    """PyTorch's name of the node: steps of a plain batch are stacked, of a packed one joined."""
    return "StackBackward0" if gates.array.ndim == 3 else "CatBackward0"


# -------------------------------------------------------------------------------- forward


@op(node=stack_or_cat)
def rnn_layer(gates: Array, hx: Array, weight: Array, *, sizes: Sizes, relu: bool) -> Array:
    """h_t = tanh(gates_t + W h_(t-1)), or relu instead of tanh.

    Shape: (T, B, H) or packed (N, H), (B, H), (H, H) -> all states, in the shape of `gates`.
    """
    h, (w,), (states,) = widen(hx), upright(weight, 1), apart(gates, 1)
    room = np.empty_like(h)
    for at in steps(sizes):
        count = at.stop - at.start
        states[at] += np.matmul(h[:count], w, out=room[:count])
        h = states[at]
        if relu:
            np.maximum(h, 0, out=h)
        else:
            np.tanh(h, out=h)
    return narrow(states, gates).reshape(gates.shape)


@op(node=stack_or_cat)
def gru_layer(
    gates: Array, hx: Array, weight: Array, bias: Array | None, *, sizes: Sizes
) -> tuple[Array, Array]:
    """Gated recurrent unit [2]: a gate r for what to read of the state, one z for what to keep.

        r, z = sigmoid(gates + W h + b)[:2]    n = tanh(gates_n + r (W h + b)_n)
        h_t = (1 - z) n + z h_(t-1)

    Shape: (T, B, 3H) or packed (N, 3H), (B, H), (3H, H), (3H) or None -> all states (…, H); for
    the adjoint r, z, n and (W h + b)_n of all steps, (4, N, H).
    """
    h, w, kept, size = widen(hx), upright(weight, 3), apart(gates, 3, room=1), hx.shape[1]
    b = np.zeros_like(w[:, :1]) if bias is None else widen(bias).reshape(3, 1, size)
    w[:2] *= 0.5
    kept[:2] = (kept[:2] + b[:2]) * 0.5
    states, room = np.empty_like(kept[0]), np.empty_like(kept[:3, : len(h)])
    for at in steps(sizes):
        hidden, count = room[:, : at.stop - at.start], at.stop - at.start
        np.matmul(h[:count], w, out=hidden)
        r, z, n, read = kept[:, at]
        kept[:2, at] += hidden[:2]
        squash(kept[:2, at], 0.5, 0.5)
        np.add(hidden[2], b[2], out=read)
        n += np.multiply(r, read, out=hidden[0])
        np.tanh(n, out=n)
        beyond = np.subtract(h[:count], n, out=hidden[0])
        beyond *= z
        h = np.add(n, beyond, out=states[at])
    return narrow(states, gates).reshape(*gates.shape[:-1], size), kept


@op(
    node=lambda input, hx, cx, weight_in, weight, bias, projection, sizes: (
        "MkldnnRnnLayerBackward0"
        if projection is None and input.array.dtype == np.float32 and input.array.ndim == 3
        else stack_or_cat(input)
    )
)
def lstm_layer(
    input: Array, hx: Array, cx: Array, weight_in: Array | None, weight: Array,
    bias: Array | None, projection: Array | None, *, sizes: Sizes,
) -> tuple[Array, Array, Array, Array]:  # fmt: skip
    """Long short-term memory [1]: a cell c that gates write to (i), keep (f) and show (o).

        i, f, o = sigmoid(…)   g = tanh(…)  of  W_in x_t + W h_(t-1) + b  (in the order i, f, g, o)
        c_t = f c_(t-1) + i g               h_t = o tanh(c_t), times a projection if there is one

    Without weight_in, `input` is W_in x + b of all steps already: see `joins`.
    Shape: (T, B, I) or packed (N, I), (B, P), (B, H), (4H, I), (4H, P), (4H), (P, H) or None
    (P = H) -> all h (…, P), all c (…, H); for the adjoint i, f, g, o and tanh c of all steps,
    (5, N, H), and what each step saw: see `sights`.
    """
    h, c, size = widen(hx), widen(cx), hx.shape[1]
    scale = np.full_like(h, 0.5, shape=(4, 1, 1))
    scale[2] = 1  # g is a tanh itself
    shift = 1 - scale
    seen, w = sights(input, hx, weight_in, weight, bias)
    w *= scale
    if weight_in is None:
        kept = apart(input, 4, room=1)
        kept[:4] *= scale
    else:
        kept = np.empty_like(c, shape=(5, len(seen), c.shape[1]))
    cells, room = np.empty_like(kept[0]), np.empty_like(kept[:4, : len(h)])
    states = np.empty_like(h, shape=(len(seen), size))
    for at in steps(sizes):
        known, bent, spare = seen[at], kept[4, at], room[:, : at.stop - at.start]
        known[:, :size] = h[: len(known)]
        if weight_in is None:
            four = kept[:4, at]
            four += np.matmul(known, w, out=spare)
        else:
            four = np.matmul(known, w, out=kept[:4, at])
        i, f, g, o = squash(four, scale, shift)
        now = np.multiply(f, c[: len(known)], out=cells[at])
        now += np.multiply(i, g, out=spare[0])
        c, h = now, np.multiply(o, np.tanh(now, out=bent), out=spare[0])
        if projection is not None:
            h = h @ widen(projection).T
        states[at] = h
        h = states[at]
    whole = input.shape[:-1]
    states, cells = narrow(states, input), narrow(cells, input)
    return states.reshape(*whole, size), cells.reshape(*whole, cx.shape[1]), kept, seen


def joins(inputs: int, hidden: int) -> bool:
    """Do few inputs, x_t, join the state in the product of each time step, [h, x, 1] [W, W_in, b]ᵀ?

    Otherwise one product for all steps comes first, whose result goes through memory again. For
    T = 50, B = 32, H = 128 and 32 inputs joining takes 0.77 of the time forward and 0.94 backward,
    for 64 inputs 0.82 and 0.95, for 128 inputs 1 and 1.08.
    """
    return 2 * inputs <= hidden


def sights(
    input: Array, hx: Array, weight_in: Array | None, weight: Array, bias: Array | None
) -> tuple[Array, Array]:
    """Room for what the steps see, [h] or [h, x, 1], with x and 1 filled in; and what it meets."""
    rows, size = widen(input).reshape(-1, input.shape[-1]), hx.shape[1]
    if weight_in is None:
        return np.empty_like(rows, shape=(len(rows), size), order="C"), upright(weight, 4)
    width = size + rows.shape[1]
    meets = [widen(weight), widen(weight_in)]
    if bias is not None:
        meets.append(widen(bias)[:, None])
    seen = np.ones_like(rows, shape=(len(rows), width + len(meets) - 2), order="C")
    seen[:, size:width] = rows
    return seen, upright(np.concatenate(meets, axis=1), 4)


def squash(gates: Array, scale: Any, shift: Any) -> Array:
    """All gates of a step at once, in place: tanh where scale is 1, sigmoid where it is 0.5.

    sigmoid(x) = 0.5 tanh(0.5 x) + 0.5; the 0.5 x has been taken care of once for all steps, by
    scaling W and the inputs. (tanh takes half the time of exp, and a division less.)
    """
    np.tanh(gates, out=gates)
    gates *= scale
    gates += shift
    return gates


def apart(rows: Array, count: int, room: int = 0) -> Array:
    """(…, count · H) -> (count + room, N, H): a copy in which each gate's numbers lie together."""
    rows = widen(rows).reshape(-1, count, rows.shape[-1] // count)
    parts = np.empty_like(rows, shape=(count + room, rows.shape[0], rows.shape[2]), order="C")
    parts[:count] = rows.swapaxes(0, 1)
    return parts


def upright(weight: Array, count: int) -> Array:
    """W (count · H, P) as a copy (count, P, H), for h W_gate gate by gate.

    For B = 32, H = 128, four gates: 38 µs a step; h Wᵀ in one product 55, of a view of Wᵀ 75.
    """
    parts = widen(weight).reshape(count, -1, weight.shape[1])
    return parts.swapaxes(1, 2).copy()


# -------------------------------------------------------------------------------- adjoints


def _rnn_rule(grad: Any, hx: Any, weight: Any, out: Any, sizes: Sizes, relu: bool) -> Any:
    """Through the bend, whose slope is known from the state, and back through W."""
    grad, hx, weight, out = map(widen, (grad, hx, weight, out))
    states = flat(out)
    slope = states > 0 if relu else 1 - states * states
    if isinstance(weight, Value):
        walked, first = walk_back(flat(grad), as_parts(slope, 1), weight, sizes)
        gates = walked * slope
    else:
        gates = slope.astype(grad.dtype)
        first = walk_back_in_place(flat(grad), gates[None], weight, sizes)
    return reshape(gates, grad.shape), first, mm(t(gates), before(hx, states, sizes))


def _gru_rule(
    grads: Any, gates: Any, hx: Any, weight: Any, bias: Any, outs: Any, sizes: Sizes
) -> Any:
    """With h' = n + z (h - n): d/dz = h - n, d/dn = 1 - z, and r acts inside n."""
    if isinstance(weight, Value):
        return gru_by_operations(grads[0], gates, hx, weight, bias, outs[0], sizes)
    (r, z, n, read), states = outs[1], before(widen(hx), flat(widen(outs[0])), sizes)
    walk = np.empty_like(outs[1])
    by_r, by_z, by_read, by_n = walk
    np.multiply(1 - z, 1 - n * n, out=by_n)
    np.multiply(by_n, r, out=by_read)
    np.multiply(by_read * read, 1 - r, out=by_r)
    np.multiply(states - n, z - z * z, out=by_z)
    first = walk_back_in_place(flat(grads[0]), walk, weight, sizes, keep=z)
    inner = walk[:3]  # the gradient of W h + b
    weight_grad = np.matmul(inner.swapaxes(1, 2), states).reshape(weight.shape)
    bias_grad = None if bias is None else inner.sum(1).reshape(-1)
    by_read[...] = by_n
    return together(inner, gates.shape), first, weight_grad, bias_grad


def gru_by_operations(
    grad: Any, gates: Any, hx: Any, weight: Any, bias: Any, out: Any, sizes: Sizes
) -> Any:
    """The same on Tensors, which the gradient can be differentiated through."""
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
    grads: Any, input: Any, hx: Any, cx: Any, weight_in: Any, weight: Any, bias: Any,
    projection: Any, outs: Any, sizes: Sizes,
) -> Any:  # fmt: skip
    """Both h and c carry the gradient back; along c it is only multiplied by f."""
    if isinstance(weight, Value):
        return lstm_as_values(
            grads, input, hx, cx, weight_in, weight, bias, projection, outs, sizes
        )
    (i, f, g, o, bent), seen, size = outs[2], outs[3], hx.shape[1]
    walk = outs[2][:4] * outs[2][:4]
    np.subtract(outs[2][:4], walk, out=walk)  # the slope of a sigmoid
    np.subtract(1, g * g, out=walk[2])  # and of the tanh
    cells = before(widen(cx), flat(widen(outs[1])), sizes)
    for slope, factor in zip(walk, (g, cells, i, bent), strict=True):
        slope *= factor
    into_c = o * (1 - bent * bent)
    joined = [weight] if weight_in is None else [weight, weight_in]
    w = np.concatenate([widen(part) for part in joined], axis=1)
    by_x, dh, dc, shown = lstm_walk_in_place(grads, walk, into_c, f, w, projection, sizes)
    grad_projection = None if projection is None else shown.T @ (o * bent)
    four = together(walk, (walk.shape[1], 4 * walk.shape[2]))
    by_seen = four.T @ seen
    by_w = by_seen[:, :size]
    if weight_in is None:
        return four.reshape(input.shape), dh, dc, None, by_w, None, grad_projection
    by_w_in = by_seen[:, size : size + input.shape[-1]]
    by_bias = None if bias is None else by_seen[:, -1]
    return by_x.reshape(input.shape), dh, dc, by_w_in, by_w, by_bias, grad_projection


def lstm_walk_in_place(
    grads: Any, walk: Any, into_c: Any, f: Any, weight: Any, projection: Any, sizes: Sizes
) -> tuple[Any, Any, Any, Any]:
    """The slopes (4, N, H) in `walk` become the gradients of the gates.

    weight: W, beside it W_in if the inputs join.   Returns the gradients of the inputs (of none
    unless they join), of h_0 and c_0, and of all h before the projection.
    """
    grad_h, grad_c = (None if grad is None else flat(grad) for grad in grads[:2])
    w = weight.reshape(4, -1, weight.shape[1])
    size = w.shape[1] if projection is None else projection.shape[0]
    by_seen = np.zeros_like(w, shape=(sizes[0], w.shape[2]))
    all_dh, all_dc = by_seen[:, :size], np.zeros_like(w, shape=(sizes[0], w.shape[1]))
    by_x = np.empty_like(w, shape=(len(f), w.shape[2] - size))
    room = np.empty_like(w, shape=(4, *by_seen.shape))
    seen = None if projection is None else np.empty_like(w, shape=(len(f), size))
    for at in reversed(steps(sizes)):
        count, step, by_dh = at.stop - at.start, walk[:, at], into_c[at]
        dh, dc = all_dh[:count], all_dc[:count]  # 0 so far for sequences that end here
        if grad_h is not None:
            dh += grad_h[at]
        if grad_c is not None:
            dc += grad_c[at]
        if seen is not None:
            seen[at] = dh
            dh = seen[at] @ widen(projection)
        by_dh *= dh
        dc += by_dh
        step[:3] *= dc
        step[3] *= dh
        dc *= f[at]
        np.add.reduce(np.matmul(step, w, out=room[:, :count]), axis=0, out=by_seen[:count])
        by_x[at] = by_seen[:count, size:]
    return by_x, all_dh, all_dc, seen


def lstm_as_values(
    grads: Any, input: Any, hx: Any, cx: Any, weight_in: Any, weight: Any, bias: Any,
    projection: Any, outs: Any, sizes: Sizes,
) -> Any:  # fmt: skip
    """The same on Tensors, which the gradient can be differentiated through."""
    rows = gates = flat(input)
    if weight_in is not None:
        gates = mm(rows, t(weight_in)) if bias is None else mm(rows, t(weight_in)) + bias
    four, *states, by_w, by_projection = lstm_by_operations(
        grads, gates, hx, cx, weight, projection, outs, sizes
    )
    if weight_in is None:
        return reshape(four, input.shape), *states, None, by_w, None, by_projection
    by_bias = None if bias is None else sum_(four, dims=(0,), keepdim=False)
    by_x = reshape(mm(four, weight_in), input.shape)
    return by_x, *states, mm(t(four), rows), by_w, by_bias, by_projection


def lstm_by_operations(
    grads: Any, gates: Any, hx: Any, cx: Any, weight: Any, projection: Any, outs: Any, sizes: Sizes
) -> Any:
    """The walk, with `gates` (N, 4H)."""
    size = cx.shape[1]
    states, cells = (before(x, flat(y), sizes) for x, y in zip((hx, cx), outs[:2], strict=True))
    four = gates + mm(states, t(weight))  # (N, 4H): cheaper to compute again than to keep
    i, f, o = (sigmoid(column(four, k, size)) for k in (0, 1, 3))
    g, shown = tanh(column(four, 2, size)), tanh(flat(outs[1]))
    by_c = as_parts(_cat(g * i * (1 - i), cells * f * (1 - f), i * (1 - g * g), dim=1), 3)
    by_h = shown * o * (1 - o)
    into_c = o * (1 - shown * shown)
    grad_h, grad_c = (None if grad is None else flat(grad) for grad in grads[:2])
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
    return grad_four, dh, dc, mm(t(grad_four), states), grad_projection


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


def walk_back_in_place(grad: Any, walk: Any, weight: Any, sizes: Sizes, keep: Any = None) -> Any:
    """`walk_back` on arrays: the slopes (gates, N, H) in `walk` become gradients of the gates.

    W has the first gates; `walk` may have more. Returns the gradient of the first state.
    """
    w = widen(weight).reshape(-1, weight.shape[1], weight.shape[1])
    first = np.zeros_like(w, shape=(sizes[0], weight.shape[1]))
    room = np.empty_like(w, shape=(len(w) + (keep is not None), *first.shape))
    for at in reversed(steps(sizes)):
        step, spare = walk[:, at], room[:, : at.stop - at.start]
        dh = first[: at.stop - at.start]  # 0 so far for sequences that end here
        dh += grad[at]
        step *= dh
        np.matmul(step[: len(w)], w, out=spare[: len(w)])
        if keep is not None:
            np.multiply(dh, keep[at], out=spare[-1])
        np.add.reduce(spare, axis=0, out=dh)
    return first


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


def together(parts: Array, shape: tuple[int, ...]) -> Array:
    """(count, N, H) -> (…, count · H): what `apart` took apart."""
    rows = np.empty_like(parts, shape=shape, order="C")
    rows.reshape(-1, parts.shape[0], parts.shape[2])[...] = parts.swapaxes(0, 1)
    return rows


def before(first: Any, states: Any, sizes: Sizes) -> Any:
    """For each row the state that the step began with: the one of the step before."""
    if sizes[0] == sizes[-1]:
        return _cat(first, rows_of(states, slice(0, states.shape[0] - sizes[0])), dim=0)
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


__all__ = ["gru_layer", "joins", "lstm_layer", "rnn_layer", "steps", "swapped"]
