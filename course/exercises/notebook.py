"""`check`, `hint` and `solution`: what a learner calls in a notebook of exercises."""

from __future__ import annotations

import secrets

from IPython.display import display

from course import cells
from course.exercises.exercise import TAG, Exercise, find
from course.exercises.verdict import Verdict, judge, not_attempted, prepare
from course.inside.answering import reply_to


class Points(float):
    """What an answer is worth: the number that nbgrader reads, "1 of 2 points" for a reader."""

    worth: float

    def __new__(cls, verdict: Verdict) -> Points:
        made = super().__new__(cls, verdict.points)
        made.worth = verdict.worth
        return made

    def _repr_html_(self) -> str:
        return f"<small>{float(self):g} of {self.worth:g} points</small>"


def check(name: str) -> Points:
    """Check the answer of an exercise: the cell `# exercise: name` as it last ran."""
    exercise = find(name)
    source = last_run(name)
    verdict = not_attempted(exercise) if source is None else verdict_on(exercise, source)
    display(verdict)
    return Points(verdict)


def verdict_on(exercise: Exercise, source: str) -> Verdict:
    """Run an answer here, in a module of its own, on inputs drawn anew."""
    trial = prepare(exercise, secrets.randbelow(2**31))
    return judge(trial, source, reply_to(trial.job(source)))


def last_run(name: str) -> str | None:
    """The text of the cell that answers an exercise, as it last ran; None where none did."""
    wanted = f"{TAG}{name}"
    texts = reversed(cells.ran)
    return next((t for t in texts if t.lstrip().partition("\n")[0].strip() == wanted), None)


def hint(name: str) -> None:
    """The next hint for an exercise."""
    print(find(name).hints[0])


def solution(name: str) -> None:
    """The solution of an exercise."""
    print(find(name).solution)
