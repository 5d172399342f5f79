"""`course run`: execute lessons without a browser and say which cell failed and why.

It reads the notebooks and changes no file.
"""

from __future__ import annotations

import argparse
import time

from course.console import Progress
from course.execute import CellFailed, execute
from course.lessons import choose_notebooks, read


def main(options: argparse.Namespace) -> int:
    """Run the chosen lessons one after the other; 1 where a cell failed."""
    lessons = choose_notebooks(options.lessons)
    failed = []
    with Progress() as progress:
        for path in lessons:
            started = time.monotonic()
            notebook = read(path)
            total = len(notebook.cells)
            progress.step(path.stem)
            try:
                execute(
                    notebook,
                    path.parent,
                    timeout=options.timeout,
                    on_cell=lambda index, total=total: progress.update(count=(index + 1, total)),
                )
            except CellFailed as failure:
                failed.append(path.stem)
                progress.say(f"{path.stem}: FAILED, {failure}")
            else:
                seconds = time.monotonic() - started
                progress.say(f"{path.stem}: {total} cells run in {seconds:.1f} s")
    print(f"{len(lessons) - len(failed)} of {len(lessons)} lessons ran to their end.")
    return 1 if failed else 0
