"""`course progress`: how far you are with the exercises, lesson by lesson."""

from __future__ import annotations

import argparse

from course.exercises import progress
from course.exercises.exercise import all_exercises
from course.exercises.overview import table


def main(options: argparse.Namespace) -> int:
    """Print the table and where it is kept."""
    print(table(all_exercises(), progress.events()))
    print(f"\nKept in {progress.folder() / progress.FILE}, on this machine alone.")
    return 0
