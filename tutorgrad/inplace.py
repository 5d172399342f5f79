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
from .graph import Op, camel
from .nodes import Node, Value, mode, note_forward, short_name
from .opnode import OpNode
from .ops.elementwise.convert import convert, fill
from .ops.elementwise.overwrite import FORMS, overwrite_where
from .ops.index.getitem import put
from .ops.shape.strided import _as_strided, copy_slices, geometry, root_of
from .quick import PLAIN_NUMBERS

WIDE_FLOATS = (np.dtype(np.float32), np.dtype(np.float64))


def inplace(op: Callable[..., Any], name: str | None = None, factor: str = "") -> Any:
    """The in-place method of an operation: `relu_ = inplace(relu)`.

    factor: the keyword that earlier PyTorch took in front: `p.add_(-rate, grad)`, which warns.
    """

    def method(self: Any, *inputs: Any, **keywords: Any) -> Any:
        if factor and len(inputs) > 1 and isinstance(inputs[0], int | float):
            names = op.names[1:] if isinstance(op, Op) else ["other"]
            errors.warn_factor(method.__name__, factor, [f"Tensor {n}" for n in names])
            keywords[factor], *inputs = inputs  # type: ignore[assignment]
        return apply_inplace(self, op, inputs, keywords)

    method.__name__ = method.__qualname__ = name or f"{op.__name__}_"
    method.__doc__ = f"In-place version of `{op.__name__}`."
    return method


