"""Modes, anomaly mode, views and in-place writes, copies, sharing memory with NumPy.

Everything here holds for PyTorch too, and was written with both at hand.
"""

from __future__ import annotations

import copy
import pickle
import warnings
from typing import Any

import numpy as np
import pytest

import tutorgrad as torch

f64 = torch.float64


def leaf(*values: Any) -> Any:
    return torch.tensor(values, dtype=f64, requires_grad=True)


# --------------------------------------------------------------------------------------- modes


def test_modes_nest_and_come_back() -> None:
    x = leaf(1)
    with torch.no_grad():
        assert not torch.is_grad_enabled() and not (x * 2).requires_grad
        with torch.enable_grad():
            assert (x * 2).requires_grad
        with torch.set_grad_enabled(True):
            assert torch.is_grad_enabled()
        assert not torch.is_grad_enabled()
    assert torch.is_grad_enabled()
    with pytest.raises(ZeroDivisionError), torch.no_grad():
        1 / 0  # noqa: B018
    assert torch.is_grad_enabled()


def test_modes_are_decorators() -> None:
    @torch.no_grad()
    def quiet(x: Any) -> Any:
        return x * 2

    @torch.enable_grad()
    def loud(x: Any) -> Any:
        return x * 2

    @torch.inference_mode()
    def inside() -> bool:
        return torch.is_inference_mode_enabled()

    x = leaf(1)
    assert not quiet(x).requires_grad and quiet.__name__ == "quiet"
    with torch.no_grad():
        assert loud(x).requires_grad
    assert inside() and not torch.is_inference_mode_enabled()


def test_a_decorated_generator_switches_at_every_step() -> None:
    @torch.no_grad()
    def steps() -> Any:
        yield torch.is_grad_enabled()
        yield torch.is_grad_enabled()

    found = [(inside, torch.is_grad_enabled()) for inside in steps()]
    assert found == [(False, True), (False, True)]


def test_set_grad_enabled_works_at_once() -> None:
    try:
        torch.set_grad_enabled(False)
        assert not (leaf(1) * 2).requires_grad
    finally:
        torch.set_grad_enabled(True)
    assert (leaf(1) * 2).requires_grad


def test_inference_tensors_stay_out_of_graphs() -> None:
    with torch.inference_mode():
        y = torch.ones(2) * 2
        assert y.is_inference() and not torch.is_grad_enabled()
    x = leaf(1, 2)
    with pytest.raises(RuntimeError, match="Inference tensors cannot be saved for backward"):
        x.float() * y
    with pytest.raises(RuntimeError, match="Inplace update to inference tensor outside"):
        y.add_(1)


def test_what_no_grad_makes_is_a_leaf() -> None:
    x = leaf(1, 2)
    with torch.no_grad():
        y = x * 2
    assert y.is_leaf and y.grad_fn is None
    y.requires_grad_()
    (x * y).sum().backward()
    assert (x.grad.tolist(), y.grad.tolist()) == ([2, 4], [1, 2])


# ------------------------------------------------------------------------------ anomaly mode


def test_anomaly_mode_names_the_call_that_gave_nan() -> None:
    x = leaf(-1.0)
    with (
        pytest.warns(UserWarning, match="Anomaly Detection has been enabled"),
        torch.autograd.detect_anomaly(),
    ):
        y = x.sqrt().sum()
        with (
            pytest.warns(UserWarning, match="Error detected in SqrtBackward0"),
            pytest.raises(RuntimeError, match="'SqrtBackward0' returned nan values in its 0th"),
        ):
            y.backward()
    assert not torch.is_anomaly_enabled()


def test_anomaly_mode_can_be_switched() -> None:
    with torch.autograd.set_detect_anomaly(True):
        assert torch.is_anomaly_enabled()
        (leaf(1.0) * 2).sum().backward()
    with torch.autograd.set_detect_anomaly(True, check_nan=False):
        leaf(-1.0).sqrt().sum().backward()
    assert not torch.is_anomaly_enabled()


