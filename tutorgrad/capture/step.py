"""A captured step: traced until two calls in a row do the same, then replayed.

Source of the interface: torch.compile. Sources of the idea: tinygrad's `TinyJit` and CUDA graphs,
which record the calls of a run, and PyTorch's dynamo, which adds the guards.
"""

from __future__ import annotations

import contextvars
import functools
import gc
import operator
import sys
import threading
import types
import warnings
from collections.abc import Callable, Collection
from typing import Any

from ..nodes import LIBRARY, Value, mode
from ..taping import taping
from ..trees import Structure, flatten
from .comparing import difference, signature
from .guards import check_of, condition, marks, modes
from .listing import Listing
from .recording import CaptureError
from .replay import Program
from .results import NotReplayable
from .survey import CONSTANT, Survey
from .watching import Watch

PROGRAMS = 8  # kept for one step: other shapes, train and eval, …
PATIENCE = 6  # traces in a row that may differ before the step is captured no more
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
        self.failure: str | None = None  # why the step runs as it is
        self.settled = False  # is nothing else captured any more?
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
                    return program.run(args, keywords)
            if self.settled:
                return self.function(*args, **keywords)
            return self.trace(args, keywords)
        finally:
            self.lock.release()

    def __repr__(self) -> str:
        programs = f"{len(self.programs)} program{'s' * (len(self.programs) != 1)}"
        return f"<compiled {self.name()}: {programs}, {self.replays} calls replayed>"

    def __reduce__(self) -> Any:
        return Step, (self.function, self.fullgraph)  # a copy is captured by itself

    def program(self) -> Listing:
        """What the step became: one line for each call. Raises RuntimeError before that."""
        if not self.programs:
            reason = self.failure or "it is captured when it has been called twice"
            raise RuntimeError(f"{self.name()} has no program: {reason}")
        return Listing(self.programs[0][1])

    def name(self) -> str:
        return getattr(self.function, "__qualname__", type(self.function).__name__)

    def strict(self) -> str:
        """How an error with fullgraph=True begins; "" without."""
        return f"torch.compile(fullgraph=True): {self.name()}" if self.fullgraph else ""

    # ------------------------------------------------------------------------------- tracing

    def trace(self, args: Any, keywords: Any) -> Any:
        """Run the step, watched; make its program if an earlier run did the same."""
        leaves, containers = flatten((args, keywords))
        before = repr(containers)
        survey = Survey(self.function, leaves)
        if survey.refusal:
            self.give_up(survey.refusal)
            return self.function(*args, **keywords)
        tensors = [t for t in leaves if isinstance(t, Value)]
        marked = [(t, marks(t)) for t in (*tensors, *survey.tensors.values())]
        tape = Watch([t for t in tensors if id(t) not in survey.tensors], self.strict())
        settings = modes()
        with tape.on():
            result = self.function(*args, **keywords)
        if tape.failure is None and settings != modes():
            tape.refuse("the step changes grad mode or the default dtype")
        changed = survey.changed()
        if tape.failure is None and changed is not None:
            tape.failure = f"the step changes {changed}, which is not a tensor"
            tape.failure += survey.line(changed)
        after, containers = flatten((args, keywords))
        if before != repr(containers) or not identical(leaves, after):
            tape.refuse("the step changes a list or dict of its arguments")
        if not all(
            identical(there, m := marks(t)) and identical(there.values(), m.values())
            for t, there in marked
        ):
            tape.refuse("the step gives a tensor another attribute")
        if tape.failure is not None:
            self.give_up(tape.failure)
            return result
        try:
            check_result(result, survey, containers)
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
                unlike = difference(self.recent[-1], found)
                self.give_up(f"{self.misses} calls in a row did not do the same: {unlike}")
            self.recent = [*self.recent[-PATIENCE:], found]
            return
        program.write()
        fits = condition(tape, survey, args, keywords, program.arguments)
        program.compile(check_of(survey) if program.checks else None)
        self.programs = [(fits, program), *self.programs[: PROGRAMS - 1]]
        self.misses, self.captures = 0, self.captures + 1
        program.forget()
        if self.captures > CAPTURES:
            self.give_up("it is captured anew too often")

    def give_up(self, why: str) -> None:
        """Capture no more. What was captured is still replayed where it fits."""
        if self.fullgraph:
            raise CaptureError(f"{self.strict()}: {why}")
        self.recent = []
        if self.programs:
            self.settled = True
            note = (
                "is captured no more: calls that fit its programs are replayed, others run eagerly"
            )
        else:
            self.failure, note = why, "is not captured and runs as it is"
        warnings.warn(
            f"torch.compile: {self.name()} {note}, with the same results: {why}",
            stacklevel=frames_of_the_library(),
        )


def frames_of_the_library() -> int:
    """The `stacklevel` at which a warning of the caller's names the program's line."""
    frame, level = sys._getframe(1), 1
    while frame.f_back is not None and frame.f_code.co_filename.startswith(LIBRARY):
        frame, level = frame.f_back, level + 1
    return level


def unusual() -> bool:
    """Is somebody watching what runs (a profiler, anomaly mode, hooks on what is saved)?"""
    return mode.watched or bool(mode.packing) or not isinstance(mode.quiet, contextvars.Context)


def identical(one: Collection[Any], other: Collection[Any]) -> bool:
    """Do two rows hold the same objects?"""
    return len(one) == len(other) and all(map(operator.is_, one, other))


def check_result(result: Any, survey: Survey, arguments: Structure) -> None:
    """Raise NotReplayable when the step returns what is there already, or cannot be made anew."""
    leaves, structure = flatten(result)
    outside = {id(c) for c in containers_in(arguments)} | survey.visited.keys()
    for container in containers_in(structure):
        if id(container) in outside and not isinstance(container, tuple):
            raise NotReplayable("the step returns a list or dict from outside")
    for leaf in leaves:
        if not isinstance(leaf, (Value, *CONSTANT)) and id(leaf) not in outside:
            raise NotReplayable(f"the step returns a {type(leaf).__name__}")


def containers_in(structure: Structure) -> list[Any]:
    inner = [found for child in structure.children for found in containers_in(child)]
    return inner if structure.leaf else [structure.example, *inner]


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
