"""`course grade`: grade what a class handed in, and write gradebook, feedback and report."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import AbstractContextManager
from pathlib import Path

from course.console import CourseError, Progress
from course.grading.assignment import Assignment, find_again, find_assignment
from course.grading.gradebook import FILE, Gradebook, alone
from course.grading.outcome import write_all
from course.grading.run import Run, Workers, local_workers

NOT_ISOLATED = "!! NOT ISOLATED !!"


def main(options: argparse.Namespace) -> int:
    """Grade; the exit status is 0 where everything got a mark."""
    out = Path(options.out)
    with alone(out), Gradebook.open(out, new=True) as book, Progress() as progress:
        assignment = _assignment(options.assignment, book)
        if options.regrade and options.regrade not in assignment.exercises:
            raise CourseError(
                f"--regrade {options.regrade}: {assignment.name} has no such exercise; it has "
                + ", ".join(assignment.exercises)
            )
        with _workers(options) as workers:
            if not workers.isolated:
                progress.say(f"{NOT_ISOLATED} {workers.words}")
            run = Run(book, assignment, workers, progress, options.require_sandbox)
            if not run.receive(Path(options.submissions)) and not options.regrade:
                raise CourseError(
                    f"nothing was handed in there: {options.submissions} has no notebook and no "
                    "folder of a student"
                )
            if options.regrade:
                run.grade_again(options.regrade)
            run.grade()
        progress.step("Writing feedback and the class report")
        write_all(
            book,
            out,
            assignment,
            on_student=lambda done, total: progress.update(None, (done, total)),
        )
        _tell(run, out)
    return 1 if run.summary.not_judged else 0


def _assignment(asked: str | None, book: Gradebook) -> Assignment:
    """The assignment that was named; the gradebook's, where it has one only."""
    known = book.assignments()
    if asked is None:
        if len(known) != 1:
            has = f"{FILE} has {', '.join(known)}" if known else f"{FILE} has none yet"
            raise CourseError(f"which assignment is it? {has}: add --assignment NAME")
        return find_again(known[0])
    assignment = find_assignment(asked)
    if known and assignment.name not in known:
        raise CourseError(
            f"what was graded there is {', '.join(known)}: give {assignment.name} an --out of its "
            "own, or its file the same name"
        )
    return assignment


def _workers(options: argparse.Namespace) -> AbstractContextManager[Workers]:
    if options.jobs is not None and options.jobs < 1:
        raise CourseError(f"--jobs is {options.jobs}; it must be 1 or more")
    if options.scheduler:
        from course.grading.cluster import cluster_workers  # needs the extra `cluster`

        return cluster_workers(options.scheduler, options.require_sandbox)
    return local_workers(options.jobs or processors(), options.require_sandbox)


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _tell(run: Run, out: Path) -> None:
    """What was done, in a few lines."""
    done = run.summary
    print(f"{done.received} new hand-ins, {done.graded} graded now. Everything is in {out}.")
    if done.problems:
        print(f"{done.problems} problems with what was handed in: they are told to each student.")
    if done.not_judged:
        print(
            f"{done.not_judged} answers could not be judged, as their checker failed: mark them "
            "by hand, or mend the exercise and use --regrade."
        )
    for exercise, count in run.changed().items():
        print(
            f"{exercise} has changed since {count} answers got their marks: --regrade {exercise} "
            "grades them again."
        )
    for regrade in run.book.regrades(run.assignment.name):
        if regrade.done is None:
            print(f"A regrade was interrupted: --regrade {regrade.exercise} goes on with it.")
    if done.not_isolated:
        print(
            f"{NOT_ISOLATED} {done.not_isolated} answers ran without isolation; it stands in the "
            "gradebook. Install bubblewrap (Linux), and --require-sandbox refuses anything else.",
            file=sys.stderr,
        )
