"""Starting, asking and stopping the processes of the engines, from the process that compares."""

from __future__ import annotations

import contextlib
import json
import queue
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from types import TracebackType
from typing import Any

from .engines import Engine, environment

ROOT = Path(__file__).resolve().parents[1]
# A group of its own: Ctrl-C reaches this process alone, which then stops the others.
ALONE: dict[str, Any] = (
    {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    if sys.platform == "win32"
    else {"start_new_session": True}
)


class Failure(Exception):
    """An engine could not do what it was asked; `wrong` tells a fault from a mere refusal."""

    def __init__(self, reason: str, wrong: bool) -> None:
        super().__init__(reason)
        self.wrong = wrong


class Worker:
    """One engine's process. Use it in a `with` statement: the process ends with it."""

    def __init__(self, engine: Engine, threads: int) -> None:
        self.engine = engine
        self.said = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.worker", engine.name],
            cwd=ROOT,
            env=environment(threads),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.said,
            encoding="utf-8",
            **ALONE,
        )
        self.answers: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self) -> None:
        """Collect the answers; an empty one says that the process has ended."""
        assert self.process.stdout is not None
        with contextlib.suppress(ValueError):  # closed meanwhile
            for line in self.process.stdout:
                self.answers.put(line)
        self.answers.put("")

    def ask(self, do: str, limit: float, **arguments: Any) -> dict[str, Any]:
        """Ask and wait for the answer, at most `limit` seconds."""
        assert self.process.stdin is not None
        with contextlib.suppress(OSError):  # it has ended: said below
            self.process.stdin.write(json.dumps({"do": do, **arguments}) + "\n")
            self.process.stdin.flush()
        try:
            line = self.answers.get(timeout=limit)
        except queue.Empty:
            raise Failure(f"{do}: no answer in {limit:g} s", wrong=False) from None
        answer: dict[str, Any] = json.loads(line or "{}")
        if "refusal" in answer:
            raise Failure(answer["refusal"], wrong=False)
        if "error" in answer:
            raise Failure(answer["error"], wrong=True)
        if not answer:
            raise Failure(f"{do}: the process ended, {self.last_words()}", wrong=True)
        return answer

    def last_words(self) -> str:
        """Its exit status and the last line on its standard error."""
        status = self.process.wait()
        self.said.seek(0)
        lines = self.said.read().decode("utf-8", "replace").split("\n")
        return f"status {status}: " + next((line for line in reversed(lines) if line.strip()), "")

    def stop(self) -> None:
        """End the process; it may be in the middle of something."""
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError, ValueError):
                stream.close()  # type: ignore[union-attr]
        self.said.close()

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
