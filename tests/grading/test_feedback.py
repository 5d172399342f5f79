"""What a student gets back: complete, harmless, and nothing in it that is hidden."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import product

import nbformat
import numpy as np
import pytest

from course.exercises.exercise import all_exercises, find
from course.exercises.verdict import prepare
from course.grading import told
from course.grading.assignment import Assignment, Late
from course.grading.feedback import annotated, feedback_page, file_name, write_feedback
from course.grading.page import STYLE
from course.grading.records import Cell, CheckMark, Manual, Problem, Student, Submission
from course.grading.results import Line, Result, results
from course.inside.plain import Numbers
from tests.grading.marked import SEED, changed, hand_in, marked, new_book

EXERCISES = all_exercises()
NAMES = ("three_passes", "memory_of_a_state", "a_second_time")
WEEK = Assignment("week", "Week <3>", NAMES)
EVIL = "\"'><script>alert(1)</script><img src=//evil.example onerror=x>\x07\ud800"


class Reader(HTMLParser):
    """Every element and the visible words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        if self.tags and self.tags[-1][0] != "style":
            self.words += data

    def all(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


def result(*lines: Line, student: Student | None = None, **more) -> Result:
    student = student or Student("ada", "Ada Doe")
    one = Submission(student, "week", "a.ipynb", "x", **more)
    return Result(student, one, lines, 0.0, 1.0, None, 1)


def line(name: str, source: str, manual: Manual | None = None) -> Line:
    exercise = find(name)
    return Line(exercise, exercise.cell(source), marked(exercise, source), manual)


# ------------------------------------------------------------------------------ what it says


def test_what_went_wrong_stands_under_its_misconception_with_its_lesson():
    wrong = find("three_passes").wrong
    found = result(line("three_passes", wrong["sum-of-sums"]))
    page = Reader(feedback_page(replace(WEEK, lessons="https://school.example/n"), found))
    assert "To look at again: gradients overwritten" in page.words
    assert "holds the gradients of all three batches" in page.words
    assert "After the loop, how much of the sum" in page.words
    links = [a["href"] for a in page.all("a")]
    assert "https://school.example/n/04_backward.ipynb#4.-Gradients-add-up" in links


def test_most_points_lost_comes_first_and_slips_come_last():
    e = find("three_passes")
    slip = replace(line("three_passes", e.wrong["no-mean"]), exercise=e)
    slip = replace(slip, mark=replace(slip.mark, misconception="", mistake=""))
    lost = line("three_passes", e.wrong["sum-of-sums"])
    less = line("three_passes", e.wrong["not-fresh"])
    page = Reader(feedback_page(WEEK, result(slip, less, lost))).words
    places = [page.index(h) for h in ("gradients overwritten", "at the wrong place", "Not right")]
    assert places == sorted(places)


def test_marks_by_hand_stand_beside_what_the_checks_gave(tmp_path):
    due = datetime.datetime(2026, 12, 1, 12, tzinfo=datetime.UTC)
    week = replace(WEEK, due=due, late=Late(10), counts="best")
    solutions = {name: find(name).solution for name in NAMES}
    with new_book(tmp_path) as book:
        hand_in(book, week, "ada", {}, due)
        id = hand_in(book, week, "ada", solutions, due + datetime.timedelta(hours=30))
        book.mark_by_hand("Dr. N", [(id, "three_passes", 0.5, "Half of it.\nSee *me*.")])
        (one,) = results(book, week)
        words = Reader(feedback_page(week, one)).words
        notebook = annotated(week, one, book.cells(id))
    worth = sum(find(name).worth for name in NAMES)
    points = (worth - 1.5) * 0.8
    assert one.points == pytest.approx(points)
    for expected in (
        "Dr. N: 0.5 points (the checks gave 2)", "See *me*.", "1 day 6 hours after the due time",
        "80% are kept", "attempt 2 of 2; the best counts (attempt 1: 0)",
    ):  # fmt: skip
        assert expected in words
    assert any("0.5 points. Half of it\\. See \\*me\\*\\." in c.source for c in notebook.cells)


def test_the_notebook_holds_the_students_cells_and_a_verdict_under_each_answer(tmp_path):
    answers = {"three_passes": find("three_passes").wrong["no-mean"]}
    with new_book(tmp_path) as book:
        id = hand_in(book, WEEK, "ada", answers)
        (one,) = results(book, WEEK)
        path = write_feedback(tmp_path / "feedback", WEEK, one, book.cells(id))
        notebook = nbformat.read(path.with_suffix(".ipynb"), 4)
        nbformat.validate(notebook)
        assert [c.source for c in notebook.cells if c.cell_type == "code"] == [
            cell.source for cell in book.cells(id) if cell.kind == "code"
        ]
    after = {
        a.source.partition("\n")[0]: b.source
        for a, b in zip(notebook.cells, notebook.cells[1:], strict=False)
    }
    assert "✗ Three passes, one gradient: not yet" in after["# exercise: three_passes"]
    assert "exactly 3 times the expected" in after["# exercise: three_passes"]
    assert "○ A second time: not attempted" in after["# exercise: a_second_time"]
    assert not any(cell.get("outputs") for cell in notebook.cells)
    assert sorted(p.name for p in (tmp_path / "feedback").iterdir()) == ["ada.html", "ada.ipynb"]


# ------------------------------------------------------------------------------ what it hides


def values(*parts: object) -> set[str]:
    """Every number of some data that is long enough to be known again, as it could be printed."""
    found: set[str] = set()
    for part in parts:
        part = part.array if isinstance(part, Numbers) else part
        if isinstance(part, dict):
            found |= values(*part.values())
        elif isinstance(part, (list, tuple)):
            found |= values(*part)
        elif isinstance(part, (np.ndarray, float, np.floating)):
            for x in np.asarray(part).ravel()[:200]:
                found |= {f"{x:.4f}", f"{x:.4g}", repr(float(x))[:6]} if x % 1 else set()
    return {text for text in found if len(text.strip("-0.")) >= 4}


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.name)
def test_no_input_and_no_expected_value_is_shown(exercise):
    """Whatever the bank's wrong answers do, also when they raise what they were given."""
    spies = [
        "def __getattr__(name):\n    import sys\n    raise ValueError(sys._getframe(1).f_locals)",
        "import sys\n" + exercise.stub.replace(":\n", ":\n    raise KeyError(locals())\n", 1),
    ]
    for source in (*exercise.wrong.values(), *spies):
        trial = prepare(exercise, SEED)
        secret = values(trial.inputs, trial.world, trial.truth)
        found = result(Line(exercise, source, marked(exercise, source), None))
        week = Assignment("week", "Week", (exercise.name,))
        cells = [Cell("code", source, exercise.name)]
        texts = feedback_page(week, found) + nbformat.writes(annotated(week, found, cells))
        open_ = exercise.given + exercise.stub + exercise.task + source
        assert [
            v for v in secret if v in texts and v not in open_ and v not in STYLE.read_text()
        ] == []


