"""A light profiler: how often each operation ran, how long it took, how many bytes it made.

    with profile() as prof:
        loss = model(x).sum()
        loss.backward()
    print(prof.key_averages().table(sort_by="self_cpu_time_total", row_limit=10))

Forwards run in a context that keeps NumPy quiet (`nodes.mode.quiet`). The profiler takes that
context's place with one that looks at the clock, so it costs nothing when it is off. It sees the
thread it was started in, one event for each operation that makes a tensor, and one for each node
of a backward; on a GPU it sees how long calls take to be sent.   Source: torch.autograd.profiler.
"""

from __future__ import annotations

import contextlib
import json
import os
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from ..files import write_whole
from ..nodes import mode
from ..walk import Walk

__all__ = ["EventList", "FunctionEvent", "FunctionEventAvg", "profile", "record_function"]

NAME_WIDTH, SHAPES_WIDTH, WIDTH = 55, 80, 12
_running = threading.local()  # .clock: the Clock of this thread's profiler


class FunctionEvent:
    """One call: its name, when it started and how long it took (µs), and the bytes it made."""

    def __init__(self, name: str, start: float, shapes: list[Any]) -> None:
        self.name = self.key = name
        self.start_us, self.end_us = start, start
        self.input_shapes = shapes
        self.thread = threading.get_ident()
        self.cpu_children: list[FunctionEvent] = []
        self.self_cpu_memory_usage = 0
        self.count = 1

    @property
    def cpu_time_total(self) -> float:
        return self.end_us - self.start_us

    cpu_time = cpu_time_total

    @property
    def self_cpu_time_total(self) -> float:
        return self.cpu_time_total - sum(child.cpu_time_total for child in self.cpu_children)

    @property
    def cpu_memory_usage(self) -> int:
        return self.self_cpu_memory_usage + sum(c.cpu_memory_usage for c in self.cpu_children)

    def __repr__(self) -> str:
        return (
            f"<FunctionEvent name={self.name} cpu_time={in_time(self.cpu_time)} "
            f"start_us={self.start_us:.3f} end_us={self.end_us:.3f} "
            f"input_shapes={self.input_shapes} cpu_memory_usage={self.cpu_memory_usage}>"
        )


class FunctionEventAvg:
    """All calls of one name: their number and sums."""

    def __init__(self, key: str, shapes: list[Any]) -> None:
        self.key, self.input_shapes = key, shapes
        self.count = 0
        self.cpu_time_total = self.self_cpu_time_total = 0.0
        self.cpu_memory_usage = self.self_cpu_memory_usage = 0

    def add(self, other: FunctionEvent | FunctionEventAvg) -> FunctionEventAvg:
        self.count += other.count
        self.cpu_time_total += other.cpu_time_total
        self.self_cpu_time_total += other.self_cpu_time_total
        self.cpu_memory_usage += other.cpu_memory_usage
        self.self_cpu_memory_usage += other.self_cpu_memory_usage
        return self

    @property
    def cpu_time(self) -> float:
        """The mean time of a call."""
        return self.cpu_time_total / self.count if self.count else 0.0

    def __repr__(self) -> str:
        return (
            f"<FunctionEventAvg key={self.key} self_cpu_time={in_time(self.self_cpu_time_total)} "
            f"cpu_time={in_time(self.cpu_time)} input_shapes={self.input_shapes} "
            f"cpu_memory_usage={self.cpu_memory_usage}>"
        )


