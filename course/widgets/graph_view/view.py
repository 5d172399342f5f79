"""`show_graph`: what was recorded for a tensor, as a picture that opens, closes and explains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from course.drawing import svg
from course.graph.groups import Tree
from course.graph.modules import Recorded, calls_in, find_modules
from course.graph.reading import caller_scope, names_in, read_graph
from course.graph.text import text_of
from course.widgets.controls import Button, Control, Field, Switch
from course.widgets.graph_view import details
from course.widgets.graph_view.boxes import Look, draw
from course.widgets.graph_view.moment import at_this_moment
from course.widgets.stage import Stage

__all__ = ["GraphView", "show_graph"]

OPEN_AT_FIRST = 60
"""A graph of at most so many boxes is shown whole; of a larger one, as many levels as fit."""

AT_A_GLANCE = 12
"""So many boxes need no search."""

MOST_BOXES = 250
"""Nothing is laid out beyond this: a group that would need more stays closed, and we say so."""


def show_graph(
    tensor: Any, params: Mapping[str, Any] | None = None, modules: Any = None
) -> GraphView:
    """Show the graph that made `tensor`: leaves at the top, the result at the bottom.

    Arrows point the way the numbers flowed; `backward()` walks against them. Press a box to learn
    what it does, how its derivative is computed and what it keeps; press a group to open it. Names
    come from `params` (name -> tensor), or else from the variables that the caller can see. The
    same goes for `modules`: a module, modules by name, or what `record_modules` gave.

    What later cells do to the tensors changes no picture: it keeps what was there when it was made.

    Raises ValueError if `tensor` does not require grad.

    >>> import tutorgrad as torch
    >>> w = torch.tensor(3.0, requires_grad=True)
    >>> loss = (w * 2) ** 2
    >>> loss.backward()
    >>> show_graph(loss)
    loss 36
      PowBackward0
        MulBackward0
          w 3, grad 24
    """
    seeks = params is None or hasattr(modules, "named_modules")
    scope = caller_scope() if seeks else {}
    names = names_in(scope, tensor) if params is None else dict(params)
    if modules is not None:
        modules = by_name(modules, scope)
    if isinstance(modules, Mapping):
        names |= {k: v for k, v in names_in(modules, tensor).items() if k not in names}
    graph = read_graph(tensor, names)
    if modules is None:
        modules = find_modules(scope, graph) if params is None else {}
    calls = modules.calls_in(graph) if isinstance(modules, Recorded) else calls_in(graph, modules)
    return GraphView(Tree(at_this_moment(graph, names), calls))


def by_name(modules: Any, scope: Mapping[str, Any]) -> Any:
    """What was given as `modules`: a record, or modules by name; one alone has its variable's."""
    if hasattr(modules, "named_modules"):
        called = (name for name, each in scope.items() if each is modules and name.isidentifier())
        return {next(called, "model"): modules}
    if not isinstance(modules, (Mapping, Recorded)):
        kind = type(modules).__name__
        raise TypeError(
            f"modules is a {kind}; give an nn.Module, a dict of modules by name, or what "
            "record_modules() gave you"
        )
    return modules


