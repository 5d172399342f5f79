"""Places for boxes in frames in frames: each frame is laid out by itself, then stands as one box.

A line that leaves a frame goes through a port in its lower edge, one that enters through a port in
its upper edge; so lines never cross a frame's side, and opening one frame leaves the inside of the
others as it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from course.drawing.layers import Key, Layout, lay_out

__all__ = ["Nested", "nest"]

Point = tuple[float, float]
HEAD, UNDER_HEAD = 30.0, 14.0
"""Room for a frame's title, and below it where a line comes in."""

SIDE, FOOT = 14.0, 14.0
LAYER_GAP = 32.0


@dataclass
class Nested:
    """Where everything stands, from the upper left corner of the whole.

    `middle` is for boxes, `frames` for frames (left, top, width, height), outer ones first, `lines`
    for edges: the points from the box above to the box below.
    """

    width: float
    height: float
    middle: dict[Key, Point]
    frames: dict[Key, tuple[float, float, float, float]]
    lines: dict[tuple[Key, Key], list[Point]]


@dataclass
class Inside:
    """What one frame holds: its layout, where that begins in the frame, the frame's size."""

    layout: Layout
    shift: Point
    width: float
    height: float


def nest(
    sizes: Mapping[Key, tuple[float, float]],
    inside: Mapping[Key, Sequence[Key]],
    edges: Sequence[tuple[Key, Key]],
    root: Key,
) -> Nested:
    """Place boxes and frames of boxes so that every edge between boxes goes down.

    `sizes` are (width, height) of the boxes and for frames the least (width, anything); `inside`
    lists what a frame holds; `root` is the frame around all, which is not drawn.
    """
    parent = {child: frame for frame, children in inside.items() for child in children}
    ways = {box: way(box, parent, root) for box in sizes if box not in inside}
    local: dict[Key, dict[tuple[Key, Key], None]] = {frame: {} for frame in inside}
    for start, end in edges:
        for frame, edge in steps(ways[start], ways[end], root):
            local[frame][edge] = None
    made: dict[Key, Inside] = {}
    for frame in deepest_first(inside, root):
        made[frame] = lay_inside(frame, sizes, inside[frame], list(local[frame]), made, root)
    return absolute(made, inside, edges, ways, root, sizes)


def way(box: Key, parent: Mapping[Key, Key], root: Key) -> list[Key]:
    """The frames around a box, from outside, without the root, and the box."""
    found = [box]
    while parent[found[-1]] != root:
        found.append(parent[found[-1]])
    return found[::-1]


def shared(one: Sequence[Key], other: Sequence[Key]) -> int:
    """How many frames hold both."""
    depth = 0
    while one[depth] == other[depth]:
        depth += 1
    return depth


def steps(up: Sequence[Key], down: Sequence[Key], root: Key) -> list[tuple[Key, tuple[Key, Key]]]:
    """The parts of a line: out of its frames, across, and into frames; each with its frame."""
    box, depth = up[-1], shared(up, down)
    out = [(up[k - 1], (up[k], ("out", box))) for k in range(len(up) - 1, depth, -1)]
    across = [(up[depth - 1] if depth else root, (up[depth], down[depth]))]
    into = [(down[k - 1], (("in", box), down[k])) for k in range(depth + 1, len(down))]
    return [*out, *across, *into]


def deepest_first(inside: Mapping[Key, Sequence[Key]], root: Key) -> list[Key]:
    """Frames, each after those that it holds."""
    order = [root]
    for frame in order:  # grows while we read it
        order += [child for child in inside[frame] if child in inside]
    return order[::-1]


def lay_inside(
    frame: Key,
    sizes: Mapping[Key, tuple[float, float]],
    children: Sequence[Key],
    edges: Sequence[tuple[Key, Key]],
    made: Mapping[Key, Inside],
    root: Key,
) -> Inside:
    """Lay out one frame, whose inner frames are done."""
    boxes = {k: (made[k].width, made[k].height) if k in made else sizes[k] for k in children}
    ports = [key for edge in edges for key in edge if key not in boxes]
    first = [key for key in dict.fromkeys(ports) if key[0] == "in"]  # type: ignore[index]
    last = [key for key in dict.fromkeys(ports) if key[0] == "out"]  # type: ignore[index]
    whole = boxes | dict.fromkeys([*first, *last], (6.0, 0.0))
    layout = lay_out(whole, edges, LAYER_GAP, first, last)
    if frame == root:
        return Inside(layout, (0.0, 0.0), layout.width, layout.height)
    top = min(layout.middle[k][1] - boxes[k][1] / 2 for k in boxes)
    bottom = max(layout.middle[k][1] + boxes[k][1] / 2 for k in boxes)
    width = max(layout.width + 2 * SIDE, sizes[frame][0])
    head = HEAD + (UNDER_HEAD if first else 0)
    shift = ((width - layout.width) / 2, head - top)
    return Inside(layout, shift, width, head + bottom - top + FOOT)


def absolute(
    made: Mapping[Key, Inside],
    inside: Mapping[Key, Sequence[Key]],
    edges: Sequence[tuple[Key, Key]],
    ways: Mapping[Key, Sequence[Key]],
    root: Key,
    sizes: Mapping[Key, tuple[float, float]],
) -> Nested:
    """Everything from the corner of the whole."""
    corner: dict[Key, Point] = {root: (0.0, 0.0)}
    frames, middle = {}, {}
    for frame in deepest_first(inside, root)[::-1]:
        here = made[frame]
        left, top = corner[frame][0] + here.shift[0], corner[frame][1] + here.shift[1]
        for child in inside[frame]:
            x, y = here.layout.middle[child]
            if child in made:
                width, height = made[child].width, made[child].height
                corner[child] = (left + x - width / 2, top + y - height / 2)
                frames[child] = (*corner[child], width, height)
            else:
                middle[child] = (left + x, top + y)
    lines = {}
    for start, end in edges:
        points = [(middle[start][0], middle[start][1] + sizes[start][1] / 2)]
        for frame, edge in steps(ways[start], ways[end], root):
            part = part_of_line(made[frame], corner[frame], edge)
            if edge[0] in made:  # it leaves the frame where its port is, not in the middle
                part[0] = (points[-1][0], part[0][1])
            if edge[1] in made:
                port = made[edge[1]].layout.middle["in", start][0]
                part[-1] = (corner[edge[1]][0] + made[edge[1]].shift[0] + port, part[-1][1])
            points += part
        points.append((middle[end][0], middle[end][1] - sizes[end][1] / 2))
        lines[start, end] = points
    return Nested(made[root].width, made[root].height, middle, frames, lines)


def part_of_line(frame: Inside, corner: Point, edge: tuple[Key, Key]) -> list[Point]:
    """The points of a line inside one frame, from the foot of its first layer to its last."""
    layout, (start, end) = frame.layout, edge
    left, top = corner[0] + frame.shift[0], corner[1] + frame.shift[1]
    points = [
        (layout.middle[start][0], layout.layers[start][1]),
        *layout.routes[edge],
        (layout.middle[end][0], layout.layers[end][0]),
    ]
    low, high = corner[1], corner[1] + frame.height
    return [(left + x, min(max(top + y, low), high)) for x, y in points]
