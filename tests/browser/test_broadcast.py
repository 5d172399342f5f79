"""The broadcasting picture in JupyterLab."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

CELL = "from course.widgets import show_broadcast\nshow_broadcast((3, 1), (4,))"


def test_it_looks_right_and_answers_to_mouse_and_keys(notebook):
    notebook.open(CELL)
    stage = notebook.stage()
    stage.get_by_role("button", name="b cell 1: 2", exact=True).click()
    stage.get_by_text("Cell 1 of b was used 3 times.").first.wait_for()
    notebook.page.keyboard.press("d")
    stage.get_by_text("a.grad", exact=True).wait_for()
    notebook.looks_like(stage, "broadcast")
