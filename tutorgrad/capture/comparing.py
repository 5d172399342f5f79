"""Did two traces of a step do the same? Only then is there anything to replay.

Each trace is brought to a list in which numbers of values stand for arrays: two steps with the same
list made the same calls with the same constants on the same tensors. A Python number that changes
from call to call (a counter, a learning rate computed by hand) shows as a difference.
"""

from __future__ import annotations

import dataclasses
import types
from typing import Any

import numpy as np

from ..nodes import Value
from .recording import Call, Recorded, Ref
from .replay import Program
from .watching import HostCall, SetGrad, Watch


class Signs:
    """Turns what stands in a tape into what can be compared with another tape."""

    def __init__(self, tape: Watch, program: Program) -> None:
        self.tape, self.program = tape, program

    def of(self, thing: Any) -> Any:
        if isinstance(thing, Ref):
            cell = self.tape.cells[thing.at]
            return thing, cell.root, cell.facts[1] if cell.varies else cell.facts
        if isinstance(thing, Value):
            if self.tape.made_here(thing):
                return "made", self.program.at(thing)
            return self.program.arguments.get(id(thing), id(thing))
        if isinstance(thing, Recorded):
            return "array", thing.shape, thing.dtype
        if isinstance(thing, np.ndarray):
            return "array", thing.dtype, thing.shape, thing.tobytes()
        if isinstance(thing, types.FunctionType):  # a lambda is another object at every call
            cells = [self.of(cell.cell_contents) for cell in thing.__closure__ or ()]
            return thing.__code__, cells
        if isinstance(thing, tuple | list):
            return type(thing), [self.of(part) for part in thing]
        if dataclasses.is_dataclass(thing) and not isinstance(thing, type):
            return type(thing), self.of(vars(thing))
        if isinstance(thing, dict):
            return [(key, self.of(part)) for key, part in thing.items()]
        if isinstance(thing, float | int | np.generic):
            return type(thing), repr(thing)  # NaN is itself, -0.0 is not 0.0
        return thing

    def of_entry(self, entry: Any) -> tuple[Any, ...]:
        """One entry of a tape, its name and origin first."""
        if isinstance(entry, SetGrad):
            return "the setting of .grad", "", self.of((entry.leaf, entry.grad))
        name = getattr(entry.function, "__name__", "")
        if isinstance(entry, Call):
            parts = entry.function, entry.args, entry.keywords, entry.results
            return name, entry.origin, self.of(parts)
        assert isinstance(entry, HostCall)
        return entry.function.__qualname__, "", self.of((entry.args, entry.keywords))


def signature(tape: Watch, program: Program) -> list[Any]:
    """What a trace did, for comparison with another: its calls, constants and tensors."""
    signs = Signs(tape, program)
    seen = [(signs.of(s.tensor), s.writes, s.wants_grad) for s in tape.seen.values()]
    return [
        *map(signs.of_entry, tape.calls),
        ("a tensor made of numbers", "", signs.of(list(tape.snapshots.values()))),
        ("the tensors from outside", "", seen, signs.of(list(tape.grads.values()))),
        ("what it returns", "", signs.of(program.outputs)),
        repr(program.structure),
    ]


def difference(one: list[Any], other: list[Any]) -> str:
    """The first thing in which two traces differ, in words."""
    for a, b in zip(one, other, strict=False):
        if a != b:
            name, origin, *_ = b
            got = numbers_apart(a, b)
            return f"{name}{f' of {origin}' if origin else ''} got {got or 'other tensors'}"
    return "it makes another number of calls"


def numbers_apart(a: Any, b: Any) -> str:
    """The first numbers in which two signs differ: "0.1, then 0.05"."""
    if isinstance(a, tuple | list) and isinstance(b, tuple | list) and len(a) == len(b):
        if len(a) == 2 and isinstance(a[0], type) and isinstance(a[1], str) and a != b:
            return f"{a[1]}, then {b[1]}"
        return next(
            (found for x, y in zip(a, b, strict=True) if (found := numbers_apart(x, y))), ""
        )
    return ""
