"""Grades as CSV: `grades.csv` with everything, and what Moodle and Canvas can read back.

A cell that a spreadsheet would take for a formula begins with an apostrophe: a student's name must
not run as a program on the lecturer's machine. So does a part of a cell after `;`, a tab or the end
of a line, where spreadsheets of some countries begin a new cell.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from course.grading.assignment import Assignment
from course.grading.page import write_whole
from course.grading.results import Result, number

FORMULA = re.compile(r"[ \xa0]*[=+\-@\t\r\n|%\uff1d\uff0b\uff0d\uff20]")  # the last four are wide
INNER = re.compile(rf"([;\t\r\n])(?={FORMULA.pattern})")
SPREADSHEET = "utf-8-sig"
"""UTF-8 with the mark by which a spreadsheet knows it."""


def write_grades(folder: Path, assignment: Assignment, found: Sequence[Result]) -> list[Path]:
    """Write grades.csv, and moodle.csv and canvas.csv where hand-ins came from these systems."""
    written = [folder / "grades.csv"]
    write_whole(written[0], as_csv(grades(assignment, found)), SPREADSHEET)
    for system, columns in (("moodle", moodle), ("canvas", canvas)):
        theirs = [one for one in found if one.student.system == system]
        path = folder / f"{system}.csv"
        if theirs:
            write_whole(path, as_csv(columns(assignment, theirs)))
            written.append(path)
        else:
            path.unlink(missing_ok=True)
    return written


def safe(value: object) -> str:
    """A cell that no spreadsheet takes for a formula; numbers stay numbers.

    >>> [safe(v) for v in ("=1+1", " @x", "a;=1", "Ada", -2.5, 3)]
    ["'=1+1", "' @x", "a;'=1", 'Ada', '-2.5', '3']
    """
    if isinstance(value, (int, float)):
        return number(value) if isinstance(value, float) else str(value)
    text = INNER.sub(r"\1'", str(value).replace("\0", ""))
    return f"'{text}" if FORMULA.match(text) else text


def as_csv(rows: Iterable[Sequence[object]]) -> str:
    """Rows as the text of a file."""
    file = io.StringIO()
    csv.writer(file).writerows([safe(cell) for cell in row] for row in rows)
    return file.getvalue()


def grades(assignment: Assignment, found: Sequence[Result]) -> Iterable[Sequence[object]]:
    """A row for each student. For each exercise what counts; beside it what the checks gave, where
    somebody marked by hand.
    """
    marked = {
        line.exercise.name for one in found for line in one.lines if line.by_hand
    }  # fmt: skip
    head: list[object] = ["student", "name", "points", "worth", "percent"]
    for name in assignment.exercises:
        head += [name, f"{name} (checks)"] if name in marked else [name]
    head += ["attempt", "attempts", "handed in", "minutes late", "kept", "problems", "comments"]
    yield head
    for one in found:
        yield [*_who(one), *_points(one, marked), *_circumstances(one)]


def _who(one: Result) -> list[object]:
    percent = 100 * one.points / one.worth if one.worth else 0.0
    return [one.student.key, one.student.name, one.points, one.worth, percent]


def _points(one: Result, marked: set[str]) -> list[object]:
    cells: list[object] = []
    for line in one.lines:
        cells.append(line.points if line.mark or line.by_hand else "")
        if line.exercise.name in marked:
            cells.append(line.mark.points if line.mark else "")
    return cells


def _circumstances(one: Result) -> list[object]:
    handed_in = one.submission.handed_in
    when = handed_in.isoformat(timespec="minutes") if handed_in else ""
    wrong = "; ".join(f"{p.place}: {p.says}" for p in one.submission.problems)
    minutes = float(round(one.minutes_late))
    return [one.submission.attempt, one.attempts, when, minutes, one.keeps, wrong, comments(one)]


def comments(one: Result) -> str:
    """What was said by hand, in one line."""
    said = [(line.exercise.name, line.manual) for line in one.lines]
    parts = [f"{name}: {hand.comment}" for name, hand in said if hand and hand.comment]
    if one.comment and one.comment.comment:
        parts.append(one.comment.comment)
    return "; ".join(" ".join(part.split()) for part in parts)


def moodle(assignment: Assignment, found: Sequence[Result]) -> Iterable[Sequence[object]]:
    """The columns that Moodle's grading worksheet is uploaded with."""
    yield ["Identifier", "Full name", "Grade", "Maximum Grade", "Feedback comments"]
    for one in found:
        identifier = f"Participant {one.student.number}" if one.student.number else ""
        yield [identifier, one.student.name, one.points, one.worth, comments(one)]


def canvas(assignment: Assignment, found: Sequence[Result]) -> Iterable[Sequence[object]]:
    """The columns of Canvas's gradebook. Its import wants the assignment's name as it is there."""
    yield ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", assignment.title]
    yield ["    Points Possible", "", "", "", "", found[0].worth]
    for one in found:
        yield [one.student.name, one.student.number, "", "", "", one.points]
