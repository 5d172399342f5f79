"""The class report: its numbers, its pictures and their twins, and nobody's name in a sample."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from dataclasses import replace

import nbformat
import pytest

from course.exercises.exercise import find
from course.grading.assignment import Assignment, Late
from course.grading.outcome import write_all
from course.grading.records import Problem, Student
from course.grading.report import BANNER, counted, report_page, steps
from course.grading.results import results
from course.grading.submission import read_submissions
from course.grading.wrong import commonest
from tests.grading.marked import hand_in, marked, new_book
from tests.grading.test_feedback import EVIL, Reader

NAMES = ("three_passes", "memory_of_a_state")
WEEK = Assignment("week", "Week 3", NAMES)
PASSES, STATE = (find(name) for name in NAMES)


@pytest.fixture
def book(tmp_path):
    with new_book(tmp_path / "grades") as book:
        yield book


@pytest.fixture
def class_of_seven(book):
    """Three with one mistake, one with another, two who are right, one who did nothing."""
    right = {e.name: e.solution for e in (PASSES, STATE)}
    for key in ("ann", "ben", "cem"):
        comment = f"# by {key.title()} Doe\n"
        hand_in(book, WEEK, key, right | {"three_passes": comment + PASSES.wrong["sum-of-sums"]})
    hand_in(book, WEEK, "dan", right | {"three_passes": PASSES.wrong["no-mean"]})
    for key in ("eve", "fay"):
        hand_in(book, WEEK, key, right)
    hand_in(book, WEEK, "gus", {})
    return results(book, WEEK)


def svg_numbers(page: str) -> list[int]:
    """The numbers in the heat map."""
    (heat,) = re.findall(r'<svg[^>]*aria-label="Heat map.*?</svg>', page, re.S)
    return [int(n) for n in re.findall(r">(\d+)</text>", heat)]


def test_the_heat_map_and_its_table_count_the_same(class_of_seven):
    table = counted(class_of_seven)
    assert table == {"M8": Counter(three_passes=3), "M25": Counter(three_passes=1)}
    page = report_page(WEEK, class_of_seven)
    assert sorted(svg_numbers(page)) == [1, 3]
    words = Reader(page).words
    assert re.search(r"M8  gradients overwritten\s*33", words), "a row: its cell and its sum"
    assert "M8  gradients overwritten: 3 answers; lesson 04" in words


def test_the_commonest_wrong_answers_come_first_and_without_names(class_of_seven):
    groups = commonest(class_of_seven)
    assert [(g.count, g.misconception) for g in groups] == [(3, "M8"), (1, "M25")]
    page = report_page(WEEK, class_of_seven)
    sample = page[page.index("A sample") :].partition("</pre>")[0]
    assert "average_gradient" in sample
    assert not re.search("Ann|Ben|Cem|Doe", sample)


def test_answers_that_nobody_foresaw_are_grouped_by_what_they_say(book):
    odd = "def average_gradient(w, batches):\n    return {}\n"
    for key, value in (("ann", "w * 7 + 1"), ("ben", "w*7  + 1  # mine"), ("cem", "w * w - 9")):
        hand_in(book, WEEK, key, {"three_passes": odd.format(value)})
    found = [g for g in commonest(results(book, WEEK)) if g.exercise.name == "three_passes"]
    assert [g.count for g in found] == [2, 1]


def test_the_points_are_spread_over_tenths(class_of_seven):
    counts = steps(class_of_seven)
    worth = class_of_seven[0].worth
    expected = Counter(min(9, int(10 * one.points / worth + 1e-9)) for one in class_of_seven)
    assert counts == [expected[i] for i in range(10)]
    assert counts[9] == 2 and counts[0] == 1 and sum(counts) == 7


def test_no_sandbox_is_said_loudly(book):
    mark = replace(marked(PASSES, PASSES.solution), isolated=False)
    hand_in(book, WEEK, "ann", {}, marks={"three_passes": mark})
    assert BANNER in Reader(report_page(WEEK, results(book, WEEK))).words
    hand_in(book, WEEK, "ann", {"three_passes": PASSES.solution})
    assert BANNER not in report_page(WEEK, results(book, WEEK))


def test_what_is_not_graded_is_said(book, tmp_path):
    more = Assignment("week", "Week 3", (*NAMES, "a_second_time"))
    hand_in(book, WEEK, "ann", {})
    (one,) = results(book, more)
    assert not one.complete and one.worth > results(book, WEEK)[0].worth
    assert "1 answers have no mark yet" in report_page(more, [one])


def test_late_and_several_attempts(book):
    due = datetime.datetime(2026, 12, 1, tzinfo=datetime.UTC)
    week = replace(WEEK, due=due, late=Late(50, 1))
    right = {e.name: e.solution for e in (PASSES, STATE)}
    half = {"three_passes": PASSES.solution}
    hand_in(book, week, "ann", half, due)
    hand_in(book, week, "ann", right, due + datetime.timedelta(hours=1))
    (last,), (best,) = results(book, week), results(book, replace(week, counts="best"))
    worth = PASSES.worth + STATE.worth
    assert last.points == worth / 2
    assert best.points == max(PASSES.worth, worth / 2)
    assert (last.submission.attempt, last.attempts) == (2, 2)
    words = Reader(report_page(week, [last])).words
    assert "1 hour, 50% kept" in words and "2 of 2" in words


def test_time_is_told_where_the_notebook_knows_it(book, tmp_path):
    """A notebook as JupyterLab writes it with "record timing", read as a hand-in is."""
    for n in range(3):
        notes = [
            ("", "10:00:00"),
            ("three_passes", f"10:0{n + 4}:00.123456Z"),
            ("memory_of_a_state", "99"),
        ]
        cells = []
        for name, when in notes:
            source = f"# exercise: {name}\npass" if name else "1"
            cells.append(nbformat.v4.new_code_cell(source))
            cells[-1].metadata["execution"] = {"iopub.execute_input": f"2026-11-23T{when}"}
        path = tmp_path / "in" / f"s{n}.ipynb"
        path.parent.mkdir(exist_ok=True)
        path.write_text(nbformat.writes(nbformat.v4.new_notebook(cells=cells)))
    for one in read_submissions(tmp_path / "in", "week", NAMES, lambda name, source: True):
        book.receive(one.submission, one.cells)
    found = results(book, WEEK)
    assert [one.lines[0].minutes for one in found] == [4, 5, 6]
    assert {one.lines[1].minutes for one in found} == {None}
    words = Reader(report_page(WEEK, found)).words
    assert re.search(r"Three passes, one gradient\s*5 minutes\s*5\s*3", words)
    assert "carry no times" in report_page(WEEK, [replace(found[0], lines=found[0].lines[1:])])


def test_whatever_a_student_wrote_is_only_text(book):
    source = f"x = {EVIL!r}\n{EVIL}".replace("\ud800", "")
    evil = EVIL.replace("\ud800", "")
    hand_in(
        book, WEEK, "eve", {"three_passes": source}, student=Student(evil, evil),
        problems=(Problem(evil, evil),),
    )  # fmt: skip
    page = Reader(report_page(WEEK, results(book, WEEK), [Problem(evil, evil)]))
    assert not {tag for tag, _ in page.tags} & {"script", "img", "iframe", "object", "link"}
    assert page.words.count("<script>alert(1)</script>") >= 4


def test_nothing_handed_in_is_a_page_too(book):
    words = Reader(report_page(WEEK, [], [Problem("readme.txt", "no notebook")])).words
    assert "0students" in words and "readme.txt" in words


def test_all_is_written_whole_and_may_be_written_again(book, class_of_seven):
    written = write_all(book, book.folder, WEEK)
    first = {path: path.read_bytes() for path in book.folder.rglob("*.*") if path.is_file()}
    assert [path.name for path in written] == ["report.html", "grades.csv"]
    assert len(list((book.folder / "feedback").glob("*.html"))) == 7
    links = Reader(written[0].read_text("utf-8")).all("a")
    assert all((book.folder / link["href"]).is_file() for link in links)
    write_all(book, book.folder, WEEK)
    assert first == {p: p.read_bytes() for p in book.folder.rglob("*.*") if p.is_file()}
