"""The backward stepper in JupyterLab: slider, keys, boxes, wrong algorithms, second pass."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

CELL = """
import tutorgrad as torch
from course.widgets import show_backward

x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
b = torch.tensor([1.0, 2.0], requires_grad=True)
h = x * b
loss = (h * h + x).sum()
show_backward(loss)
"""


def said(stage, words):
    """The sentence that a screen reader hears, once it holds these words."""
    stage.locator(".said", has_text=words).wait_for()


def test_it_is_walked_by_keys_mouse_and_slider(notebook):
    notebook.open(CELL)
    stage = notebook.stage()
    slider = stage.get_by_role("slider")
    slider.focus()
    notebook.page.keyboard.press("b")
    said(stage, "loss.backward() starts.")
    box = stage.locator(".said").bounding_box()
    assert box["height"] <= 1, "the sentence is in the picture: spoken, not shown twice"
    notebook.page.keyboard.press("n")
    said(stage, "SumBackward0 multiplies what comes in by its own derivative.")
    notebook.page.keyboard.press("p")
    said(stage, "loss.backward() starts.")
    stage.get_by_role("button", name="Go to MulBackward0 (h)").click()
    said(stage, "Gradient 1 of 2 is at h. h has to wait for the others.")
    notebook.page.keyboard.press("n")
    notebook.page.keyboard.press("n")
    said(stage, "MulBackward0 (h) multiplies what comes in by its own derivative.")
    notebook.looks_like(stage, "backward")


def test_a_wrong_algorithm_and_a_second_pass(notebook):
    notebook.open(CELL)
    stage = notebook.stage()
    stage.get_by_label("Algorithm").select_option("overwrite")
    stage.get_by_role("button", name="First wrong step").click()
    said(stage, "What was there is lost.")
    notebook.looks_like(stage, "backward_wrong")
    stage.get_by_label("Algorithm").select_option("right")
    stage.get_by_label("backward() twice").check()
    stage.locator("output", has_text="of 25").wait_for()
    stage.get_by_role("slider").press("End")
    said(stage, "needs what it kept, and that is gone.")
    stage.get_by_text("RuntimeError: Trying to backward").first.wait_for()
    notebook.page.keyboard.press("r")
    stage.locator("output", has_text="of 34").wait_for()
    stage.get_by_role("slider").press("End")
    said(stage, "All gradients came once more and were added")


def test_it_looks_right_in_the_dark(notebook):
    notebook.open(CELL)
    notebook.command("apputils:change-theme", {"theme": "JupyterLab Dark"})
    stage = notebook.stage()
    stage.get_by_label("Algorithm").select_option("no un-broadcast")
    stage.get_by_role("button", name="First wrong step").click()
    said(stage, "The gradient is not summed")
    notebook.looks_like(stage, "backward_dark")
