"""Writing in place: `x.add_(1)`, `x[i] = v`, `out=`.

An in-place operation is the ordinary operation, whose result is written into memory that somebody
may still need. Three things keep that honest:

- every write counts up the memory's version, which all views share; a backward that meets a newer
  version than it saved refuses;
- the value takes the new node as its history, while what was recorded before keeps the old one;
- writing to a view also changes its base: the base's history becomes CopySlices (the old base with
  the new values in the slice), and the view, and every other view, is from then on a strided look
  at that base (`refresh`).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from . import dtypes, errors
from .backend import place_of
from .graph import Op, node_class
from .nodes import Node, Value, mode
from .ops.convert import convert
from .ops.strided import _as_strided, copy_slices, geometry


def inplace(op: Callable[..., Any], name: str | None = None) -> Any:
    """The in-place method of an operation: `relu_ = inplace(relu)`."""

    def method(self: Any, *inputs: Any, **keywords: Any) -> Any:
        return apply_inplace(self, op, inputs, keywords)

    method.__name__ = method.__qualname__ = name or f"{op.__name__}_"
    method.__doc__ = f"In-place version of `{op.__name__}`."
    return method


def apply_inplace(target: Any, op: Any, inputs: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    """Run `op(target, *inputs)` and write the result over `target`, which is returned.

    Raises RuntimeError when the target may not be written to, when the result has another shape,
    or a dtype of a higher category.
    """
    check_inference(target)
    tracked = mode.grad and (target.requires_grad or any(wants_grad(v) for v in inputs))
    if tracked:
        check_history(target)
    check_overlap(target)
    before = alias(target)
    result = op(before, *inputs, **keywords)
    check_place(result, target)
    if result.array.shape != target.array.shape:
        raise RuntimeError(
            f"output with shape {list(target.array.shape)} doesn't match the broadcast shape "
            f"{list(result.array.shape)}"
        )
    if result.array.dtype != target.array.dtype:
        check_castable(result, target)
        result = result.cast(target.array.dtype)
    node = result.node
    if node is not None and node is not before.node and 0 in node.plan.reads:
        before.array = before.array.copy()  # a rule reads what is about to be overwritten
        before.version = [before.version[0]]
    target.array[...] = result.array
    target.version[0] += 1
    if node is not None and getattr(node, "out", None) is not None:
        node.out = (target.array, target.version, target.version[0])
    if tracked and node is not None:
        rebase(target, before, result)
    return target


def reshaped_inplace(view: Callable[..., Any], overloads: int = 1) -> Any:
    """The in-place method of a view operation: the tensor itself gets the other shape.

    overloads: how many forms the operation has; PyTorch numbers the in-place nodes after those.
    """

    def method(self: Any, *inputs: Any, **keywords: Any) -> Any:
        if mode.grad and self.requires_grad:
            check_history(self)
        result = view(alias(self), *inputs, **keywords)
        self.array = result.array
        self.version[0] += 1
        if result.node is not None:
            name = result.node.name()
            result.node.__class__ = node_class(f"{name[:-1]}{int(name[-1]) + overloads}")
            self.node, self.output_nr = result.node, 0
        return self

    method.__name__ = method.__qualname__ = f"{view.__name__}_"
    method.__doc__ = f"In-place version of `{view.__name__}`."
    return method


def wants_grad(value: Any) -> bool:
    return isinstance(value, Value) and value.requires_grad


def alias(target: Any) -> Any:
    """A value with the target's memory and its history so far."""
    if target.base is not None:
        target.refresh()
    before = target.wrap(target.array, target.node)
    before.output_nr = target.output_nr
    before.version = target.version
    before.leaf_requires_grad = target.leaf_requires_grad
    return before


def rebase(target: Any, before: Any, result: Any) -> None:
    """Give the target, and the base it is a view of, their new history."""
    base = target.base
    if base is None:
        target.node, target.output_nr = result.node, result.output_nr
        return
    old = alias(base)
    where = {"within": geometry(base.array), "part": geometry(target.array)}
    base.node = node_for(copy_slices, (old, result), where, base.array)
    base.output_nr = 0
    target.refresh()


def node_for(op: Op, inputs: tuple[Any, ...], keywords: dict[str, Any], array: Any) -> Node | None:
    """The node of a call whose result is already there, so that the forward need not run."""
    needs = op.needs(inputs)
    return None if True not in needs else op.make_node(inputs, needs, keywords, None, array)


