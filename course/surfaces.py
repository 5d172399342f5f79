"""Losses of two numbers, and the ways of optimizers down them.

A surface is a function of two tensors, so a learner's own lambda is one, and so is a slice of a
network's loss: all its parameters moved along two directions, a and b being how far (H. Li, Z. Xu,
G. Taylor, C. Studer, T. Goldstein: "Visualizing the loss landscape of neural nets", NeurIPS 2018).

>>> way = descend(SURFACES["bowl"], "SGD", rate=1.0, steps=2)
>>> way.points
[(-2.5, 1.5), (0.0, 0.0), (0.0, 0.0)]
>>> descend(SURFACES["bowl"], "SGD", rate=10.0, steps=60).diverged
True
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

import tutorgrad as torch

FLIGHT = 1e4
"""An optimizer diverges when the loss is this many times what it was."""


@dataclass(frozen=True)
class Surface:
    """A loss of two numbers: where to look at it, and where to start."""

    name: str
    loss: Callable[[Any, Any], Any]
    formula: str = ""
    x: tuple[float, float] = (-3.0, 3.0)
    y: tuple[float, float] = (-3.0, 3.0)
    start: tuple[float, float] = (-2.5, 1.5)
    rate: float = 0.05

    def at(self, x: float, y: float) -> float:
        """The loss at one place."""
        with torch.no_grad():
            return float(self.loss(number(x), number(y)).item())

    def grid(self, count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """`count` places along each side, and the loss at every pair: row y, column x."""
        xs, ys = np.linspace(*self.x, count), np.linspace(*self.y, count)
        return xs, ys, np.array([[self.at(x, y) for x in xs] for y in ys])


def number(value: float) -> Any:
    """A tensor of one number in float64."""
    return torch.tensor(float(value), dtype=torch.float64)


# fmt: off
SURFACES = {
    surface.name: surface
    for surface in (
        Surface("bowl", lambda x, y: (x**2 + y**2) / 2, "(x² + y²) / 2", rate=0.1),
        Surface("narrow valley", lambda x, y: (x**2 + 25 * y**2) / 2, "(x² + 25 y²) / 2",
                y=(-2.0, 2.0), start=(-2.5, 1.0)),
        Surface("Rosenbrock", lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2,
                "(1 - x)² + 100 (y - x²)²", (-2.0, 2.0), (-1.0, 3.0), (-1.2, 1.0), rate=0.001),
        Surface("saddle", lambda x, y: (x**2 - y**2) / 2 + y**4 / 16 + 1,
                "(x² - y²) / 2 + y⁴ / 16 + 1", start=(-2.5, 0.01), rate=0.1),
        Surface("two minima", lambda x, y: (x**2 - 3) ** 2 / 9 + 0.3 * x + y**2 / 2 + 0.6,
                "(x² - 3)² / 9 + 0.3 x + y² / 2 + 0.6", start=(2.7, 2.0), rate=0.1),
    )
}
# fmt: on


# ------------------------------------------------------------------ down the surface


@dataclass(frozen=True)
class Way:
    """Where an optimizer was after every step, the start first, and the loss there."""

    points: list[tuple[float, float]]
    losses: list[float]
    diverged: bool


OPTIMIZERS: dict[str, Callable[[Sequence[Any], float, float], Any]] = {
    "SGD": lambda params, rate, momentum: torch.optim.SGD(params, lr=rate),
    "momentum": lambda params, rate, momentum: torch.optim.SGD(params, lr=rate, momentum=momentum),
    "Adam": lambda params, rate, momentum: torch.optim.Adam(params, lr=rate),
}


@torch.enable_grad()  # whatever the caller switched off
def descend(
    surface: Surface,
    optimizer: str,
    rate: float,
    momentum: float = 0.9,
    start: tuple[float, float] | None = None,
    steps: int = 60,
) -> Way:
    """Run an optimizer; it ends early where the loss runs away."""
    x, y = (number(place).requires_grad_() for place in start or surface.start)
    rule = OPTIMIZERS[optimizer]([x, y], rate, momentum)
    points, losses = [], []
    for step in range(steps + 1):
        rule.zero_grad()
        loss = surface.loss(x, y)
        points.append((x.item(), y.item()))
        losses.append(loss.item())
        if not abs(losses[-1]) <= FLIGHT * (1 + abs(losses[0])):
            return Way(points, losses, diverged=True)
        if step < steps:
            loss.backward()
            rule.step()
    return Way(points, losses, diverged=False)


RATES = [float(f"{10 ** (k / 3):.2g}") for k in range(-9, 4)]
"""The learning rates of a sweep: three to a power of ten, from 0.001 to 10."""


def sweep(
    surface: Surface, momentum: float, start: tuple[float, float], steps: int
) -> dict[str, dict[float, float]]:
    """For each optimizer and each rate the loss after `steps` steps; infinite where it diverges."""
    found: dict[str, dict[float, float]] = {}
    for name in OPTIMIZERS:
        ways = {rate: descend(surface, name, rate, momentum, start, steps) for rate in RATES}
        found[name] = {
            rate: math.inf if way.diverged else way.losses[-1] for rate, way in ways.items()
        }
    return found


# ------------------------------------------------------------------ a slice of a network's loss


def sliced(
    loss: Callable[[], Any],
    parameters: Any,
    directions: Sequence[Sequence[Any]] | None = None,
    seed: int = 0,
) -> Callable[[Any, Any], Any]:
    """The loss as a function of how far all parameters are moved along two directions.

    loss: computes the loss with the parameters as they stand, on the same data each time.
    directions: two lists of tensors like the parameters; random ones when not given, each row of a
    weight as long as the parameter's own row, nothing for biases [Li et al.].
    The parameters are put back after every look. Given the module itself as `parameters`, its
    buffers are too: a BatchNorm that trains changes its running statistics at every call.
    """
    whole = isinstance(parameters, torch.nn.Module)
    buffers = list(parameters.buffers()) if whole else []
    params = list(parameters.parameters() if whole else parameters)
    first, second = directions or [random_direction(params, seed + k) for k in (0, 1)]
    home = [param.detach().clone() for param in params]

    class Along(torch.autograd.Function):
        """Forward: the loss at (a, b). Backward: its gradient's share along both directions."""

        @staticmethod
        def forward(ctx: Any, a: Any, b: Any) -> Any:
            kept = [buffer.detach().clone() for buffer in buffers]
            before = [param.detach().clone() for param in params]
            move(params, home, [(a.item(), first), (b.item(), second)])
            try:
                with (
                    torch.random.fork_rng(),
                    torch.set_grad_enabled(any(ctx.needs_input_grad)),
                ):
                    here = loss()
                    if here.requires_grad:
                        grads = torch.autograd.grad(here, params, allow_unused=True)
                        ctx.shares = [shared(grads, way, a) for way in (first, second)]
            finally:
                move(params, before, [])
                move(buffers, kept, [])
            return here.detach().to(a.dtype)

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return g * ctx.shares[0], g * ctx.shares[1]

    return Along.apply


