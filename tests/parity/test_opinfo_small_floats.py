"""First derivatives in float32 and float16 of PyTorch's own samples of its operators.

Protects: rules of several steps lose no more digits than PyTorch's, and do not overflow where its
do not. The derivatives in float64 are compared in test_opinfo.py.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import torch as reference

import tutorgrad
from tests.parity.opinfo import (
    ABSENT,
    OPERATORS,
    Call,
    Untranslatable,
    attempt,
    look,
    ours,
)

pytestmark = pytest.mark.torch

SAMPLES = 2
# operator -> why its gradient differs.
DIFFERENT = {
    "as_strided_scatter": "of elements that share a place, all take part in the gradient there",
    "cdist": "p=0 has no gradient here, zeros there",
    "msort": "of equal elements another one is found",
    "nn.functional.normalize": "of one number it is 0, but for rounding",
    "normal": "no derivative for the mean and the spread",
    "normal/number_mean": "no derivative for the mean and the spread",
    "sort": "of equal elements another one is found",
}
TOLERANCE = {"float32": 1e-3, "float16": 3e-2}  # of the largest number in the gradient
NAMES = [n for n, i in OPERATORS.items() if ours(i) is not ABSENT and i.supports_autograd]


def first_samples(info: Any, dtype: str) -> Iterator[Call]:
    """The first of an operator's samples; to make them all takes longer than to run these."""
    reference.manual_seed(0)
    made = info.sample_inputs("cpu", getattr(reference, dtype), requires_grad=True)
    for s in itertools.islice(made, SAMPLES):
        yield Call(s.input, s.args, s.kwargs, s.output_process_fn_grad)


def gradients(library: Any, function: Any, call: Any) -> Any:
    found = attempt(lambda: look(library, function, call, 1))
    if not isinstance(found, dict):
        return None
    return {k: v for k, v in found.items() if k.startswith("d/dx") and v is not None and v.size}


def far(mine: Any, wanted: Any, dtype: str) -> bool:
    """Are two gradients further apart than rounding explains? Where PyTorch's is finite."""
    known = np.isfinite(wanted)
    if mine.shape != wanted.shape or not known.any():
        return mine.shape != wanted.shape
    size = max(float(np.max(np.abs(wanted[known]))), 1e-3)
    away = np.abs(mine[known].astype(float) - wanted[known].astype(float))
    return not bool((away <= TOLERANCE[dtype] * size).all())


@pytest.mark.parametrize("dtype", TOLERANCE)
def test_first_derivatives_in_small_floats(dtype: str) -> None:
    report = []
    for name in NAMES:
        info = OPERATORS[name]
        if name in DIFFERENT or getattr(reference, dtype) not in info.supported_dtypes("cpu"):
            continue
        for call in first_samples(info, dtype):
            try:
                translated = call.translated()
            except Untranslatable:
                continue
            with reference.random.fork_rng():
                here = gradients(tutorgrad, ours(info), translated)
                there = gradients(reference, info.op, call)
            for what in there or {}:
                if here is None or what not in here or far(here[what], there[what], dtype):
                    report.append((f"{name} {call} {what}", here and here.get(what), there[what]))
    assert not report, "\n\n".join(f"{a}\n{b}\nexpected\n{c}" for a, b, c in report)
