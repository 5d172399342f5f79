"""The backward stepper: the right walk is backward()'s, wrong ones are caught, nothing moves."""

from __future__ import annotations

import re
import warnings

import numpy as np
import pytest

import tutorgrad
from course.graph.reading import read_graph
from course.graph.walking import ALGORITHMS, Added, Backward
from course.widgets import show_backward


def shared(torch):
    """Values used twice, an operation's result too, and a stretched bias."""
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    b = torch.tensor([1.0, 2.0], requires_grad=True)
    h = x * b
    return (h * h + h.exp() / 50 + x).sum(), {"x": x, "b": b, "h": h}


def layers(torch):
    """Matrix products, an activation, an average."""
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, -6.0]])
    w = torch.tensor([[0.5, -1.0], [2.0, 1.0]], requires_grad=True)
    b = torch.tensor([0.5, -0.5], requires_grad=True)
    out = torch.nn.functional.linear(x, w, b).relu()
    return ((out - x @ w) ** 2).mean(), {"w": w, "b": b, "out": out}


def pieces(torch):
    """Operations with several results, rearranged, and a result used at two places."""
    x = torch.tensor([3.0, 1.0, 2.0], requires_grad=True)
    first, *rest = x.sort().values.unbind()
    y = torch.cat([torch.stack(rest), first.reshape(1) * x[1:]]).softmax(0)
    return (y.reshape(2, 2).T * x.max(0).values).std(), {"x": x}


class Cube:
    """A custom Function of either library."""

    def __new__(cls, torch):
        class Cube(torch.autograd.Function):
            @staticmethod
            def forward(ctx, x, scale):
                ctx.save_for_backward(x)
                ctx.scale = scale
                return scale * x**3

            @staticmethod
            def backward(ctx, g):
                print("asked")
                (x,) = ctx.saved_tensors
                return ctx.scale * 3 * x**2 * g, None

        return Cube


def own(torch):
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    return (Cube(torch).apply(x, 2.0) * x).sum(), {"x": x}


PROGRAMS = [shared, layers, pieces, own]
LIBRARIES = ["tutorgrad", pytest.param("torch", marks=pytest.mark.torch)]


@pytest.fixture(params=LIBRARIES)
def library(request):
    return tutorgrad if request.param == "tutorgrad" else request.getfixturevalue("torch")


@pytest.fixture(params=PROGRAMS, ids=lambda program: program.__name__)
def program(request, library):
    return request.param(library)


# ------------------------------------------------------------------ the walk


def test_the_right_walk_gives_what_backward_gives(program):
    loss, names = program
    graph = read_graph(loss, names)
    walk = Backward(graph, loss.detach() * 0 + 1)
    assert [event for event in walk.events() if type(event).__name__ == "Failed"] == []
    loss.backward()
    for vertex in graph:
        if vertex.kind == "leaf":
            found = walk.sums[vertex.key, 0].numpy()
            assert np.allclose(found, vertex.tensor.grad.numpy(), rtol=1e-4, atol=1e-6)


def test_it_disturbs_nothing(program):
    """Neither `.grad` nor the graph nor a version; backward() works afterwards as before."""
    loss, names = program
    leaves = [each for each in names.values() if each.is_leaf]
    versions = [each._version for each in leaves]
    stepper = show_backward(loss)
    for name, value in (("step", 999), ("second", True), ("retain", True)):
        stepper.do(name, value)
    for algorithm in ALGORITHMS:
        stepper.do("algorithm", algorithm)
    assert [each.grad for each in leaves] == [None] * len(leaves)
    loss.backward()
    for leaf, grads in zip(leaves, final_grads(stepper, "right"), strict=True):
        assert np.allclose(leaf.grad.numpy(), grads, atol=1e-4)
    assert [each._version for each in leaves] == versions
    assert stepper.do("step", 3) is None, "it lives on when the graph is freed"


def final_grads(stepper, algorithm):
    """What the leaves have after the first pass of an algorithm."""
    walked = stepper.record.passes[algorithm][0]
    found = [walked.grads[key] for key in stepper.record.leaves]
    return [each.table.reshape(each.shape) for each in found]


