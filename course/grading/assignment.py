"""What is handed in and graded together: the exercises, when they are due, and what late costs.

A lesson's name (`04_backward`, or 4) stands for all of its exercises. Anything else is a file:

    title = "Week 3: backward"
    exercises = ["three_passes", "frozen_layer"]
    due = 2026-12-01T23:59:00+01:00     # without +01:00: the time of the grader's own machine
    counts = "best"                     # of several attempts: "last" (else) or "best"
    lessons = "https://school.example/notebooks"    # where feedback finds the lessons

    [late]
    percent_per_day = 10                # of the points reached, for each day begun
    most_days = 3                       # nothing for what comes later still
    grace_minutes = 15                  # not late yet
"""

from __future__ import annotations

import datetime
import math
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course.console import CourseError
from course.exercises.exercise import FOLDER

COUNTS = ("last", "best")
KEYS = ("name", "title", "exercises", "due", "counts", "lessons", "late")
LATE_KEYS = ("percent_per_day", "most_days", "grace_minutes")
DAY = 24 * 60


@dataclass(frozen=True)
class Late:
    """What a late hand-in loses: per cent of its points for each day begun, up to a last day."""

    percent_per_day: float = 0.0
    most_days: float = math.inf
    grace_minutes: float = 0.0

    def keeps(self, minutes: float) -> float:
        """The share of its points that a hand-in keeps which comes so many minutes late.

        >>> late = Late(percent_per_day=10, most_days=3, grace_minutes=15)
        >>> [late.keeps(m) for m in (-5, 15, 16, 24 * 60 + 1, 3 * 24 * 60, 3 * 24 * 60 + 1)]
        [1.0, 1.0, 0.9, 0.8, 0.7, 0.0]
        """
        if minutes <= self.grace_minutes:
            return 1.0
        days = math.ceil(minutes / DAY)
        return 0.0 if days > self.most_days else max(0.0, 100 - self.percent_per_day * days) / 100

    def words(self) -> str:
        """The rule in a sentence, for students.

        >>> Late(10, 3, 15).words()
        'Late: 10 % less for each day begun, nothing after 3 days; 15 minutes are forgiven.'
        """
        if not self.percent_per_day and self.most_days == math.inf:
            return "A late hand-in loses nothing."
        parts = [f"{self.percent_per_day:g} % less for each day begun"]
        if self.most_days != math.inf:
            parts.append(f"nothing after {self.most_days:g} days")
        grace = f"; {self.grace_minutes:g} minutes are forgiven" if self.grace_minutes else ""
        return f"Late: {', '.join(parts)}{grace}."


@dataclass(frozen=True)
class Assignment:
    """Exercises that are graded together; see the module for its file."""

    name: str
    title: str
    exercises: tuple[str, ...]
    due: datetime.datetime | None = None
    late: Late = Late()
    counts: str = "last"
    lessons: str = "notebooks"

    def minutes_late(self, handed_in: datetime.datetime | None) -> float:
        """How late, in minutes; 0 where it was in time, or where nothing is known of the time."""
        if self.due is None or handed_in is None:
            return 0.0
        return max(0.0, (handed_in.astimezone() - self.due).total_seconds() / 60)

    def keeps(self, handed_in: datetime.datetime | None) -> float:
        """The share of its points that a hand-in keeps."""
        return self.late.keeps(self.minutes_late(handed_in))


def find_assignment(name: str | Path, folder: Path = FOLDER) -> Assignment:
    """The assignment of a lesson's name or number, or of a .toml file.

    Raises CourseError that says which file, which key, what was found and what must stand there.
    """
    path = Path(name)
    if path.suffix == ".toml":
        return _read(path, folder)
    lessons = sorted({task.parent.parent.name for task in folder.glob("*/*/task.md")})
    wanted = str(name)
    found = [one for one in lessons if one == wanted or _number(one) == _number(wanted)]
    if len(found) != 1:
        raise CourseError(
            f"there is no assignment {wanted!r}: give a lesson ({', '.join(lessons)}), "
            "or a .toml file that lists exercises (docs/grading.md)"
        )
    lesson = found[0]
    exercises = tuple(sorted(task.parent.name for task in folder.glob(f"{lesson}/*/task.md")))
    return Assignment(lesson, f"Exercises: {lesson}", exercises)


