"""`python -m benchmarks`: its engines agree, its faults are reported, its processes end."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys
import time

import numpy
import pytest

from benchmarks import memory
from benchmarks.__main__ import chosen
from benchmarks.engines import ENGINES, Engine, environment
from benchmarks.measure import (
    Plan,
    Row,
    busy,
    disagreements,
    measure,
    measure_imports,
    warnings_about,
)
from benchmarks.picture import draw
from benchmarks.processes import Failure, Worker
from benchmarks.report import Run, markdown, verdicts
from benchmarks.workload import Workload, numbers
from benchmarks.workloads import WORKLOADS
from tests.house.sizes import ROOT
from tutorgrad.backend import allocation

ONCE = Plan(threads=1, rounds=1, seconds=0.0, memory_steps=10, import_rounds=1)
SMALL = [name for name in WORKLOADS if not name.startswith("depth-1000")]


def quiet(text):
    """Nobody watches the progress."""


@pytest.fixture(scope="module")
def workers():
    """A process of each engine that every workload is checked on."""
    names = ["numpy", "tutorgrad", "tutorgrad-replay"]
    names += ["torch"] * (importlib.util.find_spec("torch") is not None)
    found = [Worker(ENGINES[name], threads=1) for name in names]
    yield found
    for worker in found:
        worker.stop()


@pytest.mark.parametrize("name", SMALL)
def test_every_engine_gives_the_same_losses(workers, name):
    able = [worker for worker in workers if not worker.engine.refusal(WORKLOADS[name])]
    found = {w.engine.name: w.ask("build", 60, workload=name)["numbers"] for w in able}
    assert len(found) > 1 and disagreements(found, WORKLOADS[name].tolerance) == {}
    assert found.get("tutorgrad-replay", found["tutorgrad"]) == found["tutorgrad"], "bit for bit"
    assert all(worker.ask("run", 60, steps=1)["processor"] >= 0 for worker in able)


def test_a_workload_is_timed_in_turns():
    engines = [ENGINES["numpy"], ENGINES["tutorgrad"]]
    row = measure(WORKLOADS["net-autograd"], engines, ONCE, quiet)
    assert (row.wrong, row.absent) == ({}, {}) and list(row.rounds) == ["numpy", "tutorgrad"]
    assert (row.ratio("tutorgrad", "numpy") or 0) > 0


def test_memory_left_by_steps_is_measured():
    with Worker(ENGINES["tutorgrad"], threads=1) as worker:
        worker.ask("build", 60, workload="net-autograd")
        assert worker.ask("memory", 60, steps=20)["unreachable"] == 0


def test_a_fault_a_refusal_and_a_missing_engine_have_their_reasons():
    missing = Engine("dezero", "no_such_module", "")
    row = measure(WORKLOADS["data"], [missing, ENGINES["tutorgrad-replay"]], ONCE, quiet)
    assert row.absent == {"dezero": "not installed", "tutorgrad-replay": "nothing to replay"}
    with Worker(ENGINES["numpy"], threads=1) as worker:
        with pytest.raises(Failure, match="KeyError: 'no such'") as caught:
            worker.ask("build", 60, workload="no such")
        assert caught.value.wrong
        worker.process.kill()
        with pytest.raises(Failure, match="the process ended, status") as caught:
            worker.ask("run", 60, steps=1)
        assert caught.value.wrong


def test_an_engine_that_differs_is_an_error_with_the_place():
    found = {"a": [[1.0], [2.0]], "b": [[1.0], [2.5]], "c": [[1.0], [2.001]]}
    assert disagreements(found, 2e-3) == {"b": "step 2 gives 2.5, not 2 (as a has it)"}
    assert disagreements({"a": [[1.0]], "b": [[float("nan")]]}, 2e-3).keys() == {"b"}
    assert disagreements({"a": [[1.0]], "b": [[1.0, 2.0]]}, 2e-3).keys() == {"b"}


def test_a_workload_of_another_engine_only_is_a_dash():
    workload = Workload("x", "x", lambda: (), {"torch": lambda torch: lambda: 1.0})
    assert measure(workload, [ENGINES["numpy"]], ONCE, quiet).absent == {"numpy": "no text for it"}


def test_numbers_of_a_step():
    assert numbers((2, numpy.float32(3), numpy.array([3.0, 4.0]), [1, 2])) == [2, 3, 25, 3]


REPORT = """\
| aim (below is better) | engine | figure | verdict | reached | at most |
|---|---|---|---|---:|---:|
| character LSTM, nn.LSTM | tutorgrad | / torch | met | 1.00 | 1.10 |
| MLP 784-256-128-10, Adam | tutorgrad | / torch | **missed** | 2.00 | 0.50 |
| MLP 784-256-128-10, Adam | tutorgrad | / mygrad, the fastest peer | met | 0.50 | 1.00 |

| time / torch | torch | tutorgrad | mygrad | dezero | torch takes |
|---|---:|---:|---:|---:|---:|
| character LSTM, nn.LSTM | 1.00 | 1.00 | – | – | 20 ms |
| MLP 784-256-128-10, Adam | 1.00 | 2.00 | 4.00 | **error** | 1.5 ms |

No figure because:

