"""A class of 50 for the tests: what each hands in, and what each must get.

ten know everything, sixteen make typical mistakes (from the banks of wrong answers), six hand
in the untouched notebook, six do every second exercise, six files are broken, six attack.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any

import nbformat

from course.exercises.exercise import Exercise
from course.exercises.verdict import CORRECT, NOT_ATTEMPTED, NOT_YET

HOSTILE = {
    "always-equal": "class Yes:\n    def __eq__(self, other): return True\n"
    "    def __call__(self, *a, **k): return Yes()\n    def __getattr__(self, name): return Yes()\n"
    "import sys\ndef __getattr__(name): return Yes()\n",
    "exit": "import os\nos._exit(0)\n",
    "patch": "import numpy as np\nnp.isclose = lambda *a, **k: np.True_\n"
    "np.allclose = lambda *a, **k: True\nimport course.inside.answering as a\n"
    "a.reply_to = lambda job: {'error': None, 'probes': {}}\n",
    "forge": "import os, json\n"
    "os.write(3, json.dumps({'dict': [['error', None], ['probes', {'dict': []}]]}).encode())\n",
    "script": "raise ValueError('<script>alert(1)</script><img src=//evil.example/x>')\n",
    "leak": "def leak(*inputs, **named):\n    raise ValueError(f'LEAK {inputs} {named}')\n"
    "average_gradient = gradients = leak\n",
}


@dataclass(frozen=True)
class Pupil:
    """One student: what they answered, and what must come of it.

    expected: for each exercise the statuses and mistakes that are right; points: None where only
    the status counts.
    """

    name: str
    number: int
    kind: str
    answers: Mapping[str, str]
    expected: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    damage: Callable[[bytes], bytes] = lambda data: data


def classroom(exercises: Sequence[Exercise]) -> list[Pupil]:
    """All fifty."""
    wrong = cycle([(e.name, w) for e in exercises for w in e.wrong])
    pupils = [perfect(n, exercises) for n in range(10)]
    pupils += [typical(n, exercises, wrong) for n in range(10, 26)]
    pupils += [Pupil(f"Lazy Student{n}", n, "lazy", {}) for n in range(26, 32)]
    pupils += [half(n, exercises) for n in range(32, 38)]
    pupils += [broken(n, kind, exercises) for n, kind in enumerate(BROKEN, 38)]
    pupils += [hostile(n, kind, exercises) for n, kind in enumerate(HOSTILE, 44)]
    assert len(pupils) == 50
    return pupils


def perfect(n: int, exercises: Sequence[Exercise]) -> Pupil:
    answers = {e.name: e.solution for e in exercises}
    return Pupil(
        f"Ada Perfect{n}", n, "perfect", answers, {name: (CORRECT, "") for name in answers}
    )


def typical(n: int, exercises: Sequence[Exercise], wrong: Any) -> Pupil:
    """Right but for two answers from the banks."""
    answers = {e.name: e.solution for e in exercises}
    expected = {name: (CORRECT, "") for name in answers}
    for name, mistake in (next(wrong), next(wrong)):
        answers[name] = next(e for e in exercises if e.name == name).wrong[mistake]
        expected[name] = (NOT_YET, mistake)
    return Pupil(f"Zoë Typical{n}", n, "typical", answers, expected)


def half(n: int, exercises: Sequence[Exercise]) -> Pupil:
    answers = {e.name: e.solution for e in exercises[::2]}
    expected = {e.name: (CORRECT if e.name in answers else NOT_ATTEMPTED, "") for e in exercises}
    return Pupil(f"Half Done{n}", n, "half", answers, expected)


def _truncated(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _latin(data: bytes) -> bytes:
    return data.replace(b"Write down", b"\xe9crivez", 1) + b"\xff"


def _empty(data: bytes) -> bytes:
    return b""


def _no_cells(data: bytes) -> bytes:
    return json.dumps({**json.loads(data), "cells": []}).encode()


def _a_list(data: bytes) -> bytes:
    return b"[1, 2, 3]"


def _program(data: bytes) -> bytes:
    return b"print('this is no notebook')\n"


BROKEN = {
    "truncated": _truncated,
    "latin": _latin,
    "empty": _empty,
    "no-cells": _no_cells,
    "a-list": _a_list,
    "program": _program,
}


def broken(n: int, kind: str, exercises: Sequence[Exercise]) -> Pupil:
    answers = {e.name: e.solution for e in exercises}
    return Pupil(f"Broken File{n}", n, "broken", answers, {}, BROKEN[kind])


def hostile(n: int, kind: str, exercises: Sequence[Exercise]) -> Pupil:
    answers = {e.name: HOSTILE[kind] for e in exercises}
    name = {"script": "<script>alert(1)</script>", "forge": "=cmd|' /C calc'!A0"}.get(
        kind, "Mallory"
    )
    return Pupil(f"{name} {n}", n, "hostile", answers)


# ------------------------------------------------------------------------------------ handing in


def fill_in(notebook: Path, answers: Mapping[str, str]) -> bytes:
    """The released notebook with answers typed into its cells."""
    found = nbformat.read(notebook, 4)
    for cell in found.cells:
        first, _, _ = cell.source.partition("\n")
        name = first.removeprefix("# exercise: ")
        if cell.cell_type == "code" and first != name and name in answers:
            cell.source = f"{first}\n{answers[name]}"
    return (nbformat.writes(found) + "\n").encode()


def as_moodle_zip(notebook: Path, pupils: Sequence[Pupil], target: Path) -> Path:
    """The zip that Moodle gives a teacher: a folder for each student."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for pupil in pupils:
            name = pupil.name.replace("/", "-")
            folder = f"{name}_{1000 + pupil.number}_assignsubmission_file_"
            data = pupil.damage(fill_in(notebook, pupil.answers))
            file.writestr(f"{folder}/{notebook.name}", data)
    return target
