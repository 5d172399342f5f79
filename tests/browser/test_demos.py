"""Every demo opens as slides, its widgets are alive, and a clicker turns the slides."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page

from course import project
from course.commands.demo import PRESENTER
from course.commands.lab import EXTENSIONS
from course.demos import load, slide_type
from course.lessons import choose
from tests.browser.conftest import Lab, Notebook

pytestmark = pytest.mark.browser

DEMOS = [load(path) for path in choose([], project.DEMOS, ".ipynb")]
READY = "document.body.dataset.tutorgradDemo === 'ready'"
ON_SCREEN = ".jp-deck-mod-visible"


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A JupyterLab with the presenter's settings, as `course demo` starts it."""
    folder = tmp_path_factory.mktemp("demos")
    lab = Lab(folder, PRESENTER / "settings", [EXTENSIONS, PRESENTER / "labextensions"])
    for demo in DEMOS:
        shutil.copy(demo.path, folder)
    try:
        lab.wait()
        yield lab
    finally:
        lab.stop()


def open_demo(notebook: Notebook, name: str) -> None:
    """Open a demo and wait until it has run; nothing is pressed."""
    notebook.page.goto(f"{notebook.lab.address}/lab/tree/{name}.ipynb?reset")
    notebook.page.wait_for_function(READY, timeout=60_000)


@pytest.mark.parametrize("demo", DEMOS, ids=lambda demo: demo.name)
def test_a_demo_opens_as_slides_that_are_alive(notebook, demo):
    page = notebook.page
    open_demo(notebook, demo.name)
    assert page.locator("body[data-jp-deck-mode=presenting]").count() == 1
    assert page.locator(ON_SCREEN).inner_text().startswith(demo.title)
    slides = sum(slide_type(cell) in ("slide", "fragment") for cell in demo.notebook["cells"])
    alive = 0
    for _ in range(slides - 1):
        turn(page, "PageDown")
        stage = page.locator(f"{ON_SCREEN} .tutorgrad-stage")
        for place in range(stage.count()):
            alive += operate(stage.nth(place))
    assert alive, "a demo has a widget that answers"
    shown = page.locator(ON_SCREEN).last.inner_text().strip()
    assert shown and not shown.startswith(demo.title), "the slides were turned to the end"


def turn(page: Page, key: str) -> None:
    """Press a key and wait until another slide, or more of this one, is to be seen."""
    cells = "[...document.querySelectorAll('.jp-Deck .jp-Cell')]"
    shown = f"{cells}.map((cell) => cell.matches('{ON_SCREEN}')).join()"
    before = page.evaluate(shown)
    page.keyboard.press(key)
    page.wait_for_function(f"(before) => ({shown}) !== before", arg=before)


def operate(stage: Locator) -> bool:
    """Press the first thing in a widget that can be pressed; wait until the widget answers."""
    before = stage.inner_html()
    slider = stage.locator(".panel input[type=range]:enabled")
    part = stage.locator(".frame [data-act]")
    if slider.count():
        slider.first.press("ArrowLeft")
        slider.first.press("ArrowRight")
        slider.first.press("ArrowRight")
    elif part.count():
        part.last.click()
    else:
        return False
    stage.page.wait_for_function(
        "([stage, before]) => stage.innerHTML !== before", arg=[stage.element_handle(), before]
    )
    return True


def test_keys_go_to_the_widget_and_a_clicker_to_the_slides(notebook):
    page = notebook.page
    open_demo(notebook, "09_vote")
    turn(page, "ArrowRight")
    stage = page.locator(f"{ON_SCREEN} .tutorgrad-stage")
    stage.get_by_role("button", name="A: 2, count one hand").click()
    page.keyboard.press("2")
    stage.locator("pre", has_text="2 hands.").wait_for(state="attached")
    notebook.looks_like(page.locator(".jp-Deck"), "demo")
    turn(page, "PageDown")
    page.get_by_role("button", name="an error at the second, count one hand").wait_for()
    turn(page, "PageUp")
    stage.get_by_role("button", name="A: 2, count one hand").click()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.classList.contains('jp-Cell')")
    turn(page, "ArrowLeft")
    page.get_by_role("heading", name="Demo 9").wait_for()
    assert page.locator("body[data-jp-deck-mode=presenting]").count() == 1
