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
from . import (
    accelerator, amp, autograd, backends, compiler, cuda, linalg, nn, optim, random, serialization,
    special, testing, utils, version,
)
from .amp import autocast
from .amp.autocast_mode import is_autocast_enabled
from .autograd import (
    enable_grad, inference_mode, is_anomaly_enabled, is_grad_enabled, is_inference_mode_enabled,
    no_grad, set_grad_enabled,
)
from .backend import device, get_default_device, set_default_device
from .compiler import compile
from .creation import (
    arange, as_tensor, asarray, empty, empty_like, empty_strided, eye, from_dlpack, from_numpy,
    full, full_like, linspace, logspace, ones, ones_like, scalar_tensor, tensor, zeros, zeros_like,
)
from .draws import (
    bernoulli, multinomial, normal, poisson, rand, rand_like, randint, randint_like, randn,
    randn_like, randperm,
)
from .dtypes import (
    bool, double, dtype, float, float16, float32, float64, get_default_dtype, half, int, int16,
    int32, int64, int8, long, set_default_dtype, short, uint8,
)
from .errors import AcceleratorError, OutOfMemoryError
from .formatting import set_printoptions
from .memory_format import contiguous_format, layout, memory_format, preserve_format, strided
from .nn.functional import (
    celu, celu_, cosine_similarity, pairwise_distance, pdist, rrelu, rrelu_, selu, selu_, threshold,
    threshold_,
)
from .nn.functional.pooling import max_pool1d_with_indices
from .numeric_limits import e, finfo, iinfo, inf, nan, newaxis, pi
from .ops import (
    abs, acos, acosh, adaptive_avg_pool1d, add, addbmm, addcdiv, addcmul, addmm, addmv, addr,
    adjoint, all, allclose, amax, amin, aminmax, angle, any, argmax, argmin, argsort, argwhere,
    as_strided, asin, asinh, atan, atan2, atanh, atleast_1d, atleast_2d, atleast_3d, avg_pool1d,
    baddbmm, bitwise_and, bitwise_left_shift, bitwise_not, bitwise_or, bitwise_right_shift,
    bitwise_xor, block_diag, bmm, broadcast_shapes, broadcast_tensors, broadcast_to, cat, cdist,
    ceil, chain_matmul, cholesky, cholesky_inverse, cholesky_solve, chunk, clamp, clamp_max,
    clamp_min, clip, clone, column_stack, conj, conj_physical, constant_pad_nd, conv1d, conv2d,
    conv3d, conv_transpose1d, conv_transpose2d, conv_transpose3d, copysign, corrcoef, cos, cosh,
    count_nonzero, cov, cross, cummax, cummin, cumprod, cumsum, cumulative_trapezoid, deg2rad, det,
    diag, diag_embed, diagonal, diff, digamma, dist, div, dot, dsplit, dstack, einsum, eq, equal,
    erf, erfc, erfinv, exp, exp2, expm1, fill, flatten, flip, fliplr, flipud, float_power, floor,
    floor_divide, fmax, fmin, fmod, frac, frexp, gather, gcd, ge, ger, gradient, gt, hardshrink,
    heaviside, hsplit, hstack, hypot, i0, igamma, igammac, imag, index_add, index_copy, index_fill,
    index_put, index_reduce, index_select, inner, inverse, isclose, isfinite, isinf, isnan,
    isneginf, isposinf, isreal, kron, kthvalue, lcm, ldexp, le, lerp, lgamma, log, log10, log1p,
    log2, log_softmax, logaddexp, logaddexp2, logcumsumexp, logdet, logical_and, logical_not,
    logical_or, logical_xor, logit, logsumexp, lt, lu, lu_solve, lu_unpack, masked_fill,
    masked_scatter, masked_select, matmul, matrix_exp, matrix_power, max, max_pool1d, max_pool2d,
    max_pool3d, maximum, mean, median, meshgrid, min, minimum, mm, mode, moveaxis, movedim, msort,
    mul, mv, mvlgamma, nan_to_num, nanmean, nanmedian, nanquantile, nansum, narrow, ne, neg,
    nextafter, nonzero, norm, outer, permute, pinverse, polygamma, positive, pow, prelu, prod,
    put_elements as put, qr, quantile, rad2deg, ravel, real, reciprocal, relu, remainder,
    repeat_interleave, reshape, resolve_conj, resolve_neg, roll, rot90, round, row_stack, rsqrt,
    rsub, scatter, scatter_add, scatter_reduce, select, sgn, sigmoid, sign, signbit, sin, sinc,
    sinh, slogdet, softmax, sort, split, sqrt, square, squeeze, stack, std, std_mean, sub, sum, svd,
    t, take, take_along_dim, tan, tanh, tensor_split, tensordot, tile, topk, transpose, trapezoid,
    trapz, triangular_solve, tril, triu, true_divide, trunc, unbind, unflatten, unsqueeze, var,
    var_mean, vdot, vsplit, vstack, where, xlogy,
)
from .overwriting import (
    abs_, acos_, acosh_, addmv_, arccos_, arccosh_, arcsin_, arcsinh_, arctan_, arctanh_,
    as_strided_, asin_, asinh_, atan_, atanh_, ceil_, clamp_, clamp_max_, clamp_min_, clip_,
    conj_physical_, cos_, cosh_, deg2rad_, detach_, erf_, erfc_, exp2_, exp_, expm1_, fill_, fix_,
    floor_, frac_, gcd_, i0_, index_put_, lcm_, ldexp_, log10_, log1p_, log2_, log_, logit_,
    nan_to_num_, neg_, negative_, rad2deg_, reciprocal_, relu_, resize_as_, round_, rsqrt_,
    sigmoid_, sin_, sinc_, sinh_, sqrt_, square_, tan_, tanh_, trunc_, xlogy_, zero_,
)
from .queries import (
    can_cast, detach, get_device, is_complex, is_conj, is_floating_point, is_inference, is_neg,
    is_nonzero, is_same_size, is_signed, is_tensor, numel, promote_types, result_type, typename,
)
from .random import default_generator, get_rng_state, initial_seed, manual_seed, seed, set_rng_state
from .serialization import load, save
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
from .version import __version__

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

