"""The broadcasting picture in JupyterLab."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

CELL = "from course.widgets import show_broadcast\nshow_broadcast((3, 1), (4,))"


def test_it_looks_right_and_answers_to_mouse_and_keys(notebook):
    notebook.open(CELL)
    stage = notebook.stage()
    notebook.looks_like(stage, "broadcast")
    stage.get_by_role("button", name="b[1]: 2", exact=True).click()
    stage.locator(".said", has_text="b[1] is used 3 times.").wait_for()
    for _ in range(3):
        notebook.page.keyboard.press("n")
    stage.locator(".said", has_text="b.grad[1] = 1 + 1 + 1 = 3.").wait_for()
    notebook.dark()
    notebook.looks_like(stage, "broadcast-dark")


def test_copies_glide_to_their_places_unless_motion_is_unwanted(notebook):
    notebook.open(CELL)
    stage = notebook.stage()
    copy = stage.locator('[data-key="b 9"]')
    stage.get_by_label("Step").press("Home")
    stage.get_by_text("1 of 6: the two", exact=True).wait_for()
    moving = "node => node.getAnimations().length"
    assert copy.evaluate(moving) == 0
    notebook.page.emulate_media(reduced_motion="no-preference")
    copy.evaluate("node => { window.glides = 0; node.ontransitionrun = () => window.glides++ }")
    notebook.page.keyboard.press("n")
    notebook.page.wait_for_function("window.glides === 1")
