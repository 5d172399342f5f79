"""Grading a class with real sandboxes: killed, interrupted, repeated, spread over a cluster."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from course.cli import parser
from course.commands import grade as command
from course.console import CourseError, Progress
from course.exercises.exercise import find
from course.exercises.verdict import CORRECT, NOT_ATTEMPTED, NOT_YET, Verdict
from course.grading import run as running
from course.grading.assignment import find_assignment
from course.grading.gradebook import FILE, Gradebook, alone
from course.grading.marking import mark_of
from course.grading.run import Run, Workers, local_workers, run_answer
from course.grading.sandbox import Limits, Outcome
from course.inside.answering import reply_to

NAMES = ("three_passes", "blend")
EXERCISES = {name: find(name) for name in NAMES}
LEAKS = """
def average_gradient(w, batches):
    raise ValueError(f"{w.tolist()} and {[x.tolist() for x in batches]}")
"""
LOOP = "while True:\n    pass\n"


def notebook(**answers):
    cells = [
        {"cell_type": "code", "source": EXERCISES[name].cell(source)}
        for name, source in answers.items()
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4}).encode()


def of(name, kind, key=""):
    exercise = EXERCISES[name]
    return exercise.wrong[key] if key else getattr(exercise, kind)


def passes(key):
    return notebook(three_passes=of("three_passes", "", key), blend=of("blend", "stub"))


CLASS = {
    "ada": notebook(**{name: of(name, "solution") for name in NAMES}),
    "bob": notebook(**{name: of(name, "stub") for name in NAMES}),
    "cyd": passes("not-fresh"),
    "dan": passes("no-mean"),
    "eve": passes("zero-none"),
    "fay": b"{broken",
    "gus": notebook(three_passes="def average_gradient(:\n"),
}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A class that handed in, an assignment, and an empty gradebook: with it, its secret."""
    folder = tmp_path_factory.mktemp("class")
    (folder / "in").mkdir()
    for name, content in CLASS.items():
        (folder / "in" / f"{name}.ipynb").write_bytes(content)
    (folder / "hw.toml").write_text(f"exercises = {json.dumps(NAMES)}\n", "utf-8")
    Gradebook.open(folder / "empty", new=True).close()
    return folder


@pytest.fixture(scope="module")
def undisturbed(home):
    """The folder of a run from beginning to end."""
    out = fresh(home, home / "undisturbed")
    graded(home, out)
    return out


@pytest.fixture(scope="module")
def expected(undisturbed):
    """What an undisturbed run gives."""
    return everything(undisturbed)


def fresh(home, out):
    shutil.copytree(home / "empty", out)
    return out


def graded(home, out, *, source=None, regrade="", workers=None):
    """Grade in this process, and what was done."""
    assignment = find_assignment(home / "hw.toml")
    with Gradebook.open(out, new=True) as book, Progress() as progress:
        with local_workers(2, False) as local:
            run = Run(book, assignment, workers or local, progress)
            run.receive(source or home / "in")
            if regrade:
                run.grade_again(regrade)
            run.grade()
    return run.summary


def course_grade(home, out, *more, **environment):
    """The command, in a process of its own."""
    words = [sys.executable, "-m", "course", "grade", home / "in", "--out", out]
    words += ["--assignment", home / "hw.toml", *more]
    return subprocess.Popen(
        words, env={**os.environ, **environment}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True,
    )  # fmt: skip


