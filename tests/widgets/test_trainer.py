"""The background trainer: it learns, obeys, stands still when told, and never runs twice."""

from __future__ import annotations

import threading
import time
from types import SimpleNamespace

import pytest

import tutorgrad as torch
from course.widgets import Trainer, meanwhile
from course.widgets.background import Background


@pytest.fixture
def trainer():
    trainer = Trainer(lr=0.1)
    yield trainer
    end(trainer)


def end(trainer):
    trainer.running = False
    wait(lambda: trainer.thread is None)


def wait(condition):
    limit = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < limit
        time.sleep(0.01)


def threads():
    return sum(each.name == "trainer" for each in threading.enumerate())


def test_it_learns_in_the_background_and_pauses(trainer):
    trainer.do("start")
    wait(lambda: trainer.steps > 200)
    trainer.do("start")
    wait(lambda: trainer.thread is None)
    steps = trainer.steps
    assert sum(trainer.losses.y[-20:]) < sum(trainer.losses.y[:20])
    time.sleep(0.05)
    assert trainer.steps == steps and f"After {steps} steps" in trainer.twin


def test_settings_work_while_it_runs(trainer):
    trainer.do("start")
    trainer.do("lr", 0.01)  # small: a run that diverges would pause itself
    trainer.do("momentum", 0.5)
    trainer.do("batch", 4)
    wait(lambda: trainer.steps > 3)
    group = trainer.optimizer.param_groups[0]
    assert (group["lr"], group["momentum"]) == (0.01, 0.5) and trainer.trouble == ""
    trainer.do("width", 3)
    wait(lambda: trainer.steps > 3)
    assert trainer.parameters[0].shape == (3, 1)


def test_there_is_one_thread_however_often_start_is_pressed(trainer):
    other = Trainer()
    for _ in range(20):
        trainer.do("start")
        trainer.do("start")
        trainer.do("start")
        assert threads() <= 1
        trainer.do("start")
    trainer.do("start") if not trainer.running else None
    other.do("start")
    wait(lambda: trainer.thread is None and threads() == 1)
    assert other.running and not trainer.running
    end(other)


def test_an_error_is_shown_and_ends_the_run(trainer):
    trainer.do("start")
    with trainer.lock:
        trainer.y = trainer.y[:3]
    wait(lambda: trainer.thread is None)
    assert trainer.trouble.startswith("IndexError: index") and not trainer.running


def test_a_loss_that_is_lost_is_said(trainer):
    trainer.do("lr", 10.0)
    for _ in range(200):
        trainer.do("one")
        if trainer.said:
            break
    assert "take a smaller rate" in trainer.said
    trainer.do("reset")
    assert trainer.steps == 0 and "no step yet" in trainer.twin


def test_it_leaves_the_random_numbers_of_the_notebook_alone():
    torch.manual_seed(0)
    expected = torch.rand(3).tolist()
    torch.manual_seed(0)
    trainer = Trainer("line with noise")
    trainer.do("one")
    assert torch.rand(3).tolist() == expected


def test_the_same_settings_give_the_same_picture():
    one, other = Trainer(seed=3), Trainer(seed=3)
    for each in (one, other):
        for _ in range(5):
            each.do("one")
    assert one.drawing == other.drawing and one.twin == other.twin


def test_an_unknown_task_is_refused():
    with pytest.raises(ValueError, match="'spiral'; it must be one of wave"):
        Trainer("spiral")


def test_the_class_does_not_hold_the_last_one_that_ran(trainer):
    trainer.do("start")
    assert trainer not in vars(Background).values()
    other = Trainer()
    other.do("start")
    assert other.running and not trainer.running
    end(other)


@pytest.mark.parametrize(("thread", "says"), [(None, True), (object(), False)])
def test_start_says_where_buttons_wait_for_a_running_cell(monkeypatch, thread, says):
    """ipykernel 6 has no thread that reads what the browser sends."""
    kernel = SimpleNamespace(shell_channel_thread=thread)
    trainer = Trainer(width=2)
    monkeypatch.setattr(meanwhile, "the_kernel", lambda: kernel)
    trainer.do("start")
    assert ("answer when that cell has ended" in trainer.said) is says
    trainer.do("start")
