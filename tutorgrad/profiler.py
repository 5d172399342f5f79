"""`torch.profiler`: the profiler of `autograd.profiler`, for a loop of steps.

with profile(schedule=schedule(wait=1, warmup=1, active=3), on_trace_ready=show) as prof:
    for batch in data:
        train(batch)
        prof.step()
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from .autograd import profiler as _profiler
from .autograd.profiler import record_function

__all__ = [
    "ProfilerAction",
    "ProfilerActivity",
    "profile",
    "record_function",
    "schedule",
    "supported_activities",
    "tensorboard_trace_handler",
]


class ProfilerActivity(enum.Enum):
    """What to look at; the CPU is looked at in any case."""

    CPU = 0
    CUDA = 1
    XPU = 2


class ProfilerAction(enum.Enum):
    """What a profiler does in a step of the loop."""

    NONE = 0
    WARMUP = 1
    RECORD = 2
    RECORD_AND_SAVE = 3


def supported_activities() -> set[ProfilerActivity]:
    """What can be looked at here. Source: torch.profiler.supported_activities."""
    return {ProfilerActivity.CPU}


def schedule(
    *, wait: int, warmup: int, active: int, repeat: int = 0, skip_first: int = 0
) -> Callable[[int], ProfilerAction]:
    """Cycles of steps: `wait` nothing, `warmup` to get going, `active` recorded.

    repeat: how many cycles; 0 for no end.   skip_first: steps before the first.
    Source: torch.profiler.schedule.
    """
    length = wait + warmup + active

    def action(step: int) -> ProfilerAction:
        step -= skip_first
        if step < 0 or repeat and step // length >= repeat:
            return ProfilerAction.NONE
        place = step % length
        if place < wait:
            return ProfilerAction.NONE
        if place < wait + warmup:
            return ProfilerAction.WARMUP
        return ProfilerAction.RECORD if place < length - 1 else ProfilerAction.RECORD_AND_SAVE

    if wait < 0 or warmup < 0 or active <= 0 or repeat < 0 or skip_first < 0:
        raise AssertionError("Invalid profiler schedule arguments")
    return action


def tensorboard_trace_handler(
    dir_name: str, worker_name: str | None = None, use_gzip: bool = False
) -> Callable[[Any], None]:
    """An `on_trace_ready` that writes each trace into a folder, numbered by step.

    Source: torch.profiler.tensorboard_trace_handler.
    """

    def handler(prof: Any) -> None:
        Path(dir_name).mkdir(parents=True, exist_ok=True)
        name = f"{worker_name or 'worker'}.{prof.step_num}.pt.trace.json"
        prof.export_chrome_trace(Path(dir_name) / name)

    return handler


class profile(_profiler.profile):
    """Note every operation of a block, or of some steps of a loop.

    schedule: from the number of a step to a ProfilerAction; without it everything is recorded.
    on_trace_ready: called with the profiler whenever a recording is complete.
    The other options of PyTorch are accepted.   Source: torch.profiler.profile.
    """

    def __init__(
        self,
        *,
        activities: Iterable[ProfilerActivity] | None = None,
        schedule: Callable[[int], ProfilerAction] | None = None,
        on_trace_ready: Callable[[Any], Any] | None = None,
        record_shapes: bool = False,
        profile_memory: bool = False,
        **_: Any,
    ) -> None:
        super().__init__(record_shapes=record_shapes, profile_memory=profile_memory)
        self.schedule = schedule or (lambda step: ProfilerAction.RECORD)
        self.on_trace_ready = on_trace_ready
        self.step_num = 0
        self.current_action = ProfilerAction.NONE

    def __enter__(self) -> Any:
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def start(self) -> None:
        """Begin with the action of the present step."""
        self.turn(self.schedule(self.step_num))

    def stop(self) -> None:
        """End; what has been recorded is complete."""
        self.turn(ProfilerAction.NONE)

    def step(self) -> None:
        """Say that the next step of the loop begins."""
        self.step_num += 1
        self.turn(self.schedule(self.step_num))

    def turn(self, action: ProfilerAction) -> None:
        """Go over to another action: the clock runs while recording."""
        records = (ProfilerAction.RECORD, ProfilerAction.RECORD_AND_SAVE)
        saves = self.current_action is ProfilerAction.RECORD_AND_SAVE
        if self.clock is not None and (saves or action not in records):
            self.end()
            if self.on_trace_ready is not None:
                self.on_trace_ready(self)
        if self.clock is None and action in records:
            self.begin()
        self.current_action = action
