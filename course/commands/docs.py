"""`course docs`: the pages that are built.

`docs/reference/*.md` come from the docstrings of tutorgrad, `docs/exercises.md` from the exercises.
"""

from __future__ import annotations

import argparse

from course import project, reference
from course.exercises import matrix

DOCS = project.ROOT / "docs"
FOLDER = DOCS / "reference"


def main(options: argparse.Namespace) -> int:
    """Write the pages that changed, or with --check say which would; 1 where some are old."""
    if options.check:
        old = reference.outdated(FOLDER) + matrix.outdated(DOCS)
        print("\n".join(f"{name} is out of date" for name in old) or "all pages are up to date")
        return 1 if old else 0
    changed = reference.write(FOLDER) + matrix.write(DOCS)
    print("\n".join(f"wrote {name}" for name in changed) or "all pages are up to date")
    return 0
