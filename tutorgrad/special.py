"""Special functions of mathematics, under the names that SciPy has for them.

Each is an operation of `ops/`; there stand the formulas and the derivatives. Source: torch.special.
"""

# isort: off
# fmt: off
from .ops import (
    digamma, erf, erfc, erfinv, exp2, expm1, i0, igamma, igammac, lgamma, log1p, log_softmax, logit,
    logsumexp, mvlgamma, polygamma, round, sigmoid, sinc, softmax, special_entr, special_erfcx,
    special_i0e, special_i1, special_i1e, special_log_ndtr, special_ndtr, special_ndtri,
    special_xlog1py, special_zeta, xlogy,
)
from .outside import missing as _missing

entr = special_entr
erfcx = special_erfcx
expit = sigmoid
gammainc = igamma
gammaincc = igammac
gammaln = lgamma
i0e = special_i0e
i1 = special_i1
i1e = special_i1e
log_ndtr = special_log_ndtr
multigammaln = mvlgamma
ndtr = special_ndtr
ndtri = special_ndtri
psi = digamma
xlog1py = special_xlog1py
zeta = special_zeta

__all__ = [
    "digamma", "entr", "erf", "erfc", "erfcx", "erfinv", "exp2", "expit", "expm1", "gammainc",
    "gammaincc", "gammaln", "i0", "i0e", "i1", "i1e", "log1p", "log_ndtr", "log_softmax", "logit",
    "logsumexp", "multigammaln", "ndtr", "ndtri", "polygamma", "psi", "round", "sinc", "softmax",
    "xlog1py", "xlogy", "zeta",
]

__getattr__ = _missing("special")
