"""tutorgrad: PyTorch's names and behaviour on NumPy, small enough to be read.

    import tutorgrad as torch

    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    (x * x).sum().backward()
    x.grad                                   # tensor([2., 4., 6.])

The house, from the ground up: `backend`, `dtypes`, `generator` (arrays and numbers), `graph` (what
an operation is), `ops/` (forward beside derivative), `engine` (the walk back), `tensor` (PyTorch's
face), `creation` and `autograd/`, `nn/`, `optim/` and `utils/`. Each floor uses only floors below.
"""

# isort: off
# fmt: off
# (One name a line would be four screens; packed, the list is one.)
from typing import TYPE_CHECKING as _TYPE_CHECKING

from . import autograd, random, version
from .autograd import (
    enable_grad, inference_mode, is_anomaly_enabled, is_grad_enabled, is_inference_mode_enabled,
    no_grad, set_grad_enabled,
)
from .autograd.anomaly_mode import is_anomaly_check_nan_enabled, set_anomaly_enabled
from .backend import device, get_default_device, set_default_device
from .creation import (
    as_tensor, asarray, empty, empty_like, empty_permuted, empty_strided, eye, from_dlpack,
    from_numpy, frombuffer, full, full_like, ones, ones_like, scalar_tensor, tensor, zeros,
    zeros_like,
)
from .draws import (
    bernoulli, multinomial, normal, poisson, rand, rand_like, randint, randint_like, randn,
    randn_like, randperm,
)
from .dtypes import (
    bfloat16, bool, double, dtype, float, float16, float32, float64, get_default_dtype, half, int,
    int16, int32, int64, int8, long, set_default_dtype, short, uint8,
)
from .errors import AcceleratorError, OutOfMemoryError
from .formatting import set_printoptions
from .memory_format import contiguous_format, layout, memory_format, preserve_format, strided
from .numeric_limits import e, finfo, iinfo, inf, nan, newaxis, pi
from .ops import (
    abs, acos, acosh, adaptive_avg_pool1d, add, addbmm, addcdiv, addcmul, addmm, addmv, addr,
    adjoint, alias_copy, all, allclose, amax, amin, aminmax, angle, any, argmax, argmin, argsort,
    argwhere, as_strided, as_strided_copy, as_strided_scatter, asin, asinh, atan, atan2, atanh,
    atleast_1d, atleast_2d, atleast_3d, avg_pool1d, baddbmm, bincount, bitwise_and,
    bitwise_left_shift, bitwise_not, bitwise_or, bitwise_right_shift, bitwise_xor, block_diag, bmm,
    broadcast_shapes, broadcast_tensors, broadcast_to, bucketize, cartesian_prod, cat, cdist, ceil,
    chain_matmul, channel_shuffle, cholesky, cholesky_inverse, cholesky_solve, chunk, clamp,
    clamp_max, clamp_min, clip, clone, column_stack, combinations, conj, conj_physical,
    constant_pad_nd, conv1d, conv2d, conv3d, conv_transpose1d, conv_transpose2d, conv_transpose3d,
    copysign, corrcoef, cos, cosh, count_nonzero, cov, cross, cummax, cummin, cumprod, cumsum,
    cumulative_trapezoid, deg2rad, det, detach_copy, diag, diag_embed, diagflat, diagonal,
    diagonal_copy, diagonal_scatter, diff, digamma, dist, div, dot, dsplit, dstack, einsum, eq,
    equal, erf, erfc, erfinv, exp, exp2, expand_copy, expm1, fill, flatten, flip, fliplr, flipud,
    float_power, floor, floor_divide, fmax, fmin, fmod, frac, frexp, gather, gcd, ge, ger, gradient,
    gt, hardshrink, heaviside, histc, histogram, histogramdd, hsplit, hstack, hypot, i0, igamma,
    igammac, imag, index_add, index_copy, index_fill, index_put, index_reduce, index_select, inner,
    inverse, isclose, isfinite, isin, isinf, isnan, isneginf, isposinf, isreal, kron, kthvalue, lcm,
    ldexp, le, lerp, lgamma, log, log10, log1p, log2, log_softmax, logaddexp, logaddexp2,
    logcumsumexp, logdet, logical_and, logical_not, logical_or, logical_xor, logit, logsumexp, lt,
    lu, lu_solve, lu_unpack, masked_fill, masked_scatter, masked_select, matmul, matrix_exp,
    matrix_power, max, max_pool1d, max_pool2d, max_pool3d, maximum, mean, median, meshgrid, min,
    minimum, mm, mode, moveaxis, movedim, msort, mul, mv, mvlgamma, nan_to_num, nanmean, nanmedian,
    nanquantile, nansum, narrow, narrow_copy, ne, neg, nextafter, nonzero, nonzero_static, norm,
    outer, permute, permute_copy, pinverse, pixel_shuffle, pixel_unshuffle, polygamma, positive,
    pow, prelu, prod, put_elements as put, qr, quantile, rad2deg, ravel, real, reciprocal, relu,
    remainder, renorm, repeat_interleave, reshape, resolve_conj, resolve_neg, roll, rot90, round,
    row_stack, rsqrt, rsub, scatter, scatter_add, scatter_reduce, searchsorted, select, select_copy,
    select_scatter, sgn, sigmoid, sign, signbit, sin, sinc, sinh, slice_copy, slice_scatter,
    slogdet, softmax, sort, split, split_copy, split_with_sizes, split_with_sizes_copy, sqrt,
    square, squeeze, squeeze_copy, stack, std, std_mean, sub, sum, svd, t, t_copy, take,
    take_along_dim, tan, tanh, tensor_split, tensordot, tile, topk, trace, transpose,
    transpose_copy, trapezoid, trapz, triangular_solve, tril, triu, true_divide, trunc, unbind,
    unbind_copy, unflatten, unfold_copy, unique, unique_consecutive, unravel_index, unsafe_chunk,
    unsafe_split, unsafe_split_with_sizes, unsqueeze, unsqueeze_copy, vander, var, var_mean, vdot,
    view_copy, vsplit, vstack, where, xlogy,
)
from .outside import missing as _missing
from .queries import (
    can_cast, detach, get_device, is_complex, is_conj, is_floating_point, is_inference, is_neg,
    is_nonzero, is_same_size, is_signed, is_tensor, numel, promote_types, result_type,
)
from .random import default_generator, get_rng_state, initial_seed, manual_seed, seed, set_rng_state
from .ranges import arange, linspace, logspace, range, tril_indices, triu_indices
from .size import Size
from .streams.generator import Generator
from .switches import (
    are_deterministic_algorithms_enabled, get_float32_matmul_precision, get_num_threads,
    is_deterministic_algorithms_warn_only_enabled, is_warn_always_enabled, set_default_tensor_type,
    set_float32_matmul_precision, set_flush_denormal, set_num_threads, set_warn_always,
    use_deterministic_algorithms,
)
from .tensor import Tensor
from .tensor_types import (
    BoolTensor, ByteTensor, CharTensor, DoubleTensor, FloatTensor, HalfTensor, IntTensor,
    LongTensor, ShortTensor, typename,
)
from .version import __version__ as __version__