__all__ = [
    "AcceleratorError", "BoolTensor", "ByteTensor", "CharTensor", "DoubleTensor", "FloatTensor",
    "Generator", "HalfTensor", "IntTensor", "LongTensor", "OutOfMemoryError", "ShortTensor", "Size",
    "Tensor", "abs", "abs_", "absolute", "accelerator", "acos", "acos_", "acosh", "acosh_",
    "adaptive_avg_pool1d", "add", "addbmm", "addcdiv", "addcmul", "addmm", "addmv", "addmv_",
    "addr", "adjoint", "all", "allclose", "amax", "amin", "aminmax", "amp", "angle", "any",
    "arange", "arccos", "arccos_", "arccosh", "arccosh_", "arcsin", "arcsin_", "arcsinh",
    "arcsinh_", "arctan", "arctan2", "arctan_", "arctanh", "arctanh_",
    "are_deterministic_algorithms_enabled", "argmax", "argmin", "argsort", "argwhere", "as_strided",
    "as_strided_", "as_tensor", "asarray", "asin", "asin_", "asinh", "asinh_", "atan", "atan2",
    "atan_", "atanh", "atanh_", "atleast_1d", "atleast_2d", "atleast_3d", "autocast", "autograd",
    "avg_pool1d", "backends", "baddbmm", "bernoulli", "bitwise_and", "bitwise_left_shift",
    "bitwise_not", "bitwise_or", "bitwise_right_shift", "bitwise_xor", "block_diag", "bmm", "bool",
    "broadcast_shapes", "broadcast_tensors", "broadcast_to", "can_cast", "cat", "cdist", "ceil",
    "ceil_", "celu", "celu_", "chain_matmul", "cholesky", "cholesky_inverse", "cholesky_solve",
    "chunk", "clamp", "clamp_", "clamp_max", "clamp_max_", "clamp_min", "clamp_min_", "clip",
    "clip_", "clone", "column_stack", "compile", "compiler", "concat", "concatenate", "conj",
    "conj_physical", "conj_physical_", "constant_pad_nd", "contiguous_format", "conv1d", "conv2d",
    "conv3d", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d", "copysign", "corrcoef",
    "cos", "cos_", "cosh", "cosh_", "cosine_similarity", "count_nonzero", "cov", "cross", "cuda",
    "cummax", "cummin", "cumprod", "cumsum", "cumulative_trapezoid", "default_generator", "deg2rad",
    "deg2rad_", "det", "detach", "detach_", "device", "diag", "diag_embed", "diagonal", "diff",
    "digamma", "dist", "div", "divide", "dot", "double", "dsplit", "dstack", "dtype", "e", "einsum",
    "empty", "empty_like", "empty_strided", "enable_grad", "eq", "equal", "erf", "erf_", "erfc",
    "erfc_", "erfinv", "exp", "exp2", "exp2_", "exp_", "expm1", "expm1_", "eye", "fill", "fill_",
    "finfo", "fix", "fix_", "flatten", "flip", "fliplr", "flipud", "float", "float16", "float32",
    "float64", "float_power", "floor", "floor_", "floor_divide", "fmax", "fmin", "fmod", "frac",
    "frac_", "frexp", "from_dlpack", "from_numpy", "full", "full_like", "gather", "gcd", "gcd_",
    "ge", "ger", "get_default_device", "get_default_dtype", "get_device",
    "get_float32_matmul_precision", "get_num_threads", "get_rng_state", "gradient", "greater",
    "greater_equal", "gt", "half", "hardshrink", "heaviside", "hsplit", "hstack", "hypot", "i0",
    "i0_", "igamma", "igammac", "iinfo", "imag", "index_add", "index_copy", "index_fill",
    "index_put", "index_put_", "index_reduce", "index_select", "inf", "inference_mode",
    "initial_seed", "inner", "int", "int16", "int32", "int64", "int8", "inverse",
    "is_anomaly_enabled", "is_autocast_enabled", "is_complex", "is_conj",
    "is_deterministic_algorithms_warn_only_enabled", "is_floating_point", "is_grad_enabled",
    "is_inference", "is_inference_mode_enabled", "is_neg", "is_nonzero", "is_same_size",
    "is_signed", "is_tensor", "is_warn_always_enabled", "isclose", "isfinite", "isinf", "isnan",
    "isneginf", "isposinf", "isreal", "kron", "kthvalue", "layout", "lcm", "lcm_", "ldexp",
    "ldexp_", "le", "lerp", "less", "less_equal", "lgamma", "linalg", "linspace", "load", "log",
    "log10", "log10_", "log1p", "log1p_", "log2", "log2_", "log_", "log_softmax", "logaddexp",
    "logaddexp2", "logcumsumexp", "logdet", "logical_and", "logical_not", "logical_or",
    "logical_xor", "logit", "logit_", "logspace", "logsumexp", "long", "lt", "lu", "lu_solve",
    "lu_unpack", "manual_seed", "masked_fill", "masked_scatter", "masked_select", "matmul",
    "matrix_exp", "matrix_power", "max", "max_pool1d", "max_pool1d_with_indices", "max_pool2d",
    "max_pool3d", "maximum", "mean", "median", "memory_format", "meshgrid", "min", "minimum", "mm",
    "mode", "moveaxis", "movedim", "msort", "mul", "multinomial", "multiply", "mv", "mvlgamma",
    "nan", "nan_to_num", "nan_to_num_", "nanmean", "nanmedian", "nanquantile", "nansum", "narrow",
    "ne", "neg", "neg_", "negative", "negative_", "newaxis", "nextafter", "nn", "no_grad",
    "nonzero", "norm", "normal", "not_equal", "numel", "ones", "ones_like", "optim", "outer",
    "pairwise_distance", "pdist", "permute", "pi", "pinverse", "poisson", "polygamma", "positive",
    "pow", "prelu", "preserve_format", "prod", "promote_types", "put", "qr", "quantile", "rad2deg",
    "rad2deg_", "rand", "rand_like", "randint", "randint_like", "randn", "randn_like", "random",
    "randperm", "ravel", "real", "reciprocal", "reciprocal_", "relu", "relu_", "remainder",
    "repeat_interleave", "reshape", "resize_as_", "resolve_conj", "resolve_neg", "result_type",
    "roll", "rot90", "round", "round_", "row_stack", "rrelu", "rrelu_", "rsqrt", "rsqrt_", "rsub",
    "save", "scalar_tensor", "scatter", "scatter_add", "scatter_reduce", "seed", "select", "selu",
    "selu_", "serialization", "set_default_device", "set_default_dtype", "set_default_tensor_type",
    "set_float32_matmul_precision", "set_flush_denormal", "set_grad_enabled", "set_num_threads",
    "set_printoptions", "set_rng_state", "set_warn_always", "sgn", "short", "sigmoid", "sigmoid_",
    "sign", "signbit", "sin", "sin_", "sinc", "sinc_", "sinh", "sinh_", "slogdet", "softmax",
    "sort", "special", "split", "sqrt", "sqrt_", "square", "square_", "squeeze", "stack", "std",
    "std_mean", "strided", "sub", "subtract", "sum", "svd", "swapaxes", "swapdims", "t", "take",
    "take_along_dim", "tan", "tan_", "tanh", "tanh_", "tensor", "tensor_split", "tensordot",
    "testing", "threshold", "threshold_", "tile", "topk", "transpose", "trapezoid", "trapz",
    "triangular_solve", "tril", "triu", "true_divide", "trunc", "trunc_", "typename", "uint8",
    "unbind", "unflatten", "unsqueeze", "use_deterministic_algorithms", "utils", "var", "var_mean",
    "vdot", "version", "vsplit", "vstack", "where", "xlogy", "xlogy_", "zero_", "zeros",
    "zeros_like",
]
