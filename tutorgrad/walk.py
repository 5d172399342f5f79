"""The walk back through the graph.

A node runs when all nodes that use its outputs have run. Calls were numbered as they were made, so
walking the reachable nodes from the highest number to the lowest is such an order: no recursion, no
counting of dependencies, and the order PyTorch takes.

At every step the gradients of a node's outputs become gradients of its inputs, and each goes to the
node that made that input, where it is added to what is there. The rules of the operations do not
repeat what is the same for all; it happens here, in `Walk.deliver`: summing over broadcast axes,
casting back, adding up.
"""

from __future__ import annotations

import contextvars
import warnings
from collections.abc import Callable, Sequence
from operator import attrgetter
from sys import getrefcount
from typing import Any

import numpy as np

from . import errors
from .nodes import (
    BUFFER,
    Array,
    Edge,
    Node,
    Value,
    check_replacement,
    check_replacements,
    mode,
)
from .opnode import OpNode
from .ops.broadcast import broadcasts_to, sum_to_size
from .ops.shape.views import clone
from .pieces import Pieces, whole
from .plan import BARE, DEFAULT, OUT

CALL_NUMBER = attrgetter("seq")


class Leaf:
    """A leaf during a walk: the gradients that have arrived, added up.

    uses: how many edges still lead to it.   parts: how many gradients are in the sum.
    owned: does nobody else hold the sum?   shape, kind: its shape and dtype, once it is our own.
    """

    __slots__ = ("value", "uses", "sum", "parts", "owned", "shape", "kind")

    def __init__(self, value: Any) -> None:
        self.value = value  # kept alive, for its id
        self.uses = self.parts = 0
        self.sum: Any = None
        self.shape: Any = None
        self.kind: Any = None
        self.owned = False


def held_here() -> int:
    """How many references Python counts for an array in one list and one local name.

    What `Walk.spread` counts for a gradient that only it holds: the number depends on the version
    of Python. PyTorch asks the same before it takes a gradient over instead of copying it.
    """
    grads = [np.empty(1)]
    grad = grads[0]
    return getrefcount(grad)


def held_alone() -> int:
    """The same for an array in one local name."""
    grad = np.empty(1)
    return getrefcount(grad)


HELD_HERE = held_here()
HELD_ALONE = held_alone()
NOTHING: tuple[Any, ...] = ()


