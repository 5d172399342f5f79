"""Warm-up items: a few tiny predictions at the start of a lesson, what was missed before first.

The bank is `exercises/warm_up.toml`. A misconception that a check or an item has met comes back
until an item on it is answered rightly; the rest is taken from the earlier lessons.
"""

from __future__ import annotations

import textwrap
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from course import project
from course.console import CourseError
from course.drawing import svg
from course.exercises import progress
from course.exercises.misconceptions import MISCONCEPTIONS
from course.exercises.progress import Event, failed
from course.exercises.verdict import CORRECT, NOT_YET
from course.widgets.controls import Button, Control
from course.widgets.stage import Stage

__all__ = ["Item", "WarmUp", "pick", "read_items", "warm_up"]

BANK = project.EXERCISES / "warm_up.toml"
MOST = 3
WIDTH = 700.0
LINE = 20.0


@dataclass(frozen=True)
class Item:
    """One program, its possible outcomes, the right one, and why."""

    name: str
    id: str
    program: str
    options: Sequence[str]
    right: str
    because: str

    @property
    def lesson(self) -> str:
        """The lesson that teaches it, such as 04_backward."""
        return MISCONCEPTIONS[self.id].lesson.stem

    def says(self, option: str) -> str:
        """An outcome in words: an error's name is not printed, it is raised."""
        return f"it stops with {option}" if option.endswith("Error") else option


def read_items() -> list[Item]:
    """The bank. Raises CourseError where it is not there, as in a kit without its exercises."""
    try:
        table = tomllib.loads(BANK.read_text("utf-8"))
    except OSError as error:
        raise CourseError(f"{BANK} cannot be read ({error.strerror}): clone the project") from None
    return [Item(**{**item, "program": item["program"].strip()}) for item in table["item"]]


def pick(lesson: str, items: Sequence[Item], past: Sequence[Event], most: int = MOST) -> list[Item]:
    """The items for a lesson: on failed misconceptions first, then on the latest earlier lessons.

    One item on each misconception, of its items the one that was not shown last. The same
    progress gives the same items.
    """
    number = int(lesson[:2])
    earlier = [item.id for item in items if int(item.lesson[:2]) < number]
    turn = {id: at for at, id in enumerate(sorted(set(earlier), key=lambda id: int(id[1:])))}
    seen = [event.name for event in past if event.do == "item"]
    rest = sorted(
        set(earlier),
        key=lambda id: (
            any(item.name in seen for item in items if item.id == id),
            -int(MISCONCEPTIONS[id].lesson.stem[:2]),
            (turn[id] + 3 * number) % len(turn),
        ),
    )
    known = {item.id for item in items}
    ids = [id for id in dict.fromkeys([*failed(past), *rest]) if id in known][:most]
    return [_least_seen([i for i in items if i.id == id], seen, number) for id in ids]


def _least_seen(items: Sequence[Item], seen: Sequence[str], number: int) -> Item:
    """The item that was shown longest ago, or never; lessons take turns where none was."""
    last = {name: at for at, name in enumerate(seen)}
    turned = [*items[number % len(items) :], *items[: number % len(items)]]
    return min(turned, key=lambda item: last.get(item.name, -1))


def warm_up(lesson: str) -> WarmUp:
    """Up to three predictions of thirty seconds, for the start of a lesson: `warm_up("04")`.

    Keys 1 to 4 choose an answer, n goes on. Nothing is counted against you.
    """
    return WarmUp(pick(lesson, read_items(), progress.events()))


