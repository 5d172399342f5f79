"""The graph in words tells the truth about `grad_fn`, for either library.

Protects: every node once, sharing shown, names found, both libraries alike, the order of the
backward pass, and a clear error where there is no graph.
"""

from __future__ import annotations

import importlib
from unittest.mock import Mock

import pytest

from course.graph.modules import find_modules
from course.graph.reading import names_in, read_graph, saved_tensors
from course.graph.text import graph_text


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
        "      AddBackward0 -> z 7",
        "        MulBackward0 -> y 6",
        "          w 2",
        "        b 1",
    ]


def test_text_marks_what_is_used_twice_and_shows_gradients(torch):
    (w,) = scalars(torch, 2.0)
    square = w * w
    out = square + square.exp()
    out.backward()
    assert graph_text(out).splitlines() == [
        f"out {out.item():.4g}",
        "  AddBackward0",
        "    MulBackward0 -> square 4 [1]",
        f"      w 2, grad {w.grad.item():.4g} [2]",
        f"      w 2, grad {w.grad.item():.4g}, see [2]",
        "    ExpBackward0",
        "      MulBackward0 -> square 4, see [1]",
    ]


def test_text_shows_shapes_and_names_given_by_the_caller(torch):
    hidden = {"a": torch.ones(2, 3, requires_grad=True)}
    result = (hidden["a"] + 1).sum(dim=0)
    assert graph_text(result, {"first": hidden["a"]}).splitlines() == [
        "result (3,)",
        "  SumBackward1 (3,)",
        "    AddBackward0 (2, 3)",
        "      first (2, 3)",
    ]
    assert "hidden['a'] (2, 3)" in graph_text(result)


def test_names_are_found_in_variables_lists_and_modules(torch):
    layer = torch.nn.Linear(2, 1)
    a, b, c = scalars(torch, 1.0, 2.0, 3.0)
    scope = {"layer": layer, "many": [a, b], "one": a, "_hidden": c, "Out": {3: c}}
    found = names_in(scope, a)
    assert list(found) == ["one", "layer.weight", "layer.bias", "many[0]", "many[1]"]
    assert found["layer.bias"] is layer.bias and found["many[1]"] is b


def test_a_leaf_alone_is_its_own_graph(torch):
    (w,) = scalars(torch, 2.0)
    assert graph_text(w) == "w 2"


def test_a_tensor_without_graph_is_refused_with_the_way_out(torch):
    with pytest.raises(ValueError, match="requires_grad=True"):
        graph_text(torch.ones(3))


def test_a_deep_graph_is_read_without_recursion(torch):
    (h,) = scalars(torch, 1.0)
    for _ in range(3000):
        h = h + 1
    assert len(graph_text(h).splitlines()) == 3002


def test_the_order_is_that_of_the_backward_pass(torch):
    (w,) = scalars(torch, 2.0)
    early, late = w.exp(), w.sin()
    graph = read_graph(early * late, {})
    visited = []
    nodes = [each for each in graph if each.kind == "operation"]
    for each in nodes:
        each.node.register_prehook(lambda grads, name=each.operation: visited.append(name))
    graph[graph.root].tensor.backward()
    assert (
        [each.operation for each in nodes]
        == visited
        == [
            "MulBackward0",
            "SinBackward0",
            "ExpBackward0",
        ]
    )


def test_what_an_operation_keeps_is_seen_until_backward_frees_it(torch):
    (w,) = scalars(torch, 2.0)
    out = w * torch.tensor(3.0)
    assert saved_tensors(out.grad_fn)["other"].item() == 3
    assert saved_tensors((w + 1).grad_fn) == {}
    out.backward()
    assert saved_tensors(out.grad_fn) is None


def test_variables_that_answer_to_any_name_are_passed_over(torch):
    """A mock, a lazy proxy: what is no module is not asked for parameters."""

    class Proxy:
        def __getattr__(self, name):
            raise RuntimeError("not connected")

    (w,) = scalars(torch, 2.0)
    scope = {"mock": Mock(), "proxy": Proxy(), "w": w}
    assert list(names_in(scope, w)) == ["w"]
    assert find_modules(scope, read_graph(w * 2, {})) == {}