# ----------------------------------------------------------------------- views, in-place writes


def test_a_write_to_a_view_becomes_history_of_the_base() -> None:
    x = leaf(1, 2, 3, 4)
    y = x * 1
    row = y.view(2, 2)[0]
    row.mul_(10)
    assert type(y.grad_fn).__name__ == "CopySlices"
    assert type(row.grad_fn).__name__ == "AsStridedBackward0"
    (y * y).sum().backward()
    assert x.grad.tolist() == [200, 400, 6, 8]


def test_a_view_sees_a_later_write_to_its_base() -> None:
    x = leaf(1, 2, 3)
    y = x * 1
    view = y[1:]
    y.mul_(3)
    view.sum().backward()
    assert x.grad.tolist() == [0, 3, 3]


@pytest.mark.parametrize("turn", ["t()", "flip(0)[:]", "T[::2]", "unsqueeze(0).permute(2, 1, 0)"])
def test_writes_through_turned_views_of_views(turn: str) -> None:
    """The same numbers and gradients as an out-of-place twin."""
    start = np.arange(6.0).reshape(2, 3) + 1
    x = torch.from_numpy(start.copy()).requires_grad_()
    y = x * 1
    part = eval(f"y.{turn}", {"y": y})
    copied = part.data_ptr() < y.data_ptr() or part.data_ptr() >= y.data_ptr() + 48
    part[..., 0].mul_(x[0, 0])
    twin = torch.from_numpy(start.copy()).requires_grad_()
    mask = torch.zeros(2, 3, dtype=f64)
    if not copied:
        eval(f"mask.{turn}", {"mask": mask})[..., 0].fill_(1)
    z = twin * (1 - mask) + twin * mask * twin[0, 0]
    (y * y).sum().backward()
    (z * z).sum().backward()
    assert torch.allclose(x.grad, twin.grad) and torch.allclose(y, z)


def test_a_chain_of_writes_equals_its_twin() -> None:
    x, w = leaf(0.1, 0.2, 0.3), leaf(0.4, 0.5, 0.6)
    y = x.clone()
    y.mul_(w).add_(x).sin_()
    y[1:] = y[:-1].clone() * w[0]
    y.sigmoid_()
    a = (x * w + x).sin()
    b = torch.cat([a[:1], a[:-1] * w[0]]).sigmoid()
    ours = torch.autograd.grad(y.sum(), [x, w])
    twin = torch.autograd.grad(b.sum(), [x, w])
    assert torch.allclose(y, b) and all(
        torch.allclose(g, h) for g, h in zip(ours, twin, strict=True)
    )


def test_versions_count_writes_and_views_share_them() -> None:
    x = torch.zeros(4)
    view, detached, data, clone = x[:2], x.detach(), x.data, x.clone()
    x.add_(1)
    view.zero_()
    x[3] = 5
    assert [t._version for t in (x, view, detached, data, clone)] == [3, 3, 3, 0, 0]
    with torch.no_grad():
        x.add_(1)
    torch.add(x, 1, out=clone)
    assert (x._version, clone._version) == (4, 1)


def test_detach_is_guarded_and_data_is_not() -> None:
    x = leaf(1, 2)
    y = x * 1
    z = y * y
    y.data.fill_(7)
    (grad,) = torch.autograd.grad(z.sum(), x, retain_graph=True)
    assert grad.tolist() == [14, 14]  # silently wrong
    y.detach().fill_(7)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        z.sum().backward()


