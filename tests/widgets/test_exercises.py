"""The warm-up and the panel of one's progress, operated without a browser."""

from __future__ import annotations

import pytest

from course.exercises import progress, show_progress, warm_up
from course.exercises.exercise import all_exercises
from course.exercises.progress import Event
from course.exercises.verdict import CORRECT, NOT_YET
from course.exercises.warmups import WarmUp


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    monkeypatch.setenv(progress.PLACE, str(tmp_path))
    monkeypatch.setattr(progress, "unsaved", [])


def test_an_answer_is_told_kept_and_cannot_be_changed():
    shown = warm_up("04")
    item = shown.item
    wrong = next(n for n, option in enumerate(item.options) if option != item.right)
    shown.do(f"choose {wrong}")
    assert "✗ your answer" in shown.twin and "✓ right" in shown.twin and item.because in shown.twin
    shown.do(f"choose {item.options.index(item.right)}")
    assert shown.answers == [False]
    assert progress.failed(progress.events()) == [item.id]
    for _ in shown.items:
        shown.do("next")
    assert shown.twin.startswith("0 of 1 right. What you missed comes back")
    assert shown.controls() == []


def test_no_items_are_said_so():
    assert "No warm-up yet" in WarmUp([]).twin


def test_the_panel_shows_every_exercise_and_looks_again():
    panel = show_progress()
    done, begun = all_exercises()[:2]
    total = len(all_exercises())
    assert panel.twin.startswith(f"0 of {total} exercises are correct.")
    progress.record(Event("check", done.name, 0, CORRECT))
    progress.record(Event("check", begun.name, 0, NOT_YET, "M8"))
    panel.do("again")
    assert panel.said == f"1 of {total} exercises are correct, 1 begun."
    assert f"✓ {done.title}: correct" in panel.twin and f"✗ {begun.title}: not yet" in panel.twin
    assert "M8   gradients overwritten (still fails)" in panel.twin
    assert all(exercise.title in panel.twin for exercise in all_exercises())
