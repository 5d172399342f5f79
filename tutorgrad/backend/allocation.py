"""Memory that the process keeps: freed arrays are used again instead of going back to the system.

A training step frees its arrays and the next one asks for the same sizes. Linux's C library (glibc)
hands freed memory back to the system as it comes: arrays from 128 KiB on may get a mapping of their
own, and the top of the heap is trimmed. What comes back later arrives page by page, each page a
fault that the system has to answer with zeros. Two thresholds say from which size on that happens;
raised once, at import, a step finds the memory of the last one. Measured: expressions over arrays
of 22 MiB take half the time, the tutorial's loop in a fresh process 2.6 times less.

The price is memory that the process keeps although it is free: at most TRIM.

    TUTORGRAD_KEEP_MEMORY=0     leaves the C library as it is

So do glibc's own variables (MALLOC_TRIM_THRESHOLD_, MALLOC_MMAP_THRESHOLD_, GLIBC_TUNABLES), which
the user may have set. Other C libraries (musl, macOS, Windows) have no such thresholds.
Source: mallopt(3).
"""

from __future__ import annotations

import ctypes
import os
import sys

SWITCH = "TUTORGRAD_KEEP_MEMORY"
MAPPED = 64 << 20  # bytes: a larger array gets a mapping of its own, which is handed back
TRIM = 256 << 20  # bytes: so much free memory may stay at the top of the heap
LIMIT = 32 << 20  # the largest MAPPED that older versions of glibc accept

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3  # malloc.h


def keep_memory() -> bool:
    """Raise glibc's thresholds; False where that is not wanted or there are none."""
    chosen = ("MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_", "GLIBC_TUNABLES")
    if os.environ.get(SWITCH) == "0" or any(name in os.environ for name in chosen):
        return False
    if not sys.platform.startswith("linux"):
        return False
    library = ctypes.CDLL(None)
    if not hasattr(library, "gnu_get_libc_version"):  # musl has a mallopt, too, which does nothing
        return False
    set_option = library.mallopt
    return bool(
        (set_option(M_MMAP_THRESHOLD, MAPPED) or set_option(M_MMAP_THRESHOLD, LIMIT))
        and set_option(M_TRIM_THRESHOLD, TRIM)
    )
