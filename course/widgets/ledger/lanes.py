"""The program and an accelerator side by side: who is busy when, on the clock of the model.

Drawn from the tasks that `torch.cuda.simulated_tasks` lists. The figures are those of a model, so
they are the same on any machine and say nothing about a real card.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from course.drawing import svg
from course.widgets.ledger.bars import duration, size

__all__ = ["lanes", "lanes_words", "totals"]

LEFT, WIDTH, HEIGHT = 120.0, 610.0, 34.0
NEAR = 1.0
"""Tasks of one kind that are less than this many pixels apart are drawn as one."""

LOOKS = {
    "send": ("soft-sky edge-blue", "sends"),
    "transfer": ("soft-orange edge-orange", "moves data"),
    "wait": ("paper rule", "waits"),
    "work": ("soft-green edge-green", "works"),
}


@dataclass
class Run:
    """Tasks of one kind, one after the other."""

    kind: str
    start: float
    end: float
    count: int = 1
    nbytes: int = 0


@dataclass
class Totals:
    """What a block cost on the model's clock; times in seconds."""

    sent: int = 0
    transfers: int = 0
    moved: int = 0
    sending: float = 0.0
    moving: float = 0.0
    waiting: float = 0.0
    working: float = 0.0
    start: float = 0.0
    end: float = 0.0
    left: float = 0.0
    """How long the card still had to work when the block ended."""

    @property
    def whole(self) -> float:
        """From the first task to the program's last."""
        return self.end - self.start


def totals(tasks: Sequence[Any]) -> Totals:
    """Add up what was listed."""
    found = Totals()
    if not tasks:
        return found
    mine = [task for task in tasks if task.kind != "work"]
    found.start = min(task.start for task in tasks)
    found.end = max((task.end for task in mine), default=found.start)
    for task in tasks:
        took = task.end - task.start
        found.sent += task.kind == "send"
        found.transfers += task.kind == "transfer"
        found.moved += task.nbytes if task.kind == "transfer" else 0
        found.sending += took if task.kind == "send" else 0
        found.moving += took if task.kind == "transfer" else 0
        found.waiting += took if task.kind == "wait" else 0
        found.working += took if task.kind == "work" else 0
    found.left = max(0.0, max(task.end for task in tasks) - found.end)
    return found


def runs(tasks: Sequence[Any], scale: float) -> list[Run]:
    """Neighbours of one kind become one box."""
    found: list[Run] = []
    for task in tasks:
        last = found[-1] if found else None
        if last and last.kind == task.kind and (task.start - last.end) * scale < NEAR:
            last.end, last.count, last.nbytes = task.end, last.count + 1, last.nbytes + task.nbytes
        else:
            found.append(Run(task.kind, task.start, task.end, 1, task.nbytes))
    return found


def lanes(tasks: Sequence[Any], top: float) -> tuple[svg.Element, float]:
    """One lane for the program, one for each card; and how high they are together."""
    found = totals(tasks)
    end = max(task.end for task in tasks)
    scale = WIDTH / (end - found.start)
    names = {"your program": [task for task in tasks if task.kind != "work"]}
    for card in sorted({task.card for task in tasks}):
        work = [task for task in tasks if task.kind == "work" and task.card == card]
        names[f"cuda:{card}"] = work
    parts = []
    for place, (name, mine) in enumerate(names.items()):
        y = place * (HEIGHT + 12)
        parts.append(svg.text(LEFT - 12, y + 22, name, "ink strong", 12, "end"))
        parts.append(svg.line(LEFT, y + HEIGHT, LEFT + WIDTH, y + HEIGHT))
        parts += [box(run, found.start, scale, y) for run in runs(mine, scale)]
    foot = len(names) * (HEIGHT + 12)
    parts.append(svg.text(LEFT, foot + 10, "0", "muted", 11))
    parts.append(svg.text(LEFT + WIDTH, foot + 10, duration(end - found.start), "muted", 11, "end"))
    for row, (line, kind) in enumerate(zip(said(found), [*LOOKS, ""], strict=True)):
        y = foot + 36 + 19 * row
        if kind:
            parts.append(sample(kind, y))
        parts.append(svg.text(LEFT + 22, y, line, "ink", 12))
    return svg.group(*parts, y=top), foot + 19 * len(said(found)) + 22


def sample(kind: str, y: float) -> svg.Element:
    """A small box in the look of a kind, beside its words."""
    dash = "4 3" if kind == "wait" else None
    return svg.rect(LEFT, y - 10, 14, 12, LOOKS[kind][0], stroke_width=1, stroke_dasharray=dash)


def box(run: Run, start: float, scale: float, top: float) -> svg.Element:
    """One stretch of time; words in it where there is room."""
    look, does = LOOKS[run.kind]
    x, width = LEFT + (run.start - start) * scale, max(1.5, (run.end - run.start) * scale)
    dash = "4 3" if run.kind == "wait" else None
    words = does if run.count == 1 else f"{does} {run.count} times"
    room = svg.text_width(words, 12, mono=False) + 6
    return svg.group(
        svg.rect(x, top, width, HEIGHT, look, stroke_width=1, stroke_dasharray=dash),
        svg.text(x + width / 2, top + 22, words, "ink", 12, "middle") if width > room else None,
    )


def said(found: Totals) -> list[str]:
    """The figures in words."""
    lines = [
        f"{found.sent} {plural('order', found.sent)} sent to the card: {duration(found.sending)}",
        f"{found.transfers} {plural('journey', found.transfers)} over the cable, "
        f"{size(found.moved)}: {duration(found.moving)}",
        f"the program waited: {duration(found.waiting)}",
        f"the card worked: {duration(found.working)}",
        f"all together, by the model of the simulated card: {duration(found.whole)}",
    ]
    if found.left > 1e-9:
        lines[-1] += f"; the card is busy for another {duration(found.left)}"
    return lines


def lanes_words(tasks: Sequence[Any]) -> str:
    """The lanes in words: the figures, and what came after what."""
    found = totals(tasks)
    end = max(task.end for task in tasks)
    scale = WIDTH / (end - found.start)
    mine = runs([task for task in tasks if task.kind != "work"], scale)
    order = ", ".join(
        f"{LOOKS[run.kind][1]}{f' {run.count} times' if run.count > 1 else ''}" for run in mine
    )
    work = runs([task for task in tasks if task.kind == "work"], scale)
    then = ", ".join(
        f"{duration(run.start - found.start)} to {duration(run.end - found.start)}"
        f"{f' (works {run.count} times)' if run.count > 1 else ' (works)'}"
        for run in work
    )
    lines = [
        f"Your program and cuda, from 0 to {duration(end - found.start)}.",
        f"Your program: {order or 'nothing'}.",
        f"The card is busy from {then}." if then else "The card has nothing to do.",
    ]
    return "\n".join([*lines, *(f"- {line}" for line in said(found))])


def plural(noun: str, count: int) -> str:
    """A noun with its s.

    >>> plural("order", 1), plural("journey", 2)
    ('order', 'journeys')
    """
    return noun if count == 1 else f"{noun}s"
