"""`torch.cuda` where there is an accelerator: names, the current device, memory, time, chance.

Protects: the answers of torch.cuda, the books of the simulated memory, and the model of its time.
"""

from __future__ import annotations

import gc
import re

import pytest

import tutorgrad as torch
from tutorgrad.backend import card

MIB = 2**20


def test_what_there_is(kind):
    assert torch.cuda.is_available()
    assert torch.cuda.device_count() >= 1
    assert torch.cuda.is_initialized()
    assert torch.cuda.is_simulated() == (kind == "simulated")
    properties = torch.cuda.get_device_properties("cuda:0")
    assert properties.total_memory > 0
    assert torch.cuda.get_device_name(0) == properties.name
    assert ("Simulated" in properties.name) == (kind == "simulated")
    assert torch.cuda.get_device_capability() == (properties.major, properties.minor)
    assert repr(properties).startswith(f"_CudaDeviceProperties(name='{properties.name}', major=")


def test_questions_about_the_cpu_are_refused(kind):
    with pytest.raises(ValueError, match="Expected a cuda device, but got: cpu"):
        torch.cuda.get_device_name("cpu")
    with pytest.raises(RuntimeError, match="invalid device ordinal"):
        torch.cuda.set_device(99)


def test_the_current_device(simulated):
    assert torch.cuda.current_device() == 0
    with torch.cuda.device(1):
        assert torch.cuda.current_device() == 1
        assert str(torch.ones(1, device="cuda").device) == "cuda:1"
        with torch.cuda.device("cuda:0"):
            assert str(torch.ones(1).cuda().device) == "cuda:0"
        assert torch.cuda.current_device() == 1
    assert torch.cuda.current_device() == 0
    torch.cuda.set_device(torch.device("cuda", 1))
    assert str(torch.ones(1).to("cuda").device) == "cuda:1"


# ---------------------------------------------------------------------------------- memory


def test_memory_counts_what_lives(kind):
    gc.collect()
    before = torch.cuda.memory_allocated()
    x = torch.zeros(MIB, device="cuda")
    assert torch.cuda.memory_allocated() == before + 4 * MIB
    view = x[:10]
    assert torch.cuda.memory_allocated() == before + 4 * MIB
    y = x + 1
    assert torch.cuda.memory_allocated() == before + 8 * MIB
    assert torch.cuda.memory_reserved() >= before + 8 * MIB
    del x, y
    assert torch.cuda.memory_allocated() == before + 4 * MIB, "a view keeps the memory it shows"
    del view
    assert torch.cuda.memory_allocated() == before


def test_the_peak_is_remembered(kind):
    torch.cuda.reset_peak_memory_stats()
    before = torch.cuda.memory_allocated()
    x = torch.zeros(MIB, device="cuda")
    del x
    assert torch.cuda.memory_allocated() == before
    assert torch.cuda.max_memory_allocated() >= before + 4 * MIB
    assert torch.cuda.max_memory_reserved() >= torch.cuda.max_memory_allocated()
    torch.cuda.reset_peak_memory_stats()
    assert torch.cuda.max_memory_allocated() == before


def test_a_graph_is_freed_at_once(kind):
    gc.disable()
    try:
        w = torch.ones(1000, device="cuda", requires_grad=True)
        (w * w).sum().backward()
        before = torch.cuda.memory_allocated()
        for _ in range(50):
            w.grad = None
            (w.sigmoid() * w).sum().backward()
        assert torch.cuda.memory_allocated() == before
    finally:
        gc.enable()


