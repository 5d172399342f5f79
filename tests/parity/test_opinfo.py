"""PyTorch's own samples of its operators give the same with tutorgrad.

Protects: values, dtypes, first and second derivatives, in-place and out= forms, memory with gaps,
and the exception and text of PyTorch's own wrong calls, for every operator that tutorgrad has.
"""

from __future__ import annotations

import pytest

from tests.parity.opinfo import ABSENT, OPERATORS, check, ours

pytestmark = pytest.mark.torch

# operator -> why one of its samples differs. A name that gives the same must leave the list.
IN_PLACE = "in place on an input that is too small, another text"
TIES = "of equal elements another one is found"
OVERLAP = "out= that shares memory with an input is not refused"
MEAN = "no derivative for the mean and the spread; no layout="
TEXT = "a rare error has another text"
ORDER = "the memory order, or a stride of a dimension of size 1"
DIFFERENT = {
    "arange": TEXT,
    "multinomial": TEXT,
    "normal": MEAN,
    "normal/number_mean": MEAN,
    "nn.functional.adaptive_avg_pool3d": TEXT,
    "nn.functional.adaptive_max_pool1d": TEXT,
    "nn.functional.max_pool3d": TEXT,
    "nn.functional.pdist": "p=0 has no gradient here, zeros there",
    "addmm": IN_PLACE,
    "addmm/decomposed": IN_PLACE,
    "addmv": IN_PLACE,
    "addbmm": IN_PLACE,
    "baddbmm": IN_PLACE,
    "addr": IN_PLACE,
    "kthvalue": TIES,
    "topk": TIES,
    "sort": TIES,
    "argsort": TIES,
    "masked_select": OVERLAP,
    "gather": OVERLAP,
    "index_select": OVERLAP,
    "take": OVERLAP,
    "cat": OVERLAP,
    "empty_like": ORDER,
    "new_empty_strided": ORDER,
    "empty_permuted": ORDER,
    "narrow_copy": TEXT,
    "as_strided_scatter": "of elements that share a place, all take part in the gradient there",
    "cdist": "p=0 has no gradient here, zeros there; ours is differentiable twice",
    "matrix_exp": "float32 is computed in float64 here and is closer to the truth",
    "linalg.householder_product": "without vectors, no history here",
    "linalg.norm/subgradients_at_zero": "second derivatives at 0 are 0 here, NaN there",
    "nn.functional.linear": "no out=",
    "nn.functional.scaled_dot_product_attention": "differentiable twice here, not there",
    "polygamma/polygamma_n_0": "the last digits in float32",
    "polygamma/polygamma_n_1": "the last digits in float32",
    "polygamma/polygamma_n_2": "the last digits in float32",
    "polygamma/polygamma_n_3": "the last digits in float32",
    "polygamma/polygamma_n_4": "the last digits in float32",
    "special.polygamma/special_polygamma_n_0": "the last digits in float32",
}


@pytest.mark.parametrize("name", [n for n, info in OPERATORS.items() if ours(info) is not ABSENT])
def test_pytorchs_own_samples(name: str) -> None:
    report = check(OPERATORS[name])
    if name in DIFFERENT:
        assert report.wrong, f"{name} is the same now: take it out of DIFFERENT"
    else:
        assert not report.wrong, "\n\n".join(report.wrong)
