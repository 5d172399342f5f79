"""The memory picture in JupyterLab."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

CELL = """import tutorgrad as torch
from course.widgets import show_storage

m = torch.arange(6).view(2, 3)
show_storage(m, m.t(), m[:, 1], m.clone())"""


def test_a_write_is_foretold_done_and_seen_in_the_tensors(notebook):
    notebook.open(CELL)
    stage = notebook.stage()
    stage.get_by_role("button", name="m.t()[1, 1]: 4, place 4", exact=True).click()
    stage.get_by_label("m will change").check()
    stage.get_by_label("Number").fill("50")
    stage.get_by_role("button", name="Write into m.t()[1, 1]").click()
    stage.locator(".said", has_text="You say that m[:, 1] will not change.").wait_for()
    stage.get_by_label("m[:, 1] will change").focus()
    notebook.page.keyboard.press("Space")
    notebook.page.keyboard.press("w")
    stage.locator(".said", has_text="Right.").wait_for()
    assert stage.get_by_role("button", name="m[1, 1]: 50, place 4", exact=True).is_visible()
    notebook.looks_like(stage, "storage")


def test_it_looks_right_in_the_dark_and_says_why_view_refuses(notebook):
    notebook.open(CELL)
    stage = notebook.stage()
    notebook.dark()
    stage.get_by_role("button", name="all of m.t()", exact=True).click()
    stage.get_by_label("m.t().view").fill("6")
    stage.locator(".said", has_text="view size is not compatible").wait_for()
    notebook.looks_like(stage, "storage-dark")
