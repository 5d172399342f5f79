"""Everything that the stepper knows of a graph, read once: later it may be freed or changed.

Every algorithm walks twice over the graph, and of each event a copy of its numbers is kept, so the
learner's tensors are never touched and need not live on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from course.graph.derivative import Local, array_of, local_derivatives, same
from course.graph.reading import Graph, Vertex, read_graph, saved_tensors
from course.graph.walking import (
    ALGORITHMS,
    Added,
    Backward,
    Event,
    Failed,
    Fitted,
    Ran,
    gradients,
    library_of,
)
from course.widgets.backward.step import Numbers

SCALAR_ONLY = "grad can be implicitly created only for scalar outputs"


@dataclass(frozen=True)
class Kept:
    """A tensor that a box keeps: under which name, what it is, and its version counter."""

    name: str
    what: str
    numbers: Numbers
    version: int
    memory: tuple[int, int]
    """Where it lies and how many bytes it has: tensors that share memory count once."""


@dataclass
class Walked:
    """One pass of one algorithm: events with copies of their numbers, and which of them are wrong.

    grads: what the leaves have at the end.   right: whether that is what it should be.
    """

    events: list[Event]
    wrong: list[bool]
    grads: dict[str, Numbers]
    right: dict[str, bool]
    given_up: bool


class Record:
    """A graph and its walks. `passes[algorithm]` has the first and the second pass."""

    def __init__(self, loss: Any, gradient: Any, params: Mapping[str, Any]) -> None:
        self.graph = read_graph(loss, params)
        if gradient is None:
            if loss.numel() != 1:
                raise RuntimeError(SCALAR_ONLY)
            gradient = library_of(loss).ones_like(loss.detach())
        if tuple(gradient.shape) != tuple(loss.shape):
            raise ValueError(
                f"gradient has shape {tuple(gradient.shape)}; it must have the shape of the "
                f"tensor, {tuple(loss.shape)}"
            )
        self.labels = labels_of(self.graph)
        self.boxes = {each.key: box_label(each, self.labels[each.key]) for each in self.graph}
        self.called = {
            each.key: self.labels[each.key]
            if each.name or each.kind != "operation"
            else f"result of {self.labels[each.key]}"
            for each in self.graph
        }
        self.users = {key: len(each) for key, each in self.graph.users().items()}
        self.hooked = hooked(self.graph, params)
        self.kept, self.broken = self.look_into_boxes(loss)
        self.all_bytes = self.bytes_kept(set())
        self.values = self.find_values(loss)
        self.forward = forward_order(self.graph)
        self.leaves = [each.key for each in self.forward if each.kind == "leaf"]
        self.before = {key: number_of(self.graph[key].tensor.grad) for key in self.leaves}
        self.local: dict[str, list[Local]] = {}
        with library_of(loss).random.fork_rng(devices=[]):  # a Function may draw numbers
            for box in self.graph:
                found = local_derivatives(box, loss)
                self.local[box.key] = [replace(e, factor=number_of(e.factor)) for e in found]
            self.passes = self.walk(gradient.detach())
        self.second_time = second_error(loss)

    # ------------------------------------------------------------ what is in the boxes

    def look_into_boxes(self, loss: Any) -> tuple[dict[str, list[Kept]], dict[str, str]]:
        """What every box keeps; for a box whose tensors were written to since, the two versions."""
        kept: dict[str, list[Kept]] = {}
        broken: dict[str, str] = {}
        vertices = {
            id(each.tensor if each.kind == "leaf" else each.node): each.key
            for each in self.graph
            if each.kind != "result"
        }
        held = []  # memory that is given back could become another tensor's
        for box in self.graph:
            kept[box.key] = []
            if box.kind != "operation":
                continue
            try:
                tensors = saved_tensors(box.node) or {}
            except RuntimeError as error:
                found = re.search(r"at version (\d+); expected version (\d+)", str(error))
                broken[box.key] = (
                    f"version {found[2]} then, {found[1]} now" if found else str(error)
                )
                continue
            held.append(tensors)
            for name, tensor in tensors.items():
                memory = (tensor.data_ptr(), tensor.numel() * tensor.element_size())
                owner = vertices.get(id(tensor)) or vertices.get(id(tensor.grad_fn))
                what = self.called[owner] if owner else ""
                numbers = Numbers.of(tensor)
                kept[box.key].append(Kept(name, what, numbers, tensor._version, memory))
            order = [self.called[key] for key in box.inputs if key is not None]
            kept[box.key].sort(key=lambda e: order.index(e.what) if e.what in order else 9)
        return kept, broken

    def find_values(self, loss: Any) -> dict[str, Numbers]:
        """The value of each vertex, from variables and saved tensors; else its shape."""
        by_name = {e.what: e.numbers for each in self.kept.values() for e in each if e.what}
        found = {}
        for each in self.graph:
            tensor = loss if each.node is loss.grad_fn and each.kind != "leaf" else each.tensor
            if tensor is not None:
                found[each.key] = Numbers.of(tensor)
            elif self.called[each.key] in by_name:
                found[each.key] = by_name[self.called[each.key]]
            elif each.shape is not None:
                found[each.key] = Numbers(each.shape)
        return found

    def bytes_kept(self, freed: set[str]) -> int:
        """The bytes of all saved tensors but those of these boxes."""
        memory = {e.memory for key, each in self.kept.items() if key not in freed for e in each}
        return sum(size for _, size in memory)

    def bytes_of(self, key: str) -> int:
        """The bytes of what one box keeps."""
        return sum(size for _, size in {each.memory for each in self.kept[key]})

    # ------------------------------------------------------------ the walks

    def walk(self, gradient: Any) -> dict[str, list[Walked]]:
        """Both passes of every algorithm, the right one first."""
        start = {k: self.graph[k].tensor.grad for k in self.leaves}
        start = {key: grad.detach() for key, grad in start.items() if grad is not None}
        passes: dict[str, list[Walked]] = {}
        memory = Memory()
        truth: list[Backward] = []
        for title, algorithm in ALGORITHMS.items():
            grads, passes[title] = start, []
            for number in (0, 1):
                walk = algorithm(self.graph, gradient, grads, memory.ask)
                events = list(walk.events())
                truth += [walk] if algorithm is Backward else []
                passes[title].append(self.copy(walk, events, truth[number]))
                sums = {key: walk.sums.get((key, 0)) for key in self.leaves}
                grads = {key: grad for key, grad in sums.items() if grad is not None}
        return passes

    def copy(self, walk: Backward, events: list[Event], truth: Backward) -> Walked:
        """A walk without its tensors."""
        numbers = {}  # the same tensor is in several events
        for event in events:
            for tensor in tensors_of(event):
                if tensor is not None and id(tensor) not in numbers:
                    numbers[id(tensor)] = Numbers.of(tensor)
        wrong = [type(walk) is not Backward and is_wrong(event, truth) for event in events]
        grads, right = {}, {}
        for key in self.leaves:
            grad, should = walk.sums.get((key, 0)), truth.sums.get((key, 0))
            if grad is not None:
                grads[key] = Numbers.of(grad)
            right[key] = grad is should or same(grad, should)
        return Walked([bare(e, numbers) for e in events], wrong, grads, right, walk.given_up)


class Memory:
    """Asks boxes, and the same box for the same gradients only once: eight walks are alike."""

    def __init__(self) -> None:
        self.known: dict[Any, list[Any]] = {}

    def ask(self, node: Any, incoming: list[Any]) -> list[Any]:
        """See `gradients`."""
        arrays = [None if each is None else array_of(each) for each in incoming]
        words = tuple(None if each is None else (each.shape, each.tobytes()) for each in arrays)
        key = (id(node), words)
        if key not in self.known:
            self.known[key] = gradients(node, incoming)
        return self.known[key]


def number_of(tensor: Any) -> Numbers | None:
    """A copy of a tensor's numbers; None of None."""
    return None if tensor is None else Numbers.of(tensor)


