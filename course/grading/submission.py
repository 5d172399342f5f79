"""Reading what a class handed in: who, which notebook, which cell answers what.

    a folder of notebooks       ada.ipynb, or ada/any/name.ipynb: the student is ada
    nbgrader's layout           submitted/ada/ASSIGNMENT/name.ipynb (or the folder `submitted`)
    a zip from Moodle           Ada Lovelace_12345_assignsubmission_file_/name.ipynb
    a zip from Canvas           lovelaceada_LATE_1234_5678_name.ipynb
    any other zip               as a folder; class.zip may hold all of it in a folder `class`

All notebooks of a student count together, in the order of their names. A notebook is text here:
nothing of it is run. What cannot be read is a problem of its student and stops nobody else.

When it was handed in: the timestamp.txt that nbgrader lays beside it in ASSIGNMENT, else the file's
date; nothing for Canvas, whose zip does not tell it. Any other timestamp.txt is the student's own.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
import zoneinfo
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from course.grading.cells import Found, choose_answers, read_notebook
from course.grading.entries import Entry, Unreadable, entries
from course.grading.records import Cell, Problem, Student, Submission

MOODLE = re.compile(r"(?P<name>.+)_(?P<number>\d+)_assignsubmission_[a-z]+(?:_(?P<file>.*))?")
CANVAS = re.compile(r"(?P<name>[^_]+)_(?P<late>LATE_)?(?P<number>\d+)_\d+_(?P<file>.+)")
TIMESTAMP = "timestamp.txt"
RELEASED = ("task.md", "answers.py", "probes.py", "expected.json")
MOST_TIMESTAMP = 100
SUBMITTED = "submitted"  # nbgrader's folder of what was handed in
MOST_NOTEBOOKS = 20  # of one student; all of their cells are held at once
MOST_PROBLEMS = 50  # told for one student

Attempted = Callable[[str, str], bool]


class Received(NamedTuple):
    """A student's hand-in, ready for the gradebook."""

    submission: Submission
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class _Owned:
    """A file and whose it is; `file` is its path within what the student handed in."""

    student: Student
    file: tuple[str, ...]
    entry: Entry
    late: bool = False


def read_submissions(
    path: Path, assignment: str, wanted: Sequence[str], attempted: Attempted
) -> Iterator[Received | Problem]:
    """Every student's hand-in, one after the other; a Problem is what belongs to no student.

    `wanted` are the assignment's exercises; `attempted(exercise, source)` tells whether somebody
    worked on a cell. Raises CourseError where the path is neither a folder nor a zip.
    """
    with entries(path) as found:
        collected = path.name == SUBMITTED or any(map(_in_nbgraders_place, found))
        owners = [_owner(entry) for entry in _unwrapped(found, path)]
        yield from (one for one in owners if isinstance(one, Problem))
        owned = sorted((one for one in owners if isinstance(one, _Owned)), key=_by_student)
        for _, group in groupby(owned, lambda one: one.student.key):
            if files := _of_assignment(list(group), assignment, collected):
                yield _received(files, assignment, wanted, attempted)


def _unwrapped(found: list[Entry], path: Path) -> list[Entry]:
    """The same without a folder around all of it: nbgrader's `submitted` (what lies beside it, in a
    course's folder, is not handed in), or a folder with the name of its zip.
    """
    if any(map(_in_nbgraders_place, found)):
        found = [entry for entry in found if entry.parts[:1] == (SUBMITTED,)]
    tops = {entry.parts[0] for entry in found if entry.parts}
    if tops == {SUBMITTED} or (tops == {path.stem} and path.is_file()):
        return [replace(entry, parts=entry.parts[1:]) for entry in found if len(entry.parts) > 1]
    return found


def _in_nbgraders_place(entry: Entry) -> bool:
    """Whether a file lies where nbgrader puts it: submitted/STUDENT/ASSIGNMENT/…"""
    return entry.parts[:1] == (SUBMITTED,) and len(entry.parts) > 3


def _by_student(owned: _Owned) -> tuple[str, tuple[str, ...]]:
    return owned.student.key, owned.entry.parts


# ------------------------------------------------------------------------------------- whose it is


def _owner(entry: Entry) -> _Owned | Problem:
    """Whose a file is, by its name."""
    parts = entry.parts
    if not parts or parts[0] == "..":
        return Problem(entry.place, entry.wrong or "belongs to nobody")
    if match := MOODLE.fullmatch(parts[0]):
        student = _student(match["name"], "moodle", match["number"])
        return _Owned(student, (match["file"] or "", *parts[1:]), entry)
    if len(parts) == 1 and (match := CANVAS.fullmatch(parts[0])):
        student = _student(match["name"], "canvas", match["number"])
        timeless = replace(entry, when=None)
        return _Owned(student, (match["file"],), timeless, bool(match["late"]))
    if len(parts) > 1 or entry.wrong == "is an empty folder":
        return _Owned(Student(parts[0], parts[0]), parts[1:], entry)
    stem, dot, suffix = parts[0].rpartition(".")
    if suffix.lower() == "ipynb" and stem:
        return _Owned(Student(stem, stem), parts, entry)
    return Problem(entry.place, entry.wrong or "is no notebook, and in no student's folder")


