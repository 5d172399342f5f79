"""A job's process and all that came of it: watched, and ended to the last."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

from course.grading.sandbox.usage import LINUX, Limits, Usage, usage

LOOKS = 0.05
"""Seconds between two looks at what a job uses."""


@dataclass(frozen=True)
class Files:
    """A job's open files: what it reads, what it replies, what it prints."""

    job: IO[bytes]
    reply: IO[bytes]
    printed: IO[bytes]


class Running:
    """A process and its descendants. As a context manager: at its end none of them is left."""

    def __init__(
        self,
        words: Sequence[str],
        files: Files,
        environment: dict[str, str],
        folder: str,
        passed: Sequence[int] = (),
    ) -> None:
        self.files = files
        self.memory_folder = ""
        self.process = subprocess.Popen(
            words,
            stdin=files.job,
            stdout=files.reply,
            stderr=files.printed,
            env=environment,
            cwd=folder,
            pass_fds=passed,
            start_new_session=True,  # Ctrl-C is for the grader
        )
        self.handle: int | None = None
        self.follow(self.process.pid)

    def follow(self, first: int) -> None:
        """Say which process it is that everything belongs to."""
        self._forget()
        self.first = first
        if hasattr(os, "pidfd_open"):  # Linux
            with contextlib.suppress(ProcessLookupError):  # it has just ended
                self.handle = os.pidfd_open(first)

    def _forget(self) -> None:
        if self.handle is not None:
            os.close(self.handle)
        self.handle = None

    def ended(self, seconds: float | None) -> bool:
        """Wait for the end, not longer than some seconds: whether it came."""
        if self.handle is not None:
            looking = select.poll()
            looking.register(self.handle, select.POLLIN)
            return bool(looking.poll(None if seconds is None else seconds * 1000))
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def watch(self, limits: Limits, started: float) -> str:
        """Wait for the end, or for the first limit that is passed: its name, or ""."""
        while not self.ended(LOOKS):
            now = usage(self.first, self.memory_folder) if LINUX else Usage()
            late = time.monotonic() - started > limits.wall
            if late or now.seconds > limits.processor:
                return "time"
            if now.memory > limits.memory:
                return "memory"
            if now.processes > limits.processes + 2:  # two of the sandbox's own
                return f"crashed: {now.processes} processes, where {limits.processes} may be"
            if self.too_much(limits):
                return "output"
        if self.first != self.process.pid:  # let bubblewrap tell how it ended
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(5)
        return "output" if self.too_much(limits) else ""

    def too_much(self, limits: Limits) -> bool:
        """Whether more came out of it than may."""
        sizes = [os.fstat(file.fileno()).st_size for file in (self.files.reply, self.files.printed)]
        return sizes[0] > limits.reply or sizes[1] > limits.output

    def __enter__(self) -> Running:
        return self

    def __exit__(self, *_: object) -> None:
        """End what is left, and wait until it is gone."""
        if os.name == "posix":
            with contextlib.suppress(ProcessLookupError, PermissionError):  # macOS: of a zombie
                os.killpg(self.process.pid, signal.SIGKILL)
        if self.handle is not None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self.handle, signal.SIGKILL)
        self.process.kill()
        self.process.wait()
        self.ended(None)  # in a sandbox: until its last process is gone
        self._forget()
