"""What a chosen vertex is and does: its documentation, its derivative, its arrays, who keeps them.

The same `Details` are drawn (`draw`) and said (`words`).
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from course.drawing import cells, svg
from course.graph.documentation import Description, describe
from course.graph.reading import Graph, Kept, Vertex
from course.graph.text import contents, value_of
from course.widgets.graph_view.moment import FREED, Moment, ends_of

__all__ = ["Details", "about", "draw", "in_the_box", "words"]

LETTERS = 66
"""In one line of the panel."""

MOST_ARRAYS = 6


@dataclass
class Details:
    """`title` and `lines` of words, each with its heading; `arrays` with their captions."""

    title: str
    lines: list[tuple[str, str]] = field(default_factory=list)
    arrays: list[tuple[str, Moment]] = field(default_factory=list)


def about(graph: Graph, key: str) -> Details:
    """Look up everything about one vertex of a graph as it was (`at_this_moment`)."""
    vertex = graph[key]
    details = Details(vertex.operation or vertex.name)
    if vertex.kind == "operation":
        about_operation(graph, vertex, details)
    else:
        about_tensor(graph, vertex, details)
    savers = [
        f"{user.operation} (as {name})"
        for user in graph
        for name, source in user.kept.items()
        if source.key == key
    ]
    if savers:
        details.lines.append(("Kept by", "; ".join(savers)))
    return details


def about_tensor(graph: Graph, vertex: Vertex, details: Details) -> None:
    """A leaf or the result."""
    tensor = vertex.tensor
    what = f"dtype {str(tensor.dtype).removeprefix('torch.')}, device {tensor.device}"
    details.lines.append(("Tensor", f"shape {tensor.shape}, {what}, version {tensor.version}"))
    role = "a leaf: you made it, no operation did; backward() adds to its .grad"
    if vertex.kind == "result":
        role = f"the result, where backward() starts; made by {graph[vertex.inputs[0]].operation}"
    details.lines.append(("It is", role))
    details.arrays.append((vertex.name, tensor))
    if vertex.grad is not None:
        details.arrays.append((f"{vertex.name}.grad", vertex.grad))
    elif vertex.kind == "leaf":
        details.lines.append((".grad", "None: no backward() has reached it"))


def about_operation(graph: Graph, vertex: Vertex, details: Details) -> None:
    """An operation."""
    text = describe(vertex.node, graph.library)
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
    details.lines.append(("Keeps", keeps(vertex)))
    for name, source in vertex.kept.items():
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


def said(kept: Kept) -> str:
    """The variable's name, in brackets."""
    return f" ({kept.name})" if kept.name else ""


def keeps(vertex: Vertex) -> str:
    """What an operation keeps for its derivative, in one line."""
    kept = [f"{name}{said(each)} {contents(each.tensor)}" for name, each in vertex.kept.items()]
    nothing = "nothing: its derivative needs no numbers from the forward pass"
    return vertex.lost or ", ".join(kept) or nothing


def in_the_box(vertex: Vertex) -> list[str]:
    """What an operation keeps, in short lines for its box."""
    if vertex.lost:
        return ["keeps nothing: freed" if vertex.lost == FREED else "keeps what was written over"]
    return [
        f"keeps {each.name or name} {contents(each.tensor)}" for name, each in vertex.kept.items()
    ]


def value_at(graph: Graph, vertex: Vertex) -> Moment | None:
    """The value that an operation gave, if a variable or an operation still has it."""
    if vertex.tensor is not None:
        return vertex.tensor
    for user in graph:
        if vertex.key in user.inputs or user is vertex:
            for name, kept in user.kept.items():
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


def numbers(tensor: Moment) -> str:
    """The numbers that the heat map shows, or, of a large array, what they are like."""
    rows, columns = cells.MOST_NUMBERS
    table = tensor.table
    if table is not None and table.shape[0] <= rows and table.shape[1] <= columns:
        text = "; ".join(" ".join(cells.write(each) for each in row) for row in table)
        return f"{summary(tensor)}: {text}"
    return summary(tensor)


def summary(tensor: Moment) -> str:
    """Shape, and for more than one number the least, the mean and the largest."""
    if tensor.table is None:
        return f"{tensor.shape}, too large to be drawn"
    if tensor.ndim == 0:
        return "one number"
    if tensor.table.size < 2 or tensor.table.dtype == bool:
        return str(tensor.shape)
    least, mean, largest = map(cells.write, tensor.ends or ends_of(tensor.table))
    return f"{tensor.shape}, from {least} to {largest}, mean {mean}"


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
    x, tall, right = 14.0, 0.0, 600.0
    for caption, tensor in details.arrays[:MOST_ARRAYS]:
        drawn, width, height = cells.matrix(np.zeros(0) if tensor.table is None else tensor.table)
        width = max(width, svg.text_width(summary(tensor), 11), svg.text_width(caption, 12))
        if x + width > right and x > 14:
            x, y, tall = 14.0, y + tall + 52, 0.0
        head = svg.text(0, 12, caption, "ink mono strong", 12)
        below = svg.text(0, 24 + height + 10, summary(tensor), "muted mono", 11)
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
