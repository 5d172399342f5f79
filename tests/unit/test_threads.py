"""What goes on at once: threads, and operations that interrupt each other."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import tutorgrad as torch
from tutorgrad.graph import op


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


def test_an_operation_inside_an_operation() -> None:
    """A finalizer or a signal handler may run operations while another one is computing."""

    @op
    def interrupted(input: Any) -> Any:
        return input + (torch.ones(2) / 0).numpy()

    assert interrupted(torch.ones(2)).tolist() == [float("inf")] * 2
