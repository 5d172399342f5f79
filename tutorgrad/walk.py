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
from typing import Any

import numpy as np

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
from .ops.broadcast import broadcasts_to, sum_to_size
from .ops.shape.views import clone
from .pieces import Pieces, whole


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
        self.pending: dict[Node, list[Any]] = {}
        self.arrived: dict[int, Any] = {}  # gradients of leaves that are still being added up
        self.uses: dict[int, int] = {}  # how many edges still lead to each leaf
        self.order = self.reachable()
        self.inputs = inputs
        self.captured: list[Any] = [None] * len(inputs or ())
        self.wanted_leaves: dict[int, list[int]] = {}
        self.wanted_outputs: dict[Node, list[tuple[int, int]]] = {}
        self.runs = self.needed() if inputs is not None else None

    def reachable(self) -> list[Node]:
        """All nodes below the roots, the latest call first; counts the edges into leaves."""
        seen: set[Node] = set()
        stack: list[Any] = [target for target, _ in self.roots]
        while stack:
            target = stack.pop()
            if isinstance(target, Node):
                if target not in seen:
                    seen.add(target)
                    stack.extend(t for t, _ in target.edges if t is not None)
            elif target is not None:
                self.uses[id(target)] = self.uses.get(id(target), 0) + 1
        return sorted(seen, key=lambda node: node.seq, reverse=True)

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
            for target, _ in node.edges:
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
        return id(target) in self.uses and (self.runs is None or id(target) in self.wanted_leaves)

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
        for (target, nr), grad in zip(self.roots, grads, strict=True):
            self.deliver(target, nr, grad if self.graph else grad.array, None, 0)
        for node in self.order:
            self.visit(node)

    def visit(self, node: Node) -> None:
        """Run one node: hooks, its rules, and on to its inputs."""
        grads = self.pending.pop(node, None)
        results: Sequence[Any] = (None,) * len(node.edges)
        if grads is not None:
            if self.pieces:
                grads = [whole(grad) for grad in grads]
            if node.tensor_hooks or node.retained or node.pre_hooks:
                grads = self.run_hooks(node, grads)
                grads = None if all(g is None for g in grads) else grads
        if grads is not None:
            for nr, i in self.wanted_outputs.get(node, ()):
                self.captured[i] = self.boxed(grads[nr])
            if self.runs is None or node in self.runs:
                results = node.backward(grads, self.graph)
                if mode.anomaly or node.post_hooks:
                    results = [whole(result) for result in results]
                if mode.anomaly and mode.check_nan:
                    check_nan(node, results)
                if node.post_hooks:
                    results = self.run_post_hooks(node, results, grads)
                if not self.retain_graph:
                    node.release()
        for position, (target, nr) in enumerate(node.edges):
            if target is not None:
                self.deliver(target, nr, results[position], node, position)

    def deliver(self, target: Any, nr: int, grad: Any, node: Node | None, position: int) -> None:
        """Add a gradient to what has arrived at a node's output or at a leaf."""
        if isinstance(target, Node):
            if grad is None or not self.leads_on(target):
                return
            grad = self.fit(grad, *target.outputs[nr], node, position)
            row = self.pending.get(target)
            if row is None:
                row = self.pending[target] = [None] * len(target.outputs)
            row[nr] = grad if row[nr] is None else row[nr] + grad
            return
        key = id(target)
        if grad is not None:
            grad = self.fit(grad, target.array.shape, target.array.dtype, node, position)
            before, parts = self.arrived.get(key, (None, 0))
            self.arrived[key] = (grad if before is None else before + grad, parts + 1)
        self.uses[key] -= 1
        if self.uses[key] == 0 and key in self.arrived:
            self.finish_leaf(target, *self.arrived.pop(key))

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

    def finish_leaf(self, leaf: Any, grad: Any, parts: int) -> None:
        """All gradients of a leaf have arrived: run its hooks, then keep or return the sum.

        Adding up `parts` gradients counts as parts - 1 writes to a new `.grad`, as in PyTorch.
        """
        grad = whole(grad)
        wanted = self.wanted_leaves.get(id(leaf), ())
        if not leaf.leaf_requires_grad or not (wanted or self.inputs is None):
            return
        if leaf.hooks:
            for hook in tuple(leaf.hooks.values()):
                grad = self.call_hook(hook, grad)
        if not self.keep:
            for i in wanted:
                self.captured[i] = self.boxed(grad)
            return
        accumulate(leaf, grad, self.graph, parts - 1)
        if leaf.after_hooks:
            for hook in tuple(leaf.after_hooks.values()):
                hook(leaf)
        if leaf.end_hooks:
            shown = (self.boxed(grad),)
            for hook in tuple(leaf.end_hooks.values()):
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


def accumulate(leaf: Any, grad: Any, graph: bool, writes: int = 0) -> None:
    """Add a finished gradient to `leaf.grad`; the first is copied, as rules may share arrays."""
    kept = leaf.kept_grad
    if graph:
        leaf.kept_grad = clone(grad) if kept is None else kept + grad
    elif kept is None:
        leaf.kept_grad = leaf.wrap(own_copy(grad), None)
        leaf.kept_grad.version[0] = writes
    else:
        kept.array += grad
        kept.version[0] += 1


def own_copy(array: Array) -> Array:
    """A writable copy; a NumPy scalar becomes a 0-d array."""
    copy = array.copy()
    return np.asarray(copy) if isinstance(copy, np.generic) else copy


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
