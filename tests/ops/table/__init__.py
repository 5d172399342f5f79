"""The table of operations: every public operation, how it is called, on what, and what must fail.

It drives tests/ops/test_operations.py (no PyTorch needed) and tests/parity/test_operations.py. A
meta-test fails for a public name without a row, and for a derivative rule that no row reaches.
`row.py` says how to read a row.
"""

from __future__ import annotations

from tests.ops.table import (
    activation,
    attention,
    conv,
    decompositions,
    elementwise,
    index,
    linalg,
    losses,
    nn,
    normalization,
    recurrent,
    reduction,
    shape,
    special,
    statistics,
)

TABLE = [
    *elementwise.ROWS,
    *special.ROWS,
    *reduction.ROWS,
    *statistics.ROWS,
    *shape.ROWS,
    *index.ROWS,
    *linalg.ROWS,
    *decompositions.ROWS,
    *nn.ROWS,
    *losses.ROWS,
    *normalization.ROWS,
    *conv.ROWS,
    *activation.ROWS,
    *recurrent.ROWS,
    *attention.ROWS,
]
CASES = [case for row in TABLE for case in row.cases()]
CORNERS = [case for row in TABLE for case in row.corner_cases()]
