"""The engine: the walk back through the graph.

A node runs when all nodes that use its outputs have run. Calls were numbered as they were made, so
walking the reachable nodes from the highest number to the lowest is such an order: no recursion, no
counting of dependencies, and the order PyTorch takes.

At every step the gradients of a node's outputs become gradients of its inputs, and each goes to the
node that made that input, where it is added to what is there. The rules of the operations do not
repeat what is the same for all; it happens here, in `Walk.deliver`: summing over broadcast axes,
casting back, adding up.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from . import dtypes
from .backend import place_of
from .nodes import AccumulateGrad, Array, Edge, GradientEdge, Node, Value, edge_to, mode
from .ops.broadcast import broadcasts_to, sum_to_size
from .ops.shape.join import stack
from .ops.shape.slicing import select
from .ops.shape.views import clone


class Walk:
    """One pass back from some roots, given as edges.

    create_graph: record the pass itself, so that gradients can be differentiated.
    retain_graph: keep what the nodes saved, so that the graph can be walked again.
    inputs: when given, only the gradients at these edges are wanted.
    keep: whether gradients go to `.grad` of the leaves (backward) or are returned (grad).
    """

    def __init__(
        self,
        roots: Sequence[Edge],
        retain_graph: bool,
        create_graph: bool,
        inputs: Sequence[Edge] | None,
        keep: bool,
    ) -> None:
        self.roots = roots
        self.like: Any = None  # a Value, whose `wrap` makes others
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
            with np.errstate(all="ignore"):
                for (target, nr), grad in zip(self.roots, grads, strict=True):
                    self.deliver(target, nr, grad if self.graph else grad.array, None, 0)
                for node in self.order:
                    self.visit(node)
        finally:
            mode.grad, mode.raw, mode.walk = before
        return self.captured

    def visit(self, node: Node) -> None:
        """Run one node: hooks, its rules, and on to its inputs."""
        grads = self.pending.pop(node, None)
        results: Sequence[Any] = (None,) * len(node.edges)
        if grads is not None:
            if node.tensor_hooks or node.retained or node.pre_hooks:
                grads = self.run_hooks(node, grads)
            for nr, i in self.wanted_outputs.get(node, ()):
                self.captured[i] = self.boxed(grads[nr])
            if self.runs is None or node in self.runs:
                results = node.backward(grads, self.graph)
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
        wanted = self.wanted_leaves.get(id(leaf), ())
        if not leaf.leaf_requires_grad or not (wanted or self.inputs is None):
            return
        for hook in tuple((leaf.hooks or {}).values()):
            grad = self.call_hook(hook, grad)
        if not self.keep:
            for i in wanted:
                self.captured[i] = self.boxed(grad)
            return
        accumulate(leaf, grad, self.graph, parts - 1)
        for hook in tuple((leaf.after_hooks or {}).values()):
            hook(leaf)
        if leaf.end_hooks:
            shown = (self.boxed(grad),)
            for hook in tuple(leaf.end_hooks.values()):
                hook((), shown)

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
            returned = hook(tuple(self.boxed(g) for g in grads))
            if returned is not None:
                returned = returned if isinstance(returned, tuple) else (returned,)
                grads = [self.unboxed(g) for g in returned]
        for nr, reference in (node.retained or {}).items():
            tensor = reference()
            if tensor is not None and grads[nr] is not None and self.keep:
                accumulate(tensor, grads[nr], self.graph)
        return grads

    def run_post_hooks(self, node: Node, results: Sequence[Any], grads: list[Any]) -> Sequence[Any]:
        shown = tuple(self.boxed(g) for g in grads)
        for hook in tuple((node.post_hooks or {}).values()):
            returned = hook(tuple(self.boxed(r) for r in results), shown)
            if returned is not None:
                returned = returned if isinstance(returned, tuple) else (returned,)
                results = [self.unboxed(r) for r in returned]
        return results

    def unboxed(self, grad: Any) -> Any:
        return grad if grad is None or self.graph else grad.array


def check_replacement(hook: Callable[[Any], Any], shown: Any, returned: Any) -> None:
    """Raise unless what a hook returned can stand for the gradient it was shown."""
    if not isinstance(returned, Value):
        got = type(returned).__name__
        raise TypeError(f"expected Variable, but hook returned '{got}'")
    name = getattr(hook, "__name__", type(hook).__name__)
    old, new = shown.array, returned.array
    if type(old) is not type(new) or old.dtype != new.dtype:
        was, got = (dtypes.of_array(a).tensor_type for a in (old, new))
        raise RuntimeError(f"hook '{name}' has changed the type of value (was {was} got {got})")
    if old.shape != new.shape:
        raise RuntimeError(f"hook '{name}' has changed the size of value")


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


def clear_grad(leaf: Any, set_to_none: bool) -> None:
    """Drop a leaf's gradient, or fill it with zeros where it is: what `zero_grad` does."""
    if set_to_none:
        leaf.kept_grad = None
    elif leaf.kept_grad is not None:
        leaf.kept_grad.detach_().zero_()


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


