"""The loss plot: no number is lost, the loop obeys, and what is shown is true.

A browser is stood for by what it sends (`_heard`) and by a list of what it is sent.
"""

from __future__ import annotations

import importlib
import math
import threading
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.widgets import LossPlot
from course.widgets.curves import Curve, smoothed, thinned
from course.widgets.gauge import Gauge


@pytest.fixture(params=["tutorgrad", pytest.param("torch", marks=pytest.mark.torch)])
def torch(request):
    return importlib.import_module(request.param)


class Page:
    """What a page would hold: the points of every curve, from the messages alone."""

    def __init__(self, plot):
        self.points, self.messages = {}, []
        plot.send = self.hear

    def hear(self, message, buffers):
        self.messages.append(message)
        if message["kind"] == "all":
            names = [(curve["label"], curve["name"]) for curve in message["curves"]]
            self.points = {name: np.empty((2, 0)) for name in names}
            message = message | {"curves": range(len(names))}
        names = list(self.points)
        for place, part in zip(message["curves"], buffers, strict=True):
            news = np.frombuffer(part).reshape(2, -1)
            self.points[names[place]] = np.concatenate([self.points[names[place]], news], axis=1)

    def __getitem__(self, name):
        return next(points for (_, each), points in self.points.items() if each == name)


def test_every_number_is_kept_and_reaches_the_browser(torch):
    plot = LossPlot()
    page = Page(plot)
    for step in range(1000):
        plot.add(loss=torch.tensor(float(step)), accuracy=step / 1000)
    plot.tell()
    assert plot.values() == [float(step) for step in range(1000)]
    assert page["loss"].tolist() == [list(range(1, 1001)), list(range(1000))]
    assert page["accuracy"].shape == (2, 1000)
    assert len(page.messages) < 100  # not one a step


def test_a_view_that_opens_late_gets_everything():
    plot = LossPlot()
    for step in range(10):
        plot.add(loss=float(step))
    page = Page(plot)
    plot._heard(plot, {"kind": "all"}, [])
    assert page["loss"][1].tolist() == list(range(10))


def test_a_long_run_is_thinned_for_the_browser_and_whole_in_python():
    plot = LossPlot()
    page = Page(plot)
    for step in range(60_000):
        plot.add(loss=9.0 if step == 31_234 else 1.0)
        if step % 500 == 0:
            plot.tell()
    plot.tell()
    assert len(plot.values()) == 60_000
    shown = page["loss"]
    assert shown.shape[1] < 20_000 and shown[1].max() == 9.0
    assert (np.diff(shown[0]) > 0).all()


def test_watch_reads_the_loss_of_the_loop_it_drives(torch):
    plot = LossPlot()
    for value in plot.watch([3.0, 2.0], "error"):
        error = torch.tensor(value, requires_grad=True) * 1  # noqa: F841 (watch reads it)
    assert plot.values("error") == [3.0, 2.0]

    def inside():
        for value in plot.run("inside").watch([1.0]):
            loss = value  # noqa: F841

    inside()
    assert plot.values("loss", "inside") == [1.0]


def test_watch_adds_nothing_where_the_loop_adds():
    plot = LossPlot()
    for value in plot.watch([3.0, 2.0]):
        plot.add(train=value)
    assert plot.values("train") == [3.0, 2.0] and plot.values("loss") == []


def test_a_break_keeps_the_last_loss_and_counts_none_twice(torch):
    plot = LossPlot()
    for step in plot.watch(range(5)):
        loss = torch.tensor(float(step))
        if step == 3:
            break
    assert plot.values() == [0, 1, 2, 3]
    for step in plot.run("before the loss").watch(range(5)):
        if step == 3:
            break
        loss = torch.tensor(float(step))
    assert plot.values() == [0, 1, 2]
    for step in plot.run("its own").watch(range(5)):
        loss = torch.tensor(float(step))
        if step == 3:
            break
        plot.add(loss=loss)
    assert plot.values() == [0, 1, 2]


def test_watch_says_what_it_looked_for():
    with pytest.raises(NameError, match=r"variable 'error' .* plot.add\(error=...\)"):
        for _ in LossPlot().watch(range(3), "error"):
            pass


def test_a_tensor_with_several_numbers_is_refused_as_the_library_does(torch):
    with pytest.raises(RuntimeError, match="3 elements cannot be converted to Scalar"):
        LossPlot().add(loss=torch.ones(3))


def test_a_value_on_an_accelerator_becomes_a_number_only_when_it_is_shown():
    asked = []

    class Far:
        is_cuda = True

        def detach(self):
            return self

        def item(self):
            asked.append(True)
            return 2.5

    plot = LossPlot()
    plot.add(loss=1.0)
    plot.due = math.inf
    plot.add(loss=Far())
    assert not asked and plot.values() == [1.0, 2.5] and asked


def test_values_of_one_step_share_it_and_runs_begin_anew():
    plot = LossPlot()
    for run in ("a", "b", "a"):
        plot.run(run)
        for step in range(3):
            plot.add(loss=float(step))
            if step == 2:
                plot.add(test=0.5)
    assert plot.history.curve("a", "test").x.tolist() == [3]
    assert plot.history.curve("a", "loss").x.tolist() == [1, 2, 3]
    assert "a, loss: 3 steps" in plot.words() and "b, test: 1 step," in plot.words()


def press(plot, name, number=1.0):
    plot._heard(plot, {"act": name, "value": True, "number": number}, [])