def everything(out):
    """All that is in a gradebook, but for clocks."""
    found = {}
    with closing(sqlite3.connect(out / FILE)) as connection:
        for (table,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'"):
            cursor = connection.execute(f"SELECT * FROM {table}")
            names = [column[0] for column in cursor.description]
            rows = [
                {
                    k: v
                    for k, v in zip(names, row, strict=True)
                    if k not in ("at", "read_at", "seconds")
                }
                for row in cursor
            ]
            if table in ("marks", "checks"):  # in the order in which answers were ready
                rows = _by_answer(table, rows, found)
            found[table] = rows
    return found


def _by_answer(table, rows, found):
    if table == "marks":
        found["numbers"] = {row["id"]: f"{row['submission']} {row['exercise']}" for row in rows}
    key = "id" if table == "marks" else "mark"
    named = [{**row, key: found["numbers"][row[key]]} for row in rows]
    if table == "checks":
        del found["numbers"]
    return sorted(named, key=lambda row: (row[key], row.get("position", 0)))


def count(out, table="marks"):
    with closing(sqlite3.connect(out / FILE, timeout=10)) as connection:
        return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def marks(out):
    with Gradebook.open(out) as book:
        found = book.marks("hw")
        return {one.student.key: found[one.id] for one in book.submissions("hw")}


# ------------------------------------------------------------------------------------- a class


def test_a_class_gets_the_marks_that_the_bank_certifies(undisturbed):
    found = marks(undisturbed)
    assert sorted(found) == sorted(CLASS)
    assert all(len(one) == len(NAMES) for one in found.values())
    assert {m.status for m in found["ada"].values()} == {CORRECT}
    assert {m.status for m in (*found["bob"].values(), *found["fay"].values())} == {NOT_ATTEMPTED}
    told = {key: found[key]["three_passes"].mistake for key in ("cyd", "dan", "eve")}
    assert told == {"cyd": "not-fresh", "dan": "no-mean", "eve": "zero-none"}
    half = found["cyd"]["three_passes"]
    assert (half.status, half.points, half.worth) == (NOT_YET, 1, 2)
    assert [(check.name, check.passed) for check in half.checks] == [
        ("first", True), ("again", False),
    ]  # fmt: skip
    broken = found["gus"]["three_passes"].checks[0]
    assert (broken.error, broken.line) == ("SyntaxError", 2)
    assert all(
        m.points == sum(c.points for c in m.checks) for o in found.values() for m in o.values()
    )


def test_only_what_is_new_is_graded_and_a_change_is_an_attempt(home, tmp_path):
    source = tmp_path / "in"
    source.mkdir()
    (source / "ada.ipynb").write_bytes(CLASS["cyd"])
    first = graded(home, tmp_path / "out", source=source)
    again = graded(home, tmp_path / "out", source=source)
    (source / "ada.ipynb").write_bytes(CLASS["bob"])
    changed = graded(home, tmp_path / "out", source=source)
    assert [(s.received, s.graded) for s in (first, again, changed)] == [(1, 1), (0, 0), (1, 1)]
    with Gradebook.open(tmp_path / "out") as book:
        assert [one.attempt for one in book.submissions("hw")] == [1, 2]
        status = [m["three_passes"].status for m in book.marks("hw").values()]
    assert status == [NOT_YET, NOT_ATTEMPTED]


class NoWorker(Executor):
    """A worker that must not be asked."""

    def submit(self, *_):
        raise AssertionError("a process was started")


def test_what_nobody_worked_on_starts_no_process(home, tmp_path):
    source = tmp_path / "in"
    source.mkdir()
    for name in ("bob", "fay"):
        (source / f"{name}.ipynb").write_bytes(CLASS[name])
    workers = Workers(NoWorker(), 1, True, "")
    assert graded(home, tmp_path / "out", source=source, workers=workers).graded == 2


def test_a_regrade_gives_new_marks_beside_the_old(home, undisturbed, tmp_path):
    shutil.copytree(undisturbed, tmp_path / "out")
    graded(home, tmp_path / "out", regrade="three_passes")
    with Gradebook.open(tmp_path / "out") as book:
        (regrade,) = book.regrades("hw")
        assert regrade.done
        for submission in book.submissions("hw"):
            old, new = book.mark_history(submission.id, "three_passes")
            assert (old.regrade, new.regrade) == (0, regrade.id)
            assert (old.status, old.points, old.mistake) == (new.status, new.points, new.mistake)
            assert len(book.mark_history(submission.id, "blend")) == 1
    seeds = {m["seed"] for m in everything(tmp_path / "out")["marks"] if m["exercise"] == NAMES[0]}
    assert len(seeds) == 2 * len(CLASS), "inputs are drawn anew, for each student and each time"


def test_an_exercise_that_has_changed_since_is_told(home, undisturbed, tmp_path, capsys):
    out = shutil.copytree(undisturbed, tmp_path / "out")
    words = options(home, out, "--assignment", str(home / "hw.toml"))
    command.main(words)
    assert "has changed" not in capsys.readouterr().out
    with closing(sqlite3.connect(out / FILE)) as connection, connection:
        connection.execute("UPDATE marks SET kit = 'older' WHERE exercise = 'blend'")
    command.main(words)
    with Gradebook.open(out) as book:
        book.begin_regrade("hw", "blend")
    assert f"blend has changed since {len(CLASS)} answers" in capsys.readouterr().out
    command.main(words)
    assert "A regrade was interrupted: --regrade blend" in capsys.readouterr().out


def test_nothing_that_an_answer_saw_is_kept(home, tmp_path):
    """It may send its inputs back in an error: the gradebook does not have them."""
    source = tmp_path / "in"
    source.mkdir()
    (source / "mal.ipynb").write_bytes(notebook(three_passes=LEAKS))
    graded(home, fresh(home, tmp_path / "out"), source=source)
    check = marks(tmp_path / "out")["mal"]["three_passes"].checks[0]
    assert check.error == "ValueError" and " and " in check.message
    assert not any(c.isdigit() for c in check.message)
    (seed,) = (
        m["seed"] for m in everything(tmp_path / "out")["marks"] if m["exercise"] == NAMES[0]
    )
    inputs, _ = EXERCISES["three_passes"].draw(seed)
    kept = (tmp_path / "out" / FILE).read_bytes()
    for number in (*inputs["w"], *inputs["batches"][0]):
        assert str(float(number))[:6].encode() not in kept


def test_a_diagnosis_may_quote_anything_that_an_answer_gave(home, tmp_path):
    verdict = Verdict("blend", NOT_YET, says="You gave \ud800\0" + "x" * 9999, asks="Why?")
    mark = mark_of(verdict, "", "")
    out = fresh(home, tmp_path / "out")
    graded(home, out)
    with Gradebook.open(out) as book:
        book.record(1, [(replace(mark, regrade=1), 0)])
        says = book.marks("hw")[1]["blend"].says
    assert says.startswith("You gave \ufffd\ufffdxx") and len(says) == 2000


def test_a_checker_that_fails_is_told_and_the_class_goes_on(home, tmp_path, monkeypatch):
    judge = running.judge

    def fails(trial, source, reply):
        if source == EXERCISES["three_passes"].cell(of("three_passes", "", "no-mean")):
            raise RecursionError("too deep")
        return judge(trial, source, reply)

    monkeypatch.setattr(running, "judge", fails)
    assert graded(home, tmp_path / "out").not_judged == 1
    found = marks(tmp_path / "out")
    assert "RecursionError" in found["dan"]["three_passes"].ended
    assert found["dan"]["three_passes"].points == 0
    assert found["eve"]["three_passes"].mistake == "zero-none"


def test_an_answer_without_end_is_ended_and_says_why():
    exercise = EXERCISES["three_passes"]
    trial = running.prepare(exercise, 1)
    answered = run_answer(trial.job(LOOP), Limits(wall=2, processor=1), False)
    mark = mark_of(
        running.judge(trial, LOOP, answered.outcome.reply), LOOP, "", answered.outcome.ended
    )
    assert (mark.ended, mark.status, mark.points) == ("time", NOT_YET, 0)
    assert "1 seconds of the processor" in mark.checks[0].message


class Trouble:
    """A machine on which the first start of a process fails."""

    isolated, words = True, ""

    def __init__(self):
        self.ends = ["crashed: it ended before it answered", ""]

    def run(self, job, limits):
        return Outcome(reply_to(job), self.ends.pop(0), 0.1, "")


def test_a_crash_that_was_the_machines_costs_no_mark(monkeypatch):
    monkeypatch.setattr(running, "sandbox", lambda required: Trouble())
    trial = running.prepare(EXERCISES["blend"], 1)
    assert run_answer(trial.job(of("blend", "solution")), Limits(), True).outcome.ended == ""


# ------------------------------------------------------------------------------------- interrupted


def test_killed_again_and_again_it_ends_with_the_same_result(home, tmp_path, expected):
    """Each time a little further, at a moment that nobody chose; then once to the end."""
    out = fresh(home, tmp_path / "out")
    for pause in (0.0, 0.1):  # a real sandbox runs at that moment
        before = count(out)
        with course_grade(home, out, "--jobs", "2") as process:
            while count(out) == before and process.poll() is None:
                time.sleep(0.01)
            time.sleep(pause)
            process.kill()
        assert process.returncode == -signal.SIGKILL, "it was not done before"
        assert before < count(out) < len(CLASS) * len(NAMES)
    with course_grade(home, out, "--jobs", "2") as process:
        told = process.stdout.read()
    assert process.returncode == 0, told
    assert everything(out) == expected
    assert (out / "report.html").is_file()


def test_killed_before_any_statement_it_ends_with_the_same_result(home, tmp_path):
    """At a dozen places all over the run, in the midst of transactions too."""
    words = [sys.executable, Path(__file__).with_name("killed.py"), home, tmp_path]
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    whole, *others = [everything(out) for out in sorted(tmp_path.iterdir())]
    assert len(others) >= 12 and len(whole["marks"]) == len(CLASS) * len(NAMES)
    assert all(one == whole for one in others)


def test_ctrl_c_ends_it_and_the_same_command_goes_on(home, tmp_path, expected):
    out = fresh(home, tmp_path / "out")
    with course_grade(home, out) as process:
        while not count(out) and process.poll() is None:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        told = process.stdout.read()
    assert process.returncode == 130 and "the same command" in told and "Traceback" not in told
    graded(home, out)
    assert everything(out) == expected


class Lost(Executor):
    """A worker that is lost after its first answer."""

    left = 1

    def submit(self, function, *arguments):
        if not self.left:
            function, arguments = self._lost, ()
        self.left = 0
        with local_workers(1, False) as workers:
            return workers.executor.submit(function, *arguments)

    def _lost(self):
        raise ConnectionError("gone")


def test_a_lost_worker_ends_the_run_and_the_next_one_goes_on(home, tmp_path, expected):
    out = fresh(home, tmp_path / "out")
    with pytest.raises(CourseError, match=r"ConnectionError: gone.*same command"):
        graded(home, out, workers=Workers(Lost(), 1, True, ""))
    graded(home, out)
    assert everything(out) == expected


# ------------------------------------------------------------------------------------- the command


def options(home, out, *more):
    return parser().parse_args(["grade", str(home / "in"), "--out", str(out), *more])


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ([], "which assignment is it"),
        (["--assignment", "99_none"], "there is no assignment '99_none'"),
        (["--assignment", "HW", "--regrade", "blond"], "it has three_passes, blend"),
        (["--assignment", "HW", "--jobs", "0"], "--jobs is 0"),
    ],
)
def test_a_wrong_word_is_refused_in_one_sentence(home, tmp_path, more, says):
    more = [str(home / "hw.toml") if word == "HW" else word for word in more]
    with pytest.raises(CourseError, match=says):
        command.main(options(home, tmp_path / "out", *more))


