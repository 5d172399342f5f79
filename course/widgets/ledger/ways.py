"""The same computation in several ways, side by side: memory, operations, transfers, and time.

How much memory: on an accelerator its own books say it to the byte. On the CPU Python's tracemalloc
says it; that counts some kilobytes of Python's own objects too, so it is rounded to two places.
"""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter
from typing import Any

import tutorgrad as torch
from course.arguments import wrong
from course.drawing import svg
from course.widgets.ledger.bars import ROW, WIDTH, Bar, bars, duration, legend, size
from course.widgets.ledger.lanes import Totals, plural, totals
from course.widgets.stage import Stage
from tutorgrad.profiler import profile

__all__ = ["Way", "Ways"]

ROUNDS = 7
LEAST = 100_000
"""Bytes: less than this on the CPU may be Python's own."""


@dataclass
class Way:
    """What one function needs. Bytes are those beyond what was there before it was called."""

    name: str
    peak: int = 0
    held: int = 0
    on_card: bool = False
    forward: int = 0
    backward: int = 0
    model: Totals = field(default_factory=Totals)
    seconds: float | None = None


def examine(name: str, function: Callable[[], Any], time: bool) -> Way:
    """Call a function a few times: to warm it up, to count its memory, its operations, its time."""
    way = Way(name)
    function()
    with profile() as counter:
        function()
    names = [event.name for event in counter.events()]
    way.forward = sum(each.startswith("aten::") for each in names)
    way.backward = sum("evaluate_function" in each for each in names)
    count_memory(way, function)
    if time:
        way.seconds = median(seconds(function) for _ in range(ROUNDS))
    return way


def count_memory(way: Way, function: Callable[[], Any]) -> None:
    """The most bytes in use at once, and those in use while the result is held."""
    there = torch.cuda.is_available()
    outside = tracemalloc.is_tracing()
    gc.collect()
    gc.disable()
    if not outside:
        tracemalloc.start()
    try:
        before, card = tracemalloc.get_traced_memory()[0], torch.cuda.memory_allocated()
        tracemalloc.reset_peak()
        if there:
            torch.cuda.reset_peak_memory_stats()
        with torch.cuda.simulated_tasks() as tasks:
            held = function()
        after, peak = tracemalloc.get_traced_memory()
        way.peak, way.held = rounded(peak - before), rounded(after - before)
        most = torch.cuda.max_memory_allocated() - card
        if most > 0:
            way.on_card, way.peak = True, most
            way.held = torch.cuda.memory_allocated() - card
        del held
    finally:
        gc.enable()
        if not outside:
            tracemalloc.stop()
    way.model = totals(tasks)


def rounded(nbytes: int) -> int:
    """Two places; what may be Python's own is nothing.

    >>> rounded(19_059_361), rounded(942_733), rounded(57_009)
    (19000000, 940000, 0)
    """
    if nbytes < LEAST:
        return 0
    unit = 10 ** (len(str(nbytes)) - 2)
    return round(nbytes / unit) * unit


def seconds(function: Callable[[], Any]) -> float:
    """How long one call takes; an accelerator is waited for."""
    began = perf_counter()
    function()
    if torch.cuda.is_available():
        torch.cuda.synchronize()
    return perf_counter() - began


@dataclass
class Panel:
    """One question, and each way's answer as a bar. `parts`: the names of full and pale."""

    title: str
    bars: list[Bar]
    parts: tuple[str, str] | None = None


