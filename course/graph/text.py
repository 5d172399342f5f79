"""A graph in words: one vertex a line, what it was made from below it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from course.graph.groups import Group, Tree
from course.graph.modules import Path
from course.graph.reading import Vertex, caller_scope, names_in, read_graph

__all__ = ["contents", "graph_text", "of_vertex", "text_of"]


def graph_text(tensor: Any, params: Mapping[str, Any] | None = None) -> str:
    """Write the graph that made `tensor`, one vertex a line, what it was made from below it.

    Each step back is indented by two spaces. A leaf shows its value (a single number) or its shape,
    and its gradient if there is one; an operation the shape of its result, and after an arrow the
    variable that holds it. A vertex that several others use is written once in full and marked
    `[1]`, `[2]`, ...; every later line says `see [1]`. Names come from `params` (name -> tensor) or
    else from the variables that the caller can see. Raises ValueError if `tensor` does not require
    grad.

    >>> import tutorgrad as torch
    >>> w = torch.tensor(3.0, requires_grad=True)
    >>> loss = (w * 2) ** 2
    >>> print(graph_text(loss))
    loss 36
      PowBackward0
        MulBackward0
          w 3
    """
    if params is None:
        params = names_in(caller_scope(), tensor)
    graph = read_graph(tensor, params)
    return text_of(Tree(graph, dict[str, Path]()))


def text_of(tree: Tree, opened: Collection[str] | None = None, more: Mapping[str, str] = {}) -> str:
    """The lines for what is shown when the groups `opened` are open (None: all of them).

    `more` adds words to the lines of some vertices.
    """
    graph = tree.graph
    scene = tree.scene(tree.groups if opened is None else opened)
    marks: dict[str, int] = {}
    lines = []
    waiting = [(scene.stands_for[graph.root], 0)]
    while waiting:
        key, depth = waiting.pop()
        line = "  " * depth + (
            of_group(tree.groups[key]) if key in tree.groups else of_vertex(graph[key])
        )
        if key in marks:
            lines.append(f"{line}, see [{marks[key]}]")
            continue
        if scene.arrows_from(key) > 1:
            marks[key] = len(marks) + 1
            line += f" [{marks[key]}]"
        if opened is not None:
            line += more.get(key, "") + inside(tree, key)
        lines.append(line)
        waiting += [(each, depth + 1) for each in reversed(scene.inputs[key])]
    return "\n".join(lines)


def of_group(group: Group) -> str:
    """One line for a closed group."""
    what = group.kind or group.most
    return f"{group.label()} ({what}): {group.size()}, closed"


def inside(tree: Tree, key: str) -> str:
    """In which open group a part stands."""
    home = tree.groups[key].parent if key in tree.groups else tree.home[key]
    if home is None or home is tree.root:
        return ""
    return f", in {home.label()}" + (f" ({home.kind})" if home.kind else "")


def of_vertex(vertex: Vertex) -> str:
    """One line for a vertex; the name given to an operation's result stands after an arrow."""
    if vertex.kind == "operation":
        arrow = f" -> {vertex.name}" if vertex.name else ""
        line = f"{vertex.operation}{arrow} {value_of(vertex)}".rstrip()
    else:
        line = f"{vertex.name} {contents(vertex.tensor)}"
    return line if vertex.grad is None else f"{line}, grad {contents(vertex.grad)}"


def value_of(vertex: Vertex) -> str:
    """What an operation gave: the number that a variable holds, or else the shape."""
    if vertex.tensor is not None:
        return contents(vertex.tensor)
    return str(vertex.shape) if vertex.shape else ""


def contents(tensor: Any) -> str:
    """What is inside, in a few letters: the value of a single number, else the shape."""
    return f"{tensor.item():.4g}" if tensor.ndim == 0 else str(tuple(tensor.shape))
