"""A program of test_run.py: grades a class again and again, each time killed before another
statement to the gradebook, then to the end.

Answers run here, without a sandbox: what is killed is the grader.

    python killed.py CLASS FOLDER
"""

from __future__ import annotations

import io
import os
import shutil
import signal
import sys
from concurrent.futures import Executor, Future
from pathlib import Path

from course.console import Progress
from course.grading.assignment import find_assignment
from course.grading.gradebook import Gradebook
from course.grading.run import Answered, Run, Workers
from course.grading.sandbox import Outcome
from course.inside.answering import reply_to


class Here(Executor):
    """Runs an answer at once."""

    def submit(self, function, job, *_):
        future = Future()
        future.set_result(Answered(Outcome(reply_to(job), "", 0.0, ""), True))
        return future


def grade(home, out, last=0):
    """Grade; be killed before statement number `last`. Gives the number of statements."""
    statements = 0

    def count(statement):
        nonlocal statements
        statements += 1
        if statements == last:
            os.kill(os.getpid(), signal.SIGKILL)

    assignment = find_assignment(home / "hw.toml")
    with Gradebook.open(out) as book:
        book.connection.set_trace_callback(count)
        run = Run(book, assignment, Workers(Here(), 1, True, ""), Progress(io.StringIO()))
        run.receive(home / "in")
        run.grade()
    return statements


def main():
    home, work = map(Path, sys.argv[1:])
    total = grade(home, shutil.copytree(home / "empty", work / "0"))
    for last in range(2, total, total // 12):
        out = shutil.copytree(home / "empty", work / str(last))
        if (child := os.fork()) == 0:
            grade(home, out, last)
            os._exit(1)
        status = os.waitpid(child, 0)[1]
        assert os.WTERMSIG(status) == signal.SIGKILL, status
        grade(home, out)


if __name__ == "__main__":
    main()
