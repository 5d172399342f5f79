"""A value in a sentence, and the words under two arrays."""

from __future__ import annotations

import numpy as np

from course.exercises.compare import Difference, spell
from course.exercises.pictures import side_by_side
from course.inside.plain import Numbers


def test_a_value_is_spelled_without_the_names_of_our_own_classes():
    one = Numbers(np.float32(1.5), "tensor", False)
    table = Numbers(np.ones((3, 4), np.float32), "array", False)
    assert spell(table) == "an array of shape (3, 4) and dtype float32"
    assert spell([[one, one], [one]]).startswith("a list of 2: a list of 2: a tensor holding 1.5")


def test_arrays_that_differ_in_their_dtype_alone_are_not_said_to_differ():
    small, large = (Numbers(np.ones(4, kind), "tensor", False) for kind in ("f4", "f8"))
    picture = side_by_side(Difference("expected dtype", small, large))
    assert picture is not None and picture[1] == "the numbers are the same, within rounding"
