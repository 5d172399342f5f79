"""`course demo` without a window: the list, the notes, the hand-outs, the way it starts."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from urllib.parse import urlsplit

import nbformat
import pytest

from course import handout, project
from course.cli import COMMANDS
from course.commands.demo import PRESENTER, command
from course.console import CourseError
from course.demos import load, slide_type, source
from course.lessons import choose
from course.widgets.bugs import BUGS
from tests.conftest import CHROMIUM

DEMOS = [load(path) for path in choose([], project.DEMOS, ".ipynb")]
IDS = [demo.name for demo in DEMOS]
LEAST_DEMOS = 8


def course(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "course", "demo", *arguments],
        cwd=project.ROOT, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


def small(cells=(), name="03_small"):
    """A demo made here, of one slide, its notes and these cells."""
    v4 = nbformat.v4
    first = v4.new_markdown_cell("# Demo 3 · Small <b>", metadata=kind("slide"))
    notes = v4.new_markdown_cell("**4 min.** Say *this*.", metadata=kind("notes"))
    demo = load(project.DEMOS / f"{IDS[0]}.ipynb")
    book = v4.new_notebook(cells=[first, notes, *cells])
    return type(demo)(project.DEMOS / f"{name}.ipynb", book)


def kind(slide):
    return {"slideshow": {"slide_type": slide}}


def test_there_are_demos_enough_and_the_list_names_them():
    assert len(DEMOS) >= LEAST_DEMOS
    done = course()
    lines = done.stdout.splitlines()
    assert done.returncode == 0, done
    for demo, line in zip(DEMOS, lines[1:], strict=False):
        assert line.split()[:3] == [demo.name, str(demo.minutes), demo.lesson]
        assert demo.title.partition("· ")[2] in line


@pytest.mark.parametrize("demo", DEMOS, ids=IDS)
def test_a_demo_takes_ten_minutes_and_has_notes_for_every_slide(demo):
    kinds = [slide_type(cell) for cell in demo.notebook["cells"]]
    assert demo.minutes == 10
    assert kinds.count("slide") == kinds.count("notes") == len(demo.notes()) >= 4
    number = int(demo.name[:2])
    assert demo.title.startswith(f"Demo {number} · ")
    assert (project.SOURCES / f"{demo.lesson}.py").is_file(), "it belongs to a lesson"


def test_the_instructors_page_lists_the_demos_as_they_are():
    text = (project.ROOT / "docs" / "teaching.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\d\d_\w+)` \| (\d+) \| (\w+) \|", text, re.MULTILINE)
    assert rows == [(demo.name, str(demo.minutes), demo.lesson) for demo in DEMOS]
    for bug in BUGS:
        assert f"| {bug.name} |" in text.replace("`", ""), "demo 8: its answers are complete"
    for demo in DEMOS:
        assert f"**Demo {int(demo.name[:2])}.**" in text


@pytest.mark.parametrize("demo", DEMOS, ids=IDS)
def test_a_demo_has_no_formula_that_needs_a_script(demo):
    """Hand-outs carry no script, so nothing would turn $x$ into a formula."""
    assert not [cell["id"] for cell in demo.notebook["cells"] if re.search(r"\$\S", source(cell))]


class Addresses(HTMLParser):
    """Every address that a page mentions in an attribute, and its scripts."""

    def __init__(self):
        super().__init__()
        self.found, self.scripts, self.images = [], 0, 0

    def handle_starttag(self, tag, attributes):
        self.scripts += tag in ("script", "iframe", "link", "object", "embed")
        self.images += tag == "img"
        for name, value in attributes:
            if name in ("src", "href", "action", "data", "srcset", "poster"):
                self.found.append(urlsplit(value or "").scheme or value)


@pytest.mark.parametrize("demo", DEMOS, ids=IDS)
def test_a_hand_out_needs_nothing_from_outside(demo, tmp_path):
    page = handout.to_html(demo, tmp_path).read_text("utf-8")
    seen = Addresses()
    seen.feed(page)
    assert seen.scripts == 0 and seen.images > 0
    assert {address for address in seen.found if not address.startswith("#")} <= {"data"}
    assert not re.search(r"@import|url\(", page)
    assert " min." not in page, "the presenter's notes are not for the class"
    assert list(tmp_path.iterdir()) == [tmp_path / f"{demo.name}.html"]


def test_notes_are_in_the_hand_out_that_asks_for_them(tmp_path):
    page = handout.to_html(small(), tmp_path, notes=True).read_text("utf-8")
    assert "4 min." in page and 'class="notes"' in page
    assert "Small &lt;b&gt;</title>" in page


def test_an_outside_address_stops_the_hand_out(tmp_path):
    picture = nbformat.v4.new_markdown_cell('<img src="https://example.org/x.png">')
    with pytest.raises(CourseError, match="03_small: the hand-out would ask for"):
        handout.to_html(small([picture]), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_failure_half_way_leaves_the_old_hand_out(tmp_path, monkeypatch):
    (tmp_path / "03_small.pdf").write_bytes(b"old")
    monkeypatch.setattr(handout, "find_browser", lambda: sys.executable)  # prints no page
    with pytest.raises(CourseError, match="did not print the page"):
        handout.to_pdf(small(), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["03_small.pdf"]
    assert (tmp_path / "03_small.pdf").read_bytes() == b"old"


def test_without_a_browser_the_error_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(handout, "find_browser", lambda: None)
    with pytest.raises(CourseError, match="none was found: course demo 03_small --html, open"):
        handout.to_pdf(small(), tmp_path)


@pytest.mark.browser
def test_a_pdf_is_printed(tmp_path):
    assert CHROMIUM
    path = handout.to_pdf(small(), tmp_path)
    assert path.read_bytes().startswith(b"%PDF") and path.stat().st_size > 5_000


def test_a_demo_that_is_not_there_is_one_line():
    done = course("nonsense")
    assert done.returncode == 1
    assert done.stderr.startswith("course: 'nonsense' is no lesson: ")


def test_a_demo_starts_apart_from_the_users_settings():
    started = command(DEMOS[0], ["--no-browser"])
    assert f"--LabApp.default_url=/lab/tree/notebooks/demos/{DEMOS[0].name}.ipynb" in started
    assert started[-1] == "--no-browser"
    for place in ("settings", "workspaces"):
        assert any(f".course/demo/{place}" in part.replace("\\", "/") for part in started)
    assert COMMANDS["demo"].extras == ("lab", "lecture")


def test_the_presenters_settings_say_what_the_demo_needs():
    settings = json.loads((PRESENTER / "settings" / "overrides.json").read_text("utf-8"))
    assert settings["jupyterlab-slideshow:plugin"]["active"] is True
    assert settings["@jupyterlab/docmanager-extension:plugin"]["autosave"] is False
