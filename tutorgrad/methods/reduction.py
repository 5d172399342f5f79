"""Methods that turn many numbers into fewer, or put them in order."""

from __future__ import annotations

from typing import Any

from .. import ops
from ..inplace import inplace
from ..nodes import Value


class Reductions(Value):
    """Methods that turn many numbers into fewer, or put them in order."""

    sum = ops.sum
    mean = ops.mean
    nansum = ops.nansum
    nanmean = ops.nanmean
    median = ops.median
    nanmedian = ops.nanmedian
    mode = ops.mode
    kthvalue = ops.kthvalue
    quantile = ops.quantile
    nanquantile = ops.nanquantile
    diff = ops.diff
    prod = ops.prod
    var = ops.var
    std = ops.std
    norm = ops.norm
    dist = ops.dist
    cov = ops.cov
    corrcoef = ops.corrcoef
    logsumexp = ops.logsumexp
    max = ops.max
    min = ops.min
    amax = ops.amax
    amin = ops.amin
    aminmax = ops.aminmax
    argmax = ops.argmax
    argmin = ops.argmin
    all = ops.all
    any = ops.any

    def count_nonzero(self, *dim: Any, **keywords: Any) -> Any:
        """How many elements (over the dimensions) are not 0. Source: torch.Tensor.count_nonzero."""
        return ops.count_nonzero(self, *((dim,) if len(dim) > 1 else dim), **keywords)

    cumsum = ops.cumsum
    cumprod = ops.cumprod
    cummax = ops.cummax
    cummin = ops.cummin
    logcumsumexp = ops.logcumsumexp
    sort = ops.sort
    argsort = ops.argsort
    msort = ops.msort
    topk = ops.topk
    unique = ops.unique
    unique_consecutive = ops.unique_consecutive
    bincount = ops.bincount
    histc = ops.histc
    histogram = ops.histogram
    softmax = ops.softmax
    log_softmax = ops.log_softmax
    cumsum_ = inplace(ops.cumsum)
    cumprod_ = inplace(ops.cumprod)
