"""The short way of a call: what an operation does when nothing about the call is unusual.

In a program of tiny tensors the engine's own work is most of the time. So a call of a floating
tensor, alone or with another of its dtype or a number, on the CPU, in no special mode, goes through
one function that does everything in a row: 4 by 4, recorded, it takes half as long as
`Op.__call__`, which knows all cases and says the same in smaller steps. Views and calls with
keywords have a short way of their own, `quick_alone`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from .nodes import Value, View, mode, next_number
from .opnode import NO_KEYWORDS, OpNode
from .plan import shapes_of

PLAIN_NUMBERS = (int, float)  # what mixes with floating arrays without a cast
FLOAT = np.dtype(np.float32)  # by far the most frequent: `is` takes a quarter of the time of `kind`
UNWRITTEN = 0, 0  # the versions of inputs to which nobody has written
new = object.__new__
ALONE: Any = object()  # stands for the second input of a call that has one


def quick_call(op: Any, otherwise: Callable[[Any, Any], Any]) -> Callable[..., Any]:
    """The short way of an operation; a call that is not simple runs `otherwise` instead."""
    forward, numbers = op.forward, PLAIN_NUMBERS if op.numbers else ()

    def call(a: Any, b: Any = ALONE) -> Any:
        here = mode.__dict__  # the thread's settings, looked up once
        if not isinstance(a, Value) or here["inference"] or here["watched"]:
            return otherwise(a, b)
        x, y, wanted = a.array, b, a.node or a.leaf_requires_grad
        dtype = x.dtype
        if x.__class__ is not ndarray or dtype is not FLOAT and dtype.kind != "f":
            return otherwise(a, b)
        if a.base is not None and stale(a):
            return otherwise(a, b)
        if isinstance(b, Value):
            y, wanted = b.array, wanted or b.node or b.leaf_requires_grad
            if y.__class__ is not ndarray or y.dtype is not dtype:
                return otherwise(a, b)
            if b.base is not None and stale(b):
                return otherwise(a, b)
        elif b.__class__ not in numbers and b is not ALONE:
            return otherwise(a, b)
        quiet = here["quiet"].copy()
        try:
            array = quiet.run(forward, x) if b is ALONE else quiet.run(forward, x, y)
        except (ValueError, TypeError, AttributeError):
            return otherwise(a, b)  # which explains what is wrong
        if array.__class__ is not ndarray:
            if array.__class__ is tuple:
                return op.noted((a,) if b is ALONE else (a, b), {}, array)
            array = np.asarray(array)
        result = new(Value.public)  # in the words of `Tensor.wrap`
        result.array, result.version, result.output_nr = array, [0], 0
        result.base = result.node = None
        result.leaf_requires_grad = result.inference = False
        if wanted and here["grad"] and op.recorded:
            if array.dtype is dtype or array.dtype.kind == "f":
                result.node = quick_node(op, a, b, NO_KEYWORDS, result)
        return result

    return call


def stale(view: Any) -> bool:
    """Must a view's history be looked up in its base, as somebody wrote to it or it has none?"""
    if view.node is None:
        return view.base.node is not None or view.base.leaf_requires_grad
    return view.version[0] != view.view_info.seen  # type: ignore[no-any-return]


def quick_alone(op: Any, a: Any, keywords: dict[str, Any]) -> Any:
    """The short way of a view, or of a call of one tensor with keywords.

    None, with nothing done, when the call is not simple.
    """
    here = mode.__dict__
    if not isinstance(a, Value) or here["inference"] or here["watched"]:
        return None
    x, known = a.array, op.keywords
    if x.__class__ is not ndarray or a.base is not None and stale(a):
        return None
    if "out" in keywords and keywords["out"] is None:
        del keywords["out"]
    if op.promote is not None and x.dtype.kind != "f":
        return None
    for name, value in keywords.items():
        if name not in known or value.__class__ not in PLAIN_NUMBERS:
            if name not in known or known[name].__class__ in PLAIN_NUMBERS:
                return None
    try:
        array = here["quiet"].copy().run(op.forward, x, **keywords)
    except (ValueError, TypeError, AttributeError):
        return None
    if array.__class__ is not ndarray:
        if array.__class__ is tuple:
            return op.noted((a,), keywords, array)
        if isinstance(array, np.generic):
            array = np.asarray(array)
    result = a.wrap(array, None)
    if op.view:
        result.base = a if a.base is None else a.base
        result.version, result.inference = a.version, a.inference
        result.view_info = View(a.version[0], a.view_info)
    if here["grad"] and op.recorded and array.dtype.kind == "f":
        if a.node is not None or a.leaf_requires_grad:
            result.node = quick_node(op, a, ALONE, keywords, result)
    return result


def quick_node(op: Any, a: Any, b: Any, keywords: dict[str, Any], result: Any) -> OpNode:
    """The node of such a call: in a row what `Op.survey` and `Plan.node` say."""
    source = a if a.node is None and a.leaf_requires_grad else a.node
    pattern, other, nr = 4 if source is None else 5, None, 0
    if isinstance(b, Value):
        other, nr = b if b.node is None and b.leaf_requires_grad else b.node, b.output_nr
        pattern = 3 * pattern + (1 if other is None else 2)
    elif b is not ALONE:
        pattern *= 3
    plan = op.plans.get(pattern) or op.plan(pattern)
    inputs = (a,) if b is ALONE else (a, b)
    node = OpNode() if plan.named else op.node_class(op.node_name(*inputs, **keywords))()
    array, node.plan = result.array, plan
    node.rules = plan.read_rules if keywords else plan.raw_rules
    node.seq, node.shape, node.kind = next_number(), array.shape, array.dtype
    node.dtype = node.many = None
    node.tensor_hooks = node.pre_hooks = node.post_hooks = node.retained = None
    node.keywords, node.packed = keywords, False
    node.outs = node.shapes = node.inputs = node.versions = ()
    if b is ALONE:
        node.targets, node.numbers = (source,), (a.output_nr,)
    else:
        node.targets = source, other
        node.numbers = (a.output_nr, nr) if nr or a.output_nr else (0, 0)
    if plan.saves:
        if a.inference or plan.saves_second and b.inference:
            plan.check_inputs(inputs)
        first, second = a.version[0], b.version[0] if plan.saves_second else 0
        if first or second:
            node.versions = first, second
        else:
            node.versions = UNWRITTEN
    if plan.all_read:
        node.inputs = inputs
    elif plan.reads:
        node.inputs = (a, None) if plan.reads_first else (None, b)
    if plan.saves_out:
        node.outs = ((array, result.version, result.version[0]),)
    if plan.reads_shapes:
        node.shapes = shapes_of(inputs)
    return node
