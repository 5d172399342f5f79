"""The whole graph, small: which box has run, where gradients wait, what each box still keeps.

A large graph is seen through a window that follows the current box.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from course.drawing import svg
from course.drawing.layers import Layout, lay_out
from course.widgets.backward.record import Record
from course.widgets.backward.step import Numbers, Step, size_in_words

MOST_WIDE = 300.0
"""Pixels of the window from left to right."""

EDGE = 16.0
MOST_USERS = 3
"""A leaf with more users is drawn beside each of them."""

FILL = {"leaf": "soft-sky edge-blue", "operation": "paper edge-black"}
FILL["result"] = "soft-orange edge-orange"


@dataclass
class State:
    """How things stand after some steps.

    made: boxes that the forward pass has made.   ran: boxes that have run in this pass back.
    freed: those that have let go of what they kept.   arrived: gradients at each box, in this pass.
    grads: what the leaves' `.grad` hold.
    """

    made: set[str] = field(default_factory=set)
    ran: set[str] = field(default_factory=set)
    freed: set[str] = field(default_factory=set)
    arrived: dict[str, int] = field(default_factory=dict)
    grads: dict[str, Numbers | None] = field(default_factory=dict)


def state_after(record: Record, steps: Sequence[Step]) -> State:
    """Go through the steps once more."""
    state = State(grads=dict(record.before))
    phase = 0
    for step in steps:
        if step.phase != phase:
            phase = step.phase
            state.made.add(record.graph.root)
            state.ran, state.arrived = set(), {}
        if phase == 0:
            state.made.add(step.key)
        if step.ran:
            state.ran.add(step.key)
        if step.freed:
            state.freed.add(step.key)
        if step.arrived:
            state.arrived[step.arrived] = state.arrived.get(step.arrived, 0) + 1
        if step.grad:
            state.grads[step.grad[0]] = step.grad[1]
    return state


class Overview:
    """The drawing of one graph; places are chosen once."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.edges, self.stands_for = spread_out(record.graph.edges(), record.leaves)
        self.stands_for = self.stands_for or {record.graph.root: record.graph.root}
        self.lines = {part: self.lines_of(key) for part, key in self.stands_for.items()}
        self.sizes = {part: size_of(lines) for part, lines in self.lines.items()}
        self.places: Layout = lay_out(self.sizes, list(self.edges))
        self.width = min(self.places.width + 2 * EDGE + 20, MOST_WIDE)
        self.height = self.places.height + 2 * EDGE

    def lines_of(self, key: str) -> list[str]:
        """A box's words: what it is called, and its value or shape."""
        vertex, value = self.record.graph[key], self.record.values.get(key)
        if vertex.kind == "operation":
            equal = f"{vertex.name} = " if vertex.name else ""
            second = equal + value.single if value and value.single else vertex.name
            number = self.record.labels[key].partition(" #")[2]
            first = vertex.operation + (f" #{number}" if number and not vertex.name else "")
            shape = "" if value is None or value.single else shape_of(value)
            return [first, " ".join(filter(None, [second, shape]))]
        words = "" if value is None else value.single or shape_of(value)
        return [self.record.labels[key], words]

    def in_words(self) -> list[str]:
        """What stands in the boxes, each one once, in the order of the forward pass."""
        lines = {key: self.lines[part] for part, key in self.stands_for.items()}
        return [
            " ".join(filter(None, lines[each.key])) for each in reversed(list(self.record.graph))
        ]

    def draw(self, step: Step, state: State, height: float) -> svg.Element:
        """The graph as it stands, seen through a window around the current box."""
        here = self.current(step)
        height = min(height, self.height)
        x, y = self.corner(here, height)
        seen = [key for key in self.lines if self.in_sight(key, x, y, height)]
        sight = set(seen)
        arrows = [
            self.arrow(*edge, count, step)
            for edge, count in self.edges.items()
            if not sight.isdisjoint(edge)
        ]
        boxes = [self.box(part, step, state, part == here) for part in seen]
        inside = svg.group(*arrows, *boxes, x=EDGE - x, y=EDGE - y, data_key="graph")
        return svg.tag(
            "svg",
            inside,
            x=0.0,
            y=0.0,
            width=self.width,
            height=height,
            viewBox=f"0 0 {svg.number(self.width)} {svg.number(height)}",
        )

    def current(self, step: Step) -> str:
        """The part of the drawing that a step is about; of a leaf's copies the one by its user."""
        copies = [part for part, key in self.stands_for.items() if key == step.key]
        near = [part for part in copies for user, _ in step.arrows if (part, user) in self.edges]
        return (near or copies)[0]

    def corner(self, key: str, height: float) -> tuple[float, float]:
        """The upper left corner of the window in the graph."""
        x, y = self.places.middle[key]
        inner = (self.width - 2 * EDGE - 20, height - 2 * EDGE)
        wide, high = self.places.width - inner[0], self.places.height - inner[1]
        return min(max(0.0, x - inner[0] / 2), wide), min(max(0.0, y - inner[1] / 2), high)

    def in_sight(self, key: str, x: float, y: float, room: float) -> bool:
        """Whether a box is in the window."""
        (middle, depth), (width, height) = self.places.middle[key], self.sizes[key]
        across = x - width - EDGE < middle < x + self.width + width
        return across and y - height - EDGE < depth < y + room + height

    def box(self, part: str, step: Step, state: State, current: bool) -> svg.Element:
        """One vertex, as a button that goes to its step."""
        key = self.stands_for[part]
        vertex, (width, height) = self.record.graph[key], self.sizes[part]
        x, y = self.places.middle[part]
        made = key in state.made or step.phase > 0
        rounding = 2 if vertex.kind == "operation" else 12
        look = FILL[vertex.kind] if made else "paper rule"
        dashes = None if made else "4 3"
        parts = [svg.rect(0, 0, width, height, look, rx=rounding, stroke_dasharray=dashes)]
        ink = "ink" if made else "muted"
        for number, line in enumerate(filter(None, self.lines[part])):
            size, font = (12.5, f"{ink} mono strong") if number == 0 else (11.5, f"{ink} mono")
            parts.append(svg.text(width / 2, 16 + 15 * number, line, font, size, "middle"))
        label = self.record.boxes[key]
        if key in state.ran and step.phase:
            parts.append(badge("✓", width - 1, -8, "soft-green edge-green"))
            label += ", has run"
        users = self.record.users[key]
        if vertex.kind == "operation" and users > 1 and step.phase and key not in state.ran:
            words = f"{state.arrived.get(key, 0)} of {users}"
            parts.append(badge(words, 8, height - 7, "soft-yellow edge-black"))
        parts.append(self.memory(key, made, key in state.freed))
        if current:
            line = "line-red" if step.wrong or step.message else "line-blue"
            frame = (-4, -4, width + 8, height + 8)
            parts.insert(0, svg.rect(*frame, line, rx=rounding + 3, stroke_width=3))
            look = "soft-red edge-red" if step.wrong else "soft-sky edge-blue"
            parts.append(badge("✗" if step.wrong else "▶", 0, -8, look))
        button = svg.button("go", key, f"Go to {label}", *parts, pressed=current)
        return svg.group(button, x=x - width / 2, y=y - height / 2)

    def memory(self, key: str, made: bool, freed: bool) -> svg.Element | None:
        """How many bytes a box keeps, at its foot; struck out when they are freed."""
        size = self.record.bytes_of(key)
        if not size or not made:
            return None
        words = size_in_words(size).replace("bytes", "B")
        (width, height), wide = self.sizes[key], svg.text_width(words, 10) + 8
        look, dashes = ("paper rule", "3 2") if freed else ("soft-purple edge-purple", None)
        chip = svg.rect(0, 0, wide, 14, look, rx=3, stroke_dasharray=dashes)
        text = svg.text(wide / 2, 10.5, words, "muted mono" if freed else "ink mono", 10, "middle")
        strike = svg.line(2, 7, wide - 2, 7, "line-red") if freed else None
        return svg.group(chip, text, strike, x=width - wide + 8, y=height - 7)

    def arrow(self, start: str, end: str, count: int, step: Step) -> svg.Element:
        """A line from an input to what it was used for; strong where a gradient goes back.

        count: how many times it was used there.
        """
        places, sizes = self.places.middle, self.sizes
        top = (places[start][0], places[start][1] + sizes[start][1] / 2)
        foot = (places[end][0], places[end][1] - sizes[end][1] / 2)
        points = [top, *self.places.routes.get((start, end), []), foot]
        times = None
        if count > 1:
            x, y = (top[0] + points[1][0]) / 2 + 7, (top[1] + points[1][1]) / 2 + 4
            times = svg.text(x, y, f"{count} times", "ink", 11.0)
        if (end, self.stands_for[start]) in step.arrows:
            line = "line-red" if step.wrong else "line-orange"
            head = svg.path(arrow_head(top, points[1], 9.0), line.replace("line", "fill"), True)
            return svg.group(svg.path(points, line, stroke_width=3.5), head, times)
        head = svg.path(arrow_head(foot, points[-2], 6.0), "fill-black", True, fill_opacity=0.55)
        return svg.group(svg.path(points, "rule"), head, times)