def find_again(name: str) -> Assignment:
    """The assignment of a name that a gradebook holds: a lesson's, or a file's that it does not."""
    try:
        return find_assignment(name)
    except CourseError:
        raise CourseError(
            f"what was graded there is {name}, and that is no lesson: add --assignment with its "
            f"file, such as {name}.toml"
        ) from None


def _number(lesson: str) -> int | str:
    """A lesson's number: "04_backward" and "4" are the same lesson."""
    match = re.fullmatch(r"(\d+)(_\w+)?", lesson)
    return int(match[1]) if match and (not match[2] or match[1].startswith("0")) else lesson


# ------------------------------------------------------------------------------------- the file


def _read(path: Path, folder: Path) -> Assignment:
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CourseError(f"{path} is no TOML file: {error}") from None
    file = _File(str(path), data)
    file.only(KEYS)
    name = file.text("name", path.stem)
    if not re.fullmatch(r"[\w.-]+", name) or name.startswith("."):
        raise file.wrong("name", name, "letters, digits, _ and - (it names files)")
    counts = file.text("counts", "last")
    if counts not in COUNTS:
        raise file.wrong("counts", counts, f"one of {', '.join(COUNTS)}")
    lessons = file.text("lessons", "notebooks")
    if re.match(r"[a-z]+:", lessons, re.I) and not lessons.startswith(("https://", "http://")):
        raise file.wrong("lessons", lessons, "an address, https://…, or a folder")
    return Assignment(
        name=name,
        title=file.text("title", name),
        exercises=_exercises(file, folder),
        due=_due(file),
        late=_late(file),
        counts=counts,
        lessons=lessons.rstrip("/"),
    )


def _exercises(file: _File, folder: Path) -> tuple[str, ...]:
    names = file.data.get("exercises")
    if not isinstance(names, list) or not names:
        raise file.wrong("exercises", names, 'a list of names, such as ["three_passes"]')
    known = {task.parent.name for task in folder.glob("*/*/task.md")}
    for name in names:
        if name not in known:
            raise file.wrong("exercises", name, f"one of {', '.join(sorted(known))}")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise file.wrong("exercises", twice[0], "listed once")
    return tuple(names)


def _due(file: _File) -> datetime.datetime | None:
    due = file.data.get("due")
    if due is None:
        return None
    if not isinstance(due, datetime.datetime):
        raise file.wrong("due", due, "a date with a time, such as 2026-12-01T23:59:00")
    return due if due.tzinfo else due.astimezone()  # without a zone it is this machine's own


def _late(file: _File) -> Late:
    table = file.data.get("late", {})
    if not isinstance(table, dict):
        raise file.wrong("late", table, f"a table [late] with {', '.join(LATE_KEYS)}")
    late = _File(f"{file.path}, [late]", table)
    late.only(LATE_KEYS)
    if table and file.data.get("due") is None:
        raise CourseError(f"{file.path}: there is a table [late], and no `due`: add due = <date>")
    return Late(
        late.number("percent_per_day", 0.0, 100.0),
        late.number("most_days", math.inf),
        late.number("grace_minutes", 0.0),
    )


@dataclass(frozen=True)
class _File:
    """A table of a file, and the words for what is wrong in it."""

    path: str
    data: Mapping[str, Any]

    def wrong(self, key: str, found: Any, must: str) -> CourseError:
        return CourseError(f"{self.path}: {key} is {found!r}; it must be {must}")

    def only(self, keys: Sequence[str]) -> None:
        for key in self.data:
            if key not in keys:
                raise CourseError(f"{self.path}: there is no key {key!r}; use {', '.join(keys)}")

    def text(self, key: str, otherwise: str) -> str:
        found = self.data.get(key, otherwise)
        if not isinstance(found, str) or not found.strip():
            raise self.wrong(key, found, "a text")
        return found

    def number(self, key: str, otherwise: float, most: float = math.inf) -> float:
        found = self.data.get(key, otherwise)
        if type(found) not in (int, float) or not 0 <= found <= most:
            upto = f" to {most:g}" if most < math.inf else " or more"
            raise self.wrong(key, found, f"a number, 0{upto}")
        return float(found)