@pytest.mark.torch
def test_the_same_steps_for_both_libraries(torch):
    steps = []
    for library in (tutorgrad, torch):
        loss, _names = shared(library)
        steps.append(show_backward(loss).story.steps)
    ours, theirs = ([s.sentence for s in each] for each in steps)
    assert ours == theirs


def test_boxes_run_once_and_after_all_their_users():
    loss, names = shared(tutorgrad)
    graph = read_graph(loss, names)
    order = [step.key for step in show_backward(loss).story.steps if step.ran]
    assert len(order) == len(set(order))
    for start, end in graph.edges():
        if start in order:
            assert order.index(end) < order.index(start)


# ------------------------------------------------------------------ the wrong ones


def by_hand():
    """x = 3, h = 2 x, loss = h * h + h, with b stretched: the numbers are easy to follow."""
    x = tutorgrad.tensor(3.0, requires_grad=True)
    b = tutorgrad.tensor(1.0, requires_grad=True)
    h = x * 2
    loss = (h * h + h + b * tutorgrad.tensor([1.0, 1.0])).sum()
    return show_backward(loss)


@pytest.mark.parametrize(
    "algorithm, x, b, sentence",
    [
        ("right", 52.0, 2.0, ""),
        ("overwrite", 24.0, 2.0, r"Wrong: .* replaces .* in the gradient of h"),
        ("recursion", 56.0, 2.0, r"Wrong: .* runs once more"),
        ("no un-broadcast", [26.0, 26.0], [1.0, 1.0], r"Wrong: .* is not summed"),
    ],
)
def test_what_each_algorithm_makes_of_it(algorithm, x, b, sentence):
    """2 * (2 h + 1) * 2 = 52: twice in the sum, since the loss has two numbers."""
    stepper = by_hand()
    found = final_grads(stepper, algorithm)
    stepper.do("algorithm", algorithm)
    assert re.search(sentence, stepper.story.steps[stepper.story.first_wrong or 0].sentence)
    if algorithm != "recursion":
        assert np.allclose(found[0], x) and np.allclose(found[1], b), found
    else:
        assert not np.allclose(found[0], 52.0)
    assert (stepper.story.first_wrong is None) == (algorithm == "right")


def test_before_the_first_wrong_step_the_walks_agree():
    for algorithm in ("overwrite", "no un-broadcast"):
        stepper = by_hand()
        right = [step.sentence for step in stepper.story.steps]
        stepper.do("algorithm", algorithm)
        first = stepper.story.first_wrong
        steps = [step.sentence for step in stepper.story.steps]
        assert steps[:first] == right[:first] and steps[first] != right[first]
        stepper.do("wrong")
        assert stepper.number == first and "Wrong:" in stepper.said


@pytest.mark.parametrize("algorithm", ["overwrite", "recursion", "no un-broadcast"])
def test_where_nothing_is_shared_or_stretched_no_mistake_shows(algorithm):
    w = tutorgrad.tensor(3.0, requires_grad=True)
    stepper = show_backward((w.exp() * 2).log())
    stepper.do("algorithm", algorithm)
    stepper.do("step", 999)
    assert "does not show" in stepper.said and "No mistake shows" in stepper.twin


def test_leaves_are_compared_one_by_one():
    stepper = by_hand()
    stepper.do("algorithm", "overwrite")
    stepper.do("step", 999)
    assert "1 of 2 leaves are wrong: x." in stepper.said
    assert "x.grad now: 24; right in the end: ✗ 52" in stepper.twin
    assert "b.grad now: 2; right in the end: ✓ 2" in stepper.twin


def test_a_recursion_without_end_is_given_up():
    h = x = tutorgrad.tensor(1.0, requires_grad=True)
    for _ in range(30):
        h = h + h.tanh()
    stepper = show_backward(h)
    stepper.do("algorithm", "recursion")
    stepper.do("step", 10**6)
    assert x.grad is None and "Given up" in stepper.said


# ------------------------------------------------------------------ second pass, memory, errors


def three_numbers():
    w, x, b = (tutorgrad.tensor(v, requires_grad=True) for v in (3.0, 2.0, 1.0))
    return w, x, b, (w * x) ** 2 + b


