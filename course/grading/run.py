"""Grading a class: every answer is asked in a sandbox, and its mark goes into the gradebook.

This process reads the hand-ins, draws the inputs, lets the reference solution answer, judges, and
writes; it never runs a student's code. Workers (`Workers`) only run answers: threads that each wait
for a sandbox's process here, or the machines of a cluster (`cluster.py`).

It may be killed at any moment. The same command then goes on with what has no mark yet, and ends
with the same marks: the inputs are drawn from the gradebook's secret and the hand-in's print.
"""

from __future__ import annotations

import hashlib
import math
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from course.console import CourseError, Progress
from course.exercises.exercise import find, is_attempted
from course.exercises.verdict import Trial, judge, not_attempted, prepare
from course.grading.assignment import Assignment
from course.grading.cells import runnable
from course.grading.gradebook import Gradebook
from course.grading.marking import kit_of, mark_of, not_judged
from course.grading.records import Mark, Problem, Submission
from course.grading.sandbox import Limits, Outcome, Sandbox, find_sandbox
from course.grading.submission import read_submissions

AHEAD = 2  # answers that wait for each worker


@dataclass(frozen=True)
class Answered:
    """What a worker gives back: what came of a job, and whether it ran isolated there."""

    outcome: Outcome
    isolated: bool


@dataclass(frozen=True)
class Workers:
    """Who runs answers: an executor, and how many it runs at a time."""

    executor: Executor
    size: int
    isolated: bool
    words: str

    def submit(self, job: dict[str, Any], limits: Limits, required: bool) -> Future[Answered]:
        """Let a worker run a job."""
        return self.executor.submit(run_answer, job, limits, required)


@dataclass
class Summary:
    """What a run did."""

    received: int = 0
    problems: int = 0
    graded: int = 0
    not_judged: int = 0
    not_isolated: int = 0


@contextmanager
def local_workers(jobs: int, required: bool) -> Iterator[Workers]:
    """Workers on this machine. Raises CourseError where isolation is required and missing."""
    box = sandbox(required)
    executor = ThreadPoolExecutor(jobs, "answer")
    try:
        yield Workers(executor, jobs, box.isolated, box.words)
    finally:
        executor.shutdown(cancel_futures=True)  # those that run end by their limits


def run_answer(job: dict[str, Any], limits: Limits, required: bool) -> Answered:
    """Run one answer in this machine's sandbox.

    One that crashed is run once more: the fault may have been the machine's.
    """
    box = sandbox(required)
    outcome = box.run(job, limits)
    if outcome.ended.startswith("crashed"):
        outcome = box.run(job, limits)
    return Answered(outcome, box.isolated)


@cache
def sandbox(required: bool) -> Sandbox:
    """This machine's sandbox, looked for once."""
    return find_sandbox(required)


# ------------------------------------------------------------------------------------- the run


@dataclass
class Run:
    """One run over an assignment: what it needs, and what it did (`summary`)."""

    book: Gradebook
    assignment: Assignment
    workers: Workers
    progress: Progress
    required: bool = False
    limits: Limits = field(default_factory=Limits)
    summary: Summary = field(default_factory=Summary)

    def __post_init__(self) -> None:
        self.exercises = {name: find(name) for name in self.assignment.exercises}
        self.kits = {name: kit_of(exercise) for name, exercise in self.exercises.items()}
        self.regrade = 0

    def receive(self, path: Path) -> int:
        """Read what was handed in and keep what is new; how many hand-ins there are."""
        hand_ins = 0
        self.progress.step(f"Reading {path}")
        name, wanted = self.assignment.name, self.assignment.exercises
        for count, found in enumerate(read_submissions(path, name, wanted, self.attempted), 1):
            if isinstance(found, Problem):
                self.book.note_stray(name, found)
                self.summary.problems += 1
                continue
            hand_ins += 1
            self.progress.update(f"Reading {path}: {count}")
            if self.book.receive(found.submission, found.cells):
                self.summary.received += 1
                self.summary.problems += len(found.submission.problems)
        return hand_ins

    def grade(self) -> None:
        """Give every answer without a mark its mark."""
        self.regrade = 0
        self._grade(self.book.pending(self.assignment.name, self.assignment.exercises))

    def grade_again(self, exercise: str) -> None:
        """Give every answer to one exercise a new mark, beside the old one."""
        regrade = self.book.begin_regrade(self.assignment.name, exercise)
        self.regrade = regrade.id
        self._grade(self.book.pending_regrade(regrade))
        self.book.end_regrade(regrade)

    def changed(self) -> dict[str, int]:
        """The exercises that have changed since answers got their marks: how many answers."""
        marks = self.book.marks(self.assignment.name).values()
        counts = Counter(
            mark.exercise
            for one in marks
            for mark in one.values()
            if mark.kit != self.kits.get(mark.exercise, mark.kit)
        )
        return dict(sorted(counts.items()))

    def attempted(self, exercise: str, source: str) -> bool:
        """Whether somebody worked on a cell."""
        try:
            return is_attempted(self.exercises[exercise], source)
        except (RecursionError, MemoryError):  # too much for Python's own parser: somebody typed it
            return True

    def _grade(self, todo: Sequence[tuple[Submission, str]]) -> None:
        """Keep every worker busy; write what a submission got as soon as all of it is there."""
        groups = [
            (submission, [name for _, name in pairs])
            for submission, pairs in groupby(todo, lambda pair: pair[0])
        ]
        self.progress.step(f"Grading {len(groups)} submissions of {self.assignment.name}")
        clock = _Clock(len(groups))
        running: dict[Future[Answered], Callable[[Answered], bool]] = {}

        def collect(most: int) -> None:
            while len(running) > most:
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    if running.pop(future)(_result(future)):
                        self.progress.update(clock.tick(), clock.count)

        for submission, names in groups:
            one = _Submission(self, submission, names)
            for name, trial in one.trials.items():
                collect(AHEAD * self.workers.size)
                job = trial.job(runnable(one.answers[name]))
                future = self.workers.submit(job, self.limits, self.required)
                running[future] = lambda answered, one=one, name=name: one.judge(name, answered)
            if one.record_if_done():
                self.progress.update(clock.tick(), clock.count)
        collect(0)


