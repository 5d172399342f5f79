"""Making the list of calls shorter, without changing a bit of what they compute."""

from __future__ import annotations

from typing import Any

from .watching import HostCall, SetGrad


def tidy(calls: list[Any]) -> list[Any]:
    """The calls of a tape without `.grad`s that are set again before anybody could look.

    A SetGrad counts at the next host call or at the end; only the last of each tensor is kept.
    """
    kept: list[Any] = []
    waiting: dict[int, SetGrad] = {}
    for entry in calls:
        if isinstance(entry, SetGrad):
            waiting[id(entry.leaf)] = entry
            continue
        if isinstance(entry, HostCall):
            kept += waiting.values()
            waiting = {}
        kept.append(entry)
    return kept + list(waiting.values())