# --------------------------------------------------------------------------- the two doors


def backward(
    tensors: Any,
    grad_tensors: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    inputs: Any = None,
) -> None:
    """Add d(tensors)/d(leaf) to `.grad` of every leaf that requires a gradient.

    tensors: one Tensor or several.   grad_tensors: for each the vector v of the product vᵀJ, in
    its shape; may be None for a tensor with one element, where it is 1.
    retain_graph: keep the saved arrays for another pass (default: as create_graph).
    create_graph: record the pass, for higher derivatives.   inputs: only these get a gradient.
    Raises RuntimeError when nothing requires a gradient, when a non-scalar has no v, when shapes
    differ, or when the graph has been freed.   Source: torch.autograd.backward.
    """
    roots = as_tuple(tensors)
    wanted: list[Edge] | None = None
    if inputs is not None:
        targets = as_tuple(inputs)
        if not targets:
            raise RuntimeError("`inputs` argument to `backward()` cannot be empty.")
        wanted = [edge_of(target) for target in targets]
        for target in targets:
            if not isinstance(target, GradientEdge):
                target.retain_grad()  # of a leaf that requires a gradient this does nothing
    if create_graph:
        warnings.warn(CYCLE_WARNING, stacklevel=3)
    keep = create_graph if retain_graph is None else retain_graph
    grads = root_gradients(roots, grad_tensors)
    Walk([edge_of(r) for r in roots], keep, create_graph, wanted, keep=True).run(grads)


def grad(
    outputs: Any,
    inputs: Any,
    grad_outputs: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    allow_unused: bool | None = None,
    is_grads_batched: bool = False,
    materialize_grads: bool = False,
) -> tuple[Any, ...]:
    """The sum of d(outputs)/d(input) for each input, returned instead of kept in `.grad`.

    Arguments as in `backward`. allow_unused: give None for inputs the outputs do not depend on
    (else RuntimeError); materialize_grads: give zeros for them.   is_grads_batched: the first
    dimension of every vector counts vectors; one pass back for each, and the results stacked.
    Source: torch.autograd.grad.
    """
    roots, targets = as_tuple(outputs), as_tuple(inputs)
    if not targets:
        raise RuntimeError("`inputs` argument to `grad()` cannot be empty.")
    if allow_unused is False and materialize_grads:
        raise ValueError(
            "Expected allow_unused to be True or not passed when materialize_grads=True, but got: "
            "allow_unused=False."
        )
    keep = create_graph if retain_graph is None else retain_graph
    if is_grads_batched:
        rows = batch_of(roots, grad_outputs)
    else:
        rows = [root_gradients(roots, grad_outputs)]
    wanted = [edge_of(target) for target in targets]
    if any(target is None for target, _ in wanted):
        raise RuntimeError("One of the differentiated Tensors does not require grad")
    start = [edge_of(root) for root in roots]
    found = [
        Walk(start, keep or i < len(rows) - 1, create_graph, wanted, keep=False).run(grads)
        for i, grads in enumerate(rows)
    ]
    results = (
        [stack(column) for column in zip(*found, strict=True)] if is_grads_batched else found[0]
    )
    for i, result in enumerate(results):
        if result is None and materialize_grads:
            results[i] = targets[i].wrap(np.zeros_like(targets[i].array), None)
        elif result is None and not allow_unused:
            raise RuntimeError(
                f"The differentiated Tensor at index {i} appears to not have been used in the "
                "graph. Set allow_unused=True if this is the desired behavior."
            )
    return tuple(results)


CYCLE_WARNING = (
    "Using backward() with create_graph=True will create a reference cycle between the parameter "
    "and its gradient which can cause a memory leak. We recommend using autograd.grad when "
    "creating the graph to avoid this. If you have to use this function, make sure to reset the "
    ".grad fields of your parameters to None after use to break the cycle and avoid the leak."
)