class EventList(list[Any]):
    """Events, or their averages, as a table or a trace."""

    def __init__(self, events: Sequence[Any] = (), memory: bool = False) -> None:
        super().__init__(events)
        self.memory = memory

    @property
    def self_cpu_time_total(self) -> float:
        return float(sum(event.self_cpu_time_total for event in self))

    def key_averages(self, group_by_input_shape: bool = False, **_: Any) -> EventList:
        """The events of each name (and input shapes) added up, in the order they first came."""
        found: dict[Any, FunctionEventAvg] = {}
        for event in self:
            shapes = event.input_shapes if group_by_input_shape else []
            key = event.key, str(shapes)
            found.setdefault(key, FunctionEventAvg(event.key, shapes)).add(event)
        return EventList(list(found.values()), self.memory)

    def total_average(self) -> FunctionEventAvg:
        """All events added up."""
        total = FunctionEventAvg("Total", [])
        for event in self:
            total.add(event)
        return total

    def table(
        self,
        sort_by: str | None = None,
        row_limit: int = 100,
        max_name_column_width: int = NAME_WIDTH,
        max_shapes_column_width: int = SHAPES_WIDTH,
        header: str | None = None,
        **_: Any,
    ) -> str:
        """One line an event, as PyTorch prints it.

        sort_by: an attribute of the events, such as "cpu_time_total" or "self_cpu_memory_usage";
        the largest first. Raises AttributeError for another.
        """
        rows = list(self)
        if not rows:
            return ""
        if sort_by is not None:
            rows.sort(key=lambda event: getattr(event, sort_by), reverse=True)
        names = ["Name", "Self CPU %", "Self CPU", "CPU total %", "CPU total", "CPU time avg"]
        names += ["CPU Mem", "Self CPU Mem"] if self.memory else []
        names += ["# of Calls"]
        widths = [min(max(len(e.key) for e in rows) + 4, max_name_column_width)]
        widths += [WIDTH] * (len(names) - 1)
        with_shapes = any(event.input_shapes for event in rows)
        if with_shapes:
            names.append("Input Shapes")
            longest = max(len(str(e.input_shapes)) for e in rows) + 4
            widths.append(min(longest, max_shapes_column_width))
        total = self.self_cpu_time_total
        body = [self.cells(event, total, widths, with_shapes) for event in rows[:row_limit]]
        bar = line(["-" * width for width in widths], widths)
        title = [] if header is None else ["=" * (len(bar) - 2), header]
        lines = [*title, bar, line(names, widths), bar, *(line(c, widths) for c in body), bar]
        return "\n".join(lines) + f"\nSelf CPU time total: {in_time(total)}\n"

    def cells(self, event: Any, total: float, widths: list[int], with_shapes: bool) -> list[str]:
        """One line of the table."""
        found = [shortened(event.key, widths[0])]
        for spent in (event.self_cpu_time_total, event.cpu_time_total):
            found += [f"{100 * spent / total if total else 0:.2f}%", in_time(spent)]
        found.append(in_time(event.cpu_time))
        if self.memory:
            found += [in_bytes(event.cpu_memory_usage), in_bytes(event.self_cpu_memory_usage)]
        found.append(str(event.count))
        return [*found, shortened(str(event.input_shapes), widths[-1])] if with_shapes else found

    def export_chrome_trace(self, path: str | os.PathLike[str]) -> None:
        """Write the events for chrome://tracing: the whole file, or none when something fails."""
        trace = [
            {
                "name": event.name,
                "ph": "X",
                "ts": event.start_us,
                "dur": event.cpu_time_total,
                "pid": "CPU functions",
                "tid": event.thread,
                "args": {"bytes": event.cpu_memory_usage, "Input Dims": event.input_shapes},
            }
            for event in self
        ]
        write_whole(path, json.dumps({"traceEvents": trace}).encode())

    def __str__(self) -> str:
        return self.table()


# ---------------------------------------------------------------------------------- recording


class Clock:
    """Stands where the quiet context stood, and notes what runs in it and for how long."""

    def __init__(self, quiet: Any, shapes: bool) -> None:
        self.quiet, self.shapes = quiet, shapes
        self.events: list[FunctionEvent] = []
        self.open: list[FunctionEvent] = []

    def copy(self) -> Clock:
        """What callers do to a context before they run something in it."""
        return self

    def run(self, function: Callable[..., Any], *args: Any, **keywords: Any) -> Any:
        """Run a forward in the quiet context, or the steps of a walk back where they are."""
        walk = getattr(function, "__self__", None)
        if isinstance(walk, Walk):
            with self.noted("autograd::engine::backward"):
                return self.steps(walk, *args)
        shapes = [list(getattr(a, "shape", ())) for a in args] if self.shapes else []
        with self.noted(f"aten::{function.__name__.strip('_')}", shapes) as event:
            result = self.quiet.copy().run(function, *args, **keywords)
        for array in result if isinstance(result, tuple) else (result,):
            if getattr(array, "base", None) is None:  # a view makes no bytes
                event.self_cpu_memory_usage += getattr(array, "nbytes", 0)
        return result

    def steps(self, walk: Any, grads: Sequence[Any]) -> None:
        """The steps of a walk, each noted under its node's name."""
        visit = walk.visit

        def noted(node: Any) -> None:
            with self.noted(f"autograd::engine::evaluate_function: {node.name()}"):
                visit(node)

        walk.visit = noted
        try:
            walk.steps(grads)
        finally:
            del walk.visit

    @contextlib.contextmanager
    def noted(self, name: str, shapes: Sequence[Any] = ()) -> Any:
        """An event for a block, inside the event that is open."""
        event = FunctionEvent(name, time.perf_counter_ns() / 1000, list(shapes))
        self.events.append(event)
        if self.open:
            self.open[-1].cpu_children.append(event)
        self.open.append(event)
        try:
            yield event
        finally:
            event.end_us = time.perf_counter_ns() / 1000
            self.open.pop()


