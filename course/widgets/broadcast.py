"""Broadcasting, forward and backward: one picture, stretched one way and summed the other.

Forward, a dimension of size 1 is stretched to fit. Backward, every copy of a number gets a gradient
of its own, and what was stretched is summed. Choose a cell to see which cells belong to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

import tutorgrad as torch
from course.arguments import wrong
from course.drawing import svg
from course.drawing.cells import nested, spots, write
from course.storage import argument_names
from course.widgets.controls import Control, Field, Slider
from course.widgets.stage import Stage

__all__ = ["Broadcast", "show_broadcast"]

STEPS = ("the two", "stretch", "the result", "a gradient comes in", "to every copy", "sum")
GIVEN, STRETCHED, RESULT, INCOMING, COPIES, SUMMED = range(6)
OPERATIONS = {"+": torch.add, "-": torch.sub, "*": torch.mul, "/": torch.div}
LOCAL = {"+": ("1", "1"), "-": ("1", "-1"), "*": ("{b}", "{a}"), "/": ("1/{b}", "-{a}/{b}²")}
"""The derivative of each operation by its left and its right side."""

CELL = (44.0, 30.0)
HEAD = 34.0
BETWEEN, BESIDE = 128.0, 76.0
MOST_CELLS, MOST_TERMS = 96, 12
LOOKS = {"a": "soft-sky edge-blue", "b": "soft-green edge-green", "out": "soft-purple edge-purple"}


def show_broadcast(a: Any, b: Any, operation: str = "+", backward: bool = False) -> Broadcast:
    """Show how `a` and `b` are stretched to one shape, and how the gradient is summed back.

    a, b: tensors or arrays of at most three dimensions, or shapes such as (3, 1), which are filled
    with 1, 2, 3, .... A plain number is a tensor of no dimensions.
    operation: "+", "-", "*" or "/". Shapes that do not fit raise tutorgrad's own RuntimeError.
    backward: begin with the last step, the sums; the gradient that comes in is 1 everywhere.

    >>> show_broadcast((2, 1), (3,))
    Step 3 of 6: the result. Number by number: a + b has shape (2, 3).
    a = [[1], [2]] has shape (2, 1); b = [1, 2, 3] has shape (3,).
    a is stretched along dimension 1: 1 -> 3. b is stretched along dimension 0: new -> 2.
    a, stretched, shape (2, 3): [[1, 1, 1], [2, 2, 2]]
    b, stretched, shape (2, 3): [[1, 2, 3], [1, 2, 3]]
    a + b, shape (2, 3): [[2, 3, 4], [3, 4, 5]]
    """
    names = [
        name if hasattr(value, "tolist") else letter
        for name, value, letter in zip(argument_names((a, b), "ab"), (a, b), "ab", strict=True)
    ]
    return Broadcast((a, b), names, operation, SUMMED if backward else RESULT)


class Broadcast(Stage):
    """See `show_broadcast`."""

    def __init__(
        self, values: tuple[Any, Any], names: Sequence[str], operation: str, step: int
    ) -> None:
        if operation not in OPERATIONS:
            raise ValueError(
                f"operation is {operation!r}; it must be one of {' '.join(OPERATIONS)}"
            )
        self.sign, self.step, self.guess, self.chosen = operation, step, "", ""
        self.names = dict(zip("ab", names, strict=True))
        self.title_of_result = f"{names[0]} {operation} {names[1]}"
        inputs = [leaf(value) for value in values]
        for name, tensor in zip(names, inputs, strict=True):
            if tensor.ndim > 3:
                raise ValueError(f"{name} has {tensor.ndim} dimensions; the picture shows up to 3")
        result = OPERATIONS[operation](*inputs)
        if result.numel() > MOST_CELLS:
            raise ValueError(
                f"{self.title_of_result} has {result.numel()} numbers; the picture has room for "
                f"{MOST_CELLS}. Show smaller ones: the rule is the same"
            )
        copies = [each.detach().expand(result.shape).clone().requires_grad_() for each in inputs]
        parts = torch.autograd.grad(OPERATIONS[operation](*copies).sum(), copies)
        sums = torch.autograd.grad(result.sum(), inputs)
        self.shapes = {key: tuple(each.shape) for key, each in zip("ab", inputs, strict=True)}
        self.shapes["out"] = tuple(result.shape)
        self.inputs = {key: flat(each) for key, each in zip("ab", inputs, strict=True)}
        self.copies = {key: flat(each) for key, each in zip("ab", copies, strict=True)}
        self.parts = {key: flat(each) for key, each in zip("ab", parts, strict=True)}
        self.sums = {key: flat(each) for key, each in zip("ab", sums, strict=True)}
        self.result = flat(result)
        self.sources = {key: origins(self.shapes[key], self.shapes["out"]) for key in "ab"}
        super().__init__(f"Broadcasting {self.title_of_result}")

    # -------------------------------------------------------------- what can be done

    def controls(self) -> Sequence[Control]:
        told = f"{self.step + 1} of {len(STEPS)}: {STEPS[self.step]}"
        last = len(STEPS) - 1
        step = Slider(
            "step", "Step", maximum=last, value=self.step, keys="pn", play=1600, shown=told
        )
        hint = "Type the shape that you expect, such as 3, 4"
        guess = Field("guess", "Which shape will the result have?", value=self.guess, hint=hint)
        return [step, guess] if self.step == GIVEN else [step]

    def act(self, name: str, value: Any) -> None:
        if name == "step":
            self.step = min(max(int(value), 0), len(STEPS) - 1)
            self.said = self.story() or self.tale()
        elif name == "choose":
            self.chosen = "" if value == self.chosen else str(value)
            self.said = self.story()
        elif name == "guess":
            self.guess = str(value)
            self.said = self.verdict()
        else:
            super().act(name, value)

    def verdict(self) -> str:
        """An answer to a predicted shape."""
        guess, shape = tuple(map(int, re.findall(r"\d+", self.guess))), self.shapes["out"]
        if not self.guess.strip():
            return ""
        if guess == shape:
            return f"Yes, {shape}."
        return (
            f"You said {guess}. Write one shape under the other, the right ends aligned: what fits?"
        )

    # -------------------------------------------------------------- which cells belong together

    def stretched(self, key: str) -> list[str]:
        """For each dimension along which an input is stretched: which, and from what to what."""
        shape, whole = self.shapes[key], self.shapes["out"]
        new = len(whole) - len(shape)
        return [
            f"dimension {axis}: {'new' if axis < new else 1} -> {size}"
            for axis, size in enumerate(whole)
            if axis < new or shape[axis - new] != size
        ]

    def marked(self, part: str) -> set[int]:
        """The cells of a part that belong to the chosen one; parts: a, a copy, b, b copy, out."""
        if not self.chosen:
            return set()
        chosen, _, number = self.chosen.rpartition(" ")
        key, cell = part.partition(" ")[0], int(number)
        if chosen == "out":
            return {cell} if part in ("out", "a copy", "b copy") else {self.sources[key][cell]}
        owner = chosen[0]
        if key not in (owner, "out"):
            return set()
        if chosen == owner:
            used = {at for at, origin in enumerate(self.sources[owner]) if origin == cell}
            return {cell} if part == owner else used
        return {self.sources[owner][cell]} if part == owner else {cell}

    def spell(self, part: str, cell: int) -> str:
        """A cell as Python names it: b[1], (a + b)[2, 1]."""
        name = f"({self.title_of_result})" if part == "out" else self.names[part]
        index = ", ".join(str(i) for i in np.unravel_index(cell, self.shapes[part]))
        return f"{name}[{index}]" if index else name

    def local(self, key: str) -> str:
        """The derivative of the operation by one side, in words."""
        rule = LOCAL[self.sign]["ab".index(key)].format(**self.names)
        return rule if rule not in self.names.values() else f"{rule} beside it"

    # -------------------------------------------------------------- what is said

    def tale(self) -> str:
        """The step in a sentence."""
        result = self.title_of_result
        return (
            f"Which shape will {result} have?",
            self.stretching(),
            f"Number by number: {result} has shape {self.shapes['out']}.",
            f"Backward, a gradient comes in for each number of {result}: here 1.",
            self.sharing(),
            f"{self.summing('a')} {self.summing('b')}",
        )[self.step]

    def sharing(self) -> str:
        """What each copy gets of the gradient that comes in."""
        first, second = self.names.values()
        return (
            f"Each copy gets the gradient at its place times the derivative of "
            f"{self.title_of_result}: a copy of {first} times {self.local('a')}, a copy of "
            f"{second} times {self.local('b')}."
        )

    def stretching(self) -> str:
        """Along which dimensions each is stretched."""
        along = {self.names[key]: self.stretched(key) for key in "ab"}
        said = [
            f"{name} is stretched along {', '.join(axes)}." for name, axes in along.items() if axes
        ]
        return " ".join(said) or "The shapes are equal: nothing is stretched."

    def summing(self, key: str) -> str:
        """How one gradient comes from its copies."""
        along = self.stretched(key)
        name, shape = self.names[key], self.shapes[key]
        if not along:
            return f"{name} was not stretched: {name}.grad is taken as it comes."
        axes = ", ".join(each.partition(":")[0] for each in along)
        return f"{name}.grad is the sum over {axes}, and has the shape of {name}: {shape}."

    def story(self) -> str:
        """The chosen cell in one sentence."""
        part, _, number = self.chosen.rpartition(" ")
        if not part:
            return ""
        cell, key = int(number), part[0]
        if part == "out":
            return self.story_of_place(cell)
        if part.endswith("copy"):
            origin = self.spell(key, self.sources[key][cell])
            if self.step < COPIES:
                return f"A copy of {origin}. {self.story_of_place(cell)}"
            return f"This copy of {origin} gets 1 × {write(self.parts[key][cell])}."
        used = sorted(self.marked("out"))
        if self.step < COPIES:
            return f"{self.spell(key, cell)} is used {len(used)} time{'s' * (len(used) != 1)}."
        terms = [write(self.parts[key][at]) for at in used]
        if self.step == COPIES:
            return f"The copies of {self.spell(key, cell)} get {', '.join(terms)}."
        total = " + ".join(terms) if len(terms) <= MOST_TERMS else f"a sum of {len(terms)} numbers"
        index = self.spell(key, cell).removeprefix(self.names[key])
        return f"{self.names[key]}.grad{index} = {total} = {write(self.sums[key][cell])}."

    def story_of_place(self, cell: int) -> str:
        """One number of the result: what it was made from, or where its gradient goes."""
        first, second = (self.spell(key, self.sources[key][cell]) for key in "ab")
        if self.step < INCOMING:
            one, other = (write(self.copies[key][cell]) for key in "ab")
            made = write(self.result[cell])
            return (
                f"{self.spell('out', cell)} = {first} {self.sign} {second} = "
                f"{one} {self.sign} {other} = {made}."
            )
        return (
            f"From here {first} gets {write(self.parts['a'][cell])} and {second} gets "
            f"{write(self.parts['b'][cell])}."
        )

    def titles(self) -> dict[str, str]:
        """What each part is called now."""
        back = self.step >= INCOMING
        found = {"out": "gradient coming in" if back else self.title_of_result}
        for key, name in self.names.items():
            found[key] = f"{name}.grad" if back else name
            found[f"{key} copy"] = f"copies of {name} get" if back else f"{name}, stretched"
        return found

    def tables(self) -> dict[str, tuple[str, list[float] | None]]:
        """The parts that are there now: title and numbers, or None where none have come."""
        numbers: dict[str, list[float] | None] = {"out": self.result}
        for key in "ab":
            numbers |= {key: self.inputs[key], f"{key} copy": self.copies[key]}
        if self.step >= INCOMING:
            numbers = {"out": [1.0] * len(self.result)}
            for key in "ab":
                numbers[key] = self.sums[key] if self.step == SUMMED else None
                numbers[f"{key} copy"] = self.parts[key] if self.step >= COPIES else None
        there = {GIVEN: "a, b", STRETCHED: "a, b, a copy, b copy"}.get(self.step)
        parts = there.split(", ") if there else ["a", "b", "a copy", "b copy", "out"]
        return {part: (self.titles()[part], numbers[part]) for part in parts}

    def words(self) -> str:
        lines = [f"Step {self.step + 1} of {len(STEPS)}: {STEPS[self.step]}. {self.tale()}"]
        values = {key: nested(list(map(write, self.inputs[key])), self.shapes[key]) for key in "ab"}
        lines.append(
            f"{self.names['a']} = {values['a']} has shape {self.shapes['a']}; "
            f"{self.names['b']} = {values['b']} has shape {self.shapes['b']}."
        )
        lines += [self.stretching()] if self.step > STRETCHED else []
        lines += [self.sharing()] if self.step > COPIES else []
        for part, (title, numbers) in self.tables().items():
            if title in self.names.values():
                continue
            shape = self.shapes[part] if part in self.shapes else self.shapes["out"]
            told = "nothing yet" if numbers is None else nested(list(map(write, numbers)), shape)
            lines.append(f"{title}, shape {shape}: {told}")
        return "\n".join([*lines, *filter(None, [self.story()])])

    # -------------------------------------------------------------- picture

    def picture(self) -> svg.Element:
        tables, (wide, high) = self.tables(), spots(self.shapes["out"], CELL)[1:]
        heads = {part: head_width(title) for part, title in self.titles().items()}
        left = max(*(spots(self.shapes[key], CELL)[1] for key in "ab"), heads["a"], heads["b"])
        middle = max(wide, heads["a copy"], heads["b copy"])
        column = {"own": 10.0, "copy": 10 + left + BETWEEN}
        rules = [LOCAL[self.sign][side].format(**self.names) for side in (0, 1)]
        beside = max(BESIDE, 56 + max(map(head_width, rules)))
        column["out"] = column["copy"] + middle + beside
        row = {"a": 8.0, "b": 8 + HEAD + high + 34}
        row["out"] = (row["a"] + row["b"]) / 2
        at = {"out": (column["out"], row["out"])}
        for key in "ab":
            at[key] = (column["own"], row[key])
            at[f"{key} copy"] = (column["copy"], row[key])
        movers = [each for key in "ab" for each in self.movers(key, at)]
        blocks = [self.block(part, at[part], *table) for part, table in tables.items()]
        signs = self.signs(at, wide, high)
        width, height = at["out"][0] + max(wide, heads["out"]), row["b"] + HEAD + high
        return svg.picture(width + 12, height + 10, *movers, *blocks, signs)

    def movers(self, key: str, at: dict[str, tuple[float, float]]) -> list[svg.Element]:
        """The copies of an input, each a group that moves: on its own cell, or in its place."""
        own, apart = spots(self.shapes[key], CELL)[0], spots(self.shapes["out"], CELL)[0]
        home = self.step in (GIVEN, SUMMED)
        numbers = self.parts[key] if self.step >= COPIES else self.copies[key]
        found, marked = [], self.marked(f"{key} copy")
        for cell, origin in enumerate(self.sources[key]):
            place, (x, y) = (own[origin], at[key]) if home else (apart[cell], at[f"{key} copy"])
            words = "" if self.step == INCOMING else write(numbers[cell])
            drawn = self.drawn(f"{key} copy", cell, words, cell in marked, button=not home)
            shift = {"x": x + place[0], "y": y + HEAD + place[1]}
            found.append(svg.group(drawn, **shift, data_key=f"{key} {cell}"))
        return found

    def block(
        self, part: str, at: tuple[float, float], title: str, numbers: list[float] | None
    ) -> svg.Element:
        """A title, a shape, and the cells below; copies that move are drawn by `movers`."""
        shape = self.shapes[part if part in self.shapes else "out"]
        words = [
            svg.text(0, 12, title, "ink mono strong"),
            svg.text(0, 27, str(shape), "muted mono", 12),
        ]
        cells, marked = [], self.marked(part)
        if part in self.shapes or self.step == SUMMED:
            for cell, (x, y) in enumerate(spots(shape, CELL)[0]):
                number = "" if numbers is None else write(numbers[cell])
                cells.append(
                    svg.group(self.drawn(part, cell, number, cell in marked), x=x, y=y + HEAD)
                )
        return svg.group(*words, *cells, x=at[0], y=at[1])

    def drawn(
        self, part: str, cell: int, words: str, marked: bool, button: bool = True
    ) -> svg.Element:
        """One cell that can be chosen; a copy is dashed, a marked one orange and bold."""
        copy = part.endswith("copy")
        look = "soft-orange edge-orange" if marked else LOOKS[part.partition(" ")[0]]
        origin = self.sources[part[0]][cell] if copy else cell
        first = not copy or cell == self.sources[part[0]].index(origin)
        dash = None if first or not button else "4 3"
        box = svg.rect(0, 0, *CELL, look, stroke_dasharray=dash, stroke_width=2 if marked else 1.2)
        ink = "ink strong mono" if marked else "ink mono"
        text = svg.text(CELL[0] / 2, CELL[1] / 2 + 4.5, words, ink, 12, "middle")
        if not button:
            return svg.group(box, text, aria_hidden="true")
        name = self.spell(part.removesuffix(" copy"), origin)
        label = f"copy {cell} of {name}: {words}" if copy else f"{name}: {words}"
        return svg.button("choose", f"{part} {cell}", label, box, text, pressed=marked)

    def signs(self, at: dict[str, tuple[float, float]], wide: float, high: float) -> svg.Element:
        """What happens between the blocks: stretch and sum, the operation and its derivative."""
        found = []
        x, y = at["a copy"]
        for key in "ab":
            if self.step in (STRETCHED, RESULT, SUMMED):
                found.append(self.way(key, at, high))
            if self.step >= COPIES:
                found.append(self.way_back(key, at, wide, high))
        if self.step == RESULT:
            place = (x + wide / 2, y + HEAD + high + 23)
            found.append(svg.text(*place, self.sign, "ink strong", 18, "middle"))
            place = (at["out"][0] - BESIDE / 2, at["out"][1] + HEAD + high / 2 + 6)
            found.append(svg.text(*place, "=", "ink strong", 18, "middle"))
        return svg.group(*found)

    def way(self, key: str, at: dict[str, tuple[float, float]], high: float) -> svg.Element:
        """The arrow of stretching from an input to its copies, or back, of summing."""
        back = self.step >= INCOMING
        left = at[key][0] + spots(self.shapes[key], CELL)[1] + 14
        right, y = at[f"{key} copy"][0] - 12, at[key][1] + HEAD + high / 2
        along = self.stretched(key)
        lines = [each.replace("dimension", "dim").replace("->", "→") for each in along]
        if back:
            lines = [re.sub(r"(\w+) → (\w+)", r"\2 → \1", each) for each in lines]
            lines = [each.replace("new", "gone") for each in lines]
        middle = right - (BETWEEN - 26) / 2
        title = ("sum" if back else "stretch") if along else "as it is"
        return svg.group(
            arrow((right, y), (left, y)) if back else arrow((left, y), (right, y)),
            svg.text(middle, y - 8, title, "ink strong", 12.5, "middle"),
            *(
                svg.text(middle, y + 17 + 14 * number, line, "muted", 11, "middle")
                for number, line in enumerate(lines)
            ),
        )

    def way_back(
        self, key: str, at: dict[str, tuple[float, float]], wide: float, high: float
    ) -> svg.Element:
        """The arrow from the gradient coming in to the copies, with the derivative beside it."""
        start = (at["out"][0] - 8, at["out"][1] + HEAD + high / 2)
        goal = (at[f"{key} copy"][0] + wide + 8, at[key][1] + HEAD + high / 2)
        rule = LOCAL[self.sign]["ab".index(key)].format(**self.names)
        place = (
            (start[0] + goal[0]) / 2 + 8,
            (start[1] + goal[1]) / 2 + (-4 if key == "a" else 12),
        )
        return svg.group(arrow(start, goal), svg.text(*place, f"× {rule}", "ink mono", 12))


def head_width(title: str) -> float:
    """How wide a title is."""
    return svg.text_width(title, 13)


def arrow(start: tuple[float, float], end: tuple[float, float]) -> svg.Element:
    """A line with a head at its end."""
    way = np.subtract(end, start) / np.hypot(*np.subtract(end, start))
    back, side = np.array(end) - 8 * way, 4.5 * np.array([-way[1], way[0]])
    head = [tuple(map(float, back + side)), end, tuple(map(float, back - side))]
    return svg.group(
        svg.line(*start, *end, "line-black", stroke_width=1.6),
        svg.path(head, "line-black", stroke_width=1.6),
    )


def leaf(value: Any) -> Any:
    """A leaf that requires grad, from a tensor, a number or a shape."""
    if isinstance(value, (int, float)):
        return torch.tensor(float(value), requires_grad=True)
    if hasattr(value, "tolist"):
        return torch.tensor(value.tolist(), dtype=torch.get_default_dtype(), requires_grad=True)
    sizes = isinstance(value, (tuple, list)) and all(
        isinstance(size, (int, np.integer)) and size >= 0 for size in value
    )
    if not sizes:
        raise wrong("", value, "a tensor, an array, a number or a shape such as (3, 1)")
    count = int(np.prod(value, dtype=int))
    return torch.arange(1.0, count + 1).reshape(tuple(value)).requires_grad_()


def origins(shape: Sequence[int], whole: Sequence[int]) -> list[int]:
    """For every cell of the result the number of the cell of an input that it came from.

    >>> origins((2, 1), (2, 3))
    [0, 0, 0, 1, 1, 1]
    """
    numbers = np.arange(np.prod(shape, dtype=int)).reshape(shape)
    return [int(i) for i in np.broadcast_to(numbers, whole).reshape(-1)]


def flat(tensor: Any) -> list[float]:
    """The numbers of a tensor, in the order of reading."""
    numbers: list[float] = tensor.detach().reshape(-1).tolist()
    return numbers
