"""First derivatives in float16, of numbers whose squares float16 does not hold.

Protects: rules of several steps compute float16 in float32 and round once, as PyTorch's kernels do.
The derivatives in float64 are compared in test_operations.py and test_opinfo.py.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import tutorgrad

pytestmark = pytest.mark.torch

# a, b: matrices in steps of a hundred; w: ones
CALLS = """\
F.batch_norm(a, None, None, w, w, training=True)
F.batch_norm(a, w.detach(), 1e4 * w.detach(), w, w)
F.instance_norm(a[None], None, None)
F.layer_norm(a, (4,), w, w)
F.group_norm(a[None], 2)
F.scaled_dot_product_attention(a[None, None], b[None, None], b[None, None])
F.scaled_dot_product_attention(a[None, None], b[None, None], b[None, None], is_causal=True)"""


def gradients(torch: Any, call: str) -> list[Any]:
    def leaf(array: Any) -> Any:
        return torch.tensor(array.tolist(), dtype=torch.float16, requires_grad=True)

    space = {
        "a": leaf(np.arange(16).reshape(4, 4) ** 1.5 * 100 % 1600),
        "b": leaf(np.arange(16)[::-1].reshape(4, 4) * 100.0),
        "w": leaf(np.ones(4)),
    }
    out = eval(call, {"F": torch.nn.functional, **space})
    slope = torch.arange(out.numel(), dtype=out.dtype).reshape(out.shape) % 3 - 1
    found = torch.autograd.grad(out, list(space.values()), slope, allow_unused=True)
    return [None if g is None else g.detach().numpy() for g in found]


@pytest.mark.parametrize("call", CALLS.splitlines())
def test_float16_gives_what_pytorch_gives(torch: Any, call: str) -> None:
    for mine, wanted in zip(gradients(tutorgrad, call), gradients(torch, call), strict=True):
        assert (mine is None) == (wanted is None)
        if wanted is not None:
            size = np.abs(wanted).max()
            assert np.isfinite(size) and mine.dtype == wanted.dtype == np.float16
            np.testing.assert_allclose(mine, wanted, rtol=0.02, atol=0.01 * float(size) + 1e-6)


@pytest.mark.parametrize("layer", ["RNN", "GRU", "LSTM"])
def test_recurrent_layers(torch: Any, layer: str) -> None:
    found = []
    for library in (tutorgrad, torch):
        library.manual_seed(0)
        model = getattr(library.nn, layer)(3, 2).half()
        model(library.ones(4, 2, 3, dtype=library.float16))[0].sum().backward()
        found.append([p.grad.float().numpy() for p in model.parameters()])
    for mine, wanted in zip(*found, strict=True):
        np.testing.assert_allclose(mine, wanted, rtol=0.01, atol=0.01)