def tensors_of(event: Event) -> list[Any]:
    """All tensors in an event; some may be None."""
    if isinstance(event, Ran):
        return [*event.incoming, *event.parts]
    if isinstance(event, Fitted):
        return [event.part, event.fitted]
    return [event.part, event.held, event.total] if isinstance(event, Added) else []


def bare(event: Event, numbers: Mapping[int, Numbers]) -> Event:
    """An event with numbers in place of tensors."""

    def get(tensor: Any) -> Any:
        return None if tensor is None else numbers[id(tensor)]

    if isinstance(event, Ran):
        incoming, parts = [get(e) for e in event.incoming], [get(e) for e in event.parts]
        return replace(event, incoming=incoming, parts=parts)
    if isinstance(event, Fitted):
        return replace(event, part=get(event.part), fitted=get(event.fitted))
    if isinstance(event, Added):
        part, held, total = get(event.part), get(event.held), get(event.total)
        return replace(event, part=part, held=held, total=total)
    return event


def is_wrong(event: Event, truth: Backward) -> bool:
    """Whether an algorithm does something here that the right one does not do."""
    if isinstance(event, Fitted):
        return tuple(event.fitted.shape) != event.shape
    if isinstance(event, Added):
        lost = event.total is event.part and event.held is not None
        return lost and not same(event.total, event.held + event.part)
    if isinstance(event, Failed):
        return True
    if event.box.kind == "result":
        return False
    should = [truth.sums.get((event.box.key, nr)) for nr in range(len(event.incoming))]
    pairs = zip(event.incoming, should, strict=True)
    return event.time > 1 or not all(same(a, b) for a, b in pairs)