def _student(name: str, system: str, number: str) -> Student:
    """Someone of a learning platform; the number is in the key, as names are not unique."""
    return Student(f"{name}_{number}", name, system, number)


def _of_assignment(files: list[_Owned], assignment: str, collected: bool) -> list[_Owned]:
    """Of a student's files those in a folder of this assignment. Without any: all of them; where
    nbgrader `collected` them, none that lies in another assignment's folder. What folders one
    student has is nothing to another.
    """
    inside = [one for one in files if len(one.file) > 1 and one.file[0] == assignment]
    return inside or [one for one in files if len(one.file) < 2 or not collected]


# ------------------------------------------------------------------------------------- reading


def _received(
    files: list[_Owned], assignment: str, wanted: Sequence[str], attempted: Attempted
) -> Received:
    """What a student handed in, out of all of their files."""
    found: list[Found] = []
    problems: list[Problem] = []
    names: list[str] = []
    print_of = hashlib.sha256()
    for one in files:
        if one.entry.parts[-1].lower().endswith(".ipynb"):
            if len(names) == MOST_NOTEBOOKS:
                says = f"was not read: {MOST_NOTEBOOKS} notebooks of a student are"
                problems.append(Problem(one.entry.place, says))
                continue
            names.append(one.entry.place)
            found += _read(one.entry, problems, print_of)
        elif one.entry.parts[-1] != TIMESTAMP and not _released(one.entry.parts):
            says = one.entry.wrong or "is no notebook (.ipynb) and was not read"
            problems.append(Problem(one.entry.place, says))
    if not names:
        problems.append(Problem(files[0].student.key, "handed in no notebook"))
    if names and not found and not problems:
        problems.append(Problem(", ".join(names), "has no cells"))
    cells, odd = choose_answers(found, wanted, attempted) if found else ((), ())
    problems += [Problem(", ".join(names), says) for says in odd]
    print_of.update(json.dumps([problem.says for problem in problems if not found]).encode())
    submission = Submission(
        student=files[0].student,
        assignment=assignment,
        file=", ".join(names) or files[0].entry.place,
        sha256=print_of.hexdigest(),
        handed_in=_when(files, assignment),
        marked_late=any(one.late for one in files),
        problems=_few(problems),
    )
    return Received(submission, cells)


def _released(parts: Sequence[str]) -> bool:
    """Whether a file is one that students were given: `exercises/LESSON/NAME/task.md`."""
    return len(parts) >= 4 and parts[-4] == "exercises" and parts[-1] in RELEASED


def _read(entry: Entry, problems: list[Problem], print_of: hashlib._Hash) -> list[Found]:
    """A notebook's cells. What is wrong with it is told; its print is of the cells alone."""
    try:
        notebook = read_notebook(entry.chunks())
    except Unreadable as error:
        problems.append(Problem(entry.place, str(error)))
        return []
    problems += [Problem(entry.place, says) for says in notebook.problems]
    for cell in notebook.cells:
        print_of.update(json.dumps([cell.kind, cell.source, cell.tagged, cell.called]).encode())
    return list(notebook.cells)


def _when(files: Sequence[_Owned], assignment: str) -> datetime.datetime | None:
    """When it was handed in: nbgrader's note, else the date of the newest notebook."""
    for one in files:
        if one.file == (assignment, TIMESTAMP) and (noted := _noted(one.entry)):
            return noted
    dates = [
        one.entry.when
        for one in files
        if one.entry.when and one.entry.parts[-1].lower().endswith(".ipynb")
    ]
    return max(dates, default=None)


def _noted(entry: Entry) -> datetime.datetime | None:
    """The time in a timestamp.txt, such as 2026-01-02 03:04:05.678901 UTC."""
    try:
        text = next(entry.chunks(), b"")[:MOST_TIMESTAMP].decode("ascii", "replace").strip()
    except Unreadable:
        return None
    match = re.match(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d+)?\s*(\S*)", text)
    if match is None:
        return None
    try:
        when = datetime.datetime.fromisoformat(f"{match[1]} {match[2]}")
        return _in_zone(when, match[3])
    except (ValueError, OverflowError, zoneinfo.ZoneInfoNotFoundError):
        return None


def _in_zone(when: datetime.datetime, zone: str) -> datetime.datetime:
    """A time in a zone: +0100, UTC, Europe/Berlin; without one, in this machine's own."""
    if not zone:
        return when.astimezone()
    if re.fullmatch(r"[+-]\d\d:?\d\d", zone):
        return datetime.datetime.fromisoformat(f"{when.isoformat()}{zone}")
    return when.replace(tzinfo=zoneinfo.ZoneInfo(zone))


def _few(problems: list[Problem]) -> tuple[Problem, ...]:
    """The problems, not thousands of them."""
    unique = list(dict.fromkeys(problems))
    if len(unique) > MOST_PROBLEMS:
        more = f"and {len(unique) - MOST_PROBLEMS} more problems"
        unique = [*unique[:MOST_PROBLEMS], Problem(unique[0].place, more)]
    return tuple(unique)
