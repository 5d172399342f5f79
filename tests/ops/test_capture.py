"""Every row of the table in a captured step: replayed to the last bit, or refused by name.

The step runs the call on inputs that change from call to call, walks back, and returns the result
and the gradients; eager runs the same.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

import tutorgrad
from tests.ops.table import TABLE
from tutorgrad.trees import leaves_of

CASES = [case for row in TABLE for case in list(row.cases())[:1]]
CALLS = 5

# Operations with a form that a captured step refuses: it looks at its numbers, its shape hangs on
# them, or (dropout1d, …) the row starts the random stream anew. Everything else must be replayed.
REFUSED = set(
    """
    allclose alpha_dropout as_strided_scatter bincount ctc_loss diagonal_scatter dropout1d dropout2d
    dropout3d embedding embedding_bag equal feature_alpha_dropout gaussian_nll_loss gumbel_softmax
    histc histogram histogramdd index_add index_fill index_reduce linalg.det linalg.lstsq
    linalg.lu_factor linalg.lu_solve lu_solve lu_unpack masked_scatter masked_select max_unpool1d
    max_unpool2d max_unpool3d multi_margin_loss multilabel_margin_loss nonzero_static one_hot
    overwrite pdist put put_elements repeat_interleave rrelu select_scatter slice_scatter take where
    """.split()
)


def step_of(case: Any) -> Any:
    names = {"torch": tutorgrad, "F": tutorgrad.nn.functional}
    call = eval(f"lambda {', '.join(case.arrays())}: {case.call}", names)

    def step(inputs: dict[str, Any]) -> Any:
        found = [t for t in leaves_of(call(**inputs)) if isinstance(t, tutorgrad.Tensor)]
        loss: list[Any] = [t.sum() for t in found if t.requires_grad]
        if loss:
            sum(loss).backward()
        return [t.detach().clone() for t in found]

    return step


def inputs_of(case: Any, number: int) -> dict[str, Any]:
    """The sample's inputs; those that want a gradient, a little larger each time."""
    made = case.inputs(tutorgrad, np.float32)
    for name, tensor in made.items():
        own = tensor.detach().clone()
        if tensor.requires_grad:
            own.mul_(1 + 0.001 * number)
        made[name] = own.requires_grad_(tensor.requires_grad)
    return made


def outcomes(case: Any, step: Any) -> list[Any]:
    tutorgrad.manual_seed(0)
    rows = []
    for number in range(CALLS):
        inputs = inputs_of(case, number)
        found = step(inputs)
        grads = [t.grad for t in inputs.values()]
        rows.append([None if t is None else t.tolist() for t in (*found, *grads)])
    return rows


@pytest.mark.parametrize("case", CASES, ids=str)
def test_replayed_or_refused(case: Any) -> None:
    captured = tutorgrad.compile(step_of(case))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        wanted = outcomes(case, step_of(case))
        found = outcomes(case, captured)
    np.testing.assert_equal(found, wanted)
    if captured.failure is None:
        assert captured.replays > 0
    else:
        assert case.row.name in REFUSED, captured.failure


def test_few_are_refused() -> None:
    assert len(REFUSED) <= 46
