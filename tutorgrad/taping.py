"""Is a step being captured in this thread? What the library tells the tape that it is noted on.

`torch.compile` runs a step with a tape on (see `capture`), which notes every call on arrays. Three
kinds of Python code do more than arrays show, and say so: updates that keep a memory of their own
(`host_call`), random draws and checks (`noted`), and what looks at numbers (`refuse`).
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


class _Taping(threading.local):
    """tape: the tape that this thread's calls are noted on, if any."""

    tape: Any = None


taping = _Taping()


def host_call(function: F) -> F:
    """A function that a captured step runs anew at every replay, on the real tensors."""

    @functools.wraps(function)
    def call(*args: Any, **keywords: Any) -> Any:
        tape = taping.tape
        if tape is None:
            return function(*args, **keywords)
        return tape.host(function, args, keywords)

    call.is_host_call = True  # type: ignore[attr-defined]
    return call  # type: ignore[return-value]


def noted(function: F) -> F:
    """A function on arrays that is noted as one call: a random draw, a check of numbers.

    A replay calls it anew. A check returns None and raises; what it looks at stays inside it.
    """

    @functools.wraps(function)
    def call(*args: Any, **keywords: Any) -> Any:
        tape = taping.tape
        if tape is None:
            return function(*args, **keywords)
        before, tape.origin = tape.origin, ""  # it may stand between two operations
        try:
            return tape.note(function, args, keywords, always=True)
        finally:
            tape.origin = before

    return call  # type: ignore[return-value]


def refuse(what: str) -> None:
    """Say that a step which comes here cannot be replayed. Without a tape nothing happens."""
    if taping.tape is not None:
        taping.tape.refuse(what)
