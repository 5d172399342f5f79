"""The ledger of one block of code: who keeps how much for backward, when, and what it costs.

    with Ledger() as ledger:
        loss = model(x).sum()
        loss.backward()
    ledger

Bytes, counts and the simulated card's clock are the same on any machine. What was measured (with
`time=True`) stands in a view of its own.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

import tutorgrad as torch
from course.drawing import svg
from course.graph.reading import caller_scope
from course.widgets.controls import Choice, Control, Slider
from course.widgets.ledger import times
from course.widgets.ledger.bars import ROW, WIDTH, Bar, bars, legend, shortened, size
from course.widgets.ledger.book import Book, Entry, Line, Moment
from course.widgets.ledger.lanes import lanes, lanes_words, plural
from course.widgets.ledger.ways import Ways
from course.widgets.stage import Stage
from tutorgrad.profiler import profile

__all__ = ["Ledger"]

MEMORY, DEVICES, TIME = "memory", "devices", "time"
MOST_BARS, MOST_TENSORS = 12, 8
OWN, YOURS = "the graph alone keeps it", "you hold it too (parameter, variable)"
CURVE = 70.0


class Ledger(Stage):
    """Who keeps how much memory for backward, when, and what a block of code costs.

        with Ledger() as ledger:
            loss = model(x).sum()
            loss.backward()
        ledger

    `Ledger.compare({"plain": f, "checkpoint": g})` shows several ways side by side.

    time: note also how long each operation takes. The figures differ from run to run.
    It watches the thread that opens it: a trainer in the background is not in it.
    Inside the block tensors that operations save are watched by hooks, so a checkpoint, which has
    hooks of its own, does not show here: compare it with `Ledger.compare`.
    Raises RuntimeError where a ledger is entered a second time.
    """

    def __init__(self, time: bool = False) -> None:
        self.timed, self.book = time, Book()
        self.moments = [Moment([], 0)]
        self.moment, self.chosen, self.view = 0, "", MEMORY
        self._looked: tuple[int, list[Line]] = (-1, [])
        self.tasks: list[Any] = []
        self.rows: list[times.Row] = []
        self.stack = contextlib.ExitStack()
        super().__init__("Ledger of memory and time")

    @staticmethod
    def compare(ways: Mapping[str, Callable[[], Any]], time: bool = False) -> Ways:
        """Show what each of several ways to compute something needs: memory, operations, transfers.

        ways: functions without arguments, by name. Each is called four times, so it must do the
        same every time; what it returns is held while its memory is counted.
        time: measure also how long each takes on this machine.
        Memory on the CPU is that of all threads: pause a trainer that runs in the background first.
        Raises TypeError for what is no dict of functions, ValueError for an empty one.
        """
        return Ways(ways, time)

    def __enter__(self) -> Ledger:
        if self.book.closed:
            raise RuntimeError("this ledger is full: make a new one, with Ledger() as ledger")
        self.tasks = self.stack.enter_context(torch.cuda.simulated_tasks())
        profiler = self.stack.enter_context(profile(enabled=True)) if self.timed else None
        self.profiler = profiler
        self.book.open()
        return self

    def __exit__(self, kind: object, *error: object) -> None:
        scope = caller_scope()
        # an error in the block is the one to show, not one of ours that follows from it
        with contextlib.suppress(*([Exception] if kind else [])):
            try:
                self.book.close(scope)
            finally:
                self.stack.close()
            self.evaluate()

    def evaluate(self) -> None:
        """What was written down, ready to be shown: first the moment at which most is kept."""
        self.moments = self.book.moments()
        self.moment, self._looked = self.moments.index(self.peak()), (-1, [])
        if self.profiler is not None:
            self.rows = times.rows(self.profiler.events(), self.book.pauses)
        self.view = MEMORY if len(self.moments) > 1 or not self.tasks else DEVICES
        self.refresh()

    # -------------------------------------------------------------- what can be done

    def views(self) -> list[str]:
        """What there is to look at."""
        return [MEMORY, *([DEVICES] if self.tasks else []), *([TIME] if self.timed else [])]

    def controls(self) -> Sequence[Control]:
        found: list[Control] = []
        if len(self.views()) > 1:
            found.append(Choice("view", "Look at", key="v", options=self.views(), value=self.view))
        if self.view == MEMORY and len(self.moments) > 1:
            last = len(self.moments) - 1
            shown = f"after {self.moment} of {last}"
            found.append(
                Slider(
                    "moment", "Moment", maximum=last, value=self.moment, keys="bn", play=400,
                    shown=shown, hint="One step for each operation that saves or lets go",
                )
            )  # fmt: skip
        return found

    def act(self, name: str, value: Any) -> None:
        if name == "view":
            self.view = value
        elif name == "moment":
            self.moment = min(max(int(value), 0), len(self.moments) - 1)
            self.said = self.headline()
        elif name == "choose":
            self.chosen = "" if value == self.chosen else str(value)
            self.said = self.story()
        else:
            super().act(name, value)

    # -------------------------------------------------------------- the memory

    def lines(self) -> list[Line]:
        """Who keeps what at the chosen moment; looked up once for all that is said of it."""
        if self._looked[0] != self.moment:
            self._looked = self.moment, self.book.lines(self.moments[self.moment].kept)
        return self._looked[1]

    @cached_property
    def _longest(self) -> int:
        """The longest bar when most is kept: it sets the scale of every moment."""
        return max((line.total for line in self.book.lines(self.peak().kept)), default=0)

    def headline(self) -> str:
        """The sum at the chosen moment, in one sentence."""
        lines = self.lines()
        own, yours = (sum(getattr(line, part) for line in lines) for part in ("own", "yours"))
        return (
            f"Kept for backward after {self.moment} of {len(self.moments) - 1}: {size(own + yours)}"
            f" = {size(own)} by the graph alone + {size(yours)} that you hold too."
        )

    def bars(self) -> list[Bar]:
        """One bar for each operation; the smallest together, where they are many."""
        lines = self.lines()
        found = [
            Bar(named(line), line.own, line.yours, amount(line), line.operation,
                line.operation == self.chosen)
            for line in lines[:MOST_BARS]
        ]  # fmt: skip
        if rest := lines[MOST_BARS:]:
            own, yours = sum(line.own for line in rest), sum(line.yours for line in rest)
            found.append(Bar(f"{len(rest)} others", own, yours, size(own + yours)))
        return found

    def details(self) -> list[str]:
        """What the chosen operation keeps, one tensor a line."""
        line = next((line for line in self.lines() if line.operation == self.chosen), None)
        if line is None:
            return [f"{self.chosen} keeps nothing at this moment."] if self.chosen else []
        told = Counter(tensor(entry, again) for entry, again in line.entries)
        found = [f"{count} times {words}" if count > 1 else words for words, count in told.items()]
        more = [f"and {len(found) - MOST_TENSORS} more"] if len(found) > MOST_TENSORS else []
        return [f"{named(line)} keeps:", *found[:MOST_TENSORS], *more]

    def story(self) -> str:
        """What was chosen, in one sentence."""
        lines = {line.operation: line for line in self.lines()}
        if self.chosen not in lines:
            return " ".join(self.details())
        line = lines[self.chosen]
        count = len(line.entries)
        return f"{named(line)} keeps {count} {plural('tensor', count)}: {amount(line)}."

    @cached_property
    def _rise(self) -> tuple[list[tuple[float, float]], list[svg.Element]]:
        """How the sum rises and falls: a point for each moment, and what is drawn of it."""
        sums = [each.total for each in self.moments]
        top, last = max([*sums, 1]), max(len(sums) - 1, 1)
        x0, width = 20.0, WIDTH - 60
        place = [(x0 + width * i / last, CURVE * (1 - total / top)) for i, total in enumerate(sums)]
        steps = [place[0]]
        for x, high in place[1:]:
            steps += [(x, steps[-1][1]), (x, high)]
        words = (
            f"the sum over the whole block: at most {size(max(sums))}, at the end {size(sums[-1])}"
        )
        return place, [
            svg.text(x0, -8, words, "muted", 12),
            svg.path([(x0, CURVE), *steps, (x0 + width, CURVE)], "soft-blue", closed=True),
            svg.path(steps, "line-blue", stroke_width=1.5),
            svg.line(x0, CURVE, x0 + width, CURVE),
        ]

    def curve(self, y: float) -> svg.Element:
        """The sum over the block, with a mark at the chosen moment."""
        place, drawn = self._rise
        here = place[self.moment]
        return svg.group(
            *drawn,
            svg.line(here[0], -2, here[0], CURVE, "line-orange", stroke_width=2),
            svg.circle(*here, 4.5, "fill-orange"),
            y=y,
        )

    # -------------------------------------------------------------- picture and words

    def picture(self) -> svg.Element:
        if self.view == DEVICES:
            drawn, high = lanes(self.tasks, 20)
            return svg.picture(WIDTH, high + 22, drawn)
        if self.view == TIME:
            return times.picture(self.rows)
        rows, details = self.bars(), self.details()
        parts = [svg.text(16, 22, self.headline(), "ink strong", 13)]
        if not rows:
            parts.append(svg.text(16, 46, self.nothing(), "muted", 12))
        else:
            parts.append(legend(OWN, YOURS, 16, 34))
            parts.append(bars(rows, 10, 58, top=self._longest))
        y = 66.0 + ROW * len(rows)
        for place, words in enumerate(details):
            look = "ink strong" if place == 0 else "ink"
            parts.append(svg.text(26, y + 14 + 18 * place, shortened(words, 104), look, 11.5))
        y += 18 * len(details) + 34
        if len(self.moments) > 1:
            parts.append(self.curve(y))
            y += CURVE + 14
        return svg.picture(WIDTH, y, *parts)

    def peak(self) -> Moment:
        """What is kept when most is kept; of equals, where most tensors are."""
        return max(self.moments, key=lambda each: (each.total, len(each.kept)))

    def nothing(self) -> str:
        """Why there is no bar."""
        if len(self.moments) > 1:
            return "Nothing is kept at this moment."
        return "No operation kept anything: nothing was recorded, or a checkpoint took it."

    def words(self) -> str:
        if self.view == DEVICES:
            return lanes_words(self.tasks)
        if self.view == TIME:
            return times.words(self.rows)
        rows = [row.spoken() for row in self.bars()]
        lines = [self.headline(), *(rows or [self.nothing()])]
        if rows:
            lines.insert(1, f"(Full bar: {OWN}. Pale bar: {YOURS}.)")
        lines += self.details()
        if len(self.moments) > 1:
            sums = [each.total for each in self.moments]
            lines.append(
                f"the sum over the whole block: at most {size(max(sums))}, "
                f"at the end {size(sums[-1])}"
            )
        return "\n".join(lines)


def named(line: Line) -> str:
    """The operation, and how many of them there are."""
    return f"{line.operation} ×{len(line.numbers)}" if len(line.numbers) > 1 else line.operation


def tensor(entry: Entry, again: bool) -> str:
    """One kept tensor; `again`: its memory was counted before."""
    shape = "×".join(map(str, entry.shape)) or "one number"
    device = "" if entry.device == "cpu" else f" on {entry.device}"
    counted = ", counted already" if again else ""
    slot = f"_saved_{entry.slot}" if entry.slot.isidentifier() else entry.slot or "a tensor"
    of = f"{shape} {entry.dtype}{device}, {size(entry.nbytes)}{counted}"
    return f"{slot}: {of}: {entry.words()}"


def amount(line: Line) -> str:
    """The numbers behind a bar."""
    parts = [size(part) for part in (line.own, line.yours) if part] or [size(0)]
    shared = f" ({size(line.shared)} counted already)" if line.shared else ""
    return " + ".join(parts) + shared
