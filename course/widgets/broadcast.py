"""Broadcasting, forward and backward: one picture, stretched one way and summed the other.

Forward, a dimension of size 1 is stretched to fit. Backward, what was stretched is summed, since
every copy of a number took part in the result: the gradient of b in a + b is the sum over the
stretched dimensions. Choose a cell to see which cells belong to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

import tutorgrad as torch
from course.drawing import svg
from course.drawing.cells import shape2d, write
from course.widgets.controls import Choice, Control, Field
from course.widgets.stage import Stage

__all__ = ["Broadcast", "show_broadcast"]

FORWARD, BACKWARD = "forward: stretch", "backward: sum"
CELL = (46.0, 30.0)
SIGNS = {"+": torch.add, "-": torch.sub, "*": torch.mul, "/": torch.div}


def show_broadcast(a: Any, b: Any, operation: str = "+") -> Broadcast:
    """Show how `a` and `b` are stretched to one shape, and how the gradient is summed back.

    a, b: tensors of at most two dimensions, or shapes such as (3, 1), filled with 1, 2, 3, ....
    operation: "+", "-", "*" or "/". Shapes that do not fit raise tutorgrad's own RuntimeError.
    The gradient that comes in is 1 for every cell of the result.

    >>> show_broadcast((2, 1), (3,)).do("side", "backward: sum")
    >>> print(show_broadcast((2, 1), (3,)))
    a has shape (2, 1), b has shape (3,); a + b has shape (2, 3).
    a is stretched along dimension 1: 1 -> 3.
    b is stretched along dimension 0: new -> 2.
    a + b = [[2, 3, 4], [3, 4, 5]]
    """
    return Broadcast(a, b, operation)


class Broadcast(Stage):
    """See `show_broadcast`."""

    def __init__(self, a: Any, b: Any, operation: str = "+") -> None:
        if operation not in SIGNS:
            raise ValueError(f"operation is {operation!r}; it must be one of {', '.join(SIGNS)}")
        self.sign, self.side, self.guess, self.chosen = operation, FORWARD, "", None
        self.inputs = {"a": leaf(a), "b": leaf(b)}
        for name, tensor in self.inputs.items():
            if tensor.ndim > 2:
                raise ValueError(f"{name} has {tensor.ndim} dimensions; the picture shows up to 2")
        self.result = SIGNS[operation](*self.inputs.values())
        self.gradients = torch.autograd.grad(self.result.sum(), list(self.inputs.values()))
        super().__init__(f"Broadcasting a {operation} b")

    # -------------------------------------------------------------- what can be done

    def controls(self) -> Sequence[Control]:
        hint = "Type the shape that you expect, such as 3, 4"
        return [
            Choice("side", "Direction", key="d", options=[FORWARD, BACKWARD], value=self.side),
            Field("guess", "Your shape of the result", value=self.guess, hint=hint),
        ]

    def act(self, name: str, value: Any) -> None:
        if name == "side":
            self.side = value
        elif name == "choose":
            self.chosen = None if value == self.chosen else value
            self.said = self.story()
        elif name == "guess":
            self.guess = value
            self.said = self.verdict()
        else:
            super().act(name, value)

    def verdict(self) -> str:
        """An answer to a predicted shape."""
        guess, shape = tuple(map(int, re.findall(r"\d+", self.guess))), tuple(self.result.shape)
        if not self.guess.strip():
            return ""
        if guess == shape:
            return f"Yes, {shape}."
        return (
            f"You said {guess}. Write one shape under the other, the right ends aligned: what fits?"
        )

    # -------------------------------------------------------------- which cells belong together

    def stretched(self, name: str) -> list[str]:
        """For each dimension along which an input is stretched: which, and from what to what."""
        shape, whole = tuple(self.inputs[name].shape), tuple(self.result.shape)
        new = len(whole) - len(shape)
        return [
            f"dimension {axis}: {'new' if axis < new else 1} -> {size}"
            for axis, size in enumerate(whole)
            if axis < new or shape[axis - new] != size
        ]

    def source(self, name: str) -> np.ndarray:
        """For every cell of the result the number of the cell of an input that it came from."""
        tensor = self.inputs[name]
        numbers = np.arange(tensor.numel()).reshape(tuple(tensor.shape))
        return np.broadcast_to(numbers, tuple(self.result.shape))

    def marked(self, name: str) -> set[int]:
        """The cells of a, b or the result (`out`) that belong to the chosen cell."""
        if self.chosen is None:
            return set()
        part, _, number = self.chosen.partition(" ")
        cell = int(number)
        if part == name:
            return {cell}
        if name == "out":
            return {int(i) for i in np.flatnonzero(self.source(part).reshape(-1) == cell)}
        outs = [cell] if part == "out" else sorted(self.marked("out"))
        return {int(i) for i in self.source(name).reshape(-1)[outs]}

    def story(self) -> str:
        """The chosen cell in one sentence."""
        if self.chosen is None:
            return ""
        part, _, number = self.chosen.partition(" ")
        count = len(self.marked("out"))
        if part == "out":
            return f"Cell {number} of the result came from the marked cells of a and b."
        if self.side == FORWARD:
            return f"Cell {number} of {part} was used {count} times."
        gradient = self.gradients["ab".index(part)].reshape(-1)[int(number)].item()
        return f"Cell {number} of {part} gets the sum of {count} gradients: {write(gradient)}."

    # -------------------------------------------------------------- picture and words

    def picture(self) -> svg.Element:
        forward = self.side == FORWARD
        shown = [*self.inputs.values(), self.result]
        if not forward:
            shown = [*self.gradients, torch.ones_like(self.result)]
        names = [*(("a", "b") if forward else ("a.grad", "b.grad")), f"a {self.sign} b"]
        if not forward:
            names[2] = "gradient coming in"
        signs = [self.sign, "=" if forward else "⟵ sum ⟵"]
        parts, x, high = [], 10.0, 0.0
        for number, (part, tensor) in enumerate(zip(("a", "b", "out"), shown, strict=True)):
            block, width, height = self.block(part, tensor, names[number], x)
            parts.append(block)
            high, x = max(high, height), x + width
            if number < 2:
                sign = signs[number] if forward or number else ""
                room = 40.0 if len(sign) < 3 else 90.0
                parts.append(svg.text(x + room / 2, 70, sign, "ink strong", 15, "middle"))
                x += room
        return svg.picture(max(x + 10, 320.0), high + 16, *parts)

    def block(
        self, part: str, tensor: Any, name: str, x: float
    ) -> tuple[svg.Element, float, float]:
        """One array with its name above: its own cells, and pale the copies of stretching."""
        whole, source = tuple(self.result.shape), None
        values = shape2d(np.asarray(tensor.detach().numpy()))
        if part != "out":
            source = shape2d(self.source(part))
            values = shape2d(np.broadcast_to(tensor.detach().numpy(), whole))
        marked, seen, cells = self.marked(part), set(), []
        for row in range(values.shape[0]):
            for column in range(values.shape[1]):
                flat = row * values.shape[1] + column
                cell = flat if source is None else int(source[row, column])
                copy = cell in seen
                seen.add(cell)
                place = (column * CELL[0], 34 + row * CELL[1])
                words = write(values[row, column])
                cells.append(drawn(part, cell, words, place, copy, cell in marked))
        width = max(values.shape[1] * CELL[0], svg.text_width(name, 13))
        shape = str(tuple(tensor.shape))
        words = [svg.text(0, 12, name, "ink mono strong"), svg.text(0, 28, shape, "muted mono", 12)]
        return svg.group(*words, *cells, x=x, y=8), width, 34 + values.shape[0] * CELL[1]

    def words(self) -> str:
        shapes = {name: tuple(tensor.shape) for name, tensor in self.inputs.items()}
        lines = [
            f"a has shape {shapes['a']}, b has shape {shapes['b']}; "
            f"a {self.sign} b has shape {tuple(self.result.shape)}."
        ]
        for name, gradient in zip(self.inputs, self.gradients, strict=True):
            along = self.stretched(name)
            if self.side == FORWARD and along:
                lines.append(f"{name} is stretched along {', '.join(along)}.")
            elif self.side == BACKWARD:
                over = f"summed over {', '.join(along)}" if along else "taken as it comes"
                lines.append(f"{name}.grad = {listed(gradient)}, {over}.")
        if self.side == FORWARD:
            lines.append(f"a {self.sign} b = {listed(self.result)}")
        return "\n".join([*lines, self.story()]).rstrip()


def leaf(value: Any) -> Any:
    """A leaf that requires grad, from a tensor or from a shape."""
    if isinstance(value, torch.Tensor):
        return value.detach().clone().to(torch.get_default_dtype()).requires_grad_()
    count = int(np.prod(value, dtype=int))
    return torch.arange(1.0, count + 1).reshape(tuple(value)).requires_grad_()


def drawn(
    part: str, cell: int, words: str, place: tuple[float, float], copy: bool, marked: bool
) -> svg.Element:
    """One cell that can be chosen; a copy is pale and dashed, a marked one filled and bold."""
    x, y = place
    look = (
        "soft-orange edge-orange" if marked else "paper edge-blue" if copy else "soft-sky edge-blue"
    )
    box = svg.rect(x, y, *CELL, look, stroke_dasharray="4 3" if copy else None, stroke_width=1.2)
    ink = ("muted" if copy and not marked else "ink") + (" strong" if marked else "")
    label = f"{part} cell {cell}: {words}{' (copy)' if copy else ''}"
    middle = (x + CELL[0] / 2, y + CELL[1] / 2 + 4.5)
    text = svg.text(*middle, words, ink + " mono", 12, "middle")
    return svg.button("choose", f"{part} {cell}", label, box, text, pressed=marked)


def listed(tensor: Any) -> str:
    """The numbers of a tensor, in brackets."""
    return re.sub(r"[\d.e+-]+", lambda m: write(float(m.group())), str(tensor.tolist()))
