"""Four programs, one network: what is shown is what runs, and the numbers agree."""

from __future__ import annotations

import pytest

from course.drawing import svg
from course.widgets import show_four_ways
from course.widgets.four_programs import JOBS, PROGRAMS
from course.widgets.four_ways import CODE, COLUMNS, WIDTH


@pytest.fixture(scope="module")
def page():
    return show_four_ways()


def test_the_four_agree_in_every_number_of_every_step(page):
    assert page.farthest() < 1e-12
    losses = [step["loss"] for step in page.runs["NumPy"]]
    assert len(losses) == 60 and losses[-1] < losses[0] / 10
    assert "All four agree to 9 digits." in page.twin


def test_a_program_that_differs_would_be_seen():
    page = show_four_ways(5)
    page.runs["tensors"][3]["gradient"] *= 1.000001
    page.refresh()
    assert "The four differ" in page.twin and "The four differ" in page.drawing


@pytest.mark.parametrize("place", range(len(JOBS)), ids=JOBS)
def test_the_same_job_is_marked_in_all_four_columns(page, place):
    page.do("job", place)
    job = JOBS[place]
    marked = [line for line in page.twin.splitlines() if line.startswith(" > ")]
    wanted = [line for program in PROGRAMS for line in program.code(job) or ["(nothing to clear)"]]
    assert marked == [f" > {job:9}{line}" for line in wanted]
    for program in PROGRAMS:
        for line in program.code(job):
            assert line.strip() in page.drawing.replace("&gt;", ">")


def test_the_numbers_of_a_step_stand_in_every_column(page):
    page.do("job", JOBS.index("backward"))
    page.do("step", 7)
    shown = f"{page.runs['NumPy'][6]['gradient']:.9f}"
    assert page.drawing.count(shown) == page.twin.count(shown) == 4


def test_a_curve_needs_two_steps():
    with pytest.raises(ValueError, match="steps is 1"):
        show_four_ways(1)


def test_on_a_slide_the_code_is_large_enough():
    """A slide of 1280 by 720 leaves 1112 by 520; there it is not made smaller, and lines fit."""
    root = show_four_ways(5).picture()
    assert float(root.get("width")) <= 1112 and float(root.get("height")) <= 520
    for column, program in enumerate(PROGRAMS):
        room = (*COLUMNS, WIDTH)[column + 1] - COLUMNS[column]
        lines = [line for job in JOBS for line in program.code(job)]
        assert max(svg.text_width(line, CODE) for line in lines) < room
    assert CODE >= 16
