"""`check`, `hint` and `solution`: what a learner calls in a notebook of exercises.

The answer of an exercise is the cell whose first line is `# exercise: NAME`, as it last ran. Each
check runs it again in a new module, on inputs drawn anew; the learner's own names, random numbers
and settings stay as they were. The interrupt button ends an answer that does not end by itself.
"""

from __future__ import annotations

import ast
import hashlib
import secrets
import traceback
from pathlib import Path
from typing import Any

from IPython.display import display

from course import cells
from course.console import CourseError
from course.exercises import progress
from course.exercises.exercise import TAG, Exercise, find, is_attempted, named
from course.exercises.mistakes import parsed
from course.exercises.progress import Event, Standing
from course.exercises.shown import STEPS, Comparison, Hint, Shown, Words
from course.exercises.verdict import (
    CORRECT,
    NOT_ATTEMPTED,
    NOT_YET,
    SEALED,
    Check,
    Verdict,
    judge,
    not_attempted,
    prepare,
)
from course.explain.shown import notebook
from course.inside.answering import ANSWER, reply_to

ENOUGH_ATTEMPTS = 3
"""So many different answers, or the time that is meant and two of them, are a try in earnest."""


class Points(float):
    """What an answer is worth: for nbgrader the bare number, for a reader "1 of 2 points"."""

    worth: float

    def __new__(cls, verdict: Verdict) -> Points:
        made = super().__new__(cls, verdict.points)
        made.worth = verdict.worth
        return made

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        words = f"{float(self):g} of {self.worth:g} points"
        return {"text/plain": repr(float(self)), "text/html": f"<small>{words}</small>"}


def check(name: str) -> Points:
    """Check the answer to an exercise, the cell `# exercise: name` as it last ran; show how it is.

    Gives the points. Raises CourseError for a name that no exercise has.
    """
    exercise = find_here(name)
    shown = checked(exercise, last_run(name))
    display(shown)
    return Points(shown.verdict)


def checked(exercise: Exercise, source: str | None) -> Shown:
    """The verdict on an answer, kept in the learner's progress."""
    if source is None:
        words = (
            f"No cell that begins with `# exercise: {exercise.name}` has run since this kernel "
            "started. Run it, then check again."
        )
        return Shown(exercise, not_attempted(exercise), advice=(words,))
    shown = keep(run(exercise, source), source)
    how = progress.standing(exercise.name, progress.events())
    shown = shown.with_advice(overlooked(exercise))
    return shown.with_advice(*advice(exercise, shown.verdict, how))


def keep(shown: Shown, source: str) -> Shown:
    """Keep a verdict in the learner's progress; it says so where that is not possible."""
    verdict = shown.verdict
    if verdict.status not in (CORRECT, NOT_YET):
        return shown
    tried = (verdict.status, verdict.misconception, mark(source))
    return shown.with_advice(progress.record(Event("check", verdict.exercise, 0.0, *tried)))


def run(exercise: Exercise, source: str) -> Shown:
    """Run an answer here, on inputs drawn anew, and judge it."""
    if not is_attempted(exercise, source):
        return Shown(exercise, not_attempted(exercise))
    trial = prepare(exercise, secrets.randbelow(2**31))
    try:
        reply = reply_to(trial.job(source))
    except KeyboardInterrupt as stop:
        return Shown(exercise, stopped(exercise, source, stop))
    verdict = judge(trial, source, reply)
    given = {**trial.inputs, **trial.world}
    return Shown(exercise, verdict, given, reply["printed"])


def stopped(exercise: Exercise, source: str, stop: BaseException, where: str = "") -> Verdict:
    """The verdict on an answer that was interrupted: in which line it was."""
    lines = [
        f.lineno or 0 for f in traceback.extract_tb(stop.__traceback__) if f.filename == ANSWER
    ]
    line = lines[-1] if lines else 0
    text = source.splitlines()[line - 1].strip() if 0 < line <= source.count("\n") + 1 else ""
    words = where or "your answer was still running when it was interrupted"
    error = {"kind": "Interrupted", "message": words, "line": line, "text": text}
    checks = tuple(
        Check(name, says, 0.0, exercise.points(name), error=error)
        for name, says in exercise.checks.items()
    )
    says = "Your answer did not come to an end. Nothing is lost; your cell is as it was."
    return Verdict(exercise.name, NOT_YET, checks, "endless", "", says, "What ends the loop?")


