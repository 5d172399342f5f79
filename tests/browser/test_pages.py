"""Widgets on other pages and for other readers: without widgets, by keyboard alone, in the dark."""

from __future__ import annotations

import nbformat
import pytest
from nbconvert import HTMLExporter

from course import project

pytestmark = pytest.mark.browser

LEDGER = """
import tutorgrad as torch
from course.widgets import Ledger

torch.cuda.simulate()
x, w = torch.ones(300, 200), torch.ones(200, 100, device="cuda", requires_grad=True)
with Ledger() as ledger:
    loss = (x.to("cuda") @ w).tanh().mean()
    loss.backward()
    value = loss.item()
ledger
"""
OUTLINE = """() => {
    const here = document.activeElement, look = getComputedStyle(here);
    const name = here.getAttribute("aria-label") || here.labels?.[0]?.innerText || here.innerText;
    return [here.localName, name, look.outlineStyle, parseFloat(look.outlineWidth)];
}"""


def test_a_page_without_widgets_shows_the_pictures(browser, tmp_path):
    """nbconvert's HTML of a lesson, with no network."""
    lesson = nbformat.read(project.NOTEBOOKS / "02_cuda.ipynb", as_version=4)
    shown = [o for c in lesson.cells for o in c.get("outputs", ()) if "image/svg+xml" in str(o)]
    page_file = tmp_path / "lesson.html"
    page_file.write_text(HTMLExporter().from_notebook_node(lesson)[0], "utf-8")
    page = browser.new_page()
    page.route("**/*", lambda r: r.continue_() if r.request.url.startswith("file") else r.abort())
    page.goto(page_file.as_uri(), wait_until="domcontentloaded")
    pictures = page.locator(".jp-OutputArea img[src^='data:image/svg+xml']")
    assert pictures.count() == len(shown) > 0
    for picture in pictures.all():
        assert picture.evaluate("img => img.complete && img.naturalWidth > 300 && img.width > 300")
    page.close()


@pytest.mark.parametrize("name", ["03_autograd.ipynb", "demos/01_backward.ipynb"])
def test_a_notebook_that_was_only_opened_is_saved_as_it_was(notebook, name):
    """Else a later git pull would be refused."""
    built = (project.NOTEBOOKS / name).read_bytes()
    copy = notebook.lab.folder / "page.ipynb"
    copy.write_bytes(built)
    notebook.go()
    changed = "window.jupyterapp.shell.currentWidget.context.model.dirty"
    assert not notebook.page.evaluate(changed)
    with notebook.page.expect_response(
        lambda answer: answer.request.method == "PUT" and "page.ipynb" in answer.url
    ):
        notebook.command("docmanager:save")
    assert copy.read_bytes() == built


def test_notebook_7_shows_a_live_widget(lab, notebook):
    lab.write("page.ipynb", [LEDGER])
    notebook.page.goto(f"{lab.address}/notebooks/page.ipynb")
    notebook.page.locator(".jp-CodeCell .cm-content").first.click()
    notebook.found = [each for each in notebook.found if each.startswith("request")]
    notebook.page.keyboard.press("Shift+Enter")
    stage = notebook.stage()
    stage.locator("svg [data-act]").first.press("Enter")
    stage.locator(".said", has_text="keeps").wait_for()


def test_every_control_is_reached_by_tab_and_shows_where_it_is(notebook):
    notebook.open(LEDGER)
    stage = notebook.stage()
    stage.locator("select").focus()
    seen = []
    for _ in range(5):
        seen.append(notebook.page.evaluate(OUTLINE))
        notebook.page.keyboard.press("Tab")
    assert [each[0] for each in seen] == ["select", "input", "button", "g", "summary"], seen
    assert all(name for _, name, _, _ in seen), seen
    assert all(style != "none" and width >= 2 for _, _, style, width in seen[:4]), seen
    stage.locator("svg [data-act]").first.focus()
    notebook.page.keyboard.press("Enter")
    stage.locator(".said", has_text="keeps").wait_for()
    notebook.page.keyboard.press("ArrowDown")
    notebook.page.keyboard.press("Enter")
    stage.locator("text", has_text="its own result").wait_for()
    notebook.command("apputils:change-theme", {"theme": "JupyterLab Dark"})
    notebook.page.locator(".tutorgrad-stage.dark").wait_for()
    notebook.looks_like(stage, "ledger_dark")
    notebook.command("apputils:change-theme", {"theme": "JupyterLab Light"})
    notebook.page.locator(".tutorgrad-stage:not(.dark)").wait_for()
