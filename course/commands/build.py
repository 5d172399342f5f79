"""`course build`: make `notebooks/NN_name.ipynb`, outputs included, from `notebooks/source`.

Demos are built the same way, in `notebooks/demos`; the exercises of a lesson, which nobody has
worked on yet, without outputs: `exercises/NN_name.ipynb`, from the folders in `exercises/NN_name`.

The same source and the same library give the same file: no times, no versions, execution counts
from 1. A notebook that fails is not written. One that somebody typed in is copied to
`notebooks/saved` before it is replaced. `--check` runs nothing: it compares cells and metadata.

A second language will be one more reader of the same source: code cells stay, and every markdown
cell takes its prose from a file of that language, keyed by the cell's id.
"""

from __future__ import annotations

import argparse
import filecmp
import re
import shutil
import time
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from course import project
from course.console import CourseError, Progress
from course.execute import CellFailed, execute
from course.exercises.build import lesson_notebook
from course.lessons import OURS, built, choose_sources, read, was_edited, write
from course.sources import LANGUAGE, read_source

LIVE = "application/vnd.jupyter.widget-view+json"
"""A widget that runs: nobody who opens the notebook has it, and its number is by chance."""

PLACE_AT_HOME = str(project.ROOT).replace(str(Path.home()), "~", 1)
# Where a traceback's files lie on this machine: the project, or a Python's packages.
FOLDER = re.compile(
    f"(?:{'|'.join(re.escape(place) for place in (str(project.ROOT), PLACE_AT_HOME))})"
    r"[/\\]|~?[/\\][^\s\x1b]*[/\\](?:site-packages|lib[/\\]python3\.\d+)[/\\]"
)


def main(options: argparse.Namespace) -> int:
    """Build, or check, the chosen lessons; 1 where one failed or is out of date."""
    sources = choose_sources(options.lessons)
    if options.check:
        return check(sources, complete=not options.lessons)
    failed = False
    with Progress() as progress:
        for source in sources:
            progress.step(source.stem)
            try:
                progress.say(build(source, progress))
            except CellFailed as failure:
                failed = True
                progress.say(f"{source.stem}: not written, {failure}")
    return 1 if failed else 0


def check(sources: list[Path], complete: bool) -> int:
    """Print what is out of date."""
    problems = [problem for source in sources if (problem := staleness(source))]
    if complete:
        problems += orphans(sources)
    print("\n".join(problems) if problems else f"{len(sources)} notebooks are up to date.")
    return 1 if problems else 0


def said(source: Path) -> str:
    """How a source is named on the command line."""
    if source.is_dir():
        return f"exercises/{source.stem}"
    return f"{'demos/' * (source.parent == project.DEMO_SOURCES)}{source.stem}"


def authored(source: Path) -> NotebookNode:
    """The notebook as it is written, before it runs."""
    return lesson_notebook(source) if source.is_dir() else read_source(source)


def staleness(source: Path) -> str | None:
    """How a notebook differs from its source, in one line; None where it does not."""
    target = built(source)
    command = f"course build {said(source)}"
    if not target.exists():
        return f"{target.name} is not built: {command}"
    wanted, found = authored(source), read(target)
    wanted_ids = [cell.id for cell in wanted.cells]
    if wanted_ids != [cell.id for cell in found.cells]:
        return f"{target.name} is stale: it has other cells, or another order; {command}"
    for want, have in zip(wanted.cells, found.cells, strict=True):
        parts = ("cell_type", "source", "metadata")
        differing = [part for part in parts if want[part] != have[part]]
        if differing:
            return f"{target.name} is stale: cell {want.id}, its {differing[0]}; {command}"
    if wanted.metadata != found.metadata:
        return f"{target.name} is stale: its metadata; {command}"
    return None


def orphans(sources: list[Path]) -> list[str]:
    """Built notebooks whose source is gone."""
    kept = {built(source) for source in sources}
    return [
        f"{path.name} has no source: delete it"
        for folder in (project.NOTEBOOKS, project.DEMOS, project.EXERCISES)
        for path in sorted(folder.glob("*.ipynb"))
        if path not in kept and OURS in read(path).metadata
    ]


def build(source: Path, progress: Progress) -> str:
    """Execute a lesson's source and write its notebook; says what was done."""
    started = time.monotonic()
    notebook = authored(source)
    total = len(notebook.cells)
    if not source.is_dir():
        execute(
            notebook,
            built(source).parent,
            on_cell=lambda index: progress.update(count=(index + 1, total)),
        )
        tidy(notebook)
    target = built(source)
    saved = save_edits(target)
    changed = write(notebook, target)
    words = "built" if changed else "unchanged"
    words += f" in {time.monotonic() - started:.1f} s"
    return f"{said(source)}: {words}" + (f"; your edited copy is {saved}" if saved else "")


def tidy(notebook: NotebookNode) -> None:
    """Take out what a run adds to a notebook that is not the lesson."""
    notebook.metadata["language_info"] = nbformat.from_dict(LANGUAGE)
    notebook.metadata.pop("widgets", None)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                output.traceback = [FOLDER.sub("", line) for line in output.traceback]
            else:
                output.get("data", {}).pop(LIVE, None)
        if "outputs" in cell:
            cell.outputs = [output for output in cell.outputs if output.get("data") != {}]


def save_edits(target: Path) -> Path | None:
    """Copy a notebook that was edited since it was built; where to, or None."""
    if not target.exists() or not holds_edits(target):
        return None
    project.SAVED.mkdir(exist_ok=True)
    stamp = time.strftime("%Y-%m-%d-%H%M%S", time.localtime(target.stat().st_mtime))
    copy = project.SAVED / f"{target.stem}-{stamp}.ipynb"
    while copy.exists() and not filecmp.cmp(target, copy, shallow=False):
        copy = copy.with_stem(copy.stem + "-more")
    shutil.copy2(target, copy)
    return copy.relative_to(project.ROOT)


def holds_edits(target: Path) -> bool:
    """Whether a notebook may hold what somebody typed: also where it cannot be read."""
    try:
        return was_edited(read(target))
    except CourseError:
        return True
