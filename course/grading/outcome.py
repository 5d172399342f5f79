"""All that a grading run writes beside the gradebook: feedback, the class report, the grades.

    GRADES/report.html                 the class report
    GRADES/grades.csv                  and moodle.csv, canvas.csv where hand-ins came from there
    GRADES/feedback/STUDENT.html       and STUDENT.ipynb

It is made of the gradebook alone and can be made again at any time; each file is written whole or
not at all.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from course.exercises.exercise import FOLDER
from course.grading.assignment import Assignment
from course.grading.export import write_grades
from course.grading.feedback import write_feedback
from course.grading.gradebook import Gradebook
from course.grading.report import write_report
from course.grading.results import results


def write_all(
    book: Gradebook,
    folder: Path,
    assignment: Assignment,
    exercises: Path = FOLDER,
    on_student: Callable[[int, int], object] = lambda done, total: None,
) -> list[Path]:
    """Write everything; give the paths of the report and the CSV files."""
    found = results(book, assignment, exercises)
    for done, one in enumerate(found, 1):
        write_feedback(folder / "feedback", assignment, one, book.cells(one.submission.id))
        on_student(done, len(found))
    strays, regrades = book.strays(assignment.name), book.regrades(assignment.name)
    report = write_report(folder, assignment, found, strays, regrades)
    return [report, *write_grades(folder, assignment, found)]
