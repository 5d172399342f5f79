"""`strict`: warnings for mistakes that raise nothing, at the learner's own line.

While it is on, four public things of tutorgrad are watched: `-` and `==` of tensors, `backward`,
the reading of `.data` (all three by standing in for the method of class Tensor) and the steps of
optimizers (by PyTorch's own global hook). When it goes off every one of them is put back, so that
strict costs nothing then. On, it is for small programs: it walks the graph at every backward.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import sys
import warnings
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

import tutorgrad as torch
from course.explain.lessons import ACCUMULATION, DATA, NN_AND_OPTIM, SILENT_SHAPES, Lesson
from course.explain.scene import Scene, Variable, is_learners, size, tensors_given
from course.explain.source import Place, fact, is_a, stored
from course.graph.reading import saved_tensors

FEW = 3
"""Names that one warning gives."""


class StrictWarning(UserWarning):
    """A mistake that raises no error and gives wrong numbers."""


class Strict:
    """Warn of silent mistakes: `with strict():` around a program, or `strict.on()`.

    It warns of (N, 1) - (N,); of a backward that adds to an old gradient; of an optimizer that
    holds a parameter which the network no longer has; of a parameter that gets no gradient; of an
    edit through `.data` that a derivative still needs. Each warning is a `StrictWarning`.
    """

    def __init__(self) -> None:
        self.watches: contextlib.ExitStack | None = None

    @contextlib.contextmanager
    def __call__(self) -> Iterator[None]:
        """A block in which strict is on."""
        was_on = self.watches is not None
        self.on()
        try:
            yield
        finally:
            if not was_on:
                self.off()

    def on(self) -> None:
        """Watch from now on."""
        if self.watches is not None:
            return
        self.watches, kept = contextlib.ExitStack(), Kept()
        kind = torch.Tensor
        for name, sign in (("__sub__", "-"), ("__eq__", "=="), ("sub", "-"), ("eq", "==")):
            self.stand_in(kind, name, functools.partial(watched_pair, sign))
        self.stand_in(kind, "backward", functools.partial(watched_backward, kept))
        self.stand_in(torch.autograd, "backward", functools.partial(watched_backward, kept))
        self.stand_in(kind, "data", functools.partial(watched_data, kept))
        hook = functools.partial(watched_step, kept)
        handle = torch.optim.optimizer.register_optimizer_step_pre_hook(hook)
        self.watches.callback(handle.remove)

    def stand_in(self, owner: Any, name: str, watcher: Callable[[Any], Any]) -> None:
        """Put a watched form in the place of a method until strict goes off."""
        assert self.watches is not None
        own = vars(owner).get(name)
        setattr(owner, name, watcher(getattr(owner, name)))
        if own is None:
            self.watches.callback(delattr, owner, name)
        else:
            self.watches.callback(setattr, owner, name, own)

    def off(self) -> None:
        """Put everything back."""
        if self.watches is not None:
            self.watches.close()
            self.watches = None

    def __repr__(self) -> str:
        return f"strict ({'off' if self.watches is None else 'on'})"


strict = Strict()


# ---------------------------------------------------------------------- telling


def learners(frame: FrameType | None) -> FrameType | None:
    """The nearest frame of the learner's own code."""
    while frame is not None and not is_learners(frame):
        frame = frame.f_back
    return frame


def tell(frame: FrameType, words: str, lesson: Lesson) -> None:
    """Warn at the line where the learner's frame stands."""
    registry = frame.f_globals.setdefault("__warningregistry__", {})
    text = f"{words}. Read {lesson}."
    name, module = frame.f_code.co_filename, frame.f_globals.get("__name__", "")
    warnings.warn_explicit(text, StrictWarning, name, frame.f_lineno, module, registry)


def names_seen(frame: FrameType | None) -> dict[int, tuple[str, Any]]:
    """The tensors that the learner can reach, by id: variables, lists, modules' parameters."""
    found: dict[int, tuple[str, Any]] = {}
    while frame is not None:
        if is_learners(frame):
            for name, value in {**frame.f_globals, **frame.f_locals}.items():
                if not name.startswith("_"):
                    for path, tensor in tensors_in(name, value):
                        found.setdefault(id(tensor), (path, tensor))
        frame = frame.f_back
    return found


