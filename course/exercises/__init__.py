"""The exercises: what one is, what an answer is worth, and `check` in the notebook.

    from course.exercises import check, hint, solution

An exercise is a folder `exercises/LESSON/NAME` of four files; `exercise.py` reads it.
"""

from __future__ import annotations

import importlib
from typing import Any

WHERE = {
    "check": "notebook",
    "hint": "notebook",
    "solution": "notebook",
}
"""What a notebook asks for, and its module. The grader needs none of it, and it takes a second."""

__all__ = ["check", "hint", "solution"]  # noqa: F822


def __getattr__(name: str) -> Any:
    if name not in WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{WHERE[name]}"), name)
