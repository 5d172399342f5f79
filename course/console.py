"""What the course command says: errors in one line, and one line that shows how far a job is."""

from __future__ import annotations

import shutil
import sys
import time
from typing import TextIO

BAR_WIDTH = 24
SPARSE_SECONDS = 10
"""Between two lines about one step, where the line cannot be redrawn."""


class CourseError(Exception):
    """Something went wrong that the reader can mend: one line with the cause and the way out."""


class Progress:
    """How far a job is: redrawn in place on a terminal, elsewhere a line per step and now and then.

    Use as a context manager; `step` names what is being done, `update` says how much of it is.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = stream or sys.stderr
        self.live = self.stream.isatty()
        self.started = time.monotonic()
        self.text = ""
        self.count: tuple[int, int] | None = None
        self.printed = self.started

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()

    def step(self, text: str) -> None:
        """Begin the next step."""
        self.text, self.count = text, None
        if not self.live:
            self.say(text)
        self.redraw()

    def update(self, text: str | None = None, count: tuple[int, int] | None = None) -> None:
        """Say more about the running step: other words, or (done, total)."""
        self.text = text or self.text
        self.count = count or self.count
        if self.live:
            self.redraw()
        elif time.monotonic() - self.printed >= SPARSE_SECONDS:
            self.say(self.line())

    def say(self, text: str) -> None:
        """Print a line that stays."""
        self.clear()
        print(text, file=self.stream, flush=True)
        self.printed = time.monotonic()

    def line(self) -> str:
        """The running step, how much of it is done, and the time that has passed."""
        seconds = int(time.monotonic() - self.started)
        return f"{bar(self.count)}{self.text}  {seconds // 60}:{seconds % 60:02d}"

    def redraw(self) -> None:
        """Draw the line again; nothing where it cannot move."""
        if not self.live:
            return
        width = shutil.get_terminal_size().columns - 1
        self.stream.write("\r" + self.line()[:width].ljust(width))
        self.stream.flush()

    def clear(self) -> None:
        """Take the moving line away."""
        if self.live:
            self.stream.write("\r" + " " * (shutil.get_terminal_size().columns - 1) + "\r")
            self.stream.flush()


def bar(count: tuple[int, int] | None) -> str:
    """The bar before a step's text.

    >>> bar((3, 4))
    '[##################      ] 3/4 '
    """
    if count is None:
        return ""
    done, total = count
    full = BAR_WIDTH * done // max(total, 1)
    return f"[{'#' * full}{' ' * (BAR_WIDTH - full)}] {done}/{total} "
