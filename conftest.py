"""The notebooks' kernels have the course's settings, with which their outputs were made."""

from __future__ import annotations

import contextlib
import signal

import pytest

from course.execute import kernel_environment


def pytest_configure(config: pytest.Config) -> None:
    """Notes under errors, for one, are outputs that nbval compares.

    A shell lets what it starts in the background ignore Ctrl-C, and all that is started from there:
    here too it must be heard, as some tests send it.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    stack = contextlib.ExitStack()
    stack.enter_context(kernel_environment())
    config.add_cleanup(stack.close)
