"""What a chosen vertex is and does: its documentation, its derivative, its arrays, who keeps them.

The same `Details` are drawn (`draw`) and said (`words`).
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from course.drawing import cells, svg
from course.graph.documentation import Description, describe
from course.graph.reading import Graph, Vertex, saved_tensors, tensor_type
from course.graph.text import contents, value_of

__all__ = ["Details", "about", "draw", "in_the_box", "kept_by", "words"]

LETTERS = 92
"""In one line of the panel."""

MOST_ARRAYS = 6
FREED = "freed: backward() has run, and retain_graph=True was not given"


@dataclass
class Details:
    """`title` and `lines` of words, each with its heading; `arrays` with their captions."""

    title: str
    lines: list[tuple[str, str]] = field(default_factory=list)
    arrays: list[tuple[str, Any]] = field(default_factory=list)


def about(graph: Graph, key: str, names: Mapping[str, Any]) -> Details:
    """Look up everything about one vertex."""
    vertex = graph[key]
    details = Details(vertex.operation or vertex.name)
    if vertex.kind == "operation":
        about_operation(graph, vertex, details, names)
    else:
        about_tensor(graph, vertex, details)
    savers = [
        f"{user.operation} (as {name})"
        for user in graph
        for name, source in kept_by(graph, user, names).items()
        if source.key == key
    ]
    if savers:
        details.lines.append(("Kept by", "; ".join(savers)))
    return details


def about_tensor(graph: Graph, vertex: Vertex, details: Details) -> None:
    """A leaf or the result."""
    tensor = vertex.tensor
    what = f"dtype {str(tensor.dtype).removeprefix('torch.')}, device {tensor.device}"
    details.lines.append(("Tensor", f"shape {tuple(tensor.shape)}, {what}"))
    role = "a leaf: you made it, no operation did; backward() adds to its .grad"
    if vertex.kind == "result":
        role = f"the result, where backward() starts; made by {graph[vertex.inputs[0]].operation}"
    details.lines.append(("It is", role))
    details.arrays.append((vertex.name, tensor))
    if vertex.grad is not None:
        details.arrays.append((f"{vertex.name}.grad", vertex.grad))
    elif vertex.kind == "leaf":
        details.lines.append((".grad", "None: no backward() has reached it"))


def about_operation(
    graph: Graph, vertex: Vertex, details: Details, names: Mapping[str, Any]
) -> None:
    """An operation."""
    library = tensor_type(graph[graph.root].tensor).__module__.partition(".")[0]
    text = describe(vertex.node, library)
    what = f"{text.name}: {text.summary}" if text.name else text.summary
    given = [called(graph[key]) if key else "(no gradient wanted)" for key in vertex.inputs]
    details.lines += [("Does", what)] if what else []
    details.lines.append(("Made from", ", ".join(given)))
    details.lines += derivative(text)
    value = value_at(graph, vertex)
    if value is not None:
        details.arrays.append((vertex.name or "its result", value))
    else:
        shape = f"{value_of(vertex)}, " if value_of(vertex) else ""
        details.lines.append(("Result", f"{shape}not kept: no derivative needs its numbers"))
    if vertex.grad is not None:
        details.arrays.append((f"{vertex.name}.grad", vertex.grad))
    details.lines.append(("Keeps", keeps(graph, vertex, names)))
    for name, source in kept_by(graph, vertex, names).items():
        if source.key != vertex.key:
            details.arrays.append((f"keeps {name}" + said(source), source.tensor))


def derivative(text: Description) -> list[tuple[str, str]]:
    """The rule, in words and as it stands in the source."""
    lines = [text.derivative] if text.derivative else []
    for name, rule in text.rules:
        if rule:
            between = "\n" if "\n" in rule else " "
            lines.append(
                f"{name}:{between}{rule}" if name == "backward" else f"to {name}:{between}{rule}"
            )
    if text.source and text.rules:
        lines.append(f"(grad is what comes in; these rules stand in {text.source})")
    return [("Derivative" if number == 0 else "", line) for number, line in enumerate(lines)]


# ------------------------------------------------------------------ what is kept


@dataclass(frozen=True)
class Kept:
    """A tensor that an operation keeps: which vertex it is, if any, and the name of a variable."""

    tensor: Any
    key: str = ""
    name: str = ""


def said(kept: Kept) -> str:
    """The variable's name, in brackets."""
    return f" ({kept.name})" if kept.name else ""


def kept_by(graph: Graph, vertex: Vertex, names: Mapping[str, Any]) -> dict[str, Kept]:
    """What an operation keeps, by argument; nothing where it was freed or written over."""
    if vertex.kind != "operation":
        return {}
    try:
        saved = saved_tensors(vertex.node) or {}
    except RuntimeError:
        return {}
    return {name: found(graph, vertex, each, names) for name, each in saved.items()}


def found(graph: Graph, vertex: Vertex, tensor: Any, names: Mapping[str, Any]) -> Kept:
    """Which vertex and which variable a kept tensor is."""
    around = [vertex, *(graph[key] for key in vertex.inputs if key)]
    for each in around:
        if tensor is each.tensor or (tensor.grad_fn is not None and tensor.grad_fn is each.node):
            return Kept(tensor, each.key, each.name or called(each))
    for name, each in names.items():
        same = each is tensor or (
            each.shape == tensor.shape
            and each.stride() == tensor.stride()
            and each.data_ptr() == tensor.data_ptr()
        )
        if same:
            return Kept(tensor, "", name)
    return Kept(tensor)


