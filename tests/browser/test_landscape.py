"""Optimizers on a landscape, in JupyterLab."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.browser

CELL = "from course.widgets import show_landscape\nshow_landscape('narrow valley')"


def test_start_rate_and_step_are_chosen_by_mouse_and_keys(notebook):
    notebook.open(CELL)
    stage = notebook.stage()
    words = stage.locator("pre")
    stage.get_by_role("button", name="learning rate 0.022").click()
    words.filter(has_text="Learning rate 0.022,").wait_for(state="attached")
    stage.get_by_role("button", name="start at (2, 1.33)").click()
    words.filter(has_text="Start at (2, 1.33)").wait_for(state="attached")
    notebook.page.keyboard.press("ArrowLeft")
    notebook.page.keyboard.press("Enter")
    words.filter(has_text="Start at (1.33, 1.33)").wait_for(state="attached")
    for key in "snnnpp":
        notebook.page.keyboard.press(key)
    stage.get_by_role("slider", name="Step").fill("25")
    words.filter(has_text="Step 25 of 60").wait_for(state="attached")
    stage.get_by_role("button", name="Play").click()
    words.filter(has_text=re.compile(r"Step (2[6-9]|[3-6]\d) of 60")).wait_for(state="attached")
    stage.get_by_role("button", name="Pause").click()
    stage.get_by_role("slider", name="Step").fill("30")
    words.filter(has_text="Step 30 of 60").wait_for(state="attached")
    notebook.looks_like(stage, "landscape")
