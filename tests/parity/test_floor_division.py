"""Division rounded down is PyTorch's to the bit, in every floating dtype, on every accelerator.

Protects: the quotient that an infinite number, a divisor of no exact binary form, or float16's few
digits would make another one. NumPy's and CuPy's own floor_divide both differ from PyTorch here.
"""

from __future__ import annotations

import numpy as np
import pytest
import torch

import tutorgrad
from tests.accelerators import KINDS, switched_on

CORNERS = np.array([np.inf, -np.inf, np.nan, 0.0, -0.0, 1, -1, 5, -5, 0.1, 1e-7, 3e4])
FORMS = {
    "a // b": lambda a, b: a // b,
    "a // 0.1": lambda a, b: a // 0.1,
    "a // -7.5": lambda a, b: a // -7.5,
    "2.5 // b": lambda a, b: 2.5 // b,
}


@pytest.mark.parametrize("device", ["cpu", *KINDS])
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
@pytest.mark.parametrize("form", FORMS)
def test_every_quotient_is_pytorchs(form, dtype, device):
    rng = np.random.default_rng(0)
    a = np.concatenate([np.repeat(CORNERS, CORNERS.size), rng.normal(size=10_000) * 1000])
    b = np.concatenate([np.tile(CORNERS, CORNERS.size), rng.normal(size=10_000)])
    a, b = a.astype(dtype), b.astype(dtype)
    expected = FORMS[form](torch.from_numpy(a), torch.from_numpy(b)).numpy()
    with switched_on(device):
        where = "cpu" if device == "cpu" else "cuda"
        ours = [tutorgrad.from_numpy(x).to(where) for x in (a, b)]
        found = FORMS[form](*ours).cpu().numpy()
    np.testing.assert_array_equal(found, expected)
    numbers = ~np.isnan(expected)
    assert (np.signbit(found) == np.signbit(expected))[numbers].all(), "a zero with another sign"
