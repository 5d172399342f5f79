"""The still picture of loss curves tells its curves apart, and its twin holds on any machine."""

from __future__ import annotations

import pytest

from course.pictures import plot_losses


def test_curves_are_told_apart_and_end_with_their_last_value():
    axes = plot_losses({"by hand": [4.0, 2.0, 1.0], "autograd": [4.0, 2.0, 0.5]}).axes[0]
    assert axes.get_yscale() == "log"
    assert plot_losses({"a": [1.0]}, scale="linear").axes[0].get_yscale() == "linear"
    first, second = axes.get_lines()
    assert first.get_color() != second.get_color()
    assert first.get_linestyle() != second.get_linestyle()
    legend = [text.get_text() for text in axes.get_legend().get_texts()]
    assert legend == ["by hand: ends at 1", "autograd: ends at 0.5"]


def test_the_twin_of_a_plot_holds_no_digit_that_differs_between_machines():
    assert repr(plot_losses({"by hand": [4.0, 2.0]}, title="Falls")) == "Falls: by hand (2 steps)"


@pytest.mark.parametrize("losses", [{}, {"by hand": []}])
def test_nothing_to_plot_is_refused(losses):
    with pytest.raises(ValueError, match="nothing to plot"):
        plot_losses(losses)
