"""From a tensor to its graph: vertices for leaves, operations and the result, with names.

Reads only what PyTorch shows too (`grad_fn`, `next_functions`, `variable`, `_saved_*`), so the same
call reads a tutorgrad tensor and a PyTorch tensor. Nothing here recurses: a graph may be 100,000
operations deep.
"""

from __future__ import annotations

import heapq
import math
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from course.arguments import wrong

__all__ = ["Graph", "Kept", "Vertex", "caller_scope", "names_in", "read_graph", "saved_tensors"]

MOST_IN_A_CONTAINER = 1000
"""Tensors in a longer list get no names: it is data, not parameters."""


@dataclass(slots=True)
class Kept:
    """A tensor that an operation keeps: which vertex it is, if any, and the name of a variable."""

    tensor: Any
    key: str = ""
    name: str = ""


@dataclass(eq=False, slots=True)
class Vertex:
    """A leaf, an operation or the result.

    `operation` is the name of the node, such as MulBackward0 (empty for a leaf); `name` the
    variable that holds the value, if one was found; `tensor` the leaf, or the tensor of `name`;
    `node` the grad_fn (for a leaf, where known, its AccumulateGrad). `inputs` are the keys that its
    numbers came from, in the order of the operation's arguments; None where an argument has no
    gradient. `at_this_moment` notes what it keeps, by argument (`kept`), or why that is `lost`.
    """

    key: str
    kind: str
    operation: str = ""
    name: str = ""
    tensor: Any = None
    node: Any = None
    inputs: list[str | None] = field(default_factory=list)
    kept: dict[str, Kept] = field(default_factory=dict)
    lost: str = ""

    @property
    def shape(self) -> tuple[int, ...] | None:
        """The shape of its value, where the graph or a variable knows it."""
        if self.tensor is not None:
            return tuple(self.tensor.shape)
        shape = getattr(self.node, "shape", None)
        if shape is not None:
            return None if -1 in shape else tuple(shape)
        outputs = getattr(self.node, "_input_metadata", ())
        return tuple(outputs[0].shape) if len(outputs) == 1 else None

    @property
    def grad(self) -> Any:
        """The gradient that is kept for its value, or None."""
        keeps = self.tensor is not None and (self.tensor.is_leaf or self.tensor.retains_grad)
        return self.tensor.grad if keeps else None


@dataclass
class Graph:
    """Vertices by key, `root` first, in the order in which backward visits them.

    Every vertex stands before what it was computed from; of those that are ready, the operation
    that was recorded last comes first, as in the engines of tutorgrad and PyTorch. So the reversed
    order is the order of the forward pass.
    """

    root: str
    vertices: dict[str, Vertex]
    library: str = "tutorgrad"
    """Whose tensors these are: tutorgrad or torch."""

    def __getitem__(self, key: str) -> Vertex:
        return self.vertices[key]

    def __iter__(self) -> Iterator[Vertex]:
        return iter(self.vertices.values())

    def __len__(self) -> int:
        return len(self.vertices)

    def edges(self) -> list[tuple[str, str]]:
        """(from, to) for every arrow, the way the numbers flowed."""
        return [(key, each.key) for each in self for key in each.inputs if key is not None]

    def users(self) -> dict[str, list[str]]:
        """The keys of the vertices that each one went into."""
        found: dict[str, list[str]] = {key: [] for key in self.vertices}
        for start, end in self.edges():
            found[start].append(end)
        return found


def tensor_type(tensor: Any) -> type:
    """The class Tensor of the library that this tensor comes from; TypeError for anything else."""
    for cls in type(tensor).__mro__:
        if cls.__name__ == "Tensor":
            return cls
    raise wrong("", tensor, "a tensor")


def names_in(scope: Mapping[str, Any], tensor: Any) -> dict[str, Any]:
    """Find the tensors of `scope` by name: variables, then what lists, dicts and modules hold.

    A parameter of a module is named `model.0.weight`, a tensor in a list `params[0]`.
    """
    kind = tensor_type(tensor)
    found: dict[str, Any] = {}
    inside: dict[str, Any] = {}
    for name, value in scope.items():
        if name.startswith("_") or not name.isidentifier() or name in NOTEBOOK_NAMES:
            continue
        if isinstance(value, kind):
            found[name] = value
        elif hasattr(type(value), "named_parameters"):
            inside |= {f"{name}.{part}": each for part, each in value.named_parameters()}
        elif isinstance(value, (list, tuple, dict)) and len(value) <= MOST_IN_A_CONTAINER:
            pairs = value.items() if isinstance(value, dict) else enumerate(value)
            inside |= {f"{name}[{at!r}]": each for at, each in pairs if isinstance(each, kind)}
    return found | inside