def test_a_second_pass_ends_with_the_librarys_error():
    w, x, b, loss = three_numbers()
    stepper = show_backward(loss)
    stepper.do("second", True)
    stepper.do("step", 999)
    with pytest.raises(RuntimeError) as caught:
        loss.backward()
        loss.backward()
    assert f"RuntimeError: {caught.value}" in stepper.twin
    assert "What arrived before stays: b.grad." in stepper.said
    table = re.findall(r"(\w)\.grad now: (\d+)", stepper.twin)
    assert table == [("w", "24"), ("x", "36"), ("b", "2")]
    assert [f"{leaf.grad.item():g}" for leaf in (w, x, b)] == [number for _, number in table]


def test_retain_graph_keeps_memory_and_does_not_reset():
    w, x, b, loss = three_numbers()
    stepper = show_backward(loss)
    stepper.do("second", True)
    stepper.do("retain", True)
    kept = [step for step in stepper.story.steps if step.kind == "free"]
    assert [step.freed for step in kept] == [False, False, True, True]
    stepper.do("step", 999)
    assert "nothing was reset" in stepper.said and "keeps 0 of 12 bytes" in stepper.twin
    loss.backward(retain_graph=True)
    loss.backward()
    for leaf, name in zip((w, x, b), "wxb", strict=True):
        assert f"{name}.grad now: {leaf.grad.item():g}" in stepper.twin


def test_gradients_that_are_there_already_are_added_to():
    w, _, _, loss = three_numbers()
    w.grad = tutorgrad.tensor(100.0)
    stepper = show_backward(loss)
    stepper.do("step", 999)
    assert "w.grad now: 124" in stepper.twin and w.grad.item() == 100


def test_a_graph_that_is_freed_is_shown_up_to_the_error():
    *_leaves, loss = three_numbers()
    loss.backward()
    stepper = show_backward(loss)
    stepper.do("step", 999)
    assert "a second time" in stepper.twin and "error" in stepper.twin.splitlines()[0]


def test_version_counters():
    x = tutorgrad.tensor([0.0, 0.0], requires_grad=True)
    y = x.exp()
    loss = (y * y).sum()
    stepper = show_backward(loss)
    stepper.do("step", 1)
    assert "version 0" in stepper.twin
    y.add_(1)
    stepper = show_backward(loss)
    stepper.do("step", 999)
    assert "version 0 then, 1 now" in stepper.said
    assert "at version 1; expected version 0" in stepper.twin


def test_a_gradient_must_be_given_for_many_numbers():
    x = tutorgrad.tensor([1.0, 2.0], requires_grad=True)
    with pytest.raises(RuntimeError, match="only for scalar outputs"):
        show_backward(x * 2)
    with pytest.raises(ValueError, match=r"gradient has shape \(3,\).*\(2,\)"):
        show_backward(x * 2, tutorgrad.ones(3))
    stepper = show_backward(x * 2, tutorgrad.tensor([1.0, 10.0]))
    stepper.do("step", 999)
    assert "x.grad now: [2, 20]" in stepper.twin
    with pytest.raises(ValueError, match="requires_grad is False"):
        show_backward(x.detach())


