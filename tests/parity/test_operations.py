"""Every row of the table of operations, run by PyTorch and by tutorgrad.

Protects: values, dtypes, shapes, what shares memory, node names, first and second derivatives,
values at corners and outside the domain, results for every dtype, in-place forms, which forms
exist, and the exception and text of every wrong call.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import tutorgrad
from tests.ops.row import Case, tensors
from tests.ops.table import CASES, CORNERS, TABLE
from tests.parity.both import FORM, differences, numbers, quietly, unlike

pytestmark = pytest.mark.torch

DTYPES = "bool uint8 int8 int16 int32 int64 float16 float32 float64".split()
FAMILIES = sorted({case.row.name for case in CASES})


def look(torch: Any, case: Case, order: int = 2) -> dict[str, Any]:
    """Everything to be compared of one call: a dict of small things and arrays."""
    inputs = case.inputs(torch)
    result = case.run(torch, inputs)
    found: dict[str, Any] = {"type": type(result).__name__}
    outs = tensors(result)
    if not outs:
        return {**found, "value": result}
    for i, out in enumerate(outs):
        found[f"value {i}"] = out.detach().numpy()
        found[f"node {i}"] = out.grad_fn and out.grad_fn.name()
        if not out.numel():
            continue
        found[f"is a view {i}"] = out._is_view()
        found[f"shares memory {i}"] = [n for n, t in inputs.items() if start(t) == start(out)]
        if out._is_view():  # the memory order of a copy is the library's own affair
            steps = zip(out.stride(), out.shape, strict=True)
            found[f"stride {i}"] = [s for s, n in steps if n > 1]
    return {**found, **derivatives(torch, inputs, outs, order)}


def start(tensor: Any) -> int:
    """The address of the memory that a tensor lies in."""
    return tensor.data_ptr() - tensor.storage_offset() * tensor.element_size()


def derivatives(torch: Any, inputs: Any, outs: Any, order: int) -> dict[str, Any]:
    """First derivatives, and the second ones in a random direction."""
    outs = [o for o in outs if o.requires_grad]
    leaves = {n: t for n, t in inputs.items() if t.requires_grad}
    if not outs or not leaves:
        return {"differentiable": bool(outs)}
    rng = np.random.default_rng(0)
    vs = [
        torch.from_numpy(np.asarray(rng.normal(size=tuple(o.shape)))).to(o.dtype).requires_grad_()
        for o in outs
    ]
    firsts = torch.autograd.grad(
        outs, list(leaves.values()), vs, create_graph=order > 1, allow_unused=True
    )
    found = {f"d/d{n}": numbers(g) for n, g in zip(leaves, firsts, strict=True)}
    weights = [
        torch.from_numpy(np.asarray(rng.normal(size=tuple(t.shape)))) for t in leaves.values()
    ]
    total = sum((g * w).sum() for g, w in zip(firsts, weights, strict=True) if g is not None)
    if order < 2 or not getattr(total, "requires_grad", False):
        return found
    names = [*leaves, *(f"v{i}" for i in range(len(vs)))]
    seconds = torch.autograd.grad(total, [*leaves.values(), *vs], allow_unused=True)
    found.update({f"d²/d{n}": numbers(g) for n, g in zip(names, seconds, strict=True)})
    return found


def compare(torch: Any, cases: list[Case], order: int = 2) -> None:
    report = []
    for case in cases:
        times = min(order, case.row.order)
        found = differences(
            quietly(look, tutorgrad, case, times), quietly(look, torch, case, times)
        )
        report += [f"{case}\n" + "\n".join(found)] if found else []
    assert not report, "\n\n".join(report)


@pytest.mark.parametrize("name", FAMILIES)
def test_results_and_derivatives_are_pytorchs(torch: Any, name: str) -> None:
    compare(torch, [c for c in CASES if c.row.name == name])


@pytest.mark.parametrize("name", sorted({case.row.name for case in CORNERS}))
def test_corners_and_special_numbers_are_pytorchs(torch: Any, name: str) -> None:
    compare(torch, [c for c in CORNERS if c.row.name == name], order=1)


@pytest.mark.parametrize("name", [n for n in FAMILIES if hasattr(tutorgrad.Tensor, f"{n}_")])
def test_inplace_forms_are_pytorchs(torch: Any, name: str) -> None:
    """Where PyTorch has a derivative for them, and where the result fits the tensor."""
    forms = [form for case in CASES if case.row.name == name and (form := case.inplace())]
    written = [f.but(f"[x := a * 1, {f.call.replace('a.', 'x.', 1)}][1]") for f in forms]
    compare(torch, [f for f in written if isinstance(quietly(look, torch, f), dict)])


@pytest.mark.parametrize("name", sorted(set(FAMILIES) & set(tutorgrad.ops.__all__)))
def test_the_forms_that_exist_are_pytorchs(torch: Any, name: str) -> None:
    """torch.NAME, tensor.NAME and tensor.NAME_, each where PyTorch has it."""
    for form in (name, f"Tensor.{name}", f"Tensor.{name}_"):
        ours, theirs = (has(library, form) for library in (tutorgrad, torch))
        assert ours == theirs, form


def has(torch: Any, form: str) -> bool:
    holder, _, name = form.rpartition(".")
    return hasattr(torch.Tensor if holder else torch, name)


@pytest.mark.parametrize("name", FAMILIES)
def test_a_second_backward_is_refused_where_pytorch_refuses_it(torch: Any, name: str) -> None:
    for case in CASES:
        if case.row.name == name and case.row.grad:
            ours, theirs = (quietly(back_twice, library, case) for library in (tutorgrad, torch))
            assert ours == theirs, case


def back_twice(torch: Any, case: Case) -> list[bool]:
    """For each result, whether backward runs a second time."""
    found = []
    for out in tensors(case.run(torch, case.inputs(torch))):
        if out.requires_grad:
            v = torch.ones(tuple(out.shape), dtype=out.dtype)
            out.backward(v, retain_graph=False)
            found.append(not isinstance(quietly(out.backward, v), tuple))
    return found


def of_size(tensor: Any, dtype: Any) -> Any:
    """Numbers near 1 for floats, up to 6 for integers."""
    tensor = tensor if dtype.is_signed else tensor.abs()
    return (tensor if dtype.is_floating_point else tensor * 3).to(dtype)


def of_dtype(torch: Any, case: Case, dtype: str) -> Any:
    """The result for inputs of one dtype: [(dtype, numbers), ...]."""
    inputs = {
        n: (t.detach() if t.dtype != torch.float64 else of_size(t.detach(), getattr(torch, dtype)))
        for n, t in case.inputs(torch).items()
    }
    return [t.detach().numpy() for t in tensors(case.run(torch, inputs))]


# kthvalue finds any of the equal ones; the others name a dtype in other words than PyTorch, or take
# one that PyTorch refuses.
ANY_DTYPE = {"kthvalue", "embedding_bag", "trace"}


@pytest.mark.parametrize("name", [n for n in FAMILIES if n not in ANY_DTYPE])
def test_every_dtype_gives_what_pytorch_gives(torch: Any, name: str) -> None:
    report = []
    for row in TABLE:
        for case in list(row.cases())[:: len(row.samples) or 1] if row.name == name else ():
            for dtype in DTYPES:
                ours, theirs = (quietly(of_dtype, t, case, dtype) for t in (tutorgrad, torch))
                report += [f"{case} {dtype}\n{d}" for d in unlike(ours, theirs)]
    assert not report, "\n\n".join(report)


@pytest.mark.parametrize(
    "row", TABLE, ids=lambda row: f"{row.name}-{(row.samples or row.corners)[0]}"
)
def test_wrong_calls_raise_pytorchs_errors(torch: Any, row: Any) -> None:
    report = []
    for call in row.bad:
        case = Case(row, call, row.samples[0])
        ours, theirs = (quietly(attempt, library, case) for library in (tutorgrad, torch))
        assert isinstance(theirs, tuple) and isinstance(theirs[0], str), f"PyTorch allows {case}"
        if ours != theirs and not (FORM.search(theirs[1]) and ours[0] == theirs[0]):
            report.append(f"{case}\n{ours}\nexpected\n{theirs}")
    assert not report, "\n\n".join(report)


def attempt(torch: Any, case: Case) -> Any:
    return case.run(torch, case.inputs(torch))