# What only some programs need is loaded when it is first asked for: `_LATER` says where from, and
# these lines say the same to the reader and to tools.
if _TYPE_CHECKING:
    from . import (
        accelerator, amp, backends, compiler, cuda, func, linalg, nn, optim, profiler,
        serialization, special, testing, utils,
    )
    from .amp import GradScaler, autocast
    from .amp.autocast_mode import is_autocast_enabled
    from .compiler import compile
    from .func import vmap
    from .nn.functional import (
        celu, celu_, cosine_similarity, pairwise_distance, pdist, rrelu, rrelu_, selu, selu_,
        threshold, threshold_,
    )
    from .nn.functional.pooling import max_pool1d_with_indices
    from .serialization import load, save

_LATER = {
    "": """accelerator amp backends compiler cuda func linalg nn optim profiler serialization
        special testing utils""",
    "amp": "GradScaler autocast",
    "amp.autocast_mode": "is_autocast_enabled",
    "compiler": "compile",
    "func": "vmap",
    "nn.functional": """celu celu_ cosine_similarity pairwise_distance pdist rrelu rrelu_ selu selu_
        threshold threshold_""",
    "nn.functional.pooling": "max_pool1d_with_indices",
    "serialization": "load save",
}

absolute = abs
arccos = acos
arccosh = acosh
arcsin = asin
arcsinh = asinh
arctan = atan
arctan2 = atan2
arctanh = atanh
concat = concatenate = cat
divide = div
fix = trunc
greater = gt
greater_equal = ge
less = lt
less_equal = le
multiply = mul
negative = neg
not_equal = ne
subtract = sub
swapaxes = swapdims = transpose