def test_stop_ends_a_watched_loop_and_interrupts_any_other():
    plot, seen = LossPlot(), []
    for step in plot.watch(range(10)):
        loss = 1.0  # noqa: F841
        seen.append(step)
        if step == 3:
            press(plot, "stop")
    assert seen == [0, 1, 2, 3] and len(plot.values()) == 4
    other = LossPlot()
    other.add(loss=1.0)
    press(other, "stop")
    other.due = 0
    with pytest.raises(KeyboardInterrupt, match="Stop was pressed at step 2"):
        other.add(loss=0.5)
    assert other.values() == [1.0, 0.5]


def test_pause_holds_the_loop_one_step_lets_one_through_and_go_on_all():
    plot = LossPlot()

    def learn():
        for step in plot.watch(range(2000), slow=0.001):
            loss = float(step)  # noqa: F841

    def settled():
        time.sleep(0.15)
        return len(plot.values())

    thread = threading.Thread(target=learn)
    thread.start()
    time.sleep(0.1)
    press(plot, "pause")
    held = settled()
    assert 0 < held < 2000 and settled() == held
    press(plot, "one", 2.0)
    assert settled() == held + 1
    press(plot, "pause", 3.0)
    assert settled() > held + 1
    press(plot, "stop", 4.0)
    thread.join(5)
    assert not thread.is_alive()


def test_the_gauges_measure_gradient_and_step(torch):
    model = torch.nn.Linear(2, 1, bias=False)
    with torch.no_grad():
        model.weight.copy_(torch.tensor([[3.0, 4.0]]))
    gauge = Gauge(model)
    gauge.note()
    model.weight.grad = torch.tensor([[0.6, 0.8]])
    with torch.no_grad():
        model.weight -= 0.5 * model.weight.grad
    found = gauge.read()
    assert found["gradient norm"] == pytest.approx(1.0)
    assert found["update ratio"] == pytest.approx(0.1)


def test_a_watched_model_gets_two_panels_of_few_points(torch):
    model = torch.nn.Linear(2, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    plot = LossPlot().watch_model(model)
    for _ in plot.watch(range(200)):
        loss = (model(torch.ones(4, 2)) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    counts = {name: len(curve.x) for (_, name), curve in plot.history.curves.items()}
    assert counts["loss"] == 200 and 1 <= counts["gradient norm"] == counts["update ratio"] < 100
    assert plot.history.panels() == ["", "gradient norm", "update ratio"]
    for words in ("gradient norm", "update ratio"):
        assert words in plot.words() and words in plot._repr_mimebundle_()[0]["image/svg+xml"]


def test_the_twin_says_what_the_picture_shows():
    plot = LossPlot("Two <b>runs</b>", log=True, smoothing=1)
    for run, last in (("first", 0.25), ("second", math.nan)):
        plot.run(run)
        for value in (4.0, 8.0, 0.125, last):
            plot.add(loss=value)
    assert plot.words().splitlines() == [
        "Two <b>runs</b>; logarithmic scale.",
        "first: 4 steps, from ≈ 4 to ≈ 0.25, lowest ≈ 0.125 at step ≈ 3, highest ≈ 8 at step ≈ 2.",
        "second: 4 steps, from ≈ 4 to ≈ 0.125, highest ≈ 8 at step ≈ 2; not finite at step 4.",
    ]
    bundle = plot._repr_mimebundle_()[0]
    assert bundle["text/plain"] == plot.words()
    for words in ("first: ends at 0.25", "second: ends at 0.125", "&lt;b&gt;"):
        assert words in bundle["image/svg+xml"]


@pytest.mark.parametrize("values", [[], [1.0], [math.nan], [0.0, -1.0], [1.0, math.inf], [2.0] * 3])
@pytest.mark.parametrize("log", [False, True])
def test_every_history_can_be_drawn(values, log):
    plot = LossPlot(log=log)
    for value in values:
        plot.add(loss=value)
    assert plot._repr_mimebundle_()[0]["image/svg+xml"].startswith("<svg")


POINTS = st.lists(st.floats(-10, 10) | st.sampled_from([math.nan, math.inf]), min_size=1)


@given(POINTS, st.integers(3, 50))
def test_thinning_keeps_the_ends_of_the_range_and_the_last_point(values, most):
    points = np.array([np.arange(len(values)), values], dtype=float)
    kept = thinned(points, most)
    finite = points[1][np.isfinite(points[1])]
    assert kept.shape[1] <= max(most, 3) + 3 and kept[0, -1] == points[0, -1]
    if finite.size:
        inside = kept[1][np.isfinite(kept[1])]
        assert inside.min() == finite.min() and inside.max() == finite.max()


@given(st.lists(st.floats(-10, 10), min_size=1), st.floats(1, 100))
def test_smoothing_stays_between_the_least_and_the_greatest_so_far(values, steps):
    points = np.array([np.arange(len(values)), values], dtype=float)
    means = smoothed(points, steps)[1]
    assert (means >= np.minimum.accumulate(values) - 1e-9).all()
    assert (means <= np.maximum.accumulate(values) + 1e-9).all()


def test_a_value_that_waits_may_be_settled_at_any_moment():
    """The kernel's thread looks while the loop adds: its place must be there by then."""

    class OnCard:
        is_cuda = True

        def detach(self):
            curve.settle()  # the other thread, just now
            return self

        def item(self):
            return 2.0

    curve = Curve("", "loss")
    curve.append(1, OnCard())
    curve.append(2, OnCard())
    assert curve.points().tolist() == [[1, 2], [2, 2]]
