"""The vertices of a graph in groups that can be open or closed, so that no view is too large.

A group is one use of a module, or a stretch: neighbours in a level that would hold too many. Both
are unbroken pieces of the forward pass, so the picture of closed groups has no circles.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from course.graph.modules import Path, bare, common
from course.graph.reading import Graph

__all__ = ["Group", "Scene", "Tree"]

MOST_CHILDREN = 60
"""A level with more is cut into stretches."""

STRETCH = 20
MANY = 4
"""A leaf with more users stands in no stretch, and in a large picture again beside each user."""


@dataclass(eq=False)
class Group:
    """Vertices (by key) and groups, in the order of the forward pass.

    title: the module's name, or the numbers of a stretch's operations.   kind: the module's class;
    empty for a stretch.   number: which use of the module, of how many.
    """

    key: str
    title: str
    kind: str = ""
    number: int = 1
    of: int = 1
    parent: Group | None = None
    children: list[Group | str] = field(default_factory=list)
    ends: tuple[str, str] | None = None
    operations: int = 0
    leaves: int = 0
    most: str = ""
    """Its operations by name, those that are there most first."""

    def label(self) -> str:
        """The title, and which use it is."""
        return f"{self.title} (use {self.number} of {self.of})" if self.of > 1 else self.title

    def size(self) -> str:
        """What is inside, in a few words."""
        parts = [(self.operations, "operation"), (self.leaves, "leaf")]
        words = [f"{n} {plural(word) if n > 1 else word}" for n, word in parts if n]
        return ", ".join(words)


def plural(word: str) -> str:
    """operations, leaves."""
    return "leaves" if word == "leaf" else word + "s"


@dataclass
class Scene:
    """What is shown when some groups are open: for every vertex the part that stands for it.

    `inputs` gives for every part those that its arrows come from, in the arguments' order. Two
    vertices may be joined by several arrows, a closed group and another part by one.
    """

    stands_for: dict[str, str]
    inputs: dict[str, list[str]]

    def arrows(self) -> Counter[tuple[str, str]]:
        """(from, to) for every two parts that are joined, and by how many arrows."""
        return Counter((start, end) for end, every in self.inputs.items() for start in every)

    def arrows_from(self, key: str) -> int:
        """How many arrows leave a part."""
        return self.leaving[key]

    @cached_property
    def leaving(self) -> Counter[str]:
        """How many arrows leave each part."""
        return Counter(start for every in self.inputs.values() for start in every)


class Tree:
    """All groups of a graph, by key; `home` gives the group that holds a vertex."""

    def __init__(self, graph: Graph, calls: Mapping[str, Path]) -> None:
        self.graph = graph
        self.root = Group("all", "all")
        self.groups = {"all": self.root}
        self.home: dict[str, Group] = {}
        self.order = {each.key: place for place, each in enumerate(reversed(list(graph)))}
        self.users = graph.users()
        self.put_operations(calls)
        self.put_leaves()
        self.home[graph.root] = self.root
        self.root.children.append(graph.root)
        self.cut()
        self.count()

    def put_operations(self, calls: Mapping[str, Path]) -> None:
        """A group for every unbroken run of operations in one call."""
        around: list[Group] = [self.root]
        now: Path = ()
        for vertex in reversed(list(self.graph)):
            if vertex.kind != "operation":
                continue
            path = calls.get(vertex.key, ())
            same = 0
            while same < min(len(now), len(path)) and now[same] == path[same]:
                same += 1
            del around[same + 1 :]
            for call in path[same:]:
                key = f"{call.name}#{call.number}"
                while key in self.groups:  # left and entered again
                    key += "+"
                self.order[key] = self.order[vertex.key]
                group = Group(key, call.name, call.kind, call.number, 1, around[-1])
                self.groups[key] = group
                around[-1].children.append(group)
                around.append(group)
            now = path
            around[-1].children.append(vertex.key)
            self.home[vertex.key] = around[-1]
        uses = Counter(group.title for group in self.groups.values())
        for group in self.groups.values():
            group.of = max(group.number, uses[group.title]) if group.number else 1

    def put_leaves(self) -> None:
        """Each leaf into the smallest group that holds all who use it, before the first of them."""
        users = self.users
        before: dict[str, list[str]] = {}
        for vertex in reversed(list(self.graph)):
            if vertex.kind != "leaf" or vertex.key == self.graph.root:
                continue
            ways = [self.way(user) for user in users[vertex.key]]
            depth = min(len(common(ways)), len(ways[0]) - 1)
            self.home[vertex.key] = self.groups[ways[0][depth - 1]] if depth else self.root
            first = min((way[depth] for way in ways), key=self.order.__getitem__)
            before.setdefault(first, []).append(vertex.key)
        for group in self.groups.values():
            fresh: list[Group | str] = []
            for child in group.children:
                fresh += [*before.get(name_of(child), []), child]
            group.children = fresh

    def way(self, key: str) -> list[str]:
        """The keys of the groups around a vertex or a group, from outside, and its own."""
        group = self.groups[key].parent if key in self.groups else self.home[key]
        found = [key]
        while group is not None and group is not self.root:
            found.append(group.key)
            group = group.parent
        return found[::-1]

    def cut(self) -> None:
        """Cut levels with too many children into stretches, and these again.

        The result stays outside of them, and so do leaves with many users, if they are few.
        """
        for group in list(self.groups.values()):
            leaves = [child for child in group.children if self.shared(child)]
            loose = {*leaves[:STRETCH], self.graph.root}
            while len(group.children) > MOST_CHILDREN:
                whole, group.children = group.children, []
                for start in range(0, len(whole), STRETCH):
                    self.stretch(group, whole[start : start + STRETCH], loose)

    def shared(self, child: Group | str) -> bool:
        """Whether a child is a leaf with many users."""
        leaf = isinstance(child, str) and self.graph[child].kind == "leaf"
        return leaf and len(self.users[name_of(child)]) > MANY

    def stretch(self, parent: Group, children: list[Group | str], loose: set[str]) -> None:
        """Join neighbours to one group."""
        inside = [child for child in children if name_of(child) not in loose]
        group = Group(f"{parent.key}/{len(self.groups)}", "", parent=parent, children=inside)
        for child in inside:
            if isinstance(child, Group):
                child.parent = group
            else:
                self.home[child] = group
        before = [each for each in children if name_of(each) in loose - {self.graph.root}]
        after = [each for each in children if each == self.graph.root]
        if inside:
            self.groups[group.key] = group
        parent.children += [*before, *([group] if inside else []), *after]

    def count(self) -> None:
        """What each group holds; a stretch gets its title by the numbers of its operations."""
        tally = {key: Counter[str]() for key in self.groups}
        first: dict[str, int] = {}
        last: dict[str, int] = {}
        forward = [each for each in reversed(list(self.graph)) if each.kind != "result"]
        number = 0
        for vertex in forward:
            number += vertex.kind == "operation"
            for key in self.way(vertex.key)[:-1]:
                group = self.groups[key]
                if vertex.kind == "operation":
                    group.operations += 1
                    tally[key][bare(vertex.operation)] += 1
                    first.setdefault(key, number)
                    last[key] = number
                else:
                    group.leaves += 1
        for key, group in self.groups.items():
            group.most = ", ".join(f"{n} {name}" for name, n in tally[key].most_common(3))
            if not group.kind and group is not self.root:
                group.ends = self.ends_of(group)
                numbers = f"operations {first.get(key, 0)} to {last.get(key, 0)}"
                group.title = " to ".join(dict.fromkeys(group.ends)) if group.ends else numbers

    def ends_of(self, stretch: Group) -> tuple[str, str] | None:
        """The first and the last name in a stretch: of its modules, or of leaves without users."""
        inside = [each for each in stretch.children if isinstance(each, Group)]
        found = [(each.title, each.title) if each.kind else each.ends for each in inside]
        if not inside and not stretch.operations:
            names = [self.graph[key].name for key in stretch.children if isinstance(key, str)]
            found = [(name, name) for name in names]
        pairs = [pair for pair in found if pair]
        return (pairs[0][0], pairs[-1][1]) if pairs and len(pairs) == len(found) else None

    # -------------------------------------------------------------- what is shown

    def scene(self, opened: Collection[str]) -> Scene:
        """What is shown when these groups are open."""
        stands_for: dict[str, str] = {}
        shown_in: dict[str, str | None] = {"all": None}  # the outermost closed group around a group

        def outside(group: Group) -> str | None:
            trail = []
            while group.key not in shown_in:
                trail.append(group)
                assert group.parent is not None
                group = group.parent
            found = shown_in[group.key]
            for each in reversed(trail):
                found = found or (None if each.key in opened else each.key)
                shown_in[each.key] = found
            return found

        for vertex in reversed(list(self.graph)):
            stands_for[vertex.key] = outside(self.home[vertex.key]) or vertex.key
        inputs: dict[str, list[str]] = {part: [] for part in stands_for.values()}
        seen = set()
        for vertex in self.graph:
            end = stands_for[vertex.key]
            for key in vertex.inputs:
                start = stands_for[key] if key else end
                bundled = end != vertex.key or start != key
                if start != end and not (bundled and (start, end) in seen):
                    seen.add((start, end))
                    inputs[end].append(start)
        return Scene(stands_for, inputs)


def name_of(child: Group | str) -> str:
    """The key of a group, or of a vertex."""
    return child.key if isinstance(child, Group) else child