def as_tuple(values: Any) -> tuple[Any, ...]:
    """One Tensor or GradientEdge, or several, as a tuple."""
    return (values,) if isinstance(values, Value | GradientEdge) else tuple(values)


def edge_of(value: Any) -> Edge:
    """Where the gradient of a Tensor, or of what a GradientEdge stands for, arrives."""
    if isinstance(value, Value):
        if value.base is not None:
            value.refresh()
        return edge_to(value)
    if not isinstance(value, GradientEdge):
        raise RuntimeError(
            f"all inputs have to be Tensors or GradientEdges, but got {type(value).__name__}"
        )
    node = value.node
    return (node.variable, 0) if isinstance(node, AccumulateGrad) else (node, value.output_nr)


def root_gradients(roots: tuple[Any, ...], grads: Any) -> list[Any]:
    """The vector v for every root."""
    given = (None,) * len(roots) if grads is None else as_tuple(grads)
    if len(given) < len(roots):
        raise RuntimeError(f"got {len(roots)} tensors and {len(given)} gradients")
    return [root_gradient(i, r, g) for i, (r, g) in enumerate(zip(roots, given, strict=False))]


def root_gradient(index: int, root: Any, given: Any) -> Any:
    """The vector v for one root: checked when given, 1 for a scalar."""
    target, nr = edge_of(root)
    if not isinstance(root, Value):
        root = stand_in(target, nr)
    if given is None and target is not None:
        if root.array.size != 1:
            raise RuntimeError("grad can be implicitly created only for scalar outputs")
        return root.wrap(np.ones_like(root.array), None)
    if given is not None and not isinstance(given, Value):
        raise TypeError(f"gradients can be either Tensors or None, but got {type(given).__name__}")
    if given is not None and tuple(given.array.shape) != tuple(root.array.shape):
        raise RuntimeError(
            f"Mismatch in shape: grad_output[{index}] has a shape of "
            f"torch.Size({list(given.array.shape)}) and output[{index}] has a shape of "
            f"torch.Size({list(root.array.shape)})."
        )
    if given is not None and place_of(given.array) is not place_of(root.array):
        raise RuntimeError(
            f"invalid gradient at index {index} - expected device {place_of(root.array).device} "
            f"but got {place_of(given.array).device}"
        )
    if target is None:
        raise RuntimeError(
            f"element {index} of tensors does not require grad and does not have a grad_fn"
        )
    return given


def stand_in(target: Any, nr: int) -> Value:
    """A value in the shape and dtype of what an edge leads to, on the device of a leaf below."""
    leaf = target
    while not isinstance(leaf, Value):
        leaf = next(below for below, _ in leaf.edges if below is not None)
    if leaf is target:
        return leaf
    shape, dtype = target.outputs[nr]
    made: Value = leaf.wrap(np.zeros_like(leaf.array, shape=shape, dtype=dtype), None)
    return made


def batch_of(roots: tuple[Any, ...], grads: Any) -> list[list[Any]]:
    """The vectors of a batch: for each entry of the first dimension, one vector per root.

    Raises RuntimeError for a vector whose other dimensions are not its root's, ValueError when the
    batches have different sizes.
    """
    given = (None,) * len(roots) if grads is None else as_tuple(grads)
    shapes = [tuple(v.array.shape) for v in given if v is not None]
    for i, (root, v) in enumerate(zip(roots, given, strict=True)):
        if v is not None and tuple(v.array.shape)[1:] != tuple(root.array.shape):
            raise RuntimeError(
                "If `is_grads_batched=True`, we interpret the first dimension of each grad_output "
                "as the batch dimension. The sizes of the remaining dimensions are expected to "
                "match the shape of corresponding output, but a mismatch was detected: "
                f"grad_output[{i}] has a shape of torch.Size({list(v.array.shape)[2:]}) and "
                f"output[{i}] has a shape of torch.Size({list(root.array.shape)}). If you only "
                "want some tensors in `grad_output` to be considered batched, consider using vmap."
            )
    sizes = [shape[0] for shape in shapes] or [1]
    if any(size != sizes[0] for size in sizes):
        raise ValueError(
            "vmap: Expected all tensors to have the same size in the mapped dimension, got sizes "
            f"{sizes} for the mapped dimension"
        )
    return [
        root_gradients(roots, [v if v is None else select(v, dim=0, index=i) for v in given])
        for i in range(sizes[0])
    ]
