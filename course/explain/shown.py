"""`explain()`, and the folded note under a traceback."""

from __future__ import annotations

import os
import sys
from typing import Any

from course.explain.note import Note, note_for

SWITCH = "COURSE_EXPLAIN"
OFF = {"off", "no", "0", "false"}


class Explain:
    """Say why the last error happened, in the names of your own variables.

    `explain()` speaks of the last error, `explain(error)` of one that you caught. In a notebook the
    same note stands folded under the traceback by itself; `explain.off()` and `explain.on()` switch
    that, and COURSE_EXPLAIN=off in the environment does for all notebooks.
    """

    def __init__(self) -> None:
        self.shows_itself = os.environ.get(SWITCH, "on").strip().lower() not in OFF

    def __call__(self, error: BaseException | None = None) -> None:
        """Show the note for an error: the one given, the one being handled, or the last."""
        error = error or sys.exc_info()[1] or getattr(sys, "last_value", None)
        if error is None:
            print("explain(): no error has happened yet.")
            return
        note = note_for(error)
        shell = notebook()
        if note is None:
            print(f"explain(): nothing to add to this {type(error).__name__}. Read its last line.")
        elif shell is not None:
            publish(shell, note, folded=False)
        else:
            print(note.text())

    def on(self) -> None:
        """Show a folded note under every error of tutorgrad."""
        self.shows_itself = True

    def off(self) -> None:
        """Show a note only when `explain()` is called."""
        self.shows_itself = False

    def __repr__(self) -> str:
        return f"explain (notes under errors: {'on' if self.shows_itself else 'off'})"


explain = Explain()


def show_note(shell: Any, error: BaseException) -> None:
    """Put the note for an error under its traceback, if there is one and notes are on.

    A mistake in the making of a note must not hide the learner's error: it is told in one line.
    """
    if not explain.shows_itself or not isinstance(error, Exception):
        return
    try:
        note = note_for(error)
    except Exception as mistake:
        words = f"(explain() failed on this error: {type(mistake).__name__}: {mistake})"
        print(words, file=sys.stderr)
        return
    if note is not None:
        publish(shell, note)


def publish(shell: Any, note: Note, folded: bool = True) -> None:
    """Send a note to the notebook, marked as one."""
    data = {"text/plain": note.text(), "text/html": note.html(folded)}
    shell.display_pub.publish(data, {"explain": note.case or "unknown"})


def notebook() -> Any:
    """The IPython shell of a notebook's kernel; None elsewhere."""
    if "IPython" not in sys.modules:
        return None
    shell = sys.modules["IPython"].get_ipython()
    return shell if getattr(shell, "kernel", None) is not None else None
