"""Memory, seen: which numbers stand where, who looks at them, and what a write changes.

A tensor is a way to look at a row of numbers: where to start (offset) and how far to jump for each
dimension (stride). Views look at one row, copies have a row of their own. Choose a cell, say which
of the others will change, write a number, and see.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

from course.drawing import svg
from course.drawing.cells import nested, write
from course.drawing.storage import Look, draw
from course.storage import Memory, View, argument_names, read_memories, root_of
from course.widgets.controls import Button, Control, Field, Switch
from course.widgets.stage import Stage

__all__ = ["StorageView", "show_storage"]

MOST_NUMBERS = 96


def show_storage(*tensors: Any, **named: Any) -> StorageView:
    """Show the memory of tensors and NumPy arrays: its numbers, and how each of them looks at it.

    They bear the names that stand in the call; `show_storage(m, turned=m.t())` gives a name.
    What is written in the picture is written into the tensors themselves, past autograd, as
    `with torch.no_grad(): m[0, 1] = 7` does.

    >>> import tutorgrad as torch
    >>> m = torch.arange(4).view(2, 2)
    >>> show_storage(m, m.t(), m.clone())
    Memory A: 4 numbers, int64 (8 bytes): 0, 1, 2, 3
      m: shape (2, 2), stride (2, 1), offset 0, version 0, contiguous.
        m = [[0, 1], [2, 3]] looks at the places [[0, 1], [2, 3]].
      m.t(): shape (2, 2), stride (1, 2), offset 0, version 0, not contiguous.
        m.t() = [[0, 2], [1, 3]] looks at the places [[0, 2], [1, 3]].
    Memory B: 4 numbers, int64 (8 bytes): 0, 1, 2, 3
      m.clone(): shape (2, 2), stride (2, 1), offset 0, version 0, contiguous.
        m.clone() = [[0, 1], [2, 3]] looks at the places [[0, 1], [2, 3]].
    """
    return StorageView(dict(zip(argument_names(tensors), tensors, strict=True)) | named)


class StorageView(Stage):
    """See `show_storage`."""

    def __init__(self, values: dict[str, Any]) -> None:
        if not values:
            raise ValueError("nothing to show: give at least one tensor or NumPy array")
        self.values = values
        for name, value in values.items():
            if hasattr(value, "storage_offset") or hasattr(value, "strides"):  # before all is read
                fits(name, math.prod(root_of(value).shape), "in memory")
                fits(name, math.prod(value.shape), "to show")
        self.memories = read_memories(values)
        for memory in self.memories:
            fits(memory.views[0].name, len(memory.numbers), "in memory")
            for view in memory.views:
                fits(view.name, len(view.places), "to show")
        self.chosen: tuple[str, int | None] | None = None
        self.number, self.sizes, self.covered = "100", "", False
        self.guess: set[str] = set()
        self.refused: set[str] | None = None
        self.before: dict[tuple[str, int], object] = {}
        self.outcome = ""
        super().__init__("Memory of " + ", ".join(values))

    # -------------------------------------------------------------- what there is

    @property
    def views(self) -> list[View]:
        """All views, in the order of the call."""
        found = [view for memory in self.memories for view in memory.views]
        return sorted(found, key=lambda view: int(view.key))

    def home(self, view: View) -> Memory:
        """The memory that a view looks at."""
        return next(memory for memory in self.memories if view in memory.views)

    def focus(self) -> tuple[View, int | None] | None:
        """The chosen view, and the number of the chosen cell in it."""
        if self.chosen is None:
            return None
        key, number = self.chosen
        return self.views[int(key)], number

    def reached(self) -> set[str]:
        """The keys of the other views that look at the chosen cell: the truth of a prediction."""
        focus = self.focus()
        if focus is None or focus[1] is None:
            return set()
        view, number = focus
        place = view.places[number]
        others = [each for each in self.home(view).views if each is not view]
        return {each.key for each in others if place in each.places}

    # -------------------------------------------------------------- what can be done

    def controls(self) -> Sequence[Control]:
        focus = self.focus()
        ready = focus is not None and focus[1] is not None
        found: list[Control] = []
        for view in self.views:
            if ready and view is not focus[0]:
                label = f"{view.name} will change"
                found.append(Switch(f"guess {view.key}", label, value=view.key in self.guess))
        label = "Write anyway" if self.refused == self.guess else "Write"
        if ready:
            label += f" into {focus[0].spell(focus[1])}"
        hint = "" if ready else "First choose a cell of a tensor"
        tried = focus[0].name if focus else self.views[0].name
        return [
            Field("number", "Number", value=self.number, hint="What will be written"),
            *found,
            Button("write", label, key="w", disabled=not ready, hint=hint),
            Button("look", "Look again", key="l", hint="After a cell that changed the tensors"),
            Switch("memory", "Show the memory", key="m", value=not self.covered),
            Field("view", f"{tried}.view", value=self.sizes, placeholder="sizes, such as 3, 2"),
        ]

    def act(self, name: str, value: Any) -> None:
        if name == "choose":
            self.choose(str(value))
        elif name.startswith("guess "):
            self.guess ^= {name.removeprefix("guess ")}
        elif name == "number":
            self.number = str(value)
        elif name == "memory":
            self.covered = not value
        elif name == "write":
            self.write()
        elif name == "look":
            self.look_again()
            self.said = "Nothing has changed." if not self.before else f"Changed: {self.changes()}."
        elif name == "view":
            self.sizes = str(value)
            self.outcome = self.attempt()
            self.said = self.outcome
        else:
            super().act(name, value)

    def choose(self, value: str) -> None:
        """Choose a cell ("0 3", or as Python writes it: "m[1, 0]") or a whole view ("0", "m")."""
        by_name = {view.name: view.key for view in self.views}
        by_name |= {
            view.spell(number): f"{view.key} {number}"
            for view in self.views
            for number in range(len(view.places))
        }
        key, _, number = by_name.get(value, value).partition(" ")
        new = (key, int(number) if number else None)
        self.chosen = None if new == self.chosen else new
        self.guess, self.refused, self.before = set(), None, {}
        self.said = self.story()

    def write(self) -> None:
        """Write the number into the chosen cell, once the prediction was right or made twice."""
        focus = self.focus()
        if focus is None or focus[1] is None:
            raise ValueError("no cell is chosen: press a cell of a tensor first")
        view, number = focus
        fresh = parsed(self.number, view)
        if write(fresh) == write(self.home(view).numbers[view.places[number]]):
            self.said = f"{view.spell(number)} is {write(fresh)} already. Choose another number."
            return
        right = self.guess == self.reached()
        if not right and self.refused != self.guess:
            self.refused = set(self.guess)
            self.said = self.question(view, number)
            return
        view.write(number, fresh)
        self.look_again()
        self.said = ("Right. " if right else "") + self.story()
        self.guess, self.refused = set(), None

    def look_again(self) -> None:
        """Read the memories anew and note what differs from what was shown."""
        old = {(m.letter, at): n for m in self.memories for at, n in enumerate(m.numbers)}
        self.memories = read_memories(self.values)
        new = {(m.letter, at): n for m in self.memories for at, n in enumerate(m.numbers)}
        self.before = {at: n for at, n in old.items() if at in new and repr(new[at]) != repr(n)}

    # -------------------------------------------------------------- what is said

    def question(self, view: View, number: int) -> str:
        """A question about the first view that was misjudged in a wrong prediction."""
        wrong = next(each for each in self.views if each.key in self.guess ^ self.reached())
        cell = view.spell(number)
        if wrong not in self.home(view).views:
            return (
                f"You say that {wrong.name} will change with {cell}. Was {wrong.name} made as a "
                f"view, or did it get a copy of the numbers?"
            )
        if wrong.key in self.guess:
            return (
                f"You say that {wrong.name} will change with {cell}. {wrong.name} starts at place "
                f"{wrong.start} and has stride {wrong.stride}: which places does it look at?"
            )
        return (
            f"You say that {wrong.name} will not change. {cell} stands at place "
            f"{view.formula(number)} of its memory: who else looks there?"
        )

    def story(self) -> str:
        """The chosen cell or view, and what the last write changed, in a sentence or two."""
        focus = self.focus()
        if focus is None:
            return ""
        view, number = focus
        if number is not None:
            place = view.places[number]
            told = f"{view.spell(number)} stands at place {view.formula(number)} = {place}."
            return told + (f" Changed: {self.changes()}." if self.before else "")
        places = ", ".join(map(str, view.places))
        jumps = dict.fromkeys(f"{end - start:+d}" for start, end in view.walk(None))
        told = f": jumps of {', '.join(jumps)}" if jumps else ""
        return f"Row by row, {view.name} reads the places {places}{told}."

    def changes(self) -> str:
        """Every cell that shows a new number, by view."""
        cells = [
            f"{view.spell(number)} = {write(memory.numbers[place])}"
            for view in self.views
            for memory in [self.home(view)]
            for number, place in enumerate(view.places)
            if (memory.letter, place) in self.before
        ]
        return ", ".join(cells)

    def attempt(self) -> str:
        """What `view` does with the sizes that were typed, and why."""
        focus = self.focus()
        view = focus[0] if focus else self.views[0]
        sizes = [int(size) for size in re.findall(r"-?\d+", self.sizes)]
        call = f"{view.name}.view({', '.join(map(str, sizes))})"
        if not sizes:
            return ""
        if view.version is None:
            return f"{view.name} is a NumPy array; view with sizes is a method of tensors."
        try:
            made = view.value.view(*sizes)
        except RuntimeError as error:
            told = f"{call}: RuntimeError: {error}"
            if "not compatible" not in str(error):
                return told
            places = ", ".join(map(str, view.places))
            return (
                f"{told} Row by row, {view.name} reads the places {places}: no strides walk them "
                f"in the new shape. {call.replace('.view', '.reshape')} copies the numbers first."
            )
        return f"{call} looks at the same memory: stride {tuple(made.stride())}. Nothing moves."

    # -------------------------------------------------------------- picture and words

    def picture(self) -> svg.Element:
        focus = self.focus()
        look = Look(focus, before=self.before, covered=self.covered)
        look.marked = set(self.before)
        if focus is not None:
            view, number = focus
            letter = self.home(view).letter
            places = view.places if number is None else [view.places[number]]
            look.marked |= {(letter, place) for place in places}
            look.jumps = view.walk(number)
        return draw(self.memories, look)

    def words(self) -> str:
        lines = []
        for memory in self.memories:
            numbers = ", ".join("?" if n is None else write(n) for n in memory.numbers)
            if not self.covered:
                lines.append(f"Memory {memory.letter}: {memory.facts}: {numbers}")
            for view in memory.views:
                facts = view.facts()[:1] if self.covered else view.facts()
                lines.append(f"  {view.name}: {', '.join(facts)}.")
                shown = nested([write(memory.numbers[place]) for place in view.places], view.shape)
                at = nested([str(place) for place in view.places], view.shape)
                at = "" if self.covered else f" looks at the places {at}"
                lines.append(f"    {view.name} = {shown}{at}.")
        was = [f"place {at} of memory {m} was {write(n)}" for (m, at), n in self.before.items()]
        lines += [f"Before, {', '.join(was)}."] if was and not self.covered else []
        return "\n".join([*lines, *filter(None, [self.story(), self.outcome])])


def fits(name: str, count: int, where: str) -> None:
    """Raises ValueError for more numbers than the picture has room for."""
    if count > MOST_NUMBERS:
        raise ValueError(
            f"{name} has {count} numbers {where}; the picture has room for {MOST_NUMBERS}. "
            "Show a small tensor: the rules are the same"
        )


def parsed(text: str, view: View) -> float | bool:
    """The number that was typed, as the view can hold it."""
    if view.dtype == "bool":
        if text.lower() not in ("true", "false", "1", "0"):
            raise ValueError(f"{view.name} holds True and False; {text!r} is neither")
        return text.lower() in ("true", "1")
    try:
        number = float(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a number") from None
    if "int" in view.dtype and not number.is_integer():
        raise ValueError(f"{view.name} holds whole numbers ({view.dtype}); {text} is not one")
    return int(number) if "int" in view.dtype else number