def refresh_view(view: Any) -> None:
    """A view whose memory was written to since it was made: a strided look at the base as it is."""
    if view.version[0] == view.view_info.seen:
        return
    base = view.base
    if not view.view_info.no_grad and (base.node is not None or base.leaf_requires_grad):
        where = {"source": geometry(base.array), "target": geometry(view.array)}
        view.node = node_for(_as_strided, (base,), where, view.array)
        view.output_nr = 0
    view.view_info.seen = view.version[0]


# --------------------------------------------------------------------------------- checks


def check_inference(target: Any) -> None:
    """Raise for a write to a value of inference_mode outside that mode."""
    if target.inference and not mode.inference:
        raise RuntimeError(
            "Inplace update to inference tensor outside InferenceMode is not allowed.You can make "
            "a clone to get a normal tensor before doing inplace update.See "
            "https://github.com/pytorch/rfcs/pull/17 for more details."
        )


def check_history(target: Any) -> None:
    """Raise when writing to the target would make its gradients ambiguous."""
    view = target.view_info
    if view is not None:
        if view.multiple:
            raise RuntimeError(
                f"Output {view.output_nr} of {view.maker} is a view and is being modified inplace. "
                "This view is the output of a function that returns multiple views. Such functions "
                "do not allow the output views to be modified inplace. You should replace the "
                "inplace operation by an out-of-place one."
            )
        if view.no_grad:
            raise RuntimeError(
                "A view was created in no_grad mode and is being modified inplace with grad mode "
                "enabled. Given that this use case is ambiguous and error-prone, it is forbidden. "
                "You can clarify your code by moving both the view and the inplace either both "
                "inside the no_grad block (if you don't want the inplace to be tracked) or both "
                "outside (if you want the inplace to be tracked)."
            )
        if target.base.leaf_requires_grad and target.base.node is None:
            raise RuntimeError(
                "a view of a leaf Variable that requires grad is being used in an in-place "
                "operation."
            )
    if target.leaf_requires_grad and target.node is None:
        raise RuntimeError(
            "a leaf Variable that requires grad is being used in an in-place operation."
        )


def check_overlap(target: Any) -> None:
    """Raise when one memory cell stands for several elements, as after expand."""
    array = target.array
    spread = any(s == 0 and n > 1 for s, n in zip(array.strides, array.shape, strict=True))
    if spread and array.size:
        raise RuntimeError(
            "unsupported operation: more than one element of the written-to tensor refers to a "
            "single memory location. Please clone() the tensor before performing the operation."
        )


def check_place(result: Any, target: Any) -> None:
    """Raise when the result would have to be written to another device."""
    found, wanted = place_of(result.array), place_of(target.array)
    if found is not wanted:
        pair = (found, wanted) if wanted.device.type == "cpu" else (wanted, found)
        raise errors.two_devices(pair[0].device, pair[1].device)


def check_castable(result: Any, target: Any) -> None:
    """Raise when the result's dtype is of a higher category than the target's."""
    found, wanted = dtypes.of_array(result.array), dtypes.of_array(target.array)
    if dtypes.CATEGORY[found.numpy.kind] > dtypes.CATEGORY[wanted.numpy.kind]:
        raise RuntimeError(
            f"result type {found.scalar_name} can't be cast to the desired output type "
            f"{wanted.scalar_name}"
        )


# ------------------------------------------------------------------------------------ out=


def receive(target: Any, result: Any, name: str) -> Any:
    """Write the result of a call with `out=target` into the target, which is returned.

    Raises RuntimeError when a gradient would be needed or the dtype does not fit; warns when the
    target has elements and another shape.
    """
    if mode.grad and (result.requires_grad or target.requires_grad):
        raise RuntimeError(
            f"{name}(): functions with out=... arguments don't support automatic "
            "differentiation, but one of the arguments requires grad."
        )
    check_place(result, target)
    check_castable(result, target)
    if result.array.shape != target.array.shape:
        if target.array.size:
            warnings.warn(
                "An output with one or more elements was resized since it had shape "
                f"{list(target.array.shape)}, which does not match the required output shape "
                f"{list(result.array.shape)}. This behavior is deprecated, and in a future PyTorch "
                "release outputs will not be resized unless they have zero elements. You can "
                "explicitly reuse an out tensor t by resizing it, inplace, to zero elements with "
                "t.resize_(0).",
                stacklevel=4,
            )
        target.array = np.empty_like(target.array, shape=result.array.shape)
    target.array[...] = convert(result.array, target.array.dtype)
    target.version[0] += 1
    return target
