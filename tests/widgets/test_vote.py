"""A vote: hands are counted, hidden until shown, and compared with a second vote."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.widgets import vote

QUESTION = "What is w.grad before the first backward?"


@pytest.fixture
def poll():
    return vote(QUESTION, ["None", "0", "an error"], right="None", because="Nothing was computed.")


@settings(deadline=None, max_examples=30)
@given(st.lists(st.sampled_from(["hand 0", "hand 1", "hand 2", "undo"]), max_size=30))
def test_every_hand_is_counted_and_undo_takes_the_last_one_back(presses):
    poll = vote(QUESTION, ["a", "b", "c"], right="a")
    expected = []
    for press in presses:
        poll.do(press)
        expected = expected[:-1] if press == "undo" else [*expected, int(press[-1])]
    assert poll.counts() == [expected.count(option) for option in range(3)]
    assert poll.total == len(expected)


def test_the_result_and_the_answer_stay_hidden_until_shown(poll):
    poll.do("hands", "7 2 1")
    for hidden in ("70 %", "✓", "Nothing was computed"):
        assert hidden not in poll.twin and hidden not in poll.drawing
    poll.do("show", True)
    assert "A: None: 7 (70 %)" in poll.twin and "7 (70 %)" in poll.drawing
    assert "✓" not in poll.twin
    poll.do("answer", True)
    for shown in ("✓ right", "Nothing was computed."):
        assert shown in poll.twin and shown in poll.drawing


def test_a_second_vote_stands_beside_the_first(poll):
    poll.do("hands", "2 6 2")
    poll.do("again")
    assert poll.total == 0 and not poll.shown
    for _ in range(3):
        poll.do("hand", "0")
    poll.do("show", True)
    assert "A: None: 2 (20 %), then 3 (100 %)" in poll.twin
    poll.do("clear")
    assert poll.twin.endswith("0 hands. The result is hidden.")


def test_what_cannot_be_voted_on_is_refused(poll):
    with pytest.raises(ValueError, match="two to 6 different"):
        vote("?", ["one"], right="one")
    with pytest.raises(ValueError, match="right is 'c'"):
        vote("?", ["a", "b"], right="c")
    with pytest.raises(ValueError, match="4 numbers for 3 options"):
        poll.do("hands", "1 2 3 4")
