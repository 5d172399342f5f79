"""A learner's progress: whole or not at all, also with two kernels, and what it tells."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from course.exercises import progress
from course.exercises.exercise import all_exercises
from course.exercises.overview import table
from course.exercises.progress import Event, failed, standing
from course.exercises.verdict import CORRECT, NOT_YET

ROOT = Path(__file__).resolve().parents[2]
WRITER = """
from course.exercises.progress import Event, record
for number in range(20):
    assert record(Event("check", "NAME", status="not yet", answer=f"{number} " + "x" * 500)) == ""
"""


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    monkeypatch.setenv(progress.PLACE, str(tmp_path))
    monkeypatch.setattr(progress, "unsaved", [])
    return tmp_path


def test_two_kernels_at_once_lose_nothing(place):
    environment = dict(os.environ, PYTHONPATH=str(ROOT))
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER.replace("NAME", name)], env=environment)
        for name in ("first", "second")
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    for name in ("first", "second"):
        kept = [event for event in progress.events() if event.name == name]
        assert [event.answer.split()[0] for event in kept] == [str(n) for n in range(20)]


def test_a_line_that_was_cut_off_harms_no_other(place):
    progress.record(Event("check", "first", status=NOT_YET))
    path = place / progress.FILE
    path.write_bytes(path.read_bytes() + b'{"do": "check", "na')
    progress.record(Event("check", "second", status=NOT_YET))
    path.write_bytes(
        path.read_bytes() + b'\xff\xfe\n[]\n{"do": 3}\n{"do":"check","name":"n","at":"x"}\n'
    )
    assert [event.name for event in progress.events()] == ["first", "second"]


def test_once_correct_stays_correct_and_a_later_slip_does_not_count():
    past = [Event("check", "w", 1, CORRECT), Event("check", "w", 2, NOT_YET, "M8")]
    assert standing("w", past).status == CORRECT and standing("w", past).misconception == ""


def test_the_latest_failure_is_first_and_a_right_item_closes_it():
    past = [
        Event("check", "a", 1, NOT_YET, "M1"),
        Event("check", "b", 2, NOT_YET, "M2"),
        Event("check", "a", 3, NOT_YET, "M1"),
        Event("item", "x", 4, CORRECT, "M2"),
    ]
    assert failed(past) == ["M1"]
    assert failed(past[:3]) == ["M1", "M2"]


def test_the_table_names_every_exercise_and_what_is_open():
    first = all_exercises()[0]
    past = [Event("check", first.name, 1, NOT_YET, "M22"), Event("item", "i", 2, NOT_YET, "M8")]
    words = table(all_exercises(), past)
    assert words.startswith(f"0 of {len(all_exercises())} exercises are correct, 1 begun.")
    assert all(exercise.name in words for exercise in all_exercises())
    assert "✗ not yet        1 check, 0 min" in words
    assert "M22  broadcasting by surprise (still fails): lesson 01" in words
    assert "M8   gradients overwritten (comes back as a warm-up)" in words


def test_the_command_prints_it(place):
    done = subprocess.run(
        [sys.executable, "-m", "course", "progress"], cwd=ROOT, capture_output=True, text=True,
        env=dict(os.environ, PYTHONPATH=str(ROOT)), timeout=60,
    )  # fmt: skip
    assert done.returncode == 0 and str(place) in done.stdout, done
