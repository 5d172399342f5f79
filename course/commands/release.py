"""`course release`: write what the students of an assignment get, as a folder and as a zip."""

from __future__ import annotations

import argparse
from pathlib import Path

from course.grading.assignment import find_assignment
from course.grading.release import release


def main(options: argparse.Namespace) -> int:
    """Write OUT/NAME and OUT/NAME.zip and say where they are."""
    assignment = find_assignment(options.assignment)
    folder, packed = release(assignment, Path(options.out))
    count = len(assignment.exercises)
    print(f"{folder}\n{packed}")
    print(f"{count} exercises. Give the zip to your students; they hand in {folder.name}.ipynb.")
    return 0
