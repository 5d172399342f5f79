"""A captured step follows what changes between its calls; what it gives away stays as it was."""

from __future__ import annotations

import contextlib
import copy
import io
import time
import warnings
from typing import Any

import pytest

import tutorgrad as torch

nn, F = torch.nn, torch.nn.functional
CALLS = 12


def outcome(row: tuple[str, str, str], compiled: bool) -> list[Any]:
    """What can be seen after each of twelve calls of a step, one thing changing before the ninth.

    row: what is there before; the body of the step; the change.
    """
    before, body, change = row
    torch.manual_seed(1)
    space: dict[str, Any] = {"torch": torch, "nn": nn, "F": F}
    exec(f"{IMPORTS}\n{before}\ndef step(x, y):\n    {body}", space)
    step = torch.compile(space["step"]) if compiled else space["step"]
    shown = []
    for call in range(CALLS):
        if call == 8:
            exec(change, space)
        x, y = torch.randn(3), torch.randn(3)
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            try:
                found = step(x, x if call == 10 else y)
            except (RuntimeError, IndexError, ValueError) as error:
                found = str(error)
        kept = {name: space[name] for name in ("c", "w", "model") if name in space}
        shown.append(repr((found, kept, seen_of(space.get("w")), seen_of(x), printed.getvalue())))
    return [*shown, torch.get_rng_state().tolist()]


def seen_of(tensor: Any) -> Any:
    if not isinstance(tensor, torch.Tensor):
        return None
    return (
        tensor.tolist(),
        tensor._version,
        tensor.requires_grad,
        tensor.grad,
        vars(tensor).get("c"),
    )


IMPORTS = """
import collections, functools, itertools, math, random, time, sys, types
import numpy as np
class Box:
    scale = 2.0
    def times(self, x): return x * self.scale
class Slots:
    __slots__ = ("scale",)
w = torch.ones(3, requires_grad=True)
"""

