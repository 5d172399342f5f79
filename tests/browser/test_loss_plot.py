"""The loss plot in JupyterLab: its buttons work while the cell runs, and nothing is lost."""

from __future__ import annotations

import json
import re

import pytest

pytestmark = pytest.mark.browser

SLOW = """
from course.widgets import LossPlot
plot = LossPlot("The loss falls")
for step in plot.run("SGD").watch(range(4000), slow=0.005):
    loss = 3 * 0.98**step + 0.2 + 0.1 * (-1) ** step
print("left the loop")
"""
SHORT = """
for step in plot.run("Adam").watch(range(60)):
    loss = 3 * 0.9**step + 0.1
"""
LATE = "plot"


def steps(stage):
    """The step that the legend shows."""
    words = stage.locator(".u-value").first.inner_text()
    return int(words) if words.isdigit() else 0


def test_its_buttons_work_while_the_loop_runs_and_short_loops_are_shown_whole(notebook):
    page = notebook.page
    notebook.open(SLOW, SHORT, LATE, run=False)
    notebook.start()
    stage = notebook.stage()
    page.wait_for_function("document.querySelector('.u-value')?.textContent > 20")
    stage.get_by_role("button", name="Pause").click()
    stage.get_by_text("Paused.").wait_for()
    page.wait_for_timeout(300)
    held = steps(stage)
    page.wait_for_timeout(300)
    assert 0 < held == steps(stage)
    page.keyboard.press("n")
    page.wait_for_function(f"document.querySelector('.u-value')?.textContent == {held + 1}")
    page.keyboard.press("p")
    page.wait_for_function(f"document.querySelector('.u-value')?.textContent > {held + 10}")
    page.keyboard.press("l")
    stage.get_by_label("Smoothing").fill("50")
    stage.get_by_text("32 steps", exact=True).wait_for()
    stage.get_by_role("button", name="Stop").click()
    page.locator(".jp-OutputArea-output", has_text="left the loop").wait_for()
    last = page.locator(".tutorgrad-stage").last
    last.locator("pre", has_text=re.compile("Adam: 60 steps")).wait_for(state="attached")
    last.locator("pre", has_text=re.compile(r"SGD: \d{2,3} steps")).wait_for(state="attached")
    page.wait_for_function("document.querySelectorAll('.tutorgrad-stage').length == 3")
    last.scroll_into_view_if_needed()
    last.locator(".u-series:not(.faint)", has_text=re.compile(r"Adam\s*\d")).wait_for()
    box = last.locator(".curves")
    box.focus()
    box.press("ArrowLeft")
    assert last.locator(".u-value").first.inner_text().isdigit()


PICTURE = """
import math
from course.widgets import LossPlot
plot = LossPlot("Two learning rates", log=True, smoothing=8)
for rate in (0.01, 0.03):
    plot.run(f"rate {rate}")
    for step in range(1, 301):
        plot.add(loss=2 * math.exp(-rate * step) + 0.02 + 0.015 * math.sin(step * step))
        if step % 10 == 1:
            plot.curve("gradient norm").append(step, 4 * math.exp(-rate * step))
"""


def test_it_looks_right_in_both_themes_and_leaves_a_still_picture(notebook):
    notebook.open(PICTURE)
    stage = notebook.stage()
    stage.locator(".main .u-legend", has_text="rate 0.03").wait_for()
    stage.locator(".gauge canvas").wait_for()
    notebook.looks_like(stage, "loss_plot")
    notebook.dark()
    notebook.page.locator(".tutorgrad-stage.dark").wait_for()
    notebook.page.wait_for_timeout(300)
    notebook.looks_like(stage, "loss_plot_dark")
    notebook.command("apputils:change-theme", {"theme": "JupyterLab Light"})
    notebook.command("docmanager:save")
    book = json.loads((notebook.lab.folder / "page.ipynb").read_text())
    live, still = (output["data"] for output in book["cells"][0]["outputs"])
    assert live == {} and "image/svg+xml" in still and "image/png" in still
    assert "rate 0.03: 300 steps" in "".join(still["text/plain"])


INTERRUPTED = """
from course.widgets import LossPlot
plot = LossPlot("Cut short")
for step in plot.watch(range(3)):
    loss = 1 / (step + 1)
    if step == 2:
        raise KeyboardInterrupt
"""


def test_an_interrupted_cell_shows_what_there_was_and_a_restart_leaves_it(notebook):
    notebook.open(INTERRUPTED)
    stage = notebook.stage()
    stage.locator("pre", has_text="3 steps, from ≈ 1 to ≈ 0.333").wait_for(state="attached")
    notebook.page.evaluate(
        "window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()"
    )
    notebook.page.wait_for_timeout(1500)
    assert notebook.page.locator(".tutorgrad-stage canvas").count() == 1
