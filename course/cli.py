"""The command line: its commands, what each needs installed, and which file does the work.

Standard library only: this reads the arguments before anything is installed.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from course import environment
from course.commands import demo_list
from course.console import CourseError

INTERRUPTED = 130


@dataclass(frozen=True)
class Command:
    """A command: one line of help, the extras it needs, and whether other arguments pass on."""

    help: str
    extras: tuple[str, ...] = ()
    passes_on: str = ""
    lessons: bool = False
    torch: bool = False


COMMANDS = {
    "lab": Command("open the lessons in JupyterLab", ("lab",), passes_on="JupyterLab"),
    "demo": Command(
        "list the demos for a class, open one as slides, or make a hand-out",
        ("lab", "lecture"),
        passes_on="JupyterLab",
    ),
    "test": Command("run the whole test suite", ("lab", "test"), passes_on="pytest", torch=True),
    "run": Command("execute lessons without a browser", ("lab",), lessons=True),
    "doctor": Command("say what this machine has, what is missing and how to mend it"),
    "build": Command("build the notebooks of lessons and exercises", ("lab",), lessons=True),
    "docs": Command("build the API reference and the page of the exercises", ("lab",)),
    "release": Command("write the students' set of an assignment", ("lab",)),
    "grade": Command("grade what a class handed in", ("lab",)),
    "practice": Command("mend small broken programs: edit, save, see the verdict", ("lab",)),
    "progress": Command("say how far you are with the exercises", ("lab",)),
    "mark": Command("give marks and comments by hand", ("lab",)),
    "transfer": Command(
        "run lessons on PyTorch too and compare", ("lab",), lessons=True, torch=True
    ),
}


def parser() -> argparse.ArgumentParser:
    """Everything that can be typed."""
    top = argparse.ArgumentParser(prog="course", description="The course's commands.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        help = command.help
        epilog = f"Any other argument goes to {command.passes_on}." if command.passes_on else None
        sub = commands.add_parser(
            name, help=help, description=help, epilog=epilog, allow_abbrev=False
        )
        if command.lessons:
            sub.add_argument(
                "lessons", nargs="*", metavar="LESSON", help="such as 3 or 03_autograd; all if none"
            )
        if command.torch:
            sub.add_argument(
                "--with-torch", action="store_true", help="install the reference PyTorch first"
            )
        if name == "test":
            sub.add_argument(
                "--with-browser", action="store_true", help="fail where Chromium or npm is missing"
            )
        if name in ("build", "docs"):
            sub.add_argument(
                "--check", action="store_true", help="write nothing, say what is out of date"
            )
        if name == "demo":
            add_demo_options(sub)
        if name == "release":
            add_release_options(sub)
        if name == "grade":
            add_grade_options(sub)
        if name == "practice":
            add_practice_options(sub)
        if name == "mark":
            add_mark_options(sub)
        if name == "run":
            sub.add_argument(
                "--timeout", type=float, default=120, help="seconds for one cell (120)"
            )
    return top


def add_practice_options(sub: argparse.ArgumentParser) -> None:
    """What `course practice` knows."""
    sub.add_argument("name", nargs="?", default="", metavar="NAME", help="begin with this one")
    sub.add_argument("--folder", metavar="FOLDER", help="where your programs lie (practice)")
    sub.add_argument("--seconds", type=float, default=10, help="how long a program may run (10)")


def add_demo_options(sub: argparse.ArgumentParser) -> None:
    """What `course demo` knows."""
    sub.add_argument(
        "demo", nargs="?", metavar="DEMO", help="such as 1 or 01_backward; else a list"
    )
    sub.add_argument("--html", action="store_true", help="write a hand-out that works offline")
    sub.add_argument("--pdf", action="store_true", help="the same as PDF, printed by Chromium")
    sub.add_argument("--notes", action="store_true", help="with the presenter's notes in it")
    sub.add_argument("--out", default=".", metavar="FOLDER", help="where hand-outs go (here)")


def add_release_options(sub: argparse.ArgumentParser) -> None:
    """What `course release` knows."""
    sub.add_argument("assignment", metavar="ASSIGNMENT", help="a lesson, such as 4, or FILE.toml")
    sub.add_argument("--out", default=".", metavar="FOLDER", help="where the set goes (here)")


def add_grade_options(sub: argparse.ArgumentParser) -> None:
    """What `course grade` knows."""
    sub.add_argument(
        "submissions", metavar="SUBMISSIONS", help="a folder, or a zip from Moodle or Canvas"
    )
    sub.add_argument("--out", required=True, metavar="GRADES", help="the folder of the gradebook")
    sub.add_argument(
        "--assignment",
        metavar="NAME",
        help="a lesson (04_backward), or a file that lists exercises",
    )
    sub.add_argument("--jobs", type=int, metavar="N", help="answers at a time (one a processor)")
    sub.add_argument("--regrade", metavar="EXERCISE", help="grade one exercise again, for all")
    sub.add_argument(
        "--require-sandbox", action="store_true", help="refuse to run answers without isolation"
    )
    sub.add_argument("--scheduler", metavar="ADDRESS", help="use the workers of a Dask cluster")


def add_mark_options(sub: argparse.ArgumentParser) -> None:
    """What `course mark` knows."""
    sub.add_argument("grades", metavar="GRADES", help="the folder that course grade wrote")
    sub.add_argument(
        "marks",
        nargs="+",
        metavar="MARK",
        help="STUDENT EXERCISE POINTS COMMENT (points - for a comment alone, exercise all for the "
        "whole hand-in), or a CSV file with these columns",
    )
    sub.add_argument("--assignment", metavar="NAME", help="a lesson, or FILE.toml")
    sub.add_argument("--by", metavar="NAME", help="who marks (your login)")


def run(arguments: Sequence[str]) -> int:
    """Do what was asked and give the exit status; an error that can be mended is one line."""
    top = parser()
    options, rest = top.parse_known_args(arguments)
    command = COMMANDS[options.command]
    if rest and not command.passes_on:
        top.error(f"course {options.command} does not know {' '.join(rest)}")
    options.rest = rest
    try:
        return dispatch(command, options, arguments)
    except CourseError as error:
        print(f"course: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\ncourse: interrupted; the same command starts again.", file=sys.stderr)
        return INTERRUPTED


def dispatch(command: Command, options: argparse.Namespace, arguments: Sequence[str]) -> int:
    """Go on in the Python that serves, then call the command's file."""
    if options.command == "demo" and not (options.demo or options.html or options.pdf):
        return demo_list.main(options)
    if command.extras:
        with_torch = ("torch",) if getattr(options, "with_torch", False) else ()
        with_cluster = ("cluster",) if getattr(options, "scheduler", None) else ()
        extras = (*command.extras, *with_torch, *with_cluster)
        python = environment.ensure(extras)
    else:
        python = environment.find()
    if python is not None:
        return environment.hand_over(python, arguments)
    os.environ["PYTHONPATH"] = os.pathsep.join(environment.python_path())
    return int(importlib.import_module(f"course.commands.{options.command}").main(options))