def test_an_error_in_a_functions_own_backward_is_shown():
    class Broken(tutorgrad.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            raise ZeroDivisionError("in my backward")

    x = tutorgrad.tensor(1.0, requires_grad=True)
    stepper = show_backward(Broken.apply(x))
    stepper.do("step", 999)
    assert "ZeroDivisionError: in my backward" in stepper.twin


def test_a_function_of_ones_own_is_quiet_while_it_is_only_tried(capsys):
    loss, _names = own(tutorgrad)
    show_backward(loss)
    assert capsys.readouterr().out.count("asked") == 1


# ------------------------------------------------------------------ what is shown


def test_all_numbers_of_the_picture_are_in_the_twin():
    loss, _names = shared(tutorgrad)
    stepper = show_backward(loss)
    for algorithm in ALGORITHMS:
        stepper.do("algorithm", algorithm)
        for number in range(len(stepper.story.steps)):
            stepper.do("step", number)
            twin = stepper.twin
            for row in stepper.story.steps[number].rows:
                for array in row:
                    assert str(array) in twin
            for words in re.findall(r">([^<>]*\d[^<>]*)</text>", stepper.drawing):
                for value in re.findall(r"-?\d+\.\d+", words):
                    assert value in twin


def test_a_single_leaf_and_a_whole_small_network():
    leaf = tutorgrad.tensor(2.0, requires_grad=True)
    stepper = show_backward(leaf)
    stepper.do("step", 999)
    assert "leaf.grad now: 1" in stepper.twin
    nn = tutorgrad.nn
    model = nn.Sequential(nn.Linear(20, 30), nn.ReLU(), nn.Linear(30, 4))
    loss = nn.functional.cross_entropy(model(tutorgrad.rand(8, 20)), tutorgrad.arange(8) % 4)
    stepper = show_backward(loss)
    stepper.do("step", 999)
    assert "model.0.weight.grad now: (30, 20), " in stepper.twin


def test_a_press_on_a_box_goes_to_its_next_step():
    stepper = by_hand()
    stepper.do("back")
    assert stepper.story.steps[stepper.number].kind == "start"
    key = next(each.key for each in stepper.record.graph if each.name == "h")
    stepper.do("go", key)
    assert stepper.story.steps[stepper.number].key == key
    with pytest.raises(ValueError, match="must be one of right, overwrite"):
        stepper.do("algorithm", "luck")
    with pytest.raises(NotImplementedError):
        stepper.do("nothing")


def test_it_opens_where_it_is_told_to():
    *_leaves, loss = three_numbers()
    stepper = show_backward(loss, step=3, algorithm="overwrite", twice=True, retain_graph=True)
    case = (stepper.number, stepper.algorithm, stepper.second, stepper.retain)
    assert case == (2, "overwrite", True, True)
    with pytest.raises(ValueError, match="step is 99; .* has steps 1 to"):
        show_backward(loss, step=99)


def test_a_deep_graph_needs_no_recursion():
    h = w = tutorgrad.tensor(1.0, requires_grad=True)
    for _ in range(3000):
        h = h * 1.0
    walk = Backward(read_graph(h, {"w": w}), tutorgrad.tensor(1.0))
    *_, last = walk.events()
    assert isinstance(last, Added) and walk.sums[last.target].item() == 1


def test_no_warning(program):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        show_backward(program[0])


@pytest.mark.torch
def test_numbers_that_numpy_does_not_have(torch):
    x = torch.tensor([1.0, 2.0], dtype=torch.bfloat16, requires_grad=True)
    stepper = show_backward((x * x).sum())
    stepper.do("step", 999)
    assert "x.grad now: [2, 4]" in stepper.twin


def test_a_function_that_draws_numbers_leaves_the_stream_where_it_was():
    class Noisy(tutorgrad.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return g * tutorgrad.rand(())

    w = tutorgrad.tensor(3.0, requires_grad=True)
    loss = Noisy.apply(w)
    state = tutorgrad.get_rng_state()
    show_backward(loss)
    assert (tutorgrad.get_rng_state() == state).all()


@pytest.mark.parametrize("where", ["w", "h", "loss"])
def test_a_hook_is_left_out_and_said(library, where):
    """The walk calls no hook; who reads its numbers is told that backward() has others."""
    w = library.tensor(3.0, requires_grad=True)
    h = w * 2
    loss = h * h
    assert "hook" not in show_backward(loss).twin
    seen = []
    handle = {"w": w, "h": h, "loss": loss}[where].register_hook(lambda g: seen.append(g) or g * 10)
    stepper = show_backward(loss)
    told = [step for step in stepper.story.steps if "hook" in step.sentence]
    assert [step.kind for step in told] == ["add" if where == "w" else "run", "end"]
    assert f"{where} has a hook, which is left out" in told[0].sentence
    assert f"Without the hooks on {where}:" in told[1].sentence
    stepper.do("step", stepper.story.steps.index(told[0]))
    assert f"{where} has a hook" in stepper.twin and seen == []
    handle.remove()
    assert "hook" not in " ".join(step.sentence for step in show_backward(loss).story.steps)


def test_a_hook_on_a_leaf_that_is_its_own_result(library):
    w = library.tensor(3.0, requires_grad=True)
    w.register_hook(lambda g: g * 10)
    assert "w has a hook" in show_backward(w, step=2).twin
