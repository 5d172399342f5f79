"""Which operation of a graph belongs to which nn.Module: read from the graph, or recorded.

A graph knows no modules, and learning them costs nothing while training: `calls_in` finds them
afterwards. An operation that uses a parameter of `model.0` belongs to `model.0`; one between two
such operations belongs to the smallest module that holds both; in an nn.Sequential, where the order
is known, also to the module without parameters that stands between. What is not certain, such as
the sum at the end of a residual block, is left outside.

`record_modules` knows more: hooks note when each module starts and ends, so every operation finds
its place, also in modules without parameters.

    with record_modules(model) as calls:
        loss = loss_function(model(x), y)
    show_graph(loss, modules=calls)
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from course.graph.reading import Graph, Vertex

__all__ = ["Call", "Recorded", "calls_in", "find_modules", "record_modules"]

NEVER_CALLED = ("ModuleList", "ModuleDict")
VIEWS = ("T", "Transpose", "Permute", "View", "Reshape", "Unsqueeze", "Squeeze", "Expand", "Slice")
PRODUCTS = ("Addmm", "Mm")
LOOKUPS = ("Embedding", "Index", "IndexSelect", "Gather")
SHOWN_AS = {"dropout": ("mul", "nativedropout"), "flatten": ("view", "reshape", "unsafeview")}
"""How the operations of some modules are called, where not by the module's own name."""


@dataclass(frozen=True)
class Call:
    """One use of a module: `name` is model.0, `kind` Linear; the second use has the number 2."""

    name: str
    kind: str
    number: int = 1


Path = tuple[Call, ...]


def find_modules(scope: Mapping[str, Any], graph: Graph) -> dict[str, Any]:
    """The modules among some variables whose parameters are in the graph, the outermost ones."""
    leaves = {id(each.tensor) for each in graph if each.kind == "leaf"}
    found: dict[str, Any] = {}
    for name, value in scope.items():
        if name.startswith("_") or not name.isidentifier():
            continue
        if not hasattr(type(value), "named_modules"):
            continue
        if any(id(each) in leaves for each in value.parameters()):
            found.setdefault(name, value)
    inner = {id(part) for each in found.values() for path, part in each.named_modules() if path}
    outer = {id(each): name for name, each in reversed(found.items()) if id(each) not in inner}
    return {name: found[name] for name in reversed(outer.values())}


def bare(operation: str) -> str:
    """MulBackward0 -> Mul."""
    return operation.partition("Backward")[0]


# ------------------------------------------------------------------ found in the graph


class Owners:
    """The modules of a graph: their names, kinds and order, and the parameters of each."""

    def __init__(self, modules: Mapping[str, Any]) -> None:
        self.kinds: dict[str, str] = {}
        self.children: dict[str, list[str]] = {}
        self.paths: dict[int, list[tuple[str, ...]]] = {}
        """For a parameter the modules that own it, each with those around it, outermost first."""
        self.needed: dict[str, set[tuple[int, str]]] = {}
        """For a module its parameters in the graph, each with the module that owns it."""
        for root, module in modules.items():
            for part, each in module.named_modules():
                name = f"{root}.{part}" if part else root
                self.kinds[name] = type(each).__name__
                self.children[name] = [f"{name}.{child}" for child, _ in each.named_children()]
            for full, parameter in module.named_parameters(remove_duplicate=False):
                steps = full.split(".")[:-1]
                names = [".".join([root, *steps[:end]]) for end in range(len(steps) + 1)]
                path = tuple(n for n in names if self.kinds.get(n) not in (None, *NEVER_CALLED))
                self.paths.setdefault(id(parameter), []).append(path)

    def present(self, graph: Graph) -> None:
        """Note which parameters of each module the graph holds."""
        leaves = {id(each.tensor) for each in graph if each.kind == "leaf"}
        for parameter, paths in self.paths.items():
            for path in paths if parameter in leaves else ():
                for name in path:
                    self.needed.setdefault(name, set()).add((parameter, path[-1]))


