"""`python -m benchmarks`: run workloads through engines and compare."""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import platform
import signal
import sys
import time
from pathlib import Path

from .engines import DEFAULT, ENGINES, Engine, processor
from .measure import (
    Plan,
    Row,
    busy,
    conditions_of,
    measure,
    measure_imports,
    measure_memory,
    warnings_about,
)
from .report import Run, markdown
from .workloads import SPECIAL, WORKLOADS


def parser() -> argparse.ArgumentParser:
    """The command line."""
    names = ", ".join([*WORKLOADS, *SPECIAL])
    made = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Run the same workloads through several engines, in turns, and compare.",
        epilog=f"Workloads: {names}. net stands for all of net-….",
    )
    made.add_argument("workloads", nargs="*", metavar="WORKLOAD", help="default: all")
    made.add_argument(
        "--engines",
        default=",".join(DEFAULT),
        metavar="A,B,…",
        help=f"of {', '.join(ENGINES)} (default: all but numpy-default)",
    )
    made.add_argument("--rounds", type=int, help="of each engine (default 9; quick 3)")
    made.add_argument("--threads", type=int, choices=(1, 2), default=1)
    made.add_argument("--quick", action="store_true", help="a first impression in a minute or two")
    made.add_argument("--out", type=Path, metavar="FOLDER", help="for speed.md, .json, .png, .svg")
    return made


def chosen(asked: list[str]) -> list[str]:
    """The workloads that were asked for: by name, or by what stands before the dash."""
    known = [*WORKLOADS, *SPECIAL]

    def meant(name: str, text: str) -> bool:
        return name == text or name.startswith(text + "-")

    found = [name for name in known if not asked or any(meant(name, text) for text in asked)]
    unknown = [text for text in asked if not any(meant(name, text) for name in known)]
    if unknown:
        raise SystemExit(f"no workload {', '.join(unknown)}; there are {', '.join(known)}")
    return found


def engines_of(text: str) -> list[Engine]:
    """The engines that were asked for."""
    unknown = [name for name in text.split(",") if name not in ENGINES]
    if unknown:
        raise SystemExit(f"no engine {', '.join(unknown)}; there are {', '.join(ENGINES)}")
    return [ENGINES[name] for name in dict.fromkeys(text.split(","))]


class Progress:
    """On standard error: a bar in a terminal, elsewhere a line for each finished workload."""

    def __init__(self, names: list[str]) -> None:
        self.names, self.done, self.start = names, 0, time.monotonic()
        self.shown = sys.stderr.isatty()

    def tell(self, what: str) -> None:
        """Show what is going on."""
        if self.shown:
            part = self.done / len(self.names)
            bar = "█" * round(20 * part) + "░" * (20 - round(20 * part))
            name = self.names[min(self.done, len(self.names) - 1)]
            text = f"{bar} {self.done}/{len(self.names)} {self.seconds():.0f} s  {name}: {what}"
            sys.stderr.write(f"\r\x1b[K{text[:100]}")
            sys.stderr.flush()

    def finished(self) -> None:
        """Count one workload more."""
        self.done += 1
        if not self.shown:
            place = f"{self.done}/{len(self.names)} {self.seconds():.0f} s"
            print(f"{place}  {self.names[self.done - 1]}: done", file=sys.stderr, flush=True)

    def seconds(self) -> float:
        """Since the start."""
        return time.monotonic() - self.start

    def clear(self) -> None:
        """Take the line away."""
        if self.shown:
            sys.stderr.write("\r\x1b[K")


def one(name: str, engines: list[Engine], plan: Plan, progress: Progress) -> Row:
    """The row of one workload."""
    if name == "memory":
        return measure_memory(engines, plan, progress.tell)
    if name == "import":
        return measure_imports(engines, plan, progress.tell)
    return measure(WORKLOADS[name], engines, plan, progress.tell)


def write_whole(path: Path, data: bytes) -> None:
    """A file is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(path.name + ".part")
    half.write_bytes(data)
    os.replace(half, path)


def write(run: Run, folder: Path) -> None:
    """Table, raw figures and, where matplotlib is installed, the picture."""
    write_whole(folder / "speed.json", json.dumps(dataclasses.asdict(run), indent=1).encode())
    picture = None
    try:
        from .picture import draw
    except ImportError:
        print("no picture: matplotlib is not installed", file=sys.stderr)
    else:
        for kind in ("svg", "png"):
            write_whole(folder / f"speed.{kind}", draw(run, kind))
        picture = "speed.svg"
    write_whole(folder / "speed.md", markdown(run, picture).encode())
    print(f"written: {folder}", file=sys.stderr)


def make_plan(options: argparse.Namespace) -> Plan:
    """How long to measure."""
    if options.quick:
        return Plan(options.threads, options.rounds or 3, 0.05, 1000, 3)
    return Plan(options.threads, options.rounds or 9, 0.2, 5000, 9)


def main(arguments: list[str] | None = None) -> int:
    """Run; Ctrl-C ends it early and shows what is done."""
    options = parser().parse_args(arguments)
    names, engines, plan = (
        chosen(options.workloads),
        engines_of(options.engines),
        make_plan(options),
    )
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    machine = {
        "processor": f"{processor()}, {os.cpu_count()} cores",
        "system": f"{platform.system()}, Python {platform.python_version()}",
        "load before the run": f"{load:.1f}",
        "date": time.strftime("%Y-%m-%d"),
    }
    run = Run([engine.name for engine in engines], plan.threads, plan.clock, machine, {})
    progress, stopped = Progress(names), False
    try:
        progress.tell("engines start")
        run.conditions = conditions_of(engines, plan)
        for name in names:
            run.rows.append(one(name, engines, plan, progress))
            progress.finished()
    except KeyboardInterrupt:
        stopped = True
        run.warnings.append(f"stopped early: {progress.done} of {len(names)} workloads finished")
    progress.clear()
    run.warnings += warnings_about(run.timed, load, plan)
    run.judged = not (plan.clock == "wall" and busy(load, plan))
    print(markdown(run))
    if options.out:
        write(run, options.out)
    return 130 if stopped else int(any(row.wrong for row in run.rows))


if __name__ == "__main__":
    sys.exit(main())
