"""Still pictures for the lessons: a computation graph and loss curves, drawn with matplotlib.

Everything here reads a tensor through its public face (`grad_fn`, `next_functions`, `variable`),
so the same call draws a tutorgrad tensor and a PyTorch tensor. Every picture has a text twin: its
`repr`, shown where no picture can be, and compared when a notebook is tested.

The graph is drawn in layers (K. Sugiyama, S. Tagawa, M. Toda, "Methods for visual understanding
of hierarchical system structures", IEEE Trans. SMC 11, 1981): give every box a row, order the
rows so that few arrows cross, then choose where in its row a box stands. Colours: M. Okabe,
K. Ito, "Color universal design" (2008), told apart by readers with any kind of colour vision.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Patch
from matplotlib.path import Path

__all__ = ["COLOURS", "Picture", "draw_graph", "graph_text", "plot_losses"]

COLOURS = {
    "blue": "#0072B2",
    "orange": "#E69F00",
    "green": "#009E73",
    "purple": "#CC79A7",
    "sky": "#56B4E9",
    "red": "#D55E00",
    "yellow": "#F0E442",
    "black": "#000000",
}
"""The eight colours of Okabe and Ito, in the order in which curves take them."""

FILL = {"leaf": COLOURS["sky"], "operation": "#F2F2F2", "result": COLOURS["orange"]}
LEGEND = {"leaf": "leaf: gets a .grad", "operation": "recorded operation", "result": "result"}


class Picture(Figure):
    """A matplotlib Figure that a notebook shows as the last line of a cell; `repr` is its twin.

    It belongs to no pyplot window, so it is shown once and freed with its last name.
    """

    twin = "picture"

    def __repr__(self) -> str:
        return self.twin

    def _repr_png_(self) -> bytes:
        file = io.BytesIO()
        self.savefig(file, format="png")
        return file.getvalue()


# ------------------------------------------------------------------ 1. from tensor to boxes


@dataclass(eq=False)
class Box:
    """One box of the picture, and the boxes it was computed from. A bend has no lines."""

    kind: str
    lines: tuple[str, ...] = ()
    inputs: list[Box] = field(default_factory=list)


def names_in(scope: Mapping[str, Any], tensor: Any) -> dict[str, Any]:
    """Find the tensors of `scope` by name; a module adds its parameters as `model.0.weight`."""
    tensor_type = next(cls for cls in type(tensor).__mro__ if cls.__name__ == "Tensor")
    found: dict[str, Any] = {}
    for name, value in scope.items():
        if name.startswith("_") or not name.isidentifier():
            continue
        if isinstance(value, tensor_type):
            found[name] = value
        elif hasattr(value, "named_parameters") and not isinstance(value, type):
            found |= {f"{name}.{part}": each for part, each in value.named_parameters()}
    return found


def read_graph(tensor: Any, params: Mapping[str, Any]) -> Box:
    """Walk `grad_fn.next_functions` back from `tensor` to the leaves; return the box of `tensor`.

    Raises ValueError when there is nothing to walk: `tensor` does not require grad.
    """
    if not tensor.requires_grad:
        raise ValueError(
            "this tensor has no graph: its requires_grad is False. Give a tensor that was computed "
            "from a leaf made with requires_grad=True, and not inside no_grad() or after detach()."
        )
    nodes = {name: each.grad_fn for name, each in params.items()}  # held: an id stays unique
    names = {id(each): name for name, each in reversed(params.items())}
    names |= {id(node): name for name, node in reversed(nodes.items()) if node is not None}

    def box_of(node: Any) -> Box:
        if hasattr(node, "variable"):
            return leaf(node.variable, names)
        name = names.get(id(node)) if node is not tensor.grad_fn else None
        return Box("operation", (node.name(), name) if name else (node.name(),))

    if tensor.grad_fn is None:
        return leaf(tensor, names)
    result = Box("result", (names.get(id(tensor), "result"), contents(tensor)))
    seen: dict[int, tuple[Any, Box]] = {}
    waiting = [(tensor.grad_fn, result)]
    while waiting:
        node, consumer = waiting.pop()
        key = id(getattr(node, "variable", node))
        if key not in seen:
            seen[key] = (node, box_of(node))
            before = [each for each, _ in node.next_functions if each is not None]
            waiting += [(each, seen[key][1]) for each in reversed(before)]
        consumer.inputs.append(seen[key][1])
    return result


def leaf(tensor: Any, names: Mapping[int, str]) -> Box:
    """The box of a tensor that no operation made."""
    return Box("leaf", (names.get(id(tensor), "leaf"), contents(tensor)))


def contents(tensor: Any) -> str:
    """What is inside, in a few letters: the value of a single number, else the shape."""
    return f"{tensor.item():.4g}" if tensor.ndim == 0 else str(tuple(tensor.shape))


# ------------------------------------------------------------------ 2. the text twin


def graph_text(tensor: Any, params: Mapping[str, Any] | None = None) -> str:
    """Write the graph that made `tensor`, one box a line, what a box was made from below it.

    Each step back is indented by two spaces. A box that several others use is written once in
    full and marked `[1]`, `[2]`, ...; every later line says `see [1]`. Names are found as
    `draw_graph` finds them. Raises ValueError if `tensor` does not require grad.

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


