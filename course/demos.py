"""Demos for the front of a class: what a notebook in `notebooks/demos` says of itself.

A demo is a notebook of slides. Behind every slide stand its presenter's notes, a cell of the slide
type `notes` that begins with the minutes: `**2 min.** Ask …`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course import project
from course.console import CourseError

MINUTES = re.compile(r"\*\*(\d+) min\.\*\*")


@dataclass(frozen=True)
class Demo:
    """One demo: its number, its title, how long it takes, and the lesson that it belongs to."""

    path: Path
    notebook: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Such as 01_backward."""
        return self.path.stem

    @property
    def title(self) -> str:
        """The heading of the first slide."""
        return source(self.notebook["cells"][0]).partition("\n")[0].lstrip("# ")

    @property
    def minutes(self) -> int:
        """All steps together."""
        return sum(minutes for minutes, _ in self.notes())

    @property
    def lesson(self) -> str:
        """The lesson that it goes with, such as 04_backward."""
        return str(self.notebook["metadata"].get(project.OURS, {}).get("lesson", ""))

    def notes(self) -> list[tuple[int, str]]:
        """The presenter's notes, slide by slide: minutes and words."""
        found = []
        for cell in self.notebook["cells"]:
            if slide_type(cell) == "notes":
                minutes = MINUTES.match(words := source(cell))
                if not minutes:
                    raise CourseError(
                        f"{self.path.name}: the notes {cell['id']} begin with {words[:20]!r}; "
                        "they must begin with the minutes, such as **2 min.**"
                    )
                found.append((int(minutes[1]), " ".join(words[minutes.end() :].split())))
        return found


def load(path: Path) -> Demo:
    """Read a built demo; raises CourseError where it is none."""
    try:
        return Demo(path, json.loads(path.read_text("utf-8")))
    except (OSError, ValueError) as error:
        raise CourseError(f"{path} cannot be read: {error}") from None


def source(cell: Mapping[str, Any]) -> str:
    """What stands in a cell; a file has it line by line."""
    return "".join(cell["source"])


def slide_type(cell: Mapping[str, Any]) -> str:
    """slide, subslide, fragment, skip, notes, or nothing."""
    return str(cell["metadata"].get("slideshow", {}).get("slide_type", ""))
