"""`course lab`: open JupyterLab on the course's start page.

The page comes from `LabApp.default_url`; the question about Jupyter's news and jupytext's menus are
switched off by `course/lab_settings`, which touch neither the user's settings nor the environment.
"""

from __future__ import annotations

import argparse
import sys

from course import environment, project

START_PAGE = "notebooks/00_welcome.ipynb"
SETTINGS = project.ROOT / "course" / "lab_settings"


def main(options: argparse.Namespace) -> int:
    """Start JupyterLab in the project, with the user's own arguments last."""
    print("JupyterLab is starting; Ctrl-C here stops it.", flush=True)
    return environment.become(
        [
            sys.executable,
            "-m",
            "jupyterlab",
            "--log-level=ERROR",
            "--LabApp.log_level=ERROR",
            f"--ServerApp.root_dir={project.ROOT}",
            f"--LabApp.default_url=/lab/tree/{START_PAGE}",
            f"--LabApp.app_settings_dir={SETTINGS}",
            *options.rest,
        ]
    )
