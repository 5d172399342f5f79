"""The methods of Tensor that are operations: each a name for one operation of `ops/`.

An operation called as a method gets the tensor as its first argument, so `x.exp()` is `exp(x)` and
ctrl-click on a line below leads to forward and derivative. Names with a trailing underscore write
their result into the tensor (see `inplace`).
"""

from __future__ import annotations

from .contents import Contents
from .elementwise import Elementwise
from .index import Indexing
from .linalg import LinearAlgebra
from .operators import Operators
from .reduction import Reductions
from .shape import Shapes


class Methods(Operators, Elementwise, Reductions, Shapes, Indexing, LinearAlgebra, Contents):
    """The operations as methods."""
