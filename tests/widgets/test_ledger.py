"""The ledger: what it counts is what the operations themselves say they keep."""

from __future__ import annotations

import sys
import threading

import pytest

import tutorgrad as torch
from course.graph.reading import read_graph, saved_tensors
from course.widgets import Ledger
from course.widgets.ledger.book import storage
from tutorgrad import nn
from tutorgrad.nn import functional as F
from tutorgrad.utils.checkpoint import checkpoint


@pytest.fixture
def card():
    torch.cuda.simulate()
    yield
    torch.cuda.simulate(0)


class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        y = x * x
        return y * x

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return 3 * x * x * gradient


def convolution(seed=0):
    torch.manual_seed(seed)
    parts = [nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten()]
    model = nn.Sequential(*parts, nn.Dropout(0.5), nn.Linear(36, 10), nn.LayerNorm(10))
    return F.cross_entropy(model(torch.randn(4, 3, 8, 8)), torch.randint(0, 10, (4,)))


def mixed():
    w = torch.arange(1.0, 6.0).requires_grad_()
    return Cube.apply(w.exp().tanh()[1:]).sum() + (w.softmax(0) * w / 2).std()


def recurrent():
    torch.manual_seed(0)
    output, _ = nn.LSTM(3, 5, num_layers=2)(torch.randn(7, 2, 3))
    return output.pow(2).mean()


PROGRAMS = [convolution, mixed, recurrent]


@pytest.mark.parametrize("program", PROGRAMS)
def test_it_counts_what_the_nodes_say_they_keep(program):
    """Every `_saved_*` tensor of the graph, under its operation and name, each memory once."""
    with Ledger() as ledger:
        loss = program()
    told, places = set(), {}
    for vertex in read_graph(loss, {}):
        for name, tensor in (saved_tensors(vertex.node) or {}).items() if vertex.operation else ():
            if (vertex.operation, name) == ("DivBackward0", "other"):
                continue  # the number 2, which is shown as a tensor made on the spot
            told.add((vertex.operation, name, tuple(tensor.shape)))
            place, nbytes = storage(tensor)
            places[place] = max(nbytes, places.get(place, 0))
    kept = [ledger.book.entries[i] for i in ledger.moments[-1].kept]
    assert {(each.operation, each.slot, each.shape) for each in kept if each.slot} == told
    total = ledger.moments[-1].total
    assert total == sum(line.total for line in ledger.lines())
    if program is recurrent:  # an LSTM keeps more than it has names for
        assert total > sum(places.values())
    else:
        assert total == sum(places.values())


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("retain", [False, True])
def test_backward_lets_go_of_everything_unless_the_graph_is_retained(program, retain):
    with Ledger() as ledger:
        loss = program()
        loss.backward(retain_graph=retain)
    sums = [each.total for each in ledger.moments]
    assert sums[ledger.moment] == max(sums), "it opens where most is kept"
    assert sums[-1] == (max(sums) if retain else 0)


def test_gradients_are_the_same_inside_and_outside():
    def gradient():
        w = torch.arange(1.0, 6.0).requires_grad_()
        (Cube.apply(w.exp().tanh()[1:]).sum() + (w.softmax(0) * w / 2).std()).backward()
        return w.grad.tolist()

    with Ledger():
        inside = gradient()
    assert inside == gradient()


def test_parameters_and_variables_are_told_apart_from_what_the_graph_alone_keeps():
    x, w = torch.ones(10, 4), torch.ones(4, 3, requires_grad=True)
    with Ledger() as ledger:
        loss = (x @ w).tanh().sum()
    assert loss.requires_grad
    lines = {line.operation: (line.own, line.yours) for line in ledger.lines()}
    assert lines == {
        "MmBackward0": (0, 40 * 4 + 12 * 4),
        "TanhBackward0": (30 * 4, 0),
    } or lines == {
        "MmBackward0": (0, 40 * 4),
        "TanhBackward0": (30 * 4, 0),
    }
    ledger.do("choose", "MmBackward0")
    assert "also your x" in ledger.twin
    ledger.do("choose", "TanhBackward0")
    assert "its own result, kept by the graph alone" in ledger.twin