class _Submission:
    """One submission on its way: the trials that are out, the marks that are there."""

    def __init__(self, run: Run, submission: Submission, names: Sequence[str]) -> None:
        self.run = run
        self.submission = submission
        self.answers = run.book.answers(submission.id)
        self.trials: dict[str, Trial] = {}
        self.marks: dict[str, tuple[Mark, int]] = {}
        self.names = names
        for name in names:
            exercise, seed = run.exercises[name], self._seed(name)
            source = self.answers.get(name, "")
            if not run.attempted(name, source):
                self._keep(name, mark_of(not_attempted(exercise), source, run.kits[name]), seed)
                continue
            try:
                self.trials[name] = prepare(exercise, seed)
            except Exception as error:  # a defect of the exercise, not of the answer
                self._keep(name, not_judged(exercise, run.kits[name], error), seed)
                run.summary.not_judged += 1

    def _seed(self, name: str) -> int:
        """The seed of one question: unknown to the student, the same when asked again."""
        parts = (self.run.book.secret, self.submission.student.key, self.submission.sha256)
        text = "\0".join((*parts, name, str(self.run.regrade)))
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")

    def judge(self, name: str, answered: Answered) -> bool:
        """Give an answer its mark; whether it was the last one of the submission."""
        source, outcome = self.answers[name], answered.outcome
        trial = self.trials[name]
        try:
            verdict = judge(trial, source, outcome.reply)
            mark = mark_of(verdict, source, self.run.kits[name], outcome.ended)
        except Exception as error:  # whatever an answer made of the checker, the class goes on
            mark = not_judged(trial.exercise, self.run.kits[name], error)
            self.run.summary.not_judged += 1
        mark = replace(mark, seconds=outcome.seconds, isolated=answered.isolated)
        self.run.summary.not_isolated += not answered.isolated
        self._keep(name, mark, trial.seed)
        return self.record_if_done()

    def record_if_done(self) -> bool:
        """Write the marks once all of them are there."""
        if len(self.marks) < len(self.names):
            return False
        self.run.book.record(self.submission.id, self.marks.values())
        self.run.summary.graded += 1
        return True

    def _keep(self, name: str, mark: Mark, seed: int) -> None:
        self.marks[name] = (replace(mark, regrade=self.run.regrade), seed)


class _Clock:
    """How many submissions are done, and about how long the rest will take."""

    def __init__(self, total: int) -> None:
        self.done, self.total = 0, total
        self.started = time.monotonic()

    @property
    def count(self) -> tuple[int, int]:
        return self.done, self.total

    def tick(self) -> str:
        """One more is done: the time left, in words."""
        self.done += 1
        left = (time.monotonic() - self.started) / self.done * (self.total - self.done)
        return f"Grading: about {_spell(left)} left" if left >= 1 else "Grading: nearly done"


def _spell(seconds: float) -> str:
    """A time, roughly.

    >>> _spell(42.3), _spell(75), _spell(7300)
    ('43 s', '2 min', '2 h 2 min')
    """
    if seconds < 60:
        return f"{math.ceil(seconds)} s"
    minutes = math.ceil(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def _result(future: Future[Answered]) -> Answered:
    """What a worker gave back. An error here is the worker's: an answer raises none."""
    try:
        return future.result()
    except CourseError:
        raise
    except Exception as error:
        raise CourseError(
            f"a worker failed with {type(error).__name__}: {error}; what has a mark keeps it, and "
            "the same command goes on with the rest"
        ) from error
