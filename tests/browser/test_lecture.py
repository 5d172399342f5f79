"""The pages for a class, in JupyterLab: a vote, bugs that break a loop, four ways side by side."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

PAGES = [
    'from course.widgets import break_it, show_four_ways, vote\nvote("What is w.grad before the '
    'first backward?", ["None", "0", "an error"], right="None", because="Nobody computed it yet.")',
    "break_it()",
    "show_four_ways(30)",
]


def test_the_pages_for_a_class_look_right_and_answer(notebook):
    notebook.open(*PAGES)
    poll, broken, ways = (notebook.stage(number) for number in range(3))
    poll.locator("svg [data-act]").nth(0).press("Enter")
    poll.locator(".said", has_text="A: one more hand, 1").wait_for()
    notebook.page.keyboard.press("2")
    poll.locator(".said", has_text="B: one more hand, 2").wait_for()
    for letter in "sa":
        notebook.page.keyboard.press(letter)
    poll.locator(".said", has_text="A is right").wait_for()
    notebook.looks_like(poll, "vote")
    broken.locator("svg [data-act=bug]").nth(1).press("Enter")
    broken.locator(".said", has_text="Which line changed?").wait_for()
    broken.get_by_label("The class says").select_option(index=2)
    broken.get_by_role("button", name="Run it").click()
    broken.locator(".said", has_text="You said").wait_for()
    notebook.looks_like(broken, "break_it")
    ways.locator("input[type=range]").first.press("ArrowRight")
    notebook.looks_like(ways, "four_ways")
