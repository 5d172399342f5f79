"""The gradebook loses nothing: attempts, regrades and marks by hand stand beside each other."""

from __future__ import annotations

import datetime
import sqlite3
import subprocess
import sys
from dataclasses import replace

import pytest

from course.console import CourseError
from course.grading.gradebook import FILE, VERSION, Gradebook, alone
from course.grading.records import Cell, CheckMark, Mark, Problem, Student, Submission

MARK = Mark(
    "three_passes", "not yet", 1.0, 2.0,
    checks=(
        CheckMark("first", "The mean.", 1.0, 1.0, True),
        CheckMark("again", "The same again.", 0.0, 1.0, False, error="NameError", line=3),
    ),
    mistake="not-fresh", misconception="M9", isolated=False, kit="1 ab", at="2026-01-02",
)  # fmt: skip
CELLS = (Cell("markdown", "# ü\udcff"), Cell("code", "x = 1", "three_passes"))


def handed_in(sha256="aa", student="ada"):
    return Submission(
        Student(student, "Ada L.", "moodle", "7"), "04", "a.ipynb", sha256,
        datetime.datetime(2026, 1, 2, 3, tzinfo=datetime.UTC), True, (Problem("a", "too long"),),
    )  # fmt: skip


@pytest.fixture
def book(tmp_path):
    with Gradebook.open(tmp_path, new=True) as book:
        yield book


def test_what_was_kept_is_read_again_by_another_process(tmp_path):
    with Gradebook.open(tmp_path / "new", new=True) as book:
        id = book.receive(handed_in(), CELLS)
        book.record(id, [(MARK, 5)])
        secret = book.secret
    with Gradebook.open(tmp_path / "new") as book:
        assert book.submissions("04") == [replace(handed_in(), attempt=1, id=id)]
        assert book.marks("04") == {id: {"three_passes": MARK}}
        assert book.cells(id) == CELLS
        assert book.answers(id) == {"three_passes": "x = 1"}
        assert book.secret == secret
        assert book.assignments() == ["04"]
        assert (book.submissions("05"), book.marks("05"), book.strays("05")) == ([], {}, [])


def test_the_same_file_is_one_attempt_and_a_changed_one_the_next(book):
    first = book.receive(handed_in("aa"), CELLS)
    assert book.receive(handed_in("aa"), CELLS) == 0
    second = book.receive(handed_in("bb"), CELLS)
    assert book.receive(handed_in("aa"), CELLS) == 0, "the first zip read again"
    later = datetime.datetime(2026, 1, 3, tzinfo=datetime.UTC)
    back = book.receive(replace(handed_in("aa"), handed_in=later), CELLS)
    other = book.receive(handed_in("aa", "bob"), CELLS)
    found = [(s.id, s.student.key, s.attempt) for s in book.submissions("04")]
    assert found == [(first, "ada", 1), (second, "ada", 2), (back, "ada", 3), (other, "bob", 1)]


def test_a_mark_is_neither_doubled_nor_changed(book):
    id = book.receive(handed_in(), CELLS)
    assert [(s.id, name) for s, name in book.pending("04", ["three_passes"])] == [
        (id, "three_passes")
    ]
    book.record(id, [(MARK, 5)])
    book.record(id, [(replace(MARK, points=0.0, checks=()), 6)])
    assert book.marks("04") == {id: {"three_passes": MARK}}
    assert book.pending("04", ["three_passes"]) == []


def test_a_transaction_that_fails_leaves_nothing(book):
    id = book.receive(handed_in(), CELLS)
    with pytest.raises(sqlite3.IntegrityError):
        book.record(id, [(MARK, 5), (replace(MARK, exercise="b", status=None), 5)])
    assert book.marks("04") == {}
    with pytest.raises(sqlite3.IntegrityError):
        book.record(99, [(MARK, 5)])


