"""Watching a step: its arrays behind Recorded ones, and the rest that it does noted beside them.

While a `Watch` is on, reading `.array` of a tensor gives a Recorded, in the thread of the step
only. Forwards come through the place where NumPy is kept quiet (`nodes.mode.quiet`), as they do
for the profiler, and each is noted as the one call it is, or as the few NumPy calls it is made of.

What arrays do not show is noted too: `.grad` that is set, versions counted up, host calls, and
which tensors were there before. What a replay could not repeat is refused.
"""

from __future__ import annotations

import contextlib
import threading
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ..nodes import Node, Value, mode
from ..taping import taping
from .recording import Recorded, Ref, Tape, opened, rebuilt, refs_in

PLAIN_CALLS = 4  # a forward of up to so many NumPy calls is noted as these
HOOKS = ("hooks", "after_hooks", "end_hooks")
installing = threading.Lock()  # one watch at a time: it changes the class Value


class SetGrad:
    """`.grad` of a tensor was set to a tensor of the step, or to None."""

    def __init__(self, leaf: Any, grad: Any) -> None:
        self.leaf, self.grad = leaf, grad


class HostCall:
    """A function that every replay calls on the real tensors: `optimizer.step()`."""

    def __init__(self, function: Any, args: Any, keywords: Any) -> None:
        self.function, self.args, self.keywords = function, args, keywords
        self.counts: dict[int, tuple[Any, int]] = {}


class Seen:
    """A tensor that was there before the step, as it was when the step first came to it."""

    def __init__(self, tensor: Any, array: Any) -> None:
        self.tensor, self.array = tensor, array
        self.node = tensor.node
        self.wants_grad = tensor.leaf_requires_grad
        self.version = tensor.version
        self.before = tensor.version[0]
        self.skipped = 0  # writes by host calls, which count them up themselves

    @property
    def writes(self) -> int:
        return int(self.version[0] - self.before - self.skipped)


