"""What a replay could not repeat runs as it is, with eager's results and a warning why."""

from __future__ import annotations

import random
import threading
import warnings
from typing import Any

import numpy as np
import pytest

import tutorgrad as torch

nn, F = torch.nn, torch.nn.functional

KEPT: list[Any] = []


def first_step(body: str) -> Any:
    """A step that changes a weight and then runs some lines."""
    space: dict[str, Any] = {"torch": torch, "nn": nn, "F": F, "np": np, "random": random}
    space |= {"KEPT": KEPT, "w": torch.ones(3, requires_grad=True), "count": 0, "box": {"n": 0}}
    space["o"] = torch.optim.SGD([space["w"]], 0.1)
    text = "def step(x):\n    global count\n    loss = (x * w).sum()\n    loss.backward()\n"
    text += "    with torch.no_grad():\n        w.sub_(0.1 * w.grad)\n        w.grad = None\n"
    text += "".join(f"    {line}\n" for line in body.splitlines()) + "    return loss.detach()\n"
    exec(text, space)
    return space["step"], space


REFUSED = {
    "item": ("loss.item()", "item"),
    "float": ("float(loss.detach())", "item"),
    "branch": ("if loss > 1: loss.detach().add_(1)", "item"),
    "print": ("print(loss)", "print"),
    "repr": ("repr(loss)", "repr|tolist|NumPy|numbers|memory"),
    "numpy": ("loss.detach().numpy()", "NumPy"),
    "tolist": ("x.tolist()", "tolist"),
    "asarray": ("np.asarray(x)", "NumPy"),
    "from numpy": ("torch.from_numpy(np.zeros(3))", "NumPy"),
    "mask": ("len(x[x > 0])", "shape"),
    "mask, recorded": ("(x * w)[x > 0]", "shape"),
    "nonzero": ("torch.nonzero(x).shape", "shape"),
    "unique": ("torch.unique(x).numel()", "shape|numbers"),
    "kept": ("KEPT.append(x * 2)", "KEPT|keeps"),
    "counter": ("count += 1\nx.mul(count)", "count"),
    "counter in a dict": ("box['n'] += 1", "box"),
    "random": ("x.mul(random.choice([2, 3]))", "random"),
    "numpy random": ("np.random.rand()", "random"),
    "hook": ("y = x * w\ny.register_hook(lambda g: g)\ny.sum().backward()\nw.grad = None", "hook"),
    "data": ("w.data = w.data.clone()", "memory"),
    "address": ("x.data_ptr()", "data_ptr"),
    "optimizer as text": ("x.mul(len(str(o)))", "text of an optimizer"),
    "grad mode": ("torch.set_grad_enabled(True)", ""),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_the_results_of_eager(name: str, capsys: Any) -> None:
    body, words = REFUSED[name]
    (eager, space), (step, other) = first_step(body), first_step(body)
    inputs = [torch.tensor([1.0, -2.0, 3.0 + i]) for i in range(6)]
    random.seed(0)
    wanted = [eager(x).item() for x in inputs]
    random.seed(0)
    captured = torch.compile(step)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        found = [captured(x).item() for x in inputs]
    assert found == wanted
    assert space["w"].tolist() == other["w"].tolist()
    assert (space["count"], space["box"]) == (other["count"], other["box"])
    if words:
        assert captured.replays == 0
        assert len([w for w in caught if "torch.compile" in str(w.message)]) == 1
        assert any(word in captured.failure for word in words.split("|")), captured.failure


@pytest.mark.parametrize("body", ["loss.item()", "count += 1", "print('now')", "KEPT.append(x)"])
def test_fullgraph_raises(body: str) -> None:
    """Whoever finds the reason, the error begins with the step and ends as the warning would."""
    step, _ = first_step(body)
    with pytest.raises(RuntimeError) as caught:
        torch.compile(step, fullgraph=True)(torch.ones(3))
    KEPT.clear()
    captured = torch.compile(first_step(body)[0])
    with pytest.warns(UserWarning):
        captured(torch.ones(3))
    assert str(caught.value) == f"torch.compile(fullgraph=True): step: {captured.failure}"


def test_the_line_is_named() -> None:
    def step(x: Any) -> Any:
        return x * float(x.sum())

    with pytest.warns(UserWarning, match=r"test_capture_refusals.py:\d+: return x \* float"):
        torch.compile(step)(torch.ones(2))


def test_the_line_is_named_of_what_is_found_before_and_after_the_step() -> None:
    count, totals = 0, {"n": 0}

    def counting(x: Any) -> Any:
        nonlocal count
        if count >= 0:
            count += 1
        return x * 2

    def counting_in_a_dict(x: Any) -> Any:
        totals["n"] += 1
        return x * 2

    def printing(x: Any) -> Any:
        print("one more")
        return x * 2

    said = {counting: "count += 1", counting_in_a_dict: 'totals["n"] += 1'}
    said[printing] = 'print("one more")'
    for step, line in said.items():
        captured = torch.compile(step)
        with pytest.warns(UserWarning):
            captured(torch.ones(2))
        file, _, found = captured.failure.partition(" (")[2].split(":", 2)
        assert (file, found.strip()) == ("test_capture_refusals.py", f"{line})")


def test_a_number_that_changes() -> None:
    rates = [0.1 / count for count in range(1, 11)]
    w = torch.ones(2)

    def step(rate: float) -> Any:
        return w * rate

    captured = torch.compile(step)
    with pytest.warns(UserWarning, match=r"mul.* got 0\.\d+, then 0\.\d+"):
        found = [captured(rate)[0].item() for rate in rates]
    assert found == pytest.approx(rates)


def test_shapes_that_never_come_again_leave_the_programs_alone() -> None:
    """Nothing more is captured, and what was captured is replayed all the same."""
    captured = torch.compile(lambda x: (x * x).sum())
    for _ in range(3):
        captured(torch.ones(50))
    with pytest.warns(UserWarning, match="captured no more") as caught:
        for size in range(1, 12):
            assert captured(torch.ones(size)).item() == size
    assert caught[0].filename == __file__
    before = captured.replays
    assert captured(torch.ones(50)).item() == 50 and captured.replays == before + 1


def test_what_cannot_be_compiled() -> None:
    with pytest.raises(AssertionError, match="callable function is expected, but <class 'int'>"):
        torch.compile(3)
    with pytest.raises(RuntimeError, match="Unrecognized mode=fast, should be one of: default"):
        torch.compile(lambda: None, mode="fast")


def test_a_graph_that_goes_on_outside() -> None:
    model = nn.Linear(2, 1)
    with pytest.warns(UserWarning, match="walked back"):
        loss = torch.compile(lambda x: model(x).sum())(torch.ones(1, 2))
    loss.backward()
    assert model.weight.grad.tolist() == [[1.0, 1.0]]


def test_a_module_comes_back_as_it_is() -> None:
    model = nn.Linear(2, 1)
    with pytest.warns(UserWarning, match="training step"):
        assert torch.compile(model) is model
    with pytest.warns(UserWarning, match="training step"):
        model.compile()


def test_module_hooks() -> None:
    model = nn.Linear(2, 1)
    model.register_forward_hook(lambda *_: None)

    @torch.no_grad()
    def step(x: Any) -> Any:
        return model(x)

    with pytest.warns(UserWarning, match="hooks"):
        torch.compile(step)(torch.ones(1, 2))


def test_two_threads() -> None:
    """While one thread is in the buffers, another runs the step as it is."""
    w = torch.ones(50, 50)

    @torch.compile
    def step(x: Any) -> Any:
        return (x @ w).tanh().sum() + (x * 2).sum()

    inputs = [torch.full((50, 50), float(i)) for i in range(8)]
    wanted = [((x @ w).tanh().sum() + (x * 2).sum()).item() for x in inputs]
    for x in inputs[:3]:
        step(x)
    wrong: list[Any] = []

    def work() -> None:
        for _ in range(40):
            for x, number in zip(inputs, wanted, strict=True):
                if step(x).item() != number:
                    wrong.append(number)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == [] and step.replays > 0
