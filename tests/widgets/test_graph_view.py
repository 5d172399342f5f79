"""The graph view without a browser: what opens, what is found, and words that equal the picture."""

from __future__ import annotations

import importlib
import re
import weakref

import numpy as np
import pytest

import tutorgrad
from course.widgets import record_modules, show_graph
from course.widgets.graph_view.view import MOST_BOXES


@pytest.fixture(params=["tutorgrad", pytest.param("torch", marks=pytest.mark.torch)])
def torch(request):
    return importlib.import_module(request.param)


def chain(steps, torch=tutorgrad):
    x = torch.ones(3, requires_grad=True)
    y = x
    for _ in range(steps // 2):
        y = y * x + 1
    return y.sum()


def key_of(view, operation):
    return next(each.key for each in view.graph if each.operation == operation)


def test_small_graphs_are_the_same_in_both_libraries_without_and_with_groups(torch):
    w, x, b = (torch.tensor(value, requires_grad=True) for value in (3.0, 2.0, 1.0))
    loss = (w * x + b) ** 2
    loss.backward()
    assert show_graph(loss).twin.splitlines() == [
        "loss 49",
        "  PowBackward0",
        "    AddBackward0",
        "      MulBackward0",
        "        w 3, grad 28",
        "        x 2, grad 42",
        "      b 1, grad 14",
    ]
    model = torch.nn.Sequential(torch.nn.Linear(1, 1), torch.nn.ReLU())
    view = show_graph(model(torch.ones(2, 1)))
    assert "ReluBackward0 (2, 1), in model.1 (ReLU)" in view.twin
    view.do("close all")
    assert view.twin.splitlines()[1] == "  model (Sequential): 3 operations, 2 leaves, closed"


@pytest.mark.parametrize("steps", [500, 5000])
def test_a_large_graph_is_shown_closed_and_opens_up_to_a_limit(steps):
    view = show_graph(chain(steps))
    assert view.drawing.count("<title>") <= 80
    view.do("open all")
    assert view.boxes(view.opened) <= MOST_BOXES
    assert view.said.startswith("That would be ") and "Close all" in view.said
    first = next(key for key, group in view.groups.items() if group.parent is view.tree.root)
    view.do("open", first)
    assert "is open" in view.said and "closed" in view.twin


def test_search_opens_what_holds_the_match_and_goes_on():
    view = show_graph(chain(500))
    assert "SumBackward0" not in view.twin
    view.do("find", "SUM")
    assert view.said == "1 found." and re.search(r"SumBackward0, match 1", view.twin)
    view.do("find", "addbackward")
    assert view.said.startswith("250 found. The first ")
    here = view.here
    view.do("next")
    assert view.said == "Match 2 of 250." and view.here != here
    view.do("find", "addbackward")
    assert view.said == "Match 3 of 250.", "Enter goes on too"
    view.do("find", "conv")
    assert view.said == "Nothing here is called 'conv'."


def test_a_chosen_operation_tells_its_derivative_and_what_it_keeps():
    w = tutorgrad.tensor([[1.0, 2.0]], requires_grad=True)
    x = tutorgrad.tensor([[3.0, 4.0]])
    out = (w * x).sum()
    view = show_graph(out)
    view.do("choose", key_of(view, "MulBackward0"))
    for words in (
        "torch.mul: input · other, elementwise with broadcasting.",
        "to input: grad * other",
        "Keeps: other (x) (1, 2)",
        "keeps other (x) (1, 2), from 3 to 4, mean 3.5: 3 4",
    ):
        assert words in view.twin
    view.do("choose", key_of(view, "MulBackward0"))
    assert "Chosen" not in view.twin
    out.backward()
    view = show_graph(out)
    view.do("kept", True)
    view.do("choose", key_of(view, "MulBackward0"))
    assert "Keeps: freed: backward() has run" in view.twin
    assert "MulBackward0 (1, 2), keeps nothing: freed" in view.twin


def test_a_chosen_leaf_tells_its_gradient_and_who_keeps_it(torch):
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    (w * torch.tensor([5.0, 6.0])).sum().backward()
    out = (w.exp() * w).sum()
    view = show_graph(out)
    view.do("choose", next(each.key for each in view.graph if each.name == "w"))
    assert "w.grad (2,), from 5 to 6, mean 5.5: 5 6" in view.twin
    assert "Kept by: MulBackward0 (as other)" in view.twin


def test_a_custom_function_shows_its_own_backward(torch):
    class Double(torch.autograd.Function):
        """Twice the input."""

        @staticmethod
        def forward(ctx, x):
            return 2 * x

        @staticmethod
        def backward(ctx, grad):
            return 2 * grad

    view = show_graph(Double.apply(torch.ones(2, requires_grad=True)).sum())
    view.do("choose", key_of(view, "DoubleBackward"))
    assert "Double: Twice the input." in view.twin
    assert "backward: return 2 * grad" in view.twin.replace("\n", " ")


def test_a_value_that_was_written_over_is_told_and_does_not_fail():
    w = tutorgrad.ones(2, requires_grad=True)
    y = w.exp()
    out = y.sum()
    y.detach().add_(1)
    view = show_graph(out)
    view.do("kept", True)
    view.do("choose", key_of(view, "ExpBackward0"))
    assert "keeps what was written over" in view.twin
    assert "modified by an inplace operation" in view.twin


def test_every_word_of_the_picture_stands_in_the_twin():
    model = tutorgrad.nn.Sequential(tutorgrad.nn.Linear(3, 4), tutorgrad.nn.ReLU())
    x = tutorgrad.randn(5, 3)
    loss = (model(x) ** 2).mean()
    loss.backward(retain_graph=True)
    view = show_graph(loss)
    view.do("kept", True)
    view.do("close", "model.1#1")
    view.do("choose", key_of(view, "PowBackward0"))
    legend = {"leaf: gets a .grad", "recorded operation", "result", "closed group: press to open"}
    spoken = " ".join(view.twin.split())
    for words in re.findall(r"<text[^>]*>([^<]+)</text>", view.drawing + view.note):
        plain = words.replace("▸ ", "").replace("▾ ", "").replace("&gt;", ">").replace(" = ", " ")
        for part in [plain] if "  " not in plain else plain.split("  "):
            assert part in legend or " ".join(part.split()) in spoken or plain.split()[0] in spoken


def test_no_address_and_no_time_is_said():
    view = show_graph(chain(20))
    again = show_graph(chain(20))
    assert "0x" not in view.twin + view.drawing
    assert (view.twin, view.drawing) == (again.twin, again.drawing)


def test_modules_can_be_given_or_recorded_and_anything_else_is_refused(torch):
    layers = [torch.nn.Linear(2, 2)]
    out = layers[0](torch.ones(1, 2)).sum()
    assert "in model (Linear)" in show_graph(out, modules=layers[0]).twin
    assert "in mine (Linear)" in show_graph(out, modules={"mine": layers[0]}).twin
    with record_modules(layers[0], "seen") as calls:
        out = layers[0](torch.ones(1, 2)).sum()
    assert "in seen (Linear)" in show_graph(out, modules=calls).twin
    with pytest.raises(TypeError, match="modules is a list; give an nn.Module"):
        show_graph(out, modules=layers)


def test_a_view_keeps_no_tensor_alive_that_its_graph_does_not():
    data = tutorgrad.ones(1000)
    gone = weakref.ref(data)
    w = tutorgrad.ones(1000, requires_grad=True)
    loss = (data * w).sum()
    view = show_graph(loss, {"data": data, "w": w})
    view.do("kept", True)
    assert "keeps data (1000,)" in view.twin
    loss.backward()
    del data, loss
    assert gone() is None


def test_names_cannot_bring_markup_into_the_picture():
    evil = "<script>alert(1)</script>"
    out = tutorgrad.ones(2, requires_grad=True) * 2
    view = show_graph(out, {evil: out})
    assert "<script" not in view.drawing and "&lt;script&gt;" in view.drawing


def test_a_leaf_with_many_users_stands_again_beside_each_of_them():
    view = show_graph(chain(40))
    assert view.drawing.count(", again</title>") == 19
    assert np.isclose(view.graph[view.graph.root].tensor.item(), 63)


def test_what_later_cells_do_changes_no_picture(torch):
    """Gradients zeroed, parameters stepped, saved tensors freed: the picture keeps what it said."""
    w, x, b = (torch.tensor(value, requires_grad=True) for value in (3.0, 2.0, 1.0))
    loss = (w * x + b) ** 2
    loss.backward(retain_graph=True)
    view = show_graph(loss)
    view.do("kept", True)
    view.do("choose", key_of(view, "MulBackward0"))
    before = view.twin
    assert "w 3, grad 28" in before and "MulBackward0, keeps" in before
    loss.backward()
    w.grad.zero_()
    x.grad = None
    with torch.no_grad():
        b -= 5
        x.data.mul_(7)
    data, _ = view._repr_mimebundle_()
    assert data["text/plain"] == view.twin == before
    assert "grad 42" in data["image/svg+xml"]
    view.do("choose", view.graph.root)
    assert "loss one number: 49" in view.twin and "version 0" in view.twin


def test_a_large_tensor_is_told_but_not_copied(monkeypatch):
    w = tutorgrad.ones(300, 200, requires_grad=True)
    loss = (w * 2).sum()
    view = show_graph(loss, {"w": w})
    assert max(each.tensor.table.size for each in view.graph if each.tensor) <= 64 * 64
    monkeypatch.setattr("course.widgets.graph_view.moment.MOST_READ", 1000)
    view = show_graph(loss, {"w": w})
    view.do("choose", next(each.key for each in view.graph if each.name == "w"))
    assert "w (300, 200), too large to be drawn" in view.twin
    assert "too large to be drawn" in view.note
