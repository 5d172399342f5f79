"""Every row of the table of operations, on an accelerator and on the CPU.

Protects: an operation's result and its derivatives are made where its tensors live, never on the
way through the CPU, and are what the CPU gives, in every floating dtype and at corners.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

import tutorgrad as torch
from tests.ops.row import Case, tensors
from tests.ops.table import CASES, CORNERS

FAMILIES = sorted({case.row.name for case in CASES})
TOLERANCE = {"float64": (1e-9, 1e-11), "float32": (1e-4, 1e-5), "float16": (1e-2, 1e-2)}


def outcome(case: Case, device: str, dtype: Any, derivatives: bool) -> list[Any]:
    """The tensors of one call and of its derivatives, and the error that ended it."""
    inputs = case.inputs(torch, dtype, device)
    case = case.but(case.call.replace("torch.Generator()", f"torch.Generator({device!r})"))
    found: list[Any] = []
    try:
        result = case.run(torch, inputs)
        found += list(tensors(result)) or [result]
        wanted = [t for t in inputs.values() if t.requires_grad and t.is_leaf]
        if derivatives and wanted:
            found += (first := gradients(found, wanted, device))
            found += gradients(first, wanted, device)
    except (RuntimeError, TypeError, ValueError, IndexError, NotImplementedError) as error:
        found += [type(error).__name__, str(error)]
    return found


def gradients(outs: list[Any], inputs: list[Any], device: str) -> list[Any]:
    """The gradients of a weighted sum of some tensors, those that there are."""
    roots = [t for t in outs if getattr(t, "requires_grad", False)]
    if not roots:
        return []
    weights = [weight(t, device) for t in roots]
    found = torch.autograd.grad(roots, inputs, weights, create_graph=True, allow_unused=True)
    return [g for g in found if g is not None]


def weight(tensor: Any, device: str) -> Any:
    spread = torch.linspace(0.5, 1.5, tensor.numel(), dtype=tensor.dtype, device=device)
    return spread.reshape(tensor.shape)


def differences(case: Case, dtype: Any, derivatives: bool) -> str:
    """'' when the accelerator and the CPU agree, else what differs."""
    expected = outcome(case, "cpu", dtype, derivatives)
    found = outcome(case, "cuda", dtype, derivatives)
    if len(found) != len(expected):
        return f"{case}: {len(found)} results, expected {len(expected)}: {found}"
    for ours, theirs in zip(found, expected, strict=True):
        if not isinstance(ours, torch.Tensor) or not isinstance(theirs, torch.Tensor):
            if not same_thing(ours, theirs):
                return f"{case}: {ours!r}, expected {theirs!r}"
            continue
        if str(ours.device) != "cuda:0":
            return f"{case}: a result on {ours.device}"
        if (ours.dtype, ours.shape) != (theirs.dtype, theirs.shape):
            return f"{case}: {ours.dtype} {ours.shape}, expected {theirs.dtype} {theirs.shape}"
        rtol, atol = TOLERANCE.get(str(np.dtype(theirs.dtype.name)), (0, 0))
        ours, theirs = ours.detach().cpu().numpy(), theirs.detach().numpy()
        if not np.allclose(ours, theirs, rtol, atol, equal_nan=True):
            return f"{case}:\n{ours}\nexpected\n{theirs}"
    return ""


def same_thing(ours: Any, theirs: Any) -> bool:
    """Are two plain values equal, but for the device in an error's text?"""
    if isinstance(ours, str) and isinstance(theirs, str):
        return ours.replace("torch.cuda.", "torch.") == theirs
    return bool(ours == theirs)


def check(cases: list[Case], dtype: Any, derivatives: bool) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        wrong = [d for case in cases if (d := differences(case, dtype, derivatives))]
    assert wrong == [], "\n\n".join(wrong)


@pytest.mark.parametrize("family", FAMILIES)
def test_results_and_derivatives(kind, family):
    check([case for case in CASES if case.row.name == family], np.float64, True)


@pytest.mark.parametrize("dtype", ["float16", "float32"])
@pytest.mark.parametrize("family", FAMILIES)
def test_results_in_other_dtypes(kind, family, dtype):
    check([case for case in CASES if case.row.name == family], np.dtype(dtype), False)


@pytest.mark.parametrize("family", sorted({case.row.name for case in CORNERS}))
def test_corners(kind, family):
    check([case for case in CORNERS if case.row.name == family], np.float32, False)