def keeps(graph: Graph, vertex: Vertex, names: Mapping[str, Any]) -> str:
    """What an operation keeps for its derivative, in one line."""
    try:
        saved = saved_tensors(vertex.node)
    except RuntimeError as error:
        return str(error)
    if saved is None:
        return FREED
    kept = [
        f"{name}{said(each)} {contents(each.tensor)}"
        for name, each in kept_by(graph, vertex, names).items()
    ]
    return ", ".join(kept) or "nothing: its derivative needs no numbers from the forward pass"


def in_the_box(graph: Graph, vertex: Vertex, names: Mapping[str, Any]) -> list[str]:
    """What an operation keeps, in short lines for its box."""
    try:
        if saved_tensors(vertex.node) is None:
            return ["keeps nothing: freed"]
    except RuntimeError:
        return ["keeps what was written over"]
    kept = kept_by(graph, vertex, names)
    return [f"keeps {each.name or name} {contents(each.tensor)}" for name, each in kept.items()]


def value_at(graph: Graph, vertex: Vertex) -> Any:
    """The value that an operation gave, if a variable or an operation still has it."""
    if vertex.tensor is not None:
        return vertex.tensor
    for user in graph:
        if vertex.key in user.inputs or user is vertex:
            for name, kept in kept_by(graph, user, {}).items():
                if kept.key == vertex.key and (user is not vertex or name == "result"):
                    return kept.tensor
    return None


def called(vertex: Vertex) -> str:
    """A vertex in a sentence."""
    return vertex.name or vertex.operation


# ------------------------------------------------------------------ shown


def words(details: Details) -> str:
    """The details in words."""
    lines = [f"Chosen: {details.title}"]
    for heading, text in details.lines:
        lines += [f"  {heading}: {text}" if heading else f"  {text}"]
    for caption, tensor in details.arrays[:MOST_ARRAYS]:
        lines.append(f"  {caption} {numbers(tensor)}")
    return "\n".join(lines)


def numbers(tensor: Any) -> str:
    """The numbers that the heat map shows, or, of a large array, what they are like."""
    values = plain(tensor)
    table = cells.shape2d(values)
    rows, columns = cells.MOST_NUMBERS
    if table.shape[0] <= rows and table.shape[1] <= columns:
        text = "; ".join(" ".join(cells.write(each) for each in row) for row in table)
        return f"{summary(values)}: {text}"
    return summary(values)


def summary(values: np.ndarray) -> str:
    """Shape, and for more than one number the least, the mean and the largest."""
    if values.ndim == 0:
        return "one number"
    if values.size < 2 or values.dtype == bool:
        return str(values.shape)
    ends = [cells.write(each) for each in (values.min(), values.mean(), values.max())]
    return f"{values.shape}, from {ends[0]} to {ends[2]}, mean {ends[1]}"


def plain(tensor: Any) -> np.ndarray:
    """The numbers, wherever they are."""
    return np.asarray(tensor.detach().cpu().numpy())


def draw(details: Details) -> svg.Element:
    """The details as a picture: words, then the arrays as heat maps side by side."""
    parts = [svg.text(14, 26, details.title, "ink mono strong", 14)]
    y = 46.0
    for heading, text in details.lines:
        parts.append(svg.text(14, y, heading, "muted", 12))
        for line in wrapped(text):
            parts.append(svg.text(108, y, line, "ink mono", 12, xml__space="preserve"))
            y += 16
        y += 4
    x, tall, right = 14.0, 0.0, 760.0
    for caption, tensor in details.arrays[:MOST_ARRAYS]:
        values = plain(tensor)
        drawn, width, height = cells.matrix(values)
        width = max(width, svg.text_width(summary(values), 11), svg.text_width(caption, 12))
        if x + width > right and x > 14:
            x, y, tall = 14.0, y + tall + 52, 0.0
        head = svg.text(0, 12, caption, "ink mono strong", 12)
        below = svg.text(0, 24 + height + 10, summary(values), "muted mono", 11)
        parts.append(svg.group(head, svg.group(drawn, y=19), below, x=x, y=y))
        x, tall = x + width + 26, max(tall, height)
    bottom = y + tall + (44 if details.arrays else 0)
    wide = max([svg.text_width(line, 12) + 122 for _, t in details.lines for line in wrapped(t)])
    width = max(wide, x - 12, 420.0) + 8
    ground = svg.rect(1, 1, width - 2, bottom - 2, "paper edge-blue", rx=8)
    return svg.picture(width, bottom, ground, *parts)


def wrapped(text: str) -> Sequence[str]:
    """Lines that fit into the panel; a line of code keeps its indentation."""
    lines = []
    for line in text.splitlines() or [""]:
        indent = " " * (len(line) - len(line.lstrip()) + 4)
        lines += textwrap.wrap(line, LETTERS, subsequent_indent=indent if "\n" in text else "")
    return lines or [""]
