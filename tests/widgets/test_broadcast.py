"""The broadcasting picture: which cells belong together, forward and backward."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis.extra.numpy import mutually_broadcastable_shapes

import tutorgrad as torch
from course.widgets import show_broadcast

SHAPES = mutually_broadcastable_shapes(num_shapes=2, max_dims=2, min_side=1, max_side=4)


@settings(deadline=None, max_examples=30)
@given(SHAPES)
def test_the_marked_cells_are_those_whose_gradients_are_summed(shapes):
    """A cell's gradient (for a sum of ones) is the number of result cells marked with it."""
    widget = show_broadcast(*shapes.input_shapes)
    for name, gradient in zip("ab", widget.gradients, strict=True):
        for cell, expected in enumerate(gradient.reshape(-1).tolist()):
            widget.do("choose", f"{name} {cell}")
            assert len(widget.marked("out")) == expected
            assert widget.marked(name) == {cell}


@pytest.mark.parametrize("sign, function", [("*", np.multiply), ("/", np.divide)])
def test_values_and_twin(sign, function):
    widget = show_broadcast((2, 1), (3,), sign)
    a, b = np.arange(1.0, 3).reshape(2, 1), np.arange(1.0, 4)
    assert np.allclose(widget.result.detach().numpy(), function(a, b))
    widget.do("side", "backward: sum")
    assert "a.grad" in widget.twin and "summed over dimension 1: 1 -> 3" in widget.twin


def test_every_number_of_the_picture_stands_in_the_twin():
    widget = show_broadcast(torch.tensor([[10.0], [20.0]]), torch.tensor([0.5, 0.25]))
    for words in ("10.5", "20.2", "(2, 1)", "(2,)", "(2, 2)"):
        assert words in widget.drawing and words in widget.twin


def test_a_prediction_is_answered_with_a_question():
    widget = show_broadcast((3, 1), (4,))
    widget.do("guess", "(3, 4)")
    assert widget.said == "Yes, (3, 4)."
    widget.do("guess", "4 x 3")
    assert widget.said.startswith("You said (4, 3)") and widget.said.endswith("?")


def test_shapes_that_do_not_fit_fail_as_the_library_fails():
    with pytest.raises(RuntimeError, match="The size of tensor a .3. must match"):
        show_broadcast((3,), (4,))
    with pytest.raises(ValueError, match="up to 2"):
        show_broadcast((1, 1, 1), (1,))
    with pytest.raises(ValueError, match="must be one of"):
        show_broadcast((1,), (1,), "%")
