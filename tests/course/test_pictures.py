"""The graph picture and its text twin tell the truth about `grad_fn`, for either library.

Protects: every node once, sharing shown, names found, both libraries alike, boxes that do not
overlap, and a clear error where there is no graph.
"""

from __future__ import annotations

import importlib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course import pictures
from course.pictures import draw_graph, graph_text, plot_losses


@pytest.fixture(params=["tutorgrad", pytest.param("torch", marks=pytest.mark.torch)])
def torch(request):
    return importlib.import_module(request.param)


def scalars(torch, *values):
    return [torch.tensor(value, requires_grad=True) for value in values]


def test_text_names_leaves_intermediates_and_the_result(torch):
    w, b = scalars(torch, 2.0, 1.0)
    y = w * torch.tensor(3.0)
    z = y + b
    loss = (z - 5) ** 2
    assert graph_text(loss).splitlines() == [
        "loss 4",
        "  PowBackward0",
        "    SubBackward0",
        "      AddBackward0 -> z",
        "        MulBackward0 -> y",
        "          w 2",
        "        b 1",
    ]


def test_text_marks_what_is_used_twice(torch):
    (w,) = scalars(torch, 2.0)
    square = w * w
    out = square + square.exp()
    assert graph_text(out).splitlines() == [
        f"out {out.item():.4g}",
        "  AddBackward0",
        "    MulBackward0 -> square [1]",
        "      w 2 [2]",
        "      w 2, see [2]",
        "    ExpBackward0",
        "      MulBackward0 -> square, see [1]",
    ]


def test_text_shows_shapes_and_names_given_by_the_caller(torch):
    hidden = {"a": torch.ones(2, 3, requires_grad=True)}
    assert graph_text((hidden["a"] + 1).exp(), hidden).splitlines() == [
        "result (2, 3)",
        "  ExpBackward0",
        "    AddBackward0",
        "      a (2, 3)",
    ]
    assert "leaf (2, 3)" in graph_text((hidden["a"] + 1).exp())


def test_text_names_the_parameters_of_a_module(torch):
    model = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.ReLU())
    text = graph_text(model(torch.ones(4, 3)))
    assert "model.0.weight (2, 3)" in text
    assert "model.0.bias (2,)" in text


def test_a_leaf_alone_is_its_own_graph(torch):
    (w,) = scalars(torch, 2.0)
    assert graph_text(w) == "w 2"
    assert draw_graph(w).axes[0].texts[0].get_text() == "w\n2"


def test_no_address_is_written(torch):
    (w,) = scalars(torch, 2.0)
    assert "0x" not in graph_text((w * 3).exp())


@pytest.mark.parametrize("draw", [graph_text, draw_graph])
def test_a_tensor_without_graph_is_refused_with_the_way_out(torch, draw):
    with pytest.raises(ValueError, match="requires_grad=True"):
        draw(torch.ones(3))


def thirty_nodes(torch):
    a, b = scalars(torch, 0.5, 0.25)
    h = a * b
    for _ in range(14):
        h = h * a + b
    return h


def test_a_picture_holds_every_box_and_every_arrow(torch):
    out = thirty_nodes(torch)
    axes = draw_graph(out).axes[0]
    shown = [text.get_text() for text in axes.texts]
    assert len(shown) == 1 + 29 + 2  # result, operations, leaves
    assert sum(text.startswith("MulBackward0") for text in shown) == 15
    arrows = [patch for patch in axes.patches if hasattr(patch, "get_arrowstyle")]
    assert len(arrows) == 1 + 2 * 29  # into the result, and two into every operation


@st.composite
def graphs(draw):
    """A random graph: box number i uses up to three of the boxes before it; the last is the root.

    Boxes that the root does not reach are not part of its graph.
    """
    boxes = [pictures.Box("leaf", ("leaf",))]
    for _ in range(1, draw(st.integers(2, 30))):
        inputs = draw(st.lists(st.sampled_from(boxes), max_size=3))
        name = "x" * draw(st.integers(1, 20))
        boxes.append(pictures.Box("operation" if inputs else "leaf", (name,), inputs))
    return pictures.Box("result", ("result",), [boxes[-1]])


@given(graphs())
def test_boxes_of_a_row_do_not_overlap_and_arrows_lead_one_row_on(root):
    boxes = pictures.walk(root)
    arrows = sum(len(box.inputs) for box in boxes)
    rows = pictures.rows_of(root)
    x = pictures.places(rows)
    shown = [box for row in rows for box in row if box.kind != "bend"]
    assert sorted(map(id, shown)) == sorted(map(id, boxes))
    assert sum(len(box.inputs) for box in shown) == arrows
    for row, beyond in pairwise([*rows, []]):
        assert all(each in beyond for box in row for each in box.inputs)
        for left, right in pairwise(row):
            needed = (pictures.width(left) + pictures.width(right)) / 2
            assert x[right] - x[left] >= needed + pictures.GAP - 1e-6


@given(graphs())
def test_the_text_twin_writes_every_box_once_and_every_arrow(root):
    boxes = pictures.walk(root)
    lines = pictures.text_of(root).splitlines()
    assert sum(", see [" not in line for line in lines) == len(boxes)
    assert len(lines) == 1 + sum(len(box.inputs) for box in boxes)


def test_a_deep_graph_is_read_without_recursion(torch):
    (w,) = scalars(torch, 1.0)
    h = w
    for _ in range(3000):
        h = h + 1
    assert len(graph_text(h).splitlines()) == 3002


def test_a_notebook_shows_the_picture_and_compares_its_text_twin(torch):
    (w,) = scalars(torch, 2.0)
    loss = (w * w).exp()
    picture = draw_graph(loss)
    assert repr(picture) == graph_text(loss)
    assert picture._repr_png_().startswith(b"\x89PNG")


def test_curves_are_told_apart_and_end_with_their_last_value():
    axes = plot_losses({"by hand": [4.0, 2.0, 1.0], "autograd": [4.0, 2.0, 0.5]}).axes[0]
    assert axes.get_yscale() == "log"
    assert plot_losses({"a": [1.0]}, scale="linear").axes[0].get_yscale() == "linear"
    first, second = axes.get_lines()
    assert first.get_color() != second.get_color()
    assert first.get_linestyle() != second.get_linestyle()
    legend = [text.get_text() for text in axes.get_legend().get_texts()]
    assert legend == ["by hand: ends at 1", "autograd: ends at 0.5"]


def test_the_twin_of_a_plot_holds_no_digit_that_differs_between_machines():
    assert repr(plot_losses({"by hand": [4.0, 2.0]}, title="Falls")) == "Falls: by hand (2 steps)"


@pytest.mark.parametrize("losses", [{}, {"by hand": []}])
def test_nothing_to_plot_is_refused(losses):
    with pytest.raises(ValueError, match="nothing to plot"):
        plot_losses(losses)
