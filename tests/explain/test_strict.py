"""Strict mode warns of what raises nothing, at the learner's line, and leaves no trace behind."""

from __future__ import annotations

import linecache
import warnings

import pytest

import tutorgrad as torch
from course.explain import StrictWarning, strict

SILENT = {
    "a column minus a row": (
        "out, y = torch.ones(4, 1), torch.ones(4)\nloss = ((out - y) ** 2).mean()",
        "`out` (4, 1) - `y` (4,) gives a table of (4, 4)",
        2,
    ),
    "a column compared with a row": (
        "out, y = torch.ones(4, 1), torch.ones(4)\nright = (y == out).sum()",
        "`y` (4,) == `out` (4, 1)",
        2,
    ),
    "a chain whose second link is meant": (
        "out, y, x = torch.ones(4, 1), torch.ones(4), torch.ones(2)\nx is not out == y",
        "`out` (4, 1) == `y` (4,) gives a table of (4, 4)",
        2,
    ),
    "gradients that add up": (
        "w = torch.ones(2, requires_grad=True)\nfor step in range(2):\n    w.norm().backward()",
        "`w` still holds the gradient of an earlier backward()",
        3,
    ),
    "a parameter of a network that adds up": (
        "net = nn.Linear(2, 1)\nfor step in range(2):\n    net(torch.ones(3, 2)).mean().backward()",
        "`net.weight`, `net.bias` still holds",
        3,
    ),
    "an optimizer with an old parameter": (
        "net = nn.Sequential(nn.Linear(2, 1))\nopt = torch.optim.SGD(net.parameters(), lr=0.1)\n"
        "net[0].weight = nn.Parameter(torch.zeros(1, 2))\nnet(torch.ones(3, 2)).mean().backward()\n"
        "opt.step()",
        "holds an old tensor (1, 2), and `net[0].weight` got the gradient instead",
        5,
    ),
    "a parameter that the loss does not use": (
        "net = nn.Linear(2, 1)\nextra = nn.Parameter(torch.zeros(3))\n"
        "opt = torch.optim.SGD([*net.parameters(), extra], lr=0.1)\n"
        "net(torch.ones(3, 2)).mean().backward()\nopt.step()",
        "`extra` got no gradient",
        5,
    ),
    "the same, told once": (
        "a, b = nn.Parameter(torch.zeros(3)), nn.Parameter(torch.ones(3))\n"
        "opt = torch.optim.SGD([a, b], lr=0.1)\nfor step in range(2):\n    opt.zero_grad()\n"
        "    a.sum().backward()\n    opt.step()",
        "`b` got no gradient",
        6,
    ),
    "step after zero_grad": (
        "w = torch.ones(2, requires_grad=True)\nopt = torch.optim.SGD([w], lr=0.1)\n"
        "w.sum().backward()\nopt.zero_grad()\nopt.step()",
        "no parameter has a gradient",
        5,
    ),
    "an edit through .data": (
        "a = torch.ones(2, requires_grad=True)\nb = a * 1\nc = b * b\nb.data.mul_(10)\n"
        "c.sum().backward()",
        "`b` was changed through `b.data` (line 4)",
        5,
    ),
}

RIGHT = {
    "equal shapes": "out, y = torch.ones(4, 1), torch.ones(4, 1)\nout - y",
    "one number": "torch.ones(1, 1) - torch.ones(1)",
    "a bias": "torch.ones(4, 3) - torch.ones(3)",
    "a loop as it should be": (
        "net = nn.Linear(2, 1)\nopt = torch.optim.SGD(net.parameters(), lr=0.1)\n"
        "for step in range(3):\n    opt.zero_grad()\n    net(torch.ones(3, 2)).mean().backward()\n"
        "    opt.step()"
    ),
    "zeros in .grad": (
        "w = torch.ones(2, requires_grad=True)\nfor step in range(2):\n    w.norm().backward()\n"
        "    w.grad.zero_()"
    ),
    "an old way to move parameters": (
        "w = torch.ones(2, requires_grad=True)\nfor step in range(3):\n    w.grad = None\n"
        "    (w * w).sum().backward()\n    w.data -= 0.1 * w.grad"
    ),
    "a look at .data": (
        "a = torch.ones(2, requires_grad=True)\nc = (a * a).sum()\nprint(a.data)\nc.backward()"
    ),
    "a frozen layer": (
        "net = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 1))\n_ = net[0].requires_grad_(False)\n"
        "opt = torch.optim.SGD(net.parameters(), lr=0.1)\nnet(torch.ones(1, 2)).sum().backward()\n"
        "opt.step()"
    ),
}


def warnings_of(source):
    """What strict says of a program: (message, line)."""
    name = "<a learner's program>"
    linecache.cache[name] = (len(source), None, source.splitlines(True), name)
    space = {"torch": torch, "nn": torch.nn, "__name__": "learner"}
    with warnings.catch_warnings(record=True) as told, strict():
        warnings.simplefilter("always", StrictWarning)
        exec(compile(source, name, "exec"), space)
    assert all(each.filename == name for each in told)
    return [(str(each.message), each.lineno) for each in told if each.category is StrictWarning]


@pytest.mark.parametrize("what", SILENT)
def test_a_silent_mistake_is_told_at_its_line(what):
    source, fragment, line = SILENT[what]
    [(message, at)] = warnings_of(source)
    assert fragment in message and at == line
    assert "Read lesson" in message


@pytest.mark.parametrize("what", RIGHT)
def test_a_right_program_is_left_alone(what, capsys):
    assert warnings_of(RIGHT[what]) == []


def test_off_leaves_nothing_behind():
    names = ("__sub__", "__eq__", "sub", "eq", "backward", "data")
    before = {name: vars(torch.Tensor).get(name) for name in names}
    whole = torch.autograd.backward
    with strict(), strict():
        assert vars(torch.Tensor)["__sub__"] is not before["__sub__"]
    assert {name: vars(torch.Tensor).get(name) for name in names} == before
    assert torch.autograd.backward is whole and repr(strict) == "strict (off)"


def test_an_error_in_the_block_switches_it_off():
    with pytest.raises(ZeroDivisionError), strict():
        raise ZeroDivisionError
    assert repr(strict) == "strict (off)"


def test_numbers_are_the_same_under_strict():
    x = torch.arange(4.0)
    with strict():
        assert (x - 1).tolist() == [-1.0, 0.0, 1.0, 2.0]
        assert (x == 1).tolist() == [False, True, False, False]
        assert (10 - x).tolist() == [10.0, 9.0, 8.0, 7.0]


def test_a_pair_whose_names_are_not_in_the_line_is_told_and_changes_nothing():
    """`reduce`, `in`, **keywords: strict finds other names, and never raises."""
    column, row = torch.ones(3, 1), torch.ones(3)
    rows, words = [row], {"other": row}
    with strict():
        with pytest.warns(StrictWarning, match=r"`column` \(3, 1\) - `row` \(3,\)"):
            assert column.sub(**words).shape == (3, 3)
        with pytest.warns(StrictWarning), pytest.raises(RuntimeError, match="ambiguous"):
            assert column not in rows
