"""A recorded call of an operation: what it keeps, how it goes back, and a look at what it keeps.

y = x.exp()
y.grad_fn._saved_result          # under the name that PyTorch has for it
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

import numpy as np

from . import errors
from .nodes import Edge, Node, Value, check_call, edge_to, like_below, mode, modified
from .saved import Hooks, Packed, Saved, SavedTensor, results_of
from .signatures import Parameters

DETACHED = (
    "Trying to use a saved tensor that has been detached in-place, i.e. with .detach_()."
    "This is not supported, please use out-of-place `.detach()` instead"
)


NO_KEYWORDS: dict[str, Any] = {}


class OpNode(Node):
    """A recorded call of an Op.

    Its class carries the name that PyTorch shows. A call that nobody looks at is a plain OpNode:
    one class for all of them lets Python find the fields quickly, in half the time.
    """

    __slots__ = (
        *("plan", "rules", "targets", "numbers", "shape", "kind", "many", "seq"),
        *("inputs", "keywords", "versions", "shapes", "outs", "dtype", "packed"),
        *("tensor_hooks", "pre_hooks", "post_hooks", "retained"),
    )

    plan: Any  # plan.Plan
    rules: Any  # the plan's raw rules, if there is nothing more to running this node than these
    inputs: tuple[Any, ...] | None  # Values, Packed, numbers; None once released
    keywords: dict[str, Any]
    versions: tuple[int, ...]  # of the inputs, as they were; empty if none is saved
    shapes: tuple[Any, ...]
    outs: tuple[Saved, ...]  # the results, if a rule reads them
    packed: bool  # do hooks keep some of it?
    dtype: np.dtype[Any] | None  # what the inputs were cast to
    origin: OpNode | None = None  # of a node that was unpacked: the node itself
    inner: Any = None  # of CopySlices: the call that wrote to the part

    def shown(self) -> OpNode:
        """This node in the class with PyTorch's name."""
        if self.__class__ is OpNode:
            op = self.plan.op
            self.__class__ = op.node_class(op.node_name)
        return self

    def name(self) -> str:
        return self.shown().full_name

    def shown_edges(self) -> tuple[Edge, ...]:
        if self.inner is not None:  # PyTorch's CopySlices runs that call itself
            return (self.edges[0], *self.inner.shown_edges()[1:])
        return tuple(self.edges[i] for i in self.plan.shown)

    def release(self) -> None:
        if self.plan.holds:
            self.inputs, self.outs, self.keywords, self.rules = None, (), NO_KEYWORDS, None

    def __call__(self, *grads: Any, **keywords: Any) -> Any:
        """The gradients of the inputs from those of the outputs: one Tensor (or None) or a tuple.

        What the engine does at this node, and no more: hooks are not called, nothing is freed, and
        what was stretched in the forward pass is not summed yet. Recorded, unless in no_grad.
        Raises TypeError for the wrong number of gradients, RuntimeError when the graph was freed.
        """
        check_call(self, grads, keywords)
        found: Sequence[Any] = (None,) * len(self.targets)
        inner = self.inner
        before, mode.raw = mode.raw, False
        try:
            if any(grad is not None for grad in grads):
                found = self.backward(grads, True)
            if inner is not None:
                rest = inner(found[1])
                found = (found[0], *(rest if isinstance(rest, tuple) else (rest,))[1:])
            else:
                found = [found[i] for i in self.plan.shown]
        finally:
            mode.raw = before
        return found[0] if len(found) == 1 else tuple(found)

    def backward(self, grads: Sequence[Any], graph: bool) -> Sequence[Any]:
        plan, targets = self.plan, self.targets
        if plan.holds:
            inputs = self.inputs
            if inputs is None:
                raise RuntimeError(errors.SECOND_BACKWARD)
            for i in plan.saves:
                value = inputs[i]
                detached = value.node is None and isinstance(targets[i], Node)
                if detached or value.version[0] != self.versions[i]:
                    self.check_versions()
            if self.outs:
                self.check_outs()
            if self.packed:
                return self.unpacked().backward(grads, graph)  # type: ignore[no-any-return]
        result: list[Any] = [None] * len(targets)
        for position, step in plan.steps:
            result[position] = step(self, grads, graph)
        return result

    def check_versions(self) -> None:
        """Raise when a saved array was written to after it was saved."""
        assert self.inputs is not None
        for position in self.plan.saves:
            value, saved = self.inputs[position], self.versions[position]
            if value.node is None and isinstance(self.targets[position], Node):
                raise RuntimeError(DETACHED)
            if value.version[0] != saved:
                maker = value.overwritten or (value.node.name() if value.node else "")
                raise modified(value.array, maker, value.output_nr, value.version[0], saved)
        self.check_outs()

    def check_outs(self) -> None:
        """Raise when a result that was saved was written to since."""
        for nr, (array, version, saved) in enumerate(self.outs):
            if version[0] != saved:
                raise modified(array, self.name(), nr, version[0], saved)

    def saved_input(self, position: int, graph: bool) -> Any:
        """Input `position` as the forward saw it: an array, or a Value when a graph is wanted."""
        assert self.inputs is not None
        value = self.inputs[position]
        if not isinstance(value, Value):
            return value
        casts = self.dtype is not None and value.array.dtype != self.dtype
        casts = casts and position >= self.plan.op.promotes_from
        if graph:
            return value.cast(self.dtype) if casts else value  # type: ignore[arg-type]
        return value.array.astype(self.dtype) if casts else value.array

    def saved_outs(self, grads: Sequence[Any], graph: bool) -> tuple[Any, ...]:
        """The results of the call; under create_graph with their history, this very node."""
        if not graph:
            return tuple([array for array, *_ in self.outs])
        like = next(grad for grad in grads if grad is not None)
        return results_of(self.origin or self, like, self.outs)

    # --------------------------------------------------------------- hooks on what it keeps

    def pack(self, results: Sequence[Value], hooks: Hooks) -> None:
        """Hand everything saved to a pair of hooks."""
        for at in self.by_name():
            self.pack_input(at, hooks)
        if self.outs:
            self.pack_outs(results, hooks)

    def by_name(self) -> list[int]:
        """The saved inputs in the order of PyTorch's names for them, as PyTorch saves them."""
        names = self.plan.op.names
        saves: list[int] = list(self.plan.saves)
        return saves if self.plan.op.variadic else sorted(saves, key=lambda i: shown_name(names[i]))

    def pack_outs(self, results: Sequence[Value], hooks: Hooks) -> None:
        self.packed, self.rules = True, None
        self.outs = tuple((Packed(r, hooks, (None, nr)), [0], 0) for nr, r in enumerate(results))

    def pack_input(self, at: int, hooks: Hooks, bare: bool = False) -> None:
        """Hand one input to the hooks; bare: without its history."""
        assert self.inputs is not None
        self.packed, self.rules = True, None
        value = self.inputs[at]
        shown = value.wrap(value.array, None) if bare else value
        inputs = list(self.inputs)
        inputs[at] = Packed(shown, hooks, edge_to(value), value.version)
        self.inputs = tuple(inputs)

    def unpacked(self) -> Any:
        """This node with everything in its own hands again, for one run."""
        twin = copy.copy(self)
        twin.packed, twin.origin = False, self
        inputs = list(self.inputs or ())
        for at in self.by_name():
            if isinstance(inputs[at], Packed):
                inputs[at] = inputs[at].unpack()
        twin.inputs = tuple(inputs)
        saves = self.plan.saves
        twin.versions = tuple([v.version[0] if i in saves else 0 for i, v in enumerate(inputs)])
        values = [a.unpack() if isinstance(a, Packed) else None for a, *_ in self.outs]
        twin.outs = tuple(
            kept if v is None else (v.array, v.version, v.version[0])
            for v, kept in zip(values, self.outs, strict=True)
        )
        return twin

    # ------------------------------------------------------------------ what it shows of that

    def look(self, kind: str, at: Any) -> Any:
        """One thing that `looks` names, as a user sees it; None if it was not kept."""
        if self.inputs is None:
            raise RuntimeError(errors.SECOND_BACKWARD)
        if kind == "keyword":
            return self.keywords.get(at, self.plan.op.keywords[at])
        if kind == "shape":
            return tuple(self.shapes[at]) if self.plan.reads_shapes else None
        self.check_versions()
        if kind == "input":
            found = self.inputs[at] if at < len(self.inputs) else None
            if self.plan.op.wraps_numbers and isinstance(found, bool | int | float):
                return like_below(self).wrap(np.asarray(found), None)
            return found.unpack() if isinstance(found, Packed) else found
        if not self.outs:
            return None
        if isinstance(self.outs[at][0], Packed):
            return self.outs[at][0].unpack()
        return results_of(self, like_below(self), self.outs)[at]


