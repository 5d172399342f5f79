"""The lens on a function of one's own, in JupyterLab."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

CELL = '''
import tutorgrad as torch
from course.widgets import show_function


class LeakyReLU(torch.autograd.Function):
    """Its backward has a mistake: 0.3 where forward has 0.1."""

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return torch.where(x < 0, 0.1 * x, x)

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return torch.where(x < 0, 0.3 * g, g)


show_function(LeakyReLU)
'''


def test_the_point_moves_by_mouse_and_keys(notebook):
    notebook.open(CELL)
    stage = notebook.stage()
    stage.get_by_text("✗ wrong", exact=True).wait_for()
    assert "It returns 3 times the slope" in stage.locator("pre").text_content()
    stage.get_by_role("button", name="Worst place").click()
    stage.get_by_text("backward returns 0.3", exact=True).wait_for()
    notebook.page.keyboard.press("c")
    stage.get_by_text("x = 0: f(x) = 0", exact=True).wait_for()
    notebook.page.keyboard.press("x")
    stage.get_by_text("x = -0.025: f(x) = -0.0025", exact=True).wait_for()
    stage.get_by_label("arriving g").fill("2")
    stage.get_by_text("backward returns 0.6", exact=True).wait_for()
    notebook.looks_like(stage, "function_lens")
