"""`course transfer`: show that what the lessons teach holds in PyTorch.

Each lesson's code runs twice, side by side: on tutorgrad as it stands, and with every `tutorgrad`
replaced by `torch` (so `import tutorgrad as torch` becomes `import torch`). Then the outputs are
compared cell by cell (`course.compare` has the rule), with `tutorgrad` in a printed text standing
for `torch`. Left out are cells tagged `tutorgrad-only` (not run on PyTorch), `needs-cuda` where
PyTorch has no GPU, and `nbval-ignore-output` (run, but its output differs from run to run).
"""

from __future__ import annotations

import argparse
import asyncio
import copy
import importlib
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from nbformat import NotebookNode

from course import project
from course.compare import TOLERANCE, agree, outcome
from course.console import CourseError, Progress
from course.execute import CellFailed, execute_async, kernel_environment
from course.lessons import choose, code_cells, tags
from course.sources import read_source

IMPORT_AS_TORCH = re.compile(r"\bimport tutorgrad as torch\b")
NAME = re.compile(r"\btutorgrad\b")


@dataclass
class Comparison:
    """What came out for one lesson."""

    lesson: str
    compared: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)

    def row(self) -> str:
        """One line of the table."""
        reasons = ", ".join(f"{count} {tag}" for tag, count in sorted(self.left_out.items()))
        return (
            f"{self.lesson:24} {self.compared:>8} {len(self.differences):>9}   {reasons or 'none'}"
        )


def main(options: argparse.Namespace) -> int:
    """Compare the chosen lessons; 1 where a cell differs."""
    torch = find_torch()
    cuda = bool(torch.cuda.is_available())
    sources = choose(options.lessons, project.SOURCES, ".py")
    print(f"tutorgrad against torch {torch.__version__}, {'with' if cuda else 'without'} a GPU")
    print(f"Compared: {TOLERANCE}.\n")
    print(f"{'lesson':24} {'compared':>8} {'different':>9}   left out", flush=True)
    differences = []
    with Progress() as progress, kernel_environment():
        for source in sources:
            progress.update(f"{source.stem}: on tutorgrad and on torch")
            comparison = compare(source, cuda)
            progress.clear()
            print(comparison.row(), flush=True)
            differences += comparison.differences
    print("".join(f"\n{text}\n" for text in differences))
    return 1 if differences else 0


def find_torch():
    """The reference; raises CourseError where it is not installed."""
    try:
        return importlib.import_module("torch")
    except ModuleNotFoundError:
        raise CourseError(
            "PyTorch is not installed here: python3 -m course transfer --with-torch, "
            'or pip install -e ".[torch]" in your own environment'
        ) from None


def compare(source: Path, cuda: bool) -> Comparison:
    """Run one lesson on both libraries at once and compare."""
    ours = read_source(source)
    theirs, left_out = for_torch(ours, cuda)
    comparison = Comparison(source.stem)
    try:
        asyncio.run(run_both(ours, theirs))
    except CellFailed as failure:
        comparison.differences.append(f"{source.stem}: {failure}")
        return comparison
    outcomes = {cell.id: outcome(cell) for cell in code_cells(theirs)}
    for cell in code_cells(ours):
        if cell.id in left_out:
            comparison.left_out[left_out[cell.id]] += 1
            continue
        comparison.compared += 1
        mine, reference = NAME.sub("torch", outcome(cell)), outcomes[cell.id]
        if not agree(mine, reference):
            comparison.differences.append(difference(source.stem, cell, mine, reference))
    return comparison


async def run_both(ours: NotebookNode, theirs: NotebookNode) -> None:
    """Run two notebooks at the same time, each in its own kernel."""
    await asyncio.gather(run_on("tutorgrad", ours), run_on("torch", theirs))


async def run_on(library: str, notebook: NotebookNode) -> None:
    """Run a notebook; a cell that hangs, or ends its kernel, is told with the library's name."""
    try:
        await execute_async(notebook, project.NOTEBOOKS, allow_errors=True)
    except CellFailed as failure:
        reason = f"on {library}: {failure.reason}"
        raise CellFailed(failure.cell, failure.number, reason) from failure


def for_torch(notebook: NotebookNode, cuda: bool) -> tuple[NotebookNode, dict[str, str]]:
    """The same notebook for PyTorch, and which cells are not compared (id to the tag's name)."""
    theirs = copy.deepcopy(notebook)
    left_out = {}
    for cell in code_cells(theirs):
        cell.source = in_torch(cell.source)
        not_run = {"tutorgrad-only"} if cuda else {"tutorgrad-only", "needs-cuda"}
        for tag in tags(cell):
            if tag in not_run or tag == "nbval-ignore-output":
                left_out[cell.id] = tag
            if tag in not_run:
                cell.source = ""
    return theirs, left_out


def in_torch(code: str) -> str:
    """The same code for PyTorch.

    >>> in_torch("import tutorgrad as torch; from tutorgrad.utils.data import DataLoader")
    'import torch; from torch.utils.data import DataLoader'
    """
    return NAME.sub("torch", IMPORT_AS_TORCH.sub("import torch", code))


def difference(lesson: str, cell: NotebookNode, mine: str, reference: str) -> str:
    """Both texts of a cell that differs."""

    def indented(text: str) -> str:
        return "\n".join("    " + line for line in text.splitlines()) or "    (nothing)"

    return (
        f"{lesson}, cell {cell.id}:\n"
        f"  tutorgrad:\n{indented(mine)}\n  torch:\n{indented(reference)}"
    )