WRONG_WRITES = {
    "x.add_(1)": "a leaf Variable that requires grad is being used",
    "x[0].add_(1)": "a view of a leaf Variable that requires grad is being used",
    "x[:1].fill_(1)": "a view of a leaf Variable that requires grad is being used",
    "y.unbind()[0].add_(1)": "Output 0 of Unbind is a view and is being modified inplace",
    "y.split(1)[1].add_(1)": "Output 1 of Split is a view and is being modified inplace",
    "quiet.add_(1)": "A view was created in no_grad mode and is being modified inplace",
    "y.expand(3, 2).add_(1)": "more than one element of the written-to tensor",
    "z[1:].add_(z[:-1])": "some elements of the input tensor and the written-to tensor",
    "y.add_(torch.ones(3, 2))": "doesn't match the broadcast shape",
    "torch.ones(2, dtype=torch.int64).add_(0.5)": "result type Float can't be cast to",
}


@pytest.mark.parametrize("code", WRONG_WRITES)
def test_writes_that_are_refused(code: str) -> None:
    x = leaf(1, 2)
    y, z = x * 1, torch.ones(4, dtype=f64)
    with torch.no_grad():
        quiet = y[:]
    before = [t.tolist() for t in (x, y, z)]
    with pytest.raises(RuntimeError, match=WRONG_WRITES[code]):
        eval(code, {"x": x, "y": y, "z": z, "quiet": quiet, "torch": torch})
    assert [t.tolist() for t in (x, y, z)] == before


def test_a_view_of_several_goes_stale_with_its_base() -> None:
    y = leaf(1, 2) * 1
    part = y.unbind()[0]
    y.mul_(2)
    with pytest.raises(
        RuntimeError, match="its base or another view of its base has been modified"
    ):
        part * 2


# ------------------------------------------------------------------------- copies, NumPy, DLPack


def test_deepcopy_copies_a_leaf_with_its_gradient() -> None:
    x = leaf(1, 2)
    (x * x).sum().backward()
    new, again = copy.deepcopy([x, x])
    assert new is again and new.requires_grad and new.is_leaf
    assert new.grad.tolist() == [2, 4] and new.data_ptr() != x.data_ptr()
    with pytest.raises(RuntimeError, match="Only Tensors created explicitly by the user"):
        copy.deepcopy(x * 2)


def test_copy_shares_memory() -> None:
    x = torch.ones(2)
    new = copy.copy(x)
    new[0] = 5
    assert new is not x and x.tolist() == [5, 1]


def test_pickle_brings_back_what_can_be_seen() -> None:
    for x in (leaf(1, 2), torch.arange(6).view(2, 3).t(), torch.tensor(True)):
        new = pickle.loads(pickle.dumps(x))
        assert (new.tolist(), new.dtype, new.requires_grad) == (
            x.tolist(),
            x.dtype,
            x.requires_grad,
        )


def test_numpy_and_tensor_share_memory() -> None:
    array = np.arange(4.0)
    x = torch.from_numpy(array)
    x[0] = 9
    array[1] = 8
    assert array[0] == 9 and x[1].item() == 8 and np.shares_memory(x.numpy(), array)
    view = x[1:].numpy()
    view[:] = 0
    assert x.tolist() == [9, 0, 0, 0]
    with pytest.raises(RuntimeError, match="Can't call numpy\\(\\) on Tensor that requires grad"):
        leaf(1).numpy()
    with torch.no_grad():  # nothing is recorded that NumPy could get round
        assert leaf(1.5).numpy() == 1.5
    assert leaf(1.5).detach().numpy().tolist() == [1.5]


def test_dlpack_goes_both_ways() -> None:
    x = torch.arange(6.0).view(2, 3)
    array = np.from_dlpack(x)
    back = torch.from_dlpack(np.ascontiguousarray(array))
    x[0, 0] = 7
    assert array[0, 0] == 7 and back.tolist()[1] == [3, 4, 5]
    source = np.arange(3)
    shared = torch.from_dlpack(source)
    source[0] = 5
    assert shared.tolist() == [5, 1, 2] and shared.dtype is torch.int64


def test_numpy_functions_take_tensors() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert np.asarray(torch.ones(2)).sum() == 2
        assert np.array([1.0, 2.0]).tolist() == torch.tensor(np.array([1.0, 2.0])).tolist()
