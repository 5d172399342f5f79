"""The assignment: a lesson or a file, what is wrong with it in one line, and what late costs."""

from __future__ import annotations

import datetime
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.console import CourseError
from course.exercises.exercise import all_exercises
from course.grading.assignment import Assignment, Late, find_assignment

GOOD = 'exercises = ["three_passes"]\n'


def test_a_lesson_is_all_of_its_exercises():
    found = find_assignment("04_backward")
    assert found == find_assignment("4")
    assert set(found.exercises) == {e.name for e in all_exercises() if e.lesson == "04_backward"}
    assert (found.due, found.keeps(datetime.datetime.now())) == (None, 1.0)


def test_a_file_says_all_of_it(tmp_path):
    path = tmp_path / "week3.toml"
    path.write_text(
        'title = "Week 3"\ncounts = "best"\ndue = 2026-12-01T23:59:00+01:00\n'
        + GOOD
        + "[late]\npercent_per_day = 10\nmost_days = 3\ngrace_minutes = 15\n"
    )
    found = find_assignment(path)
    assert (found.name, found.title, found.counts) == ("week3", "Week 3", "best")
    assert found.exercises == ("three_passes",)
    assert found.late == Late(10, 3, 15)
    late = datetime.datetime(2026, 12, 2, 23, 30, tzinfo=datetime.UTC)  # 30 minutes into day 2
    assert found.minutes_late(late) == 24 * 60 + 31
    assert found.keeps(late) == 0.8
    assert f"{found.due:%H:%M %Z}" == "23:59 UTC+01:00", "as it was written, on every machine"


@pytest.mark.parametrize(
    ("text", "fragments"),
    [
        ("exercises = [", ["is no TOML file"]),
        ("", ["exercises is None", "a list of names"]),
        ('exercises = ["nothing"]', ["'nothing'", "three_passes"]),
        ('exercises = ["three_passes", "three_passes"]', ["'three_passes'", "listed once"]),
        (GOOD + 'due = "tomorrow"', ["due is 'tomorrow'", "2026-12-01T23:59:00"]),
        (GOOD + "due = 2026-12-01", ["due is datetime.date(2026, 12, 1)", "with a time"]),
        (GOOD + 'counts = "first"', ["counts is 'first'", "last, best"]),
        (GOOD + "titel = 3", ["no key 'titel'", "title"]),
        (GOOD + "title = 3", ["title is 3", "a text"]),
        (GOOD + 'name = "../up"', ["name is '../up'", "letters"]),
        (GOOD + "late = 3", ["late is 3", "percent_per_day"]),
        (GOOD + "[late]\npercent_per_day = 10", ["no `due`"]),
        (GOOD + "due = 2026-12-01T00:00:00\n[late]\nper_day = 1", ["[late]", "'per_day'"]),
        (
            GOOD + "due = 2026-12-01T00:00:00\n[late]\npercent_per_day = 120",
            ["percent_per_day is 120", "0 to 100"],
        ),
    ],
)
def test_an_error_says_file_key_both_values_and_the_way_out(tmp_path, text, fragments):
    path = tmp_path / "week.toml"
    path.write_text(text)
    with pytest.raises(CourseError) as error:
        find_assignment(path)
    assert "\n" not in re.sub(r"\(at .*\)", "", str(error.value))
    for fragment in [str(path), *fragments]:
        assert fragment in str(error.value)


@pytest.mark.parametrize("name", ["99_nothing", "absent.toml", "", "..", "4x"])
def test_what_is_not_there_is_told_with_what_is(name):
    with pytest.raises(CourseError, match=r"04_backward|cannot be read"):
        find_assignment(name)


@given(st.floats(0, 100), st.floats(0, 10), st.floats(0, 600), st.floats(0, 20000))
def test_later_is_never_better(percent, days, grace, minutes):
    late = Late(percent, days, grace)
    assert 0 <= late.keeps(minutes + 1) <= late.keeps(minutes) <= 1


def test_an_unknown_time_is_not_late():
    due = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    assert Assignment("a", "A", (), due, Late(100)).keeps(None) == 1.0
