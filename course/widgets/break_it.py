"""Break it: put a named bug into a training loop, guess what the curve does, run it, mend it.

Each loop really runs, as it is shown. The good run is drawn beside the broken one.
"""

from __future__ import annotations

import difflib
import math
import textwrap
from collections.abc import Sequence
from typing import Any

import tutorgrad as torch
from course.drawing import svg
from course.drawing.cells import write
from course.drawing.chart import Chart
from course.widgets.bugs import BUGS, ERROR, FLAT, HIGH, OUTCOMES, WELL, WILD, WITH_OPTIM, Bug
from course.widgets.controls import Button, Choice, Control
from course.widgets.stage import Stage
from tutorgrad import nn, optim

__all__ = ["BreakIt", "break_it"]

NO_BUG = "no bug"
NO_GUESS = "what will happen?"
CODE_WIDTH, LINE = 470.0, 21.0
CURVES = (400.0, 330.0)
STEPS = 30
LOSSES = (1e-3, 1e4)


def break_it() -> BreakIt:
    """Show a training loop that ten known bugs can be put into.

    Choose a bug, let the class guess, run it, then show the fix.

    >>> page = break_it()
    >>> page.do("bug", "wrong sign"); page.do("guess", "falls as well"); page.do("run")
    >>> page.said
    'You said: falls as well. It jumps or grows. The loss grows from the first step.'
    """
    return BreakIt()


class BreakIt(Stage):
    """See `break_it`."""

    def __init__(self) -> None:
        self.bug: Bug | None = None
        self.guess = NO_GUESS
        self.ran = self.mended = False
        self.good = train(WITH_OPTIM)[0]
        self.losses, self.error = self.good, ""
        super().__init__("Break the training loop", told=True)

    # -------------------------------------------------------------- what can be done

    def controls(self) -> Sequence[Control]:
        broken = self.bug is not None and not self.mended
        return [
            Choice(
                "guess",
                "The class says",
                key="g",
                options=[NO_GUESS, *OUTCOMES],
                value=self.guess,
                disabled=not broken or self.ran,
            ),
            Button("run", "Run it", key="r", disabled=not broken or self.ran),
            Button("mend", "Mend it", key="m", disabled=not self.ran or self.mended),
        ]

    def act(self, name: str, value: Any) -> None:
        if name == "bug":
            self.bug = next((bug for bug in BUGS if bug.name == value), None)
            self.ran = self.mended = False
            self.guess = NO_GUESS
            self.losses, self.error = self.good, ""
            self.said = "Which line changed? What will the curve do?" if self.bug else ""
        elif name == "guess":
            self.guess = value
        elif name == "run" and self.bug:
            self.ran = True
            self.losses, self.error = train(broken(self.bug))
            self.said = " ".join(self.story())
        elif name == "mend" and self.ran and self.bug:
            self.mended = True
            self.losses, self.error = train(self.bug.loop)
            self.said = "It falls again. " + self.bug.reason
        else:
            super().act(name, value)

    # -------------------------------------------------------------- picture and words

    def lines(self) -> list[tuple[str, str]]:
        """The loop with its changes: (sign, line), the sign `-` for gone, `+` for new."""
        if self.bug is None:
            return [(" ", line) for line in WITH_OPTIM.split("\n")]
        before, after = self.bug.loop, broken(self.bug)
        if self.mended:
            before, after = after, before
        compared = difflib.ndiff(before.split("\n"), after.split("\n"))
        return [(line[0], line[2:]) for line in compared if line[0] in " +-"]

    def picture(self) -> svg.Element:
        height = CURVES[1] + 36
        parts = [*self.code(), *self.curves(), *self.below(height)]
        chips, high = self.chips(CODE_WIDTH + CURVES[0])
        whole = svg.group(*parts, x=0, y=high)
        return svg.picture(CODE_WIDTH + CURVES[0] + 24, high + height + 76, *chips, whole)

    def chips(self, width: float) -> tuple[list[svg.Element], float]:
        """The bugs as buttons, in rows; and how high they are."""
        parts, x, y = [], 10.0, 6.0
        for name in (NO_BUG, *(bug.name for bug in BUGS)):
            wide = svg.text_width(name, 14, mono=False) + 22
            if x + wide > width:
                x, y = 10.0, y + 38
            chosen = name == (self.bug.name if self.bug else NO_BUG)
            look = "soft-yellow edge-black" if chosen else "panel edge-sky"
            box = svg.rect(x, y, wide, 30, look, rx=15, stroke_width=2.5 if chosen else 1)
            ink = "ink strong" if chosen else "ink"
            words = svg.text(x + wide / 2, y + 20, name, ink, 14, "middle")
            parts.append(svg.button("bug", name, f"Bug: {name}", box, words, pressed=chosen))
            x += wide + 8
        return parts, y + 44

    def code(self) -> list[svg.Element]:
        """The loop; what changed has a sign in front of it and a ground of its own."""
        name = self.bug.name if self.bug else "a training loop that works"
        heading = f"mended: {name}" if self.mended else name
        parts = [svg.text(12, 24, heading, "ink strong", 17)]
        looks = {"-": ("soft-red edge-red", "muted mono"), "+": ("soft-sky edge-blue", "ink mono")}
        for number, (sign, line) in enumerate(self.lines()):
            y = 40 + LINE * number
            ground, ink = looks.get(sign, ("", "ink mono"))
            if ground:
                parts.append(svg.rect(10, y, CODE_WIDTH - 20, LINE, ground, rx=3))
                mark = {"-": "−", "+": "+"}[sign]
                parts.append(svg.text(17, y + 15, mark, "ink mono strong", 14))
            gone = "line-through" if sign == "-" else None
            indent = svg.text_width(line[: len(line) - len(line.lstrip())])
            parts.append(svg.text(34 + indent, y + 15, line.lstrip(), ink, text_decoration=gone))
        return parts

    def curves(self) -> list[svg.Element]:
        """The good run and, once it ran, the broken one."""
        chart = Chart(
            *CURVES,
            x=(1, STEPS),
            y=LOSSES,
            log_y=True,
            x_label="step",
            y_label="loss",
            left=CODE_WIDTH + 10,
            top=10,
        )
        parts = chart.axes() + chart.curve(enumerate(self.good, 1), 0, width=5, faint=self.ran)
        names = ["good"]
        if self.ran:
            parts += chart.curve(enumerate(self.losses, 1), 1, width=3)
            names.append("mended" if self.mended else "broken")
            if self.error or len(self.losses) == 1:
                x, y = chart.place(len(self.losses), self.losses[-1])
                parts.append(svg.text(x + 4, y + 6, "✕ stopped here", "ink strong", 15))
        return parts + chart.legend(names)

    def below(self, y: float) -> list[svg.Element]:
        """The story so far, in at most three lines."""
        lines = [line for part in self.story() for line in textwrap.wrap(part, 98)]
        return [
            svg.text(12, y + 22 * number, line, "ink strong" if not number else "ink", 16)
            for number, line in enumerate(lines[:4])
        ]

    def story(self) -> list[str]:
        """What is to be said now."""
        if self.bug is None:
            return [f"It works: the loss falls from {ends(self.good)}. Choose a bug."]
        if not self.ran:
            return [f"Guess first: {', '.join(OUTCOMES)}?"]
        if self.mended:
            return [f"Mended: the loss falls from {ends(self.losses)}.", self.bug.reason]
        told = f"You said: {self.guess}. " if self.guess != NO_GUESS else ""
        parts = [told + found(self.bug), self.error or self.bug.symptom]
        return [*parts, self.bug.symptom] if self.error else parts

    def words(self) -> str:
        title = self.bug.name if self.bug else "a training loop that works"
        lines = ["Bugs to choose: " + ", ".join(bug.name for bug in BUGS) + "."]
        lines.append(f"{'Mended: ' if self.mended else ''}{title}")
        lines += [f"{sign} {line}".rstrip() for sign, line in self.lines()]
        lines += self.story()
        lines.append(f"Good run: loss from {ends(self.good)} in {len(self.good)} steps.")
        if self.ran and not self.mended:
            lines.append(f"This run: loss from {ends(self.losses)} in {len(self.losses)} steps.")
        return "\n".join(lines)


