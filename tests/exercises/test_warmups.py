"""The bank of warm-up items: each outcome is what its program gives; and which ones are shown."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections import Counter

import numpy as np
import pytest

import tutorgrad as torch
from course.exercises import progress
from course.exercises.misconceptions import MISCONCEPTIONS
from course.exercises.progress import Event
from course.exercises.verdict import CORRECT, NOT_YET
from course.exercises.warmups import pick, read_items
from tutorgrad import nn

ITEMS = read_items()


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    monkeypatch.setenv(progress.PLACE, str(tmp_path))
    monkeypatch.setattr(progress, "unsaved", [])


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.name)
def test_the_right_answer_is_what_the_program_gives(item):
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            exec(item.program, {"torch": torch, "nn": nn, "np": np})
        outcome = printed.getvalue().strip()
    except Exception as error:
        outcome = type(error).__name__
    finally:
        torch.cuda.simulate(0)
    assert item.right == outcome
    assert outcome in item.options and len(set(item.options)) == len(item.options) in (2, 3, 4)
    assert item.because.endswith((".", "?"))


def test_every_misconception_has_two_items():
    assert Counter(item.id for item in ITEMS) == dict.fromkeys(MISCONCEPTIONS, 2)
    assert max(Counter(item.name for item in ITEMS).values()) == 1


def test_without_a_past_the_earlier_lessons_are_asked_and_always_the_same():
    for number in range(2, 9):
        shown = pick(f"{number:02d}", ITEMS, [])
        assert len({item.id for item in shown}) == 3
        assert all(int(item.lesson[:2]) < number for item in shown)
        assert shown == pick(f"{number:02d}_name", ITEMS, [])
    assert pick("01", ITEMS, []) == []


def test_what_failed_comes_first_until_it_is_answered():
    past = [Event("check", "three_passes", 1, NOT_YET, "M8"), Event("check", "x", 2, NOT_YET, "")]
    first, second, third = pick("05", ITEMS, past)
    assert first.id == "M8" and "M8" not in (second.id, third.id)
    past.append(Event("item", first.name, 3, NOT_YET, "M8"))
    again = pick("05", ITEMS, past)[0]
    assert again.id == "M8" and again != first, "the other program on it"
    past.append(Event("item", again.name, 4, CORRECT, "M8"))
    assert "M8" not in [item.id for item in pick("05", ITEMS, past)]
