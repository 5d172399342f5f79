"""The operations: forward and derivative side by side, one family per file.

This is the list of everything that is an operation; `tutorgrad` shows the public part of it under
PyTorch's names, and `Methods` as methods of Tensor.
"""

# isort: off
# fmt: off
# (Packed: one name a line would be five screens.)
from .broadcast import broadcast_shapes, sum_to_size
from .elementwise.arithmetic import (
    add, addcdiv, addcmul, div, float_power, floor_divide, fmod, lerp, mul, neg, positive, pow,
    remainder, rsub, sub, true_divide,
)
from .elementwise.bessel import i0, special_i0e, special_i1, special_i1e
from .elementwise.compare import (
    allclose, bitwise_and, bitwise_left_shift, bitwise_not, bitwise_or, bitwise_right_shift,
    bitwise_xor, eq, equal, ge, gt, invert, isclose, isfinite, isinf, isnan, le, logical_and,
    logical_not, logical_or, logical_xor, lt, ne, signbit,
)
from .elementwise.convert import copy, fill, overwrite, to_copy, zero
from .elementwise.corners import (
    abs, ceil, clamp, clamp_max, clamp_min, clip, floor, fmax, fmin, frac, maximum, minimum, relu,
    round, sign, trunc,
)
from .elementwise.functions import (
    acos, acosh, asin, asinh, atan, atan2, atanh, cos, cosh, exp, exp2, expm1, log, log10, log1p,
    log2, logaddexp, reciprocal, rsqrt, sigmoid, sin, sinh, sqrt, square, tan, tanh,
)
from .elementwise.gamma import digamma, igamma, igammac, lgamma, mvlgamma, polygamma, special_zeta
from .elementwise.normal import (
    erfinv, special_entr, special_erfcx, special_log_ndtr, special_ndtr, special_ndtri,
    special_xlog1py,
)
from .elementwise.numbers import (
    angle, conj, conj_physical, copysign, deg2rad, frexp, gcd, heaviside, hypot, imag, isneginf,
    isposinf, isreal, lcm, ldexp, logaddexp2, nextafter, rad2deg, real, resolve_conj, resolve_neg,
    sgn, sinc,
)
from .elementwise.special import erf, erfc, logit, nan_to_num, xlogy
from .index.gather import (
    argwhere, gather, index_select, masked_fill, masked_scatter, masked_select, nonzero, take,
    take_along_dim, where,
)
from .index.getitem import getitem, index_put, locate, put
from .index.reduce import index_reduce, put_elements, scatter_reduce
from .index.scatter import index_add, index_copy, index_fill, scatter, scatter_add
from .linalg.chains import cdist, chain_matmul, cross, kron, matrix_exp, matrix_power
from .linalg.einsum import einsum, inner, tensordot
from .linalg.factor import cholesky, qr, svd
from .linalg.lu import lu, lu_solve, lu_unpack
from .linalg.norms import norm
from .linalg.products import (
    addbmm, addmm, addmv, addr, baddbmm, bmm, dot, ger, matmul, mm, mv, outer, vdot,
)
from .linalg.rank import pinverse
from .linalg.solve import (
    cholesky_inverse, cholesky_solve, det, inverse, logdet, slogdet, triangular_solve,
)
from .nn.adaptive import (
    adaptive_avg_pool1d, adaptive_avg_pool2d, adaptive_avg_pool3d, adaptive_max_pool2d,
    adaptive_max_pool3d,
)
from .nn.conv import conv1d, conv2d, conv3d, conv_transpose1d, conv_transpose2d, conv_transpose3d
from .nn.fold import channel_shuffle, pixel_shuffle, pixel_unshuffle
from .nn.pad import constant_pad_nd, pad
from .nn.piecewise import hardshrink, prelu
from .nn.pool import avg_pool1d, avg_pool2d, avg_pool3d, max_pool1d, max_pool2d, max_pool3d
from .nn.softmax import log_softmax, softmax
from .reduction.calculus import cumulative_trapezoid, diff, gradient, trapezoid, trapz
from .reduction.extremes import amax, amin, aminmax, argmax, argmin, max, min
from .reduction.histogram import bincount, bucketize, histc, histogram, histogramdd, searchsorted
from .reduction.norm import dist
from .reduction.order import argsort, kthvalue, median, mode, msort, nanmedian, sort, topk
from .reduction.product import cumprod, prod
from .reduction.quantile import nanquantile, quantile
from .reduction.reduce import all, any, count_nonzero, logsumexp, mean, nansum, sum
from .reduction.running import cummax, cummin, cumsum, logcumsumexp
from .reduction.statistics import corrcoef, cov, nanmean, std, std_mean, var, var_mean
from .reduction.unique import isin, unique, unique_consecutive
from .shape.combine import (
    cartesian_prod, combinations, diagflat, nonzero_static, renorm, trace, unravel_index, vander,
)
from .shape.copies import (
    alias_copy, as_strided_copy, as_strided_scatter, detach_copy, diagonal_copy, diagonal_scatter,
    expand_copy, narrow_copy, permute_copy, select_copy, select_scatter, slice_copy, slice_scatter,
    split_copy, split_with_sizes_copy, squeeze_copy, t_copy, transpose_copy, unbind_copy,
    unfold_copy, unsafe_chunk, unsafe_split, unsafe_split_with_sizes, unsqueeze_copy, view_copy,
)
from .shape.join import (
    atleast_1d, atleast_2d, atleast_3d, block_diag, cat, column_stack, dstack, hstack, row_stack,
    stack, vstack,
)
from .shape.rearrange import (
    diag, diag_embed, flip, fliplr, flipud, meshgrid, repeat, repeat_interleave, roll, rot90, tile,
    tril, triu,
)
from .shape.slicing import (
    chunk, diagonal, dsplit, hsplit, narrow, select, split, split_with_sizes, tensor_split, unbind,
    unfold, vsplit,
)
from .shape.strided import as_strided, copy_slices, geometry
from .shape.views import (
    adjoint, alias, broadcast_tensors, broadcast_to, clone, conjugate_transpose, contiguous, expand,
    expand_as, flatten, matrix_transpose, moveaxis, movedim, numpy_T, permute, ravel, reshape,
    reshape_as, squeeze, t, transpose, unflatten, unsqueeze, view, view_as,
)

