"""Wrong arguments are refused at once, with a sentence that says what it was and what it must be.

Protects: no widget hangs or fails far away on a slip, and the sentence names the slip.
"""

from __future__ import annotations

import re
import time

import pytest

import tutorgrad as torch
from course import widgets as w

CASES = {
    "width": (lambda: w.Playground(width=5000, depth=50), "width is 5000; it must be a whole"),
    "width -1": (lambda: w.Playground(width=-1), "width is -1; it must be a whole number from 1"),
    "depth": (lambda: w.Playground(depth=50), "depth is 50; it must be a whole number from 1 to 3"),
    "half": (lambda: w.Playground(width=2.5), "width is 2.5; it must be a whole number from 1"),
    "rate": (lambda: w.Playground(rate="big"), "rate is 'big'; it must be a number, 0 or more"),
    "graph": (lambda: w.show_graph([1, 2]), "[1, 2] is a list; it must be a tensor"),
    "graph params": (lambda: w.show_graph([1, 2], {}), "[1, 2] is a list; it must be a tensor"),
    "graph int": (lambda: w.show_graph(3), "3 is an int; it must be a tensor"),
    "backward": (lambda: w.show_backward([1, 2]), "[1, 2] is a list; it must be a tensor"),
    "function": (lambda: w.show_function("relu"), "'relu' is a str; it must be a function of one"),
    "at": (lambda: w.show_function(torch.relu, at="a"), "at is 'a'; it must be a number"),
    "at outside": (
        lambda: w.show_function(torch.relu, at=9),
        "at is 9; it must be in the interval, -3 to 3",
    ),
    "interval": (lambda: w.show_function(torch.relu, 3), "interval is 3; it must be two numbers"),
    "one number": (lambda: w.show_landscape(lambda x: x), "takes (x); it must take two numbers"),
    "no tensor": (
        lambda: w.show_landscape(lambda x, y: 3.0),
        "gives is 3.0; it must be a tensor of one number",
    ),
    "no loss": (lambda: w.show_landscape(5), "5 is an int; it must be the name of a surface or"),
    "ways": (lambda: w.Ledger.compare([1, 2]), "[1, 2] is a list; it must be a dict of functions"),
    "way": (lambda: w.Ledger.compare({"a": 3}), "ways['a'] is 3; it must be a function without"),
    "lr": (lambda: w.Trainer(lr="fast"), "lr is 'fast'; it must be a number, 0 or more"),
    "batch": (lambda: w.Trainer(batch=0), "batch is 0; it must be a whole number from 1 to 64"),
    "dimensions": (lambda: w.show_broadcast(torch.ones(2, 2, 2, 2), 3), "has 4 dimensions"),
    "shape": (lambda: w.show_broadcast("ab", 3), "'ab' is a str; it must be a tensor, an array"),
    "loss": (lambda: w.LossPlot().add(loss="big"), "loss is 'big'; it must be a number, or a"),
    "steps": (lambda: w.LossPlot().watch(5), "5 is an int; it must be something to loop over"),
    "storage": (lambda: w.show_storage(torch.zeros(3000, 3000)), "has 9000000 numbers in memory"),
    "slice": (lambda: w.show_storage(torch.zeros(3000, 3000)[0, :3]), "9000000 numbers in memory"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_wrong_argument_is_refused_with_one_clear_sentence(case):
    call, sentence = CASES[case]
    started = time.monotonic()
    with pytest.raises((TypeError, ValueError), match=re.escape(sentence)):
        call()
    assert time.monotonic() - started < 2


def test_a_plain_number_is_a_tensor_of_no_dimensions():
    assert "(2, 3)" in repr(w.show_broadcast((2, 3), 3)) and "()" in repr(w.show_broadcast(2.0, 3))


def test_a_refused_number_leaves_no_curve():
    plot = w.LossPlot()
    with pytest.raises(TypeError):
        plot.add(loss=None)
    plot.add(loss=1.0)
    assert plot.values() == [1.0] and len(plot.history.curves) == 1


def test_the_point_begins_inside_any_interval():
    assert w.show_function(torch.relu, (2, 3)).place == pytest.approx(2, abs=0.01)
