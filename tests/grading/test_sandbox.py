"""The sandbox as its callers know it: replies come back, limits hold, nothing is left."""

from __future__ import annotations

import os
import signal
import stat
import struct
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course import project
from course.console import CourseError
from course.exercises.exercise import find, is_attempted
from course.exercises.verdict import judge, prepare, read_reply
from course.grading.sandbox import Limits, Sandbox, find_sandbox, syscalls, usage
from course.inside.plain import NotPlain, Numbers, decode, encode

PROBE = "def value(answer):\n    return answer.value\n"


@pytest.fixture(params=[pytest.param("isolated", marks=pytest.mark.sandbox), "plain"])
def box(request) -> Sandbox:
    """Each form that there is."""
    if request.param == "isolated":
        return request.getfixturevalue("sandbox")
    return Sandbox(False, "not isolated: a test")


def job(answer: str) -> dict[str, Any]:
    """A job without inputs, whose answer is in `value`."""
    texts = {"given": "import tutorgrad as torch\n", "answer": answer, "probes": PROBE}
    return {**texts, "inputs": {}, "world": {}, "seed": 1}


# ---------------------------------------------------------------------------------- both forms


def test_a_reply_comes_back(box):
    outcome = box.run(job("print('hello')\nvalue = torch.ones(2).sum().item()\n"))
    assert outcome.ended == ""
    assert outcome.reply == {"error": None, "probes": {"value": [2.0, None]}, "printed": "hello\n"}
    assert outcome.printed == ""


@pytest.mark.parametrize(
    ("answer", "ended", "kind", "message"),
    [
        ("while True: pass", "time", "TimeLimit", "still running after 2 seconds"),
        ("import time; time.sleep(60)", "time", "TimeLimit", "still running after 2 seconds"),
        ("x = bytearray(1 << 31)", "", "MemoryError", ""),
        ("import os\nwhile True: os.write(2, b'x' * 9999)", "output", "OutputLimit", "1,024 KB"),
        ("value = 'x' * 5_000_000", "output", "OutputLimit", "4,096 KB"),
        ("import os; os._exit(3)", "crashed", "Ended", "with exit status 3"),
        ("import os; os.abort()", "crashed", "Ended", "by SIGABRT"),
        ("x = 1 / 0", "", "ZeroDivisionError", "division by zero"),
    ],
)
def test_what_ended_an_answer_is_said(box, answer, ended, kind, message):
    outcome = box.run(job(answer), Limits(wall=2, processor=1))
    assert outcome.ended.partition(":")[0] == ended, outcome
    assert outcome.reply["error"]["kind"] == kind
    assert message in outcome.reply["error"]["message"]


def test_a_large_file_is_refused(box):
    answer = """
        import os
        try:
            with open("large", "wb") as file:
                for _ in range(64):
                    file.write(bytes(1 << 20))
        except OSError as error:
            value = error.errno
    """
    outcome = box.run(job("if 1:\n" + answer))
    assert outcome.reply["probes"]["value"][0] in (27, 28), outcome  # too large, or no space left


def test_an_answer_that_is_too_long_is_told_and_not_run(box):
    outcome = box.run(job("#" * (17 << 20)))
    assert outcome.ended.startswith("crashed") and "bytes are more than" in outcome.ended


def test_threads_share_a_sandbox(box):
    with ThreadPoolExecutor(4) as at_once:
        runs = [at_once.submit(box.run, job(f"value = {n}"), Limits(wall=60)) for n in range(8)]
    assert [run.result().reply["probes"]["value"][0] for run in runs] == list(range(8))


def test_a_system_without_proc_has_time_and_output_bounded(monkeypatch):
    """As on macOS: the end is heard by waiting, and nothing is read of what a process uses."""
    monkeypatch.delattr(os, "pidfd_open", raising=False)
    monkeypatch.setattr(usage, "LINUX", False)
    monkeypatch.setattr("course.grading.sandbox.running.LINUX", False)
    box = Sandbox(False, "not isolated: a test")
    assert box.run(job("value = 3")).reply["probes"]["value"] == [3, None]
    assert box.run(job("import time; time.sleep(60)"), Limits(wall=1)).ended == "time"
    flood = "import os, time\nos.write(2, b'x' * 2_000_000)\ntime.sleep(60)"
    assert box.run(job(flood)).ended == "output"


