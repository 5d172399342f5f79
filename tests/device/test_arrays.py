"""The arrays of an accelerator: what they can do, and what they must refuse.

Protects: code that works on the simulated accelerator works on a graphics card. Each row runs on
both, so the rows are also the proof that the simulated arrays behave as CuPy's do.
"""

from __future__ import annotations

import re

import numpy as np
import pytest

from tutorgrad import backend

IMPLICIT = "Implicit conversion to a NumPy array is not allowed. Please use `.get()`"
UNSUPPORTED = "Unsupported type <class 'numpy.ndarray'>"

# Expressions over `a` (2, 3), `b` (3,), `i` (int64, 3), `k` (a mask of `a`), `z` (0-d).
WORKS = """
a + b; b - a; a * 2.5; 1 / (a + 1); a ** 2; -a; abs(a - 3); a @ a.T; a % 2; a // 2; divmod(a, 2)[1]
a > b; a == 1; ~k; k & (a > 1); i | 1; i << 1; np.float64(2) * a; a + np.float32(1); a + True
np.exp(a); np.maximum(a, b); np.where(k, a, 0.0); np.where(k, a, b); np.clip(a, 1, 2); np.sign(a)
np.add(a, b, dtype=np.float32); np.add.reduce(a, axis=0); np.add.accumulate(a, axis=1)
np.multiply.reduce(a, axis=1, keepdims=True); np.subtract.outer(b, b); np.matmul(a, b)
a.sum(); a.sum(axis=0); np.sum(a, axis=(0, 1), keepdims=True); a.max(axis=1); np.min(a); np.mean(a)
a.prod(); np.any(k); k.all(axis=0); np.argmax(a, axis=1); np.cumsum(a, axis=0); np.cumprod(a, 1)
np.sort(a, axis=0); np.argsort(a, axis=1, kind="stable"); np.flip(a, 0); np.take(a, i, axis=1)
np.take_along_axis(a, i[None, :], axis=1); np.concatenate([a, a], axis=1); np.stack([b, b])
np.broadcast_to(b, (2, 3)); np.expand_dims(a, 1); np.squeeze(a[None]); np.moveaxis(a, 0, 1)
np.tril(a); np.triu(a, 1); np.diagonal(a); np.roll(a, 1, axis=1); np.tile(b, (2, 1))
np.repeat(b, 2); np.einsum("ij,kj->ik", a, a); np.tensordot(a, a.T, 1); np.outer(b, b); np.dot(a, b)
np.inner(b, b); np.zeros_like(a); np.ones_like(a, shape=(2,)); np.full_like(a, 7.0)
np.nonzero(k)[1]; np.searchsorted(b, a); np.bincount(i); np.isnan(a); np.isfinite(a / 0)
np.partition(b, 1); np.pad(b, 1); np.split(b, 3)[1]; np.nan_to_num(a / 0); np.logaddexp(a, b)
a[0]; a[0, 0]; a[-1, ::2]; a[..., 1]; a[None, :, 0]; a[[1, 0]]; a[:, i]; a[k]; a[i[:2], i[1:]]
z[()]; a.T; a.reshape(3, 2); a.ravel(); a.astype(np.float32); a.astype(np.int64); a.copy()
a.transpose(1, 0); a.swapaxes(0, 1); a.view(np.int64); a.round(); a.take(i, axis=1); a.nonzero()[0]
a.flatten(); z + 1; z.reshape(1); np.exp(z); z * a; np.ndim(a) * z; np.nanmax(a)
"""

REFUSED = [
    ("np.asarray(a)", TypeError, IMPLICIT),
    ("np.array(a)", TypeError, IMPLICIT),
    ("h + a", TypeError, UNSUPPORTED),
    ("a + h", TypeError, UNSUPPORTED),
    ("np.add(a, h)", TypeError, UNSUPPORTED),
    ("a + np.array(1.0)", TypeError, UNSUPPORTED),
    ("np.where(a > 0, h, 0.0)", TypeError, UNSUPPORTED),
    ("h[i]", TypeError, IMPLICIT),
    ("h.__setitem__(0, b)", TypeError, IMPLICIT),
    ("a.__setitem__(0, h[0])", ValueError, "non-scalar numpy.ndarray cannot be used for fill"),
    ("a + [1, 2, 3]", TypeError, ""),
    ("np.add(a, 1, where=k)", TypeError, "Wrong arguments"),
    ("np.sum(a, where=k)", TypeError, "where"),
    ("np.sum(a, initial=1)", TypeError, "initial"),
    ("np.max(a, initial=1)", TypeError, "initial"),
    ("np.var(a, correction=1)", TypeError, "correction"),
    ("np.maximum.reduce(a)", NotImplementedError, "maximum.reduce"),
    ("np.multiply.at(b, i, 1.0)", NotImplementedError, "multiply.at"),
    ("np.add.at(a, (i, i), 1.0)", TypeError, "returned NotImplemented"),
    ("np.add.at(i.astype('int16'), i, 1)", TypeError, "add.at only supports int32, int64, float16"),
    ("np.insert(a, 0, 1)", TypeError, "no implementation found"),
    ("range(z)", TypeError, ""),
    ("[1, 2][z]", TypeError, ""),
]


