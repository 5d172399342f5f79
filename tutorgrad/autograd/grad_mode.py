"""Turning recording on and off: context managers that are decorators too.

    with no_grad(): ...        @no_grad()
                               def evaluate(model): ...

The setting belongs to the thread; the state before comes back at the end of the block.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Generator
from typing import Any

from ..nodes import mode


class _GradMode:
    """A block in which recording is set to `wanted`, and inference too unless that is None."""

    def __init__(self, wanted: bool, inference: bool | None = None) -> None:
        self.wanted = wanted
        self.inference = inference
        self.before: list[tuple[bool, bool]] = []  # a stack: one object may be entered again

    def __enter__(self) -> Any:
        here = mode.__dict__  # the thread's settings
        self.before.append((here["grad"], here["inference"]))
        here["grad"] = self.wanted
        if self.inference is not None:
            mode.inference = self.inference
        return self

    def __exit__(self, *error: Any) -> None:
        mode.grad, mode.inference = self.before.pop()

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """As a decorator: every call (every step of a generator) runs inside a block of its own."""
        if inspect.isgeneratorfunction(function):
            return self._steps(function)

        @functools.wraps(function)
        def inside(*args: Any, **keywords: Any) -> Any:
            with _GradMode(self.wanted, self.inference):
                return function(*args, **keywords)

        return inside

    def _steps(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """A generator function whose steps run inside the block, but not its caller's code."""

        @functools.wraps(function)
        def inside(*args: Any, **keywords: Any) -> Generator[Any, Any, Any]:
            steps = function(*args, **keywords)
            resume, given = steps.send, None
            while True:
                try:
                    with _GradMode(self.wanted, self.inference):
                        value = resume(given)
                except StopIteration as stop:
                    return stop.value
                try:
                    resume, given = steps.send, (yield value)
                except BaseException as error:  # thrown in by the caller, or GeneratorExit
                    resume, given = steps.throw, error

        return inside


class no_grad(_GradMode):
    """Nothing is recorded: results do not require a gradient. Source: torch.no_grad."""

    def __new__(cls, function: Callable[..., Any] | None = None) -> Any:
        made = object.__new__(cls)
        if function is None:
            return made  # Python calls __init__
        made.__init__()  # type: ignore[misc]
        return made(function)

    def __init__(self, function: Callable[..., Any] | None = None) -> None:
        super().__init__(False)


class enable_grad(_GradMode):
    """Calls are recorded, also inside no_grad. Source: torch.enable_grad."""

    def __new__(cls, function: Callable[..., Any] | None = None) -> Any:
        made = object.__new__(cls)
        if function is None:
            return made  # Python calls __init__
        made.__init__()  # type: ignore[misc]
        return made(function)

    def __init__(self, function: Callable[..., Any] | None = None) -> None:
        super().__init__(True)


class set_grad_enabled(_GradMode):
    """Switch recording on or off: at once as a call, until its end as a block.

    Source: torch.set_grad_enabled.
    """

    def __init__(self, mode_wanted: bool) -> None:
        super().__init__(bool(mode_wanted))
        self.outside = mode.grad
        mode.grad = self.wanted

    def __enter__(self) -> Any:
        super().__enter__()
        self.before[-1] = (self.outside, mode.inference)
        return self

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        mode.grad = self.outside  # a decorator switches only inside the function
        return super().__call__(function)


class inference_mode(_GradMode):
    """no_grad whose results may never take part in a graph. Source: torch.inference_mode."""

    def __init__(self, mode: bool = True) -> None:
        super().__init__(not mode, inference=mode)


class set_multithreading_enabled:
    """Accepted, at once or for a block: the walk back runs in one thread here.

    Source: torch.autograd.grad_mode.set_multithreading_enabled.
    """

    def __init__(self, mode: bool) -> None:
        self.mode = mode

    def __enter__(self) -> None:
        pass

    def __exit__(self, *error: object) -> None:
        pass


def is_grad_enabled() -> bool:
    """Are calls recorded in this thread? Source: torch.is_grad_enabled."""
    return mode.grad


def is_inference_mode_enabled() -> bool:
    """Is this thread inside inference_mode? Source: torch.is_inference_mode_enabled."""
    return mode.inference
