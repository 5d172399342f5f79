"""The playground: it learns, in the background too, and every setting makes what it says."""

from __future__ import annotations

import time

import numpy as np
import pytest

import tutorgrad as torch
from course.points import SHAPES, make_points
from course.widgets import Playground
from course.widgets.playground import ACTIVATIONS


@pytest.mark.parametrize("data", SHAPES)
def test_every_set_of_points_can_be_learned(data):
    ground = Playground(data, width=8, steps=200 if data != "spiral" else 400)
    assert ground.count()[0] >= 155, ground.twin


def test_what_needs_a_hidden_layer_with_a_bend():
    straight = Playground("xor", "none", width=8, depth=3, steps=200)
    assert straight.count()[0] <= 130
    assert Playground("blobs", "none", width=1, depth=1, steps=200).count()[0] == 160


def test_the_border_is_where_the_network_changes_its_answer():
    """The map shown is the network's own output on the plane: row y, column x."""
    ground = Playground("moons", steps=30)
    *_, (answer,) = ground.maps(5)
    for row, y in enumerate(np.linspace(-1, 1, 5)):
        for column, x in enumerate(np.linspace(-1, 1, 5)):
            place = torch.tensor([[x, y]], dtype=torch.float64)
            assert ground.run(place)[-1].item() == pytest.approx(answer[row, column])


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("width, depth", [(1, 1), (8, 3)])
def test_all_units_are_shown_and_can_be_chosen(activation, width, depth):
    ground = Playground(activation=activation, width=width, depth=depth, steps=3)
    assert ground.drawing.count('data-act="unit"') == width * depth
    ground.do("unit", f"{depth}.{width}")
    assert f"Shown large: unit {depth}.{width}." in ground.twin
    assert f"unit {depth}.{width}" in ground.drawing
    ground.do("unit", f"{depth}.{width}")
    assert "Shown large" not in ground.twin


def test_settings_begin_anew_or_work_at_once():
    ground = Playground(steps=5)
    ground.do("rate", 0.5)
    assert ground.steps == 5 and ground.optimizer.param_groups[0]["lr"] == 0.5
    for name, value in [("width", 3), ("depth", 1), ("seed", 2), ("data", "xor"),
                        ("activation", "ReLU"), ("optimizer", "SGD")]:  # fmt: skip
        ground.do("one")
        ground.do(name, value)
        assert ground.steps == 0
    assert "Network 2-3-1 with ReLU, SGD with learning rate 0.5." in ground.twin
    ground.do("one")
    assert "After 1 step:" in ground.twin


def test_it_learns_in_the_background_with_at_most_ten_pictures_a_second():
    ground = Playground()
    drawn = []
    ground.observe(lambda change: drawn.append(time.monotonic()), "drawing")
    ground.do("start")
    limit = time.monotonic() + 20
    while ground.steps < 100 or len(drawn) < 5:
        assert time.monotonic() < limit
        time.sleep(0.01)
    ground.do("start")
    while ground.thread is not None:
        time.sleep(0.01)
    gaps = np.diff(drawn[1:-2])
    assert gaps.min() > 0.1 and ground.losses.y[-1] < ground.losses.y[0]


def test_the_same_settings_give_the_same_picture_and_leave_random_numbers_alone():
    torch.manual_seed(0)
    one = Playground("spiral", steps=20)
    first = torch.rand(1).item()
    torch.manual_seed(0)
    other = Playground("spiral")
    for _ in range(20):
        other.do("one")
    assert torch.rand(1).item() == first
    assert one.drawing == other.drawing and one.twin == other.twin
    assert not torch.equal(make_points("moons", 0)[0], make_points("moons", 1)[0])


def test_numbers_of_the_picture_stand_in_the_twin():
    ground = Playground("xor", width=2, depth=1, steps=40)
    right, count = ground.count()
    assert f"{right} of {count} right" in ground.drawing and f"{right} of {count}" in ground.twin
    assert ground.ending() in ground.drawing and ground.ending() in ground.twin
    rings = 1  # the one that explains it
    assert ground.drawing.count("a7 7 0 1 0 14 0") - rings == count - right


def test_an_unknown_name_is_told_with_the_known():
    for keywords in ({"data": "star"}, {"activation": "star"}, {"optimizer": "star"}):
        with pytest.raises(ValueError, match="is 'star'; it must be one of"):
            Playground(**keywords)
    with pytest.raises(ValueError, match="no points 'star'; there are moons"):
        make_points("star")