def test_a_full_device(simulated):
    torch.cuda.simulate(1, memory=64 * MIB)
    keep = torch.zeros(10 * MIB // 4, device="cuda")
    text = (
        "CUDA out of memory. Tried to allocate 60.00 MiB. GPU 0 has a total capacity of 64.00 MiB "
        "of which 54.00 MiB is free. Including non-PyTorch memory, this process has 10.00 MiB "
        "memory in use. Of the allocated memory 10.00 MiB is allocated by PyTorch, and 0 bytes is "
        "reserved by PyTorch but unallocated."
    )
    for make in (torch.empty, torch.ones, lambda n, device: torch.arange(n).float().to(device)):
        with pytest.raises(torch.cuda.OutOfMemoryError, match="^" + re.escape(text)):
            make(15 * MIB, device="cuda")
    assert issubclass(torch.cuda.OutOfMemoryError, RuntimeError)
    del keep
    with pytest.raises(torch.cuda.OutOfMemoryError):
        x = torch.ones(10 * MIB, device="cuda")
        x = x + x


def test_freed_memory_stays_reserved_until_the_cache_is_emptied(simulated):
    torch.cuda.empty_cache()
    reserved = torch.cuda.memory_reserved()
    x = torch.zeros(30 * MIB, device="cuda")
    del x
    assert torch.cuda.memory_reserved() == reserved + 120 * MIB
    torch.cuda.empty_cache()
    assert torch.cuda.memory_reserved() == reserved


# ------------------------------------------------------------------------------------ time


def timed(work):
    """Milliseconds of the device for some work."""
    start, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
    start.record()
    work()
    end.record()
    torch.cuda.synchronize()
    return start.elapsed_time(end)


def test_events_measure(kind):
    x = torch.ones(64, 64, device="cuda")
    assert timed(lambda: x @ x) > 0
    event = torch.cuda.current_stream().record_event()
    event.synchronize()
    assert event.query()
    torch.cuda.current_stream().synchronize()
    assert torch.cuda.current_stream().query()


def test_events_say_what_is_missing(kind):
    plain, timing = torch.cuda.Event(), torch.cuda.Event(enable_timing=True)
    with pytest.raises(ValueError, match="must be created with argument 'enable_timing=True'"):
        plain.elapsed_time(timing)
    with pytest.raises(ValueError, match="must be recorded before calculating elapsed time"):
        timing.elapsed_time(torch.cuda.Event(enable_timing=True))


def test_the_program_goes_on_while_the_card_works(simulated):
    x = torch.ones(500, 500, device="cuda")
    torch.cuda.synchronize()
    start = torch.cuda.Event(enable_timing=True)
    start.record()
    assert start.query()
    for _ in range(20):
        x @ x
    end = torch.cuda.Event(enable_timing=True)
    end.record()
    assert not end.query(), "the products are sent, not done"
    with pytest.raises(RuntimeError, match="must be completed before calculating elapsed time"):
        start.elapsed_time(end)
    x.sum().item()  # waits
    assert end.query()
    products = 20 * 2 * 500**3 / card.ARITHMETIC_SPEED
    assert start.elapsed_time(end) == pytest.approx(1000 * (products + card.LAUNCH), rel=1e-6)


def test_a_transfer_costs_a_start_and_its_bytes(simulated):
    host = torch.ones(MIB)
    cost = card.TRANSFER_START + 4 * MIB / card.TRANSFER_SPEED
    assert timed(lambda: host.to("cuda")) == pytest.approx(1000 * cost)
    there = host.to("cuda")
    assert timed(there.cpu) == pytest.approx(1000 * cost)
    assert timed(lambda: there.view(-1)[5:]) == 0, "a view moves nothing"
    assert timed(lambda: there.to("cuda")) == 0


def test_what_takes_time_on_a_simulated_card_can_be_listed(simulated):
    host = torch.ones(100, 100)
    with torch.cuda.simulated_tasks() as tasks:
        there = host.to("cuda")
        with torch.cuda.simulated_tasks() as inner:
            there @ there
        torch.cuda.synchronize()
    there @ there
    assert [task.kind for task in tasks] == ["transfer", "send", "work", "wait"]
    assert [task.kind for task in inner] == ["send", "work"]
    transfer, send, work, wait = tasks
    assert transfer.nbytes == 40_000 and work.nbytes == 3 * 40_000
    assert transfer.end == send.start and send.end == work.start == wait.start
    assert wait.end == work.end
    assert send.end - send.start == pytest.approx(card.LAUNCH)


# ---------------------------------------------------------------------------------- chance


def test_the_device_has_its_own_stream(kind):
    torch.manual_seed(3)
    here, there = torch.rand(3), torch.rand(3, device="cuda")
    torch.manual_seed(3)
    assert torch.rand(3, device="cuda").tolist() == there.tolist()
    assert torch.rand(3).tolist() == here.tolist(), "draws there do not move the CPU's stream"
    torch.cuda.manual_seed(3)
    assert torch.rand(3, device="cuda").tolist() == there.tolist()
    torch.cuda.manual_seed_all(4)
    assert torch.cuda.initial_seed() == 4


def test_the_state_can_be_kept(kind):
    state = torch.cuda.get_rng_state()
    first = torch.randn(5, device="cuda")
    torch.cuda.set_rng_state(state)
    assert torch.randn(5, device="cuda").tolist() == first.tolist()
    states = torch.cuda.get_rng_state_all()
    torch.randn(5, device="cuda")
    torch.cuda.set_rng_state_all(states)
    assert torch.cuda.get_rng_state().tolist() == states[0].tolist()


DRAWS = [
    "torch.rand(2, 3, device='cuda')",
    "torch.randn(3, device='cuda', dtype=torch.float64)",
    "torch.randint(5, (4,), device='cuda')",
    "torch.randperm(6, device='cuda')",
    "torch.bernoulli(torch.full((5,), 0.5, device='cuda'))",
    "torch.multinomial(torch.ones(4, device='cuda'), 2)",
    "torch.normal(torch.zeros(3, device='cuda'), 1.0)",
    "torch.rand_like(torch.ones(2, 2, device='cuda'))",
    "torch.empty(2, 3, device='cuda').t().normal_()",
    "torch.empty(4, device='cuda').uniform_(-1, 1)",
    "torch.rand(3, device='cuda', generator=torch.Generator('cuda').manual_seed(1))",
    "torch.nn.functional.dropout(torch.ones(8, device='cuda'), 0.5)",
]


@pytest.mark.parametrize("draw", DRAWS)
def test_draws_stay_on_the_device_and_repeat(kind, draw):
    torch.manual_seed(0)
    first = eval(draw)
    torch.manual_seed(0)
    again = eval(draw)
    assert str(first.device) == "cuda:0"
    assert again.tolist() == first.tolist()
