"""The authored form of an exercise, a folder `exercises/LESSON/NAME` of four files.

    task.md      a header (title, kind, minutes, …), the task, and its hints, mildest first
    answers.py   the cells: what is given, the stub, the solution, and the bank of wrong answers
    probes.py    what is asked of an answer: a function each. Goes into the sandbox, holds no secret
    check.py     `inputs(rng)`, drawn anew for each run, and MISTAKES; for a puzzle `rule(source)`,
                 what its check of this name should find in the text. Never leaves the grader

`answers.py` is cut at its marks: `# %% given`, `# %% stub`, `# %% solution`, and for each wrong
answer `# %% wrong NAME`, where NAME is the mistake of check.py that must be found in it. A wrong
answer is a whole cell, as a learner would hand it in.
"""

from __future__ import annotations

import ast
import difflib
import re
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from course import project
from course.console import CourseError
from course.exercises.mistakes import Mistake, parsed
from course.inside.plain import NotPlain, decode, living

FOLDER = project.ROOT / "exercises"
MARK = re.compile(r"^# %% (?P<what>given|stub|solution|wrong)(?: (?P<name>[a-z0-9-]+))?\n", re.M)
HEADER = re.compile(r"---\n(?P<header>.*?)\n---\n", re.S)
HINT = re.compile(r"^## Hint: .*\n", re.M)
TAG = "# exercise: "
NAMED = re.compile(r"#\s*exercise:(?P<name>.*)")
RECORDED, LIVING = "expected.json", ("inputs", "world")
KINDS = {
    "predict": "predict what a program prints",
    "fill-in": "fill in what is missing",
    "fix": "mend a broken program",
    "derivative": "write a derivative",
    "find-the-bug": "find the bug from its symptom",
    "graph": "fill in the gradients of a graph",
    "puzzle": "solve it in one line",
    "build": "build an engine of your own",
    "edit": "change one way of building a network into another",
    "device": "mend a program on the (simulated) accelerator",
}


@dataclass(frozen=True)
class Exercise:
    """One exercise; see the module for its files."""

    name: str
    lesson: str
    title: str
    kind: str
    minutes: int
    difficulty: int  # 1 to 3
    importance: int  # 1 to 3
    misconceptions: tuple[str, ...]  # as in docs/misconceptions.md: M1 to M25
    task: str
    hints: tuple[str, ...]
    given: str
    stub: str
    solution: str
    wrong: Mapping[str, str]
    probes: str
    folder: Path
    checker: types.ModuleType = field(repr=False)
    recorded: tuple[Mapping[str, Any], ...] | None = field(default=None, repr=False)
    """Of a released copy: runs, each `seed`, `inputs`, `world` and the `truth` of its checks."""

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        """What can be recognised in a wrong answer, in the order in which it is looked for."""
        return tuple(self.checker.MISTAKES)

    @cached_property
    def checks(self) -> dict[str, str]:
        """The checks, a probe each: its name and what it asks for, in words."""
        found = {}
        for node in ast.parse(self.probes).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                found[node.name] = (ast.get_docstring(node) or node.name).strip()
        return found

    def points(self, check: str) -> float:
        """What a check is worth: 1, if check.py does not say otherwise in POINTS."""
        return float(getattr(self.checker, "POINTS", {}).get(check, 1))

    @property
    def worth(self) -> float:
        """What the whole exercise is worth."""
        return sum(self.points(check) for check in self.checks)

    def draw(self, seed: int) -> tuple[dict[str, Any], dict[str, Any]]:
        """The inputs of the probes and the names of the given cell, drawn from a seed."""
        rng = np.random.default_rng(seed)
        inputs = _function(self.checker, "inputs")(rng)
        return inputs, _function(self.checker, "world")(rng)

    def cell(self, source: str) -> str:
        """A cell of a notebook: the answer under the line that names its exercise."""
        return f"{TAG}{self.name}\n{source}"


def _function(module: types.ModuleType, name: str) -> Callable[[np.random.Generator], Any]:
    return getattr(module, name, lambda rng: {})


# ------------------------------------------------------------------------------------- reading


def all_exercises(folder: Path = FOLDER) -> list[Exercise]:
    """Every exercise, lesson by lesson."""
    return [read(path.parent) for path in sorted(folder.glob("*/*/task.md"))]


def find(name: str, folder: Path = FOLDER) -> Exercise:
    """The exercise of a name. Raises CourseError, with the name that was meant or
    all that there are, for another."""
    found = sorted(folder.glob(f"*/{name}/task.md")) if re.fullmatch(r"\w+", name) else []
    if len(found) != 1:
        known = sorted(path.parent.name for path in folder.glob("*/*/task.md"))
        near = difflib.get_close_matches(name, known, 1)
        more = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(known)}"
        raise CourseError(f"there is no exercise {name!r}; {more}")
    return read(found[0].parent)