__all__ = [
    "abs", "acos", "acosh", "adaptive_avg_pool1d", "adaptive_avg_pool2d", "adaptive_avg_pool3d",
    "adaptive_max_pool2d", "adaptive_max_pool3d", "add", "addbmm", "addcdiv", "addcmul", "addmm",
    "addmv", "addr", "adjoint", "alias", "alias_copy", "all", "allclose", "amax", "amin", "aminmax",
    "angle", "any", "argmax", "argmin", "argsort", "argwhere", "as_strided", "as_strided_copy",
    "as_strided_scatter", "asin", "asinh", "atan", "atan2", "atanh", "atleast_1d", "atleast_2d",
    "atleast_3d", "avg_pool1d", "avg_pool2d", "avg_pool3d", "baddbmm", "bincount", "bitwise_and",
    "bitwise_left_shift", "bitwise_not", "bitwise_or", "bitwise_right_shift", "bitwise_xor",
    "block_diag", "bmm", "broadcast_shapes", "broadcast_tensors", "broadcast_to", "bucketize",
    "cartesian_prod", "cat", "cdist", "ceil", "chain_matmul", "channel_shuffle", "cholesky",
    "cholesky_inverse", "cholesky_solve", "chunk", "clamp", "clamp_max", "clamp_min", "clip",
    "clone", "column_stack", "combinations", "conj", "conj_physical", "conjugate_transpose",
    "constant_pad_nd", "contiguous", "conv1d", "conv2d", "conv3d", "conv_transpose1d",
    "conv_transpose2d", "conv_transpose3d", "copy", "copy_slices", "copysign", "corrcoef", "cos",
    "cosh", "count_nonzero", "cov", "cross", "cummax", "cummin", "cumprod", "cumsum",
    "cumulative_trapezoid", "deg2rad", "det", "detach_copy", "diag", "diag_embed", "diagflat",
    "diagonal", "diagonal_copy", "diagonal_scatter", "diff", "digamma", "dist", "div", "dot",
    "dsplit", "dstack", "einsum", "eq", "equal", "erf", "erfc", "erfinv", "exp", "exp2", "expand",
    "expand_as", "expand_copy", "expm1", "fill", "flatten", "flip", "fliplr", "flipud",
    "float_power", "floor", "floor_divide", "fmax", "fmin", "fmod", "frac", "frexp", "gather",
    "gcd", "ge", "geometry", "ger", "getitem", "gradient", "gt", "hardshrink", "heaviside", "histc",
    "histogram", "histogramdd", "hsplit", "hstack", "hypot", "i0", "igamma", "igammac", "imag",
    "index_add", "index_copy", "index_fill", "index_put", "index_reduce", "index_select", "inner",
    "inverse", "invert", "isclose", "isfinite", "isin", "isinf", "isnan", "isneginf", "isposinf",
    "isreal", "kron", "kthvalue", "lcm", "ldexp", "le", "lerp", "lgamma", "locate", "log", "log10",
    "log1p", "log2", "log_softmax", "logaddexp", "logaddexp2", "logcumsumexp", "logdet",
    "logical_and", "logical_not", "logical_or", "logical_xor", "logit", "logsumexp", "lt", "lu",
    "lu_solve", "lu_unpack", "masked_fill", "masked_scatter", "masked_select", "matmul",
    "matrix_exp", "matrix_power", "matrix_transpose", "max", "max_pool1d", "max_pool2d",
    "max_pool3d", "maximum", "mean", "median", "meshgrid", "min", "minimum", "mm", "mode",
    "moveaxis", "movedim", "msort", "mul", "mv", "mvlgamma", "nan_to_num", "nanmean", "nanmedian",
    "nanquantile", "nansum", "narrow", "narrow_copy", "ne", "neg", "nextafter", "nonzero",
    "nonzero_static", "norm", "numpy_T", "outer", "overwrite", "pad", "permute", "permute_copy",
    "pinverse", "pixel_shuffle", "pixel_unshuffle", "polygamma", "positive", "pow", "prelu", "prod",
    "put", "put_elements", "qr", "quantile", "rad2deg", "ravel", "real", "reciprocal", "relu",
    "remainder", "renorm", "repeat", "repeat_interleave", "reshape", "reshape_as", "resolve_conj",
    "resolve_neg", "roll", "rot90", "round", "row_stack", "rsqrt", "rsub", "scatter", "scatter_add",
    "scatter_reduce", "searchsorted", "select", "select_copy", "select_scatter", "sgn", "sigmoid",
    "sign", "signbit", "sin", "sinc", "sinh", "slice_copy", "slice_scatter", "slogdet", "softmax",
    "sort", "special_entr", "special_erfcx", "special_i0e", "special_i1", "special_i1e",
    "special_log_ndtr", "special_ndtr", "special_ndtri", "special_xlog1py", "special_zeta", "split",
    "split_copy", "split_with_sizes", "split_with_sizes_copy", "sqrt", "square", "squeeze",
    "squeeze_copy", "stack", "std", "std_mean", "sub", "sum", "sum_to_size", "svd", "t", "t_copy",
    "take", "take_along_dim", "tan", "tanh", "tensor_split", "tensordot", "tile", "to_copy", "topk",
    "trace", "transpose", "transpose_copy", "trapezoid", "trapz", "triangular_solve", "tril",
    "triu", "true_divide", "trunc", "unbind", "unbind_copy", "unflatten", "unfold", "unfold_copy",
    "unique", "unique_consecutive", "unravel_index", "unsafe_chunk", "unsafe_split",
    "unsafe_split_with_sizes", "unsqueeze", "unsqueeze_copy", "vander", "var", "var_mean", "vdot",
    "view", "view_as", "view_copy", "vsplit", "vstack", "where", "xlogy", "zero",
]
