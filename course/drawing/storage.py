"""Memories as rows of boxes, and under each the tensors and arrays that look at it.

The small number at a box is its place in the memory; a cell of a tensor bears the place that it
looks at. The walk of a chosen cell or tensor is drawn as jumps over the row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from course.drawing import svg
from course.drawing.cells import spots, write
from course.storage import Memory, View

__all__ = ["Look", "draw"]

BOX = (42.0, 30.0)
CELL = (46.0, 34.0)
IN_A_LINE = 16
ARCS = 38.0
LINE = 60.0
WIDE = 900.0
LOOKS = ("sky edge-blue", "green edge-green", "purple edge-purple", "yellow edge-black")
"""What the cells of the memories A, B, C, ... look like; their letters say it too."""


@dataclass
class Look:
    """What there is to see besides the memories.

    `chosen` is a view and the number of one of its cells, or None for the whole view; `marked` are
    places (a memory's letter and a number) in a thick frame; `before` holds what stood at places
    that have changed; `jumps` lead over the row of the chosen view.
    """

    chosen: tuple[View, int | None] | None = None
    marked: set[tuple[str, int]] = field(default_factory=set)
    before: dict[tuple[str, int], object] = field(default_factory=dict)
    jumps: list[tuple[int, int]] = field(default_factory=list)
    covered: bool = False


def draw(memories: Sequence[Memory], look: Look) -> svg.Element:
    """The whole picture: the memories side by side where they fit."""
    parts: list[svg.Element] = []
    x, y, tallest, wide = 0.0, 0.0, 0.0, 320.0
    for number, memory in enumerate(memories):
        block, width, height = draw_memory(memory, LOOKS[number % len(LOOKS)], look)
        if x and x + width > WIDE:
            x, y, tallest = 0.0, y + tallest + 24, 0.0
        parts.append(moved(block, x + 10, y + 10))
        x, tallest, wide = x + width + 44, max(tallest, height), max(wide, x + width)
    return svg.picture(wide + 22, y + tallest + 20, *parts)


def moved(part: svg.Element, x: float, y: float) -> svg.Element:
    """A group, with its corner at (x, y)."""
    part.set("transform", f"translate({svg.number(x)} {svg.number(y)})")
    return part


# ------------------------------------------------------------------ the row


def draw_memory(memory: Memory, tint: str, look: Look) -> tuple[svg.Element, float, float]:
    """A memory and its views; only the views when it is covered."""
    flow, width, height = draw_views(memory, tint, look)
    if look.covered:
        return svg.group(flow), width, height
    row, long, down = draw_row(memory, tint, look)
    return svg.group(row, moved(flow, 0, down + 14)), max(width, long), down + 14 + height


def draw_row(memory: Memory, tint: str, look: Look) -> tuple[svg.Element, float, float]:
    """A memory's letter and facts, the jumps of a walk, and the boxes with their places."""
    title = f"memory {memory.letter}"
    aside = svg.text_width(title + " ", 13)
    parts = [
        svg.text(0, 11, title, "ink mono strong"),
        svg.text(aside, 11, memory.facts, "muted", 12),
    ]
    count = len(memory.numbers)
    lines = -(-count // IN_A_LINE)
    room = ARCS if lines == 1 else 10.0
    for place in range(count):
        line, column = divmod(place, IN_A_LINE)
        parts += draw_box(memory, place, (column * BOX[0], 18 + room + line * LINE), tint, look)
    if lines == 1 and look.chosen is not None and look.chosen[0] in memory.views:
        start = (look.chosen[0].start + 0.5) * BOX[0]
        parts.append(svg.circle(start, 18 + room, 3.2, "fill-black"))
        parts += [arc(start, end, 18 + room) for start, end in look.jumps]
    back = lines == 1 and any(end < start for start, end in look.jumps)
    width = max(min(count, IN_A_LINE) * BOX[0], aside + 0.54 * 12 * len(memory.facts))
    return svg.group(*parts), width, 18 + room + lines * LINE - 6 + back * 26


def draw_box(
    memory: Memory, place: int, corner: tuple[float, float], tint: str, look: Look
) -> list[svg.Element]:
    """One number of a memory; under it its place, and what stood there before the last write."""
    (x, y), number = corner, memory.numbers[place]
    middle = x + BOX[0] / 2
    words = "?" if number is None else write(number)
    parts = [
        svg.text(middle, y + BOX[1] + 12, str(place), "muted mono", 10, "middle"),
        svg.rect(x, y, *BOX, f"soft-{tint}", stroke_width=1.2),
        svg.text(middle, y + BOX[1] / 2 + 4.5, words, "ink mono", 12, "middle"),
        *marks(memory, place, corner, BOX, words, look),
    ]
    if (memory.letter, place) in look.before:
        was = f"was {write(look.before[memory.letter, place])}"
        parts.append(svg.text(middle, y + BOX[1] + 23, was, "ink", 9.5, "middle"))
    return parts


def marks(
    memory: Memory,
    place: int,
    corner: tuple[float, float],
    size: tuple[float, float],
    words: str,
    look: Look,
) -> list[svg.Element]:
    """The frame of a marked cell, and its number in bold on orange where it was written."""
    if (memory.letter, place) not in look.marked:
        return []
    (x, y), (width, height) = corner, size
    if (memory.letter, place) not in look.before:
        return [frame(x, y, width, height)]
    middle = (x + width / 2, y + BOX[1] / 2 + 4.5)
    return [
        svg.rect(x, y, width, height, "soft-orange"),
        svg.text(*middle, words, "ink mono strong", 12, "middle"),
        frame(x, y, width, height),
    ]


def frame(x: float, y: float, width: float, height: float) -> svg.Element:
    """A thick frame just inside a cell."""
    return svg.rect(x + 1, y + 1, width - 2, height - 2, "line-black", stroke_width=2.4)


def arc(start: int, end: int, top: float) -> svg.Element:
    """A jump with its length: forward over the row, back under it; by 0 it is a small loop."""
    x, goal = ((place + 0.5) * BOX[0] for place in (start, end))
    far, up = abs(end - start), -1 if end >= start else 1
    edge = top if end >= start else top + BOX[1] + 15
    high = min(8 + 5 * far, 26)
    if far == 0:
        bend, tip = f"C{x - 18:g} {edge - 24:g} {x + 18:g} {edge - 24:g}", x + 5
    else:
        bend, tip = f"Q{(x + goal) / 2:g} {edge + 2 * up * high:g}", goal
    head = [(tip - 4, edge + 6.5 * up), (tip, edge + up), (tip + 4, edge + 6.5 * up)]
    foot = edge + up * (high + 4) + (8 if up > 0 else 0) - (far == 0) * 10
    words = f"{'+' if up < 0 else '−'}{far}"
    curve = f"M{x:g} {edge + up:g} {bend} {tip:g} {edge + up:g}"
    return svg.group(
        svg.tag("path", d=curve, class_="line-black"),
        svg.path(head, "line-black"),
        svg.text((x + goal) / 2, foot, words, "ink mono", 10.5, "middle"),
        stroke_width=1.4,
    )


# ------------------------------------------------------------------ the views


def draw_views(memory: Memory, tint: str, look: Look) -> tuple[svg.Element, float, float]:
    """The views of a memory, side by side, in as many lines as they need."""
    parts, x, y, tallest, wide = [], 0.0, 0.0, 0.0, 0.0
    for view in memory.views:
        block, width, height = draw_view(memory, view, tint, look)
        if x and x + width > WIDE:
            x, y, tallest = 0.0, y + tallest + 18, 0.0
        parts.append(moved(block, x, y))
        x, tallest = x + width + 26, max(tallest, height)
        wide = max(wide, x - 26)
    return svg.group(*parts), wide, y + tallest


def draw_view(
    memory: Memory, view: View, tint: str, look: Look
) -> tuple[svg.Element, float, float]:
    """One view: its name, which chooses the whole of it, its facts, its numbers."""
    facts = view.facts() if not look.covered else view.facts()[:1]
    parts = [heading(view, look.chosen == (view, None))]
    parts += [svg.text(0, 28 + 15 * i, line, "muted", 11.5) for i, line in enumerate(facts)]
    places, width, height = spots(view.shape, CELL)
    top = 22 + 15 * len(facts)
    for number, (x, y) in enumerate(places):
        parts.append(draw_cell(memory, view, number, (x, y + top), tint, look))
    room = max(0.54 * 11.5 * len(line) for line in facts)
    return svg.group(*parts), max(width, room, svg.text_width(view.name)), top + height


def heading(view: View, chosen: bool) -> svg.Element:
    """The name of a view, a button that chooses all of it; underlined while it is chosen."""
    wide = svg.text_width(view.name)
    ground = svg.rect(0, -2, wide, 18, "paper")
    name = svg.text(0, 11, view.name, "ink mono strong")
    under = svg.line(0, 15, wide, 15, "line-black", stroke_width=2) if chosen else None
    label = f"all of {view.name}"
    return svg.button("choose", view.key, label, ground, name, under, pressed=chosen)


def draw_cell(
    memory: Memory, view: View, number: int, corner: tuple[float, float], tint: str, look: Look
) -> svg.Element:
    """One number of a view; below it, small, its place in the memory."""
    x, y = corner
    place = view.places[number]
    words = write(memory.numbers[place])
    shown = [svg.rect(x, y, *CELL, f"soft-{tint}", stroke_width=1.2)]
    shown.append(svg.text(x + CELL[0] / 2, y + BOX[1] / 2 + 4.5, words, "ink mono", 12, "middle"))
    chosen = look.chosen == (view, number)
    own = look.chosen is not None and look.chosen[0] is view
    if own or (memory.letter, place) in look.before:
        shown += marks(memory, place, corner, CELL, words, look)
    if not look.covered:
        small = (x + CELL[0] - 4, y + CELL[1] - 4)
        shown.append(svg.text(*small, str(place), "muted mono", 8.5, "end"))
    label = f"{view.spell(number)}: {words}" + ("" if look.covered else f", place {place}")
    return svg.button("choose", f"{view.key} {number}", label, *shown, pressed=chosen)
