"""What a job may use, and what it uses at a moment (read from Linux's /proc)."""

from __future__ import annotations

import math
import os
import sys
from dataclasses import dataclass

LINUX = sys.platform == "linux"
PAGE = os.sysconf("SC_PAGE_SIZE") if LINUX else 1
TICKS = os.sysconf("SC_CLK_TCK") if LINUX else 1
OPEN_FILES = 64
INODE = 1024
"""About what the kernel keeps for a file in memory, however empty."""


@dataclass(frozen=True)
class Limits:
    """What one job may use, in seconds and bytes. output: what its process itself prints."""

    wall: float = 10.0
    processor: float = 5.0
    memory: int = 1 << 30
    processes: int = 32
    disk: int = 16 << 20
    output: int = 1 << 20
    reply: int = 4 << 20

    def of_a_process(self, isolated: bool) -> dict[str, int]:
        """The limits that a process takes on by itself (`setrlimit`), by their names.

        A little wider than those of the job, so that it is known what ended it. The number of
        processes is counted for a user: it can be set where the job has a user of its own.
        """
        return {
            "CPU": math.ceil(self.processor) + 1,
            "FSIZE": max(self.disk, self.output + 1, self.reply + 1),
            "NOFILE": OPEN_FILES,
            "CORE": 0,
            **({"AS": self.memory} if LINUX else {}),
            **({"NPROC": self.processes} if isolated else {}),
        }


@dataclass(frozen=True)
class Usage:
    """memory: bytes that are resident, or in files in memory; seconds: of all processors."""

    memory: int = 0
    seconds: float = 0.0
    processes: int = 0


def usage(first: int, folder: str) -> Usage:
    """What process `first` and its descendants use; `folder`: its file system in memory, as it sees
    it, or "". Memory that processes share counts for each. Threads count as processes.
    """
    memory, ticks, processes, waiting = 0, 0, 0, [first]
    while waiting:
        pid = waiting.pop()
        try:
            fields = _read(f"/proc/{pid}/stat").rpartition(")")[2].split()
            for task in os.listdir(f"/proc/{pid}/task"):
                waiting += map(int, _read(f"/proc/{pid}/task/{task}/children").split())
                processes += 1
        except (FileNotFoundError, ProcessLookupError):  # it has just ended
            continue
        memory += int(fields[21]) * PAGE
        ticks += sum(map(int, fields[11:15]))  # its own, and its children's that have ended
    return Usage(memory + (_held(first, folder) if folder else 0), ticks / TICKS, processes)


def _read(path: str) -> str:
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def _held(pid: int, folder: str) -> int:
    """What the files of a file system in memory take; 0 while it still is the machine's own folder,
    as it is on a busy machine for the first moments of a sandbox.
    """
    try:
        if os.stat(f"/proc/{pid}/root{folder}").st_dev == os.stat(folder).st_dev:
            return 0
        state = os.statvfs(f"/proc/{pid}/root{folder}")
    except OSError:  # it has just ended, or this user may not look: its size is bounded anyway
        return 0
    blocks, files = state.f_blocks - state.f_bfree, state.f_files - state.f_ffree
    return blocks * state.f_frsize + files * INODE
