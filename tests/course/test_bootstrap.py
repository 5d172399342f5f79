"""`python3 -m course` on a bare Python: it sets itself up, and whatever goes wrong, it says so in
one line with the way out and leaves no half-made `.venv`.

Real processes, a real venv and a real pip; only the packages are tiny (tests/course/tiny.py).
"""

from __future__ import annotations

import ast
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import namedtuple
from pathlib import Path

import pytest

from course import console, environment, installer
from course.__main__ import complaint
from course.console import CourseError, Progress
from course.environment import MARK
from tests.course import tiny

POSIX_ONLY = pytest.mark.skipif(os.name == "nt", reason="POSIX signals and user ids")


@pytest.fixture
def bare(tmp_path):
    """A fresh clone."""
    return tiny.make_project(tmp_path / "my project")


@pytest.fixture(scope="module")
def first_start(tmp_path_factory):
    """A project after its first `course lab`, and what that printed."""
    project = tiny.make_project(tmp_path_factory.mktemp("first") / "my project")
    return project, tiny.course(project, "lab", "--port", "1")


@pytest.fixture
def made(first_start, tmp_path):
    """A copy of a project that was set up: it was also moved, then."""
    project = tmp_path / "moved"
    shutil.copytree(first_start[0], project, symlinks=True)
    return project


def whole(project: Path) -> bool:
    return json.loads((project / ".venv" / MARK).read_text())["whole"]


def one_line(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """The command failed with one line of its own, which says all of `words`."""
    errors = [line for line in done.stderr.splitlines() if line.startswith("course: ")]
    assert done.returncode == 1, done
    assert len(errors) == 1 and "Traceback" not in done.stderr, done.stderr
    assert all(word in errors[0] for word in words), errors[0]


def test_first_start_makes_the_environment_and_opens_the_start_page(first_start):
    project, done = first_start
    assert done.returncode == 0, done.stderr
    assert "Making .venv" in done.stderr and "Installing" in done.stderr
    assert "--LabApp.default_url=/lab/tree/notebooks/00_welcome.ipynb" in done.stdout
    assert done.stdout.rstrip().endswith("--port 1")
    assert whole(project)


def test_second_start_asks_neither_pip_nor_the_network(made):
    log = made / ".course" / "install.log"
    log.unlink()
    done = tiny.course(made, "lab", PIP_FIND_LINKS="", PIP_CONFIG_FILE="/nowhere")
    assert done.returncode == 0 and done.stderr == "" and "jupyterlab got" in done.stdout
    assert not log.exists()


def test_an_extra_is_added_when_a_command_needs_it(made):
    done = tiny.course(made, "test")
    assert done.returncode == 0 and "Adding to .venv: pytest" in done.stderr
    assert "pytest ran" in done.stdout and whole(made)


def test_a_failed_addition_leaves_the_environment_as_it_was(made):
    one_line(tiny.course(made, "test", PIP_FIND_LINKS=""), "network")
    assert whole(made) and tiny.course(made, "lab", PIP_FIND_LINKS="").returncode == 0


FAILURES = {
    "no index": ({"PIP_FIND_LINKS": ""}, ["network", "try again"]),
    "no network": (
        {
            "PIP_NO_INDEX": "0",
            "PIP_FIND_LINKS": "",
            "PIP_INDEX_URL": "http://127.0.0.1:9/",
            "PIP_RETRIES": "1",
        },
        ["cannot be reached", "network"],
    ),
    "full disk": ({"SAY": "OSError: [Errno 28] No space left on device"}, ["disk is full"]),
    "no ensurepip": ({"HIDE": "ensurepip"}, ["ensurepip", "sudo apt install python3"]),
    "no venv": ({"HIDE": "venv"}, ["venv", "sudo apt install python3"]),
}

AS_A_STRANGER = """\
import os, sys
from course import cli, project
project.missing(["lab"])  # loads what the stranger could not read
if os.geteuid() == 0:
    os.seteuid(65534)
sys.exit(cli.run(["lab"]))
"""

SITE = """\
import os, sys
if "HIDE" in os.environ:
    sys.modules[os.environ["HIDE"]] = None
"""


@pytest.mark.parametrize("case", FAILURES)
def test_failure_is_one_line_and_leaves_nothing(bare, case):
    changes, words = FAILURES[case]
    if "HIDE" in changes:
        (bare / "site").mkdir()
        (bare / "site" / "sitecustomize.py").write_text(SITE)
        changes = changes | {"PYTHONPATH": str(bare / "site")}
    if "SAY" in changes:
        backend = bare / "backend.py"
        backend.write_text(f"raise SystemExit({changes['SAY']!r})\n" + backend.read_text())
    one_line(tiny.course(bare, "lab", **changes), *words)
    assert not (bare / ".venv").exists()


@POSIX_ONLY
def test_no_write_permission():
    with tempfile.TemporaryDirectory() as folder:  # pytest's own folders are closed to strangers
        Path(folder).chmod(0o755)
        bare = tiny.make_project(Path(folder, "project"))
        bare.chmod(0o555)
        done = subprocess.run(
            [sys.executable, "-c", AS_A_STRANGER],
            cwd=bare,
            env=tiny.environment(bare, PYTHONPATH=str(bare)),
            capture_output=True,
            text=True,
        )
        bare.chmod(0o755)
        one_line(done, "cannot be written", "copy the project")
        assert not (bare / ".venv").exists()


def test_too_little_room(monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10**9, 10**9, 10**6))
    with pytest.raises(CourseError, match=r"need about 0\.7 GB .* has 0\.0 GB free"):
        environment.check_space(["lab"])