- error, dezero: step 1 gives 3, not 2 (mlp)
- dash, dezero: no text for it (lstm)
"""


def known_run():
    """A run with figures that one can check by heart."""
    lstm = Row("lstm", WORKLOADS["lstm"].title, {"torch": [0.02], "tutorgrad": [0.02]})
    lstm.absent["dezero"] = "no text for it"
    times = {"torch": [9e-3, 1e-3, 1.5e-3], "tutorgrad": [3e-3], "mygrad": [6e-3]}
    mlp = Row("mlp", WORKLOADS["mlp"].title, times, wrong={"dezero": "step 1 gives 3, not 2"})
    engines = ["torch", "tutorgrad", "mygrad", "dezero"]
    return Run(engines, 1, "processor", {"processor": "P"}, {}, [lstm, mlp], ["busy"])


def test_the_report_of_known_figures():
    text = markdown(known_run(), "speed.svg")
    assert REPORT in text and "> Warning: busy" in text and "- processor: P\n" in text
    assert "on 0 of 2 lines, between 1.00 and 2.00.](speed.svg)" in text


def test_rounds_on_both_sides_of_an_aim_give_no_verdict():
    """Three rounds must all agree, of more the middle half."""
    aim = WORKLOADS["mlp"].targets["tutorgrad"]["torch"]

    def words(*ratios: float) -> str:
        base = [float(2**i) for i in range(len(ratios))]
        rounds = {"torch": base, "tutorgrad": [a * b for a, b in zip(ratios, base, strict=True)]}
        row = Row("mlp", WORKLOADS["mlp"].title, rounds)
        assert row.spread("torch") > 0
        run = Run(["torch", "tutorgrad"], 1, "processor", {}, {}, [row])
        return next(iter(verdicts(run))).words

    assert words(aim / 2, aim / 2, aim / 2) == "met"
    assert words(aim / 2, aim / 2, aim * 2) == "unclear"
    assert words(aim * 2, aim * 2, aim * 3) == "**missed**"
    assert words(*[aim / 2] * 8, aim * 2) == "met"
    assert words(*[aim / 2] * 5, *[aim * 2] * 4) == "unclear"


def test_wall_time_of_a_busy_machine_is_not_judged():
    run = known_run()
    run.judged = False
    assert "| / torch | not judged | 1.00 |" in markdown(run) and " met " not in markdown(run)
    two = Plan(threads=2, rounds=1, seconds=0.0, memory_steps=10, import_rounds=1)
    assert busy(99.0, two) and len(warnings_about([], 99.0, two)) == 2


def test_the_picture_is_drawn():
    assert draw(known_run(), "png").startswith(b"\x89PNG")
    assert b"</svg>" in draw(known_run(), "svg")


def test_names_of_workloads():
    assert chosen(["depth-100", "lstm", "import"]) == ["depth-100", "lstm", "lstm-loop", "import"]
    with pytest.raises(SystemExit, match="no workload nonsense; there are net-hand"):
        chosen(["nonsense"])


def test_imports_run_from_bytecode_and_one_that_fails_is_an_error(monkeypatch, tmp_path):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    (tmp_path / "broken_engine.py").write_text("raise ImportError")
    (tmp_path / "sound_engine.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    row = measure_imports(
        [Engine(n, n, "") for n in ("broken_engine", "sound_engine")], ONCE, quiet
    )
    assert row.wrong == {"broken_engine": "its import ended with status 1"}
    assert len(row.rounds["sound_engine"]) == 1 and "broken_engine" not in row.rounds
    assert [*tmp_path.glob("__pycache__/sound_engine*.pyc")]


def test_numpy_keeps_memory_as_tutorgrad_does():
    assert (memory.MAPPED, memory.LIMIT, memory.TRIM) == (
        (allocation.MAPPED, allocation.LIMIT, allocation.TRIM)
    )


def test_the_kernel_of_blas_is_not_chosen_for_the_engines(monkeypatch):
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Haswell")
    monkeypatch.setenv("OPENBLAS_L2_SIZE", "1024")
    made = environment(2)
    assert "OPENBLAS_CORETYPE" not in made and "OPENBLAS_L2_SIZE" not in made
    assert made["OPENBLAS_NUM_THREADS"] == made["OMP_NUM_THREADS"] == "2"


def test_figures_are_written_and_ctrl_c_leaves_no_process(tmp_path):
    command = [sys.executable, "-m", "benchmarks", "net-hand", "chain-4x4", "--quick"]
    command += ["--engines", "numpy", "--rounds", "1", "--out", str(tmp_path / "full")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    raw = json.loads((tmp_path / "full" / "speed.json").read_text())
    assert [row["name"] for row in raw["rows"]] == ["net-hand", "chain-4x4"]
    assert len(raw["rows"][0]["rounds"]["numpy"]) == 1
    assert "tutorial net, tensors by hand" in (tmp_path / "full" / "speed.md").read_text()

    long = [*command[:-4], "--rounds", "9999", "--out", str(tmp_path / "early")]
    with subprocess.Popen(
        long, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        worker = child_of(process.pid)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=60)
    assert process.returncode == 130 and "stopped early: 0 of 2 workloads finished" in out
    assert not alive(worker)
    assert (tmp_path / "early" / "speed.json").exists()


def child_of(pid):
    """The process that another one has started, as soon as there is one."""
    command = ["ps", "-o", "pid=", "--ppid", str(pid)]
    for _ in range(600):
        found = subprocess.run(command, capture_output=True, text=True).stdout.split()
        if found:
            return int(found[0])
        time.sleep(0.05)
    raise AssertionError("no process was started")


def alive(pid):
    """Whether a process can still be signalled."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
