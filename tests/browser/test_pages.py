"""Widgets on other pages and for other readers: without widgets, by keyboard alone, in the dark."""

from __future__ import annotations

import re
import shutil

import nbformat
import pytest
from nbconvert import HTMLExporter

from course import project
from tests.browser.conftest import CELL_MILLISECONDS
from tests.widgets.examples import EXAMPLES

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


def test_notebook_7_shows_every_widget_alive(lab, notebook):
    """One notebook, a cell for each example; none may be left out of sight, or it is not drawn."""
    lab.write("page.ipynb", [f"from course.widgets import *\n{code}" for code in EXAMPLES.values()])
    page = notebook.page
    page.set_viewport_size({"width": 1200, "height": 12_000})
    page.goto(f"{lab.address}/notebooks/page.ipynb")
    page.locator(".jp-CodeCell .cm-content").first.click()
    notebook.found = [each for each in notebook.found if each.startswith("request")]
    for _ in EXAMPLES:
        page.keyboard.press("Shift+Enter")
    for place, name in enumerate(EXAMPLES):
        cell = page.locator(".jp-CodeCell").nth(place)
        stage = cell.locator(".tutorgrad-stage").last
        stage.locator("svg, canvas").first.wait_for(timeout=CELL_MILLISECONDS)
        stage.locator("pre", has_text=re.compile(r"\w")).wait_for(state="attached")
        assert stage.locator(".trouble").inner_text() == "", name
        assert cell.locator(".jp-RenderedText[data-mime-type*=stderr]").count() == 0, name
    stage = page.locator(".jp-CodeCell").nth(list(EXAMPLES).index("vote"))
    stage.locator("svg [data-act]").first.press("Enter")
    stage.locator(".said", has_text="one more hand").wait_for()


def test_a_deck_that_the_toolbar_started_leaves_a_widget_its_keys(notebook):
    """`course demo` has keys of its own; here the deck hears all of them first."""
    shutil.copy(project.DEMOS / "09_vote.ipynb", notebook.lab.folder / "page.ipynb")
    notebook.go()
    notebook.run()
    notebook.command("deck:start")
    page = notebook.page
    stage = page.locator(".jp-deck-mod-visible .tutorgrad-stage")
    for _ in range(6):
        if stage.count():
            break
        notebook.command("deck:go", {"direction": "down", "alternate": "forward"})
        page.wait_for_timeout(300)
    choice = stage.locator("svg [data-act]").first
    choice.focus()
    page.keyboard.press("Enter")
    stage.locator(".said", has_text="A: one more hand, 1").wait_for()
    for key in ("ArrowDown", "ArrowRight", "ArrowUp", "ArrowLeft"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.closest('.tutorgrad-stage') !== null")
    page.keyboard.press("Enter")
    stage.locator(".said", has_text="one more hand").wait_for()
    assert stage.is_visible()


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
