"""A captured step: traced until two calls in a row do the same, then replayed.

Source of the interface: torch.compile. Sources of the idea: tinygrad's `TinyJit` and CUDA graphs,
which record the calls of a run, and PyTorch's dynamo, which adds the guards.
"""

from __future__ import annotations

import contextvars
import functools
import gc
import threading
import types
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from ..nodes import Value, mode
from ..taping import taping
from ..trees import leaves_of
from .comparing import difference, signature
from .guards import Survey, condition, modes
from .listing import Listing
from .recording import CaptureError
from .replay import Program
from .results import NotReplayable
from .watching import Watch

PATIENCE = 4  # traces in a row that may differ before the step is left alone
PROGRAMS = 8  # kept for one step: other shapes, train and eval, …
CAPTURES = 64  # how often guards may send a step back to be captured anew


class Step:
    """A function that is captured and replayed. `program()` shows what it became.

    Results, gradients, random numbers and errors are those of the function itself.
    """

    generation = 0  # `torch.compiler.reset` begins another

    def __init__(self, function: Callable[..., Any], fullgraph: bool = False) -> None:
        functools.update_wrapper(self, function)
        self.function, self.fullgraph = function, fullgraph
        self.lock = threading.Lock()
        self.begin()

    def begin(self) -> None:
        self.programs: list[tuple[Any, Program]] = []
        self.recent: list[list[Any]] = []  # what the last traces did
        self.failure: str | None = None
        self.misses = self.captures = self.replays = 0
        self.born = Step.generation

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        return self if instance is None else types.MethodType(self, instance)

    def __call__(self, *args: Any, **keywords: Any) -> Any:
        if self.born != Step.generation:
            self.begin()
        if self.failure is not None or taping.tape is not None or unusual():
            return self.function(*args, **keywords)
        if not self.lock.acquire(blocking=False):  # another thread is in the buffers
            return self.function(*args, **keywords)
        try:
            for fits, program in self.programs:
                if fits(args, keywords):
                    self.replays += 1
                    with np.errstate(all="ignore"):
                        return program.run(args, keywords)
            return self.trace(args, keywords)
        finally:
            self.lock.release()

    def program(self) -> Listing:
        """What the step became: one line for each call. Raises RuntimeError before that."""
        if not self.programs:
            reason = self.failure or "it is captured when it has been called twice"
            raise RuntimeError(f"{self.name()} has no program yet: {reason}")
        return Listing(self.programs[0][1])

    def name(self) -> str:
        return getattr(self.function, "__qualname__", type(self.function).__name__)

    # ------------------------------------------------------------------------------- tracing

    def trace(self, args: Any, keywords: Any) -> Any:
        """Run the step, watched; make its program if an earlier run did the same."""
        survey = Survey(self.function, args, keywords)
        if survey.refusal:
            self.give_up(survey.refusal)
            return self.function(*args, **keywords)
        tensors = [t for t in leaves_of((args, keywords)) if isinstance(t, Value)]
        tape = Watch([t for t in tensors if id(t) not in survey.tensors], self.fullgraph)
        settings = modes()
        with tape.on():
            result = self.function(*args, **keywords)
        if tape.failure is None and settings != modes():
            tape.refuse("the step changes grad mode or the default dtype")
        changed = survey.changed()
        if tape.failure is None and changed is not None:
            tape.refuse(f"the step changes {changed}, which is not a tensor")
        if tape.failure is not None:
            self.give_up(tape.failure)
            return result
        try:
            self.learn(tape, survey, args, keywords, result)
        except NotReplayable as error:
            self.give_up(str(error))
        return result

    def learn(self, tape: Watch, survey: Survey, args: Any, keywords: Any, result: Any) -> None:
        """Compare a tape with the last ones; the second of two that are the same is compiled."""
        program = Program(tape, args, keywords, result)
        check_survivors(tape, program)
        found = signature(tape, program)
        if found not in self.recent:
            self.misses += 1
            if self.misses > PATIENCE:
                self.give_up(f"it never does the same twice: {difference(self.recent[-1], found)}")
            self.recent = [*self.recent[-PATIENCE:], found]
            return
        program.write()
        fits = condition(tape, survey, args, keywords, program.arguments)
        self.programs = [(fits, program), *self.programs[: PROGRAMS - 1]]
        self.misses, self.captures = 0, self.captures + 1
        program.forget()
        if self.captures > CAPTURES:
            self.give_up("it is captured anew too often")

    def give_up(self, why: str) -> None:
        """From now on the function runs as it is."""
        if self.fullgraph:
            raise CaptureError(f"torch.compile(fullgraph=True): {self.name()}: {why}")
        self.failure, self.programs, self.recent = why, [], []
        warnings.warn(
            f"torch.compile: {self.name()} is not captured and runs as it is, with the same "
            f"results: {why}",
            stacklevel=4,
        )


def unusual() -> bool:
    """Is somebody watching what runs (a profiler, anomaly mode, hooks on what is saved)?"""
    return mode.watched or bool(mode.packing) or not isinstance(mode.quiet, contextvars.Context)


def check_survivors(tape: Watch, program: Program) -> None:
    """Raise NotReplayable when somebody keeps a tensor of the step."""
    known = program.known()
    for collected in (False, True):
        if collected:
            gc.collect()
        left = tape.survivors(known)
        if not left:
            return
    shape = list(left[0].array.shape)
    raise NotReplayable(
        f"somebody keeps a tensor that the step made (of shape {shape}): return it instead"
    )
