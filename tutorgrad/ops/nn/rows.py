"""Sums and largest elements of the rows of a matrix, by the fastest calls NumPy has for them.

Measured on rows of 64 and 1024 float32 numbers, in ns per number:

    np.sum 0.4, 0.17      a product with ones 0.07, 0.05
    np.sum(x * y) 0.6, 0.3      a product of each row with its column 0.17, 0.10
    np.max 1.0, 0.14      np.argmax and a look-up 0.5, 0.09
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ...backend import place_of

Array = Any


def row_sums(x: Array) -> Array:
    """The sum of each row. Shape: (n, k) -> (n, 1)."""
    return np.matmul(x, np.ones_like(x, shape=(x.shape[1], 1)))


def row_dots(x: Array, y: Array) -> Array:
    """The sum of x · y in each row. Shape: (n, k), (n, k) -> (n, 1)."""
    return np.matmul(x[:, None, :], y[:, :, None])[:, 0]


def row_tops(x: Array) -> Array:
    """The largest element of each row; NaN where there is one. Shape: (n, k) -> (n, 1)."""
    rows = place_of(x).xp.arange(len(x))
    return x[rows, np.argmax(x, axis=1)][:, None]


def column_sums(x: Array) -> Array:
    """The sum of each column. Shape: (n, k) -> (1, k)."""
    return np.matmul(np.ones_like(x, shape=(1, x.shape[0])), x)


__all__ = ["column_sums", "row_dots", "row_sums", "row_tops"]