def running(number: int) -> list[str]:
    """The processes that carry a limit of this size in their command."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if f'"FSIZE": {number}' in path.read_text("utf-8", "replace"):
                found.append(str(path))
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


@pytest.mark.sandbox
@pytest.mark.parametrize("later", [0, 0.01, 0.5])
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_with_the_grader_its_sandbox_ends(sandbox, how, later):
    """Ctrl-C, a polite end and kill -9; also before the sandbox is quite there."""
    disk = (1 << 26) + os.getpid() * 8 + how
    grader = subprocess.Popen(
        [
            *(sys.executable, "-c"),
            "from course.grading.sandbox import Limits, Sandbox\n"
            f"{sandbox!r}.run({job('import time; time.sleep(300)')!r},"
            f" Limits(wall=300, disk={disk}))",
        ],
        cwd=project.ROOT,
        stderr=subprocess.DEVNULL,
    )
    wait_until(lambda: running(disk))
    time.sleep(later)
    grader.send_signal(how)
    assert grader.wait(60) != 0
    wait_until(lambda: running(disk) == [])


def wait_until(holds) -> None:
    """Wait, a minute at most: something comes true when the kernel gets to it."""
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


# ------------------------------------------------------------------------------- which one there is


@pytest.mark.sandbox
def test_a_machine_with_bubblewrap_isolates(sandbox):
    assert sandbox.isolated and sandbox.words.startswith("isolated: no network")
    assert find_sandbox() == sandbox


def test_without_bubblewrap_it_says_so_or_refuses(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    box = find_sandbox()
    assert not box.isolated
    assert (
        box.words.startswith("not isolated: ") and "read and write this user's files" in box.words
    )
    with pytest.raises(CourseError, match=r"no sandbox here: .*or grade without --require-sandbox"):
        find_sandbox(required=True)


@pytest.mark.sandbox
@pytest.mark.parametrize(
    ("script", "says"),
    [
        ("echo 'setting up uid map: Permission denied' >&2; exit 1", "uid map: Permission denied"),
        ('while [ "$1" != "--" ]; do shift; done; shift; exec "$@"', "bubblewrap"),
    ],
    ids=["forbidden", "lets everything through"],
)
def test_a_bubblewrap_that_does_not_isolate_is_not_trusted(monkeypatch, tmp_path, script, says):
    program = tmp_path / "bwrap"
    program.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    box = find_sandbox()
    assert not box.isolated and says in box.words
    with pytest.raises(CourseError, match="does not work"):
        find_sandbox(required=True)


# ---------------------------------------------------------------------------------- its parts


def test_the_filter_answers_each_call_as_it_should():
    """The program, run by a small interpreter of its instructions."""
    for machine, (column, arch, clone, clone3) in syscalls.MACHINES.items():
        answer = lambda n, flags=0, arch=arch, m=machine: verdict(m, arch, n, flags)  # noqa: E731
        forbidden = {row[column] for row in syscalls.FORBIDDEN.values()} - {None}
        assert {answer(number) for number in forbidden} == {syscalls.FAIL | 1}
        allowed = set(range(460)) - forbidden - {clone3}
        assert {answer(number) for number in allowed} == {syscalls.ALLOW}
        assert answer(clone3) == syscalls.FAIL | 38
        assert answer(clone, 0x10000000) == answer(clone, 0x00020000) == syscalls.FAIL | 1
        assert answer(clone, 0x3D0F00) == syscalls.ALLOW  # what a thread is made with
        assert answer(0x40000001) == syscalls.KILL
        assert answer(1, arch=0x40000003) == syscalls.KILL
    assert syscalls.program("vax") is None


def verdict(machine: str, arch: int, number: int, flags: int) -> int:
    """What the filter says to one call."""
    steps = list(struct.iter_unpack("HBBI", syscalls.program(machine)))
    held = {syscalls.NUMBER: number, syscalls.ARCH: arch, syscalls.FIRST_ARGUMENT: flags}
    at = loaded = 0
    while True:
        code, if_true, if_false, value = steps[at]
        at += 1
        if code == syscalls.RETURN:
            return value
        if code == syscalls.LOAD:
            loaded = held[value]
            continue
        fits = {
            syscalls.EQUAL: loaded == value,
            syscalls.AT_LEAST: loaded >= value,
            syscalls.ANY_BIT: bool(loaded & value),
        }
        at += if_true if fits[code] else if_false


# ---------------------------------------------------------------------- what comes back is harmless

SCALARS = st.one_of(
    *(st.none(), st.booleans(), st.text(max_size=9), st.floats()),
    st.integers(-(2**1000) + 1, 2**1000 - 1),
    st.sampled_from(["\ud800", "\x1b[2J", "x" * 3000]),
)
ARRAYS = st.builds(
    Numbers,
    st.sampled_from(["bool", "uint8", "int64", "float16", "float32", "float64"]).flatmap(
        lambda dtype: st.sampled_from([(), (0,), (3,), (1, 3), (3, 1)]).map(
            lambda shape: np.full(shape, 1, dtype)
        )
    ),
    st.sampled_from(["tensor", "array"]),
)
VALUES = st.recursive(
    SCALARS | ARRAYS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=12,
)
PARTS = {"error": VALUES, "printed": VALUES, "probes": VALUES}
PAIRS = st.dictionaries(
    st.sampled_from(["first", "again", "x"]), st.lists(VALUES, min_size=2, max_size=2)
)
EXERCISE = find("three_passes")
TRIAL = prepare(EXERCISE, 3)


@settings(max_examples=60, deadline=None)
@given(VALUES | st.fixed_dictionaries({}, optional={**PARTS, "probes": PAIRS | VALUES}))
def test_a_forged_reply_of_any_kind_is_judged_and_worth_nothing(data):
    reply = read_reply(decode(encode(data)))
    found = judge(TRIAL, EXERCISE.solution, reply)
    assert found.points == 0
    for text in (
        found.says,
        reply["printed"],
        *(c.error["message"] for c in found.checks if c.error),
    ):
        text.encode("utf-8")


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60) | st.text('{}[]",:0123456789.eE-nulltrfasdicpyb ', max_size=60))
def test_any_text_is_plain_data_or_refused(text):
    try:
        decode(text)
    except NotPlain:
        pass


@pytest.mark.parametrize(
    "source",
    ["+".join("1" * 3_000), "-" * 50_000 + "1", "(" * 5_000, "x = 1\n" * 100_000, "\0", "\ud800"]
    + ["x" + ".a" * 900, "if 1:\n" + "\n".join(" " * n + "if 1:" for n in range(1, 99))],
    ids=range(8),
)
def test_no_source_stops_the_grader_that_reads_it(source):
    assert is_attempted(EXERCISE, source)
    assert judge(TRIAL, source, read_reply({})).points == 0
