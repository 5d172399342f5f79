"""The rule by which two printed texts agree: letters exactly, decimal numbers nearly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.compare import agree

TABLE = [
    ("hello", "hello", True),
    ("hello", "hallo", False),
    ("a  b", "a b", False),
    ("loss 0.33334", "loss 0.33333", True),
    ("loss 0.3334", "loss 0.3433", False),
    ("12 steps", "13 steps", False),
    ("0.5 0.5", "0.5", False),
    ("tensor([1.0000, 2.0000])", "tensor([1.0000, 2.0001])", True),
    ("tensor([ 0.5000, -1e-08])", "tensor([0.5000, 1e-08])", False),
    ("tensor([-1.0001e+00])", "tensor([-1.0002e+00])", True),
    ("1.5 nan", "1.5 inf", False),
    ("x1 = 0.10", "x2 = 0.10", False),
    ("100.04", "100.05", True),
    ("100.4", "101.4", False),
]


@pytest.mark.parametrize(("one", "other", "same"), TABLE)
def test_table(one, other, same):
    assert agree(one, other) is same
    assert agree(other, one) is same


@given(st.text())
def test_a_text_agrees_with_itself(text):
    assert agree(text, text)


@given(st.floats(1e-3, 1e3), st.floats(1e-3, 0.5))
def test_a_relative_difference_is_seen(value, part):
    other = value * (1 + part)
    assert not agree(f"loss = {value:.8f}", f"loss = {other:.8f}")
