"""What the tests of grading share: the sandbox, found once."""

from __future__ import annotations

import pytest

from course.grading.sandbox import Sandbox, find_sandbox


@pytest.fixture(scope="session")
def sandbox() -> Sandbox:
    """The real one; a test that asks for it carries `@pytest.mark.sandbox`."""
    return find_sandbox(required=True)