class Watch(Tape):
    """The tape of a step with what belongs to tensors.

    arguments: the tensors of the call whose arrays differ from call to call.
    born: the tensors made in the step.   grads: `.grad` of tensors as the step first read it.
    """

    def __init__(self, arguments: list[Any], fullgraph: str) -> None:
        super().__init__(fullgraph=fullgraph)
        self.arguments = {id(tensor): tensor for tensor in arguments}
        self.seen: dict[int, Seen] = {}
        self.born: dict[int, weakref.ref[Any]] = {}
        self.grads: dict[int, tuple[Any, Any]] = {}
        self.instead: dict[int, int] = {}  # values that stand for others, since the passes
        self.snapshots: dict[int, Any] = {}  # of arrays made from Python data, as they were made
        self.node = ""  # of the walk back: which one runs

    # -------------------------------------------------------------------- the class, watched

    @contextlib.contextmanager
    def on(self) -> Iterator[None]:
        """Watch the block. Everything is put back where it was, also after an error."""
        with installing:
            before = Value.kept_grad
            quiet, self.quiet = mode.quiet, mode.quiet
            Value.array = property(read_array, write_array)
            Value.kept_grad = property(read_grad, write_grad)
            taping.tape, mode.quiet = self, Forwards(self)  # type: ignore[assignment]
            try:
                yield
            finally:
                taping.tape, mode.quiet = None, quiet
                del Value.array
                Value.kept_grad = before
                self.put_back()

    def put_back(self) -> None:
        """Give every tensor and node of the step its real arrays."""
        for reference in self.born.values():
            value = reference()
            if value is not None:
                fields = value.__dict__
                if isinstance(fields.get("array"), Recorded):
                    fields["array"] = np.asarray(fields["array"].host)
                for node in nodes_below(value.node):
                    for name, kept in kept_by(node).items():
                        setattr(node, name, opened(kept))

    # ------------------------------------------------------------------------------- tensors

    def array_of(self, tensor: Any, array: Any) -> Any:
        """What `.array` of a tensor shows."""
        if isinstance(array, Recorded):
            return array
        if self.made_here(tensor):
            self.refuse("a host call gave a tensor of the step another array")
            return array
        seen = self.seen.get(id(tensor))
        if seen is None:
            seen = self.seen[id(tensor)] = Seen(tensor, array)
            self.check_outside(tensor, array)
        if array is not seen.array:
            self.refuse("the step gives a tensor from outside another memory (.data = …)")
        if type(array) is not np.ndarray:
            return array
        argument = id(tensor) in self.arguments
        recorded = self.enter(array, "argument" if argument else "outside")
        if (self.root(recorded.at).kind == "argument") != argument:
            self.refuse("an argument shares its memory with another tensor")
        return recorded

    def made_here(self, tensor: Any) -> bool:
        """Was a tensor made in the step?"""
        reference = self.born.get(id(tensor))
        return reference is not None and reference() is tensor

    def check_outside(self, tensor: Any, array: Any) -> None:
        if type(array) is not np.ndarray:
            self.refuse("a tensor is not on the CPU")
        if mode.grad and tensor.node is not None:
            self.refuse("the graph of a tensor began before the step")
        if any(getattr(tensor, name) for name in HOOKS):
            self.refuse("a tensor has hooks")

    def made(self, tensor: Any, array: Any) -> Any:
        """What a tensor keeps whose `.array` is set."""
        fields = tensor.__dict__
        if isinstance(array, Recorded):
            if isinstance(array.host, np.generic):
                array = self.note(np.asarray, (array,))
        elif isinstance(array, np.ndarray):
            array = self.enter(array, "made")
            self.snapshots.setdefault(array.at, array.host.copy("K"))
        if "array" not in fields:
            self.born[id(tensor)] = weakref.ref(tensor)
        elif not self.made_here(tensor):
            held = fields["array"]
            if not isinstance(array, Recorded) or held is not array.host:
                self.refuse("the step gives a tensor from outside another memory (.data = …)")
            return opened(array)
        return array

    def host(self, function: Any, args: Any, keywords: Any) -> Any:
        """Run a host call on the real tensors and note it."""
        entry = HostCall(function, args, keywords)
        self.stamp(entry)
        versions = {key: seen.version[0] for key, seen in self.seen.items()}
        taping.tape, mode.quiet, forwards = None, self.quiet, mode.quiet
        try:
            result = function(*args, **keywords)
        finally:
            taping.tape, mode.quiet = self, forwards
        for key, count in versions.items():
            self.seen[key].skipped += self.seen[key].version[0] - count
        if result is not None:
            self.refuse(f"the result of {function.__qualname__} is made outside the step")
        self.calls.append(entry)
        return result

    def stamp(self, entry: Any) -> None:
        entry.counts = self.counts()

    def counts(self) -> dict[int, tuple[Any, int]]:
        """How often each memory from outside has been written to: its tensor, and the number."""
        found: dict[int, tuple[Any, int]] = {}
        for seen in self.seen.values():
            key = id(seen.version)
            if seen.writes > found.get(key, (None, 0))[1]:
                found[key] = seen.tensor, seen.writes
        return found

    # ------------------------------------------------------------------------------ the end

    def survivors(self, known: set[int]) -> list[Any]:
        """The tensors of the step that somebody still holds, but for those that are known."""
        alive = [reference() for reference in self.born.values()]
        return [value for value in alive if value is not None and id(value) not in known]


def nodes_below(node: Node | None) -> list[Any]:
    """All nodes that a node was computed from, itself too."""
    found: dict[int, Any] = {}
    stack: list[Any] = [node]
    while stack:
        node = stack.pop()
        if isinstance(node, Node) and id(node) not in found:
            found[id(node)] = node
            stack += [target for target, _ in getattr(node, "edges", ())]
    return list(found.values())


def read_array(tensor: Any) -> Any:
    try:
        array = tensor.__dict__["array"]
    except KeyError:
        raise AttributeError("array") from None
    tape = taping.tape
    if type(tape) is Watch:
        return tape.array_of(tensor, array)
    return opened(array)


def write_array(tensor: Any, array: Any) -> None:
    tape = taping.tape
    tensor.__dict__["array"] = tape.made(tensor, array) if type(tape) is Watch else array


def read_grad(tensor: Any) -> Any:
    kept = tensor.__dict__.get("kept_grad")
    tape = taping.tape
    if type(tape) is Watch and not tape.made_here(tensor):
        tape.grads.setdefault(id(tensor), (tensor, kept))
    return kept


def write_grad(tensor: Any, grad: Any) -> None:
    tape = taping.tape
    if type(tape) is Watch and not tape.made_here(tensor):
        tape.grads.setdefault(id(tensor), (tensor, Ellipsis))  # was not read before it was set
        tape.calls.append(SetGrad(tensor, grad))
    tensor.__dict__["kept_grad"] = grad


# ------------------------------------------------------------------------ forwards and the walk


