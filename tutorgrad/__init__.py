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
from . import autograd, cuda, nn, optim, random, serialization, special, testing, utils
from .autograd import (
    enable_grad, inference_mode, is_anomaly_enabled, is_grad_enabled, is_inference_mode_enabled,
    no_grad, set_grad_enabled,
)
from .backend import device, get_default_device, set_default_device
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
from .nn.functional import celu, celu_, rrelu, rrelu_, selu, selu_, threshold, threshold_
from .numeric_limits import finfo, iinfo
from .ops import (
    abs, acos, acosh, add, addcdiv, addcmul, addmm, addmv, adjoint, all, allclose, amax, amin,
    aminmax, angle, any, argmax, argmin, argsort, argwhere, as_strided, asin, asinh, atan, atan2,
    atanh, atleast_1d, atleast_2d, atleast_3d, baddbmm, bitwise_and, bitwise_left_shift,
    bitwise_not, bitwise_or, bitwise_right_shift, bitwise_xor, block_diag, bmm, broadcast_shapes,
    broadcast_tensors, broadcast_to, cat, ceil, chunk, clamp, clamp_max, clamp_min, clip, clone,
    column_stack, conj, conj_physical, constant_pad_nd, conv1d, conv2d, conv3d, conv_transpose1d,
    conv_transpose2d, conv_transpose3d, copysign, cos, cosh, count_nonzero, cummax, cummin, cumprod,
    cumsum, deg2rad, diag, diag_embed, diagonal, digamma, div, dot, dsplit, dstack, einsum, eq,
    equal, erf, erfc, erfinv, exp, exp2, expm1, fill, flatten, flip, fliplr, flipud, float_power,
    floor, floor_divide, fmax, fmin, fmod, frac, frexp, gather, gcd, ge, ger, gt, hardshrink,
    heaviside, hsplit, hstack, hypot, i0, igamma, igammac, imag, index_add, index_copy, index_fill,
    index_put, index_select, inner, isclose, isfinite, isinf, isnan, isneginf, isposinf, isreal,
    kthvalue, lcm, ldexp, le, lerp, lgamma, log, log10, log1p, log2, log_softmax, logaddexp,
    logaddexp2, logcumsumexp, logical_and, logical_not, logical_or, logical_xor, logit, logsumexp,
    lt, masked_fill, masked_scatter, masked_select, matmul, max, maximum, mean, median, meshgrid,
    min, minimum, mm, mode, moveaxis, movedim, msort, mul, mv, mvlgamma, nan_to_num, nanmedian,
    nansum, narrow, ne, neg, nextafter, nonzero, norm, outer, permute, polygamma, positive, pow,
    prelu, prod, rad2deg, ravel, real, reciprocal, relu, remainder, repeat_interleave, reshape,
    resolve_conj, resolve_neg, roll, rot90, round, row_stack, rsqrt, rsub, scatter, scatter_add,
    select, sgn, sigmoid, sign, signbit, sin, sinc, sinh, softmax, sort, split, sqrt, square,
    squeeze, stack, std, sub, sum, t, take, take_along_dim, tan, tanh, tensor_split, tensordot,
    tile, topk, transpose, tril, triu, true_divide, trunc, unbind, unflatten, unsqueeze, var,
    vsplit, vstack, where, xlogy,
)
from .queries import (
    can_cast, is_complex, is_floating_point, is_nonzero, is_tensor, numel, promote_types,
    result_type,
)
from .random import default_generator, get_rng_state, initial_seed, manual_seed, seed, set_rng_state
from .serialization import load, save
from .size import Size
from .streams.generator import Generator
from .tensor import Tensor
from .tensor_types import (
    BoolTensor, ByteTensor, CharTensor, DoubleTensor, FloatTensor, HalfTensor, IntTensor,
    LongTensor, ShortTensor,
)

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
relu_ = Tensor.relu_
subtract = sub
swapaxes = swapdims = transpose

__version__ = "0.1.0"

