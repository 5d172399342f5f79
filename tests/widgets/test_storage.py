"""The memory picture: places, sharing and writes are those of the library, and all is in the twin.

Protects: the place of every number, who shares with whom, that a write reaches what was foretold,
predictions answered before anything is shown, names from the call, and the twin.
"""

from __future__ import annotations

import importlib
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.storage import read_memories
from course.widgets import show_storage


@pytest.fixture(params=["tutorgrad", pytest.param("torch", marks=pytest.mark.torch)])
def torch(request):
    return importlib.import_module(request.param)


VIEWS = {
    "t": lambda x: x.t(),
    "row": lambda x: x[1],
    "steps": lambda x: x[:, ::2],
    "view": lambda x: x.view(-1),
    "stretched": lambda x: x[:1].expand(3, x.shape[1]),
    "detached": lambda x: x.detach(),
    "array": lambda x: x.detach().numpy(),
    "array back": lambda x: x.detach().numpy()[::-1],
    "transposed array": lambda x: x.detach().numpy().T,
}
COPIES = {
    "clone": lambda x: x.clone(),
    "fancy": lambda x: x[[0, 1]],
    "reshape of t": lambda x: x.t().reshape(-1),
    "contiguous t": lambda x: x.t().contiguous(),
    "copied array": lambda x: x.detach().numpy().copy(),
}


def table(torch):
    return torch.arange(6.0).view(2, 3)


@pytest.mark.parametrize("name", VIEWS | COPIES)
def test_it_knows_views_from_copies_and_where_their_numbers_stand(torch, name):
    x = table(torch)
    other = (VIEWS | COPIES)[name](x)
    memories = read_memories({"x": x, "other": other})
    assert len(memories) == (1 if name in VIEWS else 2)
    for memory in memories:
        for view in memory.views:
            at_places = [memory.numbers[place] for place in view.places]
            assert at_places == np.asarray(view.value).reshape(-1).tolist()


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_a_write_reaches_what_the_widget_knows_beforehand(data):
    import tutorgrad as torch

    x = table(torch)
    names = data.draw(st.lists(st.sampled_from([*VIEWS, *COPIES]), min_size=1, max_size=4))
    values = {"x": x} | {f"{name} {i}": (VIEWS | COPIES)[name](x) for i, name in enumerate(names)}
    widget = show_storage(**values)
    view = data.draw(st.sampled_from(widget.views))
    number = data.draw(st.integers(0, len(view.places) - 1))
    before = {name: np.array(value.tolist()) for name, value in values.items()}
    widget.do("choose", f"{view.key} {number}")
    told = widget.reached()
    for key in told:
        widget.do(f"guess {key}")
    widget.do("write")
    assert widget.said.startswith("Right.")
    for each in widget.views:
        changed = not np.array_equal(before[each.name], np.array(values[each.name].tolist()))
        assert changed == (each.key in told or each.key == view.key)


def test_nothing_is_written_before_the_prediction_is_right_or_made_twice():
    import tutorgrad as torch

    m = table(torch)
    widget = show_storage(m, m.t(), m.clone())
    widget.do("choose", "m[0, 1]")
    widget.do("guess 2")
    widget.do("write")
    assert widget.said.endswith("?") and m[0, 1].item() == 1
    widget.do("guess 2")
    widget.do("write")
    assert "will not change" in widget.said and m[0, 1].item() == 1
    widget.do("write")
    assert m[0, 1].item() == 100 and not widget.said.startswith("Right")
    assert "m.t()[1, 0] = 100" in widget.twin and "m.clone()[0, 1] = 1" not in widget.said


def test_the_version_counts_writes_of_the_library_and_not_those_of_numpy(torch):
    array = np.arange(3.0)
    shared = torch.from_numpy(array)
    widget = show_storage(array, shared, shared.detach())
    for cell, versions in ((shared, [None, 1, 1]), (array, [None, 1, 1])):
        name = "shared[2]" if cell is shared else "array[1]"
        widget.do("choose", name)
        for key in widget.reached():
            widget.do(f"guess {key}")
        widget.do("write")
        assert [view.version for view in widget.views] == versions
    assert array.tolist() == [0, 100, 100]