class profile:
    """Note every operation of a block.

    enabled: False makes the block an ordinary one.   record_shapes: note the inputs' shapes.
    profile_memory: show the bytes in tables. The other options of PyTorch are accepted.
    Raises RuntimeError when a block is entered twice.   Source: torch.autograd.profiler.profile.
    """

    def __init__(
        self,
        enabled: bool = True,
        *,
        record_shapes: bool = False,
        profile_memory: bool = False,
        **_: Any,
    ) -> None:
        self.enabled, self.record_shapes, self.profile_memory = (
            enabled,
            record_shapes,
            profile_memory,
        )
        self.entered = False
        self.clock: Clock | None = None
        self.function_events: EventList | None = None

    def __enter__(self) -> Any:
        if self.enabled:
            if self.entered:
                raise RuntimeError("Profiler context manager is not reentrant")
            self.entered = True
            self.begin()
        return self

    def __exit__(self, *error: object) -> None:
        if self.enabled:
            self.end()

    def begin(self) -> None:
        """Put the clock in its place."""
        if isinstance(mode.quiet, Clock):
            raise RuntimeError("Profiler is already enabled on this thread")
        self.clock = Clock(mode.quiet, self.record_shapes)
        mode.quiet = self.clock  # type: ignore[assignment]
        _running.clock = self.clock

    def end(self) -> None:
        """Put the quiet context back."""
        if self.clock is not None:
            mode.quiet, _running.clock = self.clock.quiet, None
            self.function_events = EventList(self.clock.events, self.profile_memory)
            self.clock = None

    def events(self) -> EventList:
        """What was noted. Raises AssertionError before the block has ended."""
        if self.function_events is None:
            raise AssertionError("Profiler didn't finish running")
        return self.function_events

    def key_averages(self, group_by_input_shape: bool = False, **options: Any) -> EventList:
        """See `EventList.key_averages`."""
        return self.events().key_averages(group_by_input_shape, **options)

    def total_average(self) -> FunctionEventAvg:
        """See `EventList.total_average`."""
        return self.events().total_average()

    def table(self, sort_by: str | None = None, row_limit: int = 100, **options: Any) -> str:
        """See `EventList.table`."""
        return self.events().table(sort_by, row_limit, **options)

    def export_chrome_trace(self, path: str | os.PathLike[str]) -> None:
        """See `EventList.export_chrome_trace`."""
        self.events().export_chrome_trace(path)

    @property
    def self_cpu_time_total(self) -> float:
        """The time of all events, µs."""
        return self.events().self_cpu_time_total

    def __str__(self) -> str:
        return "<unfinished profile>" if self.function_events is None else str(self.function_events)


class record_function(contextlib.ContextDecorator):
    """A name of your own for a block of a profile; nothing without a profiler.

    Source: torch.autograd.profiler.record_function.
    """

    def __init__(self, name: str, args: str | None = None) -> None:
        self.name, self.args = name, args
        self.blocks: list[Any] = []

    def __enter__(self) -> record_function:
        clock = getattr(_running, "clock", None)
        block = contextlib.nullcontext() if clock is None else clock.noted(self.name)
        block.__enter__()
        self.blocks.append(block)
        return self

    def __exit__(self, *error: Any) -> None:
        self.blocks.pop().__exit__(None, None, None)


# ------------------------------------------------------------------------------------ printing


def line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "".join(f"{cell:>{width}}  " for cell, width in zip(cells, widths, strict=True))


def shortened(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 3] + "..."


def in_time(us: float) -> str:
    """Microseconds as people read them."""
    for unit, name in ((1e6, "s"), (1e3, "ms")):
        if us >= unit:
            return f"{us / unit:.3f}{name}"
    return f"{us:.3f}us"


def in_bytes(count: int) -> str:
    """Bytes as people read them."""
    for power, name in ((30, "GB"), (20, "MB"), (10, "KB")):
        if abs(count) >= 1 << power:
            return f"{count / (1 << power):.2f} {name}"
    return f"{count} B"