def read(folder: Path) -> Exercise:
    """Read an exercise. Raises CourseError that says what is wrong in which file."""
    header, task, hints = _task(folder / "task.md")
    cells, wrong = _answers(folder / "answers.py")
    recorded = folder / RECORDED
    checker, runs = _recorded(recorded) if recorded.exists() else (None, None)
    missing = {"given", "stub", "solution"} - cells.keys()
    if runs is not None:
        cells.setdefault("solution", "")
    elif missing:
        raise CourseError(f"{folder / 'answers.py'} has no cell `# %% {sorted(missing)[0]}`")
    if header.get("kind") not in KINDS:
        raise CourseError(f"{folder}/task.md: kind {header.get('kind')!r} is none of {list(KINDS)}")
    try:
        return Exercise(
            name=folder.name,
            lesson=folder.parent.name,
            title=str(header["title"]),
            kind=header["kind"],
            minutes=int(header["minutes"]),
            difficulty=int(header["difficulty"]),
            importance=int(header["importance"]),
            misconceptions=tuple(header["misconceptions"]),
            task=task,
            hints=hints,
            wrong=wrong,
            probes=(folder / "probes.py").read_text("utf-8"),
            folder=folder,
            checker=checker or _module(folder / "check.py"),
            recorded=runs,
            **cells,
        )
    except KeyError as error:
        raise CourseError(f"{folder / 'task.md'} has no {error} in its header") from None


def _task(path: Path) -> tuple[dict[str, Any], str, tuple[str, ...]]:
    text = path.read_text("utf-8")
    match = HEADER.match(text)
    if match is None:
        raise CourseError(f"{path} begins with no header between two lines ---")
    task, *hints = HINT.split(text[match.end() :])
    return (
        yaml.safe_load(match["header"]),
        task.strip(),
        tuple(hint.strip("\n").rstrip() for hint in hints),
    )


def _answers(path: Path) -> tuple[dict[str, str], dict[str, str]]:
    text = path.read_text("utf-8")
    marks = list(MARK.finditer(text))
    cells: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for mark, end in zip(marks, [*(m.start() for m in marks[1:]), len(text)], strict=True):
        where, key = (wrong, mark["name"]) if mark["what"] == "wrong" else (cells, mark["what"])
        if key is None or key in where:
            raise CourseError(
                f"{path}: {mark.group().strip()!r} stands there twice, or has no name"
            )
        where[key] = text[mark.end() : end].strip() + "\n"
    return cells, wrong


def _module(path: Path) -> types.ModuleType:
    """Run a check.py of the kit's own: it is trusted, as the kit is."""
    module = types.ModuleType(f"check_{path.parent.name}")
    module.__file__ = str(path)
    exec(compile(path.read_text("utf-8"), str(path), "exec"), module.__dict__)
    return module


def _recorded(path: Path) -> tuple[types.ModuleType, tuple[Mapping[str, Any], ...]]:
    """What a released copy has in place of check.py: points, closeness, and recorded runs."""
    try:
        data = decode(path.read_text("utf-8"))
        runs = tuple({**run, **{key: living(run[key]) for key in LIVING}} for run in data["runs"])
        checker = types.ModuleType(f"check_{path.parent.name}")
        vars(checker).update(MISTAKES=(), POINTS=data["points"], CLOSE=data["close"])
    except (NotPlain, KeyError, TypeError) as error:
        raise CourseError(f"{path} is damaged ({error}): unpack the released set anew") from None
    return checker, runs


def named(source: str) -> str:
    """The exercise that a cell answers: its first line says `# exercise: NAME`; "" for any other.

    >>> named("# exercise: three_passes\\nw = 1"), named("w = 1")
    ('three_passes', '')
    >>> named("#exercise:three_passes")  # its spaces do not matter
    'three_passes'
    """
    first = NAMED.match(source.lstrip().partition("\n")[0].strip())
    return first["name"].strip() if first else ""


# -------------------------------------------------------------------------------- not attempted


def is_attempted(exercise: Exercise, source: str) -> bool:
    """Whether somebody worked on a cell: it differs from the stub in more than comments and space,
    and no `...` of the stub is left to fill in.
    """
    tree, stub = parsed(source), parsed(exercise.stub)
    if tree is None:  # it cannot be read: somebody typed something
        return bool(source.strip())
    try:
        as_it_was = ast.dump(tree) == ast.dump(stub)
    except RecursionError:
        as_it_was = False
    blanks = _blanks(tree)
    return not as_it_was and not (blanks and blanks >= _blanks(stub)) and bool(tree.body)


def _blanks(tree: ast.AST | None) -> int:
    """How many places `...` there are to fill in."""
    nodes = ast.walk(tree) if tree else ()
    return sum(isinstance(node, ast.Constant) and node.value is ... for node in nodes)


def is_only_values(source: str) -> bool:
    """Whether an answer is values under names and no program: then its values are the solution.

    >>> is_only_values("shape = (2, -3)\\nraises: bool = True"), is_only_values("y = x * 2")
    (True, False)
    """
    for node in ast.parse(source).body:
        if not isinstance(node, (ast.Assign, ast.AnnAssign)) or node.value is None:
            return False
        try:
            ast.literal_eval(node.value)
        except ValueError:
            return False
    return True
