"""Lessons and demos on disk: choosing them by name, reading and writing notebooks.

A lesson is authored as `notebooks/source/NN_name.py` (jupytext's percent form, every cell with an
`id` of its own) and built into `notebooks/NN_name.ipynb`, outputs included. A demo for the front of
a class is the same in `notebooks/demos`; its name is said with the folder: `demos/3`. A lesson's
exercises, `exercises/NN_name/*`, are built into `exercises/NN_name.ipynb`: `exercises/3`.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from course import project
from course.console import CourseError

OURS = project.OURS
DEMOS, EXERCISES = "demos", "exercises"
NAME = re.compile(r"[0-9]{2}_\w+")


def choose(wanted: Sequence[str], folder: Path, suffix: str) -> list[Path]:
    """The lessons in a folder that were asked for (`3`, `03`, `03_autograd`, a path), or all.

    Raises CourseError for a name that fits none, or several.
    """
    lessons = sorted(
        path
        for path in folder.glob("*")
        if NAME.fullmatch(path.stem) and (path.suffix == suffix or path.is_dir())
    )
    if not lessons:
        raise CourseError(
            f"there is no notebook (NN_name{suffix}) in {folder}: git checkout it, or course build"
        )
    return [pick(name, lessons) for name in wanted] if wanted else lessons


def choose_sources(wanted: Sequence[str]) -> list[Path]:
    """The sources of the lessons, demos and exercises that were asked for; all of them if none."""
    others = {DEMOS: project.DEMO_SOURCES, EXERCISES: project.EXERCISES}
    return choose_in_all(wanted, project.SOURCES, others, ".py")


def choose_notebooks(wanted: Sequence[str]) -> list[Path]:
    """The built lessons and demos that were asked for; all of both if none."""
    return choose_in_all(wanted, project.NOTEBOOKS, {DEMOS: project.DEMOS}, ".ipynb")


def choose_in_all(
    wanted: Sequence[str], lessons: Path, others: Mapping[str, Path], suffix: str
) -> list[Path]:
    """Lessons by their name, others by `demos/` and their name, or `demos` for all of them."""
    if not wanted:
        folders = [lessons, *(folder for folder in others.values() if folder.is_dir())]
        return [path for folder in folders for path in choose([], folder, suffix)]
    found: list[Path] = []
    for name in wanted:
        kind = next((part for part in Path(name).parts if part in others), "")
        only = [] if Path(name).name == kind else [name]
        found += choose(only, others.get(kind, lessons), suffix)
    return found


def built(source: Path) -> Path:
    """Where the notebook of a source stands: beside a folder of exercises, else one folder up."""
    folder = source.parent if source.is_dir() else source.parent.parent
    return folder / f"{source.stem}.ipynb"


def pick(name: str, lessons: Sequence[Path]) -> Path:
    """The one lesson that a name means."""
    stem = Path(name).stem
    number = f"{int(stem):02d}_" if stem.isdecimal() else None
    found = [path for path in lessons if path.stem == stem]
    found = found or [path for path in lessons if path.stem.startswith(number or stem)]
    if len(found) != 1:
        known = ", ".join(path.stem for path in found or lessons)
        raise CourseError(f"{name!r} is {'several lessons' if found else 'no lesson'}: {known}")
    return found[0]


def fingerprint(notebook: NotebookNode) -> str:
    """A hash of what a notebook's author, or its learner, typed: cells, not their outputs."""
    typed = [[cell.id, cell.cell_type, cell.source, sorted(tags(cell))] for cell in notebook.cells]
    return hashlib.sha256(json.dumps(typed).encode()).hexdigest()[:16]


def tags(cell: NotebookNode) -> list[str]:
    """The tags of a cell."""
    return list(cell.metadata.get("tags", []))


def read(path: Path) -> NotebookNode:
    """Read an `.ipynb` file; raises CourseError where it is not a notebook."""
    try:
        return nbformat.read(path, as_version=4)
    except (OSError, nbformat.reader.NotJSONError, nbformat.ValidationError) as error:
        raise CourseError(f"{path} cannot be read: {error}") from None


def write(notebook: NotebookNode, path: Path) -> bool:
    """Write a notebook whole or not at all; False where the file says the same already."""
    nbformat.validate(notebook)
    text = nbformat.writes(notebook).rstrip("\n") + "\n"
    if path.exists() and path.read_text("utf-8") == text:
        return False
    draft = path.with_name(path.name + ".new")
    draft.write_text(text, "utf-8")
    os.replace(draft, path)
    return True


def was_edited(notebook: NotebookNode) -> bool:
    """Whether somebody typed in a notebook since it was built."""
    return notebook.metadata.get(OURS, {}).get("cells") != fingerprint(notebook)


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    """The cells that run."""
    return [c for c in notebook.cells if c.cell_type == "code" and c.source.strip()]
