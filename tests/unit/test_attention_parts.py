"""Attention a part of the batch at a time; softmax of scores that exp cannot take as they are."""

from __future__ import annotations

import numpy as np
import pytest

import tutorgrad as torch
import tutorgrad.nn.functional as F
from tutorgrad.ops.nn import attention

MASKS = [None, (5, 5), (3, 1, 5, 5), (1, 2, 5, 5), (1, 1, 1, 5)]


@pytest.mark.parametrize("size", MASKS)
def test_parts_give_what_the_whole_gives(size, monkeypatch):
    def run():
        torch.manual_seed(0)
        inputs = [torch.randn(3, 2, 5, 4, requires_grad=True) for _ in range(3)]
        mask = None if size is None else torch.randn(*size)
        result = F.scaled_dot_product_attention(*inputs, attn_mask=mask)
        result.square().sum().backward()
        return [result.detach().numpy(), *(x.grad.numpy() for x in inputs)]

    whole = run()
    monkeypatch.setattr(attention, "BLOCK", 60)
    for part, expected in zip(run(), whole, strict=True):
        np.testing.assert_array_equal(part, expected)


def test_the_result_lies_in_memory_like_the_query():
    q = torch.randn(2, 5, 3, 4).transpose(1, 2)
    assert F.scaled_dot_product_attention(q, q, q).stride() == (60, 4, 12, 1)


@pytest.mark.parametrize("shift", [-300.0, -30.0, 0.0, 30.0, 300.0])
def test_softmax_of_shifted_scores(shift):
    scores = torch.tensor([[1.0, 2.0, 4.0], [0.0, -1.0, -float("inf")]])
    expected = np.exp(scores.double().numpy())
    expected /= expected.sum(1, keepdims=True)
    result = torch.softmax(scores + shift, 1)
    np.testing.assert_allclose(result.numpy(), expected, rtol=2e-6)
