"""Time by operation, as the profiler measured it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from course.drawing import svg
from course.widgets.ledger.bars import ROW, WIDTH, Bar, bars, duration, legend

__all__ = ["Row", "picture", "rows", "words"]

FORWARD, BACKWARD = "forward", "backward"
STEP = "autograd::engine::evaluate_function: "
MOST = 14


@dataclass
class Row:
    """All calls of one name: how often, and how many seconds of their own."""

    name: str
    backward: bool
    count: int = 0
    seconds: float = 0.0


def rows(events: Sequence[Any], pauses: Sequence[tuple[float, float]]) -> list[Row]:
    """Events by name, the slowest first; what ran in our own `pauses` (µs) is left out."""
    begins = [start for start, _ in pauses]
    found: dict[str, Row] = {}
    for event in events:
        place = bisect_right(begins, event.start_us) - 1
        if place >= 0 and event.start_us <= pauses[place][1]:
            continue
        if event.name.startswith("autograd::engine::backward"):
            continue
        name = event.name.removeprefix(STEP).removeprefix("aten::")
        row = found.setdefault(name, Row(name, event.name.startswith(STEP)))
        row.count += 1
        row.seconds += event.self_cpu_time_total / 1e6
    return sorted(found.values(), key=lambda row: -row.seconds)


def shown(found: Sequence[Row]) -> list[Bar]:
    """The slowest as bars, the others together."""
    made = []
    for row in found[:MOST]:
        name = f"{row.name} ×{row.count}" if row.count > 1 else row.name
        lengths = (0.0, row.seconds) if row.backward else (row.seconds, 0.0)
        made.append(Bar(name, *lengths, duration(row.seconds)))
    if rest := found[MOST:]:
        seconds = sum(row.seconds for row in rest)
        made.append(Bar(f"{len(rest)} others", seconds, 0.0, duration(seconds)))
    return made


def headline(found: Sequence[Row]) -> str:
    """The sums of both directions."""
    both = [sum(row.seconds for row in found if row.backward == back) for back in (False, True)]
    return (
        f"Measured on this machine: {duration(both[0])} {FORWARD}, {duration(both[1])} {BACKWARD}"
    )


def picture(found: Sequence[Row]) -> svg.Element:
    """One bar for each operation; backward ones are pale."""
    made = shown(found)
    return svg.picture(
        WIDTH,
        70 + ROW * len(made),
        svg.text(16, 22, headline(found), "ink strong", 13),
        legend(FORWARD, BACKWARD, 16, 34),
        bars(made, 10, 58),
    )


def words(found: Sequence[Row]) -> str:
    """The same in words."""
    return "\n".join([headline(found), *(row.spoken() for row in shown(found))])
