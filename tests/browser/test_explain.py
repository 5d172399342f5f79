"""The note under a traceback in a real JupyterLab: folded, opened with a click or a key."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

START = """
%load_ext course.short_errors
import tutorgrad as torch

names = {"<img src=x onerror='window.attacked=1'>": torch.ones(2, 3)}
x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = x.detach() * 2
"""


def test_a_folded_note_stands_under_the_traceback(notebook):
    notebook.open(START, "loss = y.sum()\nloss.backward()")
    note = notebook.page.locator(".jp-OutputArea details")
    note.wait_for(timeout=60_000)
    assert notebook.page.get_by_text("Cause:").is_hidden()
    note.locator("summary").click()
    cause = notebook.page.get_by_text("cut the graph in")
    cause.wait_for(state="visible")
    notebook.looks_like(notebook.page.locator(".jp-OutputArea").last, "explain")
    note.locator("summary").press("Enter")
    cause.wait_for(state="hidden")


def test_names_in_a_note_cannot_run_script(notebook):
    notebook.open(START, """names["<img src=x onerror='window.attacked=1'>"] + torch.ones(4)""")
    note = notebook.page.locator(".jp-OutputArea details")
    note.wait_for(timeout=60_000)
    note.locator("summary").click()
    notebook.page.get_by_text("neither is 1").wait_for(state="visible")
    assert "<img" in note.inner_text() and note.locator("img").count() == 0
    assert notebook.page.evaluate("window.attacked") is None
