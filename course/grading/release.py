"""`course release`: what the students of an assignment get, a folder and the same as a zip.

    NAME/NAME.ipynb                       the notebook that they fill in and hand in
    NAME/exercises/LESSON/EXERCISE/       task.md, answers.py (given and stub), probes.py,
                                          expected.json (a few recorded runs)

Not in it: solutions, wrong answers, check.py. A check in the notebook compares with the recorded
runs; the grader draws new inputs. Where an answer is nothing but values (predict what is printed),
the recorded value would be the answer: none is recorded, and the check is made by the grader alone.
"""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from course.console import CourseError
from course.exercises.build import exercise_notebook
from course.exercises.compare import CLOSE
from course.exercises.exercise import FOLDER, RECORDED, Exercise, find, is_only_values
from course.exercises.verdict import prepare
from course.grading.assignment import Assignment
from course.inside.plain import encode

SEEDS = (1, 2, 3)
"""Of the recorded runs. The grader's are drawn anew for each run."""

MIDNIGHT = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the zip: the same assignment gives the same zip."""


def release(assignment: Assignment, out: Path, folder: Path = FOLDER) -> tuple[Path, Path]:
    """Write OUT/NAME and OUT/NAME.zip, whole or not at all; give both paths.

    Raises CourseError where one of them is there already.
    """
    target, packed = out / assignment.name, out / f"{assignment.name}.zip"
    for path in (target, packed):
        if path.exists():
            raise CourseError(f"{path} is there already: delete it, or choose another --out")
    try:
        out.mkdir(parents=True, exist_ok=True)
        room = tempfile.TemporaryDirectory(prefix=".release-", dir=out)
    except OSError as error:
        raise CourseError(
            f"{out} cannot be written: {error.strerror}; give another --out"
        ) from None
    with room as scratch:
        draft = Path(scratch) / assignment.name
        write_set(assignment, [find(name, folder) for name in assignment.exercises], draft)
        pack(draft, Path(scratch) / packed.name)
        (Path(scratch) / packed.name).rename(packed)
        draft.rename(target)
    return target, packed


def write_set(assignment: Assignment, exercises: Sequence[Exercise], target: Path) -> None:
    """Write the notebook and the students' copy of each exercise."""
    for exercise in exercises:
        write_copy(exercise, target / "exercises" / exercise.lesson / exercise.name)
    notebook = student_notebook(assignment, exercises)
    (target / f"{assignment.name}.ipynb").write_text(nbformat.writes(notebook) + "\n", "utf-8")


def write_copy(exercise: Exercise, target: Path) -> None:
    """Write what students get of one exercise."""
    target.mkdir(parents=True)
    for name in ("task.md", "probes.py"):
        shutil.copyfile(exercise.folder / name, target / name)
    answers = f"# %% given\n{exercise.given}\n# %% stub\n{exercise.stub}"
    (target / "answers.py").write_text(answers, "utf-8")
    (target / RECORDED).write_text(encode(recorded(exercise)) + "\n", "utf-8")


def recorded(exercise: Exercise) -> dict[str, object]:
    """What stands in for check.py: the points, and a few runs with what the solution gave."""
    runs = [] if is_only_values(exercise.solution) else [prepare(exercise, s) for s in SEEDS]
    return {
        "points": {check: exercise.points(check) for check in exercise.checks},
        "close": float(getattr(exercise.checker, "CLOSE", CLOSE)),
        "runs": [
            {"seed": r.seed, "inputs": r.inputs, "world": r.world, "truth": steady(r.truth)}
            for r in runs
        ],
    }


def steady(value: Any) -> Any:
    """A value without the last digits, which may differ from run to run (a clock that adds up).

    >>> steady({"seconds": [53.600000000000215]})
    {'seconds': [53.6]}
    """
    if isinstance(value, dict):
        return {key: steady(part) for key, part in value.items()}
    if type(value) in (list, tuple):
        return type(value)(map(steady, value))
    return float(f"{value:.9g}") if type(value) is float else value


def pack(folder: Path, target: Path) -> None:
    """Write a folder as a zip, in the order of the names."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                name = path.relative_to(folder.parent).as_posix()
                entry = zipfile.ZipInfo(name, MIDNIGHT)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                file.writestr(entry, path.read_bytes())


# --------------------------------------------------------------------------------- the notebook


def student_notebook(assignment: Assignment, exercises: Sequence[Exercise]) -> NotebookNode:
    """The notebook of an assignment: what it asks, and how it is handed in.

    nbgrader cannot check an answer whose values are not recorded: it is left to mark by hand.
    """
    notebook = exercise_notebook(
        assignment.title, exercises, opening(assignment), {"assignment": assignment.name}, False
    )
    sealed = {e.name: e.worth for e in exercises if is_only_values(e.solution)}
    for cell in notebook.cells:
        if cell.id in sealed:
            cell.metadata["nbgrader"] |= {"grade": True, "points": sealed[cell.id]}
        elif cell.id.removesuffix("-check") in sealed:
            cell.metadata["nbgrader"]["grade"] = False
            del cell.metadata["nbgrader"]["points"]
    return notebook


def opening(assignment: Assignment) -> str:
    """Under the title: when it is due, and what is handed in."""
    lines = []
    if assignment.due is not None:
        due = assignment.due.strftime("%A %d %B %Y, %H:%M %Z")
        counts = {"last": "the last one counts", "best": "the best one counts"}
        lines += [f"**Due: {due}.** {assignment.late.words()} Of several hand-ins, "
                  f"{counts[assignment.counts]}.", ""]  # fmt: skip
    lines += [
        f"Hand in this one file, `{assignment.name}.ipynb`. What is marked is the cell under each "
        "task that begins with `# exercise:`. The checks here use a few recorded runs; yours will "
        "be marked on new ones.",
    ]
    return "\n".join(lines)
