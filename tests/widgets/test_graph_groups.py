"""Which module an operation belongs to, and groups that hide without losing anything."""

from __future__ import annotations

import importlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tutorgrad
from course.drawing.nested import nest
from course.graph.groups import Tree, name_of
from course.graph.modules import calls_in, find_modules, record_modules
from course.graph.reading import names_in, read_graph


@pytest.fixture(params=["tutorgrad", pytest.param("torch", marks=pytest.mark.torch)])
def torch(request):
    return importlib.import_module(request.param)


def places(result, modules):
    """For each operation in forward order the innermost module that it was found in."""
    graph = read_graph(result, {})
    calls = modules.calls_in(graph) if hasattr(modules, "calls_in") else calls_in(graph, modules)
    forward = [each for each in reversed(list(graph)) if each.kind == "operation"]
    last = [calls[each.key][-1] if each.key in calls else None for each in forward]
    return [
        (each.operation.partition("Backward")[0], call and f"{call.name}#{call.number}")
        for each, call in zip(forward, last, strict=True)
    ]


def test_a_sequential_is_found_whole_and_a_penalty_stays_outside(torch):
    model = torch.nn.Sequential(
        torch.nn.Linear(3, 4), torch.nn.ReLU(), torch.nn.Linear(4, 2, bias=False), torch.nn.Tanh()
    )
    loss = model(torch.ones(5, 3)).sum() + 0.1 * (model[0].weight ** 2).sum()
    assert places(loss, {"m": model}) == [
        *(("T", "m.0#1"), ("Addmm", "m.0#1"), ("Relu", "m.1#1")),
        *(("T", "m.2#1"), ("Mm", "m.2#1"), ("Tanh", "m.3#1"), ("Sum", None)),
        *(("Pow", None), ("Sum", None), ("Mul", None), ("Add", None)),
    ]


def test_a_module_used_twice_makes_two_groups(torch):
    cell, head = torch.nn.Linear(2, 2), torch.nn.Linear(2, 1)
    found = places(head(cell(cell(torch.ones(1, 2)))).sum(), {"cell": cell, "head": head})
    assert [place for name, place in found if name == "Addmm"] == ["cell#1", "cell#2", "head#1"]


class Block:
    """x + mlp(norm(x)), in either library."""

    def __new__(cls, torch):
        class Block(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.norm = torch.nn.LayerNorm(4)
                self.mlp = torch.nn.Sequential(torch.nn.Linear(4, 4), torch.nn.GELU())

            def forward(self, x):
                return x + self.mlp(self.norm(x))

        return Block()


def test_recorded_calls_know_more_and_agree_where_the_graph_is_certain(torch):
    model = torch.nn.Sequential(Block(torch), Block(torch))
    with record_modules(model, "m") as record:
        loss = model(torch.ones(2, 3, 4)).sum()
    read, recorded = places(loss, {"m": model}), places(loss, record)
    assert [place for name, place in recorded if name == "Add"] == ["m.0#1", "m.1#1"]
    assert recorded[-1] == ("Sum", None)
    differing = {one[0] for one, other in zip(read, recorded, strict=True) if one != other}
    assert differing == {"Add"}, "the sum at the end of a block, which the graph cannot place"


def test_tied_weights_are_no_second_use(torch):
    class Tied(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.words = torch.nn.Embedding(5, 3)
            self.head = torch.nn.Linear(3, 5, bias=False)
            self.head.weight = self.words.weight

        def forward(self, index):
            return self.head(self.words(index))

    model = Tied()
    found = places(model(torch.tensor([1, 2])), {"model": model})
    assert found == [("Embedding", "model.words#1"), ("T", "model.head#1"), ("Mm", "model.head#1")]


def test_modules_are_found_by_their_names_the_outermost_only(torch):
    model = torch.nn.Sequential(torch.nn.Linear(2, 1))
    other = torch.nn.Linear(2, 1)
    loss = model(torch.ones(1, 2)).sum()
    scope = {"first": model[0], "model": model, "other": other, "_m": model}
    assert list(find_modules(scope, read_graph(loss, names_in(scope, loss)))) == ["model"]


# ------------------------------------------------------------------ trees and their pictures


@st.composite
def computations(draw):
    """A random result: operations on earlier values, some of them in one of three modules."""
    model = tutorgrad.nn.ModuleList([tutorgrad.nn.Linear(1, 1) for _ in range(3)])
    values = [tutorgrad.ones(1, requires_grad=True) for _ in range(2)]
    for _ in range(draw(st.integers(1, 90))):
        one, other = draw(st.sampled_from(values[-6:])), draw(st.sampled_from(values))
        layer = draw(st.sampled_from([None, None, *model]))
        values.append(one * other if layer is None else layer(one))
    return values[-1].sum(), model


@settings(deadline=None, max_examples=40)
@given(computations(), st.randoms(use_true_random=False))
def test_whatever_is_open_each_vertex_has_one_place_and_arrows_lead_down(made, random):
    """No circle of groups, no box over another, no line that goes up; nothing is lost."""
    result, model = made
    graph = read_graph(result, {})
    tree = Tree(graph, calls_in(graph, {"model": model}))
    opened = {key for key in tree.groups if random.random() < 0.5}
    scene = tree.scene(opened)
    assert set(scene.stands_for) == set(graph.vertices)
    seen = {"all", *(key for part in scene.inputs for key in tree.way(part)[:-1])}
    inside = {key: [name_of(c) for c in tree.groups[key].children] for key in seen}
    sizes = dict.fromkeys([*scene.inputs, *inside], (60.0, 30.0))
    placed = nest(sizes, inside, list(scene.arrows()), "all")
    for points in placed.lines.values():
        heights = [y for _, y in points]
        assert heights == sorted(heights)
    corners = [(x - 30, y - 15) for x, y in placed.middle.values()]
    for number, (x, y) in enumerate(corners):
        for left, top in corners[:number]:
            assert abs(x - left) >= 59 or abs(y - top) >= 29
