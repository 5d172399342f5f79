"""The table of misconceptions: all 25, and every lesson that it sends a reader to."""

from __future__ import annotations

import pytest

from course import project
from course.exercises.exercise import all_exercises
from course.exercises.misconceptions import MISCONCEPTIONS


def test_all_25_are_there_under_short_names_of_their_own():
    assert list(MISCONCEPTIONS) == [f"M{n}" for n in range(1, 26)]
    assert len({m.short for m in MISCONCEPTIONS.values()}) == 25
    assert max(len(m.short) for m in MISCONCEPTIONS.values()) <= 30, "a label of a table"


@pytest.mark.parametrize("id", MISCONCEPTIONS)
def test_its_section_stands_in_its_lesson(id):
    lesson = MISCONCEPTIONS[id].lesson
    source = (project.SOURCES / f"{lesson.stem}.py").read_text("utf-8")
    headings = [line.lstrip("# ") for line in source.splitlines() if line.startswith("# #")]
    assert lesson.heading in headings


def test_every_id_that_an_exercise_names_is_there():
    named = {m.id for e in all_exercises() for m in e.mistakes} - {""}
    assert named - MISCONCEPTIONS.keys() == set()
