"""Well-known kinds of teaching program print the same under PyTorch and under tutorgrad.

The programs in tests/programs are written for PyTorch. Each runs twice as a process of its own:
`python program.py`, and `python -m tutorgrad program.py`, which gives it tutorgrad for torch.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.torch

ROOT = Path(__file__).parents[2]
PROGRAMS = sorted(p for p in (ROOT / "tests" / "programs").glob("*.py") if p.stem != "digits")


def printed(*command: str) -> str:
    """What a program prints; its errors are ours."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, env=environment, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_a_teaching_program_prints_the_same(torch: object, program: Path) -> None:
    ours = printed("-m", "tutorgrad", str(program))
    assert ours == printed(str(program))
    assert len(ours.splitlines()) > 3


def test_there_are_ten() -> None:
    assert len(PROGRAMS) >= 10
