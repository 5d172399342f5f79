"""Threads: each has a grad mode of its own, and none disturbs another."""

from __future__ import annotations

import threading

import tutorgrad as torch


def test_one_decorated_function_in_two_threads() -> None:
    """A thread leaves a @no_grad() function with its own mode, whoever else is inside."""
    inside, leave = threading.Event(), threading.Event()

    @torch.no_grad()
    def work(wait: bool) -> None:
        if wait:
            inside.set()
            assert leave.wait(10)

    found = []

    def other() -> None:
        torch.set_grad_enabled(False)
        work(True)
        found.append(torch.is_grad_enabled())

    thread = threading.Thread(target=other)
    thread.start()
    assert inside.wait(10)
    work(False)
    here = torch.is_grad_enabled()
    leave.set()
    thread.join()
    assert (here, found) == (True, [False])
