"""The certification matrix as a page, `docs/exercises.md`: what each exercise asks and diagnoses.

That each line of it holds is shown by `tests/exercises/test_certification.py`.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Sequence
from pathlib import Path

from course.exercises.build import lesson_title
from course.exercises.exercise import KINDS, Exercise, all_exercises
from course.exercises.misconceptions import MISCONCEPTIONS

NAME = "exercises.md"
HEAD = """\
# The exercises, and what they diagnose

Built by `course docs` from the folders in `exercises/`: not edited by hand. Each line is held by a
test (`tests/exercises/test_certification.py`), on inputs drawn from several seeds:

- the untouched stub is *not attempted*, never wrong;
- the solution is *correct*;
- every wrong answer of the bank is *not yet*, and gets the diagnosis that it is named after.

{total}

"""


def page(exercises: Sequence[Exercise]) -> str:
    """The whole page."""
    wrong = sum(len(exercise.wrong) for exercise in exercises)
    total = (
        f"**{len(exercises)} exercises, {wrong} wrong answers, {len(covered(exercises))} "
        f"misconceptions.** All together take about {hours(exercises)} hours."
    )
    parts = [HEAD.format(total=total)]
    for lesson, group in itertools.groupby(exercises, lambda exercise: exercise.lesson):
        parts.append(lesson_table(lesson, list(group)))
    return "\n".join([*parts, misconception_table(exercises)])


def hours(exercises: Sequence[Exercise]) -> int:
    """The time that they take together."""
    return round(sum(exercise.minutes for exercise in exercises) / 60)


def lesson_table(lesson: str, exercises: Sequence[Exercise]) -> str:
    """The exercises of one lesson: a row each, their wrong answers with the misconception."""
    lines = [
        f"## {lesson_title(lesson)}",
        "",
        f"[The notebook](../exercises/{lesson}.ipynb)",
        "",
        "| exercise | to do | min. | difficulty | checks | wrong answers, and what they show |",
        "|---|---|---|---|---|---|",
    ]
    for exercise in exercises:
        link = f"[{exercise.title}](../exercises/{lesson}/{exercise.name}/task.md)"
        cells = [
            f"{link} `{exercise.name}`",
            KINDS[exercise.kind],
            str(exercise.minutes),
            f"{exercise.difficulty} of 3",
            str(len(exercise.checks)),
            ", ".join(f"`{name}`{diagnosed(exercise, name)}" for name in exercise.wrong),
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def diagnosed(exercise: Exercise, name: str) -> str:
    """The misconception that a wrong answer shows, in brackets; nothing for a slip."""
    ids = {mistake.name: mistake.id for mistake in exercise.mistakes}
    return f" ({ids[name]})" if ids.get(name) else ""


def covered(exercises: Sequence[Exercise]) -> dict[str, list[Exercise]]:
    """For each misconception, the exercises of which some wrong answer shows it."""
    found = {}
    for id in MISCONCEPTIONS:
        showing = [
            exercise
            for exercise in exercises
            if any(m.id == id and m.name in exercise.wrong for m in exercise.mistakes)
        ]
        if showing:
            found[id] = showing
    return found


def misconception_table(exercises: Sequence[Exercise]) -> str:
    """Each misconception, and in how many exercises it is diagnosed."""
    lines = [
        "## By misconception",
        "",
        "| | it is believed that | exercises | where it is diagnosed |",
        "|---|---|---|---|",
    ]
    where = covered(exercises)
    for id, one in MISCONCEPTIONS.items():
        names = ", ".join(f"`{exercise.name}`" for exercise in where.get(id, ()))
        lines.append(f"| {id} {one.short} | {one.belief} | {len(where.get(id, ()))} | {names} |")
    return "\n".join(lines) + "\n"


def outdated(folder: Path) -> list[str]:
    """The page's name where it is not what the exercises say."""
    path = folder / NAME
    found = path.read_text("utf-8") if path.exists() else ""
    return [] if found == page(all_exercises()) else [NAME]


def write(folder: Path) -> list[str]:
    """Write the page whole, where it changed; give its name then."""
    changed = outdated(folder)
    for name in changed:
        draft = folder / f"{name}.new"
        draft.write_text(page(all_exercises()), "utf-8")
        os.replace(draft, folder / name)
    return changed
