"""The comparison: engines checked against each other, then timed in turns."""

from __future__ import annotations

import contextlib
import math
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from .engines import Engine, environment
from .processes import ROOT, Failure, Worker
from .workload import Workload
from .workloads import MEMORY_WORKLOAD

BUILD_LIMIT = 120.0  # seconds for import, building and the first steps
STEP_LIMIT = 5.0  # an engine whose step takes longer is left out, with what it took
NOISE = 0.15  # rounds that spread wider say that the machine was busy


@dataclass(frozen=True)
class Plan:
    """How long to measure: rounds of so many seconds each for every engine, and so on."""

    threads: int
    rounds: int
    seconds: float
    memory_steps: int
    import_rounds: int

    @property
    def clock(self) -> str:
        """Processor time is fair on a busy machine; with two threads only wall time says much."""
        return "processor" if self.threads == 1 else "wall"


@dataclass
class Row:
    """A workload's figures: seconds for each round of each engine, or why there are none."""

    name: str
    title: str
    rounds: dict[str, list[float]] = field(default_factory=dict)
    absent: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)
    extra: dict[str, dict[str, Any]] = field(default_factory=dict)

    def median(self, engine: str) -> float | None:
        """Seconds for one step: the median of the rounds."""
        return statistics.median(self.rounds[engine]) if self.rounds.get(engine) else None

    def ratio(self, engine: str, other: str) -> float | None:
        """How long an engine takes, the other one being 1."""
        mine, base = self.median(engine), self.median(other)
        return mine / base if mine is not None and base else None

    def spread(self, engine: str) -> float:
        """The middle half of the rounds, as a part of their median."""
        low, high = middle_half(self.rounds[engine])
        return (high - low) / statistics.median(self.rounds[engine])

    def ratios(self, engine: str, other: str) -> tuple[float, float] | None:
        """Between what ratios the middle half of the rounds lies, each engine's beside the other's
        of the same round.
        """
        both = self.rounds.get(engine, []), self.rounds.get(other, [])
        found = [mine / base for mine, base in zip(*both, strict=False) if base]
        return middle_half(found) if found else None

    def fail(self, engine: str, failure: Failure) -> None:
        """Note that an engine has no figures here: a fault is an error, a refusal a dash."""
        self.rounds.pop(engine, None)
        (self.wrong if failure.wrong else self.absent)[engine] = str(failure)


def middle_half(numbers: list[float]) -> tuple[float, float]:
    """The quartiles; of fewer than four numbers the least and the greatest."""
    if len(numbers) < 4:
        return min(numbers), max(numbers)
    low, _, high = statistics.quantiles(numbers, n=4)
    return low, high


def measure(
    workload: Workload, engines: Iterable[Engine], plan: Plan, tell: Callable[[str], None]
) -> Row:
    """Run a workload through the engines, round by round in turns."""
    row = Row(workload.name, workload.title)
    with contextlib.ExitStack() as stack:
        workers: dict[str, Worker] = {}
        found: dict[str, list[list[float]]] = {}
        for engine in engines:
            tell(f"{engine.name} starts")
            refusal = engine.refusal(workload)
            if refusal:
                row.absent[engine.name] = refusal
                continue
            worker = stack.enter_context(Worker(engine, plan.threads))
            try:
                answer = worker.ask("build", BUILD_LIMIT, workload=workload.name)
                found[engine.name] = answer["numbers"]
                workers[engine.name] = worker
            except Failure as failure:
                row.fail(engine.name, failure)
                worker.stop()
        row.wrong.update(disagreements(found, workload.tolerance))
        right = {name: worker for name, worker in workers.items() if name not in row.wrong}
        time_in_turns(row, right, plan, tell)
    return row


def disagreements(found: dict[str, list[list[float]]], tolerance: float) -> dict[str, str]:
    """The engines whose numbers differ from those of most others, and where they first do."""

    def first_difference(mine: list[list[float]], other: list[list[float]]) -> str:
        for step, (a, b) in enumerate(zip(mine, other, strict=True), 1):
            if len(a) != len(b):
                return f"step {step} gives {len(a)} numbers, not {len(b)}"
            for x, y in zip(a, b, strict=True):
                if not math.isclose(x, y, rel_tol=tolerance, abs_tol=1e-6):
                    return f"step {step} gives {x:.6g}, not {y:.6g}"
        return ""

    def agreeing(name: str) -> int:
        return sum(not first_difference(found[name], other) for other in found.values())

    if not found:
        return {}
    reference = max(found, key=agreeing)  # the first of those that most agree with
    differences = {name: first_difference(found[name], found[reference]) for name in found}
    return {name: f"{text} (as {reference} has it)" for name, text in differences.items() if text}


