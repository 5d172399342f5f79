"""The backward pass, small enough to read, and three ways to get it wrong.

`Backward` walks a graph as PyTorch's engine does: every box runs when all that used its result have
run. It asks each box for the gradients of its inputs (`grad_fn(*gradients)`), sums what was
stretched by broadcasting, and adds the parts up. Nobody's `.grad` is touched and nothing is freed:
the sums are the walk's own. Each wrong algorithm is the right one with one method changed.

    for event in Backward(graph, torch.tensor(1.0)).events():
        print(event)

Reads tutorgrad and PyTorch alike. Nothing here recurses, not even `Recursion`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from course.graph.reading import Graph, Vertex, tensor_type

__all__ = ["ALGORITHMS", "Added", "Backward", "Event", "Failed", "Fitted", "Ran", "gradients"]
__all__ += ["library_of", "shapes"]

Place = tuple[str, int]
"""The key of a vertex, and which of its results."""

MOST_RUNS = 4
"""Times the number of boxes: after that many runs a recursion is given up."""


@dataclass
class Ran:
    """A box turned the gradients of its results into one for each of its inputs, or None."""

    box: Vertex
    incoming: list[Any]
    parts: list[Any]
    time: int = 1
    """Which run of this box it was; a right walk runs each once."""


@dataclass
class Fitted:
    """A gradient was (or was not) brought to the shape of the input that it belongs to."""

    box: Vertex
    position: int
    part: Any
    fitted: Any
    shape: tuple[int, ...]


@dataclass
class Added:
    """A gradient arrived at a place, where `held` (or None) was; now `total` is there."""

    box: Vertex
    position: int
    target: Place
    part: Any
    held: Any
    total: Any


@dataclass
class Failed:
    """A box cannot run, and the walk ends here."""

    box: Vertex
    message: str


Event = Ran | Fitted | Added | Failed


class Backward:
    """The walk of `backward()`, beside the graph: `sums` has what has arrived at each place.

    gradient: what comes in at the end, 1 for a loss.   grads: what the leaves' `.grad` hold before,
    by key.   ask: the function that asks a box.   given_up: whether the walk was ended since boxes
    ran again and again.
    """

    title = "right"
    rule = "Every box waits for all its gradients, adds them up, and runs once."

    def __init__(
        self,
        graph: Graph,
        gradient: Any,
        grads: Mapping[str, Any] | None = None,
        ask: Callable[[Any, list[Any]], list[Any]] | None = None,
    ) -> None:
        self.graph, self.gradient, self.ask = graph, gradient, ask or gradients
        self.sums: dict[Place, Any] = {(key, 0): grad for key, grad in (grads or {}).items()}
        self.runs: dict[str, int] = {}
        self.given_up = False

    # ---------------------------------------------------------- what a wrong algorithm changes

    def order(self) -> Iterator[Vertex]:
        """The boxes as they run: each after all that used its result."""
        return iter(self.graph)

    def fit(self, part: Any, shape: tuple[int, ...]) -> Any:
        """A gradient in the shape of its input: summed over what was stretched."""
        return part if tuple(part.shape) == shape else part.sum_to_size(shape)

    def add(self, held: Any, part: Any) -> Any:
        """What is at a place after one more gradient has arrived."""
        return part if held is None else held + part

    # ---------------------------------------------------------- the walk

    def events(self) -> Iterator[Event]:
        """Walk, and tell each thing as it happens."""
        root = self.graph[self.graph.root]
        if root.kind == "leaf":
            yield self.arrive(root, 0, (root.key, 0), self.gradient)
            return
        for box in self.order():
            if box.kind == "leaf":
                continue
            try:
                yield from self.visit(box)
            except Exception as error:  # whatever a box raises: backward() would end there too
                yield Failed(box, f"{type(error).__name__}: {error}")
                return

    def visit(self, box: Vertex) -> Iterator[Event]:
        """Run one box, and bring what it gives to its inputs."""
        incoming, parts = self.run(box)
        self.runs[box.key] = self.runs.get(box.key, 0) + 1
        yield Ran(box, incoming, parts, self.runs[box.key])
        for position, part in enumerate(parts):
            if part is not None and box.inputs[position] is not None:
                yield from self.deliver(box, position, part)

    def run(self, box: Vertex) -> tuple[list[Any], list[Any]]:
        """What has come in at a box, and what it makes of that for each of its inputs."""
        if box.kind == "result":
            return [self.gradient], [self.gradient]
        incoming = [self.sums.get((box.key, nr)) for nr in range(len(shapes(box.node)))]
        if all(each is None for each in incoming):
            return incoming, [None] * len(box.inputs)
        return incoming, self.ask(box.node, incoming)

    def deliver(self, box: Vertex, position: int, part: Any) -> Iterator[Event]:
        """Bring a gradient to an input of a box."""
        target = self.target(box, position)
        vertex = self.graph[target[0]]
        leaf = vertex.kind == "leaf"
        shape = tuple(vertex.tensor.shape) if leaf else shapes(vertex.node)[target[1]]
        if not fits(tuple(part.shape), shape):
            raise RuntimeError(
                f"Function {box.operation} returned an invalid gradient at index {position} - got "
                f"{list(part.shape)} but expected shape compatible with {list(shape)}"
            )
        fitted = self.fit(part, shape)
        if tuple(part.shape) != shape:
            yield Fitted(box, position, part, fitted, shape)
        yield self.arrive(box, position, target, fitted)

    def arrive(self, box: Vertex, position: int, target: Place, part: Any) -> Added:
        held = self.sums.get(target)
        total = self.sums[target] = self.add(held, part)
        return Added(box, position, target, part, held, total)

    def target(self, box: Vertex, position: int) -> Place:
        """Where the gradient of an input goes: which vertex, and which of its results."""
        key = box.inputs[position]
        assert key is not None
        if box.kind == "result":
            return key, getattr(box.tensor, "output_nr", 0)
        return key, box.node.next_functions[position][1]


class Overwrite(Backward):
    """Forgets that a value that is used twice has two gradients."""

    title = "overwrite"
    rule = "What arrives replaces what was there (= in place of +=)."

    def add(self, held: Any, part: Any) -> Any:
        return part


class Recursion(Backward):
    """Goes on into each input at once, as a function that calls itself does."""

    title = "recursion"
    rule = "A box does not wait: it runs again for each gradient that arrives."

    def order(self) -> Iterator[Vertex]:
        waiting = [self.graph.root]
        for _ in range(MOST_RUNS * len(self.graph)):
            if not waiting:
                return
            box = self.graph[waiting.pop()]
            yield box
            waiting += [key for key in reversed(box.inputs) if key is not None]
        self.given_up = bool(waiting)


class NoSum(Backward):
    """Forgets that broadcasting used one number many times."""

    title = "no un-broadcast"
    rule = "What was stretched on the way forward is not summed again."

    def fit(self, part: Any, shape: tuple[int, ...]) -> Any:
        return part


ALGORITHMS: dict[str, type[Backward]] = {
    each.title: each for each in (Backward, Overwrite, Recursion, NoSum)
}


# ------------------------------------------------------------------ one box


def gradients(node: Any, incoming: Sequence[Any]) -> list[Any]:
    """What a grad_fn makes of the gradients of its results: one for each of its inputs, or None.

    A custom Function is asked through `apply`, as PyTorch's nodes for it cannot be called.
    """
    own = hasattr(node, "needs_input_grad")
    some = next(each for each in incoming if each is not None)
    with library_of(some).no_grad():
        if own:
            made = zip(incoming, shapes(node), strict=True)
            incoming = [some.new_zeros(shape) if g is None else g for g, shape in made]
        found = node.apply(*incoming) if own else node(*incoming)
    parts = list(found) if isinstance(found, tuple) else [found]
    if not own:
        return parts
    needed = node.needs_input_grad
    if len(parts) < len(needed):
        raise RuntimeError(
            f"function {node.name()} returned an incorrect number of gradients (expected "
            f"{len(needed)}, got {len(parts)})"
        )
    wanted = iter([part for part, need in zip(parts, needed, strict=False) if need])
    return [None if before is None else next(wanted) for before, _ in node.next_functions]


def shapes(node: Any) -> list[tuple[int, ...]]:
    """The shape of each result of a grad_fn."""
    return [tuple(each.shape) for each in node._input_metadata]


def fits(shape: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    """Whether a gradient of one shape can be summed to another."""
    lead = len(shape) - len(wanted)
    return lead >= 0 and all(b in (1, a) for a, b in zip(shape[lead:], wanted, strict=True))


def library_of(tensor: Any) -> Any:
    """The library that a tensor comes from, tutorgrad or torch, as a module."""
    return sys.modules[tensor_type(tensor).__module__.partition(".")[0]]
