"""PyTorch's own samples of its operators give the same with tutorgrad.

Protects: values, dtypes, first and second derivatives, in-place and out= forms, memory with gaps,
and the exception and text of PyTorch's own wrong calls, for every operator that tutorgrad has.
"""

from __future__ import annotations

import re

import pytest

from tests.parity.opinfo import ABSENT, OPERATORS, check, ours

pytestmark = pytest.mark.torch

# operator -> why none of its samples can be compared
NOT_COMPARED = {
    "imag": "takes complex numbers only",
    "nn.functional.silu/complex": "takes complex numbers only",
    "nn.functional.batch_norm/without_cudnn": "has samples for a GPU only",
}

# why samples differ -> operator -> which ones: a regular expression that the whole description
# matches. Every other sample must give the same, and one that does must leave the list.
WITH_HISTORY = r"(with gaps )?\(.*float64.*\)"
DIFFERENT = {
    "one of the rare errors has another text": {
        "arange": r"wrong \(0, 64, 0\.5, out=int64\[0\]\)",
        "nn.functional.adaptive_avg_pool3d": r"wrong .*output_size=\[-1, 0, 2\]\)",
        "nn.functional.adaptive_max_pool1d": r"wrong .*output_size=\[-1\]\)",
        "nn.functional.max_pool3d": r"wrong \(float32\[(0, 1, 2, 10|2, 1, 0, 1, 2)\], .*",
        "narrow_copy": r"wrong .*(3, 0, 0|0, 0, -1)\)",
        # in place on an input that is too small
        "addmm": r"in place \(float64\[1\], .*",
        "addmm/decomposed": r"in place \(float64\[1\], .*",
        "addmv": r"in place \(float64\[1?\], .*",
        "baddbmm": r"in place \(float64\[\], .*",
        "addr": r"in place \(float64\[\], .*",
    },
    "in place on an input that is too small is refused here and enlarges it there": {
        "addbmm": r"in place \(float64\[\], .*",
    },
    "out= of a wrong dtype is not refused": {
        "multinomial": r"wrong .*out=float64\[1, 2\]\)",
        "gather": r"wrong .*out=float64\[2, 2\]\)",
    },
    "out= that shares memory with an input, or with itself, is not refused": {
        "kthvalue": r"wrong .*out=.*",
        "masked_select": r"wrong .*out=.*\[6\]\)",
        "gather": r"wrong .*out=(float32\[6\]|int64\[1\])\)",
        "index_select": r"wrong .*out=float32\[2, 6\]\)",
        "take": r"wrong .*out=(float32\[6\]|int64\[2\])\)",
        "cat": r"wrong .*out=float32\[(0|4, 6|2, 6)\]\)",
    },
    "more than 2^24 categories are not refused": {
        "multinomial": r"wrong \(float64\[16777217\], 3\)"
    },
    "of equal elements another one is found": {
        "kthvalue": r"\(int64\[5, 5, 5\], 2.*\)",
        "topk": r"\(int64\[5, 10, 5\], 3.*\)",
        "sort": r"\(bool\[8000\]\)",
        "argsort": r"\(bool\[8000\]\)",
    },
    "no history here; there the mean and the spread get zeros as gradients": {
        "normal": WITH_HISTORY,
        "normal/number_mean": r"(with gaps )?\(2\.7, float64.*\)",
    },
    "no layout=": {"normal/number_mean": r"(with gaps )?\(.* layout=.*\)"},
    "no history here; there zeros are the gradient of p=0, and of no vectors": {
        "cdist": r"(with gaps )?\(.*float64.* 0\.0, .*\)",
        "nn.functional.pdist": r"\(float64.* p=0\.0\)",
        "linalg.householder_product": r"(with gaps )?\(.*, float64\[0\]\)",
    },
    # For x of shape (3,) and one element put at 0, PyTorch's gradient of the sum is [1, 0, 0] for
    # x; finite differences (gradcheck, which fails there) and tutorgrad say [0, 1, 1].
    "PyTorch gives x the gradient of the elements that were overwritten": {
        "as_strided_scatter": WITH_HISTORY,
    },
    "differentiable twice here, not there": {
        "nn.functional.scaled_dot_product_attention": r"\((float64\[4, 4, .*){3} dropout_p=0\.0\)",
    },
    "second derivatives at 0 are 0 here, NaN there": {
        "linalg.norm/subgradients_at_zero": r"\(float64\[5\], (None|-0\.5), .*",
    },
    "float32 is computed in float64 here, and is closer to the truth": {
        "matrix_exp": r"\(float32\[5, 5, 5\]\)",
        **{f"polygamma/polygamma_n_{n}": r"\(float32\[5, 5\], 1\)" for n in range(5)},
        "special.polygamma/special_polygamma_n_0": r"\(float32\[5, 5\], 1\)",
    },
    "another stride where no element depends on it": {
        "empty_like": r"with gaps \(float64\[0, 5, 0\]\)",
        "new_empty_strided": r"\(\w+\[5, 5\], \[2, 0\], \[3, 4\]\)",
        "empty_permuted": r"(with gaps )?\(\[1, 0, 5, 1\], .*",
    },
    "no out=": {"nn.functional.linear": r"out= .*"},
}


@pytest.mark.parametrize("name", [n for n, info in OPERATORS.items() if ours(info) is not ABSENT])
def test_pytorchs_own_samples(name: str) -> None:
    report = check(OPERATORS[name])
    assert bool(report.ran) == (name not in NOT_COMPARED)
    listed = [which[name] for which in DIFFERENT.values() if name in which]
    wrong = {
        text: {p for p in listed if re.fullmatch(p, text.split("\n")[0])} for text in report.wrong
    }
    unexpected = [text for text, patterns in wrong.items() if not patterns]
    assert not unexpected, "\n\n".join(unexpected)
    arrived = [sample for sample in report.same if any(re.fullmatch(p, sample) for p in listed)]
    arrived += set(listed).difference(*wrong.values())
    assert not arrived, f"the same now, or no sample: take out of DIFFERENT {arrived}"
