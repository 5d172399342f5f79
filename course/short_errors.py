"""Error messages in a notebook without the frames inside tutorgrad.

A mistake shows five screens of library source before the line that matters. In PyTorch the
library is C++ and the traceback ends at the learner's own line; with this IPython extension it does
here too. `%tb` still shows every frame. Under the traceback of an error of tutorgrad stands a
folded note of `course.explain`, in notebooks alone: a terminal cannot fold.

`ipython_config.json` beside this file, installed as `etc/ipython/ipython_config.json`, switches
this on in the environment that the kit is installed in.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import TracebackType
from typing import Any

from course.cells import remember

LIBRARY = str(Path(__file__).resolve().parents[1] / "tutorgrad")


def shortened(traceback: TracebackType | None) -> TracebackType | None:
    """A traceback without the frames of tutorgrad; whole when it has no others."""
    kept = []
    part = traceback
    while part is not None:
        if not part.tb_frame.f_code.co_filename.startswith(LIBRARY):
            kept.append(part)
        part = part.tb_next
    result = None
    for part in reversed(kept):
        result = TracebackType(result, part.tb_frame, part.tb_lasti, part.tb_lineno)
    return result or traceback


def show(shell: Any, kind: Any, error: Any, traceback: Any, tb_offset: int | None = None) -> None:
    """Show an error of a cell; the full traceback stays behind for `%tb`."""
    shell.showtraceback((kind, error, shortened(traceback)), tb_offset=tb_offset)
    sys.last_type, sys.last_value, sys.last_traceback = kind, error, traceback
    if "tutorgrad" in sys.modules and getattr(shell, "kernel", None) is not None:
        from course.explain.shown import show_note  # only now: it takes time, and tutorgrad

        show_note(shell, error)


def load_ipython_extension(shell: Any) -> None:
    """Called by IPython for every kernel and console of the environment."""
    shell.set_custom_exc((Exception, KeyboardInterrupt), show)
    remember(shell)
