"""Making the list of calls shorter, without changing a bit of what they compute.

    folded      what depends on no numbers of the step (ones_like, a mask) is computed once
    merged      a[...] = b + c becomes add(b, c, out=a)
    forwarded   a copy of what nobody else reads is not made
    as_scalars  0-d arrays become NumPy's scalars, which are five times as fast
    pruned      NumPy calls whose results nobody reads are left out
    reduced     np.sum(a) becomes np.add.reduce(a, axis=None)

Each is a pass of an optimizing compiler: constant folding, writing in place, copy propagation,
dead-code elimination.
"""

from __future__ import annotations

import math
import operator
from collections import Counter
from typing import Any

import numpy as np

from .names import OPERATORS, REDUCTIONS
from .recording import Call, Ref, rebuilt, refs_in
from .watching import HostCall, SetGrad

SCALAR_OPERATORS = {operator.add, operator.sub, operator.mul, operator.truediv, operator.neg}
LIKE = {np.zeros_like, np.ones_like, np.full_like}


def tidy(calls: list[Any]) -> list[Any]:
    """The calls of a tape without `.grad`s that are set again before anybody could look.

    A SetGrad counts where somebody could look, and at the end; only the last of each is kept.
    """
    kept: list[Any] = []
    waiting: dict[int, SetGrad] = {}
    for entry in calls:
        if isinstance(entry, SetGrad):
            waiting[id(entry.leaf)] = entry
            continue
        if may_raise(entry):
            kept += waiting.values()
            waiting = {}
        kept.append(entry)
    return kept + list(waiting.values())


def may_raise(entry: Any) -> bool:
    """Could the step end here, or somebody look at its tensors? Then all must be in its place."""
    if isinstance(entry, Call):
        return not isinstance(entry.function, np.ufunc) and entry.function not in OPERATORS
    return isinstance(entry, HostCall)


