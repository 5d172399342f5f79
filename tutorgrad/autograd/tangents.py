"""Differentiating a function where it stands: gates in its inputs, and derivatives along a tangent.

A `Gate` in front of an input is the place where its gradient is asked for. It leaves the history
of the input behind it alone, so a transform of a transform works: each has gates of its own.

Forward mode without forward rules: vᵀJ is linear in v, and its derivative by v is J. So one
backward with a symbolic v records the product, and a backward through that, with the tangent u,
gives J u: exactly, from the rules that are there, for the price of two backwards.
Source: the double-vjp trick; PyTorch has a forward rule for each operation.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .. import engine
from ..creation import zeros_like
from ..nodes import Gate, GradientEdge, Node, Value, edge_to, mode

Gates = list[Gate]


def gated(value: Any) -> Any:
    """The value behind a new gate, which is open. Raises RuntimeError for a tensor of integers."""
    if value.array.dtype.kind != "f":
        raise RuntimeError("only Tensors of floating point dtype can require gradients")
    if value.base is not None:
        value.refresh()
    new = value.wrap(value.array, None)
    new.version = value.version
    new.node = Gate(value, edge_to(value))
    new.node.open = True
    return new


def edges(gates: Sequence[Any]) -> list[GradientEdge]:
    return [GradientEdge(gate, 0) for gate in gates]


def depends(values: Sequence[Any], own: Sequence[Any]) -> bool:
    """Were the values computed from a leaf or an open gate other than these?"""
    mine = set(map(id, own))
    seen: set[int] = set()
    stack = [edge_to(value)[0] for value in values if isinstance(value, Value)]
    while stack:
        target = stack.pop()
        if target is None or id(target) in seen:
            continue
        if not isinstance(target, Node):
            return True
        if isinstance(target, Gate) and target.open and id(target) not in mine:
            return True
        seen.add(id(target))
        stack.extend(below for below, _ in target.edges)
    return False


def settled(value: Any, own: Sequence[Any], recording: bool) -> Any:
    """A result as it leaves a transform: with the history it has outside, or without any."""
    if not isinstance(value, Value) or not value.requires_grad:
        return value
    return value if recording and depends([value], own) else value.detach()  # type: ignore[attr-defined]


class LinearMap:
    """J at the point where `outputs` were computed from the inputs behind `gates`.

    `along` gives J u for a tangent u per gate. The outputs' graph stays alive as long as the map.
    """

    def __init__(self, outputs: Sequence[Any], gates: Sequence[Any]) -> None:
        self.outputs = outputs
        live = [o for o in outputs if o.requires_grad]
        vectors = {id(o): gated(zeros_like(o).detach()) for o in live}
        self.vectors = [vectors.get(id(o)) for o in outputs]
        self.own = [*gates, *(v.node for v in vectors.values())]
        self.products: Sequence[Any] = [None] * len(gates)
        if live:
            grads = [vectors[id(o)] for o in live]
            self.products = engine.grad(
                live, edges(gates), grads, create_graph=True, allow_unused=True
            )

    def along(self, tangents: Sequence[Any], recording: bool) -> list[Any]:
        """J u, one tangent for each output; None where it depends on no input."""
        pairs = [
            (product, tangent)
            for product, tangent in zip(self.products, tangents, strict=True)
            if product is not None and product.requires_grad
        ]
        wanted = [v for v in self.vectors if v is not None]
        found: Sequence[Any] = [None] * len(wanted)
        if pairs:
            involved = [*self.outputs, *tangents]
            found = engine.grad(
                [product for product, _ in pairs],
                [GradientEdge(v.node, 0) for v in wanted],
                [tangent for _, tangent in pairs],
                retain_graph=True,
                create_graph=recording and depends(involved, self.own),
                allow_unused=True,
            )
        rest = iter(found)
        results = [None if v is None else next(rest) for v in self.vectors]
        return [settled(r, self.own, recording) for r in results]


def recording() -> bool:
    """Does this thread record calls?"""
    return mode.grad