def test_a_gradebook_that_cannot_be_written_is_told_and_keeps_what_it_has(book):
    id = book.receive(handed_in(), CELLS)
    (pages,) = book.connection.execute("PRAGMA page_count").fetchone()
    book.connection.execute(f"PRAGMA max_page_count = {pages}")  # as on a full disk
    with pytest.raises(CourseError, match="full.*the same command goes on"):
        book.record(id, [(replace(MARK, exercise=str(n), says="x" * 4000), 5) for n in range(9)])
    assert book.marks("04") == {}
    book.connection.execute("PRAGMA max_page_count = 100000")
    book.record(id, [(MARK, 5)])
    assert book.marks("04") == {id: {"three_passes": MARK}}


def test_a_regrade_counts_and_the_old_mark_stays(book):
    id = book.receive(handed_in(), CELLS)
    book.record(id, [(MARK, 5)])
    regrade = book.begin_regrade("04", "three_passes")
    assert book.begin_regrade("04", "three_passes") == regrade, "an interrupted one goes on"
    assert [(s.id, name) for s, name in book.pending_regrade(regrade)] == [(id, "three_passes")]
    newer = replace(MARK, points=2.0, regrade=regrade.id)
    book.record(id, [(newer, 7)])
    assert book.pending_regrade(regrade) == []
    book.end_regrade(regrade)
    assert book.marks("04")[id]["three_passes"] == newer
    assert book.mark_history(id, "three_passes") == [MARK, newer]
    assert book.begin_regrade("04", "three_passes").id != regrade.id
    assert [bool(r.done) for r in book.regrades("04")] == [True, False]


def test_marks_by_hand_stand_beside_the_automatic_ones(book):
    id = book.receive(handed_in(), CELLS)
    book.record(id, [(MARK, 5)])
    book.mark_by_hand(
        "eve",
        [(id, "three_passes", 1.5, "well explained"), (id, "three_passes", None, "taken back")],
    )
    book.mark_by_hand("bob", [(id, "", None, "see me")])
    with pytest.raises(sqlite3.IntegrityError):
        book.mark_by_hand("eve", [(id, "", 9.0, "half of a list"), (99, "", 9.0, "nobody")])
    found = book.manual("04")[id]
    assert (found["three_passes"].points, found["three_passes"].comment) == (None, "taken back")
    assert found[""].by == "bob"
    assert [m.points for m in book.manual_history(id, "three_passes")] == [1.5, None]
    assert book.marks("04") == {id: {"three_passes": MARK}}


def test_a_stray_file_is_told_once(book):
    for _ in range(2):
        book.note_stray("04", Problem("x.txt", "no notebook"))
    assert book.strays("04") == [Problem("x.txt", "no notebook")]


def test_what_is_no_gradebook_of_this_course_is_refused(tmp_path):
    with pytest.raises(CourseError, match="there is no gradebook.sqlite"):
        Gradebook.open(tmp_path)
    Gradebook.open(tmp_path, new=True).close()
    with sqlite3.connect(tmp_path / FILE) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()
    with pytest.raises(CourseError, match=rf"version {VERSION + 1}.*up to {VERSION}"):
        Gradebook.open(tmp_path)
    (tmp_path / FILE).write_bytes(b"no database at all" * 100)
    with pytest.raises(CourseError, match="cannot be used as a gradebook"):
        Gradebook.open(tmp_path, new=True)
    (tmp_path / FILE).unlink()
    with sqlite3.connect(tmp_path / FILE) as connection:
        connection.execute("CREATE TABLE cats (name)")
    connection.close()
    with pytest.raises(CourseError, match="database of something else"):
        Gradebook.open(tmp_path, new=True)


def test_a_second_grader_is_kept_out_until_the_first_ends(tmp_path):
    program = (
        "import sys; from pathlib import Path; from course.grading.gradebook import alone\n"
        "with alone(Path(sys.argv[1])): print('in', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, tmp_path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as first:
        assert first.stdout.readline() == b"in\n"
        with pytest.raises(CourseError, match="another course grade"), alone(tmp_path):
            pass
        first.kill()
        first.wait()
    with alone(tmp_path):
        pass
