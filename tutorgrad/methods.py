"""The methods of Tensor that are operations: each a name for one operation of `ops/`.

An operation called as a method gets the tensor as its first argument, so `x.exp()` is `exp(x)` and
ctrl-click on a line below leads to forward and derivative. Names with a trailing underscore write
their result into the tensor (see `inplace`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from . import ops
from .backend import place_of
from .inplace import inplace, reshaped_inplace
from .nodes import Value
from .ops.arguments import ints
from .ops.broadcast import broadcasts_to

NUMBER = (int, float, np.number, np.bool_)


def operator(op: Callable[..., Any], arrays: bool = False) -> Any:
    """The Python operator of an operation; for a str or a list Python raises its TypeError.

    A NumPy array on the other side is left to NumPy, which asks for the tensor's own array, as in
    PyTorch; with arrays=True (==, not !=) it counts as a tensor.
    """

    def method(self: Any, other: Any) -> Any:
        if isinstance(other, Value) or isinstance(other, NUMBER):
            return op(self, other)
        if arrays and isinstance(other, np.ndarray):
            return op(self, self.wrap(other, None))
        return NotImplemented

    return method


def reflected(op: Callable[..., Any]) -> Any:
    """The operator for a number on the left: `2 ** x`."""

    def method(self: Any, other: Any) -> Any:
        return op(other, self) if isinstance(other, (Value, *NUMBER)) else NotImplemented

    return method


def reflected_divide(self: Any, other: Any) -> Any:
    """`1 / x`, which PyTorch computes as reciprocal times the number."""
    return self.reciprocal() * other if isinstance(other, (*NUMBER, np.ndarray)) else NotImplemented


class Methods(Value):
    """The operations as methods."""

    # ---------------------------------------------------------------------------- operators
    __add__ = operator(ops.add)
    __radd__ = operator(ops.add)
    __sub__ = operator(ops.sub)
    __rsub__ = operator(ops.rsub)
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

    # --------------------------------------------------------------------------- arithmetic
    add = ops.add
    sub = subtract = ops.sub
    mul = multiply = ops.mul
    div = divide = ops.div
    true_divide = ops.true_divide
    floor_divide = ops.floor_divide
    remainder = ops.remainder
    fmod = ops.fmod
    neg = negative = ops.neg
    reciprocal = ops.reciprocal
    pow = ops.pow
    square = ops.square
    positive = ops.positive
    float_power = ops.float_power
    lerp = ops.lerp
    addcmul = ops.addcmul
    addcdiv = ops.addcdiv
    add_ = inplace(ops.add)
    sub_ = subtract_ = inplace(ops.sub)
    mul_ = multiply_ = inplace(ops.mul)
    div_ = divide_ = inplace(ops.div)
    true_divide_ = inplace(ops.true_divide)
    floor_divide_ = inplace(ops.floor_divide)
    remainder_ = inplace(ops.remainder)
    fmod_ = inplace(ops.fmod)
    neg_ = negative_ = inplace(ops.neg)
    reciprocal_ = inplace(ops.reciprocal)
    pow_ = inplace(ops.pow)
    square_ = inplace(ops.square)
    float_power_ = inplace(ops.float_power)
    lerp_ = inplace(ops.lerp)
    addcmul_ = inplace(ops.addcmul)
    addcdiv_ = inplace(ops.addcdiv)

    # ---------------------------------------------------------------------------- functions
    exp = ops.exp
    exp2 = ops.exp2
    expm1 = ops.expm1
    log = ops.log
    log1p = ops.log1p
    log2 = ops.log2
    log10 = ops.log10
    sqrt = ops.sqrt
    rsqrt = ops.rsqrt
    sin = ops.sin
    cos = ops.cos
    tan = ops.tan
    tanh = ops.tanh
    asin = arcsin = ops.asin
    acos = arccos = ops.acos
    atan = arctan = ops.atan
    sinh = ops.sinh
    cosh = ops.cosh
    asinh = arcsinh = ops.asinh
    acosh = arccosh = ops.acosh
    atanh = arctanh = ops.atanh
    logaddexp = ops.logaddexp
    erf = ops.erf
    erfc = ops.erfc
    xlogy = ops.xlogy
    logit = ops.logit
    nan_to_num = ops.nan_to_num
    sigmoid = ops.sigmoid
    relu = ops.relu
    abs = absolute = ops.abs
    sign = ops.sign
    floor = ops.floor
    ceil = ops.ceil
    trunc = fix = ops.trunc
    frac = ops.frac
    frac_ = inplace(ops.frac)
    round = ops.round
    atan2 = arctan2 = ops.atan2
    atan2_ = arctan2_ = inplace(ops.atan2)
    maximum = ops.maximum
    minimum = ops.minimum
    fmax = ops.fmax
    fmin = ops.fmin
    clamp = clip = ops.clamp
    clamp_min = ops.clamp_min
    clamp_max = ops.clamp_max
    exp_ = inplace(ops.exp)
    exp2_ = inplace(ops.exp2)
    expm1_ = inplace(ops.expm1)
    log_ = inplace(ops.log)
    log1p_ = inplace(ops.log1p)
    log2_ = inplace(ops.log2)
    log10_ = inplace(ops.log10)
    sqrt_ = inplace(ops.sqrt)
    rsqrt_ = inplace(ops.rsqrt)
    sin_ = inplace(ops.sin)
    cos_ = inplace(ops.cos)
    tan_ = inplace(ops.tan)
    tanh_ = inplace(ops.tanh)
    asin_ = arcsin_ = inplace(ops.asin)
    acos_ = arccos_ = inplace(ops.acos)
    atan_ = arctan_ = inplace(ops.atan)
    sinh_ = inplace(ops.sinh)
    cosh_ = inplace(ops.cosh)
    asinh_ = arcsinh_ = inplace(ops.asinh)
    acosh_ = arccosh_ = inplace(ops.acosh)
    atanh_ = arctanh_ = inplace(ops.atanh)
    erf_ = inplace(ops.erf)
    erfc_ = inplace(ops.erfc)
    xlogy_ = inplace(ops.xlogy)
    logit_ = inplace(ops.logit)
    nan_to_num_ = inplace(ops.nan_to_num)
    sigmoid_ = inplace(ops.sigmoid)
    relu_ = inplace(ops.relu)
    abs_ = absolute_ = inplace(ops.abs)
    sign_ = inplace(ops.sign)
    floor_ = inplace(ops.floor)
    ceil_ = inplace(ops.ceil)
    trunc_ = fix_ = inplace(ops.trunc)
    round_ = inplace(ops.round)
    clamp_ = clip_ = inplace(ops.clamp)
    clamp_min_ = inplace(ops.clamp_min)
    clamp_max_ = inplace(ops.clamp_max)

    # ------------------------------------------------------------------ comparison and logic
    eq = ops.eq
    ne = not_equal = ops.ne
    lt = less = ops.lt
    le = less_equal = ops.le
    gt = greater = ops.gt
    ge = greater_equal = ops.ge
    isnan = ops.isnan
    isinf = ops.isinf
    isfinite = ops.isfinite
    signbit = ops.signbit
    logical_not = ops.logical_not
    logical_and = ops.logical_and
    logical_or = ops.logical_or
    logical_xor = ops.logical_xor
    bitwise_and = ops.bitwise_and
    bitwise_or = ops.bitwise_or
    bitwise_xor = ops.bitwise_xor
    bitwise_not = ops.bitwise_not
    bitwise_left_shift = ops.bitwise_left_shift
    bitwise_right_shift = ops.bitwise_right_shift
    equal = ops.equal
    isclose = ops.isclose
    allclose = ops.allclose
    eq_ = inplace(ops.eq)
    ne_ = not_equal_ = inplace(ops.ne)
    lt_ = less_ = inplace(ops.lt)
    le_ = less_equal_ = inplace(ops.le)
    gt_ = greater_ = inplace(ops.gt)
    ge_ = greater_equal_ = inplace(ops.ge)
    logical_not_ = inplace(ops.logical_not)
    logical_and_ = inplace(ops.logical_and)
    logical_or_ = inplace(ops.logical_or)
    logical_xor_ = inplace(ops.logical_xor)
    bitwise_and_ = inplace(ops.bitwise_and)
    bitwise_or_ = inplace(ops.bitwise_or)
    bitwise_xor_ = inplace(ops.bitwise_xor)
    bitwise_not_ = inplace(ops.bitwise_not)
    bitwise_left_shift_ = inplace(ops.bitwise_left_shift)
    bitwise_right_shift_ = inplace(ops.bitwise_right_shift)

    # ---------------------------------------------------------------- reductions and order
    sum = ops.sum
    mean = ops.mean
    nansum = ops.nansum
    median = ops.median
    kthvalue = ops.kthvalue
    prod = ops.prod
    var = ops.var
    std = ops.std
    norm = ops.norm
    logsumexp = ops.logsumexp
    max = ops.max
    min = ops.min
    amax = ops.amax
    amin = ops.amin
    argmax = ops.argmax
    argmin = ops.argmin
    all = ops.all
    any = ops.any
    count_nonzero = ops.count_nonzero
    cumsum = ops.cumsum
    cumprod = ops.cumprod
    sort = ops.sort
    argsort = ops.argsort
    topk = ops.topk
    softmax = ops.softmax
    log_softmax = ops.log_softmax
    cumsum_ = inplace(ops.cumsum)
    cumprod_ = inplace(ops.cumprod)

    # ---------------------------------------------------------------------------- shape
    view = ops.view
    reshape = ops.reshape
    flatten = ops.flatten
    ravel = ops.ravel
    unflatten = ops.unflatten
    t = ops.t
    transpose = swapaxes = swapdims = ops.transpose
    permute = ops.permute
    movedim = moveaxis = ops.movedim
    squeeze = ops.squeeze
    unsqueeze = ops.unsqueeze
    broadcast_to = ops.broadcast_to
    narrow = ops.narrow
    select = ops.select
    unbind = ops.unbind
    split = ops.split
    chunk = ops.chunk
    tensor_split = ops.tensor_split
    hsplit = ops.hsplit
    vsplit = ops.vsplit
    dsplit = ops.dsplit
    diagonal = ops.diagonal
    diag = ops.diag
    diag_embed = ops.diag_embed
    unfold = ops.unfold
    as_strided = ops.as_strided
    clone = ops.clone
    contiguous = ops.contiguous
    flip = ops.flip
    fliplr = ops.fliplr
    flipud = ops.flipud
    rot90 = ops.rot90
    roll = ops.roll
    tile = ops.tile
    tril = ops.tril
    triu = ops.triu
    expand = ops.expand
    expand_as = ops.expand_as
    repeat = ops.repeat
    repeat_interleave = ops.repeat_interleave
    T = property(ops.numpy_T)
    mT = property(ops.matrix_transpose)
    mH = property(ops.adjoint)
    adjoint = ops.adjoint

    def sum_to_size(self, *size: Any) -> Any:
        """Sum over the axes that broadcasting `size` to the shape would stretch.

        Raises RuntimeError when it does not broadcast. Source: torch.Tensor.sum_to_size."""
        sizes, shape = ints(size, "sum_to_size", "size"), tuple(self.array.shape)
        if not broadcasts_to(sizes, shape):
            raise RuntimeError(
                f"size {{{list(sizes)}}} is not expandable to size {{{list(shape)}}}."
            )
        return ops.sum_to_size(self, size=sizes)

    view_as = ops.view_as
    reshape_as = ops.reshape_as
    squeeze_ = reshaped_inplace(ops.squeeze, overloads=3)
    unsqueeze_ = reshaped_inplace(ops.unsqueeze)
    t_ = reshaped_inplace(ops.t)
    as_strided_ = reshaped_inplace(ops.as_strided)
    transpose_ = swapaxes_ = swapdims_ = reshaped_inplace(ops.transpose)
    tril_ = inplace(ops.tril)
    triu_ = inplace(ops.triu)

    # ---------------------------------------------------------------------------- index
    gather = ops.gather
    scatter = ops.scatter
    scatter_add = ops.scatter_add
    index_select = ops.index_select
    index_add = ops.index_add
    index_fill = ops.index_fill
    index_copy = ops.index_copy
    take = ops.take
    take_along_dim = ops.take_along_dim
    masked_fill = ops.masked_fill
    masked_select = ops.masked_select
    masked_scatter = ops.masked_scatter
    nonzero = ops.nonzero
    argwhere = ops.argwhere
    index_put = ops.index_put
    scatter_ = inplace(ops.scatter)
    scatter_add_ = inplace(ops.scatter_add)
    index_add_ = inplace(ops.index_add)
    index_fill_ = inplace(ops.index_fill)
    index_copy_ = inplace(ops.index_copy)
    index_put_ = inplace(ops.index_put)
    masked_fill_ = inplace(ops.masked_fill)
    masked_scatter_ = inplace(ops.masked_scatter)

    def where(self, condition: Any, other: Any) -> Any:
        """self where condition is True, else other. Source: torch.Tensor.where."""
        return ops.where(condition, self, other)

    # --------------------------------------------------------------------------- products
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

    # --------------------------------------------------------------------------- overwrite
    fill_ = inplace(ops.fill)
    zero_ = inplace(ops.zero)

    def copy_(self, src: Any, non_blocking: bool = False) -> Any:
        """Overwrite with the values of `src`, stretched to the shape, in the dtype and on the
        device of `self`. Source: torch.Tensor.copy_."""
        if isinstance(src, Value) and place_of(src.array) is not place_of(self.array):
            src = src.to(place_of(self.array).device)  # type: ignore[attr-defined]
        return _copy_(self, src)


_copy_ = inplace(ops.copy)
