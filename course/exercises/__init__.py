"""The exercises: what one is, what an answer is worth, and `check` in the notebook.

    from course.exercises import check, hint, solution, show_progress, warm_up

An exercise is a folder `exercises/LESSON/NAME` of four files; `exercise.py` reads it.
"""

from __future__ import annotations

import importlib
from typing import Any

WHERE = {
    "check": "notebook",
    "hint": "notebook",
    "solution": "notebook",
    "show_progress": "panel",
    "warm_up": "warmups",
}
"""What a notebook asks for, and its module. The grader needs none of it, and it takes a second."""

__all__ = ["check", "hint", "show_progress", "solution", "warm_up"]  # noqa: F822


def __getattr__(name: str) -> Any:
    if name not in WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{WHERE[name]}"), name)