def interrupt(project: Path, tmp_path: Path, number: int) -> subprocess.CompletedProcess[str]:
    """Start `course lab` and send a signal to all its processes while pip works."""
    announced = tmp_path / "pip is at work"
    process = tiny.start(project, "lab", SLOW=str(announced))
    deadline = time.monotonic() + 120
    while not announced.exists():
        assert process.poll() is None and time.monotonic() < deadline, process.communicate()
        time.sleep(0.05)
    os.killpg(process.pid, number)
    out, err = process.communicate(timeout=60)
    return subprocess.CompletedProcess([], process.returncode, out, err)


@POSIX_ONLY
def test_ctrl_c_leaves_nothing_and_the_next_start_works(bare, tmp_path):
    done = interrupt(bare, tmp_path, signal.SIGINT)
    assert done.returncode == 130 and "interrupted" in done.stderr and "Trace" not in done.stderr
    assert not (bare / ".venv").exists()
    assert tiny.course(bare, "lab").returncode == 0


@POSIX_ONLY
def test_kill_is_noticed_at_the_next_start(bare, tmp_path):
    assert interrupt(bare, tmp_path, signal.SIGKILL).returncode == -signal.SIGKILL
    assert (bare / ".venv").exists() and not whole(bare)
    done = tiny.course(bare, "lab")
    assert done.returncode == 0 and "Removing .venv, which is not whole" in done.stderr
    assert whole(bare)


def test_a_venv_whose_python_is_gone_is_rebuilt(made):
    shutil.rmtree(environment.Venv(made / ".venv").python.parent)
    done = tiny.course(made, "lab")
    assert done.returncode == 0 and "Removing .venv" in done.stderr and whole(made)


def test_a_venv_of_somebody_else_is_never_removed(bare):
    (bare / ".venv").mkdir()
    (bare / ".venv" / "thesis.txt").write_text("three years of work")
    one_line(tiny.course(bare, "lab"), ".venv", "rename or delete it")
    assert (bare / ".venv" / "thesis.txt").read_text() == "three years of work"


def test_two_commands_at_once_install_once(bare):
    pair = [tiny.start(bare, "lab"), tiny.start(bare, "lab")]
    outputs = [process.communicate(timeout=60) for process in pair]
    assert [process.returncode for process in pair] == [0, 0], outputs
    assert sum("Making .venv" in err for _, err in outputs) == 1


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 6, 15), (3, 10, 13)])
def test_an_old_python_is_told_so_in_one_line(version):
    line = complaint(version)
    assert "\n" not in line and "Python 3.11 or newer is needed" in line
    assert ".".join(map(str, version)) in line


def test_this_python_is_new_enough():
    assert complaint(sys.version_info) is None


@pytest.mark.parametrize("name", ["__init__.py", "__main__.py"])
def test_an_old_python_can_read_the_first_files(name):
    tree = ast.parse((tiny.ROOT / "course" / name).read_text(), feature_version=(3, 7))
    newer = (ast.JoinedStr, ast.NamedExpr, ast.AnnAssign, ast.Nonlocal, ast.Await)
    assert [node for node in ast.walk(tree) if isinstance(node, newer)] == []
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    assert [f.name for f in functions if f.returns or any(a.annotation for a in f.args.args)] == []


def test_doctor_needs_nothing_installed(bare):
    done = tiny.course(bare, "doctor")
    assert done.returncode == 0, done
    for topic in ("Python", "no .venv yet", "missing: jupyterlab>=99", "disk", "writing"):
        assert topic in done.stdout
    assert not (bare / ".venv").exists()


def test_the_list_of_demos_needs_nothing_installed(bare):
    shutil.copytree(tiny.ROOT / "notebooks" / "demos", bare / "notebooks" / "demos")
    done = tiny.course(bare, "demo")
    assert done.returncode == 0 and "01_backward" in done.stdout, done
    assert done.stderr == "" and not (bare / ".venv").exists()


def test_a_long_installation_says_how_far_it_is_where_no_line_can_move(tmp_path, monkeypatch):
    monkeypatch.setattr(console, "SPARSE_SECONDS", 0)
    page = io.StringIO()
    watch = installer.Watch(Progress(page), tmp_path, lambda: None)
    watch.line("Installing collected packages: a, b, c")
    for name in "ab":
        (tmp_path / f"{name}-1.dist-info").mkdir()
        watch.silence()
    lines = page.getvalue().splitlines()
    assert lines[0] == "Installing 3 packages"
    assert [line.partition("] ")[2][:4] for line in lines[1:]] == ["1/3 ", "2/3 "]


@pytest.mark.parametrize("arguments", [[], ["fly"], ["run", "--fast"]])
def test_a_wrong_command_line_installs_nothing(bare, arguments):
    done = tiny.course(bare, *arguments)
    assert done.returncode == 2 and "usage: course" in done.stderr
    assert not (bare / ".venv").exists()
