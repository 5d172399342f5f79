"""The graph in a real JupyterLab: open, close, search, choose, zoom, by mouse and by key."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.browser

NETWORK = """
import tutorgrad as torch
from course.widgets import show_graph

torch.manual_seed(0)
model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.ReLU(), torch.nn.Linear(4, 2))
scores = model(torch.randn(5, 3))
loss = torch.nn.functional.cross_entropy(scores, torch.tensor([0, 1, 0, 1, 1]))
loss.backward(retain_graph=True)
show_graph(loss)
"""

LONG = """
import tutorgrad as torch
from course.widgets import show_graph

x = torch.ones(3, requires_grad=True)
y = x
for _ in range(250):
    y = y * x + 1
show_graph(y.sum())
"""


def says(stage, words):
    """The words of the twin, once they hold these."""
    stage.locator("pre", has_text=re.compile(words)).wait_for(state="attached")


def test_groups_open_and_close_and_a_box_explains_itself(notebook):
    notebook.page.set_viewport_size({"width": 1200, "height": 1400})
    notebook.open(NETWORK)
    stage = notebook.stage()
    stage.get_by_role("button", name="Close model.0: 2 operations, 2 leaves").click()
    says(stage, r"model.0 \(Linear\): 2 operations, 2 leaves, closed")
    closed = stage.get_by_role("button", name=re.compile("^Open model.0 "))
    closed.focus()
    notebook.page.keyboard.press("Enter")
    says(stage, r"model.0.weight \(4, 3\), grad \(4, 3\), in model.0")
    focused = "document.activeElement.getAttribute('aria-label')"
    assert notebook.page.evaluate(focused).startswith("Close model.0:"), "the focus stays there"
    stage.get_by_role("button", name="ReluBackward0 (5, 4)").click()
    says(stage, "Chosen: ReluBackward0")
    assert stage.locator(".note svg").is_visible()
    notebook.looks_like(stage, "graph")
    picture, note = stage.locator(".frame.zoomable"), stage.locator(".note")
    below = "([a, b]) => b.getBoundingClientRect().top >= a.getBoundingClientRect().bottom"
    beside = "([a, b]) => b.getBoundingClientRect().left >= a.getBoundingClientRect().right"
    both = [picture.element_handle(), note.element_handle()]
    assert notebook.page.evaluate(below, both), "no room beside it"
    notebook.page.set_viewport_size({"width": 1600, "height": 900})
    notebook.page.wait_for_function(beside, arg=both)
    top = note.evaluate("note => note.getBoundingClientRect().top")
    assert top == pytest.approx(picture.bounding_box()["y"], abs=4)


def test_search_goes_to_its_match_and_the_picture_zooms(notebook):
    notebook.open(LONG)
    stage = notebook.stage()
    frame = stage.locator(".frame.zoomable")
    width = "svg => svg.getBoundingClientRect().width"
    before = frame.locator("svg").evaluate(width)
    stage.get_by_role("button", name="Zoom in").click()
    assert frame.locator("svg").evaluate(width) == pytest.approx(1.25 * before, rel=1e-3)
    stage.get_by_label("Find").fill("sum")
    says(stage, "SumBackward0.*match 1")
    assert stage.locator("[data-here]").count() == 1
    inside = "e => { const f = e.closest('.frame').getBoundingClientRect(), r = "
    inside += "e.getBoundingClientRect(); return r.top >= f.top && r.bottom <= f.bottom }"
    assert stage.locator("[data-here]").evaluate(inside)
    notebook.command("apputils:change-theme", {"theme": "JupyterLab Dark"})
    stage.locator("xpath=self::*[contains(@class, 'dark')]").wait_for()
    notebook.looks_like(stage, "graph-dark")
    notebook.page.emulate_media(media="print")
    whole = "f => f.clientHeight >= f.querySelector('svg').getBoundingClientRect().height - 1"
    assert frame.evaluate(whole), "paper shows all of it"
    assert "dark" not in stage.get_attribute("class"), "and is light"
    notebook.page.emulate_media(media="screen")
    frame.hover()
    before = frame.evaluate("frame => frame.scrollTop")
    notebook.page.mouse.wheel(0, -200)
    notebook.page.wait_for_timeout(300)
    assert frame.evaluate("frame => frame.scrollTop") < before
