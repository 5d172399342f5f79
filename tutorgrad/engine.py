"""The engine's two doors: `backward` adds gradients to `.grad`, `grad` returns them.

Both turn what the user gives into edges and vectors, and send a `Walk` from there.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from .backend import place_of
from .nodes import AccumulateGrad, Edge, GradientEdge, Value, edge_to, like_below
from .ops.shape.join import stack
from .ops.shape.slicing import select
from .walk import Walk


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
    vectors = batch_of if is_grads_batched else lambda *given: [root_gradients(*given)]
    rows = vectors(roots, grad_outputs)
    wanted = [edge_of(target) for target in targets]
    if any(target is None for target, _ in wanted):
        raise RuntimeError("One of the differentiated Tensors does not require grad")
    start = [edge_of(root) for root in roots]
    last = len(rows) - 1
    found = [
        Walk(start, keep or i < last, create_graph, wanted, keep=False).run(grads)
        for i, grads in enumerate(rows)
    ]
    results = found[0]
    if is_grads_batched:
        results = [None if c[0] is None else stack(c) for c in zip(*found, strict=True)]
    for i, result in enumerate(results):
        if result is None and materialize_grads:
            results[i] = targets[i].wrap(np.zeros_like(targets[i].array), None)
        elif result is None and not allow_unused:
            raise RuntimeError(UNUSED.format(i))
    return tuple(results)


UNUSED = (
    "The differentiated Tensor at index {} appears to not have been used in the graph. Set "
    "allow_unused=True if this is the desired behavior."
)
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


def stand_in(target: Any, nr: int) -> Any:
    """A value in the shape and dtype of what an edge leads to, on the device of a leaf below."""
    like: Any = like_below(target)
    if like is not target:
        shape, dtype = target.outputs[nr]
        like = like.wrap(np.zeros_like(like.array, shape=shape, dtype=dtype), None)
    return like


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


def clear_grad(leaf: Any, set_to_none: bool) -> None:
    """Drop a leaf's gradient, or fill it with zeros where it is: what `zero_grad` does."""
    if set_to_none:
        leaf.kept_grad = None
    elif leaf.kept_grad is not None:
        leaf.kept_grad.detach_().zero_()