def test_shared_memory_is_counted_once():
    with Ledger() as ledger:
        x = torch.ones(100, requires_grad=True)
        y = x.relu()
        loss = (y[50:] * y[:50].exp()).sum()
    assert loss.requires_grad
    total = ledger.moments[-1].total
    assert total == 100 * 4 + 50 * 4, "relu's result, which mul keeps a view of, and exp's"
    assert "counted already" in ledger.twin


def test_what_is_not_recorded_is_not_kept():
    w = torch.ones(3, requires_grad=True)
    with Ledger() as ledger, torch.no_grad():
        w.exp()
    assert len(ledger.moments) == 1 and "No operation kept anything" in ledger.twin


def test_a_saved_tensor_that_was_written_to_is_noticed_inside_too():
    x = torch.ones(3, requires_grad=True)
    with pytest.raises(RuntimeError, match="modified by an inplace operation.*version 1"), Ledger():
        y = x.exp()
        y.add_(1)
        y.sum().backward()
    x.exp().sum().backward()
    assert x.grad.tolist() == pytest.approx([2.71828] * 3), "after an error all is as before"


def test_the_slider_walks_over_the_block():
    with Ledger() as ledger:
        mixed().backward()
    last = len(ledger.moments) - 1
    ledger.do("moment", last)
    assert f"after {last} of {last}: 0 B" in ledger.twin
    ledger.do("moment", 1)
    assert "ExpBackward0: 20 B" in ledger.twin


def test_a_step_of_the_slider_looks_at_its_own_moment_alone(monkeypatch):
    with Ledger() as ledger:
        mixed().backward()
    fresh = ledger.drawing, ledger.twin
    looks, lines = [], ledger.book.lines
    monkeypatch.setattr(ledger.book, "lines", lambda kept: looks.append(1) or lines(kept))
    here = ledger.moment
    ledger.do("moment", here - 1)
    ledger.do("choose", "ExpBackward0")
    assert len(looks) == 1
    ledger.do("choose", "ExpBackward0")
    ledger.do("moment", here)
    assert (ledger.drawing, ledger.twin) == fresh


def test_a_ledger_is_written_once():
    with Ledger() as ledger:
        pass
    with pytest.raises(RuntimeError, match="make a new one"):
        ledger.__enter__()


def test_the_same_block_writes_the_same_ledger():
    def write():
        with Ledger() as ledger:
            loss = mixed()
        assert loss.requires_grad
        return ledger.twin, ledger.drawing

    assert write() == write()


@pytest.fixture
def busy():
    """Another thread at work, as a trainer is; it comes in at any moment."""
    enough, laps = threading.Event(), []

    def work():
        w = torch.ones(3, requires_grad=True)
        while not enough.is_set():
            (Cube.apply(w.exp()).to("cuda") * w.to("cuda")).sum().backward()
            laps.append(1)

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    thread = threading.Thread(target=work)
    thread.start()
    yield laps
    sys.setswitchinterval(before)
    enough.set()
    thread.join()


def test_what_another_thread_does_is_not_in_it(card, busy):
    def write():
        with Ledger(time=True) as ledger:
            loss = mixed()
        assert loss.requires_grad
        counts = {(row.name, row.count) for row in ledger.rows}
        return ledger.twin, ledger.drawing, len(ledger.tasks), counts

    first, laps = write(), len(busy)
    assert "TanhBackward0" in first[0] and first[2] == 0
    assert all(write() == first for _ in range(15))
    assert len(busy) > laps, "the other thread was at work meanwhile"


def test_time_stands_in_a_view_of_its_own():
    with Ledger(time=True) as ledger:
        mixed().backward()
    assert "Measured" not in ledger.twin
    ledger.do("view", "time")
    names = {row.name: row.count for row in ledger.rows}
    assert names["exp"] == 1 and names["ExpBackward0"] == 1
    assert names["add"] == 1, "the ledger's own operations are left out"
    assert ledger.twin.startswith("Measured on this machine")


