"""Marks and comments by hand: they stand beside the automatic ones, and count before them.

One by one, or from a CSV file with the columns student, exercise, points, comment, and commas or
semicolons between them (as a spreadsheet writes where 1,5 is one and a half). An empty
exercise is the whole hand-in; empty points are a comment alone, and take an earlier mark back.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from course.console import CourseError
from course.grading.gradebook import Gradebook
from course.grading.results import Result, number

COLUMNS = ("student", "exercise", "points", "comment")
WHOLE = "all"
"""In place of an exercise: the whole hand-in."""
NO_POINTS = "-"


@dataclass(frozen=True)
class Entry:
    """A mark or comment as somebody gave it; `place` is the line of a file, or ""."""

    student: str
    exercise: str
    points: str
    comment: str
    place: str = ""

    def wrong(self, words: str) -> CourseError:
        return CourseError(f"{self.place}: {words}" if self.place else words)


def read_entries(path: Path) -> list[Entry]:
    """The entries of a CSV file; raises CourseError that names the file and what it lacks."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            comma = "," if "," in file.readline() else ";"
            file.seek(0)
            rows = csv.DictReader(file, delimiter=comma)
            missing = [name for name in COLUMNS[:3] if name not in (rows.fieldnames or ())]
            if missing:
                raise CourseError(
                    f"{path} has no column {missing[0]!r}; its first line must hold "
                    + ",".join(COLUMNS)
                )
            return [
                Entry(*((row.get(name) or "").strip() for name in COLUMNS), f"{path}:{n}")
                for n, row in enumerate(rows, 2)
            ]
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise CourseError(f"{path} is no CSV file in UTF-8: {error}") from None


def mark(book: Gradebook, found: Sequence[Result], entries: Sequence[Entry], by: str) -> None:
    """Keep all of the entries; where one is wrong, none, and CourseError says which and why."""
    checked = [(*_check(found, entry), entry.comment) for entry in entries]
    book.mark_by_hand(by, [(one.submission.id, *given) for one, *given in checked])


def _check(found: Sequence[Result], entry: Entry) -> tuple[Result, str, float | None]:
    one = _student(found, entry)
    exercise = "" if entry.exercise in ("", WHOLE) else entry.exercise
    worth = {line.exercise.name: line.worth for line in one.lines} | {"": one.worth}
    if exercise not in worth:
        known = ", ".join(name for name in worth if name)
        raise entry.wrong(f"there is no exercise {exercise!r}; there are {known}, and {WHOLE!r}")
    points = None if entry.points in ("", NO_POINTS) else _points(entry, worth[exercise])
    if points is None and not entry.comment:
        by_hand = next((ln.manual for ln in one.lines if ln.exercise.name == exercise), one.comment)
        if by_hand is None:
            raise entry.wrong("there are neither points nor a comment: give one of them")
    return one, exercise, points


def _student(found: Sequence[Result], entry: Entry) -> Result:
    """By key, by number or by name: what is typed must mean one student."""
    for of in (
        lambda one: one.student.key, lambda one: one.student.number, lambda one: one.student.name
    ):  # fmt: skip
        fits = [one for one in found if entry.student and of(one) == entry.student]
        if len(fits) == 1:
            return fits[0]
        if fits:
            keys = ", ".join(one.student.key for one in fits)
            raise entry.wrong(f"{entry.student!r} is several students: {keys}; give one of these")
    raise entry.wrong(
        f"nobody called {entry.student!r} handed in; grades.csv lists all {len(found)} students"
    )


def _points(entry: Entry, worth: float) -> float:
    try:
        points = float(entry.points.replace(",", "."))
    except ValueError:
        points = math.nan
    if not 0 <= points <= worth:
        raise entry.wrong(f"points are {entry.points!r}; they must be 0 to {number(worth)}")
    return points
