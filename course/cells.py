"""The cells of the notebook that ran, in their order: what a note reads back in."""

from __future__ import annotations

from collections import deque
from typing import Any

ran: deque[str] = deque(maxlen=500)


def remember(shell: Any) -> None:
    """Keep the text of every cell, those that ran before too."""
    ran.extend(shell.user_ns.get("In", ()))

    def note(info: Any) -> None:
        ran.append(shell.transform_cell(info.raw_cell))

    shell.events.register("pre_run_cell", note)
