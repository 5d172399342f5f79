"""The authored form of a lesson: jupytext's percent form, every cell with an id of its own."""

from __future__ import annotations

import re
from pathlib import Path

import jupytext
import nbformat
from nbformat import NotebookNode

from course.console import CourseError
from course.lessons import OURS, fingerprint

LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
}
"""What JupyterLab writes of the language, less Python's version: readers have different ones."""

CELL_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


def read_source(path: Path) -> NotebookNode:
    """Read an authored lesson into a notebook without outputs, ready to be run.

    Raises CourseError for a cell without an id, with one that cannot be used, or used twice.
    """
    text = jupytext.read(path)
    notebook = nbformat.v4.new_notebook()
    for number, cell in enumerate(text.cells, 1):
        cell.id = cell.metadata.pop("id", "")
        if not CELL_ID.fullmatch(cell.id):
            first = cell.source.partition("\n")[0]
            raise CourseError(
                f'{path.name}: cell {number} ({first!r}) needs id="…" of [a-z0-9-], got {cell.id!r}'
            )
        if any(cell.id == earlier.id for earlier in notebook.cells):
            raise CourseError(f"{path.name}: the id {cell.id!r} stands on two cells")
        notebook.cells.append(cell)
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": kernel,
            "language_info": LANGUAGE,
            OURS: {
                "lang": text.metadata.get("lang", "en"),
                "cells": fingerprint(notebook),
                **{key: text.metadata[key] for key in ("lesson",) if key in text.metadata},
            },
        }
    )
    return notebook
