"""`course mark`: give marks or comments by hand, then write feedback, report and grades anew."""

from __future__ import annotations

import argparse
import getpass
from pathlib import Path

from course.console import CourseError
from course.grading.assignment import find_again, find_assignment
from course.grading.gradebook import Gradebook, alone
from course.grading.manual import COLUMNS, Entry, mark, read_entries
from course.grading.outcome import write_all
from course.grading.results import results


def main(options: argparse.Namespace) -> int:
    """Keep the marks beside the automatic ones, and say how many."""
    folder, given = Path(options.grades), options.marks
    if len(given) == 1:
        entries = read_entries(Path(given[0]))
    elif len(given) in (3, 4):
        entries = [Entry(*given, *[""] * (4 - len(given)))]
    else:
        raise CourseError(
            f"there are {len(given)} words: give STUDENT EXERCISE POINTS and perhaps a COMMENT, "
            f"or one CSV file with the columns {', '.join(COLUMNS)}"
        )
    with Gradebook.open(folder) as book, alone(folder):
        known = book.assignments()
        if options.assignment is None and len(known) != 1:
            raise CourseError(f"which assignment is it ({', '.join(known)})? Add --assignment NAME")
        asked = options.assignment
        assignment = find_assignment(asked) if asked else find_again(known[0])
        mark(book, results(book, assignment), entries, options.by or getpass.getuser())
        write_all(book, folder, assignment)
    print(f"{len(entries)} marked by hand; feedback, report and grades in {folder} are new.")
    return 0
