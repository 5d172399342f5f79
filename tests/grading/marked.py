"""Results for the tests, made by the real judge and the real gradebook, without a sandbox."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from course.exercises.exercise import Exercise, find
from course.exercises.verdict import judge, prepare, read_reply
from course.grading.assignment import Assignment
from course.grading.gradebook import Gradebook
from course.grading.marking import mark_of
from course.grading.records import Cell, Mark, Student, Submission
from course.inside.answering import reply_to
from course.inside.plain import decode, encode

SEED = 11


def marked(exercise: Exercise, source: str, seed: int = SEED) -> Mark:
    """The mark of an answer, as the grader makes it."""
    trial = prepare(exercise, seed)
    reply = read_reply(decode(encode(reply_to(decode(encode(trial.job(source)))))))
    return mark_of(judge(trial, source, reply), source, "test")


def hand_in(
    book: Gradebook,
    assignment: Assignment,
    key: str,
    answers: Mapping[str, str],
    handed_in: datetime.datetime | None = None,
    marks: Mapping[str, Mark] | None = None,
    **more: Any,
) -> int:
    """One attempt, graded; answers that are not given are stubs. Gives the submission's id."""
    exercises = [find(name) for name in assignment.exercises]
    sources = {e.name: e.cell(answers.get(e.name, e.stub)) for e in exercises}
    student = more.pop("student", Student(key, f"{key.title()} Doe"))
    digest = hashlib.sha256(repr((key, sources, handed_in)).encode("utf-8", "replace")).hexdigest()
    one = Submission(
        student, assignment.name, f"{key}/a.ipynb", digest, handed_in=handed_in, **more
    )
    cells = [Cell("markdown", "# Mine", "")]
    cells += [Cell("code", source, name) for name, source in sources.items()]
    id = book.receive(one, cells)
    found = {e.name: marked(e, sources[e.name]) for e in exercises} | dict(marks or {})
    book.record(id, [(mark, SEED) for mark in found.values()])
    return id


def new_book(folder: Path) -> Gradebook:
    return Gradebook.open(folder, new=True)


def changed(mark: Mark, **check: Any) -> Mark:
    """A mark whose checks were all stopped by an error."""
    checks = tuple(replace(c, points=0.0, passed=False, **check) for c in mark.checks)
    return replace(mark, points=0.0, status="not yet", checks=checks)
