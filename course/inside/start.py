"""The first program of a sandbox: it takes on its limits for good, then asks the answer.

Its one argument is JSON: `path`, where the library lies; `user`, whom to become (or null); `pipe`,
whose other end the grader holds (or null); and `limits`, the names and values of `setrlimit`. The
reply goes to what was stdout; what the answer itself prints goes to stderr. Standard library only:
nothing is installed where this begins.
"""

from __future__ import annotations

import json
import os
import select
import sys
from typing import Any

try:
    import resource
except ImportError:  # Windows has no such limits
    resource = None  # type: ignore[assignment]

REPLY_FILE = 3


def main() -> None:
    """Give up what this process could do beyond answering; then answer."""
    order: dict[str, Any] = json.loads(sys.argv[1])
    if order["pipe"] is not None and is_closed(order["pipe"]):
        return  # the grader was killed before bubblewrap could ask to end with it
    os.dup2(1, REPLY_FILE)
    os.dup2(2, 1)
    os.closerange(REPLY_FILE + 1, 1 << 16)
    if order["user"] is not None:
        os.setgroups([])
        os.setresgid(*[order["user"]] * 3)
        os.setresuid(*[order["user"]] * 3)
    sys.path[:0] = order["path"]
    from course.inside import answering

    for name, most in order["limits"].items():
        limit(name, most)
    answering.main(REPLY_FILE)


def is_closed(pipe: int) -> bool:
    """Whether nobody holds the other end of a pipe any more."""
    looking = select.poll()
    looking.register(pipe, 0)
    return bool(looking.poll(0))


def limit(name: str, most: int) -> None:
    """Set a limit that this process cannot raise again; a lower one that holds already stays."""
    kind = getattr(resource, f"RLIMIT_{name}", None)
    if kind is None:
        return
    hard = resource.getrlimit(kind)[1]
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (most, most))


if __name__ == "__main__":
    main()
