"""`explain()` in a notebook and in a terminal; it runs no code of the learner's, and escapes it."""

from __future__ import annotations

import linecache
import os
import subprocess
import sys

import nbformat
import pytest

import tutorgrad as torch
from course.compare import outcome
from course.execute import execute
from course.explain.note import COLUMNS, Note, note_for
from course.explain.shown import SWITCH, Explain
from course.explain.source import UNKNOWN, Place
from tests.house.sizes import ROOT

TAG = {"tags": ["raises-exception"]}
MISTAKE = "loss = y.sum()\nloss.backward()"


def notebook(*cells):
    """A notebook of code cells, run; its cells."""
    made = nbformat.v4.new_notebook()
    made.cells = [nbformat.v4.new_code_cell(text, metadata=TAG) for text in cells]
    execute(made, ROOT / "notebooks")
    return made.cells


def note_in(cell):
    """The note under a cell, or None."""
    found = [o for o in cell.outputs if o.output_type == "display_data" and "explain" in o.metadata]
    return found[0].data if found else None


def test_a_note_stands_under_the_traceback_until_it_is_switched_off():
    start = "import tutorgrad as torch\nfrom course.explain import explain\nx = torch.ones(3)"
    cells = notebook(
        start,
        "y = x.requires_grad_().detach() * 2",
        MISTAKE,
        "1 / 0",
        f"explain.off()\n{MISTAKE}",
        "explain()",
        f"explain.on()\n{MISTAKE}",
        "torch.ones(2) + torch.ones(3)",
    )
    first = cells[2]
    assert [each.output_type for each in first.outputs] == ["error", "display_data"]
    note = note_in(first)
    assert (
        "`.detach()` cut the graph in `y = x.requires_grad_().detach() * 2`" in note["text/plain"]
    )
    assert note["text/html"].startswith("<details><summary>Why this error?")
    assert 'href="03_autograd.ipynb#What-goes-wrong:-the-graph-is-cut"' in note["text/html"]
    assert note_in(cells[3]) is None and note_in(cells[4]) is None
    assert note_in(cells[5])["text/html"].startswith("<details open>")
    assert note_in(cells[6])["text/plain"] == note["text/plain"]
    assert outcome(first).startswith("RuntimeError: element 0") and "Why" not in outcome(first)
    assert "torch.ones(2)" in note_in(cells[7])["text/plain"]


def test_the_environment_switches_notes_off(monkeypatch):
    assert Explain().shows_itself
    monkeypatch.setenv(SWITCH, "Off")
    assert repr(Explain()) == "explain (notes under errors: off)"


@pytest.mark.torch
def test_errors_of_pytorch_get_no_note(torch):
    with pytest.raises(RuntimeError) as caught:
        exec("torch.ones(2) + torch.ones(3)", {"torch": torch})
    error = caught.value
    error.__traceback__ = caught.tb.tb_next  # this file itself works with tutorgrad
    assert note_for(error) is None


TERMINAL = """
import tutorgrad as torch
from course.explain import explain
explain()
w = torch.ones(2)
try:
    w.sum().backward()
except RuntimeError as error:
    caught = error
    explain()
explain(caught)
explain(ZeroDivisionError("by zero"))
"""


def test_a_terminal_gets_text(tmp_path):
    (tmp_path / "program.py").write_text(TERMINAL)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "program.py"]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=True, env=environment
    )
    lines = done.stdout.splitlines()
    assert lines[0] == "explain(): no error has happened yet."
    assert lines.count("Why this error?") == 2 and "<" not in done.stdout
    assert "`w = torch.ones(2, requires_grad=True)`" in done.stdout
    assert lines[-1].startswith("explain(): nothing to add to this ZeroDivisionError.")


HOSTILE = """
class Trap:
    calls = []
    @property
    def weight(self):
        self.calls.append("property")
        return torch.ones(3)
    def __getattr__(self, name):
        self.calls.append("getattr")
        return torch.ones(3)
    def __getitem__(self, key):
        self.calls.append("getitem")
        return torch.ones(3)
    @property
    def __class__(self):
        self.calls.append("class")
        return torch.Tensor
    def __len__(self):
        self.calls.append("len")
        return 1

trap = Trap()
held = {"<script>alert(1)</script>": torch.ones(2)}
w = trap.weight + trap[0] + trap.other
Trap.calls.clear()
held["<script>alert(1)</script>"] + w * (trap.weight if False else 1) * len([trap]) + w
"""


def test_no_code_of_the_learner_runs_and_all_text_is_escaped():
    name = "<hostile>"
    linecache.cache[name] = (len(HOSTILE), None, HOSTILE.splitlines(True), name)
    space = {"torch": torch}
    with pytest.raises(RuntimeError) as caught:
        exec(compile(HOSTILE, name, "exec"), space)
    note = note_for(caught.value)
    assert space["Trap"].calls == []
    assert "script" in note.text() and "<script" not in note.html()
    place = Place(caught.tb.tb_next.tb_frame, 1, -1)
    ask = "trap.weight trap[0] trap().x w.sum() w+1 missing trap.other".split()
    asked = [compile(each, "", "eval", flags=1024).body for each in ask]
    assert [place.evaluate(each) for each in asked] == [UNKNOWN] * len(ask)
    assert space["Trap"].calls == []


def test_both_forms_of_a_note_say_the_same():
    with pytest.raises(RuntimeError) as caught:
        torch.ones(2, 3) @ torch.ones(2, 3)
    note = note_for(caught.value)
    page = note.html().replace("&#x27;", "'")
    for row in note.rows:
        assert len(row) == len(COLUMNS)
        assert all(f"<td>{word}</td>" in page for word in row)
    for word in (*note.cause.split("`"), *note.fix.split("`"), str(note.lesson)):
        assert word in page and word in note.text()


def test_an_unknown_error_of_tutorgrad_still_shows_the_variables():
    scores = torch.ones(3)
    with pytest.raises(RuntimeError) as caught:
        scores.topk(5)
    note = note_for(caught.value)
    assert isinstance(note, Note) and note.case == "" and note.lesson is None
    assert note.rows[0][:3] == ("scores", "(3,)", "float32") and note.fix.endswith("?")


def test_other_errors_get_no_note():
    with pytest.raises(ZeroDivisionError) as caught:
        print(1 / 0)
    assert note_for(caught.value) is None