__all__ = [
    "AcceleratorError", "BoolTensor", "ByteTensor", "CharTensor", "DoubleTensor", "FloatTensor",
    "Generator", "HalfTensor", "IntTensor", "LongTensor", "OutOfMemoryError", "ShortTensor", "Size",
    "Tensor", "abs", "absolute", "acos", "acosh", "add", "addcdiv", "addcmul", "addmm", "addmv",
    "adjoint", "all", "allclose", "amax", "amin", "aminmax", "angle", "any", "arange", "arccos",
    "arccosh", "arcsin", "arcsinh", "arctan", "arctan2", "arctanh", "argmax", "argmin", "argsort",
    "argwhere", "as_strided", "as_tensor", "asarray", "asin", "asinh", "atan", "atan2", "atanh",
    "atleast_1d", "atleast_2d", "atleast_3d", "autograd", "baddbmm", "bernoulli", "bitwise_and",
    "bitwise_left_shift", "bitwise_not", "bitwise_or", "bitwise_right_shift", "bitwise_xor",
    "block_diag", "bmm", "bool", "broadcast_shapes", "broadcast_tensors", "broadcast_to",
    "can_cast", "cat", "ceil", "celu", "celu_", "chunk", "clamp", "clamp_max", "clamp_min", "clip",
    "clone", "column_stack", "concat", "concatenate", "conj", "conj_physical", "constant_pad_nd",
    "contiguous_format", "conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d",
    "conv_transpose3d", "copysign", "cos", "cosh", "count_nonzero", "cuda", "cummax", "cummin",
    "cumprod", "cumsum", "default_generator", "deg2rad", "device", "diag", "diag_embed", "diagonal",
    "digamma", "div", "divide", "dot", "double", "dsplit", "dstack", "dtype", "einsum", "empty",
    "empty_like", "empty_strided", "enable_grad", "eq", "equal", "erf", "erfc", "erfinv", "exp",
    "exp2", "expm1", "eye", "fill", "finfo", "fix", "flatten", "flip", "fliplr", "flipud", "float",
    "float16", "float32", "float64", "float_power", "floor", "floor_divide", "fmax", "fmin", "fmod",
    "frac", "frexp", "from_dlpack", "from_numpy", "full", "full_like", "gather", "gcd", "ge", "ger",
    "get_default_device", "get_default_dtype", "get_rng_state", "greater", "greater_equal", "gt",
    "half", "hardshrink", "heaviside", "hsplit", "hstack", "hypot", "i0", "igamma", "igammac",
    "iinfo", "imag", "index_add", "index_copy", "index_fill", "index_put", "index_select",
    "inference_mode", "initial_seed", "inner", "int", "int16", "int32", "int64", "int8",
    "is_anomaly_enabled", "is_complex", "is_floating_point", "is_grad_enabled",
    "is_inference_mode_enabled", "is_nonzero", "is_tensor", "isclose", "isfinite", "isinf", "isnan",
    "isneginf", "isposinf", "isreal", "kthvalue", "layout", "lcm", "ldexp", "le", "lerp", "less",
    "less_equal", "lgamma", "linspace", "load", "log", "log10", "log1p", "log2", "log_softmax",
    "logaddexp", "logaddexp2", "logcumsumexp", "logical_and", "logical_not", "logical_or",
    "logical_xor", "logit", "logspace", "logsumexp", "long", "lt", "manual_seed", "masked_fill",
    "masked_scatter", "masked_select", "matmul", "max", "maximum", "mean", "median",
    "memory_format", "meshgrid", "min", "minimum", "mm", "mode", "moveaxis", "movedim", "msort",
    "mul", "multinomial", "multiply", "mv", "mvlgamma", "nan_to_num", "nanmedian", "nansum",
    "narrow", "ne", "neg", "negative", "nextafter", "nn", "no_grad", "nonzero", "norm", "normal",
    "not_equal", "numel", "ones", "ones_like", "optim", "outer", "permute", "poisson", "polygamma",
    "positive", "pow", "prelu", "preserve_format", "prod", "promote_types", "rad2deg", "rand",
    "rand_like", "randint", "randint_like", "randn", "randn_like", "random", "randperm", "ravel",
    "real", "reciprocal", "relu", "relu_", "remainder", "repeat_interleave", "reshape",
    "resolve_conj", "resolve_neg", "result_type", "roll", "rot90", "round", "row_stack", "rrelu",
    "rrelu_", "rsqrt", "rsub", "save", "scalar_tensor", "scatter", "scatter_add", "seed", "select",
    "selu", "selu_", "serialization", "set_default_device", "set_default_dtype", "set_grad_enabled",
    "set_printoptions", "set_rng_state", "sgn", "short", "sigmoid", "sign", "signbit", "sin",
    "sinc", "sinh", "softmax", "sort", "special", "split", "sqrt", "square", "squeeze", "stack",
    "std", "strided", "sub", "subtract", "sum", "swapaxes", "swapdims", "t", "take",
    "take_along_dim", "tan", "tanh", "tensor", "tensor_split", "tensordot", "testing", "threshold",
    "threshold_", "tile", "topk", "transpose", "tril", "triu", "true_divide", "trunc", "uint8",
    "unbind", "unflatten", "unsqueeze", "utils", "var", "vsplit", "vstack", "where", "xlogy",
    "zeros", "zeros_like",
]
