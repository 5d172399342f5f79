"""A job in bubblewrap: what there is in the sandbox, and what there is not."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import platform
import site
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import numpy as np

import course.inside
import tutorgrad
from course.grading.sandbox import syscalls
from course.grading.sandbox.running import Files, Running
from course.grading.sandbox.usage import Limits

INSIDE = Path(course.inside.__file__).parent
KIT = [Path(tutorgrad.__file__).parent, INSIDE, INSIDE.parent / "__init__.py"]
NUMPY = Path(np.__file__).parent
FOLDER = "/tmp"
"""Where an answer may write."""
FIRST_USER = 1_900_000_000  # between the ranges that systems give away
_numbers = itertools.count()


def order(limits: dict[str, int], user: int | None = None, pipe: int | None = None) -> str:
    """What `start.py` is told."""
    path = [str(INSIDE.parent.parent), str(KIT[0].parent), str(NUMPY.parent)]
    return json.dumps({"path": path, "user": user, "pipe": pipe, "limits": limits})


def python(program: str) -> list[str]:
    """The command that runs `start.py`: without packages, start-up files and new bytecode."""
    return [program, *"-I -S -B -X utf8".split(), str(INSIDE / "start.py")]


@contextlib.contextmanager
def started(program: str, files: Files, limits: Limits) -> Iterator[Running]:
    """A job in a sandbox of its own; `program`: bubblewrap.

    Root opens all paths itself and lets `start.py` become another user; anyone else needs a user
    namespace, and is nobody there.
    """
    rules = syscalls.program(platform.machine())
    user = _own_user() if _is_root() else None
    told, tell = os.pipe()
    alive, here = os.pipe()  # `here` is open as long as this process lives
    with (
        os.fdopen(told, "rb", 0) as answers,
        os.fdopen(here, "wb"),
        tempfile.TemporaryFile() as filtered,
    ):
        filtered.write(rules or b"")
        filtered.seek(0)
        words = [
            *(program, *_walls(user is not None), *_visible(limits.disk)),
            *("--info-fd", str(tell), *(["--seccomp", str(filtered.fileno())] if rules else [])),
            *("--", *python(_base_python()), order(limits.of_a_process(True), user, alive)),
        ]
        try:
            running = Running(words, files, {}, "/", (tell, alive, filtered.fileno()))
        finally:
            os.close(tell)
            os.close(alive)
        with running:
            if first := _first(answers):
                running.follow(first)
                running.memory_folder = FOLDER
            yield running


def _first(answers: IO[bytes]) -> int | None:
    """The process number of the sandbox's first process, as bubblewrap tells it."""
    text = b""
    while part := answers.read(4096):
        text += part
        if b"}" in text:
            return int(json.loads(text)["child-pid"])
    return None


def _is_root() -> bool:
    """Whether this is the machine's root, not one of a user namespace (a container's)."""
    return os.geteuid() == 0 and "4294967295" in Path("/proc/self/uid_map").read_text("ascii")


def _own_user() -> int:
    """A user that no other running sandbox has: what its processes use counts for it alone."""
    return FIRST_USER + os.getpid() * 32 + next(_numbers) % 32


def _walls(root: bool) -> list[str]:
    return [
        *"--unshare-ipc --unshare-pid --unshare-net --unshare-uts --unshare-cgroup-try".split(),
        *([] if root else "--unshare-user --uid 65534 --gid 65534".split()),
        *"--die-with-parent --new-session --clearenv --cap-drop ALL".split(),
        *("--cap-add CAP_SETUID --cap-add CAP_SETGID".split() if root else []),
        *("--setenv", "OPENBLAS_NUM_THREADS", "1", "--setenv", "HOME", FOLDER),
    ]


def _visible(disk: int) -> list[str]:
    """The files that there are, each under its own name, read-only; and a folder to write to."""
    hidden = {path for path in map(Path, site.getsitepackages([sys.base_prefix])) if path.is_dir()}
    words = ["--perms", "1777", "--size", str(disk), "--tmpfs", FOLDER]
    made: set[Path] = set()
    for path in sorted({*_needed(), *hidden}):  # a folder before what lies in it
        new = [parent for parent in reversed(path.parents) if parent not in made]
        made.update(new)
        words += [word for folder in new for word in ("--dir", str(folder))]
        if path in hidden:
            words += ["--size", "65536", "--tmpfs", str(path)]
        elif path.is_symlink():
            words += ["--symlink", os.readlink(path), str(path)]
        else:
            words += ["--dev-bind" if path == Path(os.devnull) else "--ro-bind", *[str(path)] * 2]
    words += [word for path in [*hidden, Path("/")] for word in ("--remount-ro", str(path))]
    return [*words, "--chdir", FOLDER]


def _needed() -> list[Path]:
    """What Python needs to run an answer."""
    system = "/lib /lib64 /usr/lib /usr/lib64 /etc/ld.so.cache /etc/alternatives".split()
    own = [Path(sys.base_prefix, "lib"), Path(sysconfig.get_path("stdlib")), Path(_base_python())]
    kit = [*KIT, NUMPY, NUMPY.with_name("numpy.libs")]
    paths = [*map(Path, system), *own, *kit, Path(os.devnull)]
    return [path for path in paths if path.exists()]


def _base_python() -> str:
    """The Python that the environment was made with: in the sandbox there is no environment."""
    return os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable)
