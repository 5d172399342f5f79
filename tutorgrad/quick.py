"""The short way of a call: what an operation does when nothing about the call is unusual.

In a program of tiny tensors the engine's own work is most of the time. So a call of a floating
tensor, alone or with another of its dtype or a number, on the CPU, no view, in no special mode,
goes through one function that does everything in a row: 4 by 4, recorded, it takes half as long as
`Op.__call__`, which knows all cases and says the same in smaller steps.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from .nodes import Value, mode

PLAIN_NUMBERS = (int, float)  # what mixes with floating arrays without a cast
ALONE: Any = object()  # stands for the second input of a call that has one


def quick_call(op: Any, otherwise: Callable[[Any, Any], Any]) -> Callable[..., Any]:
    """The short way of an operation; a call that is not simple runs `otherwise` instead."""
    forward, numbers = op.forward, PLAIN_NUMBERS if op.numbers else ()

    def call(a: Any, b: Any = ALONE) -> Any:
        here = mode.__dict__  # the thread's settings, looked up once
        if not isinstance(a, Value) or here["inference"] or here["watched"]:
            return otherwise(a, b)
        source: Any  # where the gradient of a goes, as `other` is for b; pattern: see `Op.survey`
        other: Any
        x, y, source, other, pattern = a.array, b, a.node, None, 5
        dtype = x.dtype
        if x.__class__ is not ndarray or a.base is not None or dtype.kind != "f":
            return otherwise(a, b)
        if source is None:
            source, pattern = (a, 5) if a.leaf_requires_grad else (None, 4)
        if isinstance(b, Value):
            y, other = b.array, b.node
            if y.__class__ is not ndarray or y.dtype is not dtype or b.base is not None:
                return otherwise(a, b)
            if other is None and b.leaf_requires_grad:
                other = b
            pattern = 3 * pattern + (1 if other is None else 2)
        elif b.__class__ in numbers:
            pattern *= 3
        elif b is not ALONE:
            return otherwise(a, b)
        quiet = here["quiet"].copy()
        try:
            array = quiet.run(forward, x) if b is ALONE else quiet.run(forward, x, y)
        except (ValueError, TypeError, AttributeError):
            return otherwise(a, b)  # which explains what is wrong
        if array.__class__ is not ndarray:
            if array.__class__ is tuple:
                return op.noted((a,) if b is ALONE else (a, b), array)
            array = np.asarray(array)
        if source is other is None or not here["grad"] or not op.recorded:
            return a.wrap(array, None)
        plan = op.plans.get(pattern) or op.plan(pattern)
        return plan.quick_result(a, b, source, other, array)

    return call
