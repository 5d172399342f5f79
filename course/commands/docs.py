"""`course docs`: the API reference, `docs/reference/*.md`, from the docstrings of tutorgrad."""

from __future__ import annotations

import argparse

from course import project, reference

FOLDER = project.ROOT / "docs" / "reference"


def main(options: argparse.Namespace) -> int:
    """Write the pages that changed, or with --check say which would; 1 where some are old."""
    if options.check:
        old = reference.outdated(FOLDER)
        print("\n".join(f"{name} is out of date" for name in old) or "the reference is up to date")
        return 1 if old else 0
    changed = reference.write(FOLDER)
    print("\n".join(f"wrote {name}" for name in changed) or "the reference is up to date")
    return 0
