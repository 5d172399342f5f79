"""A tensor and a NumPy array under one operator, on either side: what PyTorch gives or raises."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
import torch

import tutorgrad

OPERATORS = "+ - * / // % ** > < == != >= & @".split()
PAIRS = ("x a", "a x", "x whole", "whole x", "leaf a", "a leaf", "i whole", "whole i")


def outcome(lib: Any, left: str, operator: str, right: str) -> str:
    """The type and repr of a result, or the exception and its message."""
    names = {
        "a": np.array([1.0, 2.0]),
        "whole": np.array([1, 2]),
        "x": lib.tensor([3.0, 4.0]),
        "leaf": lib.tensor([3.0, 4.0], requires_grad=True),
        "i": lib.tensor([3, 4]),
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PyTorch's __array_wrap__ has an old signature
        try:
            result = eval(f"{left} {operator} {right}", names)
        except Exception as error:
            return f"{type(error).__name__}: {error}"
    return f"{type(result).__name__} {result!r}"


@pytest.mark.parametrize("operator", OPERATORS)
def test_tensor_and_array(operator: str) -> None:
    """The result, its dtype, or the error."""
    for pair in PAIRS:
        left, right = pair.split()
        want, got = (outcome(lib, left, operator, right) for lib in (torch, tutorgrad))
        assert got == want, pair
