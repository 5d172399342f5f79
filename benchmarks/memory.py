"""The memory of a process: glibc's thresholds, page faults, resident size.

By default glibc hands a large array's memory back to the system when it is freed and asks for it
again at the next step, which then pays a page fault for every 4 KiB. tutorgrad keeps the memory
(see `tutorgrad`'s own text); the `numpy` engine does the same, so that the two are comparable.
"""

from __future__ import annotations

import ctypes
import os
import sys

import numpy as np

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
MEBIBYTE = 1 << 20
MAPPED, LIMIT, TRIM = 64 * MEBIBYTE, 32 * MEBIBYTE, 256 * MEBIBYTE  # tutorgrad's, to the byte


def keep_memory() -> None:
    """Let glibc keep freed memory, as `tutorgrad/backend/allocation.py` does."""
    if not sys.platform.startswith("linux"):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(M_MMAP_THRESHOLD, MAPPED) or mallopt(M_MMAP_THRESHOLD, LIMIT)
        mallopt(M_TRIM_THRESHOLD, TRIM)


def page_faults() -> int:
    """How many pages this process has been given so far (0 where the system does not say)."""
    try:
        import resource
    except ImportError:  # Windows
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt


def malloc_state() -> str:
    """Whether freed memory stays: make and free 16 arrays of 1 MiB, again and look for new pages.

    Larger ones would come in huge pages, of which too few are counted.
    """

    def some() -> int:
        before = page_faults()
        [np.ones(MEBIBYTE // 4, np.float32) for _ in range(16)]
        return page_faults() - before

    if not page_faults():
        return "unknown"
    some()
    return "kept" if some() < 1024 else "handed back"


def resident() -> int | None:
    """The resident size in bytes now; None where the system does not say."""
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return None
