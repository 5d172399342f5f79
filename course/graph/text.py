"""A graph in words: one vertex a line, what it was made from below it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from course.graph.reading import Graph, Vertex, caller_scope, names_in, read_graph

__all__ = ["contents", "graph_text", "text_of"]


def graph_text(tensor: Any, params: Mapping[str, Any] | None = None) -> str:
    """Write the graph that made `tensor`, one vertex a line, what it was made from below it.

    Each step back is indented by two spaces. A vertex that several others use is written once in
    full and marked `[1]`, `[2]`, ...; every later line says `see [1]`. Names come from `params`
    (name -> tensor) or else from the variables that the caller can see. Raises ValueError if
    `tensor` does not require grad.

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
    return text_of(read_graph(tensor, params))


def text_of(graph: Graph) -> str:
    """The lines of `graph_text`."""
    users = graph.users()
    marks: dict[str, int] = {}
    lines = []
    waiting = [(graph.root, 0)]
    while waiting:
        key, depth = waiting.pop()
        line = "  " * depth + label(graph[key])
        if key in marks:
            lines.append(f"{line}, see [{marks[key]}]")
            continue
        if len(users[key]) > 1:
            marks[key] = len(marks) + 1
            line += f" [{marks[key]}]"
        lines.append(line)
        inputs = [each for each in graph[key].inputs if each is not None]
        waiting += [(each, depth + 1) for each in reversed(inputs)]
    return "\n".join(lines)


def label(vertex: Vertex) -> str:
    """One line for a vertex; the name given to an operation's result stands after an arrow."""
    if vertex.kind == "operation":
        return f"{vertex.operation} -> {vertex.name}" if vertex.name else vertex.operation
    return f"{vertex.name} {contents(vertex.tensor)}"


def contents(tensor: Any) -> str:
    """What is inside, in a few letters: the value of a single number, else the shape."""
    return f"{tensor.item():.4g}" if tensor.ndim == 0 else str(tuple(tensor.shape))