CHANGES = {
    # Python's containers
    "deque": ("c = collections.deque([1.0])", "return x * c[0]", "c[0] = 3.0"),
    "defaultdict": ("c = collections.defaultdict(float)", "return x * c['a']", "c['a'] = 3.0"),
    "ordered": ("c = collections.OrderedDict(a=1.0)", "return x * c['a']", "c['a'] = 3.0"),
    "set": ("c = {1}", "return x if 2 in c else y", "c.add(2)"),
    "set, written": ("c = set()", "c.add(1); return x", "c.clear()"),
    "counter": ("c = collections.Counter()", "c['n'] += 1; return x", ""),
    "order of a dict": (
        "c = {'a': 2.0, 'b': 3.0}",
        "return functools.reduce(lambda t, k: t * k + 1, c.values(), x)",
        "c['a'] = c.pop('a')",
    ),
    "a key that was not there": ("c = {}", "return x * c.get('a', 2.0)", "c['a'] = 3.0"),
    "iterator": ("i = iter([1.0] * 6 + [2.0] * 6)", "return x * next(i)", ""),
    "count": ("c = itertools.count()", "return x if next(c) < 7 else y", ""),
    "bytearray": ("c = bytearray([1])", "return x * c[0]", "c[0] = 3"),
    "NumPy, read": ("c = np.ones(2)", "return x * float(c[0])", "c[0] = 3"),
    "NumPy, written": ("c = np.ones(2)", "c[0] += 1; return x", ""),
    "minus zero": ("k = [0.0]", "return x.abs() * k[0]", "k[0] = -0.0"),
    # objects, classes and functions
    "slot": ("b = Slots(); b.scale = 1.0", "return x * b.scale", "b.scale = 3.0"),
    "namespace": ("b = types.SimpleNamespace(k=1.0)", "return x * b.k", "b.k = 3.0"),
    "class": ("b = Box()", "return b.times(x)", "Box.scale = 3.0"),
    "hidden class": ("b = Box()", "return b.times(x)", "b.scale = 3.0"),
    "method": ("", "return Box().times(x)", "Box.times = lambda self, x: x + 1"),
    "counter of a class": ("b = Box", "b.scale += 1; return x", ""),
    "attribute": ("b = Box()", "return x * getattr(b, 'k', 1.0)", "b.k = 3.0"),
    "list by a class": ("class L(list): pass\nc = L([1.0])", "return x * c[0]", "c[0] = 3.0"),
    "class of an object": (
        "class A(Box): scale = 3.0\nb = Box()",
        "return b.times(x)",
        "b.__class__ = A",
    ),
    "class below": ("class A(Box): pass\nb = A()", "return b.times(x)", "A.scale = 3.0"),
    "class of a class": (
        "class Kind(type): k = 1.0\nclass A(metaclass=Kind): pass",
        "return x * A.k",
        "Kind.k = 3.0",
    ),
    "getter": (
        "import operator\nb = Box(); b.k = 1.0; f = operator.attrgetter('k')",
        "return x * f(b)",
        "b.k = 3.0",
    ),
    "wrapper": (
        "class W:\n    n = 1\n    def __init__(self, f): functools.update_wrapper(self, f)\n"
        "    def __call__(self, x): self.n += 1; return x * self.n\nf = W(lambda x: x)",
        "return f(x)",
        "",
    ),
    "code": ("def f(x): return x * 2", "return f(x)", "f.__code__ = (lambda x: x + 1).__code__"),
    "default": ("def f(x, k=2): return x * k", "return f(x)", "f.__defaults__ = (3,)"),
    "counter of a function": ("def f(): pass\nf.n = 0", "f.n += 1; return x * (f.n > 0)", ""),
    "partial": (
        "k = [2.0]\nf = functools.partial(lambda k, x: x * k[0], k)",
        "return f(x)",
        "k[0] = 3",
    ),
    "cached": (
        "k = [2.0]\n@functools.lru_cache\ndef f(): return k[0]",
        "return x * f()",
        "k[0] = 3.0; f.cache_clear()",
    ),
    "global": ("", "return x * (SCALE if 'SCALE' in globals() else 1)", "SCALE = 3.0"),
    "builtin": ("", "return sum([x, x])", "sum = lambda xs: xs[0]"),
    "module": ("m = types.ModuleType('m'); m.k = 1.0", "return x * m.k", "m.k = 3.0"),
    "nested": ("k = [1.0]\nf = torch.compile(lambda x: x * k[0])", "return f(x)", "k[0] = 3.0"),
    # the world outside
    "clock": ("", "return x * (time.time() > 0)", "time.time = lambda: -1.0"),
    "random": ("r = random.Random(0)", "return x if r.random() < 0.7 else y", ""),
    "NumPy's random": ("r = np.random.default_rng(4)", "return x if r.random() < 0.7 else y", ""),
    "a printer": ("say = print", "say('hello'); return x", ""),
    "stdout": ("", "sys.stdout.write('hello'); return x", ""),
    "threads": ("", "return x * torch.get_num_threads()", "torch.set_num_threads(3)"),
    # modules and optimizers
    "another layer": (
        "model = nn.Sequential(nn.Linear(3, 3))",
        "return model(x).detach()",
        "model.append(nn.ReLU())",
    ),
    "forward": ("m = nn.Linear(3, 3)", "return m(x).detach()", "m.forward = lambda x: x * 2"),
    "private": ("m = nn.ReLU(); m._k = 1.0", "return m(x) * m._k", "m._k = 3.0"),
    "frozen": ("", "(x * w).sum().backward() if w.requires_grad else 0", "w.requires_grad_(False)"),
    "rate": (
        "o = torch.optim.SGD([w], 0.1)",
        "(w * x).sum().backward(); o.step(); return x * o.param_groups[0]['lr']",
        "o.param_groups[0]['lr'] = 0.5",
    ),
    # tensors
    "mark": ("w.k = 1.0", "return x * w.k", "w.k = 3.0"),
    "new mark": ("", "return x * getattr(w, 'k', 1.0)", "w.k = 3.0"),
    "marked by the step": ("", "x.c = 5; return x * 2", ""),
    "the same twice": ("", "x.add_(1); return x * y", ""),
    "views": (
        "base = torch.ones(2, 3); a, b = base[0], base[1]",
        "a.add_(x); b.mul_(2); return base * 1, base._version",
        "base.mul_(3)",
    ),
    "kept": ("c = []", "c.append(x); return x * 2", ""),
    "given list": ("c = [1, 2]", "return x * 2, c", "c.append(3)"),
    "made list": ("", "return x * 2, [1, {2}]", ""),
    # errors in the middle
    "index": (
        "i = torch.tensor([0, 2])",
        "w.grad = None; w[i].sum().backward(); w.detach().add_(w.grad); return x * 2",
        "i[0] = 7",
    ),
    "host": (
        "c = [False]\n@torch.compiler.disable\ndef check():\n    if c[0]: raise ValueError('stop')",
        "w.detach().sub_(x); check(); w.detach().sub_(x); return x * 2",
        "c[0] = True",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_follows_what_changes(name: str, monkeypatch: Any) -> None:
    """Every result, version, gradient and print is eager's, and so is what stays behind."""
    monkeypatch.setattr(time, "time", time.time)
    threads = torch.get_num_threads()
    eager = outcome(CHANGES[name], compiled=False)
    monkeypatch.undo()
    torch.set_num_threads(threads)
    monkeypatch.setattr(time, "time", time.time)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert outcome(CHANGES[name], compiled=True) == eager
    torch.set_num_threads(threads)


@pytest.mark.parametrize(
    ("place", "name", "body"),
    [
        (F, "relu", lambda model, x: F.relu(x)),
        (torch.Tensor, "relu", lambda model, x: x.relu()),
        (nn.Linear, "forward", lambda model, x: model(x).detach()),
    ],
)
def test_a_function_of_the_library_is_replaced(
    place: Any, name: str, body: Any, monkeypatch: Any
) -> None:
    model = nn.Linear(2, 2)
    step, x = torch.compile(lambda x: body(model, x)), torch.tensor([[1.0, -2.0]])
    for _ in range(4):
        step(x)
    assert step.replays == 2
    monkeypatch.setattr(place, name, lambda *args: args[-1] * 3)
    assert step(x).tolist() == [[3.0, -6.0]]


def test_a_copy_is_captured_by_itself() -> None:
    step = torch.compile(lambda x: x * 2)
    for _ in range(3):
        step(torch.ones(2))
    for other in (copy.copy(step), copy.deepcopy(step)):
        assert [other(torch.ones(2)).tolist() for _ in range(3)] == [[2.0, 2.0]] * 3
        assert other.replays == 1 and step.replays == 1


def test_a_disabled_function_that_changes_what_the_step_reads() -> None:
    """It is seen, and not passed over."""
    scale = [1.0]
    late: list[float] = []

    @torch.compiler.disable
    def log() -> None:
        scale[0] = late[0] if late else 1.0

    step = torch.compile(lambda x: (log(), x * scale[0])[1])
    for _ in range(4):
        step(torch.ones(2))
    late.append(2.0)
    with pytest.raises(RuntimeError, match=r"changed scale\[0\], which the captured step reads"):
        step(torch.ones(2))


def counted(function: Any) -> tuple[Any, Any]:
    step = torch.compile(function)
    return step, lambda: (len(step.programs), step.replays)


def test_another_shape_is_another_program() -> None:
    w = torch.ones(3)
    step, counts = counted(lambda x: (x * w).sum())
    for n in (2, 2, 2, 5, 5, 5, 2, 5, 2):
        assert step(torch.ones(n, 3)).item() == 3 * n
    assert counts() == (2, 5)


def test_a_parameter_with_another_memory() -> None:
    w = torch.ones(3)
    step, counts = counted(lambda x: (x * w).sum())
    for _ in range(3):
        step(torch.ones(3))
    w.data = torch.full((3,), 2.0)
    assert [step(torch.ones(3)).item() for _ in range(4)] == [6.0] * 4
    assert counts()[0] == 2


def test_train_and_eval() -> None:
    model = nn.Sequential(nn.Linear(4, 4), nn.Dropout(0.5))
    step, counts = counted(torch.no_grad()(lambda x: model(x)))
    x = torch.ones(1, 4)
    for mode in (True, False, True, False):
        model.train(mode)
        for _ in range(3):
            torch.manual_seed(3)
            found = step(x)
            torch.manual_seed(3)
            with torch.no_grad():
                assert found.tolist() == model(x).tolist()
    assert counts()[0] == 2


def test_globals_and_attributes_are_guarded() -> None:
    class Box:
        rate = 0.5

        def __init__(self) -> None:
            self.power = 2

    box, scale = Box(), {"s": 1.0}
    step, _ = counted(lambda x: x.pow(box.power) * scale["s"])
    x = torch.tensor([3.0])
    assert [step(x).item() for _ in range(3)] == [9.0] * 3
    box.power = 3
    assert [step(x).item() for _ in range(3)] == [27.0] * 3
    scale["s"] = 2.0
    assert [step(x).item() for _ in range(3)] == [54.0] * 3


def test_grad_mode_and_default_dtype() -> None:
    w = torch.ones(2, requires_grad=True)
    step, _ = counted(lambda x: (x * w).detach() + torch.ones(2))
    x = torch.ones(2)
    for _ in range(3):
        assert step(x).dtype is torch.float32
    torch.set_default_dtype(torch.float64)
    try:
        assert step(x).dtype is torch.float64
    finally:
        torch.set_default_dtype(torch.float32)


def test_a_target_out_of_range_is_seen_at_a_replay() -> None:
    def step(x: Any, y: Any) -> Any:
        return F.cross_entropy(x, y), F.embedding(y, x)

    step = torch.compile(step)
    x = torch.randn(3, 3)
    for _ in range(4):
        step(x, torch.tensor([0, 1, 2]))
    assert step.replays == 2
    with pytest.raises(IndexError, match="Target 7 is out of bounds"):
        step(x, torch.tensor([0, 7, 2]))


def test_what_was_returned_stays_as_it_was() -> None:
    w = torch.ones(3, requires_grad=True)

    @torch.compile
    def step(x: Any) -> Any:
        y = x * w
        y.sum().backward()
        g = w.grad
        w.grad = None
        return y.detach(), g

    kept = [step(torch.full((3,), float(i))) for i in range(6)]
    assert [y.tolist() for y, _ in kept] == [[float(i)] * 3 for i in range(6)]
    assert [g.tolist() for _, g in kept] == [[float(i)] * 3 for i in range(6)]


def test_gradients_that_somebody_keeps() -> None:
    w = torch.ones(3, requires_grad=True)

    @torch.compile
    def step(x: Any) -> None:
        w.grad = None
        (x * w).sum().backward()

    kept = []
    for i in range(6):
        step(torch.full((3,), float(i)))
        kept.append(w.grad)
    assert [g.tolist() for g in kept] == [[float(i)] * 3 for i in range(6)]


def test_backward_a_second_time() -> None:
    w = torch.ones(3, requires_grad=True)

    @torch.compile
    def step(x: Any) -> Any:
        loss = (x * w).sum()
        loss.backward()
        return loss

    for _ in range(5):
        loss = step(torch.ones(3))
    with pytest.raises(RuntimeError, match="backward through the graph a second time"):
        loss.backward()


def test_a_disabled_function_runs_at_every_replay() -> None:
    seen: list[float] = []

    @torch.compiler.disable
    def log(loss: Any) -> None:
        seen.append(loss.item())

    @torch.compile
    def step(x: Any) -> None:
        log((x * 2).sum())

    for i in range(5):
        step(torch.tensor([float(i)]))
    assert seen == [0.0, 2.0, 4.0, 6.0, 8.0] and step.replays == 3


def test_is_compiling_and_reset() -> None:
    @torch.compile
    def step(x: Any) -> Any:
        return x * (2 if torch.compiler.is_compiling() else 3)

    assert [step(torch.tensor(1.0)).item() for _ in range(3)] == [2.0] * 3
    torch.compiler.reset()
    assert not torch.compiler.is_compiling()
    step(torch.tensor(1.0))
    assert step.replays == 0


def test_options() -> None:
    def same(x: Any) -> Any:
        return x

    assert torch.compile(same, disable=True) is same
    assert torch.compile(mode="max-autotune")(same)(torch.ones(1)).tolist() == [1.0]
    with pytest.raises(RuntimeError, match="both can't be specified"):
        torch.compile(same, mode="default", options={})


def test_the_program_can_be_read() -> None:
    @torch.compile
    def step(x: Any) -> Any:
        return (x * 2 + 1).exp()

    with pytest.raises(RuntimeError, match="called twice"):
        step.program()
    for _ in range(3):
        step(torch.ones(3))
    text = str(step.program())
    assert text == (
        "#  call                 result        where  operation\n"
        "1  multiply(v0, 2, b0)  (3,) float32  b0     mul\n"
        "2  add(b0, 1, b0)       (3,) float32  b0     add\n"
        "3  v3 = exp(b0)         (3,) float32  new    exp\n"
        "3 calls, 1 buffers of 12 bytes in all, 0 views made once\n"
        "b: buffer, used again at every replay; v: another array"
    )
    assert "def replay(args, keywords):" in step.program().source