class Ways(Stage):
    """See `Ledger.compare`."""

    def __init__(self, ways: Mapping[str, Callable[[], Any]], time: bool = False) -> None:
        if not isinstance(ways, Mapping):
            raise wrong("", ways, 'a dict of functions by name, {"plain": f}')
        for name, function in ways.items():
            if not callable(function):
                raise wrong(f"ways[{name!r}]", function, "a function without arguments")
        if not ways:
            raise ValueError('there is nothing to compare: give functions by name, {"plain": f}')
        self.ways = [examine(name, function, time) for name, function in ways.items()]
        self.chosen = ""
        super().__init__("Ways to compute the same")

    def act(self, name: str, value: Any) -> None:
        if name != "choose":
            super().act(name, value)
        self.chosen = "" if value == self.chosen else str(value)
        self.said = self.story()

    def panel_of(
        self,
        title: str,
        full: Callable[[Way], float],
        words: Callable[[Way], str],
        pale: Callable[[Way], float] = lambda way: 0.0,
        parts: tuple[str, str] | None = None,
    ) -> Panel:
        """A bar for each way."""
        made = [
            Bar(way.name, full(way), pale(way), words(way), way.name, way.name == self.chosen)
            for way in self.ways
        ]
        return Panel(title, made, parts)

    def panels(self) -> list[Panel]:
        """The questions that these ways can be asked."""
        found = [
            self.panel_of(
                "Memory at most", lambda way: way.peak, lambda way: memory(way, way.peak)
            ),
            self.panel_of(
                "Memory still in use at the end", lambda way: way.held,
                lambda way: memory(way, way.held),
            ),
            self.panel_of(
                "Operations run", lambda way: way.forward,
                lambda way: f"{way.forward} + {way.backward}", lambda way: way.backward,
                ("forward", "backward"),
            ),
        ]  # fmt: skip
        if any(way.model.sent or way.model.transfers for way in self.ways):
            found += self.card_panels()
        if any(way.seconds is not None for way in self.ways):
            found.append(
                self.panel_of(
                    "Time, measured on this machine", lambda way: way.seconds or 0.0,
                    lambda way: duration(way.seconds or 0.0),
                )
            )  # fmt: skip
        return found

    def card_panels(self) -> list[Panel]:
        """What the model of the simulated card says; a row of zeros is left out."""
        found = [
            self.panel_of(
                "Journeys over the cable", lambda way: way.model.transfers,
                lambda way: f"{way.model.transfers} with {size(way.model.moved)}",
            ),
            self.panel_of(
                "Orders sent to the card", lambda way: way.model.sent,
                lambda way: f"{way.model.sent} {plural('order', way.model.sent)}",
            ),
            self.panel_of(
                "Time by the model of the simulated card",
                lambda way: way.model.whole, lambda way: modelled(way.model),
                lambda way: way.model.left, ("until the program goes on", "until the card is done"),
            ),
        ]  # fmt: skip
        return [panel for panel in found if any(bar.full or bar.pale for bar in panel.bars)]

    def story(self) -> str:
        """The chosen way against the first one."""
        way = next((way for way in self.ways if way.name == self.chosen), None)
        if way is None:
            return ""
        first = self.ways[0]
        if way is first:
            return f"{way.name} is what the others are compared with."
        told = [
            f"at most {against(memory(way, way.peak), memory(first, first.peak))}",
            f"at the end {against(memory(way, way.held), memory(first, first.held))}",
            against(
                f"{way.forward} + {way.backward} operations", f"{first.forward} + {first.backward}"
            ),
        ]
        return f"{way.name} beside {first.name}: {', '.join(told)}."

    def picture(self) -> svg.Element:
        parts: list[svg.Element] = []
        y = 0.0
        for place, panel in enumerate(self.panels()):
            parts.append(svg.text(16, y + 22, panel.title, "ink strong", 13))
            if panel.parts:
                x = 36 + svg.text_width(panel.title, 13, mono=False) * 1.08
                parts.append(legend(*panel.parts, x, y + 11))
            parts.append(bars(panel.bars, 10, y + 30, key=str(place)))
            y += 40 + ROW * len(panel.bars)
        return svg.picture(WIDTH, y + 6, *parts)

    def words(self) -> str:
        lines = []
        for panel in self.panels():
            of = f" ({' + '.join(panel.parts)})" if panel.parts else ""
            lines += [f"{panel.title}{of}", *(f"  {row.spoken()}" for row in panel.bars)]
        return "\n".join([*lines, self.story()]).rstrip()


def against(mine: str, other: str) -> str:
    """Two figures; one where they are the same."""
    return f"{mine} as well" if mine == other else f"{mine} in place of {other}"


def memory(way: Way, nbytes: int) -> str:
    """Bytes, and how sure they are."""
    if way.on_card:
        return f"{size(nbytes)} on the card"
    return f"about {size(nbytes)}" if nbytes else f"less than {size(LEAST)}"


def modelled(found: Totals) -> str:
    """The program's time, and what the card still does after it."""
    later = f" + {duration(found.left)}" if found.left > 1e-9 else ""
    return duration(found.whole) + later