def time_in_turns(
    row: Row, workers: dict[str, Worker], plan: Plan, tell: Callable[[str], None]
) -> None:
    """Time every engine once a round; who begins changes from round to round."""
    steps: dict[str, int] = {}
    for name, worker in workers.items():
        tell(f"{name} warms up")
        try:
            one = worker.ask("run", BUILD_LIMIT, steps=1)[plan.clock]
            if one < plan.seconds / 3:  # the first may have been slow: once more
                one = worker.ask("run", BUILD_LIMIT, steps=3)[plan.clock] / 3
            if one > STEP_LIMIT:
                raise Failure(f"one step takes {one:.0f} s", wrong=False)
            steps[name] = max(1, round(plan.seconds / max(one, 1e-6)))
        except Failure as failure:
            row.fail(name, failure)
    for turn in range(plan.rounds):
        names = list(steps)
        shift = turn % max(1, len(names))
        for name in names[shift:] + names[:shift]:
            tell(f"round {turn + 1} of {plan.rounds}: {name}")
            try:
                taken = workers[name].ask("run", BUILD_LIMIT, steps=steps[name])[plan.clock]
                row.rounds.setdefault(name, []).append(taken / steps[name])
            except Failure as failure:
                row.fail(name, failure)
                del steps[name]


def measure_memory(engines: Iterable[Engine], plan: Plan, tell: Callable[[str], None]) -> Row:
    """What the autograd net leaves behind over many steps, the garbage collector off."""
    row = Row("memory", f"{plan.memory_steps:,} steps of {MEMORY_WORKLOAD.title}")
    for engine in engines:
        tell(engine.name)
        refusal = engine.refusal(MEMORY_WORKLOAD)
        if refusal:
            row.absent[engine.name] = refusal
            continue
        with Worker(engine, plan.threads) as worker:
            try:
                worker.ask("build", BUILD_LIMIT, workload=MEMORY_WORKLOAD.name)
                row.extra[engine.name] = worker.ask("memory", 600, steps=plan.memory_steps)
            except Failure as failure:
                row.fail(engine.name, failure)
    return row


def measure_imports(engines: Iterable[Engine], plan: Plan, tell: Callable[[str], None]) -> Row:
    """A whole process that imports an engine's module, and nothing else."""
    row = Row("import", "a process that imports it")
    engines = list(engines)
    modules = list(dict.fromkeys(engine.module for engine in engines if engine.installed))
    row.absent.update({e.name: "not installed" for e in engines if not e.installed})
    for turn in range(plan.import_rounds + 1):
        for module in list(modules):
            tell(f"round {turn} of {plan.import_rounds}: {module}")
            try:
                processor, wall = import_time(module, plan.threads)
            except subprocess.CalledProcessError as error:
                row.wrong[module] = f"its import ended with status {error.returncode}"
                modules.remove(module)
                continue
            if turn:  # the first one compiles to bytecode and fills the file cache
                row.rounds.setdefault(module, []).append(processor)
                row.extra.setdefault(module, {"wall": []})["wall"].append(wall)
    return row


def import_time(module: str, threads: int) -> tuple[float, float]:
    """Processor and wall time of `python -c "import module"`."""
    before, start = children_time(), time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", f"import {module}"],
        cwd=ROOT,
        env=environment(threads),
        check=True,
        stderr=subprocess.DEVNULL,
    )
    wall, processor = time.perf_counter() - start, children_time() - before
    return processor or wall, wall


def children_time() -> float:
    """Processor time of the processes that have ended, in seconds (0 where nobody counts it)."""
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    used = resource.getrusage(resource.RUSAGE_CHILDREN)  # os.times() counts in steps of 10 ms
    return used.ru_utime + used.ru_stime


def conditions_of(engines: Iterable[Engine], plan: Plan) -> dict[str, dict[str, str]]:
    """What each engine's process runs on."""
    found = {}
    for engine in engines:
        if engine.installed:
            with Worker(engine, plan.threads) as worker, contextlib.suppress(Failure):
                found[engine.name] = worker.ask("conditions", BUILD_LIMIT)["conditions"]
    return found


def busy(load: float, plan: Plan) -> bool:
    """Whether others were at work before the run: by the load average, this run's threads added."""
    return load + plan.threads > (os.cpu_count() or 1) + 0.5


def warnings_about(rows: Iterable[Row], load: float, plan: Plan) -> list[str]:
    """Why the figures may be worth less: the machine was busy, or the rounds differ."""
    found = []
    if busy(load, plan):
        found.append(f"load average {load:.1f} before the run: the machine was not quiet")
        if plan.clock == "wall":
            found.append("wall time on a busy machine says little: run again when it is quiet")
    spreads = {f"{row.name} {name}": row.spread(name) / 2 for row in rows for name in row.rounds}
    wide = [name for name in sorted(spreads, key=lambda n: -spreads[n]) if spreads[name] > NOISE]
    if wide:
        most = ", ".join(f"{name} ±{spreads[name]:.0%}" for name in wide[:5])
        found.append(f"{len(wide)} figures with rounds that differ, the most: {most}")
    return found