def text_of(root: Box) -> str:
    """The lines of `graph_text`."""
    uses: dict[Box, int] = {}
    for box in walk(root):
        for each in box.inputs:
            uses[each] = uses.get(each, 0) + 1
    marks: dict[Box, int] = {}
    lines = []
    waiting = [(root, 0)]
    while waiting:
        box, depth = waiting.pop()
        text = label(box)
        if box in marks:
            lines.append("  " * depth + f"{text}, see [{marks[box]}]")
            continue
        if uses.get(box, 0) > 1:
            marks[box] = len(marks) + 1
            text += f" [{marks[box]}]"
        lines.append("  " * depth + text)
        waiting += [(each, depth + 1) for each in reversed(box.inputs)]
    return "\n".join(lines)


def label(box: Box) -> str:
    """One line for a box; the name given to an operation's result stands after an arrow."""
    return (" -> " if box.kind == "operation" else " ").join(box.lines)


def walk(root: Box) -> list[Box]:
    """Every box once, `root` first."""
    found = {root: None}
    waiting = [root]
    while waiting:
        fresh = [box for box in dict.fromkeys(waiting.pop().inputs) if box not in found]
        found |= dict.fromkeys(fresh)
        waiting += fresh
    return list(found)


def caller_scope() -> dict[str, Any]:
    """The names that the caller of a public function here can see, its own before the global."""
    frame = sys._getframe(2)
    return {**frame.f_locals, **frame.f_globals, **frame.f_locals}


# ------------------------------------------------------------------ 3. from boxes to places

ROW_HEIGHT = 0.85  # inches from one row to the next
GAP = 0.3  # inches between neighbours of a row


def rows_of(root: Box) -> list[list[Box]]:
    """Put every box in a row: the result in row 0, an input one row beyond its last user.

    An arrow that would cross a row gets a bend there, so that boxes make room for it.
    """
    boxes = walk(root)
    users = dict.fromkeys(boxes, 0)
    for box in boxes:
        for each in box.inputs:
            users[each] += 1
    row = dict.fromkeys(boxes, 0)
    ready = [root]
    for box in ready:  # grows while we read it: a box is ready when all its users have a row
        for each in box.inputs:
            row[each] = max(row[each], row[box] + 1)
            users[each] -= 1
            if users[each] == 0:
                ready.append(each)
    rows: list[list[Box]] = [[] for _ in range(max(row.values()) + 1)]
    for box in ready:
        rows[row[box]].append(box)
        for index, each in enumerate(box.inputs):
            user = box
            for between in range(row[box] + 1, row[each]):
                bend = Box("bend", (), [each])
                rows[between].append(bend)
                user.inputs[index if user is box else 0] = bend
                user = bend
    return rows


def width(box: Box) -> float:
    """Inches across a box: 0.085 a letter at the size used here."""
    return 0.1 if box.kind == "bend" else 0.085 * max(map(len, box.lines)) + 0.3


def places(rows: list[list[Box]]) -> dict[Box, float]:
    """Choose the middle of every box, in inches, near the middle of the boxes it is joined to.

    Sweeps away from the result look at the users of a box, sweeps back at its inputs. The last
    sweep goes back, so an operation stands below the middle of its inputs.
    """
    joined: dict[Box, list[Box]] = {box: list(box.inputs) for row in rows for box in row}
    for box in list(joined):
        for each in box.inputs:
            joined[each].append(box)
    row_of = {box: index for index, row in enumerate(rows) for box in row}
    x = {box: float(index) for row in rows for index, box in enumerate(row)}
    for sweep in range(24):
        step = 1 if sweep % 2 == 0 else -1  # away from the result, then back towards it
        for index, row in list(enumerate(rows))[::step]:
            wish = {}
            for box in row:
                near = [x[each] for each in joined[box] if row_of[each] == index - step]
                wish[box] = sum(near) / len(near) if near else x[box]
            if sweep < 12:  # first find an order, then only the distances
                row.sort(key=lambda box: wish[box])
            x |= spread(row, wish)
    return x


def spread(row: list[Box], wish: Mapping[Box, float]) -> dict[Box, float]:
    """Keep the order of a row and a gap between neighbours; move each as little as possible.

    Least squares under an order: neighbours that want to overlap are joined to one block, which
    stands at its mean wish (pool adjacent violators; Barlow et al. 1972).
    """
    offset, offsets = 0.0, []
    for before, box in pairwise([row[0], *row]):
        offset += 0.0 if not offsets else (width(before) + width(box)) / 2 + GAP
        offsets.append(offset)
    blocks: list[tuple[float, int]] = []  # (mean of wish - offset, boxes in the block)
    for box, offset in zip(row, offsets, strict=True):
        mean, count = wish[box] - offset, 1
        while blocks and blocks[-1][0] > mean:
            other, size = blocks.pop()
            mean, count = (mean * count + other * size) / (count + size), count + size
        blocks.append((mean, count))
    means = [mean for mean, count in blocks for _ in range(count)]
    return {box: mean + off for box, mean, off in zip(row, means, offsets, strict=True)}


