"""The project: where its parts lie, which packages it needs, and which of them are missing.

Standard library only: this is read before anything is installed.
"""

from __future__ import annotations

import os
import re
import sys
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import Distribution, DistributionFinder
from pathlib import Path

from course.console import CourseError

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = ROOT / "notebooks"
SOURCES = NOTEBOOKS / "source"
DEMOS = NOTEBOOKS / "demos"
DEMO_SOURCES = DEMOS / "source"
EXERCISES = ROOT / "exercises"
SAVED = NOTEBOOKS / "saved"
VENV = ROOT / ".venv"
LOG = ROOT / ".course" / "install.log"
LOCK = ROOT / ".course" / "lock"

OURS = "tutorgrad"
"""The key, in a built notebook's metadata, of what `course build` wrote there."""

REQUIREMENT = re.compile(r"(?P<name>[A-Za-z0-9._-]+)\s*(?P<rule>>=|==)\s*(?P<version>[0-9.]+)")


@dataclass(frozen=True)
class Requirement:
    """A package that pyproject.toml asks for, such as ``numpy>=2.1``."""

    name: str
    rule: str
    version: str

    def __str__(self) -> str:
        return self.name + self.rule + self.version

    def accepts(self, version: str) -> bool:
        """Whether an installed version will do; a local part such as ``+cpu`` does not count."""
        have, want = release(version), release(self.version)
        return have == want if self.rule == "==" else have >= want


def release(version: str) -> tuple[int, ...]:
    """The numbers of a version, without zeros at the end.

    >>> release("2.13.0+cpu"), release("9.2rc1")
    ((2, 13), (9, 2))
    """
    match = re.match(r"[0-9]+(\.[0-9]+)*", version)
    numbers = [int(part) for part in match.group().split(".")] if match else []
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def requirements(extras: Iterable[str]) -> list[Requirement]:
    """What pyproject.toml asks for: the dependencies of the project and of these extras."""
    try:
        table = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    except FileNotFoundError:
        raise CourseError(
            f"there is no pyproject.toml in {ROOT}: clone the project and install it from there, "
            'pip install -e ".[lab,test]"'
        ) from None
    lines = list(table.get("dependencies", []))
    for extra in extras:
        lines += table["optional-dependencies"][extra]
    return [parse(line) for line in lines]


def parse(line: str) -> Requirement:
    """Read one line of pyproject.toml: ``name>=version`` or ``name==version``."""
    match = REQUIREMENT.fullmatch(line)
    if match is None:
        raise ValueError(f"pyproject.toml: {line!r} is not of the form name>=1.2 or name==1.2")
    return Requirement(match["name"], match["rule"], match["version"])


def installed_version(name: str, path: Sequence[str] | None = None) -> str | None:
    """The version of a package found on `path` (this Python's own by default), or None."""
    context = DistributionFinder.Context(name=name, path=list(sys.path if path is None else path))
    for distribution in Distribution.discover(context=context):
        return distribution.version
    return None


def missing(extras: Iterable[str], path: Sequence[str] | None = None) -> list[Requirement]:
    """The requirements of the project and these extras that `path` does not fulfil."""
    return [
        wanted
        for wanted in requirements(extras)
        if (have := installed_version(wanted.name, path)) is None or not wanted.accepts(have)
    ]


def use_one_thread() -> None:
    """Let the BLAS of this process and its children use one thread, unless the user chose.

    Lessons and tests multiply small matrices. A second thread gains nothing there, and where two
    processes share two cores the threads wait for each other: a step then takes 50 times as long.
    """
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
