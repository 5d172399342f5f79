"""`course practice` as a real process on a real terminal, and on one without keys."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

from course.console import CourseError
from course.exercises import practice, progress
from course.exercises.exercise import find
from course.exercises.verdict import CORRECT, NOT_YET

ROOT = Path(__file__).resolve().parents[2]
PASSES = find("three_passes")
WAIT = 30


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A learner's own folder and progress."""
    monkeypatch.setenv(progress.PLACE, str(tmp_path / "progress"))
    return tmp_path / "practice"


def command(place, *more):
    return [sys.executable, "-m", "course", "practice", *more, "--folder", str(place)]


def environment(**more):
    return dict(os.environ, PYTHONPATH=str(ROOT), **more)


class Terminal:
    """A program on a terminal of its own: what it shows, and keys for it."""

    def __init__(self, arguments):
        self.us, theirs = pty.openpty()
        self.process = subprocess.Popen(
            arguments, stdin=theirs, stdout=theirs, stderr=theirs, cwd=ROOT,
            env=environment(TERM="xterm"), start_new_session=True,
            preexec_fn=lambda: os.close(os.open(os.ttyname(0), os.O_RDWR)),  # its own terminal
        )  # fmt: skip
        self.theirs = theirs
        self.shown = ""

    def wait_for(self, words):
        """Read until words are shown; give what was shown up to their end."""
        end = time.monotonic() + WAIT
        while words not in self.shown:
            assert time.monotonic() < end, f"{words!r} did not come:\n{self.shown}"
            if select.select([self.us], [], [], 0.2)[0]:
                self.shown += os.read(self.us, 65536).decode()
        before, _, self.shown = self.shown.partition(words)
        return before

    def press(self, keys):
        os.write(self.us, keys.encode())

    def has_line_mode(self):
        return bool(termios.tcgetattr(self.theirs)[3] & termios.ICANON)

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(10)
        os.close(self.us)
        os.close(self.theirs)


@pytest.fixture
def terminal(place):
    """Practice with three_passes, its file just written."""
    made = Terminal(command(place, "three_passes", "--seconds", "2"))
    made.wait_for("q quit")
    yield made
    made.close()


def write(place, source):
    """Save the file as an editor does: everything below the exercise's line is new."""
    path = place / "three_passes.py"
    head = path.read_text().partition("\n# exercise:")[0]
    path.write_text(f"{head}\n{PASSES.cell(source)}")


def test_a_sitting_from_the_broken_program_to_the_solution(place, terminal):
    assert not terminal.has_line_mode()
    write(place, PASSES.wrong["no-mean"])
    terminal.wait_for("exactly 3 times")
    terminal.wait_for("What makes a mean of a sum?")
    terminal.press("s")
    terminal.wait_for("The solution of three_passes opens when you pass")
    terminal.press("h")
    terminal.wait_for("Hint 1 of 3: an idea")
    write(place, "def average_gradient(w, batches):\n    while True:\n        w = w")
    terminal.wait_for("ran for 2 seconds and was stopped")
    write(place, PASSES.solution)
    terminal.wait_for("✓ correct · Three passes, one gradient · 2 of 2 points")
    terminal.press("s")
    terminal.wait_for("A solution of Three passes")
    terminal.press("l")
    assert "✓ three_passes" in terminal.wait_for("start_anew")
    terminal.press("n")
    terminal.wait_for("Open ")
    terminal.press("q")
    assert terminal.process.wait(WAIT) == 0
    assert terminal.has_line_mode(), "the terminal is as it was"
    how = progress.standing("three_passes", progress.events())
    assert (how.status, how.attempts, how.hints, how.opened) == (CORRECT, 3, 1, True)


def test_control_c_ends_it_cleanly(place, terminal):
    terminal.press("\x03")
    assert terminal.process.wait(WAIT) == 0
    assert "Traceback" not in terminal.wait_for("Your programs stay in")
    assert terminal.has_line_mode()


def test_without_keys_letters_and_enter_do(place):
    done = subprocess.run(
        command(place, "three_passes"), input="h\nl\nwhat\nq\n", capture_output=True, text=True,
        env=environment(TERM="dumb"), cwd=ROOT, timeout=WAIT,
    )  # fmt: skip
    assert done.returncode == 0, done
    assert "Hint 1 of 3" in done.stdout and "→ ○ three_passes" in done.stdout


def test_a_program_that_is_there_is_never_overwritten(place):
    path = practice.write_once(PASSES, place)
    path.write_text("mine")
    assert practice.write_once(PASSES, place).read_text() == "mine"
    with pytest.raises(CourseError, match="put it back"):
        practice.answer_in(path, PASSES)


def test_a_name_that_is_none_is_told_with_those_that_are(place):
    with pytest.raises(CourseError, match="there is no practice 'nothing'; there are: .*three_pa"):
        practice.watch(place, "nothing", lambda wait: "q")


def test_lines_are_those_of_the_file_and_a_program_that_kills_its_check_is_told(place):
    path = practice.write_once(PASSES, place)
    write(place, "def average_gradient(w, batches):\n    return w.gradient")
    words, status = practice.checked(PASSES, path, WAIT)
    number = path.read_text().splitlines().index("    return w.gradient") + 1
    assert status == practice.STATUS[NOT_YET] and f"line {number} of your file" in words
    write(place, "import os\nos._exit(0)")
    words, status = practice.checked(PASSES, path, WAIT)
    assert status == practice.STATUS[NOT_YET] and "ended its own check" in words


def test_every_stub_waits_to_be_attempted(place):
    for exercise in practice.exercises():
        path = practice.write_once(exercise, place)
        compile(path.read_text(), path.name, "exec")
        assert practice.answer_in(path, exercise).strip().startswith("# exercise:")
