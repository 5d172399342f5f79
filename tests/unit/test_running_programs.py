"""`python -m tutorgrad program.py`: a program that imports torch gets tutorgrad.

Protects: submodules and both forms of import, the program's own arguments and folder, and what is
said when the program is missing or asks for what is left out.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = """
import sys
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import Tensor, optim
from torch.utils.data import DataLoader
from helper import two
print(torch.__name__, torch.nn is nn, nn.functional is F, isinstance(torch.ones(2), Tensor))
print(sys.argv[1:], __name__, two)
"""


def run(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "tutorgrad", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=tmp_path)


def test_torch_means_tutorgrad(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(PROGRAM)
    (tmp_path / "helper.py").write_text("two = 2")
    done = run(tmp_path, "program.py", "--epochs", "3")
    assert done.stdout.splitlines() == [
        "tutorgrad True True True",
        "['--epochs', '3'] __main__ 2",
    ], done.stderr


def test_what_cannot_be_run_is_said(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text("import torch.distributed")
    assert "torch.distributed is outside tutorgrad" in run(tmp_path, "program.py").stderr
    missing = run(tmp_path, "no.py")
    assert (missing.returncode, missing.stderr) == (2, "there is no file no.py\n")
    assert run(tmp_path).returncode == 2
    assert "python -m tutorgrad program.py" in run(tmp_path, "--help").stdout


WORKERS = """
import multiprocessing, sys
import torch
from torch.nn.modules.loss import _Loss
from torch.utils.data import DataLoader, Dataset

class Squares(Dataset):
    def __len__(self):
        return 4
    def __getitem__(self, i):
        return torch.tensor(i * i)

if __name__ == "__main__":
    multiprocessing.set_start_method(sys.argv[1])
    loader = DataLoader(Squares(), 2, num_workers=2)
    print([b.tolist() for b in loader], torch.nn.modules is torch.nn)
    torch.ones(2) @ torch.ones(3)
"""


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_worker_processes_find_tutorgrad_too_and_errors_show_the_program(
    tmp_path: Path, method: str
) -> None:
    (tmp_path / "program.py").write_text(WORKERS)
    done = run(tmp_path, "program.py", method)
    assert done.stdout == "[[0, 1], [4, 9]] True\n", done.stderr
    lines = done.stderr.splitlines()
    assert done.returncode == 1 and lines[0] == "Traceback (most recent call last):"
    assert [line for line in lines if "File" in line] == [
        f'  File "program.py", line {len(WORKERS.splitlines())}, in <module>'
    ]
    assert lines[-1].startswith("RuntimeError: inconsistent tensor size")
