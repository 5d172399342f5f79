"""A project with the real `course/` but tiny packages, so that setting it up takes seconds.

It asks for `jupyterlab>=99`, which no environment has, and finds that wheel in a folder; the wheel
prints its arguments. The project builds itself without any other package (PEP 517, in-tree).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

PYPROJECT = """\
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "tutorgrad"
version = "0"
dependencies = []

[project.optional-dependencies]
lab = ["jupyterlab>=99"]
test = ["pytest>=99"]
torch = ["torch==99"]
gpu = []
"""

BACKEND = '''\
"""Build this project as pip asks; wait first where SLOW names a file to announce it in."""

import os
import pathlib
import time
import tomllib
import zipfile

METADATA = "Metadata-Version: 2.1\\nName: tutorgrad\\nVersion: 0\\n"


def requirements():
    extras = tomllib.loads(pathlib.Path("pyproject.toml").read_text())["project"]
    for extra, lines in extras["optional-dependencies"].items():
        yield f"Provides-Extra: {extra}\\n"
        for line in lines:
            yield f"Requires-Dist: {line}; extra == '{extra}'\\n"


def build_editable(folder, config_settings=None, metadata_directory=None):
    if "SLOW" in os.environ:
        pathlib.Path(os.environ["SLOW"]).touch()
        time.sleep(120)
    name = "tutorgrad-0-py3-none-any.whl"
    info = "tutorgrad-0.dist-info/"
    with zipfile.ZipFile(pathlib.Path(folder, name), "w") as wheel:
        wheel.writestr("tutorgrad.pth", os.getcwd())
        wheel.writestr(info + "METADATA", METADATA + "".join(requirements()))
        wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nTag: py3-none-any\\n")
        wheel.writestr(info + "RECORD", "")
    return name
'''

JUPYTERLAB = "import sys\nprint('jupyterlab got', *sys.argv[1:])\n"


def make_project(folder: Path) -> Path:
    """The tiny project, nothing installed; its wheels lie in `wheels`."""
    folder.mkdir(parents=True)
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "course", folder / "course", ignore=ignore)
    (folder / "pyproject.toml").write_text(PYPROJECT)
    (folder / "backend.py").write_text(BACKEND)
    (folder / "wheels").mkdir()
    for name, main in (("jupyterlab", JUPYTERLAB), ("pytest", "print('pytest ran')\n")):
        make_wheel(folder / "wheels", name, main)
    return folder


def make_wheel(folder: Path, name: str, main: str) -> None:
    """A wheel of version 99 with one module that runs `main`."""
    info = f"{name}-99.dist-info/"
    with zipfile.ZipFile(folder / f"{name}-99-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{name}/__init__.py", "")
        wheel.writestr(f"{name}/__main__.py", main)
        wheel.writestr(info + "METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 99\n")
        wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        wheel.writestr(info + "RECORD", "")


def environment(project: Path, **changes: str) -> dict[str, str]:
    """The environment for the tiny project: pip looks in its wheels alone."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PIP_", "PYTHON", "COURSE_"))}
    pip = {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": (project / "wheels").as_uri(),  # a blank would split a path
    }
    return kept | pip | changes


def start(project: Path, *arguments: str, **changes: str) -> subprocess.Popen[str]:
    """Start `python -m course` as the leader of its own process group."""
    return subprocess.Popen(
        [sys.executable, "-m", "course", *arguments],
        cwd=project,
        env=environment(project, **changes),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def course(project: Path, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run `python -m course` to its end."""
    process = start(project, *arguments, **changes)
    out, err = process.communicate(timeout=60)
    return subprocess.CompletedProcess(arguments, process.returncode, out, err)
