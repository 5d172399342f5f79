"""What the gradebook keeps: hand-ins and their cells, marks, marks by hand, regrades."""

from __future__ import annotations

import datetime
from dataclasses import dataclass


@dataclass(frozen=True)
class Student:
    """Who handed in. system: "moodle", "canvas" or ""; number: that system's number for them."""

    key: str
    name: str
    system: str = ""
    number: str = ""


@dataclass(frozen=True)
class Problem:
    """Something wrong with what was handed in: the file (and cell), and what it is."""

    place: str
    says: str


@dataclass(frozen=True)
class Cell:
    """A cell as it was handed in, without its outputs.

    kind: "code", "markdown" or "raw"; exercise: the one that this cell is the answer to, or "";
    ran: when it was last run, in UTC, where the notebook notes it.
    """

    kind: str
    source: str
    exercise: str = ""
    ran: str = ""


@dataclass(frozen=True)
class Submission:
    """One attempt of one student. id and attempt are 0 until the gradebook has it.

    handed_in: with its time zone, or None where nothing is known; marked_late: a learning platform
    said that it was late.
    """

    student: Student
    assignment: str
    file: str
    sha256: str
    handed_in: datetime.datetime | None = None
    marked_late: bool = False
    problems: tuple[Problem, ...] = ()
    attempt: int = 0
    id: int = 0


@dataclass(frozen=True)
class CheckMark:
    """How one check went. error: the kind of error that stopped it ("NameError") or ""; message:
    its words, without numbers; line: of the answer, or 0.
    """

    name: str
    says: str
    points: float
    worth: float
    passed: bool
    carried: bool = False
    error: str = ""
    message: str = ""
    line: int = 0


@dataclass(frozen=True)
class Mark:
    """What an answer got. ended: how its process was ended ("time", "memory"), "" for by itself;
    regrade: 0, or the number of the regrade; kit: version of the kit and print of the exercise.
    """

    exercise: str
    status: str
    points: float
    worth: float
    checks: tuple[CheckMark, ...] = ()
    mistake: str = ""
    misconception: str = ""
    says: str = ""
    asks: str = ""
    ended: str = ""
    seconds: float = 0.0
    isolated: bool = True
    kit: str = ""
    regrade: int = 0
    at: str = ""


@dataclass(frozen=True)
class Manual:
    """A mark or comment by hand. exercise "" is the whole submission; points None: a comment only,
    or a mark taken back.
    """

    exercise: str
    points: float | None
    comment: str
    by: str
    at: str = ""


@dataclass(frozen=True)
class Regrade:
    """One exercise graded again for every submission. done: None while it is under way."""

    id: int
    assignment: str
    exercise: str
    begun: str
    done: str | None
