"""What the whole suite shares: the reference PyTorch, and the sizes of the house in the header."""

from __future__ import annotations

import importlib
import importlib.util
import os

import pytest

from tests.house.sizes import summary

HAVE_TORCH = importlib.util.find_spec("torch") is not None
MUST_HAVE_TORCH = bool(os.environ.get("COURSE_WITH_TORCH"))


def pytest_configure(config: pytest.Config) -> None:
    """`course test --with-torch` promises that the comparison with PyTorch runs."""
    if MUST_HAVE_TORCH and not HAVE_TORCH:
        raise pytest.UsageError("COURSE_WITH_TORCH is set, but PyTorch is not installed")


def pytest_report_header(config: pytest.Config) -> list[str]:
    """The sizes that tests/house holds, and whether the reference is here."""
    return [*summary(), f"reference PyTorch: {'here' if HAVE_TORCH else 'not installed'}"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without PyTorch, leave out the tests that compare with it, and count them as deselected."""
    if HAVE_TORCH:
        return
    needing = [item for item in items if item.get_closest_marker("torch")]
    config.hook.pytest_deselected(items=needing)
    items[:] = [item for item in items if item not in needing]


@pytest.fixture(scope="session")
def torch():
    """The reference PyTorch; a test that asks for it carries `@pytest.mark.torch`."""
    return importlib.import_module("torch")