def advice(exercise: Exercise, verdict: Verdict, how: Standing) -> list[str]:
    """What could be done next, offered and not urged."""
    name = exercise.name
    if verdict.status == SEALED:
        return ["It is compared when it is graded: what is expected is not in this folder."]
    if verdict.status == NOT_ATTEMPTED:
        return []
    if verdict.status == CORRECT:
        return [] if exercise.recorded is not None else [
            f'`solution("{name}")` shows our solution beside yours.'
        ]  # fmt: skip
    hint = f'`hint("{name}")`'
    if how.hints < len(exercise.hints) and (
        how.minutes >= exercise.minutes or how.different >= ENOUGH_ATTEMPTS
    ):
        long = how.minutes >= exercise.minutes
        spent = f"{how.minutes:.0f} minutes" if long else f"{how.attempts} checks"
        return [f"After {spent}, a hint may save time: {hint} shows {STEPS[how.hints]}."]
    return []


# ----------------------------------------------------------------------------- the learner's cell


def find_here(name: str) -> Exercise:
    """The exercise of a name: from a folder `exercises` beside the notebook, else the project's."""
    beside = Path.cwd() / "exercises"
    if any(beside.glob(f"*/{name}/task.md") if name.isidentifier() else ()):
        return find(name, beside)
    return find(name)


def last_run(name: str) -> str | None:
    """The text of the cell that answers an exercise, as it last ran; None where none did."""
    return next((text for text in reversed(cells_that_ran()) if named(text) == name), None)


def overlooked(exercise: Exercise) -> str:
    """What to say of a later cell that makes the same names, but does not begin as an answer does:
    its learner believes that it was checked. "" where there is none.
    """
    asked = names_made(exercise.stub)
    for text in reversed(cells_that_ran()):
        if named(text) == exercise.name:
            break
        if asked and asked <= names_made(text) and not known(named(text)):
            names = ", ".join(f"`{name}`" for name in sorted(asked))
            return (
                f"A cell that ran later makes {names} too, but its first line is not `{TAG}"
                f"{exercise.name}`, so it was not checked. This is about the older cell."
            )
    return ""


def cells_that_ran() -> list[str]:
    """The text of each cell of this kernel, in the order in which they ran."""
    shell = notebook()
    return list(cells.ran or (shell.user_ns.get("In", ()) if shell is not None else ()))


def known(name: str) -> bool:
    """Whether an exercise has this name."""
    try:
        return bool(name and find_here(name))
    except CourseError:
        return False


def names_made(source: str) -> set[str]:
    """The functions, classes and variables that stand at the left edge of a cell."""
    tree = parsed(source)
    found: set[str] = set()
    for node in tree.body if tree else ():
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found.add(node.name)
        elif isinstance(node, ast.Assign):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return found


def mark(source: str) -> str:
    """A fingerprint of an answer: the same for the same program, however it is laid out."""
    try:
        text = ast.dump(ast.parse(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        text = source
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]


# ------------------------------------------------------------------------------ hint and solution


def hint(name: str) -> None:
    """Show the next hint for an exercise, under those that were shown before."""
    display(next_hint(find_here(name)))


def next_hint(exercise: Exercise) -> Hint:
    """One step more than was shown so far, and kept as shown; after the last, the last again."""
    shown = progress.standing(exercise.name, progress.events()).hints
    if shown >= len(exercise.hints):
        return Hint(exercise, len(exercise.hints))
    return Hint(exercise, shown + 1, progress.record(Event("hint", exercise.name)))


def solution(name: str) -> None:
    """Show the solution beside your answer: once you have passed, or have tried in earnest."""
    exercise = find_here(name)
    if exercise.recorded is not None or not exercise.solution:
        display(Words("This exercise is handed in: its solution is not in this folder."))
        return
    how = progress.standing(name, progress.events())
    missing = still_closed(exercise, how)
    if missing:
        display(Words(f'{missing} `hint("{name}")` helps meanwhile.'))
        return
    progress.record(Event("solution", name))
    display(Comparison(exercise, last_run(name)))


def still_closed(exercise: Exercise, how: Standing) -> str:
    """What is missing before the solution opens; "" where nothing is."""
    in_earnest = how.different >= ENOUGH_ATTEMPTS or (
        how.different >= 2 and how.minutes >= exercise.minutes
    )
    if how.status == CORRECT or how.opened or in_earnest:
        return ""
    tried = f"{how.different} different answer{'' if how.different == 1 else 's'}"
    return (
        f"The solution of {exercise.name} opens when you pass, after {ENOUGH_ATTEMPTS} different "
        f"answers, or after 2 answers and {exercise.minutes} minutes. So far you checked {tried} "
        f"in {how.minutes:.0f} minutes."
    )
