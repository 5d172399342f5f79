"""Every row of the table of operations, without PyTorch.

Protects: first and second derivatives against finite differences, the three readers of a rule (raw
arrays, Tensors, the simulated accelerator), in-place and out= forms, memory, dtypes; and that no
public operation and no derivative rule is missing from the table.
"""

from __future__ import annotations

import contextlib
import importlib
import inspect
import pkgutil
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import tutorgrad as torch
from tests.accelerators import SIMULATED, switched_on
from tests.ops.row import Case, tensors
from tests.ops.table import CASES, TABLE
from tutorgrad import ops
from tutorgrad.graph import Op
from tutorgrad.nodes import mode

NAMES = sorted({row.name for row in TABLE})
by_name = pytest.mark.parametrize("name", NAMES)


@pytest.fixture(autouse=True)
def no_warnings() -> Iterator[None]:
    """What an operation warns about is the business of other tests."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def cases_of(name: str) -> list[Case]:
    return [case for case in CASES if case.row.name == name]


def results(case: Case, inputs: dict[str, Any]) -> tuple[Any, ...]:
    return tensors(case.run(torch, inputs))


def gradients(case: Case, create_graph: bool = False, device: str = "cpu") -> list[Any]:
    """The gradients of a fixed random combination of the results, one per input."""
    inputs = case.inputs(torch, device=device)
    outs = [o for o in results(case, inputs) if o.requires_grad]
    leaves = [t for t in inputs.values() if t.requires_grad]
    if not outs or not leaves:
        return []
    vs = [directions(o, device) for o in outs]
    found = torch.autograd.grad(outs, leaves, vs, create_graph=create_graph, allow_unused=True)
    return [None if g is None else g.detach().cpu().numpy() for g in found]


def directions(tensor: Any, device: str = "cpu") -> Any:
    values = np.random.default_rng(0).normal(size=tuple(tensor.shape))
    return torch.from_numpy(np.asarray(values)).to(device, tensor.dtype)


def assert_same(first: list[Any], second: list[Any], case: Case, **tolerance: float) -> None:
    assert len(first) == len(second), case
    for a, b in zip(first, second, strict=True):
        assert (a is None) == (b is None), case
        if a is not None:
            np.testing.assert_allclose(a, b, err_msg=str(case), **tolerance)


# ------------------------------------------------------------------------------- derivatives


@by_name
def test_first_and_second_derivatives(name: str) -> None:
    """gradcheck and gradgradcheck along random lines through the inputs, in float64."""
    for case in cases_of(name):
        line = Line(case)
        if line.differentiable:
            t = torch.zeros(2, dtype=torch.float64, requires_grad=True)
            assert torch.autograd.gradcheck(line, (t,)), case
            if case.row.order > 1:
                assert torch.autograd.gradgradcheck(line, (t,)), case


class Line:
    """A case as a function of two numbers t: the inputs x move along t[0] d + t[1] e, and so do the
    weights that combine the results into one number.

    Its Hessian therefore contains all second derivatives that a backward can take: by the inputs,
    and by the gradients that come in.
    """

    def __init__(self, case: Case) -> None:
        self.case = case
        self.rng = np.random.default_rng(1)
        self.inputs = case.inputs(torch)
        self.moving = {n: self.two_directions(t) for n, t in self.inputs.items() if t.requires_grad}
        outs = results(case, self.inputs)
        self.live = [i for i, o in enumerate(outs) if o.requires_grad and o.dtype is torch.float64]
        exact = ".float()" not in case.call  # float32 on the way has too few digits for differences
        self.differentiable = bool(self.moving) and bool(self.live) and exact
        self.weights = [(self.random(outs[i]), *self.two_directions(outs[i])) for i in self.live]

    def random(self, like: Any) -> Any:
        return torch.from_numpy(np.asarray(self.rng.normal(size=tuple(like.shape))))

    def two_directions(self, like: Any) -> tuple[Any, Any]:
        return self.random(like), self.random(like)

    def __call__(self, t: Any) -> Any:
        moved = dict(self.inputs)
        for name, (d, e) in self.moving.items():
            moved[name] = self.inputs[name].detach() + t[0] * d + t[1] * e
        outs = results(self.case, moved)
        total = torch.zeros((), dtype=torch.float64)
        for i, (w, d, e) in zip(self.live, self.weights, strict=True):
            total = total + (outs[i] * (w + t[0] * d + t[1] * e)).sum()
        return total


@by_name
def test_rules_give_the_same_on_arrays_and_on_tensors(name: str) -> None:
    for case in cases_of(name):
        raw, recorded = gradients(case), gradients(case, create_graph=True)
        assert_same(raw, recorded, case, rtol=1e-12, atol=1e-12)


# ------------------------------------------------------------------------- the other forms


def written_in_place(form: Case) -> tuple[Any, Any, Any]:
    """(the value after the write, the gradients, how far the version went)."""
    inputs = form.inputs(torch)
    leaves = [t for t in inputs.values() if t.requires_grad]
    target = inputs["a"] * 1 if inputs["a"].dtype.is_floating_point else inputs["a"].clone()
    before = target._version
    returned = form.run(torch, {**inputs, "a": target})
    assert returned is target, form
    grads: list[Any] = []
    if target.requires_grad:
        found = torch.autograd.grad(target, leaves, directions(target), allow_unused=True)
        grads = [None if g is None else g.numpy() for g in found]
    return target.detach().numpy(), grads, target._version - before


@by_name
def test_the_inplace_form_writes_what_the_operation_returns(name: str) -> None:
    """With the same gradient, and the version one higher."""
    if not hasattr(torch.Tensor, f"{name}_"):
        return
    for case in cases_of(name):
        form = case.inplace()
        inputs = case.inputs(torch)
        if form is None:
            continue
        (wanted, *_) = results(case, inputs)
        if (wanted.shape, wanted.dtype) != (inputs["a"].shape, inputs["a"].dtype):
            continue
        value, grads, steps = written_in_place(form)
        np.testing.assert_array_equal(value, wanted.detach().numpy(), err_msg=str(form))
        assert steps == 1, form
        if grads:
            assert_same(grads, gradients(case), case, rtol=1e-12, atol=1e-12)


@by_name
def test_out_receives_the_result(name: str) -> None:
    for case in cases_of(name):
        form = case.with_out()
        if form is None:
            continue
        inputs = {n: t.detach() for n, t in case.inputs(torch).items()}
        wanted = results(case, inputs)[0]
        out = torch.empty(tuple(wanted.shape), dtype=wanted.dtype)
        returned = form.run(torch, {**inputs, "out": out})
        assert returned is out and out._version == 1, form
        np.testing.assert_array_equal(out.numpy(), wanted.numpy(), err_msg=str(form))
        tracked = case.inputs(torch)
        if any(t.requires_grad for t in tracked.values()) and results(case, tracked)[0].grad_fn:
            with pytest.raises(RuntimeError, match="don't support automatic differentiation"):
                form.run(torch, {**tracked, "out": torch.empty(tuple(wanted.shape))})


@by_name
def test_the_method_is_the_function(name: str) -> None:
    if not hasattr(torch.Tensor, name):
        return
    for case in cases_of(name):
        method = case.method()
        if method is not None:
            pairs = zip(
                results(case, case.inputs(torch)), results(method, case.inputs(torch)), strict=True
            )
            for a, b in pairs:
                np.testing.assert_array_equal(a.detach().numpy(), b.detach().numpy(), str(case))


# ----------------------------------------------------------------------------- memory, dtype


@by_name
def test_only_views_share_memory_with_an_input(name: str) -> None:
    """A result that is no view can be written to without a change in an input."""
    for case in cases_of(name):
        inputs = case.inputs(torch)
        for out in results(case, inputs):
            if out._is_view() or any(out is t for t in inputs.values()) or ".view(" in case.call:
                continue
            for n, t in inputs.items():
                shared = np.shares_memory(out.detach().numpy(), t.detach().numpy())
                assert not shared, f"{case}: shares memory with {n}"


@by_name
def test_the_memory_order_of_inputs_does_not_matter(name: str) -> None:
    """Transposed memory and memory with gaps give what rows without gaps give."""
    for case in cases_of(name):
        if not any(part.endswith(("T", "S")) for part in case.sample.split()):
            continue
        inputs = case.inputs(torch)
        rows = {
            n: t.detach().contiguous().requires_grad_(t.requires_grad) for n, t in inputs.items()
        }
        outs = [[t.detach().numpy() for t in results(case, some)] for some in (inputs, rows)]
        if "as_strided" not in case.call:  # which reads the memory itself
            assert_same(*outs, case, rtol=1e-12, atol=1e-12)


@by_name
def test_inputs_are_left_alone(name: str) -> None:
    for case in cases_of(name):
        inputs = case.inputs(torch)
        before = {n: t.detach().numpy().copy() for n, t in inputs.items()}
        gradients(case)
        case.run(torch, inputs)
        for n, t in inputs.items():
            np.testing.assert_array_equal(t.detach().numpy(), before[n], f"{case}: {n}")
            assert t._version == 0, f"{case}: {n}"


@by_name
def test_floating_dtypes_stay(name: str) -> None:
    """A result in floats has the dtype of the inputs, and so has every gradient."""
    for case in cases_of(name):
        if "float" in case.call or "dtype" in case.call or "double" in case.call:
            continue
        if "half" in case.call or ".to(" in case.call:
            continue
        inputs = case.inputs(torch, np.float32)
        outs = [o for o in results(case, inputs) if o.dtype.is_floating_point]
        assert all(o.dtype is torch.float32 for o in outs), case
        leaves = [t for t in inputs.values() if t.requires_grad]
        outs = [o for o in outs if o.requires_grad]
        if outs and leaves:
            found = torch.autograd.grad(
                outs, leaves, list(map(directions, outs)), allow_unused=True
            )
            assert all(g is None or g.dtype is torch.float32 for g in found), case


@pytest.mark.parametrize("row", [r for r in TABLE if r.ints], ids=lambda row: row.name)
def test_dtype_of_the_result_for_integers(row: Any) -> None:
    case = next(row.cases())
    inputs = case.inputs(torch)
    small = {n: (t.detach().abs() + 1).to(torch.int32) for n, t in inputs.items() if n in "ab"}
    inputs = {**inputs, **small}
    wanted = torch.int32 if row.ints == "same" else getattr(torch, row.ints)
    assert results(case, inputs)[0].dtype is wanted


# ------------------------------------------------------------------------------- accelerator


@by_name
def test_the_accelerator_gives_what_the_cpu_gives(simulated: None, name: str) -> None:
    for case in cases_of(name):
        if "torch.ones" in case.call or "Generator" in case.call:
            continue
        ours = results(case, case.inputs(torch))
        theirs = results(case, case.inputs(torch, device="cuda"))
        assert all(t.device.type == "cuda" for t in theirs), case
        values = [[t.detach().cpu().numpy() for t in some] for some in (ours, theirs)]
        assert_same(*values, case, rtol=1e-12, atol=1e-12)
        both = gradients(case), gradients(case, device="cuda")
        assert_same(*both, case, rtol=1e-12, atol=1e-12)


@pytest.fixture
def simulated() -> Iterator[None]:
    with switched_on(SIMULATED):
        yield


# ------------------------------------------------------------------------------- the table


def all_ops() -> dict[int, Op]:
    """Every Op object of the library, also of what is loaded when first used."""
    for module in pkgutil.walk_packages(ops.__path__, ops.__name__ + "."):
        importlib.import_module(module.name)
    modules = [m for n, m in sys.modules.items() if n.partition(".")[0] == "tutorgrad"]
    return {id(v): v for m in modules for v in vars(m).values() if isinstance(v, Op)}


def test_every_public_operation_has_a_row() -> None:
    shown = {n for n in ops.__all__ if hasattr(torch, n) or hasattr(torch.Tensor, n)}
    shown |= set(torch.nn.functional.__all__)
    shown |= {f"linalg.{n}" for n in torch.linalg.__all__} - {"linalg.matmul", "linalg.LinAlgError"}
    aliases = {n for n in shown if any(getattr(ops, n, n) is getattr(ops, m, m) for m in NAMES)}
    assert shown - aliases - set(NAMES) == set()


def test_every_operation_and_every_rule_is_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every Op runs forward, and every derivative rule runs on arrays and on Tensors."""
    called, ruled = set(), set()
    run = Op.__call__

    def noted(self: Op, *inputs: Any, **keywords: Any) -> Any:
        called.add(id(self))
        return run(self, *inputs, **keywords)

    def noting(op: Op, name: str, rule: Any) -> Any:
        def note() -> None:
            ruled.add((id(op), name, mode.raw))

        names = ", ".join(inspect.signature(rule).parameters)  # read from the code object
        scope = {"note": note, "rule": rule}
        return eval(f"lambda {names}: (note(), rule({names}))[1]", scope)

    monkeypatch.setattr(Op, "__call__", noted)
    for op in all_ops().values():
        monkeypatch.setattr(op, "plans", {})
        monkeypatch.setattr(op, "rules", {n: noting(op, n, r) for n, r in op.rules.items()})
    for case in CASES:
        gradients(case)
        twice(case)
    for row in TABLE:
        for call in row.bad:  # rules that only raise
            case = Case(row, call, row.samples[0])
            with contextlib.suppress(Exception):
                case.run(torch, case.inputs(torch))
    missing = sorted(
        f"{o.__module__}.{o.__name__}" for i, o in all_ops().items() if i not in called
    )
    unreached = [
        f"{o.__module__}.{o.__name__}: {n} {'on arrays' if raw else 'on Tensors'}"
        for i, o in all_ops().items()
        for n in o.rules
        for raw in (True, False)
        if (i, n, raw) not in ruled
    ]
    report = "\n".join(sorted(missing) + sorted(unreached))
    assert not report, f"no row of the table reaches\n{report}"


def twice(case: Case) -> None:
    """A second backward through the first; of an operation with one derivative, it may raise."""
    line = Line(case)
    if line.differentiable:
        t = torch.zeros(2, dtype=torch.float64, requires_grad=True)
        first = torch.autograd.grad(line(t), t, create_graph=True, allow_unused=True)[0]
        for graph in (True, False):
            with contextlib.suppress(*(() if case.row.order > 1 else (RuntimeError,))):
                if first is not None and first.requires_grad:
                    total = first.sum()
                    torch.autograd.grad(total, t, create_graph=graph, allow_unused=True)
