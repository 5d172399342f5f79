"""The whole family of reductions on arrays that hypothesis thinks of, against PyTorch.

Protects: values, dtypes, errors and first derivatives over shapes (0-d and empty ones too), dims,
keepdim, dtypes, ties, NaN and infinities.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import tutorgrad
from tests.ops.row import tensors
from tests.parity.both import differences, numbers, quietly, without_kernel

pytestmark = pytest.mark.torch

FLOATS = st.sampled_from([0.0, 1.0, -1.0, 0.5, 2.0, -3.0, np.nan, np.inf, -np.inf])
ELEMENTS = {
    "float64": FLOATS,
    "float32": FLOATS,
    "int64": st.integers(-3, 3),
    "uint8": st.integers(0, 3),
    "bool": st.booleans(),
}
# {d} is a dimension, {k} keepdim
CALLS = """
a.sum({d}, {k})  a.nansum({d}, {k})  a.mean({d}, {k})  a.nanmean({d}, {k})  a.prod({d}, {k})
a.var({d}, keepdim={k})  a.std({d}, correction=0, keepdim={k})  a.norm(2, {d}, {k})
a.logsumexp({d}, {k})  a.amax({d}, {k})  a.amin({d}, {k})  a.max({d}, {k})  a.min({d}, {k})
torch.aminmax(a, dim={d}, keepdim={k})  a.argmax({d}, {k})  a.argmin({d}, {k})  a.all({d}, {k})
a.any({d}, {k})  a.count_nonzero({d})  a.cumsum({d})  a.cumprod({d})
a.cummax({d} % max(a.dim(), 1))  a.cummin({d} % max(a.dim(), 1))
a.logcumsumexp({d})  a.diff(dim={d})  a.sort(dim={d}, stable=True)  a.argsort(dim={d}, stable=True)
a.sort(dim={d}, descending=True, stable=True)  a.msort()  a.median({d}, {k})  a.nanmedian({d}, {k})
a.quantile(0.3, {d}, {k})  a.nanquantile(0.7, {d}, {k})  a.sum()  a.prod()  a.max()  a.min()
a.median()  a.nanmedian()  a.argmax()  a.unique(return_counts=True)  torch.isin(a, 1)
torch.unique(a, True, True, True, {d})  a.unique_consecutive(True, True, {d})
torch.trapezoid(a * 1.0, dim={d})  torch.cumulative_trapezoid(a * 1.0, dim={d})
torch.bucketize(a, a.sort()[0])
"""
CALLS = [call for line in CALLS.split("\n") for call in line.split("  ") if call]


@st.composite
def inputs(draw: Any) -> Any:
    dtype = draw(st.sampled_from(sorted(ELEMENTS)))
    shape = draw(arrays.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3))
    array = draw(arrays.arrays(dtype, shape, elements=ELEMENTS[dtype]))
    return array, draw(st.integers(-3, 2)), draw(st.booleans())


def look(torch: Any, call: str, array: Any) -> Any:
    """The results, and the gradient of a weighted sum of those in floats."""
    a = torch.from_numpy(array.copy())
    if array.dtype == np.float64:
        a.requires_grad_()
    outs = tensors(eval(call, {"torch": torch, "a": a}))
    found = {f"value {i}": out.detach().numpy() for i, out in enumerate(outs)}
    outs = [o for o in outs if o.requires_grad and "unique" not in call]
    if outs and np.isfinite(array).all():
        weights = [torch.from_numpy(np.arange(1.0, 1 + o.numel()).reshape(o.shape)) for o in outs]
        found["d/da"] = numbers(torch.autograd.grad(outs, a, weights)[0])
    return found


@pytest.mark.parametrize("call", CALLS)
def test_reductions_are_pytorchs(torch: Any, call: str) -> None:
    @settings(max_examples=12, deadline=None, derandomize=True, database=None)
    @given(inputs())
    def check(given: Any) -> None:
        array, dim, keepdim = given
        text = call.format(d=dim, k=keepdim)
        ours, theirs = (quietly(look, library, text, array) for library in (tutorgrad, torch))
        if isinstance(ours, tuple) and isinstance(theirs, tuple):
            ours, theirs = without_kernel(ours), without_kernel(theirs)
        assert not differences(ours, theirs), (text, array)

    check()
