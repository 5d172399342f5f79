"""nbgrader's own programs on a released assignment: a school that runs nbgrader can use it.

That it can be used does not make it safe: nbgrader runs answers where they can change its gradebook
(docs/grading.md).
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> tuple[Path, dict]:
    root = tmp_path_factory.mktemp("nbgrader")
    bin = str(Path(sys.executable).parent)  # nbgrader looks for alembic in PATH
    environment = dict(
        os.environ, HOME=str(root), IPYTHONDIR=str(root / "ipython"),
        PATH=os.pathsep.join([bin, os.environ["PATH"]]), PYTHONPATH=os.getcwd(),
    )  # fmt: skip
    for name in ("CONFIG", "DATA", "RUNTIME"):
        environment[f"JUPYTER_{name}_DIR"] = str(root / name)
    program = [sys.executable, "-m", "tests.grading.nbgrader_run", str(root)]
    done = subprocess.run(program, env=environment, capture_output=True, text=True, timeout=110)
    assert done.returncode == 0, done.stderr[-3000:]
    return root, json.loads(done.stdout.splitlines()[-1])


def test_every_command_succeeds(course):
    assert course[1]["failed"] == []
    pages = sorted(path.relative_to(course[0]) for path in course[0].glob("feedback/*/*/*.html"))
    assert [str(page) for page in pages] == [
        f"feedback/{student}/week/week.html" for student in ("good", "half", "lazy")
    ]


def test_a_check_cell_gives_the_points_partial_ones_too(course):
    scores = course[1]["scores"]
    checks = ("three_passes-check", "memory_of_a_state-check")
    assert [scores["good"][name] for name in checks] == [[2, 2], [2, 2]]
    assert [scores["half"][name] for name in checks] == [[1, 2], [2, 2]]
    assert [scores["lazy"][name] for name in checks] == [[0, 2], [0, 2]]


def test_values_that_are_not_recorded_are_left_to_mark_by_hand(course):
    """nbgrader itself gives the untouched cell 0, and asks for a mark where somebody typed."""
    assert course[1]["scores"]["good"]["a_second_time"] == [None, 6]
    assert course[1]["scores"]["lazy"]["a_second_time"] == [0, 6]


def test_the_grades_are_exported(course):
    with (course[0] / "grades.csv").open() as file:
        scores = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert scores == {"good": 4, "half": 3, "lazy": 0}
