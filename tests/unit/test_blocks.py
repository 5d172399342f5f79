"""Large arrays in blocks: every row once, NumPy's arrays in views, others whole."""

import numpy as np

from tutorgrad.backend import blocks
from tutorgrad.backend.simulated import places


def test_blocks_are_views_of_all_rows():
    source = np.arange(35.0).reshape(7, 5)
    result = np.zeros_like(source)
    sizes = []
    for x, y in blocks(source, result, size=10):
        sizes.append(len(x))
        np.multiply(x, 2, out=y)
    assert sizes == [2, 2, 2, 1]
    assert np.array_equal(result, 2 * source)


def test_a_row_larger_than_a_block_is_a_block():
    assert [len(x) for (x,) in blocks(np.zeros((3, 8)), size=4)] == [1, 1, 1]


def test_small_arrays_and_arrays_of_an_accelerator_come_whole():
    small, empty, number = np.zeros(4), np.zeros((0, 3)), np.zeros(())
    for array in (small, empty, number):
        assert next(blocks(array))[0] is array
    far = places(1)[0].from_host(np.zeros(100))
    assert [x is far for (x,) in blocks(far, size=10)] == [True]
