"""Keys of a terminal, one at a time; where there are none, lines: type the letter and Enter."""

from __future__ import annotations

import contextlib
import os
import queue
import sys
import threading
from collections.abc import Callable, Iterator

try:
    import select
    import termios
    import tty
except ImportError:  # Windows
    termios = None  # type: ignore[assignment]

Read = Callable[[float], "str | None"]
"""Waits so many seconds for a key; gives it, "q" at the end of the input, or None."""


@contextlib.contextmanager
def keys() -> Iterator[Read]:
    """A reader of single keys; the terminal is left as it was found. Ctrl-C stays Ctrl-C."""
    if termios is None or not sys.stdin.isatty() or os.environ.get("TERM") in (None, "", "dumb"):
        yield lines()
        return
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    try:
        tty.setcbreak(terminal)
        yield pressed
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)


def pressed(seconds: float) -> str | None:
    """A key of a terminal that gives them one at a time."""
    ready, _, _ = select.select([sys.stdin], [], [], seconds)
    if not ready:
        return None
    key = os.read(sys.stdin.fileno(), 64).decode("utf-8", "replace")
    return "q" if key in ("", "\x04") else key


def lines() -> Read:
    """Lines that are typed, read by a thread, as a terminal without keys cannot be asked."""
    typed: queue.Queue[str] = queue.Queue()

    def listen() -> None:
        for line in sys.stdin:
            typed.put(line.strip() or "?")
        typed.put("q")

    threading.Thread(target=listen, daemon=True).start()

    def read(seconds: float) -> str | None:
        try:
            return typed.get(timeout=seconds)
        except queue.Empty:
            return None

    return read
