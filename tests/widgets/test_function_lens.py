"""The lens: each known mistake of a backward is named, corners are judged, the twin has it all."""

from __future__ import annotations

import math

import pytest

import tutorgrad as torch
from course.slopes import measure
from course.widgets import show_function


class Cube(torch.autograd.Function):
    """Right; the wrong ones below change only `factor`."""

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x * x

    @classmethod
    def backward(cls, ctx, g):
        (x,) = ctx.saved_tensors
        return cls.slope(g, x)

    @staticmethod
    def slope(g, x):
        return g * 3 * x * x


def cube(slope):
    """A Cube whose backward returns slope(g, x)."""
    return type("Cube", (Cube,), {"slope": staticmethod(slope)})


MISTAKES = {
    "forgets to multiply by g": lambda g, x: 3 * x * x,
    "sign is wrong": lambda g, x: -g * 3 * x * x,
    "2/3 times the slope": lambda g, x: g * 2 * x * x,
    "returns 0 there": lambda g, x: g * 0,
    "value of the function": lambda g, x: g * x * x * x,
    "not return three times": lambda g, x: g * g * 3 * x * x,
    "Wrong at 120 of 241 places, worst at x = -3": (
        lambda g, x: torch.where(x < 0, torch.zeros_like(x), g * 3 * x * x)
    ),
}


@pytest.mark.parametrize("words", MISTAKES)
def test_a_mistake_is_named(words):
    widget = show_function(cube(MISTAKES[words]))
    assert widget.verdict[0] == "wrong." and words in widget.twin


@pytest.mark.parametrize(
    "function, ends",
    [
        (torch.tanh, (-3, 3)),
        (torch.exp, (-3, 3)),
        (torch.sqrt, (-1, 4)),
        (torch.relu, (-3, 3)),
        (torch.round, (-3, 3)),
        (torch.nn.GELU(), (-3, 3)),
        (lambda x: 1 / x, (-1, 1)),
        (lambda x: x * 0 + 4, (-1, 1)),
        (lambda x: x.detach() * 0, (-1, 1)),
    ],
)
def test_right_functions_are_right_wherever_they_have_a_slope(function, ends):
    widget = show_function(function, ends)
    assert widget.slopes.correct, widget.twin
    assert widget.slopes.smooth.sum() > 50
    for name in ("x", "g"):
        widget.do(name, ends[1])


def test_the_measured_slope_is_the_slope():
    slopes = measure(torch.sin, [0.0, 1.0, 2.0])
    assert slopes.measured == pytest.approx([math.cos(x) for x in (0, 1, 2)], abs=1e-8)


@pytest.mark.parametrize("at_corner, allowed", [(0, True), (0.3, True), (1, True), (1.5, False)])
def test_at_a_corner_any_number_between_both_slopes_is_allowed(at_corner, allowed):
    class Ramp(Cube):
        forward = staticmethod(lambda ctx, x: ctx.save_for_backward(x) or x.clamp(min=0))

        @staticmethod
        def slope(g, x):
            return g * torch.where(x == 0, torch.full_like(x, at_corner), (x > 0).to(x.dtype))

    widget = show_function(Ramp, at=0)
    assert widget.slopes.correct == allowed
    assert f"slope 0 on the left, 1 on the right; backward returns {at_corner}:" in widget.twin
    assert "gradcheck at this place: fails" in widget.twin


BETWEEN = {
    "a tent": (lambda x: (x - 0.123456).abs(), {0.123456: "corners"}),
    "two near each other": (
        lambda x: (x - 0.123456).abs() + (x - 0.13).relu(),
        {0.123456: "corners", 0.13: "corners"},
    ),
    "on a steep curve": (lambda x: x.exp() * (x - 2.987654).abs(), {2.987654: "corners"}),
    "where a curve is cut": (
        lambda x: x.sin().clamp(max=0.3),
        {math.asin(0.3): "corners", math.pi - math.asin(0.3): "corners"},
    ),
    "a step": (lambda x: (x > 0.123456) * 1.0 + x, {0.123456: "jumps"}),
    "steep, but smooth": (lambda x: torch.sigmoid(300 * (x - 0.123456)), {}),
}