# ------------------------------------------------------------------------------ devices


def test_the_lanes_say_what_the_card_did(card):
    x = torch.ones(200, 200)
    with Ledger() as ledger:
        y = x.to("cuda")
        for _ in range(5):
            y @ y
        y[0, 0].item()
    assert ledger.view == "devices", "nothing was kept, so it opens on the devices"
    assert "2 journeys over the cable, 160 KB" in ledger.twin and "5 orders" in ledger.twin
    assert "Your program: moves data, sends 5 times, waits, moves data." in ledger.twin


def test_a_card_that_is_still_busy_is_told(card):
    x = torch.ones(500, 500, device="cuda")
    with Ledger() as ledger:
        x @ x
    assert "busy for another" in ledger.twin


# ------------------------------------------------------------------------------ comparing


def deep():
    """Sixteen layers on many rows: what they keep is far more than their parameters."""
    torch.manual_seed(0)
    x = torch.randn(2000, 32)
    layers = [nn.Sequential(nn.Linear(32, 32), nn.Tanh()) for _ in range(16)]

    def forward():
        return nn.Sequential(*layers)(x).sum()

    def unrecorded():
        with torch.no_grad():
            return forward()

    def again():
        h = x
        for start in range(0, 16, 4):
            h = checkpoint(nn.Sequential(*layers[start : start + 4]), h, use_reentrant=False)
        return h.sum()

    def backward(of, **options):
        def whole():
            loss = of()
            loss.backward(**options)
            return loss

        return whole

    return {
        "plain": backward(forward),
        "no_grad": unrecorded,
        "retain_graph": backward(forward, retain_graph=True),
        "checkpoint": backward(again),
    }


def test_what_each_way_saves_or_costs():
    widget = Ledger.compare(deep())
    ways = {way.name: way for way in widget.ways}
    layer = 2000 * 32 * 4
    plain = ways["plain"]
    assert plain.peak == pytest.approx(17 * layer, rel=0.2) and plain.held < layer
    assert ways["no_grad"].peak <= 4 * layer and ways["no_grad"].backward == 0
    assert ways["retain_graph"].held == pytest.approx(16 * layer, rel=0.1)
    assert ways["checkpoint"].peak < 0.7 * plain.peak
    assert ways["checkpoint"].forward == pytest.approx(2 * plain.forward, abs=8)
    widget.do("choose", "checkpoint")
    assert "checkpoint beside plain: at most about " in widget.twin


def test_journeys_are_compared_by_the_model(card):
    table = torch.ones(100, 100)
    widget = Ledger.compare(
        {"one": lambda: table.to("cuda"), "many": lambda: [row.to("cuda") for row in table]}
    )
    for words in ("one: 1 with 40 KB", "many: 100 with 40 KB", "40.4 KB on the card"):
        assert words in widget.twin
    assert "Orders" not in widget.twin


def test_nothing_to_compare_says_how():
    with pytest.raises(ValueError, match="give functions by name"):
        Ledger.compare({})


def test_time_is_measured_when_asked():
    assert "Time" not in Ledger.compare({"a": mixed}).twin
    assert "Time, measured on this machine" in Ledger.compare({"a": mixed}, time=True).twin


class Odd:
    """A variable of the learner's that cannot be looked into."""

    def named_parameters(self):
        raise LookupError("not built yet")


def test_its_watches_end_though_it_cannot_finish(card):
    odd = Odd()  # noqa: F841
    with pytest.raises(LookupError, match="not built yet"), Ledger(time=True) as ledger:
        torch.ones(3, device="cuda") * 2
    count = len(ledger.tasks)
    torch.ones(3, device="cuda") * 2
    assert len(ledger.tasks) == count > 0


def test_the_learners_own_error_is_the_one_shown():
    odd = Odd()  # noqa: F841
    with pytest.raises(ZeroDivisionError), Ledger():
        raise ZeroDivisionError