def apply_inplace(target: Any, op: Any, inputs: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    """Run `op(target, *inputs)` and write the result over `target`, which is returned.

    Raises RuntimeError when the target may not be written to, when the result has another shape,
    or a dtype of a higher category.
    """
    if not isinstance(target, Value):
        raise errors.not_a_tensor(f"{op.__name__}_", "input", 1, target)
    check_inference(target)
    tracked = mode.grad and (target.requires_grad or any(wants_grad(v) for v in inputs))
    if tracked:
        check_history(target)
    check_overlap(target, () if op is fill else inputs, full=op is put)  # fill reads one number
    if not tracked and write_over(target, op, inputs, keywords):
        return target
    before = alias(target)
    inputs = tuple([overwritten(v, op) if shares_base(v, target) else v for v in inputs])
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
    writable(target.array)[...] = result.array
    target.version[0] += 1
    if isinstance(node, OpNode) and node.outs and not node.packed:
        node.outs = ((target.array, target.version, target.version[0]),)
    if tracked and node is not None:
        rebase(target, result)
    return target


def write_over(target: Any, op: Any, inputs: tuple[Any, ...], keywords: dict[str, Any]) -> bool:
    """Write a result straight over its target where that is simple: `ops/elementwise/overwrite.py`.

    False, with nothing done, for operations without such a form, for anything but NumPy arrays of
    float32 or float64, for inputs of another dtype or shape: these have to go the general way.
    """
    found, array = FORMS.get(op), target.array
    if found is None or array.__class__ is not np.ndarray or array.dtype not in WIDE_FLOATS:
        return False
    form, taken, known = found
    if len(inputs) != taken or keywords and not known.issuperset(keywords):
        return False
    arrays = [writable(array)]
    for value in inputs:
        if isinstance(value, Value):
            value = value.array
            if value.__class__ is not np.ndarray or value.dtype is not array.dtype:
                return False
            if value.shape != array.shape:
                return False
        elif value.__class__ not in PLAIN_NUMBERS:
            return False
        arrays.append(value)
    if keywords and any([n.__class__ not in PLAIN_NUMBERS for n in keywords.values()]):
        return False
    mode.quiet.copy().run(form, *arrays, **keywords)
    target.version[0] += 1
    return True


def write_where(target: Any, mask: Any, number: Any) -> bool:
    """Write a number where a mask is True, `x[x < 0] = 0`, where that is simple.

    False, with nothing done, for a target that keeps a history and for all that `write_over`
    leaves to the general way.
    """
    array = target.array
    if array.__class__ is not np.ndarray or number.__class__ not in PLAIN_NUMBERS:
        return False
    if array.dtype not in WIDE_FLOATS or mode.grad and target.requires_grad:
        return False
    check_inference(target)
    check_overlap(target)
    mode.quiet.copy().run(overwrite_where, writable(array), mask, number)
    target.version[0] += 1
    return True


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
            name = f"{name[:-1]}{int(name[-1]) + overloads}"
            result.node.__class__ = result.node.plan.op.node_class(name)
            self.node, self.output_nr = result.node, 0
            if self.view_info is not None:
                self.view_info.seen = self.version[0]
        return self

    method.__name__ = method.__qualname__ = f"{view.__name__}_"
    method.__doc__ = f"In-place version of `{view.__name__}`."
    return method


def wants_grad(value: Any) -> bool:
    return isinstance(value, Value) and value.requires_grad


def alias(target: Any) -> Any:
    """A value with the target's memory and its history so far."""
    if target.base is not None and mode.grad:
        target.refresh()
    before = target.wrap(target.array, target.node)
    before.output_nr = target.output_nr
    before.version = target.version
    before.leaf_requires_grad = target.leaf_requires_grad
    return before


def overwritten(value: Any, op: Any) -> Any:
    """The target, or another view of its base, as an input of the call that writes: y.mul_(y).

    Itself it would be kept by the node that becomes its history, and keep that node in turn.
    """
    before = alias(value)
    before.overwritten = "AsStrided" if value.base is not None else camel(op.__name__.strip("_"))
    return before


def shares_base(value: Any, target: Any) -> bool:
    """Is a value the target, the base it is a view of, or a view of the same base?"""
    if not isinstance(value, Value):
        return False
    return root(value) is root(target)


def root(value: Any) -> Any:
    """The base a value is a view of, or the value itself."""
    return value if value.base is None else value.base


def follow(target: Any, node: Node, output_nr: int) -> None:
    """Make a node the target's history; the wish to keep `.grad` (retain_grad) moves along."""
    wishes = None if target.node is None else target.node.retained
    if wishes and target.output_nr in wishes:
        node.retained = {**(node.retained or {}), output_nr: wishes.pop(target.output_nr)}
    target.node, target.output_nr = node, output_nr


def rebase(target: Any, result: Any) -> None:
    """Give the target, and the base it is a view of, their new history."""
    base = target.base
    if base is None:
        follow(target, result.node, result.output_nr)
        return
    old = alias(base)
    where = {"within": geometry(base.array), "part": geometry(target.array)}
    node = node_for(copy_slices, (old, result), where, base.array)
    node.inner = result.node
    follow(base, node, 0)
    target.refresh()


def node_for(op: Op, inputs: tuple[Any, ...], keywords: dict[str, Any], array: Any) -> OpNode:
    """The node of a call whose result is already there, so that the forward need not run."""
    node = op.node_for(inputs, keywords, array)
    note_forward(node)
    return node


def refresh_view(view: Any) -> None:
    """A view whose memory was written to since it was made: a strided look at the base as it is.

    Raises RuntimeError for a view that must not change its history.
    """
    base, version = view.base, view.version[0]
    if version == view.view_info.seen or not (view.node is not None or base.requires_grad):
        return
    check_origin(view, "its base or another view of its base has been")
    where = {"source": geometry(base.array), "target": geometry(view.array)}
    follow(view, node_for(_as_strided, (base,), where, view.array), 0)
    view.view_info.seen = version


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
    if target.base is not None:
        check_origin(target, "is being")
        if target.requires_grad and target.base.node is None:
            raise RuntimeError(
                "a view of a leaf Variable that requires grad is being used in an in-place "
                "operation."
            )
    if target.requires_grad and target.node is None:
        raise RuntimeError(
            "a leaf Variable that requires grad is being used in an in-place operation."
        )


def check_origin(view: Any, what: str) -> None:
    """Raise when a view whose origin forbids it would get a new history.

    what: how it comes to that: it "is being" modified, or its base "has been".
    """
    origin = view.view_info.origin
    if not origin:
        return
    name = "" if view.node is None else short_name(view.node.name())
    if origin in ("several", "function") and name:
        message = (
            f"Output {view.view_info.output_nr} of {name} is a view and {what} modified inplace."
        )
    else:
        where = "inference mode" if origin == "inference" else "no_grad mode"
        how = "in normal mode" if origin == "inference" else "with grad mode enabled"
        made = "A view was created in"
        if name:
            nr = view.view_info.output_nr
            made = f"Output {nr} of {name} is a view of a view which was created in"
        message = f"{made} {where} and {what} modified inplace {how}."
    raise RuntimeError(message + FORBIDDEN[origin])


AMBIGUOUS = (
    " Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your "
    "code by moving both the view and the inplace either both inside the {} block (if you don't "
    "want the inplace to be tracked) or both outside (if you want the inplace to be tracked)."
)
FORBIDDEN = {
    "several": " This view is the output of a function that returns multiple views. Such functions "
    "do not allow the output views to be modified inplace. You should replace the inplace "
    "operation by an out-of-place one.",
    "function": " This view was created inside a custom Function (or because an input was returned "
    "as-is) and the autograd logic to handle view+inplace would override the custom backward "
    "associated with the custom Function, leading to incorrect gradients. This behavior is "
    "forbidden. You can fix this by cloning the output of the custom Function.",
    "no_grad": AMBIGUOUS.format("no_grad"),
    "inference": AMBIGUOUS.format("inference_mode"),
}


def check_overlap(target: Any, inputs: tuple[Any, ...] = (), full: bool = False) -> None:
    """Raise when one memory cell stands for several elements of the target, as after expand, or
    when an input lies partly in the target's memory.

    full: an input that is the target itself will not do either.
    """
    for value in inputs:
        shared = overlap(target.array, value.array) if isinstance(value, Value) else ""
        if shared == "part" or full and shared:
            raise RuntimeError(
                "unsupported operation: some elements of the input tensor and the written-to "
                "tensor refer to a single memory location. Please clone() the tensor before "
                "performing the operation."
            )
    if 0 in target.array.strides:
        errors.check_spread(target.array)


def overlap(one: Any, other: Any) -> str:
    """What two arrays share: "" nothing, "all" when they are one and the same, else "part".

    Arrays with gaps are not looked into, as in PyTorch (ATen/MemoryOverlap.cpp).
    """
    if one is other:
        return "all"
    if getattr(one, "base", None) is None and getattr(other, "base", None) is None:
        return ""
    if root_of(one) is not root_of(other) or not (one.size and other.size):
        return ""
    if not (dense(one) and dense(other)):
        return ""
    start, other_start = geometry(one)[2], geometry(other)[2]
    if (start, one.size) == (other_start, other.size):
        return "all" if order(one) == order(other) else "part"
    apart = start >= other_start + other.size or other_start >= start + one.size
    return "" if apart else "part"


def writable(array: Any) -> Any:
    """The array itself, with the lock taken off that NumPy puts on stretched memory."""
    if isinstance(array, np.ndarray) and not array.flags.writeable:
        array.flags.writeable = True
    return array


def order(array: Any) -> list[int]:
    """The strides of the dimensions that have any."""
    return [s for s, n in zip(array.strides, array.shape, strict=True) if n > 1]


def dense(array: Any) -> bool:
    """Do the elements fill a stretch of memory, in any order of dimensions?"""
    step = 1
    item = array.dtype.itemsize
    for stride, n in sorted(
        (s // item, n) for s, n in zip(array.strides, array.shape, strict=True)
    ):
        if n > 1 and stride != step:
            return False
        step *= n
    return True


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
    check_overlap(target)
    target.array[...] = convert(result.array, target.array.dtype)
    target.version[0] += 1
    return target
