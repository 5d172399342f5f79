"""One job in a process of its own, and what came of it."""

from __future__ import annotations

import compileall
import contextlib
import os
import platform
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import IO, Any

from course import project
from course.console import CourseError
from course.exercises.verdict import read_reply
from course.grading.sandbox import bubblewrap, syscalls
from course.grading.sandbox.running import Files, Running
from course.grading.sandbox.usage import LINUX, Limits
from course.inside.plain import NotPlain, decode, encode

ORDINARY = Limits()
MOST_PRINTED = 10_000  # characters of what a process prints that are kept
INSTALL = "install it (apt install bubblewrap, dnf install bubblewrap, pacman -S bubblewrap)"


@dataclass(frozen=True)
class Outcome:
    """What came of a job.

    reply: as `verdict.judge` reads it; where the job was ended, the error in it says why.
    ended: "" where it answered, else "time", "memory", "output" or "crashed: …".
    printed: what its process wrote, the `print` of an answer apart: that stands in the reply.
    """

    reply: dict[str, Any]
    ended: str
    seconds: float
    printed: str


@dataclass(frozen=True)
class Sandbox:
    """Where answers run: get one from `find_sandbox`. Threads may share it, processes pass it on.

    words: what it keeps an answer from, in a sentence for reports.
    """

    isolated: bool
    words: str
    program: str = ""

    def run(self, job: dict[str, Any], limits: Limits = ORDINARY) -> Outcome:
        """Run a job (`Trial.job`) and read its reply. Nothing that an answer does raises an error
        here; OSError is raised where no process can be started.
        """
        began = time.monotonic()
        try:
            text = encode(job).encode("ascii")
        except NotPlain as error:
            return _outcome({}, f"crashed: {error}", b"", began, limits)
        with ExitStack() as stack:
            files = Files(*(stack.enter_context(tempfile.TemporaryFile()) for _ in range(3)))
            files.job.write(text)
            files.job.seek(0)
            with self._started(files, limits) as running:
                ended = running.watch(limits, began)
            reply, printed = _head(files.reply, limits.reply), _head(files.printed, limits.output)
        data, ended = _reply(reply, ended, running.process.returncode)
        return _outcome(data, ended, printed, began, limits)

    def _started(self, files: Files, limits: Limits) -> contextlib.AbstractContextManager[Running]:
        if self.isolated:
            return bubblewrap.started(self.program, files, limits)
        return _as_it_is(files, limits)


@contextlib.contextmanager
def _as_it_is(files: Files, limits: Limits) -> Iterator[Running]:
    """A job in a plain process, in a folder that goes with it."""
    windows = ("SYSTEMROOT", "TEMP", "TMP")  # which has no Python without the first
    own = {name: os.environ[name] for name in windows if name in os.environ}
    words = [*bubblewrap.python(sys.executable), bubblewrap.order(limits.of_a_process(False))]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        environment = {**own, "OPENBLAS_NUM_THREADS": "1", "HOME": folder}
        with Running(words, files, environment, folder) as running:
            yield running


def _head(file: IO[bytes], most: int) -> bytes:
    file.seek(0)
    return file.read(most)


def _reply(text: bytes, ended: str, status: int) -> tuple[dict[str, Any], str]:
    """A reply as data, and how the job ended."""
    if ended:
        return {}, ended
    if not text:
        return {}, f"crashed: it ended before it answered{_status(status)}"
    try:
        data = decode(text.decode("ascii"))
    except (NotPlain, UnicodeDecodeError):
        data = None
    return (data, "") if isinstance(data, dict) else ({}, "crashed: what came back is no reply")


def _status(status: int) -> str:
    """The way in which a process ended: by a signal (bubblewrap adds 128), or by itself."""
    number = -status if status < 0 else status - 128
    with contextlib.suppress(ValueError):
        return f", by {signal.Signals(number).name}"
    return f", with exit status {status}" if status else ""


def _outcome(
    data: dict[str, Any], ended: str, printed: bytes, began: float, limits: Limits
) -> Outcome:
    reply = read_reply(data)
    if ended:
        kind, words = _why(ended, limits)
        reply["error"] = {"kind": kind, "message": words, "line": 0, "text": ""}
    shown = printed.decode("utf-8", "replace")[:MOST_PRINTED]
    return Outcome(reply, ended, time.monotonic() - began, shown)


def _why(ended: str, limits: Limits) -> tuple[str, str]:
    """A kind of error and its message, for one whose answer was ended."""
    if ended == "time":
        return "TimeLimit", (
            f"your answer was still running after {limits.wall:g} seconds, or had used "
            f"{limits.processor:g} seconds of the processor, and was stopped"
        )
    if ended == "memory":
        return "MemoryLimit", (
            f"your answer used more than {limits.memory >> 20:,} MB of memory and was stopped"
        )
    if ended == "output":
        return "OutputLimit", (
            f"your answer put out more than {limits.output >> 10:,} KB, or replied with more than "
            f"{limits.reply >> 10:,} KB, and was stopped"
        )
    return "Ended", f"your answer's process {ended}"


# ------------------------------------------------------------------------------------ which one


def find_sandbox(required: bool = False) -> Sandbox:
    """The best sandbox that this machine has, tried once by a real run.

    Raises CourseError where only a plain process would be left, and a sandbox is required.
    """
    for folder in bubblewrap.KIT[:2]:  # so that no job has to
        compileall.compile_dir(folder, quiet=2)
    why = _defect(program := shutil.which("bwrap") or "")
    if not why:
        filtered = syscalls.program(platform.machine()) is not None
        return Sandbox(True, ISOLATED if filtered else ISOLATED + UNFILTERED, program)
    if required:
        raise CourseError(f"there is no sandbox here: {why}; or grade without --require-sandbox")
    return Sandbox(False, f"not isolated: {why}. {PLAIN}")


ISOLATED = (
    "isolated: no network, no file but the library's own, limits on time, memory, processes, "
    "files and output of each answer"
)
UNFILTERED = f"; system calls are not filtered on this machine ({platform.machine()})"
PLAIN = (
    "Answers run as the grader's own user, can read and write this user's files and use the "
    "network; "
    + ("time, memory and output are bounded" if LINUX else "only time and output are bounded")
)


def _defect(program: str) -> str:
    """Why answers cannot be isolated here; "" if they can."""
    if not LINUX:
        return f"bubblewrap runs on Linux alone, and this is {sys.platform}: use Linux, or WSL 2"
    if not program:
        return f"bubblewrap is not there: {INSTALL}"
    out_of_sight = [str(project.ROOT / "course" / "grading"), "/etc/passwd", "/proc/self"]
    job = {
        "given": f"import os\nfound = [os.path.exists(path) for path in {out_of_sight}]\n",
        "answer": "",
        "probes": "def seen(answer):\n    return answer.found\n",
        "inputs": {},
        "world": {},
        "seed": 0,
    }
    outcome = Sandbox(True, "", program).run(job)
    seen = outcome.reply["probes"].get("seen")
    if seen == [[False] * len(out_of_sight), None]:
        return ""
    told = (outcome.printed.strip().splitlines() or [outcome.ended or f"{seen}"])[-1]
    return f"bubblewrap ({program}) does not work: {told}"
