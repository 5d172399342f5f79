"""Threads: each has a grad mode of its own, and none disturbs another."""

from __future__ import annotations

import threading
from collections.abc import Callable

import tutorgrad as torch


def test_one_decorated_function_in_two_threads() -> None:
    """Who enters a @no_grad() function first and leaves first has its own mode back, both have."""

    @torch.no_grad()
    def work(meanwhile: Callable[[], object]) -> None:
        meanwhile()

    entered, leave = threading.Event(), threading.Event()
    found = []

    def other() -> None:
        torch.set_grad_enabled(False)
        work(lambda: (entered.set(), leave.wait(10)))
        found.append(torch.is_grad_enabled())

    thread = threading.Thread(target=other)
    thread.start()
    assert entered.wait(10)
    work(lambda: (leave.set(), thread.join(10)))
    assert (torch.is_grad_enabled(), found) == (True, [False])
