"""`course demo`: open a demo as slides, or make a hand-out; `demo_list.py` lists them.

A demo opens in JupyterLab with jupyterlab-slideshow. `course/presenter` brings large type, starts
the slides at once, runs the demo so that its widgets are alive, and lets a clicker turn the slides.
Settings and workspaces are kept apart from the user's own and begin anew each time.
"""

from __future__ import annotations

import argparse
import shutil
import textwrap
from pathlib import Path

from course import environment, project
from course.commands.lab import jupyterlab
from course.demos import Demo, load
from course.handout import to_html, to_pdf
from course.lessons import choose

PRESENTER = project.ROOT / "course" / "presenter"
STATE = project.ROOT / ".course" / "demo"
KEYS = "Space and the arrows, or a clicker, turn the slides; Esc leaves a widget, then the slides."


def main(options: argparse.Namespace) -> int:
    """Open a demo, or write hand-outs."""
    wanted = [options.demo] if options.demo else []
    demos = [load(path) for path in choose(wanted, project.DEMOS, ".ipynb")]
    if options.html or options.pdf:
        return hand_out(demos, options)
    return present(demos[0], options.rest)


def hand_out(demos: list[Demo], options: argparse.Namespace) -> int:
    """Write hand-outs, whole or not at all."""
    folder = Path(options.out).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    for demo in demos:
        if options.html:
            print(to_html(demo, folder, notes=options.notes))
        if options.pdf:
            print(to_pdf(demo, folder, notes=options.notes))
    return 0


def present(demo: Demo, rest: list[str]) -> int:
    """Print the presenter's notes and start JupyterLab, with the user's own arguments last."""
    print(f"{demo.title} ({demo.minutes} minutes)\n\nYour notes, slide by slide:")
    for number, (minutes, words) in enumerate(demo.notes(), 1):
        first, indent = f"{number:3}. {minutes} min  ", " " * 12
        print(textwrap.fill(words, 96, initial_indent=first, subsequent_indent=indent))
    print(f"\n{KEYS}\nJupyterLab is starting; Ctrl-C here stops it.", flush=True)
    return environment.become(command(demo, rest))


def command(demo: Demo, rest: list[str]) -> list[str]:
    """How JupyterLab is started on a demo, with settings and workspaces that begin anew."""
    if STATE.exists():
        shutil.rmtree(STATE)
    place = demo.path.relative_to(project.ROOT).as_posix()
    own = [
        f"--LabApp.extra_labextensions_path={PRESENTER / 'labextensions'}",
        f"--LabApp.user_settings_dir={STATE / 'settings'}",
    ]
    return jupyterlab(place, PRESENTER / "settings", STATE, [*own, *rest])
