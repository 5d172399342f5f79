"""The three widgets that are made for demos, in JupyterLab: four ways, break it, a vote."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser


def test_four_ways_light_up_the_same_job(notebook):
    notebook.open("from course.widgets import show_four_ways\nshow_four_ways()")
    stage = notebook.stage()
    stage.get_by_role("button", name="Job: forward").click()
    for _ in range(2):
        notebook.page.keyboard.press("n")
    stage.locator("pre", has_text=" > backward loss.backward()").wait_for(state="attached")
    assert stage.get_by_role("button", name="Job: backward").get_attribute("aria-pressed") == "true"
    notebook.looks_like(stage, "four_ways")


def test_break_it_is_guessed_run_and_mended(notebook):
    notebook.open("from course.widgets import break_it\nbreak_it()")
    stage = notebook.stage()
    stage.get_by_role("button", name="Bug: no zero_grad").click()
    stage.get_by_label("The class says").select_option("falls as well")
    notebook.page.keyboard.press("r")
    stage.get_by_text("You said: falls as well. It jumps or grows.").wait_for()
    notebook.looks_like(stage, "break_it")
    stage.get_by_role("button", name="Mend it").click()
    stage.get_by_text("mended: no zero_grad", exact=True).wait_for()


def test_a_vote_counts_by_key_and_by_mouse(notebook):
    question = "What is w.grad before the first backward?"
    notebook.open(
        "from course.widgets import vote\n"
        f"vote({question!r}, ['None', '0', 'an error'], right='None', because='No gradient yet.')"
    )
    stage = notebook.stage()
    stage.get_by_role("button", name="A: None, count one hand").click()
    for key in "1223":
        notebook.page.keyboard.press(key)
    stage.locator("pre", has_text="5 hands. The result is hidden.").wait_for(state="attached")
    notebook.page.keyboard.press("u")
    notebook.page.keyboard.press("s")
    stage.get_by_text("2 (50 %)").first.wait_for()
    notebook.page.keyboard.press("a")
    stage.get_by_text("✓ right").wait_for()
    notebook.looks_like(stage, "vote")
