"""The names of a written program, and the operators that have a function of NumPy's."""

from __future__ import annotations

import keyword
import operator
from typing import Any

import numpy as np

OPERATORS: dict[Any, tuple[str, Any]] = {
    operator.add: ("+", np.add),
    operator.sub: ("-", np.subtract),
    operator.mul: ("*", np.multiply),
    operator.truediv: ("/", np.true_divide),
    operator.floordiv: ("//", np.floor_divide),
    operator.mod: ("%", np.remainder),
    operator.matmul: ("@", np.matmul),
    operator.and_: ("&", np.bitwise_and),
    operator.or_: ("|", np.bitwise_or),
    operator.xor: ("^", np.bitwise_xor),
    operator.lt: ("<", np.less),
    operator.le: ("<=", np.less_equal),
    operator.gt: (">", np.greater),
    operator.ge: (">=", np.greater_equal),
    operator.eq: ("==", np.equal),
    operator.ne: ("!=", np.not_equal),
    operator.neg: ("-", np.negative),
    operator.invert: ("~", np.invert),
    operator.abs: ("abs", np.absolute),
    operator.pow: ("**", None),
}
# What `np.sum` and its like come to for an array, without 1.5 us of Python on the way.
REDUCTIONS: dict[Any, Any] = {np.sum: np.add.reduce, np.prod: np.multiply.reduce}
REDUCTIONS |= {np.max: np.maximum.reduce, np.min: np.minimum.reduce}


class Names:
    """The constants of a program under names: `t0` a tensor, `v3` an array, `matmul` a function."""

    def __init__(self) -> None:
        self.space: dict[str, Any] = {}
        self.known: dict[int, str] = {}

    def of(self, thing: Any, stem: str) -> str:
        """The name of a constant, the same for the same object."""
        name = self.known.get(id(thing))
        if name is None:
            name = self.fresh(stem)
            self.known[id(thing)] = name
            self.space[name] = thing
        return name

    def fresh(self, stem: str) -> str:
        stem = stem if stem.isidentifier() and not keyword.iskeyword(stem) else "function"
        name, number = stem, 2
        while name in self.space or name in RESERVED:
            name, number = f"{stem}_{number}", number + 1
        return name


RESERVED = {"replay", "check", "args", "keywords", "abs", "float", "int"}