def shape_of(value: Numbers) -> str:
    """The shape of what is not written out."""
    return str(value.shape) if value.shape else "one number"


def spread_out(
    edges: Sequence[tuple[str, str]], leaves: Sequence[str]
) -> tuple[Counter[tuple[str, str]], dict[str, str]]:
    """The edges, where a leaf with many users is drawn once for each; and what each part is."""
    users = Counter(start for start, _ in dict.fromkeys(edges))
    many = {leaf for leaf in leaves if users[leaf] > MOST_USERS}
    found = Counter((f"{a} at {b}" if a in many else a, b) for a, b in edges)
    parts = dict.fromkeys(part for edge in found for part in edge)
    return found, {part: part.partition(" at ")[0] for part in parts}


def size_of(lines: Sequence[str]) -> tuple[float, float]:
    """Width and height of a box with these words."""
    shown = [line for line in lines if line]
    return max(46.0, *(svg.text_width(line, 12.5) + 24 for line in shown)), 9.0 + 15 * len(shown)


def badge(words: str, x: float, y: float, look: str) -> svg.Element:
    """A small sign at the corner of a box."""
    wide = svg.text_width(words, 10.5) + 7
    box = svg.rect(-wide / 2, 0, wide, 15, look, rx=7)
    return svg.group(box, svg.text(0, 11.5, words, "ink mono strong", 10.5, "middle"), x=x, y=y)


def arrow_head(
    tip: tuple[float, float], before: tuple[float, float], size: float
) -> list[tuple[float, float]]:
    """A triangle at the end of a line that comes from `before`."""
    dx, dy = before[0] - tip[0], before[1] - tip[1]
    length = (dx * dx + dy * dy) ** 0.5 or 1.0
    dx, dy = dx / length * size, dy / length * size
    return [
        tip,
        (tip[0] + dx - dy / 2, tip[1] + dy + dx / 2),
        (tip[0] + dx + dy / 2, tip[1] + dy - dx / 2),
    ]