class Walk:
    """One pass back from some roots, given as edges.

    notes: of hooks that wait for several gradients.

    create_graph: record the pass itself, so that gradients can be differentiated.
    retain_graph: keep what the nodes saved, so that the graph can be walked again.
    inputs: when given, only the gradients at these edges are wanted.
    keep: whether gradients go to `.grad` of the leaves (backward) or are returned (grad).
    """

    notes: dict[Any, Any] | None = None
    like: Any = None  # a Value, whose `wrap` makes others
    pieces = False  # has a gradient arrived in pieces?

    def __init__(
        self,
        roots: Sequence[Edge],
        retain_graph: bool,
        create_graph: bool,
        inputs: Sequence[Edge] | None,
        keep: bool,
    ) -> None:
        self.roots = roots
        self.retain_graph = retain_graph
        self.graph = create_graph
        self.keep = keep
        self.pending: dict[Node, Any] = {}  # what has arrived at a node's output; a list for many
        self.leaves: dict[int, Leaf] = {}  # by id
        self.anomaly = mode.anomaly and mode.check_nan
        self.order: list[Any] = self.reachable()
        self.inputs = inputs
        self.captured: list[Any] = [None] * len(inputs or ())
        self.wanted_leaves: dict[int, list[int]] = {}
        self.wanted_outputs: dict[Node, list[tuple[int, int]]] = {}
        self.runs = self.needed() if inputs is not None else None

    def reachable(self) -> list[Node]:
        """All nodes below the roots, the latest call first; counts the edges into leaves."""
        pending, leaves = self.pending, self.leaves
        rows: list[Any] = [[target for target, _ in self.roots]]
        while rows:
            for target in rows.pop():
                if isinstance(target, Node):
                    if target not in pending:
                        pending[target] = None
                        rows.append(target.targets)
                elif target is not None:
                    leaf = leaves.get(id(target))
                    if leaf is None:
                        leaf = leaves[id(target)] = Leaf(target)
                    leaf.uses += 1
        return sorted(pending, key=CALL_NUMBER, reverse=True)

    def needed(self) -> set[Node]:
        """The nodes that lead to one of the inputs; notes where inputs are to be captured."""
        assert self.inputs is not None
        for i, (target, nr) in enumerate(self.inputs):
            if isinstance(target, Node):
                self.wanted_outputs.setdefault(target, []).append((nr, i))
            else:
                self.wanted_leaves.setdefault(id(target), []).append(i)
        runs: set[Node] = set()
        for node in reversed(self.order):  # inputs before the calls that use them
            for target in node.targets:
                if target in runs or target in self.wanted_outputs:
                    runs.add(node)
                elif id(target) in self.wanted_leaves:
                    runs.add(node)
        return runs

    def leads_on(self, node: Node) -> bool:
        """Is the gradient of this node's outputs asked for, or needed for one that is?"""
        return self.runs is None or node in self.runs or node in self.wanted_outputs

    def reaches(self, edge: Edge) -> bool:
        """Does this pass compute the gradient at an edge?"""
        target = edge[0]
        if isinstance(target, Node):
            return target in self.order and self.leads_on(target)
        return id(target) in self.leaves and (self.runs is None or id(target) in self.wanted_leaves)

    def run(self, grads: Sequence[Any]) -> list[Any]:
        """Walk back with one gradient (a Value) per root; the captured gradients of `inputs`."""
        before = mode.grad, mode.raw, mode.walk
        mode.grad, mode.raw, mode.walk = self.graph, not self.graph, self
        self.like = grads[0] if grads else None
        try:
            with np.errstate(all="ignore"):  # no context of our own: hooks print in the user's
                np.setbufsize(BUFFER)  # errstate puts the user's back
                if isinstance(mode.quiet, contextvars.Context):
                    self.steps(grads)
                else:  # the profiler's clock
                    mode.quiet.run(self.steps, grads)
        finally:
            mode.grad, mode.raw, mode.walk = before
        return self.captured

    def steps(self, grads: Sequence[Any]) -> None:
        targets, numbers = [t for t, _ in self.roots], [nr for _, nr in self.roots]
        self.spread(targets, numbers, [g if self.graph else g.array for g in grads], None)
        if self.graph or self.anomaly or self.inputs is not None or "visit" in self.__dict__:
            for node in self.order:
                self.visit(node)
        else:
            self.short_steps()

    def short_steps(self) -> None:
        """The steps of an ordinary walk on arrays; in a row what `visit` says in smaller steps.

        Nodes without hooks and with one result take half as long this way.
        """
        pending, leaves, forget = self.pending, self.leaves, not self.retain_graph
        for node in self.order:
            grad, rules = pending[node], node.rules
            hooks = node.tensor_hooks or node.retained or node.pre_hooks or node.post_hooks
            if grad is None or rules is None or hooks or grad.__class__ is Pieces:
                self.visit(node)
                continue
            del pending[node]
            inputs, targets, versions = node.inputs, node.targets, node.versions
            for i in node.plan.saves:
                value, maker = inputs[i], targets[i]
                if value.version[0] != versions[i] or value.node is not maker is not value:
                    node.check_versions()
            for position, rule, at, given in rules:
                if at == BARE:
                    result = rule(grad)
                elif at >= 0:
                    result = rule(grad, inputs[at].array if given else inputs[at])
                else:
                    result = run_rule(node, grad, rule, at, given)
                target = targets[position]
                if isinstance(target, Node):
                    if result.shape == target.shape and result.dtype is target.kind:
                        held = pending[target]
                        pending[target] = result if held is None else held + result
                    else:
                        self.spread((target,), (node.numbers[position],), (result,), node)
                elif target is not None:
                    leaf = leaves[id(target)]
                    if leaf.uses > 1 and result.shape == leaf.shape and result.dtype is leaf.kind:
                        leaf.sum += result
                        leaf.parts += 1
                        leaf.uses -= 1
                    else:
                        ours = result is grad and position == rules[-1][0]  # not needed again
                        owned = getrefcount(result) - ours <= HELD_ALONE
                        self.arrive(target, result, node, position, owned)
            if forget and node.plan.holds:
                node.release()

    def visit(self, node: Node) -> None:
        """Run one node: hooks, its rules, and on to its inputs."""
        grads = self.pending.pop(node)
        if grads is not None:
            grads = [grads] if node.many is None else grads
            if self.pieces:
                grads = [whole(grad) for grad in grads]
            if node.tensor_hooks or node.retained or node.pre_hooks:
                grads = self.run_hooks(node, grads)
                grads = None if all([g is None for g in grads]) else grads
        results: Sequence[Any] = NOTHING
        if grads is not None:
            if self.wanted_outputs:
                for nr, i in self.wanted_outputs.get(node, ()):
                    self.captured[i] = self.boxed(grads[nr])
            if self.runs is None or node in self.runs:
                results = node.backward(grads, self.graph)
                if self.anomaly or node.post_hooks:
                    results = [whole(result) for result in results]
                if self.anomaly:
                    check_nan(node, results)
                if node.post_hooks:
                    results = self.run_post_hooks(node, results, grads)
                if not self.retain_graph:
                    node.release()
        grads = None  # a gradient that only we held may be a leaf's from now on
        self.spread(node.targets, node.numbers, results or (None,) * len(node.targets), node)

    def spread(
        self,
        targets: Sequence[Any],
        numbers: Sequence[int],
        grads: Sequence[Any],
        node: Node | None,
    ) -> None:
        """Add each gradient to what has arrived at a node's output, or at a leaf."""
        graph = self.graph
        position = -1
        for target, nr in zip(targets, numbers, strict=True):
            position += 1
            if target is None:
                continue
            grad = grads[position]
            if not isinstance(target, Node):
                owned = getrefcount(grad) <= HELD_HERE
                self.arrive(target, grad, node, position, owned)
            elif grad is not None and (self.runs is None or self.leads_on(target)):
                many = target.many
                shape, dtype = (target.shape, target.kind) if many is None else many[nr]
                if graph or grad.shape != shape or grad.dtype is not dtype:
                    grad = self.fit(grad, shape, dtype, node, position)
                self.add(target, nr, grad)

    def add(self, target: Node, nr: int, grad: Any) -> None:
        """Add a gradient to what has arrived at output nr of a node."""
        held = self.pending[target]
        if target.many is None:
            self.pending[target] = grad if held is None else held + grad
            return
        if held is None:
            held = self.pending[target] = [None] * len(target.many)
        held[nr] = grad if held[nr] is None else held[nr] + grad

    def arrive(self, target: Any, grad: Any, node: Node | None, position: int, owned: bool) -> None:
        """Add a gradient (or None) to the sum of a leaf; the last one finishes it.

        owned: does nobody but this pass hold the array? The second gradient makes a sum of our
        own, to which the others are added in place.
        """
        leaf = self.leaves[id(target)]
        if grad is not None:
            array = target.array
            if self.graph or grad.shape != array.shape or grad.dtype is not array.dtype:
                grad, owned = self.fit(grad, array.shape, array.dtype, node, position), False
            leaf.parts += 1
            if leaf.parts == 1:
                leaf.sum, leaf.owned = grad, owned
            elif leaf.parts == 2 or self.graph:
                leaf.sum, leaf.owned = leaf.sum + grad, True
                leaf.shape, leaf.kind = array.shape, array.dtype
            else:
                leaf.sum += whole(grad)
        leaf.uses -= 1
        if leaf.uses == 0 and leaf.parts:
            self.finish_leaf(target, leaf)

    def fit(self, grad: Any, shape: Any, dtype: Any, node: Node | None, position: int) -> Any:
        """A gradient in the shape and dtype of the value it belongs to."""
        if grad.__class__ is Pieces:
            self.pieces = True
            if grad.shape == shape and grad.grad.dtype == dtype:
                return grad
            grad = grad.whole()
        if grad.shape != shape:
            if not broadcasts_to(shape, grad.shape):
                maker = f"Function {node.name()} returned an " if node else ""
                raise RuntimeError(
                    f"{maker}invalid gradient at index {position} - got {list(grad.shape)} but "
                    f"expected shape compatible with {list(shape)}"
                )
            grad = sum_to_size(grad, size=tuple(shape))
        if self.graph:
            return grad if grad.array.dtype == dtype else grad.cast(dtype)
        return grad if grad.dtype == dtype else grad.astype(dtype)

    def finish_leaf(self, value: Any, leaf: Leaf) -> None:
        """All gradients of a leaf have arrived: run its hooks, then keep or return the sum.

        Adding up n gradients counts as n - 1 writes to a new `.grad`, as in PyTorch.
        """
        leaf.owned = leaf.owned or leaf.sum.__class__ is Pieces
        grad, leaf.sum = whole(leaf.sum), None
        wanted = self.wanted_leaves.get(id(value), ())
        if not value.leaf_requires_grad or not (wanted or self.inputs is None):
            return
        if value.hooks:
            leaf.owned = False
            for hook in tuple(value.hooks.values()):
                grad = self.call_hook(hook, grad)
        if not self.keep:
            for i in wanted:
                self.captured[i] = self.boxed(grad)
            return
        accumulate(value, grad, self.graph, leaf.parts - 1, leaf.owned and not value.end_hooks)
        if value.after_hooks:
            for hook in tuple(value.after_hooks.values()):
                hook(value)
        if value.end_hooks:
            shown = (self.boxed(grad),)
            for hook in tuple(value.end_hooks.values()):
                self.replaced(hook, (), hook((), shown), ())

    # ---------------------------------------------------------------------------- hooks

    def boxed(self, grad: Any) -> Any:
        """A gradient as the Value that users see."""
        if grad is None or self.graph:
            return grad
        return self.like.wrap(np.asarray(grad) if np.isscalar(grad) else grad, None)

    def call_hook(self, hook: Callable[[Any], Any], grad: Any) -> Any:
        """Give a hook one gradient; what it returns (if anything) takes its place."""
        shown = self.boxed(grad)
        returned = hook(shown)
        if returned is None:
            returned = shown
        else:
            check_replacement(hook, shown, returned)
        return returned if self.graph else returned.array

    def run_hooks(self, node: Node, grads: list[Any]) -> list[Any]:
        """The hooks of tensors that this node made, then those of the node, then retain_grad."""
        for nr, hooks in (node.tensor_hooks or {}).items():
            for hook in tuple(hooks.values()):
                if grads[nr] is not None:
                    grads[nr] = self.call_hook(hook, grads[nr])
        for hook in tuple((node.pre_hooks or {}).values()):
            shown = tuple(self.boxed(g) for g in grads)
            grads = self.replaced(hook, shown, hook(shown), grads)
        for nr, reference in (node.retained or {}).items():
            tensor = reference()
            if tensor is not None and grads[nr] is not None and self.keep:
                accumulate(tensor, grads[nr], self.graph)
        return grads

    def run_post_hooks(self, node: Node, results: Sequence[Any], grads: list[Any]) -> Sequence[Any]:
        shown = tuple(self.boxed(g) for g in grads)
        for hook in tuple((node.post_hooks or {}).values()):
            inputs = tuple(self.boxed(r) for r in results)
            results = self.replaced(hook, inputs, hook(inputs, shown), results)
        return results

    def replaced(self, hook: Callable[..., Any], shown: Any, returned: Any, grads: Any) -> Any:
        """The gradients after a hook of a node: what it returned, unless that is None."""
        if returned is None:
            return grads
        check_replacements(hook, shown, returned)
        return [self.unboxed(g) for g in returned]

    def unboxed(self, grad: Any) -> Any:
        return grad if grad is None or self.graph else grad.array


