"""The sieve that throws outputs away while a notebook is read: wherever cut, whatever the bytes."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from course.grading.cells import Sieve, read_notebook
from course.grading.entries import Unreadable

NESTED = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["outputs", "widgets", "source", 'out"puts', "\\"])
            | st.text(max_size=3),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


def without(tree):
    """The same with the outputs taken out, the slow way."""
    if isinstance(tree, list):
        return [without(part) for part in tree]
    if not isinstance(tree, dict):
        return tree
    dropped = {"outputs", "attachments", "widgets"}
    return {
        key: type(value)() if key in dropped and isinstance(value, (list, dict)) else without(value)
        for key, value in tree.items()
    }


@settings(max_examples=200, deadline=None)
@given(NESTED, st.integers(1, 30), st.sampled_from([None, 1]), st.booleans())
@example({"outputs": ['"', "\\", "]"], "source": "\\\\"}, 1, None, False)
def test_the_sieve_drops_outputs_wherever_the_file_is_cut(tree, size, indent, escaped):
    data = json.dumps(tree, indent=indent, ensure_ascii=escaped).encode()
    sieve = Sieve()
    for at in range(0, len(data), size):
        sieve.feed(data[at : at + size])
    assert json.loads(bytes(sieve.kept)) == without(tree)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200) | st.text('[]{}":,\\ outps', max_size=80).map(str.encode))
def test_bytes_of_any_kind_are_read_or_refused(data):
    try:
        read_notebook([data])
    except Unreadable as error:
        assert str(error)


@pytest.mark.parametrize(
    "text",
    [
        b'"' + b"x" * 3_000_000 + b'"' + b"[" * 900_000,
        b'"outputs"' + b" " * 3_000_000 + b"1" + b"[" * 900_000,
    ],
)  # fmt: skip
def test_a_long_string_before_many_brackets_costs_no_more_than_its_length(text):
    """Looking back at the key for each bracket would take hours: this would not end."""
    with pytest.raises(Unreadable):
        read_notebook(io.BytesIO(text))