# What writes into its first argument: `torch.exp_(x)` is `x.exp_()`.
abs_ = Tensor.abs_
acos_ = arccos_ = Tensor.acos_
acosh_ = arccosh_ = Tensor.acosh_
addmv_ = Tensor.addmv_
as_strided_ = Tensor.as_strided_
asin_ = arcsin_ = Tensor.asin_
asinh_ = arcsinh_ = Tensor.asinh_
atan_ = arctan_ = Tensor.atan_
atanh_ = arctanh_ = Tensor.atanh_
ceil_ = Tensor.ceil_
clamp_ = clip_ = Tensor.clamp_
clamp_max_ = Tensor.clamp_max_
clamp_min_ = Tensor.clamp_min_
conj_physical_ = Tensor.conj_physical_
cos_ = Tensor.cos_
cosh_ = Tensor.cosh_
deg2rad_ = Tensor.deg2rad_
detach_ = Tensor.detach_
erf_ = Tensor.erf_
erfc_ = Tensor.erfc_
exp2_ = Tensor.exp2_
exp_ = Tensor.exp_
expm1_ = Tensor.expm1_
fill_ = Tensor.fill_
floor_ = Tensor.floor_
frac_ = Tensor.frac_
gcd_ = Tensor.gcd_
i0_ = Tensor.i0_
index_put_ = Tensor.index_put_
lcm_ = Tensor.lcm_
ldexp_ = Tensor.ldexp_
log10_ = Tensor.log10_
log1p_ = Tensor.log1p_
log2_ = Tensor.log2_
log_ = Tensor.log_
logit_ = Tensor.logit_
nan_to_num_ = Tensor.nan_to_num_
neg_ = negative_ = Tensor.neg_
rad2deg_ = Tensor.rad2deg_
reciprocal_ = Tensor.reciprocal_
relu_ = Tensor.relu_
resize_as_ = Tensor.resize_as_
round_ = Tensor.round_
rsqrt_ = Tensor.rsqrt_
sigmoid_ = Tensor.sigmoid_
sin_ = Tensor.sin_
sinc_ = Tensor.sinc_
sinh_ = Tensor.sinh_
sqrt_ = Tensor.sqrt_
square_ = Tensor.square_
tan_ = Tensor.tan_
tanh_ = Tensor.tanh_
trunc_ = fix_ = Tensor.trunc_
xlogy_ = Tensor.xlogy_
zero_ = Tensor.zero_

