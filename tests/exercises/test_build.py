"""The notebook of exercises: its cells, what nbgrader reads in them, and that no work is lost."""

from __future__ import annotations

import shutil

import nbformat
import pytest

from course import project
from course.commands import build as command
from course.console import Progress
from course.exercises.build import exercise_notebook, lesson_notebook
from course.exercises.exercise import TAG, all_exercises, find, named
from course.exercises.notebook import Points
from course.exercises.verdict import Check, Verdict

LESSONS = sorted({exercise.lesson for exercise in all_exercises()})


@pytest.mark.parametrize("lesson", LESSONS)
def test_each_exercise_has_its_task_its_stub_and_its_check(lesson):
    notebook = lesson_notebook(project.EXERCISES / lesson)
    nbformat.validate(notebook)
    cells = {cell.id: cell for cell in notebook.cells}
    assert len(cells) == len(notebook.cells)
    for exercise in (e for e in all_exercises() if e.lesson == lesson):
        task, stub, check = (cells[exercise.name + part] for part in ("-task", "", "-check"))
        assert exercise.title in task.source and exercise.task in task.source
        assert stub.source.startswith(f"{TAG}{exercise.name}\n")
        assert named(stub.source) == exercise.name
        assert exercise.stub.strip() in stub.source
        assert check.source == f'check("{exercise.name}")'
        assert stub.metadata.nbgrader.solution and not stub.metadata.nbgrader.grade
        assert check.metadata.nbgrader.grade and check.metadata.nbgrader.locked
        assert check.metadata.nbgrader.points == exercise.worth
    ids = [
        cell.metadata.nbgrader.grade_id for cell in notebook.cells if "nbgrader" in cell.metadata
    ]
    assert len(ids) == len(set(ids))
    assert all(not cell.get("outputs") for cell in notebook.cells)


@pytest.mark.parametrize("exercise", all_exercises(), ids=lambda e: e.name)
def test_no_solution_and_no_hint_is_in_it(exercise):
    """Of its own exercise: what one has solved, the next may begin with."""
    text = "\n\n".join(cell.source for cell in exercise_notebook("One", [exercise]).cells)
    for secret in (exercise.solution, *exercise.hints):
        assert secret.strip() not in text


def test_a_part_of_the_points_is_a_number_as_nbgrader_wants_it():
    verdict = Verdict("x", "not yet", (Check("a", "A.", 1.0, 1.0), Check("b", "B.", 0.0, 2.0)))
    assert Points(verdict)._repr_mimebundle_()["text/plain"] == "1.0"


def test_a_notebook_that_somebody_worked_in_is_kept_and_a_stale_one_is_told(tmp_path, monkeypatch):
    folder = tmp_path / "exercises" / "04_backward"
    shutil.copytree(find("three_passes").folder, folder / "three_passes")
    monkeypatch.setattr(project, "SAVED", tmp_path / "saved")
    monkeypatch.setattr(project, "ROOT", tmp_path)
    with Progress() as progress:
        assert "is not built" in (command.staleness(folder) or "")
        command.build(folder, progress)
        assert command.staleness(folder) is None
        path = tmp_path / "exercises" / "04_backward.ipynb"
        notebook = nbformat.read(path, 4)
        next(c for c in notebook.cells if c.id == "three_passes").source = "# my work"
        nbformat.write(notebook, path)
        assert "cell three_passes, its source" in (command.staleness(folder) or "")
        assert "your edited copy is saved/04_backward" in command.build(folder, progress)
    [copy] = (tmp_path / "saved").iterdir()
    assert "# my work" in copy.read_text() and command.staleness(folder) is None