class Forwards:
    """Stands where the quiet context stood: notes each forward, and names what a walk back runs."""

    def __init__(self, tape: Watch) -> None:
        self.tape = tape

    def copy(self) -> Forwards:
        """What callers do to a context before they run something in it."""
        return self

    def run(self, function: Callable[..., Any], *args: Any, **keywords: Any) -> Any:
        """Run and note a forward, or the steps of a walk back."""
        tape = self.tape
        if taping.tape is not tape:  # inside a forward that is noted as a whole
            return function(*args, **keywords)
        walk = getattr(function, "__self__", None)
        if walk is not None and function.__name__ == "steps":
            return self.steps(walk, *args)
        name = function.__name__
        tape.origin = tape.node or name.strip("_")
        if tape.failure is None and not any(
            tape.cells[at].varies for at in refs_in((args, keywords))
        ):
            trial = self.as_plain_calls(function, args, keywords)
            if trial is not None:
                return trial
        return self.quiet_note(function, args, keywords)

    __call__ = run

    def quiet_note(self, function: Any, args: Any, keywords: Any) -> Any:
        return self.tape.quiet.copy().run(self.tape.note, function, args, keywords)

    def as_plain_calls(self, function: Any, args: Any, keywords: Any) -> Any:
        """The result of a forward, noted as the few NumPy calls it makes; None if it is more.

        The forward is run once as it is and once on Recorded arrays of a tape that refuses
        everything but NumPy calls; the two must agree to the last bit.
        """
        plain = Tape(plain=True)
        within: dict[int, Any] = {}

        def inside(thing: Any) -> Any:
            if isinstance(thing, Recorded):
                recorded = plain.enter(thing.host, "argument")
                within[recorded.at] = thing
                return recorded
            return rebuilt(thing, inside)

        try:
            found = self.under(plain, function, inside(args), inside(keywords))
        except Exception:  # whatever it is, the forward as a whole will say it
            return None
        truth = self.under(None, function, opened(args), opened(keywords))
        if len(plain.calls) > PLAIN_CALLS or not same_bits(opened(found), truth):
            return None

        def outside(thing: Any) -> Any:
            if isinstance(thing, Ref | Recorded):
                return within[thing.at]
            return rebuilt(thing, outside)

        for call in plain.calls:
            result = self.quiet_note(call.function, outside(call.args), outside(call.keywords))
            pair_up(call.results, result, within)
        return outside(found)

    def under(self, tape: Tape | None, function: Any, args: Any, keywords: Any) -> Any:
        """The result of a forward, noted on another tape, or on none."""
        try:
            taping.tape = tape
            return self.tape.quiet.copy().run(function, *args, **keywords)
        finally:
            taping.tape = self.tape

    def steps(self, walk: Any, grads: Any) -> None:
        """The steps of a walk, each noted under its node's name."""
        visit, tape = walk.visit, self.tape

        def noted(node: Any) -> None:
            if node.tensor_hooks or node.pre_hooks or node.post_hooks:
                tape.refuse("a node of the graph has hooks")
            tape.node = tape.origin = node.name()
            visit(node)

        tape.origin = tape.node = "backward"
        walk.visit = noted
        raw, mode.raw = mode.raw, self if mode.raw else False  # type: ignore[assignment]
        try:
            walk.steps(grads)
        finally:
            mode.raw, tape.node = raw, ""
            del walk.visit


def kept_by(node: Any) -> dict[str, Any]:
    """What a node keeps, by name: in its slots and in its dictionary."""
    slots = [name for kind in type(node).__mro__ for name in vars(kind).get("__slots__", ())]
    return {name: getattr(node, name) for name in (*slots, *vars(node))}


def pair_up(refs: Any, results: Any, within: dict[int, Any]) -> None:
    """Note which Recorded of the step belongs to each value of a trial run."""
    if isinstance(refs, Ref):
        within[refs.at] = results
    elif isinstance(refs, tuple | list):
        for ref, result in zip(refs, results, strict=True):
            pair_up(ref, result, within)


def same_bits(one: Any, other: Any) -> bool:
    """Are two results the same arrays, in numbers, dtype and memory order?"""
    if isinstance(one, tuple | list):
        return type(one) is type(other) and all(map(same_bits, one, other))
    return (
        type(one) is type(other)
        and isinstance(one, np.ndarray | np.generic)
        and (one.dtype, one.shape, one.strides) == (other.dtype, other.shape, other.strides)
        and one.tobytes() == other.tobytes()
    )