class WarmUp(Stage):
    """See `warm_up`."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = list(items)
        self.at = 0
        self.chosen = ""
        self.answers: list[bool] = []
        super().__init__("Warm-up", told=True)

    @property
    def item(self) -> Item | None:
        """The item that is shown; None after the last."""
        return self.items[self.at] if self.at < len(self.items) else None

    # -------------------------------------------------------------- what can be done

    def controls(self) -> Sequence[Control]:
        if self.item is None:
            return []
        return [  # none is disabled after the answer: it would lose the focus of the keyboard
            *(
                Button(f"choose {n}", str(n + 1), key=str(n + 1), hint=option)
                for n, option in enumerate(self.item.options)
            ),
            Button("next", "Next" if self.chosen else "Skip", key="n"),
        ]

    def act(self, name: str, value: Any) -> None:
        item = self.item
        if item is not None and name.startswith("choose") and not self.chosen:
            number = int(name.partition(" ")[2] or value)
            self.chosen = item.options[number]
            right = self.chosen == item.right
            self.answers.append(right)
            status = CORRECT if right else NOT_YET
            self.trouble = progress.record(Event("item", item.name, 0.0, status, item.id))
            self.said = f"{self.outcome(item)} {item.because}"
        elif item is not None and name == "next":
            self.at += 1
            self.chosen = ""
            self.said = "" if self.item else self.closing()
        elif not name.startswith("choose"):
            super().act(name, value)

    # -------------------------------------------------------------- picture and words

    def head(self) -> str:
        """Which item this is, and what is asked."""
        place = f"Warm-up {self.at + 1} of {len(self.items)}"
        return f"{place} · from lesson {self.items[self.at].lesson[:2]} · What does it print?"

    def outcome(self, item: Item) -> str:
        """Whether the chosen answer is right."""
        if self.chosen == item.right:
            return "✓ Right."
        prints = "" if item.says(item.right) != item.right else "it prints "
        return f"✗ Not this one: {prints}{item.says(item.right)}."

    def closing(self) -> str:
        """How it went."""
        if not self.items:
            return "No warm-up yet: there is no earlier lesson to look back at."
        if not self.answers:
            return "Skipped. On with the lesson."
        right, all_ = sum(self.answers), len(self.answers)
        again = "" if right == all_ else " What you missed comes back in a later lesson."
        return f"{right} of {all_} right.{again} On with the lesson."

    def words(self) -> str:
        item = self.item
        if item is None:
            return self.closing()
        lines = [self.head(), textwrap.indent(item.program, "    ")]
        for number, option in enumerate(item.options, 1):
            lines.append(f"{number}: {item.says(option)}{self.mark(item, option)}")
        if self.chosen:
            lines += [self.outcome(item), item.because]
        return "\n".join(lines)

    def mark(self, item: Item, option: str) -> str:
        """What stands behind an option, once one was chosen."""
        if not self.chosen:
            return ""
        if option == item.right:
            return "   ✓ right"
        return "   ✗ your answer" if option == self.chosen else ""

    def picture(self) -> svg.Element:
        item = self.item
        if item is None:
            return svg.picture(WIDTH, 40, svg.text(12, 26, self.closing(), "ink strong", 15))
        parts = [svg.text(12, 24, self.head(), "ink strong", 15)]
        code = item.program.splitlines()
        high = LINE * len(code) + 16
        parts.append(svg.rect(12, 38, WIDTH - 24, high, "panel", rx=6))
        for number, line in enumerate(code):
            foot = 38 + 22 + LINE * number
            indent = len(line) - len(line.lstrip())
            left = 26 + svg.text_width(" ", 14) * indent
            parts.append(svg.text(left, foot, line.strip(), "ink mono", 14))
        y = 38 + high + 10
        for number, option in enumerate(item.options):
            parts.append(svg.group(self.row(item, number, option), y=y))
            y += 40
        if self.chosen:
            told = f"{self.outcome(item)} {item.because}".replace("`", "")
            for line in svg.wrapped(told, WIDTH - 30, 14, False):
                parts.append(svg.text(12, y + 16, line, "ink", 14))
                y += 21
        return svg.picture(WIDTH, y + 8, *parts)

    def row(self, item: Item, number: int, option: str) -> svg.Element:
        """One option, to be chosen with a click or its number."""
        right = bool(self.chosen) and option == item.right
        look = "soft-green edge-green" if right else "paper edge-black"
        thick = 3 if right or (self.chosen and option == self.chosen) else 1
        mark = self.mark(item, option).strip()
        parts = [
            svg.rect(12, 0, WIDTH - 24, 34, look, rx=6, stroke_width=thick),
            svg.text(28, 22, str(number + 1), "muted strong", 14),
            svg.text(52, 22, item.says(option), "ink mono", 14),
            svg.text(WIDTH - 26, 22, mark, "ink strong", 14, "end") if mark else None,
        ]
        if self.chosen:
            return svg.group(*parts)
        return svg.button("choose", number, f"{number + 1}: {item.says(option)}", *parts)
