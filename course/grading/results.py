"""What each student has in the end: which attempt counts, marks by hand, and what being late costs.

Everything is worked out anew from the gradebook, which keeps only what happened: change the due
time or the late policy in the assignment's file, and the same gradebook gives other results.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from course.exercises.exercise import FOLDER, Exercise, find
from course.exercises.verdict import CORRECT
from course.grading.assignment import Assignment
from course.grading.gradebook import Gradebook
from course.grading.records import Cell, Manual, Mark, Student, Submission

UNGRADED = "not graded yet"


@dataclass(frozen=True)
class Line:
    """One exercise of one attempt: what the grader found, and what was decided by hand."""

    exercise: Exercise
    answer: str
    mark: Mark | None
    manual: Manual | None
    minutes: float | None = None
    """How long somebody worked on it, where the notebook lets one tell."""

    @property
    def points(self) -> float:
        """By hand, where there is a mark by hand."""
        if self.manual is not None and self.manual.points is not None:
            return self.manual.points
        return self.mark.points if self.mark else 0.0

    @property
    def worth(self) -> float:
        return self.mark.worth if self.mark else self.exercise.worth

    @property
    def status(self) -> str:
        return self.mark.status if self.mark else UNGRADED

    @property
    def by_hand(self) -> bool:
        return self.manual is not None and self.manual.points is not None


@dataclass(frozen=True)
class Result:
    """One student: the attempt that counts, and what it is worth."""

    student: Student
    submission: Submission
    lines: tuple[Line, ...]
    minutes_late: float
    keeps: float
    comment: Manual | None
    attempts: int
    others: tuple[tuple[int, float], ...] = field(default=(), repr=False)
    """Of the attempts that do not count: number and points."""

    @property
    def reached(self) -> float:
        """The points before anything is taken off for being late."""
        return sum(line.points for line in self.lines)

    @property
    def points(self) -> float:
        """What counts in the end; a mark by hand for the whole hand-in goes before all else."""
        if self.comment is not None and self.comment.points is not None:
            return self.comment.points
        return round(self.reached * self.keeps, 2)

    @property
    def worth(self) -> float:
        return sum(line.worth for line in self.lines)

    @property
    def complete(self) -> bool:
        """Whether every answer has its mark."""
        return all(line.mark is not None for line in self.lines)

    @property
    def correct(self) -> int:
        return sum(line.status == CORRECT for line in self.lines)


def results(book: Gradebook, assignment: Assignment, folder: Path = FOLDER) -> list[Result]:
    """Everyone who handed in, by key."""
    exercises = [find(name, folder) for name in assignment.exercises]
    marks, manual = book.marks(assignment.name), book.manual(assignment.name)
    attempts: dict[str, list[Result]] = {}
    for submission in book.submissions(assignment.name):
        mine, by_hand = marks.get(submission.id, {}), manual.get(submission.id, {})
        cells = book.cells(submission.id)
        answers, minutes = {c.exercise: c.source for c in cells}, spent(cells)
        lines = tuple(
            Line(
                n,
                answers.get(n.name, ""),
                mine.get(n.name),
                by_hand.get(n.name),
                minutes.get(n.name),
            )
            for n in exercises
        )
        one = Result(
            submission.student,
            submission,
            lines,
            assignment.minutes_late(submission.handed_in),
            assignment.keeps(submission.handed_in),
            by_hand.get(""),
            0,
        )
        attempts.setdefault(submission.student.key, []).append(one)
    return [counting(assignment, tries) for _, tries in sorted(attempts.items())]


def counting(assignment: Assignment, attempts: list[Result]) -> Result:
    """The attempt that counts: the last, or the best (of equals, the later one)."""
    tries = sorted(attempts, key=lambda one: one.submission.attempt)
    if assignment.counts == "best":
        chosen = max(tries, key=lambda one: (one.points, one.submission.attempt))
    else:
        chosen = tries[-1]
    others = tuple((t.submission.attempt, t.points) for t in tries if t is not chosen)
    return Result(
        chosen.student, chosen.submission, chosen.lines, chosen.minutes_late, chosen.keeps,
        chosen.comment, len(tries), others,
    )  # fmt: skip


LEAST, MOST = 0.25, 45.0
"""Minutes for one exercise: less is "Run All", more is a break."""


def spent(cells: Iterable[Cell]) -> dict[str, float]:
    """Minutes for each exercise: from the run before (of another cell) to the answer's last run.

    >>> spent([Cell("code", "", "", "2026-11-23T10:00:00"),
    ...     Cell("code", "", "three_passes", "2026-11-23T10:04:30"), Cell("code", "", "later")])
    {'three_passes': 4.5}
    """
    runs = [(cell.exercise, when) for cell in cells if (when := moment(cell.ran))]
    found = {}
    for name, end in runs:
        before = [when for other, when in runs if when < end]
        if name and before:
            minutes = (end - max(before)).total_seconds() / 60
            if LEAST <= minutes <= MOST:
                found[name] = minutes
    return found


def moment(text: str) -> datetime.datetime | None:
    """A time as it was noted; None for what is none, such as the 31st of February."""
    try:
        return datetime.datetime.fromisoformat(text) if text else None
    except ValueError:
        return None


def isolated(found: Iterable[Result]) -> bool:
    """Whether every answer that counts was run in a sandbox."""
    return all(line.mark.isolated for one in found for line in one.lines if line.mark)


def number(value: float) -> str:
    """Points as people write them.

    >>> number(2.0), number(1.25), number(0.333)
    ('2', '1.25', '0.33')
    """
    return f"{value:.2f}".rstrip("0").rstrip(".")


def duration(minutes: float) -> str:
    """How late, in words.

    >>> [duration(m) for m in (0.2, 59, 60, 61, 1500, 2880)]
    ['1 minute', '59 minutes', '1 hour', '1 hour 1 minute', '1 day 1 hour', '2 days']
    """
    whole = max(1, round(minutes))
    parts = [(whole // 1440, "day"), (whole % 1440 // 60, "hour"), (whole % 60, "minute")]
    words = [f"{n} {unit}{'s' * (n != 1)}" for n, unit in parts if n]
    return " ".join(words[:2])
