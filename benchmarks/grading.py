"""`python -m benchmarks.grading`: how long it takes to grade a class.

Makes hand-ins from the exercises' own banks (stub, solution, wrong answers, drawn by a seed),
grades them with `course grade`'s own code, and prints what one submission costs. The machine
should be quiet: the first line tells its load.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import statistics
import tempfile
import time
from pathlib import Path

from course.commands.grade import processors
from course.console import Progress
from course.exercises.exercise import Exercise, find
from course.grading.assignment import find_assignment
from course.grading.gradebook import Gradebook
from course.grading.outcome import write_all
from course.grading.run import Run, local_workers


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(prog="python -m benchmarks.grading", description=__doc__)
    made.add_argument("--submissions", type=int, default=200, metavar="N")
    made.add_argument("--assignment", default="04_backward", metavar="NAME")
    made.add_argument("--exercises", type=int, default=5, metavar="N", help="the first N of them")
    made.add_argument("--jobs", type=int, default=processors(), metavar="N")
    made.add_argument("--seed", type=int, default=1)
    return made


def hand_ins(folder: Path, exercises: list[Exercise], count: int, seed: int) -> None:
    """Write notebooks: a tenth of the answers untouched, four tenths right, the rest wrong."""
    draw = random.Random(seed)
    for number in range(count):
        cells = []
        for exercise in exercises:
            kind = draw.random()
            wrong = draw.choice(list(exercise.wrong.values()))
            source = exercise.stub if kind < 0.1 else exercise.solution if kind < 0.5 else wrong
            cells.append({"cell_type": "code", "source": exercise.cell(source), "outputs": []})
        text = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
        (folder / f"student{number:04}.ipynb").write_text(text, "utf-8")


def main() -> None:
    """Make a class, grade it, print what it took."""
    options = parser().parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in").mkdir()
        chosen = find_assignment(options.assignment).exercises[: options.exercises]
        (folder / "class.toml").write_text(f"exercises = {json.dumps(chosen)}\n", "utf-8")
        assignment = find_assignment(folder / "class.toml")
        hand_ins(folder / "in", [find(name) for name in chosen], options.submissions, options.seed)
        steps = [(time.monotonic(), time.process_time())]
        with (
            Gradebook.open(folder / "out", new=True) as book,
            Progress() as progress,
            local_workers(options.jobs, required=False) as workers,
        ):
            run = Run(book, assignment, workers, progress)
            for step in (
                lambda: run.receive(folder / "in"),
                run.grade,
                lambda: write_all(book, folder / "out", assignment),
            ):
                step()
                steps.append((time.monotonic(), time.process_time()))
            seconds = [
                sum(mark.seconds for mark in marks.values())
                for marks in book.marks(assignment.name).values()
            ]
    tell(options, workers.isolated, steps, seconds)


def tell(
    options: argparse.Namespace,
    isolated: bool,
    steps: list[tuple[float, float]],
    seconds: list[float],
) -> None:
    """What it took, step by step."""
    count = options.submissions
    print(
        f"{count} submissions of {options.exercises} exercises, {options.jobs} at a time on "
        f"{processors()} cores of {platform.machine()}, load {os.getloadavg()[0]:.1f}, "
        f"{'isolated' if isolated else 'NOT ISOLATED'}"
    )
    for words, before, after in zip(
        ("reading", "grading", "writing"), steps[:-1], steps[1:], strict=True
    ):
        passed, spent = after[0] - before[0], after[1] - before[1]
        print(
            f"{words}: {passed:.1f} s, in which the grader itself spent {spent:.1f} s of a "
            f"processor, {1000 * spent / count:.0f} ms a submission"
        )
    passed = steps[-1][0] - steps[0][0]
    print(
        f"in all {passed:.1f} s: {passed * min(options.jobs, processors()) / count:.2f} s a "
        f"submission and core; the answers of one ran {statistics.median(seconds):.2f} s at the "
        f"median, {min(seconds):.2f} to {max(seconds):.2f} s"
    )


if __name__ == "__main__":
    main()