class GraphView(Stage):
    """See `show_graph`."""

    _lasting = True

    def __init__(self, tree: Tree) -> None:
        self.tree, self.graph = tree, tree.graph
        self.opened: set[str] = set()
        self.chosen = self.sought = self.here = ""
        self.kept = False
        self.open_at_first()
        name = self.graph[self.graph.root].name
        super().__init__(f"The graph of {name}", zoomable=True)

    # -------------------------------------------------------------- groups

    def open_at_first(self) -> None:
        """Open level after level, as long as the picture stays readable."""
        while level := [key for key in self.tree.scene(self.opened).inputs if key in self.groups]:
            fresh = {key for key in level if self.groups[key].kind}
            if not fresh or self.boxes(self.opened | fresh) > OPEN_AT_FIRST:
                return
            self.opened |= fresh

    @property
    def groups(self) -> Mapping[str, Any]:
        """All groups by key."""
        return self.tree.groups

    def boxes(self, opened: set[str]) -> int:
        """How many boxes a picture has."""
        return len(self.tree.scene(opened).inputs)

    def unfold(self, keys: Sequence[str]) -> bool:
        """Open groups, if the picture has room for them; say why not."""
        opened = self.opened | set(keys)
        count = self.boxes(opened)
        if count <= MOST_BOXES:
            self.opened = opened
            return True
        self.said = (
            f"That would be {count} boxes, and the picture stops at {MOST_BOXES}. Close a group "
            "that you do not need (press its name), or all of them (Close all), then open this one."
        )
        return False

    # -------------------------------------------------------------- what can be done

    def controls(self) -> Sequence[Control]:
        found: list[Control] = []
        if len(self.graph) > AT_A_GLANCE:
            hint = "name or operation"
            found.append(Field("find", "Find", key="/", value=self.sought, placeholder=hint))
        if self.sought:
            idle = len(self.matches()) < 2
            found.append(Button("next", "Next match", key="n", disabled=idle))
        found.append(Switch("kept", "What operations keep", key="k", value=self.kept))
        if len(self.groups) > 1:
            whole = set(self.groups) <= self.opened | {"all"}
            found.append(Button("open all", "Open all", key="o", disabled=whole))
            found.append(Button("close all", "Close all", key="c", disabled=not self.opened))
        return found

    def act(self, name: str, value: Any) -> None:
        if name == "choose":
            self.chosen = "" if value == self.chosen else str(value)
        elif name == "open":
            self.open_one(str(value))
        elif name == "close":
            self.opened.discard(str(value))
            self.said = f"{self.groups[str(value)].label()} is closed."
        elif name == "open all":
            if self.unfold(list(self.groups)):
                self.said = "Every group is open."
        elif name == "close all":
            self.opened.clear()
            self.said = "Every group is closed."
        elif name == "kept":
            self.kept = bool(value)
        elif name == "find":
            again = str(value).strip() == self.sought  # Enter once more
            self.go_on() if again else self.find(str(value).strip())
        elif name == "next":
            self.go_on()
        else:
            super().act(name, value)

    def open_one(self, key: str) -> None:
        """Open one group; a group that holds one group alone opens that too."""
        if self.unfold([key]):
            group = self.groups[key]
            self.said = f"{group.label()} is open: {group.size()}."

    # -------------------------------------------------------------- search

    def matches(self) -> list[str]:
        """The vertices whose name, operation or shape holds what is sought, in forward order."""
        wanted = self.sought.lower()
        if not wanted:
            return []
        found = []
        for vertex in reversed(list(self.graph)):
            texts = (vertex.name, vertex.operation, str(vertex.shape or ""))
            if any(wanted in text.lower() for text in texts):
                found.append(vertex.key)
        return found

    def find(self, words: str) -> None:
        """Mark what was found, and open the groups that hold it while there is room."""
        self.sought, self.here = words, ""
        matches = self.matches()
        shown = 0
        for key in matches:
            opened = self.opened | set(self.tree.way(key)[:-1])
            if opened != self.opened and self.boxes(opened) > MOST_BOXES:
                break
            self.opened, shown = opened, shown + 1
        if matches:
            self.here = matches[0]
        if words:
            self.said = (
                f"{len(matches)} found." if matches else f"Nothing here is called {words!r}."
            )
        if shown < len(matches):
            self.said += f" The first {shown} are shown; type more letters, or go on with n."

    def go_on(self) -> None:
        """Go to the next match, and open the groups around it."""
        matches = self.matches()
        if not matches:
            return
        at = matches.index(self.here) + 1 if self.here in matches else 0
        self.here = matches[at % len(matches)]
        if self.unfold(self.tree.way(self.here)[:-1]):
            self.said = f"Match {at % len(matches) + 1} of {len(matches)}."

    # -------------------------------------------------------------- picture and words

    def look(self) -> Look:
        """What is to be seen beside the graph."""
        more: dict[str, Sequence[str]] = {}
        if self.kept:
            scene = self.tree.scene(self.opened)
            vertices = [self.graph[key] for key in scene.inputs if key not in self.groups]
            more = {
                each.key: details.in_the_box(each) for each in vertices if each.kind == "operation"
            }
        return Look(self.chosen, self.matches(), self.here, more)

    def picture(self) -> svg.Element:
        return draw(self.tree, self.opened, self.look())

    def aside(self) -> svg.Element | None:
        return details.draw(self.about()) if self.chosen else None

    def about(self) -> details.Details:
        """All about the chosen vertex."""
        return details.about(self.graph, self.chosen)

    def words(self) -> str:
        look = self.look()
        more = {key: "".join(f", {each}" for each in every) for key, every in look.more.items()}
        for number, key in enumerate(look.matches):
            more[key] = more.get(key, "") + f", match {number + 1}"
        lines = [text_of(self.tree, self.opened, more)]
        return "\n".join([*lines, details.words(self.about())] if self.chosen else lines)