def second_error(loss: Any) -> str:
    """What the library says to a second backward() through a freed graph, from a graph of ours."""
    one = (loss.detach().reshape(-1)[:1] * 0 + 1).requires_grad_()
    square = (one * one).sum()
    square.backward()
    try:
        square.backward()
    except RuntimeError as error:
        return f"{type(error).__name__}: {error}"
    raise AssertionError("a second backward() through a product must fail")


def hooked(graph: Graph, params: Mapping[str, Any]) -> dict[str, str]:
    """The names of the tensors with hooks (`register_hook`), by the vertex whose gradient they see.

    A walk calls no hook: it may print, or write down what it sees. Neither library shows a hook on
    a tensor that no variable holds.
    """
    keys = {id(each.node): each.key for each in graph if each.kind == "operation"}
    held = [(keys.get(id(each.grad_fn)), name, each) for name, each in params.items()]
    held += [(each.key, each.name, each.tensor) for each in graph if each.kind == "leaf"]
    root = graph[graph.root]
    held += [(keys.get(id(root.tensor.grad_fn), root.key), root.name, root.tensor)]
    return {key: name for key, name, each in held if key and each._backward_hooks}


def forward_order(graph: Graph) -> list[Vertex]:
    """As the program made them; a leaf stands just before the operation that first used it."""
    found: dict[str, Vertex] = {}
    for each in reversed(list(graph)):
        if each.kind != "leaf":
            before = [graph[key] for key in each.inputs if key is not None]
            found |= {leaf.key: leaf for leaf in before if leaf.kind == "leaf"}
            found[each.key] = each
    return list((found or graph.vertices).values())


def labels_of(graph: Graph) -> dict[str, str]:
    """A word for every vertex, different from all others: its name, or the operation's."""
    many = Counter(each.operation for each in graph if each.kind == "operation" and not each.name)
    seen: Counter[str] = Counter()
    found = {}
    for each in reversed(list(graph)):
        found[each.key] = each.name or each.operation
        if each.kind == "operation" and not each.name and many[each.operation] > 1:
            seen[each.operation] += 1
            found[each.key] = f"{each.operation} #{seen[each.operation]}"
    return found


def box_label(vertex: Vertex, label: str) -> str:
    """What a box is called where it does something: the operation, and what it made."""
    named = vertex.kind == "operation" and vertex.name
    return f"{vertex.operation} ({vertex.name})" if named else label