@pytest.mark.parametrize(
    ("kind", "message", "shown"),
    [
        ("ValueError", "w = 1.75, x = 0.25", "ValueError in line 2; run the check"),
        ("Leak_1_75", "w", "an error of your own in line 2; run the check"),
        ("NameError", "name 'w175' is not defined", "NameError in line 2: “… is not defined”"),
        ("NotPlain", "an object of type W175", "gave something that is no number"),
        ("Ended", "w = 175", "ended before this was asked"),
    ],
)
def test_of_an_error_only_what_is_known_beforehand_is_told(kind, message, shown):
    mark = changed(marked(find("three_passes"), "x"), error=kind, message=message, line=2)
    found = result(Line(find("three_passes"), "a\nb", replace(mark, says="", asks=""), None))
    page = Reader(feedback_page(WEEK, found)).words
    assert shown in page
    assert "175" not in page and "1.75" not in page


def test_each_way_to_be_ended_has_its_words():
    mark = marked(find("three_passes"), "x = 1")
    said = {
        e: told.ending(replace(mark, ended=e)) for e in ("time", "memory", "output", "crashed 9")
    }
    assert len(set(said.values())) == 4 and all(text.endswith((".", "?")) for text in said.values())
    assert told.ending(replace(mark, ended="")) == ""


