"""The named tuples that operations with several results return: `max(dim)` -> (values, indices).

They unpack like tuples and print one field per line, under PyTorch's name.
Source: torch.return_types.
"""

from __future__ import annotations

from operator import itemgetter
from typing import Any


class _Named(tuple[Any, ...]):
    """A tuple whose places have names; prints one field per line, under PyTorch's name.

    (`collections.namedtuple` compiles code for every class: 2 ms for all of these.)
    """

    __slots__ = ()
    _fields: tuple[str, ...]

    def __new__(cls, *values: Any) -> Any:
        if len(values) != len(cls._fields):
            raise TypeError(f"{cls.__name__}() takes {len(cls._fields)} results, not {len(values)}")
        return tuple.__new__(cls, values)

    def __getnewargs__(self) -> tuple[Any, ...]:
        return tuple(self)

    def __repr__(self) -> str:
        fields = (f"{name}={getattr(self, name)!r}" for name in self._fields)
        return f"torch.return_types.{type(self).__name__}(\n" + ",\n".join(fields) + ")"


def _named(name: str, fields: str) -> Any:
    """The class of what `torch.NAME` (for linalg_NAME: `torch.linalg.NAME`) returns."""
    doc = f"What `torch.{name.replace('linalg_', 'linalg.')}` returns: ({fields})."
    places = {field: property(itemgetter(i)) for i, field in enumerate(fields.split())}
    about = {"__doc__": doc, "__module__": __name__, "__slots__": (), "_fields": tuple(places)}
    return type(name, (_Named,), about | places)


cummax, cummin, kthvalue, max, median, min, mode, nanmedian, sort, topk = (
    _named(name, "values indices")
    for name in "cummax cummin kthvalue max median min mode nanmedian sort topk".split()
)
aminmax = _named("aminmax", "min max")
histogram, histogramdd = (_named(name, "hist bin_edges") for name in ("histogram", "histogramdd"))
frexp = _named("frexp", "mantissa exponent")
linalg_cholesky_ex = _named("linalg_cholesky_ex", "L info")
linalg_eigh = _named("linalg_eigh", "eigenvalues eigenvectors")
linalg_inv_ex = _named("linalg_inv_ex", "inverse info")
linalg_lstsq = _named("linalg_lstsq", "solution residuals rank singular_values")
linalg_lu = _named("linalg_lu", "P L U")
linalg_lu_factor = _named("linalg_lu_factor", "LU pivots")
linalg_lu_factor_ex = _named("linalg_lu_factor_ex", "LU pivots info")
linalg_qr, qr = _named("linalg_qr", "Q R"), _named("qr", "Q R")
linalg_slogdet, slogdet = (_named(name, "sign logabsdet") for name in ("linalg_slogdet", "slogdet"))
linalg_solve_ex = _named("linalg_solve_ex", "result info")
linalg_svd, svd = _named("linalg_svd", "U S Vh"), _named("svd", "U S V")
lu_unpack = _named("lu_unpack", "P L U")
triangular_solve = _named("triangular_solve", "solution cloned_coefficient")

__all__ = [
    "aminmax", "cummax", "cummin", "frexp", "histogram", "histogramdd", "kthvalue",
    "linalg_cholesky_ex", "linalg_eigh", "linalg_inv_ex", "linalg_lstsq", "linalg_lu",
    "linalg_lu_factor", "linalg_lu_factor_ex", "linalg_qr", "linalg_slogdet", "linalg_solve_ex",
    "linalg_svd", "lu_unpack", "max", "median", "min", "mode", "nanmedian", "qr", "slogdet", "sort",
    "svd", "topk", "triangular_solve",
]  # fmt: skip
