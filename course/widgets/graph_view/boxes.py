"""The drawing of a graph: boxes for leaves, operations and closed groups, frames, arrows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from course.drawing import svg
from course.drawing.nested import Nested, Point, nest
from course.graph.groups import MANY, Group, Scene, Tree, name_of
from course.graph.reading import Vertex
from course.graph.text import contents, of_group, of_vertex

__all__ = ["Look", "draw"]

LINE, SIZE, SMALL = 17.0, 13.0, 12.0
ARROW = 7.0
MOST_ARROWS = 5
"""Between two boxes; a sixth is not drawn."""

LARGE = 15
"""Boxes from which on a leaf with many users is drawn again beside each of them."""

LEGEND = {
    "leaf": ("soft-sky edge-blue", "leaf: gets a .grad"),
    "operation": ("paper edge-black", "recorded operation"),
    "result": ("soft-orange edge-orange", "result"),
    "group": ("panel edge-black", "closed group: press to open"),
}


@dataclass
class Look:
    """What is to be seen beside the graph itself: the part chosen, matches, words under a name."""

    chosen: str = ""
    matches: Sequence[str] = ()
    here: str = ""
    """The match that was gone to: the browser brings it into sight."""
    more: Mapping[str, Sequence[str]] = field(default_factory=dict)


def draw(tree: Tree, opened: Collection[str], look: Look) -> svg.Element:
    """The picture of a graph with these groups open."""
    scene = tree.scene(opened)
    lines = {part: lines_of(tree, part, look) for part in scene.inputs}
    arrows, again = repeated(tree, scene)
    lines |= {part: [tree.graph[leaf].name] for part, (leaf, _) in again.items()}
    sizes = {part: size_of(words, part in tree.groups) for part, words in lines.items()}
    frames = {"all": [name_of(child) for child in tree.root.children]}
    waiting = list(frames["all"])
    for key in waiting:  # grows while we read it
        if key in opened and key in tree.groups:
            frames[key] = [name_of(child) for child in tree.groups[key].children]
            sizes[key] = (svg.text_width(title_of(tree.groups[key]), SMALL) + 44, 0.0)
            waiting += frames[key]
    for part, (_, user) in again.items():
        home = next(frame for frame, inside in frames.items() if user in inside)
        frames[home].insert(frames[home].index(user), part)
    places = nest(sizes, frames, list(arrows), "all")
    parts = [
        *(draw_frame(tree.groups[str(key)], box) for key, box in places.frames.items()),
        *draw_arrows(places, arrows, sizes, look),
        *(draw_title(tree.groups[str(key)], box) for key, box in places.frames.items()),
    ]
    for part, words in lines.items():
        x, y = places.middle[part]
        width, height = sizes[part]
        if part in again:
            drawn = draw_again(tree, again[part][0], sizes[part])
        else:
            drawn = draw_part(tree, part, words, sizes[part], look)
        corner = (x - width / 2, y - height / 2)
        here = "yes" if part == look.here else None
        parts.append(svg.group(drawn, x=corner[0], y=corner[1], data_key=part, data_here=here))
    legend, least = draw_legend(tree, list(scene.inputs), places.height + 22)
    wide = max(places.width, least)
    moved = svg.group(*parts, x=12 + (wide - places.width) / 2, y=10)
    return svg.picture(wide + 24, places.height + 52, moved, legend)


def repeated(
    tree: Tree, scene: Scene
) -> tuple[dict[tuple[str, str], int], dict[str, tuple[str, str]]]:
    """The arrows, and in a large picture small boxes that repeat a leaf beside each of its users.

    The first user keeps the leaf itself. For every repetition: which leaf, beside which user.
    """
    arrows, again = dict(scene.arrows()), {}
    if len(scene.inputs) <= LARGE:
        return arrows, again
    for part in scene.inputs:
        users = [end for start, end in arrows if start == part]
        if part in tree.groups or tree.graph[part].kind != "leaf" or len(users) <= MANY:
            continue
        first = min(users, key=list(scene.inputs).index)
        for user in users:
            if user != first:
                again[f"{part} for {user}"] = (part, user)
    here = {(leaf, user): part for part, (leaf, user) in again.items()}
    return {(here.get(edge, edge[0]), edge[1]): n for edge, n in arrows.items()}, again


# ------------------------------------------------------------------ boxes


def lines_of(tree: Tree, part: str, look: Look) -> list[str]:
    """The words in a box."""
    group = tree.groups.get(part)
    if group is not None:
        return ["▸ " + group.label(), group.kind or group.most, group.size()]
    vertex = tree.graph[part]
    return [*lines_of_vertex(vertex), *look.more.get(part, ())]


def lines_of_vertex(vertex: Vertex) -> list[str]:
    """Name, value or shape, gradient."""
    if vertex.kind == "operation":
        held = "" if vertex.tensor is None else contents(vertex.tensor)
        equals = f"{vertex.name} = {held}" if held[:1] != "(" else f"{vertex.name} {held}"
        second = equals if held else str(vertex.shape or "")
        found = [vertex.operation, second]
    else:
        found = [vertex.name, contents(vertex.tensor)]
    grad = "" if vertex.grad is None else f"grad {contents(vertex.grad)}"
    return [words for words in (*found, grad) if words]


def size_of(words: Sequence[str], closed: bool) -> tuple[float, float]:
    """Width and height of a box with these lines."""
    widths = [svg.text_width(line, SIZE if i == 0 else SMALL) for i, line in enumerate(words)]
    return max(44.0, max(widths) + 20 + 6 * closed), len(words) * LINE + 13 + 6 * closed


def draw_part(
    tree: Tree, part: str, words: Sequence[str], size: tuple[float, float], look: Look
) -> svg.Element:
    """One box, with its corner at (0, 0), as a button."""
    group = tree.groups.get(part)
    kind = "group" if group else tree.graph[part].kind
    width, height = size
    fill, rounding = LEGEND[kind][0], {"leaf": 12, "result": 12, "group": 5}.get(kind, 2)
    drawn: list[svg.Element | None] = [mark(part, size, look)]
    if group:  # a pile of sheets
        drawn.append(svg.rect(6, 6, width - 6, height - 6, fill, rx=rounding))
        width, height = width - 6, height - 6
    drawn.append(svg.rect(0, 0, width, height, fill, rx=rounding, stroke_width=1.2))
    for number, line in enumerate(words):
        ink = "ink mono strong" if number == 0 else "ink mono" if number == 1 else "muted mono"
        place = (width / 2, 6 + LINE * (number + 0.72))
        drawn.append(svg.text(*place, line, ink, SIZE if number == 0 else SMALL, "middle"))
    if part in look.matches:
        drawn.append(flag(look.matches.index(part) + 1, width))
    if group:
        return svg.button("open", part, f"Open {of_group(group)}", *drawn)
    label = of_vertex(tree.graph[part])
    return svg.button("choose", part, label, *drawn, pressed=part == look.chosen)


def draw_again(tree: Tree, leaf: str, size: tuple[float, float]) -> svg.Element:
    """A small box that stands for a leaf drawn elsewhere."""
    box = svg.rect(0, 0, *size, LEGEND["leaf"][0], rx=12, stroke_dasharray="4 3")
    words = svg.text(size[0] / 2, 19, tree.graph[leaf].name, "ink mono", SIZE, "middle")
    return svg.button("choose", leaf, f"{of_vertex(tree.graph[leaf])}, again", box, words)


def mark(part: str, size: tuple[float, float], look: Look) -> svg.Element | None:
    """A line around a box that was found or chosen."""
    if part != look.chosen and part not in look.matches:
        return None
    if part == look.chosen:
        return svg.rect(-1, -1, size[0] + 2, size[1] + 2, "line-blue", rx=4, stroke_width=4)
    return svg.rect(
        -4, -4, size[0] + 8, size[1] + 8, "line-red", rx=8, stroke_width=3, stroke_dasharray="5 3"
    )


def flag(number: int, width: float) -> svg.Element:
    """The number of a match."""
    words = str(number)
    wide = svg.text_width(words, 11) + 8
    box = svg.rect(0, 0, wide, 15, "soft-red edge-red", rx=4)
    return svg.group(
        box, svg.text(wide / 2, 11.5, words, "ink mono", 11, "middle"), x=width - 6, y=-9
    )


# ------------------------------------------------------------------ frames


def title_of(group: Group) -> str:
    """What stands in the head of an open group."""
    return f"▾ {group.label()}  {group.kind}".rstrip()


def draw_frame(group: Group, box: tuple[float, float, float, float]) -> svg.Element:
    """The ground of an open group."""
    x, y, width, height = box
    ground = svg.rect(0, 0, width, height, "panel", rx=8, fill_opacity=0.55)
    edge = svg.rect(0, 0, width, height, "rule", rx=8, stroke_dasharray="2 3")
    return svg.group(ground, edge, x=x, y=y, data_key="frame " + group.key)


def draw_title(group: Group, box: tuple[float, float, float, float]) -> svg.Element:
    """The head of an open group, which closes it."""
    x, y, *_ = box
    words = title_of(group)
    ground = svg.rect(4, 4, svg.text_width(words, SMALL) + 12, 20, "panel", rx=5)
    text = svg.text(10, 18.5, words, "ink mono strong", SMALL)
    button = svg.button("close", group.key, f"Close {group.label()}: {group.size()}", ground, text)
    return svg.group(button, x=x, y=y, data_key="title " + group.key)


# ------------------------------------------------------------------ arrows


def draw_arrows(
    places: Nested,
    arrows: Mapping[tuple[str, str], int],
    sizes: Mapping[str, tuple[float, float]],
    look: Look,
) -> list[svg.Element]:
    """All arrows; those of the chosen box are strong."""
    into: dict[str, list[tuple[str, int, int]]] = {}
    for (start, end), count in arrows.items():
        drawn = min(count, MOST_ARROWS)
        into.setdefault(end, []).extend((start, copy, drawn) for copy in range(drawn))
    found = []
    for end, every in into.items():
        every.sort(key=lambda each: (coming_from(places.lines[each[0], end]), each[1]))
        room = min(18.0, (sizes[end][0] - 16) / len(every))
        for number, (start, copy, copies) in enumerate(every):
            aside = room * (number - (len(every) - 1) / 2)
            points = shifted(places.lines[start, end], aside, 12.0 * (copy - (copies - 1) / 2))
            found += arrow(points, strong=look.chosen in (start, end))
    return found


def coming_from(points: Sequence[Point]) -> float:
    """From how far left or right a line comes to its end."""
    return next((x for x, _ in reversed(points) if x != points[-1][0]), points[0][0])


def shifted(points: Sequence[Point], at_end: float, on_way: float) -> list[Point]:
    """A line that ends beside the middle of its box, and keeps off its twins on the way."""
    moved = [(x + on_way, y) for x, y in points[:-2]]
    return [*moved, *((x + at_end, y) for x, y in points[-2:])]


def arrow(points: Sequence[Point], strong: bool) -> list[svg.Element]:
    """A smooth line that goes down through points, and its head."""
    x, y = points[-1]
    points = [*points[:-1], (x, y - ARROW)]
    steps = [f"M{place(points[0])}"]
    now = points[0]
    for point in points[1:]:
        if abs(point[0] - now[0]) < 0.5 or point[1] - now[1] < 2:
            steps.append(f"L{place(point)}")
        else:
            middle = (now[1] + point[1]) / 2
            bends = (place((now[0], middle)), place((point[0], middle)), place(point))
            steps.append("C" + " ".join(bends))
        now = point
    width, line, head = (2.6, "line-blue", "fill-blue") if strong else (1.3, "line-muted", "muted")
    tip = [(x, y), (x - 4, y - ARROW - 1), (x + 4, y - ARROW - 1)]
    return [
        svg.tag("path", d=" ".join(steps), class_=line, stroke_width=width),
        svg.path(tip, head, closed=True),
    ]


def place(point: Point) -> str:
    """A point in the path's own language."""
    return f"{svg.number(float(point[0]))} {svg.number(float(point[1]))}"


def draw_legend(tree: Tree, parts: Sequence[str], y: float) -> tuple[svg.Element, float]:
    """What the looks of boxes mean, for those that are there; and how wide that is."""
    there = {"group" if part in tree.groups else tree.graph[part].kind for part in parts}
    drawn, x = [], 12.0
    for kind, (look, words) in LEGEND.items():
        if kind in there:
            drawn.append(
                svg.rect(x, y + 8, 16, 12, look, rx=4 if kind in ("leaf", "result") else 1)
            )
            drawn.append(svg.text(x + 21, y + 18, words, "muted", 11))
            x += 21 + svg.text_width(words, 11, mono=False) + 16
    return svg.group(*drawn), x