def tensors_in(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """A variable's tensors: itself, what a list or dict holds, a module's parameters."""
    if is_a(value, torch.Tensor):
        yield name, value
    elif type(value) in (list, tuple, dict):
        pairs = value.items() if type(value) is dict else enumerate(value)
        yield from ((f"{name}[{at!r}]", e) for at, e in pairs if is_a(e, torch.Tensor))
    elif is_a(value, torch.nn.Module):
        own = stored(value)
        for key, each in (own.get("_parameters") or {}).items():
            if each is not None:
                yield f"{name}.{key}", each
        for key, child in (own.get("_modules") or {}).items():
            path = f"{name}[{key}]" if key.isdecimal() else f"{name}.{key}"
            yield from tensors_in(path, child)


def listed(names: list[str]) -> str:
    """A few names in words."""
    shown = ", ".join(f"`{name}`" for name in names[:FEW])
    return shown + (f" and {len(names) - FEW} more" if len(names) > FEW else "")


# ---------------------------------------------------------------------- (N, 1) with (N,)


def watched_pair(sign: str, plain: Callable[..., Any]) -> Callable[..., Any]:
    """An operator that warns when a column meets a row of the same length."""

    @functools.wraps(plain)
    def watched(self: Any, other: Any, *rest: Any, **keywords: Any) -> Any:
        if is_a(other, torch.Tensor) and mixes(self, other):
            caller = sys._getframe(1)
            if is_learners(caller):
                tell_pair(caller, sys._getframe(), sign)
        return plain(self, other, *rest, **keywords)

    return watched


def mixes(one: Any, other: Any) -> bool:
    """Whether shapes are (N, 1) and (N,), N > 1, in either order."""
    first, last = sorted((tuple(one.shape), tuple(other.shape)), key=len)
    return len(first) == 1 and last == (first[0], 1) and first[0] > 1


def tell_pair(caller: FrameType, here: FrameType, sign: str) -> None:
    """Say what the two shapes give together."""
    place = Place(caller, caller.f_lineno, caller.f_lasti)
    scene = Scene(StrictWarning(), [place], [here])
    a, b = (
        scene.operands[:2]
        if len(scene.operands) >= 2
        else (Variable(scene.name_of(each), each) for each in tensors_given(here))
    )
    count = max(fact(a.tensor, "shape"))
    row = a if fact(a.tensor, "ndim") == 1 else b
    tell(
        caller,
        f"`{a.name}` {size(a.tensor)} {sign} `{b.name}` {size(b.tensor)} gives a table of "
        f"({count}, {count}): each row meets every number. Fix: `{row.name}[:, None]`",
        SILENT_SHAPES,
    )


# ---------------------------------------------------------------------- backward and `.data`


@dataclass(eq=False)
class Read:
    """A reading of `.data`: what was inside, and which operations were recorded before it."""

    tensor: weakref.ref[Any]
    version: int
    digest: bytes
    number: int
    line: int


@dataclass(eq=False)
class Kept:
    """What strict remembers while it is on."""

    reads: list[Read] = field(default_factory=list)
    told: dict[int, Any] = field(default_factory=dict)


def watched_data(kept: Kept, plain: property) -> property:
    """`Tensor.data` that remembers what was in the tensor."""

    def read(self: Any) -> Any:
        frame = sys._getframe(1)
        if is_learners(frame):
            version, line = fact(self, "_version"), frame.f_lineno
            kept.reads.append(Read(weakref.ref(self), version, digest(self), now(), line))
        return plain.__get__(self)

    return property(read, plain.__set__, doc=plain.__doc__)


def digest(tensor: Any) -> bytes:
    """A fingerprint of a tensor's numbers."""
    return hashlib.blake2b(tensor.detach().cpu().numpy().tobytes()).digest()


def now() -> int:
    """The number that the next operation would be recorded under."""
    with torch.enable_grad():
        return int((torch.ones((), requires_grad=True) + 0).grad_fn._sequence_nr())


def watched_backward(kept: Kept, plain: Callable[..., Any]) -> Callable[..., Any]:
    """A backward that looks at the graph before it walks it."""

    @functools.wraps(plain)
    def watched(tensors: Any, *rest: Any, **keywords: Any) -> Any:
        frame = learners(sys._getframe(1))
        if frame is not None:
            several = tensors if isinstance(tensors, (list, tuple)) else [tensors]
            nodes = graph_of(several)
            tell_accumulation(frame, nodes)
            tell_edits(frame, nodes, kept)
        return plain(tensors, *rest, **keywords)

    return watched


def graph_of(tensors: Any) -> list[Any]:
    """All nodes behind some tensors."""
    waiting = [each.grad_fn for each in tensors if is_a(each, torch.Tensor)]
    found: dict[int, Any] = {}
    while waiting:
        node = waiting.pop()
        if node is not None and id(node) not in found:
            found[id(node)] = node
            waiting += [each for each, _ in node.next_functions]
    return list(found.values())


def tell_accumulation(frame: FrameType, nodes: list[Any]) -> None:
    """Warn when leaves still hold the gradient of an earlier backward."""
    leaves = [node.variable for node in nodes if hasattr(node, "variable")]
    full = [each for each in leaves if each.grad is not None and bool((each.grad != 0).any())]
    if not full:
        return
    seen = names_seen(frame)
    names = [seen[id(each)][0] if id(each) in seen else f"a leaf {size(each)}" for each in full]
    tell(
        frame,
        f"{listed(names)} still holds the gradient of an earlier backward(), and this one adds to "
        f"it. Fix: `{names[0]}.grad = None`, or `optimizer.zero_grad()`, before it",
        ACCUMULATION,
    )


def tell_edits(frame: FrameType, nodes: list[Any], kept: Kept) -> None:
    """Warn when a tensor that the graph saved was changed through `.data`."""
    reads, kept.reads = kept.reads, []
    for each in reads:
        tensor = each.tensor()
        if tensor is None or fact(tensor, "_version") != each.version:
            continue
        if digest(tensor) == each.digest:
            kept.reads.append(each)
        elif any(saves(node, tensor) and node._sequence_nr() < each.number for node in nodes):
            name = names_seen(frame).get(id(tensor), ("a tensor", None))[0]
            tell(
                frame,
                f"`{name}` was changed through `{name}.data` (line {each.line}) after its old "
                f"value was saved for this backward: the gradient will be wrong. Fix: edit "
                f"`{name}.clone()`, or use `{name}.detach()`, which is checked",
                DATA,
            )


def saves(node: Any, tensor: Any) -> bool:
    """Whether an operation keeps the memory of a tensor."""
    if hasattr(node, "variable"):
        return False
    kept = saved_tensors(node) or {}
    return any(each.data_ptr() == tensor.data_ptr() for each in kept.values())


# ---------------------------------------------------------------------- optimizers


def watched_step(kept: Kept, optimizer: Any, *_: Any) -> None:
    """Before a step: parameters without a gradient, and those that nobody has any more."""
    frame = learners(sys._getframe(1))
    held = [each for group in optimizer.param_groups for each in group["params"]]
    empty = [each for each in held if fact(each, "grad") is None and fact(each, "requires_grad")]
    fresh = [each for each in empty if id(each) not in kept.told]
    if frame is None or not fresh:
        return
    kept.told |= {id(each): each for each in fresh}
    seen = names_seen(frame)
    moved = {id(each) for each in held}
    others = [
        name
        for name, each in seen.values()
        if is_a(each, torch.nn.Parameter)
        and fact(each, "grad") is not None
        and id(each) not in moved
    ]
    lost = [each for each in fresh if id(each) not in seen]
    if lost and others:
        words = f"the optimizer holds an old tensor {size(lost[0])}, and {listed(others)} got the "
        words += "gradient instead and will not move. Fix: make the optimizer after that change"
    elif len(empty) == len(held):
        words = "no parameter has a gradient, so this step moves nothing. Fix: zero_grad(), then "
        words += "backward(), then step()"
    else:
        names = [seen[id(e)][0] if id(e) in seen else f"a parameter {size(e)}" for e in fresh]
        words = (
            f"{listed(names)} got no gradient, so this step does not move it. Does the loss use it"
        )
    tell(frame, words, NN_AND_OPTIM)
