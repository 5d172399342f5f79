"""`show_progress()`: how far you are, as a small panel in the notebook."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

from course.drawing import svg
from course.exercises import progress
from course.exercises.build import lesson_title
from course.exercises.exercise import all_exercises
from course.exercises.overview import SIGNS, open_misconceptions, summary
from course.exercises.progress import standing
from course.exercises.verdict import CORRECT, NOT_YET
from course.widgets.controls import Button, Control
from course.widgets.stage import Stage

__all__ = ["ProgressPanel", "show_progress"]

WIDTH = 700.0
NAMES = 250.0
CELL = 30.0
LOOKS = {CORRECT: "soft-green edge-green", NOT_YET: "soft-orange edge-orange"}


def show_progress() -> ProgressPanel:
    """The exercises of every lesson: ✓ correct, ✗ not yet, ○ not attempted; and what comes back.

    It is what `course progress` prints, kept on this machine alone. Key r looks again.
    """
    return ProgressPanel()


class ProgressPanel(Stage):
    """See `show_progress`."""

    def __init__(self) -> None:
        self.exercises = all_exercises()
        super().__init__("Your progress", told=True)

    def controls(self) -> Sequence[Control]:
        return [Button("again", "Look again", key="r")]

    def act(self, name: str, value: Any) -> None:
        if name != "again":
            super().act(name, value)
        self.said = summary(self.exercises, progress.events())

    def lessons(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Each lesson's title, and its exercises: title and status."""
        past = progress.events()
        groups = itertools.groupby(self.exercises, lambda exercise: exercise.lesson)
        return [
            (lesson_title(lesson), [(e.title, standing(e.name, past).status) for e in group])
            for lesson, group in groups
        ]

    def picture(self) -> svg.Element:
        past = progress.events()
        parts, y = [svg.text(12, 24, summary(self.exercises, past), "ink strong", 15)], 40.0
        for title, cells in self.lessons():
            parts.append(svg.text(12, y + 20, title, "ink", 14))
            for number, (name, status) in enumerate(cells):
                box = (NAMES + number * (CELL + 4), y, CELL, CELL - 4)
                look = LOOKS.get(status, "panel edge-black")
                middle = svg.text(box[0] + CELL / 2, y + 18, SIGNS[status], "ink", 14, "middle")
                label = svg.tag("title", f"{name}: {status}")
                parts.append(svg.group(label, svg.rect(*box, look, rx=4), middle))
            y += CELL + 4
        y += 10
        for line in open_misconceptions(self.exercises, past):
            for piece in svg.wrapped(line, WIDTH - 30, 13, mono=False):
                parts.append(svg.text(12, y + 14, piece, "ink", 13))
                y += 19
        return svg.picture(WIDTH, y + 10, *parts)

    def words(self) -> str:
        past = progress.events()
        lines = [summary(self.exercises, past)]
        for title, cells in self.lessons():
            lines.append(f"{title}:")
            lines += [f"  {SIGNS[status]} {name}: {status}" for name, status in cells]
        return "\n".join([*lines, *open_misconceptions(self.exercises, past)])
