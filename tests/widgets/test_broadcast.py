"""The broadcasting picture: which cells belong together, what each copy gets, what is summed.

Protects: the sums are the library's gradients, a cell's mark holds its copies and nothing of the
other input, copies move between their own cell and their place, and the twin says all of it.
"""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import mutually_broadcastable_shapes

import tutorgrad as torch
from course.widgets import show_broadcast
from course.widgets.broadcast import OPERATIONS, STEPS

SHAPES = mutually_broadcastable_shapes(num_shapes=2, max_dims=3, min_side=1, max_side=4)


@settings(deadline=None, max_examples=40)
@given(SHAPES, st.sampled_from(sorted(OPERATIONS)))
def test_the_marked_copies_of_a_cell_sum_to_its_gradient(shapes, sign):
    widget = show_broadcast(*shapes.input_shapes, sign, backward=True)
    a, b = (
        torch.arange(1.0, np.prod(shape, dtype=int) + 1).reshape(shape).requires_grad_()
        for shape in shapes.input_shapes
    )
    OPERATIONS[sign](a, b).sum().backward()
    for key, other, tensor in (("a", "b", a), ("b", "a", b)):
        for cell, expected in enumerate(tensor.grad.reshape(-1).tolist()):
            widget.do("choose", f"{key} {cell}")
            copies = widget.marked(f"{key} copy")
            assert copies == widget.marked("out")
            assert sum(widget.parts[key][at] for at in copies) == pytest.approx(expected, rel=1e-5)
            assert widget.sums[key][cell] == pytest.approx(expected, rel=1e-5)
            assert widget.marked(key) == {cell}
            assert not widget.marked(other) and not widget.marked(f"{other} copy")


def test_a_cell_of_the_result_marks_what_it_was_made_from():
    widget = show_broadcast((3, 1), (4,))
    widget.do("choose", "out 6")
    assert (widget.marked("a"), widget.marked("b")) == ({1}, {2})
    assert widget.said == "(a + b)[1, 2] = a[1, 0] + b[2] = 2 + 3 = 5."


def test_copies_move_from_their_own_cell_to_their_place_and_back():
    widget = show_broadcast((2, 1), (2, 3))
    places = []
    for step in range(len(STEPS)):
        widget.do("step", step)
        found = re.findall(r'transform="([^"]*)" data-key="a (\d)"', widget.drawing)
        assert [key for _, key in found] == list("012345")
        places.append(len({place for place, _ in found}))
    assert places == [2, 6, 6, 6, 6, 2]


def test_each_copy_gets_one_and_the_own_cell_the_sum():
    widget = show_broadcast((3, 1), (4,), backward=True)
    assert (
        "copies of b get, shape (3, 4): [[1, 1, 1, 1], [1, 1, 1, 1], [1, 1, 1, 1]]" in widget.twin
    )
    assert "b.grad, shape (4,): [3, 3, 3, 3]" in widget.twin
    widget.do("choose", "b 1")
    assert widget.said == "b.grad[1] = 1 + 1 + 1 = 3."


@pytest.mark.parametrize(
    "sign, told",
    [
        ("-", "a copy of a times 1, a copy of b times -1"),
        ("*", "a copy of a times b beside it, a copy of b times a beside it"),
        ("/", "a copy of a times 1/b, a copy of b times -a/b²"),
    ],
)
def test_a_gradient_that_is_not_one_is_explained(sign, told):
    widget = show_broadcast((2, 1), (3,), sign)
    widget.do("step", 4)
    assert told in widget.twin and told in widget.said


@pytest.mark.parametrize("step", range(6))
def test_every_number_and_word_of_the_picture_stands_in_the_twin(step):
    widget = show_broadcast(torch.tensor([[10.0], [20.0]]), torch.tensor([0.5, 0.25]), "*")
    widget.do("step", step)
    twin = widget.twin.replace("dimension", "dim")
    for words in re.findall(r"<text[^>]*>([^<]+)</text>", widget.drawing):
        seen = words.replace("→", "->").replace("× ", "times ")
        seen = re.sub(r"dim (\d): .*", r"dim \1", seen)
        assert seen in twin, f"{words!r} is not in the twin:\n{twin}"


def test_the_result_is_hidden_until_it_is_foretold():
    widget = show_broadcast((3, 1), (4,))
    widget.do("step", 0)
    assert "(3, 4)" not in widget.drawing + widget.twin


def test_a_prediction_is_answered_with_a_question():
    widget = show_broadcast((3, 1), (4,))
    widget.do("guess", "(3, 4)")
    assert widget.said == "Yes, (3, 4)."
    widget.do("guess", "4 x 3")
    assert widget.said.startswith("You said (4, 3)") and widget.said.endswith("?")


def test_tensors_bear_their_names():
    out, target = torch.ones(2, 1), torch.ones(3)
    assert "out - target" in show_broadcast(out, target, "-").twin
    assert "target[:2]" in show_broadcast(out, target[:2]).twin


def test_shapes_that_do_not_fit_fail_as_the_library_fails():
    with pytest.raises(RuntimeError, match="The size of tensor a .3. must match"):
        show_broadcast((3,), (4,))
    with pytest.raises(ValueError, match="up to 3"):
        show_broadcast((1, 1, 1, 1), (1,))
    with pytest.raises(ValueError, match="room for 96"):
        show_broadcast((100, 1), (1,))
    with pytest.raises(ValueError, match="must be one of"):
        show_broadcast((1,), (1,), "%")
