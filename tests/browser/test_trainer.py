"""The background trainer in JupyterLab: it runs beside the cells and obeys its keys."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.browser

CELL = """
from course.widgets import Trainer
trainer = Trainer(momentum=0.9)
for _ in range(150):
    trainer.advance()
trainer.do("one")
trainer
"""
BUSY = """
import time
time.sleep(6)
print("the cell ended", trainer.running)
"""


def test_it_learns_while_a_cell_runs_and_obeys_its_keys(notebook):
    notebook.open(CELL, BUSY, run=False)
    notebook.start()
    stage = notebook.stage()
    stage.get_by_role("button", name="One step").click()
    stage.get_by_text("wave, after 152 steps", exact=True).wait_for()
    notebook.looks_like(stage, "trainer")
    notebook.page.keyboard.press("p")
    stage.get_by_role("button", name="Pause").wait_for()
    twin = stage.locator("pre")
    twin.filter(has_text=re.compile(r"After (?!152 )\d+ steps")).wait_for(state="attached")
    stage.get_by_label("Width").fill("5")
    twin.filter(has_text="width 5").wait_for(state="attached")
    notebook.page.keyboard.press("p")
    stage.get_by_role("button", name="Start").wait_for()
    ended = notebook.page.locator(".jp-OutputArea-output", has_text="the cell ended")
    assert ended.count() == 0, "the keys waited for the cell"
    ended.wait_for()
    assert "False" in ended.inner_text()
