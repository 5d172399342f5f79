"""Products, decompositions, norms."""

from __future__ import annotations

from .. import ops
from ..inplace import inplace
from ..nodes import Value


class LinearAlgebra(Value):
    """Products, decompositions, norms."""

    mm = ops.mm
    mv = ops.mv
    bmm = ops.bmm
    dot = ops.dot
    matmul = ops.matmul
    addmm = ops.addmm
    addmv = ops.addmv
    addmv_ = inplace(ops.addmv)
    baddbmm = ops.baddbmm
    outer = ger = ops.outer
    inner = ops.inner
    addmm_ = inplace(ops.addmm)
    baddbmm_ = inplace(ops.baddbmm)
