"""Grades as CSV, and marks by hand: exact, safe in a spreadsheet, and nothing half done."""

from __future__ import annotations

import csv
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from course.commands.mark import main as mark_command
from course.console import CourseError
from course.exercises.exercise import find
from course.grading.assignment import Assignment
from course.grading.export import safe, write_grades
from course.grading.manual import Entry, mark, read_entries
from course.grading.records import Student
from course.grading.results import results
from tests.grading.marked import hand_in, new_book

LESSON = "04_backward"
WEEK = Assignment("week", "Week 3", ("three_passes", "memory_of_a_state"))
SOLUTIONS = {name: find(name).solution for name in WEEK.exercises}
ADA = Student("moodle-17", "=HYPERLINK(1)", "moodle", "17")
BEN = Student("canvas-9", "Ben Ö", "canvas", "9")


@pytest.fixture
def book(tmp_path):
    with new_book(tmp_path / "grades") as book:
        hand_in(book, WEEK, "a", SOLUTIONS, student=ADA)
        hand_in(book, WEEK, "b", {}, student=BEN)
        yield book


def rows(path, encoding="utf-8"):
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def test_the_grades_and_the_columns_of_moodle_and_canvas(book):
    mark(book, results(book, WEEK), [Entry("9", "three_passes", "0.5", "+1 for style")], "N")
    written = write_grades(book.folder, WEEK, results(book, WEEK))
    assert [path.name for path in written] == ["grades.csv", "moodle.csv", "canvas.csv"]
    canvas_, moodle_ = rows(written[2]), rows(written[1])
    ben, ada = rows(written[0], "utf-8-sig")
    assert (ben["name"], ben["points"], ben["three_passes"]) == ("Ben Ö", "0.5", "0.5")
    assert (ben["three_passes (checks)"], ben["comments"]) == ("0", "three_passes: +1 for style")
    assert (ada["name"], ada["points"], ada["worth"]) == ("'=HYPERLINK(1)", "4", "4")
    assert (moodle_[0]["Identifier"], moodle_[0]["Grade"]) == ("Participant 17", "4")
    assert (canvas_[1]["ID"], canvas_[1]["Week 3"]) == ("9", "0.5")
    assert canvas_[0]["Student"].strip() == "Points Possible"


def test_a_system_without_hand_ins_has_no_file(book):
    write_grades(book.folder, WEEK, results(book, WEEK))
    left = [one for one in results(book, WEEK) if one.student.system == "canvas"]
    assert [path.name for path in write_grades(book.folder, WEEK, left)] == [
        "grades.csv", "canvas.csv"
    ]  # fmt: skip
    assert not (book.folder / "moodle.csv").exists()


@given(st.text() | st.text("=+-@;\t\r\n ＝x"))
@example("name;=1+1")
def test_no_text_is_a_formula(text):
    """Nor any part of it, where a spreadsheet begins a new cell after a semicolon."""
    for cell in re.split(r"[;\t\r\n]", safe(text)):
        assert not cell.lstrip(" \xa0").startswith(("=", "+", "-", "@", "＝"))
    assert safe(text).replace("'", "") == text.replace("\0", "").replace("'", "")


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (Entry("zoe", "three_passes", "1", ""), "nobody called 'zoe' handed in"),
        (Entry("9", "three_pass", "1", ""), "no exercise 'three_pass'; there are three_passes"),
        (Entry("9", "three_passes", "2.5", "", "m.csv:3"), "m.csv:3: points are '2.5'.* 0 to 2"),
        (Entry("9", "three_passes", "nan", ""), "points are 'nan'"),
        (Entry("9", "three_passes", "-", ""), "neither points nor a comment"),
    ],
)
def test_one_wrong_entry_and_none_is_kept(book, entry, words):
    good = Entry("moodle-17", "three_passes", "1", "")
    with pytest.raises(CourseError, match=words):
        mark(book, results(book, WEEK), [good, entry], "N")
    assert book.manual("week") == {}


def test_a_mark_is_taken_back_and_the_whole_can_be_marked(book):
    for entry in (Entry("9", "three_passes", "1,5", "good"), Entry("9", "three_passes", "", "")):
        mark(book, results(book, WEEK), [entry], "N")
    (ben, ada) = results(book, WEEK)
    assert ben.points == 0 and not ben.lines[0].by_hand
    assert len(book.manual_history(ben.submission.id, "three_passes")) == 2, "nothing is lost"
    mark(book, [ben, ada], [Entry("moodle-17", "all", "3", "Copied a line.")], "N")
    assert results(book, WEEK)[1].points == 3


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"student,points\nada,1\n", "has no column 'exercise'"),
        (b"student,exercise,points\n\xff,x,1\n", "no CSV file in UTF-8"),
    ],
)
def test_a_file_of_marks_that_cannot_be_used_is_told(tmp_path, text, words):
    path = tmp_path / "marks.csv"
    path.write_bytes(text)
    with pytest.raises(CourseError, match=words):
        read_entries(path)
    with pytest.raises(CourseError, match="cannot be read"):
        read_entries(tmp_path / "absent.csv")


def test_a_file_of_marks_may_have_semicolons_and_decimal_commas(tmp_path):
    path = tmp_path / "marks.csv"
    path.write_text('student;exercise;points;comment\nada;three_passes;1,5;"a; b, c"\n', "utf-8")
    (entry,) = read_entries(path)
    assert entry == Entry("ada", "three_passes", "1,5", "a; b, c", f"{path}:2")


def test_the_command_marks_from_a_file_and_writes_all_anew(tmp_path, capsys):
    from course.cli import parser

    lesson = Assignment(LESSON, "", ("three_passes",))
    with new_book(tmp_path) as book:
        hand_in(book, lesson, "ada", SOLUTIONS)
    file = tmp_path / "marks.csv"
    file.write_text("student,exercise,points,comment\nada,three_passes,1.5,See me\n", "utf-8-sig")
    assert mark_command(parser().parse_args(["mark", str(tmp_path), str(file)])) == 0
    assert "1 marked by hand" in capsys.readouterr().out
    assert rows(tmp_path / "grades.csv", "utf-8-sig")[0]["three_passes"] == "1.5"
    assert "See me" in (tmp_path / "feedback" / "ada.html").read_text("utf-8")
    with pytest.raises(CourseError, match="there are 2 words"):
        mark_command(parser().parse_args(["mark", str(tmp_path), "ada", "three_passes"]))


def test_marks_for_an_assignment_of_a_file_ask_for_the_file(tmp_path):
    from course.cli import parser

    with new_book(tmp_path) as book:
        hand_in(book, WEEK, "ada", SOLUTIONS)
    with pytest.raises(CourseError, match=rf"is {WEEK.name}, .*--assignment .*{WEEK.name}.toml"):
        mark_command(parser().parse_args(["mark", str(tmp_path), "ada", "three_passes", "1"]))
    with pytest.raises(CourseError, match="there is no gradebook"):
        mark_command(parser().parse_args(["mark", str(tmp_path / "typo"), "ada", "x", "1"]))
    assert not (tmp_path / "typo").exists()
