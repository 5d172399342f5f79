"""The gradebook: one SQLite file that keeps what was handed in, every mark, and every change.

Nothing that was recorded is lost. A changed hand-in is a new attempt, a regrade adds marks beside
the old ones, marks and comments by hand stand in a table of their own; the newest of each counts.
One process grades at a time (`alone`); what it has done for a submission is written in one
transaction, so that a process may be killed at any moment. Readers need no lock.

    with Gradebook.open(folder) as book:
        for submission in book.submissions("04_backward"):
            ...
        marks = book.marks("04_backward")      # marks[submission.id]["three_passes"].points

No inputs of hidden checks and no expected values are kept: feedback can be made from all of it.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import secrets
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from course.console import CourseError
from course.environment import try_lock
from course.grading.records import (
    Cell,
    CheckMark,
    Manual,
    Mark,
    Problem,
    Regrade,
    Student,
    Submission,
)

FILE = "gradebook.sqlite"
LOCK = "gradebook.lock"
VERSION = 1
BUSY = 30.0  # seconds to wait for another process that writes

SCHEMA = """
CREATE TABLE book (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE students (
  key TEXT PRIMARY KEY, name TEXT NOT NULL, system TEXT NOT NULL, number TEXT NOT NULL
);
CREATE TABLE submissions (
  id INTEGER PRIMARY KEY, student TEXT NOT NULL REFERENCES students, assignment TEXT NOT NULL,
  attempt INTEGER NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL, handed_in TEXT,
  marked_late INTEGER NOT NULL, cells BLOB NOT NULL, read_at TEXT NOT NULL,
  UNIQUE (student, assignment, attempt)
);
CREATE TABLE problems (
  submission INTEGER NOT NULL REFERENCES submissions, place TEXT NOT NULL, says TEXT NOT NULL
);
CREATE TABLE strays (
  assignment TEXT NOT NULL, place TEXT NOT NULL, says TEXT NOT NULL,
  UNIQUE (assignment, place, says)
);
CREATE TABLE regrades (
  id INTEGER PRIMARY KEY, assignment TEXT NOT NULL, exercise TEXT NOT NULL,
  begun TEXT NOT NULL, done TEXT
);
CREATE TABLE marks (
  id INTEGER PRIMARY KEY, submission INTEGER NOT NULL REFERENCES submissions,
  exercise TEXT NOT NULL, regrade INTEGER NOT NULL, status TEXT NOT NULL, points REAL NOT NULL,
  worth REAL NOT NULL, mistake TEXT NOT NULL, misconception TEXT NOT NULL, says TEXT NOT NULL,
  asks TEXT NOT NULL, ended TEXT NOT NULL, seconds REAL NOT NULL, isolated INTEGER NOT NULL,
  kit TEXT NOT NULL, seed INTEGER NOT NULL, at TEXT NOT NULL,
  UNIQUE (submission, exercise, regrade)
);
CREATE TABLE checks (
  mark INTEGER NOT NULL REFERENCES marks, position INTEGER NOT NULL, name TEXT NOT NULL,
  says TEXT NOT NULL, points REAL NOT NULL, worth REAL NOT NULL, passed INTEGER NOT NULL,
  carried INTEGER NOT NULL, error TEXT NOT NULL, message TEXT NOT NULL, line INTEGER NOT NULL,
  PRIMARY KEY (mark, position)
);
CREATE TABLE manual (
  id INTEGER PRIMARY KEY, submission INTEGER NOT NULL REFERENCES submissions,
  exercise TEXT NOT NULL, points REAL, comment TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL
);
"""


MARK = "exercise, status, points, worth, mistake, misconception, says, asks, ended, seconds, "
MARK += "isolated, kit, regrade, at"
CHECK = "name, says, points, worth, passed, carried, error, message, line"


class Gradebook:
    """An open gradebook; close it, or use it in a `with`."""

    def __init__(self, connection: sqlite3.Connection, folder: Path) -> None:
        self.folder = folder
        self.connection = connection

    @classmethod
    def open(cls, folder: Path, new: bool = False) -> Gradebook:
        """The gradebook of a folder; with `new`, made where there is none.

        Raises CourseError where there is none, it is of a newer course, or it is no gradebook.
        """
        path = folder / FILE
        if not new and not path.exists():
            raise CourseError(
                f"there is no {FILE} in {folder}: course grade SUBMISSIONS --out {folder} makes one"
            )
        try:
            folder.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(path, timeout=BUSY, isolation_level=None)
            try:
                _prepare(connection, path)
            except BaseException:
                connection.close()
                raise
        except (OSError, sqlite3.DatabaseError) as error:
            raise CourseError(
                f"{path} cannot be used as a gradebook ({error}): give another folder with --out, "
                "or put back a copy"
            ) from None
        return cls(connection, folder)

    def __enter__(self) -> Gradebook:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()

    @property
    def secret(self) -> str:
        """What the random inputs of every run are drawn from; made with the gradebook."""
        (value,) = self._rows("SELECT value FROM book WHERE key = 'secret'")[0]
        return str(value)

    # ----------------------------------------------------------------------------- reading

    def assignments(self) -> list[str]:
        """The assignments that something was handed in for."""
        return [name for (name,) in self._rows("SELECT DISTINCT assignment FROM submissions")]

    def students(self) -> list[Student]:
        """Everyone who handed in anything, by key."""
        rows = self._rows("SELECT key, name, system, number FROM students ORDER BY key")
        return [Student(*row) for row in rows]

    def submissions(self, assignment: str) -> list[Submission]:
        """Every attempt of every student, a student's attempts in their order."""
        students = {student.key: student for student in self.students()}
        problems = self._grouped(
            "SELECT submission, place, says FROM problems ORDER BY rowid", (), Problem
        )
        rows = self._rows(
            "SELECT id, student, file, sha256, handed_in, marked_late, attempt FROM submissions "
            "WHERE assignment = ? ORDER BY student, attempt",
            (assignment,),
        )
        return [
            Submission(
                students[student], assignment, file, sha256,
                datetime.datetime.fromisoformat(handed_in) if handed_in else None,
                bool(late), tuple(problems.get(id, ())), attempt, id,
            )
            for id, student, file, sha256, handed_in, late, attempt in rows
        ]  # fmt: skip

    def cells(self, submission: int) -> tuple[Cell, ...]:
        """What was handed in: its cells in their order, without outputs."""
        rows = self._rows("SELECT cells FROM submissions WHERE id = ?", (submission,))
        return tuple(Cell(*cell) for cell in json.loads(zlib.decompress(rows[0][0])))

    def answers(self, submission: int) -> dict[str, str]:
        """The answers of a submission: exercise to the source of the cell that counts."""
        return {cell.exercise: cell.source for cell in self.cells(submission) if cell.exercise}

    def strays(self, assignment: str) -> list[Problem]:
        """What was found among the submissions and belongs to no student."""
        rows = self._rows("SELECT place, says FROM strays WHERE assignment = ?", (assignment,))
        return [Problem(*row) for row in rows]

    def marks(self, assignment: str) -> dict[int, dict[str, Mark]]:
        """The marks that count: by submission's id, then by exercise."""
        found: dict[int, dict[str, Mark]] = {}
        for submission, mark in self._marks(assignment):  # a regrade comes after what it replaces
            found.setdefault(submission, {})[mark.exercise] = mark
        return found

    def mark_history(self, submission: int, exercise: str) -> list[Mark]:
        """Every mark that an answer ever got, the one that counts last."""
        rows = self._rows("SELECT assignment FROM submissions WHERE id = ?", (submission,))
        return [
            mark
            for id, mark in (self._marks(rows[0][0]) if rows else ())
            if (id, mark.exercise) == (submission, exercise)
        ]

    def manual(self, assignment: str) -> dict[int, dict[str, Manual]]:
        """The marks and comments by hand that count: by submission's id, then by exercise."""
        rows = self._rows(
            "SELECT submission, exercise, manual.points, comment, by, at FROM manual JOIN "
            "submissions ON submissions.id = submission WHERE assignment = ? ORDER BY manual.id",
            (assignment,),
        )
        found: dict[int, dict[str, Manual]] = {}
        for submission, *row in rows:
            found.setdefault(submission, {})[row[0]] = Manual(*row)
        return found

    def manual_history(self, submission: int, exercise: str = "") -> list[Manual]:
        """Every mark and comment by hand, the one that counts last."""
        rows = self._rows(
            "SELECT exercise, points, comment, by, at FROM manual "
            "WHERE submission = ? AND exercise = ? ORDER BY id",
            (submission, exercise),
        )
        return [Manual(*row) for row in rows]

    def regrades(self, assignment: str) -> list[Regrade]:
        """Every regrade that was asked for, oldest first."""
        rows = self._rows(
            "SELECT id, assignment, exercise, begun, done FROM regrades "
            "WHERE assignment = ? ORDER BY id",
            (assignment,),
        )
        return [Regrade(*row) for row in rows]

    def pending(self, assignment: str, exercises: Sequence[str]) -> list[tuple[Submission, str]]:
        """The answers without a mark: (submission, exercise), in a fixed order."""
        marked = set(
            self._rows(
                "SELECT submission, exercise FROM marks JOIN submissions "
                "ON submissions.id = submission WHERE assignment = ?",
                (assignment,),
            )
        )
        return self._without(assignment, exercises, marked)

    def pending_regrade(self, regrade: Regrade) -> list[tuple[Submission, str]]:
        """The answers that a regrade has yet to come to."""
        query = "SELECT submission, exercise FROM marks WHERE regrade = ?"
        marked = set(self._rows(query, (regrade.id,)))
        return self._without(regrade.assignment, (regrade.exercise,), marked)

    # ----------------------------------------------------------------------------- writing

    def receive(self, submission: Submission, cells: Sequence[Cell]) -> int:
        """Keep a hand-in and give its id; 0 where it is known: the student's newest attempt, or an
        earlier one of the same file and time.
        """
        noted = submission.handed_in.isoformat() if submission.handed_in else None
        with self._writing():
            known = self._rows(
                "SELECT attempt, sha256, handed_in, file FROM submissions "
                "WHERE student = ? AND assignment = ? ORDER BY attempt",
                (submission.student.key, submission.assignment),
            )
            attempt, sha256 = known[-1][:2] if known else (0, "")
            again = (submission.sha256, noted, submission.file)
            if sha256 == submission.sha256 or any(tuple(row[1:]) == again for row in known):
                return 0
            return self._insert(replace(submission, attempt=attempt + 1), cells)

    def note_stray(self, assignment: str, problem: Problem) -> None:
        """Keep what belongs to no student; the same again changes nothing."""
        with self._writing():
            self.connection.execute(
                "INSERT INTO strays VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                (assignment, problem.place, problem.says),
            )

    def record(self, submission: int, marks: Iterable[tuple[Mark, int]]) -> None:
        """Keep the marks of a submission, each with its seed: all of them or none.

        A mark that is there already stays as it is.
        """
        with self._writing():
            for mark, seed in marks:
                self._record(submission, mark, seed)

    def begin_regrade(self, assignment: str, exercise: str) -> Regrade:
        """A regrade of one exercise; the one that was interrupted, if there is one."""
        for regrade in self.regrades(assignment):
            if regrade.exercise == exercise and regrade.done is None:
                return regrade
        with self._writing():
            self.connection.execute(
                "INSERT INTO regrades (assignment, exercise, begun) VALUES (?, ?, ?)",
                (assignment, exercise, now()),
            )
        return self.regrades(assignment)[-1]

    def end_regrade(self, regrade: Regrade) -> None:
        """Every answer has its new mark."""
        with self._writing():
            self.connection.execute(
                "UPDATE regrades SET done = ? WHERE id = ?", (now(), regrade.id)
            )

    def mark_by_hand(self, by: str, given: Iterable[tuple[int, str, float | None, str]]) -> None:
        """Keep marks and comments by hand, beside the automatic ones and earlier ones by hand: all
        or none. Each is a submission, an exercise ("" for the whole), points or None, a comment.
        """
        with self._writing():
            self.connection.executemany(
                "INSERT INTO manual (submission, exercise, points, comment, by, at) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                [(*one, by, now()) for one in given],
            )

    # ----------------------------------------------------------------------------- inside

    def _rows(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        return self.connection.execute(query, values).fetchall()

    def _grouped(self, query: str, values: Sequence[Any], make: Any) -> dict[int, list[Any]]:
        found: dict[int, list[Any]] = {}
        for key, *row in self._rows(query, values):
            found.setdefault(key, []).append(make(*row))
        return found

    def _marks(self, assignment: str) -> Iterator[tuple[int, Mark]]:
        checks = self._grouped(
            f"SELECT mark, {_of('checks', CHECK)} FROM checks JOIN marks ON marks.id = mark "
            "JOIN submissions ON submissions.id = submission WHERE assignment = ? "
            "ORDER BY mark, position",
            (assignment,),
            _check,
        )
        rows = self._rows(
            f"SELECT marks.id, submission, {_of('marks', MARK)} FROM marks "
            "JOIN submissions ON submissions.id = submission WHERE assignment = ? "
            "ORDER BY submission, regrade, marks.id",
            (assignment,),
        )
        names = MARK.split(", ")
        for id, submission, *row in rows:
            values = dict(zip(names, row, strict=True))
            values["isolated"] = bool(values["isolated"])
            yield submission, Mark(**values, checks=tuple(checks.get(id, ())))

    def _without(
        self, assignment: str, exercises: Sequence[str], marked: set[tuple[int, str]]
    ) -> list[tuple[Submission, str]]:
        return [
            (submission, exercise)
            for submission in self.submissions(assignment)
            for exercise in exercises
            if (submission.id, exercise) not in marked
        ]

    def _insert(self, submission: Submission, cells: Sequence[Cell]) -> int:
        student = submission.student
        self.connection.execute(
            "INSERT INTO students VALUES (?, ?, ?, ?) ON CONFLICT (key) DO UPDATE "
            "SET name = excluded.name, system = excluded.system, number = excluded.number",
            (student.key, student.name, student.system, student.number),
        )
        packed = json.dumps([(c.kind, c.source, c.exercise, c.ran) for c in cells])
        cursor = self.connection.execute(
            "INSERT INTO submissions (student, assignment, attempt, file, sha256, handed_in, "
            "marked_late, cells, read_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                student.key, submission.assignment, submission.attempt, submission.file,
                submission.sha256,
                submission.handed_in.isoformat() if submission.handed_in else None,
                int(submission.marked_late), zlib.compress(packed.encode()), now(),
            ),
        )  # fmt: skip
        id = int(cursor.lastrowid or 0)
        self.connection.executemany(
            "INSERT INTO problems VALUES (?, ?, ?)",
            [(id, problem.place, problem.says) for problem in submission.problems],
        )
        return id

    def _record(self, submission: int, mark: Mark, seed: int) -> None:
        cursor = self.connection.execute(
            f"INSERT INTO marks (submission, seed, {MARK}) "
            f"VALUES (?, ?, {', '.join('?' * len(MARK.split(', ')))}) "
            "ON CONFLICT (submission, exercise, regrade) DO NOTHING",
            (submission, seed, *_values(replace(mark, at=mark.at or now()), MARK)),
        )
        if not cursor.rowcount:
            return
        self.connection.executemany(
            f"INSERT INTO checks (mark, position, {CHECK}) "
            f"VALUES (?, ?, {', '.join('?' * len(CHECK.split(', ')))})",
            [
                (cursor.lastrowid, position, *_values(check, CHECK))
                for position, check in enumerate(mark.checks)
            ],
        )

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        """One transaction: all of it, or nothing. Raises CourseError where it cannot be written."""
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:  # some errors have rolled back already
                    self.connection.execute("ROLLBACK")
                raise
        except sqlite3.OperationalError as error:
            raise CourseError(
                f"{self.folder / FILE} cannot be written ({error}): mend that (a full disk, "
                "rights, another program that holds it); the same command goes on"
            ) from None


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Make the tables in a new file; refuse a newer course's."""
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("BEGIN IMMEDIATE")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if version == 0 and tables == 0:
        for statement in filter(str.strip, SCHEMA.split(";")):
            connection.execute(statement)
        connection.execute("INSERT INTO book VALUES ('secret', ?)", (secrets.token_hex(16),))
        connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")
    if version > VERSION:
        raise CourseError(
            f"{path} is of version {version}, and this course reads up to {VERSION}: "
            "use the course that made it, or a newer one"
        )
    if version == 0 and tables:
        raise CourseError(f"{path} is a database of something else: give another folder with --out")


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Be the one process that grades into a folder.

    The system lets go of the lock when the process ends, however it ends. Raises CourseError where
    another one holds it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / LOCK).open("w")
    except OSError as error:
        raise CourseError(
            f"{folder} cannot be written: {error.strerror}; give another --out"
        ) from None
    with lock:
        if not try_lock(lock.fileno()):
            raise CourseError(
                f"another course grade is writing into {folder}: wait for it, or give another --out"
            )
        yield


def now() -> str:
    """This moment, with the time zone."""
    return datetime.datetime.now().astimezone().isoformat(timespec="seconds")


def _of(table: str, names: str) -> str:
    return ", ".join(f"{table}.{name}" for name in names.split(", "))


def _values(record: Any, names: str) -> list[Any]:
    values = [getattr(record, name) for name in names.split(", ")]
    return [int(value) if isinstance(value, bool) else value for value in values]


def _check(name: str, says: str, points: float, worth: float, passed: int, *more: Any) -> CheckMark:
    carried, *rest = more
    return CheckMark(name, says, points, worth, bool(passed), bool(carried), *rest)
