"""Run a notebook's cells in a fresh kernel, without a browser (nbclient)."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from course import project


class CellFailed(Exception):
    """A cell did not end as it should: which one, and why."""

    def __init__(self, cell: NotebookNode, number: int, reason: str) -> None:
        super().__init__(reason)
        self.cell, self.number, self.reason = cell, number, reason

    def __str__(self) -> str:
        source = "\n".join("    " + line for line in self.cell.source.splitlines())
        return f"cell {self.number} (id {self.cell.id}) failed: {self.reason}\n{source}"


def execute(
    notebook: NotebookNode,
    folder: Path,
    *,
    timeout: float = 120,
    allow_errors: bool = False,
    on_cell: Callable[[int], None] = lambda index: None,
) -> None:
    """Fill in a notebook's outputs, its kernel running in `folder`.

    `on_cell` is called with the index of every cell before it runs. An error in a cell tagged
    `raises-exception` belongs to the lesson. Raises CellFailed for any other, unless
    `allow_errors`, and for a cell that runs longer than `timeout` seconds or ends its kernel.
    """
    with kernel_environment():
        asyncio.run(
            execute_async(
                notebook, folder, timeout=timeout, allow_errors=allow_errors, on_cell=on_cell
            )
        )


async def execute_async(
    notebook: NotebookNode,
    folder: Path,
    *,
    timeout: float = 120,
    allow_errors: bool = False,
    on_cell: Callable[[int], None] = lambda index: None,
) -> None:
    """`execute`, for a caller that runs several at once inside `kernel_environment`."""
    watch = Watch(on_cell)
    client = NotebookClient(
        notebook,
        timeout=timeout,
        kernel_name="python3",
        allow_errors=allow_errors,
        record_timing=False,
        coalesce_streams=True,
        store_widget_state=False,
        resources={"metadata": {"path": str(folder)}},
        on_notebook_start=watch.take_interrupts,
        on_cell_start=watch.note,
    )
    try:
        await client.async_execute()
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        if watch.interrupted:  # nbclient takes a cancelled cell for a dead kernel
            raise KeyboardInterrupt from None
        cell = notebook.cells[watch.running]
        raise CellFailed(cell, watch.running + 1, reason(error, timeout)) from error


class Watch:
    """Knows which cell runs, and whether Ctrl-C was pressed."""

    def __init__(self, on_cell: Callable[[int], None]) -> None:
        self.on_cell = on_cell
        self.running = 0
        self.interrupted = False

    def note(self, cell: NotebookNode, cell_index: int) -> None:
        """A cell begins."""
        self.running = cell_index
        self.on_cell(cell_index)

    def take_interrupts(self, **_: object) -> None:
        """Ctrl-C ends the run; nbclient's own handler would stumble over the kernel it stopped."""
        task = asyncio.current_task()
        assert task is not None

        def interrupt() -> None:
            self.interrupted = True
            task.cancel()

        if threading.current_thread() is threading.main_thread() and os.name != "nt":
            for number in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(number, interrupt)


def reason(error: Exception, timeout: float) -> str:
    """Why a cell failed, in one line."""
    if isinstance(error, CellExecutionError):
        return f"{error.ename}: {error.evalue}"
    if isinstance(error, CellTimeoutError):
        return f"it ran longer than {timeout:g} seconds"
    return "its kernel died (the process ended, or memory ran out)"


@contextlib.contextmanager
def kernel_environment() -> Iterator[None]:
    """Kernels with the course's IPython settings, not the user's own, and on one thread.

    They have no learner: what they do is added to nobody's progress, and no progress shows.

    The settings also keep a kernel from warning, at every start, that it talks over TCP (it does
    so on this machine alone), and, when it is stopped, that it was in the middle of a cell.
    """
    project.use_one_thread()
    own = ("IPYTHONDIR", "MPLBACKEND", "MATPLOTLIBRC", "COURSE_EXPLAIN", "COURSE_PROGRESS")
    kept = {name: os.environ.get(name) for name in own}
    with tempfile.TemporaryDirectory() as folder:
        for name in kept:
            os.environ.pop(name, None)
        os.environ["IPYTHONDIR"] = os.environ["COURSE_PROGRESS"] = folder
        profile = Path(folder) / "profile_default"
        profile.mkdir()
        shutil.copy(Path(__file__).with_name("ipython_config.json"), profile)
        try:
            yield
        finally:
            for name, value in kept.items():
                os.environ.pop(name, None)
                if value is not None:
                    os.environ[name] = value
