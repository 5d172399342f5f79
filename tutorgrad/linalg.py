"""`torch.linalg`: decompositions, systems of equations, determinants, norms.

    from tutorgrad import linalg
    x = linalg.solve(A, b)          # A x = b
    U, S, Vh = linalg.svd(A)

All functions take batches of matrices (…, m, n), and all but the counts have derivatives.
"""

# isort: off
# fmt: off
# (Packed, as the other lists of names.)
from .errors import LinAlgError
from .ops.linalg.chains import (
    linalg_cross as cross, linalg_diagonal as diagonal,
    linalg_householder_product as householder_product, linalg_matrix_exp as matrix_exp,
    linalg_matrix_power as matrix_power, linalg_multi_dot as multi_dot, linalg_vander as vander,
    linalg_vecdot as vecdot,
)
from .ops.linalg.factor import (
    linalg_cholesky as cholesky, linalg_cholesky_ex as cholesky_ex, linalg_eigh as eigh,
    linalg_eigvalsh as eigvalsh, linalg_qr as qr, linalg_svd as svd, linalg_svdvals as svdvals,
)
from .ops.linalg.lu import (
    linalg_lu as lu, linalg_lu_factor as lu_factor, linalg_lu_factor_ex as lu_factor_ex,
    linalg_lu_solve as lu_solve,
)
from .ops.linalg.norms import (
    linalg_cond as cond, linalg_matrix_norm as matrix_norm, linalg_norm as norm,
    linalg_vector_norm as vector_norm,
)
from .ops.linalg.products import matmul
from .ops.linalg.rank import (
    linalg_lstsq as lstsq, linalg_matrix_rank as matrix_rank, linalg_pinv as pinv,
)
from .ops.linalg.solve import (
    linalg_det as det, linalg_inv as inv, linalg_inv_ex as inv_ex, linalg_slogdet as slogdet,
    linalg_solve as solve, linalg_solve_ex as solve_ex, linalg_tensorinv as tensorinv,
    linalg_tensorsolve as tensorsolve,
)
from .ops.linalg.triangular import linalg_solve_triangular as solve_triangular
from .outside import missing as _missing

__all__ = [
    "LinAlgError", "cholesky", "cholesky_ex", "cond", "cross", "det", "diagonal", "eigh",
    "eigvalsh", "householder_product", "inv", "inv_ex", "lstsq", "lu", "lu_factor", "lu_factor_ex",
    "lu_solve", "matmul", "matrix_exp", "matrix_norm", "matrix_power", "matrix_rank", "multi_dot",
    "norm", "pinv", "qr", "slogdet", "solve", "solve_ex", "solve_triangular", "svd", "svdvals",
    "tensorinv", "tensorsolve", "vander", "vecdot", "vector_norm",
]

__getattr__ = _missing("linalg")
