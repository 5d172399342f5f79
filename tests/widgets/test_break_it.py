"""The bugs really do what the page says, and the fix really mends."""

from __future__ import annotations

import math

import pytest

from course.widgets import break_it
from course.widgets.break_it import outcome, train
from course.widgets.bugs import BUGS, BY_HAND, ERROR, WITH_OPTIM


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_bug_does_what_is_said_of_it_and_the_fix_mends(bug):
    page = break_it()
    page.do("bug", bug.name)
    assert not page.ran and bug.symptom not in page.twin, "the class guesses first"
    page.do("guess", bug.outcome)
    page.do("run")
    assert outcome(page.losses, page.error, page.good) == bug.outcome
    assert page.said.startswith(f"You said: {bug.outcome}.")
    assert bug.symptom in page.twin
    page.do("mend")
    assert page.error == "" and page.losses == pytest.approx(page.good, rel=1e-5)
    assert bug.reason in page.twin


def test_both_loops_do_the_same():
    by_hand, with_optim = train(BY_HAND), train(WITH_OPTIM)
    assert by_hand[1] == with_optim[1] == ""
    assert by_hand[0] == pytest.approx(with_optim[0], rel=1e-5)
    assert with_optim[0][0] > 10 and with_optim[0][-1] < 0.05


def test_the_changed_line_is_marked_and_the_error_is_the_librarys():
    page = break_it()
    page.do("bug", "detached loss")
    assert "-     prediction = model(x)\n+     prediction = model(x).detach()" in page.twin
    assert "model(x).detach()" in page.drawing
    page.do("run")
    assert "element 0 of tensors does not require grad" in page.twin
    assert "✕ stopped here" in page.drawing


def test_a_wild_curve_leaves_the_picture_whole():
    """A loss of inf or nan has no place in the picture, and must not break it."""
    page = break_it()
    page.do("bug", "sum, not mean")
    page.do("run")
    page.losses = [1.0, math.inf, math.nan]
    page.refresh()
    assert "nan" not in page.drawing and "inf" not in page.drawing


def test_errors_in_the_list_are_three():
    """The page says how many of the ten raise: the other seven are silent."""
    assert len(BUGS) == 10 and sum(bug.outcome == ERROR for bug in BUGS) == 3