__all__ = [
    "AcceleratorError", "BoolTensor", "ByteTensor", "CharTensor", "DoubleTensor", "FloatTensor",
    "Generator", "GradScaler", "HalfTensor", "IntTensor", "LongTensor", "OutOfMemoryError",
    "ShortTensor", "Size", "Tensor", "abs", "abs_", "absolute", "accelerator", "acos", "acos_",
    "acosh", "acosh_", "adaptive_avg_pool1d", "add", "addbmm", "addcdiv", "addcmul", "addmm",
    "addmv", "addmv_", "addr", "adjoint", "alias_copy", "all", "allclose", "amax", "amin",
    "aminmax", "amp", "angle", "any", "arange", "arccos", "arccos_", "arccosh", "arccosh_",
    "arcsin", "arcsin_", "arcsinh", "arcsinh_", "arctan", "arctan2", "arctan_", "arctanh",
    "arctanh_", "are_deterministic_algorithms_enabled", "argmax", "argmin", "argsort", "argwhere",
    "as_strided", "as_strided_", "as_strided_copy", "as_strided_scatter", "as_tensor", "asarray",
    "asin", "asin_", "asinh", "asinh_", "atan", "atan2", "atan_", "atanh", "atanh_", "atleast_1d",
    "atleast_2d", "atleast_3d", "autocast", "autograd", "avg_pool1d", "backends", "baddbmm",
    "bernoulli", "bfloat16", "bincount", "bitwise_and", "bitwise_left_shift", "bitwise_not",
    "bitwise_or", "bitwise_right_shift", "bitwise_xor", "block_diag", "bmm", "bool",
    "broadcast_shapes", "broadcast_tensors", "broadcast_to", "bucketize", "can_cast",
    "cartesian_prod", "cat", "cdist", "ceil", "ceil_", "celu", "celu_", "chain_matmul",
    "channel_shuffle", "cholesky", "cholesky_inverse", "cholesky_solve", "chunk", "clamp", "clamp_",
    "clamp_max", "clamp_max_", "clamp_min", "clamp_min_", "clip", "clip_", "clone", "column_stack",
    "combinations", "compile", "compiler", "concat", "concatenate", "conj", "conj_physical",
    "conj_physical_", "constant_pad_nd", "contiguous_format", "conv1d", "conv2d", "conv3d",
    "conv_transpose1d", "conv_transpose2d", "conv_transpose3d", "copysign", "corrcoef", "cos",
    "cos_", "cosh", "cosh_", "cosine_similarity", "count_nonzero", "cov", "cross", "cuda", "cummax",
    "cummin", "cumprod", "cumsum", "cumulative_trapezoid", "default_generator", "deg2rad",
    "deg2rad_", "det", "detach", "detach_", "detach_copy", "device", "diag", "diag_embed",
    "diagflat", "diagonal", "diagonal_copy", "diagonal_scatter", "diff", "digamma", "dist", "div",
    "divide", "dot", "double", "dsplit", "dstack", "dtype", "e", "einsum", "empty", "empty_like",
    "empty_permuted", "empty_strided", "enable_grad", "eq", "equal", "erf", "erf_", "erfc", "erfc_",
    "erfinv", "exp", "exp2", "exp2_", "exp_", "expand_copy", "expm1", "expm1_", "eye", "fill",
    "fill_", "finfo", "fix", "fix_", "flatten", "flip", "fliplr", "flipud", "float", "float16",
    "float32", "float64", "float_power", "floor", "floor_", "floor_divide", "fmax", "fmin", "fmod",
    "frac", "frac_", "frexp", "from_dlpack", "from_numpy", "frombuffer", "full", "full_like",
    "func", "gather", "gcd", "gcd_", "ge", "ger", "get_default_device", "get_default_dtype",
    "get_device", "get_float32_matmul_precision", "get_num_threads", "get_rng_state", "gradient",
    "greater", "greater_equal", "gt", "half", "hardshrink", "heaviside", "histc", "histogram",
    "histogramdd", "hsplit", "hstack", "hypot", "i0", "i0_", "igamma", "igammac", "iinfo", "imag",
    "index_add", "index_copy", "index_fill", "index_put", "index_put_", "index_reduce",
    "index_select", "inf", "inference_mode", "initial_seed", "inner", "int", "int16", "int32",
    "int64", "int8", "inverse", "is_anomaly_check_nan_enabled", "is_anomaly_enabled",
    "is_autocast_enabled", "is_complex", "is_conj", "is_deterministic_algorithms_warn_only_enabled",
    "is_floating_point", "is_grad_enabled", "is_inference", "is_inference_mode_enabled", "is_neg",
    "is_nonzero", "is_same_size", "is_signed", "is_tensor", "is_warn_always_enabled", "isclose",
    "isfinite", "isin", "isinf", "isnan", "isneginf", "isposinf", "isreal", "kron", "kthvalue",
    "layout", "lcm", "lcm_", "ldexp", "ldexp_", "le", "lerp", "less", "less_equal", "lgamma",
    "linalg", "linspace", "load", "log", "log10", "log10_", "log1p", "log1p_", "log2", "log2_",
    "log_", "log_softmax", "logaddexp", "logaddexp2", "logcumsumexp", "logdet", "logical_and",
    "logical_not", "logical_or", "logical_xor", "logit", "logit_", "logspace", "logsumexp", "long",
    "lt", "lu", "lu_solve", "lu_unpack", "manual_seed", "masked_fill", "masked_scatter",
    "masked_select", "matmul", "matrix_exp", "matrix_power", "max", "max_pool1d",
    "max_pool1d_with_indices", "max_pool2d", "max_pool3d", "maximum", "mean", "median",
    "memory_format", "meshgrid", "min", "minimum", "mm", "mode", "moveaxis", "movedim", "msort",
    "mul", "multinomial", "multiply", "mv", "mvlgamma", "nan", "nan_to_num", "nan_to_num_",
    "nanmean", "nanmedian", "nanquantile", "nansum", "narrow", "narrow_copy", "ne", "neg", "neg_",
    "negative", "negative_", "newaxis", "nextafter", "nn", "no_grad", "nonzero", "nonzero_static",
    "norm", "normal", "not_equal", "numel", "ones", "ones_like", "optim", "outer",
    "pairwise_distance", "pdist", "permute", "permute_copy", "pi", "pinverse", "pixel_shuffle",
    "pixel_unshuffle", "poisson", "polygamma", "positive", "pow", "prelu", "preserve_format",
    "prod", "profiler", "promote_types", "put", "qr", "quantile", "rad2deg", "rad2deg_", "rand",
    "rand_like", "randint", "randint_like", "randn", "randn_like", "random", "randperm", "range",
    "ravel", "real", "reciprocal", "reciprocal_", "relu", "relu_", "remainder", "renorm",
    "repeat_interleave", "reshape", "resize_as_", "resolve_conj", "resolve_neg", "result_type",
    "roll", "rot90", "round", "round_", "row_stack", "rrelu", "rrelu_", "rsqrt", "rsqrt_", "rsub",
    "save", "scalar_tensor", "scatter", "scatter_add", "scatter_reduce", "searchsorted", "seed",
    "select", "select_copy", "select_scatter", "selu", "selu_", "serialization",
    "set_anomaly_enabled", "set_default_device", "set_default_dtype", "set_default_tensor_type",
    "set_float32_matmul_precision", "set_flush_denormal", "set_grad_enabled", "set_num_threads",
    "set_printoptions", "set_rng_state", "set_warn_always", "sgn", "short", "sigmoid", "sigmoid_",
    "sign", "signbit", "sin", "sin_", "sinc", "sinc_", "sinh", "sinh_", "slice_copy",
    "slice_scatter", "slogdet", "softmax", "sort", "special", "split", "split_copy",
    "split_with_sizes", "split_with_sizes_copy", "sqrt", "sqrt_", "square", "square_", "squeeze",
    "squeeze_copy", "stack", "std", "std_mean", "strided", "sub", "subtract", "sum", "svd",
    "swapaxes", "swapdims", "t", "t_copy", "take", "take_along_dim", "tan", "tan_", "tanh", "tanh_",
    "tensor", "tensor_split", "tensordot", "testing", "threshold", "threshold_", "tile", "topk",
    "trace", "transpose", "transpose_copy", "trapezoid", "trapz", "triangular_solve", "tril",
    "tril_indices", "triu", "triu_indices", "true_divide", "trunc", "trunc_", "typename", "uint8",
    "unbind", "unbind_copy", "unflatten", "unfold_copy", "unique", "unique_consecutive",
    "unravel_index", "unsafe_chunk", "unsafe_split", "unsafe_split_with_sizes", "unsqueeze",
    "unsqueeze_copy", "use_deterministic_algorithms", "utils", "vander", "var", "var_mean", "vdot",
    "version", "view_copy", "vmap", "vsplit", "vstack", "where", "xlogy", "xlogy_", "zero_",
    "zeros", "zeros_like",
]

__getattr__ = _missing("", _LATER)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