def calls_in(graph: Graph, modules: Mapping[str, Any]) -> dict[str, Path]:
    """For every operation that certainly belongs to a module: the calls around it, outer first."""
    owners = Owners(modules)
    owners.present(graph)
    forward = [each for each in reversed(list(graph)) if each.kind == "operation"]
    anchors, views = users_of_parameters(graph, forward, owners)
    paths = numbered(anchors, owners)
    paths |= flattened(graph, paths)
    marks = [number for number, each in enumerate(forward) if each.key in paths]
    for start, end in pairwise(marks):
        gap = [each for each in forward[start + 1 : end] if each.key not in views]
        before, after = paths[forward[start].key], paths[forward[end].key]
        paths |= between(gap, before, after, owners)
    if marks:
        rest = forward[marks[-1] + 1 :]
        paths |= between(rest, paths[forward[marks[-1]].key], (), owners)
    for view, user in reversed(views.items()):  # a view of a view comes after what it is taken from
        if user in paths:
            paths[view] = paths[user]
    return {key: path for key, path in paths.items() if path}


Anchors = dict[str, tuple[tuple[str, ...], set[tuple[int, str]]]]


def users_of_parameters(
    graph: Graph, forward: Sequence[Vertex], owners: Owners
) -> tuple[Anchors, dict[str, str]]:
    """The operations that use parameters: for each, the module's path and the parameters.

    Also the views of parameters (a transposed weight), each with the operation that uses it. An
    operation on parameters alone, such as a penalty on the weights, may stand anywhere and is none.
    """
    carried: dict[str, int] = {
        each.key: id(each.tensor)
        for each in graph
        if each.kind == "leaf" and id(each.tensor) in owners.paths
    }
    uses: dict[int, int] = {}
    anchors: Anchors = {}
    views: dict[str, str] = {}
    for each in forward:
        given = [key for key in each.inputs if key in carried]
        if not given:
            continue
        name = bare(each.operation)
        if len(each.inputs) == 1 and name in VIEWS:
            carried[each.key] = carried[given[0]]  # type: ignore[index]
        elif len(given) < len(each.inputs) or name in LOOKUPS:
            found, used = [], set()
            for parameter in dict.fromkeys(carried[key] for key in given):  # type: ignore[index]
                every = owners.paths[parameter]
                found.append(every[uses.get(parameter, 0) % len(every)])
                uses[parameter] = uses.get(parameter, 0) + 1
                used.add((parameter, found[-1][-1]))
            anchors[each.key] = (common(found), used)
        views |= {key: each.key for key in given if key and graph[key].kind == "operation"}
    return anchors, views


def flattened(graph: Graph, paths: Mapping[str, Path]) -> dict[str, Path]:
    """The views around the product of a linear layer whose input has more than two dimensions."""
    users = graph.users()
    found = {}
    for key, path in paths.items():
        if bare(graph[key].operation) not in PRODUCTS:
            continue
        data = [each for each in graph[key].inputs if each and each not in paths]
        before = [each for each in data if is_view(graph[each]) and users[each] == [key]]
        found |= dict.fromkeys(before, path)
        after = users[key][0] if len(users[key]) == 1 else key
        shape = graph[after].shape or ()
        if is_view(graph[after]) and (before or not data) and len(shape) > 2:
            found[after] = path
    return found


def is_view(vertex: Vertex) -> bool:
    """Whether an operation only gives another shape."""
    return bare(vertex.operation) in ("View", "UnsafeView", "Reshape")


def common(paths: Sequence[tuple[Any, ...]]) -> tuple[Any, ...]:
    """How all of them begin."""
    length = 0
    for level in zip(*paths, strict=False):
        if any(each != level[0] for each in level):
            break
        length += 1
    return paths[0][:length]


def numbered(anchors: Anchors, owners: Owners) -> dict[str, Path]:
    """The paths with the number of each use of a module.

    A module is used anew when one of its parameters comes again after all of them were used.
    """
    used: dict[str, set[int]] = {}
    number: dict[str, int] = {}
    paths: dict[str, Path] = {}
    for key, (names, parameters) in anchors.items():
        for name in names:
            if parameters & used.get(name, set()) and used[name] >= owners.needed[name]:
                number[name] = number.get(name, 1) + 1
                for inner in used:
                    if inner == name or inner.startswith(name + "."):
                        used[inner] = set()
                break
        for name in names:
            used.setdefault(name, set()).update(parameters)
        paths[key] = tuple(Call(name, owners.kinds[name], number.get(name, 1)) for name in names)
    return paths


