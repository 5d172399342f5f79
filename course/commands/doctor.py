"""`course doctor`: what this machine has, what is missing and how to mend it.

It works on a bare Python and installs nothing; where the packages are there it says more.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import webbrowser
from collections.abc import Iterator
from dataclasses import dataclass

from course import environment, project

GOOD, HINT, BAD = "ok", "note", "MISSING"
NEEDED = ("lab",)
EXTRAS = {
    "lab": "course lab installs it",
    "test": "course test installs it",
    "torch": "course test --with-torch installs it; only the comparison with PyTorch needs it",
    "gpu": 'pip install -e ".[gpu]" installs it; only a machine with an NVIDIA GPU can use it',
}


@dataclass(frozen=True)
class Finding:
    """One line of the report; `fix` says what to do about it."""

    state: str
    topic: str
    text: str
    fix: str = ""

    def __str__(self) -> str:
        line = f"{self.state:8}{self.topic:14}{self.text}"
        return line + (f"\n{'':22}-> {self.fix}" if self.fix else "")


def main(options: argparse.Namespace) -> int:
    """Print the report; 1 where `course lab` could not work."""
    findings = [
        finding
        for section in (python, packages, blas, device, browser, disk, writing)
        for finding in section()
    ]
    print("\n".join(map(str, findings)))
    bad = [finding.topic for finding in findings if finding.state == BAD]
    print(f"\nTo mend first: {', '.join(bad)}." if bad else "\nEverything needed is here.")
    return 1 if bad else 0


def python() -> Iterator[Finding]:
    """Which Python runs, where the project is, and the state of `.venv`."""
    yield Finding(GOOD, "Python", f"{platform.python_version()} at {sys.executable}")
    yield Finding(GOOD, "system", f"{platform.platform()}, {os.cpu_count()} cores")
    yield Finding(GOOD, "project", str(project.ROOT))
    venv = environment.Venv(project.VENV)
    if venv.is_ours() and not venv.is_whole():
        yield Finding(HINT, "environment", ".venv is only half made", "course lab makes it anew")
    elif venv.is_running():
        yield Finding(GOOD, "environment", "the project's .venv")
    elif venv.exists():
        yield Finding(
            HINT, "environment", ".venv is there but does not work", "course lab mends it"
        )
    else:
        yield Finding(
            HINT, "environment", "no .venv yet", "course lab makes one where it is needed"
        )
        yield from venv_modules()


def venv_modules() -> Iterator[Finding]:
    """Whether this Python can make a virtual environment."""
    lacking = [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]
    if lacking:
        version = "{}.{}".format(*sys.version_info)
        fix = f"sudo apt install python{version}-venv (Debian, Ubuntu)"
        yield Finding(BAD, "venv", f"this Python has no {' and no '.join(lacking)}", fix)


def packages() -> Iterator[Finding]:
    """What is installed and what is missing, for tutorgrad itself and for every extra."""
    core = project.requirements(())
    yield from versions("tutorgrad", core, "course lab installs it")
    for extra, fix in EXTRAS.items():
        wanted = [r for r in project.requirements((extra,)) if r not in core]
        yield from versions(extra, wanted, fix)


def versions(topic: str, wanted: list[project.Requirement], fix: str) -> Iterator[Finding]:
    """One line for the packages that are there, one for those that are not."""
    have = {r: project.installed_version(r.name) for r in wanted}
    good = [f"{r.name} {version}" for r, version in have.items() if version and r.accepts(version)]
    lacking = [
        f"{r} (here: {version})" if version else str(r)
        for r, version in have.items()
        if not (version and r.accepts(version))
    ]
    if good:
        yield Finding(GOOD, topic, ", ".join(good))
    if lacking:
        yield Finding(HINT, topic, "missing: " + ", ".join(lacking), fix)


def blas() -> Iterator[Finding]:
    """The library that multiplies matrices, and its threads."""
    if importlib.util.find_spec("numpy") is None:
        return
    import numpy

    config = numpy.show_config(mode="dicts")
    found = config.get("Build Dependencies", {}).get("blas", {}) if config else {}
    text = f"{found.get('name', 'unknown')} {found.get('version', '')}".strip()
    if importlib.util.find_spec("threadpoolctl"):
        import threadpoolctl

        pools = threadpoolctl.threadpool_info()
        text += "".join(
            f", {pool['num_threads']} threads ({pool.get('architecture', pool['internal_api'])})"
            for pool in pools
            if pool["user_api"] == "blas"
        )
    yield Finding(GOOD, "BLAS", text)


def device() -> Iterator[Finding]:
    """The GPU, seen by its driver and by CuPy."""
    command = [
        "nvidia-smi",
        "--query-gpu=name,memory.total,driver_version",
        "--format=csv,noheader",
    ]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        answer = None
    if answer is None or answer.returncode != 0:
        text = "no NVIDIA GPU seen; everything runs on the CPU"
        yield Finding(GOOD, "device", text + ", and TUTORGRAD_SIMULATE_CUDA=1 shows the rest")
        return
    for line in answer.stdout.strip().splitlines():
        yield Finding(GOOD, "device", line)
    if importlib.util.find_spec("cupy") is None:
        fix = 'pip install -e ".[gpu]", or ".[gpu-cuda12]" where the driver is older than 580'
        yield Finding(HINT, "device", "CuPy is missing, so the GPU is not used", fix)


def browser() -> Iterator[Finding]:
    """Whether JupyterLab can open a page by itself."""
    try:
        name = getattr(webbrowser.get(), "name", "the system's")
        yield Finding(GOOD, "browser", str(name))
    except webbrowser.Error:
        fix = "open the address that course lab prints"
        yield Finding(HINT, "browser", "none found on this machine", fix)


def disk() -> Iterator[Finding]:
    """Room for the packages."""
    free = shutil.disk_usage(project.ROOT).free
    lacking = bool(project.missing(NEEDED))
    needed = sum(environment.NEEDED_BYTES[extra] for extra in NEEDED) if lacking else 0
    fix = f"make room: course lab needs {needed / 1e9:.1f} GB" if free < needed else ""
    yield Finding(BAD if fix else GOOD, "disk", f"{free / 1e9:.1f} GB free", fix)


def writing() -> Iterator[Finding]:
    """Whether the project folder takes files."""
    try:
        with tempfile.TemporaryFile(dir=project.ROOT):
            pass
    except OSError as error:
        fix = "copy the project to a folder of your own"
        yield Finding(BAD, "writing", f"{project.ROOT}: {error.strerror}", fix)
    else:
        yield Finding(GOOD, "writing", "the project folder can be written")
