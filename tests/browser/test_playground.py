"""The playground in JupyterLab: it runs, it pauses, its units can be chosen."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.browser

CELL = "from course.widgets import Playground\nPlayground('spiral', width=8, steps=250)"


def test_it_learns_while_one_looks_and_pauses_by_key(notebook):
    notebook.open(CELL)
    stage = notebook.stage()
    words = stage.locator("pre")
    notebook.looks_like(stage, "playground")
    stage.get_by_role("button", name="Start").click()
    words.filter(has_text=re.compile(r"After (2[6-9]\d|[3-9]\d\d|\d{4,}) steps")).wait_for(
        state="attached"
    )
    notebook.page.keyboard.press("p")
    stage.get_by_role("button", name="Start").wait_for()
    stage.get_by_role("button", name="unit 2.3").click()
    words.filter(has_text="Shown large: unit 2.3.").wait_for(state="attached")
    notebook.page.keyboard.press("ArrowUp")
    notebook.page.keyboard.press("Enter")
    words.filter(has_text="Shown large: unit 2.2.").wait_for(state="attached")
    stage.get_by_label("Points").select_option("xor")
    words.filter(has_text=re.compile("points, xor.*\n.*After 0 steps")).wait_for(state="attached")
    notebook.page.keyboard.press("n")
    words.filter(has_text="After 1 step:").wait_for(state="attached")
