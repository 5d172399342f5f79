"""L-BFGS: Newton's method with the curvature guessed from the last gradients.

Sources
  [1] D. C. Liu, J. Nocedal: "On the limited memory BFGS method for large scale optimization",
      Mathematical Programming 45 (1989) 503-528.
  [2] J. Nocedal, S. J. Wright: "Numerical optimization", 2nd edition 2006, algorithms 3.5, 3.6 and
      7.4; the cubic is their equation (3.59).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from ..autograd import enable_grad, no_grad
from ..ops import cat, mul
from .optimizer import Optimizer, Params, check, named, number, rate

ENOUGH, FLAT = 1e-4, 0.9  # c1 and c2 of the Wolfe conditions
TOO_SMALL = 1e-9  # a bracket that is not worth another evaluation


class Point(NamedTuple):
    """A place on the line w + t · d: how far, the loss there, its gradient and its slope."""

    t: Any
    loss: float
    grad: Any
    slope: Any


class LBFGS(Optimizer):
    """w ← w + t · d with d = -H g: H, the inverse of the curvature, is never written out [1].

    It is held as up to history_size pairs s = change of w, y = change of g; the two loops of
    algorithm 7.4 [2] multiply by it. t is lr, or is searched with line_search_fn="strong_wolfe".
    One `step(closure)` makes up to max_iter iterations and calls closure, which computes loss and
    gradients anew, up to max_eval times (1.25 · max_iter); it ends earlier when the gradient falls
    below tolerance_grad, or step or loss change by less than tolerance_change.
    Takes one parameter group. Raises ValueError for more or for a negative lr, RuntimeError for
    another line search.   Source: torch.optim.LBFGS.
    """

    def __init__(
        self,
        params: Params,
        lr: Any = 1,
        max_iter: int = 20,
        max_eval: int | None = None,
        tolerance_grad: float = 1e-7,
        tolerance_change: float = 1e-9,
        history_size: int = 100,
        line_search_fn: str | None = None,
    ) -> None:
        given = locals()
        check(given, "lr")
        given["max_eval"] = max_iter * 5 // 4 if max_eval is None else max_eval
        names = "lr max_iter max_eval tolerance_grad tolerance_change history_size line_search_fn"
        super().__init__(params, named(given, names))
        if len(self.param_groups) != 1:
            raise ValueError("LBFGS doesn't support per-parameter options (parameter groups)")
        self._params = self.param_groups[0]["params"]

    def flat_grad(self) -> Any:
        """All gradients in one row; a missing one counts as zeros."""
        grads = (p.new_zeros(p.shape) if p.grad is None else p.grad for p in self._params)
        return cat([grad.reshape(-1) for grad in grads], 0)

    def move(self, t: Any, d: Any) -> None:
        """w ← w + t · d."""
        start = 0
        for param in self._params:
            end = start + param.numel()
            param.add_(d[start:end].view(param.shape), alpha=number(t))
            start = end

    def probe(self, closure: Callable[[], Any], t: Any, d: Any) -> Point:
        """Loss and gradient at w + t · d; the weights stay where they are."""
        before = [param.clone() for param in self._params]
        self.move(t, d)
        loss, grad = float(number(closure())), self.flat_grad()
        for param, value in zip(self._params, before, strict=True):
            param.copy_(value)
        return Point(t, loss, grad, grad.dot(d))

    def direction(self, grad: Any) -> Any:
        """-H g; first takes up what the last step told about the curvature."""
        state, size = self.state[self._params[0]], self.param_groups[0]["history_size"]
        if state["n_iter"] == 1:
            state.update(old_dirs=[], old_stps=[], ro=[], H_diag=1)
            return grad.neg()
        histories = state["old_dirs"], state["old_stps"], state["ro"]
        y, s = grad.sub(state["prev_flat_grad"]), state["d"].mul(state["t"])
        curvature = y.dot(s)
        if curvature > 1e-10:
            for history, new in zip(histories, (y, s, 1.0 / curvature), strict=True):
                history.append(new)
                del history[:-size]
            state["H_diag"] = curvature / y.dot(y)
        pairs = list(zip(*histories, strict=True))
        shares = state.setdefault("al", [None] * size)
        q = grad.neg()
        for i, (y, s, rho) in reversed(list(enumerate(pairs))):
            shares[i] = s.dot(q) * rho
            q.add_(y, alpha=-number(shares[i]))
        r = mul(q, state["H_diag"])
        for i, (y, s, rho) in enumerate(pairs):
            r.add_(s, alpha=number(shares[i] - y.dot(r) * rho))
        return r

    def search(
        self, closure: Callable[[], Any], here: Point, t: Any, d: Any, limit: int
    ) -> tuple[Point, int]:
        """Where to go along d, and how many evaluations it took to find out."""
        if self.param_groups[0]["line_search_fn"] != "strong_wolfe":
            raise RuntimeError("only 'strong_wolfe' is supported")
        points = [self.probe(closure, t, d)]

        def probe(t: Any) -> Point:
            points.append(self.probe(closure, t, d))
            return points[-1]

        bracket = bracketed(probe, here, points[0], limit)
        tried = len(points) - 1
        if len(bracket) == 2 and tried < limit:
            bracket = narrowed(probe, here, bracket, d.abs().max(), limit - tried)
        return min(bracket, key=lambda point: point.loss), len(points)

    @no_grad()
    def step(self, closure: Callable[[], Any]) -> Any:
        """Iterate; returns the loss before the first iteration."""
        closure, group = enable_grad()(closure), self.param_groups[0]
        lr, few = rate(group), group["tolerance_change"]
        state = self.state[self._params[0]]
        state.setdefault("func_evals", 0)
        state.setdefault("n_iter", 0)
        first = closure()
        loss, grad, calls = float(number(first)), self.flat_grad(), 1
        state["func_evals"] += 1
        if grad.abs().max() <= group["tolerance_grad"]:
            return first
        for iteration in range(1, group["max_iter"] + 1):
            state["n_iter"] += 1
            d = state["d"] = self.direction(grad)
            state["prev_flat_grad"], state["prev_loss"] = grad.clone(), loss
            t = state["t"] = min(1.0, 1.0 / grad.abs().sum()) * lr if state["n_iter"] == 1 else lr
            slope = grad.dot(d)
            if slope > -few:
                break
            more = 0
            if group["line_search_fn"] is not None:
                here, limit = Point(0, loss, grad, slope), group["max_eval"] - calls
                (t, loss, grad, _), more = self.search(closure, here, t, d, limit)
                state["t"] = t
            self.move(t, d)
            if group["line_search_fn"] is None and iteration != group["max_iter"]:
                loss, grad, more = float(number(closure())), self.flat_grad(), 1
            calls += more
            state["func_evals"] += more
            if (
                calls >= group["max_eval"]
                or grad.abs().max() <= group["tolerance_grad"]
                or d.mul(t).abs().max() <= few
                or abs(loss - state["prev_loss"]) < few
            ):
                break
        return first


# ------------------------------------------------------- a line search: strong Wolfe conditions


def too_high(start: Point, point: Point) -> bool:
    """Whether the loss has fallen by less than a share of what the slope at the start promised."""
    return bool(point.loss > start.loss + ENOUGH * point.t * start.slope)


def flat(start: Point, point: Point) -> bool:
    """Whether the slope is small beside the one at the start."""
    return bool(abs(point.slope) <= -FLAT * start.slope)


def bracketed(probe: Callable[[Any], Point], start: Point, point: Point, limit: int) -> list[Point]:
    """A point that fulfils both conditions, alone, or two points with one between them [2, 3.5]."""
    before = start
    for tries in range(limit):
        if too_high(start, point) or (tries > 1 and point.loss >= before.loss):
            return [before, point]
        if flat(start, point):
            return [point]
        if point.slope >= 0:
            return [before, point]
        reach = point.t + 0.01 * (point.t - before.t), point.t * 10
        before, point = point, probe(lowest(before, point, reach))
    return [start, point]


def narrowed(
    probe: Callable[[Any], Point], start: Point, bracket: list[Point], size: Any, limit: int
) -> list[Point]:
    """The bracket made smaller around a point that fulfils both conditions [2, 3.6]."""
    stuck = False
    low, high = sorted(bracket, key=lambda point: point.loss)
    for _ in range(limit):
        if abs(high.t - low.t) * size < TOO_SMALL:
            break
        t = lowest(low, high)
        left, right = min(low.t, high.t), max(low.t, high.t)
        margin = 0.1 * (right - left)
        close = min(right - t, t - left) < margin
        if close and (stuck or t >= right or t <= left):  # too near an end: move off it
            t, close = (right - margin if abs(t - right) < abs(t - left) else left + margin), False
        stuck = close
        point = probe(t)
        if too_high(start, point) or point.loss >= low.loss:
            low, high = sorted([low, point], key=lambda point: point.loss)
        elif flat(start, point):
            return [point]
        elif point.slope * (high.t - low.t) >= 0:
            low, high = point, low
        else:
            low = point
    return [low]


def lowest(a: Point, b: Point, bounds: tuple[Any, Any] | None = None) -> Any:
    """Where the cubic through two points with their slopes is lowest, kept within bounds."""
    a, b = (a, b) if a.t <= b.t else (b, a)
    left, right = bounds or (a.t, b.t)
    d1 = a.slope + b.slope - 3 * (a.loss - b.loss) / (a.t - b.t)
    square = d1**2 - a.slope * b.slope
    if not square >= 0:
        return (left + right) / 2.0
    d2 = square.sqrt()
    t = b.t - (b.t - a.t) * ((b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2))
    return min(max(t, left), right)
