"""The stage that every widget stands on, in a real JupyterLab: mouse, keys, two views, restart."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.browser

COUNTER = '''
from course.drawing import svg
from course.widgets.controls import Button, Choice, Field, Slider, Switch
from course.widgets.stage import Stage


class Counter(Stage):
    """A number, and one of each control."""

    def __init__(self, name="Counter"):
        self.count, self.seen_values = 0, {}
        super().__init__(name)

    def picture(self):
        return svg.picture(
            240, 60,
            svg.button("set", 7, "seven", svg.rect(10, 10, 60, 40, "soft-sky")),
            svg.button("set", 9, "nine", svg.rect(90, 10, 60, 40, "soft-sky")),
            svg.text(180, 35, str(self.count), "ink count", 20),
        )

    def words(self):
        return f"The number is {self.count}. {self.seen_values}"

    def controls(self):
        get = self.seen_values.get
        return [
            Button("more", "One more", key="m"),
            Button("fail", "Fail"),
            Switch("on", "On", key="o", value=get("on", False)),
            Choice("kind", "Kind", options=["a", "b"], value=get("kind", "a")),
            Slider("speed", "Speed", maximum=5, value=get("speed", 0), keys="np"),
            Slider("rate", "Rate", minimum=0.001, maximum=1, value=0.1, logarithmic=True),
            Field("find", "Find"),
        ]

    def act(self, name, value):
        if name == "fail":
            raise ValueError("no <b>such</b> number")
        if name in ("more", "set"):
            self.count = self.count + 1 if name == "more" else int(value)
            self.said = f"Now {self.count}."
        else:
            self.seen_values[name] = value
'''


def says(stage, words):
    """The words of the twin, once they hold these."""
    stage.locator("pre", has_text=re.compile(words)).wait_for(state="attached")


def test_every_control_works_by_mouse_and_by_key(notebook):
    notebook.open(COUNTER + "\ncounter = Counter()\ncounter")
    stage = notebook.stage()
    stage.get_by_role("button", name="One more").click()
    says(stage, "number is 1")
    stage.get_by_role("button", name="nine").click()
    says(stage, "number is 9")
    stage.get_by_role("button", name="nine").press("ArrowLeft")
    notebook.page.keyboard.press("Enter")
    says(stage, "number is 7")
    notebook.page.keyboard.press("m")
    says(stage, "number is 8")
    assert stage.locator(".said").inner_text() == "Now 8."
    notebook.page.keyboard.press("o")
    says(stage, "'on': True")
    stage.get_by_label("Kind").select_option("b")
    says(stage, "'kind': 'b'")
    notebook.page.keyboard.press("p")
    says(stage, "'speed': 1")
    stage.get_by_label("Rate").fill("100")
    says(stage, "'rate': 1[,}]")
    stage.get_by_label("Find").fill("m o n")
    says(stage, "'find': 'm o n'")
    assert notebook.page.locator(".jp-CodeCell").count() == 1, "JupyterLab's own keys took part"


def test_an_error_is_shown_as_words_and_goes_with_the_next_operation(notebook):
    notebook.open(COUNTER + "\nCounter()")
    stage = notebook.stage()
    stage.get_by_role("button", name="Fail").click()
    stage.get_by_text("ValueError: no <b>such</b> number").wait_for()
    stage.get_by_role("button", name="One more").click()
    says(stage, "number is 1")
    assert stage.locator(".trouble").inner_text() == ""


def test_fast_keys_lose_no_step_while_the_kernel_is_slow(notebook):
    slow = """
import time


class Slow(Counter):
    def act(self, name, value):
        time.sleep(0.4)
        super().act(name, value)


Slow()
"""
    notebook.open(COUNTER + slow)
    stage = notebook.stage()
    stage.get_by_label("Speed").focus()
    for _ in range(4):
        notebook.page.keyboard.press("p")
        notebook.page.wait_for_timeout(150)
    says(stage, "'speed': 4")
    assert stage.get_by_label("Speed").input_value() == "4"


def test_two_views_show_one_model(notebook):
    notebook.open(COUNTER + "\ncounter = Counter()\ncounter", "counter")
    first, second = notebook.stage(0), notebook.stage(1)
    first.get_by_role("button", name="seven").click()
    says(first, "number is 7")
    says(second, "number is 7")
    second.get_by_role("button", name="One more").click()
    says(first, "number is 8")


def test_a_restart_leaves_the_picture_and_running_again_brings_it_to_life(notebook):
    notebook.open(COUNTER + "\nCounter()")
    says(notebook.stage(), "number is 0")
    notebook.page.evaluate(
        "window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()"
    )
    notebook.page.wait_for_timeout(1500)
    assert notebook.page.locator(".jp-OutputArea svg").count() >= 1
    notebook.run()
    notebook.page.wait_for_timeout(1500)
    stage = notebook.stage()
    stage.get_by_role("button", name="One more").click()
    says(stage, "number is 1")


def test_names_cannot_run_script(notebook):
    attack = """
evil = '<img src=x onerror="window.attacked=1"><script>window.attacked=1</script>'


class Evil(Counter):
    def picture(self):
        root = super().picture()
        root.append(svg.button("set", evil, evil, svg.text(0, 20, evil)))
        root.append(svg.tag("script", "window.attacked=1"))
        root.append(svg.tag("rect", onclick="window.attacked=1", onload="window.attacked=1"))
        root.append(svg.tag("foreignObject", svg.tag("img", src="x", onerror="window.attacked=1")))
        root.append(svg.tag("a", svg.text(0, 50, "x"), href="javascript:window.attacked=1"))
        return root

    def words(self):
        return evil


Evil(evil)
"""
    notebook.open(COUNTER + attack)
    stage = notebook.stage()
    says(stage, "onerror")
    for part in stage.locator("svg *").all():
        part.dispatch_event("click")
    assert notebook.page.evaluate("window.attacked") is None
    assert stage.locator("script, foreignObject, img, a").count() == 0
