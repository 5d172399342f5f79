"""Printing of tensors where PyTorch is not installed: recorded texts, and what must always hold."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tutorgrad import dtypes, formatting
from tutorgrad.formatting import tensor_repr

# name -> elements, what else is known of the tensor, print options, text from torch 2.13.0
RECORDED = {
    "whole floats": (
        np.float32([1, -20, 0]),
        {},
        {},
        "tensor([  1., -20.,   0.])",
    ),
    "fractions": (
        np.float32([0.5, -2, 100]),
        {},
        {},
        "tensor([  0.5000,  -2.0000, 100.0000])",
    ),
    "zeros and signs": (
        np.float32([0.0, -0.0]),
        {},
        {},
        "tensor([0., -0.])",
    ),
    "nan and inf": (
        np.float32([1.5, np.nan, -np.inf, -0.0]),
        {},
        {},
        "tensor([1.5000,    nan,   -inf, -0.0000])",
    ),
    "nan and inf among whole": (
        np.float32([1, np.nan, np.inf]),
        {},
        {},
        "tensor([1., nan, inf])",
    ),
    "far apart": (
        np.float32([1e5, 1.5]),
        {},
        {},
        "tensor([1.0000e+05, 1.5000e+00])",
    ),
    "tiny": (
        np.float32([1e-5]),
        {},
        {},
        "tensor([1.0000e-05])",
    ),
    "large": (
        np.float32([1e10]),
        {},
        {},
        "tensor([1.0000e+10])",
    ),
    "no dimension": (
        np.array(3.14159, np.float32),
        {},
        {},
        "tensor(3.1416)",
    ),
    "matrix": (
        np.eye(2, dtype=np.float64) / 3,
        {},
        {},
        "tensor([[0.3333, 0.0000],\n        [0.0000, 0.3333]], dtype=torch.float64)",
    ),
    "cube": (
        np.arange(8).reshape(2, 2, 2),
        {},
        {},
        "tensor([[[0, 1],\n         [2, 3]],\n\n        [[4, 5],\n         [6, 7]]])",
    ),
    "bool": (
        np.array([[True], [False]]),
        {},
        {},
        "tensor([[ True],\n        [False]])",
    ),
    "uint8": (
        np.array([7, 200], np.uint8),
        {},
        {},
        "tensor([  7, 200], dtype=torch.uint8)",
    ),
    "float16": (
        np.float16([0.1]),
        {},
        {},
        "tensor([0.1000], dtype=torch.float16)",
    ),
    "empty": (
        np.zeros(0, np.int64),
        {},
        {},
        "tensor([], dtype=torch.int64)",
    ),
    "empty matrix": (
        np.zeros((2, 0), np.float32),
        {},
        {},
        "tensor([], size=(2, 0))",
    ),
    "long line": (
        np.arange(30),
        {},
        {},
        "tensor([ 0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11, 12, 13, 14, 15, 16, 17,\n"
        "        18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29])",
    ),
    "summary": (
        np.arange(1001),
        {},
        {},
        "tensor([   0,    1,    2,  ...,  998,  999, 1000])",
    ),
    "summary of a matrix": (
        np.zeros((40, 40), np.float32),
        {},
        {},
        "tensor([[0., 0., 0.,  ..., 0., 0., 0.],\n"
        "        [0., 0., 0.,  ..., 0., 0., 0.],\n"
        "        [0., 0., 0.,  ..., 0., 0., 0.],\n"
        "        ...,\n"
        "        [0., 0., 0.,  ..., 0., 0., 0.],\n"
        "        [0., 0., 0.,  ..., 0., 0., 0.],\n"
        "        [0., 0., 0.,  ..., 0., 0., 0.]])",
    ),
    "requires_grad": (
        np.ones((1, 2), np.float32),
        {"requires_grad": True},
        {},
        "tensor([[1., 1.]], requires_grad=True)",
    ),
    "grad_fn": (
        np.ones(2, np.float32),
        {"requires_grad": True, "grad_fn": "CloneBackward0"},
        {},
        "tensor([1., 1.], grad_fn=<CloneBackward0>)",
    ),
    "suffix on a new line": (
        np.arange(14, dtype=np.float64) / 4,
        {"requires_grad": True},
        {},
        "tensor([0.0000, 0.2500, 0.5000, 0.7500, 1.0000, 1.2500, 1.5000, 1.7500, 2.0000,\n"
        "        2.2500, 2.5000, 2.7500, 3.0000, 3.2500], dtype=torch.float64,\n"
        "       requires_grad=True)",
    ),
    "precision": (
        np.float32([np.pi, 1]),
        {},
        {"precision": 2},
        "tensor([3.14, 1.00])",
    ),
    "scientific": (
        np.float32([1, 20]),
        {},
        {"sci_mode": True},
        "tensor([1.0000e+00, 2.0000e+01])",
    ),
    "short": (
        np.arange(3000) / 7,
        {},
        {"profile": "short"},
        "tensor([0.00e+00, 1.43e-01,  ..., 4.28e+02, 4.28e+02], dtype=torch.float64)",
    ),
    "narrow": (
        np.arange(9),
        {},
        {"linewidth": 20},
        "tensor([0, 1, 2, 3,\n        4, 5, 6, 7,\n        8])",
    ),
    "few": (
        np.arange(20).reshape(4, 5),
        {},
        {"threshold": 8, "edgeitems": 1},
        "tensor([[ 0,  ...,  4],\n        ...,\n        [15,  ..., 19]])",
    ),
}


@pytest.fixture(autouse=True)
def default_options():
    """Leave the print options and the default dtype as they were found."""
    yield
    formatting.set_printoptions(profile="default")
    dtypes.set_default_dtype(dtypes.float32)


@pytest.mark.parametrize("name", RECORDED)
def test_texts_are_the_recorded_ones(name):
    array, known, options, text = RECORDED[name]
    formatting.set_printoptions(**options)
    assert tensor_repr(np.asarray(array), **known) == text


def test_the_default_dtype_is_not_named():
    singles, doubles = np.ones(1, np.float32), np.ones(1, np.float64)
    assert tensor_repr(singles) == "tensor([1.])"
    assert tensor_repr(doubles) == "tensor([1.], dtype=torch.float64)"
    dtypes.set_default_dtype(dtypes.float64)
    assert tensor_repr(singles) == "tensor([1.], dtype=torch.float32)"
    assert tensor_repr(doubles) == "tensor([1.])"


def test_device_and_prefix():
    text = tensor_repr(np.arange(3), device="cuda:0", prefix="Parameter containing:\ntensor(")
    assert text == "Parameter containing:\ntensor([0, 1, 2], device='cuda:0')"


def test_options_last_as_long_as_their_block():
    before = formatting.get_printoptions()
    with (
        pytest.raises(KeyError),
        formatting.printoptions(precision=1, threshold=2, linewidth=40, sci_mode=True),
    ):
        assert formatting.get_printoptions() == {
            "precision": 1,
            "threshold": 2,
            "edgeitems": 3,
            "linewidth": 40,
            "sci_mode": True,
        }
        raise KeyError
    assert formatting.get_printoptions() == before


def test_a_summary_touches_only_what_it_shows():
    """A million rows of a million numbers, 4 TB if they were copied; 36 of them are fetched."""
    fetched = []

    def to_host(part):
        fetched.append(part.size)
        return np.asarray(part)

    array = np.broadcast_to(np.float32(1.5), (10**6, 10**6))
    text = tensor_repr(array, to_host=to_host)
    row = "[1.5000, 1.5000, 1.5000,  ..., 1.5000, 1.5000, 1.5000]"
    rows = ",\n        ".join([row] * 3)
    assert text == f"tensor([{rows},\n        ...,\n        {rows}])"
    assert sum(fetched) == 36


def read(text):
    """The elements in a printed tensor, as nested lists."""
    names = {"nan": math.nan, "inf": math.inf, "tensor": lambda elements, **known: elements}
    names["torch"] = dtypes
    return eval(text, names)


whole = st.sampled_from(["bool", "uint8", "int8", "int16", "int32", "int64"])
shapes = hnp.array_shapes(min_dims=0, max_dims=4, min_side=1, max_side=6)


@given(hnp.arrays(whole, shapes), st.integers(10, 120))
def test_whole_numbers_can_be_read_back(array, linewidth):
    """Nothing is lost: the printed text of a small integer tensor is its content."""
    formatting.set_printoptions(linewidth=linewidth)
    assert read(tensor_repr(array)) == array.tolist()


@given(
    hnp.arrays(np.float32, shapes, elements=st.floats(-1e6, 1e6, width=32) | st.just(math.inf)),
    st.integers(0, 8),
    st.booleans(),
)
def test_floats_can_be_read_back_to_the_printed_digits(array, precision, scientific):
    formatting.set_printoptions(precision=precision, sci_mode=scientific)
    back = np.array(read(tensor_repr(array)), np.float64)
    assert back.shape == array.shape
    assert (np.isinf(back) == np.isinf(array)).all()
    shown, true = (x[np.isfinite(array)].astype(np.float64) for x in (back, array))
    step = 10.0**-precision * (np.abs(true) if scientific else 1)
    assert (np.abs(shown - true) <= 0.51 * step).all()


@given(hnp.arrays(np.int64, hnp.array_shapes(max_dims=1, max_side=200)), st.integers(30, 120))
def test_lines_keep_to_the_width(array, linewidth):
    """No line of a vector is longer than that, but for closing brackets; numbers make columns."""
    formatting.set_printoptions(linewidth=linewidth)
    *full, last = tensor_repr(array).removesuffix("])").split("\n")
    assert all(len(line) <= linewidth for line in [*full, last])
    assert len({len(line) for line in full}) <= 1
