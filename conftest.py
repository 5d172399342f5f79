"""The notebooks' kernels have the course's settings, with which their outputs were made."""

from __future__ import annotations

import contextlib

import pytest

from course.execute import kernel_environment


def pytest_configure(config: pytest.Config) -> None:
    """Notes under errors, for one, are outputs that nbval compares."""
    stack = contextlib.ExitStack()
    stack.enter_context(kernel_environment())
    config.add_cleanup(stack.close)
