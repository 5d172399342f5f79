"""`torch.compile`: capture a training step and replay it.

    @torch.compile
    def step(x, y):
        optimizer.zero_grad()
        loss = F.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
        return loss

The first calls run as they are and are written down; from the third on, what was written down is
replayed, with the same results to the last bit and without the cost of recording a graph and
walking it. `print(step.program())` shows it. What cannot be replayed runs as it is: see `capture`.
"""

from __future__ import annotations

import warnings
from typing import Any

from .capture import Step
from .taping import host_call, taping

NOTE = (
    "torch.compile: a module runs as it is, as its graph goes on outside of it. Compile the whole "
    "training step: forward, backward and update"
)

MODES = ("default", "lite", "reduce-overhead", "max-autotune-no-cudagraphs", "max-autotune")


def compile(
    model: Any = None,
    *,
    fullgraph: bool = False,
    dynamic: bool | None = None,
    backend: Any = "inductor",
    mode: str | None = None,
    options: dict[str, Any] | None = None,
    disable: bool = False,
) -> Any:
    """A function that replays what `model`, a training step, does. Also a decorator.

    Two calls in a row that do the same make a program; later calls replay it. `program()` of the
    result shows it, `replays` counts.
    What a replay could not repeat (a look at a number with `.item()`, a branch on one, …) makes the
    step run as it is, with one warning that names it; with fullgraph=True it is a RuntimeError.
        >>> import tutorgrad as torch
        >>> w = torch.tensor(4.0, requires_grad=True)
        >>> @torch.compile
        ... def step(x):
        ...     loss = (w * x).square()
        ...     loss.backward()
        ...     with torch.no_grad():
        ...         w.sub_(0.25 * w.grad)
        ...     w.grad = None
        ...     return loss
        >>> [step(torch.tensor(1.0)).item() for _ in range(5)]
        [16.0, 4.0, 1.0, 0.25, 0.0625]
        >>> step
        <compiled step: 1 program, 3 calls replayed>

    A module comes back as it is. The other options change nothing.
    Raises RuntimeError for a mode that PyTorch does not know and when both `mode` and `options` are
    given, AssertionError for what cannot be called.   Source: torch.compile.
    """
    if mode is not None and options is not None:
        raise RuntimeError("Either mode or options can be specified, but both can't be specified.")
    if mode is not None and mode not in MODES:
        raise RuntimeError(f"Unrecognized mode={mode}, should be one of: {', '.join(MODES)}")
    if model is None:
        return lambda function: compile(function, fullgraph=fullgraph, disable=disable)
    if not callable(model):
        raise AssertionError(f"A callable function is expected, but {type(model)} is provided.")
    if disable:
        return model
    if hasattr(model, "named_parameters"):
        warnings.warn(NOTE, stacklevel=2)
        return model
    return Step(model, fullgraph)


def disable(fn: Any = None, recursive: bool = True, *, reason: str | None = None) -> Any:
    """A function that a replayed step calls anew each time, on real tensors: it may print, log, …

    It must return None.   Source: torch.compiler.disable.
    """
    return host_call if fn is None else host_call(fn)


def is_compiling() -> bool:
    """Is a step being captured right now? Source: torch.compiler.is_compiling."""
    return taping.tape is not None


def reset() -> None:
    """Forget what was captured: every step begins anew. Source: torch.compiler.reset."""
    Step.generation += 1


__all__ = ["compile", "disable", "is_compiling", "reset"]
