"""The profiler: what it counts, how it prints, and that it leaves nothing behind."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import tutorgrad as torch
from tutorgrad.autograd.profiler import profile, record_function
from tutorgrad.nodes import mode
from tutorgrad.profiler import ProfilerAction, schedule
from tutorgrad.profiler import profile as step_profile


def work() -> None:
    x = torch.ones(3, 4, requires_grad=True)
    with record_function("mine"):
        y = (x * x + 1).t().sum()
    y.backward()


def counts(prof: Any) -> dict[str, int]:
    return {event.key: event.count for event in prof.key_averages()}


def test_operations_and_nodes_are_counted() -> None:
    """One event for each operation and each node of the backward, under PyTorch's names."""
    with profile() as prof:
        work()
        work()
    found = counts(prof)
    node = "autograd::engine::evaluate_function: "
    assert (found["aten::mul"], found["aten::sum"], found["mine"]) == (2, 2, 2)
    assert (found[node + "MulBackward0"], found["autograd::engine::backward"]) == (2, 2)


def test_time_and_bytes_add_up() -> None:
    """A block's time is its own and that of what runs in it; a view makes no bytes."""
    with profile(profile_memory=True) as prof:
        work()
    rows = {event.key: event for event in prof.key_averages()}
    inner = sum(rows[f"aten::{n}"].cpu_time_total for n in ("mul", "add", "sum"))
    assert rows["mine"].cpu_time_total >= inner > 0
    assert rows["mine"].self_cpu_time_total <= rows["mine"].cpu_time_total - inner + 1e-6
    assert rows["aten::mul"].cpu_memory_usage == 3 * 4 * 4
    assert rows["aten::t"].cpu_memory_usage == 0
    assert rows["mine"].cpu_memory_usage == 2 * 48 + 4
    assert prof.total_average().count == len(prof.events())


def test_the_table() -> None:
    """The largest first, no more than asked for, columns as PyTorch has them."""
    with profile(record_shapes=True, profile_memory=True) as prof:
        work()
    averages = prof.key_averages(group_by_input_shape=True)
    rows = averages.table(sort_by="self_cpu_memory_usage", row_limit=2).split("\n")
    assert rows[1].split("  ")[-2].strip() == "Input Shapes"
    assert [c for c in ("Self CPU %", "CPU Mem", "# of Calls") if c not in rows[1]] == []
    assert len(rows) == 3 + 2 + 1 + 2 and rows[-2].startswith("Self CPU time total: ")
    assert "48 B" in rows[3] and "[[3, 4]" in rows[3]
    with pytest.raises(AttributeError, match="has no attribute 'foo'"):
        averages.table(sort_by="foo")


def test_it_leaves_nothing_behind() -> None:
    """After the block, also one that fails, the quiet context stands where it stood."""
    quiet = mode.quiet
    with pytest.raises(ZeroDivisionError), profile():
        1 / 0  # noqa: B018
    assert mode.quiet is quiet
    with profile(enabled=False) as prof:
        assert mode.quiet is quiet
    with pytest.raises(AssertionError, match="didn't finish"):
        prof.key_averages()
    with profile() as prof:
        (torch.zeros(1) / 0).log()  # no NumPy warning either
        with pytest.raises(RuntimeError, match="not reentrant"):
            prof.__enter__()


def test_a_trace_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    """A file that is there stays as it is when writing the next one fails."""
    with profile() as prof:
        work()
    path = tmp_path / "trace.json"
    prof.export_chrome_trace(path)
    events = json.loads(path.read_text())["traceEvents"]
    assert {"aten::mul", "mine"} <= {event["name"] for event in events}
    before = path.read_bytes()
    prof.events()[0].input_shapes = [object()]
    with pytest.raises(TypeError):
        prof.export_chrome_trace(path)
    assert (path.read_bytes(), list(tmp_path.iterdir())) == (before, [path])


def test_steps_of_a_loop() -> None:
    """Only the active steps are recorded, and each recording is handed over once."""
    ready = []
    plan = schedule(wait=1, warmup=1, active=2, repeat=2, skip_first=1)
    with step_profile(schedule=plan, on_trace_ready=lambda p: ready.append(counts(p))) as prof:
        for _ in range(10):
            torch.ones(2) * 2
            prof.step()
    assert ready == [{"aten::mul": 2}, {"aten::mul": 2}]
    actions = [plan(step) for step in range(6)]
    none, record = ProfilerAction.NONE, ProfilerAction.RECORD
    assert actions[:4] == [none, none, ProfilerAction.WARMUP, record]
    assert actions[4:] == [ProfilerAction.RECORD_AND_SAVE, none]