def test_a_folder_without_hand_ins_and_a_gradebook_of_another_assignment_are_told(
    home, undisturbed, tmp_path
):
    (tmp_path / "empty").mkdir()
    words = ["grade", str(tmp_path / "empty"), "--out", str(tmp_path / "out"), "--assignment"]
    with pytest.raises(CourseError, match="nothing was handed in there: .*empty"):
        command.main(parser().parse_args([*words, str(home / "hw.toml")]))
    out = shutil.copytree(undisturbed, tmp_path / "other")
    with pytest.raises(CourseError, match="what was graded there is hw: give 04_backward an --out"):
        command.main(options(home, out, "--assignment", "4"))


def test_a_second_run_is_kept_out(home, tmp_path):
    with alone(tmp_path), pytest.raises(CourseError, match="another course grade is writing"):
        command.main(options(home, tmp_path))


def test_without_isolation_it_is_loud_or_refused(home, tmp_path):
    """The PATH has no bubblewrap on it."""
    with course_grade(home, tmp_path / "a", "--require-sandbox", PATH=str(tmp_path)) as process:
        told = process.stdout.read()
    assert process.returncode == 1 and "there is no sandbox here" in told
    assert count(tmp_path / "a") == 0
    with course_grade(home, tmp_path / "b", PATH=str(tmp_path)) as process:
        told = process.stdout.read()
    assert process.returncode == 0 and told.count("NOT ISOLATED") == 2, told
    found = [m for one in marks(tmp_path / "b").values() for m in one.values()]
    assert {m.isolated for m in found if m.seconds} == {False}