@pytest.mark.parametrize("name", BETWEEN)
def test_corners_between_the_places_are_found(name):
    function, told = BETWEEN[name]
    widget = show_function(function)
    slopes = widget.slopes
    for kind in ("corners", "jumps"):
        wanted = [x for x, each in told.items() if each == kind]
        assert slopes.x[getattr(slopes, kind)] == pytest.approx(wanted, abs=1e-8)
    assert slopes.correct, widget.twin
    assert ("Corner at x" in widget.twin) == ("corners" in told.values())


def test_a_wrong_number_at_a_corner_between_the_places_is_told():
    class Tent(Cube):
        forward = staticmethod(lambda ctx, x: ctx.save_for_backward(x) or (x - 0.123456).abs())

        @staticmethod
        def slope(g, x):
            away = x - 0.123456
            return g * torch.where(away == 0, torch.full_like(x, 7), away.sign())

    widget = show_function(Tent)
    assert "slope -1 on the left, 1 on the right; backward returns 7: not between" in widget.twin


def test_a_forgotten_g_is_seen_with_g_not_1_only():
    widget = show_function(cube(MISTAKES["forgets to multiply by g"]))
    assert "wrong here" not in widget.drawing
    assert "gradcheck at this place: passes; with 3 f(x): fails." in widget.twin
    widget.do("g", 3)
    assert "wrong here" in widget.drawing
    assert "Backward returns 3, measured 9; difference 6" in widget.twin


def test_the_point_goes_to_the_worst_place_and_from_corner_to_corner():
    widget = show_function(torch.nn.functional.hardtanh, at=0.3)
    seen = []
    for _ in range(3):
        widget.do("corner")
        seen.append(widget.place)
    assert seen == [1, -1, 1]
    widget.do("worst")
    assert widget.said == "Nothing is wrong." and widget.place == 1
    widget = show_function(cube(MISTAKES["sign is wrong"]), (0, 2))
    widget.do("worst")
    assert widget.place == 2 and widget.said.startswith("At x = 2")
    widget.do("corner")
    assert widget.said == "No corner was seen."


def test_every_number_of_the_picture_stands_in_the_twin():
    widget = show_function(cube(MISTAKES["2/3 times the slope"]), at=2)
    for words in ("f(x) = 8", "returns 8", "measured 12", "difference 4", "allowed 0.012"):
        assert words in widget.drawing and words in widget.twin.replace("Backward r", "backward r")


def test_what_is_no_function_of_one_number_is_told():
    with pytest.raises(ValueError, match=r"returned shape \(2,\); a slope needs one number"):
        show_function(lambda x: torch.cat([x, x]))
    with pytest.raises(ValueError, match="from 3 to -3: it is empty"):
        show_function(torch.relu, (3, -3))
    with pytest.raises(ValueError, match="returned float"):
        show_function(lambda x: 1.0)


def test_an_error_of_backward_is_the_library_s():
    class TwoArguments(Cube):
        forward = staticmethod(lambda ctx, x, n: ctx.save_for_backward(x) or x**n)

    with pytest.raises(RuntimeError, match=r"incorrect number of gradients \(expected 2, got 1\)"):
        show_function(lambda x: TwoArguments.apply(x, 3))


def test_a_function_that_draws_numbers_leaves_the_stream_where_it_was():
    state = torch.get_rng_state()
    view = show_function(lambda x: x * torch.rand(()))
    view.do("g", 2.0)
    assert (torch.get_rng_state() == state).all()


def test_slopes_are_found_inside_no_grad_too():
    with torch.no_grad():
        assert measure(torch.exp, [0.0]).returned.tolist() == [1.0]
