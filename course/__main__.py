"""The course command: `python3 -m course …`, which is `course …` once installed.

This file must parse on Pythons that are far too old, so that they answer with one clear line.
"""

import shutil
import subprocess
import sys

from course import MINIMUM_PYTHON

NEWEST_LOOKED_FOR = 20


def complaint(version):
    """One line saying that this Python is too old and what to do; None where it will do."""
    if tuple(version[:2]) >= MINIMUM_PYTHON:
        return None
    have = ".".join(str(part) for part in version[:3])
    need = ".".join(str(part) for part in MINIMUM_PYTHON)
    newer = newer_python()
    if newer:
        way_out = "This machine has a newer one: " + newer + " -m course " + " ".join(sys.argv[1:])
        way_out = way_out.strip()
    else:
        way_out = "Install a newer one (your system's packages or python.org), then try again."
    return "course: Python " + need + " or newer is needed, this is " + have + ". " + way_out


def newer_python():
    """The name of a Python on the PATH that is new enough and starts, or None."""
    which = getattr(shutil, "which", None)
    if which is None:
        return None
    for minor in range(NEWEST_LOOKED_FOR, MINIMUM_PYTHON[1] - 1, -1):
        name = "python3." + str(minor)
        if which(name):
            trial = subprocess.Popen([name, "-c", "import venv"], stderr=subprocess.PIPE)
            trial.communicate()
            if trial.returncode == 0:
                return name
    return None


def main():
    """Run the command line; the exit status says how it went."""
    problem = complaint(sys.version_info)
    if problem:
        sys.exit(problem)
    from course.cli import run  # here, because an older Python cannot read what it imports

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
