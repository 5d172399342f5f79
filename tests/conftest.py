"""What the suite shares: the reference PyTorch, the browser, the sizes of the house."""

from __future__ import annotations

import importlib
import importlib.util
import os
import shutil
import sys

import pytest

from tests.house.sizes import summary

HAVE_TORCH = importlib.util.find_spec("torch") is not None
MUST_HAVE_TORCH = bool(os.environ.get("COURSE_WITH_TORCH"))
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
MUST_HAVE_BROWSER = bool(os.environ.get("COURSE_WITH_BROWSER"))
HAVE_BUBBLEWRAP = sys.platform == "linux" and shutil.which("bwrap") is not None
MUST_HAVE_BUBBLEWRAP = bool(os.environ.get("COURSE_WITH_SANDBOX"))


def pytest_configure(config: pytest.Config) -> None:
    """`course test --with-torch --with-browser`, and CI, promise that these tests run."""
    if MUST_HAVE_TORCH and not HAVE_TORCH:
        raise pytest.UsageError("COURSE_WITH_TORCH is set, but PyTorch is not installed")
    if MUST_HAVE_BROWSER and not (CHROMIUM and shutil.which("npm")):
        raise pytest.UsageError("COURSE_WITH_BROWSER is set, but Chromium or npm is not installed")
    if MUST_HAVE_BUBBLEWRAP and not HAVE_BUBBLEWRAP:
        raise pytest.UsageError("COURSE_WITH_SANDBOX is set, but bubblewrap is not installed")


def pytest_report_header(config: pytest.Config) -> list[str]:
    """The sizes that tests/house holds, and whether the reference is here."""
    return [
        *summary(),
        f"reference PyTorch: {'here' if HAVE_TORCH else 'not installed'}",
        f"browser: {CHROMIUM or 'not installed'}",
        f"bubblewrap: {'here' if HAVE_BUBBLEWRAP else 'not installed'}",
    ]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, and count, what needs PyTorch, a browser or bubblewrap where there is none."""
    lacking = {
        "torch": not HAVE_TORCH,
        "browser": CHROMIUM is None or shutil.which("npm") is None,
        "sandbox": not HAVE_BUBBLEWRAP,
    }
    marks = [mark for mark, lacks in lacking.items() if lacks]
    needing = [item for item in items if any(item.get_closest_marker(mark) for mark in marks)]
    config.hook.pytest_deselected(items=needing)
    items[:] = [item for item in items if item not in needing]


@pytest.fixture(scope="session")
def torch():
    """The reference PyTorch; a test that asks for it carries `@pytest.mark.torch`."""
    return importlib.import_module("torch")
