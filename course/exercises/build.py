"""The notebook of exercises, built from their folders: task, cell to write in, check.

    from course.exercises.build import exercise_notebook
    exercise_notebook("Week 3: backward", [find("three_passes"), find("frozen_layer")])

Every cell's id comes from its exercise's name, so that a hand-in is read by ids. The metadata are
nbgrader's (schema 3): a school that runs nbgrader can use the notebook as it is.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from course import project
from course.exercises.exercise import KINDS, Exercise, read
from course.lessons import OURS, fingerprint

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
START = """\
import tutorgrad as torch
from course.exercises import check, hint, solution
"""
PROGRESS = """\
from course.exercises import show_progress

show_progress()
"""
HOW = """\
For each exercise:

1. Read the task and write your answer in the cell that begins with `# exercise:`. Keep that line.
2. Run the cell (Shift+Enter), then the `check` below it. It sees the cell as it last ran; after a
   restart of the kernel, run the cell again first.
3. Stuck? Type `hint("name")` in a new cell: an idea first, then a picture, then a skeleton.
{solution}
An answer is checked in a new place with new numbers. It can use what is given and what its own
cell makes, but no names from other cells. If it does not end, press ■ (interrupt the kernel):
nothing is lost. What you try stays on this machine.
"""
OPENS = '   `solution("name")` opens after you pass, or after some attempts in earnest.\n'


def exercise_notebook(
    title: str,
    exercises: Sequence[Exercise],
    words: str = "",
    metadata: dict[str, Any] | None = None,
    solutions: bool = True,
) -> NotebookNode:
    """A notebook to work in, without outputs.

    words: markdown that stands under the title, before how to work; metadata: more of the
    notebook's own, such as the assignment's name; solutions: False where there are none to open.
    """
    how = HOW.format(solution=OPENS if solutions else "").strip()
    start = START if solutions else START.replace(", solution", "")
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [
        _markdown("title", "\n\n".join(filter(None, [f"# {title}", words.strip(), how]))),
        _code("start", start, locked("start")),
    ]
    for number, exercise in enumerate(exercises, 1):
        notebook.cells += cells(number, exercise)
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": KERNEL,
            "language_info": {"name": "python", "file_extension": ".py"},
            OURS: {"lang": "en", "cells": fingerprint(notebook), **(metadata or {})},
        }
    )
    return notebook


def lesson_notebook(folder: Path) -> NotebookNode:
    """The notebook of a lesson's exercises, easy ones first: `exercises/04_backward`."""
    exercises = [read(path.parent) for path in folder.glob("*/task.md")]
    exercises.sort(key=lambda e: (e.difficulty, e.minutes, e.name))
    minutes = sum(exercise.minutes for exercise in exercises)
    words = (
        f"These exercises belong to lesson [{lesson_title(folder.name)}]"
        f"(../notebooks/{folder.name}.ipynb). All together take about {minutes} minutes. You need "
        "not do them at one sitting."
    )
    notebook = exercise_notebook(f"Exercises: {lesson_title(folder.name)}", exercises, words)
    notebook.cells.append(_code("progress", PROGRESS, locked("progress")))
    notebook.cells[-1].metadata["tags"] = ["nbval-ignore-output"]
    notebook.metadata[OURS]["cells"] = fingerprint(notebook)
    return notebook


def lesson_title(lesson: str) -> str:
    """The heading of a lesson: "04 · Backward in depth"; its bare name where there is no source."""
    source = project.SOURCES / f"{lesson}.py"
    lines = source.read_text("utf-8").splitlines() if source.exists() else []
    return next((line[4:].strip() for line in lines if line.startswith("# # ")), lesson)


def cells(number: int, exercise: Exercise) -> list[NotebookNode]:
    """The cells of one exercise: the task, what is given if it is more than torch, answer, check.

    An answer that raises does not stop "Run All": the exercises after it are still checked.
    """
    name = exercise.name
    found = [_markdown(f"{name}-task", _task(number, exercise), locked(f"{name}-task"))]
    if not _is_start(exercise.given):
        found.append(_code(f"{name}-given", exercise.given, locked(f"{name}-given")))
    stub = _code(name, exercise.cell(exercise.stub), graded(name, solution=True))
    stub.metadata["tags"] = ["nbval-ignore-output", "raises-exception"]
    check = _code(f"{name}-check", f'check("{name}")', graded(f"{name}-check", exercise.worth))
    check.metadata["tags"] = ["nbval-ignore-output"]
    return [*found, stub, check]


def _task(number: int, exercise: Exercise) -> str:
    minutes = f"about {exercise.minutes} minutes"
    line = f"*To do: {KINDS[exercise.kind]} · {minutes} · difficulty {exercise.difficulty} of 3*"
    return f"## {number}. {exercise.title}\n\n{line}\n\n{exercise.task}"


def _is_start(given: str) -> bool:
    """Whether an exercise is given no more than every notebook of them begins with."""
    return ast.dump(ast.parse(given)) == ast.dump(ast.parse(START.partition("\n")[0]))


# ------------------------------------------------------------------------------------ nbgrader


def graded(grade_id: str, points: float | None = None, solution: bool = False) -> dict[str, Any]:
    """nbgrader's metadata of a cell: a solution, or with points a test."""
    more = {} if points is None else {"points": points}
    return {
        "grade": points is not None,
        "solution": solution,
        "locked": not solution,
        "task": False,
        "grade_id": grade_id,
        "schema_version": 3,
        **more,
    }


def locked(grade_id: str) -> dict[str, Any]:
    """nbgrader's metadata of a cell that is to be read and run, not changed."""
    return graded(grade_id)


def _markdown(id: str, source: str, nbgrader: dict[str, Any] | None = None) -> NotebookNode:
    cell = nbformat.v4.new_markdown_cell(source.strip(), id=id)
    return _with(cell, nbgrader)


def _code(id: str, source: str, nbgrader: dict[str, Any]) -> NotebookNode:
    cell = nbformat.v4.new_code_cell(source.strip(), id=id)
    return _with(cell, nbgrader)


def _with(cell: NotebookNode, nbgrader: dict[str, Any] | None) -> NotebookNode:
    if nbgrader is not None:
        cell.metadata["nbgrader"] = nbformat.from_dict(nbgrader)
        if nbgrader["locked"]:
            cell.metadata["editable"] = False
            cell.metadata["deletable"] = False
    return cell
