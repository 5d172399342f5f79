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
    vdot = ops.vdot
    kron = ops.kron
    cross = ops.cross
    addmm_ = inplace(ops.addmm)
    addr, addr_ = ops.addr, inplace(ops.addr)
    addbmm, addbmm_ = ops.addbmm, inplace(ops.addbmm)
    baddbmm_ = inplace(ops.baddbmm)

    det = ops.det
    slogdet = ops.slogdet
    logdet = ops.logdet
    inverse = ops.inverse
    pinverse = ops.pinverse
    matrix_exp = ops.matrix_exp
    matrix_power = ops.matrix_power
    cholesky = ops.cholesky
    cholesky_solve = ops.cholesky_solve
    cholesky_inverse = ops.cholesky_inverse
    triangular_solve = ops.triangular_solve
    qr = ops.qr
    svd = ops.svd
    lu = ops.lu
    lu_solve = ops.lu_solve