@pytest.fixture
def names(kind):
    """The arrays of the expressions on the accelerator; `h` stays a NumPy array."""
    here = {
        "a": np.arange(6.0).reshape(2, 3),
        "b": np.array([2.0, 4.0, 8.0]),
        "i": np.array([0, 1, 0]),
        "k": np.array([[True, False, True], [False, False, True]]),
        "z": np.array(3.0),
    }
    place = backend.place("cuda")
    there = {name: place.from_host(array) for name, array in here.items()}
    return place, {**here, "np": np}, {**there, "np": np, "h": np.arange(6.0).reshape(2, 3)}


@pytest.mark.parametrize("expression", re.split(r";\s*|\n", WORKS.strip()))
@np.errstate(all="ignore")
def test_works_as_in_numpy(names, expression):
    place, here, there = names
    expected = np.asarray(eval(expression, here))
    found = eval(expression, there)
    assert type(found) is place.array_type, "a result that left the accelerator"
    assert (found.shape, found.dtype) == (expected.shape, expected.dtype)
    np.testing.assert_allclose(place.to_host(found), expected, rtol=1e-6)


@pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword")
@pytest.mark.parametrize(("expression", "error", "text"), REFUSED)
def test_refuses(names, expression, error, text):
    with pytest.raises(error, match=re.escape(text) or None):
        eval(expression, names[2])


@pytest.mark.parametrize(
    "view", ["a[0]", "a[0, 0]", "a.T", "a.reshape(3, 2)", "a[..., None]", "np.squeeze(a[:, :1])"]
)
def test_a_view_shares_memory(names, view):
    place, _, there = names
    part = eval(view, there)
    part[...] = 9.0
    assert float(there["a"][0, 0]) == 9.0
    assert part.base is there["a"]
    assert place.address(part) == place.address(there["a"])


def test_writing_in_place_keeps_the_array(names):
    place, _, there = names
    a = there["a"]
    again = a
    again += 1
    again[there["k"]] = 0.0
    np.add(a, 1, out=again)
    assert again is a
    assert place.to_host(a).tolist() == [[1.0, 3.0, 1.0], [5.0, 6.0, 1.0]]


def test_add_at_counts_a_place_that_stands_twice(names):
    place, _, there = names
    for dtype in ("int64", "int32", "int16", "uint8", "bool", "float16", "float32", "float64"):
        target = place.from_host(np.zeros(3, dtype))
        place.add_at(target, there["i"], place.from_host(np.ones(3, dtype)))
        expected = np.zeros(3, dtype)
        np.add.at(expected, [0, 1, 0], np.ones(3, dtype))
        assert place.to_host(target).tolist() == expected.tolist(), dtype


@pytest.mark.parametrize(
    "make",
    ["rows", "rows.T", "rows[:, ::2]", "rows.reshape(2, 5, 3).transpose(2, 0, 1)", "rows[:0]",
     "rows[0, 0]", "rows > 7", "rows.astype('float16')"],
)  # fmt: skip
def test_every_layout_travels(kind, make):
    here = np.asarray(eval(make, {"rows": np.arange(30.0).reshape(5, 6)}))
    place = backend.place("cuda")
    there = place.from_host(here)
    assert (there.shape, there.dtype) == (here.shape, here.dtype)
    assert np.array_equal(place.to_host(there), here)


def test_the_original_may_change_at_once(kind):
    here = np.zeros(2**20)
    there = backend.place("cuda").from_host(here)
    here[:] = 1
    assert float(there.sum()) == 0.0


def test_there_and_back_is_a_copy(kind):
    place = backend.place("cuda")
    here = np.asfortranarray(np.arange(6.0).reshape(2, 3))
    there = place.from_host(here)
    assert there.strides == here.strides
    here[0, 0] = 100
    back = place.to_host(there)
    back[0, 1] = 100
    assert place.to_host(there).tolist() == [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]
