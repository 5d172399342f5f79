"""The code is clean by the tools that CONTRIBUTING.md names."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.house.sizes import ROOT

TOOLS = [["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"]]


@pytest.mark.parametrize("tool", TOOLS, ids=" ".join)
def test_tool_finds_nothing(tool):
    done = subprocess.run(
        [sys.executable, "-m", *tool], cwd=ROOT, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
