"""`course practice`: small broken programs, checked at each save; the work is in `practice.py`."""

from __future__ import annotations

import argparse
from pathlib import Path

from course.exercises.keys import keys
from course.exercises.practice import default_folder, watch


def main(options: argparse.Namespace) -> int:
    """Watch until q, Ctrl-C or the end of what is typed."""
    folder = Path(options.folder) if options.folder else default_folder()
    try:
        with keys() as read:
            watch(folder, options.name, read, options.seconds)
    except KeyboardInterrupt:
        print(f"\nYour programs stay in {folder}.")
    return 0
