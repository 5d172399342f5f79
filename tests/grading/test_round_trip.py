"""A class of 50, from the released set to the regrade, through the commands and the real sandbox.

Perfect, typical mistakes, lazy, half done, broken files, attacks: each gets exactly what it should.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from course.cli import parser
from course.commands import grade, mark, release
from course.exercises.exercise import find
from course.exercises.verdict import NOT_ATTEMPTED
from course.grading.assignment import find_assignment
from course.grading.feedback import file_name
from course.grading.gradebook import Gradebook
from course.grading.results import Result, results
from tests.grading.classroom import as_moodle_zip, classroom
from tests.grading.marked import marked
from tests.grading.test_feedback import Reader

EXERCISES = [find("three_passes"), find("memory_of_a_state")]
WORTH = sum(exercise.worth for exercise in EXERCISES)
PUPILS = classroom(EXERCISES)
TOML = """
title = "Week 3"
exercises = ["three_passes", "memory_of_a_state"]
due = 2099-01-01T12:00:00
late.percent_per_day = 10
"""


class Course:
    """A folder with an assignment, and the commands that are typed in it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.grades = folder, folder / "grades"
        self.week = folder / "week.toml"
        self.week.write_text(TOML)
        self.type(release, "release", self.week, "--out", folder / "out")
        self.notebook = folder / "out" / "week" / "week.ipynb"

    def type(self, command, *words: object) -> None:
        assert command.main(parser().parse_args([str(word) for word in words])) == 0

    def grade(self, zipped: Path, *more: str) -> None:
        words = ("grade", zipped, "--assignment", self.week, "--out", self.grades, *more)
        self.type(grade, *words)

    def results(self) -> dict[int, Result]:
        with Gradebook.open(self.grades) as book:
            found = results(book, find_assignment(self.week))
        return {int(one.student.number) - 1000: one for one in found}


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Course:
    course = Course(tmp_path_factory.mktemp("course"))
    course.grade(as_moodle_zip(course.notebook, PUPILS, course.folder / "class.zip"))
    return course


@pytest.fixture(scope="module")
def first(course) -> dict[int, Result]:
    return course.results()


def test_all_fifty_have_a_result(course, first):
    assert sorted(first) == list(range(50))
    assert all(one.complete for one in first.values())


@pytest.mark.parametrize("pupil", PUPILS, ids=lambda p: f"{p.number}-{p.kind}")
def test_each_gets_what_it_should(first, pupil):
    one = first[pupil.number]
    got = {line.exercise.name: (line.status, line.mark.mistake) for line in one.lines}
    assert got == {**got, **pupil.expected}
    if pupil.kind in ("perfect", "typical", "half"):
        points = sum(marked(e, pupil.answers.get(e.name, e.stub)).points for e in EXERCISES)
        assert one.points == points
        assert (points == WORTH) == (pupil.kind == "perfect")
        assert one.submission.problems == ()
    else:
        assert one.points == 0
    if pupil.kind == "lazy":
        assert {line.status for line in one.lines} == {NOT_ATTEMPTED}
    if pupil.kind == "broken":
        assert one.submission.problems, "what is wrong with the file is told"


def test_everybody_has_feedback_and_a_row(course, first):
    pages = {path.stem for path in (course.grades / "feedback").glob("*.html")}
    assert pages == {file_name(one.student.key) for one in first.values()}
    assert {p.stem for p in (course.grades / "feedback").glob("*.ipynb")} == pages
    with (course.grades / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["student"].lstrip("'"): row for row in csv.DictReader(file)}
    assert {key: float(row["points"]) for key, row in rows.items()} == {
        one.student.key: one.points for one in first.values()
    }
    assert (course.grades / "moodle.csv").read_text("utf-8").count("Participant 10") == 50


def test_no_page_runs_anything_and_no_page_tells_what_went_in(course):
    for path in [course.grades / "report.html", *(course.grades / "feedback").glob("*.html")]:
        page = Reader(path.read_text("utf-8"))
        assert not {tag for tag, _ in page.tags} & {"script", "img", "iframe", "object", "link"}
        assert not re.search(r"LEAK \(", page.words.replace("LEAK {inputs}", ""))


def test_the_report_counts_the_typical_mistakes(course, first):
    words = Reader((course.grades / "report.html").read_text("utf-8")).words
    assert "50students" in words
    most = [one for one in first.values() for ln in one.lines if ln.mark.misconception == "M8"]
    assert f"M8  gradients overwritten: {len(most)} answers" in words


def test_marks_by_hand_and_a_regrade_live_side_by_side(course, first):
    lazy = first[26].student.key
    course.type(mark, "mark", course.grades, lazy, "three_passes", "1", "Told me at the board.",
                "--assignment", course.week, "--by", "N")  # fmt: skip
    course.grade(course.folder / "class.zip", "--regrade", "three_passes")
    again = course.results()
    assert again[26].points == 1
    same = {n: one.points for n, one in again.items() if n != 26}
    assert same == {n: one.points for n, one in first.items() if n != 26}
    marks = [line.mark for one in again.values() for line in one.lines]
    assert {m.regrade for m in marks if m.exercise == "three_passes"} == {1}
    assert {m.regrade for m in marks if m.exercise != "three_passes"} == {0}
    assert "Graded again" in (course.grades / "report.html").read_text("utf-8")


def test_a_second_hand_in_counts(course, first):
    better = [p for p in PUPILS if p.number in (10, 27)]
    solved = {e.name: e.solution for e in EXERCISES}
    files = [type(p)(p.name, p.number, p.kind, solved) for p in better]
    course.grade(as_moodle_zip(course.notebook, files, course.folder / "second.zip"))
    again = course.results()
    assert [again[n].points for n in (10, 27)] == [WORTH, WORTH]
    assert [again[n].attempts for n in (10, 11, 27)] == [2, 1, 2]
    assert again[11].points == first[11].points