def shared(grads: Sequence[Any], direction: Sequence[Any], like: Any) -> Any:
    """How much of a gradient points along a direction: the sum of their products."""
    pairs = [(g, d) for g, d in zip(grads, direction, strict=True) if g is not None]
    return number(sum((g * d).sum().item() for g, d in pairs)).to(like.dtype)


def move(
    params: Sequence[Any], home: Sequence[Any], ways: Sequence[tuple[float, Sequence[Any]]]
) -> None:
    """Set the parameters to home + the sum of how far times direction.

    Through `.data`: they are put back, so a graph that saved them before is still right.
    """
    with torch.no_grad():
        for index, (param, place) in enumerate(zip(params, home, strict=True)):
            param.data.copy_(sum((far * way[index] for far, way in ways), place))


def random_direction(params: Sequence[Any], seed: int) -> list[Any]:
    """A random direction whose rows are as long as those of the parameters."""
    generator = torch.Generator().manual_seed(seed)
    found = []
    for param in params:
        if param.ndim < 2:
            found.append(torch.zeros_like(param.detach()))
            continue
        rows = torch.randn(param.shape, generator=generator).to(param.dtype).reshape(len(param), -1)
        wanted = param.detach().reshape(len(param), -1).norm(dim=1, keepdim=True)
        found.append((rows / rows.norm(dim=1, keepdim=True) * wanted).reshape(param.shape))
    return found
