"""A mistake in a notebook shows the learner's own lines and PyTorch's message, nothing between."""

from __future__ import annotations

import sys

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from course import short_errors

SETUP = """
import tutorgrad as torch
from tutorgrad import nn

def mine(x):
    return x @ x
"""
MISTAKES = {
    "torch.ones(2, 3) + torch.ones(4)": "must match the size of tensor b (4)",
    "mine(torch.ones(2, 3))": "cannot be multiplied (2x3 and 2x3)",
    "torch.relu([1, 2])": "must be Tensor, not list",
    "nn.Linear(3, 2)(torch.ones(4, 5))": "cannot be multiplied (4x5 and 3x2)",
    "torch.ones(3).backward()": "does not require grad",
    "torch.ones(2).foo": "has no attribute 'foo'",
}


@pytest.fixture(scope="module")
def shell():
    """IPython as a lesson's kernel has it."""
    settings = Config({"HistoryManager": {"enabled": False}})
    shell = InteractiveShell.instance(colors="nocolor", config=settings)
    short_errors.load_ipython_extension(shell)
    shell.run_cell(SETUP)
    yield shell
    InteractiveShell.clear_instance()


@pytest.mark.parametrize("code", MISTAKES)
def test_no_line_of_the_library_is_shown(shell, capsys, code):
    shell.run_cell(code)
    shown = capsys.readouterr()
    shown = shown.out + shown.err
    assert MISTAKES[code] in shown.strip().splitlines()[-1]
    assert short_errors.LIBRARY not in shown and "another exception" not in shown
    assert ("return x @ x" in shown) == code.startswith("mine")


def test_the_whole_traceback_is_kept(shell):
    shell.run_cell("torch.ones(2, 3) @ torch.ones(2, 3)")
    files, part = [], sys.last_traceback
    while part is not None:
        files.append(part.tb_frame.f_code.co_filename)
        part = part.tb_next
    assert any(file.startswith(short_errors.LIBRARY) for file in files)


def test_a_cell_that_is_stopped_shows_where_it_was(shell, capsys, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(shell.user_ns["torch"].Tensor, "wrap", stop)
    shell.run_cell("x = 1\ntorch.arange(3) * 2")
    shown = capsys.readouterr()
    shown = shown.out + shown.err
    assert "torch.arange(3) * 2" in shown and "KeyboardInterrupt" in shown
    assert short_errors.LIBRARY not in shown
