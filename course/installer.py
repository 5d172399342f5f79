"""Run pip behind one moving line, and turn its failures into one line with the way out.

pip says little while its output is not a terminal, so the count of installed packages is read
from the environment itself. The whole output goes to a log file.
"""

from __future__ import annotations

import os
import queue
import re
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from course.console import CourseError, Progress

COLLECTING = re.compile(r"\s*Collecting ([A-Za-z0-9._-]+)")
DOWNLOADING = re.compile(r"\s*Downloading (\S+) \((.+)\)")
INSTALLING = re.compile(r"Installing collected packages: (.+)")
REDRAW_SECONDS = 0.25

# What pip's words mean, most telling first: (words, what happened and the way out).
DIAGNOSES = [
    (r"No space left on device|Errno 28\b", "the disk is full: free about 1 GB, then try again"),
    (
        r"Permission denied|Errno 13\b|Read-only file system",
        "a file cannot be written: check who owns the project folder, then try again",
    ),
    (
        r"NewConnectionError|NameResolutionError|Failed to establish a new connection"
        r"|Temporary failure in name resolution|Network is unreachable|ConnectTimeout"
        r"|ConnectionError|Max retries exceeded|ProxyError|ReadTimeout|SSLError",
        "the package index cannot be reached: check the network (or the proxy), then try again",
    ),
    (
        r"from versions: none\)",
        "pip found no package index that has them: check the network and the PIP_… settings, "
        "then try again",
    ),
    (
        r"No matching distribution found for (\S+)",
        "there is no {0} for this Python and system: try another Python (3.11 to 3.13)",
    ),
]


@dataclass
class Watch:
    """Reads pip's lines and shows how far it is."""

    progress: Progress
    site_packages: Path
    before_changes: Callable[[], None]
    collected: int = 0
    total: int = 0

    def silence(self) -> None:
        """pip has said nothing for a moment: count what lies in the environment."""
        done = installed(self.site_packages)
        self.progress.update(count=(min(done, self.total), self.total) if self.total else None)

    def line(self, line: str) -> None:
        """pip has said something."""
        if match := COLLECTING.match(line):
            self.collected += 1
            self.progress.update(f"Looking up package {self.collected}: {match[1]}")
        elif match := DOWNLOADING.match(line):
            self.progress.update(f"Downloading {match[1]} ({match[2]})")
        elif match := INSTALLING.match(line):
            self.before_changes()
            coming = match[1].count(",") + 1
            self.total = coming + installed(self.site_packages)
            self.progress.step(f"Installing {coming} packages")


def pip_install(
    python: Path, arguments: Sequence[str], *, cwd: Path, log: Path, watch: Watch
) -> None:
    """Install with the environment's own pip.

    Raises CourseError when pip fails. KeyboardInterrupt passes through once pip has stopped.
    """
    process = subprocess.Popen(
        [str(python), "-m", "pip", "install", "--no-input", "--progress-bar=off", *arguments],
        cwd=cwd,
        env=pip_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        close_fds=False,  # it holds the project's lock as long as it runs
        encoding="utf-8",
        errors="replace",
    )
    try:
        with log.open("w", encoding="utf-8") as record:
            for line in lines_of(process):
                if line is None:
                    watch.silence()
                else:
                    record.write(line)
                    record.flush()
                    watch.line(line)
    except BaseException:
        process.terminate()
        process.wait()
        raise
    if process.wait() != 0:
        raise CourseError(diagnose(log.read_text("utf-8"), log))


def pip_environment() -> dict[str, str]:
    """The environment for pip: the user's, less what would send packages elsewhere."""
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHOME")}
    environment.setdefault("PIP_RETRIES", "2")
    return environment | {"PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def lines_of(process: subprocess.Popen[str]) -> Iterator[str | None]:
    """The lines a process prints, and a None whenever it has been silent for a moment."""
    lines: queue.Queue[str | None] = queue.Queue()

    def read() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            lines.put(line)
        lines.put(None)

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    while True:
        try:
            line = lines.get(timeout=REDRAW_SECONDS)
        except queue.Empty:
            yield None
            continue
        if line is None:
            return
        yield line


def installed(site_packages: Path) -> int:
    """How many packages lie in an environment."""
    return sum(1 for _ in site_packages.glob("*.dist-info"))


def diagnose(output: str, log: Path) -> str:
    """What pip's output says went wrong, in one line with the way out.

    >>> print(diagnose("ERROR: [Errno 28] No space left on device", Path("install.log")))
    the packages could not be installed: the disk is full: free about 1 GB, then try again
    (pip's words are in install.log)
    """
    for words, meaning in DIAGNOSES:
        if match := re.search(words, output):
            reason = meaning.format(*match.groups())
            break
    else:
        errors = [line for line in output.splitlines() if line.startswith("ERROR: ")]
        reason = errors[0].removeprefix("ERROR: ") if errors else "pip failed"
    return f"the packages could not be installed: {reason} (pip's words are in {log})"
