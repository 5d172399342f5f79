"""The landscape: the ways are the optimizers' own, and everything shown is said."""

from __future__ import annotations

import math

import numpy as np
import pytest

import tutorgrad as torch
from course.surfaces import RATES, SURFACES, descend, sliced
from course.widgets import show_landscape
from course.widgets.landscape import clipped


def test_a_way_is_what_the_optimizer_does():
    """SGD by hand on (x² + 25 y²) / 2: x shrinks by 1 - rate, y by 1 - 25 rate."""
    way = descend(SURFACES["narrow valley"], "SGD", 0.05, start=(2.0, 1.0), steps=3)
    by_hand = [(2 * 0.95**k, (1 - 25 * 0.05) ** k) for k in range(4)]
    assert np.allclose(way.points, by_hand)
    assert way.losses == pytest.approx([(x * x + 25 * y * y) / 2 for x, y in by_hand])


@pytest.mark.parametrize("rate, diverged", [(0.079, False), (0.1, True)])
def test_sgd_diverges_beyond_two_over_the_largest_curvature(rate, diverged):
    assert descend(SURFACES["narrow valley"], "SGD", rate, steps=400).diverged == diverged


@pytest.mark.parametrize("name", SURFACES)
def test_every_surface_can_be_gone_down_and_the_best_rate_is_no_worse(name):
    view = show_landscape(name)
    before = {optimizer: way.losses[-1] for optimizer, way in view.ways.items()}
    view.do("own", True)
    for optimizer, way in view.ways.items():
        assert not way.diverged and way.losses[-1] < way.losses[0]
        assert way.losses[-1] <= before[optimizer] or before[optimizer] < 0.1
        assert view.rates()[optimizer] in RATES


def test_a_start_and_a_rate_are_chosen_on_the_picture():
    view = show_landscape("bowl")
    view.do("start", "0 8")
    assert view.ways["Adam"].points[0] == view.start == pytest.approx((-2.6667, 2.6667), abs=1e-3)
    assert "of an earlier start" in view.twin and "sweep again" in view.drawing
    view.do("sweep")
    assert "of an earlier start" not in view.twin and "sweep again" not in view.drawing
    view.do("rate", "0.46")
    assert view.rates() == dict.fromkeys(view.ways, 0.46)


def test_a_loss_that_fails_leaves_the_landscape_as_it_was():
    calls, broken = [], []

    def mine(x, y):
        calls.append(None)
        if broken:
            raise OSError("no loss now")
        return x * x + y * y

    view = show_landscape(mine, rate=0.1, steps=3)
    before = view.drawing, view.twin
    broken.append(True)
    for name, value in (("rate", 0.5), ("own", True), ("start", "0 0"), ("momentum", 0.5)):
        with pytest.raises(OSError, match="no loss now"):
            view.do(name, value)
        asked = len(calls)
        view.refresh()
        assert (view.drawing, view.twin) == before
        assert len(calls) == asked, "a drawing asks the loss nothing"
    broken.clear()
    view.do("rate", 0.5)
    assert view.rates()["SGD"] == 0.5 and view.ways["SGD"].points[1] == (0, 0)


def test_numbers_of_the_picture_stand_in_the_twin():
    view = show_landscape("narrow valley", rate=0.1)
    view.do("step", 7)
    assert "step 7 of 60" in view.twin.lower()
    for way in list(view.ways.values())[1:]:
        assert f"{way.losses[7]:.3g}" in view.twin and f"{way.losses[7]:.3g}" in view.drawing
    view.do("step", 60)
    assert "SGD: diverged at step" in view.twin and "diverged" in view.drawing


def test_a_function_of_one_s_own():
    def ripples(x, y):
        return (x**2 + y**2) / 10 + torch.sin(3 * x) * torch.sin(3 * y)

    view = show_landscape(ripples, x=(-2, 2), y=(-1, 1), start=(1, 0.5), steps=10)
    assert view.twin.startswith("Loss ripples, for x from -2 to 2, y from -1 to 1. Start at (1, 0")
    view.do("surface", "bowl")
    view.do("surface", "ripples")
    assert view.start == (1, 0.5)
    with pytest.raises(ValueError, match="there is no surface 'hill'; there are 'bowl'"):
        show_landscape("hill")


def test_a_slice_of_a_network_has_the_network_s_slope_and_leaves_it_as_it_was():
    torch.manual_seed(0)
    net = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Tanh(), torch.nn.Linear(3, 1))
    net = net.double()
    x = torch.randn(5, 2, dtype=torch.float64)
    before = {name: value.clone() for name, value in net.state_dict().items()}
    along = sliced(lambda: (net(x) ** 2).mean(), net.parameters())
    ends = [torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in (0.3, -0.2)]
    assert torch.autograd.gradcheck(along, ends)
    assert along(torch.tensor(0.0), torch.tensor(0.0)).item() == pytest.approx(
        (net(x) ** 2).mean().item()
    )
    view = show_landscape(lambda: (net(x) ** 2).mean(), parameters=net.parameters(), steps=5)
    assert "along two directions" in view.twin
    for name, value in net.state_dict().items():
        assert torch.equal(value, before[name])


def test_a_line_is_drawn_only_inside_the_picture():
    circle = [(2 * math.cos(t), 2 * math.sin(t)) for t in np.linspace(0, 6.28, 50)]
    pieces = clipped(circle, (-1.8, 1.8), (-1.8, 1.8))
    assert len(pieces) == 4
    assert max(abs(number) for piece in pieces for place in piece for number in place) < 1.8001


def test_a_slice_leaves_the_network_as_it_is_now():
    """Training goes on beside the picture: a later look must not bring old parameters back."""
    x = torch.ones(3, 2)
    net = torch.nn.Sequential(torch.nn.Linear(2, 1), torch.nn.Dropout(0.5))

    def loss():
        return (net(x) ** 2).mean()

    before = loss()
    view = show_landscape(loss, parameters=net.parameters(), steps=2)
    state = torch.get_rng_state()
    with torch.no_grad():
        net[0].weight.fill_(7.0)
    view.do("rate", 0.1)
    assert (net[0].weight == 7).all()
    assert (torch.get_rng_state() == state).all()
    net[0].weight.data.fill_(1.0)
    recorded, version = loss(), net[0].weight._version
    view.do("rate", 0.01)
    assert net[0].weight._version == version
    recorded.backward()
    before.backward()


def test_an_optimizer_goes_down_inside_no_grad_too():
    way = descend(SURFACES["bowl"], "SGD", 0.1, steps=3)
    with torch.no_grad():
        assert descend(SURFACES["bowl"], "SGD", 0.1, steps=3) == way
        assert not torch.is_grad_enabled()


def test_a_slice_of_a_module_leaves_its_buffers_as_they_were():
    net = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.BatchNorm1d(2))
    x = torch.randn(4, 2)
    before = {name: value.clone() for name, value in net.state_dict().items()}
    show_landscape(lambda: (net(x) ** 2).mean(), parameters=net, steps=1)
    for name, value in net.state_dict().items():
        assert torch.equal(value, before[name]), name