def looks(op: Any) -> dict[str, property]:
    """`_saved_self`, `_saved_result`, `_saved_dim`, …: what nodes of an op show of what they keep.

    The names are those that the op's rules use, but `input` is PyTorch's `self`, `out` its
    `result`, and a shape its `sym_sizes`. `_raw_saved_self` is the SavedTensor, which takes hooks.
    """
    found: dict[str, property] = {}
    for rule in op.rules.values():
        for name in Parameters(rule):
            base = name.removesuffix("_shape")
            if name == "out":
                found |= look("result", "out", 0)
            elif name != base and base in op.names:
                found |= look(f"{shown_name(base)}_sym_sizes", "shape", op.names.index(base))
            elif name in op.names and not op.variadic:
                found |= look(shown_name(name), "input", op.names.index(name))
            elif name in op.keywords:
                found |= look(name, "keyword", name)
    return found


def look(name: str, kind: str, at: Any) -> dict[str, property]:
    """The properties for one thing that a node keeps."""
    found = {f"_saved_{name}": property(lambda node: node.look(kind, at))}
    if kind in ("input", "out"):
        found[f"_raw_saved_{name}"] = property(lambda node: SavedTensor(node, kind, at))
    return found


def shown_name(name: str) -> str:
    """PyTorch's name of an argument: it calls the first one `self`."""
    return "self" if name == "input" else name
