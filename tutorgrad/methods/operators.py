"""The operators: what `x + y`, `x @ y`, `x < y` and `x += y` mean."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .. import ops
from ..graph import Op
from ..inplace import inplace
from ..nodes import Value
from ..ops.elementwise.arithmetic import rsub_, sub_
from ..quick import quick_call

NUMBER = (int, float, np.number, np.bool_)


def operator(op: Callable[..., Any], arrays: bool = False, quick: Op | None = None) -> Any:
    """The Python operator of an operation; for a str or a list Python raises its TypeError.

    A NumPy array on the other side is left to NumPy, which asks for the tensor's own array, as in
    PyTorch; with arrays=True (==, not !=) it counts as a tensor.
    quick: the Op that `op` comes down to for floating tensors, if it is none itself.
    """

    def method(self: Any, other: Any) -> Any:
        if isinstance(other, Value) or isinstance(other, NUMBER):
            return op(self, other)
        if arrays and isinstance(other, np.ndarray):
            return op(self, self.wrap(other, None))
        return NotImplemented

    quick = op if isinstance(op, Op) else quick
    return quick_call(quick, method) if quick is not None and quick.quick else method


def reflected(op: Callable[..., Any]) -> Any:
    """The operator for a number on the left: `2 ** x`."""

    def method(self: Any, other: Any) -> Any:
        return op(other, self) if isinstance(other, (Value, *NUMBER)) else NotImplemented

    return method


def reflected_divide(self: Any, other: Any) -> Any:
    """`1 / x`, which PyTorch computes as reciprocal times the number."""
    return self.reciprocal() * other if isinstance(other, (*NUMBER, np.ndarray)) else NotImplemented


class Operators(Value):
    """The operators: what `x + y`, `x @ y`, `x < y` and `x += y` mean."""

    __add__ = operator(ops.add)
    __radd__ = operator(ops.add)
    __sub__ = operator(ops.sub, quick=sub_)
    __rsub__ = operator(ops.rsub, quick=rsub_)
    __mul__ = operator(ops.mul)
    __rmul__ = operator(ops.mul)
    __truediv__ = operator(ops.true_divide)
    __rtruediv__ = reflected_divide
    __floordiv__ = operator(ops.floor_divide)
    __rfloordiv__ = reflected(ops.floor_divide)
    __mod__ = operator(ops.remainder)
    __rmod__ = reflected(ops.remainder)
    __pow__ = operator(ops.pow)
    __rpow__ = reflected(ops.pow)
    __neg__ = ops.neg
    __pos__ = ops.positive
    __abs__ = ops.abs
    __and__ = operator(ops.bitwise_and)
    __rand__ = operator(ops.bitwise_and)
    __or__ = operator(ops.bitwise_or)
    __ror__ = operator(ops.bitwise_or)
    __xor__ = operator(ops.bitwise_xor)
    __rxor__ = operator(ops.bitwise_xor)
    __invert__ = ops.invert
    __lshift__ = operator(ops.bitwise_left_shift)
    __rlshift__ = reflected(ops.bitwise_left_shift)
    __rshift__ = operator(ops.bitwise_right_shift)
    __rrshift__ = reflected(ops.bitwise_right_shift)
    __eq__ = operator(ops.eq, arrays=True)
    __ne__ = operator(ops.ne)
    __lt__ = operator(ops.lt)
    __le__ = operator(ops.le)
    __gt__ = operator(ops.gt)
    __ge__ = operator(ops.ge)
    __hash__ = object.__hash__

    def __matmul__(self, other: Any) -> Any:
        return ops.matmul(self, other) if isinstance(other, Value) else NotImplemented

    __iadd__ = operator(inplace(ops.add))
    __isub__ = operator(inplace(ops.sub))
    __imul__ = operator(inplace(ops.mul))
    __itruediv__ = operator(inplace(ops.true_divide))
    __ifloordiv__ = operator(inplace(ops.floor_divide))
    __imod__ = operator(inplace(ops.remainder))
    __ipow__ = operator(inplace(ops.pow))
    __iand__ = operator(inplace(ops.bitwise_and))
    __ior__ = operator(inplace(ops.bitwise_or))
    __ixor__ = operator(inplace(ops.bitwise_xor))
