"""How far a learner is: the exercises lesson by lesson, and the misconceptions that still fail."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from course.exercises.exercise import Exercise
from course.exercises.misconceptions import by_id
from course.exercises.progress import Event, Standing, failed, standing
from course.exercises.verdict import CORRECT, NOT_ATTEMPTED, NOT_YET

SIGNS = {CORRECT: "✓", NOT_YET: "✗", NOT_ATTEMPTED: "○"}


def table(exercises: Sequence[Exercise], past: Sequence[Event]) -> str:
    """The whole of it in plain lines."""
    lines = [summary(exercises, past)]
    wide = max((len(exercise.name) for exercise in exercises), default=0)
    for lesson, group in itertools.groupby(exercises, lambda exercise: exercise.lesson):
        lines += ["", lesson]
        for exercise in group:
            how = standing(exercise.name, past)
            status = f"{SIGNS[how.status]} {how.status}"
            words = f"  {exercise.name:{wide}}  {status:15}  {attempts(how)}"
            lines.append(words.rstrip())
    return "\n".join([*lines, "", *open_misconceptions(exercises, past)])


def summary(exercises: Sequence[Exercise], past: Sequence[Event]) -> str:
    """How many are correct, in a sentence."""
    states = [standing(exercise.name, past).status for exercise in exercises]
    begun = states.count(NOT_YET)
    more = f", {begun} begun" if begun else ""
    return f"{states.count(CORRECT)} of {len(states)} exercises are correct{more}."


def attempts(how: Standing) -> str:
    """What was done so far.

    >>> attempts(Standing("not yet", attempts=2, hints=1, minutes=3.2))
    '2 checks, 1 hint, 3 min'
    """
    if not how.attempts and not how.hints:
        return ""
    parts = [f"{how.attempts} check{'' if how.attempts == 1 else 's'}"]
    if how.hints:
        parts.append(f"{how.hints} hint{'' if how.hints == 1 else 's'}")
    return ", ".join([*parts, f"{how.minutes:.0f} min"])


def open_misconceptions(exercises: Sequence[Exercise], past: Sequence[Event]) -> list[str]:
    """Each misconception that was met and not answered rightly since, and where to read."""
    still = {standing(e.name, past).misconception for e in exercises}
    lines = []
    for id in failed(past):
        found = by_id(id)
        if found is not None:
            how = "still fails" if id in still else "comes back as a warm-up"
            lines.append(f"  {id:4} {found.short} ({how}): {found.lesson}")
    if not lines:
        return ["No misconception is open."]
    return ["Open misconceptions, the latest first:", *lines]
