"""`course lab`: open JupyterLab on the course's start page.

What differs from a plain JupyterLab is said on the command line alone, so that neither the user's
settings nor the environment are touched: the start page, `course/lab_settings` (no question about
Jupyter's news, jupytext's menus off, and an extension that leaves a notebook as it is until a
reader changes it), and a workspace of the course's own: no tabs from elsewhere come up.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from course import environment, project

START_PAGE = "notebooks/00_welcome.ipynb"
SETTINGS = project.ROOT / "course" / "lab_settings"
EXTENSIONS = SETTINGS / "labextensions"
STATE = project.ROOT / ".course" / "lab"


def main(options: argparse.Namespace) -> int:
    """Start JupyterLab in the project, with the user's own arguments last."""
    print("JupyterLab is starting; Ctrl-C here stops it.", flush=True)
    return environment.become(jupyterlab(START_PAGE, SETTINGS, STATE, options.rest))


def jupyterlab(page: str, settings: Path, state: Path, rest: Sequence[str]) -> list[str]:
    """How JupyterLab is started on a page, its workspaces kept in `state`."""
    return [
        sys.executable,
        "-m",
        "jupyterlab",
        "--log-level=ERROR",
        "--LabApp.log_level=ERROR",
        f"--ServerApp.root_dir={project.ROOT}",
        f"--LabApp.default_url=/lab/tree/{page}",
        f"--LabApp.app_settings_dir={settings}",
        f"--LabApp.extra_labextensions_path={EXTENSIONS}",
        f"--LabApp.workspaces_dir={state / 'workspaces'}",
        *rest,
    ]