# ------------------------------------------------------------------------------------- a cluster


def test_a_cluster_gives_the_same_marks(home, tmp_path, expected):
    """A real scheduler and a real worker, each a process of its own."""
    out = fresh(home, tmp_path / "out")
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
    dask = [sys.executable, "-m", "dask"]
    quiet = ["--no-dashboard"]
    words = [
        [*dask, "scheduler", "--host", address, *quiet],
        [*dask, "worker", address, *quiet, "--nworkers", "1", "--nthreads", "2", "--no-nanny"],
    ]
    log = (tmp_path / "log").open("w")
    started = [
        subprocess.Popen(line, stdout=log, stderr=log, cwd=tmp_path, env={**os.environ})
        for line in words
    ]
    try:
        with course_grade(home, out, "--scheduler", address) as process:
            told = process.stdout.read()
        assert process.returncode == 0, told + (tmp_path / "log").read_text()
    finally:
        for one in started:
            one.terminate()
            one.wait()
        log.close()
    assert everything(out) == expected


def test_a_worker_with_another_course_is_refused():
    """In a process of its own: to import `distributed` takes a second."""
    program = (
        "from course.grading.cluster import Machine, agree, kit_print\n"
        "agree({'a': Machine(kit_print(), True, '')})\n"
        "agree({'tcp://b': Machine('0123', True, '')})"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert "worker tcp://b has another course installed (print 0123" in done.stderr


def test_no_scheduler_is_told_in_one_line(home, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
    program = (
        "import sys; from course.grading import cluster; cluster.WAIT = 0.5\n"
        "from course.console import CourseError\n"
        "try:\n    cluster.cluster_workers(sys.argv[1], False).__enter__()\n"
        "except CourseError as error:\n    print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, address], capture_output=True, text=True, check=True
    )
    assert "no Dask scheduler answers at" in done.stdout, done.stdout + done.stderr
