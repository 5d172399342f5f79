"""`course test`: run the whole test suite, the notebooks included."""

from __future__ import annotations

import argparse
import os
import sys

from course import environment, project

WORKERS = "2"


def main(options: argparse.Namespace) -> int:
    """Call pytest in the project; its other settings stand in pyproject.toml."""
    os.chdir(project.ROOT)
    project.use_one_thread()
    if options.with_torch:
        os.environ["COURSE_WITH_TORCH"] = "1"  # tests/conftest.py: PyTorch must be there
    if options.with_browser:
        os.environ["COURSE_WITH_BROWSER"] = "1"  # and Chromium, and npm
    return environment.become([sys.executable, "-m", "pytest", "-n", WORKERS, *options.rest])