class Passes:
    """The passes over a tape. escaping: the memory that leaves the step."""

    def __init__(self, tape: Any, escaping: set[int]) -> None:
        self.tape, self.escaping = tape, escaping
        self.zeros: set[int] = set()  # constants that are all zeros

    def run(self, calls: list[Any]) -> list[Any]:
        for one in (
            self.folded,
            self.forwarded,
            self.merged,
            self.as_scalars,
            self.pruned,
            reduced,
        ):
            self.uses = Counter(self.roots_used(calls))
            self.written = {root for c in calls if isinstance(c, Call) for root in c.writes}
            calls = one(calls)
        return calls

    def roots_used(self, calls: list[Any]) -> list[int]:
        return [self.root(at) for c in calls if isinstance(c, Call) for at in c.reads]

    def root(self, at: int) -> int:
        return self.tape.cells[at].root  # type: ignore[no-any-return]

    def own(self, call: Any) -> int | None:
        """The value that a call makes: one array with memory of its own that stays in the step."""
        if not isinstance(call, Call) or call.writes or not isinstance(call.results, Ref):
            return None
        at = call.results.at
        stays = self.root(at) == at and at not in self.escaping
        return at if stays and not self.tape.cells[at].varies else None

    # ------------------------------------------------------------------------------- folded

    def folded(self, calls: list[Any]) -> list[Any]:
        """Values that are the same at every replay become constants of the tape."""
        kept = []
        for call in calls:
            at = self.own(call)
            if at is None or at in self.written or not self.is_constant(call):
                kept.append(call)
                continue
            cell = self.tape.cells[at]
            cell.kind = "made"
            if call.function is np.zeros_like:
                self.zeros.add(at)
            self.tape.snapshots[at] = cell.host
        return kept

    def is_constant(self, call: Call) -> bool:
        if call.function in LIKE:
            return all(self.tape.cells[at].kind == "made" for at in call.reads[1:])
        known = all(
            self.tape.root(at).kind == "made" and self.root(at) not in self.written
            for at in call.reads
        )
        return known and bool(call.reads) and of_numpy(call.function)

    # ---------------------------------------------------------------------------- forwarded

    def forwarded(self, calls: list[Any]) -> list[Any]:
        """b = a.copy() where nobody else reads a: b is a. Also of a view that shows all of a."""
        fresh: set[int] = set()  # what NumPy calls made
        depth: dict[int, int] = {}  # of views: how many calls led to them
        instead: dict[int, int] = self.tape.instead
        cells, kept = self.tape.cells, []
        for call in calls:
            call = replaced(call, instead)
            if isinstance(call, Call) and is_copy(call):
                source, at = call.args[0].at, call.results.at
                root = cells[source].root
                alone = root in fresh and self.uses[root] == depth.get(source, 0) + 1
                if alone and alike(cells[source], cells[at]) and same_size(cells[root], cells[at]):
                    self.become(at, root if alike(cells[root], cells[at]) else source)
                    continue
            at = self.own(call)
            if at is not None and of_numpy(call.function):
                fresh.add(at)
            elif isinstance(call, Call) and isinstance(call.results, Ref) and len(call.reads) == 1:
                depth[call.results.at] = depth.get(call.reads[0], 0) + 1
            kept.append(call)
        return kept

    def become(self, at: int, source: int) -> None:
        """Let one value stand for another."""
        root = self.root(source)
        self.tape.instead[at] = source
        for cell in self.tape.cells:
            cell.root = root if cell.root == at else cell.root
        self.uses[root] = self.uses[at]
        if at in self.escaping:
            self.escaping.add(root)

    # ------------------------------------------------------------------------------- merged

    def merged(self, calls: list[Any]) -> list[Any]:
        """t = b + c; a[...] = t, where nobody else reads t, writes the sum to a."""
        kept: list[Any] = []
        for call in calls:
            before: Any = kept[-1] if kept else None
            if self.clears(call):
                cleared = Call(np.ndarray.fill, (call.args[0], 0), {}, call.origin)
                cleared.writes = call.writes
                kept.append(cleared)
            elif self.copies_all_of(call, before):
                ufunc = OPERATORS.get(before.function, (0, before.function))[1]
                target = call.args[0]
                merged = Call(ufunc, before.args, {**before.keywords, "out": target}, call.origin)
                merged.origin, merged.writes, merged.results = before.origin, call.writes, target
                kept[-1] = merged
            else:
                kept.append(call)
        return kept

    def clears(self, call: Any) -> bool:
        """Is it a[...] = zeros?"""
        if not isinstance(call, Call) or call.function is not operator.setitem:
            return False
        _, key, value = call.args
        return key is Ellipsis and isinstance(value, Ref) and value.at in self.zeros

    def copies_all_of(self, call: Any, before: Any) -> bool:
        at = self.own(before)
        if at is None or not isinstance(call, Call) or call.function is not operator.setitem:
            return False
        target, key, value = call.args
        ufunc = OPERATORS.get(before.function, (0, before.function))[1]
        if key is not Ellipsis or value != Ref(at) or self.uses[at] != 1:
            return False
        same_place = all(
            at == target.at or self.root(at) != self.root(target.at) for at in before.reads
        )
        one, other = self.tape.cells[at].facts, self.tape.cells[target.at].facts
        elementwise = isinstance(ufunc, np.ufunc) and ufunc.signature is None
        return bool(elementwise and same_place and one == other and "out" not in before.keywords)

    # --------------------------------------------------------------------------- as_scalars

    def as_scalars(self, calls: list[Any]) -> list[Any]:
        """Arithmetic of 0-d arrays on scalars: the same numbers, as both follow IEEE 754.

        A scalar that became a 0-d array is taken as it was; an array from outside gives its scalar
        once, where it is first used, if the step does not write to it.
        """
        scalar: dict[int, int] = {}
        kept: list[Any] = []
        for call in calls:
            if isinstance(call, Call) and call.function is np.asarray and call.reads:
                scalar[call.results.at] = call.reads[0]
            elif isinstance(call, Call) and call.function in SCALAR_OPERATORS:
                if self.gives_scalar(call):
                    for at in call.reads:
                        self.scalar_of(at, scalar, kept)
                    call = replaced(call, scalar)
            kept.append(call)
        return kept

    def gives_scalar(self, call: Call) -> bool:
        shape, dtype, strides = self.tape.cells[call.results.at].facts
        reads = [self.tape.cells[at].facts[:2] for at in call.reads]
        return strides is None and dtype.kind == "f" and all(r == (shape, dtype) for r in reads)

    def scalar_of(self, at: int, scalar: dict[int, int], kept: list[Any]) -> None:
        """Note a scalar for a 0-d array that the step does not make, unless it writes to it."""
        cell = self.tape.cells[at]
        outside = self.tape.root(at).kind != "result" and cell.root not in self.written
        if at not in scalar and cell.facts[2] is not None and outside:
            look = Call(operator.getitem, (Ref(at), ()), {}, "")
            scalar[at] = self.tape.enter(cell.host[()], "result").at
            look.results = Ref(scalar[at])
            kept.append(look)

    # ------------------------------------------------------------------------------- pruned

    def pruned(self, calls: list[Any]) -> list[Any]:
        """Only what leaves the step, writes to memory from outside, or is read by such."""
        needed = set(self.escaping)
        kept = []
        for call in reversed(calls):
            if isinstance(call, Call) and of_numpy(call.function) and not call.writes:
                if not any(self.root(at) in needed for at in refs_in(call.results)):
                    continue
            if isinstance(call, Call):
                needed |= {self.root(at) for at in (*call.reads, *call.writes)}
            kept.append(call)
        return kept[::-1]


def of_numpy(function: Any) -> bool:
    """Is it a plain function of arrays, without a memory of its own or a check?"""
    module = getattr(function, "__module__", None) or ""
    return isinstance(function, np.ufunc) or module.partition(".")[0] in ("numpy", "_operator")


def alike(one: Any, other: Any) -> bool:
    return bool(one.facts == other.facts)


def same_size(one: Any, other: Any) -> bool:
    return bool(math.prod(one.facts[0]) == math.prod(other.facts[0]))


def reduced(calls: list[Any]) -> list[Any]:
    """`np.sum` and its like become the reductions that they call."""
    for call in calls:
        if isinstance(call, Call) and call.function in (np.sum, np.prod, np.max, np.min):
            if len(call.args) == 1 and isinstance(call.args[0], Ref):
                call.keywords = {"axis": None, **call.keywords}
                call.function = REDUCTIONS[call.function]
    return calls


def is_copy(call: Call) -> bool:
    return getattr(call.function, "__name__", "") == "copy" and isinstance(call.args[0], Ref)


def replaced(call: Any, instead: dict[int, int]) -> Any:
    """A call with other values in the place of some."""
    if (
        not isinstance(call, Call)
        or not instead
        or not {*call.reads, *refs_in(call.results)} & set(instead)
    ):
        return call

    def change(thing: Any) -> Any:
        if isinstance(thing, Ref):
            return Ref(instead.get(thing.at, thing.at))
        return rebuilt(thing, change)

    new = Call(call.function, change(call.args), change(call.keywords), call.origin)
    new.results, new.counts = change(call.results), call.counts
    new.writes = tuple(instead.get(root, root) for root in call.writes)
    return new
