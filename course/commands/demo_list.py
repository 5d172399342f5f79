"""`course demo` without more: a line for each demo. It needs nothing installed."""

from __future__ import annotations

import argparse

from course import project
from course.console import CourseError
from course.demos import load


def main(options: argparse.Namespace) -> int:
    """Print the list."""
    demos = [load(path) for path in sorted(project.DEMOS.glob("[0-9][0-9]_*.ipynb"))]
    if not demos:
        raise CourseError(f"there is no demo in {project.DEMOS}: git checkout it, or course build")
    print(f"{'demo':24} {'minutes':>7}   {'lesson':20} title")
    for demo in demos:
        title = demo.title.partition("·")[2].strip()
        print(f"{demo.name:24} {demo.minutes:>7}   {demo.lesson:20} {title}")
    print("\ncourse demo 1 opens a demo; with --html or --pdf it writes a hand-out.")
    return 0
