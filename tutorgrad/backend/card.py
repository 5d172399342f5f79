"""The model behind the simulated accelerator: its memory, and what time it would be there.

Nothing here was measured. The figures are round numbers in the range of a graphics card of 2024 in
an ordinary computer, so that lessons can show what costs much and what little; they say nothing
about any real card. The model:

    sending a task      takes the program LAUNCH seconds, then it goes on
    doing a task        takes the card TASK seconds at least, and as long as it needs to read and
                        write its arrays or to multiply and add, whichever takes longer
    a transfer          waits for all tasks sent, then takes both TRANSFER_START + bytes / TRANSFER

The card does its tasks one after another. Time is counted in seconds on a clock of its own, which
only moves when something is sent, moved or waited for; so it does not depend on the computer.
"""

from __future__ import annotations

import contextlib
import math
import threading
from collections.abc import Iterator
from typing import NamedTuple

from ..errors import OutOfMemoryError
from .base import Memory

LAUNCH = 5e-6  # seconds of the program for each task it sends
TASK = 2e-6  # seconds of the card for the smallest task
MEMORY_SPEED = 1e12  # bytes per second between the card's memory and its workers
ARITHMETIC_SPEED = 1e13  # additions and multiplications per second
TRANSFER_START = 10e-6  # seconds before the first byte of a transfer moves
TRANSFER_SPEED = 10e9  # bytes per second between the two memories

MEMORY = 8 * 2**30  # bytes of memory, unless another size is asked for

BLOCK = 512  # memory is handed out in multiples of this
SEGMENT = 2 * 2**20  # and taken from the card in multiples of this


class Clock:
    """The time of the program, in seconds, which all cards share."""

    def __init__(self) -> None:
        self.now = 0.0


class Task(NamedTuple):
    """What took time in the model, from `start` to `end` (seconds on its clock).

    kind: the program was busy with "send", "transfer" or "wait", or card number `card` with "work".
    nbytes: what it read and wrote, or moved over the cable.
    """

    kind: str
    start: float
    end: float
    nbytes: int
    card: int


class Log(threading.local):
    """The tasks that a thread sends to any card, while it wants to know them."""

    tasks: list[Task] | None = None


class Card:
    """One simulated accelerator: how full its memory is, and until when it is busy."""

    clock = Clock()
    log = Log()

    def __init__(self, index: int) -> None:
        self.index = index
        self.total = MEMORY
        self.allocated = self.peak_allocated = self.reserved = self.peak_reserved = 0
        self.busy_until = 0.0

    # --------------------------------------------------------------------------------- memory

    def allocate(self, nbytes: int) -> int:
        """Count an array in; returns the bytes it takes. OutOfMemoryError when there is no room."""
        size = rounded(nbytes, BLOCK)
        if self.allocated + size > self.reserved:
            segment = segment_size(size)
            if self.reserved + segment > self.total:
                self.empty_cache()
            if self.reserved + segment > self.total:
                raise OutOfMemoryError(self.full(segment))
            self.reserved += segment
            self.peak_reserved = max(self.peak_reserved, self.reserved)
        self.allocated += size
        self.peak_allocated = max(self.peak_allocated, self.allocated)
        return size

    def free(self, size: int) -> None:
        """Count an array out; its memory stays reserved for the next."""
        self.allocated -= size

    def empty_cache(self) -> None:
        """Give back what is reserved but not in use."""
        self.reserved = rounded(self.allocated, SEGMENT)

    def reset_peaks(self) -> None:
        self.peak_allocated, self.peak_reserved = self.allocated, self.reserved

    def memory(self) -> Memory:
        return Memory(self.allocated, self.peak_allocated, self.reserved, self.peak_reserved)

    def full(self, wanted: int) -> str:
        """The text of PyTorch's OutOfMemoryError, with this card's numbers."""
        free = self.total - self.reserved
        return out_of_memory(self.index, wanted, self.total, free, self.reserved, self.allocated)

    # ----------------------------------------------------------------------------------- time

    def send(self, nbytes: int, operations: int = 0) -> None:
        """A task that reads and writes so many bytes and does so much arithmetic."""
        self.pass_time("send", LAUNCH)
        start = self.done_at()
        work = max(TASK, nbytes / MEMORY_SPEED, operations / ARITHMETIC_SPEED)
        self.busy_until = start + work
        self.note("work", start, self.busy_until, nbytes)

    def transfer(self, nbytes: int) -> None:
        """Bytes over the cable, in either direction; the program waits for it."""
        self.synchronize()
        self.pass_time("transfer", TRANSFER_START + nbytes / TRANSFER_SPEED, nbytes)

    def synchronize(self) -> None:
        """The program waits until the card has done everything."""
        rest = self.busy_until - self.clock.now
        if rest > 0:
            self.note("wait", self.clock.now, self.busy_until)
            self.clock.now = self.busy_until

    def pass_time(self, kind: str, seconds: float, nbytes: int = 0) -> None:
        """The program is busy with something."""
        start = self.clock.now
        self.clock.now = start + seconds
        self.note(kind, start, self.clock.now, nbytes)

    def note(self, kind: str, start: float, end: float, nbytes: int = 0) -> None:
        """Tell what took time, where somebody wants to know."""
        if Card.log.tasks is not None:
            Card.log.tasks.append(Task(kind, start, end, nbytes, self.index))

    def done_at(self) -> float:
        """When everything sent so far is done."""
        return max(self.clock.now, self.busy_until)


@contextlib.contextmanager
def simulated_tasks() -> Iterator[list[Task]]:
    """While the block runs, list what this thread does on the clock of the simulated accelerators.

    A task has `kind` ("send", "transfer", "wait" of the program, "work" of the card), `start` and
    `end` in seconds, `nbytes` and `card`. Nothing is listed for a real card.
    """
    before, found = Card.log.tasks, list[Task]()
    Card.log.tasks = found
    try:
        yield found
    finally:
        Card.log.tasks = before
        if before is not None:
            before += found


def rounded(nbytes: int, unit: int) -> int:
    """Bytes, rounded up to whole units."""
    return math.ceil(nbytes / unit) * unit


def segment_size(size: int) -> int:
    """How much is taken from the card for an array: many small ones share a segment."""
    if size <= 2**20:
        return SEGMENT
    return 10 * SEGMENT if size < 5 * SEGMENT else rounded(size, SEGMENT)


def out_of_memory(
    index: int, wanted: int, total: int, free: int, in_use: int, allocated: int
) -> str:
    """PyTorch's words for a device without room for an array."""
    return (
        f"CUDA out of memory. Tried to allocate {readable(wanted)}. GPU {index} has a total "
        f"capacity of {readable(total)} of which {readable(free)} is free. Including non-PyTorch "
        f"memory, this process has {readable(in_use)} memory in use. Of the allocated memory "
        f"{readable(allocated)} is allocated by PyTorch, and {readable(in_use - allocated)} is "
        "reserved by PyTorch but unallocated."
    )


def readable(nbytes: int) -> str:
    """Bytes as PyTorch's messages count them.

    >>> readable(512), readable(20 * 2**20)
    ('512 bytes', '20.00 MiB')
    """
    if nbytes <= 2**10:
        return f"{nbytes} bytes"
    if nbytes <= 2**20:
        return f"{nbytes / 2**10:.2f} KiB"
    return f"{nbytes / 2**20:.2f} MiB" if nbytes <= 2**30 else f"{nbytes / 2**30:.2f} GiB"