def between(gap: Sequence[Vertex], before: Path, after: Path, owners: Owners) -> dict[str, Path]:
    """Where the operations belong that ran after `before` and before `after`."""
    shared = common([before, after])
    paths = {each.key: shared for each in gap}
    waiting = list(gap)
    for level in range(len(before) - 1, -1, -1):  # first to what follows in the same Sequential
        if before[level].kind != "Sequential" or not waiting:
            continue
        path, children = before[: level + 1], owners.children[before[level].name]
        at = children.index(before[level + 1].name) + 1 if level + 1 < len(before) else 0
        inside = level < len(shared) and level + 1 < len(after)
        free = children[at : children.index(after[level + 1].name) if inside else None]
        free = [name for name in free if owners.needed.get(name) is None]
        taken = dealt(waiting, free, owners, all_of_it=inside)
        paths |= {
            key: (*path, Call(name, owners.kinds[name], path[-1].number))
            for key, name in taken.items()
        }
        waiting = [each for each in waiting if each.key not in taken]
    return paths


def dealt(
    gap: Sequence[Vertex], names: Sequence[str], owners: Owners, all_of_it: bool
) -> dict[str, str]:
    """Deal operations to modules in order; `all_of_it`: they come from these and no other."""
    if all_of_it and len(names) == 1:
        return {each.key: names[0] for each in gap}
    if all_of_it and len(names) == len(gap):
        return {each.key: name for each, name in zip(gap, names, strict=True)}
    found, rest = {}, list(names)
    for each in gap:
        while rest and not fits(each, owners.kinds[rest[0]]) and owners.kinds[rest[0]] in SILENT:
            rest.pop(0)
        if not rest or not fits(each, owners.kinds[rest[0]]):
            break
        found[each.key] = rest.pop(0)
    return found


SILENT = ("Identity", "Dropout")
"""Modules that may record nothing."""


def fits(vertex: Vertex, kind: str) -> bool:
    """Whether an operation is called like a module: ReluBackward0 and ReLU."""
    operation, module = bare(vertex.operation).lower(), kind.lower()
    return operation.startswith((module, *SHOWN_AS.get(module, ())))


# ------------------------------------------------------------------ recorded


@dataclass
class Recorded:
    """The calls of modules, each with the numbers of the operations before and after it."""

    spans: list[tuple[int, int, Call]] = field(default_factory=list)

    def calls_in(self, graph: Graph) -> dict[str, Path]:
        """For every operation recorded in a module: the calls around it, outer first."""
        operations = [each for each in graph if each.kind == "operation"]
        ages = {each.key: each.node._sequence_nr() for each in operations}
        waiting = sorted(self.spans, key=lambda span: (-span[0], span[1]))
        around: list[tuple[int, int, Call]] = []
        found = {}
        for key, now in sorted(ages.items(), key=lambda pair: pair[1]):
            while waiting and waiting[-1][0] < now:
                around.append(waiting.pop())
            around = [span for span in around if span[1] > now]
            if around:
                found[key] = tuple(call for *_, call in around)
        return found


@contextmanager
def record_modules(module: Any, name: str = "model") -> Iterator[Recorded]:
    """Note which operations each part of `module` records inside the block: see `show_graph`."""
    library = sys.modules[type(next(module.parameters())).__module__.partition(".")[0]]
    one = library.ones((), requires_grad=True)
    record, starts, counts = Recorded(), [], {}

    def now() -> int:
        result = one * 1
        return -1 if result.grad_fn is None else int(result.grad_fn._sequence_nr())

    def start(part: Any, *_: Any) -> None:
        starts.append((part, now()))

    def end(part: Any, *_: Any) -> None:
        while starts[-1][0] is not part:  # a call inside that ended in an error
            starts.pop()
        begun = starts.pop()[1]
        counts[names[part]] = counts.get(names[part], 0) + 1
        if begun >= 0:
            call = Call(names[part], type(part).__name__, counts[names[part]])
            record.spans.append((begun, now(), call))

    names = {part: f"{name}.{path}" if path else name for path, part in module.named_modules()}
    handles = [part.register_forward_pre_hook(start) for part in names]
    handles += [part.register_forward_hook(end) for part in names]
    try:
        yield record
    finally:
        for handle in handles:
            handle.remove()
