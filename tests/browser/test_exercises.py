"""Exercises in a real JupyterLab: one right, one wrong, and an endless loop that is interrupted."""

from __future__ import annotations

import re

import pytest

from course.exercises.exercise import find

pytestmark = pytest.mark.browser

PASSES = find("three_passes")
START = "import tutorgrad as torch\nfrom course.exercises import check, hint, solution"
ENDLESS = "def average_gradient(w, batches):\n    while True:\n        w = w"
CHECK = 'check("three_passes")'
EVIL = "<img src=x onerror='window.attacked=1'>"
LONG = 60_000


def shown(notebook, number=-1):
    """A verdict on the page, the last one by default."""
    found = notebook.page.locator(".tg-shown")
    found = found.last if number < 0 else found.nth(number)
    found.wait_for(timeout=LONG)
    return found


def test_wrong_then_right_and_the_solution_beside_it(notebook):
    wrong, right = PASSES.cell(PASSES.wrong["no-mean"]), PASSES.cell(PASSES.solution)
    notebook.open(START, wrong, CHECK, right, CHECK, 'solution("three_passes")')
    first = shown(notebook, 0)
    for words in ("✗ not yet", "exactly 3 times", "3 of 3 numbers differ", "What makes a mean"):
        first.get_by_text(words).wait_for(timeout=LONG)
    assert first.locator("svg.tutorgrad-picture").is_visible()
    first.locator("summary", has_text="With these inputs").click()
    first.get_by_text("batches = ").wait_for()
    notebook.page.get_by_text("✓ correct").wait_for(timeout=LONG)
    notebook.page.get_by_text("A solution of Three passes").wait_for(timeout=LONG)
    light = colours(first)
    notebook.dark()
    dark = colours(first)
    assert light["ground"] > 200 > 60 > light["ink"]
    assert dark["ground"] < 60 < 200 < dark["ink"]


def colours(part):
    """How light the ground of the page is, and the letters of a verdict: 0 to 255."""
    return part.evaluate(
        """part => {
            const first = colour => Number(colour.match(/\\d+/)[0]);
            const ground = getComputedStyle(part.closest(".jp-Notebook")).backgroundColor;
            return {ground: first(ground), ink: first(getComputedStyle(part).color)};
        }"""
    )


def test_an_endless_loop_is_interrupted_and_the_next_answer_is_checked(notebook):
    notebook.open(START, PASSES.cell(ENDLESS), CHECK, run=False)
    notebook.start()
    begun = "document.querySelectorAll('.jp-InputPrompt')[1].innerText.includes('2')"
    notebook.page.wait_for_function(begun, timeout=LONG)
    notebook.page.wait_for_timeout(1500)  # the loop of the answer has begun
    notebook.command("notebook:interrupt-kernel")
    verdict = shown(notebook)
    verdict.get_by_text("Your answer did not come to an end").wait_for(timeout=LONG)
    assert re.search("line [34] of your cell: (while True:|w = w)", verdict.inner_text())
    notebook.page.evaluate(
        "source => window.jupyterapp.shell.currentWidget.content.widgets[1]"
        ".model.sharedModel.setSource(source)",
        PASSES.cell(PASSES.solution),
    )
    notebook.run()
    notebook.page.get_by_text("✓ correct").wait_for(timeout=LONG)


def test_words_of_an_answer_run_no_script(notebook):
    body = f'    print("{EVIL}")\n    raise ValueError("{EVIL}")'
    notebook.open(START, PASSES.cell(f"def average_gradient(w, batches):\n{body}"), CHECK)
    verdict = shown(notebook)
    assert "<img" in verdict.inner_text() and verdict.locator("img").count() == 0
    assert notebook.page.evaluate("window.attacked") is None


OWN = 'import os, tempfile\nos.environ["COURSE_PROGRESS"] = tempfile.mkdtemp()\n'


def test_a_warm_up_is_answered_with_keys(notebook):
    notebook.open(OWN + 'from course.exercises import warm_up\nwarm_up("05")')
    stage = notebook.stage()
    stage.get_by_text("Warm-up 1 of 3").first.wait_for()
    stage.get_by_role("button", name="2", exact=False).first.focus()
    notebook.page.keyboard.press("2")
    stage.get_by_text("✓ right").first.wait_for()
    notebook.looks_like(stage, "warm_up")
    notebook.page.keyboard.press("n")
    stage.get_by_text("Warm-up 2 of 3").first.wait_for()


def test_the_panel_of_progress(notebook):
    make = "from course.exercises import progress, show_progress\n"
    make += 'progress.record(progress.Event("check", "bills", status="correct"))\n'
    make += 'event = progress.Event("check", "three_passes", 0, "not yet", "M8")\n'
    notebook.open(OWN + make + "progress.record(event)\nshow_progress()")
    stage = notebook.stage()
    stage.get_by_text("exercises are correct, 1 begun").first.wait_for()
    notebook.looks_like(stage, "progress")