def run_rule(node: OpNode, grad: Any, rule: Callable[..., Any], at: int, given: Any) -> Any:
    """What a rule returns that asks for something else than one input: see `Plan.short_rules`."""
    if at == DEFAULT:
        return rule(grad, given)
    node.check_outs()
    return rule(grad, node.outs[0][0]) if at == OUT else rule(node, (grad,), False)


def accumulate(leaf: Any, grad: Any, graph: bool, writes: int = 0, owned: bool = False) -> None:
    """Add a finished gradient to `leaf.grad`.

    The first is taken over when nobody else holds it and it lies in memory as `.grad` should; else
    it is copied, as rules may share arrays.
    """
    kept = leaf.kept_grad
    if graph:
        leaf.kept_grad = clone(grad) if kept is None else kept + grad
    elif kept is None:
        owned = owned and type(grad) is np.ndarray and grad.base is None
        by_rows = leaf.node is not None or leaf.array.flags.c_contiguous
        if not (owned and by_rows and grad.flags.c_contiguous and grad.flags.writeable):
            grad = own_copy(grad) if by_rows else laid_out(grad, leaf.array)
        leaf.kept_grad = leaf.wrap(grad, None)
        leaf.kept_grad.version[0] = writes
    else:
        if 0 in kept.array.strides:
            errors.check_spread(kept.array)
        kept.array += grad
        kept.version[0] += 1


def own_copy(array: Array) -> Array:
    """A writable copy; a NumPy scalar becomes a 0-d array."""
    copy = array.copy()
    return np.asarray(copy) if isinstance(copy, np.generic) else copy


def laid_out(array: Array, leaf: Array) -> Array:
    """A copy in the layout of a leaf: its strides if it fills its memory, else row by row."""
    copy = leaf.copy("K")
    if all(a == b for a, b, n in zip(copy.strides, leaf.strides, leaf.shape, strict=True) if n > 1):
        copy[...] = array
        return copy
    return own_copy(array)


def check_nan(node: Node, results: Sequence[Any]) -> None:
    """Anomaly mode: raise for the first gradient with a NaN and show the forward's traceback."""
    for i, result in enumerate(results):
        array = result.array if isinstance(result, Value) else result
        if array is not None and bool((array != array).any()):
            if node.forward_trace:
                warnings.warn(
                    f"Error detected in {node.name()}. Traceback of forward call that caused the "
                    f"error:\n{node.forward_trace}",
                    stacklevel=5,
                )
            raise RuntimeError(f"Function '{node.name()}' returned nan values in its {i}th output.")
