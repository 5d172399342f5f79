"""Functions of every element on its own."""

from __future__ import annotations

from typing import Any

from .. import ops
from ..inplace import inplace
from ..nodes import Value


class Elementwise(Value):
    """Functions of every element on its own."""

    # -------------------------------------------------------------------------- arithmetic
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
    add_ = inplace(ops.add, factor="alpha")
    sub_ = subtract_ = inplace(ops.sub, factor="alpha")
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
    addcmul_ = inplace(ops.addcmul, factor="value")
    addcdiv_ = inplace(ops.addcdiv, factor="value")

    # --------------------------------------------------------------------------- functions
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
    prelu = ops.prelu
    hardshrink = ops.hardshrink
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

    copysign = ops.copysign
    hypot = ops.hypot
    heaviside = ops.heaviside
    logaddexp2 = ops.logaddexp2
    ldexp = ops.ldexp
    frexp = ops.frexp
    nextafter = ops.nextafter
    gcd = ops.gcd
    lcm = ops.lcm
    sinc = ops.sinc
    sgn = ops.sgn
    angle = ops.angle
    rad2deg = ops.rad2deg
    deg2rad = ops.deg2rad
    erfinv = ops.erfinv
    lgamma = ops.lgamma
    digamma = ops.digamma
    mvlgamma = ops.mvlgamma
    igamma = ops.igamma
    igammac = ops.igammac
    i0 = ops.i0
    conj = ops.conj
    conj_physical = ops.conj_physical
    resolve_conj = ops.resolve_conj
    resolve_neg = ops.resolve_neg
    real = property(ops.real)
    imag = property(ops.imag)
    copysign_ = inplace(ops.copysign)
    hypot_ = inplace(ops.hypot)
    heaviside_ = inplace(ops.heaviside)
    ldexp_ = inplace(ops.ldexp)
    nextafter_ = inplace(ops.nextafter)
    gcd_ = inplace(ops.gcd)
    lcm_ = inplace(ops.lcm)
    sinc_ = inplace(ops.sinc)
    sgn_ = inplace(ops.sgn)
    rad2deg_ = inplace(ops.rad2deg)
    deg2rad_ = inplace(ops.deg2rad)
    erfinv_ = inplace(ops.erfinv)
    lgamma_ = inplace(ops.lgamma)
    digamma_ = inplace(ops.digamma)
    mvlgamma_ = inplace(ops.mvlgamma)
    igamma_ = inplace(ops.igamma)
    igammac_ = inplace(ops.igammac)
    i0_ = inplace(ops.i0)
    conj_physical_ = inplace(ops.conj_physical)

    def polygamma(self, n: int) -> Any:
        """The n-th derivative of digamma. Source: torch.Tensor.polygamma."""
        return ops.polygamma(n, self)

    polygamma_ = inplace(polygamma)

    # ---------------------------------------------------------------- comparison and logic
    isneginf = ops.isneginf
    isposinf = ops.isposinf
    isreal = ops.isreal
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