# ------------------------------------------------------------------------------ harmless


def test_whatever_a_student_wrote_is_only_text(tmp_path):
    evil = line("three_passes", f"x = {EVIL!r}\n{EVIL}", Manual("three_passes", 1, EVIL, EVIL))
    mark = changed(evil.mark, error=EVIL, message=f"is not defined {EVIL}", line=1)
    evil = replace(evil, mark=replace(mark, says=EVIL, asks=EVIL, mistake=EVIL, misconception=EVIL))
    found = result(evil, student=Student(EVIL, EVIL), problems=(Problem(EVIL, EVIL),))
    page = Reader(feedback_page(WEEK, found))
    names = {tag for tag, _ in page.tags}
    assert not names & {"script", "img", "iframe", "object", "embed", "link", "form", "base"}
    attributes = {name for _, attrs in page.tags for name in attrs}
    assert attributes <= {
        "lang", "charset", "name", "content", "http-equiv", "class", "href", "id", "style", "scope",
        "aria-hidden", "open", "tabindex",
    }  # fmt: skip
    assert page.words.count("<script>alert(1)</script>") >= 5, "it is shown as text"
    path = write_feedback(tmp_path, WEEK, found, [Cell("code", EVIL, "three_passes")])
    notebook = nbformat.read(path.with_suffix(".ipynb"), 4)
    prose = [c.source for c in notebook.cells if c.cell_type == "markdown"]
    assert not any(re.search(r"(?<!\\)<", text) for text in prose)


def test_the_page_asks_nothing_from_outside_and_runs_nothing():
    source = find("three_passes").wrong["no-mean"]
    page = feedback_page(WEEK, result(line("three_passes", source)))
    assert not re.search(r"(src|action|data)\s*=|@import|url\(|javascript:", page)
    assert "default-src 'none'" in page


@pytest.mark.parametrize(
    "key", ["../up", "", ".", "a/b", "CON\\x", "é" * 300, "ada lovelace", "a.b"]
)
def test_a_key_makes_a_file_name_of_its_own(key):
    name = file_name(key)
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,80}", name)
    assert name != file_name(key + "x")


def test_no_key_can_take_the_file_of_another():
    """Neither by its hash, nor where a file system takes Ada for ada, nor a device's name."""
    theirs = [file_name(key) for key in ("ada", "Ada", "../ada", "ADA", "con", "CON", "lpt1")]
    names = [name.casefold() for name in (*theirs, *map(file_name, theirs[1:]))]
    assert len(set(names)) == len(names)
    assert theirs[0] == "ada" and not {"con", "lpt1"} & set(names)


# ------------------------------------------------------------------------------ how it looks


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_the_letters_have_contrast_on_every_ground(theme):
    css = STYLE.read_text("utf-8").split("@media screen", 1)[theme]
    colours = dict(re.findall(r"--([\w-]+): (#\w{6});", css))
    pairs = [*product(("ink", "muted", "blue"), ("paper", "ground", "panel"))]
    pairs += [("ink", f"soft-{c}") for c in ("red", "green", "blue", "yellow")]
    pairs += [("green", "soft-green"), ("red", "soft-red"), ("green", "paper"), ("red", "paper")]
    pairs += [("muted", "soft-red"), ("muted", "soft-yellow")]
    for ink, ground in pairs:
        low, high = sorted((luminance(colours[ink]), luminance(colours[ground])))
        assert (high + 0.05) / (low + 0.05) >= 4.5, (ink, ground)


def test_every_verdict_is_told_in_words_and_not_by_colour_alone():
    e = find("three_passes")
    page = Reader(
        feedback_page(WEEK, result(*(line("three_passes", s) for s in (e.stub, e.solution))))
    )
    assert "not attempted" in page.words and "correct" in page.words
    check = CheckMark("first", "The first.", 1, 1, False, carried=True)
    mark = replace(marked(e, e.wrong["no-mean"]), checks=(check,))
    words = Reader(feedback_page(WEEK, result(Line(e, "x", mark, None)))).words
    assert "right for your earlier result, so nothing is taken off" in words
