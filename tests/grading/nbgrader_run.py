"""Runs nbgrader on a released assignment, in a folder that is given; prints the scores as JSON.

A program of its own: nbgrader warns, and leaves much behind in the process that imports it.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

from nbgrader.apps import NbGraderAPI
from nbgrader.plugins import CsvExportPlugin
from traitlets.config import Config

from course.exercises.exercise import find
from course.grading.assignment import Assignment
from course.grading.release import release
from tests.grading.classroom import fill_in

EXERCISES = ("three_passes", "memory_of_a_state", "a_second_time")


def main(root: Path) -> None:
    """Release, hand in three notebooks, and let nbgrader do the rest."""
    folder, packed = release(Assignment("week", "Week", EXERCISES), root / "source")
    packed.unlink()
    for student, answers in handed_in().items():
        target = root / "submitted" / student / "week"
        shutil.copytree(folder, target)
        (target / "week.ipynb").write_bytes(fill_in(folder / "week.ipynb", answers))
    config = Config()
    config.CourseDirectory.root = str(root)
    config.ClearSolutions.enabled = False  # there are none, and the stub must stay
    api = NbGraderAPI(config=config)
    done = [api.generate_assignment("week")]
    for student in handed_in():
        done += [api.autograde("week", student), api.generate_feedback("week", student)]
    failed = [one["log"] for one in done if not one["success"]]
    export = CsvExportPlugin(config=config)
    export.to = str(root / "grades.csv")
    with api.gradebook as book:
        export.export(book)
        scores = {one.student.id: points(one) for one in book.assignment_submissions("week")}
    print(json.dumps({"failed": failed, "scores": scores}))


def points(submission: Any) -> dict[str, list[float | None]]:
    """What nbgrader gave each cell, and what the cell is worth."""
    grades = (grade for notebook in submission.notebooks for grade in notebook.grades)
    return {grade.name: [grade.auto_score, grade.max_score] for grade in grades}


def handed_in() -> dict[str, dict[str, str]]:
    """A student who is right, one who is half right, one who did nothing."""
    exercises = [find(name) for name in EXERCISES]
    good = {e.name: e.solution for e in exercises}
    half = {**good, "three_passes": exercises[0].wrong["not-fresh"]}
    return {"good": good, "half": half, "lazy": {}}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
