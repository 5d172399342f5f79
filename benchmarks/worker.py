"""The process of one engine: it builds a workload, then answers "run so many steps".

One request a line on standard input, one answer a line on standard output, both JSON. Whatever a
library prints goes to standard error. The process ends when its input ends.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

from .engines import ENGINES, Engine, conditions
from .memory import resident
from .workload import Unsupported, Workload, numbers
from .workloads import WORKLOADS


class Process:
    """What a worker can be asked; each method is one request."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.module: Any = engine.load()
        self.step: Callable[[], Any] = lambda: 0.0

    def conditions(self) -> dict[str, Any]:
        """Versions and the like."""
        return {"conditions": conditions(self.engine)}

    def build(self, workload: str) -> dict[str, Any]:
        """Build a workload and take its first steps, which also warm up; says their numbers."""
        task: Workload = WORKLOADS[workload]
        self.step = self.engine.build(self.module, task)
        return {"numbers": [numbers(self.step()) for _ in range(task.checked_steps)]}

    def run(self, steps: int) -> dict[str, Any]:
        """Processor and wall time of so many steps; the last loss is read, so that all is done."""
        result: Any = None
        processor, wall = time.process_time(), time.perf_counter()
        for _ in range(steps):
            result = self.step()
        finish(result)
        return {"processor": time.process_time() - processor, "wall": time.perf_counter() - wall}

    def memory(self, steps: int) -> dict[str, Any]:
        """What so many steps leave behind when the garbage collector is off."""
        gc.collect()
        gc.disable()
        self.run(steps // 10)
        before = resident()
        self.run(steps)
        after = resident()
        left = gc.collect()
        gc.enable()
        if before is None or after is None:
            raise Unsupported("this system does not say how much memory a process has")
        return {"growth": (after - before) / steps, "unreachable": left, "resident": after}


def finish(result: Any) -> None:
    """Wait for an engine that computes later: read one number."""
    while isinstance(result, tuple | list):
        result = result[0]
    if not getattr(result, "shape", ()):
        float(result)


def main() -> None:
    """Answer requests until there are no more."""
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    process: Process | None = None
    for line in sys.stdin:
        request = json.loads(line)
        try:
            process = process or Process(ENGINES[sys.argv[1]])
            answer = getattr(process, request.pop("do"))(**request)
        except Unsupported as refusal:
            answer = {"refusal": str(refusal)}
        except Exception as error:
            text = " ".join(str(error).split())
            answer = {"error": f"{type(error).__name__}: {text}"[:500]}
        channel.write(json.dumps(answer) + "\n")
        channel.flush()


if __name__ == "__main__":
    main()