NOTEBOOK_NAMES = {"In", "Out"}
"""What IPython puts beside the learner's own names."""


def caller_scope(depth: int = 2) -> dict[str, Any]:
    """The names that the caller of a public function can see, its own before the global."""
    frame = sys._getframe(depth)
    return {**frame.f_locals, **frame.f_globals, **frame.f_locals}


def read_graph(tensor: Any, params: Mapping[str, Any]) -> Graph:
    """Walk `grad_fn.next_functions` back from `tensor` to the leaves; `params` gives the names.

    Raises ValueError when there is nothing to walk: `tensor` does not require grad, and
    TypeError for what is no tensor.
    """
    library = tensor_type(tensor).__module__.partition(".")[0]
    if not tensor.requires_grad:
        raise ValueError(
            "this tensor has no graph: its requires_grad is False. Give a tensor that was computed "
            "from a leaf made with requires_grad=True, and not inside no_grad() or after detach()."
        )
    held = {name: (each, each.grad_fn) for name, each in params.items()}  # an id stays unique
    by_id = {id(each): name for name, (each, _) in reversed(held.items())}
    by_node = {id(node): name for name, (_, node) in reversed(held.items()) if node is not None}
    if tensor.grad_fn is None:
        only = Vertex("n0", "leaf", "", by_id.get(id(tensor), "leaf"), tensor)
        return Graph("n0", {"n0": only}, library)
    found = {"result": Vertex("result", "result", "", by_id.get(id(tensor), "result"), tensor)}
    keys: dict[int, str] = {}
    kept = []  # nodes: a node that nobody holds could give its id to another
    waiting: list[tuple[Any, Vertex, int]] = [(tensor.grad_fn, found["result"], 0)]
    found["result"].inputs = [None]
    while waiting:
        node, user, place = waiting.pop()
        kept.append(node)
        leaf = getattr(node, "variable", None)
        mark = id(node if leaf is None else leaf)
        if mark not in keys:
            key = keys[mark] = f"n{len(keys)}"
            if leaf is not None:
                found[key] = Vertex(key, "leaf", "", by_id.get(mark, "leaf"), leaf, node)
            else:
                name = "" if node is tensor.grad_fn else by_node.get(mark, "")
                value = held[name][0] if name else None
                fresh = Vertex(key, "operation", node.name(), name, value, node)
                found[key] = fresh
                before = [each for each, _ in node.next_functions]
                fresh.inputs = [None] * len(before)
                edges = [(each, fresh, i) for i, each in enumerate(before) if each is not None]
                waiting += reversed(edges)
        user.inputs[place] = keys[mark]
    return Graph("result", {each.key: each for each in in_order(found)}, library)


def in_order(found: Mapping[str, Vertex]) -> list[Vertex]:
    """Every vertex after all that use it; of those that are ready, the youngest operation first."""
    users = dict.fromkeys(found, 0)
    for each in found.values():
        for key in each.inputs:
            if key is not None:
                users[key] += 1
    place = {key: number for number, key in enumerate(found)}
    ready = [(-age(found[key]), place[key], key) for key, count in users.items() if count == 0]
    heapq.heapify(ready)
    order = []
    while ready:
        *_, key = heapq.heappop(ready)
        order.append(found[key])
        for before in found[key].inputs:
            if before is not None:
                users[before] -= 1
                if users[before] == 0:
                    heapq.heappush(ready, (-age(found[before]), place[before], before))
    return order


def age(vertex: Vertex) -> float:
    """The number of the operation's recording; a leaf and the result have their turn at once."""
    if vertex.kind != "operation" or not hasattr(vertex.node, "_sequence_nr"):
        return math.inf
    return float(vertex.node._sequence_nr())


def saved_tensors(node: Any) -> dict[str, Any] | None:
    """What an operation keeps for its derivative, by the names that `_saved_*` has for it.

    None when `backward()` has freed it. A custom Function's are `saved_tensors[0]`, ....
    """
    found: dict[str, Any] = {}
    try:
        for name in saved_names(type(node)):
            value = getattr(node, name)
            if name == "saved_tensors" or isinstance(value, (list, tuple)):
                each = {f"{name}[{at}]": one for at, one in enumerate(value or ())}
            else:
                each = {name: value}
            found |= {key: one for key, one in each.items() if hasattr(one, "requires_grad")}
    except RuntimeError as error:
        if "second time" in str(error):
            return None
        raise
    return {key.removeprefix("_saved_"): each for key, each in found.items()}


@cache
def saved_names(kind: type) -> list[str]:
    """The attributes under which nodes of a class show what they keep."""
    return [name for name in dir(kind) if name.startswith("_saved_") or name == "saved_tensors"]
