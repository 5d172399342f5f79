"""docs/widgets.md has every widget: one line of code, a paragraph, a picture and its words."""

from __future__ import annotations

import re

import pytest

from tests.house.sizes import ROOT
from tests.widgets.examples import EXAMPLES

PAGE = (ROOT / "docs" / "widgets.md").read_text("utf-8")
SECTIONS = {
    part.split("\n", 1)[0]: part for part in re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]
}
PICTURE = re.compile(r"!\[([^\]]+)\]\(([^)]+)\)")


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_widget_has_its_line_a_paragraph_and_a_picture(name):
    section = SECTIONS[name]
    assert f"{name}(" in section.split("```")[1], "its line of code"
    assert PICTURE.search(section), "a picture"
    prose = re.sub(r"```.+?```|!\[[^\]]+\]\([^)]+\)", "", section, flags=re.DOTALL)
    assert len(prose.split()) >= 10, "a short paragraph"


def test_every_picture_is_there_and_said_in_words():
    for words, path in PICTURE.findall(PAGE):
        assert (ROOT / "docs" / path).stat().st_size > 1000, path
        assert len(words.split()) >= 4, f"{path}: say what it shows"


@pytest.mark.parametrize("folder", ["widgets", "browser"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_a_widget_is_tested_without_and_in_a_browser(name, folder):
    tests = [
        path for path in (ROOT / "tests" / folder).glob("test_*.py") if "every" not in path.name
    ]
    assert any(f"{name}(" in path.read_text("utf-8") for path in tests), f"tests/{folder}"