# ------------------------------------------------------------------ 4. the picture


def draw_graph(tensor: Any, params: Mapping[str, Any] | None = None) -> Picture:
    """Draw the graph that made `tensor`: leaves at the top, the result at the bottom.

    Arrows point the way the numbers flowed; `backward()` walks against them. A leaf shows its
    name and its value (a single number) or its shape; an operation shows the name of its
    `grad_fn`, and below it the variable that holds its result. Names come from `params`
    (name -> tensor) or else from the variables that the caller can see.

    As the last line of a cell the picture is shown; `graph_text` says the same in words.
    Raises ValueError if `tensor` does not require grad.
    """
    if params is None:
        params = names_in(caller_scope(), tensor)
    root = read_graph(tensor, params)
    twin = text_of(root)
    rows = rows_of(root)
    x = places(rows)
    y = {box: index * ROW_HEIGHT for index, row in enumerate(rows) for box in row}
    left = min(x[box] - width(box) / 2 for box in x) - 0.15
    right = max(x[box] + width(box) / 2 for box in x) + 0.15
    missing = max(0.0, 4.8 - (right - left)) / 2  # room for the legend
    left, right = left - missing, right + missing
    bottom, top = -0.75, max(y.values()) + 0.4
    figure = Picture(figsize=(right - left, top - bottom), dpi=90)
    figure.twin = twin
    axes = figure.add_axes((0, 0, 1, 1), xlim=(left, right), ylim=(bottom, top))
    axes.set_axis_off()
    for box in x:
        if box.kind != "bend":
            draw_box(axes, box, x[box], y[box])
            draw_arrows(axes, box, x, y)
    axes.legend(
        handles=[Patch(facecolor=FILL[k], edgecolor="black", label=LEGEND[k]) for k in FILL],
        loc="lower center",
        ncols=3,
        frameon=False,
        fontsize=8,
    )
    return figure


def draw_box(axes: Axes, box: Box, x: float, y: float) -> None:
    """Draw one box and its text, its middle at (x, y); leaves and results have round corners."""
    shape = "square,pad=0" if box.kind == "operation" else "round,pad=0,rounding_size=0.2"
    corner, size = (x - width(box) / 2, y - 0.22), (width(box), 0.44)
    axes.add_patch(
        FancyBboxPatch(corner, *size, boxstyle=shape, facecolor=FILL[box.kind], edgecolor="black")
    )
    axes.text(x, y, "\n".join(box.lines), ha="center", va="center", fontsize=9, family="monospace")


def draw_arrows(axes: Axes, box: Box, x: Mapping[Box, float], y: Mapping[Box, float]) -> None:
    """Draw the arrows into `box`, each to its own point of the upper edge, left to right."""
    inputs = sorted(box.inputs, key=lambda each: x[each])
    for index, each in enumerate(inputs):
        end = x[box] + 0.24 * (index - (len(inputs) - 1) / 2)
        points, codes = [(end, y[box] + 0.22)], [Path.MOVETO]
        while True:
            goal = (x[each], y[each] - 0.22 if each.kind != "bend" else y[each])
            middle = (points[-1][1] + goal[1]) / 2
            points += [(points[-1][0], middle), (goal[0], middle), goal]
            codes += [Path.CURVE4] * 3
            if each.kind != "bend":
                break
            each = each.inputs[0]
        arrow = FancyArrowPatch(
            path=Path(points[::-1], codes), arrowstyle="-|>", mutation_scale=11, color="#444444"
        )
        axes.add_patch(arrow)


# ------------------------------------------------------------------ 5. loss curves

LINE_STYLES = ("-", "--", "-.", ":")


def plot_losses(
    losses: Mapping[str, Sequence[float]], title: str = "Loss", scale: str = "log"
) -> Picture:
    """Plot one curve for each name of `losses` against the step.

    `scale` of the loss axis is "log" or "linear". Curves differ in colour and in line style. The
    legend gives each curve's last value. Raises ValueError if `losses` is empty or holds an
    empty curve.
    """
    empty = [name for name, curve in losses.items() if len(curve) == 0]
    if empty or not losses:
        raise ValueError(f"nothing to plot: {empty or losses!r}; give a list of numbers per name.")
    figure = Picture(figsize=(6.4, 3.6), dpi=90, layout="constrained")
    figure.twin = f"{title}: " + ", ".join(f"{k} ({len(v)} steps)" for k, v in losses.items())
    axes = figure.add_subplot(xlabel="step", ylabel="loss", yscale=scale, title=title)
    for index, (name, curve) in enumerate(losses.items()):
        axes.plot(
            range(len(curve)),
            curve,
            color=list(COLOURS.values())[index % len(COLOURS)],
            linestyle=LINE_STYLES[index % len(LINE_STYLES)],
            label=f"{name}: ends at {curve[-1]:.3g}",
        )
    axes.grid(alpha=0.3)
    axes.legend()
    return figure
