"""A note says what the learner can use: the cause, a fix that works, in their own names.

Every row of the table runs here on a real program, and so does the program that the fix makes.
"""

from __future__ import annotations

import contextlib
import json
import linecache
import warnings

import numpy as np
import pytest

import tutorgrad as torch
from course import project
from course.explain import lessons, silent
from course.explain.cases import TABLE, backward, functions, kinds, leaves, modules, shapes
from course.explain.note import CODE, note_for
from tests.accelerators import SIMULATED, switched_on
from tests.explain import more_programs, programs
from tests.house.sizes import ROOT

MODULES = [backward, functions, kinds, leaves, modules, shapes]
PROGRAMS = [
    *programs.BACKWARD,
    *programs.LEAVES,
    *programs.FUNCTIONS,
    *more_programs.MODULES,
    *more_programs.SHAPES,
    *more_programs.KINDS,
]


def run(source: str, name: str = "<a learner's program>") -> BaseException | None:
    """Run a program as a file would run; the error, if there is one."""
    if name != "<string>":
        linecache.cache[name] = (len(source), None, source.splitlines(True), name)
    space = {"torch": torch, "nn": torch.nn, "F": torch.nn.functional, "np": np}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            exec(compile(source, name, "exec"), space)
    except Exception as error:
        return error
    return None


def place(program):
    """An accelerator where the program needs one."""
    return switched_on(SIMULATED) if program.simulate else contextlib.nullcontext()


def squeezed(code: str) -> str:
    return "".join(code.split())


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: p.case)
def test_a_note_names_the_cause_and_a_fix_that_works(program):
    with place(program):
        error = run(program.fails)
        assert error is not None
        note = note_for(error)
        assert note is not None, error
        assert note.case == program.case, f"{error}\n{note}"
        assert run(program.fixed) is None
    for name in program.names.split():
        assert name in note.text(), note.text()
    assert len(note.text().splitlines()) <= 8
    if program.asks:
        return
    assert squeezed(CODE.findall(note.fix)[-1]) in squeezed(program.fixed), note.text()


def test_every_row_of_the_table_has_a_program():
    assert {case.name for case in TABLE} == {program.case for program in PROGRAMS}


def test_every_note_ends_in_a_fix_or_a_question():
    for program in PROGRAMS:
        with place(program):
            note = note_for(run(program.fails))
        assert "`" in note.fix or note.fix.endswith("?"), note.text()


def test_the_lessons_have_these_sections():
    for lesson in {case.lesson for case in TABLE}:
        source = (project.SOURCES / f"{lesson.stem}.py").read_text("utf-8")
        headings = [line.lstrip("# ") for line in source.splitlines() if line.startswith("# #")]
        assert lesson.heading in headings, lesson
        assert lesson.title in headings[0]


def test_no_section_is_listed_in_vain():
    listed = {name for name, value in vars(lessons).items() if isinstance(value, lessons.Lesson)}
    used = {name for module in (*MODULES, silent) for name in vars(module)}
    assert listed - used == set()


RECORDED = json.loads((ROOT / "tests" / "recorded" / "errors.json").read_text("utf-8"))


@pytest.mark.parametrize("name", ["<a learner's program>", "<string>"])
def test_no_error_of_pytorch_s_breaks_a_note(name):
    """With its source, and without, as at a bare prompt."""
    for row in RECORDED:
        error = run(row["code"], name)
        note = note_for(error) if error is not None else None
        if note is not None:
            assert note.cause and note.fix
            assert note.html().count("<") == note.html().count(">")