def broken(bug: Bug) -> str:
    """A bug's loop, with the bug in it."""
    text = bug.loop + "\n"
    assert text.count(bug.good) == 1, f"{bug.name}: what it changes must stand in its loop once"
    return text.replace(bug.good, bug.bad).removesuffix("\n")


def found(bug: Bug) -> str:
    """What happened, as the class was asked."""
    return "It is an error." if bug.outcome == ERROR else f"It {bug.outcome}."


def ends(losses: Sequence[float]) -> str:
    """The first and the last loss.

    >>> ends([3.0, 0.1234])
    '3 to 0.123'
    """
    return f"{write(losses[0])} to {write(losses[-1])}"


def train(loop: str) -> tuple[list[float], str]:
    """Run a loop as it is shown; the losses, and the error's text where there was one."""
    torch.manual_seed(0)
    x = torch.linspace(-1.5, 1.5, 20).reshape(20, 1)
    y = 2 * x + 3 + 0.1 * torch.randn(20, 1)
    losses: list[float] = []
    names = {"torch": torch, "nn": nn, "optim": optim, "x": x, "y": y, "losses": losses}
    try:
        exec(compile(loop, "<the loop>", "exec"), names | {"same_start": same_start})
    except RuntimeError as error:
        return losses, f"RuntimeError: {error}"
    return losses, ""


def same_start(model: nn.Linear) -> None:
    """Begin with zeros, as the loop by hand does."""
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.zero_()


def outcome(losses: Sequence[float], error: str, good: Sequence[float]) -> str:
    """What a curve does, told from its numbers."""
    if error:
        return ERROR
    if not math.isfinite(losses[-1]) or max(losses[1:]) > losses[0]:
        return WILD
    if len(set(losses)) == 1:
        return FLAT
    swings = sum(after > before * 1.05 for before, after in zip(losses, losses[1:], strict=False))
    if swings > 3:
        return WILD
    return HIGH if losses[-1] > 10 * good[-1] else WELL
