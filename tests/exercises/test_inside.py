"""What probes lean on: how an answer is written, and what it does with an accelerator."""

from __future__ import annotations

import linecache

import pytest

import tutorgrad as torch
from course.inside.answering import ANSWER
from course.inside.card import watched
from course.inside.rules import nodes_made, written
from course.inside.said import whole


@pytest.mark.parametrize(
    ("cell", "how"),
    [
        ("def f(a):\n    return a + 1", "one expression"),
        ('def f(a):\n    """More."""\n    return a + 1', "one expression"),
        ("f = lambda a: a + 1", "one expression"),
        ("def f(a):\n    b = a + 1\n    return b", "in 2 steps"),
        ("def f(a):\n    return [n + 1 for n in a]", "with a loop"),
        ("def g(a):\n    for n in a:\n        yield n\ndef f(a):\n    return g(a)", "with a loop"),
        ("def f(a):\n    b = a\n    return b\ndef f(a):\n    return a", "one expression"),
    ],
)
def test_how_an_answer_is_written(cell, how, monkeypatch):
    monkeypatch.setitem(linecache.cache, ANSWER, (len(cell), None, cell.splitlines(True), ANSWER))
    assert written("f") == how


def test_a_forbidden_function_is_found(monkeypatch):
    for cell, how in {
        "import tutorgrad as t\nrelu = lambda a: t.nn.functional.relu(a)": "with `relu`",
        "from tutorgrad import relu as r\ndef relu(a):\n    return r(a)": "with `relu`",
        "def relu(a):\n    return a * (a > 0)": "one expression",
    }.items():
        entry = (len(cell), None, cell.splitlines(True), ANSWER)
        monkeypatch.setitem(linecache.cache, ANSWER, entry)
        assert written("relu", forbidden="relu") == how


def test_nodes_are_counted_also_where_recording_is_switched_off_around():
    w = torch.ones(2, requires_grad=True)
    with torch.no_grad():
        assert nodes_made(lambda: (w * 2).sum()) == 0
    assert nodes_made(lambda: (w * 2).sum()) == 2


def test_a_number_that_is_not_whole_is_not_cut_to_one():
    assert [whole(3), whole(3.0), whole("3")] == [3, 3, 3]
    for value in (3.9, "3.9", float("nan"), ...):
        with pytest.raises((TypeError, ValueError)):
            whole(value)


def test_journeys_bytes_and_tasks_are_counted_and_the_card_goes_away_again():
    simulated = torch.cuda.is_simulated()
    with watched() as seen:
        there = torch.ones(5).to("cuda")
        (there + there).cpu()
    assert seen == {"journeys": 2, "nbytes": 40, "tasks": 1}
    assert torch.cuda.is_simulated() == simulated


def test_what_is_watched_inside_is_counted_outside_too():
    with watched() as both:
        there = torch.ones(5).to("cuda")
        with watched() as inner:
            there.cpu()
    assert (both["journeys"], inner["journeys"]) == (2, 1)


def test_an_error_of_the_block_leaves_no_card_behind():
    simulated = torch.cuda.is_simulated()
    with pytest.raises(RuntimeError, match="on the same device"), watched():
        torch.ones(2).to("cuda") + torch.ones(2)
    assert torch.cuda.is_simulated() == simulated
