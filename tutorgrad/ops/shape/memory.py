"""How the elements of an array lie in memory: can it be read otherwise without a copy?"""

from __future__ import annotations

from typing import Any

import numpy as np

Array = Any


def regroups(array: Array, size: tuple[int, ...]) -> bool:
    """Can the array be read under another shape without a copy?

    Neighbouring dimensions that lie seamlessly in memory form one stretch; every stretch has to be
    covered by whole dimensions of the new shape.   Source: torch's `computeStride`.
    """
    if array.flags.c_contiguous or 0 in array.shape:
        return True
    shape, strides = array.shape, array.strides
    left = len(size) - 1
    stretch, covered, step = 1, 1, strides[-1]
    for d in range(len(shape) - 1, -1, -1):
        stretch *= shape[d]
        if d and (shape[d - 1] == 1 or strides[d - 1] == stretch * step):
            continue
        while left >= 0 and (covered < stretch or size[left] == 1):
            covered *= size[left]
            left -= 1
        if covered != stretch:
            return False
        stretch, covered, step = 1, 1, strides[d - 1] if d else 1
    return left == -1


def turned_whole(matrix: Any) -> Any:
    """The NumPy matrix of which this one is the transpose, if that is all its memory, else None.

    So a weight that was used as w.t() gets its gradient without a copy: the gradient of the
    transpose comes as a transpose (see `linear_`), and what it was made of is the weight's.
    """
    if matrix.__class__ is not np.ndarray or matrix.base.__class__ is not np.ndarray:
        return None
    whole = matrix.base
    if whole.shape != matrix.shape[::-1] or whole.dtype is not matrix.dtype or not whole.size:
        return None
    return whole if whole.flags.c_contiguous and matrix.flags.f_contiguous else None