def test_names_are_those_of_the_call():
    import tutorgrad as torch

    m = table(torch)
    both = (m, m)
    assert list(show_storage(m, m[:, 1], turned=m.t()).values) == ["m", "m[:, 1]", "turned"]
    assert list(show_storage(*both).values) == ["m", "m (2)"]


def test_view_shows_why_it_refuses():
    import tutorgrad as torch

    m = table(torch)
    widget = show_storage(m, m.t())
    widget.do("choose", "m.t()")
    widget.do("view", "6")
    assert "view size is not compatible" in widget.said
    assert "places 0, 3, 1, 4, 2, 5" in widget.twin and "m.t().reshape(6)" in widget.twin
    widget.do("choose", "m")
    widget.do("view", "3, 2")
    assert "stride (2, 1)" in widget.twin


def test_what_other_cells_change_is_seen_by_looking_again():
    import tutorgrad as torch

    m = table(torch)
    widget = show_storage(m, m.t())
    m[1, 2] = -7
    widget.do("look")
    assert widget.said == "Changed: m[1, 2] = -7, m.t()[2, 1] = -7."
    assert "was 5" in widget.twin and "version 1" in widget.twin


def words_of(widget):
    """Every word of the picture but the names of memories and the places, which are counted."""
    shown = re.findall(r"<text[^>]*>([^<]*)</text>", widget.drawing)
    return [word for text in shown for word in re.findall(r"[\w.()\[\]:,+×=-]+", text)]


@pytest.mark.parametrize("covered", [False, True])
def test_every_word_of_the_picture_stands_in_the_twin(covered):
    import tutorgrad as torch

    m = table(torch)
    widget = show_storage(m, m.t(), np.arange(3))
    widget.do("memory", not covered)
    widget.do("choose", "m[1, 1]")
    widget.do("write")
    widget.do("write")
    widget.do("view", "4, 2")
    twin = widget.twin.replace(".", "").lower()
    missing = [w for w in words_of(widget) if w.lower().replace(".", "") not in twin]
    assert set(missing) <= {"+1", "+3"}, "the lengths of the jumps stand in the formula"
    widget.do("choose", "m.t()")
    assert "places 0, 3, 1, 4, 2, 5: jumps of +3, -2." in widget.twin


def test_covered_memory_gives_nothing_away():
    import tutorgrad as torch

    m = table(torch)
    widget = show_storage(m, m.t())
    widget.do("memory", False)
    assert "emory A" not in widget.drawing + widget.twin and "stride" not in widget.twin
    assert "place" not in widget.drawing + widget.twin


@pytest.mark.parametrize(
    "values, message",
    [
        ({"x": [1, 2]}, "x is a list; it must be a tensor or a NumPy array"),
        ({"x": np.zeros(2, dtype=complex)}, "x holds complex128; the picture shows real"),
        ({"x": np.zeros((0, 3))}, r"x has no numbers: its shape is \(0, 3\)"),
        ({"x": np.zeros(1000)}, "x has 1000 numbers in memory; the picture has room for 96"),
        ({"x": np.broadcast_to(1, (50, 2))}, "x has 100 numbers to show"),
        ({}, "give at least one"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_the_reason(values, message):
    with pytest.raises((TypeError, ValueError), match=message):
        show_storage(**values)


def test_two_kinds_of_numbers_in_one_memory_are_refused():
    array = np.arange(4)
    with pytest.raises(ValueError, match="numbers of 8 and 1 bytes"):
        show_storage(array, array.view(np.uint8))


@pytest.mark.parametrize(
    "dtype, text, message",
    [
        ("int64", "2.5", "holds whole numbers"),
        ("float32", "many", "'many' is not a number"),
        ("bool", "2", "holds True and False"),
    ],
)
def test_a_number_that_does_not_fit_is_refused(dtype, text, message):
    widget = show_storage(x=np.zeros(2, dtype=dtype))
    widget.do("choose", "x[0]")
    widget.do("number", text)
    with pytest.raises(ValueError, match=message):
        widget.do("write")
