"""From a verdict to what the gradebook keeps of it: no input, no expected value.

What an answer sends back may hold anything, the inputs that it saw too. Of an error only its kind,
its line and its words without numbers are kept.
"""

from __future__ import annotations

import hashlib
import re

import tutorgrad
from course.exercises.exercise import Exercise
from course.exercises.verdict import NOT_YET, Check, Verdict, not_attempted
from course.grading.cells import NO_TEXT
from course.grading.entries import printable
from course.grading.records import CheckMark, Mark

LONGEST_MESSAGE = 300
LONGEST_DIAGNOSIS = 2_000
NUMBER = re.compile(r"\d[\d_]*(?:\.\d*)?(?:e[-+]?\d+)?", re.I)


def mark_of(verdict: Verdict, source: str, kit: str, ended: str = "") -> Mark:
    """A verdict on an answer, as a mark. ended: how the sandbox ended its process, if it did."""
    lines = source.count("\n") + 1
    return Mark(
        exercise=verdict.exercise,
        status=verdict.status,
        points=verdict.points,
        worth=verdict.worth,
        checks=tuple(_check_mark(check, lines, bool(ended)) for check in verdict.checks),
        mistake=verdict.mistake,
        misconception=verdict.misconception,
        says=_text(verdict.says),
        asks=verdict.asks,
        ended=ended,
        kit=kit,
    )


def not_judged(exercise: Exercise, kit: str, error: Exception) -> Mark:
    """No points and no diagnosis: something for a person to look at."""
    checks = tuple(_check_mark(check, 0, True) for check in not_attempted(exercise).checks)
    ended = f"not judged: the checker failed with {type(error).__name__}"
    return Mark(exercise.name, NOT_YET, 0.0, exercise.worth, checks, ended=ended, kit=kit)


def kit_of(exercise: Exercise) -> str:
    """The version of the kit, and a print of the exercise's files."""
    files = sorted(path for path in exercise.folder.iterdir() if path.is_file())
    print_of = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]
    return f"{tutorgrad.__version__} {print_of}"


def _text(says: str) -> str:
    """A diagnosis, which may quote what an answer gave: short, and nothing that is no text."""
    return NO_TEXT.sub("\ufffd", says)[:LONGEST_DIAGNOSIS]


def without_numbers(message: str) -> str:
    """An error's first line, each number as an ellipsis.

    >>> without_numbers("The size of tensor a (4) must match 2.5e-3\\nand more")
    'The size of tensor a (…) must match …'
    """
    line = message.strip().partition("\n")[0]
    return printable(NUMBER.sub("…", line))[:LONGEST_MESSAGE]


def _check_mark(check: Check, lines: int, ours: bool) -> CheckMark:
    """A check, with what may be kept of its error; `ours`: it is told by the sandbox."""
    error = check.error or {}
    kind, line = str(error.get("kind", "")), error.get("line", 0)
    message = str(error.get("message", ""))
    if error and not re.fullmatch(r"[A-Za-z_]{1,60}", kind):
        kind = "Error"
    return CheckMark(
        name=check.name,
        says=check.says,
        points=check.points,
        worth=check.worth,
        passed=check.passed,
        carried=check.carried,
        error=kind,
        message=message if ours else without_numbers(message),
        line=line if type(line) is int and 0 < line <= lines else 0,
    )
