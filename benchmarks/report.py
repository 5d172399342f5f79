"""The run in words: tables in Markdown, what was aimed at and what was reached."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from .engines import ENGINES
from .measure import Row
from .workloads import WORKLOADS

IMPORT_TARGET = 1.3
FLAT = 2.0  # the longest chain's time per operation over the shortest's, at most
GROWTH_KIB = 0.1  # per step: below what the resolution of pages lets one see


@dataclass
class Run:
    """All that one run found."""

    engines: list[str]
    threads: int
    clock: str
    machine: dict[str, str]
    conditions: dict[str, dict[str, str]]
    rows: list[Row] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    judged: bool = True  # wall time on a busy machine is not

    def row(self, name: str) -> Row | None:
        """The row of a workload, if it was run."""
        return next((row for row in self.rows if row.name == name), None)

    @property
    def timed(self) -> list[Row]:
        """The rows whose figures are ratios."""
        return [r for r in self.rows if r.name in WORKLOADS and not WORKLOADS[r.name].operations]

    @property
    def chains(self) -> list[Row]:
        """The rows of the chains of growing length."""
        return [r for r in self.rows if r.name in WORKLOADS and WORKLOADS[r.name].operations]


@dataclass(frozen=True)
class Verdict:
    """One aim: which figure of which engine, what it was, and what it should be at most.

    rounds: between what values the middle half of the rounds lies, where there are rounds.
    """

    title: str
    engine: str
    figure: str
    value: float | None
    target: float
    rounds: tuple[float, float] | None = None

    @property
    def words(self) -> str:
        """met, missed, unclear if the rounds do not agree, or a dash where there is no figure."""
        if self.value is None:
            return "–"
        if self.rounds and self.rounds[0] <= self.target < self.rounds[1]:
            return "unclear"
        return "met" if self.value <= self.target else "**missed**"


def verdict(
    row: Row, engine: str, other: str, figure: str, target: float, title: str = ""
) -> Verdict:
    """The aim for the time of one engine over that of another."""
    value, rounds = row.ratio(engine, other), row.ratios(engine, other)
    return Verdict(title or row.title, engine, figure, value, target, rounds)


def verdicts(run: Run) -> Iterator[Verdict]:
    """Every aim that this run can say something about."""
    for row in run.timed:
        for engine, targets in WORKLOADS[row.name].targets.items():
            for other, target in targets.items():
                if engine in run.engines and other in run.engines:
                    yield verdict(row, engine, other, f"/ {other}", target)
    for row in [*run.timed, *run.chains]:
        peers = [name for name in row.rounds if ENGINES[name].peer and ENGINES[name].eager]
        if peers and "tutorgrad" in row.rounds:
            best = min(peers, key=lambda name: row.median(name) or 0.0)
            yield verdict(row, "tutorgrad", best, f"/ {best}, the fastest peer", 1.0)
    yield from verdicts_apart(run)


def verdicts_apart(run: Run) -> Iterator[Verdict]:
    """The aims of depth, memory and import."""
    steps = {row.name: per_operation(row, "tutorgrad") for row in run.chains}
    if len(steps) > 1:
        shortest, *_, longest = steps.values()
        value = longest / shortest if shortest and longest else None
        title = "time per operation, longest chain / shortest"
        yield Verdict(title, "tutorgrad", "ratio", value, FLAT)
    memory = run.row("memory")
    if memory and "tutorgrad" in memory.extra:
        growth = memory.extra["tutorgrad"]["growth"] / 1024
        yield Verdict("memory left by a step", "tutorgrad", "KiB", growth, GROWTH_KIB)
    imports = run.row("import")
    if imports and "tutorgrad" in imports.rounds:
        yield verdict(imports, "tutorgrad", "numpy", "/ import numpy", IMPORT_TARGET, "import")


def per_operation(row: Row, engine: str) -> float | None:
    """Microseconds for one operation of a chain."""
    seconds = row.median(engine)
    return None if seconds is None else seconds / WORKLOADS[row.name].operations * 1e6


# ---------------------------------------------------------------- Markdown


def number(value: float | None) -> str:
    """Three digits, or a dash."""
    if value is None:
        return "–"
    return (
        f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}" if value >= 10 else f"{value:.2f}"
    )


def duration(seconds: float) -> str:
    """Seconds, milliseconds or microseconds, three digits."""
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e6:.3g} µs"


def table(head: list[str], lines: Iterable[list[str]], words: int = 1) -> str:
    """A Markdown table: so many columns of words, then figures."""
    rule = "|" + "---|" * words + "---:|" * (len(head) - words)
    rows = ["| " + " | ".join(line) + " |" for line in [head, *lines]]
    return "\n".join([rows[0], rule, *rows[1:]])


def cell(row: Row, engine: str, value: float | None, show: Any = number) -> str:
    """A figure; `error` for an engine that failed or disagrees; a dash where it has none."""
    if engine in row.wrong:
        return "**error**"
    return "–" if value is None else str(show(value))


def ratios(run: Run, other: str) -> str:
    """The table of times, each divided by that of one engine."""
    head = [f"time / {other}", *run.engines, f"{other} takes"]
    lines = []
    for row in run.timed:
        base = row.median(other)
        if base is not None:
            cells = [cell(row, name, row.ratio(name, other)) for name in run.engines]
            lines.append([row.title, *cells, duration(base)])
    return table(head, lines) if lines else ""


def chains(run: Run) -> str:
    """Microseconds for one operation, by the length of the chain."""
    lines = [
        [row.title, *(cell(row, name, per_operation(row, name)) for name in run.engines)]
        for row in run.chains
    ]
    return table(["µs for one operation, forward and backward", *run.engines], lines)


def memory(row: Row) -> str:
    """What a step leaves behind."""
    head = [row.title, "grows by KiB/step", "unreachable objects", "resident MiB"]
    lines = [
        [name, f"{e['growth'] / 1024:.2f}", str(e["unreachable"]), f"{e['resident'] / 2**20:.0f}"]
        for name, e in row.extra.items()
    ]
    return table(head, lines)


def imports(row: Row) -> str:
    """How long an import takes."""
    head = ["import", "/ numpy", "processor", "wall"]
    lines = [
        [
            name,
            number(row.ratio(name, "numpy")),
            duration(row.median(name) or 0.0),
            duration(statistics.median(row.extra[name]["wall"])),
        ]
        for name in row.rounds
    ]
    return table(head, lines)


def reasons(run: Run) -> list[str]:
    """Why a cell has no figure: one line per reason."""
    lines = []
    for kind, word in (("wrong", "error,"), ("absent", "dash,")):
        seen: dict[tuple[str, str], list[str]] = {}
        for row in run.rows:
            for engine, why in getattr(row, kind).items():
                seen.setdefault((engine, why), []).append(row.name)
        for (engine, why), names in seen.items():
            where = "everywhere" if len(names) == len(run.rows) else ", ".join(names)
            lines.append(f"- {word} {engine}: {why} ({where})")
    return lines


def targets(run: Run) -> str:
    """The table of aims."""
    head = ["aim (below is better)", "engine", "figure", "verdict", "reached", "at most"]
    lines = [
        [
            *(v.title, v.engine, v.figure, v.words if run.judged else "not judged"),
            *(number(v.value), f"{v.target:.2f}"),
        ]
        for v in verdicts(run)
    ]
    return table(head, lines, words=4) if lines else ""


def circumstances(run: Run) -> str:
    """What the run was made on."""
    facts = {**run.machine, "threads": str(run.threads), "time": f"{run.clock} time, medians"}
    lines = [f"- {name}: {value}" for name, value in facts.items()]
    head = ["engine", "version", "BLAS", "freed memory", "what it is"]
    rows = [
        [name, c["version"], c["blas"], c["freed memory"], ENGINES[name].note]
        for name, c in run.conditions.items()
    ]
    return "\n".join(lines) + "\n\n" + table(head, rows, words=5)


def markdown(run: Run, picture: str | None = None) -> str:
    """The whole report."""
    parts = ["# Benchmarks", *(f"> Warning: {text}" for text in run.warnings)]
    if picture:
        parts.append(f"![{alt_text(run)}]({picture})")
    parts += [targets(run), ratios(run, "torch"), ratios(run, "numpy")]
    parts += [chains(run) if run.chains else ""]
    for name, show in (("memory", memory), ("import", imports)):
        row = run.row(name)
        if row:
            parts.append(show(row))
    why = reasons(run)
    parts += ["No figure because:\n\n" + "\n".join(why) if why else "", circumstances(run)]
    return "\n\n".join(part for part in parts if part) + "\n"


def alt_text(run: Run) -> str:
    """The picture in one sentence; the tables below it have its numbers."""
    known = [r for row in run.timed if (r := row.ratio("tutorgrad", "torch")) is not None]
    if not known:
        return "Times of the engines, a line per workload."
    return (
        "Time of each engine divided by PyTorch's, a line per workload, on a logarithmic scale: "
        f"tutorgrad lies left of 1 (faster) on {sum(r < 1 for r in known)} of {len(known)} lines, "
        f"between {number(min(known))} and {number(max(known))}."
    )
