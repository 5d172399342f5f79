"""Find or make a Python environment that has what a command needs.

The Python that runs now serves if its packages do. Otherwise the project's own `.venv` does: it is
made, or completed, here. A mark inside it tells that this command made it and whether it is whole,
so a `.venv` left half made by an interruption is rebuilt, and one made by somebody else is left
alone. Once everything is there, nothing is installed and the network is not asked.

Standard library only: this runs on a bare Python.
"""

from __future__ import annotations

import contextlib
import errno
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from course import MINIMUM_PYTHON, project
from course.console import CourseError, Progress
from course.installer import Watch, pip_install

MARK = "made-by-course.json"
WINDOWS = os.name == "nt"
LOCK_SECONDS = 0.2
# Room that the packages take, with pip's own copies while it works: (extra, bytes).
NEEDED_BYTES = {
    "lab": 700_000_000,
    "lecture": 20_000_000,
    "test": 900_000_000,
    "torch": 2_500_000_000,
}


class Venv:
    """A virtual environment in a folder, whole, broken or not there yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.python = folder / ("Scripts/python.exe" if WINDOWS else "bin/python")

    def exists(self) -> bool:
        """Whether anything stands in its place."""
        return os.path.lexists(self.folder)

    def is_ours(self) -> bool:
        """Whether this command made it, and so may remove it."""
        return (self.folder / MARK).is_file()

    def is_whole(self) -> bool:
        """Whether no installation was interrupted half-way."""
        try:
            return bool(json.loads((self.folder / MARK).read_text("utf-8"))["whole"])
        except (OSError, ValueError, KeyError):
            return False

    def mark(self, whole: bool) -> None:
        """Write down that it is ours, and whether it is whole."""
        draft = self.folder / (MARK + ".new")
        draft.write_text(json.dumps({"made by": "python3 -m course", "whole": whole}), "utf-8")
        os.replace(draft, self.folder / MARK)

    def version(self) -> tuple[int, int] | None:
        """The Python inside, (3, 11) or so; None where it does not start."""
        command = [str(self.python), "-I", "-S", "-c", "import sys; print(*sys.version_info[:2])"]
        try:
            answer = subprocess.run(command, capture_output=True, text=True, check=True)
            major, minor = answer.stdout.split()
        except (OSError, subprocess.SubprocessError, ValueError):
            return None
        return int(major), int(minor)

    def site_packages(self, version: tuple[int, int]) -> Path:
        """Where its packages lie."""
        if WINDOWS:
            return self.folder / "Lib" / "site-packages"
        return self.folder / "lib" / "python{}.{}".format(*version) / "site-packages"

    def missing(self, extras: Sequence[str]) -> list[project.Requirement] | None:
        """What it lacks for these extras; None where it is broken and must be made anew."""
        version = self.version()
        if version is None or version < MINIMUM_PYTHON:
            return None
        site = self.site_packages(version)
        if not (site / "pip").is_dir():
            return None
        return project.missing(extras, [str(site)])

    def is_running(self) -> bool:
        """Whether this very process runs on it."""
        return Path(sys.prefix).resolve() == self.folder.resolve()

    def remove(self) -> None:
        """Delete it; the mark goes last, so that an interrupted deletion is still known as ours."""
        for part in list(self.folder.iterdir()):
            if part.name == MARK:
                continue
            if part.is_dir() and not part.is_symlink():
                shutil.rmtree(part)
            else:
                part.unlink()
        shutil.rmtree(self.folder)


def find() -> Path | None:
    """The Python of a `.venv` that works, or None, also when it runs already; installs nothing."""
    venv = Venv(project.VENV)
    return None if venv.is_running() or venv.version() is None else venv.python


def ensure(extras: Sequence[str]) -> Path | None:
    """Install what the project's dependencies and these extras lack, if anything.

    Gives the Python to go on with, or None where the one that runs now serves.
    Raises CourseError, with `.venv` as it was before or gone, when it cannot be done.
    """
    venv = Venv(project.VENV)
    inside = venv.is_running()
    if not inside and not project.missing(extras):
        return None
    if ready(venv, extras):
        return None if inside else venv.python
    with writable(), alone():
        if not ready(venv, extras):  # another process may have made it while this one waited
            make(venv, extras)
    return venv.python


def ready(venv: Venv, extras: Sequence[str]) -> bool:
    """Whether a `.venv` can serve as it is."""
    return (venv.is_whole() or not venv.is_ours()) and venv.missing(extras) == []


def make(venv: Venv, extras: Sequence[str]) -> None:
    """Make `.venv`, or complete the one that is there."""
    lacking = venv.missing(extras)
    usable = venv.exists() and lacking is not None and (venv.is_whole() or not venv.is_ours())
    check_can_make(venv, usable)
    check_space(extras)
    with Progress() as progress:
        if usable:
            names = ", ".join(requirement.name for requirement in lacking or [])
            progress.step(f"Adding to {venv.folder.name}: {names}")
            install(venv, extras, progress)
        else:
            create(venv, extras, progress)
        progress.say(f"The environment is ready in {venv.folder.name}.")


def check_can_make(venv: Venv, usable: bool) -> None:
    """Refuse before touching anything what cannot end well."""
    if usable:
        return
    if venv.exists() and not venv.is_ours():
        if not venv.folder.is_dir() or any(venv.folder.iterdir()):
            raise CourseError(
                f"{venv.folder} does not work or has no pip, and this command did not make it: "
                "rename or delete it, then try again"
            )
    if venv.is_running():
        raise CourseError(
            f"{venv.folder} is not whole and cannot rebuild itself while it runs: "
            "leave it (deactivate) and run python3 -m course again"
        )
    lacking = [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]
    if lacking:
        version = "{}.{}".format(*sys.version_info)
        raise CourseError(
            f"this Python comes without {' and '.join(lacking)}, which Debian and Ubuntu pack "
            f"apart: sudo apt install python{version}-venv, then try again"
        )


def check_space(extras: Sequence[str]) -> None:
    """Refuse to start where the disk has too little room."""
    needed = sum(NEEDED_BYTES.get(extra, 0) for extra in extras)
    free = shutil.disk_usage(project.ROOT).free
    if free < needed:
        raise CourseError(
            f"the packages need about {needed / 1e9:.1f} GB and {project.ROOT} has "
            f"{free / 1e9:.1f} GB free: make room, then try again"
        )


def create(venv: Venv, extras: Sequence[str], progress: Progress) -> None:
    """Make a new environment; whatever goes wrong, nothing of it stays."""
    if venv.exists():
        progress.step(f"Removing {venv.folder.name}, which is not whole")
        if venv.is_ours():
            venv.remove()
        else:
            venv.folder.rmdir()  # empty: check_can_make looked
    try:
        venv.folder.mkdir()
        venv.mark(whole=False)
        progress.step(f"Making {venv.folder.name} (once; later starts need no network)")
        command = [sys.executable, "-m", "venv", str(venv.folder)]
        done = subprocess.run(
            command, capture_output=True, text=True, errors="replace", close_fds=False
        )
        if done.returncode != 0:
            project.LOG.write_text(done.stdout + done.stderr, "utf-8")
            raise CourseError(
                f"Python's venv module could not make {venv.folder}: its words are in {project.LOG}"
            )
        progress.step("Fetching packages: a few minutes, depending on the network")
        install(venv, extras, progress)
    except BaseException:
        progress.step(f"Removing the half-made {venv.folder.name}")
        if venv.exists():
            venv.remove()
        raise


def install(venv: Venv, extras: Sequence[str], progress: Progress) -> None:
    """Install the project, in place, with extras; until it has ended the mark says not whole."""
    version = venv.version()
    assert version is not None, "only an environment that works is installed into"

    def before_changes() -> None:
        if venv.is_ours():
            venv.mark(whole=False)

    watch = Watch(progress, venv.site_packages(version), before_changes)
    project_and_extras = f".[{','.join(extras)}]"
    pip_install(
        venv.python,
        ["--editable", project_and_extras],
        cwd=project.ROOT,
        log=project.LOG,
        watch=watch,
    )
    if lacking := venv.missing(extras):
        names = ", ".join(map(str, lacking))
        raise CourseError(f"pip ended well, but {names} is not there: see {project.LOG}")
    if venv.is_ours():
        venv.mark(whole=True)


@contextlib.contextmanager
def writable() -> Iterator[None]:
    """Say in one line that the disk refuses to be written, and why."""
    try:
        project.LOG.parent.mkdir(exist_ok=True)
        yield
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise CourseError(
                f"{error.filename or project.ROOT} cannot be written: copy the project to a folder "
                "of your own, or use an environment that has its packages "
                '(pip install -e ".[lab,test]")'
            ) from None
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise CourseError(
                f"the disk that holds {project.ROOT} is full: make room, then try again"
            ) from None
        raise


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Hold the project's lock, so that two commands started together do not install twice.

    The system lets go of the lock when the process ends, however it ends.
    """
    with project.LOCK.open("w") as lock:
        told = False
        while not try_lock(lock.fileno()):
            if not told:
                print("Another course command is installing; waiting for it.", file=sys.stderr)
                told = True
            time.sleep(LOCK_SECONDS)
        os.set_inheritable(lock.fileno(), True)  # a pip that outlives this process keeps the lock
        yield


def try_lock(file: int) -> bool:
    """Take the lock if it is free."""
    try:
        if WINDOWS:
            import msvcrt

            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def hand_over(python: Path, arguments: Sequence[str]) -> int:
    """Go on as `python -m course`."""
    os.environ["PYTHONPATH"] = os.pathsep.join(python_path())
    return become([str(python), "-m", "course", *arguments])


def become(command: Sequence[str]) -> int:
    """Run a command in this process's place; on Windows as its child, giving its exit status."""
    sys.stdout.flush()
    if not WINDOWS:
        os.execv(command[0], command)
    with subprocess.Popen(command) as child:
        while True:
            try:
                return child.wait()
            except KeyboardInterrupt:
                continue  # the child got it too and decides


def python_path() -> list[str]:
    """PYTHONPATH with the project in front, so that every child finds tutorgrad and course."""
    rest = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    root = str(project.ROOT)
    return [root, *(part for part in rest if part not in ("", root))]
