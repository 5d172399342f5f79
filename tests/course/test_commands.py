"""`course build`, `run` and `transfer` on small lessons, as real processes with real kernels."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

from tests.course import tiny

LESSON = """\
# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
#   lang: en
# ---

# %% [markdown] id="title"
# # A lesson

# %% id="first"
import tutorgrad as torch

print("value", torch.value())

# %% id="wrong" tags=["raises-exception"]
torch.fail(3)

# %% id="shown"
1 / 3
"""

LIBRARY = '''\
"""{name}"""


def value():
    return {value}


def fail(n):
    raise RuntimeError(f"bad {{n}}")
'''

FAKE_TORCH = (
    LIBRARY
    + """

__version__ = "0"


class cuda:
    @staticmethod
    def is_available():
        return False
"""
)


def make(folder):
    """A project with one lesson, a library of two functions, and a stand-in for PyTorch."""
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(tiny.ROOT / "course", folder / "course", ignore=ignore)
    shutil.copy(tiny.ROOT / "pyproject.toml", folder)
    (folder / "tutorgrad").mkdir()
    (folder / "tutorgrad" / "__init__.py").write_text(LIBRARY.format(name="ours", value=0.33334))
    (folder / "torch.py").write_text(FAKE_TORCH.format(name="theirs", value=0.33333))
    (folder / "notebooks" / "source").mkdir(parents=True)
    write_lesson(folder, "01_small", LESSON)
    return folder


@pytest.fixture
def project(tmp_path):
    """The project, its lesson not built."""
    return make(tmp_path / "project")


@pytest.fixture(scope="module")
def built_once(tmp_path_factory):
    """The project and what its first `course build` said."""
    folder = make(tmp_path_factory.mktemp("built") / "project")
    return folder, course(folder, "build")


@pytest.fixture
def built(built_once, tmp_path):
    """A copy of the project, its lesson built."""
    return shutil.copytree(built_once[0], tmp_path / "project")


def write_lesson(project, name, text):
    (project / "notebooks" / "source" / f"{name}.py").write_text(text)


def course(project, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "course", *arguments],
        cwd=project,
        capture_output=True,
        text=True,
        timeout=120,
    )


def notebook(project, name="01_small"):
    return project / "notebooks" / f"{name}.ipynb"


def cells(project):
    return {cell["id"]: cell for cell in json.loads(notebook(project).read_text())["cells"]}


def test_build_writes_the_outputs(built_once):
    project, done = built_once
    assert done.returncode == 0 and "TCP" not in done.stderr, done
    cell = cells(project)
    assert cell["first"]["outputs"][0]["text"] == ["value 0.33334\n"]
    assert cell["wrong"]["outputs"][0]["evalue"] == "bad 3"
    assert [cell[id]["execution_count"] for id in ("first", "wrong", "shown")] == [1, 2, 3]
    text = notebook(project).read_text()
    assert "tutorgrad/__init__.py" not in text, "the library's frames are left out"
    assert str(project) not in text and "TCP" not in text


def test_a_second_build_changes_nothing(built):
    before = notebook(built).read_bytes()
    assert "unchanged" in course(built, "build", "1").stderr
    assert notebook(built).read_bytes() == before
    assert not (built / "notebooks" / "saved").exists()


STALE = {
    "02_text": (LESSON.replace("1 / 3", "1 / 4"), "stale: cell shown, its source"),
    "03_tags": (LESSON.replace('id="shown"', 'id="shown" tags=["x"]'), "stale: cell shown, its me"),
    "04_cells": (LESSON + '\n# %% id="more"\n2\n', "stale: it has other cells"),
}


def test_check_says_what_is_stale_without_running_it(built):
    assert course(built, "build", "--check").returncode == 0
    for name, (text, _) in STALE.items():
        shutil.copy(notebook(built), notebook(built, name))
        write_lesson(built, name, text)
    write_lesson(built, "05_new", LESSON)
    shutil.copy(notebook(built), notebook(built, "06_orphan"))
    before = notebook(built, "02_text").read_bytes()
    done = course(built, "build", "--check")
    wanted = {name: words for name, (_, words) in STALE.items()}
    wanted |= {"05_new": "is not built", "06_orphan": "has no source"}
    lines = done.stdout.splitlines()
    assert done.returncode == 1 and len(lines) == len(wanted), done
    for line, (name, words) in zip(lines, wanted.items(), strict=True):
        assert name in line and words in line
    assert notebook(built, "02_text").read_bytes() == before


def test_build_keeps_a_copy_of_what_a_learner_typed(built):
    path = notebook(built)
    path.write_text(path.read_text().replace("1 / 3", "my own idea"))
    edited = path.read_text()
    done = course(built, "build")
    assert "your edited copy is notebooks/saved/01_small-" in done.stderr.replace("\\", "/")
    (copy,) = (built / "notebooks" / "saved").iterdir()
    assert copy.read_text() == edited and "my own idea" not in path.read_text()


def test_build_writes_nothing_where_a_cell_fails_and_goes_on(project):
    write_lesson(project, "00_broken", LESSON.replace('tags=["raises-exception"]', ""))
    done = course(project, "build")
    assert done.returncode == 1
    assert "00_broken: not written, cell 3 (id wrong) failed: RuntimeError: bad 3" in done.stderr
    assert "    torch.fail(3)" in done.stderr
    assert not notebook(project, "00_broken").exists() and notebook(project).exists()


BAD_SOURCES = {
    "no id": (LESSON.replace('id="first"', ""), "needs id="),
    "twice": (LESSON.replace('id="first"', 'id="title"'), "'title' stands on two cells"),
    "odd": (LESSON.replace('id="first"', 'id="First Cell"'), "'First Cell'"),
}


@pytest.mark.parametrize("case", BAD_SOURCES)
def test_a_source_that_cannot_be_built_is_one_line(project, case):
    text, words = BAD_SOURCES[case]
    write_lesson(project, "01_small", text)
    done = course(project, "build")
    assert (
        done.returncode == 1
        and done.stderr.startswith("01_small\ncourse: ")
        and words in done.stderr
    )


def test_run_says_which_cell_failed_and_changes_no_file(built):
    path = notebook(built)
    path.write_text(path.read_text().replace("1 / 3", "1 / 0"))
    before = path.read_bytes()
    done = course(built, "run", "01_small")
    assert done.returncode == 1
    assert "01_small: FAILED, cell 4 (id shown) failed: ZeroDivisionError" in done.stderr
    assert "    1 / 0" in done.stderr and "0 of 1 lessons" in done.stdout
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("import time; time.sleep(100)", "longer than 2 seconds"),
        ("import os; os._exit(1)", "kernel died"),
    ],
)
def test_run_ends_a_cell_that_hangs_or_dies(built, code, words):
    path = notebook(built)
    path.write_text(path.read_text().replace("1 / 3", code))
    done = course(built, "run", "--timeout", "2")
    assert done.returncode == 1 and words in done.stderr, done


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_run_can_be_interrupted(built):
    path = notebook(built)
    announced = built / "started"
    code = f"import time; open({str(announced)!r}, 'w').close(); time.sleep(100)"
    path.write_text(path.read_text().replace("1 / 3", code))
    process = subprocess.Popen(
        [sys.executable, "-m", "course", "run"],
        cwd=built,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    deadline = time.monotonic() + 60
    while not announced.exists():
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130 and "interrupted" in err and "Traceback" not in err, err


@pytest.mark.parametrize("name", ["7", "02_other", "zero"])
def test_an_unknown_lesson_is_one_line(project, name):
    done = course(project, "build", name)
    assert done.returncode == 1
    assert done.stderr == f"course: {name!r} is no lesson: 01_small\n"


def test_transfer_agrees_within_the_tolerance(project):
    done = course(project, "transfer")
    assert done.returncode == 0, done
    assert "01_small" in done.stdout and "none" in done.stdout


def test_transfer_shows_both_texts_where_they_differ(project):
    (project / "torch.py").write_text(FAKE_TORCH.format(name="theirs", value=0.5))
    done = course(project, "transfer")
    assert done.returncode == 1
    assert "01_small, cell first:" in done.stdout
    assert "    value 0.33334" in done.stdout and "    value 0.5" in done.stdout


def test_transfer_leaves_out_tagged_cells_and_says_why(project):
    text = LESSON.replace('id="shown"', 'id="shown" tags=["tutorgrad-only"]')
    text += '\n# %% id="gpu" tags=["needs-cuda"]\nundefined\n'
    text += '\n# %% id="time" tags=["nbval-ignore-output"]\nimport time\ntime.time()\n'
    write_lesson(project, "01_small", text)
    done = course(project, "transfer")
    assert done.returncode == 0, done
    assert "1 nbval-ignore-output, 1 needs-cuda, 1 tutorgrad-only" in done.stdout


def test_transfer_says_how_to_get_pytorch(project):
    (project / "torch.py").write_text("raise ModuleNotFoundError('torch')")
    done = course(project, "transfer")
    assert done.returncode == 1
    assert done.stderr.startswith("course: PyTorch is not installed") and "pip" in done.stderr
